/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "file-transfer.h"

#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"

#include <algorithm>

using namespace ns3;

namespace l4m
{
namespace paper
{

NS_OBJECT_ENSURE_REGISTERED(FileSender);
NS_OBJECT_ENSURE_REGISTERED(FileReceiver);

namespace
{

/** The file is read in blocks of this many bytes. */
const std::size_t g_blockSize = 64 * 1024;

/** What a time is before it is known. */
const Time g_never = Seconds(-1);

} // namespace

TypeId
FileSender::GetTypeId()
{
    static TypeId tid = TypeId("l4m::paper::FileSender")
                            .SetParent<Application>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<FileSender>()
                            .AddAttribute("Protocol",
                                          "Type of the socket factory, as ns3::TcpSocketFactory",
                                          TypeIdValue(TcpSocketFactory::GetTypeId()),
                                          MakeTypeIdAccessor(&FileSender::m_protocol),
                                          MakeTypeIdChecker())
                            .AddAttribute("Remote",
                                          "Address and port of the receiver",
                                          AddressValue(),
                                          MakeAddressAccessor(&FileSender::m_remote),
                                          MakeAddressChecker())
                            .AddTraceSource("Connected",
                                            "The connection is established",
                                            MakeTraceSourceAccessor(&FileSender::m_connected),
                                            "l4m::paper::FileSender::EventTracedCallback")
                            .AddTraceSource("Lost",
                                            "The socket reported that the connection is lost",
                                            MakeTraceSourceAccessor(&FileSender::m_lost),
                                            "l4m::paper::FileSender::EventTracedCallback");
    return tid;
}

FileSender::FileSender()
    : m_connectTime(g_never),
      m_connectedTime(g_never),
      m_lostTime(g_never)
{
}

FileSender::~FileSender() = default;

void
FileSender::SetSource(std::unique_ptr<FileSource> source)
{
    m_source = std::move(source);
}

Ptr<Socket>
FileSender::GetSocket() const
{
    return m_socket;
}

uint64_t
FileSender::GetSent() const
{
    return m_sent;
}

std::string
FileSender::GetSha256() const
{
    return m_hash.GetHex();
}

Time
FileSender::GetConnectTime() const
{
    return m_connectTime;
}

Time
FileSender::GetConnectedTime() const
{
    return m_connectedTime;
}

Time
FileSender::GetLostTime() const
{
    return m_lostTime;
}

void
FileSender::StartApplication()
{
    m_socket = Socket::CreateSocket(GetNode(), m_protocol);
    m_socket->Bind();
    m_socket->SetConnectCallback(MakeCallback(&FileSender::Begin, this),
                                 MakeCallback(&FileSender::GiveUp, this));
    m_socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                MakeCallback(&FileSender::GiveUp, this));
    m_socket->SetSendCallback(MakeCallback(&FileSender::Fill, this));
    m_connectTime = Simulator::Now();
    m_socket->Connect(m_remote);
}

void
FileSender::StopApplication()
{
    if (m_socket)
    {
        m_socket->Close();
    }
}

void
FileSender::Begin(Ptr<Socket> socket)
{
    m_connectedTime = Simulator::Now();
    m_connected();
    Fill(socket, socket->GetTxAvailable());
}

void
FileSender::GiveUp(Ptr<Socket>)
{
    if (m_lostTime.IsNegative())
    {
        m_lostTime = Simulator::Now();
        m_lost();
    }
}

void
FileSender::Fill(Ptr<Socket> socket, uint32_t)
{
    if (m_connectedTime.IsNegative() || m_closed)
    {
        return;
    }
    while (uint32_t room = socket->GetTxAvailable())
    {
        if (m_rest == 0)
        {
            m_block.resize(g_blockSize);
            m_rest = m_source->Read(m_block.data(), m_block.size());
            m_block.resize(m_rest);
        }
        if (m_rest == 0)
        {
            m_closed = true;
            socket->Close();
            return;
        }
        const uint8_t* next = m_block.data() + (m_block.size() - m_rest);
        const uint32_t size = static_cast<uint32_t>(std::min<std::size_t>(room, m_rest));
        const int taken = socket->Send(Create<Packet>(next, size));
        if (taken <= 0)
        {
            return;
        }
        m_hash.Add(next, static_cast<std::size_t>(taken));
        m_sent += static_cast<uint64_t>(taken);
        m_rest -= static_cast<std::size_t>(taken);
    }
}

TypeId
FileReceiver::GetTypeId()
{
    static TypeId tid = TypeId("l4m::paper::FileReceiver")
                            .SetParent<Application>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<FileReceiver>()
                            .AddAttribute("Protocol",
                                          "Type of the socket factory, as ns3::TcpSocketFactory",
                                          TypeIdValue(TcpSocketFactory::GetTypeId()),
                                          MakeTypeIdAccessor(&FileReceiver::m_protocol),
                                          MakeTypeIdChecker())
                            .AddAttribute("Local",
                                          "Address and port to listen on",
                                          AddressValue(),
                                          MakeAddressAccessor(&FileReceiver::m_local),
                                          MakeAddressChecker())
                            .AddTraceSource("Delivered",
                                            "Bytes were read; the number of all so far",
                                            MakeTraceSourceAccessor(&FileReceiver::m_delivered),
                                            "l4m::paper::FileReceiver::DeliveredTracedCallback")
                            .AddTraceSource("Finished",
                                            "The sender has closed; all is read",
                                            MakeTraceSourceAccessor(&FileReceiver::m_finished),
                                            "l4m::paper::FileSender::EventTracedCallback");
    return tid;
}

FileReceiver::FileReceiver()
    : m_finishedTime(g_never)
{
}

FileReceiver::~FileReceiver() = default;

uint64_t
FileReceiver::GetReceived() const
{
    return m_received;
}

std::string
FileReceiver::GetSha256() const
{
    return m_hash.GetHex();
}

Time
FileReceiver::GetFinishedTime() const
{
    return m_finishedTime;
}

void
FileReceiver::StartApplication()
{
    m_listener = Socket::CreateSocket(GetNode(), m_protocol);
    m_listener->Bind(m_local);
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&FileReceiver::Accept, this));
}

void
FileReceiver::StopApplication()
{
    for (const auto& socket : {m_listener, m_socket})
    {
        if (socket)
        {
            socket->Close();
        }
    }
}

void
FileReceiver::Accept(Ptr<Socket> socket, const Address&)
{
    m_socket = socket;
    socket->SetRecvCallback(MakeCallback(&FileReceiver::Read, this));
    socket->SetCloseCallbacks(MakeCallback(&FileReceiver::Finish, this),
                              MakeNullCallback<void, Ptr<Socket>>());
}

void
FileReceiver::Read(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            break;
        }
        m_block.resize(packet->GetSize());
        packet->CopyData(m_block.data(), packet->GetSize());
        m_hash.Add(m_block.data(), m_block.size());
        m_received += m_block.size();
        m_delivered(m_received);
    }
}

void
FileReceiver::Finish(Ptr<Socket> socket)
{
    Read(socket);
    m_finishedTime = Simulator::Now();
    socket->Close();
    m_finished();
}

} // namespace paper
} // namespace l4m
