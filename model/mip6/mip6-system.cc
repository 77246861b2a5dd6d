/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-system.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6TunnelSystem);
NS_OBJECT_ENSURE_REGISTERED(Mip6System);

namespace
{

/** Host number of the first mobile's home address in the home network. */
constexpr uint32_t FIRST_HOME_ADDRESS{0x1401};

/** Bytes of the outer header of a tunnel. */
constexpr uint32_t TUNNEL_OVERHEAD{40};

/** @return an address in a network @param network its prefix @param host number of the host */
Ipv6Address
MakeAddress(const Ipv6Address& network, uint32_t host)
{
    uint8_t bytes[16];
    network.GetBytes(bytes);
    for (int i = 0; i < 4; ++i)
    {
        bytes[15 - i] = static_cast<uint8_t>(host >> (8 * i));
    }
    return Ipv6Address(bytes);
}

/** @return a device's global address in a network, or :: */
Ipv6Address
FindAddress(Ptr<NetDevice> device, const Ipv6Address& network, const Ipv6Prefix& prefix)
{
    Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
    const auto interface = static_cast<uint32_t>(ipv6->GetInterfaceForDevice(device));
    for (uint32_t i = 0; i < ipv6->GetNAddresses(interface); ++i)
    {
        const Ipv6Address address = ipv6->GetAddress(interface, i).GetAddress();
        if (!address.IsLinkLocal() && prefix.IsMatch(address, network))
        {
            return address;
        }
    }
    return Ipv6Address();
}

} // namespace

TypeId
Mip6TunnelSystem::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip6TunnelSystem")
            .SetParent<MobilitySystem>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip6TunnelSystem>()
            .AddAttribute(
                "Costs",
                "Time that cryptography takes: none, paper-2006 or measured:FILE",
                StringValue("none"),
                MakeStringAccessor(&Mip6TunnelSystem::SetCosts, &Mip6TunnelSystem::GetCosts),
                MakeStringChecker())
            .AddAttribute("DupAddrDetectTime",
                          "See Mip6HomeAgent",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip6TunnelSystem::m_detectionTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("BindingLifetime",
                          "See Mip6MobileNode",
                          TimeValue(Seconds(600)),
                          MakeTimeAccessor(&Mip6TunnelSystem::m_lifetime),
                          MakeTimeChecker(Seconds(4), Seconds(262140)))
            .AddAttribute("ReuseHomeToken",
                          "See Mip6ReturnRoutability",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Mip6TunnelSystem::m_reuseHomeToken),
                          MakeBooleanChecker());
    return tid;
}

Mip6TunnelSystem::Mip6TunnelSystem() = default;
Mip6TunnelSystem::~Mip6TunnelSystem() = default;

void
Mip6TunnelSystem::DoDispose()
{
    m_plan = NetworkPlan();
    m_costModel = nullptr;
    m_homeAgent = nullptr;
    m_correspondents.clear();
    m_mobiles.clear();
    MobilitySystem::DoDispose();
}

std::string
Mip6TunnelSystem::GetName() const
{
    return "mip6-tunnel";
}

MobilitySystem::Fidelity
Mip6TunnelSystem::GetFidelity() const
{
    return Fidelity::COMPLETE;
}

std::string
Mip6TunnelSystem::GetInfrastructure() const
{
    return "home agent";
}

bool
Mip6TunnelSystem::Supports(bool ipv6) const
{
    return ipv6;
}

std::string
Mip6TunnelSystem::GetTcpFactory() const
{
    return "ns3::TcpSocketFactory";
}

std::string
Mip6TunnelSystem::GetUdpFactory() const
{
    return "ns3::UdpSocketFactory";
}

Address
Mip6TunnelSystem::GetMobileAddress(Ptr<Node> mobile, bool ipv6) const
{
    Ptr<Mip6MobileNode> node = mobile->GetObject<Mip6MobileNode>();
    NS_ABORT_MSG_IF(!ipv6 || !node, "Mobile IPv6 has IPv6 addresses, for its mobiles");
    return node->GetHomeAddress();
}

uint32_t
Mip6TunnelSystem::GetSegmentOverhead() const
{
    return TUNNEL_OVERHEAD;
}

bool
Mip6TunnelSystem::Optimises() const
{
    return false;
}

bool
Mip6TunnelSystem::SetCosts(std::string costs)
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
Mip6TunnelSystem::GetCosts() const
{
    return m_costs;
}

Ptr<Mip6HomeAgent>
Mip6TunnelSystem::GetHomeAgent() const
{
    return m_homeAgent;
}

void
Mip6TunnelSystem::Install(const NetworkPlan& plan)
{
    NS_ABORT_MSG_UNLESS(plan.home.router, "Mobile IPv6 needs a home network");
    m_plan = plan;
    InstallHomeAgent();
    for (uint32_t i = 0; i < plan.mobiles.size(); ++i)
    {
        InstallMobile(i);
    }
    if (Optimises())
    {
        InstallCorrespondents();
    }
}

void
Mip6TunnelSystem::InstallHomeAgent()
{
    const AccessNetwork& home = m_plan.home;
    Ptr<NetDevice> device = home.router->GetDevice(home.routerDevice);
    m_homeAgentAddress = FindAddress(device, home.network6, home.prefix6);
    NS_ABORT_MSG_IF(m_homeAgentAddress.IsAny(), "the home router has no global address at home");
    m_homeAgent = CreateObject<Mip6HomeAgent>();
    m_homeAgent->SetAttribute("DupAddrDetectTime", TimeValue(m_detectionTime));
    m_homeAgent->SetCosts(m_costModel);
    m_homeAgent->Setup(device, m_homeAgentAddress, home.prefix6);
    m_homeAgent->TraceConnectWithoutContext(
        "Message",
        MakeCallback(&Mip6TunnelSystem::Sent, this).Bind(home.router));
    m_homeAgent->TraceConnectWithoutContext("Bound",
                                            MakeCallback(&Mip6TunnelSystem::BoundAtHome, this));
}

void
Mip6TunnelSystem::InstallMobile(uint32_t index)
{
    Ptr<Node> node = m_plan.mobiles[index];
    Mip6MobileNode::Settings settings;
    settings.home = MakeAddress(m_plan.home.network6, FIRST_HOME_ADDRESS + index);
    settings.homeAgent = m_homeAgentAddress;
    settings.homeNetwork = m_plan.home.name;
    settings.key = DeriveMip6SharedKey("MN-HA " + std::to_string(index));
    settings.optimise = Optimises();
    m_mobiles[settings.home] = node;
    m_homeAgent->AddMobile(settings.home, settings.key);
    Ptr<Mip6MobileNode> mobile = CreateObject<Mip6MobileNode>();
    mobile->SetAttribute("BindingLifetime", TimeValue(m_lifetime));
    mobile->GetReturnRoutability()->SetAttribute("ReuseHomeToken", BooleanValue(m_reuseHomeToken));
    mobile->SetCosts(m_costModel);
    mobile->Setup(node, settings);
    mobile->TraceConnectWithoutContext("Message",
                                       MakeCallback(&Mip6TunnelSystem::Sent, this).Bind(node));
    mobile->TraceConnectWithoutContext("Attached",
                                       MakeCallback(&Mip6TunnelSystem::Attached, this).Bind(node));
}

void
Mip6TunnelSystem::InstallCorrespondents()
{
    for (const Ptr<Node>& node : m_plan.correspondents)
    {
        Ptr<Mip6Correspondent> correspondent = CreateObject<Mip6Correspondent>();
        correspondent->SetCosts(m_costModel);
        correspondent->Setup(node, std::to_string(m_correspondents.size()));
        correspondent->TraceConnectWithoutContext(
            "Message",
            MakeCallback(&Mip6TunnelSystem::Sent, this).Bind(node));
        correspondent->TraceConnectWithoutContext(
            "Bound",
            MakeCallback(&Mip6TunnelSystem::BoundAtCorrespondent, this).Bind(node));
        m_correspondents.push_back(correspondent);
    }
}

Ptr<Node>
Mip6TunnelSystem::FindMobile(const Mip6Sent& sent) const
{
    const auto found = m_mobiles.find(sent.homeAddress);
    if (found != m_mobiles.end())
    {
        return found->second;
    }
    for (const auto& [home, node] : m_mobiles)
    {
        if (node->GetObject<Mip6MobileNode>()->GetCareOf() == sent.careOf)
        {
            return node;
        }
    }
    return nullptr;
}

void
Mip6TunnelSystem::Sent(Ptr<Node> sender, const Mip6Sent& sent)
{
    SignallingMessage message;
    message.mobile = FindMobile(sent);
    if (!message.mobile)
    {
        return;
    }
    message.sender = sender;
    message.name = sent.name;
    message.bytes = sent.bytes;
    const Ipv6Address home = message.mobile->GetObject<Mip6MobileNode>()->GetHomeAddress();
    message.setUp = m_setUp.count(home) == 0;
    TellSignalling(message);
}

void
Mip6TunnelSystem::TellReady(Ptr<Node> mobile, bool up) const
{
    PathReady ready;
    ready.mobile = mobile;
    ready.up = up;
    TellPathReady(ready);
}

void
Mip6TunnelSystem::Attached(Ptr<Node> mobile, Mip6MobileNode::State state, const Time& began)
{
    Ptr<Mip6MobileNode> node = mobile->GetObject<Mip6MobileNode>();
    if (m_setUp.insert(node->GetHomeAddress()).second)
    {
        SetUpReport report;
        report.mobile = mobile;
        report.began = began;
        report.established = Simulator::Now();
        report.mobileComputation = node->GetComputation();
        report.peerComputation = m_homeAgent->GetComputation();
        TellSetUp(report);
    }
    TellReady(mobile, true);
    if (state == Mip6MobileNode::State::HOME)
    {
        // There is no binding: nobody has anything to decide.
        TellReady(mobile, false);
    }
}

bool
Mip6TunnelSystem::HasBinding(const Ipv6Address& home) const
{
    return std::any_of(m_correspondents.begin(), m_correspondents.end(), [&](const auto& one) {
        return !one->GetCareOf(home).IsAny();
    });
}

void
Mip6TunnelSystem::BoundAtHome(const Ipv6Address& home, const Ipv6Address& careOf)
{
    Ptr<Node> mobile = m_mobiles.at(home);
    const bool returned =
        mobile->GetObject<Mip6MobileNode>()->GetState() == Mip6MobileNode::State::RETURNING;
    // Without a binding there is a way only to who is at home; else a lifetime has ended.
    // Packets of a correspondent with a binding do not come here.
    if ((!careOf.IsAny() || returned) && !HasBinding(home))
    {
        TellReady(mobile, false);
    }
}

void
Mip6TunnelSystem::BoundAtCorrespondent(Ptr<Node> /* correspondent */,
                                       const Ipv6Address& home,
                                       const Ipv6Address& careOf)
{
    Ptr<Node> mobile = m_mobiles.at(home);
    const bool atHome =
        mobile->GetObject<Mip6MobileNode>()->GetState() == Mip6MobileNode::State::HOME;
    if (!careOf.IsAny() || atHome)
    {
        TellReady(mobile, false);
    }
}

TypeId
Mip6System::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6System")
                            .SetParent<Mip6TunnelSystem>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip6System>();
    return tid;
}

std::string
Mip6System::GetName() const
{
    return "mip6";
}

bool
Mip6System::Optimises() const
{
    return true;
}

} // namespace ns3
