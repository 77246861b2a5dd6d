/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-system.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HipSystem);
NS_OBJECT_ENSURE_REGISTERED(HipCreditSystem);

TypeId
HipSystem::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::HipSystem")
            .SetParent<MobilitySystem>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<HipSystem>()
            .AddAttribute("Costs",
                          "Time that cryptography takes: none, paper-2006 or measured:FILE",
                          StringValue("none"),
                          MakeStringAccessor(&HipSystem::SetCosts, &HipSystem::GetCosts),
                          MakeStringChecker())
            .AddAttribute("PuzzleK",
                          "See HipSettings",
                          UintegerValue(10),
                          MakeUintegerAccessor(&HipSystem::m_k),
                          MakeUintegerChecker<uint8_t>(0, 20))
            .AddAttribute("DhGroup",
                          "See HipSettings",
                          UintegerValue(3),
                          MakeUintegerAccessor(&HipSystem::m_group),
                          MakeUintegerChecker<uint8_t>(1, 6))
            .AddAttribute("RsaBits",
                          "See HipSettings",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&HipSystem::m_rsaBits),
                          MakeUintegerChecker<uint32_t>(512, 4096))
            .AddAttribute("EspSuite",
                          "See HipSettings",
                          UintegerValue(1),
                          MakeUintegerAccessor(&HipSystem::m_suite),
                          MakeUintegerChecker<uint16_t>(1, 5))
            .AddAttribute("DataBeforeAck",
                          "See HipSettings",
                          BooleanValue(true),
                          MakeBooleanAccessor(&HipSystem::m_dataBeforeAck),
                          MakeBooleanChecker())
            .AddAttribute("RekeyOnMove",
                          "See HipSettings",
                          BooleanValue(false),
                          MakeBooleanAccessor(&HipSystem::m_rekey),
                          MakeBooleanChecker())
            .AddAttribute("Rendezvous",
                          "Whether the home network's router is the mobiles' rendezvous server",
                          BooleanValue(true),
                          MakeBooleanAccessor(&HipSystem::m_rendezvous),
                          MakeBooleanChecker());
    return tid;
}

HipSystem::HipSystem() = default;
HipSystem::~HipSystem() = default;

void
HipSystem::DoDispose()
{
    m_plan = NetworkPlan();
    m_costModel = nullptr;
    m_mobiles.clear();
    m_hosts.clear();
    MobilitySystem::DoDispose();
}

std::string
HipSystem::GetName() const
{
    return "hip";
}

MobilitySystem::Fidelity
HipSystem::GetFidelity() const
{
    return Fidelity::COMPLETE;
}

std::string
HipSystem::GetInfrastructure() const
{
    return m_rendezvous ? "rendezvous server" : "";
}

bool
HipSystem::Supports(bool ipv6) const
{
    (void)ipv6;
    return true;
}

std::string
HipSystem::GetTcpFactory() const
{
    return "ns3::TcpSocketFactory";
}

std::string
HipSystem::GetUdpFactory() const
{
    return "ns3::UdpSocketFactory";
}

bool
HipSystem::GivesCredit() const
{
    return false;
}

bool
HipSystem::SetCosts(std::string costs)
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
HipSystem::GetCosts() const
{
    return m_costs;
}

uint32_t
HipSystem::GetSegmentOverhead() const
{
    return HipSecurityAssociation::GetMaximumOverhead(m_suite);
}

Address
HipSystem::GetCorrespondentAddress(Ptr<Node> correspondent, const Address& /* plain */) const
{
    return correspondent->GetObject<HipHost>()->GetApplicationAddress();
}

Address
HipSystem::GetMobileAddress(Ptr<Node> mobile, bool ipv6) const
{
    NS_ABORT_MSG_IF(ipv6 != m_plan.ipv6, "HIP serves one family of applications");
    return mobile->GetObject<HipHost>()->GetApplicationAddress();
}

void
HipSystem::Install(const NetworkPlan& plan)
{
    m_plan = plan;
    const bool rendezvous = m_rendezvous && plan.home.router;
    if (rendezvous)
    {
        InstallHost(plan.home.router, true);
    }
    for (const Ptr<Node>& correspondent : plan.correspondents)
    {
        InstallHost(correspondent, false);
    }
    for (const Ptr<Node>& mobile : plan.mobiles)
    {
        InstallHost(mobile, false);
        m_mobiles[mobile->GetObject<HipHost>()->GetHit()] = mobile;
        for (const Ptr<Node>& correspondent : plan.correspondents)
        {
            mobile->GetObject<HipHost>()->AddPeer(correspondent->GetObject<HipHost>()->GetHit(),
                                                  FindAddress(correspondent));
            if (rendezvous)
            {
                correspondent->GetObject<HipHost>()->AddPeer(mobile->GetObject<HipHost>()->GetHit(),
                                                             FindAddress(plan.home.router));
            }
        }
    }
    for (const Ptr<Node>& mobile : plan.mobiles)
    {
        InstallMobile(mobile);
    }
}

void
HipSystem::InstallHost(Ptr<Node> node, bool serves)
{
    Ptr<HipHost> host = CreateObject<HipHost>();
    host->SetAttribute("PuzzleK", UintegerValue(m_k));
    host->SetAttribute("DhGroup", UintegerValue(m_group));
    host->SetAttribute("RsaBits", UintegerValue(m_rsaBits));
    host->SetAttribute("EspSuite", UintegerValue(m_suite));
    host->SetAttribute("DataBeforeAck", BooleanValue(m_dataBeforeAck));
    host->SetAttribute("RekeyOnMove", BooleanValue(m_rekey));
    host->SetAttribute("CreditBased", BooleanValue(GivesCredit()));
    HipHost::Applications applications =
        m_plan.ipv6 ? HipHost::Applications::HIT : HipHost::Applications::LSI;
    if (serves)
    {
        host->ServeRendezvous();
        applications = HipHost::Applications::NONE;
    }
    host->Setup(node, applications, m_costModel);
    host->TraceConnectWithoutContext("Message", MakeCallback(&HipSystem::Sent, this).Bind(node));
    if (serves)
    {
        return;
    }
    const bool fresh = m_hosts.emplace(host->GetHit(), node).second;
    NS_ABORT_MSG_UNLESS(fresh, "two hosts have the same tag");
    host->TraceConnectWithoutContext("State",
                                     MakeCallback(&HipSystem::StateChanged, this).Bind(node));
    host->TraceConnectWithoutContext("PeerLocator",
                                     MakeCallback(&HipSystem::PeerMoved, this).Bind(node));
}

void
HipSystem::InstallMobile(Ptr<Node> mobile)
{
    Ptr<HipHost> host = mobile->GetObject<HipHost>();
    host->TraceConnectWithoutContext("OwnLocator",
                                     MakeCallback(&HipSystem::Moved, this).Bind(mobile));
    host->TraceConnectWithoutContext("SameLocator",
                                     MakeCallback(&HipSystem::Returned, this).Bind(mobile));
    host->SetLocators({});
    if (m_rendezvous && m_plan.home.router)
    {
        host->RegisterAt(m_plan.home.router->GetObject<HipHost>()->GetHit(),
                         FindAddress(m_plan.home.router));
    }
    mobile->GetObject<AccessManager>()->TraceConnectWithoutContext(
        "UsableAddresses",
        MakeCallback(&HipSystem::AddressesChanged, this));
}

Address
HipSystem::FindAddress(Ptr<Node> node) const
{
    if (m_plan.ipv6)
    {
        Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
        for (uint32_t i = 1; i < ipv6->GetNInterfaces(); ++i)
        {
            for (uint32_t j = 0; j < ipv6->GetNAddresses(i); ++j)
            {
                const Ipv6Address address = ipv6->GetAddress(i, j).GetAddress();
                if (!address.IsLinkLocal())
                {
                    return address;
                }
            }
        }
        return Address();
    }
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    return ipv4->GetNInterfaces() > 1 && ipv4->GetNAddresses(1) > 0
               ? Address(ipv4->GetAddress(1, 0).GetLocal())
               : Address();
}

void
HipSystem::AddressesChanged(Ptr<Node> node, const UsableAddresses& usable)
{
    std::vector<Address> locators;
    for (const UsableAddress& one : usable.all)
    {
        if (Ipv6Address::IsMatchingType(one.address) == m_plan.ipv6)
        {
            locators.push_back(one.address);
        }
    }
    node->GetObject<HipHost>()->SetLocators(locators);
}

Ptr<Node>
HipSystem::FindMobile(Ptr<Node> node, const Ipv6Address& peer) const
{
    const auto own = m_mobiles.find(node->GetObject<HipHost>()->GetHit());
    const auto other = m_mobiles.find(peer);
    return own != m_mobiles.end()     ? own->second
           : other != m_mobiles.end() ? other->second
                                      : nullptr;
}

void
HipSystem::Sent(Ptr<Node> sender, const HipSent& sent)
{
    SignallingMessage message;
    message.sender = sender;
    message.mobile = FindMobile(sender, sent.peer);
    message.name = sent.name;
    message.bytes = sent.bytes;
    message.setUp = sent.setUp;
    if (message.mobile)
    {
        TellSignalling(message);
    }
}

void
HipSystem::StateChanged(Ptr<Node> node,
                        const Ipv6Address& peer,
                        HipAssociation::State from,
                        HipAssociation::State to)
{
    const auto other = m_hosts.find(peer);
    if (from != HipAssociation::State::I2_SENT || to != HipAssociation::State::ESTABLISHED ||
        other == m_hosts.end())
    {
        return;
    }
    Ptr<HipHost> host = node->GetObject<HipHost>();
    Ptr<HipHost> responder = other->second->GetObject<HipHost>();
    const HipAssociation* near = host->GetAssociation(peer);
    const HipAssociation* far = responder->GetAssociation(host->GetHit());
    const bool mobile = m_mobiles.count(host->GetHit()) != 0;
    SetUpReport report;
    report.mobile = FindMobile(node, peer);
    report.began = near->GetBegin();
    report.established = Simulator::Now();
    report.mobileComputation = (mobile ? near : far)->GetComputation();
    report.peerComputation = (mobile ? far : near)->GetComputation();
    TellSetUp(report);
}

void
HipSystem::TellReady(Ptr<Node> mobile, bool up) const
{
    PathReady ready;
    ready.mobile = mobile;
    ready.up = up;
    TellPathReady(ready);
}

void
HipSystem::Moved(Ptr<Node> mobile, const Ipv6Address& peer, const Address& /* locator */)
{
    if (m_hosts.count(peer) != 0)
    {
        TellReady(mobile, true);
    }
}

void
HipSystem::Returned(Ptr<Node> mobile, const Ipv6Address& peer, const Address& /* locator */)
{
    if (m_hosts.count(peer) != 0)
    {
        // The correspondent has nothing to decide.
        TellReady(mobile, true);
        TellReady(mobile, false);
    }
}

void
HipSystem::PeerMoved(Ptr<Node> /* correspondent */,
                     const Ipv6Address& peer,
                     const Address& /* locator */)
{
    const auto mobile = m_mobiles.find(peer);
    if (mobile != m_mobiles.end())
    {
        TellReady(mobile->second, false);
    }
}

TypeId
HipCreditSystem::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HipCreditSystem")
                            .SetParent<HipSystem>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<HipCreditSystem>();
    return tid;
}

std::string
HipCreditSystem::GetName() const
{
    return "hip-credit";
}

bool
HipCreditSystem::GivesCredit() const
{
    return true;
}

} // namespace ns3
