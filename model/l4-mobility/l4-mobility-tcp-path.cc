/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-tcp-path.h"

#include "l4-mobility-address.h"
#include "l4-mobility-sockets.h"
#include "mobile-tcp-socket.h"

#include "ns3/log.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"

namespace ns3
{

using namespace l4mobility;

NS_LOG_COMPONENT_DEFINE("L4MobilityTcpPath");

/** The part of a TCP header that the layer looks at. */
struct TcpStart
{
    const uint8_t* bytes; //!< 20 bytes at least

    /** @return the source port */
    uint16_t SourcePort() const
    {
        return static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
    }

    /** @return the destination port */
    uint16_t DestinationPort() const
    {
        return static_cast<uint16_t>(bytes[2] << 8 | bytes[3]);
    }

    /** @return whether a flag is set @param flag TcpHeader::SYN and so on */
    bool Has(uint8_t flag) const
    {
        return (bytes[13] & flag) != 0;
    }
};

L4MobilityTcpPath::L4MobilityTcpPath(L4MobilityCore& core)
    : m_core(core)
{
}

Ptr<TcpL4Protocol>
L4MobilityTcpPath::GetTcp() const
{
    return DynamicCast<TcpL4Protocol>(m_core.Face(L4M_PROTO_TCP).GetUpper());
}

Ptr<TcpSocketBase>
L4MobilityTcpPath::FindSocket(const Inner& inner) const
{
    for (const Ptr<Socket>& socket : SocketsOf(GetTcp()))
    {
        Name own = OwnName(socket);
        Name peer = PeerName(socket);
        if (own.port == inner.localPort && Same(own.address, inner.local) &&
            peer.port == inner.peerPort && Same(peer.address, inner.peer))
        {
            return DynamicCast<TcpSocketBase>(socket);
        }
    }
    return nullptr;
}

bool
L4MobilityTcpPath::IsPairFree(uint16_t localPort, uint16_t peerPort) const
{
    for (const Ptr<Socket>& socket : SocketsOf(GetTcp()))
    {
        Name own = OwnName(socket);
        if (own.port != localPort)
        {
            continue;
        }
        Name peer = PeerName(socket);
        Inner inner{L4M_PROTO_TCP, own.address, peer.address, own.port, peer.port};
        bool listensForUs = peer.port == 0 && m_core.IsListening(L4M_PROTO_TCP, localPort);
        if ((peer.port == peerPort || peer.port == 0) && !listensForUs &&
            !m_core.Flows().FindInner(inner))
        {
            return false;
        }
    }
    return true;
}

void
L4MobilityTcpPath::StateChanged(L4MobilityCore* core,
                                const TcpSocketBase* socket,
                                TcpSocket::TcpStates_t /* from */,
                                TcpSocket::TcpStates_t to)
{
    if (to == TcpSocket::CLOSED)
    {
        core->Tcp().SocketClosed(socket);
    }
}

void
L4MobilityTcpPath::Follow(Ptr<TcpSocketBase> socket)
{
    socket->TraceConnectWithoutContext(
        "State",
        MakeBoundCallback(&L4MobilityTcpPath::StateChanged,
                          &m_core,
                          static_cast<const TcpSocketBase*>(PeekPointer(socket))));
}

void
L4MobilityTcpPath::Register(Ptr<TcpSocketBase> socket, const Inner& inner, bool active)
{
    Flow* known = m_core.Flows().FindInner(inner);
    if (known && known->tcp == socket)
    {
        return; // a repetition
    }
    if (active)
    {
        if (!known && IsUnicastElsewhere(inner.peer) && !m_core.GetIp().IsOwn(inner.peer))
        {
            Follow(socket);
            m_core.Connect(inner, socket);
        }
    }
    else if (known && !known->tcp)
    {
        Follow(socket);
        known->tcp = socket;
    }
}

void
L4MobilityTcpPath::Listen(Ptr<TcpSocketBase> socket, uint16_t port)
{
    m_listeners[PeekPointer(socket)] = port;
    m_core.Listen(L4M_PROTO_TCP, port);
    Follow(socket);
}

void
L4MobilityTcpPath::SocketClosed(const TcpSocketBase* socket)
{
    auto listener = m_listeners.find(socket);
    if (listener != m_listeners.end())
    {
        m_core.Unlisten(L4M_PROTO_TCP, listener->second);
        m_listeners.erase(listener);
        return;
    }
    for (const Ptr<Flow>& flow : m_core.Flows().All())
    {
        if (PeekPointer(flow->tcp) == socket)
        {
            // What the socket sends last may still follow in this event.
            Simulator::ScheduleNow(&L4MobilityCore::Close, &m_core, flow);
        }
    }
}

bool
L4MobilityTcpPath::SendDown(Ptr<Packet> packet,
                            const l4m_addr& src,
                            const l4m_addr& dst,
                            Ptr<Ipv4Route> hint)
{
    uint8_t start[20];
    packet->CopyData(start, sizeof(start));
    const TcpStart tcp{start};
    Inner inner{L4M_PROTO_TCP, src, dst, tcp.SourcePort(), tcp.DestinationPort()};
    const bool syn = tcp.Has(TcpHeader::SYN);
    Ptr<Flow> flow = m_core.Flows().FindInner(inner);
    if (!flow && syn && !tcp.Has(TcpHeader::ACK) &&
        (m_core.IsListed(L4M_PROTO_TCP, inner.localPort) ||
         m_core.IsListed(L4M_PROTO_TCP, inner.peerPort)))
    {
        Ptr<TcpSocketBase> socket = FindSocket(inner);
        uint32_t limit = m_core.SegmentLimit();
        UintegerValue segment;
        if (socket)
        {
            // A socket about to connect is still closed, so that ns-3 allows this.
            socket->GetAttribute("SegmentSize", segment);
            if (limit != 0 && segment.Get() > limit)
            {
                socket->SetAttribute("SegmentSize", UintegerValue(limit));
            }
            Register(socket, inner, true);
            flow = m_core.Flows().FindInner(inner);
        }
    }
    if (!flow || flow->fate != Fate::MOBILE)
    {
        return false;
    }
    if (syn)
    {
        std::vector<uint8_t> header(packet->GetSize());
        packet->CopyData(header.data(), packet->GetSize());
        packet->RemoveAtStart(packet->GetSize());
        if (!tcp.Has(TcpHeader::ACK))
        {
            flow->syn = header;
        }
        else if (!flow->tcp)
        {
            Ptr<TcpSocketBase> socket = FindSocket(inner);
            if (socket)
            {
                Register(socket, inner, false);
            }
        }
        SendSyn(flow, header, packet);
        return true;
    }
    if (l4m_assoc_state(flow->assoc) != L4M_STATE_INIT_SENT)
    {
        m_core.SendProtected(flow, packet, hint);
    }
    if (tcp.Has(TcpHeader::RST))
    {
        // Whoever resets a connection is done with it.
        Simulator::ScheduleNow(&L4MobilityCore::Close, &m_core, flow);
    }
    return true;
}

void
L4MobilityTcpPath::SendSyn(Ptr<Flow> flow, const std::vector<uint8_t>& header, Ptr<Packet> packet)
{
    uint8_t out[60 + L4M_ATTACH_MAX];
    std::size_t length = 0;
    std::size_t l4Length = 0;
    l4m_work before = m_core.Work();
    l4m_error error = l4m_attach(flow->assoc,
                                 header.data(),
                                 header.size(),
                                 out,
                                 sizeof(out),
                                 &length,
                                 &l4Length,
                                 L4MobilityCore::Now());
    if (error != L4M_OK)
    {
        NS_LOG_WARN("flow " << flow->id << ": SYN not sent: " << l4m_strerror(error));
        return;
    }
    m_core.Charge(before, flow->assoc);
    Time& when = flow->initiator ? flow->initSent : flow->offered;
    if (when.IsZero())
    {
        when = m_core.DoneAt();
    }
    const l4m_addr peer = *l4m_assoc_peer(flow->assoc);
    m_core.SendBytes(flow, L4M_PROTO_TCP, peer, out, length, l4Length, packet);
}

void
L4MobilityTcpPath::SetUpFailed(Ptr<Flow> flow, bool plain, l4m_error reason)
{
    if (plain)
    {
        flow->fate = Fate::PLAIN;
        if (reason != L4M_ERR_PLAIN && !flow->syn.empty())
        {
            // The peer said no to mobility, not to the connection: ask again without.
            Ptr<Packet> packet = Create<Packet>();
            std::vector<uint8_t> header = flow->syn;
            m_core.SendBytes(nullptr,
                             L4M_PROTO_TCP,
                             flow->inner.peer,
                             header.data(),
                             header.size(),
                             header.size(),
                             packet);
        }
        return;
    }
    Ptr<TcpSocketBase> socket = flow->tcp;
    m_core.Close(flow);
    Ptr<MobileTcpSocket> mobile = DynamicCast<MobileTcpSocket>(socket);
    if (mobile)
    {
        Simulator::ScheduleNow(&MobileTcpSocket::Abort, mobile);
    }
    else if (socket)
    {
        Simulator::ScheduleNow(&Socket::Close, Ptr<Socket>(socket));
    }
}

void
L4MobilityTcpPath::SendReset(L4MobilityFace& face, const Arrival& arrival)
{
    TcpHeader in;
    arrival.packet->PeekHeader(in);
    TcpHeader reset;
    reset.SetSourcePort(in.GetDestinationPort());
    reset.SetDestinationPort(in.GetSourcePort());
    if (in.GetFlags() & TcpHeader::ACK)
    {
        reset.SetFlags(TcpHeader::RST);
        reset.SetSequenceNumber(in.GetAckNumber());
    }
    else
    {
        reset.SetFlags(TcpHeader::RST | TcpHeader::ACK);
        reset.SetAckNumber(in.GetSequenceNumber() + SequenceNumber32(1));
    }
    DynamicCast<TcpL4Protocol>(face.GetUpper())
        ->SendPacket(Create<Packet>(), reset, ToAddress(arrival.dst), ToAddress(arrival.src));
}

bool
L4MobilityTcpPath::StepAside(Flow& flow)
{
    Ptr<MobileTcpSocket> socket = DynamicCast<MobileTcpSocket>(flow.tcp);
    if (flow.initiator || !socket || !flow.assoc ||
        Same(*l4m_assoc_peer(flow.assoc), flow.inner.peer))
    {
        return false;
    }
    Inner other = flow.inner;
    do
    {
        other.peerPort = other.peerPort == UINT16_MAX ? 1024 : other.peerPort + 1;
    } while (m_core.Flows().FindInner(other) || FindSocket(other));
    m_core.Flows().Rename(flow, other.peerPort);
    socket->RenamePeer(other.peerPort);
    return true;
}

IpL4Protocol::RxStatus
L4MobilityTcpPath::Receive(L4MobilityFace& face, Arrival& arrival)
{
    std::vector<uint8_t>& bytes = m_core.Bytes(arrival.packet);
    const TcpStart tcp{bytes.data()};
    if (arrival.packet->GetSize() < 20)
    {
        m_core.RejectTruncated(arrival);
        return IpL4Protocol::RX_CSUM_FAILED;
    }
    const bool opens = tcp.Has(TcpHeader::SYN) && !tcp.Has(TcpHeader::ACK);
    Inner inner{L4M_PROTO_TCP, arrival.dst, arrival.src, tcp.DestinationPort(), tcp.SourcePort()};
    Flow* claimed = m_core.Flows().FindInner(inner);
    if (claimed && (claimed->fate != Fate::MOBILE || (opens && StepAside(*claimed))))
    {
        claimed = nullptr;
    }
    if (!claimed && !tcp.Has(TcpHeader::SYN) &&
        !l4m_has_pair(m_core.Host(), L4M_PROTO_TCP, inner.localPort, inner.peerPort))
    {
        return face.PassUp(arrival);
    }
    if (opens && m_core.IsListed(L4M_PROTO_TCP, inner.localPort) &&
        !m_core.IsListening(L4M_PROTO_TCP, inner.localPort))
    {
        m_core.Listen(L4M_PROTO_TCP, inner.localPort);
    }
    if (m_core.HasWrongChecksum(arrival, bytes.data()))
    {
        return IpL4Protocol::RX_CSUM_FAILED;
    }
    l4m_result result;
    l4m_verdict verdict = m_core.Input(
        arrival,
        bytes,
        claimed,
        [this, &inner]() { return FindSocket(inner) != nullptr; },
        result);
    Ptr<Flow> flow = result.assoc ? static_cast<Flow*>(l4m_assoc_user(result.assoc)) : nullptr;
    m_core.HandleEvents();
    IpL4Protocol::RxStatus status = IpL4Protocol::RX_OK;
    switch (verdict)
    {
    case L4M_PLAIN:
        if (flow && flow->fate == Fate::CLOSED)
        {
            SendReset(face, arrival); // an ordinary peer, where mobility is required
        }
        else
        {
            status = face.PassUp(arrival);
        }
        break;
    case L4M_SYN:
        flow = m_core.Accept(result.assoc, inner);
        m_core.Deliver(flow, arrival, bytes, result.l4_len, result.ext_len);
        break;
    case L4M_SYN_ACK:
    case L4M_DELIVER:
        m_core.Deliver(flow, arrival, bytes, result.l4_len, result.ext_len);
        break;
    case L4M_RESEND:
        SendSyn(flow, flow->syn, Create<Packet>());
        break;
    case L4M_DONE:
        break;
    case L4M_DISCARD:
        m_core.Reject(arrival, result.reason);
        if (result.reason == L4M_ERR_PLAIN && opens)
        {
            SendReset(face, arrival);
        }
        break;
    }
    m_core.AfterCodec();
    return status;
}

} // namespace ns3
