/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// LTE access: attaching and detaching, loss of the radio link, handover inside a core.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "access-test-bed.h"

#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/lte-access-helper.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/node.h"
#include "ns3/object-map.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <set>
#include <vector>

using namespace ns3;

/** @return the address of the first mobile in network 1 @param ipv6 family */
static Address
MobileAddress(bool ipv6)
{
    return ipv6 ? Address(Ipv6Address("fd00:0:0:1::a00")) : Address(Ipv4Address("10.1.10.0"));
}

/**
 * @ingroup access
 * A mobile in one core.
 */
class LteBed
{
  public:
    /** @param ipv6 family @param cells where the cells are, in m from the mobile's first place */
    LteBed(bool ipv6, const std::vector<double>& cells)
        : bed(ipv6),
          place(CreateObject<ConstantVelocityMobilityModel>())
    {
        bed.GetMobile()->AggregateObject(place);
        helper->SetIpv6(ipv6);
        network = helper->InstallCore("lte", bed.AddRouter(1), 1);
        for (double cell : cells)
        {
            lastCell = helper->AddCell(Vector(cell, 0, 10));
        }
        link = helper->InstallMobile(bed.GetMobile());
        bed.GetManager()->AddLink(link);
    }

    /** @return how many mobiles the cell added last serves */
    std::size_t CountServed() const
    {
        ObjectMapValue mobiles;
        Ptr<LteEnbNetDevice> cell = DynamicCast<LteEnbNetDevice>(lastCell->GetDevice(0));
        cell->GetRrc()->GetAttribute("UeMap", mobiles);
        return mobiles.GetN();
    }

    AccessTestBed bed;                                             //!< all else
    Ptr<ConstantVelocityMobilityModel> place;                      //!< of the mobile
    Ptr<LteAccessHelper> helper = CreateObject<LteAccessHelper>(); //!< of the core
    AccessNetwork network;                                         //!< the core
    Ptr<AccessLink> link;                                          //!< the mobile's
    Ptr<Node> lastCell;                                            //!< the cell added last
};

/**
 * @ingroup access
 * Attaches, detaches, attaches again: packets pass while the link says that it is up, and only
 * then.
 */
class LteAttachCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit LteAttachCase(bool ipv6)
        : TestCase(std::string("attach, detach, attach, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;

    bool m_ipv6; //!< family
};

void
LteAttachCase::DoRun()
{
    LteBed lte(m_ipv6, {50});
    AccessTestBed& bed = lte.bed;
    bed.SendPackets(MilliSeconds(10), Seconds(4), MilliSeconds(10));
    Simulator::Schedule(Seconds(2), &AccessLink::Disable, lte.link);
    Simulator::Schedule(Seconds(3), &AccessLink::Enable, lte.link);
    std::size_t before = 0;
    std::size_t between = 0;
    std::size_t after = 0;
    Simulator::Schedule(MilliSeconds(1500), [&]() { before += lte.CountServed(); });
    for (Time when = MilliSeconds(2000); when < Seconds(3); when += MilliSeconds(20))
    {
        Simulator::Schedule(when + MilliSeconds(1), [&]() { between += lte.CountServed(); });
    }
    Simulator::Schedule(MilliSeconds(3500), [&]() { after += lte.CountServed(); });
    bed.Run(Seconds(5));

    NS_TEST_EXPECT_MSG_EQ(before, 1, "the cell serves the mobile");
    NS_TEST_EXPECT_MSG_EQ(between, 0, "which then has left it, and does not come back by itself");
    NS_TEST_EXPECT_MSG_EQ(after, 1, "but when it is told to");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_UP), 2, "it attaches twice");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::SCAN_BEGAN), 2, "and searches for that");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_LOST), 1, "it detaches once");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::LINK_LOST, 0), Seconds(2), "at once");
    Time first = bed.When(AccessStep::LINK_UP, 0);
    Time second = bed.When(AccessStep::LINK_UP, 1);
    // A measurement period of 200 ms, then random access and signalling: some 80 ms.
    NS_TEST_EXPECT_MSG_GT(first, MilliSeconds(200), "a cell is measured first");
    NS_TEST_EXPECT_MSG_LT(first, MilliSeconds(300), "and joined soon");
    NS_TEST_EXPECT_MSG_GT(second, Seconds(3) + MilliSeconds(50), "joining takes time");
    NS_TEST_EXPECT_MSG_LT(second, Seconds(3) + MilliSeconds(300), "but no more than at first");
    NS_TEST_EXPECT_MSG_LT(bed.When(AccessStep::SCAN_ENDED, 1), second, "a cell, then the link");
    for (uint32_t n = 0; n < 2; ++n)
    {
        NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::ADDRESS_USABLE, n),
                              bed.When(AccessStep::LINK_UP, n),
                              "the address comes with the link");
    }
    for (uint32_t i = 0; i < bed.sent; ++i)
    {
        Time sent = bed.sentAt[i];
        if (sent > Seconds(2) - MilliSeconds(30) && sent < Seconds(2))
        {
            // Under way when the mobile detaches: may be lost.
            continue;
        }
        uint32_t passes = (sent >= first && sent < Seconds(2)) || sent >= second ? 1 : 0;
        NS_TEST_EXPECT_MSG_EQ(bed.up.count(i), passes, "packet of " << sent.As(Time::MS));
        NS_TEST_EXPECT_MSG_EQ(bed.down.count(i), passes, "answer to that");
    }
    for (const auto& [number, arrival] : bed.up)
    {
        NS_TEST_EXPECT_MSG_EQ(arrival.second, MobileAddress(m_ipv6), "the address stays");
    }
}

/**
 * @ingroup access
 * Wherever a mobile is switched off while it attaches, it is attached after it is switched on
 * again.
 */
class LteInterruptedAttachCase : public TestCase
{
  public:
    LteInterruptedAttachCase()
        : TestCase("switched off in every phase of attaching")
    {
    }

  private:
    void DoRun() override;
};

void
LteInterruptedAttachCase::DoRun()
{
    LteBed lte(false, {50});
    Time at = Seconds(1);
    uint32_t rounds = 0;
    // Attaching takes some 90 ms: off after 5, 10, ... 120 ms, on again 7 ms later, until it is up.
    for (int off = 5; off <= 120; off += 5)
    {
        Simulator::Schedule(at, &AccessLink::Disable, lte.link);
        at += MilliSeconds(300);
        Simulator::Schedule(at, &AccessLink::Enable, lte.link);
        at += MilliSeconds(off);
        Simulator::Schedule(at, &AccessLink::Disable, lte.link);
        at += MilliSeconds(7);
        Simulator::Schedule(at, &AccessLink::Enable, lte.link);
        at += MilliSeconds(600);
        Simulator::Schedule(at, [this, &lte, &rounds, off]() {
            ++rounds;
            NS_TEST_EXPECT_MSG_EQ(lte.link->GetNetwork(), "lte", "off after " << off << " ms");
        });
    }
    lte.bed.Run(at + MilliSeconds(100));
    NS_TEST_EXPECT_MSG_EQ(rounds, 24, "all have been looked at");
}

/**
 * @ingroup access
 * A mobile that leaves the cell's range loses the link, and its address; back in range it attaches
 * again.
 */
class LteRadioLossCase : public TestCase
{
  public:
    LteRadioLossCase()
        : TestCase("out of range and back")
    {
    }

  private:
    void DoRun() override;
};

void
LteRadioLossCase::DoRun()
{
    LteBed lte(false, {50});
    AccessTestBed& bed = lte.bed;
    bed.SendPackets(Seconds(1), Seconds(7), MilliSeconds(10));
    Simulator::Schedule(Seconds(2), &MobilityModel::SetPosition, lte.place, Vector(5000, 0, 0));
    Simulator::Schedule(Seconds(5), &MobilityModel::SetPosition, lte.place, Vector(0, 0, 0));
    bed.Run(Seconds(8));

    // N310 = 6 times out of synchronization, each over 200 ms, then T310 = 1 s, as ns-3 has them.
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_LOST), 1, "one loss");
    Time lost = bed.When(AccessStep::LINK_LOST, 0);
    NS_TEST_EXPECT_MSG_GT(lost, Seconds(3), "not before T310");
    NS_TEST_EXPECT_MSG_LT(lost, Seconds(5), "found while out of range");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::ADDRESS_LOST, 0), lost, "the address goes");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::SCAN_BEGAN, 1), lost, "the search begins");
    Time up = bed.When(AccessStep::LINK_UP, 1);
    NS_TEST_EXPECT_MSG_GT(up, Seconds(5), "nothing is found before it is back");
    NS_TEST_EXPECT_MSG_LT(up, Seconds(6), "then soon");
    for (uint32_t i = 0; i < bed.sent; ++i)
    {
        if (bed.sentAt[i] > up)
        {
            NS_TEST_EXPECT_MSG_EQ(bed.down.count(i), 1, "packets pass again");
        }
    }
}

/**
 * @ingroup access
 * From cell to cell: the link is interrupted, the address stays, and nobody is told otherwise.
 */
class LteHandoverCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit LteHandoverCase(bool ipv6)
        : TestCase(std::string("handover between cells, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;

    bool m_ipv6; //!< family
};

void
LteHandoverCase::DoRun()
{
    LteBed lte(m_ipv6, {-150, 150});
    AccessTestBed& bed = lte.bed;
    lte.place->SetPosition(Vector(-20, 0, 0));
    lte.place->SetVelocity(Vector(20, 0, 0));
    bed.SendPackets(MilliSeconds(500), Seconds(4), MilliSeconds(5));
    bed.Run(Seconds(5));

    NS_TEST_ASSERT_MSG_EQ(bed.Count(AccessStep::LINK_LOST), 1, "one handover");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_UP), 2, "attached, and handed over");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::ADDRESS_USABLE), 1, "one address for good");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::ADDRESS_LOST), 0, "one address for good");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::MOVEMENT_DETECTED), 1, "IP has not moved");
    NS_TEST_EXPECT_MSG_EQ(bed.notices.size(), 1, "nobody is told of addresses");
    NS_TEST_EXPECT_MSG_EQ(lte.link->GetNetwork(), "lte", "the network is the same");
    Time lost = bed.When(AccessStep::LINK_LOST, 0);
    Time up = bed.When(AccessStep::LINK_UP, 1);
    // In the middle, at 1 s, the cells are equal; the other is 3 dB stronger 17 m further on.
    NS_TEST_EXPECT_MSG_GT(lost, Seconds(1) + MilliSeconds(850), "not before the hysteresis");
    NS_TEST_EXPECT_MSG_LT(lost, Seconds(2) + MilliSeconds(600), "within the time to trigger");
    NS_TEST_EXPECT_MSG_GT(up, lost, "it takes time");
    NS_TEST_EXPECT_MSG_LT(up, lost + MilliSeconds(50), "but not much");
    NS_TEST_EXPECT_MSG_GT(bed.LongestGap(), up - lost, "packets wait for it");
    NS_TEST_EXPECT_MSG_LT(bed.LongestGap(), MilliSeconds(100), "but not for long");
    NS_TEST_EXPECT_MSG_LT(bed.LostUp().size(), 6, "few are lost");
    NS_TEST_EXPECT_MSG_LT(bed.LostDown().size(), 6, "few are lost");
    for (const auto& [number, arrival] : bed.up)
    {
        NS_TEST_EXPECT_MSG_EQ(arrival.second, MobileAddress(m_ipv6), "the address stays");
    }
    NS_TEST_EXPECT_MSG_EQ(bed.down.rbegin()->first, bed.sent - 1, "it goes on to the end");
}

/**
 * @ingroup access
 * Switched off while it is being handed over, and on again: it is attached in the end.
 */
class LteInterruptedHandoverCase : public TestCase
{
  public:
    LteInterruptedHandoverCase()
        : TestCase("switched off in the middle of a handover")
    {
    }

  private:
    void DoRun() override;
};

void
LteInterruptedHandoverCase::DoRun()
{
    LteBed lte(false, {-150, 150});
    AccessTestBed& bed = lte.bed;
    lte.place->SetPosition(Vector(-20, 0, 0));
    lte.place->SetVelocity(Vector(20, 0, 0));
    bool handed = false;
    lte.link->TraceConnectWithoutContext(
        "Event",
        Callback<void, Ptr<AccessLink>, const AccessEvent&>(
            [&lte, &handed](Ptr<AccessLink>, const AccessEvent& event) {
                if (event.step == AccessStep::LINK_LOST && !handed)
                {
                    handed = true;
                    Simulator::Schedule(MilliSeconds(1), &AccessLink::Disable, lte.link);
                    Simulator::Schedule(MilliSeconds(500), &AccessLink::Enable, lte.link);
                }
            }));
    bed.SendPackets(MilliSeconds(500), Seconds(5), MilliSeconds(5));
    bed.Run(Seconds(6));

    NS_TEST_EXPECT_MSG_EQ(handed, true, "a handover began");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_LOST), 1, "of one loss it tells once");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::ADDRESS_LOST), 1, "the address goes");
    NS_TEST_EXPECT_MSG_EQ(bed.When(AccessStep::ADDRESS_LOST, 0),
                          bed.When(AccessStep::LINK_LOST, 0) + MilliSeconds(1),
                          "when it is switched off");
    NS_TEST_EXPECT_MSG_EQ(bed.Count(AccessStep::LINK_UP), 2, "it attaches again");
    NS_TEST_EXPECT_MSG_EQ(bed.down.rbegin()->first, bed.sent - 1, "it goes on to the end");
}

/**
 * @ingroup access
 * More mobiles than ns-3's cells have room for by default, all at one moment.
 */
class LteCrowdCase : public TestCase
{
  public:
    LteCrowdCase()
        : TestCase("45 mobiles at one moment")
    {
    }

  private:
    void DoRun() override;
};

void
LteCrowdCase::DoRun()
{
    LteBed lte(false, {50});
    std::vector<Ptr<AccessLink>> links{lte.link};
    std::vector<Ptr<Node>> nodes;
    while (links.size() < 45)
    {
        Ptr<Node> node = CreateObject<Node>();
        InternetStackHelper().Install(node);
        node->AggregateObject(CreateObject<ConstantVelocityMobilityModel>());
        Ptr<AccessManager> manager = CreateObject<AccessManager>();
        node->AggregateObject(manager);
        links.push_back(lte.helper->InstallMobile(node));
        manager->AddLink(links.back());
        Simulator::ScheduleNow(&AccessManager::Start, manager);
        nodes.push_back(node);
    }
    lte.bed.Run(MilliSeconds(600));

    std::set<Address> addresses;
    for (const Ptr<AccessLink>& link : links)
    {
        NS_TEST_EXPECT_MSG_EQ(link->GetNetwork(), "lte", "each is attached");
        for (const UsableAddress& usable : link->GetUsable())
        {
            addresses.insert(usable.address);
        }
    }
    NS_TEST_EXPECT_MSG_EQ(addresses.size(), links.size(), "each has an address of its own");
}

/**
 * @ingroup access
 * The suite "lab-access-lte".
 */
class AccessLteSuite : public TestSuite
{
  public:
    AccessLteSuite()
        : TestSuite("lab-access-lte", l4mobility::UnitTest<TestSuite>(0))
    {
        for (bool ipv6 : {false, true})
        {
            AddTestCase(new LteAttachCase(ipv6), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new LteHandoverCase(ipv6), l4mobility::QuickTest<TestCase>(0));
        }
        AddTestCase(new LteInterruptedAttachCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new LteCrowdCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new LteRadioLossCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new LteInterruptedHandoverCase, l4mobility::QuickTest<TestCase>(0));
    }
};

/** The suite. */
static AccessLteSuite g_accessLteSuite;
