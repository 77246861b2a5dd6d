/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// UPDATE (RFC 5201, 6.11 and 6.12), and own addresses (RFC 5206, 5.2).

#include "hip-association.h"
#include "hip-host.h"
#include "l4-mobility-cpu.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <limits>

namespace ns3
{

void
HipAssociation::LocatorsChanged()
{
    if (m_state == State::UNASSOCIATED)
    {
        if (!m_waiting.empty() || m_host.IsServer(m_peer))
        {
            Start();
        }
        return;
    }
    const std::vector<Address> now = m_host.SelectLocators(
        m_peerLocator.IsInvalid() ? m_host.GetKnownLocator(m_peer) : m_peerLocator);
    const bool exchanging =
        m_sent && (m_sent->type == HipPacket::I1 || m_sent->type == HipPacket::I2);
    if (exchanging)
    {
        // Puzzles are made for addresses, so that all begins again.
        if (!now.empty() && now.front() != m_own)
        {
            ++m_incarnation;
            SendI1();
        }
        return;
    }
    m_own = now.empty() ? Address() : now.front();
    if (!IsReady() || now.empty())
    {
        return;
    }
    if (now != m_announced)
    {
        Announce(now);
        return;
    }
    if (m_pendingId)
    {
        m_updateRetriesLeft = m_host.GetSettings().updateRetries;
        m_updateSentAgain = true;
        RepeatUpdate();
    }
    m_host.m_unmovedTrace(m_peer, m_own);
}

void
HipAssociation::Announce(const std::vector<Address>& now)
{
    const bool moved = m_announced.empty() || m_announced.front() != now.front();
    m_announced = now;
    m_tellLocator = true;
    m_mayUseNew = m_mayUseNew && (!moved || m_host.GetSettings().dataBeforeAck);
    if (moved && m_host.GetSettings().rekey && !m_rekeying)
    {
        StartRekeying(m_keys.keymat.GetIndex());
    }
    SendUpdate(HipPacket(HipPacket::UPDATE, m_host.GetHit(), m_peer));
    if (moved && m_mayUseNew)
    {
        m_host.m_ownTrace(m_peer, m_own);
    }
}

void
HipAssociation::SendUpdate(HipPacket update)
{
    HipEspInfo info;
    // The SPIs stay (RFC 5206, 3.2.1), or do not (3.2.2).
    info.keymatIndex = m_rekeying ? m_rekeying->index : uint16_t{0};
    info.oldSpi = m_spi;
    info.newSpi = m_rekeying ? m_rekeying->spi : m_spi;
    if (m_tellLocator || m_verifying || m_rekeying)
    {
        AddHipParameter(update, info);
    }
    if (m_tellLocator)
    {
        HipLocators locators;
        for (const Address& address : m_announced)
        {
            HipLocator locator;
            locator.preferred = locators.all.empty();
            locator.lifetime = std::numeric_limits<uint32_t>::max();
            locator.spi = info.newSpi;
            locator.address = ToHipWire(address);
            locators.all.push_back(locator);
        }
        AddHipParameter(update, locators);
    }
    if (m_verifying)
    {
        update.Add(HIP_ECHO_REQUEST_SIGNED, m_nonce);
    }
    if (m_askRegistration)
    {
        update.Add(HIP_REG_REQUEST, MakeRequest());
    }
    m_pendingId = m_updateId++;
    update.Add(HIP_SEQ, ToHipList({*m_pendingId}, 4));
    Authenticate(update);
    m_update = update;
    m_updateSentAgain = false;
    m_updateRetriesLeft = m_host.GetSettings().updateRetries;
    RepeatUpdate();
}

void
HipAssociation::RepeatUpdate()
{
    // 6.11.
    m_updateTimeout = m_roundTrip ? 2 * *m_roundTrip : m_host.GetSettings().timeout;
    Send(m_update, m_verifying.value_or(m_peerLocator));
    StartUpdateTimer();
    m_updateSentAt = m_host.m_cpu->GetFreeAt();
}

void
HipAssociation::StartUpdateTimer()
{
    m_updateTimer.Cancel();
    const Time delay = m_host.m_cpu->GetFreeAt() - Simulator::Now();
    m_updateTimer =
        Simulator::Schedule(delay + m_updateTimeout, &HipAssociation::UpdateTimedOut, this);
}

void
HipAssociation::UpdateTimedOut()
{
    // Without an address it cannot be sent, and waits.
    if (!m_own.IsInvalid())
    {
        if (m_updateRetriesLeft == 0)
        {
            UpdateFailed();
            return;
        }
        --m_updateRetriesLeft;
        ++m_retransmissions;
        m_updateSentAgain = true;
        Send(m_update, m_verifying.value_or(m_peerLocator));
    }
    m_updateTimeout = Min(2 * m_updateTimeout, m_host.GetSettings().maximumTimeout);
    StartUpdateTimer();
}

void
HipAssociation::UpdateFailed()
{
    m_pendingId.reset();
    if (m_verifying && !m_tellLocator && FindActive())
    {
        // Another address of the peer is good; this one is not.
        m_locators.erase(
            std::remove_if(m_locators.begin(),
                           m_locators.end(),
                           [this](const Locator& one) { return one.address == *m_verifying; }),
            m_locators.end());
        m_verifying.reset();
        return;
    }
    // The association is broken (6.11).
    Close();
    if (m_host.IsServer(m_peer))
    {
        Start();
    }
}

void
HipAssociation::TakeRoundTrip(const Time& begin)
{
    m_roundTrip = Max(Simulator::Now() - begin, MilliSeconds(1));
}

void
HipAssociation::ReceiveUpdate(const HipPacket& update, const Address& from)
{
    if (!IsReady())
    {
        ++m_host.m_counters.unexpected;
        return;
    }
    const HipBytes* seq = update.Find(HIP_SEQ);
    if (seq && seq->size() != 4)
    {
        ++m_host.m_counters.malformed;
        return;
    }
    if (!IsMacRight(update) || !IsNews(update) || !IsSignatureRight(update))
    {
        return;
    }
    const uint64_t incarnation = m_incarnation;
    m_host.m_cpu->WhenDone([this, update, from, incarnation]() {
        if (incarnation == m_incarnation && IsReady() && IsNews(update))
        {
            TakeUpdate(update, from);
        }
    });
}

bool
HipAssociation::IsNews(const HipPacket& update)
{
    const std::vector<uint32_t> seq = FromHipList(update.Find(HIP_SEQ), 4);
    if (seq.empty() || !m_lastSeq)
    {
        return true;
    }
    const auto ahead = static_cast<int32_t>(seq.front() - *m_lastSeq);
    if (ahead > 0)
    {
        return true;
    }
    ++m_host.m_counters.replayed;
    if (ahead == 0 && m_answer)
    {
        // What it was answered with may have been lost.
        Send(*m_answer, m_answerTo);
    }
    return false;
}

void
HipAssociation::TakeUpdate(const HipPacket& update, const Address& from)
{
    const std::vector<uint32_t> seq = FromHipList(update.Find(HIP_SEQ), 4);
    if (!AreLocatorsRight(update, from))
    {
        ++m_host.m_counters.malformed;
        return;
    }
    if (!TakeAcknowledgement(update) && seq.empty())
    {
        // 6.12.2.
        ++m_host.m_counters.ack;
        return;
    }
    if (m_state == State::R2_SENT)
    {
        SetState(State::ESTABLISHED);
    }
    if (!seq.empty())
    {
        m_lastSeq = seq.front();
        Acknowledge(update, from);
    }
    if (!m_pendingId && !m_verifying && ChooseUnverified())
    {
        SendUpdate(HipPacket(HipPacket::UPDATE, m_host.GetHit(), m_peer));
    }
}

bool
HipAssociation::TakeAcknowledgement(const HipPacket& update)
{
    const std::vector<uint32_t> acks = FromHipList(update.Find(HIP_ACK), 4);
    if (!m_pendingId || std::find(acks.begin(), acks.end(), *m_pendingId) == acks.end())
    {
        return false;
    }
    m_pendingId.reset();
    m_updateTimer.Cancel();
    if (!m_updateSentAgain)
    {
        TakeRoundTrip(m_updateSentAt);
    }
    else
    {
        // Which one was answered is not known: the time that was enough is kept (Karn).
        m_roundTrip = m_updateTimeout / 2;
    }
    m_tellLocator = false;
    m_askRegistration = false;
    if (!m_mayUseNew)
    {
        m_mayUseNew = true;
        m_host.m_ownTrace(m_peer, m_own);
    }
    TakeGrant(update);
    if (m_rekeying)
    {
        m_rekeying->acknowledged = true;
        if (m_rekeying->out)
        {
            FinishRekeying();
        }
    }
    if (m_verifying)
    {
        const HipBytes* echo = update.Find(HIP_ECHO_RESPONSE_SIGNED);
        if (echo && IsSameHip(*echo, m_nonce))
        {
            Verified();
        }
        else
        {
            ++m_host.m_counters.echo;
        }
    }
    return true;
}

void
HipAssociation::Acknowledge(const HipPacket& update, const Address& from)
{
    HipPacket answer(HipPacket::UPDATE, m_host.GetHit(), m_peer);
    answer.Add(HIP_ACK, ToHipList({*m_lastSeq}, 4));
    EchoBack(update, answer);
    Grant(update, answer);
    // ESP_INFO first: locators are of the new SPI (RFC 5206, 5.3).
    const std::optional<HipEspInfo> info = GetHipParameter<HipEspInfo>(update);
    bool ask = info && TakeEspInfo(*info);
    if (const std::optional<HipLocators> locators = GetHipParameter<HipLocators>(update))
    {
        const std::optional<Address> before = m_pendingId ? m_verifying : std::nullopt;
        TakeLocators(*locators);
        if (IsVerifying() && before == m_locators.front().address)
        {
            // It is being asked already.
            m_verifying = before;
        }
        else
        {
            ask = (IsVerifying() && ChooseUnverified()) || ask;
        }
        if (before && !m_verifying && !m_tellLocator && !m_askRegistration && !m_rekeying)
        {
            // Nobody needs the answer any more.
            m_pendingId.reset();
            m_updateTimer.Cancel();
        }
    }
    if (ask)
    {
        m_answerTo = m_verifying.value_or(m_peerLocator);
        SendUpdate(answer);
        m_answer = m_update;
        return;
    }
    Authenticate(answer);
    m_answer = answer;
    m_answerTo = from;
    Send(answer, from);
}

} // namespace ns3
