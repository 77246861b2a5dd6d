/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-system.h"

#include "ns3/boolean.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/l4-mobility-helper.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(L4MobilitySystem);

TypeId
L4MobilitySystem::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::L4MobilitySystem")
            .SetParent<MobilitySystem>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<L4MobilitySystem>()
            .AddAttribute(
                "Suites",
                "Suites in order of preference, comma separated",
                StringValue("default"),
                MakeStringAccessor(&L4MobilitySystem::SetSuites, &L4MobilitySystem::GetSuites),
                MakeStringChecker())
            .AddAttribute(
                "Costs",
                "Time that cryptography takes: none, paper-2006 or measured:FILE",
                StringValue("none"),
                MakeStringAccessor(&L4MobilitySystem::SetCosts, &L4MobilitySystem::GetCosts),
                MakeStringChecker())
            .AddAttribute("Kick",
                          "Whether TCP is told of a move and retransmits at once",
                          BooleanValue(true),
                          MakeBooleanAccessor(&L4MobilitySystem::m_kick),
                          MakeBooleanChecker())
            .AddAttribute("EmptyPacket",
                          "Whether an empty packet follows a move (R9)",
                          BooleanValue(true),
                          MakeBooleanAccessor(&L4MobilitySystem::m_emptyPacket),
                          MakeBooleanChecker())
            .AddAttribute("EmptyTries",
                          "How often an empty packet is sent at most, 1 to 16",
                          UintegerValue(8),
                          MakeUintegerAccessor(&L4MobilitySystem::m_emptyTries),
                          MakeUintegerChecker<uint8_t>(1, 16));
    return tid;
}

L4MobilitySystem::L4MobilitySystem() = default;
L4MobilitySystem::~L4MobilitySystem() = default;

void
L4MobilitySystem::DoDispose()
{
    m_plan = NetworkPlan();
    m_costModel = nullptr;
    MobilitySystem::DoDispose();
}

std::string
L4MobilitySystem::GetName() const
{
    return "l4-mobility";
}

MobilitySystem::Fidelity
L4MobilitySystem::GetFidelity() const
{
    return Fidelity::COMPLETE;
}

std::string
L4MobilitySystem::GetInfrastructure() const
{
    return "";
}

bool
L4MobilitySystem::Supports(bool ipv6) const
{
    (void)ipv6;
    return true;
}

std::string
L4MobilitySystem::GetTcpFactory() const
{
    return "ns3::MobileTcpSocketFactory";
}

std::string
L4MobilitySystem::GetUdpFactory() const
{
    return "ns3::MobileUdpSocketFactory";
}

bool
L4MobilitySystem::SetSuites(std::string suites)
{
    std::vector<uint16_t> ids;
    if (!L4MobilityProtocol::ParseSuites(suites, ids).empty())
    {
        return false;
    }
    m_suites = suites;
    return true;
}

std::string
L4MobilitySystem::GetSuites() const
{
    return m_suites;
}

bool
L4MobilitySystem::SetCosts(std::string costs)
{
    std::string error;
    Ptr<CryptoCostModel> model = CryptoCostModel::FromName(costs, error);
    if (!model)
    {
        return false;
    }
    m_costs = costs;
    m_costModel = model;
    return true;
}

std::string
L4MobilitySystem::GetCosts() const
{
    return m_costs;
}

void
L4MobilitySystem::Install(const NetworkPlan& plan)
{
    m_plan = plan;
    L4MobilityHelper helper;
    helper.SetAttribute("Suites", StringValue(m_suites));
    helper.SetAttribute("CostModel", PointerValue(m_costModel));
    helper.SetAttribute("Kick", BooleanValue(m_kick));
    helper.SetAttribute("EmptyPacket", BooleanValue(m_emptyPacket));
    helper.SetAttribute("EmptyTries", UintegerValue(m_emptyTries));
    for (const Ptr<Node>& mobile : plan.mobiles)
    {
        Ptr<L4MobilityProtocol> layer = helper.Install(mobile);
        layer->TraceConnectWithoutContext(
            "Moved",
            MakeCallback(&L4MobilitySystem::Moved, this).Bind(mobile));
        layer->TraceConnectWithoutContext(
            "Established",
            MakeCallback(&L4MobilitySystem::Established, this).Bind(mobile));
        layer->TraceConnectWithoutContext(
            "Signalling",
            MakeCallback(&L4MobilitySystem::Message, this).Bind(mobile));
        Ptr<AccessManager> manager = mobile->GetObject<AccessManager>();
        manager->TraceConnectWithoutContext(
            "UsableAddresses",
            MakeCallback(&L4MobilitySystem::AddressesChanged, this));
    }
    for (const Ptr<Node>& correspondent : plan.correspondents)
    {
        Ptr<L4MobilityProtocol> layer = helper.Install(correspondent);
        layer->TraceConnectWithoutContext(
            "PeerMoved",
            MakeCallback(&L4MobilitySystem::PeerMoved, this).Bind(correspondent));
        layer->TraceConnectWithoutContext(
            "Signalling",
            MakeCallback(&L4MobilitySystem::Message, this).Bind(correspondent));
    }
}

void
L4MobilitySystem::AddressesChanged(Ptr<Node> node, const UsableAddresses& usable)
{
    (void)usable;
    // Default routes have moved too, which ns-3 tells nobody.
    node->GetObject<L4MobilityProtocol>()->NotifyAddressChange();
}

void
L4MobilitySystem::Moved(Ptr<Node> mobile,
                        const L4MobilityInfo& info,
                        const Address& from,
                        const Address& to)
{
    (void)from;
    (void)to;
    PathReady ready;
    ready.mobile = mobile;
    ready.up = true;
    ready.protocol = info.protocol;
    ready.mobilePort = info.socketLocalPort;
    TellPathReady(ready);
}

/** @return whether an address is a node's own */
static bool
IsOwn(Ptr<Node> node, const Address& address)
{
    if (Ipv4Address::IsMatchingType(address))
    {
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        return ipv4 && ipv4->GetInterfaceForAddress(Ipv4Address::ConvertFrom(address)) >= 0;
    }
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    return ipv6 && Ipv6Address::IsMatchingType(address) &&
           ipv6->GetInterfaceForAddress(Ipv6Address::ConvertFrom(address)) >= 0;
}

L4MobilityInfo
L4MobilitySystem::FindAtMobile(Ptr<Node> correspondent,
                               const L4MobilityInfo& info,
                               Ptr<Node>& mobile) const
{
    for (const Ptr<Node>& node : m_plan.mobiles)
    {
        for (const L4MobilityInfo& other : node->GetObject<L4MobilityProtocol>()->GetAssociations())
        {
            // A pair of ports on the wire is unique at the correspondent (R13).
            if (other.protocol == info.protocol && other.localPort == info.peerPort &&
                other.peerPort == info.localPort && IsOwn(correspondent, other.peer))
            {
                mobile = node;
                return other;
            }
        }
    }
    mobile = nullptr;
    return L4MobilityInfo();
}

void
L4MobilitySystem::PeerMoved(Ptr<Node> correspondent,
                            const L4MobilityInfo& info,
                            const Address& from,
                            const Address& to)
{
    (void)from;
    (void)to;
    PathReady ready;
    ready.mobilePort = FindAtMobile(correspondent, info, ready.mobile).socketLocalPort;
    ready.protocol = info.protocol;
    if (ready.mobile)
    {
        TellPathReady(ready);
    }
}

void
L4MobilitySystem::Established(Ptr<Node> mobile, const L4MobilityInfo& info)
{
    SetUpReport report;
    report.mobile = mobile;
    report.protocol = info.protocol;
    report.mobilePort = info.socketLocalPort;
    report.began = info.began;
    report.established = info.established;
    report.mobileComputation = info.computation;
    for (const Ptr<Node>& node : m_plan.correspondents)
    {
        for (const L4MobilityInfo& other : node->GetObject<L4MobilityProtocol>()->GetAssociations())
        {
            if (IsOwn(node, info.peer) && other.protocol == info.protocol &&
                other.localPort == info.peerPort && other.peerPort == info.localPort)
            {
                report.peerComputation = other.computation;
            }
        }
    }
    TellSetUp(report);
}

void
L4MobilitySystem::Message(Ptr<Node> sender,
                          const L4MobilityInfo& info,
                          const std::string& message,
                          uint32_t bytes)
{
    SignallingMessage told;
    told.sender = sender;
    told.mobile = sender;
    if (std::find(m_plan.mobiles.begin(), m_plan.mobiles.end(), sender) == m_plan.mobiles.end())
    {
        FindAtMobile(sender, info, told.mobile);
    }
    told.name = message;
    told.bytes = bytes;
    told.setUp = message == "L4_INIT" || message == "L4_OFFER";
    TellSignalling(told);
}

} // namespace ns3
