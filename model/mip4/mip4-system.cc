/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-system.h"

#include "mip4-foreign-agent.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4System);
NS_OBJECT_ENSURE_REGISTERED(Mip4FaSystem);

namespace
{

/** Host number of the first mobile's home address in the home network. */
constexpr uint32_t FIRST_HOME_ADDRESS{20 * 256 + 1};

/** Bytes of the outer header of a tunnel. */
constexpr uint32_t TUNNEL_OVERHEAD{20};

/** First random stream; each node has ten. */
constexpr int64_t STREAMS{400'000};

} // namespace

TypeId
Mip4System::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip4System")
            .SetParent<MobilitySystem>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip4System>()
            .AddAttribute("Costs",
                          "Time that cryptography takes: none, paper-2006 or measured:FILE",
                          StringValue("none"),
                          MakeStringAccessor(&Mip4System::SetCosts, &Mip4System::GetCosts),
                          MakeStringChecker())
            .AddAttribute("ReverseTunnel",
                          "Whether packets to correspondents go through the home agent too (RFC "
                          "3024). RFC 5944 does not ask for it, but networks that refuse foreign "
                          "source addresses (RFC 2827) do",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Mip4System::m_reverse),
                          MakeBooleanChecker())
            .AddAttribute("RegistrationLifetime",
                          "Lifetime that mobiles ask for",
                          TimeValue(Seconds(1800)),
                          MakeTimeAccessor(&Mip4System::m_lifetime),
                          MakeTimeChecker(Seconds(1), Seconds(65535)))
            .AddAttribute("MaxAdvertisementInterval",
                          "Longest time between two advertisements of an agent",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip4System::m_advertisementInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MAX_SOLICITATION_DELAY",
                          "Random delay before a mobile's first solicitation, at most",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Mip4System::m_solicitationDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Solicit",
                          "Whether mobiles ask for an agent. False: they wait for its next "
                          "advertisement",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Mip4System::m_solicit),
                          MakeBooleanChecker())
            .AddAttribute("Trigger",
                          "When a move is acted upon where there is a foreign agent: LinkUp, "
                          "Notice or Advertisement, see Mip4MobileNode",
                          EnumValue(Mip4MobileNode::NOTICE),
                          l4mobility::EnumAccessor(&Mip4System::m_trigger, 0),
                          MakeEnumChecker(Mip4MobileNode::LINK_UP,
                                          "LinkUp",
                                          Mip4MobileNode::NOTICE,
                                          "Notice",
                                          Mip4MobileNode::ADVERTISEMENT,
                                          "Advertisement"));
    return tid;
}

Mip4System::Mip4System() = default;
Mip4System::~Mip4System() = default;

void
Mip4System::DoDispose()
{
    m_plan = NetworkPlan();
    m_costModel = nullptr;
    m_homeAgent = nullptr;
    m_foreignAgents.clear();
    m_mobiles.clear();
    MobilitySystem::DoDispose();
}

std::string
Mip4System::GetName() const
{
    return "mip4";
}

MobilitySystem::Fidelity
Mip4System::GetFidelity() const
{
    return Fidelity::COMPLETE;
}

std::string
Mip4System::GetInfrastructure() const
{
    return "home agent";
}

bool
Mip4System::Supports(bool ipv6) const
{
    return !ipv6;
}

std::string
Mip4System::GetTcpFactory() const
{
    return "ns3::TcpSocketFactory";
}

std::string
Mip4System::GetUdpFactory() const
{
    return "ns3::UdpSocketFactory";
}

Address
Mip4System::GetMobileAddress(Ptr<Node> mobile, bool ipv6) const
{
    Ptr<Mip4MobileNode> node = mobile->GetObject<Mip4MobileNode>();
    NS_ABORT_MSG_IF(ipv6 || !node, "Mobile IPv4 has IPv4 addresses, for its mobiles");
    return node->GetHomeAddress();
}

uint32_t
Mip4System::GetSegmentOverhead() const
{
    return TUNNEL_OVERHEAD;
}

bool
Mip4System::UsesForeignAgents() const
{
    return false;
}

bool
Mip4System::SetCosts(std::string costs)
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
Mip4System::GetCosts() const
{
    return m_costs;
}

Ptr<Mip4HomeAgent>
Mip4System::GetHomeAgent() const
{
    return m_homeAgent;
}

const std::vector<Ptr<Mip4ForeignAgent>>&
Mip4System::GetForeignAgents() const
{
    return m_foreignAgents;
}

void
Mip4System::Install(const NetworkPlan& plan)
{
    NS_ABORT_MSG_UNLESS(plan.home.router, "Mobile IPv4 needs a home network");
    m_plan = plan;
    InstallHomeAgent();
    const std::set<std::string> agentless =
        UsesForeignAgents() ? InstallForeignAgents() : std::set<std::string>();
    for (uint32_t i = 0; i < plan.mobiles.size(); ++i)
    {
        InstallMobile(i, agentless);
    }
}

void
Mip4System::InstallHomeAgent()
{
    const AccessNetwork& home = m_plan.home;
    m_homeAgent = CreateObject<Mip4HomeAgent>();
    m_homeAgent->SetCosts(m_costModel);
    m_homeAgent->GetAdvertiser()->SetAttribute("MaxAdvertisementInterval",
                                               TimeValue(m_advertisementInterval));
    m_homeAgent->GetAdvertiser()->AssignStreams(STREAMS);
    m_homeAgent->Setup(home.router->GetDevice(home.routerDevice),
                       home.gateway,
                       static_cast<uint8_t>(home.mask.GetPrefixLength()));
    m_homeAgent->TraceConnectWithoutContext(
        "Message",
        MakeCallback(&Mip4System::Sent, this).Bind(home.router));
    m_homeAgent->TraceConnectWithoutContext("Bound", MakeCallback(&Mip4System::Bound, this));
}

std::set<std::string>
Mip4System::InstallForeignAgents()
{
    std::set<std::string> agentless;
    for (const AccessNetwork& network : m_plan.access)
    {
        Ptr<NetDevice> device = network.router->GetDevice(network.routerDevice);
        // A packet gateway knows its mobiles by the addresses that it gave them, and by no others.
        if (!device->NeedsArp())
        {
            agentless.insert(network.name);
            continue;
        }
        Ptr<Mip4ForeignAgent> agent = CreateObject<Mip4ForeignAgent>();
        m_foreignAgents.push_back(agent);
        agent->GetAdvertiser()->SetAttribute("MaxAdvertisementInterval",
                                             TimeValue(m_advertisementInterval));
        agent->GetAdvertiser()->AssignStreams(STREAMS +
                                              static_cast<int64_t>(m_foreignAgents.size()));
        agent->Setup(device, network.gateway, static_cast<uint8_t>(network.mask.GetPrefixLength()));
        agent->TraceConnectWithoutContext(
            "Message",
            MakeCallback(&Mip4System::Sent, this).Bind(network.router));
    }
    return agentless;
}

void
Mip4System::InstallMobile(uint32_t index, const std::set<std::string>& agentless)
{
    Ptr<Node> node = m_plan.mobiles[index];
    Mip4MobileNode::Settings settings;
    settings.homeAddress = Ipv4Address(m_plan.home.network.Get() + FIRST_HOME_ADDRESS + index);
    settings.homeAgent = m_plan.home.gateway;
    settings.homeMask = m_plan.home.mask;
    settings.security = Mip4Security::Derive(settings.homeAddress);
    settings.agents = UsesForeignAgents();
    settings.agentless = agentless;
    m_mobiles[settings.homeAddress] = node;
    m_homeAgent->AddMobile(settings.homeAddress, settings.security);
    Ptr<Mip4MobileNode> mobile = CreateObject<Mip4MobileNode>();
    mobile->SetAttribute("ReverseTunnel", BooleanValue(m_reverse));
    mobile->SetAttribute("Trigger", EnumValue(m_trigger));
    mobile->SetDiscoveryAttribute("MAX_SOLICITATION_DELAY", TimeValue(m_solicitationDelay));
    mobile->SetDiscoveryAttribute("Solicit", BooleanValue(m_solicit));
    mobile->AssignStreams(STREAMS + 1000 + 10 * static_cast<int64_t>(index));
    mobile->GetRegistration()->SetAttribute("RegistrationLifetime", TimeValue(m_lifetime));
    mobile->GetRegistration()->SetCosts(m_costModel);
    mobile->Setup(node, settings);
    mobile->TraceConnectWithoutContext("Message", MakeCallback(&Mip4System::Sent, this).Bind(node));
    mobile->TraceConnectWithoutContext("Attached",
                                       MakeCallback(&Mip4System::Attached, this).Bind(node));
}

Ptr<Node>
Mip4System::FindMobile(const Ipv4Address& homeAddress) const
{
    const auto found = m_mobiles.find(homeAddress);
    return found == m_mobiles.end() ? nullptr : found->second;
}

void
Mip4System::Sent(Ptr<Node> sender, const Mip4Sent& sent)
{
    SignallingMessage message;
    message.mobile = FindMobile(sent.homeAddress);
    message.sender = sender;
    message.name = sent.name;
    message.bytes = sent.bytes;
    message.setUp = !m_setUp[sent.homeAddress];
    TellSignalling(message);
}

void
Mip4System::TellReady(Ptr<Node> mobile, bool up) const
{
    PathReady ready;
    ready.mobile = mobile;
    ready.up = up;
    TellPathReady(ready);
}

void
Mip4System::Attached(Ptr<Node> mobile,
                     const Mip4MobileNode::Attachment& attachment,
                     const Time& began)
{
    Ptr<Mip4MobileNode> node = mobile->GetObject<Mip4MobileNode>();
    const Ipv4Address home = node->GetHomeAddress();
    if (!m_setUp[home])
    {
        m_setUp[home] = true;
        SetUpReport report;
        report.mobile = mobile;
        report.began = began;
        report.established = Simulator::Now();
        report.mobileComputation = node->GetRegistration()->GetComputation();
        report.peerComputation = m_homeAgent->GetComputation(home);
        TellSetUp(report);
    }
    TellReady(mobile, true);
    if (attachment.kind == Mip4MobileNode::Kind::HOME && !m_homeAgent->GetBinding(home))
    {
        // The home agent has nothing to decide.
        TellReady(mobile, false);
    }
}

void
Mip4System::Bound(const Ipv4Address& homeAddress, const Ipv4Address& careOf)
{
    Ptr<Node> mobile = FindMobile(homeAddress);
    const Mip4MobileNode::Attachment* attachment =
        mobile->GetObject<Mip4MobileNode>()->GetAttachment();
    const bool home = attachment && attachment->kind == Mip4MobileNode::Kind::HOME;
    // Without a binding there is a way only to who is at home; else a lifetime has ended.
    if (!careOf.IsAny() || home)
    {
        TellReady(mobile, false);
    }
}

TypeId
Mip4FaSystem::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4FaSystem")
                            .SetParent<Mip4System>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip4FaSystem>();
    return tid;
}

std::string
Mip4FaSystem::GetName() const
{
    return "mip4-fa";
}

std::string
Mip4FaSystem::GetInfrastructure() const
{
    return "home agent, a foreign agent in each network";
}

bool
Mip4FaSystem::UsesForeignAgents() const
{
    return true;
}

} // namespace ns3
