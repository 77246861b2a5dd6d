/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Moves between local networks: what an ideal one costs (nothing), what each delay adds, what is
// lost.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "access-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/lan-access-helper.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @ingroup access
 * An ideal move takes no time: only what was under way to the old network is lost.
 */
class IdealMoveCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit IdealMoveCase(bool ipv6)
        : TestCase(std::string("an ideal move takes no time, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;

    bool m_ipv6; //!< family
};

void
IdealMoveCase::DoRun()
{
    AccessTestBed bed(m_ipv6);
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetIpv6(m_ipv6);
    Time delay = MicroSeconds(300);
    lan->SetSegmentAttribute("Delay", TimeValue(delay));
    AccessNetwork first = lan->InstallNetwork("lan-1", bed.AddRouter(1), 1);
    Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
    AccessNetwork second = lan->InstallNetwork("lan-2", bed.AddRouter(2), 2);
    bed.GetManager()->AddLink(port);
    port->Plug("lan-1");
    // Packets leave the mobile at 1.0001, 1.0011, ... s; the move is between two of them.
    Time move = Seconds(2);
    bed.SendPackets(Seconds(1) + MicroSeconds(100), Seconds(3), MilliSeconds(1));
    Simulator::Schedule(move, &LanPort::MoveTo, port, "lan-2");
    bed.Run(Seconds(4));

    NS_TEST_EXPECT_MSG_EQ(bed.LostUp().size(), 0, "none was under way from the old network");
    // There and back takes 4.6 ms: the answers to what was sent in the last 4 ms before
    // the move come to the old address.
    NS_TEST_EXPECT_MSG_EQ(bed.LostDown().size(), 4, "lost are only answers under way");
    for (uint32_t number : bed.LostDown())
    {
        Time age = move - bed.sentAt[number];
        NS_TEST_EXPECT_MSG_LT(age,
                              2 * (delay + 2 * AccessTestBed::LINK_DELAY) + MicroSeconds(10),
                              "lost are only answers under way");
    }
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_LOST), 1, "one move");
    for (AccessStep step : {AccessStep::LINK_LOST, AccessStep::ADDRESS_LOST})
    {
        NS_TEST_EXPECT_MSG_EQ(bed.When(step, 0), move, ToString(step) << " at once");
    }
    for (AccessStep step :
         {AccessStep::LINK_UP, AccessStep::MOVEMENT_DETECTED, AccessStep::ADDRESS_USABLE})
    {
        NS_TEST_EXPECT_MSG_EQ(bed.When(step, 1), move, ToString(step) << " at once");
    }
    NS_TEST_EXPECT_MSG_EQ(bed.notices.size(), 3, "an address, none, another");
    NS_TEST_EXPECT_MSG_EQ(bed.notices.back().second.GetNetwork(), "lan-2", "the new network");
    NS_TEST_EXPECT_MSG_NE(bed.up[0].second, bed.up[1500].second, "the address has changed");
}

/**
 * @ingroup access
 * Each delay of a LanPort and a FixedConfig shifts what comes after it.
 */
class LanDelaysCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit LanDelaysCase(bool ipv6)
        : TestCase(std::string("delays add up, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;

    bool m_ipv6; //!< family
};

void
LanDelaysCase::DoRun()
{
    AccessTestBed bed(m_ipv6);
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetIpv6(m_ipv6);
    lan->SetPortAttribute("LinkUpDelay", TimeValue(MilliSeconds(70)));
    lan->SetPortAttribute("LossDelay", TimeValue(MilliSeconds(30)));
    lan->SetFixedAttribute("DetectionDelay", TimeValue(MilliSeconds(11)));
    lan->SetFixedAttribute("Delay", TimeValue(MilliSeconds(5)));
    lan->InstallNetwork("lan-1", bed.AddRouter(1), 1);
    lan->InstallNetwork("lan-2", bed.AddRouter(2), 2);
    Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
    bed.GetManager()->AddLink(port);
    port->Plug("lan-1");
    bed.SendPackets(Seconds(1) + MicroSeconds(100), Seconds(3), MilliSeconds(1));
    Simulator::Schedule(Seconds(2), &LanPort::MoveTo, port, "lan-2");
    bed.Run(Seconds(4));

    Time move = Seconds(2);
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::LINK_UP, 0), MilliSeconds(70), "first link");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::LINK_LOST, 0), move + MilliSeconds(30), "loss");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::LINK_UP, 1), move + MilliSeconds(70), "link");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::MOVEMENT_DETECTED, 1),
                          move + MilliSeconds(81),
                          "movement");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::ADDRESS_USABLE, 1),
                          move + MilliSeconds(86),
                          "address");
    NS_TEST_EXPECT_MSG_EQ(bed.LostUp().size(), 86, "nothing is sent without an address");
}

/**
 * @ingroup access
 * A move on which the node learns of the loss only after the new link is there would be one without
 * a loss: the loss is told first. A cable that is pulled out again before the link is up gives
 * none.
 */
class LanOrderCase : public TestCase
{
  public:
    LanOrderCase()
        : TestCase("a late loss comes before the new link")
    {
    }

  private:
    void DoRun() override;
};

void
LanOrderCase::DoRun()
{
    AccessTestBed bed(false);
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetPortAttribute("LinkUpDelay", TimeValue(MilliSeconds(20)));
    lan->SetPortAttribute("LossDelay", TimeValue(MilliSeconds(500)));
    lan->InstallNetwork("lan-1", bed.AddRouter(1), 1);
    lan->InstallNetwork("lan-2", bed.AddRouter(2), 2);
    Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
    bed.GetManager()->AddLink(port);
    port->Plug("lan-1");
    Simulator::Schedule(Seconds(1), &LanPort::MoveTo, port, "lan-2");
    Simulator::Schedule(Seconds(2), &LanPort::MoveTo, port, "lan-1");
    Simulator::Schedule(Seconds(2) + MilliSeconds(10), &LanPort::Unplug, port);
    bed.Run(Seconds(4));

    Time up = Seconds(1) + MilliSeconds(20);
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::LINK_LOST, 0), up, "loss before the new link");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::LINK_UP, 1), up, "new link");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::LINK_LOST, 1),
                          Seconds(2) + MilliSeconds(500),
                          "loss without a new link");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_UP), 2, "no link after 10 ms of 20");
    NS_TEST_EXPECT_MSG_EQ(bed.notices.back().second.all.empty(), true, "no address is left");
}

/**
 * @ingroup access
 * Pulling the cable out loses what waits in the card and what is on the line, and nothing else.
 */
class LanFlightCase : public TestCase
{
  public:
    LanFlightCase()
        : TestCase("what is under way is lost")
    {
    }

  private:
    void DoRun() override;
    /** From the mobile. */
    void Up();
    /** To the mobile: lost too where it is back at once, in the same network. */
    void Down();
};

void
LanFlightCase::DoRun()
{
    Up();
    Down();
}

void
LanFlightCase::Down()
{
    AccessTestBed bed(false);
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetSegmentAttribute("Delay", TimeValue(MilliSeconds(5)));
    lan->InstallNetwork("lan-1", bed.AddRouter(1), 1);
    Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
    bed.GetManager()->AddLink(port);
    port->Plug("lan-1");
    bed.SendPackets(MilliSeconds(1500), MilliSeconds(2500), MilliSeconds(1));
    Simulator::Schedule(Seconds(2), &LanPort::MoveTo, port, "lan-1");
    bed.Run(Seconds(3));
    NS_TEST_EXPECT_MSG_EQ(bed.LostUp().size(), 0, "the router has not moved");
    NS_TEST_EXPECT_MSG_EQ(bed.LostDown().size(), 5, "one each millisecond, for the delay of 5 ms");
}

void
LanFlightCase::Up()
{
    AccessTestBed bed(false);
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetSegmentAttribute("Delay", TimeValue(MicroSeconds(300)));
    lan->SetSegmentAttribute("DataRate", DataRateValue(DataRate("1Mbps")));
    lan->InstallNetwork("lan-1", bed.AddRouter(1), 1);
    lan->InstallNetwork("lan-2", bed.AddRouter(2), 2);
    Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
    bed.GetManager()->AddLink(port);
    port->Plug("lan-1");
    // 160 bytes, 28 of headers and 38 of the frame take 1.808 ms, and one is sent every 1 ms: of 50
    // packets, 27 have arrived after 50 ms (27 x 1.808 + 0.3 = 49.116).
    bed.SendPackets(MilliSeconds(1950), Seconds(2), MilliSeconds(1));
    bed.SendPackets(MilliSeconds(2100), MilliSeconds(2110), MilliSeconds(5));
    Simulator::Schedule(Seconds(2), &LanPort::MoveTo, port, "lan-2");
    bed.Run(Seconds(3));

    NS_TEST_ASSERT_MSG_EQ(bed.sent, 52, "50 before, 2 after");
    std::vector<uint32_t> expected;
    for (uint32_t i = 27; i < 50; ++i)
    {
        expected.push_back(i);
    }
    NS_TEST_EXPECT_MSG_EQ((bed.LostUp() == expected), true, "the last 23 before the move");
    NS_TEST_EXPECT_MSG_EQ(bed.up[50].first,
                          MilliSeconds(2100) + MicroSeconds(1808 + 300) +
                              2 * AccessTestBed::LINK_DELAY + 2 * NanoSeconds(1520),
                          "the line is free at once for what comes after");
}

/**
 * @ingroup access
 * Where neighbours do not know each other beforehand, asking takes time; where they do, none.
 */
class LanNeighboursCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit LanNeighboursCase(bool ipv6)
        : TestCase(std::string("asking for neighbours takes time, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;
    /** @return how long the slowest answer after a move takes @param known whether neighbours know
     * each other @param delay of the line */
    Time SlowestAnswer(bool known, const Time& delay) const;

    bool m_ipv6; //!< family
};

Time
LanNeighboursCase::SlowestAnswer(bool known, const Time& delay) const
{
    AccessTestBed bed(m_ipv6);
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetIpv6(m_ipv6);
    lan->SetSegmentAttribute("Delay", TimeValue(delay));
    lan->SetFixedAttribute("Neighbours", BooleanValue(known));
    lan->InstallNetwork("lan-1", bed.AddRouter(1), 1);
    lan->InstallNetwork("lan-2", bed.AddRouter(2), 2);
    Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
    bed.GetManager()->AddLink(port);
    port->Plug("lan-1");
    Simulator::Schedule(Seconds(1), &LanPort::MoveTo, port, "lan-2");
    // Longer apart than entries of ARP (120 s) and of neighbour discovery (30 s) last.
    bed.SendPackets(Seconds(1), Seconds(500), Seconds(200));
    bed.Run(Seconds(500));
    Time slowest = Seconds(bed.down.size() == 3 ? 0 : 100);
    for (const auto& [number, arrival] : bed.down)
    {
        slowest = std::max(slowest, arrival - bed.sentAt[number]);
    }
    return slowest;
}

void
LanNeighboursCase::DoRun()
{
    Time delay = MicroSeconds(300);
    Time there = 2 * (delay + 2 * AccessTestBed::LINK_DELAY);
    Time ideal = SlowestAnswer(true, delay);
    NS_TEST_EXPECT_MSG_GT_OR_EQ(ideal, there, "no faster than light");
    NS_TEST_EXPECT_MSG_LT(ideal, there + MicroSeconds(10), "and no slower");
    Time real = SlowestAnswer(false, delay);
    NS_TEST_EXPECT_MSG_GT_OR_EQ(real, there + 2 * delay, "at least one question and its answer");
    NS_TEST_EXPECT_MSG_LT(real, there + 4 * delay + MilliSeconds(21), "and not more than two");
}

/**
 * @ingroup access
 * Back and forth many times.
 */
class LanManyMovesCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit LanManyMovesCase(bool ipv6)
        : TestCase(std::string("20 ideal moves, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;

    bool m_ipv6; //!< family
};

void
LanManyMovesCase::DoRun()
{
    static constexpr uint32_t moves{20};
    AccessTestBed bed(m_ipv6);
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetIpv6(m_ipv6);
    lan->InstallNetwork("lan-0", bed.AddRouter(1), 1);
    lan->InstallNetwork("lan-1", bed.AddRouter(2), 2);
    Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
    bed.GetManager()->AddLink(port);
    port->Plug("lan-0");
    for (uint32_t i = 1; i <= moves; ++i)
    {
        Simulator::Schedule(MilliSeconds(100) * i,
                            &LanPort::MoveTo,
                            port,
                            i % 2 == 0 ? "lan-0" : "lan-1");
    }
    bed.SendPackets(MicroSeconds(500), MilliSeconds(100) * (moves + 1), MilliSeconds(1));
    bed.Run(Seconds(3));

    NS_TEST_EXPECT_MSG_EQ(bed.LostUp().size(), 0, "no packet is lost");
    // The way there and back takes 4 ms: each time the answers to 4 packets.
    NS_TEST_EXPECT_MSG_EQ(bed.LostDown().size(), 4 * moves, "answers under way are lost");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_UP), moves + 1, "so many moves");
    NS_TEST_EXPECT_MSG_EQ(bed.GetManager()->GetUsable().all.size(), 1, "one address is left");
}

/**
 * @ingroup access
 * The suite "lab-access-lan".
 */
class AccessLanSuite : public TestSuite
{
  public:
    AccessLanSuite()
        : TestSuite("lab-access-lan", l4mobility::UnitTest<TestSuite>(0))
    {
        for (bool ipv6 : {false, true})
        {
            AddTestCase(new IdealMoveCase(ipv6), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new LanDelaysCase(ipv6), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new LanNeighboursCase(ipv6), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new LanManyMovesCase(ipv6), l4mobility::QuickTest<TestCase>(0));
        }
        AddTestCase(new LanFlightCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new LanOrderCase, l4mobility::QuickTest<TestCase>(0));
    }
};

/** The suite. */
static AccessLanSuite g_accessLanSuite;
