/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-responder.h"

#include "hip-esp.h"

#include "ns3/simulator.h"

#include <cmath>

namespace ns3
{

namespace
{

/** Suites, of HIP and of ESP alike: the same numbers (RFC 5201, 5.2.7; RFC 5202, 5.1.2). */
std::vector<uint32_t>
GetSuites(uint16_t preferred)
{
    return preferred == HipSecurityAssociation::AES_CBC_HMAC_SHA1 ? std::vector<uint32_t>{1, 5}
                                                                  : std::vector<uint32_t>{5, 1};
}

/** Generations before the present one whose puzzles are good (RFC 5201, 4.1.2 recommends twice the
 * lifetime). */
constexpr uint64_t OLD_GENERATIONS{2};

/** Addresses that R1s went to lately; more are looked through for those that are over. */
constexpr std::size_t MAXIMUM_ANSWERED{1000};

} // namespace

HipResponder::HipResponder(const HipPrivateIdentity& identity,
                           const Offer& offer,
                           HipRandom& random)
    : m_identity(identity),
      m_offer(offer),
      m_random(random),
      m_secret(random.Get(HIP_HASH_SIZE))
{
    m_keyPairs.emplace(0, HipKeyPair(offer.group, random));
}

uint64_t
HipResponder::GetGeneration() const
{
    // From 1: 0 is older than any.
    return 1 +
           static_cast<uint64_t>(Simulator::Now().GetTimeStep() / m_offer.lifetime.GetTimeStep());
}

uint64_t
HipResponder::GetPuzzle(uint64_t generation,
                        const Ipv6Address& initiator,
                        const Address& from,
                        const Address& to) const
{
    const HipBytes secret = HipHmac(m_secret, HipWriter().Put(generation, 8).Get());
    HipWriter writer;
    writer.Put(initiator).Put(m_identity.GetHit());
    writer.Put(ToHipWire(from)).Put(ToHipWire(to));
    const HipBytes mac = HipHmac(secret, writer.Get());
    return HipReader(mac).Get(8);
}

HipBytes
HipResponder::GetSigned(const HipPacket& r1)
{
    HipPacket blank = r1;
    blank.receiver = Ipv6Address();
    if (std::optional<HipPuzzle> puzzle = GetHipParameter<HipPuzzle>(r1))
    {
        puzzle->opaque = 0;
        puzzle->random = 0;
        blank.Remove(HIP_PUZZLE);
        AddHipParameter(blank, *puzzle);
    }
    return blank.GetCovered(HIP_SIGNATURE_2);
}

uint64_t
HipResponder::GetEpoch(uint64_t generation) const
{
    const int64_t begin = static_cast<int64_t>(generation - 1) * m_offer.lifetime.GetTimeStep();
    return static_cast<uint64_t>(begin / m_offer.dhLifetime.GetTimeStep());
}

HipPacket
HipResponder::MakeTemplate(uint64_t generation)
{
    const uint64_t epoch = GetEpoch(generation);
    if (m_keyPairs.count(epoch) == 0)
    {
        // Nothing is drawn for a pair that there is.
        // cppcheck-suppress stlFindInsert
        m_keyPairs.emplace(epoch, HipKeyPair(m_offer.group, m_random));
        const uint64_t oldest = generation > OLD_GENERATIONS ? generation - OLD_GENERATIONS : 1;
        m_keyPairs.erase(m_keyPairs.begin(), m_keyPairs.lower_bound(GetEpoch(oldest)));
    }
    const HipKeyPair& keyPair = m_keyPairs.at(epoch);
    HipPacket r1(HipPacket::R1, m_identity.GetHit(), Ipv6Address());
    AddHipParameter(r1, HipR1Counter{generation});
    HipPuzzle puzzle;
    puzzle.k = m_offer.k;
    puzzle.lifetime =
        static_cast<uint8_t>(32 + std::floor(std::log2(m_offer.lifetime.GetSeconds())));
    AddHipParameter(r1, puzzle);
    AddHipParameter(r1, HipDiffieHellman{keyPair.GetGroup(), keyPair.GetPublicValue()});
    r1.Add(HIP_TRANSFORM, ToHipList(GetSuites(HipSecurityAssociation::AES_CBC_HMAC_SHA1), 2));
    AddHipParameter(r1, m_identity.GetHostId());
    if (m_offer.rendezvous)
    {
        HipRegistration registration;
        registration.first = HipRegistration::ToCode(1);
        registration.maximum = HipRegistration::ToCode(m_offer.registration.GetSeconds());
        registration.services = {HipRegistration::RENDEZVOUS};
        r1.Add(HIP_REG_INFO, registration.ToBytes(true));
    }
    r1.Add(HIP_ESP_TRANSFORM, ToHipList(GetSuites(m_offer.espSuite), 2, 2));
    r1.Add(HIP_SIGNATURE_2, m_identity.Sign(GetSigned(r1)));
    return r1;
}

bool
HipResponder::MayAnswer(const Address& to)
{
    const Time now = Simulator::Now();
    const auto last = m_answered.find(to);
    if (last != m_answered.end() && now < last->second + m_offer.interval)
    {
        return false;
    }
    if (m_answered.size() >= MAXIMUM_ANSWERED)
    {
        // Those that say nothing any more.
        for (auto one = m_answered.begin(); one != m_answered.end();)
        {
            one = now < one->second + m_offer.interval ? std::next(one) : m_answered.erase(one);
        }
    }
    m_answered[to] = now;
    return true;
}

HipPacket
HipResponder::MakeR1(const Ipv6Address& initiator, const Address& from, const Address& to)
{
    const uint64_t generation = GetGeneration();
    if (!m_template || m_templateOf != generation)
    {
        m_template = MakeTemplate(generation);
        m_templateOf = generation;
    }
    HipPacket r1 = *m_template;
    r1.receiver = initiator;
    HipPuzzle puzzle = *GetHipParameter<HipPuzzle>(r1);
    puzzle.random = GetPuzzle(generation, initiator, from, to);
    r1.Remove(HIP_PUZZLE);
    AddHipParameter(r1, puzzle);
    return r1;
}

std::optional<uint64_t>
HipResponder::FindGeneration(const HipPacket& i2, const Address& from, const Address& to) const
{
    const std::optional<HipSolution> solution = GetHipParameter<HipSolution>(i2);
    const std::optional<HipR1Counter> counter = GetHipParameter<HipR1Counter>(i2);
    if (!solution || solution->k != m_offer.k)
    {
        return std::nullopt;
    }
    const uint64_t now = GetGeneration();
    const uint64_t first = now > OLD_GENERATIONS ? now - OLD_GENERATIONS : 1;
    for (uint64_t generation = now; generation >= first; --generation)
    {
        // An initiator need not echo the counter (5.2.3).
        if ((!counter || counter->counter == generation) &&
            solution->random == GetPuzzle(generation, i2.sender, from, to))
        {
            return IsHipSolution(*solution, i2.sender, i2.receiver)
                       ? std::optional<uint64_t>(generation)
                       : std::nullopt;
        }
    }
    return std::nullopt;
}

const HipKeyPair&
HipResponder::GetKeyPair(uint64_t generation) const
{
    return m_keyPairs.at(GetEpoch(generation));
}

} // namespace ns3
