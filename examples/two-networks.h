/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef TWO_NETWORKS_H
#define TWO_NETWORKS_H

#include "ns3/application-container.h"
#include "ns3/ipv4-interface-container.h"
#include "ns3/ipv4.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"

/**
 * What the examples of ns-3's own instruments look at: a mover sends to a server for four seconds
 * over a mobile TCP socket, and after two of them its cable is pulled and another plugged in.
 *
 *              10.1.0.0/24 (until 2 s)
 *     mover ========================== router ---------- server
 *              10.2.0.0/24 (from 2.1 s)       10.3.0.0/24
 */
class TwoNetworks
{
  public:
    TwoNetworks();

    /** Runs the simulation for six seconds. */
    void Run();

    /** @return the bytes that the server's application has received */
    uint64_t GetReceived() const;

    ns3::NodeContainer nodes;        //!< mover, router, server
    ns3::PointToPointHelper link;    //!< made each of the links
    ns3::NetDeviceContainer devices; //!< mover's and router's, of each cable; server's and router's

  private:
    /** Assigns a link's addresses. @return the interface and the address of either end */
    ns3::Ipv4InterfaceContainer Connect(ns3::Ptr<ns3::Node> host, const char* network);
    /** Pulls or plugs in. @param interface the mover's @param up whether to plug in
     * @param gateway the router on that link */
    void Plug(uint32_t interface, bool up, ns3::Ipv4Address gateway);

    ns3::ApplicationContainer m_sink; //!< the server's application
};

#endif /* TWO_NETWORKS_H */
