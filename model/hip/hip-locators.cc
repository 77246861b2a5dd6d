/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The peer's addresses: their status, their verification, credit (RFC 5206, 5).

#include "hip-association.h"
#include "hip-host.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/** Bytes of the nonce that an address is verified with. */
constexpr std::size_t NONCE_SIZE{16};

/** Traffic type: packets of HIP only (RFC 5206, 4.1). */
constexpr uint8_t SIGNALING_ONLY{1};

/** NOTIFY: a preferred locator has a type that is not known (RFC 5206, 5.3 and 7). */
constexpr uint16_t LOCATOR_TYPE_UNSUPPORTED{46};

/** @return whether an address can be a host's */
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

HipAssociation::Status
HipAssociation::GetStatus(const Address& address) const
{
    const auto found =
        std::find_if(m_locators.begin(), m_locators.end(), [&address](const Locator& one) {
            return one.address == address && !IsOver(one);
        });
    return found == m_locators.end() ? Status::DEPRECATED
           : found->verified         ? Status::ACTIVE
                                     : Status::UNVERIFIED;
}

bool
HipAssociation::IsVerifying() const
{
    return !m_locators.empty() && !m_locators.front().verified;
}

uint64_t
HipAssociation::GetCredit()
{
    AgeCredit();
    return m_credit;
}

bool
HipAssociation::IsOver(const Locator& one)
{
    return one.until <= Simulator::Now();
}

bool
HipAssociation::AreLocatorsRight(const HipPacket& update, const Address& from)
{
    const std::optional<HipEspInfo> info = GetHipParameter<HipEspInfo>(update);
    const bool known = info && IsEspInfoRight(*info);
    if ((update.Find(HIP_ESP_INFO) && !known) || (update.Find(HIP_LOCATOR) && !info) ||
        update.Find(HIP_DIFFIE_HELLMAN))
    {
        return false;
    }
    const std::optional<HipLocators> locators = GetHipParameter<HipLocators>(update);
    if (update.Find(HIP_LOCATOR) && !locators)
    {
        return false;
    }
    if (locators && !locators->unknown.empty())
    {
        m_host.Notify(*this, from, LOCATOR_TYPE_UNSUPPORTED, locators->unknown);
    }
    const auto isRight = [&info](const HipLocator& one) {
        return IsUnicast(one.address) && one.lifetime != 0 && one.spi == info->newSpi;
    };
    return !locators || std::all_of(locators->all.begin(), locators->all.end(), isRight);
}

void
HipAssociation::TakeLocators(const HipLocators& locators)
{
    // What is not listed is deprecated from now on (5.3).
    std::vector<Locator> before;
    before.swap(m_locators);
    for (const HipLocator& one : locators.all)
    {
        if (one.trafficType == SIGNALING_ONLY)
        {
            continue;
        }
        Locator locator;
        locator.address = FromHipWire(one.address);
        locator.until = Simulator::Now() + Seconds(one.lifetime);
        locator.verified =
            std::any_of(before.begin(), before.end(), [&locator](const Locator& old) {
                return old.address == locator.address && old.verified && !IsOver(old);
            });
        m_locators.insert(one.preferred ? m_locators.begin() : m_locators.end(), locator);
    }
    m_toldPeer = false;
    m_verifying.reset();
    if (m_locators.empty())
    {
        return;
    }
    const Locator& preferred = m_locators.front();
    if (preferred.verified)
    {
        m_peerLocator = preferred.address;
        m_host.m_peerTrace(m_peer, m_peerLocator);
        return;
    }
    AgeCredit();
    if (const Locator* active = FindActive())
    {
        m_peerLocator = active->address;
    }
    else if (m_host.GetSettings().credit && m_credit > 0)
    {
        m_toldPeer = true;
        m_host.m_peerTrace(m_peer, preferred.address);
    }
}

bool
HipAssociation::ChooseUnverified()
{
    const auto found = std::find_if(m_locators.begin(), m_locators.end(), [](const Locator& one) {
        return !one.verified && !IsOver(one);
    });
    if (found == m_locators.end())
    {
        return false;
    }
    m_verifying = found->address;
    m_nonce = m_host.m_random->Get(NONCE_SIZE);
    return true;
}

void
HipAssociation::Verified()
{
    for (Locator& one : m_locators)
    {
        one.verified = one.verified || one.address == *m_verifying;
    }
    const bool preferred = m_locators.front().address == *m_verifying;
    m_verifying.reset();
    if (preferred)
    {
        m_peerLocator = m_locators.front().address;
        if (!m_toldPeer)
        {
            m_host.m_peerTrace(m_peer, m_peerLocator);
        }
    }
}

const HipAssociation::Locator*
HipAssociation::FindActive() const
{
    const auto found = std::find_if(m_locators.begin(), m_locators.end(), [](const Locator& one) {
        return one.verified && !IsOver(one);
    });
    return found == m_locators.end() ? nullptr : &*found;
}

Address
HipAssociation::ChooseDestination(uint32_t bytes)
{
    if (const Locator* active = FindActive())
    {
        return active->address;
    }
    const bool unverified = IsVerifying() && !IsOver(m_locators.front());
    if (!unverified)
    {
        // Deprecated, but there is no other one (4).
        return m_peerLocator;
    }
    AgeCredit();
    if (m_host.GetSettings().credit && m_credit >= bytes)
    {
        m_credit -= bytes;
        return m_locators.front().address;
    }
    return Address();
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

} // namespace ns3
