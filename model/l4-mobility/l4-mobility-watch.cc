/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-watch.h"

#include "l4m/types.h"

#include "ns3/ipv4-route.h"
#include "ns3/ipv6-route.h"

#include <utility>

namespace ns3
{
namespace l4mobility
{

NS_OBJECT_ENSURE_REGISTERED(Watch4);
NS_OBJECT_ENSURE_REGISTERED(Watch6);

/** Calls a client that may have gone. */
static void
Tell(const WatchClient& client)
{
    if (client.changed)
    {
        client.changed();
    }
}

TypeId
Watch4::GetTypeId()
{
    static TypeId tid = TypeId("ns3::l4mobility::Watch4")
                            .SetParent<Ipv4ListRouting>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<Watch4>();
    return tid;
}

void
Watch4::SetClient(const WatchClient& client)
{
    m_client = client;
}

void
Watch4::Wrap(Ptr<Ipv4> ipv4)
{
    m_routing = ipv4->GetRoutingProtocol();
    ipv4->SetRoutingProtocol(this);
}

void
Watch4::AddRoutingProtocol(Ptr<Ipv4RoutingProtocol> protocol, int16_t priority)
{
    Ptr<Ipv4ListRouting> list = DynamicCast<Ipv4ListRouting>(m_routing);
    if (!list)
    {
        // What was one protocol becomes a list, as it could not have before.
        list = CreateObject<Ipv4ListRouting>();
        list->AddRoutingProtocol(m_routing, 0);
        m_routing = list;
    }
    list->AddRoutingProtocol(protocol, priority);
}

uint32_t
Watch4::GetNRoutingProtocols() const
{
    Ptr<Ipv4ListRouting> list = DynamicCast<Ipv4ListRouting>(m_routing);
    return list ? list->GetNRoutingProtocols() : 1;
}

Ptr<Ipv4RoutingProtocol>
Watch4::GetRoutingProtocol(uint32_t index, int16_t& priority) const
{
    Ptr<Ipv4ListRouting> list = DynamicCast<Ipv4ListRouting>(m_routing);
    if (list)
    {
        return list->GetRoutingProtocol(index, priority);
    }
    priority = 0;
    return index == 0 ? m_routing : nullptr;
}

Ptr<Ipv4Route>
Watch4::RouteOutput(Ptr<Packet> p,
                    const Ipv4Header& header,
                    Ptr<NetDevice> oif,
                    Socket::SocketErrno& sockerr)
{
    Ptr<Ipv4Route> route = m_routing->RouteOutput(p, header, oif, sockerr);
    Address local;
    if (route || header.GetProtocol() != L4M_PROTO_UDP || !m_client.isPeer ||
        !m_client.isPeer(header.GetDestination(), local) || !Ipv4Address::IsMatchingType(local))
    {
        return route;
    }
    route = Create<Ipv4Route>();
    route->SetDestination(header.GetDestination());
    route->SetGateway(Ipv4Address::GetZero());
    route->SetSource(Ipv4Address::ConvertFrom(local));
    route->SetOutputDevice(m_ip->GetNetDevice(0));
    sockerr = Socket::ERROR_NOTERROR;
    return route;
}

bool
Watch4::RouteInput(In<0> p, In<1> header, In<2> idev, In<3> ucb, In<4> mcb, In<5> lcb, In<6> ecb)
{
    return m_routing->RouteInput(std::move(p),
                                 header,
                                 std::move(idev),
                                 std::move(ucb),
                                 std::move(mcb),
                                 std::move(lcb),
                                 std::move(ecb));
}

void
Watch4::NotifyInterfaceUp(uint32_t interface)
{
    m_routing->NotifyInterfaceUp(interface);
    Tell(m_client);
}

void
Watch4::NotifyInterfaceDown(uint32_t interface)
{
    m_routing->NotifyInterfaceDown(interface);
    Tell(m_client);
}

void
Watch4::NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
    m_routing->NotifyAddAddress(interface, address);
    Tell(m_client);
}

void
Watch4::NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
    m_routing->NotifyRemoveAddress(interface, address);
    Tell(m_client);
}

void
Watch4::SetIpv4(Ptr<Ipv4> ipv4)
{
    m_ip = ipv4; // what stood there before has it already
}

void
Watch4::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    m_routing->PrintRoutingTable(stream, unit);
}

void
Watch4::DoDispose()
{
    m_client = WatchClient();
    m_ip = nullptr;
    m_routing = nullptr;
    Ipv4ListRouting::DoDispose();
}

TypeId
Watch6::GetTypeId()
{
    static TypeId tid = TypeId("ns3::l4mobility::Watch6")
                            .SetParent<Ipv6ListRouting>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<Watch6>();
    return tid;
}

void
Watch6::SetClient(const WatchClient& client)
{
    m_client = client;
}

void
Watch6::Wrap(Ptr<Ipv6> ipv6)
{
    m_routing = ipv6->GetRoutingProtocol();
    ipv6->SetRoutingProtocol(this);
}

void
Watch6::AddRoutingProtocol(Ptr<Ipv6RoutingProtocol> protocol, int16_t priority)
{
    Ptr<Ipv6ListRouting> list = DynamicCast<Ipv6ListRouting>(m_routing);
    if (!list)
    {
        // What was one protocol becomes a list, as it could not have before.
        list = CreateObject<Ipv6ListRouting>();
        list->AddRoutingProtocol(m_routing, 0);
        m_routing = list;
    }
    list->AddRoutingProtocol(protocol, priority);
}

uint32_t
Watch6::GetNRoutingProtocols() const
{
    Ptr<Ipv6ListRouting> list = DynamicCast<Ipv6ListRouting>(m_routing);
    return list ? list->GetNRoutingProtocols() : 1;
}

Ptr<Ipv6RoutingProtocol>
Watch6::GetRoutingProtocol(uint32_t index, int16_t& priority) const
{
    Ptr<Ipv6ListRouting> list = DynamicCast<Ipv6ListRouting>(m_routing);
    if (list)
    {
        return list->GetRoutingProtocol(index, priority);
    }
    priority = 0;
    return index == 0 ? m_routing : nullptr;
}

Ptr<Ipv6Route>
Watch6::RouteOutput(Ptr<Packet> p,
                    const Ipv6Header& header,
                    Ptr<NetDevice> oif,
                    Socket::SocketErrno& sockerr)
{
    Ptr<Ipv6Route> route = m_routing->RouteOutput(p, header, oif, sockerr);
    Address local;
    if (route || header.GetNextHeader() != L4M_PROTO_UDP || !m_client.isPeer ||
        !m_client.isPeer(header.GetDestination(), local) || !Ipv6Address::IsMatchingType(local))
    {
        return route;
    }
    route = Create<Ipv6Route>();
    route->SetDestination(header.GetDestination());
    route->SetGateway(Ipv6Address::GetZero());
    route->SetSource(Ipv6Address::ConvertFrom(local));
    route->SetOutputDevice(m_ip->GetNetDevice(0));
    sockerr = Socket::ERROR_NOTERROR;
    return route;
}

bool
Watch6::RouteInput(In<0> p, In<1> header, In<2> idev, In<3> ucb, In<4> mcb, In<5> lcb, In<6> ecb)
{
    return m_routing->RouteInput(std::move(p),
                                 header,
                                 std::move(idev),
                                 std::move(ucb),
                                 std::move(mcb),
                                 std::move(lcb),
                                 std::move(ecb));
}

void
Watch6::NotifyInterfaceUp(uint32_t interface)
{
    m_routing->NotifyInterfaceUp(interface);
    Tell(m_client);
}

void
Watch6::NotifyInterfaceDown(uint32_t interface)
{
    m_routing->NotifyInterfaceDown(interface);
    Tell(m_client);
}

void
Watch6::NotifyAddAddress(uint32_t interface, Ipv6InterfaceAddress address)
{
    m_routing->NotifyAddAddress(interface, address);
    Tell(m_client);
}

void
Watch6::NotifyRemoveAddress(uint32_t interface, Ipv6InterfaceAddress address)
{
    m_routing->NotifyRemoveAddress(interface, address);
    Tell(m_client);
}

void
Watch6::NotifyAddRoute(Ipv6Address dst,
                       Ipv6Prefix mask,
                       Ipv6Address nextHop,
                       uint32_t interface,
                       Ipv6Address prefixToUse)
{
    m_routing->NotifyAddRoute(dst, mask, nextHop, interface, prefixToUse);
    Tell(m_client);
}

void
Watch6::NotifyRemoveRoute(Ipv6Address dst,
                          Ipv6Prefix mask,
                          Ipv6Address nextHop,
                          uint32_t interface,
                          Ipv6Address prefixToUse)
{
    m_routing->NotifyRemoveRoute(dst, mask, nextHop, interface, prefixToUse);
    Tell(m_client);
}

void
Watch6::SetIpv6(Ptr<Ipv6> ipv6)
{
    m_ip = ipv6; // what stood there before has it already
}

void
Watch6::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    m_routing->PrintRoutingTable(stream, unit);
}

void
Watch6::DoDispose()
{
    m_client = WatchClient();
    m_ip = nullptr;
    m_routing = nullptr;
    Ipv6ListRouting::DoDispose();
}

} // namespace l4mobility
} // namespace ns3
