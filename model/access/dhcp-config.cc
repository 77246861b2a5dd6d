/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "dhcp-config.h"

#include "ns3/dhcp-client.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DhcpConfig);

/** UDP port of DHCP clients. */
static constexpr uint16_t CLIENT_PORT{68};

TypeId
DhcpConfig::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DhcpConfig")
            .SetParent<AddressConfig>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<DhcpConfig>()
            .AddAttribute("Collect",
                          "Wait for further offers after the first, before one is accepted. 0 is "
                          "quick; ns-3's own is 5 s.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&DhcpConfig::m_collect),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Retransmission",
                          "Time after which a discovery that nobody answered is repeated.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&DhcpConfig::m_retransmission),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("ReRequest",
                          "Time after which a request that nobody answered is given up.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&DhcpConfig::m_reRequest),
                          MakeTimeChecker(MilliSeconds(1)));
    return tid;
}

DhcpConfig::DhcpConfig() = default;
DhcpConfig::~DhcpConfig() = default;

void
DhcpConfig::DoDispose()
{
    if (m_client)
    {
        m_client->Dispose();
    }
    m_client = nullptr;
    m_ipv4 = nullptr;
    m_routing = nullptr;
    AddressConfig::DoDispose();
}

int64_t
DhcpConfig::AssignStreams(int64_t stream)
{
    m_stream = stream;
    return 1;
}

uint32_t
DhcpConfig::GetInterface() const
{
    return static_cast<uint32_t>(m_ipv4->GetInterfaceForDevice(GetDevice()));
}

void
DhcpConfig::CreateClient()
{
    Ptr<Node> node = GetDevice()->GetNode();
    m_ipv4 = node->GetObject<Ipv4>();
    m_routing = Ipv4RoutingHelper::GetRouting<Ipv4StaticRouting>(m_ipv4->GetRoutingProtocol());
    m_client = CreateObject<DhcpClient>(GetDevice());
    m_client->SetNode(node);
    m_client->SetAttribute("Collect", TimeValue(m_collect));
    m_client->SetAttribute("RTRS", TimeValue(m_retransmission));
    m_client->SetAttribute("ReRequest", TimeValue(m_reRequest));
    if (m_stream >= 0)
    {
        m_client->AssignStreams(m_stream);
    }
    m_client->TraceConnectWithoutContext("NewLease", MakeCallback(&DhcpConfig::Leased, this));
    m_client->TraceConnectWithoutContext("ExpireLease", MakeCallback(&DhcpConfig::Expired, this));
    m_ipv4->TraceConnectWithoutContext("LocalDeliver", MakeCallback(&DhcpConfig::Delivered, this));
    // The client's own callback is between these two: it registers it in its first start, which
    // Initialize() puts into the queue.
    GetDevice()->AddLinkChangeCallback(MakeCallback(&DhcpConfig::SaveRoutes, this));
    HoldInterface();
    SaveRoutes();
    m_client->Initialize();
    Simulator::ScheduleNow(&DhcpConfig::RestoreRoutes, this);
    Simulator::ScheduleNow(&NetDevice::AddLinkChangeCallback,
                           GetDevice(),
                           MakeCallback(&DhcpConfig::RestoreRoutes, this));
}

void
DhcpConfig::Start(const std::string& network)
{
    m_network = network;
    NotifyMovementDetected();
    if (!m_client)
    {
        CreateClient();
    }
}

void
DhcpConfig::Stop()
{
    if (!m_client)
    {
        return;
    }
    uint32_t interface = GetInterface();
    while (m_ipv4->GetNAddresses(interface) > 0)
    {
        m_ipv4->RemoveAddress(interface, 0);
    }
    HoldInterface();
    m_lease = Ipv4Address::GetAny();
    NotifyAllLost();
}

void
DhcpConfig::HoldInterface()
{
    uint32_t interface = GetInterface();
    if (m_ipv4->GetNAddresses(interface) == 0)
    {
        m_ipv4->AddAddress(interface,
                           Ipv4InterfaceAddress(Ipv4Address::GetAny(), Ipv4Mask::GetOnes()));
    }
}

void
DhcpConfig::SaveRoutes()
{
    m_routes.clear();
    for (uint32_t i = 0; i < m_routing->GetNRoutes(); ++i)
    {
        m_routes.emplace_back(m_routing->GetRoute(i), m_routing->GetMetric(i));
    }
}

/** @return whether two routes are the same */
static bool
IsSame(const Ipv4RoutingTableEntry& a, const Ipv4RoutingTableEntry& b)
{
    return a.GetDestNetwork() == b.GetDestNetwork() &&
           a.GetDestNetworkMask() == b.GetDestNetworkMask() && a.GetGateway() == b.GetGateway() &&
           a.GetInterface() == b.GetInterface();
}

void
DhcpConfig::RestoreRoutes()
{
    HoldInterface();
    uint32_t interface = GetInterface();
    for (uint32_t i = m_routing->GetNRoutes(); i-- > 0;)
    {
        Ipv4RoutingTableEntry route = m_routing->GetRoute(i);
        bool old = std::any_of(m_routes.begin(), m_routes.end(), [&](const auto& r) {
            return IsSame(r.first, route);
        });
        if (route.GetInterface() == interface && route.IsDefault() && !old)
        {
            m_gateway = route.GetGateway();
            m_routing->RemoveRoute(i);
        }
    }
    for (const auto& [route, metric] : m_routes)
    {
        bool there = false;
        for (uint32_t i = 0; i < m_routing->GetNRoutes(); ++i)
        {
            there = there || IsSame(m_routing->GetRoute(i), route);
        }
        if (!there && route.GetInterface() != interface)
        {
            m_routing->AddNetworkRouteTo(route.GetDestNetwork(),
                                         route.GetDestNetworkMask(),
                                         route.GetGateway(),
                                         route.GetInterface(),
                                         metric);
        }
    }
}

void
DhcpConfig::Delivered(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface)
{
    UdpHeader udp;
    if (header.GetProtocol() != UdpL4Protocol::PROT_NUMBER || interface != GetInterface() ||
        packet->GetSize() < udp.GetSerializedSize() || packet->PeekHeader(udp) == 0 ||
        udp.GetDestinationPort() != CLIENT_PORT)
    {
        return;
    }
    SaveRoutes();
    Simulator::ScheduleNow(&DhcpConfig::RestoreRoutes, this);
}

void
DhcpConfig::Leased(const Ipv4Address& address)
{
    m_lease = address;
    // After the client has done all it does with an acknowledgement.
    Simulator::ScheduleNow(&DhcpConfig::TellLeased, this);
}

void
DhcpConfig::TellLeased()
{
    if (m_lease == Ipv4Address::GetAny())
    {
        return;
    }
    UsableAddress usable;
    usable.address = m_lease;
    usable.gateway = m_gateway;
    usable.network = m_network;
    usable.device = GetDevice()->GetIfIndex();
    NotifyUsable(usable);
}

void
DhcpConfig::Expired(const Ipv4Address& address)
{
    SaveRoutes();
    Simulator::ScheduleNow(&DhcpConfig::RestoreRoutes, this);
    if (address == m_lease)
    {
        m_lease = Ipv4Address::GetAny();
    }
    NotifyAllLost();
}

} // namespace ns3
