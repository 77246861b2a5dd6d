/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "handover-analysis.h"
#include "run-record.h"

#include "ns3/node.h"

#include <algorithm>

namespace ns3
{

using nlohmann::ordered_json;

namespace
{

/** An event and when it happened; in order of recording where that is the same. */
using Event = std::pair<Time, ordered_json>;

/** \return the beginning of an event */
ordered_json
Begin(Time when, const char* kind, uint32_t mobile)
{
    return {{"t", when.GetNanoSeconds()}, {"e", kind}, {"mobile", mobile}};
}

/** Adds steps of access and notices. */
void
AddAccess(std::vector<Event>& events, uint32_t mobile, const MobileLog& log)
{
    for (const AccessRecord& record : log.access)
    {
        ordered_json event = Begin(record.when, record.notice ? "usable" : "access", mobile);
        if (record.notice)
        {
            event["addresses"] = ordered_json::array();
            for (const UsableAddress& usable : record.all)
            {
                event["addresses"].push_back(
                    {{"address", AddressText(usable.address)}, {"network", usable.network}});
            }
        }
        else
        {
            event["step"] = ToString(record.event.step);
            event["network"] = record.event.network;
            event["device"] = record.event.device;
            event["address"] = AddressText(record.event.address);
        }
        events.emplace_back(record.when, event);
    }
}

/** Adds what the system told. */
void
AddSystem(std::vector<Event>& events, uint32_t mobile, const MobileLog& log)
{
    for (const auto& [when, ready] : log.ready)
    {
        ordered_json event = Begin(when, "ready", mobile);
        event["direction"] = ready.up ? "up" : "down";
        event["protocol"] = ready.protocol;
        event["port"] = ready.mobilePort;
        events.emplace_back(when, event);
    }
    for (const auto& [when, message] : log.signalling)
    {
        ordered_json event = Begin(when, "signal", mobile);
        event["name"] = message.name;
        event["sender"] = message.sender == message.mobile ? "mobile" : "network";
        event["bytes"] = message.bytes;
        event["setup"] = message.setUp;
        events.emplace_back(when, event);
    }
    for (const SetUpReport& report : log.setUps)
    {
        ordered_json event = Begin(report.established, "setup", mobile);
        event["port"] = report.mobilePort;
        event["took"] = (report.established - report.began).GetNanoSeconds();
        events.emplace_back(report.established, event);
    }
}

/** Adds a flow's packets around handovers. */
void
AddPackets(std::vector<Event>& events,
           uint32_t mobile,
           const FlowLog& flow,
           const std::vector<HandoverMarks>& handovers,
           const EventWindow& window)
{
    auto wanted = [&](Time when) {
        return std::any_of(handovers.begin(), handovers.end(), [&](const HandoverMarks& marks) {
            const Time until = marks.complete ? marks.usable + window.after : Time::Max();
            return when >= marks.loss - window.before && when <= until;
        });
    };
    for (const SentData& data : flow.sent)
    {
        if (wanted(data.when))
        {
            ordered_json event = Begin(data.when, "tx", mobile);
            event["flow"] = flow.name;
            event["seq"] = data.seq;
            event["bytes"] = data.bytes;
            event["again"] = data.again;
            events.emplace_back(data.when, event);
        }
    }
    for (const ReceivedData& data : flow.received)
    {
        if (wanted(data.when))
        {
            ordered_json event = Begin(data.when, "rx", mobile);
            event["flow"] = flow.name;
            event["seq"] = data.seq;
            event["bytes"] = data.bytes;
            event["attachment"] = data.attachment;
            event["duplicate"] = data.duplicate;
            events.emplace_back(data.when, event);
        }
    }
    for (const Time& when : flow.timeouts)
    {
        ordered_json event = Begin(when, "timeout", mobile);
        event["flow"] = flow.name;
        events.emplace_back(when, event);
    }
}

} // namespace

void
WriteEvents(std::ostream& out, const std::vector<MobileLog>& logs, const EventWindow& window)
{
    std::vector<Event> events;
    for (uint32_t mobile = 0; mobile < logs.size(); ++mobile)
    {
        AddAccess(events, mobile, logs[mobile]);
        AddSystem(events, mobile, logs[mobile]);
        const std::vector<HandoverMarks> handovers = FindHandovers(logs[mobile]);
        for (const FlowLog& flow : logs[mobile].flows)
        {
            AddPackets(events, mobile, flow, handovers, window);
        }
    }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return a.first < b.first;
    });
    for (const Event& event : events)
    {
        out << event.second.dump() << "\n";
    }
}

} // namespace ns3
