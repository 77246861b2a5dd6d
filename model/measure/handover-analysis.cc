/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "handover-analysis.h"

#include <algorithm>
#include <map>
#include <set>

namespace ns3
{

namespace
{

/** Time over which goodput before a handover is taken. */
const Time GOODPUT_WINDOW = Seconds(1);
/** Time over which goodput after a handover is taken. */
const Time RECOVERY_WINDOW = MilliSeconds(100);
/** Share of the former goodput that counts as recovered. */
const double RECOVERED = 0.9;
/** Time behind a handover in which duplicates and reordering are still its own. */
const Time AFTERMATH = Seconds(1);
/** Time behind a handover in which signalling is still its own. */
const Time SIGNALLING_AFTERMATH = Seconds(10);

/** What was last heard of a device. */
struct DeviceState
{
    uint32_t attachment{0}; //!< number of its attachment
    Time linkUp;            //!< when that came
    Time movement;          //!< when its network was known
};

/** Goes through a mobile's steps and finds handovers. */
class Finder
{
  public:
    /** \param record the next step */
    void Add(const AccessRecord& record)
    {
        record.notice ? Notice(record) : Event(record);
    }

    /** \return the handovers */
    std::vector<HandoverMarks> Take();

  private:
    /** An event. */
    void Event(const AccessRecord& record);
    /** A notice. */
    void Notice(const AccessRecord& record);
    /** A handover begins, unless one has begun. */
    void Begin(Time when);
    /** The handover that has begun is complete. */
    void Complete(Time when, const UsableAddress& to);

    std::map<uint32_t, DeviceState> m_devices; //!< by index
    std::optional<UsableAddress> m_preferred;  //!< what carries packets
    uint32_t m_attachment{0};                  //!< over which attachment
    bool m_usable{false};                      //!< whether there is an address now
    std::optional<HandoverMarks> m_open;       //!< what has begun
    std::vector<HandoverMarks> m_found;        //!< complete ones
};

void
Finder::Begin(Time when)
{
    if (m_open)
    {
        return;
    }
    m_open = HandoverMarks();
    m_open->from = *m_preferred;
    m_open->fromAttachment = m_attachment;
    m_open->loss = when;
}

void
Finder::Complete(Time when, const UsableAddress& to)
{
    const DeviceState& device = m_devices[to.device];
    m_open->to = to;
    m_open->toAttachment = device.attachment;
    m_open->linkUp = device.linkUp;
    m_open->movement = device.movement;
    m_open->usable = when;
    m_open->complete = true;
    m_open->addressChanged = !(to.address == m_open->from.address);
    m_found.push_back(*m_open);
    m_open.reset();
    m_preferred = to;
    m_attachment = device.attachment;
}

void
Finder::Event(const AccessRecord& record)
{
    const AccessEvent& event = record.event;
    DeviceState& device = m_devices[event.device];
    const bool own = m_preferred && m_preferred->device == event.device;
    switch (event.step)
    {
    case AccessStep::LINK_LOST:
        if (own)
        {
            Begin(record.when);
        }
        break;
    case AccessStep::SCAN_BEGAN:
        if (m_open && !m_open->scanBegan)
        {
            m_open->scanBegan = record.when;
        }
        break;
    case AccessStep::SCAN_ENDED:
        if (m_open)
        {
            m_open->scanEnded = record.when;
        }
        break;
    case AccessStep::LINK_UP:
        device.attachment = record.attachment;
        device.linkUp = record.when;
        device.movement = record.when;
        // An interruption that leaves the addresses in place is over with the link.
        if (own && m_open && m_usable)
        {
            Complete(record.when, *m_preferred);
        }
        break;
    case AccessStep::MOVEMENT_DETECTED:
        device.movement = record.when;
        break;
    case AccessStep::ADDRESS_USABLE:
    case AccessStep::ADDRESS_LOST:
        break;
    }
}

void
Finder::Notice(const AccessRecord& record)
{
    m_usable = !record.all.empty();
    if (!m_preferred)
    {
        if (m_usable)
        {
            m_preferred = record.all.front();
            m_attachment = m_devices[m_preferred->device].attachment;
        }
        return;
    }
    if (!m_usable)
    {
        Begin(record.when);
        return;
    }
    const UsableAddress& now = record.all.front();
    if (now == *m_preferred && m_devices[now.device].attachment == m_attachment)
    {
        return;
    }
    Begin(record.when);
    Complete(record.when, now);
}

std::vector<HandoverMarks>
Finder::Take()
{
    if (m_open)
    {
        m_found.push_back(*m_open);
    }
    for (std::size_t i = 0; i < m_found.size(); ++i)
    {
        const bool last = i + 1 == m_found.size();
        m_found[i].next = last ? Time::Max() : m_found[i + 1].loss;
        m_found[i].nextUsable =
            last || !m_found[i + 1].complete ? Time::Max() : m_found[i + 1].usable;
    }
    return m_found;
}

/** \return a time, moved to the edge of an interval that it is outside of */
Time
Clamp(Time t, Time from, Time to)
{
    return Max(from, Min(t, to));
}

/** Fills in the parts of a gap from its ends and marks. */
void
Divide(const HandoverMarks& marks, HandoverOfFlow& result)
{
    const Time begin = *result.last;
    const Time end = *result.first;
    if (end < begin)
    {
        result.overlap = begin - end;
        return;
    }
    result.total = end - begin;
    const Time linkUp = Clamp(marks.linkUp.value_or(begin), begin, end);
    const Time movement = Clamp(marks.movement.value_or(linkUp), linkUp, end);
    const Time usable = Clamp(marks.usable, movement, end);
    const Time loss = Clamp(marks.loss, begin, linkUp);
    const Time chosen = marks.scanEnded ? Clamp(*marks.scanEnded, loss, linkUp) : loss;
    result.l2 = linkUp - begin;
    result.l2Loss = loss - begin;
    result.l2Scan = chosen - loss;
    result.l2Join = linkUp - chosen;
    result.detection = movement - linkUp;
    result.address = usable - movement;
    const Time open = Max(usable, result.ready.value_or(usable));
    result.transport = Clamp(result.sent - open, Time(0), end - usable);
    result.protocol = end - usable - result.transport;
}

/** Finds the arrivals on both sides of the gap. */
void
FindEnds(const HandoverMarks& marks, const FlowLog& flow, HandoverOfFlow& result)
{
    for (const ReceivedData& data : flow.received)
    {
        const Time used = flow.up ? data.sent : data.when;
        if (data.attachment == marks.fromAttachment && used < marks.nextUsable)
        {
            result.last = data.when;
        }
        if (marks.complete && !result.first && data.attachment == marks.toAttachment &&
            used >= marks.usable && used < marks.next)
        {
            result.first = data.when;
            result.sent = data.sent;
        }
    }
}

/** \return when the system opened the way for a flow */
std::optional<Time>
FindReady(const HandoverMarks& marks, const FlowLog& flow, const MobileLog& log)
{
    for (const auto& [when, ready] : log.ready)
    {
        if (when >= marks.usable && when < marks.next && ready.up == flow.up &&
            (ready.protocol == 0 || ready.protocol == flow.protocol) &&
            (ready.mobilePort == 0 || ready.mobilePort == flow.port))
        {
            return when;
        }
    }
    return {};
}

/** Counts what was sent in the gap and never came, and what came twice or late. */
void
Count(const HandoverMarks& marks, const FlowLog& flow, HandoverOfFlow& result)
{
    Time lastSent;
    for (const ReceivedData& data : flow.received)
    {
        if (data.when == *result.last)
        {
            lastSent = Max(lastSent, data.sent);
        }
    }
    const Time until = result.first ? result.sent : marks.next;
    auto inGap = [&](Time sent) { return sent > lastSent && sent < until; };
    uint64_t arrived = 0;
    const Time settled = result.first.value_or(*result.last) + AFTERMATH;
    for (const ReceivedData& data : flow.received)
    {
        arrived += inGap(data.sent) && (flow.protocol == 6 || !data.duplicate) ? 1 : 0;
        if (data.when >= *result.last && data.when <= settled)
        {
            result.duplicated += data.duplicate ? 1 : 0;
            result.reordered += data.reordered ? 1 : 0;
        }
    }
    const auto sent = static_cast<uint64_t>(
        std::count_if(flow.sent.begin(), flow.sent.end(), [&](const SentData& data) {
            return inGap(data.when);
        }));
    result.lost = sent > arrived ? sent - arrived : 0;
    const Time end = result.first.value_or(marks.next);
    result.timeouts = static_cast<uint64_t>(
        std::count_if(flow.timeouts.begin(), flow.timeouts.end(), [&](Time when) {
            return when >= *result.last && when <= end;
        }));
}

/** \return bytes that arrived for the first time in an interval, its end included */
uint64_t
Arrived(const FlowLog& flow, Time from, Time to)
{
    uint64_t bytes = 0;
    auto first =
        std::upper_bound(flow.received.begin(),
                         flow.received.end(),
                         from,
                         [](Time when, const ReceivedData& data) { return when < data.when; });
    for (auto data = first; data != flow.received.end() && data->when <= to; ++data)
    {
        bytes += data->duplicate ? 0 : data->bytes;
    }
    return bytes;
}

/** Fills in goodput and recovery. */
void
MeasureRecovery(const HandoverMarks& marks, const FlowLog& flow, HandoverOfFlow& result)
{
    result.goodputBefore =
        8.0 * static_cast<double>(Arrived(flow, *result.last - GOODPUT_WINDOW, *result.last)) /
        GOODPUT_WINDOW.GetSeconds();
    if (!result.first || result.goodputBefore <= 0)
    {
        return;
    }
    const double enough = RECOVERED * result.goodputBefore * RECOVERY_WINDOW.GetSeconds() / 8;
    for (const ReceivedData& data : flow.received)
    {
        if (data.when < *result.first || data.when >= marks.next)
        {
            continue;
        }
        const Time from = Max(data.when - RECOVERY_WINDOW, *result.first - NanoSeconds(1));
        if (static_cast<double>(Arrived(flow, from, data.when)) >= enough)
        {
            result.recovery = data.when - *result.first;
            return;
        }
    }
}

/** Counts the system's messages. */
void
CountMessages(const HandoverMarks& marks, const MobileLog& log, HandoverOfFlow& result)
{
    const Time until =
        marks.complete ? Min(marks.next, marks.usable + SIGNALLING_AFTERMATH) : marks.next;
    for (const auto& [when, message] : log.signalling)
    {
        if (!message.setUp && when >= marks.loss && when < until)
        {
            ++result.messages;
            result.messageBytes += message.bytes;
        }
    }
}

} // namespace

std::vector<HandoverMarks>
FindHandovers(const MobileLog& log)
{
    Finder finder;
    for (const AccessRecord& record : log.access)
    {
        finder.Add(record);
    }
    return finder.Take();
}

uint32_t
PreferredAttachment(const MobileLog& log, Time when)
{
    std::map<uint32_t, uint32_t> devices;
    std::optional<uint32_t> preferred;
    for (const AccessRecord& record : log.access)
    {
        if (record.when > when)
        {
            break;
        }
        if (record.notice)
        {
            preferred.reset();
            if (!record.all.empty())
            {
                preferred = record.all.front().device;
            }
        }
        else if (record.event.step == AccessStep::LINK_UP)
        {
            devices[record.event.device] = record.attachment;
        }
    }
    return preferred ? devices[*preferred] : 0;
}

std::string
NetworkOf(const MobileLog& log, uint32_t attachment)
{
    for (const AccessRecord& record : log.access)
    {
        if (!record.notice && record.event.step == AccessStep::LINK_UP &&
            record.attachment == attachment)
        {
            return record.event.network;
        }
    }
    return "";
}

std::optional<HandoverOfFlow>
MeasureHandover(const HandoverMarks& marks, const FlowLog& flow, const MobileLog& log)
{
    HandoverOfFlow result;
    FindEnds(marks, flow, result);
    if (!result.last)
    {
        return {};
    }
    if (marks.complete)
    {
        result.ready = FindReady(marks, flow, log);
    }
    if (result.first)
    {
        Divide(marks, result);
        result.outcome = "resumed";
    }
    else
    {
        result.outcome = !marks.complete ? "not resumed: no address"
                         : !result.ready ? "not resumed: address usable"
                                         : "not resumed: way open";
    }
    Count(marks, flow, result);
    MeasureRecovery(marks, flow, result);
    CountMessages(marks, log, result);
    return result;
}

} // namespace ns3
