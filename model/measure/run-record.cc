/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "run-record.h"

#include "handover-analysis.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

#include <algorithm>
#include <optional>
#include <sstream>

namespace ns3
{

using nlohmann::ordered_json;

namespace
{

/** \return whole nanoseconds, or null */
ordered_json
Nanoseconds(const std::optional<Time>& time)
{
    return time ? ordered_json(time->GetNanoSeconds()) : ordered_json(nullptr);
}

/** \return the name of a protocol by its number */
const char*
ProtocolName(uint8_t protocol)
{
    return protocol == 6 ? "tcp" : protocol == 17 ? "udp" : "all";
}

/** \return the name of a direction */
const char*
DirectionName(bool up)
{
    return up ? "up" : "down";
}

/** \return the row of a flow */
ordered_json
FlowRow(const FlowLog& flow)
{
    uint64_t sentBytes = 0;
    uint64_t receivedBytes = 0;
    uint64_t duplicated = 0;
    uint64_t reordered = 0;
    for (const SentData& data : flow.sent)
    {
        sentBytes += data.again ? 0 : data.bytes;
    }
    for (const ReceivedData& data : flow.received)
    {
        receivedBytes += data.duplicate ? 0 : data.bytes;
        duplicated += data.duplicate ? 1 : 0;
        reordered += data.reordered ? 1 : 0;
    }
    const uint64_t sent = flow.sent.size();
    const uint64_t received = flow.received.size();
    return {
        {"mobile", flow.mobile},
        {"name", flow.name},
        {"direction", DirectionName(flow.up)},
        {"protocol", ProtocolName(flow.protocol)},
        {"sent_packets", sent},
        {"received_packets", received},
        {"lost", sent > received ? sent - received : 0},
        {"duplicated", duplicated},
        {"reordered", reordered},
        {"sent_bytes", sentBytes},
        {"received_bytes", receivedBytes},
        {"tcp_timeouts", flow.timeouts.size()},
        {"header_bytes",
         flow.headerPackets == 0 ? ordered_json(nullptr)
                                 : ordered_json(static_cast<double>(flow.headerBytes) /
                                                static_cast<double>(flow.headerPackets))},
        {"sha256_sent",
         flow.sha256Sent.empty() ? ordered_json(nullptr) : ordered_json(flow.sha256Sent)},
        {"sha256_received",
         flow.sha256Received.empty() ? ordered_json(nullptr) : ordered_json(flow.sha256Received)},
        {"outcome", flow.outcome}};
}

/** \return the row of a set-up */
ordered_json
SetUpRow(uint32_t mobile, const SetUpReport& report, const MobileLog& log)
{
    uint64_t messages = 0;
    uint64_t bytes = 0;
    for (const auto& [when, message] : log.signalling)
    {
        if (message.setUp && when >= report.began && when <= report.established)
        {
            ++messages;
            bytes += message.bytes;
        }
    }
    return {{"mobile", mobile},
            {"protocol", ProtocolName(report.protocol)},
            {"port", report.mobilePort},
            {"began_ns", report.began.GetNanoSeconds()},
            {"established_ns", report.established.GetNanoSeconds()},
            {"duration_ns", (report.established - report.began).GetNanoSeconds()},
            {"mobile_cpu_ns", report.mobileComputation.GetNanoSeconds()},
            {"peer_cpu_ns", report.peerComputation.GetNanoSeconds()},
            {"messages", messages},
            {"bytes", bytes}};
}

/** Adds what a handover has only once the new address is usable. */
void
AddMarks(const HandoverMarks& marks, ordered_json& row)
{
    row["scan_began_ns"] = Nanoseconds(marks.scanBegan);
    row["scan_ended_ns"] = Nanoseconds(marks.scanEnded);
    if (!marks.complete)
    {
        return;
    }
    row["to_network"] = marks.to.network;
    row["to_address"] = AddressText(marks.to.address);
    row["address_changed"] = marks.addressChanged;
    row["link_up_ns"] = marks.linkUp.GetNanoSeconds();
    row["movement_ns"] = marks.movement.GetNanoSeconds();
    row["usable_ns"] = marks.usable.GetNanoSeconds();
}

/** Adds the parts of a gap that has an end. */
void
AddParts(const HandoverOfFlow& measured, ordered_json& row)
{
    row["sent_ns"] = measured.sent.GetNanoSeconds();
    row["g1_ns"] = measured.first->GetNanoSeconds();
    row["d_l2_ns"] = measured.l2.GetNanoSeconds();
    row["d_loss_ns"] = measured.l2Loss.GetNanoSeconds();
    row["d_scan_ns"] = measured.l2Scan.GetNanoSeconds();
    row["d_join_ns"] = measured.l2Join.GetNanoSeconds();
    row["d_md_ns"] = measured.detection.GetNanoSeconds();
    row["d_ac_ns"] = measured.address.GetNanoSeconds();
    row["t_proto_ns"] = measured.protocol.GetNanoSeconds();
    row["t_transport_ns"] = measured.transport.GetNanoSeconds();
    row["total_ns"] = measured.total.GetNanoSeconds();
    row["overlap_ns"] = measured.overlap.GetNanoSeconds();
}

/** \return the row of a handover and a flow */
ordered_json
HandoverRow(uint32_t mobile,
            std::size_t number,
            const HandoverMarks& marks,
            const FlowLog& flow,
            const HandoverOfFlow& measured)
{
    ordered_json row{{"mobile", mobile},
                     {"number", number},
                     {"flow", flow.name},
                     {"direction", DirectionName(flow.up)},
                     {"from_network", marks.from.network},
                     {"from_address", AddressText(marks.from.address)},
                     {"g0_ns", measured.last->GetNanoSeconds()},
                     {"loss_ns", marks.loss.GetNanoSeconds()}};
    AddMarks(marks, row);
    row["ready_ns"] = Nanoseconds(measured.ready);
    if (measured.first)
    {
        AddParts(measured, row);
    }
    row["lost"] = measured.lost;
    row["duplicated"] = measured.duplicated;
    row["reordered"] = measured.reordered;
    row["signalling_messages"] = measured.messages;
    row["signalling_bytes"] = measured.messageBytes;
    row["tcp_timeouts"] = measured.timeouts;
    row["goodput_before_bps"] = measured.goodputBefore;
    row["recovery_ns"] = Nanoseconds(measured.recovery);
    row["outcome"] = measured.outcome;
    return row;
}

} // namespace

std::string
AddressText(const Address& address)
{
    std::ostringstream text;
    if (Ipv4Address::IsMatchingType(address))
    {
        text << Ipv4Address::ConvertFrom(address);
    }
    else if (Ipv6Address::IsMatchingType(address))
    {
        text << Ipv6Address::ConvertFrom(address);
    }
    return text.str();
}

ordered_json
MakeRows(const std::vector<MobileLog>& logs)
{
    ordered_json rows{{"flow", ordered_json::array()},
                      {"setup", ordered_json::array()},
                      {"handover", ordered_json::array()}};
    for (uint32_t mobile = 0; mobile < logs.size(); ++mobile)
    {
        const MobileLog& log = logs[mobile];
        for (const FlowLog& flow : log.flows)
        {
            rows["flow"].push_back(FlowRow(flow));
        }
        for (const SetUpReport& report : log.setUps)
        {
            rows["setup"].push_back(SetUpRow(mobile, report, log));
        }
        const std::vector<HandoverMarks> handovers = FindHandovers(log);
        for (std::size_t i = 0; i < handovers.size(); ++i)
        {
            for (const FlowLog& flow : log.flows)
            {
                if (auto measured = MeasureHandover(handovers[i], flow, log))
                {
                    rows["handover"].push_back(
                        HandoverRow(mobile, i + 1, handovers[i], flow, *measured));
                }
            }
        }
    }
    return rows;
}

} // namespace ns3
