/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-puppet.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{

namespace
{

/** Group and suite that puppets use: small numbers, AES. */
constexpr uint8_t GROUP{3};
constexpr uint16_t SUITE{1};

/** Bits of a puppet's RSA key, and of its puzzles. */
constexpr unsigned BITS{512};
constexpr uint8_t K{4};

/** Lifetime of its puzzles: 2^(37 - 32) s. */
constexpr uint8_t LIFETIME{37};

/** Port that nobody listens to. */
constexpr uint16_t PORT{9};

/** Bytes of keys. */
constexpr std::size_t CIPHER{16};

/** What an answer takes at most, two round trips. */
const Time PATIENCE = MilliSeconds(50);

} // namespace

HipPuppet::HipPuppet(HipTestBed& bed, Ptr<Node> target, bool greater)
    : own(bed.plan.access[1].gateway),
      m_bed(bed),
      m_node(bed.plan.access[1].router),
      m_target(target),
      m_targetHit(HipTestBed::Hip(target)->GetHit())
{
    for (uint32_t i = 0; !m_identity || (m_targetHit < GetHit()) != greater; ++i)
    {
        m_random = std::make_unique<HipRandom>("puppet " + std::to_string(i));
        m_identity = std::make_unique<HipPrivateIdentity>(BITS, *m_random);
    }
    m_keyPair = std::make_unique<HipKeyPair>(GROUP, *m_random);
    for (const uint8_t protocol : {HipPacket::PROT_NUMBER, HipSecurityAssociation::PROT_NUMBER})
    {
        HipProtocol::Install(
            m_node,
            protocol,
            HipProtocol::Receiver(
                [this, protocol](Ptr<Packet> packet, const Address& from, const Address& to) {
                    Receive(protocol, packet, from, to);
                }));
    }
}

Address
HipPuppet::GetOtherAddress() const
{
    // Of the link to the core.
    return m_node->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
}

Ipv6Address
HipPuppet::GetHit() const
{
    return m_identity->GetHit();
}

void
HipPuppet::Receive(uint8_t protocol, Ptr<Packet> packet, const Address& from, const Address& to)
{
    HipArrival arrival{Simulator::Now(), m_node, protocol, from, to, {}, nullptr};
    arrival.bytes.resize(packet->GetSize());
    packet->CopyData(arrival.bytes.data(), packet->GetSize());
    heard.push_back(arrival);
}

HipPacket
HipPuppet::Make(HipPacket::Type type) const
{
    return HipPacket(type, GetHit(), m_targetHit);
}

void
HipPuppet::Send(const HipPacket& packet)
{
    targetLocator = m_target == m_bed.mobile          ? m_bed.GetMobileLocator()
                    : m_target == m_bed.correspondent ? m_bed.correspondentLocator
                                                      : m_bed.serverLocator;
    m_bed.Deliver(HipArrival::Make(m_target, packet, own, targetLocator));
}

void
HipPuppet::SendEsp(const HipBytes& bytes)
{
    HipArrival arrival;
    arrival.node = m_target;
    arrival.protocol = HipSecurityAssociation::PROT_NUMBER;
    arrival.source = own;
    arrival.destination = targetLocator;
    arrival.bytes = bytes;
    m_bed.Deliver(arrival);
}

std::vector<HipPacket>
HipPuppet::GetHeard(uint8_t type) const
{
    std::vector<HipPacket> found;
    for (const HipArrival& one : heard)
    {
        if (one.GetType() == type)
        {
            found.push_back(one.Read());
        }
    }
    return found;
}

void
HipPuppet::Draw(const HipBytes& secret, uint64_t i, uint64_t j)
{
    // RFC 5201, 6.5: the greater tag's keys first; then the same for ESP (RFC 5202, 7).
    const bool greater = m_targetHit < GetHit();
    HipKeymat keymat(secret, GetHit(), m_targetHit, i, j);
    HipBytes mac[2];
    for (HipBytes& one : mac)
    {
        keymat.Draw(CIPHER);
        one = keymat.Draw(HIP_HASH_SIZE);
    }
    macOut = mac[greater ? 0 : 1];
    macIn = mac[greater ? 1 : 0];
    index = keymat.GetIndex();
    HipBytes cipher[2];
    for (int one = 0; one < 2; ++one)
    {
        cipher[one] = keymat.Draw(CIPHER);
        mac[one] = keymat.Draw(HIP_HASH_SIZE);
    }
    m_outCipher = cipher[greater ? 0 : 1];
    m_outMac = mac[greater ? 0 : 1];
    m_inCipher = cipher[greater ? 1 : 0];
    m_inMac = mac[greater ? 1 : 0];
    in = std::make_unique<HipSecurityAssociation>(spi, SUITE, m_inCipher, m_inMac, 64);
}

HipPacket
HipPuppet::MakeI2(const HipPacket& r1, const Change& change)
{
    const std::optional<HipDiffieHellman> offered = GetHipParameter<HipDiffieHellman>(r1);
    const std::optional<HipPuzzle> puzzle = GetHipParameter<HipPuzzle>(r1);
    m_targetId = *r1.FindParameter(HIP_HOST_ID);
    uint64_t tries = 0;
    const HipSolution solution = SolveHipPuzzle(*puzzle, GetHit(), m_targetHit, *m_random, tries);
    Draw(*m_keyPair->Agree(offered->publicValue), solution.random, solution.solution);
    HipPacket i2 = Make(HipPacket::I2);
    HipEspInfo info;
    info.keymatIndex = index;
    info.newSpi = spi;
    AddHipParameter(i2, info);
    i2.Add(HIP_R1_COUNTER, *r1.Find(HIP_R1_COUNTER));
    AddHipParameter(i2, solution);
    AddHipParameter(i2, HipDiffieHellman{GROUP, m_keyPair->GetPublicValue()});
    i2.Add(HIP_TRANSFORM, ToHipList({SUITE}, 2));
    AddHipParameter(i2, m_identity->GetHostId());
    i2.Add(HIP_ESP_TRANSFORM, ToHipList({SUITE}, 2, 2));
    if (change)
    {
        change(i2);
    }
    return Sign(i2);
}

bool
HipPuppet::TakeR2(const HipPacket& r2)
{
    const std::optional<HipEspInfo> info = GetHipParameter<HipEspInfo>(r2);
    const HipBytes* mac = r2.Find(HIP_HMAC_2);
    const HipBytes* signature = r2.Find(HIP_SIGNATURE);
    // The header says how long it is with HOST_ID, which stands at the end (RFC 5201, 6.4.1).
    HipBytes covered = r2.GetCovered(HIP_HMAC_2);
    HipWriter hostId;
    hostId.Put(m_targetId.type, 2).Put(m_targetId.contents.size(), 2);
    hostId.Put(m_targetId.contents).Put(m_targetId.padding);
    covered.insert(covered.end(), hostId.Get().begin(), hostId.Get().end());
    covered[1] = static_cast<uint8_t>(covered.size() / 8 - 1);
    HipReader reader(m_targetId.contents);
    HipHostId id;
    id.Read(reader);
    const std::optional<HipIdentity> target = HipIdentity::FromHostId(id);
    if (!info || !mac || !signature || !target || HipHmac(macIn, covered) != *mac ||
        !target->Verify(r2.GetCovered(HIP_SIGNATURE), *signature))
    {
        return false;
    }
    out = std::make_unique<HipSecurityAssociation>(info->newSpi, SUITE, m_outCipher, m_outMac, 64);
    return true;
}

bool
HipPuppet::Associate()
{
    Send(Make(HipPacket::I1));
    m_bed.Run(Simulator::Now() + PATIENCE);
    if (GetHeard(HipPacket::R1).empty())
    {
        return false;
    }
    Send(MakeI2(GetHeard(HipPacket::R1).back()));
    m_bed.Run(Simulator::Now() + PATIENCE);
    return !GetHeard(HipPacket::R2).empty() && TakeR2(GetHeard(HipPacket::R2).back());
}

void
HipPuppet::Call()
{
    HipTestBed::Hip(m_target)->AddPeer(GetHit(), own);
    if (!m_socket)
    {
        m_socket = Socket::CreateSocket(m_target, UdpSocketFactory::GetTypeId());
        m_socket->Bind();
        m_socket->Connect(InetSocketAddress(HipIdentity::ToLsi(GetHit()), PORT));
    }
    m_socket->Send(Create<Packet>(10));
}

HipPacket
HipPuppet::MakeR1(uint64_t counter, const Change& change)
{
    HipPacket r1 = Make(HipPacket::R1);
    if (counter != 0)
    {
        AddHipParameter(r1, HipR1Counter{counter});
    }
    HipPuzzle puzzle;
    puzzle.k = K;
    puzzle.lifetime = LIFETIME;
    puzzle.random = m_random->GetNumber(8);
    AddHipParameter(r1, puzzle);
    AddHipParameter(r1, HipDiffieHellman{GROUP, m_keyPair->GetPublicValue()});
    r1.Add(HIP_TRANSFORM, ToHipList({SUITE}, 2));
    AddHipParameter(r1, m_identity->GetHostId());
    r1.Add(HIP_ESP_TRANSFORM, ToHipList({SUITE}, 2, 2));
    if (change)
    {
        change(r1);
    }
    r1.Add(HIP_SIGNATURE_2, m_identity->Sign(HipResponder::GetSigned(r1)));
    return r1;
}

HipPacket
HipPuppet::MakeR2(const HipPacket& i2, const Change& change)
{
    const HipSolution solution = *GetHipParameter<HipSolution>(i2);
    Draw(*m_keyPair->Agree(GetHipParameter<HipDiffieHellman>(i2)->publicValue),
         solution.random,
         solution.solution);
    out = std::make_unique<HipSecurityAssociation>(GetHipParameter<HipEspInfo>(i2)->newSpi,
                                                   SUITE,
                                                   m_outCipher,
                                                   m_outMac,
                                                   64);
    HipPacket r2 = Make(HipPacket::R2);
    HipEspInfo info;
    info.keymatIndex = index;
    info.newSpi = spi;
    AddHipParameter(r2, info);
    if (change)
    {
        change(r2);
    }
    HipPacket id;
    AddHipParameter(id, m_identity->GetHostId());
    r2.Add(HIP_HMAC_2,
           HipHmac(macOut, r2.GetCoveredWith(HIP_HMAC_2, *id.FindParameter(HIP_HOST_ID))));
    r2.Add(HIP_SIGNATURE, m_identity->Sign(r2.GetCovered(HIP_SIGNATURE)));
    return r2;
}

HipPacket
HipPuppet::Sign(const HipPacket& packet) const
{
    HipPacket whole = packet;
    whole.Add(HIP_HMAC, HipHmac(macOut, whole.GetCovered(HIP_HMAC)));
    whole.Add(HIP_SIGNATURE, m_identity->Sign(whole.GetCovered(HIP_SIGNATURE)));
    return whole;
}

HipPacket
HipPuppet::MakeUpdate(uint32_t seq,
                      const Address& address,
                      uint32_t lifetime,
                      const Change& change) const
{
    HipPacket update = Make(HipPacket::UPDATE);
    HipEspInfo info;
    info.oldSpi = spi;
    info.newSpi = spi;
    AddHipParameter(update, info);
    HipLocator locator;
    locator.preferred = true;
    locator.lifetime = lifetime;
    locator.spi = spi;
    locator.address = ToHipWire(address);
    HipLocators locators;
    locators.all = {locator};
    AddHipParameter(update, locators);
    update.Add(HIP_SEQ, ToHipList({seq}, 4));
    if (change)
    {
        change(update);
    }
    return Sign(update);
}

HipPacket
HipPuppet::MakeAnswer(const HipPacket& update, const Change& change) const
{
    HipPacket answer = Make(HipPacket::UPDATE);
    answer.Add(HIP_ACK, *update.Find(HIP_SEQ));
    if (const HipBytes* nonce = update.Find(HIP_ECHO_REQUEST_SIGNED))
    {
        answer.Add(HIP_ECHO_RESPONSE_SIGNED, *nonce);
    }
    if (change)
    {
        change(answer);
    }
    return Sign(answer);
}

HipBytes
HipPuppet::MakeEsp(const HipBytes& content)
{
    constexpr uint8_t udp = 17;
    return out->Protect({udp, content}, m_random->Get(16));
}

HipPacket
HipPuppet::MakeClosing(HipPacket::Type type, const HipBytes& echo) const
{
    HipPacket packet = Make(type);
    packet.Add(type == HipPacket::CLOSE ? HIP_ECHO_REQUEST_SIGNED : HIP_ECHO_RESPONSE_SIGNED, echo);
    return Sign(packet);
}

} // namespace ns3
