/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Mobile IPv6's headers: what goes onto the wire, and any bytes that come from there.

#include "mip6-test-bed.h"

#include "ns3/ipv6-l3-protocol.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/mip6-extension.h"
#include "ns3/mip6-message.h"
#include "ns3/mip6-security.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace ns3
{

namespace
{

const Ipv6Address HOME("fd00:0:0:1::1401");
const Ipv6Address CARE_OF("fd00:0:0:2::a00");
const Ipv6Address CORRESPONDENT("fd00:0:0:c800::2");

using Bytes = std::vector<uint8_t>;

template <typename T>
std::string
Hex(const T& bytes)
{
    std::ostringstream text;
    for (uint8_t byte : bytes)
    {
        text << std::hex << std::setw(2) << std::setfill('0') << unsigned(byte);
    }
    return text.str();
}

Bytes
GetBytes(Ptr<const Packet> packet)
{
    Bytes bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}

/** @return one message of each type, with all options that it may have */
std::vector<Mip6Message>
OneOfEach()
{
    std::vector<Mip6Message> all;
    for (uint8_t type = Mip6Message::BRR; type <= Mip6Message::BE; ++type)
    {
        Mip6Message message(static_cast<Mip6Message::Type>(type));
        message.cookie = {1, 2, 3, 4, 5, 6, 7, 8};
        message.token = {8, 7, 6, 5, 4, 3, 2, 1};
        message.nonceIndex = 0xabcd;
        message.sequence = 0x1234;
        message.lifetime = 0x4321;
        message.acknowledge = true;
        message.homeRegistration = true;
        message.status = 135;
        message.homeAddress = HOME;
        all.push_back(message);
    }
    Mip6Message update = all[Mip6Message::BU];
    update.careOf = CARE_OF;
    update.authentication = Mip6Message::Authentication{0x01020304, {9, 8, 7}};
    all.push_back(update);
    Mip6Message answer = all[Mip6Message::BA];
    answer.refreshAdvice = 0x5678;
    answer.authorization = Mip6Authenticator{1, 2, 3};
    all.push_back(answer);
    return all;
}

Ptr<Packet>
Write(Mip6Message message)
{
    Ptr<Packet> packet = Create<Packet>();
    message.SetAddresses(HOME, CORRESPONDENT);
    packet->AddHeader(message);
    return packet;
}

Mip6Message
Read(Ptr<const Packet> packet)
{
    Mip6Message message;
    message.SetAddresses(HOME, CORRESPONDENT);
    packet->PeekHeader(message);
    return message;
}

} // namespace

/** @ingroup mip6
 * A Binding Update with its keys, held against one computed by other means: Python's hmac. */
class Mip6VectorCase : public TestCase
{
  public:
    Mip6VectorCase()
        : TestCase("a Binding Update against one computed elsewhere")
    {
    }

  private:
    void DoRun() override
    {
        Mip6Key kcn;
        for (std::size_t i = 0; i < kcn.size(); ++i)
        {
            kcn[i] = static_cast<uint8_t>(i);
        }
        const Mip6Nonce nonce{0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37};
        const Mip6Token home = MakeMip6KeygenToken(kcn, HOME, nonce, false);
        const Mip6Token careOf = MakeMip6KeygenToken(kcn, CARE_OF, nonce, true);
        NS_TEST_EXPECT_MSG_EQ(Hex(home), "43a410ef55014c75", "home keygen token");
        NS_TEST_EXPECT_MSG_EQ(Hex(careOf), "f6af7fac6121afab", "care-of keygen token");
        const Mip6Key kbm = MakeMip6Kbm(home, &careOf);
        NS_TEST_EXPECT_MSG_EQ(Hex(kbm), "6d1a5a354c4c6f08c4a75d041b553ba71cb6926a", "Kbm");
        NS_TEST_EXPECT_MSG_EQ(Hex(MakeMip6Kbm(home, nullptr)),
                              "4cef3ae2237eff98ea3fb3cb2c9236153dc287f5",
                              "Kbm at home");
        Mip6Message update(Mip6Message::BU);
        update.acknowledge = true;
        update.sequence = 0x1234;
        update.lifetime = 105;
        update.nonceIndices = std::make_pair(uint16_t{7}, uint16_t{8});
        update.authorization = Mip6Authenticator();
        update.authorization = MakeMip6Authenticator(kbm, CARE_OF, CORRESPONDENT, update);
        NS_TEST_EXPECT_MSG_EQ(Hex(GetBytes(Write(update))),
                              "3b0305003b5e123480000069040400070008050c478488be4170250d9bb53fbe",
                              "all bytes");
    }
};

/** @ingroup mip6
 * What is written is read again; each single bit of it is covered by the checksum. */
class Mip6RoundTripCase : public TestCase
{
  public:
    Mip6RoundTripCase()
        : TestCase("each message written and read again; each bit covered")
    {
    }

  private:
    void DoRun() override
    {
        for (const Mip6Message& message : OneOfEach())
        {
            Ptr<Packet> packet = Write(message);
            NS_TEST_EXPECT_MSG_EQ(packet->GetSize() % 8, 0, message.GetName());
            NS_TEST_EXPECT_MSG_EQ(packet->GetSize(), message.GetSerializedSize(), "size");
            const Mip6Message read = Read(packet);
            NS_TEST_EXPECT_MSG_EQ((read.GetError() == Mip6Message::Error::NONE),
                                  true,
                                  message.GetName());
            NS_TEST_EXPECT_MSG_EQ(read.GetName(), message.GetName(), "its type");
            NS_TEST_EXPECT_MSG_EQ(Hex(GetBytes(Write(read))), Hex(GetBytes(packet)), "all of it");
            NS_TEST_EXPECT_MSG_EQ((read.GetCovered() == message.GetCovered()), true, "covered");
            FlipEachBit(GetBytes(packet));
        }
    }

    void FlipEachBit(const Bytes& bytes)
    {
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit)
        {
            Bytes wrong = bytes;
            wrong[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
            const Mip6Message read =
                Read(Create<Packet>(wrong.data(), static_cast<uint32_t>(wrong.size())));
            NS_TEST_EXPECT_MSG_EQ((read.GetError() == Mip6Message::Error::NONE),
                                  false,
                                  "bit " << bit);
        }
    }
};

/** @ingroup mip6
 * The extension headers, and what makes them invalid. */
class Mip6ExtensionCase : public TestCase
{
  public:
    Mip6ExtensionCase()
        : TestCase("Home Address option and Routing header")
    {
    }

  private:
    void DoRun() override
    {
        Mip6HomeAddressHeader option;
        option.nextHeader = 17;
        option.homeAddress = HOME;
        Ptr<Packet> packet = Create<Packet>(5);
        packet->AddHeader(option);
        NS_TEST_EXPECT_MSG_EQ(Hex(GetBytes(packet)).substr(0, 48),
                              "110201020000c910fd000000000000010000000000001401",
                              "section 6.3: at 8 n + 6");
        Mip6HomeAddressHeader readOption;
        packet->RemoveHeader(readOption);
        NS_TEST_EXPECT_MSG_EQ(packet->GetSize(), 5, "no more is taken");
        NS_TEST_EXPECT_MSG_EQ(readOption.IsValid(), true, "valid");
        NS_TEST_EXPECT_MSG_EQ(*readOption.homeAddress, HOME, "its address");
        // An unknown option, as the two highest bits of its type say: skipped, or not.
        for (unsigned type = 2; type < 256; ++type)
        {
            const Bytes bytes{17, 0, static_cast<uint8_t>(type), 4, 0, 0, 0, 0};
            Ptr<Packet> unknown = Create<Packet>(bytes.data(), 8);
            unknown->RemoveHeader(readOption);
            NS_TEST_EXPECT_MSG_EQ(readOption.IsValid(), (type < 64), "option " << type);
        }
        Mip6RoutingHeader routing;
        routing.nextHeader = 6;
        routing.homeAddress = HOME;
        packet->AddHeader(routing);
        const Bytes bytes = GetBytes(packet);
        NS_TEST_EXPECT_MSG_EQ(Hex(bytes).substr(0, 48),
                              "0602020100000000fd000000000000010000000000001401",
                              "section 6.4");
        for (std::size_t at = 1; at < 4; ++at)
        {
            Bytes wrong = bytes;
            ++wrong[at];
            Mip6RoutingHeader readRouting;
            Create<Packet>(wrong.data(), static_cast<uint32_t>(wrong.size()))
                ->PeekHeader(readRouting);
            NS_TEST_EXPECT_MSG_EQ(readRouting.IsValid(), false, "byte " << at);
        }
    }
};

/** @ingroup mip6
 * Any bytes: random ones, and messages with some bytes changed and a right checksum; read, and sent
 * to all three kinds of agents. */
class Mip6FuzzCase : public TestCase
{
  public:
    Mip6FuzzCase()
        : TestCase("any bytes are counted and dropped")
    {
    }

  private:
    void DoRun() override
    {
        m_random = CreateObject<UniformRandomVariable>();
        m_random->SetStream(5);
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.SendPackets(Seconds(2), Seconds(12), MilliSeconds(20));
        const std::vector<Ptr<Node>> nodes{bed.plan.home.router,
                                           bed.plan.mobiles[0],
                                           bed.plan.correspondents[0]};
        Simulator::Schedule(Seconds(5), [this, nodes]() {
            for (uint32_t i = 0; i < 12000; ++i)
            {
                Attack(nodes[i % nodes.size()], i);
            }
        });
        bed.MoveAt(Seconds(10), "lan-2");
        bed.Run(Seconds(13));
        for (const Ptr<Node>& node : nodes)
        {
            Ptr<Mip6Agent> agent = node->GetObject<Mip6Agent>();
            NS_TEST_EXPECT_MSG_GT(agent->GetCounters().malformed, 300, "malformed ones counted");
            NS_TEST_EXPECT_MSG_GT(agent->GetCounters().badChecksum, 100, "wrong ones counted");
            NS_TEST_EXPECT_MSG_GT(agent->GetCounters().badRouting, 100, "wrong ones counted");
        }
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(HOME),
                              bed.GetMobile()->GetCareOf(),
                              "the home agent works on");
        NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(HOME),
                              bed.GetMobile()->GetCareOf(),
                              "the correspondent works on");
        NS_TEST_EXPECT_MSG_GT(bed.down.back(), Seconds(11.9), "packets arrive");
    }

    /** @return bytes, more or less wrong */
    Bytes Make(uint32_t i)
    {
        if (i % 5 == 0)
        {
            Bytes random(m_random->GetInteger(0, 90));
            std::generate(random.begin(), random.end(), [this]() { return Byte(); });
            return random;
        }
        const std::vector<Mip6Message> all = OneOfEach();
        Bytes bytes = GetBytes(Write(all[i % all.size()]));
        for (uint32_t n = m_random->GetInteger(0, 3); n > 0; --n)
        {
            bytes[m_random->GetInteger(0, static_cast<uint32_t>(bytes.size()) - 1)] = Byte();
        }
        bytes.resize(m_random->GetInteger(0, 3) == 0
                         ? m_random->GetInteger(0, static_cast<uint32_t>(bytes.size()))
                         : static_cast<uint32_t>(bytes.size()));
        return bytes;
    }

    uint8_t Byte()
    {
        return static_cast<uint8_t>(m_random->GetInteger(0, 255));
    }

    /** Puts the right checksum into a message. */
    static void Correct(Bytes& bytes, const Ipv6Address& source, const Ipv6Address& destination)
    {
        if (bytes.size() < 8)
        {
            return;
        }
        uint8_t pseudo[40] = {};
        source.GetBytes(pseudo);
        destination.GetBytes(pseudo + 16);
        pseudo[34] = static_cast<uint8_t>(bytes.size() >> 8);
        pseudo[35] = static_cast<uint8_t>(bytes.size());
        pseudo[39] = 135;
        bytes[4] = bytes[5] = 0;
        Bytes all(pseudo, pseudo + 40);
        all.insert(all.end(), bytes.begin(), bytes.end());
        uint32_t sum = 0;
        for (std::size_t i = 0; i < all.size(); ++i)
        {
            sum += i % 2 == 0 ? static_cast<uint32_t>(all[i]) << 8 : all[i];
        }
        sum = (sum & 0xffff) + (sum >> 16);
        sum = ~((sum & 0xffff) + (sum >> 16));
        bytes[4] = static_cast<uint8_t>(sum >> 8);
        bytes[5] = static_cast<uint8_t>(sum);
    }

    /** Lets a node have a packet. @param node which @param i number of the packet */
    void Attack(Ptr<Node> node, uint32_t i)
    {
        Ptr<Ipv6L3Protocol> ipv6 = node->GetObject<Ipv6L3Protocol>();
        const Ipv6Address to = ipv6->GetAddress(1, 1).GetAddress();
        const Ipv6Address from = i % 2 == 0 ? HOME : CARE_OF;
        Bytes bytes = Make(i);
        if (i % 7 < 4)
        {
            Correct(bytes, from, to);
        }
        if (i % 13 == 0)
        {
            // An ICMP error that quotes anything: Parameter Problem, Code 1.
            bytes.insert(bytes.begin(), {4, 1, 0, 0, 0, 0, 0, 6});
            Mip6TestBed::Inject(node,
                                Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size())),
                                from,
                                to,
                                58);
            return;
        }
        const uint8_t next[] = {135, 135, 135, 60, 43, 41};
        Ptr<Packet> packet = Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
        uint8_t first = next[i / 3 % 6];
        if (i % 4 == 1 && first == 135)
        {
            Mip6HomeAddressHeader option;
            option.nextHeader = first;
            option.homeAddress = HOME;
            packet->AddHeader(option);
            first = Mip6HomeAddressHeader::PROT_NUMBER;
        }
        Mip6TestBed::Inject(node, packet, from, to, first);
    }

    Ptr<UniformRandomVariable> m_random; //!< what is wrong
};

/** Suite mip6-wire. */
class Mip6WireTestSuite : public TestSuite
{
  public:
    Mip6WireTestSuite()
        : TestSuite("mip6-wire", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new Mip6VectorCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6RoundTripCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6ExtensionCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6FuzzCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip6WireTestSuite g_mip6WireTestSuite; //!< registers the suite

} // namespace ns3
