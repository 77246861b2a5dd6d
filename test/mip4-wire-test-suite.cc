/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Mobile IPv4's messages on the wire: bytes, and what parsers do with any bytes.

#include "mip4-test-bed.h"

#include "ns3/inet-socket-address.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/mip4-tunnel-end.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** Messages of each kind that a parser is given. */
const uint32_t ROUNDS = 20'000;

/** Bytes of a packet. */
using Bytes = std::vector<uint8_t>;

/** @return a header's bytes @param header the header */
Bytes
Write(const Header& header)
{
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(header);
    Bytes bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}

/** @return a packet @param bytes its bytes */
Ptr<Packet>
MakePacket(const Bytes& bytes)
{
    return Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

/** @return a request with all fields and extensions */
Mip4Message
MakeRequest()
{
    Mip4Message request(Mip4Message::Type::REQUEST);
    request.flags = Mip4Message::DECAPSULATION | Mip4Message::REVERSE_TUNNEL;
    request.lifetime = 0x0708;
    request.homeAddress = Ipv4Address("10.1.20.1");
    request.homeAgent = Ipv4Address("10.1.0.1");
    request.careOfAddress = Ipv4Address("10.2.10.0");
    request.identification = 0x0102030405060708;
    return request;
}

/** @return an advertisement with all fields and extensions */
Mip4Advertisement
MakeAdvertisement()
{
    Mip4Advertisement advert;
    advert.lifetime = 3;
    advert.routers = {{Ipv4Address("10.2.0.1"), -1}};
    advert.sequence = 0x0102;
    advert.registrationLifetime = 1800;
    advert.flags = Mip4Advertisement::FOREIGN_AGENT | Mip4Advertisement::REVERSE_TUNNEL;
    advert.careOf = {Ipv4Address("10.2.0.1")};
    advert.prefixLengths = {16};
    return advert;
}

/** Changes bytes at random. */
class Mutator
{
  public:
    Mutator()
        : m_random(CreateObject<UniformRandomVariable>())
    {
        m_random->SetStream(1);
    }

    /** @return a number @param most the largest */
    uint32_t Number(uint32_t most)
    {
        return m_random->GetInteger(0, most);
    }

    /** @return bytes at random @param most how many at most */
    Bytes Random(uint32_t most)
    {
        Bytes bytes(Number(most));
        for (uint8_t& byte : bytes)
        {
            byte = static_cast<uint8_t>(Number(255));
        }
        return bytes;
    }

    /** @return bytes of which some are changed, cut off, or repeated @param bytes good ones */
    Bytes Mutate(Bytes bytes)
    {
        for (uint32_t changes = Number(3); changes > 0 && !bytes.empty(); --changes)
        {
            bytes[Number(static_cast<uint32_t>(bytes.size()) - 1)] =
                static_cast<uint8_t>(Number(255));
        }
        if (Number(3) == 0)
        {
            bytes.resize(Number(static_cast<uint32_t>(bytes.size())));
        }
        if (Number(3) == 0)
        {
            const Bytes more = Random(64);
            bytes.insert(bytes.end(), more.begin(), more.end());
        }
        return bytes;
    }

  private:
    Ptr<UniformRandomVariable> m_random; //!< what is changed
};

/** Whether an ICMP message can be sent to a node of ns-3 with assertions: its own ICMP reads four
 * bytes of any, and more of Destination Unreachable, Echo and Time Exceeded, without a look at the
 * length.
 * @param bytes the message @return whether it can */
bool
SuitsNs3(const Bytes& bytes)
{
    return bytes.size() >= 4 && bytes[0] != 3 && bytes[0] != 8 && bytes[0] != 11;
}

/** Puts a checksum that is right into an ICMP message. @param bytes the message */
void
CorrectChecksum(Bytes& bytes)
{
    if (bytes.size() < 4)
    {
        return;
    }
    bytes[2] = bytes[3] = 0;
    uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
    {
        sum += bytes[i] << (i % 2 == 0 ? 8 : 0);
    }
    while (sum >> 16)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    bytes[2] = static_cast<uint8_t>(~sum >> 8);
    bytes[3] = static_cast<uint8_t>(~sum);
}

} // namespace

/**
 * @ingroup mip4
 * Messages have the bytes of the RFCs' figures, and are read back as they were.
 */
class Mip4BytesCase : public TestCase
{
  public:
    Mip4BytesCase()
        : TestCase("bytes on the wire")
    {
    }

  private:
    void DoRun() override
    {
        const Bytes request = {1,  0x22, 7,  8, 10, 1, 20, 1, 10, 1, 0, 1,
                               10, 2,    10, 0, 1,  2, 3,  4, 5,  6, 7, 8};
        NS_TEST_EXPECT_MSG_EQ((MakeRequest().GetBytes() == request), true, "RFC 5944, 3.3");
        Mip4Message reply(Mip4Message::Type::REPLY);
        reply.code = 133;
        reply.homeAddress = Ipv4Address("10.1.20.1");
        reply.homeAgent = Ipv4Address("10.1.0.1");
        reply.identification = 0x0102030405060708;
        const Bytes replied = {3, 133, 0, 0, 10, 1, 20, 1, 10, 1, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8};
        NS_TEST_EXPECT_MSG_EQ((reply.GetBytes() == replied), true, "RFC 5944, 3.4");
        Bytes advert = {9,  0,  0, 0, 1, 2, 0,    3, 10, 2, 0, 1, 0xff, 0xff, 0xff, 0xff,
                        16, 10, 1, 2, 7, 8, 0x11, 0, 10, 2, 0, 1, 19,   1,    16};
        CorrectChecksum(advert);
        NS_TEST_EXPECT_MSG_EQ((Write(MakeAdvertisement()) == advert), true, "RFC 5944, 2.1");
        Bytes solicitation = {10, 0, 0, 0, 0, 0, 0, 0};
        CorrectChecksum(solicitation);
        NS_TEST_EXPECT_MSG_EQ((Write(Mip4Solicitation()) == solicitation), true, "RFC 1256, 3");
        CheckIcmp(advert, solicitation);
        CheckSigned(request);
        CheckNtp();
    }

    /** What is no advertisement, and no solicitation. @param advert a good one @param solicitation
     * a good one */
    void CheckIcmp(const Bytes& advert, const Bytes& solicitation)
    {
        const auto isAdvert = [](const Bytes& bytes) {
            Mip4Advertisement read;
            MakePacket(bytes)->PeekHeader(read);
            return read.IsValid() && read.HasAgent();
        };
        const auto isSolicitation = [](const Bytes& bytes) {
            Mip4Solicitation read;
            MakePacket(bytes)->PeekHeader(read);
            return read.IsValid();
        };
        NS_TEST_EXPECT_MSG_EQ(isAdvert(advert), true, "as it is");
        NS_TEST_EXPECT_MSG_EQ(isSolicitation(solicitation), true, "as it is");
        NS_TEST_EXPECT_MSG_EQ(isAdvert(solicitation), false, "the other type");
        NS_TEST_EXPECT_MSG_EQ(isSolicitation(advert), false, "the other type");
        for (std::size_t i = 0; i < advert.size(); ++i)
        {
            Bytes changed = advert;
            changed[i] ^= 0x10;
            NS_TEST_EXPECT_MSG_EQ(isAdvert(changed), false, "a wrong checksum, byte " << i);
        }
        Bytes changed = solicitation;
        changed[7] = 1;
        NS_TEST_EXPECT_MSG_EQ(isSolicitation(changed), false, "a wrong checksum");
        for (std::size_t size = 0; size < advert.size(); ++size)
        {
            // Without the last extension it is one, too.
            Bytes cut(advert.begin(), advert.begin() + static_cast<std::ptrdiff_t>(size));
            CorrectChecksum(cut);
            NS_TEST_EXPECT_MSG_EQ(isAdvert(cut), (size == 28), "cut off after byte " << size);
        }
    }

    /** The authentication extension. @param request without it */
    void CheckSigned(const Bytes& request)
    {
        Mip4Security association;
        association.spi = 0x01020304;
        association
            .key = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
        Mip4Message message = MakeRequest();
        association.Sign(message);
        Bytes wanted = request;
        // By Python: hmac.new(b"0123456789abcdef", request + b"\x20\x14\1\2\3\4", "md5").
        const Bytes extension = {32,   20,   1,    2,    3,    4,    0x84, 0x7a, 0x5a, 0x35, 0xd2,
                                 0x3c, 0xc8, 0xb8, 0xed, 0xc0, 0x0a, 0x12, 0xbe, 0x29, 0x2d, 0xed};
        wanted.insert(wanted.end(), extension.begin(), extension.end());
        NS_TEST_EXPECT_MSG_EQ((message.GetBytes() == wanted), true, "RFC 5944, 3.5.2");
        Mip4Message read;
        MakePacket(wanted)->PeekHeader(read);
        NS_TEST_EXPECT_MSG_EQ(read.IsValid(), true, "read back");
        NS_TEST_EXPECT_MSG_EQ((read.GetBytes() == wanted), true, "the same bytes");
        NS_TEST_EXPECT_MSG_EQ(association.Verify(read), true, "right");
        association.spi = 300;
        NS_TEST_EXPECT_MSG_EQ(association.Verify(read), false, "another SPI");
        association.spi = 0x01020304;
        read.extensions.push_back(read.extensions[0]);
        NS_TEST_EXPECT_MSG_EQ(association.Verify(read), false, "two of them");
    }

    /** Timestamps. */
    void CheckNtp()
    {
        // 2026-01-01 is 46021 days after 1900-01-01.
        const uint64_t begin = 46021ULL * 86400 << 32;
        NS_TEST_EXPECT_MSG_EQ(ToNtp(Time(0)), begin, "the beginning");
        NS_TEST_EXPECT_MSG_EQ(ToNtp(Seconds(1.5)), begin + (3ULL << 31), "half a second");
        NS_TEST_EXPECT_MSG_EQ(ToNtp(Seconds(-0.5)), begin - (1ULL << 31), "before");
        NS_TEST_EXPECT_MSG_EQ(ToNtp(Seconds(-2)), begin - (2ULL << 32), "before");
    }
};

/**
 * @ingroup mip4
 * Parsers take any bytes; what they call valid is written again as it was.
 */
class Mip4FuzzCase : public TestCase
{
  public:
    Mip4FuzzCase()
        : TestCase("parsers and any bytes")
    {
    }

  private:
    void DoRun() override
    {
        Mutator mutator;
        Mip4Message request = MakeRequest();
        Mip4Security().Sign(request);
        uint32_t messages = 0;
        uint32_t adverts = 0;
        uint32_t solicitations = 0;
        for (uint32_t i = 0; i < ROUNDS; ++i)
        {
            const Bytes bytes =
                i % 4 == 0 ? mutator.Random(100) : mutator.Mutate(request.GetBytes());
            Mip4Message message;
            MakePacket(bytes)->PeekHeader(message);
            messages += message.IsValid() ? 1 : 0;
            Mip4Security().Verify(message);
            if (message.IsValid() && message.GetBytes() != bytes)
            {
                NS_TEST_EXPECT_MSG_EQ(true,
                                      false,
                                      "a message that is not what was read, round " << i);
            }
            Bytes icmp =
                i % 4 == 0 ? mutator.Random(100) : mutator.Mutate(Write(MakeAdvertisement()));
            if (i % 2 == 0)
            {
                CorrectChecksum(icmp);
            }
            Mip4Advertisement advert;
            MakePacket(icmp)->PeekHeader(advert);
            adverts += advert.IsValid() ? 1 : 0;
            Bytes asked = mutator.Mutate(Write(Mip4Solicitation()));
            CorrectChecksum(asked);
            Mip4Solicitation solicitation;
            MakePacket(asked)->PeekHeader(solicitation);
            solicitations += solicitation.IsValid() ? 1 : 0;
        }
        for (uint32_t valid : {messages, adverts, solicitations})
        {
            NS_TEST_EXPECT_MSG_GT(valid, ROUNDS / 100, "some are valid");
            NS_TEST_EXPECT_MSG_LT(valid, ROUNDS * 9 / 10, "some are not");
        }
    }
};

/**
 * @ingroup mip4
 * Agents and mobiles that are sent any bytes, by UDP, ICMP and in tunnels, count what they cannot
 * read, and go on with their work.
 */
class Mip4FuzzedNodesCase : public TestCase
{
  public:
    Mip4FuzzedNodesCase()
        : TestCase("nodes and any bytes")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        bed.port->Plug("lan-1");
        Mutator mutator;
        Mip4Message request = MakeRequest();
        Mip4Security().Sign(request);
        Ptr<Node> attacker = bed.plan.correspondents[0];
        Ptr<Node> router = bed.plan.access[0].router;
        uint32_t malformed = 0;
        for (uint32_t i = 0; i < 3000; ++i)
        {
            const Bytes bytes =
                i % 3 == 0 ? mutator.Random(80) : mutator.Mutate(request.GetBytes());
            const Bytes icmp = mutator.Mutate(Write(MakeAdvertisement()));
            const Bytes inner = mutator.Random(60);
            Mip4Message message;
            MakePacket(bytes)->PeekHeader(message);
            malformed += message.IsValid() && message.type == Mip4Message::Type::REQUEST ? 0 : 1;
            Simulator::Schedule(
                Seconds(2) + MilliSeconds(i),
                [&bed, attacker, router, bytes, icmp, inner]() {
                    const Ipv4Address home = bed.plan.home.gateway;
                    const Ipv4Address foreign = bed.plan.access[0].gateway;
                    bed.Inject(attacker, bytes, InetSocketAddress(home, MIP4_PORT));
                    bed.Inject(attacker, bytes, InetSocketAddress(foreign, MIP4_PORT));
                    bed.Inject(attacker, inner, InetSocketAddress(home, 0), 4);
                    bed.Inject(attacker, inner, InetSocketAddress(foreign, 0), 4);
                    if (!SuitsNs3(icmp))
                    {
                        return;
                    }
                    // From the mobile's own link.
                    bed.GetForeignAgent(0)->GetAdvertiser()->GetLink()->Send(
                        MakePacket(icmp),
                        1,
                        foreign,
                        Ipv4Address("224.0.0.1"),
                        1);
                });
        }
        bed.MoveAt(Seconds(6), "lan-2");
        bed.Talk(Seconds(7), Seconds(8), MilliSeconds(10));
        bed.Run(Seconds(9));
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCounters().malformed, malformed, "counted");
        NS_TEST_EXPECT_MSG_GT(malformed, 500, "many");
        NS_TEST_EXPECT_MSG_GT(bed.GetForeignAgent(0)->GetCounters().malformed, 500, "counted");
        NS_TEST_EXPECT_MSG_GT(Mip4TunnelEnd::Get(router)->GetMalformed(), 1000, "counted");
        NS_TEST_EXPECT_MSG_GT(
            bed.GetMobileNode()->GetDiscovery(bed.port->GetDevice())->GetMalformed(),
            500,
            "counted");
        NS_TEST_EXPECT_MSG_EQ(Mip4TestBed::Lost(bed.up, Seconds(7), Seconds(8)), 0, "it works on");
        NS_TEST_EXPECT_MSG_EQ(Mip4TestBed::Lost(bed.down, Seconds(7), Seconds(8)),
                              0,
                              "it works on");
    }
};

/** Suite mip4-wire. */
class Mip4WireTestSuite : public TestSuite
{
  public:
    Mip4WireTestSuite()
        : TestSuite("mip4-wire", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new Mip4BytesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4FuzzCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4FuzzedNodesCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip4WireTestSuite g_mip4WireTestSuite; //!< registers the suite

} // namespace ns3
