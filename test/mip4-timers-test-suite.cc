/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Mobile IPv4's timers: retransmission, lifetimes, solicitations, clocks.

#include "mip4-loss.h"
#include "mip4-test-bed.h"
#include "mip4-waits.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>

namespace ns3
{

/**
 * @ingroup mip4
 * Requests that are lost are repeated after 1, 2, 4, 8 s (RFC 5944 section 3.6.3), and the first
 * that gets through ends it.
 */
class Mip4BackOffCase : public TestCase
{
  public:
    /** @param system name */
    explicit Mip4BackOffCase(const std::string& system)
        : TestCase("back-off of requests, " + system),
          m_system(system)
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed(m_system, Mip4TestBed::Ordinary());
        bed.port->Plug("lan-1");
        bed.SetLoss(0);
        // The home agent hears nothing for a while; agents are heard.
        Ptr<Mip4SignallingLoss> deaf = CreateObject<Mip4SignallingLoss>();
        deaf->rate = 1;
        Ptr<NetDevice> entrance = bed.plan.home.router->GetDevice(1);
        Simulator::Schedule(MOVED, [entrance, deaf]() {
            entrance->SetAttribute("ReceiveErrorModel", PointerValue(deaf));
        });
        Simulator::Schedule(MOVED + Seconds(12), [deaf]() { deaf->rate = 0; });
        bed.MoveAt(MOVED, "lan-2");
        bed.Run(MOVED + Seconds(40));
        std::vector<Time> requests = bed.SentByMobile("Registration Request");
        requests.erase(std::remove_if(requests.begin(),
                                      requests.end(),
                                      [](const Time& when) { return when < MOVED; }),
                       requests.end());
        const double wanted[] = {0, 1, 3, 7, 15};
        NS_TEST_ASSERT_MSG_EQ(requests.size(), std::size(wanted), "until one gets through");
        for (std::size_t i = 0; i < requests.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(requests[i] - requests[0],
                                  Seconds(wanted[i]),
                                  "each time after twice the time before");
        }
        NS_TEST_EXPECT_MSG_EQ(bed.GetMobileNode()->GetRegistration()->GetCounters().retransmissions,
                              std::size(wanted) - 1,
                              "counted");
        NS_TEST_EXPECT_MSG_NE(bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress()),
                              nullptr,
                              "registered in the end");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress())->careOf,
                              bed.GetMobileNode()->GetAttachment()->careOf,
                              "at the new place");
    }

    static const Time MOVED; //!< when it moves
    std::string m_system;    //!< name
};

const Time Mip4BackOffCase::MOVED = Seconds(5);

/**
 * @ingroup mip4
 * Where the round trip is long the first repetition waits for twice of it and 100 ms.
 */
class Mip4LongRoundTripCase : public TestCase
{
  public:
    Mip4LongRoundTripCase()
        : TestCase("back-off where the round trip is long")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed::Delays delays = Mip4TestBed::Ordinary();
        delays.home = MilliSeconds(400);
        Mip4TestBed bed("mip4", delays);
        bed.port->Plug("lan-1");
        bed.SetLoss(0);
        Simulator::Schedule(Seconds(5), [&bed]() { bed.SetLoss(1); });
        bed.MoveAt(Seconds(5), "lan-2");
        bed.Run(Seconds(20));
        const std::vector<Time> requests = bed.SentByMobile("Registration Request");
        NS_TEST_EXPECT_MSG_EQ(requests.at(0), Time(0), "the first registration needs one");
        NS_TEST_EXPECT_MSG_EQ(requests.at(1), Seconds(5), "the move");
        const Time least =
            2 * bed.GetMobileNode()->GetRegistration()->GetRoundTrip() + MilliSeconds(100);
        NS_TEST_EXPECT_MSG_EQ_TOL(least,
                                  2 * delays.Mh() + MilliSeconds(100),
                                  MicroSeconds(50),
                                  "as measured");
        NS_TEST_EXPECT_MSG_EQ(requests.at(2) - requests.at(1), least, "twice the round trip");
        NS_TEST_EXPECT_MSG_EQ(requests.at(3) - requests.at(2), 2 * least, "doubled");
        NS_TEST_EXPECT_MSG_EQ(requests.at(4) - requests.at(3), 4 * least, "doubled again");
    }
};

/**
 * @ingroup mip4
 * Signalling is lost at random, in twenty moves: each ends in a registration, and no two requests
 * are nearer than 1 s but those of two attachments.
 */
class Mip4LossCase : public TestCase
{
  public:
    /** @param system name @param rate probability of loss */
    Mip4LossCase(const std::string& system, double rate)
        : TestCase(system + ", signalling lost: " + std::to_string(rate)),
          m_system(system),
          m_rate(rate)
    {
    }

  private:
    void DoRun() override
    {
        const Mip4Losses losses = MeasureMip4Losses(m_system, m_rate, 20);
        NS_TEST_EXPECT_MSG_EQ(losses.late, 0, "each move is over before the next");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(losses.shortest, Seconds(1), "not more than one a second");
        NS_TEST_EXPECT_MSG_EQ(losses.doubled, true, "each time after twice the time before");
        // The test is none without losses.
        NS_TEST_EXPECT_MSG_GT(losses.lost, 0, "something was lost");
        if (m_rate >= 0.1)
        {
            NS_TEST_EXPECT_MSG_GT(losses.retransmissions, 0, "requests were repeated");
            NS_TEST_EXPECT_MSG_LT(losses.firstTry, losses.moves, "requests were repeated");
        }
    }

    std::string m_system; //!< name
    double m_rate;        //!< probability of loss
};

/**
 * @ingroup mip4
 * A registration is renewed before its lifetime is over; when the mobile is gone the binding and
 * the visitor go with their lifetime.
 */
class Mip4LifetimeCase : public TestCase
{
  public:
    /** @param system name */
    explicit Mip4LifetimeCase(const std::string& system)
        : TestCase("lifetimes, " + system),
          m_system(system)
    {
    }

  private:
    void DoRun() override
    {
        const Time lifetime = Seconds(20);
        Mip4TestBed bed(m_system, Mip4TestBed::Ordinary(), {{"RegistrationLifetime", "20s"}});
        bed.port->Plug("lan-1");
        const Time gone = Seconds(65);
        bed.MoveAt(gone, "");
        const auto expect = [&bed, this](const Time& when, bool bound) {
            Simulator::Schedule(when, [&bed, this, bound]() {
                const Ipv4Address home = bed.GetHomeAddress();
                NS_TEST_EXPECT_MSG_EQ((bed.GetHomeAgent()->GetBinding(home) != nullptr),
                                      bound,
                                      "binding at " << Simulator::Now().GetSeconds());
                if (m_system == "mip4-fa")
                {
                    NS_TEST_EXPECT_MSG_EQ(bed.GetForeignAgent(0)->HasVisitor(home),
                                          bound,
                                          "visitor at " << Simulator::Now().GetSeconds());
                }
            });
        };
        expect(Seconds(1), true);
        expect(gone - Seconds(1), true);
        expect(Seconds(79), true);
        expect(Seconds(81), false);
        bed.Run(Seconds(100));
        // Half of the lifetime before its end.
        const std::vector<Time> requests = bed.SentByMobile("Registration Request");
        NS_TEST_ASSERT_MSG_EQ(requests.size(), 7, "the first, and each 10 s until it is gone");
        for (std::size_t i = 1; i < requests.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(requests[i] - requests[i - 1],
                                      lifetime / 2,
                                      MilliSeconds(50),
                                      "renewed");
        }
        uint32_t down = 0;
        for (const auto& [when, told] : bed.ready)
        {
            down += when > Seconds(1) ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(down, 0, "renewing opens no way");
    }

    std::string m_system; //!< name
};

/**
 * @ingroup mip4
 * A mobile whose clock is wrong is told so (code 133), sets it, and is registered by its second
 * request.
 */
class Mip4ClockCase : public TestCase
{
  public:
    /** @param offset by how much the clock is fast */
    explicit Mip4ClockCase(const std::string& offset)
        : TestCase("a clock that is fast by " + offset),
          m_offset(offset)
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string system : {"mip4", "mip4-fa"})
        {
            Mip4TestBed bed(system, Mip4TestBed::Ordinary());
            Ptr<Mip4Registration> registration = bed.GetMobileNode()->GetRegistration();
            registration->SetAttribute("ClockOffset", StringValue(m_offset));
            bed.port->Plug("lan-1");
            bed.MoveAt(Seconds(2), "lan-2");
            bed.Run(Seconds(4));
            NS_TEST_EXPECT_MSG_EQ(registration->GetCounters().resynchronised, 1, "set once");
            NS_TEST_EXPECT_MSG_EQ(registration->GetCounters().requests, 3, "two, and the move");
            NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCounters().identification, 1, "told once");
            NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCounters().accepted, 2, "registered");
            const Time roundTrip = Mip4TestBed::Ordinary().Mh();
            NS_TEST_EXPECT_MSG_LT(bed.SentByMobile("Registration Request").at(1),
                                  roundTrip + MilliSeconds(1),
                                  "at once");
        }
    }

    std::string m_offset; //!< by how much
};

/**
 * @ingroup mip4
 * Where no agent answers, solicitations go each second, three times, and then the interval doubles
 * up to a minute (RFC 5944 section 2.4).
 */
class Mip4SolicitationCase : public TestCase
{
  public:
    Mip4SolicitationCase()
        : TestCase("back-off of solicitations")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        bed.SetLoss(1);
        bed.port->Plug("lan-1");
        bed.Run(Seconds(200));
        const std::vector<Time> sent = bed.SentByMobile("Agent Solicitation");
        const double wanted[] = {0, 1, 2, 4, 8, 16, 32, 64, 124, 184};
        NS_TEST_ASSERT_MSG_EQ(sent.size(), std::size(wanted), "in 200 s");
        for (std::size_t i = 0; i < sent.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(sent[i], Seconds(wanted[i]), "at this time");
        }
    }
};

/**
 * @ingroup mip4
 * A mobile that hears its agent no more, by the advertisements' lifetime, looks for it and
 * registers again; and it does when the agent has been restarted.
 */
class Mip4AgentLostCase : public TestCase
{
  public:
    Mip4AgentLostCase()
        : TestCase("an agent that is lost, and one that is restarted")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        bed.SetLoss(0);
        bed.port->Plug("lan-1");
        // Advertisements each second at most are valid for three.
        Simulator::Schedule(Seconds(10), [&bed]() { bed.SetLoss(1); });
        Simulator::Schedule(Seconds(13.5), [&bed, this]() {
            NS_TEST_EXPECT_MSG_EQ((bed.GetMobileNode()->GetAttachment() == nullptr), true, "lost");
        });
        Simulator::Schedule(Seconds(15), [&bed]() { bed.SetLoss(0); });
        Simulator::Schedule(Seconds(25), [&bed, this]() {
            NS_TEST_EXPECT_MSG_EQ(bed.SentByMobile("Registration Request").size(), 2, "again");
            NS_TEST_EXPECT_MSG_NE(bed.GetMobileNode()->GetAttachment(), nullptr, "found");
            bed.GetForeignAgent(0)->GetAdvertiser()->Restart();
        });
        bed.Run(Seconds(30));
        NS_TEST_EXPECT_MSG_EQ(bed.SentByMobile("Registration Request").size(), 3, "restarted");
    }
};

/**
 * @ingroup mip4
 * Unsolicited advertisements come at intervals between the least and the longest.
 */
class Mip4AdvertisementCase : public TestCase
{
  public:
    Mip4AdvertisementCase()
        : TestCase("intervals of advertisements")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary(), {{"MaxAdvertisementInterval", "4s"}});
        bed.Run(Seconds(400));
        std::vector<Time> sent;
        for (const auto& [when, message] : bed.signalling)
        {
            if (message.name == "Agent Advertisement" &&
                message.sender == bed.plan.access[0].router)
            {
                sent.push_back(when);
            }
        }
        NS_TEST_ASSERT_MSG_GT(sent.size(), 100, "3.5 s each on average");
        Time shortest = Seconds(100);
        Time longest;
        for (std::size_t i = 1; i < sent.size(); ++i)
        {
            shortest = Min(shortest, sent[i] - sent[i - 1]);
            longest = Max(longest, sent[i] - sent[i - 1]);
        }
        NS_TEST_EXPECT_MSG_GT_OR_EQ(shortest, Seconds(3), "0.75 of the longest");
        NS_TEST_EXPECT_MSG_LT(shortest, Seconds(3.1), "and they vary");
        NS_TEST_EXPECT_MSG_GT(longest, Seconds(3.9), "and they vary");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(longest, Seconds(4), "the longest");
    }
};

/**
 * @ingroup mip4
 * A mobile that asks for no agent registers when the new agent's next advertisement has come, or,
 * where no link tells it that it has moved, when the old agent's last one is no longer valid (RFC
 * 5944 section 2.4.2.1).
 */
class Mip4AdvertisementOnlyCase : public TestCase
{
  public:
    /** @param trigger see MeasureMip4Waits() @param mean wait by formula */
    Mip4AdvertisementOnlyCase(const std::string& trigger, const Time& mean)
        : TestCase("advertisements only, " + trigger),
          m_trigger(trigger),
          m_mean(mean)
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t moves = 60;
        Time sum;
        for (const Mip4Wait& wait : MeasureMip4Waits(m_trigger, moves))
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(wait.waited,
                                      wait.expected,
                                      MicroSeconds(50),
                                      "as the advertisements were sent");
            sum += wait.waited;
        }
        // The standard deviation of a wait is 0.26 s: four of the mean's.
        NS_TEST_EXPECT_MSG_EQ_TOL(sum / moves, m_mean, MilliSeconds(135), "by formula");
    }

    std::string m_trigger; //!< see MeasureMip4Waits()
    Time m_mean;           //!< by formula
};

/** Suite mip4-timers. */
class Mip4TimersTestSuite : public TestSuite
{
  public:
    Mip4TimersTestSuite()
        : TestSuite("mip4-timers", l4mobility::UnitTest<TestSuite>(0))
    {
        for (const std::string system : {"mip4", "mip4-fa"})
        {
            AddTestCase(new Mip4BackOffCase(system), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new Mip4LossCase(system, 0.01), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new Mip4LossCase(system, 0.1), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new Mip4LifetimeCase(system), l4mobility::QuickTest<TestCase>(0));
        }
        AddTestCase(new Mip4LongRoundTripCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ClockCase("3600s"), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ClockCase("-3600s"), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4SolicitationCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4AgentLostCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4AdvertisementCase, l4mobility::QuickTest<TestCase>(0));
        const Time mean = MeanMip4Wait(Seconds(0.75), Seconds(1));
        AddTestCase(new Mip4AdvertisementOnlyCase("Notice", mean),
                    l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4AdvertisementOnlyCase("Advertisement", Seconds(3) - mean),
                    l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip4TimersTestSuite g_mip4TimersTestSuite; //!< registers the suite

} // namespace ns3
