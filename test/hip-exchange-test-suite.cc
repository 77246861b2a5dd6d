/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// HIP's base exchange and state machine (RFC 5201, 4.1 and 4.4).

#include "hip-puppet.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <fstream>

namespace ns3
{

namespace
{

using State = HipAssociation::State;

/** What transmissions take beside the links' delays, a few times. */
const Time SLACK = MicroSeconds(200);

/** Until an answer is there. */
const Time PATIENCE = MilliSeconds(50);

/** Runs a bed for some time. */
void
Wait(HipTestBed& bed, const Time& time = PATIENCE)
{
    bed.Run(Simulator::Now() + time);
}

/** @return state of a host's association with a puppet */
std::string
GetState(Ptr<Node> node, const HipPuppet& puppet)
{
    const HipAssociation* association = HipTestBed::Hip(node)->GetAssociation(puppet.GetHit());
    return HipAssociation::GetName(association ? association->GetState() : State::UNASSOCIATED);
}

} // namespace

/**
 * @ingroup hip
 * Data begins a base exchange, and arrives after it, in either family, and from either end.
 */
class HipExchangeCase : public TestCase
{
  public:
    /** @param ipv6 family @param upwards whether the mobile begins */
    HipExchangeCase(bool ipv6, bool upwards)
        : TestCase(std::string("base exchange begun by the ") +
                   (upwards ? "mobile" : "correspondent") + (ipv6 ? ", IPv6" : ", IPv4")),
          m_ipv6(ipv6),
          m_upwards(upwards)
    {
    }

  private:
    void DoRun() override
    {
        HipTestBed::Options options;
        options.ipv6 = m_ipv6;
        HipTestBed bed(options);
        const Time interval = MilliSeconds(100);
        bed.TalkOneWay(m_upwards, Seconds(1), Seconds(2), interval);
        bed.Run(Seconds(3));
        const auto& way = m_upwards ? bed.up : bed.down;
        NS_TEST_EXPECT_MSG_EQ(way.size(), 10, "sent");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(way, Seconds(1), Seconds(2)), 0, "all arrive");
        Ptr<Node> initiator = m_upwards ? bed.mobile : bed.correspondent;
        Ptr<Node> responder = m_upwards ? bed.correspondent : bed.mobile;
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(initiator, HipPacket::R1).size(), m_upwards ? 2 : 1, "R1");
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(responder, HipPacket::I2).size(), 1, "I2");
        NS_TEST_EXPECT_MSG_EQ((bed.GetAssociation(m_upwards)->GetState() == State::ESTABLISHED),
                              true,
                              "initiator");
        NS_TEST_EXPECT_MSG_EQ((bed.GetAssociation(!m_upwards)->GetState() == State::ESTABLISHED),
                              true,
                              "responder: data has come");
    }

    bool m_ipv6;    //!< family
    bool m_upwards; //!< whether the mobile begins
};

/**
 * @ingroup hip
 * What a base exchange takes: two round trips; by the rendezvous server, I1 makes a detour.
 */
class HipExchangeTimeCase : public TestCase
{
  public:
    HipExchangeTimeCase()
        : TestCase("time of a base exchange by formula")
    {
    }

  private:
    void Measure(bool upwards, const HipTestBed::Delays& delays)
    {
        HipTestBed::Options options;
        options.delays = delays;
        HipTestBed bed(options);
        bed.TalkOneWay(upwards, Seconds(1), Seconds(1.01), MilliSeconds(20));
        bed.Run(Seconds(2));
        const Time detour = (delays.Hc() + delays.Mh() - delays.Mc()) / 2;
        const Time wanted = 2 * delays.Mc() + (upwards ? Time(0) : detour);
        NS_TEST_ASSERT_MSG_EQ(bed.setUps.size(), 1, "one is told of");
        const Time taken = bed.setUps[0].established - bed.setUps[0].began;
        NS_TEST_EXPECT_MSG_GT_OR_EQ(taken, wanted, "two round trips");
        NS_TEST_EXPECT_MSG_LT(taken, wanted + SLACK, "and no more");
        const Time arrived = (upwards ? bed.up : bed.down)[0].arrived - Seconds(1);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(arrived, wanted + delays.Mc() / 2, "then data");
        NS_TEST_EXPECT_MSG_LT(arrived, wanted + delays.Mc() / 2 + SLACK, "then data");
    }

    void DoRun() override
    {
        for (const bool upwards : {false, true})
        {
            Measure(upwards, {});
            Measure(upwards,
                    {MilliSeconds(20), MilliSeconds(3), MilliSeconds(1), MicroSeconds(100)});
        }
    }
};

/**
 * @ingroup hip
 * Both ends begin at once; of each pair of I1, or of I2, one is dropped, and one association comes
 * of it, with the same keys at both ends.
 */
class HipSimultaneousCase : public TestCase
{
  public:
    HipSimultaneousCase()
        : TestCase("both ends begin at once")
    {
    }

  private:
    /** @return packets of a type from one host to the other */
    static std::size_t Count(const HipTestBed& bed, Ptr<Node> from, Ptr<Node> to, uint8_t type)
    {
        std::size_t count = 0;
        for (const HipArrival& one : bed.Heard(to, type))
        {
            count += one.Read().sender == HipTestBed::Hip(from)->GetHit() ? 1 : 0;
        }
        return count;
    }

    /** @param later how much later the host with the smaller tag begins; R1 is as much later @param
     * i2 I2 of the greater that arrive */
    void Cross(const Time& later, std::size_t i2)
    {
        HipTestBed bed;
        Ptr<HipHost> mobile = HipTestBed::Hip(bed.mobile);
        Ptr<HipHost> correspondent = HipTestBed::Hip(bed.correspondent);
        const bool mobileIsGreater = correspondent->GetHit() < mobile->GetHit();
        Ptr<Node> greater = mobileIsGreater ? bed.mobile : bed.correspondent;
        Ptr<Node> smaller = mobileIsGreater ? bed.correspondent : bed.mobile;
        bed.Run(Seconds(1));
        // Without the detour, so that both ways are alike.
        correspondent->AddPeer(mobile->GetHit(), bed.GetMobileLocator());
        bed.filter = [&bed, greater, later](HipArrival& arrival) {
            const bool late = arrival.node == greater && arrival.GetType() == HipPacket::R1;
            if (late)
            {
                bed.Deliver(arrival, later);
            }
            return !late;
        };
        const Time begin = Seconds(1);
        const Time second = MilliSeconds(100);
        bed.TalkOneWay(mobileIsGreater, begin, Seconds(3), second);
        bed.TalkOneWay(!mobileIsGreater, begin + later, Seconds(3), second);
        bed.Run(Seconds(4));
        NS_TEST_EXPECT_MSG_EQ(Count(bed, smaller, greater, HipPacket::I2), 1, "of the smaller");
        NS_TEST_EXPECT_MSG_EQ(Count(bed, greater, smaller, HipPacket::I2), i2, "of the greater");
        NS_TEST_EXPECT_MSG_EQ(Count(bed, greater, smaller, HipPacket::R2), 1, "one is done");
        NS_TEST_EXPECT_MSG_EQ(Count(bed, smaller, greater, HipPacket::R2), 0, "and only one");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(smaller)->GetCounters().unexpected,
                              1,
                              "the smaller drops the greater's");
        for (const bool mine : {false, true})
        {
            NS_TEST_EXPECT_MSG_EQ((bed.GetAssociation(mine)->GetState() == State::ESTABLISHED),
                                  true,
                                  "established");
        }
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, begin, Seconds(3)), 0, "up");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, begin, Seconds(3)), 0, "down");
    }

    void DoRun() override
    {
        // I1 cross: the greater's is dropped, so that it never has an R1 to answer.
        Cross(Time(0), 0);
        // The greater's I1 is answered before the smaller begins: I2 cross.
        Cross(MilliSeconds(10), 1);
    }
};

/**
 * @ingroup hip
 * Puzzles (RFC 5201, 4.1.2, 6.9): only a right solution of a puzzle that was given to this host at
 * this address is taken, as long as the puzzle lives.
 */
class HipPuzzleCase : public TestCase
{
  public:
    HipPuzzleCase()
        : TestCase("puzzles")
    {
    }

  private:
    /** @return what becomes of an I2 @param age of the R1 that it answers @param change before it
     * is signed @param refused receives whether that was for the puzzle */
    bool Try(const Time& age, const HipPuppet::Change& change, bool& refused)
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Send(puppet.Make(HipPacket::I1));
        Wait(bed);
        const HipPacket r1 = puppet.GetHeard(HipPacket::R1).at(0);
        bed.Run(Seconds(1) + age);
        puppet.Send(puppet.MakeI2(r1, change));
        Wait(bed);
        refused = HipTestBed::Hip(bed.correspondent)->GetCounters().puzzle == 1;
        const bool done = !puppet.GetHeard(HipPacket::R2).empty();
        const bool known =
            HipTestBed::Hip(bed.correspondent)->GetAssociation(puppet.GetHit()) != nullptr;
        NS_TEST_EXPECT_MSG_EQ(known, done, "no state for who has not solved a puzzle");
        return done;
    }

    void Expect(const std::string& what,
                bool good,
                const HipPuppet::Change& change,
                const Time& age = PATIENCE)
    {
        bool refused = false;
        NS_TEST_EXPECT_MSG_EQ(Try(age, change, refused), good, what);
        NS_TEST_EXPECT_MSG_EQ(refused, !good, what << ": counted");
    }

    /** Changes the solution. */
    static HipPuppet::Change Solution(const std::function<void(HipSolution&)>& change)
    {
        return [change](HipPacket& i2) {
            HipSolution solution = *GetHipParameter<HipSolution>(i2);
            change(solution);
            i2.Remove(HIP_SOLUTION);
            AddHipParameter(i2, solution);
        };
    }

    void DoRun() override
    {
        Expect("right", true, nullptr);
        Expect("without the counter, which is optional", true, [](HipPacket& i2) {
            i2.Remove(HIP_R1_COUNTER);
        });
        Expect("wrong J", false, Solution([](HipSolution& one) { ++one.solution; }));
        Expect("wrong I", false, Solution([](HipSolution& one) { ++one.random; }));
        Expect("easier than asked for", false, Solution([](HipSolution& one) { one.k = 1; }));
        Expect("another generation", false, [](HipPacket& i2) {
            HipR1Counter counter = *GetHipParameter<HipR1Counter>(i2);
            ++counter.counter;
            i2.Remove(HIP_R1_COUNTER);
            AddHipParameter(i2, counter);
        });
        Expect("none at all", false, [](HipPacket& i2) { i2.Remove(HIP_SOLUTION); });
        // Generations of 32 s, counted from 0 s on; the third one later is the first that refuses.
        Expect("old", true, nullptr, Seconds(94));
        Expect("too old", false, nullptr, Seconds(96));
        AnotherAddress();
        Storm();
        Ephemeral();
        Ignored();
    }

    /** R1 have another Diffie-Hellman value from time to time (5.3.2); what was begun with the last
     * one is taken. */
    void Ephemeral()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Minutes(15) - Seconds(10));
        puppet.Send(puppet.Make(HipPacket::I1));
        bed.Run(Minutes(15) + Seconds(40));
        puppet.Send(puppet.Make(HipPacket::I1));
        Wait(bed);
        const std::vector<HipPacket> r1 = puppet.GetHeard(HipPacket::R1);
        NS_TEST_ASSERT_MSG_EQ(r1.size(), 2, "R1");
        NS_TEST_EXPECT_MSG_EQ((*r1[0].Find(HIP_DIFFIE_HELLMAN) == *r1[1].Find(HIP_DIFFIE_HELLMAN)),
                              false,
                              "another value");
        for (const HipPacket& one : r1)
        {
            ++puppet.spi;
            puppet.heard.clear();
            puppet.Send(puppet.MakeI2(one));
            Wait(bed);
            NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::R2).size(), 1, "either is good");
        }
    }

    /** What a receiver has to ignore (5.1). */
    void Ignored()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        HipPacket i1 = puppet.Make(HipPacket::I1);
        i1.controls = 0x8000;
        HipArrival arrival =
            HipArrival::Make(bed.correspondent, i1, puppet.own, bed.correspondentLocator);
        // Next Header, the bit before the type, reserved bits; the checksum is made right by hand.
        const uint8_t bits[] = {17, 0, 0x81, 0x1e};
        uint32_t sum = static_cast<uint32_t>(arrival.bytes[4] << 8 | arrival.bytes[5]);
        for (const std::size_t at : {0, 2, 3})
        {
            const int shift = at % 2 == 0 ? 8 : 0;
            sum += 0xffffU + static_cast<uint32_t>(arrival.bytes[at] << shift) -
                   static_cast<uint32_t>(bits[at] << shift);
            arrival.bytes[at] = bits[at];
        }
        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        arrival.bytes[4] = static_cast<uint8_t>(sum >> 8);
        arrival.bytes[5] = static_cast<uint8_t>(sum);
        arrival.bytes.insert(arrival.bytes.end(), {1, 2, 3});
        bed.Deliver(arrival);
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::R1).size(), 1, "answered");
    }

    /** A solution is good for the address that the puzzle went to only. */
    void AnotherAddress()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Send(puppet.Make(HipPacket::I1));
        Wait(bed);
        const HipPacket i2 = puppet.MakeI2(puppet.GetHeard(HipPacket::R1).at(0));
        puppet.own = Ipv4Address("10.3.0.77");
        puppet.Send(i2);
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(bed.correspondent)->GetCounters().puzzle,
                              1,
                              "from another address");
    }

    /** Of many I1 few are answered (6.7). */
    void Storm()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        for (int i = 0; i < 100; ++i)
        {
            puppet.Send(puppet.Make(HipPacket::I1));
            Wait(bed, MilliSeconds(10));
        }
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::R1).size(), 10, "one each 100 ms");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(bed.correspondent)->GetCounters().storm,
                              90,
                              "the others are counted");
    }
};

/**
 * @ingroup hip
 * What an initiator takes for an R1 (RFC 5201, 6.8).
 */
class HipR1Case : public TestCase
{
  public:
    HipR1Case()
        : TestCase("R1: signature, identity, generation counter, proposals")
    {
    }

  private:
    /** Counter that is expected to be 1. */
    using Counter = uint64_t HipHost::Counters::*;

    /** @param change of the R1 before its signature @param after likewise after it @param counter
     * of its refusal, nullptr: it is taken */
    void Expect(const std::string& what,
                const HipPuppet::Change& change,
                const HipPuppet::Change& after,
                Counter counter)
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Call();
        Wait(bed);
        HipPacket r1 = puppet.MakeR1(5, change);
        if (after)
        {
            after(r1);
        }
        puppet.Send(r1);
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::I2).size(), (counter ? 0 : 1), what);
        NS_TEST_EXPECT_MSG_EQ(GetState(bed.correspondent, puppet),
                              (counter ? "I1-SENT" : "I2-SENT"),
                              what);
        if (counter)
        {
            NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(bed.correspondent)->GetCounters().*counter,
                                  1,
                                  what << ": counted");
        }
    }

    /** Replaces a parameter. */
    static HipPuppet::Change Put(uint16_t type, const HipBytes& contents)
    {
        return [type, contents](HipPacket& packet) {
            packet.Remove(type);
            packet.Add(type, contents);
        };
    }

    void Counters()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Call();
        Wait(bed);
        puppet.Send(puppet.MakeR1(5));
        Wait(bed);
        const HipHost::Counters& counters = HipTestBed::Hip(bed.correspondent)->GetCounters();
        puppet.Send(puppet.MakeR1(5));
        puppet.Send(puppet.MakeR1(4));
        puppet.Send(puppet.MakeR1(0));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(counters.replayed, 3, "not newer, although I is another one");
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::I2).size(), 1, "one answer");
        const HipPacket newer = puppet.MakeR1(6);
        puppet.Send(newer);
        Wait(bed);
        const std::vector<HipPacket> i2 = puppet.GetHeard(HipPacket::I2);
        NS_TEST_ASSERT_MSG_EQ(i2.size(), 2, "newer");
        NS_TEST_EXPECT_MSG_EQ(GetHipParameter<HipSolution>(i2[1])->random,
                              GetHipParameter<HipPuzzle>(newer)->random,
                              "with the new puzzle");
        puppet.Send(puppet.MakeR2(i2[1]));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(GetState(bed.correspondent, puppet), "ESTABLISHED", "goes on");
    }

    /** Echoes and the rest of an I2. */
    void Answer()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Call();
        Wait(bed);
        HipPacket r1 = puppet.MakeR1(5, [](HipPacket& packet) {
            packet.Add(HIP_ECHO_REQUEST_SIGNED, {1, 2, 3});
            packet.Remove(HIP_TRANSFORM);
            packet.Add(HIP_TRANSFORM, ToHipList({9, 5, 1}, 2));
        });
        r1.Add(HIP_ECHO_REQUEST_UNSIGNED, {4});
        r1.Add(HIP_ECHO_REQUEST_UNSIGNED, {5, 6});
        puppet.Send(r1);
        Wait(bed);
        const std::vector<HipPacket> i2 = puppet.GetHeard(HipPacket::I2);
        NS_TEST_ASSERT_MSG_EQ(i2.size(), 1, "I2");
        NS_TEST_EXPECT_MSG_EQ(
            (i2[0].FindAll(HIP_ECHO_RESPONSE_SIGNED) == std::vector<HipBytes>{{1, 2, 3}}),
            true,
            "echo");
        NS_TEST_EXPECT_MSG_EQ(
            (i2[0].FindAll(HIP_ECHO_RESPONSE_UNSIGNED) == std::vector<HipBytes>{{4}, {5, 6}}),
            true,
            "each of the others");
        NS_TEST_EXPECT_MSG_EQ((*i2[0].Find(HIP_R1_COUNTER) == *r1.Find(HIP_R1_COUNTER)),
                              true,
                              "the counter");
        NS_TEST_EXPECT_MSG_EQ(
            (FromHipList(i2[0].Find(HIP_TRANSFORM), 2) == std::vector<uint32_t>{5}),
            true,
            "the first that is known");
    }

    void DoRun() override
    {
        const HipPuzzle hard{40, 37, 0, 1};
        Expect("right", nullptr, nullptr, nullptr);
        Expect(
            "another I, which is not signed",
            nullptr,
            [](HipPacket& r1) {
                HipPuzzle puzzle = *GetHipParameter<HipPuzzle>(r1);
                ++puzzle.random;
                puzzle.opaque = 7;
                r1.Remove(HIP_PUZZLE);
                AddHipParameter(r1, puzzle);
            },
            nullptr);
        Expect("signed otherwise",
               nullptr,
               Put(HIP_TRANSFORM, ToHipList({5}, 2)),
               &HipHost::Counters::signature);
        Expect(
            "without signature",
            nullptr,
            [](HipPacket& r1) { r1.Remove(HIP_SIGNATURE_2); },
            &HipHost::Counters::signature);
        Expect(
            "without identity",
            [](HipPacket& r1) { r1.Remove(HIP_HOST_ID); },
            nullptr,
            &HipHost::Counters::identity);
        Expect(
            "without puzzle",
            [](HipPacket& r1) { r1.Remove(HIP_PUZZLE); },
            nullptr,
            &HipHost::Counters::malformed);
        Expect("no suite that is known",
               Put(HIP_TRANSFORM, ToHipList({2, 3, 4}, 2)),
               nullptr,
               &HipHost::Counters::proposals);
        Expect("the only one is the seventh",
               Put(HIP_TRANSFORM, ToHipList({2, 3, 4, 6, 2, 3, 1}, 2)),
               nullptr,
               &HipHost::Counters::proposals);
        Expect(
            "no ESP",
            [](HipPacket& r1) { r1.Remove(HIP_ESP_TRANSFORM); },
            nullptr,
            &HipHost::Counters::proposals);
        Expect("no group that is known",
               Put(HIP_DIFFIE_HELLMAN, HipDiffieHellman{9, {1, 2}}.ToBytes()),
               nullptr,
               &HipHost::Counters::proposals);
        Expect("a value that tells the secret",
               Put(HIP_DIFFIE_HELLMAN, HipDiffieHellman{3, {1}}.ToBytes()),
               nullptr,
               &HipHost::Counters::proposals);
        Expect("a puzzle that nobody solves",
               Put(HIP_PUZZLE, hard.ToBytes()),
               nullptr,
               &HipHost::Counters::proposals);
        Expect(
            "a parameter that it has to know",
            [](HipPacket& r1) { r1.Add(1023, {1}); },
            nullptr,
            &HipHost::Counters::unsupported);
        Expect(
            "a parameter that it need not know",
            [](HipPacket& r1) { r1.Add(1022, {1}); },
            nullptr,
            nullptr);
        Counters();
        Answer();
        Stronger();
        TooLong();
    }

    /** Of two values the one of the stronger group is taken (4.1.3, 5.2.6). */
    void Stronger()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Call();
        Wait(bed);
        puppet.Send(puppet.MakeR1(1, [](HipPacket& packet) {
            HipWriter both;
            both.Put(1, 1).Put(48, 2).Put(HipBytes(48, 7)).Put(*packet.Find(HIP_DIFFIE_HELLMAN));
            packet.Remove(HIP_DIFFIE_HELLMAN);
            packet.Add(HIP_DIFFIE_HELLMAN, both.Get());
        }));
        Wait(bed);
        puppet.Send(puppet.MakeR2(puppet.GetHeard(HipPacket::I2).at(0)));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(GetState(bed.correspondent, puppet), "ESTABLISHED", "group 3");
    }

    /** A puzzle that does not live as long as its solution takes is given up (6.8). */
    void TooLong()
    {
        // A hash takes 6.4 ms, and the puzzle lives for 2^(24 - 32) s.
        const std::string path = CreateTempDirFilename("costs.txt");
        std::ofstream(path) << "mac.hmac-sha1.byte = 100000\n";
        HipTestBed::Options options;
        options.attributes = {{"Costs", "measured:" + path}};
        HipTestBed bed(options);
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(5));
        puppet.Call();
        Wait(bed);
        puppet.Send(puppet.MakeR1(1, Put(HIP_PUZZLE, HipPuzzle{10, 24, 0, 1}.ToBytes())));
        Wait(bed, MilliSeconds(500));
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(bed.correspondent)->GetCounters().unsolved,
                              1,
                              "given up");
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::I2).size(), 0, "no answer");
        Wait(bed, Seconds(1));
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::I1).size(), 2, "another I1");
    }
};

/**
 * @ingroup hip
 * What a responder takes for an I2 (RFC 5201, 6.9; RFC 5202, 6.5), and an initiator for an R2.
 */
class HipI2Case : public TestCase
{
  public:
    HipI2Case()
        : TestCase("I2 and R2: choices, identity, ESP_INFO, repetition, HMAC_2")
    {
    }

  private:
    /** Counter that is expected to be 1. */
    using Counter = uint64_t HipHost::Counters::*;

    void Expect(const std::string& what, const HipPuppet::Change& change, Counter counter)
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Send(puppet.Make(HipPacket::I1));
        Wait(bed);
        puppet.Send(puppet.MakeI2(puppet.GetHeard(HipPacket::R1).at(0), change));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::R2).size(), (counter ? 0 : 1), what);
        NS_TEST_EXPECT_MSG_EQ(GetState(bed.correspondent, puppet),
                              (counter ? "UNASSOCIATED" : "R2-SENT"),
                              what);
        if (counter)
        {
            NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(bed.correspondent)->GetCounters().*counter,
                                  1,
                                  what << ": counted");
        }
    }

    /** Replaces a parameter. */
    static HipPuppet::Change Put(uint16_t type, const HipBytes& contents)
    {
        return [type, contents](HipPacket& packet) {
            packet.Remove(type);
            packet.Add(type, contents);
        };
    }

    /** Changes ESP_INFO. */
    static HipPuppet::Change Info(const std::function<void(HipEspInfo&)>& change)
    {
        return [change](HipPacket& packet) {
            HipEspInfo info = *GetHipParameter<HipEspInfo>(packet);
            change(info);
            packet.Remove(HIP_ESP_INFO);
            AddHipParameter(packet, info);
        };
    }

    /** An I2 comes twice; R2 is repeated, and the association is the same. */
    void Repeated()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Send(puppet.Make(HipPacket::I1));
        Wait(bed);
        const HipPacket i2 = puppet.MakeI2(puppet.GetHeard(HipPacket::R1).at(0));
        puppet.Send(i2);
        Wait(bed);
        puppet.Send(i2);
        Wait(bed);
        const std::vector<HipPacket> r2 = puppet.GetHeard(HipPacket::R2);
        NS_TEST_ASSERT_MSG_EQ(r2.size(), 2, "again");
        NS_TEST_EXPECT_MSG_EQ(GetHipParameter<HipEspInfo>(r2[0])->newSpi,
                              GetHipParameter<HipEspInfo>(r2[1])->newSpi,
                              "no other association");
        NS_TEST_EXPECT_MSG_EQ(puppet.TakeR2(r2[1]), true, "HMAC_2");
        puppet.SendEsp(puppet.MakeEsp({1, 2, 3, 4, 5, 6, 7, 8}));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(GetState(bed.correspondent, puppet), "ESTABLISHED", "data");
        // Also when it is established: somebody who replays I2 breaks nothing.
        puppet.Send(i2);
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(GetState(bed.correspondent, puppet), "ESTABLISHED", "replayed");
    }

    /** A registration's response stands between ESP_INFO and what HMAC_2 covers at its end. */
    void WithResponse()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.server);
        bed.Run(Seconds(1));
        puppet.Send(puppet.Make(HipPacket::I1));
        Wait(bed);
        const HipPacket r1 = puppet.GetHeard(HipPacket::R1).at(0);
        NS_TEST_EXPECT_MSG_EQ((r1.Find(HIP_REG_INFO) != nullptr), true, "service is offered");
        puppet.Send(puppet.MakeI2(r1, Put(HIP_REG_REQUEST, {100, 1})));
        Wait(bed);
        const std::vector<HipPacket> r2 = puppet.GetHeard(HipPacket::R2);
        NS_TEST_ASSERT_MSG_EQ(r2.size(), 1, "R2");
        NS_TEST_EXPECT_MSG_EQ((r2[0].Find(HIP_REG_RESPONSE) != nullptr), true, "granted");
        NS_TEST_EXPECT_MSG_EQ(puppet.TakeR2(r2[0]), true, "HMAC_2 with HOST_ID at the end");
    }

    /** Of R2: what is refused leaves the initiator waiting. */
    void R2(const std::string& what,
            const HipPuppet::Change& change,
            const HipPuppet::Change& after,
            Counter counter)
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Call();
        Wait(bed);
        puppet.Send(puppet.MakeR1(1));
        Wait(bed);
        HipPacket r2 = puppet.MakeR2(puppet.GetHeard(HipPacket::I2).at(0), change);
        after(r2);
        puppet.Send(r2);
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(GetState(bed.correspondent, puppet), "I2-SENT", what);
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(bed.correspondent)->GetCounters().*counter,
                              1,
                              what << ": counted");
        puppet.Send(puppet.MakeR2(puppet.GetHeard(HipPacket::I2).at(0)));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(GetState(bed.correspondent, puppet), "ESTABLISHED", "the right one");
    }

    void DoRun() override
    {
        using Counters = HipHost::Counters;
        Expect("right", nullptr, nullptr);
        Expect("two suites", Put(HIP_TRANSFORM, ToHipList({1, 5}, 2)), &Counters::proposals);
        Expect("two suites of ESP",
               Put(HIP_ESP_TRANSFORM, ToHipList({1, 5}, 2, 2)),
               &Counters::proposals);
        Expect("another group",
               Put(HIP_DIFFIE_HELLMAN, HipDiffieHellman{1, HipBytes(48, 7)}.ToBytes()),
               &Counters::proposals);
        Expect(
            "no value",
            [](HipPacket& i2) { i2.Remove(HIP_DIFFIE_HELLMAN); },
            &Counters::malformed);
        Expect(
            "no ESP_INFO",
            [](HipPacket& i2) { i2.Remove(HIP_ESP_INFO); },
            &Counters::malformed);
        Expect("an old SPI",
               Info([](HipEspInfo& info) { info.oldSpi = 5000; }),
               &Counters::malformed);
        Expect("another KEYMAT index",
               Info([](HipEspInfo& info) { ++info.keymatIndex; }),
               &Counters::malformed);
        Expect("a reserved SPI",
               Info([](HipEspInfo& info) { info.newSpi = 255; }),
               &Counters::proposals);
        Expect(
            "no identity",
            [](HipPacket& i2) { i2.Remove(HIP_HOST_ID); },
            &Counters::identity);
        Expect(
            "another tag's identity",
            [](HipPacket& i2) {
                HipBytes id = *i2.Find(HIP_HOST_ID);
                id[20] ^= 1;
                i2.Remove(HIP_HOST_ID);
                i2.Add(HIP_HOST_ID, id);
            },
            &Counters::identity);
        Repeated();
        WithResponse();
        const auto nothing = [](HipPacket&) {};
        R2(
            "no ESP_INFO",
            [](HipPacket& r2) { r2.Remove(HIP_ESP_INFO); },
            nothing,
            &Counters::malformed);
        R2("HMAC_2 of other contents",
           nullptr,
           Put(HIP_ESP_INFO, HipEspInfo{0, 0, 4711}.ToBytes()),
           &Counters::mac);
        R2(
            "another signature",
            nullptr,
            [](HipPacket& r2) {
                HipBytes signature = *r2.Find(HIP_SIGNATURE);
                signature[10] ^= 1;
                r2.Remove(HIP_SIGNATURE);
                r2.Add(HIP_SIGNATURE, signature);
            },
            &Counters::signature);
    }
};

/**
 * @ingroup hip
 * Ends of associations (RFC 5201, 6.14, 6.15), and beginning again.
 */
class HipCloseCase : public TestCase
{
  public:
    HipCloseCase()
        : TestCase("CLOSE: one end, both ends, lost, and data after it")
    {
    }

  private:
    std::string Get(const HipTestBed& bed, bool mine) const
    {
        return HipAssociation::GetName(bed.GetAssociation(mine)->GetState());
    }

    void OneEnd()
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(2), MilliSeconds(100));
        bed.Run(Seconds(3));
        HipTestBed::Hip(bed.mobile)->Close(HipTestBed::Hip(bed.correspondent)->GetHit());
        NS_TEST_EXPECT_MSG_EQ(Get(bed, true), "CLOSING", "at once");
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(Get(bed, true), "UNASSOCIATED", "acknowledged");
        NS_TEST_EXPECT_MSG_EQ(Get(bed, false), "CLOSED", "the other end");
        // Data from the end that is still in CLOSED begins anew.
        bed.TalkOneWay(false, Seconds(4), Seconds(5), MilliSeconds(100));
        bed.Run(Seconds(6));
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, Seconds(4), Seconds(5)), 0, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(Get(bed, false), "ESTABLISHED", "again");
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 2, "another association");
    }

    void BothEnds()
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(2), MilliSeconds(100));
        bed.Run(Seconds(3));
        HipTestBed::Hip(bed.mobile)->Close(HipTestBed::Hip(bed.correspondent)->GetHit());
        HipTestBed::Hip(bed.correspondent)->Close(HipTestBed::Hip(bed.mobile)->GetHit());
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(Get(bed, true), "UNASSOCIATED", "CLOSE cross");
        NS_TEST_EXPECT_MSG_EQ(Get(bed, false), "UNASSOCIATED", "CLOSE cross");
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(bed.mobile, HipPacket::CLOSE_ACK).size(), 1, "answered");
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(bed.correspondent, HipPacket::CLOSE_ACK).size(), 1, "too");
    }

    /** CLOSE_ACK is lost: CLOSE comes again, and is answered again, without an association. */
    void Lost()
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(2), MilliSeconds(100));
        bed.Run(Seconds(3));
        bed.LoseHip(1, {HipPacket::CLOSE_ACK});
        HipTestBed::Hip(bed.mobile)->Close(HipTestBed::Hip(bed.correspondent)->GetHit());
        bed.Run(Seconds(9));
        NS_TEST_EXPECT_MSG_EQ(Get(bed, true), "CLOSING", "waits");
        NS_TEST_EXPECT_MSG_EQ(Get(bed, false), "CLOSED", "answers");
        bed.filter = nullptr;
        bed.Run(Seconds(11));
        NS_TEST_EXPECT_MSG_EQ(Get(bed, true), "UNASSOCIATED", "at last");
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(bed.correspondent, HipPacket::CLOSE).size(),
                              4,
                              "after 0, 1, 3 and 7 s");
    }

    /** Data while a host is closing begins another exchange, without waiting for the end. */
    void WhileClosing()
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(2), MilliSeconds(100));
        bed.Run(Seconds(3));
        bed.LoseHip(1, {HipPacket::CLOSE});
        HipTestBed::Hip(bed.mobile)->Close(HipTestBed::Hip(bed.correspondent)->GetHit());
        bed.TalkOneWay(true, Seconds(3.5), Seconds(4.5), MilliSeconds(100));
        bed.Run(Seconds(6));
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, Seconds(3.5), Seconds(4.5)), 0, "arrives");
        NS_TEST_EXPECT_MSG_EQ(Get(bed, true), "ESTABLISHED", "another one");
        NS_TEST_EXPECT_MSG_EQ(Get(bed, false), "ESTABLISHED", "the peer had not noticed");
    }

    void DoRun() override
    {
        OneEnd();
        BothEnds();
        Lost();
        WhileClosing();
    }
};

/** Suite hip-exchange. */
class HipExchangeTestSuite : public TestSuite
{
  public:
    HipExchangeTestSuite()
        : TestSuite("hip-exchange", l4mobility::UnitTest<TestSuite>(0))
    {
        for (const bool ipv6 : {false, true})
        {
            for (const bool upwards : {false, true})
            {
                AddTestCase(new HipExchangeCase(ipv6, upwards), l4mobility::QuickTest<TestCase>(0));
            }
        }
        AddTestCase(new HipExchangeTimeCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipSimultaneousCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipPuzzleCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipR1Case, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipI2Case, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipCloseCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static HipExchangeTestSuite g_hipExchangeTestSuite; //!< registers the suite

} // namespace ns3
