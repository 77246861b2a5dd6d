/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Moves between local networks: what an ideal one costs (nothing), and what each delay adds.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "access-test-bed.h"

#include "ns3/fixed-config.h"
#include "ns3/lan-access-helper.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

using namespace ns3;

/**
 * \ingroup access
 * An ideal move takes no time: only what was under way to the old network is lost.
 */
class IdealMoveCase : public TestCase
{
  public:
    /** \param ipv6 family */
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
 * \ingroup access
 * Each delay of a LanPort and a FixedConfig shifts what comes after it.
 */
class LanDelaysCase : public TestCase
{
  public:
    /** \param ipv6 family */
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
 * \ingroup access
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
 * \ingroup access
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
        }
        AddTestCase(new LanOrderCase, l4mobility::QuickTest<TestCase>(0));
    }
};

/** The suite. */
static AccessLanSuite g_accessLanSuite;
