/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lab-backbone.h"

#include "ns3/boolean.h"
#include "ns3/interface-addresses.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/node.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LabBackbone);

TypeId
LabBackbone::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LabBackbone")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<LabBackbone>()
            .AddAttribute(
                "AccessDelay",
                "Delay of the link between an access router and the core router, one way.",
                TimeValue(MicroSeconds(4500)),
                MakeTimeAccessor(&LabBackbone::m_accessDelay),
                MakeTimeChecker(Time(0)))
            .AddAttribute("CoreDelay",
                          "Delay of the link between core router and correspondent, one way.",
                          TimeValue(MicroSeconds(4500)),
                          MakeTimeAccessor(&LabBackbone::m_coreDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Rate",
                          "Rate of all links.",
                          DataRateValue(DataRate("20Mbps")),
                          MakeDataRateAccessor(&LabBackbone::m_rate),
                          MakeDataRateChecker())
            .AddAttribute("IngressFilter",
                          "Whether the core router refuses packets whose source address is not of "
                          "the networks behind the link (RFC 2827).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LabBackbone::m_ingressFilter),
                          MakeBooleanChecker());
    return tid;
}

LabBackbone::LabBackbone() = default;
LabBackbone::~LabBackbone() = default;

void
LabBackbone::DoDispose()
{
    m_core = nullptr;
    m_filter = nullptr;
    m_correspondent = nullptr;
    Object::DoDispose();
}

void
LabBackbone::Build(bool ipv6)
{
    m_ipv6 = ipv6;
    m_core = CreateObject<Node>();
    m_correspondent = CreateObject<Node>();
    InternetStackHelper().Install(m_core);
    InternetStackHelper().Install(m_correspondent);
    m_correspondentAddress = Connect(m_correspondent, m_coreDelay).farAddress;
}

LabBackbone::Link
LabBackbone::Connect(Ptr<Node> node, const Time& delay)
{
    PointToPointHelper helper;
    helper.SetDeviceAttribute("DataRate", DataRateValue(m_rate));
    helper.SetChannelAttribute("Delay", TimeValue(delay));
    NetDeviceContainer ends = helper.Install(m_core, node);
    Link link;
    link.near = ends.Get(0);
    link.far = ends.Get(1);
    const uint32_t number = m_links++;
    if (m_ipv6)
    {
        Ipv6AddressHelper addresses;
        uint8_t bytes[16] = {0xfd};
        bytes[6] = 200;
        bytes[7] = static_cast<uint8_t>(number);
        addresses.SetBase(Ipv6Address(bytes), Ipv6Prefix(64));
        Ipv6InterfaceContainer both = addresses.Assign(ends);
        ForwardIpv6(link.near);
        link.nearAddress = both.GetAddress(0, 1);
        link.farAddress = both.GetAddress(1, 1);
        // Routers forward on all interfaces, the correspondent on none.
        if (node != m_correspondent)
        {
            ForwardIpv6(link.far);
        }
    }
    else
    {
        Ipv4AddressHelper addresses(Ipv4Address(0x0ac80000 | number << 8),
                                    Ipv4Mask("255.255.255.0"));
        Ipv4InterfaceContainer both = addresses.Assign(ends);
        link.nearAddress = both.GetAddress(0);
        link.farAddress = both.GetAddress(1);
    }
    SetFilter(link.near);
    Allow(link.farAddress, m_ipv6 ? 64 : 24);
    const Address anywhere =
        m_ipv6 ? Address(Ipv6Address::GetAny()) : Address(Ipv4Address::GetAny());
    AddRoute(node, anywhere, 0, link.nearAddress, link.far);
    return link;
}

/** @return the prefix of the networks with a number */
static Address
NetworkPrefix(bool ipv6, uint32_t k)
{
    if (!ipv6)
    {
        return Ipv4Address(0x0a000000 | k << 16);
    }
    uint8_t bytes[16] = {0xfd};
    bytes[7] = static_cast<uint8_t>(k);
    return Ipv6Address(bytes);
}

Ptr<Node>
LabBackbone::AddAccessRouter(uint32_t k)
{
    Ptr<Node> router = CreateObject<Node>();
    InternetStackHelper().Install(router);
    const Link link = Connect(router, m_accessDelay);
    const Address network = NetworkPrefix(m_ipv6, k);
    const uint8_t length = m_ipv6 ? 64 : 16;
    Allow(network, length);
    AddRoute(m_core, network, length, link.farAddress, link.near);
    return router;
}

void
LabBackbone::FilterYoungestLink(uint32_t k)
{
    SetFilter(m_core->GetDevice(m_core->GetNDevices() - 1));
    Allow(NetworkPrefix(m_ipv6, k), m_ipv6 ? 64 : 16);
}

void
LabBackbone::SetFilter(Ptr<NetDevice> device)
{
    m_filter = CreateObject<IngressFilter>();
    if (m_ingressFilter)
    {
        device->SetAttribute("ReceiveErrorModel", PointerValue(m_filter));
    }
}

void
LabBackbone::Allow(const Address& network, uint8_t length)
{
    if (m_ipv6)
    {
        m_filter->Allow(Ipv6Address::ConvertFrom(network), Ipv6Prefix(length));
        return;
    }
    m_filter->Allow(Ipv4Address::ConvertFrom(network), Ipv4Mask(0xffffffffU << (32 - length)));
}

void
LabBackbone::AddRoute(Ptr<Node> node,
                      const Address& network,
                      uint8_t length,
                      const Address& gateway,
                      Ptr<NetDevice> device) const
{
    if (m_ipv6)
    {
        Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
        Ipv6RoutingHelper::GetRouting<Ipv6StaticRouting>(ipv6->GetRoutingProtocol())
            ->AddNetworkRouteTo(Ipv6Address::ConvertFrom(network),
                                Ipv6Prefix(length),
                                Ipv6Address::ConvertFrom(gateway),
                                static_cast<uint32_t>(ipv6->GetInterfaceForDevice(device)));
        return;
    }
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    const Ipv4Mask mask(length == 0 ? 0 : 0xffffffffU << (32 - length));
    Ipv4RoutingHelper::GetRouting<Ipv4StaticRouting>(ipv4->GetRoutingProtocol())
        ->AddNetworkRouteTo(Ipv4Address::ConvertFrom(network),
                            mask,
                            Ipv4Address::ConvertFrom(gateway),
                            static_cast<uint32_t>(ipv4->GetInterfaceForDevice(device)));
}

Ptr<Node>
LabBackbone::GetCore() const
{
    return m_core;
}

Ptr<Node>
LabBackbone::GetCorrespondent() const
{
    return m_correspondent;
}

Address
LabBackbone::GetCorrespondentAddress() const
{
    return m_correspondentAddress;
}

} // namespace ns3
