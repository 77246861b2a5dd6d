/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// HIP's handovers in ideal access: times by formula, messages, and many in a row.

#include "hip-delays.h"
#include "hip-test-bed.h"
#include "hip-tour.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** When a mobile moves. */
const Time MOVE = Seconds(3);

/** What transmissions take beside the links' delays: less than this. */
const Time SLACK = MicroSeconds(60);

} // namespace

/**
 * @ingroup hip
 * T_proto and set-up times equal their formulas.
 */
class HipFormulaCase : public TestCase
{
  public:
    /** @param kind of HIP */
    explicit HipFormulaCase(const HipKind& kind)
        : TestCase("formula: " + kind.GetName()),
          m_kind(kind)
    {
    }

  private:
    void DoRun() override
    {
        Expect(MeasureHipMove(m_kind), "");
        HipKind home = m_kind;
        home.to = "home";
        Expect(MeasureHipMove(home), "to home: ");
        Expect(MeasureHipSetUps(m_kind), "");
    }

    void Expect(const std::vector<HipDelay>& delays, const std::string& where)
    {
        for (const HipDelay& delay : delays)
        {
            NS_TEST_EXPECT_MSG_GT_OR_EQ(delay.measured, delay.formula, where << delay.what);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(delay.measured,
                                        delay.formula + delay.tolerance,
                                        where << delay.what);
        }
    }

    HipKind m_kind; //!< of HIP
};

/**
 * @ingroup hip
 * Messages of a move: which, how large, when; and bytes of data.
 */
class HipMessagesCase : public TestCase
{
  public:
    /** @param kind of HIP */
    explicit HipMessagesCase(const HipKind& kind)
        : TestCase("messages: " + kind.GetName()),
          m_kind(kind)
    {
    }

  private:
    void DoRun() override
    {
        HipTestBed bed(m_kind.GetOptions());
        bed.recordEsp = true;
        bed.Talk(Seconds(2.5), Seconds(3.5), MilliSeconds(10));
        bed.MoveAt(MOVE, m_kind.to);
        bed.Run(Seconds(4));
        const std::vector<HipExpectedMessage> expected = GetHipMessages(m_kind);
        std::vector<HipArrival> heard;
        for (const HipArrival& one : bed.heard)
        {
            if (one.IsHip() && one.when >= MOVE)
            {
                heard.push_back(one);
            }
            CheckData(bed, one);
        }
        NS_TEST_EXPECT_MSG_EQ(heard.size(), expected.size(), "messages of a move that arrive");
        for (const HipExpectedMessage& one : expected)
        {
            const auto found = std::find_if(heard.begin(), heard.end(), [&](const auto& arrival) {
                return NameOf(bed, arrival.node) == one.to &&
                       arrival.source == GetLocator(bed, one.from) &&
                       arrival.when >= MOVE + one.arrives &&
                       arrival.when <= MOVE + one.arrives + SLACK;
            });
            const std::string what = one.from + " to " + one.to + " after " +
                                     std::to_string(one.arrives.GetMicroSeconds()) + " us";
            NS_TEST_ASSERT_MSG_EQ((found != heard.end()), true, what);
            NS_TEST_EXPECT_MSG_EQ(found->bytes.size() + (m_kind.ipv6 ? 40 : 20), one.bytes, what);
            NS_TEST_EXPECT_MSG_EQ(unsigned(found->GetType()), unsigned(HipPacket::UPDATE), what);
        }
        CheckTold(bed, expected);
    }

    static std::string NameOf(const HipTestBed& bed, Ptr<Node> node)
    {
        return node == bed.mobile ? "mobile" : node == bed.server ? "server" : "correspondent";
    }

    static Address GetLocator(const HipTestBed& bed, const std::string& name)
    {
        return name == "mobile"   ? bed.GetMobileLocator()
               : name == "server" ? bed.serverLocator
                                  : bed.correspondentLocator;
    }

    /** A datagram of 40 bytes with 8 of UDP: SPI and number 8, vector 16, 14 up to a block, ICV 12.
     */
    void CheckData(const HipTestBed& /* bed */, const HipArrival& arrival)
    {
        if (!arrival.IsHip())
        {
            NS_TEST_EXPECT_MSG_EQ(arrival.bytes.size(), 8 + 16 + 40 + 8 + 16 + 12, "ESP");
        }
    }

    /** The system tells the same. */
    void CheckTold(const HipTestBed& bed, const std::vector<HipExpectedMessage>& expected)
    {
        std::vector<std::pair<std::string, uint32_t>> told;
        for (const auto& [when, message] : bed.messages)
        {
            if (when >= MOVE)
            {
                told.emplace_back(NameOf(bed, message.sender), message.bytes);
                NS_TEST_EXPECT_MSG_EQ(message.name, "UPDATE", "its name");
                NS_TEST_EXPECT_MSG_EQ(message.mobile, bed.mobile, "of this mobile");
                NS_TEST_EXPECT_MSG_EQ(message.setUp, false, "not of the set-up");
            }
        }
        std::vector<std::pair<std::string, uint32_t>> wanted;
        for (const HipExpectedMessage& one : expected)
        {
            wanted.emplace_back(one.from, one.bytes);
        }
        std::sort(told.begin(), told.end());
        std::sort(wanted.begin(), wanted.end());
        NS_TEST_EXPECT_MSG_EQ((told == wanted), true, "the system tells of each");
    }

    HipKind m_kind; //!< of HIP
};

/**
 * @ingroup hip
 * Twenty handovers in a row.
 */
class HipManyCase : public TestCase
{
  public:
    /** @param system name @param ipv6 family */
    HipManyCase(const std::string& system, bool ipv6)
        : TestCase("twenty handovers: " + system + (ipv6 ? ", IPv6" : ", IPv4")),
          m_system(system),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override
    {
        const HipTour tour = RunHipTour(m_system, m_ipv6, 20);
        NS_TEST_EXPECT_MSG_EQ(tour.up, tour.fileSize, "all of the file up");
        NS_TEST_EXPECT_MSG_EQ(tour.down, tour.fileSize, "all of the file down");
        NS_TEST_EXPECT_MSG_EQ(tour.wrong, 0, "each byte of them");
        NS_TEST_EXPECT_MSG_EQ(tour.lost, 0, "datagrams, once a move is over");
        NS_TEST_EXPECT_MSG_EQ(tour.unsettled, 0, "both ends agree on addresses after each move");
        NS_TEST_EXPECT_MSG_EQ(tour.stateChanges, 0, "the association is never lost");
        NS_TEST_EXPECT_MSG_EQ(tour.setUps, 1, "nor made anew");
        NS_TEST_EXPECT_MSG_EQ(tour.updates, 60, "three UPDATEs a move");
        NS_TEST_EXPECT_MSG_EQ(tour.retransmissions, 0, "none of them again");
    }

    std::string m_system; //!< name
    bool m_ipv6;          //!< family
};

/**
 * @ingroup hip
 * To and fro within a round trip.
 */
class HipPingPongCase : public TestCase
{
  public:
    /** @param system name @param ipv6 family @param swings how often it goes on, each 3 ms */
    HipPingPongCase(const std::string& system, bool ipv6, uint32_t swings)
        : TestCase(std::to_string(swings) + " moves within round trips: " + system +
                   (ipv6 ? ", IPv6" : ", IPv4")),
          m_system(system),
          m_ipv6(ipv6),
          m_swings(swings)
    {
    }

  private:
    void DoRun() override
    {
        HipKind kind;
        kind.system = m_system;
        kind.ipv6 = m_ipv6;
        HipTestBed bed(kind.GetOptions());
        bed.Talk(Seconds(2), Seconds(8), MilliSeconds(5));
        for (uint32_t i = 0; i < m_swings; ++i)
        {
            bed.MoveAt(MOVE + i * MilliSeconds(3), i % 2 == 0 ? "lan-2" : "lan-1");
        }
        bed.Run(Seconds(9));
        // The first UPDATE may be sent again, once.
        const Time from = MOVE + Seconds(1.5);
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, from, Seconds(8)), 0, "up");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, from, Seconds(8)), 0, "down");
        NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(false)->GetPeerLocator(),
                              bed.GetMobileLocator(),
                              "where it is");
        NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(false)->IsVerifying(), false, "verified");
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 1, "one base exchange");
    }

    std::string m_system; //!< name
    bool m_ipv6;          //!< family
    uint32_t m_swings;    //!< how often
};

/**
 * @ingroup hip
 * One in ten packets of HIP is lost, or three: retransmission makes up for it.
 */
class HipLossyMovesCase : public TestCase
{
  public:
    /** @param system name @param ipv6 family */
    HipLossyMovesCase(const std::string& system, bool ipv6)
        : TestCase("10 % and 30 % of signalling lost: " + system + (ipv6 ? ", IPv6" : ", IPv4")),
          m_system(system),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override
    {
        const uint32_t moves = 20;
        const HipLosses losses = MeasureHipLosses(m_system, m_ipv6, 0.1, moves);
        NS_TEST_EXPECT_MSG_GT(losses.lost, moves / 4, "some are lost");
        NS_TEST_EXPECT_MSG_LT(losses.first, moves, "not all moves are over at once");
        NS_TEST_EXPECT_MSG_EQ(losses.late, 0, "but 8 s later");
        NS_TEST_EXPECT_MSG_EQ(losses.silent, 0, "and data flows");
        CheckWaits(losses);
        // More, to see a third UPDATE.
        const HipLosses many = MeasureHipLosses(m_system, m_ipv6, 0.3, moves);
        NS_TEST_EXPECT_MSG_GT(many.compared, 0, "some are sent again, and again");
        CheckWaits(many);
    }

    void CheckWaits(const HipLosses& losses)
    {
        NS_TEST_EXPECT_MSG_EQ(losses.again, 0, "no association is lost");
        NS_TEST_EXPECT_MSG_GT(losses.repeated, 0, "some are sent again");
        NS_TEST_EXPECT_MSG_EQ(losses.doubled, true, "each wait is twice the last one");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(losses.shortest,
                                    2 * HipTestBed::Delays().Mc(),
                                    "two round trips at first (RFC 5201, 6.11)");
    }

    std::string m_system; //!< name
    bool m_ipv6;          //!< family
};

/** Suite hip-handover. */
class HipHandoverTestSuite : public TestSuite
{
  public:
    HipHandoverTestSuite()
        : TestSuite("hip-handover", l4mobility::UnitTest<TestSuite>(0))
    {
        const auto quick = l4mobility::QuickTest<TestCase>(0);
        HipKind kind;
        for (const bool ipv6 : {false, true})
        {
            kind.ipv6 = ipv6;
            for (const std::string system : {"hip", "hip-credit"})
            {
                kind.system = system;
                for (const HipTestBed::Delays& delays : GetHipSettings())
                {
                    kind.delays = delays;
                    AddTestCase(new HipFormulaCase(kind), quick);
                    AddTestCase(new HipMessagesCase(kind), quick);
                }
                AddTestCase(new HipManyCase(system, ipv6), quick);
                AddTestCase(new HipPingPongCase(system, ipv6, 2), quick);
                AddTestCase(new HipPingPongCase(system, ipv6, 7), quick);
                AddTestCase(new HipLossyMovesCase(system, ipv6), quick);
            }
            kind.system = "hip";
            kind.dataBeforeAck = false;
            AddTestCase(new HipFormulaCase(kind), quick);
            kind.dataBeforeAck = true;
        }
    }
};

static HipHandoverTestSuite g_hipHandoverTestSuite; //!< registers the suite

} // namespace ns3
