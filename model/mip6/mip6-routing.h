/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_ROUTING_H
#define MIP6_ROUTING_H

#include "ns3/callback.h"
#include "ns3/error-model.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-list-routing.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/queue.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"

namespace ns3
{

class Node;

/**
 * @ingroup mip6
 * What Mobile IPv6 changes in a node's routing: it stands before the node's own protocol, and asks
 * its owner about each packet. It is a list of one so that the node's own protocol is found behind
 * it, and not an ordinary list because a protocol cannot be told its node twice.
 */
class Mip6Routing : public Ipv6ListRouting
{
  public:
    /** Asks for a packet's route; nullptr: the other protocols decide. Where the node is to choose
     * the source address, the header has :: in its place. */
    using Chooser = Callback<Ptr<Ipv6Route>, const Ipv6Header&>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6Routing();
    ~Mip6Routing() override;

    /**
     * Puts one before the routing protocol of a node.
     * @param node a node with an IPv6 stack
     * @param output asked about packets that the node sends
     * @param input asked about packets that the node is to forward
     */
    static void Install(Ptr<Node> node, Chooser output, Chooser input);

    /** Type of parameter N of RouteInput(): callbacks became constant references in 3.38. */
    template <std::size_t N>
    using In = l4mobility::Parameters<decltype(&Ipv6RoutingProtocol::RouteInput)>::At<N>;

    // inherited
    Ptr<Ipv6Route> RouteOutput(Ptr<Packet> packet,
                               const Ipv6Header& header,
                               Ptr<NetDevice> oif,
                               Socket::SocketErrno& error) override;
    bool RouteInput(Ptr<const Packet> packet,
                    const Ipv6Header& header,
                    Ptr<const NetDevice> device,
                    In<3> forward,
                    In<4> multicast,
                    In<5> local,
                    In<6> error) override;
    void NotifyInterfaceUp(uint32_t interface) override;
    void NotifyInterfaceDown(uint32_t interface) override;
    void NotifyAddAddress(uint32_t interface, Ipv6InterfaceAddress address) override;
    void NotifyRemoveAddress(uint32_t interface, Ipv6InterfaceAddress address) override;
    void NotifyAddRoute(Ipv6Address destination,
                        Ipv6Prefix mask,
                        Ipv6Address nextHop,
                        uint32_t interface,
                        Ipv6Address prefixToUse) override;
    void NotifyRemoveRoute(Ipv6Address destination,
                           Ipv6Prefix mask,
                           Ipv6Address nextHop,
                           uint32_t interface,
                           Ipv6Address prefixToUse) override;
    void SetIpv6(Ptr<Ipv6> ipv6) override;
    void AddRoutingProtocol(Ptr<Ipv6RoutingProtocol> protocol, int16_t priority) override;
    uint32_t GetNRoutingProtocols() const override;
    Ptr<Ipv6RoutingProtocol> GetRoutingProtocol(uint32_t index, int16_t& priority) const override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const override;

  protected:
    void DoDispose() override;

  private:
    Ptr<Ipv6RoutingProtocol> m_own; //!< the node's own
    Chooser m_output;               //!< asked about packets that the node sends
    Chooser m_input;                //!< asked about packets that the node is to forward
};

/**
 * @ingroup mip6
 * An interface of a node's IPv6 whose packets are handed to an agent, which sends them on with
 * another header in front.
 */
class Mip6Device : public SimpleNetDevice
{
  public:
    /** Takes a packet, IPv6 header included. */
    using Sender = Callback<void, Ptr<Packet>>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6Device();
    ~Mip6Device() override;

    /**
     * Makes a device an interface of a node's IPv6, without Router Solicitations on it.
     * @param node a node with an IPv6 stack
     * @param mtu longest packet that may go in, 1280 or more
     * @param sender takes the packets
     * @return the device
     */
    static Ptr<Mip6Device> Install(Ptr<Node> node, uint16_t mtu, Sender sender);

    // inherited
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    bool NeedsArp() const override;

  protected:
    void DoDispose() override;

  private:
    Sender m_sender; //!< takes the packets
};

} // namespace ns3

#endif /* MIP6_ROUTING_H */
