/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-wire-packets.h"

#include "hip-vectors.h"

#include "ns3/packet.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace ns3
{

namespace
{

const Ipv4Address SERVER("203.0.113.3");
const Ipv6Address RESPONDER6("2001:db8:2::2");

/** @return a request or answer of registration for 600 s (RFC 5203, 4) */
HipBytes
MakeRegistration()
{
    HipRegistration registration;
    registration.first = HipRegistration::ToCode(600);
    registration.services = {HipRegistration::RENDEZVOUS};
    return registration.ToBytes(false);
}

/** @return an address' bytes */
HipBytes
ToBytes(const Address& address)
{
    if (Ipv6Address::IsMatchingType(address))
    {
        return HipWriter().Put(Ipv6Address::ConvertFrom(address)).Get();
    }
    return HipWriter().Put(Ipv4Address::ConvertFrom(address).Get(), 4).Get();
}

} // namespace

std::string
ToHex(const HipBytes& bytes)
{
    std::ostringstream text;
    for (uint8_t byte : bytes)
    {
        text << std::hex << std::setw(2) << std::setfill('0') << unsigned(byte);
    }
    return text.str();
}

HipBytes
FromHex(const std::string& text)
{
    HipBytes bytes;
    for (std::size_t at = 0; at < text.size(); at += 2)
    {
        bytes.push_back(static_cast<uint8_t>(std::stoul(text.substr(at, 2), nullptr, 16)));
    }
    return bytes;
}

HipBytes
CountingBytes(std::size_t count)
{
    HipBytes bytes;
    while (bytes.size() < count)
    {
        bytes.push_back(static_cast<uint8_t>(bytes.size()));
    }
    return bytes;
}

HipBytes
WriteHip(HipPacket hip, const Address& from, const Address& to)
{
    hip.SetAddresses(from, to);
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(hip);
    HipBytes bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}

HipPacket
ReadHip(const HipBytes& bytes, const Address& from, const Address& to)
{
    HipPacket hip;
    hip.SetAddresses(from, to);
    Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()))->PeekHeader(hip);
    return hip;
}

void
CorrectHipChecksum(HipBytes& bytes, const Address& from, const Address& to)
{
    if (bytes.size() < 6)
    {
        return;
    }
    bytes[4] = bytes[5] = 0;
    const std::size_t length = std::min(bytes.size(), 8 * (bytes[1] + std::size_t{1}));
    const HipBytes packet(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    const HipBytes all = HipWriter().Put(ToBytes(from)).Put(ToBytes(to)).Put(packet).Get();
    // Of the pseudo-header's rest only length and protocol are not 0.
    uint32_t sum = static_cast<uint32_t>(length) + HipPacket::PROT_NUMBER;
    for (std::size_t i = 0; i < all.size(); ++i)
    {
        sum += i % 2 == 0 ? uint32_t{all[i]} << 8 : all[i];
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = ~((sum & 0xffff) + (sum >> 16));
    bytes[4] = static_cast<uint8_t>(sum >> 8);
    bytes[5] = static_cast<uint8_t>(sum);
}

bool
IsGoodHip(const HipPacket& hip)
{
    return hip.GetStatus() == HipPacket::Status::GOOD;
}

HipWireHosts::HipWireHosts()
    : m_randomInitiator("vector initiator"),
      m_randomResponder("vector server"),
      initiator(1024, m_randomInitiator),
      responder(512, m_randomResponder),
      a(initiator.GetHit()),
      b(responder.GetHit())
{
}

HipBytes
HipWireHosts::GetMacKey(const Ipv6Address& sender) const
{
    const HipBytes keymat = FromHex(hipvectors::KEYMAT);
    const auto begin = keymat.begin() + (sender == b ? 16 : 52);
    return {begin, begin + HIP_HASH_SIZE};
}

const HipPrivateIdentity&
HipWireHosts::GetIdentity(const Ipv6Address& hit) const
{
    return hit == a ? initiator : responder;
}

void
HipWireHosts::Authenticate(HipPacket& packet) const
{
    packet.Add(HIP_HMAC, HipHmac(GetMacKey(packet.sender), packet.GetCovered(HIP_HMAC)));
    Sign(packet);
}

void
HipWireHosts::Sign(HipPacket& packet) const
{
    packet.Add(HIP_SIGNATURE, GetIdentity(packet.sender).Sign(packet.GetCovered(HIP_SIGNATURE)));
}

HipPacket
HipWireHosts::MakeR1() const
{
    HipResponder::Offer offer;
    offer.lifetime = Seconds(32);
    offer.dhLifetime = Minutes(15);
    offer.rendezvous = true;
    offer.registration = Seconds(600);
    HipRandom random("vector responder");
    return HipResponder(responder, offer, random).MakeR1(a, HIP_WIRE_RESPONDER, HIP_WIRE_INITIATOR);
}

HipSolution
HipWireHosts::Solve(const HipPacket& r1, HipKeyPair& keyPair, uint64_t& tries) const
{
    HipRandom random("vector exchange");
    keyPair = HipKeyPair(3, random);
    return SolveHipPuzzle(*GetHipParameter<HipPuzzle>(r1), a, b, random, tries);
}

HipPacket
HipWireHosts::MakeI2(const HipPacket& r1) const
{
    HipRandom unused("unused");
    HipKeyPair keyPair(1, unused);
    uint64_t tries = 0;
    const HipSolution solution = Solve(r1, keyPair, tries);
    HipPacket i2(HipPacket::I2, a, b);
    // In any order: they go where they belong.
    i2.Add(HIP_ESP_TRANSFORM, ToHipList({1}, 2, 2));
    i2.Add(HIP_ECHO_RESPONSE_SIGNED, CountingBytes(16));
    i2.Add(HIP_REG_REQUEST, MakeRegistration());
    AddHipParameter(i2, initiator.GetHostId());
    i2.Add(HIP_TRANSFORM, ToHipList({1}, 2));
    AddHipParameter(i2, HipDiffieHellman{3, keyPair.GetPublicValue()});
    AddHipParameter(i2, solution);
    AddHipParameter(i2, HipR1Counter{1});
    HipEspInfo info;
    info.keymatIndex = HIP_WIRE_KEYMAT_INDEX;
    info.newSpi = HIP_WIRE_SPI_I;
    AddHipParameter(i2, info);
    Authenticate(i2);
    i2.Add(HIP_ECHO_RESPONSE_UNSIGNED, CountingBytes(5));
    return i2;
}

HipPacket
HipWireHosts::MakeR2() const
{
    HipPacket r2(HipPacket::R2, b, a);
    HipEspInfo info;
    info.keymatIndex = HIP_WIRE_KEYMAT_INDEX;
    info.newSpi = HIP_WIRE_SPI_R;
    AddHipParameter(r2, info);
    r2.Add(HIP_REG_RESPONSE, MakeRegistration());
    const HipParameter hostId = *MakeR1().FindParameter(HIP_HOST_ID);
    r2.Add(HIP_HMAC_2, HipHmac(GetMacKey(b), r2.GetCoveredWith(HIP_HMAC_2, hostId)));
    Sign(r2);
    return r2;
}

HipPacket
HipWireHosts::MakeUpdate(const Address& address) const
{
    HipPacket update(HipPacket::UPDATE, a, b);
    HipEspInfo info;
    info.oldSpi = HIP_WIRE_SPI_I;
    info.newSpi = HIP_WIRE_SPI_I;
    AddHipParameter(update, info);
    HipLocator locator;
    locator.preferred = true;
    locator.lifetime = 0xffffffff;
    locator.spi = HIP_WIRE_SPI_I;
    locator.address = ToHipWire(address);
    HipLocators locators;
    locators.all = {locator};
    AddHipParameter(update, locators);
    update.Add(HIP_SEQ, ToHipList({0}, 4));
    Authenticate(update);
    return update;
}

HipPacket
HipWireHosts::MakeAnswer() const
{
    HipPacket update(HipPacket::UPDATE, b, a);
    HipEspInfo info;
    info.oldSpi = HIP_WIRE_SPI_R;
    info.newSpi = HIP_WIRE_SPI_R;
    AddHipParameter(update, info);
    update.Add(HIP_SEQ, ToHipList({7}, 4));
    update.Add(HIP_ACK, ToHipList({0, 0xfffffffe}, 4));
    update.Add(HIP_ECHO_REQUEST_SIGNED, CountingBytes(16));
    update.Add(HIP_REG_RESPONSE, MakeRegistration());
    HipRegistration refused;
    refused.first = 1;
    refused.services = {2, 3};
    update.Add(HIP_REG_FAILED, refused.ToBytes(false));
    Authenticate(update);
    return update;
}

std::vector<HipWireHosts::Vector>
HipWireHosts::MakeAll() const
{
    const HipPacket i1(HipPacket::I1, a, b);
    HipPacket relayed = i1;
    relayed.Add(HIP_FROM, HipWriter().Put(ToHipWire(HIP_WIRE_INITIATOR)).Get());
    relayed.Add(HIP_RVS_HMAC, HipHmac(CountingBytes(20), relayed.GetCovered(HIP_RVS_HMAC)));
    const HipPacket r1 = MakeR1();
    HipPacket notify(HipPacket::NOTIFY, b, a);
    notify.Add(HIP_NOTIFICATION, HipWriter().Put(0, 2).Put(1, 2).Put(4097, 2).Get());
    Sign(notify);
    HipPacket close(HipPacket::CLOSE, a, b);
    close.Add(HIP_ECHO_REQUEST_SIGNED, CountingBytes(16));
    Authenticate(close);
    HipPacket ack(HipPacket::CLOSE_ACK, b, a);
    ack.Add(HIP_ECHO_RESPONSE_SIGNED, CountingBytes(16));
    Authenticate(ack);
    const Address initiator4 = HIP_WIRE_INITIATOR;
    const Address responder4 = HIP_WIRE_RESPONDER;
    const Address initiator6 = HIP_WIRE_INITIATOR6;
    const Address responder6 = RESPONDER6;
    using namespace hipvectors;
    return {{"I1", i1, I1, initiator4, responder4},
            {"I1 over IPv6", i1, I1_OVER_IPV6, initiator6, responder6},
            {"I1 relayed", relayed, I1_RELAYED, SERVER, responder4},
            {"R1", r1, R1, responder4, initiator4},
            {"I2", MakeI2(r1), I2, initiator4, responder4},
            {"R2", MakeR2(), R2, responder4, initiator4},
            {"UPDATE", MakeUpdate(initiator4), UPDATE, initiator4, responder4},
            {"UPDATE over IPv6", MakeUpdate(initiator6), UPDATE_OVER_IPV6, initiator6, responder6},
            {"UPDATE, an answer", MakeAnswer(), UPDATE_ANSWER, responder4, initiator4},
            {"NOTIFY", notify, NOTIFY, responder4, initiator4},
            {"CLOSE", close, CLOSE, initiator4, responder4},
            {"CLOSE_ACK", ack, CLOSE_ACK, responder4, initiator4}};
}

} // namespace ns3
