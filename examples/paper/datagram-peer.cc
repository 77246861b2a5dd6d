/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "datagram-peer.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace l4m
{
namespace paper
{

NS_OBJECT_ENSURE_REGISTERED(DatagramPeer);

namespace
{

/** Bytes of a datagram's number, at its beginning, most significant first. */
const uint32_t g_numberSize = 8;

} // namespace

TypeId
DatagramPeer::GetTypeId()
{
    static TypeId tid =
        TypeId("l4m::paper::DatagramPeer")
            .SetParent<Application>()
            .SetGroupName("L4Mobility")
            .AddConstructor<DatagramPeer>()
            .AddAttribute("Protocol",
                          "Type of the socket factory, as ns3::UdpSocketFactory",
                          TypeIdValue(UdpSocketFactory::GetTypeId()),
                          MakeTypeIdAccessor(&DatagramPeer::m_protocol),
                          MakeTypeIdChecker())
            .AddAttribute("Local",
                          "Address and port to bind to; none: any",
                          AddressValue(),
                          MakeAddressAccessor(&DatagramPeer::m_local),
                          MakeAddressChecker())
            .AddAttribute("Remote",
                          "Address and port to connect to; none: wait for a first datagram",
                          AddressValue(),
                          MakeAddressAccessor(&DatagramPeer::m_remote),
                          MakeAddressChecker())
            .AddAttribute("Interval",
                          "Time between two datagrams; 0: none but the first of the end that "
                          "connects",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&DatagramPeer::m_interval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Size",
                          "Bytes of a datagram: by default those of a G.711 packet with its RTP "
                          "header",
                          UintegerValue(172),
                          MakeUintegerAccessor(&DatagramPeer::m_size),
                          MakeUintegerChecker<uint32_t>(g_numberSize, 1400));
    return tid;
}

DatagramPeer::DatagramPeer() = default;

DatagramPeer::~DatagramPeer() = default;

const std::vector<Time>&
DatagramPeer::GetSent() const
{
    return m_sent;
}

const std::vector<std::pair<Time, uint64_t>>&
DatagramPeer::GetReceived() const
{
    return m_received;
}

void
DatagramPeer::StartApplication()
{
    m_socket = Socket::CreateSocket(GetNode(), m_protocol);
    m_socket->SetRecvCallback(MakeCallback(&DatagramPeer::Read, this));
    if (m_local.IsInvalid())
    {
        m_socket->Bind();
    }
    else
    {
        m_socket->Bind(m_local);
    }
    if (!m_remote.IsInvalid())
    {
        m_peer = m_remote;
        m_socket->Connect(m_remote);
        Send();
    }
}

void
DatagramPeer::StopApplication()
{
    m_next.Cancel();
}

void
DatagramPeer::Send()
{
    std::vector<uint8_t> bytes(m_size, 0);
    const uint64_t number = m_sent.size();
    for (uint32_t i = 0; i < g_numberSize; ++i)
    {
        bytes[i] = static_cast<uint8_t>(number >> (8 * (g_numberSize - 1 - i)));
    }
    m_sent.push_back(Simulator::Now());
    // A datagram that cannot be sent, for want of an address say, is lost like any other.
    m_socket->SendTo(Create<Packet>(bytes.data(), m_size), 0, m_peer);
    if (m_interval.IsStrictlyPositive())
    {
        m_next = Simulator::Schedule(m_interval, &DatagramPeer::Send, this);
    }
}

void
DatagramPeer::Read(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        const bool first = m_peer.IsInvalid();
        if (first)
        {
            m_peer = from;
        }
        if (from != m_peer || packet->GetSize() != m_size)
        {
            continue;
        }
        uint8_t bytes[g_numberSize];
        packet->CopyData(bytes, g_numberSize);
        uint64_t number = 0;
        for (uint8_t byte : bytes)
        {
            number = number << 8 | byte;
        }
        m_received.emplace_back(Simulator::Now(), number);
        if (first && m_interval.IsStrictlyPositive())
        {
            Send();
        }
    }
}

} // namespace paper
} // namespace l4m
