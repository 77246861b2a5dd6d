/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The base exchange: I1, R1, I2, R2 (RFC 5201, 4.1, 6.6 to 6.10; RFC 5202, 5.2).

#include "hip-association.h"
#include "hip-host.h"
#include "l4-mobility-cpu.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/** More bits of a puzzle are not tried. */
constexpr uint8_t MAXIMUM_K{28};

/** @return the first suite of a list that is known, or 0 @param list of a packet */
uint16_t
ChooseSuite(const std::vector<uint32_t>& list)
{
    for (std::size_t i = 0; i < std::min(list.size(), HIP_MAXIMUM_SUITES); ++i)
    {
        if (HipSecurityAssociation::IsSuite(static_cast<uint16_t>(list[i])))
        {
            return static_cast<uint16_t>(list[i]);
        }
    }
    return 0;
}

/** @return the suite that was chosen; 0 where it is unknown, or not the only one (6.9; RFC 5202,
 * 6.5) @param list of a packet */
uint16_t
GetChosen(const std::vector<uint32_t>& list)
{
    return list.size() == 1 ? ChooseSuite(list) : 0;
}

/** @return seconds that a puzzle is good @param lifetime as it is on the wire (5.2.4) */
double
GetLifetime(uint8_t lifetime)
{
    return std::exp2(lifetime - 32.0);
}

/** @return what HMAC_2 covers: the packet, and at its end the sender's HOST_ID (6.4.1) */
HipBytes
GetCoveredByHmac2(const HipPacket& packet, const HipParameter& hostId)
{
    return packet.GetCoveredWith(HIP_HMAC_2, hostId);
}

/** @return whose HOST_ID a packet has, where that is the sender of the packet */
std::optional<HipIdentity>
GetSender(const HipPacket& packet)
{
    const std::optional<HipHostId> hostId = GetHipParameter<HipHostId>(packet);
    std::optional<HipIdentity> identity;
    if (hostId)
    {
        identity = HipIdentity::FromHostId(*hostId);
    }
    return identity && identity->GetHit() == packet.sender ? identity : std::nullopt;
}

} // namespace

void
HipAssociation::SendI1()
{
    m_peerLocator = m_host.GetKnownLocator(m_peer);
    const std::vector<Address> own = m_host.SelectLocators(m_peerLocator);
    m_own = own.empty() ? Address() : own.front();
    if (m_own.IsInvalid())
    {
        return;
    }
    if (m_state == State::UNASSOCIATED || m_state == State::I2_SENT)
    {
        SetState(State::I1_SENT);
    }
    SendReliably(HipPacket(HipPacket::I1, m_host.GetHit(), m_peer),
                 m_peerLocator,
                 m_host.GetSettings().i1Retries);
}

bool
HipAssociation::IsNewR1(const HipPacket& r1) const
{
    const std::optional<HipR1Counter> counter = GetHipParameter<HipR1Counter>(r1);
    const uint64_t generation = counter ? counter->counter : 0;
    return m_state == State::I2_SENT ? generation > m_r1Counter : generation >= m_r1Counter;
}

void
HipAssociation::ReceiveR1(const HipPacket& r1, const Address& from)
{
    HipHost::Counters& counters = m_host.m_counters;
    const std::optional<HipPuzzle> puzzle = GetHipParameter<HipPuzzle>(r1);
    const bool asked = m_state == State::I1_SENT || m_state == State::I2_SENT ||
                       (m_sent && m_sent->type == HipPacket::I1);
    if (!asked || !puzzle)
    {
        ++(puzzle ? counters.unexpected : counters.malformed);
        return;
    }
    if (!IsNewR1(r1))
    {
        ++counters.replayed;
        return;
    }
    const std::optional<HipIdentity> responder = GetSender(r1);
    const HipBytes* signature = r1.Find(HIP_SIGNATURE_2);
    if (!responder || !signature)
    {
        ++(responder ? counters.signature : counters.identity);
        return;
    }
    Compute(m_host.m_costs.GetVerifying(responder->GetBits()));
    if (!responder->Verify(HipResponder::GetSigned(r1), *signature))
    {
        ++counters.signature;
        return;
    }
    SendI2(r1, *responder, from);
}

HipEspInfo
HipAssociation::MakeEspInfo() const
{
    HipEspInfo info;
    info.keymatIndex = m_keys.keymatIndex;
    info.newSpi = m_spi;
    return info;
}

HipAssociation::Keys
HipAssociation::DeriveKeys(const HipBytes& secret,
                           const HipSolution& solution,
                           uint16_t suite) const
{
    Keys keys;
    keys.keymat = HipKeymat(secret, m_host.GetHit(), m_peer, solution.random, solution.solution);
    const std::size_t cipher = HipSecurityAssociation::GetCipherKeySize(suite);
    // From the host with the greater tag, then from the other; no parameter is encrypted.
    keys.keymat.Draw(cipher);
    HipBytes greater = keys.keymat.Draw(HIP_HASH_SIZE);
    keys.keymat.Draw(cipher);
    HipBytes lesser = keys.keymat.Draw(HIP_HASH_SIZE);
    const bool isGreater = m_peer < m_host.GetHit();
    keys.out = isGreater ? greater : lesser;
    keys.in = isGreater ? lesser : greater;
    keys.keymatIndex = keys.keymat.GetIndex();
    return keys;
}

HipAssociation::EspKeys
HipAssociation::DrawEspKeys()
{
    const std::size_t cipher = HipSecurityAssociation::GetCipherKeySize(m_suite);
    HipBytes cipherKeys[2];
    HipBytes macKeys[2];
    for (int i = 0; i < 2; ++i)
    {
        cipherKeys[i] = m_keys.keymat.Draw(cipher);
        macKeys[i] = m_keys.keymat.Draw(HIP_HASH_SIZE);
    }
    const int own = m_peer < m_host.GetHit() ? 0 : 1;
    return {cipherKeys[own], macKeys[own], cipherKeys[1 - own], macKeys[1 - own]};
}

void
HipAssociation::MakeSecurityAssociations()
{
    m_espKeys = DrawEspKeys();
    m_in = std::make_unique<HipSecurityAssociation>(m_spi,
                                                    m_suite,
                                                    m_espKeys.inCipher,
                                                    m_espKeys.inMac,
                                                    m_host.GetSettings().window);
}

void
HipAssociation::MakeOutbound(uint32_t spi)
{
    m_out = std::make_unique<HipSecurityAssociation>(spi,
                                                     m_suite,
                                                     m_espKeys.outCipher,
                                                     m_espKeys.outMac,
                                                     m_host.GetSettings().window);
}

void
HipAssociation::SendI2(const HipPacket& r1, const HipIdentity& responder, const Address& from)
{
    const HipPuzzle puzzle = *GetHipParameter<HipPuzzle>(r1);
    const std::optional<HipDiffieHellman> offered = GetHipParameter<HipDiffieHellman>(r1);
    const uint16_t suite = ChooseSuite(FromHipList(r1.Find(HIP_TRANSFORM), 2));
    const uint16_t espSuite = ChooseSuite(FromHipList(r1.Find(HIP_ESP_TRANSFORM), 2, 2));
    if (puzzle.k > MAXIMUM_K || !offered || !HipKeyPair::IsGroup(offered->group) || suite == 0 ||
        espSuite == 0)
    {
        ++m_host.m_counters.proposals;
        return;
    }
    const HipKeyPair keyPair(offered->group, *m_host.m_random);
    const std::optional<HipBytes> secret = keyPair.Agree(offered->publicValue);
    if (!secret)
    {
        ++m_host.m_counters.proposals;
        return;
    }
    uint64_t tries = 0;
    const HipSolution solution =
        SolveHipPuzzle(puzzle, m_host.GetHit(), m_peer, *m_host.m_random, tries);
    const HipCosts& costs = m_host.m_costs;
    const double lifetime = GetLifetime(puzzle.lifetime);
    if (costs.GetHashes(tries).GetSeconds() > lifetime)
    {
        // The search ends with the puzzle; the next I1 brings another one.
        ++m_host.m_counters.unsolved;
        Compute(Seconds(lifetime));
        return;
    }
    Compute(costs.GetHashes(tries) + costs.GetKeyGeneration(offered->group) +
            costs.GetAgreement(offered->group));
    Forget();
    const std::optional<HipR1Counter> generation = GetHipParameter<HipR1Counter>(r1);
    m_r1Counter = generation ? generation->counter : 0;
    m_hostId = *r1.FindParameter(HIP_HOST_ID);
    m_identity = responder;
    m_peerLocator = from;
    m_suite = espSuite;
    m_keys = DeriveKeys(*secret, solution, suite);
    m_spi = m_host.MakeSpi(this);
    MakeSecurityAssociations();

    HipPacket i2(HipPacket::I2, m_host.GetHit(), m_peer);
    AddHipParameter(i2, MakeEspInfo());
    if (const HipBytes* counter = r1.Find(HIP_R1_COUNTER))
    {
        i2.Add(HIP_R1_COUNTER, *counter);
    }
    AddHipParameter(i2, solution);
    AddHipParameter(i2, HipDiffieHellman{offered->group, keyPair.GetPublicValue()});
    i2.Add(HIP_TRANSFORM, ToHipList({suite}, 2));
    AddHipParameter(i2, m_host.m_identity->GetHostId());
    const std::optional<HipRegistration> services =
        HipRegistration::Read(r1.Find(HIP_REG_INFO), true);
    if (m_host.IsServer(m_peer) && services && services->Has(HipRegistration::RENDEZVOUS))
    {
        i2.Add(HIP_REG_REQUEST, MakeRequest());
    }
    EchoBack(r1, i2);
    i2.Add(HIP_ESP_TRANSFORM, ToHipList({espSuite}, 2, 2));
    Authenticate(i2);
    SetState(State::I2_SENT);
    SendReliably(i2, from, m_host.GetSettings().i2Retries);
}

bool
HipAssociation::TakesI2() const
{
    return m_state != State::E_FAILED && (m_state != State::I2_SENT || m_peer < m_host.GetHit());
}

void
HipAssociation::ReceiveI2(const HipPacket& i2, const Address& from, const Address& to)
{
    if (m_r2 && IsReady() && i2.GetCovered(HIP_HMAC) == m_i2)
    {
        // The answer was lost; or somebody replays, who gets nothing new.
        ++m_host.m_counters.replayed;
        Send(*m_r2, from);
        if (m_state == State::R2_SENT)
        {
            StartExchangeTimer();
        }
        return;
    }
    const std::optional<uint64_t> generation = m_host.m_responder->FindGeneration(i2, to, from);
    const std::optional<HipDiffieHellman> offered = GetHipParameter<HipDiffieHellman>(i2);
    const HipCosts& costs = m_host.m_costs;
    if (!TakesI2() || !offered || !generation)
    {
        ++(offered ? m_host.m_counters.unexpected : m_host.m_counters.malformed);
        return;
    }
    if (!IsReady())
    {
        m_computation = Time(0);
    }
    Compute(costs.GetAgreement(m_host.GetSettings().group) +
            costs.GetMac(i2.GetCovered(HIP_HMAC).size()) +
            costs.GetVerifying(m_host.m_identity->GetBits()));
    const uint64_t incarnation = m_incarnation;
    m_host.m_cpu->WhenDone([this, i2, g = *generation, from, to, incarnation]() {
        if (incarnation == m_incarnation)
        {
            SendR2(i2, g, from, to);
        }
    });
}

void
HipAssociation::StartExchangeTimer()
{
    m_stateTimer.Cancel();
    m_stateTimer = Simulator::Schedule(m_host.GetSettings().exchangeComplete,
                                       &HipAssociation::SetState,
                                       this,
                                       State::ESTABLISHED);
}

void
HipAssociation::SendR2(const HipPacket& i2,
                       uint64_t generation,
                       const Address& from,
                       const Address& to)
{
    HipHost::Counters& counters = m_host.m_counters;
    const std::optional<HipIdentity> initiator = GetSender(i2);
    const std::optional<HipEspInfo> info = GetHipParameter<HipEspInfo>(i2);
    const HipDiffieHellman offered = *GetHipParameter<HipDiffieHellman>(i2);
    const uint16_t suite = GetChosen(FromHipList(i2.Find(HIP_TRANSFORM), 2));
    const uint16_t espSuite = GetChosen(FromHipList(i2.Find(HIP_ESP_TRANSFORM), 2, 2));
    const HipKeyPair& keyPair = m_host.m_responder->GetKeyPair(generation);
    std::optional<HipBytes> secret;
    if (offered.group == keyPair.GetGroup())
    {
        secret = keyPair.Agree(offered.publicValue);
    }
    if (!initiator || !info || info->newSpi < 256 || suite == 0 || espSuite == 0 || !secret)
    {
        ++(!initiator ? counters.identity : !info ? counters.malformed : counters.proposals);
        return;
    }
    const Keys keys = DeriveKeys(*secret, *GetHipParameter<HipSolution>(i2), suite);
    const HipBytes* mac = i2.Find(HIP_HMAC);
    const HipBytes* signature = i2.Find(HIP_SIGNATURE);
    if (!mac || !IsSameHip(HipHmac(keys.in, i2.GetCovered(HIP_HMAC)), *mac))
    {
        ++counters.mac;
        return;
    }
    if (!signature || !initiator->Verify(i2.GetCovered(HIP_SIGNATURE), *signature))
    {
        ++counters.signature;
        return;
    }
    if (info->oldSpi != 0 || info->keymatIndex != keys.keymatIndex)
    {
        ++counters.malformed;
        return;
    }
    StopTimer();
    Forget();
    m_initiator = false;
    m_identity = initiator;
    m_own = to;
    m_peerLocator = from;
    m_keys = keys;
    m_suite = espSuite;
    m_spi = m_host.MakeSpi(this);
    MakeSecurityAssociations();
    MakeOutbound(info->newSpi);

    HipPacket r2(HipPacket::R2, m_host.GetHit(), m_peer);
    AddHipParameter(r2, MakeEspInfo());
    Grant(i2, r2);
    EchoBack(i2, r2);
    HipPacket own;
    AddHipParameter(own, m_host.m_identity->GetHostId());
    const HipBytes covered = GetCoveredByHmac2(r2, *own.FindParameter(HIP_HOST_ID));
    r2.Add(HIP_HMAC_2, HipHmac(m_keys.out, covered));
    r2.Add(HIP_SIGNATURE, m_host.m_identity->Sign(r2.GetCovered(HIP_SIGNATURE)));
    SetState(State::R2_SENT);
    Compute(m_host.m_costs.GetMac(covered.size()) +
            m_host.m_costs.GetSigning(m_host.m_identity->GetBits()));
    m_r2 = r2;
    m_i2 = i2.GetCovered(HIP_HMAC);
    Send(r2, from);
    StartExchangeTimer();
    Established();
}

void
HipAssociation::ReceiveR2(const HipPacket& r2, const Address& /* from */)
{
    HipHost::Counters& counters = m_host.m_counters;
    const std::optional<HipEspInfo> info = GetHipParameter<HipEspInfo>(r2);
    const HipBytes* mac = r2.Find(HIP_HMAC_2);
    if (m_state != State::I2_SENT || !info || info->newSpi < 256)
    {
        ++(m_state != State::I2_SENT ? counters.unexpected : counters.malformed);
        return;
    }
    const HipBytes covered = GetCoveredByHmac2(r2, m_hostId);
    Compute(m_host.m_costs.GetMac(covered.size()));
    if (!mac || !IsSameHip(HipHmac(m_keys.in, covered), *mac))
    {
        ++counters.mac;
        return;
    }
    if (!IsSignatureRight(r2))
    {
        return;
    }
    if (!m_sentAgain)
    {
        TakeRoundTrip(m_sentAt);
    }
    StopTimer();
    const uint64_t incarnation = m_incarnation;
    m_host.m_cpu->WhenDone([this, r2, spi = info->newSpi, incarnation]() {
        if (incarnation != m_incarnation || m_state != State::I2_SENT)
        {
            return;
        }
        MakeOutbound(spi);
        SetState(State::ESTABLISHED);
        TakeGrant(r2);
        Established();
    });
}

void
HipAssociation::Established()
{
    m_lastUse = Simulator::Now();
    m_creditAged = Simulator::Now();
    // What the exchange went between is known (RFC 5206, 3.2.3).
    m_announced = {m_own};
    m_locators = {{m_peerLocator, true, Time::Max()}};
    m_useTimer =
        Simulator::Schedule(m_host.GetSettings().unusedLifetime, &HipAssociation::CheckUse, this);
    SendWaiting();
    if (m_host.SelectLocators(m_peerLocator) != m_announced)
    {
        LocatorsChanged();
    }
}

} // namespace ns3
