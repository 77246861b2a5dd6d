/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-routing.h"

#include "ns3/abort.h"
#include "ns3/ipv6.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6Routing);
NS_OBJECT_ENSURE_REGISTERED(Mip6Device);

TypeId
Mip6Routing::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6Routing")
                            .SetParent<Ipv6ListRouting>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip6Routing>();
    return tid;
}

Mip6Routing::Mip6Routing() = default;
Mip6Routing::~Mip6Routing() = default;

void
Mip6Routing::DoDispose()
{
    if (m_own)
    {
        m_own->Dispose();
    }
    m_own = nullptr;
    m_output.Nullify();
    m_input.Nullify();
    Ipv6ListRouting::DoDispose();
}

void
Mip6Routing::Install(Ptr<Node> node, Chooser output, Chooser input)
{
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    Ptr<Mip6Routing> routing = CreateObject<Mip6Routing>();
    routing->m_own = ipv6->GetRoutingProtocol();
    NS_ABORT_MSG_UNLESS(routing->m_own, "Mobile IPv6 needs a node with IPv6 routing");
    routing->m_output = output;
    routing->m_input = input;
    ipv6->SetRoutingProtocol(routing);
}

Ptr<Ipv6Route>
Mip6Routing::RouteOutput(Ptr<Packet> packet,
                         const Ipv6Header& header,
                         Ptr<NetDevice> oif,
                         Socket::SocketErrno& error)
{
    const Ipv6Address destination = header.GetDestination();
    if (!oif && !destination.IsMulticast() && !destination.IsLinkLocal() &&
        !destination.IsLocalhost())
    {
        if (Ptr<Ipv6Route> route = m_output(header))
        {
            error = Socket::ERROR_NOTERROR;
            return route;
        }
    }
    return m_own->RouteOutput(packet, header, oif, error);
}

bool
Mip6Routing::RouteInput(Ptr<const Packet> packet,
                        const Ipv6Header& header,
                        Ptr<const NetDevice> device,
                        In<3> forward,
                        In<4> multicast,
                        In<5> local,
                        In<6> error)
{
    Ptr<Ipv6Route> route = header.GetDestination().IsMulticast() ? nullptr : m_input(header);
    if (route)
    {
        forward(device, route, packet, header);
        return true;
    }
    return m_own->RouteInput(packet, header, device, forward, multicast, local, error);
}

void
Mip6Routing::NotifyInterfaceUp(uint32_t interface)
{
    m_own->NotifyInterfaceUp(interface);
}

void
Mip6Routing::NotifyInterfaceDown(uint32_t interface)
{
    m_own->NotifyInterfaceDown(interface);
}

void
Mip6Routing::NotifyAddAddress(uint32_t interface, Ipv6InterfaceAddress address)
{
    m_own->NotifyAddAddress(interface, address);
}

void
Mip6Routing::NotifyRemoveAddress(uint32_t interface, Ipv6InterfaceAddress address)
{
    m_own->NotifyRemoveAddress(interface, address);
}

void
Mip6Routing::NotifyAddRoute(Ipv6Address destination,
                            Ipv6Prefix mask,
                            Ipv6Address nextHop,
                            uint32_t interface,
                            Ipv6Address prefixToUse)
{
    m_own->NotifyAddRoute(destination, mask, nextHop, interface, prefixToUse);
}

void
Mip6Routing::NotifyRemoveRoute(Ipv6Address destination,
                               Ipv6Prefix mask,
                               Ipv6Address nextHop,
                               uint32_t interface,
                               Ipv6Address prefixToUse)
{
    m_own->NotifyRemoveRoute(destination, mask, nextHop, interface, prefixToUse);
}

void
Mip6Routing::SetIpv6(Ptr<Ipv6> /* ipv6 */)
{
    // The node's own protocol has been told.
}

void
Mip6Routing::AddRoutingProtocol(Ptr<Ipv6RoutingProtocol> /* protocol */, int16_t /* priority */)
{
    NS_FATAL_ERROR("other protocols are to be added before Mobile IPv6");
}

uint32_t
Mip6Routing::GetNRoutingProtocols() const
{
    return 1;
}

Ptr<Ipv6RoutingProtocol>
Mip6Routing::GetRoutingProtocol(uint32_t /* index */, int16_t& priority) const
{
    priority = 0;
    return m_own;
}

void
Mip6Routing::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    *stream->GetStream() << "Mobile IPv6 is asked about each packet first\n";
    m_own->PrintRoutingTable(stream, unit);
}

TypeId
Mip6Device::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6Device")
                            .SetParent<SimpleNetDevice>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip6Device>();
    return tid;
}

Mip6Device::Mip6Device() = default;
Mip6Device::~Mip6Device() = default;

void
Mip6Device::DoDispose()
{
    m_sender.Nullify();
    SimpleNetDevice::DoDispose();
}

Ptr<Mip6Device>
Mip6Device::Install(Ptr<Node> node, uint16_t mtu, Sender sender)
{
    Ptr<Mip6Device> device = CreateObject<Mip6Device>();
    device->SetAddress(Mac48Address::Allocate());
    device->SetMtu(mtu);
    device->m_sender = sender;
    node->AddDevice(device);
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    const uint32_t interface = ipv6->AddInterface(device);
    // Forwarding interfaces send no Router Solicitations.
    ipv6->SetForwarding(interface, true);
    ipv6->SetUp(interface);
    return device;
}

bool
Mip6Device::NeedsArp() const
{
    return false;
}

bool
Mip6Device::SendFrom(Ptr<Packet> packet,
                     const Address& /* source */,
                     const Address& /* dest */,
                     uint16_t /* protocolNumber */)
{
    m_sender(packet);
    return true;
}

} // namespace ns3
