/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "ingress-filter.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/packet.h"
#include "ns3/ppp-header.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(IngressFilter);

namespace
{

/** PPP's numbers (RFC 1332, RFC 5072). */
const uint16_t PPP_IPV4 = 0x0021;
const uint16_t PPP_IPV6 = 0x0057;

} // namespace

TypeId
IngressFilter::GetTypeId()
{
    static TypeId tid = TypeId("ns3::IngressFilter")
                            .SetParent<ErrorModel>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<IngressFilter>();
    return tid;
}

IngressFilter::IngressFilter() = default;
IngressFilter::~IngressFilter() = default;

void
IngressFilter::Allow(Ipv4Address network, Ipv4Mask mask)
{
    m_networks.emplace_back(network, mask);
}

void
IngressFilter::Allow(Ipv6Address network, Ipv6Prefix prefix)
{
    m_networks6.emplace_back(network, prefix);
}

uint64_t
IngressFilter::GetRefused() const
{
    return m_refused;
}

bool
IngressFilter::IsAllowed(Ipv4Address source) const
{
    return std::any_of(m_networks.begin(), m_networks.end(), [source](const auto& network) {
        return network.second.IsMatch(source, network.first);
    });
}

bool
IngressFilter::IsAllowed(Ipv6Address source) const
{
    return source.IsLinkLocal() || source.IsAny() ||
           std::any_of(m_networks6.begin(), m_networks6.end(), [source](const auto& network) {
               return network.second.IsMatch(source, network.first);
           });
}

bool
IngressFilter::DoCorrupt(Ptr<Packet> packet)
{
    Ptr<Packet> copy = packet->Copy();
    PppHeader ppp;
    copy->RemoveHeader(ppp);
    bool allowed = true;
    if (ppp.GetProtocol() == PPP_IPV4)
    {
        Ipv4Header header;
        copy->PeekHeader(header);
        allowed = IsAllowed(header.GetSource());
    }
    else if (ppp.GetProtocol() == PPP_IPV6)
    {
        Ipv6Header header;
        copy->PeekHeader(header);
        allowed = IsAllowed(header.GetSource());
    }
    m_refused += allowed ? 0 : 1;
    return !allowed;
}

void
IngressFilter::DoReset()
{
    m_refused = 0;
}

} // namespace ns3
