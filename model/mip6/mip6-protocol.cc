/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-protocol.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6Protocol);

TypeId
Mip6Protocol::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6Protocol")
                            .SetParent<IpL4Protocol>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip6Protocol>();
    return tid;
}

Mip6Protocol::Mip6Protocol() = default;

Mip6Protocol::Mip6Protocol(int number, Receiver receiver)
    : m_number(number),
      m_receiver(receiver)
{
}

Mip6Protocol::~Mip6Protocol() = default;

void
Mip6Protocol::DoDispose()
{
    m_receiver.Nullify();
    m_down.Nullify();
    m_down6.Nullify();
    IpL4Protocol::DoDispose();
}

int
Mip6Protocol::GetProtocolNumber() const
{
    return m_number;
}

IpL4Protocol::RxStatus
Mip6Protocol::Receive(Ptr<Packet> /* packet */,
                      const Ipv4Header& /* header */,
                      Ptr<Ipv4Interface> /* interface */)
{
    return RX_ENDPOINT_UNREACH;
}

IpL4Protocol::RxStatus
Mip6Protocol::Receive(Ptr<Packet> packet, const Ipv6Header& header, Ptr<Ipv6Interface> interface)
{
    m_receiver(packet, header, interface);
    return RX_OK;
}

void
Mip6Protocol::SetDownTarget(DownTargetCallback callback)
{
    m_down = callback;
}

void
Mip6Protocol::SetDownTarget6(DownTargetCallback6 callback)
{
    m_down6 = callback;
}

IpL4Protocol::DownTargetCallback
Mip6Protocol::GetDownTarget() const
{
    return m_down;
}

IpL4Protocol::DownTargetCallback6
Mip6Protocol::GetDownTarget6() const
{
    return m_down6;
}

} // namespace ns3
