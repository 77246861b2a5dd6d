/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-advertiser.h"

#include "ns3/icmpv4-l4-protocol.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4Advertiser);

/** First sequence number after 0xffff: those below tell of a restart (RFC 5944 section 2.3.2). */
static constexpr uint16_t FIRST_AFTER_WRAP{256};

TypeId
Mip4Advertiser::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip4Advertiser")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip4Advertiser>()
            .AddAttribute("MaxAdvertisementInterval",
                          "Longest time between two unsolicited advertisements (RFC 1256 section "
                          "4.1, where it is 4 s at least; RFC 5944 section 2.3 allows less)",
                          TimeValue(Seconds(600)),
                          MakeTimeAccessor(&Mip4Advertiser::m_maxInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MinAdvertisementInterval",
                          "Shortest time between two; 0: 0.75 of the longest (RFC 1256 section "
                          "4.1)",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Mip4Advertiser::m_minInterval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("AdvertisementLifetime",
                          "Time for which an advertisement is valid; 0: 3 times the longest "
                          "interval (RFC 1256 section 4.1), and 1 s at least",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Mip4Advertiser::m_lifetime),
                          MakeTimeChecker(Time(0), Seconds(9000)))
            .AddAttribute(
                "MAX_INITIAL_ADVERT_INTERVAL",
                "Longest interval between the first advertisements (RFC 1256 section 4.3)",
                TimeValue(Seconds(16)),
                MakeTimeAccessor(&Mip4Advertiser::m_maxInitialInterval),
                MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MAX_INITIAL_ADVERTISEMENTS",
                          "How many are the first (RFC 1256 section 4.3)",
                          UintegerValue(3),
                          MakeUintegerAccessor(&Mip4Advertiser::m_maxInitial),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "AdvertisementAddress",
                "Where unsolicited advertisements go (RFC 1256 section 4.1): 224.0.0.1 or "
                "255.255.255.255",
                Ipv4AddressValue("224.0.0.1"),
                MakeIpv4AddressAccessor(&Mip4Advertiser::m_destination),
                MakeIpv4AddressChecker())
            .AddTraceSource("Message",
                            "An Agent Advertisement is sent.",
                            MakeTraceSourceAccessor(&Mip4Advertiser::m_message),
                            "ns3::Mip4SentTracedCallback");
    return tid;
}

Mip4Advertiser::Mip4Advertiser()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

Mip4Advertiser::~Mip4Advertiser() = default;

void
Mip4Advertiser::DoDispose()
{
    m_next.Cancel();
    if (m_link)
    {
        m_link->Dispose();
    }
    m_link = nullptr;
    Object::DoDispose();
}

int64_t
Mip4Advertiser::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

uint64_t
Mip4Advertiser::GetMalformed() const
{
    return m_malformed;
}

Ptr<Mip4Link>
Mip4Advertiser::GetLink() const
{
    return m_link;
}

Time
Mip4Advertiser::GetMinInterval() const
{
    return m_minInterval.IsZero() ? m_maxInterval * 3 / 4 : Min(m_minInterval, m_maxInterval);
}

void
Mip4Advertiser::Begin(Ptr<NetDevice> device,
                      const Ipv4Address& agent,
                      const Mip4Advertisement& content)
{
    m_link = CreateObject<Mip4Link>();
    m_link->SetDevice(device, MakeCallback(&Mip4Advertiser::Heard, this));
    m_agent = agent;
    m_content = content;
    const Time lifetime = m_lifetime.IsZero() ? 3 * m_maxInterval : m_lifetime;
    m_content.lifetime =
        static_cast<uint16_t>(std::clamp<int64_t>(lifetime.GetMilliSeconds() / 1000, 1, 9000));
    const double wait =
        m_random->GetValue(0, Min(m_maxInterval, m_maxInitialInterval).GetSeconds());
    m_next = Simulator::Schedule(Seconds(wait), &Mip4Advertiser::Periodic, this);
}

void
Mip4Advertiser::Restart()
{
    m_content.sequence = 0;
}

void
Mip4Advertiser::Periodic()
{
    Advertise(m_destination, Ipv4Address::GetAny());
    ++m_sent;
    Time wait =
        Seconds(m_random->GetValue(GetMinInterval().GetSeconds(), m_maxInterval.GetSeconds()));
    if (m_sent < m_maxInitial)
    {
        wait = Min(wait, m_maxInitialInterval);
    }
    m_next = Simulator::Schedule(wait, &Mip4Advertiser::Periodic, this);
}

void
Mip4Advertiser::Advertise(const Ipv4Address& destination, const Ipv4Address& solicitor)
{
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(m_content);
    m_content.sequence = m_content.sequence == 0xffff
                             ? FIRST_AFTER_WRAP
                             : static_cast<uint16_t>(m_content.sequence + 1);
    m_message(Mip4Sent{"Agent Advertisement", 20 + packet->GetSize(), solicitor});
    // RFC 5944 section 2.1: the TTL is 1 wherever it goes.
    m_link->Send(packet, Icmpv4L4Protocol::GetStaticProtocolNumber(), m_agent, destination, 1);
}

void
Mip4Advertiser::Heard(const Ipv4Header& header,
                      Ptr<const Packet> message,
                      const Address& /* from */)
{
    Mip4Solicitation solicitation;
    message->PeekHeader(solicitation);
    if (!solicitation.IsValid())
    {
        Mip4Advertisement other;
        message->PeekHeader(other);
        m_malformed += other.IsValid() ? 0 : 1;
        return;
    }
    // RFC 5944 section 2.2: the TTL is 1. RFC 1256: a source of 0.0.0.0 cannot be answered alone.
    const Ipv4Address solicitor = header.GetSource();
    if (solicitor == Ipv4Address::GetAny())
    {
        Advertise(m_destination, solicitor);
        return;
    }
    m_link->Enter(solicitor, m_link->GetHeard(solicitor), false);
    Advertise(solicitor, solicitor);
}

} // namespace ns3
