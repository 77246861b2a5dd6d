/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-tunnel-device.h"

#include "mip4-tunnel-end.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4TunnelDevice);

/** Longest packet that fits into an IP packet beside an outer header. */
static constexpr uint16_t TUNNEL_MTU{65515};

TypeId
Mip4TunnelDevice::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4TunnelDevice")
                            .SetParent<SimpleNetDevice>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip4TunnelDevice>()
                            .AddAttribute("Ttl",
                                          "Time to live of the outer header (RFC 2003 section 3.1)",
                                          UintegerValue(64),
                                          MakeUintegerAccessor(&Mip4TunnelDevice::m_ttl),
                                          MakeUintegerChecker<uint8_t>(1));
    return tid;
}

Mip4TunnelDevice::Mip4TunnelDevice() = default;
Mip4TunnelDevice::~Mip4TunnelDevice() = default;

Ptr<Mip4TunnelDevice>
Mip4TunnelDevice::Install(Ptr<Node> node, Chooser chooser)
{
    Ptr<Mip4TunnelDevice> device = CreateObject<Mip4TunnelDevice>();
    device->SetAddress(Mac48Address::Allocate());
    device->SetMtu(TUNNEL_MTU);
    device->m_chooser = chooser;
    node->AddDevice(device);
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    const uint32_t interface = ipv4->AddInterface(device);
    // DhcpClient's broadcasts end the program on a node with an interface that has no address.
    ipv4->AddAddress(interface,
                     Ipv4InterfaceAddress(Ipv4Address(0xa9fe0000 | (device->GetIfIndex() + 1)),
                                          Ipv4Mask::GetOnes()));
    ipv4->SetUp(interface);
    return device;
}

void
Mip4TunnelDevice::DoDispose()
{
    m_chooser.Nullify();
    SimpleNetDevice::DoDispose();
}

uint64_t
Mip4TunnelDevice::GetDropped() const
{
    return m_dropped;
}

bool
Mip4TunnelDevice::NeedsArp() const
{
    return false;
}

bool
Mip4TunnelDevice::SendFrom(Ptr<Packet> packet,
                           const Address& /* source */,
                           const Address& /* dest */,
                           uint16_t /* protocolNumber */)
{
    Ipv4Header inner;
    packet->PeekHeader(inner);
    std::optional<Mip4Tunnel> tunnel = m_chooser(inner);
    Ptr<Ipv4L3Protocol> ipv4 = GetNode()->GetObject<Ipv4L3Protocol>();
    Ipv4Header outer;
    // RFC 2003 section 3.2, RFC 5944 section 4.2.3: what comes from the tunnel's end would come
    // back.
    if (tunnel && inner.GetSource() != tunnel->exit)
    {
        outer.SetSource(tunnel->entry);
        outer.SetDestination(tunnel->exit);
        outer.SetProtocol(Mip4TunnelEnd::PROT_NUMBER);
        outer.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        outer.SetTtl(m_ttl);
        outer.SetTos(inner.GetTos());
        outer.SetIdentification(m_id);
        inner.IsDontFragment() ? outer.SetDontFragment() : outer.SetMayFragment();
        Socket::SocketErrno error;
        Ptr<Ipv4Route> route =
            tunnel->route ? tunnel->route
                          : ipv4->GetRoutingProtocol()->RouteOutput(packet, outer, nullptr, error);
        if (route && route->GetOutputDevice() != this)
        {
            ++m_id;
            if (Node::ChecksumEnabled())
            {
                outer.EnableChecksum();
            }
            ipv4->SendWithHeader(packet, outer, route);
            return true;
        }
    }
    ++m_dropped;
    return false;
}

} // namespace ns3
