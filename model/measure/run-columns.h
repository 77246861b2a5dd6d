/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef RUN_COLUMNS_H
#define RUN_COLUMNS_H

#include "run-record.h"

#include <type_traits>

namespace ns3
{

// The one list of columns, for the database's tables and for JSON. VisitColumns(row, visit) calls
// visit(name, field) for every column, in order.

/** Whether Row is a kind of row, const or not. */
template <typename Row, typename Kind>
constexpr bool IS_ROW = std::is_same_v<std::remove_const_t<Row>, Kind>;

/** Goes through the columns of the table run but its id. */
template <typename Row, typename Visit>
std::enable_if_t<IS_ROW<Row, RunInfo>>
VisitColumns(Row& row, Visit&& visit)
{
    visit("key", row.key);
    visit("label", row.label);
    visit("preset", row.preset);
    visit("system", row.system);
    visit("fidelity", row.fidelity);
    visit("infrastructure", row.infrastructure);
    visit("access", row.access);
    visit("traffic", row.traffic);
    visit("family", row.family);
    visit("seed", row.seed);
    visit("config", row.config);
    visit("ns3_version", row.ns3Version);
    visit("project_version", row.projectVersion);
    visit("simulated_ns", row.simulatedNs);
    visit("simulator_events", row.simulatorEvents);
}

/** Goes through the columns of the table flow but its run. */
template <typename Row, typename Visit>
std::enable_if_t<IS_ROW<Row, FlowRow>>
VisitColumns(Row& row, Visit&& visit)
{
    visit("mobile", row.mobile);
    visit("name", row.name);
    visit("direction", row.direction);
    visit("protocol", row.protocol);
    visit("sent_packets", row.sentPackets);
    visit("received_packets", row.receivedPackets);
    visit("lost", row.lost);
    visit("duplicated", row.duplicated);
    visit("reordered", row.reordered);
    visit("sent_bytes", row.sentBytes);
    visit("received_bytes", row.receivedBytes);
    visit("tcp_timeouts", row.tcpTimeouts);
    visit("header_bytes", row.headerBytes);
    visit("transit_ns", row.transitNs);
    visit("sha256_sent", row.sha256Sent);
    visit("sha256_received", row.sha256Received);
    visit("outcome", row.outcome);
}

/** Goes through the columns of the table setup but its run. */
template <typename Row, typename Visit>
std::enable_if_t<IS_ROW<Row, SetUpRow>>
VisitColumns(Row& row, Visit&& visit)
{
    visit("mobile", row.mobile);
    visit("protocol", row.protocol);
    visit("port", row.port);
    visit("began_ns", row.beganNs);
    visit("established_ns", row.establishedNs);
    visit("duration_ns", row.durationNs);
    visit("mobile_cpu_ns", row.mobileCpuNs);
    visit("peer_cpu_ns", row.peerCpuNs);
    visit("messages", row.messages);
    visit("bytes", row.bytes);
}

/** Goes through the columns of the table handover but its run. */
template <typename Row, typename Visit>
std::enable_if_t<IS_ROW<Row, HandoverRow>>
VisitColumns(Row& row, Visit&& visit)
{
    visit("mobile", row.mobile);
    visit("number", row.number);
    visit("flow", row.flow);
    visit("direction", row.direction);
    visit("from_network", row.fromNetwork);
    visit("to_network", row.toNetwork);
    visit("from_address", row.fromAddress);
    visit("to_address", row.toAddress);
    visit("address_changed", row.addressChanged);
    visit("g0_ns", row.g0Ns);
    visit("loss_ns", row.lossNs);
    visit("scan_began_ns", row.scanBeganNs);
    visit("scan_ended_ns", row.scanEndedNs);
    visit("link_up_ns", row.linkUpNs);
    visit("movement_ns", row.movementNs);
    visit("usable_ns", row.usableNs);
    visit("ready_ns", row.readyNs);
    visit("sent_ns", row.sentNs);
    visit("g1_ns", row.g1Ns);
    visit("d_l2_ns", row.dL2Ns);
    visit("d_loss_ns", row.dLossNs);
    visit("d_scan_ns", row.dScanNs);
    visit("d_join_ns", row.dJoinNs);
    visit("d_md_ns", row.dMdNs);
    visit("d_ac_ns", row.dAcNs);
    visit("t_proto_ns", row.tProtoNs);
    visit("t_transport_ns", row.tTransportNs);
    visit("total_ns", row.totalNs);
    visit("t_delivery_ns", row.tDeliveryNs);
    visit("overlap_ns", row.overlapNs);
    visit("lost", row.lost);
    visit("duplicated", row.duplicated);
    visit("reordered", row.reordered);
    visit("signalling_messages", row.signallingMessages);
    visit("signalling_bytes", row.signallingBytes);
    visit("tcp_timeouts", row.tcpTimeouts);
    visit("goodput_before_bps", row.goodputBeforeBps);
    visit("recovery_ns", row.recoveryNs);
    visit("outcome", row.outcome);
}

/** Goes through the columns of the table published. */
template <typename Row, typename Visit>
std::enable_if_t<IS_ROW<Row, PublishedRow>>
VisitColumns(Row& row, Visit&& visit)
{
    visit("preset", row.preset);
    visit("metric", row.metric);
    visit("value", row.value);
    visit("unit", row.unit);
    visit("source", row.source);
}

} // namespace ns3

#endif /* RUN_COLUMNS_H */
