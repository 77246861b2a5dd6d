/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lan-access-helper.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/fixed-config.h"
#include "ns3/interface-addresses.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/lan-device.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LanAccessHelper);

/** Host number of the first mobile in each network. */
static constexpr uint32_t FIRST_HOST{0xa00};

TypeId
LanAccessHelper::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LanAccessHelper")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<LanAccessHelper>()
            .AddAttribute("FixedAddresses",
                          "Whether mobiles get a FixedConfig. False: whoever installs them adds "
                          "another AddressConfig.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LanAccessHelper::m_fixed),
                          MakeBooleanChecker());
    return tid;
}

LanAccessHelper::LanAccessHelper()
{
    m_segmentFactory.SetTypeId(LanSegment::GetTypeId());
    m_portFactory.SetTypeId(LanPort::GetTypeId());
    m_fixedFactory.SetTypeId(FixedConfig::GetTypeId());
}

LanAccessHelper::~LanAccessHelper() = default;

void
LanAccessHelper::DoDispose()
{
    m_segments.clear();
    m_mobiles.clear();
    Object::DoDispose();
}

void
LanAccessHelper::SetIpv6(bool ipv6)
{
    m_ipv6 = ipv6;
}

void
LanAccessHelper::SetSegmentAttribute(const std::string& name, const AttributeValue& value)
{
    m_segmentFactory.Set(name, value);
}

void
LanAccessHelper::SetPortAttribute(const std::string& name, const AttributeValue& value)
{
    m_portFactory.Set(name, value);
}

void
LanAccessHelper::SetFixedAttribute(const std::string& name, const AttributeValue& value)
{
    m_fixedFactory.Set(name, value);
}

/** @return a new card @param node of this node */
static Ptr<LanDevice>
CreateDevice(Ptr<Node> node)
{
    Ptr<LanDevice> device = CreateObject<LanDevice>();
    device->SetAddress(Mac48Address::Allocate());
    device->SetMtu(1500);
    node->AddDevice(device);
    return device;
}

/** @return an address of an IPv6 network @param k the network's number @param host the host's */
static Ipv6Address
MakeAddress6(uint32_t k, uint32_t host)
{
    uint8_t bytes[16] = {0xfd};
    bytes[6] = static_cast<uint8_t>(k >> 8);
    bytes[7] = static_cast<uint8_t>(k);
    bytes[14] = static_cast<uint8_t>(host >> 8);
    bytes[15] = static_cast<uint8_t>(host);
    return Ipv6Address(bytes);
}

AccessNetwork
LanAccessHelper::InstallNetwork(const std::string& name, Ptr<Node> router, uint32_t k)
{
    NS_ABORT_MSG_IF(k > 255, "a network's number is " << k << "; 0 to 255 can be");
    for (const Segment& other : m_segments)
    {
        NS_ABORT_MSG_IF(other.network.name == name, "two networks are called \"" << name << "\"");
    }
    Segment segment;
    segment.segment = m_segmentFactory.Create<LanSegment>();
    Ptr<LanDevice> device = CreateDevice(router);
    device->Attach(segment.segment);
    device->SetCarrier(true);
    AddInterface(device, !m_ipv6, m_ipv6);
    AccessNetwork& network = segment.network;
    network.name = name;
    network.router = router;
    network.routerDevice = device->GetIfIndex();
    if (m_ipv6)
    {
        Ptr<Ipv6> ipv6 = router->GetObject<Ipv6>();
        uint32_t interface = static_cast<uint32_t>(ipv6->GetInterfaceForDevice(device));
        ForwardIpv6(device);
        network.network6 = MakeAddress6(k, 0);
        network.prefix6 = Ipv6Prefix(64);
        network.gateway6 = ipv6->GetAddress(interface, 0).GetAddress();
        AddInterfaceAddress(device, MakeAddress6(k, 1), 64);
    }
    else
    {
        network.network = Ipv4Address(0x0a000000 | k << 16);
        network.mask = Ipv4Mask("/16");
        network.gateway = Ipv4Address(network.network.Get() + 1);
        AddInterfaceAddress(device, network.gateway, 16);
    }
    for (const Mobile& mobile : m_mobiles)
    {
        Introduce(segment, mobile);
    }
    m_segments.push_back(segment);
    return network;
}

Ptr<LanPort>
LanAccessHelper::InstallMobile(Ptr<Node> mobile)
{
    Mobile installed;
    installed.number = static_cast<uint32_t>(m_mobiles.size());
    NS_ABORT_MSG_IF(installed.number > 50000, "more than 50000 mobiles have no addresses");
    Ptr<LanDevice> device = CreateDevice(mobile);
    AddInterface(device, !m_ipv6, m_ipv6);
    installed.port = m_portFactory.Create<LanPort>();
    installed.port->SetLanDevice(device);
    if (m_fixed)
    {
        installed.fixed = m_fixedFactory.Create<FixedConfig>();
        installed.port->AddAddressConfig(installed.fixed);
        if (!m_ipv6)
        {
            HoldInterface(device);
        }
    }
    for (const Segment& segment : m_segments)
    {
        Introduce(segment, installed);
    }
    m_mobiles.push_back(installed);
    return installed.port;
}

void
LanAccessHelper::Introduce(const Segment& segment, const Mobile& mobile) const
{
    const AccessNetwork& network = segment.network;
    mobile.port->AddNetwork(network.name, segment.segment);
    if (!mobile.fixed)
    {
        return;
    }
    uint32_t host = FIRST_HOST + mobile.number;
    if (!m_ipv6)
    {
        mobile.fixed->AddNetwork(network, Ipv4Address(network.network.Get() + host));
        return;
    }
    uint8_t bytes[16];
    network.network6.GetBytes(bytes);
    mobile.fixed->AddNetwork(network, MakeAddress6(bytes[6] * 256U + bytes[7], host));
}

} // namespace ns3
