/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-routing.h"

#include "ns3/abort.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4Routing);

/** Its priority in the list: before static (0) and global routing (-10). */
static constexpr int16_t PRIORITY{100};

TypeId
Mip4Routing::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4Routing")
                            .SetParent<Ipv4RoutingProtocol>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip4Routing>();
    return tid;
}

Mip4Routing::Mip4Routing() = default;
Mip4Routing::~Mip4Routing() = default;

void
Mip4Routing::DoDispose()
{
    m_output.Nullify();
    m_input.Nullify();
    m_ipv4 = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

void
Mip4Routing::Install(Ptr<Node> node, Chooser output, Chooser input)
{
    Ptr<Ipv4ListRouting> list =
        DynamicCast<Ipv4ListRouting>(node->GetObject<Ipv4>()->GetRoutingProtocol());
    NS_ABORT_MSG_UNLESS(list, "Mobile IPv4 needs a node whose routing is an Ipv4ListRouting");
    Ptr<Mip4Routing> routing = CreateObject<Mip4Routing>();
    routing->m_output = output;
    routing->m_input = input;
    list->AddRoutingProtocol(routing, PRIORITY);
}

Ptr<Ipv4Route>
Mip4Routing::RouteOutput(Ptr<Packet> /* packet */,
                         const Ipv4Header& header,
                         Ptr<NetDevice> oif,
                         Socket::SocketErrno& error)
{
    Ptr<Ipv4Route> route;
    if (!m_output.IsNull() && !header.GetDestination().IsBroadcast() &&
        !header.GetDestination().IsMulticast())
    {
        route = m_output(header, oif);
    }
    error = route ? Socket::ERROR_NOTERROR : Socket::ERROR_NOROUTETOHOST;
    return route;
}

bool
Mip4Routing::RouteInput(Ptr<const Packet> packet,
                        const Ipv4Header& header,
                        Ptr<const NetDevice> device,
                        In<3> forward,
                        In<4> /* multicast */,
                        In<5> /* local */,
                        In<6> /* error */)
{
    if (m_input.IsNull() || header.GetDestination().IsBroadcast() ||
        header.GetDestination().IsMulticast())
    {
        return false;
    }
    Ptr<Ipv4Route> route = m_input(header, device);
    if (!route)
    {
        return false;
    }
    if (m_ipv4->GetInterfaceForAddress(header.GetSource()) >= 0)
    {
        // RFC 2003 section 3.2: a packet of this node that comes back is in a loop.
        ++m_looped;
        return true;
    }
    forward(route, packet, header);
    return true;
}

void
Mip4Routing::NotifyInterfaceUp(uint32_t /* interface */)
{
}

void
Mip4Routing::NotifyInterfaceDown(uint32_t /* interface */)
{
}

void
Mip4Routing::NotifyAddAddress(uint32_t /* interface */, Ipv4InterfaceAddress /* address */)
{
}

void
Mip4Routing::NotifyRemoveAddress(uint32_t /* interface */, Ipv4InterfaceAddress /* address */)
{
}

void
Mip4Routing::SetIpv4(Ptr<Ipv4> ipv4)
{
    m_ipv4 = ipv4;
}

uint64_t
Mip4Routing::GetLooped() const
{
    return m_looped;
}

void
Mip4Routing::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit /* unit */) const
{
    *stream->GetStream() << "Mobile IPv4: bindings and visitors decide\n";
}

Ptr<Ipv4Route>
MakeMip4Route(Ptr<NetDevice> device,
              const Ipv4Address& gateway,
              const Ipv4Address& source,
              const Ipv4Address& destination)
{
    Ptr<Ipv4Route> route = Create<Ipv4Route>();
    route->SetOutputDevice(device);
    route->SetGateway(gateway);
    route->SetSource(source);
    route->SetDestination(destination);
    return route;
}

} // namespace ns3
