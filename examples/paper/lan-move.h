/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_LAN_MOVE_H
#define L4M_PAPER_LAN_MOVE_H

#include "ns3/error-model.h"
#include "ns3/ipv4-address.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"

namespace l4m
{
namespace paper
{

/**
 * The test environment (paper, figure 5): node A is plugged out of one network and into another,
 * node B stays.
 *
 * @verbatim
 *              net 1  10.1.1.0/24
 *   A  10.1.1.2 ----------------- 10.1.1.1
 *   |                                     router 10.1.3.1 ---- 10.1.3.2  B
 *   A' 10.1.2.2 ----------------- 10.1.2.1
 *              net 2  10.1.2.0/24
 * @endverbatim
 *
 * Every link is switched 100 Mbit/s full duplex, modelled as a point-to-point link: there is no
 * ARP to wait for, as between hosts that have talked before. The delay of a link is chosen so that
 * a plain handshake takes the paper's 0.18 ms; it stands for cable, switch and the hosts' stacks.
 * Every host and the router queues up to 1000 packets in one FIFO, as Linux did.
 */
class LanMove
{
  public:
    /** Builds nodes, links, addresses and routes. One at a time in a process. */
    LanMove();

    /** @return node A, which moves */
    ns3::Ptr<ns3::Node> GetMover() const;
    /** @return node B, which stays */
    ns3::Ptr<ns3::Node> GetPeer() const;
    /** @return both, for helpers */
    ns3::NodeContainer GetHosts() const;
    /** @return the address of B */
    ns3::Ipv4Address GetPeerAddress() const;
    /** @return the address of A before the move */
    ns3::Ipv4Address GetOldAddress() const;
    /** @return the address of A after the move */
    ns3::Ipv4Address GetNewAddress() const;

    /**
     * Plans the move: the cable to net 1 is pulled, interface and address go; after the outage
     * interface 2 comes up with its address and a default route.
     * @param when time of the move
     * @param outage time from the move until the new address can be used, 0 or more
     */
    void Move(ns3::Time when, ns3::Time outage);

    /**
     * Plans a failure of net 1 for a while, with no change of address: what a TCP without
     * mobility would need to see in order to go on.
     * @param when time at which the cable is pulled
     * @param outage time until it is put back
     */
    void Unplug(ns3::Time when, ns3::Time outage);

  private:
    /** Pulls or puts back the cable of net 1: what is on it or in the queues of its ends is lost.
     */
    void SetCable(bool plugged);
    /** Takes interface 1 and its address away. */
    void Leave();
    /** Brings interface 2 up. */
    void Arrive();

    ns3::NodeContainer m_hosts;               //!< A, B
    ns3::Ptr<ns3::Node> m_router;             //!< between the networks
    ns3::NetDeviceContainer m_net1;           //!< A, router
    ns3::Ptr<ns3::RateErrorModel> m_cable[2]; //!< of the two ends of net 1
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_LAN_MOVE_H */
