/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-watch.h"

#include "l4m/types.h"

#include "ns3/ipv4-route.h"
#include "ns3/ipv6-route.h"

namespace ns3
{
namespace l4mobility
{

NS_OBJECT_ENSURE_REGISTERED(Watch4);
NS_OBJECT_ENSURE_REGISTERED(Watch6);

TypeId
Watch4::GetTypeId()
{
    static TypeId tid = TypeId("ns3::l4mobility::Watch4")
                            .SetParent<Ipv4RoutingProtocol>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<Watch4>();
    return tid;
}

void
Watch4::SetClient(const WatchClient& client)
{
    m_client = client;
}

Ptr<Ipv4Route>
Watch4::RouteOutput(Ptr<Packet> /* p */,
                    const Ipv4Header& header,
                    Ptr<NetDevice> /* oif */,
                    Socket::SocketErrno& sockerr)
{
    Address local;
    if (!m_ipv4 || header.GetProtocol() != L4M_PROTO_UDP || !m_client.isPeer ||
        !m_client.isPeer(header.GetDestination(), local) || !Ipv4Address::IsMatchingType(local))
    {
        sockerr = Socket::ERROR_NOROUTETOHOST;
        return nullptr;
    }
    Ptr<Ipv4Route> route = Create<Ipv4Route>();
    route->SetDestination(header.GetDestination());
    route->SetGateway(Ipv4Address::GetZero());
    route->SetSource(Ipv4Address::ConvertFrom(local));
    route->SetOutputDevice(m_ipv4->GetNetDevice(0));
    sockerr = Socket::ERROR_NOTERROR;
    return route;
}

bool
Watch4::RouteInput(In<0> /* p */,
                   In<1> /* header */,
                   In<2> /* idev */,
                   In<3> /* ucb */,
                   In<4> /* mcb */,
                   In<5> /* lcb */,
                   In<6> /* ecb */)
{
    return false;
}

/** Calls a client that may have gone. */
static void
Tell(const WatchClient& client)
{
    if (client.changed)
    {
        client.changed();
    }
}

void
Watch4::NotifyInterfaceUp(uint32_t /* interface */)
{
    Tell(m_client);
}

void
Watch4::NotifyInterfaceDown(uint32_t /* interface */)
{
    Tell(m_client);
}

void
Watch4::NotifyAddAddress(uint32_t /* interface */, Ipv4InterfaceAddress /* address */)
{
    Tell(m_client);
}

void
Watch4::NotifyRemoveAddress(uint32_t /* interface */, Ipv4InterfaceAddress /* address */)
{
    Tell(m_client);
}

void
Watch4::SetIpv4(Ptr<Ipv4> ipv4)
{
    m_ipv4 = ipv4;
}

void
Watch4::PrintRoutingTable(Ptr<OutputStreamWrapper> /* stream */, Time::Unit /* unit */) const
{
}

void
Watch4::DoDispose()
{
    m_client = WatchClient();
    m_ipv4 = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

TypeId
Watch6::GetTypeId()
{
    static TypeId tid = TypeId("ns3::l4mobility::Watch6")
                            .SetParent<Ipv6RoutingProtocol>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<Watch6>();
    return tid;
}

void
Watch6::SetClient(const WatchClient& client)
{
    m_client = client;
}

Ptr<Ipv6Route>
Watch6::RouteOutput(Ptr<Packet> /* p */,
                    const Ipv6Header& header,
                    Ptr<NetDevice> /* oif */,
                    Socket::SocketErrno& sockerr)
{
    Address local;
    if (!m_ipv6 || header.GetNextHeader() != L4M_PROTO_UDP || !m_client.isPeer ||
        !m_client.isPeer(header.GetDestination(), local) || !Ipv6Address::IsMatchingType(local))
    {
        sockerr = Socket::ERROR_NOROUTETOHOST;
        return nullptr;
    }
    Ptr<Ipv6Route> route = Create<Ipv6Route>();
    route->SetDestination(header.GetDestination());
    route->SetGateway(Ipv6Address::GetZero());
    route->SetSource(Ipv6Address::ConvertFrom(local));
    route->SetOutputDevice(m_ipv6->GetNetDevice(0));
    sockerr = Socket::ERROR_NOTERROR;
    return route;
}

bool
Watch6::RouteInput(In<0> /* p */,
                   In<1> /* header */,
                   In<2> /* idev */,
                   In<3> /* ucb */,
                   In<4> /* mcb */,
                   In<5> /* lcb */,
                   In<6> /* ecb */)
{
    return false;
}

void
Watch6::NotifyInterfaceUp(uint32_t /* interface */)
{
    Tell(m_client);
}

void
Watch6::NotifyInterfaceDown(uint32_t /* interface */)
{
    Tell(m_client);
}

void
Watch6::NotifyAddAddress(uint32_t /* interface */, Ipv6InterfaceAddress /* address */)
{
    Tell(m_client);
}

void
Watch6::NotifyRemoveAddress(uint32_t /* interface */, Ipv6InterfaceAddress /* address */)
{
    Tell(m_client);
}

void
Watch6::NotifyAddRoute(Ipv6Address /* dst */,
                       Ipv6Prefix /* mask */,
                       Ipv6Address /* nextHop */,
                       uint32_t /* interface */,
                       Ipv6Address /* prefixToUse */)
{
    Tell(m_client);
}

void
Watch6::NotifyRemoveRoute(Ipv6Address /* dst */,
                          Ipv6Prefix /* mask */,
                          Ipv6Address /* nextHop */,
                          uint32_t /* interface */,
                          Ipv6Address /* prefixToUse */)
{
    Tell(m_client);
}

void
Watch6::SetIpv6(Ptr<Ipv6> ipv6)
{
    m_ipv6 = ipv6;
}

void
Watch6::PrintRoutingTable(Ptr<OutputStreamWrapper> /* stream */, Time::Unit /* unit */) const
{
}

void
Watch6::DoDispose()
{
    m_client = WatchClient();
    m_ipv6 = nullptr;
    Ipv6RoutingProtocol::DoDispose();
}

} // namespace l4mobility
} // namespace ns3
