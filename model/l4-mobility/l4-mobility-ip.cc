/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-ip.h"

#include "l4-mobility-address.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/loopback-net-device.h"

#include <algorithm>

namespace ns3
{
namespace l4mobility
{

void
Ip::Set(Ptr<Ipv4L3Protocol> ipv4, Ptr<Ipv6L3Protocol> ipv6)
{
    m_ipv4 = ipv4;
    m_ipv6 = ipv6;
}

void
Ip::Dispose()
{
    m_ipv4 = nullptr;
    m_ipv6 = nullptr;
}

void
Ip::AddHost(const std::vector<l4m_addr>& addresses)
{
    m_hosts.push_back(addresses);
}

bool
Ip::IsLookingUp() const
{
    return m_lookingUp;
}

bool
Ip::IsUsable4(Ptr<Ipv4Route> route) const
{
    // While DHCP waits for a lease the source is 0.0.0.0; a route may outlive the interface's
    // address.
    if (!route || route->GetSource().IsAny())
    {
        return false;
    }
    int32_t interface = m_ipv4->GetInterfaceForDevice(route->GetOutputDevice());
    return interface >= 0 && m_ipv4->IsUp(interface) &&
           m_ipv4->GetInterfaceForAddress(route->GetSource()) >= 0;
}

bool
Ip::IsUsable6(Ptr<Ipv6Route> route, Ipv6Address dst) const
{
    if (!route || route->GetSource().IsAny() ||
        (route->GetSource().IsLinkLocal() && !dst.IsLinkLocal()))
    {
        return false;
    }
    int32_t interface = m_ipv6->GetInterfaceForDevice(route->GetOutputDevice());
    return interface >= 0 && m_ipv6->IsUp(interface) &&
           m_ipv6->GetInterfaceForAddress(route->GetSource()) >= 0;
}

Path
Ip::FindDirect(const l4m_addr& peer, uint8_t protocol)
{
    Path path;
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    m_lookingUp = true;
    if (peer.family == 4 && m_ipv4 && m_ipv4->GetRoutingProtocol())
    {
        Ipv4Header header;
        header.SetDestination(ToIpv4(peer));
        header.SetProtocol(protocol);
        Ptr<Ipv4Route> route =
            m_ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
        if (IsUsable4(route))
        {
            path = {FromIpv4(route->GetSource()), peer, route, nullptr};
        }
    }
    else if (peer.family == 6 && m_ipv6 && m_ipv6->GetRoutingProtocol())
    {
        Ipv6Header header;
        header.SetDestination(ToIpv6(peer));
        header.SetNextHeader(protocol);
        Ptr<Ipv6Route> route =
            m_ipv6->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
        if (IsUsable6(route, ToIpv6(peer)))
        {
            path = {FromIpv6(route->GetSource()), peer, nullptr, route};
        }
    }
    m_lookingUp = false;
    return path;
}

Path
Ip::Find(const l4m_addr& peer, uint8_t protocol, Ptr<Ipv4Route> hint)
{
    if (hint && IsUsable4(hint))
    {
        return {FromIpv4(hint->GetSource()), peer, hint, nullptr};
    }
    Path path = FindDirect(peer, protocol);
    for (auto host = m_hosts.begin(); path.src.family == 0 && host != m_hosts.end(); ++host)
    {
        auto same = [&peer](const l4m_addr& a) { return Same(a, peer); };
        if (std::none_of(host->begin(), host->end(), same))
        {
            continue;
        }
        for (auto other = host->begin(); path.src.family == 0 && other != host->end(); ++other)
        {
            path = FindDirect(*other, protocol);
        }
    }
    return path;
}

void
Ip::Send(Ptr<Packet> packet, uint8_t protocol, const Path& path)
{
    // A node may be disposed of while a computation was under way.
    if (path.route4 && m_ipv4)
    {
        m_ipv4->Send(packet, ToIpv4(path.src), ToIpv4(path.dst), protocol, path.route4);
    }
    else if (path.route6 && m_ipv6)
    {
        m_ipv6->Send(packet, ToIpv6(path.src), ToIpv6(path.dst), protocol, path.route6);
    }
}

bool
Ip::HasIpv6() const
{
    return m_ipv6 != nullptr;
}

bool
Ip::IsOwn(const l4m_addr& address) const
{
    return (address.family == 4 && m_ipv4 &&
            m_ipv4->GetInterfaceForAddress(ToIpv4(address)) >= 0) ||
           (address.family == 6 && m_ipv6 && m_ipv6->GetInterfaceForAddress(ToIpv6(address)) >= 0);
}

bool
Ip::IsSubnetBroadcast(const l4m_addr& address) const
{
    if (address.family != 4 || !m_ipv4)
    {
        return false;
    }
    for (uint32_t i = 0; i < m_ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < m_ipv4->GetNAddresses(i); ++j)
        {
            Ipv4InterfaceAddress own = m_ipv4->GetAddress(i, j);
            // A /31 or /32 has no broadcast address.
            if (own.GetMask().GetPrefixLength() < 31 && own.GetBroadcast() == ToIpv4(address))
            {
                return true;
            }
        }
    }
    return false;
}

/** Takes the smaller of two MTUs; 0 means that there is none yet. */
static void
TakeMtu(uint32_t& smallest, Ptr<NetDevice> device)
{
    if (device && !DynamicCast<LoopbackNetDevice>(device))
    {
        uint32_t mtu = device->GetMtu();
        smallest = smallest == 0 ? mtu : std::min(smallest, mtu);
    }
}

uint32_t
Ip::SmallestMtu() const
{
    uint32_t smallest = 0;
    for (uint32_t i = 0; m_ipv4 && i < m_ipv4->GetNInterfaces(); ++i)
    {
        TakeMtu(smallest, m_ipv4->GetNetDevice(i));
    }
    for (uint32_t i = 0; m_ipv6 && i < m_ipv6->GetNInterfaces(); ++i)
    {
        TakeMtu(smallest, m_ipv6->GetNetDevice(i));
    }
    return smallest;
}

IpL4Protocol::RxStatus
Ip::Deliver(Ptr<IpL4Protocol> upper,
            const Arrival& arrival,
            const l4m_addr& src,
            const l4m_addr& dst) const
{
    if (Same(src, arrival.src) && Same(dst, arrival.dst))
    {
        return arrival.header4
                   ? upper->Receive(arrival.packet, *arrival.header4, arrival.interface4)
                   : upper->Receive(arrival.packet, *arrival.header6, arrival.interface6);
    }
    const uint16_t size = static_cast<uint16_t>(arrival.packet->GetSize());
    if (src.family == 4)
    {
        Ipv4Header header;
        Ptr<Ipv4Interface> interface = arrival.interface4;
        if (arrival.header4)
        {
            header = *arrival.header4;
        }
        else
        {
            header.SetProtocol(arrival.protocol);
            header.SetTtl(arrival.header6->GetHopLimit());
            header.SetTos(arrival.header6->GetTrafficClass());
            // ns-3's end points look at the interface's addresses: there must be one.
            int32_t index = m_ipv4->GetInterfaceForDevice(arrival.interface6->GetDevice());
            interface = m_ipv4->GetInterface(index >= 0 ? index : 0);
        }
        header.SetSource(ToIpv4(src));
        header.SetDestination(ToIpv4(dst));
        header.SetPayloadSize(size);
        return upper->Receive(arrival.packet, header, interface);
    }
    Ipv6Header header;
    Ptr<Ipv6Interface> interface = arrival.interface6;
    if (arrival.header6)
    {
        header = *arrival.header6;
    }
    else
    {
        header.SetNextHeader(arrival.protocol);
        header.SetHopLimit(arrival.header4->GetTtl());
        header.SetTrafficClass(arrival.header4->GetTos());
        int32_t index = m_ipv6->GetInterfaceForDevice(arrival.interface4->GetDevice());
        interface = m_ipv6->GetInterface(index >= 0 ? index : 0);
    }
    header.SetSource(ToIpv6(src));
    header.SetDestination(ToIpv6(dst));
    header.SetPayloadLength(size);
    return upper->Receive(arrival.packet, header, interface);
}

} // namespace l4mobility
} // namespace ns3
