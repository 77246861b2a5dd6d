/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "flow-tracker.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <iterator>

namespace ns3
{

namespace
{

/** Bytes of a stream behind the first missing one of which copies may still be on their way. */
const uint64_t LATE_COPIES = 16 << 20;

/** Length of a UDP header in bytes. */
const uint32_t UDP_HEADER = 8;

} // namespace

uint64_t
SeenNumbers::Add(uint64_t begin, uint64_t end)
{
    uint64_t fresh = end - begin;
    auto range = m_ranges.upper_bound(begin);
    if (range != m_ranges.begin() && std::prev(range)->second >= begin)
    {
        --range;
    }
    uint64_t first = begin;
    uint64_t last = end;
    while (range != m_ranges.end() && range->first <= end)
    {
        const uint64_t from = std::max(range->first, begin);
        const uint64_t to = std::min(range->second, end);
        fresh -= to > from ? to - from : 0;
        first = std::min(first, range->first);
        last = std::max(last, range->second);
        range = m_ranges.erase(range);
    }
    m_ranges[first] = last;
    return fresh;
}

uint64_t
SeenNumbers::GetFirstMissing() const
{
    const auto first = m_ranges.find(0);
    return first == m_ranges.end() ? 0 : first->second;
}

FlowTracker::FlowTracker(const FlowLog& log)
    : m_log(log)
{
}

FlowLog&
FlowTracker::GetLog()
{
    return m_log;
}

void
FlowTracker::CountHeaders(const ReceivedData& data, uint32_t l4Header, const Passage& passage)
{
    const uint32_t ordinary = passage.ipHeader + l4Header + data.bytes;
    if (passage.bytes >= ordinary)
    {
        ++m_log.headerPackets;
        m_log.headerBytes += passage.bytes - ordinary;
    }
}

void
FlowTracker::DatagramSent(uint64_t seq, uint32_t bytes)
{
    SentData data;
    data.when = Simulator::Now();
    data.seq = seq;
    data.bytes = bytes;
    m_log.sent.push_back(data);
}

void
FlowTracker::DatagramReceived(uint64_t seq,
                              uint32_t bytes,
                              Time sent,
                              const std::optional<Passage>& passage)
{
    ReceivedData data;
    data.when = Simulator::Now();
    data.sent = sent;
    data.seq = seq;
    data.bytes = bytes;
    data.duplicate = m_arrived.Add(seq, seq + 1) == 0;
    data.fresh = data.duplicate ? 0 : bytes;
    data.reordered = !data.duplicate && seq < m_highest;
    m_highest = std::max(m_highest, seq);
    if (passage)
    {
        data.attachment = passage->attachment;
        CountHeaders(data, UDP_HEADER, *passage);
    }
    m_log.received.push_back(data);
}

uint64_t
FlowTracker::PlaceOf(SequenceNumber32 number)
{
    if (!m_base)
    {
        m_base = number;
    }
    // Nearest to what was sent last, so that a stream may be longer than TCP's numbers.
    const SequenceNumber32 end = *m_base + SequenceNumber32(static_cast<uint32_t>(m_sentEnd));
    return m_sentEnd + static_cast<uint64_t>(static_cast<int64_t>(number - end));
}

void
FlowTracker::SegmentSent(const TcpHeader& header, uint32_t bytes)
{
    SentData data;
    data.when = Simulator::Now();
    data.seq = PlaceOf(header.GetSequenceNumber());
    data.bytes = bytes;
    data.again = data.seq < m_sentEnd;
    m_sent[data.seq] = {data.when, bytes, data.again};
    m_sentEnd = std::max(m_sentEnd, data.seq + bytes);
    m_log.sent.push_back(data);
    // TCP repeats because of what it has just heard, or because its timer ran out.
    if (data.again && m_heard != data.when &&
        (m_log.timeouts.empty() || m_log.timeouts.back() != data.when))
    {
        m_log.timeouts.push_back(data.when);
    }
}

void
FlowTracker::SenderHeard()
{
    m_heard = Simulator::Now();
}

void
FlowTracker::SegmentReceived(const TcpHeader& header,
                             uint32_t bytes,
                             const std::optional<Passage>& passage)
{
    Arrived(PlaceOf(header.GetSequenceNumber()), header.GetSerializedSize(), bytes, passage);
}

void
FlowTracker::Arrived(uint64_t place,
                     uint32_t header,
                     uint32_t bytes,
                     const std::optional<Passage>& passage)
{
    ReceivedData data;
    data.when = Simulator::Now();
    data.seq = place;
    data.bytes = bytes;
    const auto sending = m_sent.find(data.seq);
    const bool known = sending != m_sent.end();
    data.sent = known ? sending->second.when : data.when;
    data.fresh = static_cast<uint32_t>(m_arrived.Add(data.seq, data.seq + bytes));
    data.duplicate = data.fresh == 0;
    data.reordered =
        !data.duplicate && data.seq < m_highest && !(known && sending->second.repeated);
    m_highest = std::max(m_highest, data.seq);
    if (passage)
    {
        data.attachment = passage->attachment;
        // A repetition may be cut otherwise than what it repeats.
        if (known && !sending->second.repeated)
        {
            CountHeaders(data, header, *passage);
        }
    }
    m_log.received.push_back(data);
    const uint64_t missing = m_arrived.GetFirstMissing();
    if (missing > LATE_COPIES)
    {
        m_sent.erase(m_sent.begin(), m_sent.lower_bound(missing - LATE_COPIES));
    }
}

void
FlowTracker::SegmentAtIp(SequenceNumber32 number,
                         uint32_t header,
                         uint32_t bytes,
                         const Passage& passage)
{
    if (!m_base)
    {
        return;
    }
    const uint64_t place = PlaceOf(number);
    const auto sending = m_sent.find(place);
    if (sending != m_sent.end() && bytes >= sending->second.bytes &&
        place + sending->second.bytes <= m_arrived.GetFirstMissing())
    {
        Arrived(place, header, sending->second.bytes, passage);
    }
}

} // namespace ns3
