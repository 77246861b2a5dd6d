/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "scene.h"

#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4.h"
#include "ns3/mobility-helper.h"
#include "ns3/ns2-mobility-helper.h"
#include "ns3/pointer.h"
#include "ns3/position-allocator.h"
#include "ns3/simulator.h"
#include "ns3/slaac-config.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/waypoint-mobility-model.h"
#include "ns3/wifi-scanner.h"
#include "ns3/wifi-supplicant.h"

#include <algorithm>
#include <cmath>

namespace l4m
{
namespace lab
{

using namespace ns3;

namespace
{

/** First random stream of the scene; each part of it has a thousand. */
const int64_t g_streams = 100'000;

/** Time for the first attachment, before anything moves. */
const Time g_settling = Seconds(4);

/** Mobiles stand or pass so far from the row of access points, in metres: the first, and in how
 * wide a strip the others. */
const double g_aside = 3;
const double g_wide = 10;

} // namespace

Scene::Scene(const Settings& settings)
    : m_settings(settings),
      m_backbone(CreateObject<LabBackbone>()),
      m_lan(CreateObject<LanAccessHelper>()),
      m_random(CreateObject<UniformRandomVariable>())
{
    const bool ipv6 = settings.family == "ipv6";
    m_random->SetStream(g_streams);
    m_backbone->SetAttribute("IngressFilter", BooleanValue(settings.ingressFilter));
    m_backbone->SetAttribute("AccessDelay", TimeValue(NanoSeconds(settings.accessDelay)));
    m_backbone->SetAttribute("CoreDelay", TimeValue(NanoSeconds(settings.coreDelay)));
    m_backbone->SetAttribute("Rate", StringValue(settings.rate));
    m_backbone->Build(ipv6);
    m_plan.ipv6 = ipv6;
    m_plan.core = m_backbone->GetCore();
    m_plan.correspondents = {m_backbone->GetCorrespondent()};
    m_lan->SetIpv6(ipv6);
    for (uint32_t i = 0; i < settings.mobiles; ++i)
    {
        Ptr<Node> mobile = CreateObject<Node>();
        InternetStackHelper().Install(mobile);
        mobile->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
        mobile->AggregateObject(CreateObject<AccessManager>());
        m_plan.mobiles.push_back(mobile);
        m_links.emplace_back();
    }
    if (settings.home == "own")
    {
        ++m_k;
        m_plan.home = m_lan->InstallNetwork("home", AddHomeRouter(), m_k);
    }
    Move();
    if (settings.access == "ideal" || settings.access == "lan")
    {
        BuildLan();
    }
    if (settings.access == "wifi" || settings.access == "wifi-lte")
    {
        BuildWifi();
    }
    if (settings.access.find("lte") != std::string::npos)
    {
        BuildLte();
    }
    for (uint32_t i = 0; i < settings.mobiles; ++i)
    {
        Ptr<AccessManager> manager = m_plan.mobiles[i]->GetObject<AccessManager>();
        for (const Ptr<AccessLink>& link : m_links[i])
        {
            manager->AddLink(link);
        }
    }
}

Ptr<Node>
Scene::AddHomeRouter()
{
    const int64_t delay = m_settings.homeDelay < 0 ? m_settings.accessDelay : m_settings.homeDelay;
    m_backbone->SetAttribute("AccessDelay", TimeValue(NanoSeconds(delay)));
    Ptr<Node> router = m_backbone->AddAccessRouter(m_k);
    m_backbone->SetAttribute("AccessDelay", TimeValue(NanoSeconds(m_settings.accessDelay)));
    return router;
}

bool
Scene::HasTwoLinks() const
{
    return m_settings.access == "wifi-lte" || m_settings.access == "lte";
}

const NetworkPlan&
Scene::GetPlan() const
{
    return m_plan;
}

Address
Scene::GetCorrespondentAddress() const
{
    return m_backbone->GetCorrespondentAddress();
}

void
Scene::BuildLan()
{
    for (const std::string name : {"lan-1", "lan-2"})
    {
        ++m_k;
        m_plan.access.push_back(m_lan->InstallNetwork(name, m_backbone->AddAccessRouter(m_k), m_k));
    }
    for (uint32_t i = 0; i < m_settings.mobiles; ++i)
    {
        Ptr<LanPort> port = m_lan->InstallMobile(m_plan.mobiles[i]);
        port->Plug("lan-1");
        m_links[i].push_back(port);
    }
}

void
Scene::ConfigureWifi()
{
    const Settings& s = m_settings;
    m_wifi = CreateObject<WifiAccessHelper>();
    m_wifi->SetIpv6(m_plan.ipv6);
    m_wifi->SetAttribute("Range", DoubleValue(s.range > 0 ? s.range : 0.55 * s.distance));
    m_wifi->SetAttribute("BeaconInterval", TimeValue(NanoSeconds(s.beacon)));
    m_wifi->SetAttribute("MinRtrAdvInterval", TimeValue(NanoSeconds(s.raMin)));
    m_wifi->SetAttribute("MaxRtrAdvInterval", TimeValue(NanoSeconds(s.raMax)));
    // Advertisements closer than RFC 4861 allows are for mobile nodes. RFC 6275, 13 then recommends
    // raMin here and allows 30 ms; that keeps answers to solicitations as quick as they are by
    // unicast (RFC 4861, 6.2.6), to which no least delay applies.
    const bool quick = s.raMin < 3'000'000'000;
    m_wifi->SetAttribute("MinDelayBetweenRas", TimeValue(quick ? MilliSeconds(30) : Seconds(3)));
    m_wifi->SetSupplicantAttribute("Channels",
                                   StringValue(s.scanned.empty() ? s.channels : s.scanned));
    m_wifi->SetSupplicantAttribute("MissedBeacons", UintegerValue(s.missed));
    const bool active = s.scan == "active";
    m_wifi->SetSupplicantAttribute("Scan", StringValue(active ? "Active" : "Passive"));
    m_wifi->SetSupplicantAttribute(active ? "ActiveMaxDwell" : "PassiveDwell",
                                   TimeValue(NanoSeconds(s.dwell)));
    m_wifi->SetDhcpAttribute("Collect", TimeValue(NanoSeconds(s.dhcpWait)));
    m_wifi->SetSlaacAttribute("SolicitOnLinkUp", BooleanValue(s.solicit));
    m_wifi->SetSlaacAttribute("Dad",
                              StringValue(s.dad == "normal"       ? "Normal"
                                          : s.dad == "optimistic" ? "Optimistic"
                                                                  : "Off"));
}

void
Scene::AddWifiNetwork(uint32_t index)
{
    std::vector<uint8_t> channels;
    WifiSupplicant::ReadChannels(m_settings.channels, channels);
    ++m_k;
    const bool home = index == 0 && m_settings.home == "first";
    Ptr<Node> router = home ? AddHomeRouter() : m_backbone->AddAccessRouter(m_k);
    m_plan.access.push_back(m_wifi->InstallNetwork("wifi-" + std::to_string(index + 1),
                                                   router,
                                                   Vector(index * m_settings.distance, 0, 0),
                                                   channels[index % channels.size()],
                                                   m_k));
    if (home)
    {
        m_plan.home = m_plan.access.back();
    }
}

void
Scene::BuildWifi()
{
    ConfigureWifi();
    const uint32_t count = m_settings.access == "wifi" ? m_settings.networks : 1;
    for (uint32_t i = 0; i < count; ++i)
    {
        AddWifiNetwork(i);
    }
    for (uint32_t i = 0; i < m_settings.mobiles; ++i)
    {
        m_links[i].push_back(m_wifi->InstallMobile(m_plan.mobiles[i]));
    }
    m_wifi->AssignStreams(g_streams + 1000);
}

void
Scene::BuildLte()
{
    m_lte = CreateObject<LteAccessHelper>();
    m_lte->SetIpv6(m_plan.ipv6);
    // The core router is a packet gateway's neighbour, so the access link's delay is the gateway's.
    m_lte->SetAttribute("GatewayDelay", TimeValue(NanoSeconds(m_settings.accessDelay)));
    const uint32_t cores = m_settings.access == "lte" ? 2 : 1;
    for (uint32_t core = 0; core < cores; ++core)
    {
        ++m_k;
        const std::string name = "lte-" + std::to_string(core + 1);
        m_plan.access.push_back(m_lte->InstallCore(name, m_backbone->GetCore(), m_k));
        m_backbone->FilterYoungestLink(m_k);
        m_lte->AddCell(Vector(0, 30 + 10.0 * core, 20), name);
        if (m_settings.access == "lte-x2")
        {
            m_lte->AddCell(Vector(m_settings.distance, 30, 20), name);
        }
        for (uint32_t i = 0; i < m_settings.mobiles; ++i)
        {
            m_links[i].push_back(m_lte->InstallMobile(m_plan.mobiles[i], name));
        }
    }
    m_lte->AssignStreams(g_streams + 2000);
}

Time
Scene::GetLeg() const
{
    const double way =
        (m_settings.access == "wifi" ? m_settings.networks - 1 : 1) * m_settings.distance;
    return Seconds(way / m_settings.speed);
}

Time
Scene::GetEnd() const
{
    if (m_settings.duration > 0)
    {
        return g_settling + NanoSeconds(m_settings.duration);
    }
    const bool radio = m_settings.access == "wifi" || m_settings.access == "lte-x2" ||
                       (m_settings.access == "wifi-lte" && m_settings.trigger == "signal");
    if (!radio)
    {
        return g_settling + (m_settings.handovers + 1) * NanoSeconds(m_settings.period);
    }
    const uint32_t each = m_settings.access == "wifi" ? m_settings.networks - 1 : 1;
    const double legs = std::ceil(static_cast<double>(m_settings.handovers) / each);
    return g_settling + Seconds(1) + Seconds(legs * GetLeg().GetSeconds());
}

double
Scene::GetAside(uint32_t mobile) const
{
    return g_aside + mobile * std::min(0.5, g_wide / m_settings.mobiles);
}

void
Scene::MoveToAndFro(Ptr<Node> mobile, uint32_t index)
{
    Ptr<WaypointMobilityModel> model = CreateObject<WaypointMobilityModel>();
    const double far = GetLeg().GetSeconds() * m_settings.speed;
    const double y = GetAside(index);
    Time when = g_settling + Seconds(m_random->GetValue(0, 1));
    model->AddWaypoint(Waypoint(Time(0), Vector(0, y, 1.5)));
    model->AddWaypoint(Waypoint(when, Vector(0, y, 1.5)));
    bool there = true;
    while (when + GetLeg() <= GetEnd())
    {
        when += GetLeg();
        model->AddWaypoint(Waypoint(when, Vector(there ? far : 0, y, 1.5)));
        if (m_settings.mobility == "straight")
        {
            break;
        }
        there = !there;
    }
    mobile->AggregateObject(model);
}

void
Scene::Move()
{
    NodeContainer mobiles;
    for (const Ptr<Node>& mobile : m_plan.mobiles)
    {
        mobiles.Add(mobile);
    }
    if (!m_settings.movement.empty())
    {
        Ns2MobilityHelper(m_settings.movement).Install(mobiles.Begin(), mobiles.End());
        return;
    }
    const double width = GetLeg().GetSeconds() * m_settings.speed;
    if (m_settings.mobility == "random-waypoint")
    {
        ObjectFactory positions;
        positions.SetTypeId("ns3::RandomRectanglePositionAllocator");
        const std::string across =
            "ns3::UniformRandomVariable[Min=0|Max=" + std::to_string(width) + "]";
        const std::string along = "ns3::UniformRandomVariable[Min=0|Max=30]";
        positions.Set("X", StringValue(across));
        positions.Set("Y", StringValue(along));
        Ptr<PositionAllocator> allocator = positions.Create<PositionAllocator>();
        allocator->AssignStreams(g_streams + 3000);
        MobilityHelper helper;
        helper.SetPositionAllocator(allocator);
        helper.SetMobilityModel("ns3::RandomWaypointMobilityModel",
                                "Speed",
                                StringValue("ns3::ConstantRandomVariable[Constant=" +
                                            std::to_string(m_settings.speed) + "]"),
                                "Pause",
                                StringValue("ns3::ConstantRandomVariable[Constant=1]"),
                                "PositionAllocator",
                                PointerValue(allocator));
        helper.Install(mobiles);
        helper.AssignStreams(mobiles, g_streams + 4000);
        return;
    }
    const bool stands = m_settings.access == "ideal" || m_settings.access == "lan" ||
                        m_settings.access == "lte" ||
                        (m_settings.access == "wifi-lte" && m_settings.trigger == "schedule");
    for (uint32_t i = 0; i < m_settings.mobiles; ++i)
    {
        if (!stands)
        {
            MoveToAndFro(m_plan.mobiles[i], i);
            continue;
        }
        Ptr<ConstantPositionMobilityModel> model = CreateObject<ConstantPositionMobilityModel>();
        model->SetPosition(Vector(1, GetAside(i), 1.5));
        m_plan.mobiles[i]->AggregateObject(model);
    }
}

void
Scene::ScheduleMoves(uint32_t mobile)
{
    const Links& links = m_links[mobile];
    for (uint32_t n = 0; n < m_settings.handovers; ++n)
    {
        // At any phase of the traffic's own period.
        const Time when = g_settling + (n + 1) * NanoSeconds(m_settings.period) +
                          MicroSeconds(m_random->GetInteger(0, 100'000));
        if (HasTwoLinks())
        {
            m_switches[mobile]->SwitchAt(when, links[(n + 1) % 2]);
            continue;
        }
        Ptr<LanPort> port = DynamicCast<LanPort>(links[0]);
        const std::string next = n % 2 == 0 ? "lan-2" : "lan-1";
        if (m_settings.access == "ideal")
        {
            Simulator::Schedule(when, &LanPort::MoveTo, port, next);
            continue;
        }
        Simulator::Schedule(when, &LanPort::Unplug, port);
        Simulator::Schedule(when + NanoSeconds(m_settings.outage), &LanPort::Plug, port, next);
    }
}

void
Scene::Start()
{
    for (uint32_t i = 0; i < m_settings.mobiles; ++i)
    {
        Ptr<AccessManager> manager = m_plan.mobiles[i]->GetObject<AccessManager>();
        if (HasTwoLinks())
        {
            Ptr<AccessSwitch> change = CreateObject<AccessSwitch>();
            change->SetAttribute(
                "Order",
                StringValue(m_settings.order == "soft" ? "MakeBeforeBreak" : "BreakBeforeMake"));
            change->SetManager(manager);
            m_switches.push_back(change);
            change->Start(m_links[i][0]);
            if (m_settings.access == "wifi-lte" && m_settings.trigger == "signal")
            {
                change->Watch(m_links[i][0], m_links[i][1]);
                continue;
            }
        }
        else
        {
            manager->Start();
        }
        if (HasTwoLinks() || m_settings.access == "ideal" || m_settings.access == "lan")
        {
            ScheduleMoves(i);
        }
    }
}

} // namespace lab
} // namespace l4m
