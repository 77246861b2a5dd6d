/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// HIP's timers: retransmissions, states, registration, loss of messages, computation.

#include "hip-puppet.h"

#include "ns3/hip-costs.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ns3
{

namespace
{

using State = HipAssociation::State;

/** What transmissions take beside the links' delays, a few times. */
const Time SLACK = MicroSeconds(200);

/** @return those of some times that are not before another, less that one, in seconds */
std::vector<double>
After(const std::vector<Time>& all, const Time& begin)
{
    std::vector<double> found;
    for (const Time& one : all)
    {
        if (one >= begin)
        {
            found.push_back((one - begin).GetSeconds());
        }
    }
    return found;
}

/** @return name of a state of one end */
std::string
GetState(const HipTestBed& bed, bool mine)
{
    return HipAssociation::GetName(bed.GetAssociation(mine)->GetState());
}

} // namespace

/**
 * @ingroup hip
 * What is not answered is sent again when the settings say: I1, I2 and CLOSE after 1 s, UPDATE
 * after two round trips (RFC 5201, 6.11), each time after twice as long.
 */
class HipRetransmissionCase : public TestCase
{
  public:
    HipRetransmissionCase()
        : TestCase("retransmissions of I1, I2, UPDATE and CLOSE, and giving up")
    {
    }

  private:
    /** @param found seconds @param wanted seconds @param what they are */
    void Expect(const std::vector<double>& found,
                const std::vector<double>& wanted,
                const std::string& what)
    {
        NS_TEST_ASSERT_MSG_EQ(found.size(), wanted.size(), what << ": how often");
        for (std::size_t i = 0; i < std::min(found.size(), wanted.size()); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(found[i], wanted[i], 1e-9, what << ": when");
        }
    }

    /** @return the first waits of a back-off @param first of them @param count how many
     * transmissions */
    static std::vector<double> BackOff(double first, std::size_t count)
    {
        std::vector<double> times;
        for (std::size_t i = 0; i < count; ++i)
        {
            times.push_back(first * (std::exp2(static_cast<double>(i)) - 1));
        }
        return times;
    }

    /** @param type I1 or I2, which are lost @param timeout setting, in seconds @param retries
     * setting */
    void Exchange(HipPacket::Type type, double timeout, uint32_t retries)
    {
        HipTestBed bed;
        Ptr<HipHost> host = HipTestBed::Hip(bed.mobile);
        bed.Run(Seconds(1));
        host->SetAttribute("RetransmissionTimeout", TimeValue(Seconds(timeout)));
        host->SetAttribute("I1_RETRIES_MAX", UintegerValue(retries));
        host->SetAttribute("I2_RETRIES_MAX", UintegerValue(retries));
        bed.LoseHip(1, {type});
        bed.TalkOneWay(true, Seconds(1), Seconds(1.01), Seconds(1));
        bed.Run(Seconds(1.5));
        const std::string name = HipPacket::GetName(type);
        std::vector<Time> sent = bed.When(bed.mobile, name);
        const Time begin = *std::find_if(sent.begin(), sent.end(), [](const Time& one) {
            return one >= Seconds(1);
        });
        const Time end = begin + Seconds(timeout * (std::exp2(retries + 1) - 1));
        bed.Run(end - MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), name + "-SENT", "until the end");
        bed.Run(end + MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "E-FAILED", "then it has failed");
        Expect(After(bed.When(bed.mobile, name), begin), BackOff(timeout, retries + 1), name);
        NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(true)->GetRetransmissions(), retries, "counted");
        bed.Run(end + Seconds(5) - MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "E-FAILED", "for a while");
        bed.Run(end + Seconds(5) + MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "UNASSOCIATED", "and may begin again");
        bed.filter = nullptr;
        bed.TalkOneWay(true, end + Seconds(6), end + Seconds(7), Seconds(1));
        bed.Run(end + Seconds(8));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "ESTABLISHED", "does so");
    }

    /** @return the time from an I2 of the mobile to the answer of the correspondent */
    static Time GetRoundTrip(const HipTestBed& bed)
    {
        const Ipv6Address peer = HipTestBed::Hip(bed.correspondent)->GetHit();
        for (const HipArrival& one : bed.Heard(bed.mobile, HipPacket::R2))
        {
            if (one.Read().sender == peer)
            {
                return one.when - bed.When(bed.mobile, "I2").back();
            }
        }
        return Time(0);
    }

    /** UPDATE is lost for good: the association is broken, closes, and data begins another one. */
    void Update()
    {
        HipTestBed bed;
        bed.TalkOneWay(true, Seconds(2), Seconds(2.01), Seconds(1));
        bed.Run(Seconds(3));
        const Time roundTrip = GetRoundTrip(bed);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(roundTrip, HipTestBed::Delays().Mc(), "as measured");
        NS_TEST_EXPECT_MSG_LT(roundTrip, HipTestBed::Delays().Mc() + SLACK, "as measured");
        const Time move = Seconds(4);
        bed.filter = [&bed](HipArrival& arrival) {
            return arrival.node != bed.correspondent || arrival.GetType() != HipPacket::UPDATE;
        };
        bed.MoveAt(move, "lan-2");
        const Time end = move + 2047 * 2 * roundTrip;
        bed.Run(end - MilliSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "ESTABLISHED", "until the end");
        bed.Run(end + MilliSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "CLOSING", "broken (6.11)");
        // The server's UPDATE leaves at the same moment as the correspondent's first.
        std::vector<double> sent = After(bed.When(bed.mobile, "UPDATE"), move);
        std::vector<double> own;
        for (const HipArrival& one : bed.Heard(bed.correspondent, HipPacket::UPDATE))
        {
            own.push_back(
                (one.when - move - bed.Heard(bed.correspondent, HipPacket::UPDATE)[0].when + move)
                    .GetSeconds());
        }
        NS_TEST_ASSERT_MSG_EQ(own.size(), 11, "UPDATE: how often");
        NS_TEST_EXPECT_MSG_EQ_TOL(sent[0], 0, 1e-9, "the first at once");
        const std::vector<double> wanted = BackOff(2 * roundTrip.GetSeconds(), 11);
        for (std::size_t i = 0; i < std::min(own.size(), wanted.size()); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(own[i], wanted[i], 1e-6, "UPDATE: when");
        }
        // The way is good again: data begins another association.
        bed.filter = nullptr;
        bed.TalkOneWay(true, end + Seconds(1), end + Seconds(2), MilliSeconds(100));
        bed.Run(end + Seconds(3));
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, end, end + Seconds(3)), 0, "goes on");
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "ESTABLISHED", "anew");
    }

    /** @return when the mobile's second UPDATE to the correspondent followed the first @param after
     * a move at this time */
    static Time GetFirstWait(const HipTestBed& bed, const Time& after)
    {
        std::vector<Time> times;
        for (const HipArrival& one : bed.Heard(bed.correspondent, HipPacket::UPDATE))
        {
            if (one.when >= after && one.Read().Find(HIP_LOCATOR))
            {
                times.push_back(one.when);
            }
        }
        return times.size() < 2 ? Time(0) : times[1] - times[0];
    }

    /** The timer follows the last round trip, and is kept where that is not known. */
    void RoundTrips()
    {
        for (const double home : {8.0, 40.0})
        {
            HipTestBed::Options options;
            options.delays.home = MilliSeconds(static_cast<uint64_t>(home));
            HipTestBed bed(options);
            bed.TalkOneWay(true, Seconds(2), Seconds(2.01), Seconds(1));
            bed.MoveAt(Seconds(4), "home");
            bed.Run(Seconds(5));
            // Mobile to correspondent: 18 ms before, then 26 or 90 ms.
            const Time longWay = options.delays.Hc();
            const bool soon = longWay > 2 * options.delays.Mc();
            NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(true)->GetRetransmissions(),
                                  (soon ? 1 : 0),
                                  "too soon where the way is more than twice as long");
            bed.LoseHip(1, {HipPacket::UPDATE});
            bed.MoveAt(Seconds(5), "lan-1");
            bed.Run(Seconds(6));
            const Time wait = GetFirstWait(bed, Seconds(5));
            // Of the answer to a repeated one it is not known what it answers.
            const Time wanted = soon ? 4 * options.delays.Mc() : 2 * longWay;
            NS_TEST_EXPECT_MSG_GT_OR_EQ(wait, wanted, "the next timer");
            NS_TEST_EXPECT_MSG_LT(wait, wanted + 4 * SLACK, "the next timer");
        }
    }

    /** A host that has measured nothing waits for 1 s: the responder, when it verifies. */
    void Unmeasured()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(puppet.Associate(), true, "base exchange");
        puppet.Send(puppet.MakeUpdate(0, puppet.GetOtherAddress()));
        bed.Run(Seconds(20));
        std::vector<Time> times;
        for (const HipArrival& one : puppet.heard)
        {
            if (one.GetType() == HipPacket::UPDATE)
            {
                NS_TEST_EXPECT_MSG_EQ(one.destination, puppet.GetOtherAddress(), "where to");
                times.push_back(one.when);
            }
        }
        NS_TEST_ASSERT_MSG_EQ(times.size(), 5, "of the correspondent");
        Expect(After(times, times[0]), {0, 1, 3, 7, 15}, "UPDATE of the responder");
    }

    /** CLOSE is lost: for UAL and MSL, no more than 60 s between two. */
    void Close()
    {
        HipTestBed bed;
        bed.TalkOneWay(true, Seconds(2), Seconds(2.01), Seconds(1));
        bed.Run(Seconds(3));
        bed.LoseHip(1, {HipPacket::CLOSE});
        const Time begin = Seconds(3);
        HipTestBed::Hip(bed.mobile)->Close(HipTestBed::Hip(bed.correspondent)->GetHit());
        std::vector<double> wanted = BackOff(1, 7);
        while (wanted.back() + 60 < 17 * 60)
        {
            wanted.push_back(wanted.back() + 60);
        }
        const Time end = begin + Minutes(17);
        bed.Run(end - MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "CLOSING", "until the end");
        bed.Run(end + MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "UNASSOCIATED", "UAL and MSL");
        Expect(After(bed.When(bed.mobile, "CLOSE"), begin), wanted, "CLOSE");
    }

    void DoRun() override
    {
        Exchange(HipPacket::I1, 1, 5);
        Exchange(HipPacket::I1, 0.5, 2);
        Exchange(HipPacket::I2, 1, 5);
        Exchange(HipPacket::I2, 2, 1);
        Update();
        RoundTrips();
        Unmeasured();
        Close();
    }
};

/**
 * @ingroup hip
 * How long states last (RFC 5201, 4.4.2), and when an association is not in use.
 */
class HipLifetimeCase : public TestCase
{
  public:
    HipLifetimeCase()
        : TestCase("R2-SENT, CLOSED, unused associations")
    {
    }

  private:
    void Exchanged()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(puppet.Associate(), true, "base exchange");
        const HipAssociation* association =
            HipTestBed::Hip(bed.correspondent)->GetAssociation(puppet.GetHit());
        const auto state = [&]() { return HipAssociation::GetName(association->GetState()); };
        // R1 comes after 9 ms, and I2 is there 50 ms after I1.
        const Time begin = Seconds(1) + MilliSeconds(50);
        bed.Run(begin + Seconds(31) - MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(state(), "R2-SENT", "as long as I2 may come again");
        bed.Run(begin + Seconds(31) + MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(state(), "ESTABLISHED", "then");
        puppet.Send(puppet.MakeClosing(HipPacket::CLOSE, {1}));
        const Time closed = begin + Seconds(31) + MicroSeconds(1);
        bed.Run(closed + Minutes(19) - MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(state(), "CLOSED", "UAL and twice MSL");
        bed.Run(closed + Minutes(19) + MicroSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(state(), "UNASSOCIATED", "then");
    }

    void Unused()
    {
        HipTestBed bed;
        bed.TalkOneWay(true, Seconds(2), Seconds(100), Seconds(1));
        bed.Run(Seconds(99) + Minutes(15) - MilliSeconds(1));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "ESTABLISHED", "15 minutes");
        NS_TEST_EXPECT_MSG_EQ(bed.When(nullptr, "CLOSE").size(), 0, "after the last packet");
        bed.Run(Seconds(99) + Minutes(15) + MilliSeconds(50));
        NS_TEST_EXPECT_MSG_EQ(GetState(bed, true), "UNASSOCIATED", "closed");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(bed.When(nullptr, "CLOSE").size(), 1, "by CLOSE");
        const HipAssociation* server =
            HipTestBed::Hip(bed.mobile)->GetAssociation(HipTestBed::Hip(bed.server)->GetHit());
        NS_TEST_EXPECT_MSG_EQ((server->GetState() == State::ESTABLISHED),
                              true,
                              "who is registered stays so");
    }

    void DoRun() override
    {
        Exchanged();
        Unused();
    }
};

/**
 * @ingroup hip
 * Registrations at the rendezvous server are renewed in time, granted for a time between limits,
 * and end (RFC 5203, 4.3 and 5).
 */
class HipRegistrationCase : public TestCase
{
  public:
    HipRegistrationCase()
        : TestCase("registration: renewal, limits, end")
    {
    }

  private:
    void Renewal()
    {
        HipTestBed bed;
        // Codes are eighths of powers of 2: 600 s is granted as 2^((137 - 64) / 8) s.
        const double lifetime = std::exp2(73.0 / 8);
        bed.Run(Seconds(1));
        const HipAssociation* client =
            HipTestBed::Hip(bed.server)->GetAssociation(HipTestBed::Hip(bed.mobile)->GetHit());
        NS_TEST_EXPECT_MSG_EQ_TOL(client->GetServedUntil().GetSeconds(), lifetime, 0.1, "granted");
        bed.Run(Seconds(0.81 * lifetime));
        NS_TEST_EXPECT_MSG_EQ_TOL(client->GetServedUntil().GetSeconds(),
                                  1.8 * lifetime,
                                  0.1,
                                  "renewed after four fifths");
        bed.LoseHip(1);
        bed.Run(Seconds(1.7 * lifetime));
        // Until its end the server relays, then it does not.
        Ptr<HipHost> server = HipTestBed::Hip(bed.server);
        const HipArrival i1 =
            HipArrival::Make(bed.server,
                             HipPacket(HipPacket::I1,
                                       HipTestBed::Hip(bed.correspondent)->GetHit(),
                                       HipTestBed::Hip(bed.mobile)->GetHit()),
                             bed.correspondentLocator,
                             bed.serverLocator);
        bed.Deliver(i1, Seconds(0.09 * lifetime));
        bed.Deliver(i1, Seconds(0.11 * lifetime));
        bed.Run(Seconds(1.9 * lifetime));
        NS_TEST_EXPECT_MSG_EQ(server->GetCounters().relayed, 1, "before its end");
        NS_TEST_EXPECT_MSG_EQ(server->GetCounters().unknown, 1, "after it");
    }

    /** UPDATEs do not get through: the client begins anew, and is registered again. */
    void Anew()
    {
        HipTestBed bed;
        bed.Run(Seconds(1));
        bed.LoseHip(1, {HipPacket::UPDATE});
        bed.MoveAt(Seconds(2), "lan-2");
        bed.Run(Seconds(150));
        const HipAssociation* client =
            HipTestBed::Hip(bed.server)->GetAssociation(HipTestBed::Hip(bed.mobile)->GetHit());
        NS_TEST_EXPECT_MSG_EQ(client->IsReady(), true, "associated");
        NS_TEST_EXPECT_MSG_EQ(client->GetPeerLocator(), bed.GetMobileLocator(), "where it is");
        NS_TEST_EXPECT_MSG_GT(client->GetServedUntil(), Seconds(600), "registered again");
    }

    /** What a server grants. */
    void Limits()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.server);
        bed.Run(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(puppet.Associate(), true, "base exchange");
        uint32_t seq = 0;
        const auto ask = [&](const std::vector<HipBytes>& requests) {
            HipPacket update = puppet.Make(HipPacket::UPDATE);
            update.Add(HIP_SEQ, ToHipList({seq++}, 4));
            for (const HipBytes& one : requests)
            {
                update.Add(HIP_REG_REQUEST, one);
            }
            puppet.Send(puppet.Sign(update));
            bed.Run(Simulator::Now() + MilliSeconds(50));
            return puppet.GetHeard(HipPacket::UPDATE).back();
        };
        const HipAssociation* client = HipTestBed::Hip(bed.server)->GetAssociation(puppet.GetHit());
        NS_TEST_EXPECT_MSG_EQ((*ask({{100, 1}}).Find(HIP_REG_RESPONSE) == HipBytes{100, 1}),
                              true,
                              "as asked for");
        NS_TEST_EXPECT_MSG_EQ((*ask({{255, 1}}).Find(HIP_REG_RESPONSE) == HipBytes{137, 1}),
                              true,
                              "no longer than 600 s");
        NS_TEST_EXPECT_MSG_EQ((*ask({{3, 1}}).Find(HIP_REG_RESPONSE) == HipBytes{64, 1}),
                              true,
                              "no shorter than 1 s");
        NS_TEST_EXPECT_MSG_EQ((*ask({{90, 7, 8}}).Find(HIP_REG_FAILED) == HipBytes{1, 7, 8}),
                              true,
                              "services that there are not");
        const HipPacket both = ask({{90, 7}, {100, 1}});
        NS_TEST_EXPECT_MSG_EQ((both.Find(HIP_REG_RESPONSE) && both.Find(HIP_REG_FAILED)),
                              true,
                              "two requests");
        NS_TEST_EXPECT_MSG_GT(client->GetServedUntil(), Simulator::Now(), "served");
        NS_TEST_EXPECT_MSG_EQ((*ask({{0, 1}}).Find(HIP_REG_RESPONSE) == HipBytes{0, 1}),
                              true,
                              "0 ends it");
        NS_TEST_EXPECT_MSG_LT(client->GetServedUntil(), Simulator::Now(), "not served");
    }

    /** What a client makes of what it is granted. @param code of the lifetime @param updates that
     * ask for more within 5 s */
    void Granted(uint8_t code, std::size_t updates)
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        Ptr<HipHost> client = HipTestBed::Hip(bed.correspondent);
        bed.Run(Seconds(1));
        client->RegisterAt(puppet.GetHit(), puppet.own);
        bed.Run(Seconds(1.05));
        puppet.Send(puppet.MakeR1(1, [](HipPacket& r1) { r1.Add(HIP_REG_INFO, {0, 255, 1}); }));
        bed.Run(Seconds(1.1));
        const std::vector<HipPacket> i2 = puppet.GetHeard(HipPacket::I2);
        NS_TEST_ASSERT_MSG_EQ(i2.size(), 1, "I2");
        NS_TEST_EXPECT_MSG_EQ((*i2[0].Find(HIP_REG_REQUEST) == HipBytes{137, 1}), true, "asks");
        puppet.Send(puppet.MakeR2(i2[0], [code](HipPacket& r2) {
            r2.Add(HIP_REG_RESPONSE, {code, 1});
        }));
        client->SetAttribute("RetransmissionTimeout", TimeValue(Seconds(100)));
        client->SetAttribute("UPDATE_RETRY_MAX", UintegerValue(1000));
        bed.Run(Seconds(1.89));
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::UPDATE).size(), 0, "not yet");
        bed.Run(Seconds(1.96));
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::UPDATE).size(), updates, "renews");
    }

    void DoRun() override
    {
        Renewal();
        Anew();
        Limits();
        Granted(64, 1);
        Granted(0, 0);
    }
};

/**
 * @ingroup hip
 * With some of all messages lost, twenty moves: each is over in time, and the association is the
 * same.
 */
class HipLossCase : public TestCase
{
  public:
    /** @param rate of loss @param system "hip" or "hip-credit" */
    HipLossCase(double rate, const std::string& system)
        : TestCase("loss of " + std::to_string(std::lround(100 * rate)) + " % of HIP's packets, " +
                   system),
          m_rate(rate),
          m_system(system)
    {
    }

  private:
    /** UPDATEs of the mobile come at times that the timer allows, and at no others. */
    void CheckTimes(const HipTestBed& bed)
    {
        std::map<uint32_t, std::vector<Time>> bySeq;
        for (const HipArrival& one : bed.Heard(bed.correspondent, HipPacket::UPDATE))
        {
            const HipPacket update = one.Read();
            const std::vector<uint32_t> seq = FromHipList(update.Find(HIP_SEQ), 4);
            if (!seq.empty() && update.Find(HIP_LOCATOR))
            {
                bySeq[seq[0]].push_back(one.when);
            }
        }
        std::size_t repeated = 0;
        for (const auto& [seq, times] : bySeq)
        {
            for (std::size_t i = 2; i < times.size(); ++i)
            {
                const double ratio = (times[i] - times[i - 1]).GetSeconds() /
                                     (times[i - 1] - times[i - 2]).GetSeconds();
                NS_TEST_EXPECT_MSG_EQ_TOL(ratio, 2, 1e-3, "each wait is twice the one before");
            }
            repeated += times.size() - 1;
        }
        NS_TEST_EXPECT_MSG_EQ(bySeq.size(), MOVES, "one UPDATE a move");
        if (m_rate >= 0.1)
        {
            NS_TEST_EXPECT_MSG_GT(repeated, 0, "some were sent again");
        }
    }

    void DoRun() override
    {
        HipTestBed::Options options;
        options.system = m_system;
        HipTestBed bed(options);
        const Time period = Seconds(20);
        bed.LoseHip(m_rate);
        bed.Talk(Seconds(10), (MOVES + 1) * period, MilliSeconds(50));
        for (uint32_t n = 1; n <= MOVES; ++n)
        {
            bed.MoveAt(n * period, n % 2 == 1 ? "lan-2" : "lan-1");
        }
        for (uint32_t n = 1; n <= MOVES; ++n)
        {
            bed.Run((n + 1) * period - MilliSeconds(1));
            NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(false)->GetPeerLocator(),
                                  bed.GetMobileLocator(),
                                  "after move " << n);
            NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(false)->IsVerifying(), false, "verified");
            const Time half = n * period + period / 2;
            NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, half, half + Seconds(9)), 0, "up");
            NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, half, half + Seconds(9)), 0, "down");
        }
        NS_TEST_EXPECT_MSG_GT(bed.lost, 0, "something was lost");
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 1, "the same association all the time");
        CheckTimes(bed);
    }

    static constexpr uint32_t MOVES{20}; //!< how many

    double m_rate;        //!< of loss
    std::string m_system; //!< its name
};

/**
 * @ingroup hip
 * Computation takes its time, one thing after the other.
 */
class HipCostCase : public TestCase
{
  public:
    HipCostCase()
        : TestCase("computation takes time")
    {
    }

  private:
    void DoRun() override
    {
        HipTestBed::Options options;
        options.attributes = {{"Costs", "paper-2006"}};
        HipTestBed bed(options);
        std::string error;
        const HipCosts costs(CryptoCostModel::FromName("paper-2006", error));
        bed.TalkOneWay(true, Seconds(5), Seconds(5.01), Seconds(1));
        bed.MoveAt(Seconds(10), "lan-2");
        bed.Run(Seconds(12));
        NS_TEST_ASSERT_MSG_EQ(bed.setUps.size(), 1, "base exchange");
        const SetUpReport& report = bed.setUps[0];
        NS_TEST_EXPECT_MSG_GT(report.mobileComputation, MilliSeconds(1), "costs something");
        const Time taken = report.established - report.began;
        const Time wanted =
            2 * options.delays.Mc() + report.mobileComputation + report.peerComputation;
        NS_TEST_EXPECT_MSG_GT_OR_EQ(taken,
                                    wanted - MicroSeconds(1),
                                    "two round trips and all that");
        NS_TEST_EXPECT_MSG_LT(taken, wanted + SLACK, "and no more");
        // To the correspondent and to the server, one signature after the other.
        const std::vector<double> updates = After(bed.When(bed.mobile, "UPDATE"), Seconds(10));
        const double signature = costs.GetSigning(1024).GetSeconds();
        NS_TEST_ASSERT_MSG_GT_OR_EQ(updates.size(), 2, "UPDATE");
        NS_TEST_EXPECT_MSG_EQ_TOL(updates[0], signature, signature / 20, "signed before it leaves");
        NS_TEST_EXPECT_MSG_EQ_TOL(updates[1], 2 * signature, signature / 20, "then the other one");
    }
};

/** Suite hip-timers. */
class HipTimersTestSuite : public TestSuite
{
  public:
    HipTimersTestSuite()
        : TestSuite("hip-timers", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new HipRetransmissionCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipLifetimeCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipRegistrationCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipLossCase(0.01, "hip"), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipLossCase(0.1, "hip"), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipLossCase(0.01, "hip-credit"), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipLossCase(0.1, "hip-credit"), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipCostCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static HipTimersTestSuite g_hipTimersTestSuite; //!< registers the suite

} // namespace ns3
