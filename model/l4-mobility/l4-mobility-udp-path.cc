/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-udp-path.h"

#include "l4-mobility-address.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{

using namespace l4mobility;

NS_LOG_COMPONENT_DEFINE("L4MobilityUdpPath");

L4MobilityUdpPath::L4MobilityUdpPath(L4MobilityCore& core)
    : m_core(core)
{
}

void
L4MobilityUdpPath::Dispose()
{
    m_sockets.clear();
}

void
L4MobilityUdpPath::Register(Ptr<Socket> socket)
{
    m_core.Host();
    m_sockets.push_back(socket);
}

Ptr<Socket>
L4MobilityUdpPath::FindMobile(uint16_t localPort, uint16_t peerPort) const
{
    for (const Ptr<Socket>& socket : m_sockets)
    {
        if (OwnName(socket).port == localPort)
        {
            return socket;
        }
    }
    if (!m_core.IsListed(L4M_PROTO_UDP, localPort) && !m_core.IsListed(L4M_PROTO_UDP, peerPort))
    {
        return nullptr;
    }
    for (const Ptr<Socket>& socket : SocketsOf(m_core.Face(L4M_PROTO_UDP).GetUpper()))
    {
        if (OwnName(socket).port == localPort)
        {
            return socket;
        }
    }
    return nullptr;
}

bool
L4MobilityUdpPath::IsPairFree(uint16_t localPort, uint16_t peerPort) const
{
    for (const Ptr<Socket>& socket : SocketsOf(m_core.Face(L4M_PROTO_UDP).GetUpper()))
    {
        // An ordinary socket takes what comes to its port from anywhere.
        if (OwnName(socket).port == localPort && !FindMobile(localPort, peerPort))
        {
            return false;
        }
    }
    return true;
}

bool
L4MobilityUdpPath::HasPlainSocket(const Inner& inner) const
{
    for (const Ptr<Socket>& socket : SocketsOf(m_core.Face(L4M_PROTO_UDP).GetUpper()))
    {
        Name peer = PeerName(socket);
        if (OwnName(socket).port == inner.localPort && peer.port == inner.peerPort &&
            Same(peer.address, inner.peer))
        {
            return !FindMobile(inner.localPort, inner.peerPort);
        }
    }
    return false;
}

/** @return the ports of a UDP header, source first; zeros if there is no whole header */
static std::pair<uint16_t, uint16_t>
Ports(Ptr<const Packet> packet)
{
    uint8_t header[8];
    if (packet->CopyData(header, sizeof(header)) < sizeof(header))
    {
        return {0, 0};
    }
    return {static_cast<uint16_t>(header[0] << 8 | header[1]),
            static_cast<uint16_t>(header[2] << 8 | header[3])};
}

bool
L4MobilityUdpPath::SendDown(Ptr<Packet> packet,
                            const l4m_addr& src,
                            const l4m_addr& dst,
                            Ptr<Ipv4Route> hint)
{
    auto [sourcePort, destinationPort] = Ports(packet);
    Inner inner{L4M_PROTO_UDP, src, dst, sourcePort, destinationPort};
    Ptr<Flow> flow = m_core.Flows().FindInner(inner);
    if (!flow)
    {
        Ptr<Socket> socket = FindMobile(sourcePort, destinationPort);
        if (!socket || !IsUnicastElsewhere(dst) || m_core.GetIp().IsOwn(dst) ||
            m_core.GetIp().IsSubnetBroadcast(dst))
        {
            return false;
        }
        // Only the connected state has mobility (R4): a server answers an ordinary client as ever.
        Name peer = PeerName(socket);
        if (peer.port != destinationPort || !Same(peer.address, dst))
        {
            return false;
        }
        flow = m_core.Connect(inner, nullptr);
        flow->udp = socket;
        m_core.AfterCodec();
    }
    if (flow->fate == Fate::PLAIN)
    {
        return false;
    }
    if (flow->fate != Fate::MOBILE)
    {
        NS_LOG_LOGIC("datagram dropped: mobility is required and the peer has none");
        return true;
    }
    if (l4m_assoc_state(flow->assoc) != L4M_STATE_INIT_SENT)
    {
        Flush(flow);
        m_core.SendProtected(flow, packet, hint);
    }
    else if (flow->waiting.size() < m_core.GetUdpQueue())
    {
        flow->waiting.push_back(packet);
    }
    else
    {
        NS_LOG_LOGIC("datagram dropped: UdpQueue is full");
    }
    return true;
}

void
L4MobilityUdpPath::Flush(Ptr<Flow> flow)
{
    std::deque<Ptr<Packet>> waiting;
    waiting.swap(flow->waiting);
    for (const Ptr<Packet>& packet : waiting)
    {
        m_core.SendProtected(flow, packet, nullptr);
    }
}

void
L4MobilityUdpPath::SetUpFailed(Ptr<Flow> flow, bool plain, bool established)
{
    if (established || !flow->initiator)
    {
        m_core.Close(flow); // the next datagram begins anew
        return;
    }
    flow->fate = plain ? Fate::PLAIN : Fate::REFUSED;
    std::deque<Ptr<Packet>> waiting;
    waiting.swap(flow->waiting);
    if (!plain)
    {
        NS_LOG_LOGIC(waiting.size() << " datagrams dropped: mobility is required");
        return;
    }
    Path path = m_core.GetIp().Find(flow->inner.peer, L4M_PROTO_UDP);
    for (const Ptr<Packet>& packet : waiting)
    {
        m_core.GetIp().Send(packet, L4M_PROTO_UDP, path);
    }
}

void
L4MobilityUdpPath::SocketGone(Ptr<Flow> flow)
{
    const uint16_t port = flow->inner.localPort;
    if (!FindMobile(port, flow->inner.peerPort))
    {
        m_core.Unlisten(L4M_PROTO_UDP, port);
    }
    m_core.Close(flow);
}

bool
L4MobilityUdpPath::CloseIfOrphan(Ptr<Flow> flow)
{
    if (!flow->udp || OwnName(flow->udp).port != 0)
    {
        return false;
    }
    SocketGone(flow);
    return true;
}

void
L4MobilityUdpPath::ListenIfMobile(const Inner& inner)
{
    if (m_core.IsListening(L4M_PROTO_UDP, inner.localPort))
    {
        return;
    }
    Ptr<Socket> socket = FindMobile(inner.localPort, inner.peerPort);
    if (!socket)
    {
        return;
    }
    Name peer = PeerName(socket);
    if (peer.port == 0 || (peer.port == inner.peerPort && Same(peer.address, inner.peer)))
    {
        m_core.Listen(L4M_PROTO_UDP, inner.localPort);
    }
}

IpL4Protocol::RxStatus
L4MobilityUdpPath::Receive(L4MobilityFace& face, Arrival& arrival)
{
    auto [sourcePort, destinationPort] = Ports(arrival.packet);
    Inner inner{L4M_PROTO_UDP, arrival.dst, arrival.src, destinationPort, sourcePort};
    if (arrival.packet->GetSize() < 8)
    {
        m_core.RejectTruncated(arrival);
        return IpL4Protocol::RX_CSUM_FAILED;
    }
    if (!m_core.GetIp().IsOwn(arrival.dst))
    {
        return face.PassUp(arrival); // multicast and broadcast
    }
    Flow* claimed = m_core.Flows().FindInner(inner);
    // A connected socket's port is its own: nothing else may reach it there, although ns-3 would
    // let it (R7).
    claimed = claimed ? claimed : m_core.Flows().FindUdpInitiator(destinationPort);
    claimed = claimed && claimed->fate == Fate::MOBILE ? claimed : nullptr;
    if (!claimed)
    {
        ListenIfMobile(inner);
    }
    std::vector<uint8_t>& bytes = m_core.Bytes(arrival.packet);
    const bool hasChecksum = bytes[6] != 0 || bytes[7] != 0;
    if (hasChecksum && m_core.HasWrongChecksum(arrival, bytes.data()))
    {
        return IpL4Protocol::RX_CSUM_FAILED;
    }
    l4m_result result;
    l4m_verdict verdict = m_core.Input(
        arrival,
        bytes,
        claimed,
        [this, &inner]() { return HasPlainSocket(inner); },
        result);
    if (verdict == L4M_DONE && result.assoc && !l4m_assoc_user(result.assoc))
    {
        Ptr<Flow> accepted = m_core.Accept(result.assoc, inner);
        accepted->offered = m_core.DoneAt();
        accepted->udp = FindMobile(inner.localPort, inner.peerPort);
    }
    Ptr<Flow> flow = result.assoc ? static_cast<Flow*>(l4m_assoc_user(result.assoc)) : nullptr;
    m_core.HandleEvents();
    IpL4Protocol::RxStatus status = IpL4Protocol::RX_OK;
    if (verdict == L4M_PLAIN)
    {
        status = face.PassUp(arrival);
    }
    else if (verdict == L4M_DELIVER)
    {
        m_core.Deliver(flow, arrival, bytes, result.l4_len, result.ext_len);
    }
    else if (verdict == L4M_DISCARD)
    {
        m_core.Reject(arrival, result.reason);
    }
    m_core.AfterCodec();
    return status;
}

} // namespace ns3
