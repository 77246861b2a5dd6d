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

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HandoverRecorder);

namespace
{

/** Arrivals at IP that are remembered until the socket gets them. */
const std::size_t REMEMBERED = 256;

} // namespace

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
    }
    if (Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>())
    {
        ipv6->TraceConnectWithoutContext("Rx",
                                         MakeCallback(&HandoverRecorder::Received6, this).Bind(id));
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
    m_logs[mobile].flows.push_back(flow);
    m_flows[mobile].emplace_back();
    return {mobile, m_logs[mobile].flows.size() - 1};
}

void
HandoverRecorder::SetPort(FlowId id, uint16_t port)
{
    GetFlow(id).port = port;
}

FlowLog&
HandoverRecorder::GetFlow(FlowId id)
{
    return m_logs[id.mobile].flows[id.flow];
}

HandoverRecorder::FlowState&
HandoverRecorder::State(FlowId id)
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

void
HandoverRecorder::Remember(uint32_t node, const Arrival& arrival)
{
    std::deque<Arrival>& arrivals = m_nodes[node].arrivals;
    arrivals.push_front(arrival);
    if (arrivals.size() > REMEMBERED)
    {
        arrivals.pop_back();
    }
}

void
HandoverRecorder::Received4(uint32_t node,
                            Ptr<const Packet> packet,
                            Ptr<Ipv4> ipv4,
                            uint32_t interface)
{
    Ipv4Header header;
    packet->PeekHeader(header);
    Remember(node,
             {packet->GetUid(),
              packet->GetSize(),
              header.GetSerializedSize(),
              ipv4->GetNetDevice(interface)->GetIfIndex()});
}

void
HandoverRecorder::Received6(uint32_t node,
                            Ptr<const Packet> packet,
                            Ptr<Ipv6> ipv6,
                            uint32_t interface)
{
    Ipv6Header header;
    Remember(node,
             {packet->GetUid(),
              packet->GetSize(),
              header.GetSerializedSize(),
              ipv6->GetNetDevice(interface)->GetIfIndex()});
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
    SentData data;
    data.when = Simulator::Now();
    data.seq = seq;
    data.bytes = bytes;
    GetFlow(id).sent.push_back(data);
}

void
HandoverRecorder::NoteReceived(FlowId id, Ptr<const Packet> packet, uint64_t seq, Time sent)
{
    Write(id, packet, seq, sent, packet->GetSize(), 8);
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

uint64_t
HandoverRecorder::Offset(FlowState& state, SequenceNumber32 number)
{
    if (!state.known)
    {
        state.known = true;
        state.base = number;
    }
    // Nearest to what was sent last, so that a stream may be longer than TCP's numbers.
    const SequenceNumber32 end =
        state.base + SequenceNumber32(static_cast<uint32_t>(state.sentEnd));
    return state.sentEnd + static_cast<uint64_t>(static_cast<int64_t>(number - end));
}

void
HandoverRecorder::SegmentSent(FlowId id,
                              Ptr<const Packet> packet,
                              const TcpHeader& header,
                              Ptr<const TcpSocketBase> socket)
{
    (void)socket;
    if (packet->GetSize() == 0)
    {
        return;
    }
    FlowState& state = State(id);
    SentData data;
    data.when = Simulator::Now();
    data.seq = Offset(state, header.GetSequenceNumber());
    data.bytes = packet->GetSize();
    data.again = data.seq < state.sentEnd;
    state.sent[data.seq] = data.when;
    if (data.again)
    {
        state.repeated.insert(data.seq);
        if (!state.acknowledged)
        {
            GetFlow(id).timeouts.push_back(data.when);
        }
    }
    state.acknowledged = false;
    state.sentEnd = std::max(state.sentEnd, data.seq + data.bytes);
    GetFlow(id).sent.push_back(data);
}

void
HandoverRecorder::Acknowledged(FlowId id,
                               Ptr<const Packet> packet,
                               const TcpHeader& header,
                               Ptr<const TcpSocketBase> socket)
{
    (void)packet;
    (void)header;
    (void)socket;
    State(id).acknowledged = true;
}

void
HandoverRecorder::SegmentReceived(FlowId id,
                                  Ptr<const Packet> packet,
                                  const TcpHeader& header,
                                  Ptr<const TcpSocketBase> socket)
{
    (void)socket;
    if (packet->GetSize() == 0)
    {
        return;
    }
    FlowState& state = State(id);
    const uint64_t seq = Offset(state, header.GetSequenceNumber());
    auto sent = state.sent.find(seq);
    Write(id,
          packet,
          seq,
          sent == state.sent.end() ? Simulator::Now() : sent->second,
          packet->GetSize(),
          header.GetSerializedSize());
}

void
HandoverRecorder::Write(FlowId id,
                        Ptr<const Packet> packet,
                        uint64_t seq,
                        Time sent,
                        uint32_t bytes,
                        uint32_t l4Header)
{
    FlowState& state = State(id);
    FlowLog& flow = GetFlow(id);
    ReceivedData data;
    data.when = Simulator::Now();
    data.sent = sent;
    data.seq = seq;
    data.bytes = bytes;
    data.duplicate = !state.arrived.insert(seq).second;
    data.reordered = !data.duplicate && seq < state.highest && state.repeated.count(seq) == 0;
    state.highest = std::max(state.highest, seq);
    NodeState& node = m_nodes[Simulator::GetContext()];
    auto arrival =
        std::find_if(node.arrivals.begin(), node.arrivals.end(), [&packet](const Arrival& one) {
            return one.uid == packet->GetUid();
        });
    if (arrival != node.arrivals.end())
    {
        const uint32_t ordinary = arrival->ipHeader + l4Header + bytes;
        if (arrival->bytes >= ordinary)
        {
            ++flow.headerPackets;
            flow.headerBytes += arrival->bytes - ordinary;
        }
        data.attachment = flow.up ? 0 : node.attachments[arrival->device];
        node.arrivals.erase(arrival);
    }
    flow.received.push_back(data);
}

const std::vector<MobileLog>&
HandoverRecorder::Finish()
{
    for (MobileLog& log : m_logs)
    {
        for (FlowLog& flow : log.flows)
        {
            for (ReceivedData& data : flow.received)
            {
                // A mobile sends by the link that is preferred.
                if (data.attachment == 0)
                {
                    data.attachment = PreferredAttachment(log, flow.up ? data.sent : data.when);
                }
            }
        }
    }
    return m_logs;
}

} // namespace ns3
