/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-tunnel-end.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/packet.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4TunnelEnd);

TypeId
Mip4TunnelEnd::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4TunnelEnd")
                            .SetParent<IpL4Protocol>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip4TunnelEnd>();
    return tid;
}

Mip4TunnelEnd::Mip4TunnelEnd() = default;
Mip4TunnelEnd::~Mip4TunnelEnd() = default;

void
Mip4TunnelEnd::DoDispose()
{
    m_acceptors.clear();
    m_downTarget.Nullify();
    m_downTarget6.Nullify();
    IpL4Protocol::DoDispose();
}

Ptr<Mip4TunnelEnd>
Mip4TunnelEnd::Get(Ptr<Node> node)
{
    Ptr<Mip4TunnelEnd> end = node->GetObject<Mip4TunnelEnd>();
    if (!end)
    {
        end = CreateObject<Mip4TunnelEnd>();
        node->AggregateObject(end);
        node->GetObject<Ipv4L3Protocol>()->Insert(end);
    }
    return end;
}

void
Mip4TunnelEnd::AddAcceptor(Acceptor acceptor)
{
    m_acceptors.push_back(acceptor);
}

uint64_t
Mip4TunnelEnd::GetOpened() const
{
    return m_opened;
}

uint64_t
Mip4TunnelEnd::GetRefused() const
{
    return m_refused;
}

uint64_t
Mip4TunnelEnd::GetMalformed() const
{
    return m_malformed;
}

int
Mip4TunnelEnd::GetProtocolNumber() const
{
    return PROT_NUMBER;
}

/** @return whether a packet begins with a whole IPv4 header, without errors, and is as long as that
 * says @param packet the packet */
static bool
IsIpv4(Ptr<const Packet> packet)
{
    const uint32_t size = packet->GetSize();
    uint8_t first[4] = {};
    packet->CopyData(first, sizeof first);
    const uint32_t header = 4U * (first[0] & 0x0f);
    const uint32_t total = first[2] * 256U + first[3];
    return first[0] >> 4 == 4 && header >= 20 && header <= total && total <= size;
}

IpL4Protocol::RxStatus
Mip4TunnelEnd::Receive(Ptr<Packet> packet,
                       const Ipv4Header& header,
                       Ptr<Ipv4Interface> incomingInterface)
{
    if (!IsIpv4(packet))
    {
        ++m_malformed;
        return RX_OK;
    }
    Ipv4Header inner;
    packet->PeekHeader(inner);
    const bool known =
        std::any_of(m_acceptors.begin(), m_acceptors.end(), [&](const Acceptor& acceptor) {
            return acceptor(header, inner);
        });
    if (!known)
    {
        ++m_refused;
        return RX_OK;
    }
    ++m_opened;
    Ptr<NetDevice> device = incomingInterface->GetDevice();
    device->GetNode()->GetObject<Ipv4L3Protocol>()->Receive(device,
                                                            packet,
                                                            Ipv4L3Protocol::PROT_NUMBER,
                                                            device->GetAddress(),
                                                            device->GetAddress(),
                                                            NetDevice::PACKET_HOST);
    return RX_OK;
}

IpL4Protocol::RxStatus
Mip4TunnelEnd::Receive(Ptr<Packet> /* packet */,
                       const Ipv6Header& /* header */,
                       Ptr<Ipv6Interface> /* incomingInterface */)
{
    return RX_ENDPOINT_UNREACH;
}

void
Mip4TunnelEnd::SetDownTarget(DownTargetCallback callback)
{
    m_downTarget = callback;
}

void
Mip4TunnelEnd::SetDownTarget6(DownTargetCallback6 callback)
{
    m_downTarget6 = callback;
}

IpL4Protocol::DownTargetCallback
Mip4TunnelEnd::GetDownTarget() const
{
    return m_downTarget;
}

IpL4Protocol::DownTargetCallback6
Mip4TunnelEnd::GetDownTarget6() const
{
    return m_downTarget6;
}

} // namespace ns3
