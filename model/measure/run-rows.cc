/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "run-rows.h"

#include "handover-analysis.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

#include <sstream>

namespace ns3
{

namespace
{

/** @return whole nanoseconds, or nothing */
std::optional<int64_t>
Nanoseconds(const std::optional<Time>& time)
{
    return time ? std::optional<int64_t>(time->GetNanoSeconds()) : std::nullopt;
}

/** @return a count as databases hold it */
int64_t
Count(uint64_t count)
{
    return static_cast<int64_t>(count);
}

/** @return the name of a protocol @param protocol its number, 0: all */
std::string
ProtocolName(uint8_t protocol)
{
    switch (protocol)
    {
    case 0:
        return "all";
    case 6:
        return "tcp";
    case 17:
        return "udp";
    default:
        return std::to_string(protocol);
    }
}

/** @return the name of a direction */
std::string
DirectionName(bool up)
{
    return up ? "up" : "down";
}

/** @return a text, or nothing where it is empty */
std::optional<std::string>
NotEmpty(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

/** @return the row of a flow */
FlowRow
MakeFlowRow(uint32_t mobile, const FlowLog& flow)
{
    FlowRow row;
    row.mobile = mobile;
    row.name = flow.name;
    row.direction = DirectionName(flow.up);
    row.protocol = ProtocolName(flow.protocol);
    row.sentPackets = Count(flow.sent.size());
    row.receivedPackets = Count(flow.received.size());
    for (const SentData& data : flow.sent)
    {
        row.sentBytes += data.bytes;
    }
    int64_t packetsOnce = 0;
    int64_t transit = 0;
    for (const ReceivedData& data : flow.received)
    {
        row.receivedBytes += data.fresh;
        row.duplicated += data.duplicate ? 1 : 0;
        row.reordered += data.reordered ? 1 : 0;
        if (!data.duplicate)
        {
            ++packetsOnce;
            transit += (data.when - data.sent).GetNanoSeconds();
        }
    }
    if (packetsOnce != 0)
    {
        row.transitNs = transit / packetsOnce;
    }
    // A TCP segment that was sent twice and arrived twice is two packets; a datagram is sent once.
    const int64_t arrived = flow.protocol == 6 ? row.receivedPackets : packetsOnce;
    row.lost = std::max<int64_t>(0, row.sentPackets - arrived);
    row.tcpTimeouts = Count(flow.timeouts.size());
    if (flow.headerPackets != 0)
    {
        row.headerBytes =
            static_cast<double>(flow.headerBytes) / static_cast<double>(flow.headerPackets);
    }
    row.sha256Sent = NotEmpty(flow.sha256Sent);
    row.sha256Received = NotEmpty(flow.sha256Received);
    row.outcome = flow.outcome;
    return row;
}

/** @return the row of a set-up */
SetUpRow
MakeSetUpRow(uint32_t mobile, const SetUpReport& report, const MobileLog& log)
{
    SetUpRow row;
    row.mobile = mobile;
    row.protocol = ProtocolName(report.protocol);
    row.port = report.mobilePort;
    row.beganNs = report.began.GetNanoSeconds();
    row.establishedNs = report.established.GetNanoSeconds();
    row.durationNs = row.establishedNs - row.beganNs;
    row.mobileCpuNs = report.mobileComputation.GetNanoSeconds();
    row.peerCpuNs = report.peerComputation.GetNanoSeconds();
    for (const auto& [when, message] : log.signalling)
    {
        if (message.setUp && when >= report.began && when <= report.established)
        {
            ++row.messages;
            row.bytes += message.bytes;
        }
    }
    return row;
}

/** Fills in when access did what. */
void
AddMarks(const HandoverMarks& marks, HandoverRow& row)
{
    row.fromNetwork = marks.from.network;
    row.fromAddress = AddressText(marks.from.address);
    row.lossNs = marks.loss.GetNanoSeconds();
    row.scanBeganNs = Nanoseconds(marks.scanBegan);
    row.scanEndedNs = Nanoseconds(marks.scanEnded);
    row.linkUpNs = Nanoseconds(marks.linkUp);
    row.movementNs = Nanoseconds(marks.movement);
    if (marks.complete)
    {
        row.toNetwork = marks.to.network;
        row.toAddress = AddressText(marks.to.address);
        row.addressChanged = marks.addressChanged;
        row.usableNs = marks.usable.GetNanoSeconds();
    }
}

/** Fills in the parts of a gap that has two ends. */
void
AddParts(const HandoverOfFlow& measured, HandoverRow& row)
{
    row.dL2Ns = measured.l2.GetNanoSeconds();
    row.dLossNs = measured.l2Loss.GetNanoSeconds();
    row.dScanNs = measured.l2Scan.GetNanoSeconds();
    row.dJoinNs = measured.l2Join.GetNanoSeconds();
    row.dMdNs = measured.detection.GetNanoSeconds();
    row.dAcNs = measured.address.GetNanoSeconds();
    row.tProtoNs = measured.protocol.GetNanoSeconds();
    row.tTransportNs = measured.transport.GetNanoSeconds();
    row.totalNs = measured.total.GetNanoSeconds();
    row.tDeliveryNs = measured.delivery.GetNanoSeconds();
    row.overlapNs = measured.overlap.GetNanoSeconds();
}

/** @return the row of a handover and a flow, but for the marks */
HandoverRow
MakeHandoverRow(const FlowLog& flow, const HandoverOfFlow& measured)
{
    HandoverRow row;
    row.flow = flow.name;
    row.direction = DirectionName(flow.up);
    row.g0Ns = Nanoseconds(measured.last);
    row.readyNs = Nanoseconds(measured.ready);
    if (measured.first)
    {
        row.g1Ns = measured.first->GetNanoSeconds();
        row.sentNs = measured.sent.GetNanoSeconds();
    }
    if (measured.last && measured.first)
    {
        AddParts(measured, row);
    }
    row.lost = Count(measured.lost);
    row.duplicated = Count(measured.duplicated);
    row.reordered = Count(measured.reordered);
    row.signallingMessages = Count(measured.messages);
    row.signallingBytes = Count(measured.messageBytes);
    row.tcpTimeouts = Count(measured.timeouts);
    row.goodputBeforeBps = measured.goodputBefore;
    row.recoveryNs = Nanoseconds(measured.recovery);
    row.outcome = measured.outcome;
    return row;
}

/** Adds the rows of all handovers of a mobile. */
void
AddHandovers(uint32_t mobile, const MobileLog& log, RunRecord& record)
{
    const std::vector<HandoverMarks> handovers = FindHandovers(log);
    for (std::size_t i = 0; i < handovers.size(); ++i)
    {
        for (const FlowLog& flow : log.flows)
        {
            const std::optional<HandoverOfFlow> measured = MeasureHandover(handovers[i], flow, log);
            if (measured)
            {
                HandoverRow row = MakeHandoverRow(flow, *measured);
                row.mobile = mobile;
                row.number = Count(i + 1);
                AddMarks(handovers[i], row);
                record.handovers.push_back(row);
            }
        }
    }
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

void
AddRows(const std::vector<MobileLog>& logs, RunRecord& record)
{
    for (uint32_t mobile = 0; mobile < logs.size(); ++mobile)
    {
        const MobileLog& log = logs[mobile];
        for (const FlowLog& flow : log.flows)
        {
            record.flows.push_back(MakeFlowRow(mobile, flow));
        }
        for (const SetUpReport& report : log.setUps)
        {
            record.setUps.push_back(MakeSetUpRow(mobile, report, log));
        }
        AddHandovers(mobile, log, record);
    }
}

} // namespace ns3
