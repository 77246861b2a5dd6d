/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-association.h"

#include "hip-host.h"
#include "l4-mobility-cpu.h"

#include "ns3/simulator.h"

namespace ns3
{

namespace
{

/** Next Header of a packet that has nothing in it (RFC 4303, 2.6). */
constexpr uint8_t DUMMY{59};

} // namespace

HipAssociation::HipAssociation(HipHost& host, const Ipv6Address& peer)
    : m_host(host),
      m_peer(peer)
{
}

HipAssociation::~HipAssociation()
{
    for (EventId* timer : {&m_timer, &m_stateTimer, &m_useTimer, &m_updateTimer, &m_registerTimer})
    {
        timer->Cancel();
    }
}

std::string
HipAssociation::GetName(State state)
{
    switch (state)
    {
    case State::UNASSOCIATED:
        return "UNASSOCIATED";
    case State::I1_SENT:
        return "I1-SENT";
    case State::I2_SENT:
        return "I2-SENT";
    case State::R2_SENT:
        return "R2-SENT";
    case State::ESTABLISHED:
        return "ESTABLISHED";
    case State::CLOSING:
        return "CLOSING";
    case State::CLOSED:
        return "CLOSED";
    default:
        return "E-FAILED";
    }
}

HipAssociation::State
HipAssociation::GetState() const
{
    return m_state;
}

bool
HipAssociation::IsReady() const
{
    return (m_state == State::R2_SENT || m_state == State::ESTABLISHED) && m_out;
}

const Ipv6Address&
HipAssociation::GetPeer() const
{
    return m_peer;
}

const Address&
HipAssociation::GetPeerLocator() const
{
    return m_peerLocator;
}

const Address&
HipAssociation::GetOwnLocator() const
{
    return m_own;
}

Time
HipAssociation::GetComputation() const
{
    return m_computation;
}

Time
HipAssociation::GetBegin() const
{
    return m_begin;
}

bool
HipAssociation::IsInitiator() const
{
    return m_initiator;
}

Time
HipAssociation::GetServedUntil() const
{
    return m_servedUntil;
}

Time
HipAssociation::GetRegisteredUntil() const
{
    return m_registeredUntil;
}

uint32_t
HipAssociation::GetRetransmissions() const
{
    return m_retransmissions;
}

void
HipAssociation::SetState(State state)
{
    const State before = m_state;
    m_state = state;
    m_stateTimer.Cancel();
    if (before != state)
    {
        m_host.m_stateTrace(m_peer, before, state);
    }
}

void
HipAssociation::Compute(const Time& duration)
{
    m_host.m_cpu->Charge(duration);
    if (m_state != State::ESTABLISHED)
    {
        m_computation += duration;
    }
}

void
HipAssociation::Send(const HipPacket& packet, const Address& to)
{
    m_host.Send(packet, m_own, to, this);
}

void
HipAssociation::Start()
{
    if (m_state != State::UNASSOCIATED && m_state != State::CLOSING && m_state != State::CLOSED)
    {
        return;
    }
    if (m_host.GetKnownLocator(m_peer).IsInvalid())
    {
        ++m_host.m_counters.noPeer;
        m_waiting.clear();
        return;
    }
    if (!m_sent || m_sent->type != HipPacket::I1)
    {
        m_begin = Simulator::Now();
        m_computation = Time(0);
        m_initiator = true;
        SendI1();
    }
}

void
HipAssociation::SendData(Ptr<Packet> packet, uint8_t next)
{
    if (IsReady())
    {
        Protect({packet, next});
        return;
    }
    if (m_state == State::E_FAILED)
    {
        ++m_host.m_counters.overflow;
        return;
    }
    m_waiting.push_back({packet, next});
    if (m_waiting.size() > m_host.GetSettings().queueSize)
    {
        ++m_host.m_counters.overflow;
        m_waiting.pop_front();
    }
    Start();
}

void
HipAssociation::SendWaiting()
{
    std::deque<Waiting> waiting;
    waiting.swap(m_waiting);
    for (const Waiting& one : waiting)
    {
        Protect(one);
    }
}

void
HipAssociation::Protect(const Waiting& data)
{
    if (m_own.IsInvalid() || !m_mayUseNew || !m_out->HasNumbers())
    {
        ++m_host.m_counters.noLocator;
        return;
    }
    HipSecurityAssociation::Content content;
    content.next = data.next;
    const uint32_t size = data.packet->GetSize();
    content.payload.resize(size);
    data.packet->CopyData(content.payload.data(), size);
    const HipBytes bytes = m_out->Protect(content, m_host.m_random->Get(16));
    // The packet keeps its uid and its tags.
    data.packet->RemoveAtStart(size);
    data.packet->AddAtEnd(Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size())));
    m_lastUse = Simulator::Now();
    m_host.m_cpu->Charge(m_host.m_costs.GetMac(bytes.size()));
    m_host.m_cpu->WhenDone([this, packet = data.packet]() {
        const Address to = ChooseDestination(packet->GetSize());
        if (to.IsInvalid())
        {
            ++m_host.m_counters.unverified;
            return;
        }
        m_host.SendIp(packet, m_own, to, HipSecurityAssociation::PROT_NUMBER);
    });
}

void
HipAssociation::ReceiveEsp(Ptr<Packet> packet, const HipBytes& bytes)
{
    HipSecurityAssociation::Content content;
    HipHost::Counters& counters = m_host.m_counters;
    m_host.m_cpu->Charge(m_host.m_costs.GetMac(bytes.size()));
    const uint32_t spi = static_cast<uint32_t>(HipReader(bytes).Get(4));
    HipSecurityAssociation* inbound = FindInbound(spi);
    if (!inbound)
    {
        ++counters.espUnknown;
        return;
    }
    switch (inbound->Open(bytes, content))
    {
    case HipSecurityAssociation::Verdict::MALFORMED:
        ++counters.espMalformed;
        return;
    case HipSecurityAssociation::Verdict::REPLAYED:
        ++counters.espReplayed;
        return;
    case HipSecurityAssociation::Verdict::FORGED:
        ++counters.espForged;
        return;
    default:
        break;
    }
    if (m_state == State::R2_SENT)
    {
        SetState(State::ESTABLISHED);
    }
    UsedInbound(spi);
    m_lastUse = Simulator::Now();
    AgeCredit();
    m_credit += bytes.size();
    if (content.next == DUMMY)
    {
        return;
    }
    packet->RemoveAtStart(packet->GetSize());
    packet->AddAtEnd(
        Create<Packet>(content.payload.data(), static_cast<uint32_t>(content.payload.size())));
    m_host.m_cpu->WhenDone(
        [this, packet, next = content.next]() { m_host.Deliver(packet, next, m_peer); });
}

void
HipAssociation::Authenticate(HipPacket& packet)
{
    const HipBytes covered = packet.GetCovered(HIP_HMAC);
    packet.Add(HIP_HMAC, HipHmac(m_keys.out, covered));
    packet.Add(HIP_SIGNATURE, m_host.m_identity->Sign(packet.GetCovered(HIP_SIGNATURE)));
    Compute(m_host.m_costs.GetMac(covered.size()) +
            m_host.m_costs.GetSigning(m_host.m_identity->GetBits()));
}

bool
HipAssociation::IsMacRight(const HipPacket& packet)
{
    const HipBytes* mac = packet.Find(HIP_HMAC);
    const HipBytes covered = packet.GetCovered(HIP_HMAC);
    Compute(m_host.m_costs.GetMac(covered.size()));
    if (mac && !m_keys.in.empty() && IsSameHip(HipHmac(m_keys.in, covered), *mac))
    {
        return true;
    }
    ++m_host.m_counters.mac;
    return false;
}

bool
HipAssociation::IsSignatureRight(const HipPacket& packet)
{
    const HipBytes* signature = packet.Find(HIP_SIGNATURE);
    if (signature && m_identity)
    {
        Compute(m_host.m_costs.GetVerifying(m_identity->GetBits()));
        if (m_identity->Verify(packet.GetCovered(HIP_SIGNATURE), *signature))
        {
            return true;
        }
    }
    ++m_host.m_counters.signature;
    return false;
}

void
HipAssociation::EchoBack(const HipPacket& request, HipPacket& answer)
{
    for (const HipBytes& opaque : request.FindAll(HIP_ECHO_REQUEST_SIGNED))
    {
        answer.Add(HIP_ECHO_RESPONSE_SIGNED, opaque);
    }
    // Neither MAC nor signature covers these, wherever they are added.
    for (const HipBytes& opaque : request.FindAll(HIP_ECHO_REQUEST_UNSIGNED))
    {
        answer.Add(HIP_ECHO_RESPONSE_UNSIGNED, opaque);
    }
}

void
HipAssociation::Receive(const HipPacket& packet, const Address& from, const Address& to)
{
    switch (packet.type)
    {
    case HipPacket::R1:
        ReceiveR1(packet, from);
        break;
    case HipPacket::I2:
        ReceiveI2(packet, from, to);
        break;
    case HipPacket::R2:
        ReceiveR2(packet, from);
        break;
    case HipPacket::UPDATE:
        ReceiveUpdate(packet, from);
        break;
    case HipPacket::NOTIFY:
        ReceiveNotify(packet);
        break;
    case HipPacket::CLOSE:
        ReceiveClose(packet, from);
        break;
    case HipPacket::CLOSE_ACK:
        ReceiveCloseAck(packet);
        break;
    default:
        ++m_host.m_counters.unexpected;
        break;
    }
}

void
HipAssociation::AddRelayMac(HipPacket& packet) const
{
    packet.Add(HIP_RVS_HMAC, HipHmac(m_keys.out, packet.GetCovered(HIP_RVS_HMAC)));
}

bool
HipAssociation::IsRelayMacRight(const HipPacket& packet) const
{
    const HipBytes* mac = packet.Find(HIP_RVS_HMAC);
    return mac && IsReady() && IsSameHip(HipHmac(m_keys.in, packet.GetCovered(HIP_RVS_HMAC)), *mac);
}

void
HipAssociation::SendReliably(const HipPacket& packet, const Address& to, uint32_t retries)
{
    StopTimer();
    m_sent = packet;
    m_sentTo = to;
    m_retriesLeft = retries;
    m_timeout = m_host.GetSettings().timeout;
    m_sentAgain = false;
    Send(packet, to);
    // It leaves when it has been computed.
    m_sentAt = m_host.m_cpu->GetFreeAt();
    const Time delay = m_sentAt - Simulator::Now();
    m_timer = Simulator::Schedule(delay + m_timeout, &HipAssociation::TimedOut, this);
}

void
HipAssociation::StopTimer()
{
    m_timer.Cancel();
    m_sent.reset();
}

void
HipAssociation::TimedOut()
{
    if (m_sent->type == HipPacket::CLOSE)
    {
        CloseTimedOut();
        return;
    }
    if (m_retriesLeft == 0)
    {
        StopTimer();
        Forget();
        m_waiting.clear();
        SetState(State::E_FAILED);
        m_stateTimer = Simulator::Schedule(m_host.GetSettings().failedTime,
                                           &HipAssociation::SetState,
                                           this,
                                           State::UNASSOCIATED);
        return;
    }
    --m_retriesLeft;
    ++m_retransmissions;
    m_sentAgain = true;
    m_timeout = Min(2 * m_timeout, m_host.GetSettings().maximumTimeout);
    Send(*m_sent, m_sentTo);
    m_timer = Simulator::Schedule(m_timeout, &HipAssociation::TimedOut, this);
}

void
HipAssociation::CheckUse()
{
    const Time limit = m_host.GetSettings().unusedLifetime;
    const Time idle = Simulator::Now() - m_lastUse;
    if (!IsReady())
    {
        return;
    }
    // Clients and servers have no data, and stay associated while they are registered.
    const Time registered = Max(m_servedUntil, m_registeredUntil);
    if (idle >= limit && registered <= Simulator::Now())
    {
        Close();
        return;
    }
    m_useTimer = Simulator::Schedule(Max(limit - idle, registered - Simulator::Now()),
                                     &HipAssociation::CheckUse,
                                     this);
}

void
HipAssociation::Forget()
{
    ++m_incarnation;
    m_updateTimer.Cancel();
    m_registerTimer.Cancel();
    m_useTimer.Cancel();
    m_pendingId.reset();
    m_tellLocator = false;
    m_askRegistration = false;
    m_lastSeq.reset();
    m_answer.reset();
    m_announced.clear();
    m_locators.clear();
    m_verifying.reset();
    m_roundTrip.reset();
    m_r1Counter = 0;
    m_closeNonce.clear();
    m_r2.reset();
    m_i2.clear();
    m_keys = Keys();
    ForgetSpis();
    m_updateId = 0;
    m_credit = 0;
    m_mayUseNew = true;
    m_servedUntil = Time(0);
    m_registeredUntil = Time(0);
}

} // namespace ns3
