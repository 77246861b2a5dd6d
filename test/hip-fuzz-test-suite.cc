/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// HIP and any bytes: what parsers take is what they write, and hosts in each state of an
// association count what they are sent, drop it, and go on.

#include "hip-test-bed.h"
#include "hip-vectors.h"
#include "hip-wire-packets.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <memory>

namespace ns3
{

namespace
{

using State = HipAssociation::State;

/** Packets that a parser is given. */
const uint32_t ROUNDS = 20'000;

/** Packets that hosts are given in each state, and the time between two. */
const uint32_t ATTACKS = 900;
const Time BETWEEN = MicroSeconds(500);

/** Makes bytes that are more or less wrong. */
class HipMutator
{
  public:
    HipMutator()
        : m_random(CreateObject<UniformRandomVariable>())
    {
        m_random->SetStream(3);
    }

    /** @return a number @param most the largest */
    uint32_t Number(std::size_t most)
    {
        return m_random->GetInteger(0, static_cast<uint32_t>(most));
    }

    /** @return bytes at random @param count how many */
    HipBytes Random(std::size_t count)
    {
        HipBytes bytes(count);
        for (uint8_t& byte : bytes)
        {
            byte = static_cast<uint8_t>(Number(255));
        }
        return bytes;
    }

    /** Changes a byte. @param bytes of these @param from at this place or later @param to before
     * this place */
    void Change(HipBytes& bytes, std::size_t from, std::size_t to)
    {
        if (from < to)
        {
            bytes[from + Number(to - from - 1)] ^= static_cast<uint8_t>(1 + Number(254));
        }
    }

    /** @return bytes of which some are changed, cut off, or more than they were @param bytes good
     * ones */
    HipBytes Mutate(HipBytes bytes)
    {
        for (uint32_t changes = Number(3); changes > 0; --changes)
        {
            Change(bytes, 0, bytes.size());
        }
        if (Number(3) == 0)
        {
            bytes.resize(Number(bytes.size()));
        }
        if (Number(3) == 0)
        {
            const HipBytes more = Random(8 * Number(4));
            bytes.insert(bytes.end(), more.begin(), more.end());
        }
        if (Number(1) == 0 && bytes.size() >= 40)
        {
            bytes[1] = static_cast<uint8_t>(bytes.size() / 8 - 1);
        }
        return bytes;
    }

    /** @return a packet whose MAC and signature are noise @param sender its HIT @param receiver its
     * HIT */
    HipPacket Forge(const Ipv6Address& sender, const Ipv6Address& receiver)
    {
        static const uint8_t types[] = {1, 2, 3, 4, 16, 17, 18, 19, 5, 127};
        static const uint16_t known[] = {HIP_ESP_INFO,
                                         HIP_R1_COUNTER,
                                         HIP_LOCATOR,
                                         HIP_PUZZLE,
                                         HIP_SOLUTION,
                                         HIP_SEQ,
                                         HIP_ACK,
                                         HIP_DIFFIE_HELLMAN,
                                         HIP_TRANSFORM,
                                         HIP_HOST_ID,
                                         HIP_NOTIFICATION,
                                         HIP_ECHO_REQUEST_SIGNED,
                                         HIP_REG_INFO,
                                         HIP_REG_REQUEST,
                                         HIP_REG_RESPONSE,
                                         HIP_REG_FAILED,
                                         HIP_ECHO_RESPONSE_SIGNED,
                                         HIP_ESP_TRANSFORM,
                                         HIP_HMAC,
                                         HIP_HMAC_2,
                                         HIP_SIGNATURE_2,
                                         HIP_SIGNATURE,
                                         HIP_ECHO_RESPONSE_UNSIGNED,
                                         HIP_ECHO_REQUEST_UNSIGNED,
                                         HIP_FROM,
                                         HIP_RVS_HMAC,
                                         HIP_VIA_RVS};
        HipPacket packet(static_cast<HipPacket::Type>(types[Number(std::size(types) - 1)]),
                         sender,
                         receiver);
        for (uint32_t n = Number(8); n > 0; --n)
        {
            const bool strange = Number(20) == 0;
            const auto type = static_cast<uint16_t>(strange ? Number(65535)
                                                            : known[Number(std::size(known) - 1)]);
            static const std::size_t sizes[] = {0, 4, 12, 16, 20, 24, 129};
            packet.Add(type,
                       Random(Number(2) == 0 ? Number(40) : sizes[Number(std::size(sizes) - 1)]));
        }
        return packet;
    }

    /** @return a packet with all that its type has, most of it noise @param sender its HIT @param
     * receiver its HIT */
    HipPacket Imitate(const Ipv6Address& sender, const Ipv6Address& receiver)
    {
        struct Shape
        {
            HipPacket::Type type;                                     //!< of the packet
            std::vector<std::pair<uint16_t, std::size_t>> parameters; //!< types and bytes
        };

        static const std::vector<Shape> shapes{
            {HipPacket::I1, {{HIP_FROM, 16}, {HIP_RVS_HMAC, 20}}},
            {HipPacket::R1,
             {{HIP_R1_COUNTER, 12},
              {HIP_PUZZLE, 12},
              {HIP_DIFFIE_HELLMAN, 195},
              {HIP_TRANSFORM, 4},
              {HIP_HOST_ID, 140},
              {HIP_ESP_TRANSFORM, 6},
              {HIP_SIGNATURE_2, 129}}},
            {HipPacket::I2,
             {{HIP_ESP_INFO, 12},
              {HIP_SOLUTION, 20},
              {HIP_DIFFIE_HELLMAN, 195},
              {HIP_TRANSFORM, 2},
              {HIP_HOST_ID, 140},
              {HIP_ESP_TRANSFORM, 4},
              {HIP_HMAC, 20},
              {HIP_SIGNATURE, 129}}},
            {HipPacket::R2, {{HIP_ESP_INFO, 12}, {HIP_HMAC_2, 20}, {HIP_SIGNATURE, 129}}},
            {HipPacket::UPDATE,
             {{HIP_SEQ, 4},
              {HIP_ACK, 4},
              {HIP_ECHO_REQUEST_SIGNED, 16},
              {HIP_ECHO_RESPONSE_SIGNED, 16},
              {HIP_HMAC, 20},
              {HIP_SIGNATURE, 129}}},
            {HipPacket::NOTIFY, {{HIP_NOTIFICATION, 6}, {HIP_SIGNATURE, 129}}},
            {HipPacket::CLOSE,
             {{HIP_ECHO_REQUEST_SIGNED, 16}, {HIP_HMAC, 20}, {HIP_SIGNATURE, 129}}},
            {HipPacket::CLOSE_ACK,
             {{HIP_ECHO_RESPONSE_SIGNED, 16}, {HIP_HMAC, 20}, {HIP_SIGNATURE, 129}}}};
        const Shape& shape = shapes[Number(shapes.size() - 1)];
        HipPacket packet(shape.type, sender, receiver);
        for (const auto& [type, size] : shape.parameters)
        {
            if (Number(19) != 0)
            {
                packet.Add(type, Random(size));
            }
        }
        return packet;
    }

  private:
    Ptr<UniformRandomVariable> m_random; //!< what is wrong
};

/** Reads all that a packet may have. @return how many parameters were as they should be */
uint32_t
ReadAll(const HipPacket& hip)
{
    uint32_t good = 0;
    good += GetHipParameter<HipEspInfo>(hip) ? 1 : 0;
    good += GetHipParameter<HipR1Counter>(hip) ? 1 : 0;
    good += GetHipParameter<HipLocators>(hip) ? 1 : 0;
    good += GetHipParameter<HipPuzzle>(hip) ? 1 : 0;
    good += FromHipList(hip.Find(HIP_SEQ), 4).empty() ? 0 : 1;
    good += FromHipList(hip.Find(HIP_ESP_TRANSFORM), 2, 2).empty() ? 0 : 1;
    good += HipRegistration::Read(hip.Find(HIP_REG_INFO), true) ? 1 : 0;
    if (const auto solution = GetHipParameter<HipSolution>(hip))
    {
        good += IsHipSolution(*solution, hip.sender, hip.receiver) ? 1 : 0;
    }
    if (const auto hostId = GetHipParameter<HipHostId>(hip))
    {
        const auto identity = HipIdentity::FromHostId(*hostId);
        const HipBytes* signature = hip.Find(HIP_SIGNATURE);
        good += identity && signature && identity->Verify(hip.GetCovered(HIP_SIGNATURE), *signature)
                    ? 1
                    : 0;
    }
    return good;
}

} // namespace

/**
 * @ingroup hip
 * Parsers take any bytes; what they call good is written again as it was.
 */
class HipFuzzParsersCase : public TestCase
{
  public:
    HipFuzzParsersCase()
        : TestCase("parsers and any bytes")
    {
    }

  private:
    void DoRun() override
    {
        HipMutator mutator;
        const std::vector<HipWireHosts::Vector> all = HipWireHosts().MakeAll();
        HipRandom random("keys");
        const HipKeyPair keyPair(1, random);
        uint32_t good = 0;
        uint32_t parameters = 0;
        for (uint32_t i = 0; i < ROUNDS; ++i)
        {
            const HipWireHosts::Vector& one = all[i % all.size()];
            HipBytes bytes = i % 5 == 0 ? mutator.Random(mutator.Number(100))
                                        : mutator.Mutate(FromHex(one.wanted));
            if (i % 7 != 0)
            {
                CorrectHipChecksum(bytes, one.from, one.to);
            }
            const HipPacket read = ReadHip(bytes, one.from, one.to);
            parameters += ReadAll(read);
            if (const auto offered = GetHipParameter<HipDiffieHellman>(read))
            {
                keyPair.Agree(offered->publicValue);
            }
            good += IsGoodHip(read) ? 1 : 0;
            // What is behind the packet's own length is no part of it.
            bytes.resize(bytes.size() < 2 ? bytes.size()
                                          : std::min<std::size_t>(bytes.size(), 8 * bytes[1] + 8));
            if (IsGoodHip(read) && WriteHip(read, one.from, one.to) != bytes)
            {
                NS_TEST_EXPECT_MSG_EQ(ToHex(WriteHip(read, one.from, one.to)),
                                      ToHex(bytes),
                                      "another packet, round " << i);
            }
        }
        NS_TEST_EXPECT_MSG_GT(good, ROUNDS / 10, "some are well formed");
        NS_TEST_EXPECT_MSG_LT(good, ROUNDS * 9 / 10, "some are not");
        NS_TEST_EXPECT_MSG_GT(parameters, ROUNDS / 10, "parameters, too");
        OpenAny(mutator);
    }

    /** Packets of ESP, of both suites. */
    void OpenAny(HipMutator& mutator)
    {
        for (const uint16_t suite : {1, 5})
        {
            const HipBytes key(HipSecurityAssociation::GetCipherKeySize(suite));
            HipSecurityAssociation out(256, suite, key, HipBytes(20), 64);
            HipSecurityAssociation in(256, suite, key, HipBytes(20), 64);
            uint32_t good = 0;
            for (uint32_t i = 0; i < ROUNDS; ++i)
            {
                const HipBytes right =
                    out.Protect({17, mutator.Random(mutator.Number(40))}, mutator.Random(16));
                const HipBytes bytes =
                    i % 5 == 0 ? mutator.Random(mutator.Number(80)) : mutator.Mutate(right);
                HipSecurityAssociation::Content content;
                const bool opened =
                    in.Open(bytes, content) == HipSecurityAssociation::Verdict::GOOD;
                good += opened ? 1 : 0;
                if (opened != (bytes == right))
                {
                    NS_TEST_EXPECT_MSG_EQ(opened, (bytes == right), "round " << i);
                }
            }
            NS_TEST_EXPECT_MSG_GT(good, 0, "some were left as they are");
        }
    }
};

/**
 * @ingroup hip
 * Hosts that are sent any bytes, in one state of the association.
 */
class HipFuzzHostsCase : public TestCase
{
  public:
    /** @param mine the mobile's state @param others the correspondent's @param ipv6 family */
    HipFuzzHostsCase(State mine, State others, bool ipv6)
        : TestCase(HipAssociation::GetName(mine) + " at the mobile, " +
                   HipAssociation::GetName(others) + " at the correspondent, " +
                   (ipv6 ? "IPv6" : "IPv4")),
          m_mine(mine),
          m_others(others),
          m_ipv6(ipv6)
    {
    }

  private:
    /** What a host has counted and sent. */
    struct Account
    {
        uint64_t injected{0}; //!< packets that it was given
        uint64_t answered{0}; //!< R1s that it sent
        uint64_t counted{0};  //!< all counters before
        uint32_t states{0};   //!< changes of state
    };

    static uint64_t Sum(const HipHost::Counters& all)
    {
        return all.malformed + all.checksum + all.unsupported + all.unknown + all.unexpected +
               all.puzzle + all.proposals + all.identity + all.mac + all.signature + all.replayed +
               all.echo + all.relayed + all.espUnknown + all.espMalformed + all.espForged +
               all.espReplayed + all.notified + all.storm + all.oversize + all.unsolved + all.ack;
    }

    /** @return what arrives at the mobile and keeps it in its state, 0: nothing */
    uint8_t GetLost() const
    {
        switch (m_mine)
        {
        case State::I1_SENT:
        case State::E_FAILED:
            return HipPacket::R1;
        case State::I2_SENT:
            return HipPacket::R2;
        case State::CLOSING:
            return HipPacket::CLOSE_ACK;
        default:
            return 0;
        }
    }

    void DoRun() override
    {
        HipTestBed::Options options;
        options.ipv6 = m_ipv6;
        m_bed = std::make_unique<HipTestBed>(options);
        HipTestBed& bed = *m_bed;
        bed.recordEsp = true;
        const uint8_t lost = GetLost();
        const Address peer = bed.correspondentLocator;
        bed.filter = [this, &bed, lost, peer](HipArrival& arrival) {
            const uint8_t type = arrival.GetType();
            // What the attack is answered with is not to be counted elsewhere.
            const bool caused = type == HipPacket::R1 || type == HipPacket::NOTIFY;
            return !(m_attacked && caused) && (arrival.node != bed.mobile ||
                                               arrival.source != peer || lost == 0 || type != lost);
        };
        for (const Ptr<Node>& node : {bed.mobile, bed.correspondent, bed.server})
        {
            Watch(node);
        }
        // When a mobile that is not answered gives up: 1 + 2 + ... + 32 s.
        const Time begin = m_mine == State::E_FAILED ? Seconds(65.5) : Seconds(3.2);
        const Time end = begin + static_cast<int64_t>(ATTACKS) * BETWEEN;
        if (m_mine != State::UNASSOCIATED)
        {
            const bool flows = m_mine == State::ESTABLISHED;
            bed.TalkOneWay(true, Seconds(2), flows ? end : Seconds(2.01), MilliSeconds(10));
            bed.TalkOneWay(false,
                           flows ? Seconds(2.5) : Seconds(900),
                           flows ? end : Seconds(900.001),
                           MilliSeconds(10));
        }
        if (m_mine == State::CLOSING)
        {
            Simulator::Schedule(Seconds(3), [&bed]() {
                HipTestBed::Hip(bed.mobile)->Close(HipTestBed::Hip(bed.correspondent)->GetHit());
            });
        }
        Simulator::Schedule(begin, [this]() { Begin(); });
        for (uint32_t i = 0; i < ATTACKS; ++i)
        {
            Simulator::Schedule(begin + static_cast<int64_t>(i) * BETWEEN,
                                [this, i]() { Attack(i); });
        }
        Simulator::Schedule(end + MilliSeconds(50), [this]() { End(); });
        // And all is as if nothing had been.
        const Time after = end + Seconds(12);
        bed.Talk(after, after + Seconds(1), MilliSeconds(10));
        bed.Run(after + Seconds(2));
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, Seconds(2.5), after + Seconds(1)), 0, "up");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, Seconds(2.5), after + Seconds(1)),
                              0,
                              "down");
        for (const bool mine : {true, false})
        {
            NS_TEST_EXPECT_MSG_EQ((GetState(mine) == State::ESTABLISHED), true, "at the end");
        }
        m_bed.reset();
    }

    /** Counts what a host sends and how its states change. */
    void Watch(Ptr<Node> node)
    {
        Ptr<HipHost> host = HipTestBed::Hip(node);
        Account& account = m_accounts[node];
        host->TraceConnectWithoutContext(
            "Message",
            Callback<void, const HipSent&>([&account](const HipSent& sent) {
                account.answered += sent.name == "R1" ? 1 : 0;
            }));
        host->TraceConnectWithoutContext(
            "State",
            Callback<void, const Ipv6Address&, State, State>(
                [&account](const Ipv6Address&, State, State) { ++account.states; }));
    }

    State GetState(bool mine) const
    {
        const HipAssociation* association = m_bed->GetAssociation(mine);
        return association ? association->GetState() : State::UNASSOCIATED;
    }

    /** The attack begins: all are in the states that are meant. */
    void Begin()
    {
        CheckStates("before");
        for (auto& [node, account] : m_accounts)
        {
            account.answered = 0;
            account.states = 0;
            account.counted = Sum(HipTestBed::Hip(node)->GetCounters());
        }
        m_attacked = true;
        // As good as what comes now is wrong: packets of this very run.
        m_corpus = m_bed->heard;
    }

    void CheckStates(const std::string& when)
    {
        NS_TEST_EXPECT_MSG_EQ(HipAssociation::GetName(GetState(true)),
                              HipAssociation::GetName(m_mine),
                              when << ", at the mobile");
        NS_TEST_EXPECT_MSG_EQ(HipAssociation::GetName(GetState(false)),
                              HipAssociation::GetName(m_others),
                              when << ", at the correspondent");
    }

    /** The attack is over. */
    void End()
    {
        CheckStates("after");
        for (const auto& [node, account] : m_accounts)
        {
            Ptr<HipHost> host = HipTestBed::Hip(node);
            NS_TEST_EXPECT_MSG_EQ(account.states, 0, "no state has changed");
            NS_TEST_EXPECT_MSG_EQ(Sum(host->GetCounters()) - account.counted + account.answered,
                                  account.injected,
                                  "each packet is counted, or an I1 that is answered, node "
                                      << node->GetId());
            NS_TEST_EXPECT_MSG_GT(account.injected, ATTACKS / 4, "there were many");
            NS_TEST_EXPECT_MSG_GT(host->GetCounters().malformed, ATTACKS / 30, "malformed");
            NS_TEST_EXPECT_MSG_GT(host->GetCounters().checksum, ATTACKS / 100, "checksum");
        }
        NS_TEST_EXPECT_MSG_EQ(
            m_bed->GetAssociation(true) ? m_bed->GetAssociation(true)->IsVerifying() : false,
            false,
            "nothing to verify");
        m_bed->filter = nullptr;
    }

    /** @return a packet that a host has heard in this run, changed where MAC and signature cover it
     * @param node the host @param arrival receives its addresses */
    HipBytes Spoil(Ptr<Node> node, HipArrival& arrival)
    {
        HipArrival one;
        do
        {
            one = m_corpus[m_mutator.Number(m_corpus.size() - 1)];
        } while (one.node != node);
        arrival = one;
        HipBytes bytes = one.bytes;
        // Only an I1 has no parameter. Each other packet's first one is covered.
        m_mutator.Change(bytes,
                         bytes.size() > 56 && one.IsHip() ? 40 : 8,
                         std::min<std::size_t>(bytes.size(), 56));
        bytes = m_mutator.Number(1) == 0 ? m_mutator.Mutate(bytes) : bytes;
        if (m_mutator.Number(3) != 0 && one.IsHip())
        {
            CorrectHipChecksum(bytes, one.source, one.destination);
        }
        return bytes;
    }

    /** Lets a host have a packet. @param i number of the packet */
    void Attack(uint32_t i)
    {
        const std::vector<Ptr<Node>> nodes{m_bed->mobile, m_bed->correspondent, m_bed->server};
        Ptr<Node> node = nodes[i % 3];
        Ptr<Node> other = nodes[(i + 1) % 3];
        HipArrival arrival;
        const auto heard = [&](const HipArrival& one) { return one.node == node; };
        const bool some = std::any_of(m_corpus.begin(), m_corpus.end(), heard);
        if (i / 3 % 3 == 0 && some)
        {
            arrival.bytes = Spoil(node, arrival);
        }
        else
        {
            const Address source = GetLocator(other);
            const Address destination = GetLocator(node);
            const Ipv6Address sender = HipTestBed::Hip(other)->GetHit();
            const Ipv6Address receiver = HipTestBed::Hip(node)->GetHit();
            arrival = HipArrival::Make(node,
                                       i % 2 == 0 ? m_mutator.Imitate(sender, receiver)
                                                  : m_mutator.Forge(sender, receiver),
                                       source,
                                       destination);
            if (i / 3 % 3 == 2)
            {
                arrival.bytes = m_mutator.Mutate(arrival.bytes);
            }
            if (i / 3 % 6 == 2)
            {
                CorrectHipChecksum(arrival.bytes, source, destination);
            }
        }
        arrival.packet = nullptr;
        arrival.when = Simulator::Now();
        ++m_accounts[node].injected;
        m_bed->Deliver(arrival);
    }

    /** @return a host's address */
    Address GetLocator(Ptr<Node> node) const
    {
        return node == m_bed->mobile   ? m_bed->GetMobileLocator()
               : node == m_bed->server ? m_bed->serverLocator
                                       : m_bed->correspondentLocator;
    }

    State m_mine;                            //!< state at the mobile
    State m_others;                          //!< state at the correspondent
    bool m_ipv6;                             //!< family
    bool m_attacked{false};                  //!< whether it has begun
    std::unique_ptr<HipTestBed> m_bed;       //!< what runs
    HipMutator m_mutator;                    //!< what is wrong
    std::vector<HipArrival> m_corpus;        //!< what was heard before
    std::map<Ptr<Node>, Account> m_accounts; //!< of each host
};

/** Suite hip-fuzz. */
class HipFuzzTestSuite : public TestSuite
{
  public:
    HipFuzzTestSuite()
        : TestSuite("hip-fuzz", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new HipFuzzParsersCase, l4mobility::QuickTest<TestCase>(0));
        const std::pair<State, State> states[] = {{State::UNASSOCIATED, State::UNASSOCIATED},
                                                  {State::I1_SENT, State::UNASSOCIATED},
                                                  {State::I2_SENT, State::R2_SENT},
                                                  {State::ESTABLISHED, State::ESTABLISHED},
                                                  {State::CLOSING, State::CLOSED},
                                                  {State::E_FAILED, State::UNASSOCIATED}};
        for (const bool ipv6 : {false, true})
        {
            for (const auto& [mine, others] : states)
            {
                AddTestCase(new HipFuzzHostsCase(mine, others, ipv6),
                            l4mobility::QuickTest<TestCase>(0));
            }
        }
    }
};

static HipFuzzTestSuite g_hipFuzzTestSuite; //!< registers the suite

} // namespace ns3
