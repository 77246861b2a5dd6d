/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "slaac-config.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SlaacConfig);

/** Bytes of a Router Advertisement without options, and of a Prefix Information option (RFC 4861
 * sections 4.2 and 4.6.2). */
static constexpr uint32_t ADVERTISEMENT{16};
static constexpr uint32_t PREFIX_OPTION{32};

TypeId
SlaacConfig::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SlaacConfig")
            .SetParent<AddressConfig>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<SlaacConfig>()
            .AddAttribute("Dad",
                          "Duplicate address detection. Normal: an address is usable after it. "
                          "Optimistic: at once. Off: none, for all of the node's interfaces.",
                          EnumValue(NORMAL),
                          l4mobility::EnumAccessor(&SlaacConfig::m_dad, 0),
                          MakeEnumChecker(NORMAL, "Normal", OPTIMISTIC, "Optimistic", OFF, "Off"))
            .AddAttribute("SolicitOnLinkUp",
                          "Whether Router Solicitations are sent after link-up.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SlaacConfig::m_solicit),
                          MakeBooleanChecker())
            .AddAttribute("RsDelay",
                          "Time from link-up to the first Router Solicitation.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&SlaacConfig::m_rsDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("RsInterval",
                          "Time between solicitations while no advertisement comes.",
                          TimeValue(Seconds(4)),
                          MakeTimeAccessor(&SlaacConfig::m_rsInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("RsCount",
                          "Solicitations sent at most after a link-up, 1 or more.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&SlaacConfig::m_rsCount),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

SlaacConfig::SlaacConfig() = default;
SlaacConfig::~SlaacConfig() = default;

void
SlaacConfig::DoDispose()
{
    m_solicitation.Cancel();
    for (Candidate& candidate : m_candidates)
    {
        candidate.detection.Cancel();
    }
    m_candidates.clear();
    m_ipv6 = nullptr;
    m_icmpv6 = nullptr;
    m_routing = nullptr;
    AddressConfig::DoDispose();
}

uint32_t
SlaacConfig::GetInterface() const
{
    return static_cast<uint32_t>(m_ipv6->GetInterfaceForDevice(GetDevice()));
}

void
SlaacConfig::Attach()
{
    Ptr<Node> node = GetDevice()->GetNode();
    m_ipv6 = node->GetObject<Ipv6L3Protocol>();
    NS_ABORT_MSG_UNLESS(m_ipv6, "SlaacConfig: a node without IPv6; install an internet stack");
    m_icmpv6 = node->GetObject<Icmpv6L4Protocol>();
    m_routing = Ipv6RoutingHelper::GetRouting<Ipv6StaticRouting>(m_ipv6->GetRoutingProtocol());
    m_ipv6->TraceConnectWithoutContext("LocalDeliver", MakeCallback(&SlaacConfig::Delivered, this));
}

void
SlaacConfig::Start(const std::string& network)
{
    if (!m_ipv6)
    {
        Attach();
    }
    m_icmpv6->SetAttribute("DAD", BooleanValue(m_dad != OFF));
    m_network = network;
    m_detected = false;
    m_solicitation.Cancel();
    if (m_solicit)
    {
        m_solicitation = Simulator::Schedule(m_rsDelay, &SlaacConfig::Solicit, this, m_rsCount - 1);
    }
}

void
SlaacConfig::Stop()
{
    m_network.clear();
    m_solicitation.Cancel();
    for (Candidate& candidate : m_candidates)
    {
        candidate.detection.Cancel();
        m_ipv6->RemoveAddress(GetInterface(), candidate.address);
    }
    m_candidates.clear();
    NotifyAllLost();
}

void
SlaacConfig::Solicit(uint32_t left)
{
    Ptr<Ipv6Interface> interface = m_ipv6->GetInterface(GetInterface());
    auto [packet, header] = m_icmpv6->ForgeRS(interface->GetLinkLocalAddress().GetAddress(),
                                              Ipv6Address::GetAllRoutersMulticast(),
                                              GetDevice()->GetAddress());
    interface->Send(packet, header, Ipv6Address::GetAllRoutersMulticast());
    if (left > 0)
    {
        m_solicitation = Simulator::Schedule(m_rsInterval, &SlaacConfig::Solicit, this, left - 1);
    }
}

void
SlaacConfig::Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface)
{
    uint8_t type = 0;
    packet->CopyData(&type, sizeof(type));
    if (m_network.empty() || header.GetNextHeader() != Icmpv6L4Protocol::PROT_NUMBER ||
        type != Icmpv6Header::ICMPV6_ND_ROUTER_ADVERTISEMENT || interface != GetInterface() ||
        packet->GetSize() < ADVERTISEMENT)
    {
        return;
    }
    m_routes.clear();
    for (uint32_t i = 0; i < m_routing->GetNRoutes(); ++i)
    {
        m_routes.push_back(m_routing->GetRoute(i));
    }
    Simulator::ScheduleNow(&SlaacConfig::HandleAdvertisement,
                           this,
                           packet->Copy(),
                           header.GetSource());
}

void
SlaacConfig::RemoveNewDefaultRoutes()
{
    uint32_t interface = GetInterface();
    for (uint32_t i = m_routing->GetNRoutes(); i-- > 0;)
    {
        Ipv6RoutingTableEntry route = m_routing->GetRoute(i);
        bool old = std::any_of(m_routes.begin(), m_routes.end(), [&](const auto& r) {
            return r.IsDefault() && r.GetInterface() == interface &&
                   r.GetGateway() == route.GetGateway() &&
                   r.GetPrefixToUse() == route.GetPrefixToUse();
        });
        if (route.IsDefault() && route.GetInterface() == interface && !old)
        {
            m_routing->RemoveRoute(i);
        }
    }
}

void
SlaacConfig::HandleAdvertisement(Ptr<const Packet> packet, Ipv6Address router)
{
    RemoveNewDefaultRoutes();
    if (m_network.empty())
    {
        return;
    }
    m_solicitation.Cancel();
    if (!m_detected)
    {
        m_detected = true;
        NotifyMovementDetected();
    }
    Ptr<Packet> rest = packet->Copy();
    Icmpv6RA advertisement;
    rest->RemoveHeader(advertisement);
    // An option is a type, a length in units of 8 bytes, and so on.
    uint8_t option[2];
    while (rest->CopyData(option, sizeof(option)) == sizeof(option) && option[1] > 0)
    {
        if (option[0] == Icmpv6Header::ICMPV6_OPT_PREFIX && option[1] == PREFIX_OPTION / 8 &&
            rest->GetSize() >= PREFIX_OPTION)
        {
            Icmpv6OptionPrefixInformation prefix;
            rest->PeekHeader(prefix);
            if (prefix.GetFlags() & Icmpv6OptionPrefixInformation::AUTADDRCONF)
            {
                Adopt(prefix.GetPrefix(), prefix.GetPrefixLength(), router);
            }
        }
        rest->RemoveAtStart(std::min<uint32_t>(option[1] * 8U, rest->GetSize()));
    }
}

void
SlaacConfig::Adopt(const Ipv6Address& prefix, uint8_t length, const Ipv6Address& router)
{
    Ipv6Address address = Ipv6Address::MakeAutoconfiguredAddress(GetDevice()->GetAddress(), prefix);
    for (const Candidate& known : m_candidates)
    {
        if (known.address == address)
        {
            return;
        }
    }
    // ns-3 adds it when it hears the prefix for the first time, and not after Stop() removed it.
    // The prefix is not forgotten there: ns-3 cannot drop one whose timers run.
    if (m_ipv6->GetInterfaceForAddress(address) < 0)
    {
        m_ipv6->AddAddress(GetInterface(), Ipv6InterfaceAddress(address, Ipv6Prefix(length)));
    }
    Candidate candidate{address, router, EventId()};
    if (m_dad != OFF)
    {
        candidate.detection = Simulator::Schedule(m_icmpv6->GetDadTimeout(),
                                                  &SlaacConfig::EndDetection,
                                                  this,
                                                  address);
    }
    m_candidates.push_back(candidate);
    if (m_dad != NORMAL)
    {
        Tell(candidate);
    }
}

bool
SlaacConfig::IsDuplicate(const Ipv6Address& address) const
{
    uint32_t interface = GetInterface();
    for (uint32_t i = 0; i < m_ipv6->GetNAddresses(interface); ++i)
    {
        Ipv6InterfaceAddress its = m_ipv6->GetAddress(interface, i);
        if (its.GetAddress() == address)
        {
            return its.GetState() == Ipv6InterfaceAddress::INVALID;
        }
    }
    return false;
}

void
SlaacConfig::EndDetection(Ipv6Address address)
{
    auto candidate = std::find_if(m_candidates.begin(),
                                  m_candidates.end(),
                                  [&](const Candidate& c) { return c.address == address; });
    if (!IsDuplicate(address))
    {
        if (m_dad == NORMAL)
        {
            Tell(*candidate);
        }
        return;
    }
    // It stays among the candidates: the next advertisement is not to bring it back.
    m_ipv6->RemoveAddress(GetInterface(), address);
    if (m_dad == OPTIMISTIC)
    {
        NotifyAllLost();
    }
}

void
SlaacConfig::Tell(const Candidate& candidate)
{
    UsableAddress usable;
    usable.address = candidate.address;
    usable.gateway = candidate.router;
    usable.network = m_network;
    usable.device = GetDevice()->GetIfIndex();
    NotifyUsable(usable);
}

} // namespace ns3
