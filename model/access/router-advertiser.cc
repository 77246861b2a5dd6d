/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "router-advertiser.h"

#include "ns3/abort.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RouterAdvertiser);

/** Lifetime of prefixes: no end. */
static constexpr uint32_t INFINITE_LIFETIME{0xffffffff};

TypeId
RouterAdvertiser::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RouterAdvertiser")
            .SetParent<Application>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<RouterAdvertiser>()
            .AddAttribute("MinRtrAdvInterval",
                          "Least time between two advertisements that are not solicited; 30 ms is "
                          "the least that RFC 6275, 7.5 allows.",
                          TimeValue(MilliSeconds(30)),
                          MakeTimeAccessor(&RouterAdvertiser::m_min),
                          MakeTimeChecker(MilliSeconds(1), Seconds(1800)))
            .AddAttribute("MaxRtrAdvInterval",
                          "Longest time between two advertisements, not less than "
                          "MinRtrAdvInterval; each is drawn from between the two.",
                          TimeValue(MilliSeconds(70)),
                          MakeTimeAccessor(&RouterAdvertiser::m_max),
                          MakeTimeChecker(MilliSeconds(1), Seconds(1800)))
            .AddAttribute("SolicitedDelay",
                          "Longest time from a solicitation to its answer, which is drawn from "
                          "between 0 and this.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&RouterAdvertiser::m_solicitedDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MinDelayBetweenRas",
                          "Least time from an advertisement to one that answers a solicitation; "
                          "3 s in RFC 4861, down to 30 ms in RFC 6275.",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&RouterAdvertiser::m_minDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("RouterLifetime",
                          "How long nodes may use the router by default, in whole seconds.",
                          TimeValue(Seconds(1800)),
                          MakeTimeAccessor(&RouterAdvertiser::m_lifetime),
                          MakeTimeChecker(Seconds(0), Seconds(9000)));
    return tid;
}

RouterAdvertiser::RouterAdvertiser()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

RouterAdvertiser::~RouterAdvertiser() = default;

void
RouterAdvertiser::DoDispose()
{
    m_next.Cancel();
    m_answer.Cancel();
    m_device = nullptr;
    m_ipv6 = nullptr;
    Application::DoDispose();
}

void
RouterAdvertiser::SetPrefix(Ptr<NetDevice> device, const Ipv6Address& prefix, uint8_t length)
{
    m_device = device;
    m_prefix = prefix;
    m_length = length;
}

int64_t
RouterAdvertiser::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

uint32_t
RouterAdvertiser::GetInterface() const
{
    return static_cast<uint32_t>(m_ipv6->GetInterfaceForDevice(m_device));
}

void
RouterAdvertiser::StartApplication()
{
    NS_ABORT_MSG_IF(m_max < m_min,
                    "RouterAdvertiser::MaxRtrAdvInterval is less than MinRtrAdvInterval");
    m_ipv6 = GetNode()->GetObject<Ipv6L3Protocol>();
    m_ipv6->TraceConnectWithoutContext("LocalDeliver",
                                       MakeCallback(&RouterAdvertiser::Delivered, this));
    Advertise();
}

void
RouterAdvertiser::StopApplication()
{
    m_next.Cancel();
    m_answer.Cancel();
    m_ipv6->TraceDisconnectWithoutContext("LocalDeliver",
                                          MakeCallback(&RouterAdvertiser::Delivered, this));
}

void
RouterAdvertiser::Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface)
{
    uint8_t type = 0;
    packet->CopyData(&type, sizeof(type));
    if (header.GetNextHeader() != Icmpv6L4Protocol::PROT_NUMBER ||
        type != Icmpv6Header::ICMPV6_ND_ROUTER_SOLICITATION || interface != GetInterface() ||
        !m_answer.IsExpired())
    {
        return;
    }
    Time earliest = std::max(Simulator::Now(), m_last + m_minDelay);
    Time delay =
        earliest - Simulator::Now() +
        NanoSeconds(
            m_random->GetInteger(0, static_cast<uint32_t>(m_solicitedDelay.GetMicroSeconds()))) *
            1000;
    // An advertisement that is due before cancels it.
    m_answer = Simulator::Schedule(delay, &RouterAdvertiser::Advertise, this);
}

void
RouterAdvertiser::Advertise()
{
    Ptr<Ipv6Interface> interface = m_ipv6->GetInterface(GetInterface());
    Ipv6Address source = interface->GetLinkLocalAddress().GetAddress();
    Ipv6Address all = Ipv6Address::GetAllNodesMulticast();

    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(Icmpv6OptionLinkLayerAddress(true, m_device->GetAddress()));
    Icmpv6OptionPrefixInformation prefix(m_prefix, m_length);
    prefix.SetFlags(Icmpv6OptionPrefixInformation::ONLINK |
                    Icmpv6OptionPrefixInformation::AUTADDRCONF);
    prefix.SetValidTime(INFINITE_LIFETIME);
    prefix.SetPreferredTime(INFINITE_LIFETIME);
    packet->AddHeader(prefix);
    Icmpv6RA advertisement;
    advertisement.SetCurHopLimit(64);
    advertisement.SetLifeTime(static_cast<uint16_t>(m_lifetime.GetSeconds()));
    advertisement.CalculatePseudoHeaderChecksum(
        source,
        all,
        static_cast<uint16_t>(packet->GetSize() + advertisement.GetSerializedSize()),
        Icmpv6L4Protocol::PROT_NUMBER);
    packet->AddHeader(advertisement);
    Ipv6Header header;
    header.SetSource(source);
    header.SetDestination(all);
    header.SetNextHeader(Icmpv6L4Protocol::PROT_NUMBER);
    header.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
    header.SetHopLimit(255);
    interface->Send(packet, header, all);

    m_last = Simulator::Now();
    m_answer.Cancel();
    m_next.Cancel();
    Time interval =
        MicroSeconds(m_random->GetInteger(static_cast<uint32_t>(m_min.GetMicroSeconds()),
                                          static_cast<uint32_t>(m_max.GetMicroSeconds())));
    m_next = Simulator::Schedule(interval, &RouterAdvertiser::Advertise, this);
}

} // namespace ns3
