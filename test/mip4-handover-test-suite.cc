/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Mobile IPv4's handovers: how long they take, and what they carry over.

#include "mip4-delays.h"
#include "mip4-test-bed.h"
#include "mip4-tour.h"

#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/mip4-link.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <fstream>

namespace ns3
{

namespace
{

/** What links of 1 Gbit/s add: some hundred bytes on up to eight links. */
const Time SERIALISATION = MicroSeconds(20);

} // namespace

/**
 * @ingroup mip4
 * T_proto in ideal access equals its formula, away from home and on return.
 */
class Mip4FormulaCase : public TestCase
{
  public:
    /** @param system name @param delays of the links @param reverse whether tunnels go both ways */
    Mip4FormulaCase(const std::string& system, const Mip4TestBed::Delays& delays, bool reverse)
        : TestCase("T_proto of " + system + (reverse ? ", reverse tunnel" : ", triangle") + ", " +
                   NameMip4Setting(delays)),
          m_system(system),
          m_delays(delays),
          m_reverse(reverse)
    {
    }

  private:
    void DoRun() override
    {
        for (const Mip4Delay& delay : MeasureMip4Delays(m_system, m_delays, m_reverse))
        {
            NS_TEST_EXPECT_MSG_GT_OR_EQ(delay.measured, delay.formula, delay.what);
            NS_TEST_EXPECT_MSG_LT(delay.measured, delay.formula + MIP4_PACKET_TIME, delay.what);
        }
    }

    std::string m_system;         //!< name
    Mip4TestBed::Delays m_delays; //!< of the links
    bool m_reverse;               //!< whether tunnels go both ways
};

/**
 * @ingroup mip4
 * What the system tells of a move: ways, messages with their sizes, set-up.
 */
class Mip4ToldCase : public TestCase
{
  public:
    /** @param system name */
    explicit Mip4ToldCase(const std::string& system)
        : TestCase("what " + system + " tells"),
          m_system(system)
    {
    }

  private:
    void DoRun() override
    {
        const Mip4TestBed::Delays delays = Mip4TestBed::Ordinary();
        // No advertisement but those that are asked for.
        Mip4TestBed bed(m_system, delays, {{"MaxAdvertisementInterval", "600s"}});
        bed.port->Plug("lan-1");
        // The announcements of the first registration are over.
        bed.MoveAt(MOVED, "lan-2");
        Simulator::Schedule(MOVED - MilliSeconds(1), [&bed, this]() {
            NS_TEST_ASSERT_MSG_EQ(bed.setUps.size(), 1, "one set-up");
            NS_TEST_EXPECT_MSG_EQ(bed.setUps[0].began, Time(0), "at the start");
            NS_TEST_EXPECT_MSG_GT(bed.setUps[0].mobileComputation, Time(0), "HMACs cost");
            NS_TEST_EXPECT_MSG_GT(bed.setUps[0].peerComputation, Time(0), "HMACs cost");
            bed.ready.clear();
            bed.signalling.clear();
        });
        std::string file = CreateTempDirFilename("costs");
        std::ofstream(file) << "mac.hmac-md5.packet = 1000\nmac.hmac-md5.byte = 10\n";
        bed.GetHomeAgent()->SetCosts(Costs(file));
        bed.GetMobileNode()->GetRegistration()->SetCosts(Costs(file));
        bed.Run(MOVED + Seconds(1));
        CheckReady(bed, delays);
        CheckMessages(bed);
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 1, "a move is no set-up");
    }

    /** @return costs @param file where they are */
    static Ptr<CryptoCostModel> Costs(const std::string& file)
    {
        std::string error;
        return CryptoCostModel::FromName("measured:" + file, error);
    }

    /** @param bed the bed @param delays its delays */
    void CheckReady(const Mip4TestBed& bed, const Mip4TestBed::Delays& delays)
    {
        const Time discovery = m_system == "mip4-fa" ? 2 * delays.segment : Time(0);
        // Four HMACs of 1.5 microseconds, of 46 and 42 bytes.
        const Time slack = SERIALISATION + MicroSeconds(8);
        NS_TEST_ASSERT_MSG_EQ(bed.ready.size(), 2, "a way down and a way up");
        NS_TEST_EXPECT_MSG_EQ(bed.ready[0].second.up, false, "the home agent decides first");
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.ready[0].first,
                                  MOVED + discovery + delays.Mh() / 2 + slack / 2,
                                  slack,
                                  "when the request has arrived");
        NS_TEST_EXPECT_MSG_EQ(bed.ready[1].second.up, true, "then the mobile");
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.ready[1].first,
                                  MOVED + discovery + delays.Mh() + slack / 2,
                                  slack,
                                  "when the reply has arrived");
        for (const auto& [when, ready] : bed.ready)
        {
            NS_TEST_EXPECT_MSG_EQ(ready.mobile, bed.plan.mobiles[0], "the one that moved");
            NS_TEST_EXPECT_MSG_EQ(unsigned(ready.protocol), 0, "all flows");
        }
    }

    /** @param bed the bed */
    void CheckMessages(const Mip4TestBed& bed)
    {
        // IP 20, UDP 8, request 24 or reply 20, authentication 22; ICMP 8 and 8 for the router, 12
        // for the agent with one care-of address, 3 for the length of its prefix.
        const std::vector<std::pair<std::string, uint32_t>> all = {
            {"Agent Solicitation", 28},
            {"Agent Advertisement", 51},
            {"Registration Request", 74},
            {"Registration Request", 74},
            {"Registration Reply", 70},
            {"Registration Reply", 70},
        };
        const std::vector<std::pair<std::string, uint32_t>> coLocated = {all[2], all[4]};
        const auto& wanted = m_system == "mip4-fa" ? all : coLocated;
        NS_TEST_ASSERT_MSG_EQ(bed.signalling.size(), wanted.size(), "messages of a move");
        for (std::size_t i = 0; i < wanted.size(); ++i)
        {
            const SignallingMessage& message = bed.signalling[i].second;
            NS_TEST_EXPECT_MSG_EQ(message.name, wanted[i].first, "in this order");
            NS_TEST_EXPECT_MSG_EQ(message.bytes, wanted[i].second, message.name);
            NS_TEST_EXPECT_MSG_EQ(message.setUp, false, "of a move");
            NS_TEST_EXPECT_MSG_EQ(message.mobile, bed.plan.mobiles[0], "for whom");
        }
    }

    const Time MOVED = Seconds(4); //!< when it moves
    std::string m_system;          //!< name
};

/**
 * @ingroup mip4
 * Twenty handovers in a row, with ping-pong and returns home, under a file in each direction and a
 * stream of datagrams.
 */
class Mip4TwentyCase : public TestCase
{
  public:
    /** @param system name */
    explicit Mip4TwentyCase(const std::string& system)
        : TestCase("twenty handovers, " + system),
          m_system(system)
    {
    }

  private:
    void DoRun() override
    {
        const Mip4Tour tour = RunMip4Tour(m_system, true, 20);
        NS_TEST_EXPECT_MSG_LT(tour.earlyUp, tour.fileSize, "the last move is in the file up");
        NS_TEST_EXPECT_MSG_LT(tour.earlyDown, tour.fileSize, "the last move is in the file down");
        NS_TEST_EXPECT_MSG_EQ(tour.up, tour.fileSize, "the whole file up");
        NS_TEST_EXPECT_MSG_EQ(tour.down, tour.fileSize, "the whole file down");
        NS_TEST_EXPECT_MSG_EQ(tour.wrong, 0, "no byte is wrong");
        NS_TEST_EXPECT_MSG_EQ(tour.lostUp, 0, "no datagram up is lost between two moves");
        NS_TEST_EXPECT_MSG_EQ(tour.lostDown, 0, "no datagram down is lost between two moves");
        NS_TEST_EXPECT_MSG_EQ(tour.consistent, true, "both ends agree on the care-of address");
        NS_TEST_EXPECT_MSG_EQ(tour.accepted, 21, "as many as attachments");
        NS_TEST_EXPECT_MSG_EQ(tour.refused, 0, "nothing refused");
    }

    std::string m_system; //!< name
};

/**
 * @ingroup mip4
 * The mobile is at home and leaves it; a host of the home network talks to it. Proxy and gratuitous
 * ARP see to it that each packet finds it.
 */
class Mip4HomeCase : public TestCase
{
  public:
    /** @param system name */
    explicit Mip4HomeCase(const std::string& system)
        : TestCase("a host of the home network, " + system),
          m_system(system)
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed(m_system, Mip4TestBed::Ordinary());
        // The correspondent of this test is a host on the home network.
        Ptr<Node> host = CreateObject<Node>();
        InternetStackHelper().Install(host);
        Ptr<AccessManager> manager = CreateObject<AccessManager>();
        host->AggregateObject(manager);
        Ptr<LanPort> port = bed.lan->InstallMobile(host);
        manager->AddLink(port);
        port->Plug("home");
        manager->Start();
        Ptr<Mip4Link> link = CreateObject<Mip4Link>();
        link->SetDevice(port->GetDevice(), Mip4Link::Listener());
        bed.correspondent = Ipv4Address("10.1.10.1");
        bed.plan.correspondents = {host};
        bed.port->Plug("home");
        bed.MoveAt(Seconds(2), "lan-1");
        bed.MoveAt(Seconds(4), "home");
        bed.Talk(Seconds(1), Seconds(6), MilliSeconds(10));
        bed.Run(Seconds(7));
        for (const auto* way : {&bed.up, &bed.down})
        {
            for (uint32_t second : {1, 2, 4})
            {
                NS_TEST_EXPECT_MSG_EQ(
                    Mip4TestBed::Lost(*way, Seconds(second + 0.2), Seconds(second + 0.9)),
                    0,
                    "all arrive after second " << second);
            }
        }
        // While it is away the host's packets pass the home agent; at home they do not.
        const Time segment = Mip4TestBed::Ordinary().segment;
        NS_TEST_EXPECT_MSG_LT(Longest(bed.down, Seconds(4.5), Seconds(6)),
                              segment + MicroSeconds(10),
                              "straight to the mobile at home");
        NS_TEST_EXPECT_MSG_GT(Longest(bed.down, Seconds(2.5), Seconds(3.9)),
                              2 * segment + MilliSeconds(13),
                              "through the tunnel when it is away");
        NS_TEST_EXPECT_MSG_GT(Count(bed, "Gratuitous ARP"), 3, "announced more than once");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress()),
                              nullptr,
                              "deregistered");
        const auto& counters = bed.GetMobileNode()->GetRegistration()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.accepted, 2, "when it left and when it came home");
        NS_TEST_EXPECT_MSG_EQ(counters.retransmissions, 0, "replies find it in both places");
        link->Dispose();
        manager->Dispose();
    }

    /** @return longest way of a datagram @param way datagrams @param from sent @param to sent */
    static Time Longest(const std::vector<Mip4TestBed::Datagram>& way,
                        const Time& from,
                        const Time& to)
    {
        Time longest;
        for (const Mip4TestBed::Datagram& one : way)
        {
            if (one.sent >= from && one.sent < to)
            {
                longest = Max(longest, one.arrived - one.sent);
            }
        }
        return longest;
    }

    /** @return messages with a name @param bed where @param name which */
    static std::size_t Count(const Mip4TestBed& bed, const std::string& name)
    {
        return static_cast<std::size_t>(
            std::count_if(bed.signalling.begin(), bed.signalling.end(), [&name](const auto& one) {
                return one.second.name == name;
            }));
    }

    std::string m_system; //!< name
};

/**
 * @ingroup mip4
 * With a foreign agent a move is acted upon when the link is up, or when an address is usable, as
 * is asked for.
 */
class Mip4TriggerCase : public TestCase
{
  public:
    Mip4TriggerCase()
        : TestCase("link-up and notice")
    {
    }

  private:
    void DoRun() override
    {
        const Time address = MilliSeconds(70);
        Config::SetDefault("ns3::FixedConfig::Delay", TimeValue(address));
        for (const std::string trigger : {"LinkUp", "Notice"})
        {
            Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary(), {{"Trigger", trigger}});
            bed.port->Plug("lan-1");
            bed.MoveAt(Seconds(2), "lan-2");
            bed.Talk(Seconds(1.5), Seconds(2.5), MilliSeconds(1));
            bed.Run(Seconds(3));
            const Time wait = trigger == "Notice" ? address : Time(0);
            const Time down = Mip4TestBed::FirstArrivedAfter(bed.down, Seconds(2)) - Seconds(2);
            const Mip4TestBed::Delays delays = Mip4TestBed::Ordinary();
            const Time wanted = wait + 2 * delays.segment + delays.Mh();
            NS_TEST_EXPECT_MSG_GT_OR_EQ(down, wanted, trigger);
            NS_TEST_EXPECT_MSG_LT(down, wanted + MilliSeconds(1) + SERIALISATION, trigger);
            NS_TEST_EXPECT_MSG_EQ(bed.SentByMobile("Agent Solicitation").at(1),
                                  Seconds(2) + wait,
                                  trigger);
            NS_TEST_EXPECT_MSG_EQ(bed.SentByMobile("Registration Request").size(), 2, "no more");
        }
        Config::Reset();
    }
};

/** Suite mip4-handover. */
class Mip4HandoverTestSuite : public TestSuite
{
  public:
    Mip4HandoverTestSuite()
        : TestSuite("mip4-handover", l4mobility::UnitTest<TestSuite>(0))
    {
        for (const std::string system : {"mip4", "mip4-fa"})
        {
            for (const Mip4TestBed::Delays& delays : GetMip4Settings())
            {
                AddTestCase(new Mip4FormulaCase(system, delays, true),
                            l4mobility::QuickTest<TestCase>(0));
            }
            AddTestCase(new Mip4FormulaCase(system, GetMip4Settings()[0], false),
                        l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new Mip4ToldCase(system), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new Mip4TwentyCase(system), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new Mip4HomeCase(system), l4mobility::QuickTest<TestCase>(0));
        }
        AddTestCase(new Mip4TriggerCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip4HandoverTestSuite g_mip4HandoverTestSuite; //!< registers the suite

} // namespace ns3
