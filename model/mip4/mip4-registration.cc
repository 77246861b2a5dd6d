/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-registration.h"

#include "l4-mobility-cpu.h"

#include "ns3/inet-socket-address.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4Registration);

/** Time to live by which a foreign agent knows that a mobile is on its link (RFC 3024 section
 * 4.2). */
static constexpr uint8_t ON_LINK_TTL{255};

/** Low-order bits of an identification that are random (RFC 5944 section 5.7.1): the clock has a
 * resolution of a millisecond. Without them two requests at the same fraction of a second would
 * take each other's replies. */
static constexpr uint32_t RANDOM_BITS{22};

/** First code of a foreign agent that denies (RFC 5944 section 3.4). */
static constexpr uint8_t FIRST_OF_FOREIGN_AGENT{64};

/** First code of a home agent that denies (RFC 5944 section 3.4). */
static constexpr uint8_t FIRST_OF_HOME_AGENT{128};

TypeId
Mip4Registration::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip4Registration")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip4Registration>()
            .AddAttribute("RegistrationLifetime",
                          "Lifetime that is asked for, to the second; a foreign agent's advertised "
                          "one where that is less (RFC 5944 section 3.6.1.2). 65535 s: infinite",
                          TimeValue(Seconds(1800)),
                          MakeTimeAccessor(&Mip4Registration::m_lifetime),
                          MakeTimeChecker(Seconds(1), Seconds(65535)))
            .AddAttribute("MinRetransmissionInterval",
                          "Shortest time after which a request is repeated (RFC 5944 section "
                          "3.6.3: not less than 1 s)",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip4Registration::m_minInterval),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("ProcessingAllowance",
                          "What is added to twice the round trip to the home agent (RFC 5944 "
                          "section 3.6.3: at least 100 ms)",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&Mip4Registration::m_allowance),
                          MakeTimeChecker(MilliSeconds(100)))
            .AddAttribute("RenewBefore",
                          "How long before the end of its lifetime a registration is renewed, half "
                          "of the lifetime at most; 15 s are four requests of the back-off",
                          TimeValue(Seconds(15)),
                          MakeTimeAccessor(&Mip4Registration::m_renewBefore),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("ClockOffset",
                          "By how much the mobile's clock is fast; it is set by code 133 (RFC 5944 "
                          "section 5.7.1)",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Mip4Registration::m_clockOffset),
                          MakeTimeChecker())
            .AddTraceSource("Message",
                            "A Registration Request is sent.",
                            MakeTraceSourceAccessor(&Mip4Registration::m_message),
                            "ns3::Mip4SentTracedCallback");
    return tid;
}

Mip4Registration::Mip4Registration()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_cpu(std::make_unique<l4mobility::Cpu>())
{
}

Mip4Registration::~Mip4Registration() = default;

void
Mip4Registration::DoDispose()
{
    End();
    m_node = nullptr;
    m_costs = nullptr;
    m_accepted.Nullify();
    Object::DoDispose();
}

void
Mip4Registration::Setup(Ptr<Node> node,
                        const Ipv4Address& homeAddress,
                        const Ipv4Address& homeAgent,
                        const Mip4Security& security,
                        Accepted accepted)
{
    m_node = node;
    m_homeAddress = homeAddress;
    m_homeAgent = homeAgent;
    m_security = security;
    m_accepted = accepted;
}

void
Mip4Registration::SetCosts(Ptr<CryptoCostModel> costs)
{
    m_costs = costs;
}

uint16_t
Mip4Registration::GetLifetime() const
{
    return static_cast<uint16_t>(m_lifetime.GetSeconds());
}

const Mip4Registration::Counters&
Mip4Registration::GetCounters() const
{
    return m_counters;
}

Time
Mip4Registration::GetComputation() const
{
    return m_computation;
}

Time
Mip4Registration::GetRoundTrip() const
{
    return m_roundTrip;
}

int64_t
Mip4Registration::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
Mip4Registration::Begin(const Target& target)
{
    End();
    m_target = target;
    m_renewal = false;
    m_clockSet = false;
    m_socket = Socket::CreateSocket(m_node, UdpSocketFactory::GetTypeId());
    m_socket->Bind(InetSocketAddress(target.source, 0));
    m_socket->SetRecvCallback(MakeCallback(&Mip4Registration::Receive, this));
    if (target.flags & Mip4Message::REVERSE_TUNNEL)
    {
        m_socket->SetIpTtl(ON_LINK_TTL);
    }
    Request(false);
}

void
Mip4Registration::End()
{
    ++m_epoch;
    m_waiting = false;
    m_retransmission.Cancel();
    m_renewing.Cancel();
    if (m_socket)
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->Close();
    }
    m_socket = nullptr;
}

void
Mip4Registration::Request(bool again)
{
    m_interval = again ? NextInterval() : Time(0);
    Mip4Message request(Mip4Message::Type::REQUEST);
    request.flags = m_target.flags;
    request.lifetime = m_target.lifetime;
    request.homeAddress = m_homeAddress;
    request.homeAgent = m_homeAgent;
    request.careOfAddress = m_target.careOf;
    request.identification = MakeIdentification();
    m_security.Sign(request);
    m_identification = request.identification;
    m_counters.retransmissions += again ? 1 : 0;
    const Time cost = GetMip4Cost(m_costs, request);
    m_computation += cost;
    m_cpu->Charge(cost);
    m_cpu->WhenDone([this, request, epoch = m_epoch]() { Send(request, epoch); });
}

uint64_t
Mip4Registration::MakeIdentification()
{
    const uint64_t mask = (1ULL << RANDOM_BITS) - 1;
    const uint64_t clock = ToNtp(Simulator::Now() + m_clockOffset) & ~mask;
    return clock | m_random->GetInteger(0, static_cast<uint32_t>(mask));
}

void
Mip4Registration::Send(Mip4Message request, uint32_t epoch)
{
    if (epoch != m_epoch)
    {
        return;
    }
    ++m_counters.requests;
    m_waiting = true;
    m_sentAt = Simulator::Now();
    m_interval = m_interval.IsZero() ? NextInterval() : m_interval;
    m_retransmission = Simulator::Schedule(m_interval, &Mip4Registration::Request, this, true);
    m_message(Mip4Sent{request.GetName(), 28 + request.GetSerializedSize(), m_homeAddress});
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(request);
    m_socket->SendTo(packet, 0, InetSocketAddress(m_target.destination, MIP4_PORT));
}

Time
Mip4Registration::NextInterval()
{
    const Time least = Max(m_minInterval, 2 * m_roundTrip + m_allowance);
    // It does not grow beyond the lifetime that is asked for.
    const Time most =
        Max(least, Seconds(m_target.lifetime > 0 ? m_target.lifetime : GetLifetime()));
    return Min(Max(least, 2 * m_interval), most);
}

void
Mip4Registration::Receive(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        Mip4Message reply;
        l4mobility::TakeHeader(packet, reply);
        if (!reply.IsValid() || reply.type != Mip4Message::Type::REPLY)
        {
            ++m_counters.malformed;
            continue;
        }
        // A foreign agent that denies has no key (section 3.6.2.1).
        const bool signedReply = m_target.destination == m_homeAgent ||
                                 reply.code < FIRST_OF_FOREIGN_AGENT ||
                                 reply.code >= FIRST_OF_HOME_AGENT;
        if (signedReply && !m_security.Verify(reply))
        {
            ++m_counters.authentication;
            continue;
        }
        const bool matches =
            m_waiting && reply.homeAddress == m_homeAddress &&
            static_cast<uint32_t>(reply.identification) == static_cast<uint32_t>(m_identification);
        if (!matches)
        {
            ++m_counters.unmatched;
            continue;
        }
        if (!signedReply)
        {
            // It may be forged: the home agent's own may still come.
            Take(reply);
            continue;
        }
        const Time cost = GetMip4Cost(m_costs, reply);
        m_computation += cost;
        m_roundTrip = Simulator::Now() - m_sentAt;
        m_waiting = false;
        m_cpu->Charge(cost);
        m_cpu->WhenDone([this, reply, epoch = m_epoch]() {
            if (epoch == m_epoch)
            {
                Take(reply);
            }
        });
    }
}

void
Mip4Registration::Take(const Mip4Message& reply)
{
    if (reply.code <= static_cast<uint8_t>(Mip4Code::ACCEPTED_NOT_SIMULTANEOUS))
    {
        Accept(reply);
    }
    else
    {
        Deny(reply);
    }
}

void
Mip4Registration::Accept(const Mip4Message& reply)
{
    ++m_counters.accepted;
    m_retransmission.Cancel();
    if (m_target.lifetime > 0 && reply.lifetime != MIP4_INFINITY)
    {
        // Section 3.6.2.2: the lifetime begins when the request was sent.
        const Time lifetime = Seconds(std::min(reply.lifetime, m_target.lifetime));
        const Time renewal = Max(lifetime - Min(m_renewBefore, lifetime / 2), m_minInterval);
        m_renewing = Simulator::Schedule(Max(m_sentAt + renewal - Simulator::Now(), Time(0)),
                                         &Mip4Registration::Renew,
                                         this);
    }
    const bool renewed = m_renewal;
    m_renewal = true;
    m_clockSet = false;
    m_accepted(renewed);
}

void
Mip4Registration::Deny(const Mip4Message& reply)
{
    ++m_counters.denied;
    const auto code = static_cast<Mip4Code>(reply.code);
    if (code == Mip4Code::HA_IDENTIFICATION)
    {
        // Section 5.7.1: the upper half is the home agent's time. The next request goes at once.
        ++m_counters.resynchronised;
        const auto theirs = static_cast<int64_t>(reply.identification >> 32);
        const auto ours = static_cast<int64_t>(ToNtp(Simulator::Now() + m_clockOffset) >> 32);
        m_clockOffset += Seconds(theirs - ours);
        if (m_clockSet)
        {
            // It did not help: no more than one request a second (section 3.6.3).
            return;
        }
        m_clockSet = true;
    }
    else if (code == Mip4Code::FA_LIFETIME && reply.lifetime > 0 &&
             reply.lifetime < m_target.lifetime)
    {
        m_target.lifetime = reply.lifetime;
    }
    else
    {
        // Nothing that another request would change at once: the timer runs on.
        return;
    }
    m_retransmission.Cancel();
    Request(false);
}

void
Mip4Registration::Renew()
{
    Request(false);
}

} // namespace ns3
