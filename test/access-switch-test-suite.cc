/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Switching between links: by schedule and by signal, break before make and make before break,
// between local networks, Wi-Fi and LTE.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "access-test-bed.h"

#include "ns3/access-switch.h"
#include "ns3/boolean.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/lan-access-helper.h"
#include "ns3/lte-access-helper.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/wifi-access-helper.h"

using namespace ns3;

/** Delay of the cable in these tests. */
static const Time CABLE = MilliSeconds(30);

/**
 * @ingroup access
 * A mobile with a cable, a core of LTE, or two, and a switch between them.
 */
class SwitchBed
{
  public:
    /** @param ipv6 family @param order of the switch */
    SwitchBed(bool ipv6, AccessSwitch::Order order)
        : bed(ipv6),
          place(CreateObject<ConstantVelocityMobilityModel>()),
          change(CreateObject<AccessSwitch>())
    {
        bed.GetMobile()->AggregateObject(place);
        lan->SetIpv6(ipv6);
        lan->SetPortAttribute("LinkUpDelay", TimeValue(CABLE));
        lte->SetIpv6(ipv6);
        change->SetAttribute("Order", EnumValue(order));
    }

    /** @return a cable, to network "lan" */
    Ptr<AccessLink> AddLan()
    {
        lan->InstallNetwork("lan", bed.AddRouter(1), 1);
        Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
        port->Plug("lan");
        bed.GetManager()->AddLink(port);
        return port;
    }

    /** @return a link to a core of LTE @param name the core's name @param k number of its network
     */
    Ptr<AccessLink> AddLte(const std::string& name, uint32_t k)
    {
        lte->InstallCore(name, bed.AddRouter(k), k);
        lte->AddCell(Vector(50, 0, 10));
        Ptr<AccessLink> link = lte->InstallMobile(bed.GetMobile());
        bed.GetManager()->AddLink(link);
        return link;
    }

    /** Runs it. @param first the link at first @param until the end */
    void Run(Ptr<AccessLink> first, const Time& until)
    {
        change->SetManager(bed.GetManager());
        Simulator::ScheduleNow(&AccessSwitch::Start, change, first);
        Simulator::Stop(until);
        Simulator::Run();
    }

    /** @return the times of a step of a network @param step the step @param network its name */
    std::vector<Time> Times(AccessStep step, const std::string& network) const
    {
        std::vector<Time> times;
        for (const auto& [when, event] : bed.events)
        {
            if (event.step == step && event.network == network)
            {
                times.push_back(when);
            }
        }
        return times;
    }

    /** @return when packets moved to a network, after a time @param network its name @param after
     * the time */
    Time Moved(const std::string& network, const Time& after) const
    {
        for (const auto& [when, usable] : bed.notices)
        {
            if (when >= after && usable.GetNetwork() == network)
            {
                return when;
            }
        }
        return Seconds(-1);
    }

    AccessTestBed bed;                                             //!< all else
    Ptr<ConstantVelocityMobilityModel> place;                      //!< of the mobile
    Ptr<AccessSwitch> change;                                      //!< the switch
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();    //!< of the cable
    Ptr<LteAccessHelper> lte = CreateObject<LteAccessHelper>();    //!< of LTE
    Ptr<WifiAccessHelper> wifi = CreateObject<WifiAccessHelper>(); //!< of Wi-Fi
};

/**
 * @ingroup access
 * Break before make: between the two there is nothing.
 */
class HardSwitchCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit HardSwitchCase(bool ipv6)
        : TestCase(std::string("break before make, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;

    bool m_ipv6; //!< family
};

void
HardSwitchCase::DoRun()
{
    SwitchBed bed(m_ipv6, AccessSwitch::BREAK_BEFORE_MAKE);
    Ptr<AccessLink> lan = bed.AddLan();
    Ptr<AccessLink> lte = bed.AddLte("lte", 2);
    bed.change->SwitchAt(Seconds(1), lte);
    bed.change->SwitchAt(Seconds(2), lan);
    bed.bed.SendPackets(MilliSeconds(102), Seconds(3), MilliSeconds(5));
    bed.Run(lan, Seconds(4));

    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lan").size(), 1, "left once");
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte").size(), 1, "left once");
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_UP, "lan").size(), 2, "used twice");
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_UP, "lte").size(), 1, "used once");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lan")[0], Seconds(1), "given up");
    NS_TEST_EXPECT_MSG_EQ(bed.bed.When(AccessStep::SCAN_BEGAN, 0), Seconds(1), "only then");
    Time up = bed.Times(AccessStep::LINK_UP, "lte")[0];
    NS_TEST_EXPECT_MSG_GT(up, Seconds(1) + MilliSeconds(50), "attaching takes time");
    NS_TEST_EXPECT_MSG_LT(up, Seconds(1) + MilliSeconds(400), "but not that much");
    NS_TEST_EXPECT_MSG_EQ(bed.Moved("lte", Seconds(1)), up, "with the address the packets move");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte")[0], Seconds(2), "given up");
    NS_TEST_EXPECT_MSG_EQ(bed.Moved("lan", Seconds(1)), Seconds(2) + CABLE, "back on the cable");
    for (uint32_t i = 0; i < bed.bed.sent; ++i)
    {
        Time sent = bed.bed.sentAt[i];
        bool nothing =
            (sent > Seconds(1) && sent < up) || (sent > Seconds(2) && sent < Seconds(2) + CABLE);
        if (nothing || sent < Seconds(2) - MilliSeconds(30) || sent > Seconds(2) + CABLE)
        {
            NS_TEST_EXPECT_MSG_EQ(bed.bed.up.count(i),
                                  (nothing ? 0 : 1),
                                  "packet of " << sent.As(Time::MS));
        }
    }
}

/**
 * @ingroup access
 * Make before break: nothing is lost, and the old link is kept for as long as it should.
 */
class SoftSwitchCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit SoftSwitchCase(bool ipv6)
        : TestCase(std::string("make before break, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;

    bool m_ipv6; //!< family
};

void
SoftSwitchCase::DoRun()
{
    SwitchBed bed(m_ipv6, AccessSwitch::MAKE_BEFORE_BREAK);
    Time overlap = MilliSeconds(200);
    bed.change->SetAttribute("Overlap", TimeValue(overlap));
    Ptr<AccessLink> lan = bed.AddLan();
    Ptr<AccessLink> lte = bed.AddLte("lte", 2);
    bed.change->SwitchAt(Seconds(1), lte);
    bed.change->SwitchAt(Seconds(2), lan);
    bed.bed.SendPackets(MilliSeconds(102), Seconds(3), MilliSeconds(5));
    bed.Run(lan, Seconds(4));

    NS_TEST_EXPECT_MSG_EQ(bed.bed.LostUp().size(), 0, "no packet is lost");
    NS_TEST_EXPECT_MSG_EQ(bed.bed.LostDown().size(), 0, "no answer is lost");
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_UP, "lte").size(), 1, "used once");
    Time toLte = bed.Times(AccessStep::LINK_UP, "lte")[0];
    NS_TEST_EXPECT_MSG_EQ(bed.bed.When(AccessStep::SCAN_BEGAN, 0), Seconds(1), "made first");
    NS_TEST_EXPECT_MSG_EQ(bed.Moved("lte", Seconds(0)), toLte, "packets move when it is ready");
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lan").size(), 1, "left once");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lan")[0], toLte + overlap, "kept");
    Time toLan = Seconds(2) + CABLE;
    NS_TEST_EXPECT_MSG_EQ(bed.Moved("lan", Seconds(1) + overlap), toLan, "packets move back");
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte").size(), 1, "left once");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte")[0], toLan + overlap, "kept");
    Address wire = bed.bed.up.begin()->second.second;
    for (const auto& [number, arrival] : bed.bed.up)
    {
        Time sent = bed.bed.sentAt[number];
        NS_TEST_EXPECT_MSG_EQ((arrival.second == wire),
                              (sent < toLte || sent >= toLan),
                              "source address of the packet of " << sent.As(Time::MS));
    }
}

/**
 * @ingroup access
 * Both links are on all the time: switches take no time; where the preferred link fails, the
 * packets take the other.
 */
class KeptLinksCase : public TestCase
{
  public:
    KeptLinksCase()
        : TestCase("links that are kept, and one that fails")
    {
    }

  private:
    void DoRun() override;
};

void
KeptLinksCase::DoRun()
{
    SwitchBed bed(false, AccessSwitch::MAKE_BEFORE_BREAK);
    bed.change->SetAttribute("Release", BooleanValue(false));
    Ptr<AccessLink> lan = bed.AddLan();
    Ptr<AccessLink> lte = bed.AddLte("lte", 2);
    bed.change->SwitchAt(Seconds(1), lte);
    bed.change->SwitchAt(Seconds(2), lan);
    Simulator::Schedule(Seconds(3), &LanPort::Unplug, DynamicCast<LanPort>(lan));
    bed.bed.SendPackets(MilliSeconds(402), Seconds(4), MilliSeconds(5));
    bed.Run(lan, Seconds(5));

    NS_TEST_EXPECT_MSG_EQ(bed.Moved("lte", Seconds(0)), Seconds(1), "at once");
    NS_TEST_EXPECT_MSG_EQ(bed.Moved("lan", Seconds(1)), Seconds(2), "at once");
    NS_TEST_EXPECT_MSG_EQ(bed.Moved("lte", Seconds(2)), Seconds(3), "at once");
    NS_TEST_EXPECT_MSG_EQ(bed.bed.LostUp().size(), 0, "no packet is lost");
    NS_TEST_EXPECT_MSG_EQ(bed.bed.Count(AccessStep::LINK_LOST), 1, "the cable's");
}

/**
 * @ingroup access
 * Make before break, in the two ways in which it is not over when the next thing happens.
 */
class UnfinishedSwitchCase : public TestCase
{
  public:
    UnfinishedSwitchCase()
        : TestCase("make before break that is not finished")
    {
    }

  private:
    void DoRun() override;
    /** The new link finds no network: the old one stays, even if it is replugged meanwhile. */
    void NothingFound();
    /** The next switch comes within Overlap, which then counts from there. */
    void WithinOverlap();
    /** The same, with notices of other links in between: they begin no Overlap of their own. */
    void NoticesWithinOverlap();
};

void
UnfinishedSwitchCase::NothingFound()
{
    SwitchBed bed(false, AccessSwitch::MAKE_BEFORE_BREAK);
    Ptr<AccessLink> lan = bed.AddLan();
    Ptr<AccessLink> lte = bed.AddLte("lte", 2);
    bed.place->SetPosition(Vector(20000, 0, 0));
    bed.change->SwitchAt(Seconds(1), lte);
    Simulator::Schedule(MilliSeconds(1100), &LanPort::MoveTo, DynamicCast<LanPort>(lan), "lan");
    bed.bed.SendPackets(MilliSeconds(1202), Seconds(3), MilliSeconds(5));
    bed.Run(lan, Seconds(4));
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_UP, "lte").size(), 0, "nothing is found");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lan").size(), 1, "pulled out once");
    NS_TEST_EXPECT_MSG_EQ(bed.bed.LostUp().size(), 0, "the old link goes on");
}

void
UnfinishedSwitchCase::WithinOverlap()
{
    SwitchBed bed(false, AccessSwitch::MAKE_BEFORE_BREAK);
    Ptr<AccessLink> lan = bed.AddLan();
    Ptr<AccessLink> lte = bed.AddLte("lte", 2);
    bed.change->SwitchAt(Seconds(1), lte);
    bed.change->SwitchAt(MilliSeconds(1400), lan);
    bed.Run(lan, Seconds(4));
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte").size(), 1, "given up");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte")[0],
                          MilliSeconds(1400 + 500),
                          "after the second overlap");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lan").size(), 0, "kept all the time");
}

void
UnfinishedSwitchCase::NoticesWithinOverlap()
{
    SwitchBed bed(false, AccessSwitch::MAKE_BEFORE_BREAK);
    bed.change->SetAttribute("Overlap", TimeValue(Seconds(1)));
    Ptr<AccessLink> lan = bed.AddLan();
    Ptr<AccessLink> lte = bed.AddLte("lte", 2);
    bed.change->SwitchAt(Seconds(1), lte);
    Simulator::Schedule(MilliSeconds(1500), &LanPort::MoveTo, DynamicCast<LanPort>(lan), "lan");
    bed.change->SwitchAt(MilliSeconds(1800), lan);
    bed.Run(lan, Seconds(4));
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lan").size(), 1, "pulled out once");
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte").size(), 1, "given up");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte")[0],
                          MilliSeconds(2800),
                          "after the second overlap");
}

void
UnfinishedSwitchCase::DoRun()
{
    NothingFound();
    WithinOverlap();
    NoticesWithinOverlap();
}

/**
 * @ingroup access
 * Back and forth many times.
 */
class ManySwitchesCase : public TestCase
{
  public:
    /** @param ipv6 family @param order of the links @param two whether both links are LTE */
    ManySwitchesCase(bool ipv6, AccessSwitch::Order order, bool two)
        : TestCase(std::string("20 switches, IPv") + (ipv6 ? "6" : "4") +
                   (order == AccessSwitch::MAKE_BEFORE_BREAK ? ", make" : ", break") + " first" +
                   (two ? ", two cores" : "")),
          m_ipv6(ipv6),
          m_order(order),
          m_two(two)
    {
    }

  private:
    void DoRun() override;

    bool m_ipv6;                 //!< family
    AccessSwitch::Order m_order; //!< order of the links
    bool m_two;                  //!< whether both links are LTE
};

void
ManySwitchesCase::DoRun()
{
    static constexpr uint32_t switches{20};
    const Time period = MilliSeconds(600);
    SwitchBed bed(m_ipv6, m_order);
    bed.change->SetAttribute("Overlap", TimeValue(MilliSeconds(100)));
    Ptr<AccessLink> links[] = {m_two ? bed.AddLte("lan", 1) : bed.AddLan(), bed.AddLte("lte", 2)};
    const std::string names[] = {"lan", "lte"};
    for (uint32_t i = 1; i <= switches; ++i)
    {
        bed.change->SwitchAt(period * i, links[i % 2]);
    }
    Time end = period * (switches + 1);
    bed.bed.SendPackets(MilliSeconds(402), end, MilliSeconds(10));
    bed.Run(links[0], end + Seconds(1));

    for (uint32_t i = 1; i <= switches; ++i)
    {
        Time moved = bed.Moved(names[i % 2], period * i);
        NS_TEST_EXPECT_MSG_GT(moved, Seconds(0), "switch " << i);
        NS_TEST_EXPECT_MSG_LT(moved, period * i + MilliSeconds(400), "switch " << i);
    }
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lan").size(), switches / 2, "left");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte").size(), switches / 2, "left");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_UP, "lan").size(), switches / 2 + 1, "used");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_UP, "lte").size(), switches / 2, "used");
    NS_TEST_EXPECT_MSG_EQ(bed.bed.GetManager()->GetUsable().all.size(), 1, "one address is left");
    if (m_order == AccessSwitch::MAKE_BEFORE_BREAK)
    {
        NS_TEST_EXPECT_MSG_EQ(bed.bed.LostUp().size(), 0, "no packet is lost");
        NS_TEST_EXPECT_MSG_EQ(bed.bed.LostDown().size(), 0, "no answer is lost");
    }
    NS_TEST_EXPECT_MSG_EQ(bed.bed.down.count(bed.bed.sent - 1), 1, "it goes on to the end");
}

/**
 * @ingroup access
 * Out of the range of a Wi-Fi network and back: Wi-Fi for as long as its signal is good.
 */
class SignalCase : public TestCase
{
  public:
    /** @param order of the links */
    explicit SignalCase(AccessSwitch::Order order)
        : TestCase(std::string("Wi-Fi where its signal is good, ") +
                   (order == AccessSwitch::MAKE_BEFORE_BREAK ? "make" : "break") + " first"),
          m_order(order)
    {
    }

  private:
    void DoRun() override;

    AccessSwitch::Order m_order; //!< order of the links
};

void
SignalCase::DoRun()
{
    SwitchBed bed(false, m_order);
    bed.wifi->SetDhcpAttribute("Collect", TimeValue(Time(0)));
    bed.wifi->InstallNetwork("wifi", bed.bed.AddRouter(1), Vector(0, 0, 0), 36, 1);
    Ptr<AccessLink> wifi = bed.wifi->InstallMobile(bed.bed.GetMobile());
    bed.bed.GetManager()->AddLink(wifi);
    Ptr<AccessLink> lte = bed.AddLte("lte", 2);
    bed.place->SetPosition(Vector(80, 0, 0));
    bed.place->SetVelocity(Vector(10, 0, 0));
    Simulator::Schedule(Seconds(5),
                        &ConstantVelocityMobilityModel::SetVelocity,
                        bed.place,
                        Vector(-10, 0, 0));
    bed.change->SetAttribute("Threshold", DoubleValue(-79));
    bed.change->SetAttribute("Hysteresis", DoubleValue(2));
    bed.change->Watch(wifi, lte);
    // Where the mobile is when another link becomes the wanted one.
    std::vector<double> changes;
    Ptr<AccessLink> wanted = wifi;
    for (Time at = MilliSeconds(5); at < Seconds(11); at += MilliSeconds(10))
    {
        Simulator::Schedule(at, [&bed, &changes, &wanted]() {
            if (bed.change->GetWanted() != wanted)
            {
                wanted = bed.change->GetWanted();
                changes.push_back(bed.place->GetPosition().x);
            }
        });
    }
    bed.bed.SendPackets(Seconds(1), Seconds(10), MilliSeconds(10));
    bed.Run(wifi, Seconds(11));

    // -82 dBm where the range of 150 m ends, with exponent 3: -79 dBm at 119 m, -77 dBm at 102 m.
    // Beacons and looks each come every 0.1 s, in which the mobile goes 1 m.
    NS_TEST_ASSERT_MSG_EQ(changes.size(), 2, "out and back");
    NS_TEST_EXPECT_MSG_EQ_TOL(changes[0], 120.5, 2, "left at the threshold");
    NS_TEST_EXPECT_MSG_EQ_TOL(changes[1], 101, 2, "used again above the hysteresis");
    bool soft = m_order == AccessSwitch::MAKE_BEFORE_BREAK;
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "wifi").size(), 1, "left once");
    NS_TEST_ASSERT_MSG_EQ(bed.Times(AccessStep::LINK_UP, "lte").size(), 1, "used once");
    Time left = bed.Times(AccessStep::LINK_LOST, "wifi")[0];
    Time up = bed.Times(AccessStep::LINK_UP, "lte")[0];
    NS_TEST_EXPECT_MSG_EQ((left > up), soft, "the order of things");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_UP, "wifi").size(), 2, "back");
    NS_TEST_EXPECT_MSG_EQ(bed.Times(AccessStep::LINK_LOST, "lte").size(), 1, "given up");
    NS_TEST_EXPECT_MSG_EQ(bed.bed.down.rbegin()->first, bed.bed.sent - 1, "on to the end");
    if (soft)
    {
        NS_TEST_EXPECT_MSG_LT(bed.bed.LostUp().size() + bed.bed.LostDown().size(),
                              3,
                              "next to nothing is lost");
    }
}

/**
 * @ingroup access
 * The suite "lab-access-switch".
 */
class AccessSwitchSuite : public TestSuite
{
  public:
    AccessSwitchSuite()
        : TestSuite("lab-access-switch", l4mobility::UnitTest<TestSuite>(0))
    {
        auto quick = l4mobility::QuickTest<TestCase>(0);
        for (bool ipv6 : {false, true})
        {
            AddTestCase(new HardSwitchCase(ipv6), quick);
            AddTestCase(new SoftSwitchCase(ipv6), quick);
            AddTestCase(new ManySwitchesCase(ipv6, AccessSwitch::MAKE_BEFORE_BREAK, false), quick);
        }
        AddTestCase(new ManySwitchesCase(false, AccessSwitch::BREAK_BEFORE_MAKE, false), quick);
        AddTestCase(new ManySwitchesCase(false, AccessSwitch::MAKE_BEFORE_BREAK, true), quick);
        AddTestCase(new KeptLinksCase, quick);
        AddTestCase(new UnfinishedSwitchCase, quick);
        for (auto order : {AccessSwitch::BREAK_BEFORE_MAKE, AccessSwitch::MAKE_BEFORE_BREAK})
        {
            AddTestCase(new SignalCase(order), quick);
        }
    }
};

/** The suite. */
static AccessSwitchSuite g_accessSwitchSuite;
