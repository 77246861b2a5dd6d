/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Mobile IPv6's timers: retransmissions, lifetimes, loss of messages, computation.

#include "mip6-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace ns3
{

namespace
{

/** What transmissions take beside the links' delays, a few times. */
const Time SLACK = MicroSeconds(200);

/** R_MC, R_MH and R_HC with the bed's ordinary delays. */
const Time R_MC = MilliSeconds(18);
const Time R_MH = MilliSeconds(24);
const Time R_HC = MilliSeconds(26);

} // namespace

/**
 * @ingroup mip6
 * Messages that are not answered are sent again when section 11.8 says: after
 * InitialBindackTimeoutFirstReg or INITIAL_BINDACK_TIMEOUT, then after twice the time each, up to
 * MAX_BINDACK_TIMEOUT.
 */
class Mip6RetransmissionCase : public TestCase
{
  public:
    Mip6RetransmissionCase()
        : TestCase("retransmission by exponential back-off")
    {
    }

  private:
    /** @param found times @param from that time on @param wanted seconds after it */
    void Expect(std::vector<Time> found, const Time& from, const std::vector<double>& wanted)
    {
        found.erase(found.begin(),
                    std::find_if(found.begin(), found.end(), [from](const Time& one) {
                        return one >= from;
                    }));
        NS_TEST_ASSERT_MSG_EQ(found.size(), wanted.size(), "how often");
        for (std::size_t i = 0; i < wanted.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL((found[i] - from).GetSeconds(), wanted[i], 1e-9, "when");
        }
    }

    void First()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        bed.lossUp->rate = 1;
        bed.Run(Seconds(140));
        Expect(bed.When("Binding Update"), Time(0), {0, 1.5, 4.5, 10.5, 22.5, 46.5, 78.5, 110.5});
        NS_TEST_EXPECT_MSG_EQ(bed.GetMobile()->GetRetransmissions(), 7, "counted");
    }

    void Later()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        const Time move = Seconds(4);
        Simulator::Schedule(move, [&bed]() { bed.lossUp->rate = 1; });
        bed.MoveAt(move, "lan-2");
        Simulator::Schedule(Seconds(110), [&bed]() { bed.lossUp->rate = 0; });
        bed.Run(Seconds(150));
        Expect(bed.When("Binding Update"), move, {0, 1, 3, 7, 15, 31, 63, 95, 127});
        NS_TEST_EXPECT_MSG_EQ((bed.GetMobile()->GetState() == Mip6MobileNode::State::REGISTERED),
                              true,
                              "when it gets through at last");
    }

    void ToCorrespondent(Mip6Message::Type type, const std::string& name, const Time& after)
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.lossUp->rate = 1;
        bed.lossUp->types = {type};
        if (type == Mip6Message::BU)
        {
            // The home agent's are not to be lost.
            bed.lossUp->rate = 0;
            Simulator::Schedule(Seconds(3), [&bed]() { bed.lossUp->rate = 1; });
        }
        // Two packets each way, and then nothing that would begin anew.
        bed.SendPackets(Seconds(3), Seconds(3.0005));
        bed.Run(Seconds(100));
        const std::vector<Time> found = bed.When(name);
        const std::size_t home = type == Mip6Message::BU ? 1 : 0;
        NS_TEST_ASSERT_MSG_EQ(found.size(), 6 + home, name);
        for (std::size_t i = 0; i < 6; ++i)
        {
            const Time want = Seconds(3) + after + Seconds(std::pow(2, i) - 1);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(found[i + home], want, name);
            NS_TEST_EXPECT_MSG_LT(found[i + home], want + SLACK, name);
        }
    }

    void DoRun() override
    {
        First();
        Later();
        ToCorrespondent(Mip6Message::HOTI, "Home Test Init", Time(0));
        ToCorrespondent(Mip6Message::COTI, "Care-of Test Init", Time(0));
        ToCorrespondent(Mip6Message::BU, "Binding Update", R_MH + R_HC);
    }
};

/**
 * @ingroup mip6
 * With some of all messages lost, twenty moves: bindings are right some time after each.
 */
class Mip6LossCase : public TestCase
{
  public:
    /** @param rate of loss */
    explicit Mip6LossCase(double rate)
        : TestCase("loss of " + std::to_string(std::lround(100 * rate)) + " % of all messages"),
          m_rate(rate)
    {
    }

  private:
    void Check(Mip6TestBed& bed)
    {
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home),
                              bed.GetMobile()->GetCareOf(),
                              "home agent at " << Simulator::Now().As(Time::S));
        NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(home),
                              bed.GetMobile()->GetCareOf(),
                              "correspondent at " << Simulator::Now().As(Time::S));
    }

    void DoRun() override
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        const Time period = Seconds(20);
        bed.lossUp->rate = m_rate;
        bed.lossDown->rate = m_rate;
        bed.SendPackets(Seconds(5), 21 * period, MilliSeconds(50));
        for (uint32_t n = 1; n <= 20; ++n)
        {
            bed.MoveAt(n * period, n % 2 == 1 ? "lan-2" : "lan-1");
            Simulator::Schedule((n + 1) * period - MilliSeconds(1), [this, &bed]() { Check(bed); });
        }
        bed.Run(21 * period);
        NS_TEST_EXPECT_MSG_GT(bed.lossUp->lost + bed.lossDown->lost, 0, "something was lost");
        // Without loss a move takes two.
        NS_TEST_EXPECT_MSG_GT(bed.Count("Binding Update") + bed.Count("Home Test Init") +
                                  bed.Count("Care-of Test Init"),
                              4 * 21,
                              "something was sent again");
        CheckTimes(bed, period);
    }

    /** Home registrations are sent at times that the timers allow, and at no others. */
    void CheckTimes(const Mip6TestBed& bed, const Time& period)
    {
        for (const Mip6TestBed::Message& one : bed.messages)
        {
            // 120 bytes: to the home agent.
            const double since = std::fmod(one.when.GetSeconds(), period.GetSeconds());
            if (one.what.name != "Binding Update" || one.what.bytes != 120 || one.when < period)
            {
                continue;
            }
            const double doubled = std::log2(since + 1);
            NS_TEST_EXPECT_MSG_EQ_TOL(doubled, std::round(doubled), 1e-6, "0, 1, 3, 7, 15 s");
        }
    }

    double m_rate; //!< of loss
};

/**
 * @ingroup mip6
 * Bindings are refreshed in time, with the home agent and, if they are in use, with correspondents;
 * others end.
 */
class Mip6LifetimeCase : public TestCase
{
  public:
    Mip6LifetimeCase()
        : TestCase("lifetimes, refresh, and a Binding Refresh Request")
    {
    }

  private:
    void AtHomeAgent()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        bed.GetMobile()->SetAttribute("BindingLifetime", TimeValue(Seconds(20)));
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        std::vector<Ipv6Address> told;
        bed.GetHomeAgent()->TraceConnectWithoutContext(
            "Bound",
            Callback<void, const Ipv6Address&, const Ipv6Address&>(
                [&told](const Ipv6Address&, const Ipv6Address& careOf) {
                    told.push_back(careOf);
                }));
        Simulator::Schedule(Seconds(60), [this, &bed, home]() {
            NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home),
                                  bed.GetMobile()->GetCareOf(),
                                  "kept alive");
            NS_TEST_EXPECT_MSG_EQ(bed.Count("Binding Update"), 4, "each 16 s");
            bed.lossUp->rate = 1;
        });
        // The third refresh was sent at 3 x 16 s, so that the end is 20 s and half of R_MH later.
        Simulator::Schedule(Seconds(68), [this, &bed, home]() {
            NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home),
                                  bed.GetMobile()->GetCareOf(),
                                  "until its end");
        });
        bed.Run(Seconds(68) + R_MH);
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home), Ipv6Address(), "ended");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetDetections(), 1, "detection only once");
        NS_TEST_ASSERT_MSG_EQ(told.size(), 2, "bound, and no more");
        NS_TEST_EXPECT_MSG_EQ(told[1], Ipv6Address(), "no more");
    }

    /** @param up whether the mobile sends @param down whether the correspondent does @return how
     * many bindings were made within 60 s, of a lifetime of 20 s @param requests receives how many
     * Binding Refresh Requests there were */
    uint64_t AtCorrespondent(bool up, bool down, uint32_t& requests)
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.GetCorrespondent()->SetAttribute("MAX_RR_BINDING_LIFETIME", TimeValue(Seconds(20)));
        bed.SendPackets(Seconds(2), Seconds(2.01), MilliSeconds(10));
        bed.SendOneWay(up, down, Seconds(2.1), Seconds(62));
        bed.Run(Seconds(62));
        requests = bed.Count("Binding Refresh Request");
        const bool alive =
            !bed.GetCorrespondent()->GetCareOf(bed.GetMobile()->GetHomeAddress()).IsAny();
        NS_TEST_EXPECT_MSG_EQ(alive, (up || down), "only what is used is kept");
        return bed.GetCorrespondent()->GetAccepted();
    }

    void DoRun() override
    {
        AtHomeAgent();
        uint32_t requests = 0;
        NS_TEST_EXPECT_MSG_EQ(AtCorrespondent(true, false, requests), 4, "each 16 s");
        NS_TEST_EXPECT_MSG_EQ(requests, 0, "before the correspondent asks");
        NS_TEST_EXPECT_MSG_EQ(AtCorrespondent(false, true, requests), 4, "each 18 s");
        NS_TEST_EXPECT_MSG_EQ(requests, 3, "when the correspondent asks");
        NS_TEST_EXPECT_MSG_EQ(AtCorrespondent(false, false, requests), 1, "not used");
        NS_TEST_EXPECT_MSG_EQ(requests, 0, "nor asked for");
    }
};

/**
 * @ingroup mip6
 * A home keygen token that is used again saves the Home Test, and its time.
 */
class Mip6ReuseCase : public TestCase
{
  public:
    Mip6ReuseCase()
        : TestCase("a home keygen token used again")
    {
    }

  private:
    void DoRun() override
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.GetMobile()->GetReturnRoutability()->SetAttribute("ReuseHomeToken", BooleanValue(true));
        bed.SendPackets(Seconds(3), Seconds(4.5));
        bed.SendPackets(Seconds(300), Seconds(304.5));
        bed.MoveAt(Seconds(4), "lan-2");
        bed.MoveAt(Seconds(304), "lan-1");
        bed.Run(Seconds(305));
        const Time down = Mip6TestBed::FirstAfter(bed.down, Seconds(4) + SLACK) - Seconds(4);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(down, R_MH + 2 * R_MC, "without the Home Test");
        NS_TEST_EXPECT_MSG_LT(down, R_MH + 2 * R_MC + Mip6TestBed::INTERVAL + SLACK, "likewise");
        // MAX_TOKEN_LIFETIME is over at 304 s.
        NS_TEST_EXPECT_MSG_EQ(bed.Count("Home Test Init"), 2, "one for each token");
        NS_TEST_EXPECT_MSG_EQ(bed.Count("Binding Update"), 6, "none with an expired token");
    }
};

/**
 * @ingroup mip6
 * Computation takes its time: one HMAC for the Binding Update, two at the home agent, one for the
 * Acknowledgement; one after the other, and again where an update is repeated.
 */
class Mip6CostCase : public TestCase
{
  public:
    Mip6CostCase()
        : TestCase("computation takes time")
    {
    }

  private:
    /** Five Care-of Test Inits at the same moment. */
    void Queue(Ptr<CryptoCostModel> costs)
    {
        Mip6TestBed bed("mip6", {}, "home");
        bed.GetCorrespondent()->SetCosts(costs);
        Simulator::Schedule(Seconds(2), [&bed]() {
            const Ipv6Address from("fd00:0:0:3::77");
            const Ipv6Address to = bed.GetCorrespondentAddress();
            Mip6Message init(Mip6Message::COTI);
            init.SetAddresses(from, to);
            Ptr<Packet> packet = Create<Packet>();
            packet->AddHeader(init);
            for (uint32_t i = 0; i < 5; ++i)
            {
                Mip6TestBed::Inject(bed.plan.correspondents[0],
                                    packet,
                                    from,
                                    to,
                                    Mip6Message::PROT_NUMBER);
            }
        });
        std::vector<Time> answers;
        bed.GetCorrespondent()->TraceConnectWithoutContext(
            "Message",
            Callback<void, const Mip6Sent&>(
                [&answers](const Mip6Sent&) { answers.push_back(Simulator::Now()); }));
        bed.Run(Seconds(3));
        NS_TEST_ASSERT_MSG_EQ(answers.size(), 5, "five answers");
        for (int64_t i = 0; i < 5; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(answers[i] - Seconds(2), MilliSeconds(1 + i), "one by one");
        }
    }

    /** An update that nobody answers. */
    void Repeated(Ptr<CryptoCostModel> costs)
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        bed.GetMobile()->SetCosts(costs);
        bed.lossUp->rate = 1;
        bed.Run(Seconds(2));
        const std::vector<Time> updates = bed.When("Binding Update");
        NS_TEST_ASSERT_MSG_EQ(updates.size(), 2, "and once more");
        NS_TEST_EXPECT_MSG_EQ((updates[1] - updates[0]), Seconds(1.501), "computed again");
    }

    /** Home: nothing is sent while the Binding Update is computed (section 11.5.5). */
    void Home(Ptr<CryptoCostModel> costs)
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        bed.GetMobile()->SetCosts(costs);
        bed.SendPackets(Seconds(3) + MicroSeconds(250), Seconds(4.1));
        bed.MoveAt(Seconds(4), "home");
        uint64_t before = 0;
        Simulator::Schedule(Seconds(3.9),
                            [&]() { before = bed.GetMobile()->GetCounters().notSent; });
        bed.Run(Seconds(5));
        NS_TEST_EXPECT_MSG_EQ(bed.GetMobile()->GetCounters().notSent - before, 2, "in 1 ms");
    }

    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("costs.txt");
        std::ofstream(path) << "mac.hmac-sha1.packet = 1000000\n";
        std::string error;
        Ptr<CryptoCostModel> costs = CryptoCostModel::FromName("measured:" + path, error);
        NS_TEST_ASSERT_MSG_EQ(error, "", "the file");
        Queue(costs);
        Repeated(costs);
        Home(costs);
        Mip6TestBed bed("mip6-tunnel", {}, "home");
        bed.GetMobile()->SetCosts(costs);
        bed.GetHomeAgent()->SetCosts(costs);
        bed.MoveAt(Seconds(4), "lan-1");
        bed.Run(Seconds(6));
        const std::vector<Time> updates = bed.When("Binding Update");
        NS_TEST_ASSERT_MSG_EQ(updates.size(), 1, "one registration");
        NS_TEST_EXPECT_MSG_EQ(updates[0] - Seconds(4), MilliSeconds(1), "one HMAC");
        const Time ready = bed.ready.back().first - Seconds(4);
        const Time wanted = Seconds(1) + R_MH + MilliSeconds(4);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(ready, wanted, "four HMACs");
        NS_TEST_EXPECT_MSG_LT(ready, wanted + SLACK, "four HMACs");
        NS_TEST_EXPECT_MSG_EQ(bed.GetMobile()->GetComputation(), MilliSeconds(2), "of the mobile");
    }
};

/** Suite mip6-timers. */
class Mip6TimersTestSuite : public TestSuite
{
  public:
    Mip6TimersTestSuite()
        : TestSuite("mip6-timers", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new Mip6RetransmissionCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6LossCase(0.01), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6LossCase(0.1), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6LifetimeCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6ReuseCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6CostCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip6TimersTestSuite g_mip6TimersTestSuite; //!< registers the suite

} // namespace ns3
