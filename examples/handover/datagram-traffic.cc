/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "datagram-traffic.h"

#include "ns3/seq-ts-header.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"

namespace l4m
{
namespace lab
{

using namespace ns3;

namespace
{

/** Time after which a mobile that only listens asks again. */
const Time g_again = MilliSeconds(500);

} // namespace

DatagramTraffic::DatagramTraffic(const TrafficContext& context,
                                 const Pattern& pattern,
                                 uint16_t port)
    : m_context(context),
      m_pattern(pattern),
      m_port(port)
{
    const uint8_t udp = 17;
    if (pattern.up)
    {
        m_up.flow = context.recorder->AddFlow(context.index, "talk-up", true, udp);
    }
    m_up.once = !pattern.up;
    m_down.flow = context.recorder->AddFlow(context.index, "talk-down", false, udp);
}

DatagramTraffic::~DatagramTraffic() = default;

void
DatagramTraffic::Start()
{
    const std::string factory = m_context.system->GetUdpFactory();
    m_correspondent = m_context.MakeSocket(m_context.correspondent, factory);
    m_correspondent->Bind(m_context.Any(m_port));
    m_correspondent->SetRecvCallback(
        Callback<void, Ptr<Socket>>([this](Ptr<Socket> socket) { Receive(m_up, socket); }));
    m_mobile = m_context.MakeSocket(m_context.mobile, factory);
    m_mobile->Bind(m_context.MobileName());
    m_mobile->Connect(m_context.PeerName(m_port));
    m_mobile->SetRecvCallback(
        Callback<void, Ptr<Socket>>([this](Ptr<Socket> socket) { Receive(m_down, socket); }));
    const uint16_t port = m_context.PortOf(m_mobile);
    if (m_pattern.up)
    {
        m_context.recorder->SetPort(m_up.flow, port);
    }
    m_context.recorder->SetPort(m_down.flow, port);
    m_up.socket = m_mobile;
    m_down.socket = m_correspondent;
    Send(m_up);
}

void
DatagramTraffic::Send(Way& way)
{
    if (Simulator::Now() >= m_context.end)
    {
        return;
    }
    SeqTsHeader header;
    header.SetSeq(way.next);
    Ptr<Packet> packet = Create<Packet>(m_pattern.payload - header.GetSerializedSize());
    packet->AddHeader(header);
    if (!way.once)
    {
        m_context.recorder->NoteSent(way.flow, way.next, m_pattern.payload);
    }
    ++way.next;
    if (&way == &m_up)
    {
        way.socket->Send(packet);
    }
    else
    {
        way.socket->SendTo(packet, 0, m_first);
    }
    const Time pause = way.once ? g_again : m_pattern.interval;
    Simulator::Schedule(pause, [this, &way]() {
        // Who only listens asks until it is answered.
        if (!way.once || !m_answered)
        {
            Send(way);
        }
    });
}

void
DatagramTraffic::Receive(Way& way, Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (&way == &m_up)
        {
            if (m_first.IsInvalid())
            {
                m_first = from;
                Send(m_down);
            }
            if (from != m_first)
            {
                continue; // not the one it talks to
            }
        }
        m_answered = m_answered || &way == &m_down;
        SeqTsHeader header;
        packet->PeekHeader(header);
        if (!way.once)
        {
            m_context.recorder->NoteReceived(way.flow, packet, header.GetSeq(), header.GetTs());
        }
    }
}

void
DatagramTraffic::Finish()
{
    for (const Way* way : {&m_up, &m_down})
    {
        if (!way->once)
        {
            FlowLog& log = m_context.recorder->GetFlow(way->flow);
            const bool well =
                !log.received.empty() && log.received.back().when + Seconds(1) >= m_context.end;
            log.outcome = well ? "alive" : "silent at the end";
        }
    }
}

} // namespace lab
} // namespace l4m
