/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "file-traffic.h"

#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/tcp-l4-protocol.h"

#include <algorithm>
#include <limits>

namespace l4m
{
namespace lab
{

using namespace ns3;

namespace
{

/** Bytes that are handed to TCP at once. */
const std::size_t g_block = 1400;

} // namespace

FileTraffic::FileTraffic(const TrafficContext& context,
                         const Settings& settings,
                         uint16_t port,
                         bool up)
    : m_context(context),
      m_limit(settings.bytes),
      m_port(port),
      m_up(up),
      m_flow(context.recorder->AddFlow(context.index,
                                       up ? "file-up" : "file-down",
                                       up,
                                       TcpL4Protocol::PROT_NUMBER)),
      m_source(std::make_unique<paper::FileSource>(
          settings.file,
          settings.bytes == 0 ? std::numeric_limits<uint64_t>::max() / 2 : settings.bytes))
{
}

FileTraffic::~FileTraffic() = default;

void
FileTraffic::Start()
{
    const std::string factory = m_context.system->GetTcpFactory();
    m_listener = m_context.MakeSocket(m_context.correspondent, factory);
    m_listener->Bind(m_context.Any(m_port));
    m_listener->Listen();
    m_listener->SetAcceptCallback(
        Callback<bool, Ptr<Socket>, const Address&>(
            [](Ptr<Socket>, const Address&) { return true; }),
        Callback<void, Ptr<Socket>, const Address&>([this](Ptr<Socket> socket, const Address&) {
            m_accepted = socket;
            Connected();
        }));
    m_mobile = m_context.MakeSocket(m_context.mobile, factory);
    m_mobile->Bind(m_context.MobileName());
    m_mobile->SetConnectCallback(Callback<void, Ptr<Socket>>([this](Ptr<Socket>) { Connected(); }),
                                 Callback<void, Ptr<Socket>>([this](Ptr<Socket>) { Lost(); }));
    m_mobile->Connect(m_context.PeerName(m_port));
    m_context.recorder->SetPort(m_flow, m_context.PortOf(m_mobile));
}

void
FileTraffic::Connected()
{
    if (++m_connected < 2)
    {
        return;
    }
    m_sender = m_up ? m_mobile : m_accepted;
    Ptr<Socket> receiver = m_up ? m_accepted : m_mobile;
    m_context.recorder->WatchSender(m_flow, m_sender);
    m_context.recorder->WatchReceiver(m_flow, receiver);
    receiver->SetRecvCallback(
        Callback<void, Ptr<Socket>>([this](Ptr<Socket> socket) { Receive(socket); }));
    for (const Ptr<Socket>& socket : {m_mobile, m_accepted})
    {
        socket->SetCloseCallbacks(Callback<void, Ptr<Socket>>([](Ptr<Socket> end) {
                                      end->Close(); // the other end has
                                  }),
                                  Callback<void, Ptr<Socket>>([this](Ptr<Socket>) { Lost(); }));
    }
    m_sender->SetSendCallback(
        Callback<void, Ptr<Socket>, uint32_t>([this](Ptr<Socket>, uint32_t) { Fill(); }));
    Receive(receiver);
    Fill();
}

void
FileTraffic::Lost()
{
    m_lost = true;
}

void
FileTraffic::Fill()
{
    while (!m_closed && !m_lost && m_sender->GetTxAvailable() >= g_block)
    {
        m_block.resize(m_limit == 0 ? g_block : std::min<uint64_t>(g_block, m_limit - m_sent));
        const bool enough = Simulator::Now() >= m_context.end;
        m_block.resize(enough ? 0 : m_source->Read(m_block.data(), m_block.size()));
        if (m_block.empty())
        {
            m_closed = true;
            m_sender->Close();
            return;
        }
        const auto size = static_cast<uint32_t>(m_block.size());
        if (m_sender->Send(Create<Packet>(m_block.data(), size)) != static_cast<int>(size))
        {
            m_lost = true;
            return;
        }
        m_sentHash.Add(m_block.data(), size);
        m_sent += size;
    }
}

void
FileTraffic::Receive(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return;
        }
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), packet->GetSize());
        m_receivedHash.Add(bytes.data(), bytes.size());
        m_received += bytes.size();
    }
}

void
FileTraffic::Finish()
{
    FlowLog& log = m_context.recorder->GetFlow(m_flow);
    log.sha256Sent = m_sentHash.GetHex();
    log.sha256Received = m_receivedHash.GetHex();
    log.outcome = m_closed && m_received == m_sent ? "complete"
                  : m_lost                         ? "connection lost"
                                                   : "stalled";
}

} // namespace lab
} // namespace l4m
