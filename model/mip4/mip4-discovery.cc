/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-discovery.h"

#include "ns3/boolean.h"
#include "ns3/icmpv4-l4-protocol.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4Discovery);

/** Sequence numbers below this tell of a restart (RFC 5944 section 2.3.2). */
static constexpr uint16_t FIRST_AFTER_WRAP{256};

TypeId
Mip4Discovery::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip4Discovery")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip4Discovery>()
            .AddAttribute("MAX_SOLICITATION_DELAY",
                          "Random delay before the first solicitation, at most (RFC 1256 section "
                          "5.1). 0: none, for a node that has waited otherwise",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip4Discovery::m_maxDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("SOLICITATION_INTERVAL",
                          "Time between the first solicitations: 3 s in RFC 1256 section 5.1; RFC "
                          "5944 section 2.4 allows one a second",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip4Discovery::m_interval),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("MAX_SOLICITATIONS",
                          "How many are sent at that interval (RFC 1256 section 5.1, RFC 5944 "
                          "section 2.4); then the interval doubles each time",
                          UintegerValue(3),
                          MakeUintegerAccessor(&Mip4Discovery::m_maxSolicitations),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxSolicitationInterval",
                          "Longest interval that it doubles to (RFC 5944 section 2.4)",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Mip4Discovery::m_maxInterval),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("Solicit",
                          "Whether solicitations are sent. False: the mobile waits for the agent's "
                          "next advertisement",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Mip4Discovery::m_solicit),
                          MakeBooleanChecker())
            .AddTraceSource("Message",
                            "An Agent Solicitation is sent.",
                            MakeTraceSourceAccessor(&Mip4Discovery::m_message),
                            "ns3::Mip4SentTracedCallback");
    return tid;
}

Mip4Discovery::Mip4Discovery()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

Mip4Discovery::~Mip4Discovery() = default;

void
Mip4Discovery::DoDispose()
{
    End();
    if (m_link)
    {
        m_link->Dispose();
    }
    m_link = nullptr;
    m_found.Nullify();
    m_lost.Nullify();
    Object::DoDispose();
}

int64_t
Mip4Discovery::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
Mip4Discovery::Setup(Ptr<NetDevice> device,
                     const Ipv4Address& homeAddress,
                     Found found,
                     Callback<void> lost)
{
    m_link = CreateObject<Mip4Link>();
    m_link->SetDevice(device, MakeCallback(&Mip4Discovery::Heard, this));
    m_homeAddress = homeAddress;
    m_found = found;
    m_lost = lost;
}

Ptr<Mip4Link>
Mip4Discovery::GetLink() const
{
    return m_link;
}

uint64_t
Mip4Discovery::GetMalformed() const
{
    return m_malformed;
}

bool
Mip4Discovery::IsRunning() const
{
    return m_running;
}

const Mip4Discovery::Agent*
Mip4Discovery::GetAgent() const
{
    return m_agent ? &*m_agent : nullptr;
}

void
Mip4Discovery::Begin()
{
    End();
    m_running = true;
    m_sent = 0;
    m_backOff = m_interval;
    if (!m_solicit)
    {
        return;
    }
    if (m_maxDelay.IsZero())
    {
        Solicit();
        return;
    }
    m_next = Simulator::Schedule(Seconds(m_random->GetValue(0, m_maxDelay.GetSeconds())),
                                 &Mip4Discovery::Solicit,
                                 this);
}

void
Mip4Discovery::End()
{
    m_running = false;
    m_agent.reset();
    m_other.reset();
    m_next.Cancel();
    m_expiry.Cancel();
}

void
Mip4Discovery::Solicit()
{
    ++m_sent;
    m_backOff = m_sent < m_maxSolicitations ? m_interval : Min(2 * m_backOff, m_maxInterval);
    m_next = Simulator::Schedule(m_backOff, &Mip4Discovery::Solicit, this);
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(Mip4Solicitation());
    m_message(Mip4Sent{"Agent Solicitation", 20 + packet->GetSize(), m_homeAddress});
    // To all routers on the link (RFC 1256 section 3), with a TTL of 1 (RFC 5944 section 2.2).
    m_link->Send(packet,
                 Icmpv4L4Protocol::GetStaticProtocolNumber(),
                 m_homeAddress,
                 Ipv4Address("224.0.0.2"),
                 1);
}

void
Mip4Discovery::Heard(const Ipv4Header& header, Ptr<const Packet> message, const Address& /* from */)
{
    Agent heard;
    message->PeekHeader(heard.advert);
    if (!heard.advert.IsValid())
    {
        Mip4Solicitation solicitation;
        message->PeekHeader(solicitation);
        m_malformed += solicitation.IsValid() ? 0 : 1;
        return;
    }
    heard.address = header.GetSource();
    const bool known = m_agent && m_agent->address == heard.address;
    const uint8_t roles = Mip4Advertisement::HOME_AGENT | Mip4Advertisement::FOREIGN_AGENT;
    // A busy agent keeps the mobiles that it has (RFC 5944 section 2.1.1).
    if (!m_running || !heard.advert.HasAgent() || !(heard.advert.flags & roles) ||
        (!known && (heard.advert.flags & Mip4Advertisement::BUSY)))
    {
        return;
    }
    if (heard.advert.lifetime == 0)
    {
        // It says that it stops (RFC 1256 section 4.1).
        if (known)
        {
            m_expiry.Cancel();
            Expire();
        }
        return;
    }
    heard.expiry = Simulator::Now() + Seconds(heard.advert.lifetime);
    if (m_agent && !known)
    {
        // Of no use while the present one is heard (section 2.4.2.1).
        m_other = heard;
        return;
    }
    const bool restarted = known && heard.advert.sequence < m_agent->advert.sequence &&
                           heard.advert.sequence < FIRST_AFTER_WRAP;
    Take(heard);
    if (!known || restarted)
    {
        m_found(heard, restarted);
    }
}

void
Mip4Discovery::Take(const Agent& agent)
{
    m_next.Cancel();
    m_expiry.Cancel();
    m_expiry = Simulator::Schedule(agent.expiry - Simulator::Now(), &Mip4Discovery::Expire, this);
    m_agent = agent;
}

void
Mip4Discovery::Expire()
{
    if (m_other && m_other->expiry > Simulator::Now())
    {
        const Agent next = *m_other;
        m_other.reset();
        Take(next);
        m_found(next, false);
        return;
    }
    Begin();
    m_lost();
}

} // namespace ns3
