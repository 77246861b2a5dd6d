/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-face.h"

#include "l4-mobility-address.h"
#include "l4-mobility-core.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv6-interface.h"
#include "ns3/loopback-net-device.h"

namespace ns3
{

using namespace l4mobility;

NS_OBJECT_ENSURE_REGISTERED(L4MobilityFace);

TypeId
L4MobilityFace::GetTypeId()
{
    static TypeId tid = TypeId("ns3::L4MobilityFace")
                            .SetParent<IpL4Protocol>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<L4MobilityFace>();
    return tid;
}

L4MobilityFace::L4MobilityFace() = default;

L4MobilityFace::~L4MobilityFace() = default;

void
L4MobilityFace::Insert(L4MobilityCore* core,
                       Ptr<IpL4Protocol> upper,
                       Ptr<Ipv4L3Protocol> ipv4,
                       Ptr<Ipv6L3Protocol> ipv6)
{
    m_core = core;
    m_upper = upper;
    m_down = upper->GetDownTarget();
    m_down6 = upper->GetDownTarget6();
    // Insert() replaces whatever has this protocol number.
    if (ipv4)
    {
        ipv4->Insert(this);
        upper->SetDownTarget(MakeCallback(&L4MobilityFace::Send4, this));
    }
    if (ipv6)
    {
        ipv6->Insert(this);
        upper->SetDownTarget6(MakeCallback(&L4MobilityFace::Send6, this));
    }
}

void
L4MobilityFace::DoDispose()
{
    m_core = nullptr;
    m_upper = nullptr;
    m_down.Nullify();
    m_down6.Nullify();
    IpL4Protocol::DoDispose();
}

Ptr<IpL4Protocol>
L4MobilityFace::GetUpper() const
{
    return m_upper;
}

int
L4MobilityFace::GetProtocolNumber() const
{
    return m_upper->GetProtocolNumber();
}

IpL4Protocol::RxStatus
L4MobilityFace::PassUp(const Arrival& arrival) const
{
    return arrival.header6 ? m_upper->Receive(arrival.packet, *arrival.header6, arrival.interface6)
                           : m_upper->Receive(arrival.packet, *arrival.header4, arrival.interface4);
}

IpL4Protocol::RxStatus
L4MobilityFace::Receive(Ptr<Packet> p,
                        const Ipv4Header& header,
                        Ptr<Ipv4Interface> incomingInterface)
{
    if (!m_core->IsActive())
    {
        return m_upper->Receive(p, header, incomingInterface);
    }
    Arrival arrival;
    arrival.protocol = static_cast<uint8_t>(GetProtocolNumber());
    arrival.packet = p;
    arrival.header4 = &header;
    arrival.interface4 = incomingInterface;
    arrival.src = FromIpv4(header.GetSource());
    arrival.dst = FromIpv4(header.GetDestination());
    return m_core->Receive(*this, arrival);
}

IpL4Protocol::RxStatus
L4MobilityFace::Receive(Ptr<Packet> p,
                        const Ipv6Header& header,
                        Ptr<Ipv6Interface> incomingInterface)
{
    if (!m_core->IsActive())
    {
        return m_upper->Receive(p, header, incomingInterface);
    }
    Arrival arrival;
    arrival.protocol = static_cast<uint8_t>(GetProtocolNumber());
    arrival.packet = p;
    arrival.header6 = &header;
    arrival.interface6 = incomingInterface;
    arrival.src = FromIpv6(header.GetSource());
    arrival.dst = FromIpv6(header.GetDestination());
    return m_core->Receive(*this, arrival);
}

void
L4MobilityFace::ReceiveIcmp(Ipv4Address icmpSource,
                            uint8_t icmpTtl,
                            uint8_t icmpType,
                            uint8_t icmpCode,
                            uint32_t icmpInfo,
                            Ipv4Address payloadSource,
                            Ipv4Address payloadDestination,
                            const uint8_t payload[8])
{
    m_upper->ReceiveIcmp(icmpSource,
                         icmpTtl,
                         icmpType,
                         icmpCode,
                         icmpInfo,
                         payloadSource,
                         payloadDestination,
                         payload);
}

void
L4MobilityFace::ReceiveIcmp(Ipv6Address icmpSource,
                            uint8_t icmpTtl,
                            uint8_t icmpType,
                            uint8_t icmpCode,
                            uint32_t icmpInfo,
                            Ipv6Address payloadSource,
                            Ipv6Address payloadDestination,
                            const uint8_t payload[8])
{
    m_upper->ReceiveIcmp(icmpSource,
                         icmpTtl,
                         icmpType,
                         icmpCode,
                         icmpInfo,
                         payloadSource,
                         payloadDestination,
                         payload);
}

/** @return whether the address watch made up this route so that UDP would send at all */
template <typename R, typename A>
static bool
IsMadeUp(uint8_t protocol, Ptr<R> route, const A& destination)
{
    return protocol == L4M_PROTO_UDP && route && !destination.IsLocalhost() &&
           DynamicCast<LoopbackNetDevice>(route->GetOutputDevice());
}

void
L4MobilityFace::Send4(Ptr<Packet> packet,
                      Ipv4Address source,
                      Ipv4Address destination,
                      uint8_t protocol,
                      Ptr<Ipv4Route> route)
{
    if (m_core->IsActive())
    {
        bool madeUp = IsMadeUp(protocol, route, destination);
        if (m_core->SendDown(protocol,
                             packet,
                             FromIpv4(source),
                             FromIpv4(destination),
                             madeUp ? nullptr : route) ||
            madeUp)
        {
            return;
        }
    }
    m_down(packet, source, destination, protocol, route);
}

void
L4MobilityFace::Send6(Ptr<Packet> packet,
                      Ipv6Address source,
                      Ipv6Address destination,
                      uint8_t protocol,
                      Ptr<Ipv6Route> route)
{
    if (m_core->IsActive() &&
        (m_core->SendDown(protocol, packet, FromIpv6(source), FromIpv6(destination), nullptr) ||
         IsMadeUp(protocol, route, destination)))
    {
        return;
    }
    m_down6(packet, source, destination, protocol, route);
}

void
L4MobilityFace::SetDownTarget(DownTargetCallback cb)
{
    m_down = cb;
}

void
L4MobilityFace::SetDownTarget6(DownTargetCallback6 cb)
{
    m_down6 = cb;
}

IpL4Protocol::DownTargetCallback
L4MobilityFace::GetDownTarget() const
{
    return m_down;
}

IpL4Protocol::DownTargetCallback6
L4MobilityFace::GetDownTarget6() const
{
    return m_down6;
}

} // namespace ns3
