/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_IP_H
#define L4_MOBILITY_IP_H

#include "l4m/types.h"

#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/packet.h"

#include <vector>

namespace ns3
{
namespace l4mobility
{

/** A way to the peer that can be used at this moment. */
struct Path
{
    l4m_addr src{};        //!< own address; family 0 means that there is no way
    l4m_addr dst{};        //!< the peer's address, of the same family
    Ptr<Ipv4Route> route4; //!< the route, where the family is 4
    Ptr<Ipv6Route> route6; //!< the route, where the family is 6
};

/** A packet that arrived, from its L4 header on. Its IP header is the caller's. */
struct Arrival
{
    uint8_t protocol = 0;                //!< 6 or 17
    Ptr<Packet> packet;                  //!< L4 header and what follows
    const Ipv4Header* header4 = nullptr; //!< its IP header, if that is IPv4
    Ptr<Ipv4Interface> interface4;       //!< where it arrived
    const Ipv6Header* header6 = nullptr; //!< its IP header, if that is IPv6
    Ptr<Ipv6Interface> interface6;       //!< where it arrived
    l4m_addr src{};                      //!< source address
    l4m_addr dst{};                      //!< destination address
};

/** The two IPs of a node as the layer uses them: route look-up for the present addresses, and
 * sending. */
class Ip
{
  public:
    /** Takes hold of a node's IPv4 and IPv6; either may be nullptr. */
    void Set(Ptr<Ipv4L3Protocol> ipv4, Ptr<Ipv6L3Protocol> ipv6);

    /** Lets go. */
    void Dispose();

    /** Says that these addresses are one host's. */
    void AddHost(const std::vector<l4m_addr>& addresses);

    /**
     * Looks for a way to a host: to the given address or, where there is none in its family, to
     * another of the host's. @param peer where the host is @param protocol 6 or 17 @param hint a
     * route to \p peer that was looked up just now, or nullptr @return the way; src.family is 0 if
     * there is none
     */
    Path Find(const l4m_addr& peer, uint8_t protocol, Ptr<Ipv4Route> hint = nullptr);

    /** Sends a packet that begins with its L4 header. */
    void Send(Ptr<Packet> packet, uint8_t protocol, const Path& path);

    /** @return whether the node has IPv6 at all */
    bool HasIpv6() const;

    /** @return whether an address is one of this node's */
    bool IsOwn(const l4m_addr& address) const;

    /** @return whether an address is the broadcast address of one of this node's subnets */
    bool IsSubnetBroadcast(const l4m_addr& address) const;

    /** @return the smallest MTU of the node's devices in bytes, loopback aside; 0 if there is no
     * device */
    uint32_t SmallestMtu() const;

    /**
     * Hands a packet to a transport protocol as if it had come between two other addresses.
     * @param upper TCP or UDP
     * @param arrival how it came; its packet begins with the L4 header
     * @param src the source that the socket believes
     * @param dst the destination that the socket believes, of the same family
     * @return the transport protocol's answer
     */
    IpL4Protocol::RxStatus Deliver(Ptr<IpL4Protocol> upper,
                                   const Arrival& arrival,
                                   const l4m_addr& src,
                                   const l4m_addr& dst) const;

    /** @return whether a look-up of this object's is under way: the address watch then keeps out of
     * it */
    bool IsLookingUp() const;

  private:
    /** @return the way to an address of either family, without other addresses */
    Path FindDirect(const l4m_addr& peer, uint8_t protocol);
    /** @return whether a source can be used: set, this node's, on an interface that is up */
    bool IsUsable4(Ptr<Ipv4Route> route) const;
    /** @copydoc IsUsable4 */
    bool IsUsable6(Ptr<Ipv6Route> route, Ipv6Address dst) const;

    Ptr<Ipv4L3Protocol> m_ipv4;                 //!< IPv4
    Ptr<Ipv6L3Protocol> m_ipv6;                 //!< IPv6
    std::vector<std::vector<l4m_addr>> m_hosts; //!< addresses of one host each
    bool m_lookingUp{false};                    //!< see IsLookingUp()
};

} // namespace l4mobility
} // namespace ns3

#endif /* L4_MOBILITY_IP_H */
