/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_TRAFFIC_H
#define L4M_LAB_TRAFFIC_H

#include "settings.h"

#include "ns3/handover-recorder.h"
#include "ns3/mobility-system.h"

#include <memory>

namespace l4m
{
namespace lab
{

/** Who talks to whom, and who writes it down. */
struct TrafficContext
{
    ns3::Ptr<ns3::Node> mobile;               //!< opens every connection
    uint32_t index{0};                        //!< of the mobile
    ns3::Ptr<ns3::Node> correspondent;        //!< answers
    ns3::Address correspondentAddress;        //!< Ipv4Address or Ipv6Address
    ns3::Ptr<ns3::MobilitySystem> system;     //!< whose sockets are used
    ns3::Ptr<ns3::HandoverRecorder> recorder; //!< writes it down
    bool ipv6{false};                         //!< family
    ns3::Time end;                            //!< when no more is sent

    /** @return a new socket @param node of this node @param factory TypeId name of its factory */
    ns3::Ptr<ns3::Socket> MakeSocket(ns3::Ptr<ns3::Node> node, const std::string& factory) const;
    /** @return any own address with a port @param port the port */
    ns3::Address Any(uint16_t port) const;
    /** @return what a mobile's socket binds to: any free port */
    ns3::Address MobileName() const;
    /** @return the correspondent's name @param port with this port */
    ns3::Address PeerName(uint16_t port) const;
    /** @return the port of a bound socket @param socket the socket */
    uint16_t PortOf(ns3::Ptr<ns3::Socket> socket) const;
};

/** What an application does between a mobile and the correspondent. */
class Traffic
{
  public:
    virtual ~Traffic() = default;
    /** Begins; once, in the simulation. */
    virtual void Start() = 0;
    /** Says what became of it, after the simulation. */
    virtual void Finish() = 0;
};

/**
 * Makes the traffic of a mobile.
 * @param settings which traffic
 * @param context between whom
 * @return one object for each conversation
 */
std::vector<std::unique_ptr<Traffic>> MakeTraffic(const Settings& settings,
                                                  const TrafficContext& context);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_TRAFFIC_H */
