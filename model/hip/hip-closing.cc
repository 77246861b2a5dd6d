/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// CLOSE, CLOSE_ACK and NOTIFY (RFC 5201, 6.13 to 6.15).

#include "hip-association.h"
#include "hip-host.h"
#include "l4-mobility-cpu.h"

#include "ns3/simulator.h"

#include <limits>

namespace ns3
{

namespace
{

/** Bytes of the nonce of CLOSE. */
constexpr std::size_t NONCE_SIZE{16};

} // namespace

void
HipAssociation::Close()
{
    if (!IsReady())
    {
        return;
    }
    m_closeNonce = m_host.m_random->Get(NONCE_SIZE);
    HipPacket close(HipPacket::CLOSE, m_host.GetHit(), m_peer);
    close.Add(HIP_ECHO_REQUEST_SIGNED, m_closeNonce);
    m_updateTimer.Cancel();
    m_registerTimer.Cancel();
    m_useTimer.Cancel();
    SetState(State::CLOSING);
    Authenticate(close);
    const HipSettings& settings = m_host.GetSettings();
    m_stateTimer = Simulator::Schedule(settings.unusedLifetime + settings.segmentLifetime,
                                       &HipAssociation::ClosingOver,
                                       this);
    SendReliably(close, m_peerLocator, std::numeric_limits<uint32_t>::max());
}

void
HipAssociation::CloseTimedOut()
{
    ++m_retransmissions;
    m_timeout = Min(2 * m_timeout, m_host.GetSettings().maximumTimeout);
    Send(*m_sent, m_sentTo);
    m_timer = Simulator::Schedule(m_timeout, &HipAssociation::TimedOut, this);
}

void
HipAssociation::ClosingOver()
{
    // The next incarnation may be on its way.
    const bool begun = m_sent && m_sent->type == HipPacket::I1;
    if (!begun)
    {
        StopTimer();
    }
    Forget();
    SetState(State::UNASSOCIATED);
    if (begun)
    {
        SetState(State::I1_SENT);
    }
    else if (!m_waiting.empty())
    {
        Start();
    }
}

void
HipAssociation::ReceiveClose(const HipPacket& close, const Address& from)
{
    const bool closing = m_state == State::CLOSING || m_state == State::CLOSED;
    const HipBytes* nonce = close.Find(HIP_ECHO_REQUEST_SIGNED);
    if (!(closing || IsReady()) || !nonce)
    {
        ++(nonce ? m_host.m_counters.unexpected : m_host.m_counters.malformed);
        return;
    }
    if (!IsMacRight(close) || !IsSignatureRight(close))
    {
        return;
    }
    const uint64_t incarnation = m_incarnation;
    m_host.m_cpu->WhenDone([this, close, from, incarnation]() {
        if (incarnation != m_incarnation)
        {
            return;
        }
        HipPacket ack(HipPacket::CLOSE_ACK, m_host.GetHit(), m_peer);
        EchoBack(close, ack);
        Authenticate(ack);
        Send(ack, from);
        if (m_state == State::CLOSED)
        {
            return;
        }
        // Keys are kept to answer another CLOSE, but no data passes any more.
        if (!m_sent || m_sent->type == HipPacket::CLOSE)
        {
            StopTimer();
        }
        m_updateTimer.Cancel();
        m_registerTimer.Cancel();
        m_useTimer.Cancel();
        m_pendingId.reset();
        ForgetSpis();
        SetState(State::CLOSED);
        const HipSettings& settings = m_host.GetSettings();
        m_stateTimer = Simulator::Schedule(settings.unusedLifetime + 2 * settings.segmentLifetime,
                                           &HipAssociation::ClosingOver,
                                           this);
    });
}

void
HipAssociation::ReceiveCloseAck(const HipPacket& ack)
{
    if (m_state != State::CLOSING && m_state != State::CLOSED)
    {
        ++m_host.m_counters.unexpected;
        return;
    }
    if (!IsMacRight(ack) || !IsSignatureRight(ack))
    {
        return;
    }
    const HipBytes* echo = ack.Find(HIP_ECHO_RESPONSE_SIGNED);
    if (!echo || m_closeNonce.empty() || !IsSameHip(*echo, m_closeNonce))
    {
        ++m_host.m_counters.echo;
        return;
    }
    ClosingOver();
}

void
HipAssociation::ReceiveNotify(const HipPacket& notify)
{
    if (IsSignatureRight(notify))
    {
        ++m_host.m_counters.notified;
    }
}

} // namespace ns3
