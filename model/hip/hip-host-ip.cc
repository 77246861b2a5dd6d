/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Between a host's IP and HIP: data in and out, and ESP.

#include "hip-host.h"
#include "l4-mobility-cpu.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/node.h"

#include <algorithm>
#include <iterator>

namespace ns3
{

void
HipHost::ReceiveEsp(Ptr<Packet> packet, const Address& /* source */, const Address& /* to */)
{
    HipBytes bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    HipReader reader(bytes);
    const auto found = m_spis.find(static_cast<uint32_t>(reader.Get(4)));
    if (!reader.IsGood() || found == m_spis.end())
    {
        ++(reader.IsGood() ? m_counters.espUnknown : m_counters.espMalformed);
        return;
    }
    found->second->ReceiveEsp(packet->Copy(), bytes);
}

void
HipHost::Captured(Ptr<Packet> packet)
{
    Ipv6Address hit;
    uint8_t next = 0;
    if (m_applications == Applications::LSI)
    {
        Ipv4Header header;
        packet->RemoveHeader(header);
        const auto found = m_hits.find(header.GetDestination());
        hit = found == m_hits.end() ? Ipv6Address() : found->second;
        next = header.GetProtocol();
    }
    else
    {
        Ipv6Header header;
        packet->RemoveHeader(header);
        hit = header.GetDestination();
        next = header.GetNextHeader();
        if (!HipIdentity::IsTag(hit))
        {
            // Neighbor Discovery of the interface itself.
            return;
        }
    }
    if (hit == Ipv6Address() || (GetKnownLocator(hit).IsInvalid() && !GetAssociation(hit)))
    {
        ++m_counters.noPeer;
        return;
    }
    Need(hit).SendData(packet, next);
}

void
HipHost::Deliver(Ptr<Packet> packet, uint8_t next, const Ipv6Address& peer)
{
    constexpr uint8_t ttl = 64;
    if (m_applications == Applications::LSI)
    {
        Ipv4Header header;
        header.SetSource(HipIdentity::ToLsi(peer));
        header.SetDestination(HipIdentity::ToLsi(GetHit()));
        header.SetProtocol(next);
        header.SetTtl(ttl);
        header.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        if (Node::ChecksumEnabled())
        {
            header.EnableChecksum();
        }
        packet->AddHeader(header);
        m_node->GetObject<Ipv4L3Protocol>()->Receive(m_device,
                                                     packet,
                                                     Ipv4L3Protocol::PROT_NUMBER,
                                                     m_device->GetAddress(),
                                                     m_device->GetAddress(),
                                                     NetDevice::PACKET_HOST);
    }
    else if (m_applications == Applications::HIT)
    {
        Ipv6Header header;
        header.SetSource(peer);
        header.SetDestination(GetHit());
        header.SetNextHeader(next);
        header.SetHopLimit(ttl);
        header.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
        packet->AddHeader(header);
        m_node->GetObject<Ipv6L3Protocol>()->Receive(m_device,
                                                     packet,
                                                     Ipv6L3Protocol::PROT_NUMBER,
                                                     m_device->GetAddress(),
                                                     m_device->GetAddress(),
                                                     NetDevice::PACKET_HOST);
    }
}

std::vector<Address>
HipHost::SelectLocators(const Address& peer)
{
    if (m_moves)
    {
        std::vector<Address> locators;
        std::copy_if(m_locators.begin(),
                     m_locators.end(),
                     std::back_inserter(locators),
                     [&peer](const Address& one) {
                         return Ipv4Address::IsMatchingType(one) ==
                                Ipv4Address::IsMatchingType(peer);
                     });
        return locators;
    }
    Socket::SocketErrno error;
    if (Ipv4Address::IsMatchingType(peer))
    {
        Ipv4Header header;
        header.SetDestination(Ipv4Address::ConvertFrom(peer));
        Ptr<Ipv4Route> route = m_node->GetObject<Ipv4>()->GetRoutingProtocol()->RouteOutput(nullptr,
                                                                                            header,
                                                                                            nullptr,
                                                                                            error);
        return route ? std::vector<Address>{route->GetSource()} : std::vector<Address>();
    }
    Ipv6Header header;
    header.SetDestination(Ipv6Address::ConvertFrom(peer));
    Ptr<Ipv6Route> route = m_node->GetObject<Ipv6>()->GetRoutingProtocol()->RouteOutput(nullptr,
                                                                                        header,
                                                                                        nullptr,
                                                                                        error);
    return route ? std::vector<Address>{route->GetSource()} : std::vector<Address>();
}

bool
HipHost::SendIp(Ptr<Packet> packet, const Address& from, const Address& to, uint8_t protocol)
{
    Socket::SocketErrno error;
    if (Ipv4Address::IsMatchingType(from) && Ipv4Address::IsMatchingType(to))
    {
        Ptr<Ipv4> ipv4 = m_node->GetObject<Ipv4>();
        Ipv4Header header;
        header.SetSource(Ipv4Address::ConvertFrom(from));
        header.SetDestination(Ipv4Address::ConvertFrom(to));
        header.SetProtocol(protocol);
        Ptr<Ipv4Route> route =
            ipv4->GetRoutingProtocol()->RouteOutput(packet, header, nullptr, error);
        if (route && route->GetOutputDevice() != m_device)
        {
            ipv4->Send(packet, header.GetSource(), header.GetDestination(), protocol, route);
            return true;
        }
    }
    else if (Ipv6Address::IsMatchingType(from) && Ipv6Address::IsMatchingType(to))
    {
        Ptr<Ipv6> ipv6 = m_node->GetObject<Ipv6>();
        Ipv6Header header;
        header.SetSource(Ipv6Address::ConvertFrom(from));
        header.SetDestination(Ipv6Address::ConvertFrom(to));
        header.SetNextHeader(protocol);
        Ptr<Ipv6Route> route =
            ipv6->GetRoutingProtocol()->RouteOutput(packet, header, nullptr, error);
        if (route && route->GetOutputDevice() != m_device)
        {
            ipv6->Send(packet, header.GetSource(), header.GetDestination(), protocol, route);
            return true;
        }
    }
    ++m_counters.noLocator;
    return false;
}

} // namespace ns3
