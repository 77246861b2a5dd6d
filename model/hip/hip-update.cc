/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// UPDATE: readdressing, verification of addresses, credit (RFC 5201, 6.11, 6.12; RFC 5206, 3 to 5),
// registration (RFC 5203).

#include "hip-association.h"
#include "hip-host.h"
#include "l4-mobility-cpu.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{

namespace
{

/** Bytes of the nonce that an address is verified with. */
constexpr std::size_t NONCE_SIZE{16};

/** A registration is renewed when so much of it is over. */
constexpr double RENEWAL{0.8};

/** \return whether an address can be a host's */
bool
IsUnicast(const Ipv6Address& address)
{
    const Address real = FromHipWire(address);
    if (Ipv4Address::IsMatchingType(real))
    {
        const Ipv4Address ipv4 = Ipv4Address::ConvertFrom(real);
        return !ipv4.IsAny() && !ipv4.IsBroadcast() && !ipv4.IsMulticast() && !ipv4.IsLocalhost();
    }
    return !address.IsAny() && !address.IsMulticast() && !address.IsLocalhost() &&
           !address.IsLinkLocal() && !HipIdentity::IsTag(address);
}

} // namespace

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
    const Address now = m_host.SelectLocator(
        m_peerLocator.IsInvalid() ? m_host.GetKnownLocator(m_peer) : m_peerLocator);
    if (m_state == State::I1_SENT || m_state == State::I2_SENT)
    {
        // Puzzles are made for addresses, so that all begins again.
        if (!now.IsInvalid() && now != m_own)
        {
            ++m_incarnation;
            SendI1();
        }
        return;
    }
    m_own = now;
    if (!IsReady() || now.IsInvalid())
    {
        return;
    }
    if (now != m_announced)
    {
        Announce();
        return;
    }
    if (m_pendingId)
    {
        m_updateRetriesLeft = m_host.GetSettings().updateRetries;
        RepeatUpdate();
    }
    m_host.m_unmovedTrace(m_peer, m_own);
}

void
HipAssociation::Announce()
{
    m_announced = m_own;
    m_tellLocator = true;
    m_mayUseNew = m_host.GetSettings().dataBeforeAck;
    SendUpdate(HipPacket(HipPacket::UPDATE, m_host.GetHit(), m_peer));
    if (m_mayUseNew)
    {
        m_host.m_ownTrace(m_peer, m_own);
    }
}

void
HipAssociation::SendUpdate(HipPacket update)
{
    if (m_tellLocator || m_candidate)
    {
        // The SPIs stay (RFC 5206, 3.2.1).
        HipEspInfo info;
        info.oldSpi = m_spi;
        info.newSpi = m_spi;
        AddHipParameter(update, info);
    }
    if (m_tellLocator)
    {
        HipLocator locator;
        locator.preferred = true;
        locator.lifetime = std::numeric_limits<uint32_t>::max();
        locator.spi = m_spi;
        locator.address = ToHipWire(m_announced);
        AddHipParameter(update, HipLocators{{locator}});
    }
    if (m_candidate)
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
    m_updateRetriesLeft = m_host.GetSettings().updateRetries;
    RepeatUpdate();
}

void
HipAssociation::RepeatUpdate()
{
    m_updateTimeout = m_host.GetSettings().timeout;
    Send(m_update, m_candidate.value_or(m_peerLocator));
    StartUpdateTimer();
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
            m_pendingId.reset();
            m_candidate.reset();
            if (m_tellLocator)
            {
                Forget();
                SetState(State::UNASSOCIATED);
                LocatorsChanged();
            }
            return;
        }
        --m_updateRetriesLeft;
        ++m_retransmissions;
        Send(m_update, m_candidate.value_or(m_peerLocator));
    }
    m_updateTimeout = Min(2 * m_updateTimeout, m_host.GetSettings().maximumTimeout);
    StartUpdateTimer();
}

void
HipAssociation::ReceiveUpdate(const HipPacket& update, const Address& from)
{
    if (!IsReady())
    {
        ++m_host.m_counters.unexpected;
        return;
    }
    if (!IsMacRight(update) || !IsNews(update, from) || !IsSignatureRight(update))
    {
        return;
    }
    const uint64_t incarnation = m_incarnation;
    m_host.m_cpu->WhenDone([this, update, from, incarnation]() {
        if (incarnation == m_incarnation && IsReady() && IsNews(update, from))
        {
            TakeUpdate(update, from);
        }
    });
}

bool
HipAssociation::IsNews(const HipPacket& update, const Address& from)
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
        Send(*m_answer, m_candidate.value_or(from));
    }
    return false;
}

void
HipAssociation::TakeUpdate(const HipPacket& update, const Address& from)
{
    if (m_state == State::R2_SENT)
    {
        SetState(State::ESTABLISHED);
    }
    TakeAcknowledgement(update);
    TakeGrant(update);
    const std::vector<uint32_t> seq = FromHipList(update.Find(HIP_SEQ), 4);
    if (!seq.empty())
    {
        m_lastSeq = seq.front();
        Acknowledge(update, from, TakeLocators(update));
    }
}

void
HipAssociation::TakeAcknowledgement(const HipPacket& update)
{
    const std::vector<uint32_t> acks = FromHipList(update.Find(HIP_ACK), 4);
    if (m_pendingId && std::find(acks.begin(), acks.end(), *m_pendingId) != acks.end())
    {
        m_pendingId.reset();
        m_updateTimer.Cancel();
        m_tellLocator = false;
        m_askRegistration = false;
        if (!m_mayUseNew)
        {
            m_mayUseNew = true;
            m_host.m_ownTrace(m_peer, m_own);
        }
    }
    if (const HipBytes* echo = update.Find(HIP_ECHO_RESPONSE_SIGNED))
    {
        if (m_candidate && IsSameHip(*echo, m_nonce))
        {
            Verified();
        }
        else
        {
            ++m_host.m_counters.echo;
        }
    }
}

bool
HipAssociation::TakeLocators(const HipPacket& update)
{
    if (!update.Find(HIP_LOCATOR))
    {
        return false;
    }
    const std::optional<HipLocators> locators = GetHipParameter<HipLocators>(update);
    const auto usable = [this](const HipLocator& one) {
        return one.preferred && one.trafficType != 1 && IsUnicast(one.address) &&
               (one.spi == 0 || one.spi == m_out->GetSpi());
    };
    const auto end = locators ? locators->all.end() : std::vector<HipLocator>::const_iterator();
    const auto found = locators ? std::find_if(locators->all.begin(), end, usable) : end;
    if (!locators || found == end)
    {
        ++m_host.m_counters.malformed;
        return false;
    }
    const Address address = FromHipWire(found->address);
    m_toldPeer = false;
    if (address == m_peerLocator)
    {
        // Back at the one that is verified.
        m_candidate.reset();
        if (!m_tellLocator && !m_askRegistration)
        {
            m_pendingId.reset();
            m_updateTimer.Cancel();
        }
        m_host.m_peerTrace(m_peer, address);
        return false;
    }
    m_candidate = address;
    m_nonce = m_host.m_random->Get(NONCE_SIZE);
    AgeCredit();
    if (m_host.GetSettings().credit && m_credit > 0)
    {
        m_toldPeer = true;
        m_host.m_peerTrace(m_peer, address);
    }
    return true;
}

void
HipAssociation::Acknowledge(const HipPacket& update, const Address& from, bool verify)
{
    HipPacket answer(HipPacket::UPDATE, m_host.GetHit(), m_peer);
    answer.Add(HIP_ACK, ToHipList({*m_lastSeq}, 4));
    if (const HipBytes* echo = update.Find(HIP_ECHO_REQUEST_SIGNED))
    {
        answer.Add(HIP_ECHO_RESPONSE_SIGNED, *echo);
    }
    if (const HipBytes* request = update.Find(HIP_REG_REQUEST))
    {
        Grant(*request, answer);
    }
    if (verify)
    {
        SendUpdate(answer);
        m_answer = m_update;
        return;
    }
    Authenticate(answer);
    m_answer = answer;
    Send(answer, m_candidate.value_or(from));
}

void
HipAssociation::Verified()
{
    m_peerLocator = *m_candidate;
    m_candidate.reset();
    if (!m_toldPeer)
    {
        m_host.m_peerTrace(m_peer, m_peerLocator);
    }
}

void
HipAssociation::AgeCredit()
{
    const HipSettings& settings = m_host.GetSettings();
    const int64_t intervals = (Simulator::Now() - m_creditAged).GetTimeStep() /
                              settings.creditAgingInterval.GetTimeStep();
    if (intervals > 0)
    {
        const double left = std::pow(settings.creditAgingFactor, static_cast<double>(intervals));
        m_credit = static_cast<uint64_t>(static_cast<double>(m_credit) * left);
        m_creditAged += intervals * settings.creditAgingInterval;
    }
}

HipBytes
HipAssociation::MakeRequest() const
{
    HipRegistration request;
    request.first = HipRegistration::ToCode(m_host.GetSettings().registrationLifetime.GetSeconds());
    request.services = {HipRegistration::RENDEZVOUS};
    return request.ToBytes(false);
}

void
HipAssociation::Grant(const HipBytes& request, HipPacket& answer)
{
    std::optional<HipRegistration> asked = HipRegistration::Read(&request, false);
    if (!asked || !m_host.m_serves || !asked->Has(HipRegistration::RENDEZVOUS))
    {
        // Reason 1: the service is not to be had (RFC 5203, 4.3).
        HipRegistration refusal;
        refusal.first = 1;
        refusal.services = asked ? asked->services : std::vector<uint8_t>();
        answer.Add(HIP_REG_FAILED, refusal.ToBytes(false));
        return;
    }
    HipRegistration granted;
    granted.first =
        std::min(asked->first,
                 HipRegistration::ToCode(m_host.GetSettings().registrationLifetime.GetSeconds()));
    granted.services = {HipRegistration::RENDEZVOUS};
    m_servedUntil = Simulator::Now() + Seconds(HipRegistration::ToSeconds(granted.first));
    answer.Add(HIP_REG_RESPONSE, granted.ToBytes(false));
}

void
HipAssociation::TakeGrant(const HipPacket& packet)
{
    const std::optional<HipRegistration> granted =
        HipRegistration::Read(packet.Find(HIP_REG_RESPONSE), false);
    if (!granted || !m_host.IsServer(m_peer) || !granted->Has(HipRegistration::RENDEZVOUS))
    {
        return;
    }
    const Time lifetime = Seconds(HipRegistration::ToSeconds(granted->first));
    m_registeredUntil = Simulator::Now() + lifetime;
    m_registerTimer.Cancel();
    m_registerTimer = Simulator::Schedule(RENEWAL * lifetime, &HipAssociation::Register, this);
}

void
HipAssociation::Register()
{
    if (IsReady())
    {
        m_askRegistration = true;
        SendUpdate(HipPacket(HipPacket::UPDATE, m_host.GetHit(), m_peer));
    }
}

} // namespace ns3
