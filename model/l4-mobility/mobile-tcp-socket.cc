/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mobile-tcp-socket.h"

#include "l4-mobility-address.h"
#include "l4-mobility-core.h"
#include "l4-mobility-protocol.h"
#include "l4-mobility-tcp-path.h"

#include "ns3/ipv4-end-point.h"
#include "ns3/ipv6-end-point.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/rtt-estimator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-tx-buffer.h"

namespace ns3
{

using namespace l4mobility;

NS_LOG_COMPONENT_DEFINE("MobileTcpSocket");
NS_OBJECT_ENSURE_REGISTERED(MobileTcpSocket);

TypeId
MobileTcpSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MobileTcpSocket")
                            .SetParent<TcpSocketBase>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<MobileTcpSocket>();
    return tid;
}

MobileTcpSocket::MobileTcpSocket() = default;

MobileTcpSocket::MobileTcpSocket(const MobileTcpSocket& other)
    : Typed(other)
{
}

Ptr<TcpSocketBase>
MobileTcpSocket::Fork()
{
    return CopyObject<MobileTcpSocket>(this);
}

/** @return the works of a node's layer */
static L4MobilityCore&
CoreOf(Ptr<Node> node)
{
    return node->GetObject<L4MobilityProtocol>()->GetCore();
}

void
MobileTcpSocket::LimitSegmentSize()
{
    uint32_t limit = CoreOf(m_node).SegmentLimit();
    if (m_state == CLOSED && limit != 0 && GetSegSize() > limit)
    {
        SetSegSize(limit);
    }
}

int
MobileTcpSocket::Connect(const Address& address)
{
    LimitSegmentSize();
    return TcpSocketBase::Connect(address);
}

int
MobileTcpSocket::Listen()
{
    LimitSegmentSize();
    int result = TcpSocketBase::Listen();
    uint16_t port = m_endPoint    ? m_endPoint->GetLocalPort()
                    : m_endPoint6 ? m_endPoint6->GetLocalPort()
                                  : 0;
    if (result == 0 && port != 0)
    {
        CoreOf(m_node).Tcp().Listen(this, port);
    }
    return result;
}

void
MobileTcpSocket::Register(bool active)
{
    Inner inner;
    inner.protocol = L4M_PROTO_TCP;
    if (m_endPoint)
    {
        inner.local = FromIpv4(m_endPoint->GetLocalAddress());
        inner.peer = FromIpv4(m_endPoint->GetPeerAddress());
        inner.localPort = m_endPoint->GetLocalPort();
        inner.peerPort = m_endPoint->GetPeerPort();
    }
    else if (m_endPoint6)
    {
        inner.local = FromIpv6(m_endPoint6->GetLocalAddress());
        inner.peer = FromIpv6(m_endPoint6->GetPeerAddress());
        inner.localPort = m_endPoint6->GetLocalPort();
        inner.peerPort = m_endPoint6->GetPeerPort();
    }
    else
    {
        return;
    }
    CoreOf(m_node).Tcp().Register(this, inner, active);
}

void
MobileTcpSocket::SendEmptyPacket(uint8_t flags)
{
    if (flags & TcpHeader::SYN)
    {
        Register(!(flags & TcpHeader::ACK));
    }
    TcpSocketBase::SendEmptyPacket(flags);
}

void
MobileTcpSocket::ReTxTimeout()
{
    TcpSocketBase::ReTxTimeout();
    if (!m_endPoint && !m_endPoint6)
    {
        // It gave up, which does not show in its state.
        CoreOf(m_node).Tcp().SocketClosed(this);
    }
}

void
MobileTcpSocket::Kick()
{
    NS_LOG_FUNCTION(this);
    if ((!m_endPoint && !m_endPoint6) || m_state == CLOSED || m_state == LISTEN ||
        m_state == TIME_WAIT)
    {
        return;
    }
    if (m_state == SYN_SENT || m_state == SYN_RCVD)
    {
        // Does not count as one of the tries.
        m_retxEvent.Cancel();
        m_synCount = std::min(m_synCount + 1, m_synRetries);
        SendEmptyPacket(m_state == SYN_SENT ? TcpHeader::SYN : TcpHeader::SYN | TcpHeader::ACK);
        return;
    }
    const Time rto =
        Max(m_rtt->GetEstimate() + Max(m_clockGranularity, m_rtt->GetVariation() * 4), m_minRto);
    if (!m_persistEvent.IsExpired())
    {
        m_persistEvent.Cancel();
        m_persistTimeout = rto;
        PersistTimeout();
        return;
    }
    const bool dataInFlight =
        m_txBuffer->Size() > 0 && m_txBuffer->HeadSequence() < m_tcb->m_highTxMark.Get();
    const bool finInFlight = m_state == FIN_WAIT_1 || m_state == CLOSING;
    if (!dataInFlight && !finInFlight)
    {
        return;
    }
    m_retxEvent.Cancel();
    m_dataRetrCount = m_dataRetries;
    m_rto = rto / 2; // ReTxTimeout() doubles it
    ReTxTimeout();
    // Nothing is known of the new path, not even that it is congested: slow start from the initial
    // window (RFC 5681, 3.1). A window of one segment, as after a loss, would wait for the peer's
    // delayed acknowledgement.
    m_tcb->m_ssThresh = GetInitialSSThresh();
    m_tcb->m_cWnd = GetInitialCwnd() * GetSegSize();
    m_tcb->m_cWndInfl = m_tcb->m_cWnd;
    SendPendingData(m_connected);
}

void
MobileTcpSocket::Abort()
{
    NS_LOG_FUNCTION(this);
    if (!m_endPoint && !m_endPoint6)
    {
        return;
    }
    CancelAllTimers();
    if (m_state == SYN_SENT)
    {
        NotifyConnectionFailed();
    }
    else
    {
        NotifyErrorClose();
    }
    m_state = CLOSED;
    DeallocateEndPoint();
}

void
MobileTcpSocket::RenamePeer(uint16_t port)
{
    if (m_endPoint)
    {
        m_endPoint->SetPeer(m_endPoint->GetPeerAddress(), port);
    }
    else if (m_endPoint6)
    {
        m_endPoint6->SetPeer(m_endPoint6->GetPeerAddress(), port);
    }
}

} // namespace ns3
