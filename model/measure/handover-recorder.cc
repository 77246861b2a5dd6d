/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "handover-recorder.h"

#include "handover-analysis.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"

#include <algorithm>
#include <array>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HandoverRecorder);

TypeId
HandoverRecorder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HandoverRecorder")
                            .SetParent<Object>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<HandoverRecorder>();
    return tid;
}

HandoverRecorder::HandoverRecorder() = default;
HandoverRecorder::~HandoverRecorder() = default;

void
HandoverRecorder::DoDispose()
{
    m_mobiles.clear();
    m_logs.clear();
    m_flows.clear();
    m_nodes.clear();
    Object::DoDispose();
}

uint32_t
HandoverRecorder::WatchMobile(Ptr<Node> mobile)
{
    const auto index = static_cast<uint32_t>(m_mobiles.size());
    m_mobiles.push_back(mobile);
    m_logs.emplace_back();
    m_flows.emplace_back();
    Ptr<AccessManager> manager = mobile->GetObject<AccessManager>();
    manager->TraceConnectWithoutContext(
        "Event",
        MakeCallback(&HandoverRecorder::AccessHappened, this).Bind(index));
    manager->TraceConnectWithoutContext("UsableAddresses",
                                        MakeCallback(&HandoverRecorder::Noticed, this).Bind(index));
    WatchIp(mobile);
    return index;
}

void
HandoverRecorder::WatchCorrespondent(Ptr<Node> node)
{
    WatchIp(node);
}

void
HandoverRecorder::WatchIp(Ptr<Node> node)
{
    const uint32_t id = node->GetId();
    if (Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>())
    {
        ipv4->TraceConnectWithoutContext("Rx",
                                         MakeCallback(&HandoverRecorder::Received4, this).Bind(id));
        ipv4->TraceConnectWithoutContext("Tx",
                                         MakeCallback(&HandoverRecorder::Sent4, this).Bind(id));
    }
    if (Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>())
    {
        ipv6->TraceConnectWithoutContext("Rx",
                                         MakeCallback(&HandoverRecorder::Received6, this).Bind(id));
        ipv6->TraceConnectWithoutContext("Tx",
                                         MakeCallback(&HandoverRecorder::Sent6, this).Bind(id));
    }
}

void
HandoverRecorder::WatchSystem(Ptr<MobilitySystem> system)
{
    system->TraceConnectWithoutContext("PathReady", MakeCallback(&HandoverRecorder::Ready, this));
    system->TraceConnectWithoutContext("Signalling",
                                       MakeCallback(&HandoverRecorder::Signalled, this));
    system->TraceConnectWithoutContext("SetUp", MakeCallback(&HandoverRecorder::SetUpDone, this));
}

HandoverRecorder::FlowId
HandoverRecorder::AddFlow(uint32_t mobile, const std::string& name, bool up, uint8_t protocol)
{
    FlowLog flow;
    flow.name = name;
    flow.mobile = mobile;
    flow.up = up;
    flow.protocol = protocol;
    m_flows[mobile].emplace_back(flow);
    m_streams = m_streams || protocol == TcpL4Protocol::PROT_NUMBER;
    return {mobile, m_flows[mobile].size() - 1};
}

void
HandoverRecorder::SetPort(FlowId id, uint16_t port)
{
    GetFlow(id).port = port;
}

FlowLog&
HandoverRecorder::GetFlow(FlowId id)
{
    return Tracker(id).GetLog();
}

FlowTracker&
HandoverRecorder::Tracker(FlowId id)
{
    return m_flows[id.mobile][id.flow];
}

std::size_t
HandoverRecorder::IndexOf(Ptr<Node> mobile) const
{
    return static_cast<std::size_t>(std::find(m_mobiles.begin(), m_mobiles.end(), mobile) -
                                    m_mobiles.begin());
}

void
HandoverRecorder::AccessHappened(uint32_t mobile, Ptr<Node> node, const AccessEvent& event)
{
    AccessRecord record;
    record.when = Simulator::Now();
    record.event = event;
    if (event.step == AccessStep::LINK_UP)
    {
        NodeState& state = m_nodes[node->GetId()];
        record.attachment = ++state.attachmentCount;
        state.attachments[event.device] = record.attachment;
    }
    m_logs[mobile].access.push_back(record);
}

void
HandoverRecorder::Noticed(uint32_t mobile, Ptr<Node> node, const UsableAddresses& usable)
{
    (void)node;
    AccessRecord record;
    record.when = Simulator::Now();
    record.notice = true;
    record.all = usable.all;
    m_logs[mobile].access.push_back(record);
}

Passage
HandoverRecorder::Describe(uint32_t node,
                           Ptr<const Packet> packet,
                           uint32_t ipHeader,
                           Ptr<NetDevice> device)
{
    const std::map<uint32_t, uint32_t>& attachments = m_nodes[node].attachments;
    const auto attachment = attachments.find(device->GetIfIndex());
    return {packet->GetSize(), ipHeader, attachment == attachments.end() ? 0 : attachment->second};
}

void
HandoverRecorder::Received4(uint32_t node,
                            Ptr<const Packet> packet,
                            Ptr<Ipv4> ipv4,
                            uint32_t interface)
{
    Ipv4Header header;
    packet->PeekHeader(header);
    const Passage passage =
        Describe(node, packet, header.GetSerializedSize(), ipv4->GetNetDevice(interface));
    m_nodes[node].arrivals.Remember(packet->GetUid(), passage);
    if (m_streams && header.GetProtocol() == TcpL4Protocol::PROT_NUMBER &&
        header.GetFragmentOffset() == 0)
    {
        Ptr<Packet> segment = packet->Copy();
        segment->RemoveHeader(header);
        SegmentAtIp(node, packet->GetUid(), segment, passage);
    }
}

void
HandoverRecorder::Received6(uint32_t node,
                            Ptr<const Packet> packet,
                            Ptr<Ipv6> ipv6,
                            uint32_t interface)
{
    Ipv6Header header;
    packet->PeekHeader(header);
    const Passage passage =
        Describe(node, packet, header.GetSerializedSize(), ipv6->GetNetDevice(interface));
    m_nodes[node].arrivals.Remember(packet->GetUid(), passage);
    if (m_streams && header.GetNextHeader() == TcpL4Protocol::PROT_NUMBER)
    {
        Ptr<Packet> segment = packet->Copy();
        segment->RemoveHeader(header);
        SegmentAtIp(node, packet->GetUid(), segment, passage);
    }
}

FlowTracker*
HandoverRecorder::FindStream(std::size_t mobile, bool up, uint16_t port)
{
    std::vector<FlowTracker*> candidates;
    for (FlowTracker& tracker : m_flows[mobile])
    {
        const FlowLog& log = tracker.GetLog();
        if (log.up == up && log.protocol == TcpL4Protocol::PROT_NUMBER)
        {
            candidates.push_back(&tracker);
        }
    }
    // A system may have changed the port, so it is asked only where there is a choice.
    if (candidates.size() > 1)
    {
        const auto other = [port](FlowTracker* one) { return one->GetLog().port != port; };
        candidates.erase(std::remove_if(candidates.begin(), candidates.end(), other),
                         candidates.end());
    }
    return candidates.size() == 1 ? candidates.front() : nullptr;
}

void
HandoverRecorder::SegmentAtIp(uint32_t node,
                              uint64_t uid,
                              Ptr<Packet> segment,
                              const Passage& passage)
{
    // Only the fixed part is read: ns-3's TcpHeader never comes to an end with some options.
    std::array<uint8_t, 20> fixed;
    if (segment->CopyData(fixed.data(), fixed.size()) < fixed.size())
    {
        return;
    }
    const uint32_t length = 4 * (fixed[12] >> 4);
    if (length >= segment->GetSize())
    {
        return;
    }
    const auto source = static_cast<uint16_t>(fixed[0] << 8 | fixed[1]);
    const auto destination = static_cast<uint16_t>(fixed[2] << 8 | fixed[3]);
    const SequenceNumber32 number(uint32_t{fixed[4]} << 24 | uint32_t{fixed[5]} << 16 |
                                  uint32_t{fixed[6]} << 8 | fixed[7]);
    for (std::size_t mobile = 0; mobile < m_mobiles.size(); ++mobile)
    {
        const uint32_t id = m_mobiles[mobile]->GetId();
        const std::optional<Passage> departure =
            id == node ? std::nullopt : m_nodes[id].departures.Find(uid);
        if (id != node && !departure)
        {
            continue;
        }
        FlowTracker* stream = FindStream(mobile, id != node, id == node ? destination : source);
        if (stream)
        {
            stream->SegmentAtIp(number,
                                length,
                                segment->GetSize() - length,
                                departure ? *departure : passage);
        }
        return;
    }
}

void
HandoverRecorder::Sent4(uint32_t node, Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface)
{
    Ipv4Header header;
    packet->PeekHeader(header);
    m_nodes[node].departures.Remember(
        packet->GetUid(),
        Describe(node, packet, header.GetSerializedSize(), ipv4->GetNetDevice(interface)));
}

void
HandoverRecorder::Sent6(uint32_t node, Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface)
{
    Ipv6Header header;
    packet->PeekHeader(header);
    m_nodes[node].departures.Remember(
        packet->GetUid(),
        Describe(node, packet, header.GetSerializedSize(), ipv6->GetNetDevice(interface)));
}

std::optional<Passage>
HandoverRecorder::Trace(FlowId id, Ptr<const Packet> packet)
{
    const uint64_t uid = packet->GetUid();
    std::optional<Passage> passage = m_nodes[Simulator::GetContext()].arrivals.Find(uid);
    if (passage && GetFlow(id).up)
    {
        const std::optional<Passage> departure =
            m_nodes[m_mobiles[id.mobile]->GetId()].departures.Find(uid);
        // On the mobile's own link: a tunnel may end before the correspondent.
        if (departure)
        {
            return departure;
        }
        passage->attachment = 0;
    }
    return passage;
}

void
HandoverRecorder::Ready(const PathReady& ready)
{
    const std::size_t index = IndexOf(ready.mobile);
    if (index < m_logs.size())
    {
        m_logs[index].ready.emplace_back(Simulator::Now(), ready);
    }
}

void
HandoverRecorder::Signalled(const SignallingMessage& message)
{
    const std::size_t index = IndexOf(message.mobile);
    if (index < m_logs.size())
    {
        m_logs[index].signalling.emplace_back(Simulator::Now(), message);
    }
}

void
HandoverRecorder::SetUpDone(const SetUpReport& report)
{
    const std::size_t index = IndexOf(report.mobile);
    if (index < m_logs.size())
    {
        m_logs[index].setUps.push_back(report);
    }
}

void
HandoverRecorder::NoteSent(FlowId id, uint64_t seq, uint32_t bytes)
{
    Tracker(id).DatagramSent(seq, bytes);
}

void
HandoverRecorder::NoteReceived(FlowId id, Ptr<const Packet> packet, uint64_t seq, Time sent)
{
    Tracker(id).DatagramReceived(seq, packet->GetSize(), sent, Trace(id, packet));
}

void
HandoverRecorder::WatchSender(FlowId id, Ptr<Socket> socket)
{
    socket->TraceConnectWithoutContext("Tx",
                                       MakeCallback(&HandoverRecorder::SegmentSent, this).Bind(id));
    socket->TraceConnectWithoutContext(
        "Rx",
        MakeCallback(&HandoverRecorder::Acknowledged, this).Bind(id));
}

void
HandoverRecorder::WatchReceiver(FlowId id, Ptr<Socket> socket)
{
    socket->TraceConnectWithoutContext(
        "Rx",
        MakeCallback(&HandoverRecorder::SegmentReceived, this).Bind(id));
}

void
HandoverRecorder::SegmentSent(FlowId id,
                              Ptr<const Packet> packet,
                              const TcpHeader& header,
                              Ptr<const TcpSocketBase> /* socket */)
{
    if (packet->GetSize() > 0)
    {
        Tracker(id).SegmentSent(header, packet->GetSize());
    }
}

void
HandoverRecorder::Acknowledged(FlowId id,
                               Ptr<const Packet> /* packet */,
                               const TcpHeader& /* header */,
                               Ptr<const TcpSocketBase> /* socket */)
{
    Tracker(id).SenderHeard();
}

void
HandoverRecorder::SegmentReceived(FlowId id,
                                  Ptr<const Packet> packet,
                                  const TcpHeader& header,
                                  Ptr<const TcpSocketBase> /* socket */)
{
    if (packet->GetSize() > 0)
    {
        Tracker(id).SegmentReceived(header, packet->GetSize(), Trace(id, packet));
    }
}

const std::vector<MobileLog>&
HandoverRecorder::Finish()
{
    for (std::size_t mobile = 0; mobile < m_logs.size(); ++mobile)
    {
        MobileLog& log = m_logs[mobile];
        for (FlowTracker& tracker : m_flows[mobile])
        {
            log.flows.push_back(std::move(tracker.GetLog()));
            CompleteFlow(log, log.flows.back());
        }
    }
    return m_logs;
}

} // namespace ns3
