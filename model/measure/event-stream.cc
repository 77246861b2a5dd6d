/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "event-stream.h"

#include "handover-analysis.h"
#include "run-columns.h"
#include "run-rows.h"
#include "whole-file.h"

#include "ns3/node.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

namespace ns3
{

using nlohmann::ordered_json;

namespace
{

/** An event and when it happened; in order of recording where that is the same. */
using Event = std::pair<Time, ordered_json>;

/** @return the beginning of an event */
ordered_json
Begin(Time when, const char* kind, uint32_t mobile)
{
    return {{"t", when.GetNanoSeconds()}, {"e", kind}, {"node", mobile}};
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
                event["addresses"].push_back({{"address", AddressText(usable.address)},
                                              {"network", usable.network},
                                              {"device", usable.device}});
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
        event["protocol"] = report.protocol;
        event["port"] = report.mobilePort;
        event["began"] = report.began.GetNanoSeconds();
        events.emplace_back(report.established, event);
    }
}

/** Adds the beginnings of handovers. */
void
AddHandovers(std::vector<Event>& events,
             uint32_t mobile,
             const std::vector<HandoverMarks>& handovers)
{
    for (std::size_t i = 0; i < handovers.size(); ++i)
    {
        const HandoverMarks& marks = handovers[i];
        ordered_json event = Begin(marks.loss, "handover", mobile);
        event["number"] = i + 1;
        event["from"] = marks.from.network;
        event["to"] = marks.complete ? marks.to.network : "";
        event["address_changed"] = marks.addressChanged;
        event["usable"] = marks.complete ? ordered_json(marks.usable.GetNanoSeconds()) : nullptr;
        events.emplace_back(marks.loss, event);
    }
}

/** @return the beginning of an event of a flow */
ordered_json
BeginOfFlow(Time when, const char* kind, uint32_t mobile, const FlowLog& flow)
{
    ordered_json event = Begin(when, kind, mobile);
    event["flow"] = flow.name;
    event["direction"] = flow.up ? "up" : "down";
    return event;
}

/** Adds a flow's packets around handovers, and its time-outs. */
void
AddFlow(std::vector<Event>& events,
        uint32_t mobile,
        const MobileLog& log,
        const FlowLog& flow,
        const std::function<bool(Time)>& wanted)
{
    for (const SentData& data : flow.sent)
    {
        if (wanted(data.when))
        {
            ordered_json event = BeginOfFlow(data.when, "tx", mobile, flow);
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
            ordered_json event = BeginOfFlow(data.when, "rx", mobile, flow);
            event["seq"] = data.seq;
            event["bytes"] = data.bytes;
            event["network"] = NetworkOf(log, data.attachment);
            event["again"] = data.duplicate;
            events.emplace_back(data.when, event);
        }
    }
    for (const Time& when : flow.timeouts)
    {
        events.emplace_back(when, BeginOfFlow(when, "timeout", mobile, flow));
    }
}

/** @return the first line */
ordered_json
DescribeRun(const RunInfo& run)
{
    ordered_json event{{"t", 0}, {"e", "run"}};
    VisitColumns(run, [&event](const char* name, const auto& field) { event[name] = field; });
    const ordered_json config = ordered_json::parse(run.config, nullptr, false);
    event["config"] = config.is_discarded() ? ordered_json(run.config) : config;
    return event;
}

} // namespace

void
WriteEvents(std::ostream& out,
            const RunInfo& run,
            const std::vector<MobileLog>& logs,
            const EventWindow& window)
{
    std::vector<Event> events;
    for (uint32_t mobile = 0; mobile < logs.size(); ++mobile)
    {
        const MobileLog& log = logs[mobile];
        const std::vector<HandoverMarks> handovers = FindHandovers(log);
        AddHandovers(events, mobile, handovers);
        AddAccess(events, mobile, log);
        AddSystem(events, mobile, log);
        const auto wanted = [&handovers, &window](Time when) {
            return std::any_of(handovers.begin(), handovers.end(), [&](const HandoverMarks& marks) {
                const Time from = marks.complete ? Max(marks.usable, marks.loss) : marks.loss;
                return when >= marks.loss - window.before && when <= from + window.after;
            });
        };
        for (const FlowLog& flow : log.flows)
        {
            AddFlow(events, mobile, log, flow, wanted);
        }
    }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return a.first < b.first;
    });
    out << DescribeRun(run).dump() << "\n";
    for (const Event& event : events)
    {
        out << event.second.dump() << "\n";
    }
}

void
WriteEventFile(const std::string& path,
               const RunInfo& run,
               const std::vector<MobileLog>& logs,
               const EventWindow& window)
{
    WholeFile file(path);
    WriteEvents(file.GetStream(), run, logs, window);
    file.Finish();
}

} // namespace ns3
