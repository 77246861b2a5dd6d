/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_WATCH_H
#define L4_MOBILITY_WATCH_H

#include "l4m-ns3-compat.h"

#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv6-list-routing.h"

#include <functional>

namespace ns3
{
namespace l4mobility
{

/** Whom the watches tell, and ask. */
struct WatchClient
{
    std::function<void()> changed; //!< addresses, interfaces or routes have changed
    /**
     * Whether a socket's believed peer has this address, so that UDP may send to it although there
     * is no route; gives the own address that the socket believes.
     */
    std::function<bool(const Address& peer, Address& local)> isPeer;
};

/**
 * Stands before a node's IPv4 routing, whatever that is, since ns-3 tells nobody else of changes of
 * addresses and interfaces. To routing helpers it is a list with what stood there before in it.
 *
 * It routes nothing of its own, with one exception: ns-3's UDP refuses to send where there is no
 * route to the address that the socket believes in. There the watch gives a route to the loopback
 * device; the layer, which sees the datagram next, sends it where the peer is.
 */
class Watch4 : public Ipv4ListRouting
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param client whom to tell; an empty one from then on tells nobody */
    void SetClient(const WatchClient& client);

    /** Takes the place of a node's routing. @param ipv4 the node's IPv4 */
    void Wrap(Ptr<Ipv4> ipv4);

    void AddRoutingProtocol(Ptr<Ipv4RoutingProtocol> protocol, int16_t priority) override;
    uint32_t GetNRoutingProtocols() const override;
    Ptr<Ipv4RoutingProtocol> GetRoutingProtocol(uint32_t index, int16_t& priority) const override;
    Ptr<Ipv4Route> RouteOutput(Ptr<Packet> p,
                               const Ipv4Header& header,
                               Ptr<NetDevice> oif,
                               Socket::SocketErrno& sockerr) override;
    /** Parameter N of RouteInput. */
    template <std::size_t N>
    using In = Parameters<decltype(&Ipv4RoutingProtocol::RouteInput)>::At<N>;
    bool RouteInput(In<0> p, In<1> header, In<2> idev, In<3> ucb, In<4> mcb, In<5> lcb, In<6> ecb)
        override;
    void NotifyInterfaceUp(uint32_t interface) override;
    void NotifyInterfaceDown(uint32_t interface) override;
    void NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void SetIpv4(Ptr<Ipv4> ipv4) override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const override;

  protected:
    void DoDispose() override;

  private:
    WatchClient m_client;               //!< whom to tell
    Ptr<Ipv4> m_ip;                     //!< whose addresses
    Ptr<Ipv4RoutingProtocol> m_routing; //!< what stood there before
};

/** The same for IPv6, where routes are told too. @copydetails Watch4 */
class Watch6 : public Ipv6ListRouting
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param client whom to tell; an empty one from then on tells nobody */
    void SetClient(const WatchClient& client);

    /** Takes the place of a node's routing. @param ipv6 the node's IPv6 */
    void Wrap(Ptr<Ipv6> ipv6);

    void AddRoutingProtocol(Ptr<Ipv6RoutingProtocol> protocol, int16_t priority) override;
    uint32_t GetNRoutingProtocols() const override;
    Ptr<Ipv6RoutingProtocol> GetRoutingProtocol(uint32_t index, int16_t& priority) const override;
    Ptr<Ipv6Route> RouteOutput(Ptr<Packet> p,
                               const Ipv6Header& header,
                               Ptr<NetDevice> oif,
                               Socket::SocketErrno& sockerr) override;
    /** Parameter N of RouteInput. */
    template <std::size_t N>
    using In = Parameters<decltype(&Ipv6RoutingProtocol::RouteInput)>::At<N>;
    bool RouteInput(In<0> p, In<1> header, In<2> idev, In<3> ucb, In<4> mcb, In<5> lcb, In<6> ecb)
        override;
    void NotifyInterfaceUp(uint32_t interface) override;
    void NotifyInterfaceDown(uint32_t interface) override;
    void NotifyAddAddress(uint32_t interface, Ipv6InterfaceAddress address) override;
    void NotifyRemoveAddress(uint32_t interface, Ipv6InterfaceAddress address) override;
    void NotifyAddRoute(Ipv6Address dst,
                        Ipv6Prefix mask,
                        Ipv6Address nextHop,
                        uint32_t interface,
                        Ipv6Address prefixToUse) override;
    void NotifyRemoveRoute(Ipv6Address dst,
                           Ipv6Prefix mask,
                           Ipv6Address nextHop,
                           uint32_t interface,
                           Ipv6Address prefixToUse) override;
    void SetIpv6(Ptr<Ipv6> ipv6) override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const override;

  protected:
    void DoDispose() override;

  private:
    WatchClient m_client;               //!< whom to tell
    Ptr<Ipv6> m_ip;                     //!< whose addresses
    Ptr<Ipv6RoutingProtocol> m_routing; //!< what stood there before
};

} // namespace l4mobility
} // namespace ns3

#endif /* L4_MOBILITY_WATCH_H */
