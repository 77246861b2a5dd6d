/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// HIP and ESP on the wire: bytes of packets, parameters and keys against those that
// test/hip/vectors.py computes from the RFCs' text; what checksum, MAC and signature cover.

#include "hip-vectors.h"
#include "hip-wire-packets.h"

#include "ns3/hip-esp.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/test.h"

#include <algorithm>

namespace ns3
{

/** @ingroup hip
 * Identities, tags, Diffie-Hellman, puzzle and keying material. */
class HipKeysCase : public TestCase
{
  public:
    HipKeysCase()
        : TestCase("identities, tags, groups, puzzle and keying material")
    {
    }

  private:
    void DoRun() override
    {
        const HipWireHosts hosts;
        CheckIdentity(hosts.initiator,
                      hipvectors::INITIATOR_HOST_ID,
                      hipvectors::INITIATOR_HIT,
                      "initiator");
        CheckIdentity(hosts.responder,
                      hipvectors::RESPONDER_HOST_ID,
                      hipvectors::RESPONDER_HIT,
                      "responder");
        NS_TEST_EXPECT_MSG_EQ(HipIdentity::ToLsi(Ipv6Address("2001:10::1234:5678")),
                              Ipv4Address("1.52.86.120"),
                              "local scope identifier");
        CheckExchange(hosts);
        const char* const groups[] = {hipvectors::GROUP_1,
                                      hipvectors::GROUP_2,
                                      hipvectors::GROUP_3,
                                      hipvectors::GROUP_4,
                                      hipvectors::GROUP_5,
                                      hipvectors::GROUP_6};
        for (uint8_t group = 1; group <= 6; ++group)
        {
            CheckGroup(group, groups[group - 1]);
        }
        NS_TEST_EXPECT_MSG_EQ(HipKeyPair::IsGroup(0), false, "reserved");
        NS_TEST_EXPECT_MSG_EQ(HipKeyPair::IsGroup(7), false, "not known to the RFC");
    }

    void CheckIdentity(const HipPrivateIdentity& identity,
                       const std::string& hostId,
                       const std::string& hit,
                       const std::string& who)
    {
        NS_TEST_EXPECT_MSG_EQ(ToHex(identity.GetHostId().ToBytes()), hostId, who);
        NS_TEST_EXPECT_MSG_EQ(ToHex(HipWriter().Put(identity.GetHit()).Get()), hit, who);
        NS_TEST_EXPECT_MSG_EQ(HipIdentity::IsTag(identity.GetHit()), true, who);
        const std::optional<HipIdentity> read = HipIdentity::FromHostId(identity.GetHostId());
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, who);
        NS_TEST_EXPECT_MSG_EQ(read->GetHit(), identity.GetHit(), who);
        const HipBytes signature = identity.Sign(CountingBytes(50));
        NS_TEST_EXPECT_MSG_EQ(read->Verify(CountingBytes(50), signature), true, who);
        NS_TEST_EXPECT_MSG_EQ(read->Verify(CountingBytes(51), signature), false, who);
    }

    void CheckExchange(const HipWireHosts& hosts)
    {
        const HipPacket r1 = hosts.MakeR1();
        HipRandom unused("unused");
        HipKeyPair keyPair(1, unused);
        uint64_t tries = 0;
        const HipSolution solution = hosts.Solve(r1, keyPair, tries);
        NS_TEST_EXPECT_MSG_EQ(ToHex(HipWriter().Put(solution.solution, 8).Get()),
                              hipvectors::SOLUTION,
                              "6.3");
        NS_TEST_EXPECT_MSG_EQ(std::to_string(tries), hipvectors::TRIES, "the first that is right");
        NS_TEST_EXPECT_MSG_EQ(IsHipSolution(solution, hosts.b, hosts.a), false, "tags in order");
        const std::optional<HipBytes> secret =
            keyPair.Agree(GetHipParameter<HipDiffieHellman>(r1)->publicValue);
        NS_TEST_ASSERT_MSG_EQ(secret.has_value(), true, "a secret");
        for (const bool swapped : {false, true})
        {
            HipKeymat keymat(*secret,
                             swapped ? hosts.b : hosts.a,
                             swapped ? hosts.a : hosts.b,
                             solution.random,
                             solution.solution);
            HipBytes drawn;
            for (std::size_t count : {16, 20, 16, 20, 0, 138})
            {
                const HipBytes next = keymat.Draw(count);
                drawn.insert(drawn.end(), next.begin(), next.end());
            }
            NS_TEST_EXPECT_MSG_EQ(ToHex(drawn), hipvectors::KEYMAT, "6.5");
            NS_TEST_EXPECT_MSG_EQ(keymat.GetIndex(), 210, "bytes drawn");
        }
    }

    void CheckGroup(uint8_t group, const std::string& wanted)
    {
        const std::string name = "vector group " + std::to_string(group);
        HipRandom random(name + " one");
        HipRandom randomOther(name + " other");
        const HipKeyPair one(group, random);
        const HipKeyPair other(group, randomOther);
        const std::optional<HipBytes> secret = one.Agree(other.GetPublicValue());
        const std::optional<HipBytes> same = other.Agree(one.GetPublicValue());
        NS_TEST_ASSERT_MSG_EQ((secret && same), true, name);
        NS_TEST_EXPECT_MSG_EQ(ToHex(HipSha1(one.GetPublicValue())) + ToHex(HipSha1(*secret)),
                              wanted,
                              name);
        NS_TEST_EXPECT_MSG_EQ((*secret == *same), true, name);
        NS_TEST_EXPECT_MSG_EQ(secret->size(), HipKeyPair::GetBits(group) / 8, name);
        HipBytes value(secret->size());
        NS_TEST_EXPECT_MSG_EQ(one.Agree(value).has_value(), false, name << ": 0");
        value.back() = 1;
        NS_TEST_EXPECT_MSG_EQ(one.Agree(value).has_value(), false, name << ": 1");
        std::fill(value.begin(), value.end(), 0xff);
        NS_TEST_EXPECT_MSG_EQ(one.Agree(value).has_value(), false, name << ": above the prime");
    }
};

/** @ingroup hip
 * Each packet written, byte by byte, and read back. */
class HipBytesCase : public TestCase
{
  public:
    HipBytesCase()
        : TestCase("each packet's bytes, written and read back")
    {
    }

  private:
    void DoRun() override
    {
        const HipWireHosts hosts;
        for (const HipWireHosts::Vector& one : hosts.MakeAll())
        {
            const HipBytes wanted = FromHex(one.wanted);
            NS_TEST_EXPECT_MSG_EQ(ToHex(WriteHip(one.packet, one.from, one.to)),
                                  one.wanted,
                                  one.name);
            const HipPacket read = ReadHip(wanted, one.from, one.to);
            NS_TEST_ASSERT_MSG_EQ(IsGoodHip(read), true, one.name);
            NS_TEST_EXPECT_MSG_EQ(ToHex(WriteHip(read, one.from, one.to)), one.wanted, one.name);
            NS_TEST_EXPECT_MSG_EQ(read.type, one.packet.type, one.name);
            NS_TEST_EXPECT_MSG_EQ(read.sender, one.packet.sender, one.name);
            NS_TEST_EXPECT_MSG_EQ(read.receiver, one.packet.receiver, one.name);
            NS_TEST_EXPECT_MSG_EQ(read.GetParameters().size(),
                                  one.packet.GetParameters().size(),
                                  one.name);
            NS_TEST_EXPECT_MSG_EQ(one.name.find(HipPacket::GetName(read.type)), 0, one.name);
        }
        CheckExample();
        CheckParameters();
    }

    /** RFC 5201, appendix C. */
    void CheckExample()
    {
        const HipPacket i1(HipPacket::I1, Ipv6Address("2001:10::1"), Ipv6Address("2001:10::2"));
        const std::string wanted = "3b04011101be0000"
                                   "20010010000000000000000000000001"
                                   "20010010000000000000000000000002";
        NS_TEST_EXPECT_MSG_EQ(
            ToHex(WriteHip(i1, Ipv4Address("192.168.0.1"), Ipv4Address("192.168.0.2"))),
            wanted,
            "C.2");
        NS_TEST_EXPECT_MSG_EQ(ToHex(WriteHip(i1, Ipv6Address("::c0a8:1"), Ipv6Address("::c0a8:2"))),
                              wanted,
                              "C.1");
    }

    /** What parameters say, read back from packets. */
    void CheckParameters()
    {
        const HipPacket i2 =
            ReadHip(FromHex(hipvectors::I2), HIP_WIRE_INITIATOR, HIP_WIRE_RESPONDER);
        const HipPacket r1 =
            ReadHip(FromHex(hipvectors::R1), HIP_WIRE_RESPONDER, HIP_WIRE_INITIATOR);
        const HipPacket update =
            ReadHip(FromHex(hipvectors::UPDATE), HIP_WIRE_INITIATOR, HIP_WIRE_RESPONDER);
        const HipPacket answer =
            ReadHip(FromHex(hipvectors::UPDATE_ANSWER), HIP_WIRE_RESPONDER, HIP_WIRE_INITIATOR);
        const auto info = GetHipParameter<HipEspInfo>(i2);
        NS_TEST_ASSERT_MSG_EQ(info.has_value(), true, "ESP_INFO");
        NS_TEST_EXPECT_MSG_EQ(info->keymatIndex, HIP_WIRE_KEYMAT_INDEX, "KEYMAT Index");
        NS_TEST_EXPECT_MSG_EQ(info->oldSpi, 0, "OLD SPI");
        NS_TEST_EXPECT_MSG_EQ(info->newSpi, HIP_WIRE_SPI_I, "NEW SPI");
        const auto puzzle = GetHipParameter<HipPuzzle>(r1);
        NS_TEST_ASSERT_MSG_EQ(puzzle.has_value(), true, "PUZZLE");
        NS_TEST_EXPECT_MSG_EQ(puzzle->k, 10, "K");
        NS_TEST_EXPECT_MSG_EQ(puzzle->lifetime, 37, "2^(37 - 32) seconds");
        const auto solution = GetHipParameter<HipSolution>(i2);
        NS_TEST_ASSERT_MSG_EQ(solution.has_value(), true, "SOLUTION");
        NS_TEST_EXPECT_MSG_EQ(solution->random, puzzle->random, "I");
        NS_TEST_EXPECT_MSG_EQ(GetHipParameter<HipR1Counter>(i2)->counter, 1, "generation");
        const auto locators = GetHipParameter<HipLocators>(update);
        NS_TEST_ASSERT_MSG_EQ((locators && locators->all.size() == 1), true, "LOCATOR");
        NS_TEST_EXPECT_MSG_EQ(locators->all[0].spi, HIP_WIRE_SPI_I, "its SPI");
        NS_TEST_EXPECT_MSG_EQ(locators->all[0].preferred, true, "its P bit");
        NS_TEST_EXPECT_MSG_EQ(FromHipWire(locators->all[0].address),
                              Address(HIP_WIRE_INITIATOR),
                              "mapped");
        const std::vector<uint32_t> acks = FromHipList(answer.Find(HIP_ACK), 4);
        NS_TEST_EXPECT_MSG_EQ((acks == std::vector<uint32_t>{0, 0xfffffffe}), true, "ACK");
        const auto info2 = HipRegistration::Read(r1.Find(HIP_REG_INFO), true);
        NS_TEST_ASSERT_MSG_EQ(info2.has_value(), true, "REG_INFO");
        NS_TEST_EXPECT_MSG_EQ(HipRegistration::ToSeconds(info2->first), 1, "least lifetime");
        NS_TEST_EXPECT_MSG_EQ_TOL(HipRegistration::ToSeconds(info2->maximum), 558, 1, "greatest");
        NS_TEST_EXPECT_MSG_EQ(info2->Has(HipRegistration::RENDEZVOUS), true, "its service");
        CheckLocators();
    }

    /** Two locators of both types, one of a type that is not known between them. */
    void CheckLocators()
    {
        const HipBytes bytes = FromHex("0104040000000e10"
                                       "20010db8000100000000000000000001"
                                       "02070101000000050a0b0c0d"
                                       "020105010000003c"
                                       "01020304"
                                       "00000000000000000000ffffc0000201");
        HipPacket packet(HipPacket::UPDATE, Ipv6Address("2001:10::1"), Ipv6Address("2001:10::2"));
        HipBytes first = bytes;
        first[1] = 0;
        packet.Add(HIP_LOCATOR, first);
        const auto locators = GetHipParameter<HipLocators>(packet);
        NS_TEST_ASSERT_MSG_EQ((locators && locators->all.size() == 2), true, "two are known");
        NS_TEST_EXPECT_MSG_EQ(locators->all[0].trafficType, 1, "signalling");
        NS_TEST_EXPECT_MSG_EQ(locators->all[0].preferred, false, "P");
        NS_TEST_EXPECT_MSG_EQ(locators->all[0].lifetime, 3600, "lifetime");
        NS_TEST_EXPECT_MSG_EQ(locators->all[0].spi, 0, "type 0");
        NS_TEST_EXPECT_MSG_EQ(locators->all[0].address, HIP_WIRE_INITIATOR6, "address");
        NS_TEST_EXPECT_MSG_EQ(locators->all[1].trafficType, 2, "data");
        NS_TEST_EXPECT_MSG_EQ(locators->all[1].preferred, true, "P");
        NS_TEST_EXPECT_MSG_EQ(locators->all[1].lifetime, 60, "lifetime");
        NS_TEST_EXPECT_MSG_EQ(locators->all[1].spi, HIP_WIRE_SPI_I, "type 1");
        HipLocators known;
        known.all = locators->all;
        HipBytes written = known.ToBytes();
        first.erase(first.begin() + 24, first.begin() + 36);
        NS_TEST_EXPECT_MSG_EQ(ToHex(written), ToHex(first), "written again");
    }
};

/** @ingroup hip
 * Each bit of each packet, and of the addresses, is covered by the checksum; with a right checksum
 * by MAC or signature, as far as these go. */
class HipCoverageCase : public TestCase
{
  public:
    HipCoverageCase()
        : TestCase("each bit is covered")
    {
    }

  private:
    void DoRun() override
    {
        const HipWireHosts hosts;
        for (const HipWireHosts::Vector& one : hosts.MakeAll())
        {
            const HipBytes bytes = FromHex(one.wanted);
            for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit)
            {
                NS_TEST_EXPECT_MSG_EQ(IsGoodHip(ReadHip(Flip(bytes, bit), one.from, one.to)),
                                      false,
                                      one.name << ", bit " << bit);
            }
            CheckAddresses(one, bytes);
            CheckAuthenticity(hosts, one, bytes);
        }
    }

    static HipBytes Flip(HipBytes bytes, std::size_t bit)
    {
        bytes[bit / 8] ^= static_cast<uint8_t>(0x80 >> bit % 8);
        return bytes;
    }

    /** The pseudo-header. */
    void CheckAddresses(const HipWireHosts::Vector& one, const HipBytes& bytes)
    {
        const bool ipv4 = Ipv4Address::IsMatchingType(one.from);
        for (std::size_t bit = 0; bit < (ipv4 ? 32 : 128); ++bit)
        {
            const auto flip = [ipv4, bit](const Address& address) {
                if (ipv4)
                {
                    const uint32_t value = Ipv4Address::ConvertFrom(address).Get();
                    return Address(Ipv4Address(value ^ (uint32_t{1} << bit)));
                }
                const HipBytes raw =
                    Flip(HipWriter().Put(Ipv6Address::ConvertFrom(address)).Get(), bit);
                return Address(HipReader(raw).GetAddress());
            };
            for (const bool source : {true, false})
            {
                const HipPacket read = ReadHip(bytes,
                                               source ? flip(one.from) : one.from,
                                               source ? one.to : flip(one.to));
                NS_TEST_EXPECT_MSG_EQ((read.GetStatus() == HipPacket::Status::CHECKSUM),
                                      true,
                                      one.name << ", address, bit " << bit);
            }
        }
    }

    /** @return whether MAC and signature of a packet are right, as far as it has them */
    static bool IsAuthentic(const HipWireHosts& hosts, const HipPacket& packet)
    {
        const HipIdentity& sender = hosts.GetIdentity(packet.sender);
        if (const HipBytes* mac = packet.Find(HIP_RVS_HMAC))
        {
            return HipHmac(CountingBytes(20), packet.GetCovered(HIP_RVS_HMAC)) == *mac;
        }
        if (packet.type == HipPacket::R1)
        {
            const HipBytes* signature = packet.Find(HIP_SIGNATURE_2);
            return signature && sender.Verify(HipResponder::GetSigned(packet), *signature);
        }
        const HipBytes* mac = packet.Find(HIP_HMAC);
        const HipBytes* signature = packet.Find(HIP_SIGNATURE);
        const bool needsMac = packet.type != HipPacket::NOTIFY && packet.type != HipPacket::R2;
        const bool isMac =
            mac && HipHmac(hosts.GetMacKey(packet.sender), packet.GetCovered(HIP_HMAC)) == *mac;
        return (isMac || !needsMac) && signature &&
               sender.Verify(packet.GetCovered(HIP_SIGNATURE), *signature);
    }

    /** @return whether a byte of a packet is not to be covered by MAC or signature */
    static bool IsFree(const HipWireHosts::Vector& one, const HipBytes& bytes, std::size_t at)
    {
        // The checksum's field, and zeros behind the last signature.
        const std::size_t behind = one.name == "I2" ? 3 + 16 : one.name == "I1 relayed" ? 0 : 3;
        if (at == 4 || at == 5 || at >= bytes.size() - behind)
        {
            return true;
        }
        // The initiator's tag, opaque and I (5.2.12).
        return one.name == "R1" && ((at >= 24 && at < 40) || (at >= 62 && at < 72));
    }

    /** @return whether a byte tells how long a parameter behind the signature is, or the packet
     * with it */
    static bool TellsOfBehind(const HipWireHosts::Vector& one,
                              const HipBytes& bytes,
                              std::size_t at)
    {
        return one.name == "I2" && (at == 1 || (at >= bytes.size() - 16 && at < bytes.size() - 12));
    }

    void CheckAuthenticity(const HipWireHosts& hosts,
                           const HipWireHosts::Vector& one,
                           const HipBytes& bytes)
    {
        if (one.name == "I1" || one.name == "I1 over IPv6")
        {
            return;
        }
        NS_TEST_EXPECT_MSG_EQ(IsAuthentic(hosts, one.packet), true, one.name);
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit)
        {
            if (TellsOfBehind(one, bytes, bit / 8))
            {
                continue;
            }
            HipBytes wrong = Flip(bytes, bit);
            CorrectHipChecksum(wrong, one.from, one.to);
            const HipPacket read = ReadHip(wrong, one.from, one.to);
            NS_TEST_EXPECT_MSG_EQ((read.GetStatus() == HipPacket::Status::CHECKSUM),
                                  false,
                                  one.name << ", the checksum was put right, bit " << bit);
            NS_TEST_EXPECT_MSG_EQ((IsGoodHip(read) && IsAuthentic(hosts, read)),
                                  IsFree(one, bytes, bit / 8),
                                  one.name << ", bit " << bit);
        }
    }
};

/** @ingroup hip
 * Lengths and orders that are wrong, and some that only look so. */
class HipMalformedCase : public TestCase
{
  public:
    HipMalformedCase()
        : TestCase("lengths, order and padding")
    {
    }

  private:
    /** Expects a verdict of a packet whose bytes are changed. */
    void Expect(bool good, const std::string& what, HipBytes bytes)
    {
        CorrectHipChecksum(bytes, HIP_WIRE_INITIATOR, HIP_WIRE_RESPONDER);
        const HipPacket read = ReadHip(bytes, HIP_WIRE_INITIATOR, HIP_WIRE_RESPONDER);
        NS_TEST_EXPECT_MSG_EQ((read.GetStatus() == HipPacket::Status::MALFORMED), !good, what);
        NS_TEST_EXPECT_MSG_EQ(IsGoodHip(read), good, what);
    }

    /** @return an I1 with bytes behind it, its length right */
    static HipBytes With(const std::string& parameters)
    {
        HipBytes bytes = FromHex(hipvectors::I1);
        const HipBytes more = FromHex(parameters);
        bytes.insert(bytes.end(), more.begin(), more.end());
        bytes[1] = static_cast<uint8_t>(bytes.size() / 8 - 1);
        return bytes;
    }

    void DoRun() override
    {
        const std::string seq = "0181000400000000";
        const std::string ack = "01c1000400000000";
        Expect(true, "nothing behind the header", With(""));
        Expect(true, "in order", With(seq + ack));
        Expect(true, "the same type twice", With(seq + seq));
        Expect(false, "5.2.1: out of order", With(ack + seq));
        Expect(true, "no contents", With("0181000000000000"));
        Expect(true, "padding is not looked at", With("018100017f010203"));
        Expect(true, "7 bytes of padding", With("01810005000102030400000000000000"));
        Expect(false, "a parameter beyond the end", With("0181000500000000"));
        Expect(false, "the longest beyond the end", With("0181ffff00000000"));
        // Transport formats: 4095, 2048, 4095 in the middle (5.2.1).
        const std::string formats = "0fff000000000000"
                                    "0800000000000000"
                                    "0fff000000000000";
        Expect(true, "transport formats in order of preference", With(seq + formats));
        Expect(false, "another parameter behind them", With(formats + seq));
        Expect(true, "a MAC behind them", With(formats + "f041000000000000"));
        CheckHeader(With(seq));
        for (std::size_t size = 0; size < 40; ++size)
        {
            HipBytes cut = With("");
            cut.resize(size);
            const HipPacket read = ReadHip(cut, HIP_WIRE_INITIATOR, HIP_WIRE_RESPONDER);
            NS_TEST_EXPECT_MSG_EQ(IsGoodHip(read), false, "cut off after byte " << size);
        }
        CheckLengths();
    }

    /** The fixed header (5.1). @param good a packet with one parameter */
    void CheckHeader(const HipBytes& good)
    {
        const auto with = [&good](std::size_t at, uint8_t value) {
            HipBytes bytes = good;
            bytes[at] = value;
            return bytes;
        };
        Expect(true, "trailing bytes are ignored", with(1, 4));
        Expect(false, "a header longer than the packet", with(1, 6));
        Expect(false, "a header shorter than 40 bytes", with(1, 3));
        Expect(true, "another Next Header is ignored", with(0, 6));
        Expect(false, "version 2", with(3, 0x21));
        Expect(false, "version 0", with(3, 0x01));
        Expect(true, "reserved bits are ignored", with(3, 0x1f));
        Expect(true, "fixed bits are ignored", with(3, 0x10));
        Expect(true, "fixed bits are ignored", with(2, 0x81));
        const HipBytes odd = with(2, HipPacket::CLOSE | 0x80);
        NS_TEST_EXPECT_MSG_EQ(unsigned(ReadHip(odd, HIP_WIRE_INITIATOR, HIP_WIRE_RESPONDER).type),
                              unsigned(HipPacket::CLOSE),
                              "the type has 7 bits");
    }

    /** Contents of 0 to 30 bytes: total length by the formula of 5.2.1. */
    void CheckLengths()
    {
        for (std::size_t length = 0; length <= 30; ++length)
        {
            HipPacket packet(HipPacket::NOTIFY,
                             Ipv6Address("2001:10::1"),
                             Ipv6Address("2001:10::2"));
            packet.Add(HIP_NOTIFICATION, CountingBytes(length));
            const HipBytes bytes = WriteHip(packet, HIP_WIRE_INITIATOR, HIP_WIRE_RESPONDER);
            NS_TEST_EXPECT_MSG_EQ(bytes.size(), 40 + 11 + length - (length + 3) % 8, length);
            NS_TEST_EXPECT_MSG_EQ(bytes[43], length, "its Length");
            NS_TEST_EXPECT_MSG_EQ(8 * (bytes[1] + 1U), bytes.size(), "Header Length");
            for (std::size_t at = 44 + length; at < bytes.size(); ++at)
            {
                NS_TEST_EXPECT_MSG_EQ(unsigned(bytes[at]), 0, "padding");
            }
            NS_TEST_EXPECT_MSG_EQ(
                ToHex(
                    *ReadHip(bytes, HIP_WIRE_INITIATOR, HIP_WIRE_RESPONDER).Find(HIP_NOTIFICATION)),
                ToHex(CountingBytes(length)),
                "read back");
        }
    }
};

/** @ingroup hip
 * ESP: bytes of both suites, each bit covered, numbers and their window. */
class HipEspBytesCase : public TestCase
{
  public:
    HipEspBytesCase()
        : TestCase("packets of ESP")
    {
    }

  private:
    using Association = HipSecurityAssociation;
    using Verdict = Association::Verdict;

    /** @return the initiator's, whose tag is the lesser: cipher 16 and MAC 20 bytes, after the
     * other's (RFC 5202, 7) */
    static Association Make(uint16_t suite, unsigned window = 64)
    {
        const HipBytes keymat = FromHex(hipvectors::KEYMAT);
        const auto begin = keymat.begin() + HIP_WIRE_KEYMAT_INDEX + 36;
        const bool aes = suite == Association::AES_CBC_HMAC_SHA1;
        return {HIP_WIRE_SPI_R,
                suite,
                HipBytes(begin, begin + (aes ? 16 : 0)),
                HipBytes(begin + 16, begin + 36),
                window};
    }

    void DoRun() override
    {
        for (const uint16_t suite : {Association::AES_CBC_HMAC_SHA1, Association::NULL_HMAC_SHA1})
        {
            const std::string name = "suite " + std::to_string(suite);
            Association out = Make(suite);
            Association in = Make(suite);
            HipBytes all;
            std::vector<HipBytes> packets;
            for (uint8_t n = 0; n < 17; ++n)
            {
                HipBytes vector = CountingBytes(n + 16U);
                vector.erase(vector.begin(), vector.begin() + n);
                packets.push_back(out.Protect({17, CountingBytes(n)}, vector));
                all.insert(all.end(), packets.back().begin(), packets.back().end());
                NS_TEST_EXPECT_MSG_LT_OR_EQ(packets.back().size() - n,
                                            Association::GetMaximumOverhead(suite),
                                            name);
            }
            NS_TEST_EXPECT_MSG_EQ(ToHex(all),
                                  (suite == 1 ? hipvectors::ESP_AES : hipvectors::ESP_NULL),
                                  name);
            for (std::size_t bit = 0; bit < 8 * packets[9].size(); ++bit)
            {
                HipBytes wrong = packets[9];
                wrong[bit / 8] ^= static_cast<uint8_t>(0x80 >> bit % 8);
                Association::Content content;
                NS_TEST_EXPECT_MSG_EQ((in.Open(wrong, content) == Verdict::GOOD),
                                      false,
                                      name << ", bit " << bit);
            }
            for (uint8_t n = 0; n < 17; ++n)
            {
                Association::Content content;
                NS_TEST_EXPECT_MSG_EQ((in.Open(packets[n], content) == Verdict::GOOD), true, name);
                NS_TEST_EXPECT_MSG_EQ(unsigned(content.next), 17, name);
                NS_TEST_EXPECT_MSG_EQ((content.payload == CountingBytes(n)), true, name);
                NS_TEST_EXPECT_MSG_EQ((in.Open(packets[n], content) == Verdict::REPLAYED),
                                      true,
                                      name);
            }
            CheckLengths(suite, packets[9]);
            CheckLater(suite);
        }
        CheckWindow();
    }

    /** Cut off anywhere, it is not opened. */
    void CheckLengths(uint16_t suite, const HipBytes& packet)
    {
        for (std::size_t size = 0; size < packet.size(); ++size)
        {
            const HipBytes cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size));
            Association::Content content;
            NS_TEST_EXPECT_MSG_EQ((Make(suite).Open(cut, content) == Verdict::GOOD),
                                  false,
                                  "cut off after byte " << size);
        }
    }

    /** RFC 4303, 3.4.3: numbers within the window are taken once. */
    void CheckWindow()
    {
        for (const unsigned window : {32U, 64U})
        {
            Association out = Make(5);
            Association in = Make(5, window);
            std::vector<HipBytes> packets;
            for (unsigned n = 0; n < 200; ++n)
            {
                packets.push_back(out.Protect({17, CountingBytes(4)}, CountingBytes(16)));
            }
            Association::Content content;
            const auto take = [&](std::size_t number) {
                return in.Open(packets[number - 1], content);
            };
            NS_TEST_EXPECT_MSG_EQ((take(100) == Verdict::GOOD), true, "ahead");
            NS_TEST_EXPECT_MSG_EQ((take(100 - window + 1) == Verdict::GOOD), true, "last within");
            NS_TEST_EXPECT_MSG_EQ((take(100 - window + 1) == Verdict::REPLAYED), true, "again");
            // It may as well be one of the next 2^32 (RFC 4303, appendix A2).
            NS_TEST_EXPECT_MSG_EQ((take(100 - window) == Verdict::FORGED), true, "too old");
            NS_TEST_EXPECT_MSG_EQ((take(99) == Verdict::GOOD), true, "late");
            NS_TEST_EXPECT_MSG_EQ((take(102) == Verdict::GOOD), true, "ahead by two");
            NS_TEST_EXPECT_MSG_EQ((take(101) == Verdict::GOOD), true, "the one between");
            NS_TEST_EXPECT_MSG_EQ((take(100) == Verdict::REPLAYED), true, "seen before");
            NS_TEST_EXPECT_MSG_EQ((take(200) == Verdict::GOOD), true, "far ahead");
            NS_TEST_EXPECT_MSG_EQ((take(102) == Verdict::FORGED), true, "far behind");
            // A forged number moves nothing.
            HipBytes forged = packets[198];
            forged[4] = 0x7f;
            NS_TEST_EXPECT_MSG_EQ((in.Open(forged, content) == Verdict::FORGED), true, "forged");
            NS_TEST_EXPECT_MSG_EQ((take(199) == Verdict::GOOD), true, "and the true one is taken");
        }
    }

    /** Numbers above 2^32: their upper half is not sent, but covered (RFC 4303, 2.2.1). */
    void CheckLater(uint16_t suite)
    {
        const char* const wanted =
            suite == 1 ? hipvectors::ESP_AES_LATER : hipvectors::ESP_NULL_LATER;
        Association out = Make(suite);
        out.SetSequence(0x100000001);
        HipBytes vector = CountingBytes(25);
        vector.erase(vector.begin(), vector.begin() + 9);
        const HipBytes packet = out.Protect({17, CountingBytes(9)}, vector);
        NS_TEST_EXPECT_MSG_EQ(ToHex(packet), wanted, "2^32 + 2");
        Association::Content content;
        Association in = Make(suite);
        NS_TEST_EXPECT_MSG_EQ((in.Open(packet, content) == Verdict::FORGED), true, "taken for 2");
        in.SetSequence(0xfffffff0);
        NS_TEST_EXPECT_MSG_EQ((in.Open(packet, content) == Verdict::GOOD), true, "beyond 2^32");
        NS_TEST_EXPECT_MSG_EQ(in.GetSequence(), 0x100000002, "completed");
        NS_TEST_EXPECT_MSG_EQ((in.Open(packet, content) == Verdict::REPLAYED), true, "again");
    }
};

/** Suite hip-wire. */
class HipWireTestSuite : public TestSuite
{
  public:
    HipWireTestSuite()
        : TestSuite("hip-wire", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new HipKeysCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipBytesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipCoverageCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipMalformedCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipEspBytesCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static HipWireTestSuite g_hipWireTestSuite; //!< registers the suite

} // namespace ns3
