/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "handover-analysis.h"

#include <algorithm>

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

/** @return a time, moved to the edge of an interval that it is outside of */
Time
Clamp(Time t, Time from, Time to)
{
    return Max(from, Min(t, to));
}

/** @return for how long the way was open and the sender did not use it */
Time
SenderWaited(const HandoverMarks& marks, const HandoverOfFlow& result)
{
    const Time open = Max(marks.usable, result.ready.value_or(marks.usable));
    return Max(Time(0), result.sent - open);
}

/** Fills in the parts of a gap from its ends and marks. */
void
Divide(const HandoverMarks& marks, HandoverOfFlow& result)
{
    const Time begin = *result.last;
    const Time end = *result.first;
    result.delivery = end - marks.usable - SenderWaited(marks, result);
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

/** @return from when on data by the new attachment is the handover's: where a system needs no
 * address of its own, some comes before there is one */
Time
NewFrom(const HandoverMarks& marks)
{
    return marks.linkUp ? Min(marks.usable, Max(marks.loss, *marks.linkUp)) : marks.usable;
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
            used >= NewFrom(marks) && used < marks.next)
        {
            result.first = data.when;
            result.sent = data.sent;
        }
    }
}

/** @return whether a way that was opened is a flow's */
bool
IsFor(const PathReady& ready, const FlowLog& flow)
{
    return ready.up == flow.up && (ready.protocol == 0 || ready.protocol == flow.protocol) &&
           (ready.mobilePort == 0 || ready.mobilePort == flow.port);
}

/** @return when the system opened the way for a flow */
std::optional<Time>
FindReady(const HandoverMarks& marks, const FlowLog& flow, const MobileLog& log)
{
    for (const auto& [when, ready] : log.ready)
    {
        if (when >= marks.usable && when < marks.next && IsFor(ready, flow))
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

/** @return bytes that arrived for the first time in an interval, its end included */
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
        bytes += data->fresh;
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

/** @return whether the flow went on; of one that had ended nobody can say if it would have */
bool
IsSentAfter(Time when, const FlowLog& flow)
{
    return (!flow.sent.empty() && flow.sent.back().when > when) ||
           std::any_of(flow.received.rbegin(), flow.received.rend(), [when](const auto& data) {
               return data.sent > when;
           });
}

/** @return how a handover ended for a flow, or the last mark that was reached */
std::string
Outcome(const HandoverMarks& marks, const FlowLog& flow, const HandoverOfFlow& result)
{
    if (result.first)
    {
        return result.last ? "resumed" : "resumed without data since the handover before";
    }
    const std::string reached = !marks.complete ? "not resumed: no address"
                                : !result.ready ? "not resumed: address usable"
                                                : "not resumed: way open";
    // Then nobody can say whether it would have arrived.
    const Time open = Max(marks.usable, result.ready.value_or(marks.usable));
    return marks.complete && !IsSentAfter(open, flow) ? reached + ", nothing sent since" : reached;
}

} // namespace

void
CompleteFlow(const MobileLog& log, FlowLog& flow)
{
    for (ReceivedData& data : flow.received)
    {
        if (data.attachment == 0)
        {
            data.attachment = PreferredAttachment(log, flow.up ? data.sent : data.when);
        }
    }
    const auto asked = [&log, &flow](Time when) {
        return std::any_of(log.ready.begin(), log.ready.end(), [&](const auto& entry) {
            return entry.first == when && IsFor(entry.second, flow);
        });
    };
    flow.timeouts.erase(std::remove_if(flow.timeouts.begin(), flow.timeouts.end(), asked),
                        flow.timeouts.end());
}

std::optional<HandoverOfFlow>
MeasureHandover(const HandoverMarks& marks, const FlowLog& flow, const MobileLog& log)
{
    HandoverOfFlow result;
    FindEnds(marks, flow, result);
    const bool before =
        result.last || (!flow.received.empty() && flow.received.front().when < marks.loss);
    if (!before || !IsSentAfter(marks.loss, flow))
    {
        return {};
    }
    CountMessages(marks, log, result);
    if (marks.complete)
    {
        result.ready = FindReady(marks, flow, log);
    }
    result.outcome = Outcome(marks, flow, result);
    if (!result.last)
    {
        return result;
    }
    if (result.first)
    {
        Divide(marks, result);
    }
    Count(marks, flow, result);
    MeasureRecovery(marks, flow, result);
    return result;
}

} // namespace ns3
