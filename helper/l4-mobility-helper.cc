/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-helper.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/string.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/uinteger.h"

#include <vector>

namespace ns3
{

L4MobilityHelper::L4MobilityHelper()
{
    m_factory.SetTypeId("ns3::L4MobilityProtocol");
}

void
L4MobilityHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

void
L4MobilityHelper::SetPaperPreset()
{
    m_factory.Set("Suites", StringValue("paper"));
    m_factory.Set("Kick", BooleanValue(false));
    m_factory.Set("EmptyTries", UintegerValue(1));
}

Ptr<L4MobilityProtocol>
L4MobilityHelper::Install(Ptr<Node> node) const
{
    NS_ABORT_MSG_IF(node->GetObject<L4MobilityProtocol>(),
                    "L4MobilityHelper: node " << node->GetId() << " has the layer already");
    NS_ABORT_MSG_UNLESS(node->GetObject<TcpL4Protocol>() && node->GetObject<UdpL4Protocol>(),
                        "L4MobilityHelper: node "
                            << node->GetId()
                            << " has no internet stack; install InternetStackHelper first");
    Ptr<L4MobilityProtocol> layer = m_factory.Create<L4MobilityProtocol>();
    node->AggregateObject(layer);
    return layer;
}

void
L4MobilityHelper::Install(const NodeContainer& nodes) const
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Install(*node);
    }
}

void
L4MobilityHelper::KnowAddresses(const NodeContainer& nodes, Ptr<Node> host)
{
    std::vector<Address> addresses;
    Ptr<Ipv4> ipv4 = host->GetObject<Ipv4>();
    for (uint32_t i = 1; ipv4 && i < ipv4->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < ipv4->GetNAddresses(i); ++j)
        {
            addresses.emplace_back(ipv4->GetAddress(i, j).GetLocal());
        }
    }
    Ptr<Ipv6> ipv6 = host->GetObject<Ipv6>();
    for (uint32_t i = 1; ipv6 && i < ipv6->GetNInterfaces(); ++i)
    {
        for (uint32_t j = 0; j < ipv6->GetNAddresses(i); ++j)
        {
            if (!ipv6->GetAddress(i, j).GetAddress().IsLinkLocal())
            {
                addresses.emplace_back(ipv6->GetAddress(i, j).GetAddress());
            }
        }
    }
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Ptr<L4MobilityProtocol> layer = (*node)->GetObject<L4MobilityProtocol>();
        if (layer)
        {
            layer->AddHostAddresses(addresses);
        }
    }
}

} // namespace ns3
