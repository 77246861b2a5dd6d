/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The parts of a gap and the counts of a handover, from events made by hand: every figure here was
// worked out on paper.

#include "measure-story.h"

#include "ns3/event-stream.h"
#include "ns3/handover-analysis.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/run-rows.h"
#include "ns3/test.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

namespace
{

/** @return a story with all marks: attached, stream, loss, search, address, stream again */
Story
FullStory()
{
    Story story(false, 17);
    story.Arrive(0, "a", 1);
    story.Stream(10, 990, 1);
    story.Stream(1010, 1490, 0);
    story.Step(1100, AccessStep::LINK_LOST, "a");
    story.Notice(1100, {});
    story.Step(1100, AccessStep::SCAN_BEGAN, "");
    story.Step(1300, AccessStep::SCAN_ENDED, "b");
    story.Step(1350, AccessStep::LINK_UP, "b", 2);
    story.Step(1400, AccessStep::MOVEMENT_DETECTED, "b");
    story.Notice(1500, {"b"});
    story.Ready(1500, true);
    story.Ready(1502, false, 6);
    story.Ready(1503, false, 17, 6001);
    story.Ready(1509, false);
    story.Stream(1530, 1990, 2);
    return story;
}

} // namespace

/** Base of the cases: says what a row is to hold. */
class RowCase : public TestCase
{
  public:
    /** @param name of the case */
    explicit RowCase(const std::string& name)
        : TestCase(name)
    {
    }

  protected:
    /** Holds that a time of a row is as it should be. @param what its name @param time in ns
     * @param ms as it should be, or -1 for none */
    void Expect(const std::string& what, const std::optional<int64_t>& time, double ms)
    {
        const int64_t expected = ms < 0 ? -1 : static_cast<int64_t>(ms * 1e6);
        NS_TEST_EXPECT_MSG_EQ(time.value_or(-1), expected, what);
    }

    /** Holds that the parts are as they should be, and add up. @param row the row @param ms five
     * parts in ms: L2, MD, AC, proto, transport */
    void ExpectParts(const HandoverRow& row, const std::vector<double>& ms)
    {
        Expect("d_l2", row.dL2Ns, ms[0]);
        Expect("d_md", row.dMdNs, ms[1]);
        Expect("d_ac", row.dAcNs, ms[2]);
        Expect("t_proto", row.tProtoNs, ms[3]);
        Expect("t_transport", row.tTransportNs, ms[4]);
        Expect("total", row.totalNs, ms[0] + ms[1] + ms[2] + ms[3] + ms[4]);
        NS_TEST_EXPECT_MSG_EQ(*row.dLossNs + *row.dScanNs + *row.dJoinNs,
                              *row.dL2Ns,
                              "parts of d_l2");
    }
};

/** Break before make, every mark inside the gap. */
class PartsCase : public RowCase
{
  public:
    PartsCase()
        : RowCase("parts and counts of a handover")
    {
    }

  private:
    void DoRun() override
    {
        Story story = FullStory();
        // Twice: one close behind the handover, one later than what is counted as its own.
        story.Receive(2005, 1490, 74, 2);
        story.Receive(2006, 1490, 74, 2).duplicate = true;
        ReceivedData& twice = story.Receive(2010, 1990, 99, 2);
        twice.duplicate = true;
        twice.fresh = 0;
        story.Receive(2020, 2000, 98, 2).reordered = true;
        story.Receive(2800, 1990, 99, 2).duplicate = true;
        // Lost on its way after the gap's last sender had sent: not the handover's.
        story.Send(1535, 200);
        story.Signal(900, 1000, false);
        story.Signal(1500, 56, false);
        story.Signal(1505, 300, true);
        story.Signal(1509, 60, false);
        story.Signal(11501, 1000, false);

        // A foreign agent's address serves as soon as the link does, here before the notice.
        Story early = FullStory();
        early.Receive(1460, 1440, 72, 2);
        std::stable_sort(early.Flow().received.begin(),
                         early.Flow().received.end(),
                         [](const auto& a, const auto& b) { return a.when < b.when; });
        const std::vector<HandoverRow> soon = early.Rows();
        NS_TEST_ASSERT_MSG_EQ(soon.size(), 1, "one handover, one flow");
        ExpectParts(soon[0], {350, 50, 60, 0, 0});
        Expect("delivery, before the notice", *soon[0].tDeliveryNs + 40'000'000, 0);

        Story ended(false, 17);
        ended.Arrive(0, "a", 1);
        ended.Stream(10, 990, 1);
        ended.Step(1100, AccessStep::LINK_LOST, "a");
        ended.Notice(1100, {});
        NS_TEST_EXPECT_MSG_EQ(ended.Rows().size(), 0, "the flow had ended");
        ended.Send(1110, 60);
        NS_TEST_EXPECT_MSG_EQ(ended.Rows().size(), 1, "the flow went on");

        const std::vector<HandoverRow> rows = story.Rows();
        NS_TEST_ASSERT_MSG_EQ(rows.size(), 1, "one handover, one flow");
        const HandoverRow& row = rows[0];
        NS_TEST_EXPECT_MSG_EQ(row.outcome, "resumed", "outcome");
        NS_TEST_EXPECT_MSG_EQ(row.fromNetwork + *row.toNetwork, "ab", "networks");
        NS_TEST_EXPECT_MSG_EQ(row.fromAddress, "10.97.0.2", "address");
        NS_TEST_EXPECT_MSG_EQ(*row.toAddress, "10.98.0.2", "address");
        NS_TEST_EXPECT_MSG_EQ(*row.addressChanged, true, "another address");
        CheckMarks(row);
        // The packet of 1530 was on its way for 10 ms; the way was open from 1509 on.
        ExpectParts(row, {350, 50, 100, 19, 21});
        Expect("d_loss", row.dLossNs, 100);
        Expect("d_scan", row.dScanNs, 200);
        Expect("d_join", row.dJoinNs, 50);
        // 1010 to 1470; 1490 came late, and twice; 1510 was never sent.
        NS_TEST_EXPECT_MSG_EQ(row.lost, 24, "lost");
        NS_TEST_EXPECT_MSG_EQ(row.duplicated, 2, "duplicated");
        NS_TEST_EXPECT_MSG_EQ(row.reordered, 1, "reordered");
        NS_TEST_EXPECT_MSG_EQ(row.signallingMessages, 2, "messages");
        NS_TEST_EXPECT_MSG_EQ(row.signallingBytes, 116, "bytes");
        // 50 packets of 160 bytes in the second up to 1000; 90 % of 100 ms are 720 bytes: 5
        // packets.
        NS_TEST_EXPECT_MSG_EQ(row.goodputBeforeBps, 64000, "bit/s");
        Expect("recovery", row.recoveryNs, 80);
    }

    /** Holds that the marks are those of the story. @param row the row */
    void CheckMarks(const HandoverRow& row)
    {
        Expect("g0", row.g0Ns, 1000);
        Expect("loss", row.lossNs, 1100);
        Expect("scan began", row.scanBeganNs, 1100);
        Expect("scan ended", row.scanEndedNs, 1300);
        Expect("link up", row.linkUpNs, 1350);
        Expect("movement", row.movementNs, 1400);
        Expect("usable", row.usableNs, 1500);
        Expect("ready", row.readyNs, 1509);
        Expect("sent", row.sentNs, 1530);
        Expect("g1", row.g1Ns, 1540);
        Expect("delivery", row.tDeliveryNs, 19);
        Expect("overlap", row.overlapNs, 0);
    }
};

/** Marks that lie outside of the gap, and attachments that overlap. */
class MakeBeforeBreakCase : public RowCase
{
  public:
    MakeBeforeBreakCase()
        : RowCase("make before break")
    {
    }

  private:
    /** @return a mobile in two networks that changes to the other at 1000 ms */
    static Story TwoLinks(bool up)
    {
        Story story(up, 17);
        story.Arrive(0, "a", 1);
        story.Step(300, AccessStep::LINK_UP, "x", 2);
        story.Step(400, AccessStep::MOVEMENT_DETECTED, "x");
        story.Notice(500, {"a", "x"});
        story.Stream(10, 990, 1);
        story.Notice(1005, {"x", "a"});
        return story;
    }

    void DoRun() override
    {
        // The old one still delivers after the new one has begun to.
        Story overlap = TwoLinks(false);
        overlap.Receive(1016, 1010, 60, 2);
        overlap.Receive(1020, 1000, 50, 1);
        std::vector<HandoverRow> rows = overlap.Rows();
        NS_TEST_ASSERT_MSG_EQ(rows.size(), 1, "the notice that changes the order begins it");
        Expect("loss: the switch", rows[0].lossNs, 1005);
        ExpectParts(rows[0], {0, 0, 0, 0, 0});
        Expect("delivery", rows[0].tDeliveryNs, 6);
        Expect("overlap", rows[0].overlapNs, 4);
        Expect("ready", rows[0].readyNs, -1);

        // Nothing is lost; what came before g1 is none of the goodput after it.
        Story smooth = TwoLinks(false);
        for (int64_t ms = 1020; ms <= 1140; ms += 20)
        {
            smooth.Receive(ms, ms - 10, 60, 2);
        }
        Expect("recovery", smooth.Rows().at(0).recoveryNs, 80);

        // A gap of 40 ms, all of it after the link was up.
        Story gap = TwoLinks(false);
        gap.Ready(1015, false);
        gap.Receive(1040, 1022, 60, 2);
        rows = gap.Rows();
        NS_TEST_ASSERT_MSG_EQ(rows.size(), 1, "one");
        ExpectParts(rows[0], {0, 0, 5, 28, 7});
        Expect("link up, as it was", rows[0].linkUpNs, 300);
        Expect("overlap", rows[0].overlapNs, 0);

        // Up, it counts when a packet was sent: this one left by the old link.
        Story late = TwoLinks(true);
        late.Receive(1025, 1004, 51, 1);
        late.Receive(1031, 1021, 52, 2);
        rows = late.Rows();
        NS_TEST_ASSERT_MSG_EQ(rows.size(), 1, "one");
        Expect("g0", rows[0].g0Ns, 1025);
        ExpectParts(rows[0], {0, 0, 0, 6, 0});
        ToAndFro();
    }

    /** Packets that arrive after the node has changed back belong to the link that they left by. */
    void ToAndFro()
    {
        Story story = TwoLinks(true);
        story.Notice(1105, {"a", "x"});
        story.Receive(1110, 1003, 50, 1);
        story.Receive(1112, 1100, 51, 2);
        story.Receive(1120, 1107, 52, 1);
        story.Notice(1205, {"x", "a"});
        story.Receive(1230, 1210, 53, 2);
        std::vector<HandoverRow> rows = story.Rows();
        NS_TEST_ASSERT_MSG_EQ(rows.size(), 3, "there, back, there");
        Expect("g0 of the first", rows[0].g0Ns, 1110);
        Expect("g1 of the first", rows[0].g1Ns, 1112);
        Expect("g0 of the second", rows[1].g0Ns, 1112);
        Expect("g1 of the second", rows[1].g1Ns, 1120);
        Expect("g0 of the third", rows[2].g0Ns, 1120);
        Expect("g1 of the third", rows[2].g1Ns, 1230);

        // Nothing left by the new link before the node changed back.
        Story missed = TwoLinks(true);
        missed.Notice(1105, {"a", "x"});
        missed.Notice(1205, {"x", "a"});
        missed.Receive(1230, 1210, 53, 2);
        rows = missed.Rows();
        Expect("no g1 of the first", rows[0].g1Ns, -1);
        Expect("g1 of the third", rows.back().g1Ns, 1230);
    }
};

/** Handovers that come to nothing for a flow, and several in a row. */
class RowOfHandoversCase : public RowCase
{
  public:
    RowOfHandoversCase()
        : RowCase("handovers in a row")
    {
    }

  private:
    void DoRun() override
    {
        Story story = FullStory();
        // To c; nothing comes there. Back to b by a new attachment; data comes back.
        Move(story, 2100, "c", 3);
        story.Flow().timeouts = {MilliSeconds(950), MilliSeconds(2200), MilliSeconds(2600)};
        Move(story, 3000, "b", 4);
        story.Receive(3200, 3190, 500, 4);
        // Lost for good.
        story.Step(4000, AccessStep::LINK_LOST, "b");
        story.Notice(4000, {});
        story.Step(4000, AccessStep::SCAN_BEGAN, "");
        story.Send(4010, 501);

        const std::vector<HandoverRow> rows = story.Rows();
        NS_TEST_ASSERT_MSG_EQ(rows.size(), 4, "four handovers");
        for (int64_t i = 0; i < 4; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(rows[i].number, i + 1, "in order");
        }
        ExpectParts(rows[0], {350, 50, 100, 19, 21});
        NS_TEST_EXPECT_MSG_EQ(rows[0].tcpTimeouts, 0, "none in the gap of the first");
        NS_TEST_EXPECT_MSG_EQ(rows[1].outcome, "not resumed: address usable", "the second");
        Expect("g0 of the second", rows[1].g0Ns, 2000);
        Expect("g1 of the second", rows[1].g1Ns, -1);
        ExpectNothing(rows[1]);
        NS_TEST_EXPECT_MSG_EQ(rows[1].tcpTimeouts, 2, "time-outs up to the next handover");
        NS_TEST_EXPECT_MSG_EQ(rows[2].outcome,
                              "resumed without data since the handover before",
                              "the third");
        Expect("g0 of the third", rows[2].g0Ns, -1);
        Expect("g1 of the third", rows[2].g1Ns, 3200);
        ExpectNothing(rows[2]);
        NS_TEST_EXPECT_MSG_EQ(rows[3].outcome, "not resumed: no address", "the fourth");
        Expect("g0 of the fourth", rows[3].g0Ns, 3200);
        Expect("loss of the fourth", rows[3].lossNs, 4000);
        Expect("link up of the fourth", rows[3].linkUpNs, -1);
        NS_TEST_EXPECT_MSG_EQ(rows[3].toNetwork.has_value(), false, "nowhere");
        ExpectNothing(rows[3]);

        Story open = FullStory();
        Move(open, 2100, "c", 3);
        open.Ready(2160, false);
        open.Send(2170, 100);
        NS_TEST_EXPECT_MSG_EQ(open.Rows().at(1).outcome, "not resumed: way open", "last mark");
        Story over = FullStory();
        Move(over, 2100, "c", 3);
        over.Ready(2160, false);
        over.Send(2155, 100);
        NS_TEST_EXPECT_MSG_EQ(over.Rows().at(1).outcome,
                              "not resumed: way open, nothing sent since",
                              "the flow ended before the way was open");
        NS_TEST_EXPECT_MSG_EQ(Story(true, 17).Rows().size(), 0, "nothing happened");
    }

    /** A quick move. */
    static void Move(Story& story, int64_t ms, const std::string& network, uint32_t attachment)
    {
        story.Step(ms, AccessStep::LINK_LOST, "");
        story.Notice(ms, {});
        story.Arrive(ms + 50, network, attachment);
    }

    /** Holds that a row has no parts. @param row the row */
    void ExpectNothing(const HandoverRow& row)
    {
        for (const std::optional<int64_t>& part : {row.dL2Ns,
                                                   row.dLossNs,
                                                   row.dScanNs,
                                                   row.dJoinNs,
                                                   row.dMdNs,
                                                   row.dAcNs,
                                                   row.tProtoNs,
                                                   row.tTransportNs,
                                                   row.totalNs,
                                                   row.overlapNs,
                                                   row.recoveryNs})
        {
            NS_TEST_EXPECT_MSG_EQ(part.has_value(), false, "no part");
        }
    }
};

/** Between cells of one core: the address stays. */
class SameAddressCase : public RowCase
{
  public:
    SameAddressCase()
        : RowCase("a handover that keeps the address")
    {
    }

  private:
    void DoRun() override
    {
        Story story(false, 17);
        story.Arrive(0, "lte", 1);
        story.Stream(10, 990, 1);
        story.Step(1002, AccessStep::LINK_LOST, "lte");
        story.Step(1030, AccessStep::LINK_UP, "lte", 2);
        story.Stream(1030, 1990, 2);
        const std::vector<HandoverRow> rows = story.Rows();
        NS_TEST_ASSERT_MSG_EQ(rows.size(), 1, "a handover");
        NS_TEST_EXPECT_MSG_EQ(*rows[0].addressChanged, false, "the same address");
        NS_TEST_EXPECT_MSG_EQ(rows[0].fromAddress, *rows[0].toAddress, "the same address");
        NS_TEST_EXPECT_MSG_EQ(rows[0].signallingMessages, 0, "no message");
        ExpectParts(rows[0], {30, 0, 0, 10, 0});
        NS_TEST_EXPECT_MSG_EQ(rows[0].lost, 0, "nothing lost");
    }
};

/** Attachments that were lost sight of, time-outs that were none, rows of flows and set-ups. */
class CompleteCase : public RowCase
{
  public:
    CompleteCase()
        : RowCase("flows and set-ups")
    {
    }

  private:
    void DoRun() override
    {
        Story story = FullStory();
        const std::vector<ReceivedData> known = story.Flow().received;
        for (ReceivedData& data : story.Flow().received)
        {
            data.attachment = 0;
        }
        story.Flow().timeouts = {MilliSeconds(1300), MilliSeconds(1502), MilliSeconds(1509)};
        CompleteFlow(story.log, story.Flow());
        for (std::size_t i = 0; i < known.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(story.Flow().received[i].attachment,
                                  known[i].attachment,
                                  "the preferred one");
        }
        NS_TEST_EXPECT_MSG_EQ(story.Flow().timeouts.size(), 2, "one was asked for");
        NS_TEST_EXPECT_MSG_EQ(NetworkOf(story.log, 2), "b", "network by number");
        NS_TEST_EXPECT_MSG_EQ(NetworkOf(story.log, 3), "", "no such attachment");

        SetUpReport report;
        report.protocol = 17;
        report.mobilePort = 6000;
        report.began = MilliSeconds(100);
        report.established = MilliSeconds(118);
        report.mobileComputation = MicroSeconds(3);
        report.peerComputation = MicroSeconds(4);
        story.log.setUps.push_back(report);
        story.Signal(99, 1, true);
        story.Signal(100, 200, true);
        story.Signal(110, 5000, false);
        story.Signal(118, 300, true);
        story.Signal(119, 1, true);
        // What comes again may have taken any time.
        ReceivedData& again = story.Receive(2900, 1990, 99, 2);
        again.duplicate = true;
        again.fresh = 0;
        story.Flow().headerPackets = 4;
        story.Flow().headerBytes = 114;
        CheckRows(story);
    }

    /** Holds that the rows are those of the story. */
    void CheckRows(const Story& story)
    {
        RunRecord record;
        AddRows({MobileLog(), story.log}, record);
        NS_TEST_ASSERT_MSG_EQ(record.flows.size(), 1, "a flow");
        const FlowRow& flow = record.flows[0];
        NS_TEST_EXPECT_MSG_EQ(flow.mobile, 1, "the second mobile's");
        NS_TEST_EXPECT_MSG_EQ(flow.direction + flow.protocol, "downudp", "its kind");
        NS_TEST_EXPECT_MSG_EQ(flow.sentPackets, 99, "sent");
        NS_TEST_EXPECT_MSG_EQ(flow.receivedPackets, 75, "arrived");
        NS_TEST_EXPECT_MSG_EQ(flow.lost, 25, "lost");
        NS_TEST_EXPECT_MSG_EQ(flow.sentBytes, 99 * 160, "sent");
        NS_TEST_EXPECT_MSG_EQ(flow.receivedBytes, 74 * 160, "arrived");
        NS_TEST_EXPECT_MSG_EQ(flow.tcpTimeouts, 2, "time-outs");
        NS_TEST_EXPECT_MSG_EQ(*flow.headerBytes, 28.5, "bytes per packet");
        NS_TEST_EXPECT_MSG_EQ(*flow.transitNs, 10000000, "each was on its way for 10 ms");
        NS_TEST_EXPECT_MSG_EQ(flow.sha256Sent.has_value(), false, "no file");

        NS_TEST_ASSERT_MSG_EQ(record.setUps.size(), 1, "a set-up");
        const SetUpRow& setUp = record.setUps[0];
        NS_TEST_EXPECT_MSG_EQ(setUp.durationNs, 18000000, "18 ms");
        NS_TEST_EXPECT_MSG_EQ(setUp.mobileCpuNs + 10 * setUp.peerCpuNs, 43000, "computation");
        NS_TEST_EXPECT_MSG_EQ(setUp.messages, 2, "messages");
        NS_TEST_EXPECT_MSG_EQ(setUp.bytes, 500, "bytes");
    }
};

/** Events as lines of JSON. */
class EventStreamCase : public RowCase
{
  public:
    EventStreamCase()
        : RowCase("events as lines")
    {
    }

  private:
    void DoRun() override
    {
        Story story = FullStory();
        story.Signal(1505, 56, false);
        story.Flow().timeouts = {MilliSeconds(1400)};
        RunInfo run;
        run.key = "k";
        run.config = R"({"speed":1.5})";
        EventWindow window;
        window.before = MilliSeconds(150);
        window.after = MilliSeconds(45);
        std::ostringstream out;
        WriteEvents(out, run, {story.log}, window);
        CheckLines(out.str());
    }

    /** Holds that lines are there, in order. @param text the lines */
    void CheckLines(const std::string& text)
    {
        const std::vector<std::string> expected{
            R"({"t":0,"e":"run","key":"k",)",
            R"("config":{"speed":1.5},)",
            R"({"t":0,"e":"access","node":0,"step":"link-up","network":"a","device":1,"address":""})",
            R"({"t":0,"e":"usable","node":0,"addresses":[{"address":"10.97.0.2","network":"a","device":1}]})",
            R"({"t":950000000,"e":"tx","node":0,"flow":"data","direction":"down","seq":47,"bytes":160,"again":false})",
            R"({"t":1000000000,"e":"rx","node":0,"flow":"data","direction":"down","seq":49,"bytes":160,"network":"a","again":false})",
            R"({"t":1100000000,"e":"handover","node":0,"number":1,"from":"a","to":"b","address_changed":true,"usable":1500000000})",
            R"({"t":1400000000,"e":"timeout","node":0,"flow":"data","direction":"down"})",
            R"({"t":1500000000,"e":"ready","node":0,"direction":"up","protocol":17,"port":6000})",
            R"({"t":1505000000,"e":"signal","node":0,"name":"M",)",
            R"({"t":1540000000,"e":"rx","node":0,"flow":"data","direction":"down","seq":76,"bytes":160,"network":"b","again":false})"};
        std::size_t at = 0;
        for (const std::string& line : expected)
        {
            const std::size_t found = text.find(line, at);
            NS_TEST_ASSERT_MSG_NE(found, std::string::npos, "not there, or not there yet: " + line);
            at = found;
        }
        NS_TEST_EXPECT_MSG_EQ(text.find("\"t\":930"), std::string::npos, "before the window");
        NS_TEST_EXPECT_MSG_EQ(text.find("\"t\":1550"), std::string::npos, "behind the window");
    }
};

/** Suite lab-measure-recorder. */
class MeasureRecorderTestSuite : public TestSuite
{
  public:
    MeasureRecorderTestSuite()
        : TestSuite("lab-measure-recorder", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new PartsCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new MakeBeforeBreakCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new RowOfHandoversCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new SameAddressCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new CompleteCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new EventStreamCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static MeasureRecorderTestSuite g_measureRecorderTestSuite; //!< registers the suite

} // namespace ns3
