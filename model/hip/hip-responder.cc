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

} // namespace

HipResponder::HipResponder(const HipPrivateIdentity& identity,
                           const Offer& offer,
                           HipRandom& random)
    : m_identity(identity),
      m_offer(offer),
      m_secret(random.Get(HIP_HASH_SIZE)),
      m_keyPair(offer.group, random)
{
}

void
HipResponder::SetOffer(const Offer& offer)
{
    m_offer = offer;
    m_template.reset();
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
    HipWriter writer;
    writer.Put(generation, 8).Put(initiator);
    writer.Put(ToHipWire(from)).Put(ToHipWire(to));
    const HipBytes mac = HipHmac(m_secret, writer.Get());
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

HipPacket
HipResponder::MakeTemplate(uint64_t generation) const
{
    HipPacket r1(HipPacket::R1, m_identity.GetHit(), Ipv6Address());
    AddHipParameter(r1, HipR1Counter{generation});
    HipPuzzle puzzle;
    puzzle.k = m_offer.k;
    puzzle.lifetime =
        static_cast<uint8_t>(32 + std::lround(std::log2(m_offer.lifetime.GetSeconds())));
    AddHipParameter(r1, puzzle);
    AddHipParameter(r1, HipDiffieHellman{m_keyPair.GetGroup(), m_keyPair.GetPublicValue()});
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

bool
HipResponder::IsSolved(const HipPacket& i2, const Address& from, const Address& to) const
{
    const std::optional<HipSolution> solution = GetHipParameter<HipSolution>(i2);
    const std::optional<HipR1Counter> counter = GetHipParameter<HipR1Counter>(i2);
    if (!solution || !counter)
    {
        return false;
    }
    const uint64_t now = GetGeneration();
    const bool recent = counter->counter <= now && counter->counter + 1 >= now;
    return recent && solution->k == m_offer.k &&
           solution->random == GetPuzzle(counter->counter, i2.sender, from, to) &&
           IsHipSolution(*solution, i2.sender, i2.receiver);
}

const HipKeyPair&
HipResponder::GetKeyPair() const
{
    return m_keyPair;
}

} // namespace ns3
