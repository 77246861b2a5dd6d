/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// What is written down of a stream, and what is remembered of packets, from calls made by hand.

#include "ns3/flow-tracker.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/packet-memory.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <array>
#include <functional>

namespace ns3
{

/** A stream by hand: its numbers begin anew, segments are lost, repeated, merged and overtaken. */
class TrackerCase : public TestCase
{
  public:
    TrackerCase()
        : TestCase("a stream by hand")
    {
    }

  private:
    /** @return a header @param place in the stream of its first byte */
    static TcpHeader At(uint32_t place)
    {
        TcpHeader header;
        header.SetSequenceNumber(SequenceNumber32(0xfffffc00) + SequenceNumber32(place));
        return header;
    }

    /** Does something at a time. */
    static void Do(int64_t ms, const std::function<void()>& what)
    {
        Simulator::Schedule(MilliSeconds(ms), what);
    }

    /** A segment is sent. */
    void Send(int64_t ms, uint32_t place, uint32_t bytes)
    {
        Do(ms, [this, place, bytes]() { m_tracker.SegmentSent(At(place), bytes); });
    }

    /** A segment arrives, with 28 bytes beyond the headers of IP and TCP and the payload. */
    void Receive(int64_t ms, uint32_t place, uint32_t bytes)
    {
        Do(ms, [this, place, bytes]() {
            m_tracker.SegmentReceived(At(place), bytes, Passage{20 + 20 + bytes + 28, 20, 1});
        });
    }

    /** A segment comes to the receiver's IP. */
    void AtIp(int64_t ms, uint32_t place, uint32_t bytes)
    {
        Do(ms, [this, place, bytes]() {
            m_tracker.SegmentAtIp(At(place).GetSequenceNumber(), 20, bytes, Passage());
        });
    }

    void DoRun() override
    {
        for (const uint32_t place : {0, 1000, 2000})
        {
            Send(1, place, 1000);
        }
        Receive(5, 0, 1000);
        AtIp(5, 2000, 1028);
        Receive(5, 2000, 1000);
        // The acknowledgement says that one is missing.
        Do(10, [this]() { m_tracker.SenderHeard(); });
        Send(10, 1000, 1000);
        Receive(15, 1000, 1000);
        // The timer runs out once, for two segments, the first of which takes more along.
        Send(20, 3000, 500);
        Send(220, 3000, 1000);
        Send(220, 2000, 1000);
        Receive(225, 3000, 1000);
        Receive(226, 3000, 500);
        // TCP does not tell of this one; the others are no data, or not sent.
        AtIp(230, 2000, 1028);
        AtIp(231, 2000, 28);
        AtIp(232, 4000, 1028);
        // One overtakes another.
        Send(240, 4000, 1000);
        Send(240, 5000, 1000);
        Receive(245, 5000, 1000);
        Receive(246, 4000, 1000);
        Simulator::Run();
        Simulator::Destroy();
        Check(m_tracker.GetLog());
    }

    /** Holds that the log is what happened. @param log the log */
    void Check(const FlowLog& log)
    {
        NS_TEST_ASSERT_MSG_EQ(log.timeouts.size(), 1, "the timer ran out once");
        NS_TEST_EXPECT_MSG_EQ(log.headerPackets, 4, "those sent once: others may be cut otherwise");
        NS_TEST_EXPECT_MSG_EQ(log.headerBytes, 4 * 28, "bytes beyond ordinary headers");
        NS_TEST_EXPECT_MSG_EQ(log.timeouts[0], MilliSeconds(220), "then");
        // When, when sent, place, new bytes, reordered.
        const std::vector<std::array<uint64_t, 5>> expected{{5, 1, 0, 1000, 0},
                                                            {5, 1, 2000, 1000, 0},
                                                            {15, 10, 1000, 1000, 0},
                                                            {225, 220, 3000, 1000, 0},
                                                            {226, 220, 3000, 0, 0},
                                                            {230, 220, 2000, 0, 0},
                                                            {245, 240, 5000, 1000, 0},
                                                            {246, 240, 4000, 1000, 1}};
        NS_TEST_ASSERT_MSG_EQ(log.received.size(), expected.size(), "arrivals");
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            const ReceivedData& data = log.received[i];
            NS_TEST_EXPECT_MSG_EQ(data.when, MilliSeconds(expected[i][0]), "when, " << i);
            NS_TEST_EXPECT_MSG_EQ(data.sent, MilliSeconds(expected[i][1]), "when sent, " << i);
            NS_TEST_EXPECT_MSG_EQ(data.seq, expected[i][2], "place, " << i);
            NS_TEST_EXPECT_MSG_EQ(data.fresh, expected[i][3], "new bytes, " << i);
            NS_TEST_EXPECT_MSG_EQ(data.duplicate, (expected[i][3] == 0), "again, " << i);
            NS_TEST_EXPECT_MSG_EQ(data.reordered, (expected[i][4] == 1), "reordered, " << i);
        }
    }

    FlowTracker m_tracker{FlowLog()}; //!< under test
};

/** Packets are forgotten after a while. */
class MemoryCase : public TestCase
{
  public:
    MemoryCase()
        : TestCase("memory of packets")
    {
    }

  private:
    void DoRun() override
    {
        PacketMemory memory;
        for (uint32_t i = 0; i < 1000; ++i)
        {
            auto remember = [&memory, i]() { memory.Remember(i, {i, 20, 1}); };
            Simulator::Schedule(MilliSeconds(100 * i), remember);
        }
        Simulator::Run();
        const auto kept = static_cast<std::size_t>(PacketMemory::SPAN.GetMilliSeconds() / 100 + 1);
        NS_TEST_EXPECT_MSG_EQ(memory.GetSize(), kept, "those of the last seconds");
        NS_TEST_EXPECT_MSG_EQ(memory.Find(999).value_or(Passage()).bytes, 999, "the latest");
        NS_TEST_EXPECT_MSG_EQ(memory.Find(0).has_value(), false, "the first");
        memory.Remember(999, {979, 20, 2});
        NS_TEST_EXPECT_MSG_EQ(memory.Find(999)->bytes, 999, "out of a tunnel");
        memory.Remember(999, {1039, 40, 3});
        NS_TEST_EXPECT_MSG_EQ(memory.Find(999)->bytes, 1039, "into a tunnel");
        Simulator::Schedule(MilliSeconds(1), [&memory]() { memory.Remember(999, {500, 20, 4}); });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(memory.Find(999)->bytes, 500, "a repetition, shorter");
        Simulator::Destroy();
    }
};

/** Suite lab-measure-flow. */
class MeasureFlowTestSuite : public TestSuite
{
  public:
    MeasureFlowTestSuite()
        : TestSuite("lab-measure-flow", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new TrackerCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new MemoryCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static MeasureFlowTestSuite g_measureFlowTestSuite; //!< registers the suite

} // namespace ns3
