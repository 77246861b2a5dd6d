/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_ROUTING_H
#define MIP4_ROUTING_H

#include "ns3/callback.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/l4m-ns3-compat.h"

namespace ns3
{

class Node;

/**
 * @ingroup mip4
 * What Mobile IPv4 changes in a node's routing: it stands before all others in the node's
 * Ipv4ListRouting, and asks its owner, a mobile or an agent, about each packet.
 */
class Mip4Routing : public Ipv4RoutingProtocol
{
  public:
    /** Asks for a packet's route; nullptr: the other protocols decide. The header of a packet whose
     * source the node is to choose has 0.0.0.0 in its place. The device is the one that the
     * packet's socket is bound to, or the one by which it arrived; nullptr: any. */
    using Chooser = Callback<Ptr<Ipv4Route>, const Ipv4Header&, Ptr<const NetDevice>>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4Routing();
    ~Mip4Routing() override;

    /**
     * Puts one before the other routing protocols of a node.
     * @param node a node whose routing protocol is Ipv4ListRouting: InternetStackHelper's default
     * @param output asked about packets that the node sends
     * @param input asked about packets that the node is to forward
     */
    static void Install(Ptr<Node> node, Chooser output, Chooser input);

    /** @return packets of the node itself that came back to be forwarded */
    uint64_t GetLooped() const;

    /** Type of parameter N of RouteInput(): callbacks became constant references in 3.38. */
    template <std::size_t N>
    using In = l4mobility::Parameters<decltype(&Ipv4RoutingProtocol::RouteInput)>::At<N>;

    // inherited
    Ptr<Ipv4Route> RouteOutput(Ptr<Packet> packet,
                               const Ipv4Header& header,
                               Ptr<NetDevice> oif,
                               Socket::SocketErrno& error) override;
    bool RouteInput(Ptr<const Packet> packet,
                    const Ipv4Header& header,
                    Ptr<const NetDevice> device,
                    In<3> forward,
                    In<4> multicast,
                    In<5> local,
                    In<6> error) override;
    void NotifyInterfaceUp(uint32_t interface) override;
    void NotifyInterfaceDown(uint32_t interface) override;
    void NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void SetIpv4(Ptr<Ipv4> ipv4) override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const override;

  protected:
    void DoDispose() override;

  private:
    Chooser m_output;     //!< asked about packets that the node sends
    Chooser m_input;      //!< asked about packets that the node is to forward
    Ptr<Ipv4> m_ipv4;     //!< the node's
    uint64_t m_looped{0}; //!< see GetLooped()
};

/**
 * @ingroup mip4
 * @return a route
 * @param device the packet goes out by this
 * @param gateway next hop; 0.0.0.0: the destination itself
 * @param source of the packet, where the node chooses it
 * @param destination of the packet
 */
Ptr<Ipv4Route> MakeMip4Route(Ptr<NetDevice> device,
                             const Ipv4Address& gateway,
                             const Ipv4Address& source,
                             const Ipv4Address& destination);

} // namespace ns3

#endif /* MIP4_ROUTING_H */
