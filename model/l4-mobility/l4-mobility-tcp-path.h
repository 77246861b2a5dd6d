/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_TCP_PATH_H
#define L4_MOBILITY_TCP_PATH_H

#include "l4-mobility-core.h"

#include "ns3/tcp-socket.h"

namespace ns3
{

class MobileTcpSocket;
class TcpL4Protocol;

/**
 * @ingroup l4mobility
 * What only TCP needs of the layer: L4_INIT and L4_OFFER ride on its handshake (R16).
 */
class L4MobilityTcpPath
{
  public:
    /** @param core what it works with */
    explicit L4MobilityTcpPath(L4MobilityCore& core);

    /** A segment on its way down. @return whether the layer has taken it @see
     * L4MobilityCore::SendDown */
    bool SendDown(Ptr<Packet> packet,
                  const l4m_addr& src,
                  const l4m_addr& dst,
                  Ptr<Ipv4Route> hint);

    /** A segment arrived. @return what IP is to be told */
    IpL4Protocol::RxStatus Receive(L4MobilityFace& face, l4mobility::Arrival& arrival);

    /**
     * A mobile socket is about to send a SYN: its connection is a flow from here on. Or a SYN/ACK:
     * if the SYN brought an L4_INIT, this is the flow's socket. @param socket the socket @param
     * inner its connection @param active whether it is a SYN
     */
    void Register(Ptr<TcpSocketBase> socket, const l4mobility::Inner& inner, bool active);

    /** A mobile socket listens, until it is closed. @param socket the socket @param port its port
     */
    void Listen(Ptr<TcpSocketBase> socket, uint16_t port);

    /** A socket is done with its connection, if it ever was a flow. */
    void SocketClosed(const TcpSocketBase* socket);

    /**
     * The set-up of a flow failed, or its association ended; it has none any more.
     * @param flow the flow
     * @param plain whether to go on as an ordinary connection
     * @param reason why
     */
    void SetUpFailed(Ptr<l4mobility::Flow> flow, bool plain, l4m_error reason);

    /** @return whether no ordinary socket of the node uses a port pair */
    bool IsPairFree(uint16_t localPort, uint16_t peerPort) const;

  private:
    /** Sends a SYN with L4_INIT or a SYN/ACK with L4_OFFER. */
    void SendSyn(Ptr<l4mobility::Flow> flow,
                 const std::vector<uint8_t>& header,
                 Ptr<Packet> packet);
    /** Answers a SYN with a RST. */
    void SendReset(L4MobilityFace& face, const l4mobility::Arrival& arrival);
    /** Follows a socket until it is closed. */
    void Follow(Ptr<TcpSocketBase> socket);
    /** A followed socket changed its state. */
    static void StateChanged(L4MobilityCore* core,
                             const TcpSocketBase* socket,
                             TcpSocket::TcpStates_t from,
                             TcpSocket::TcpStates_t to);
    /** @return the TCP of the node */
    Ptr<TcpL4Protocol> GetTcp() const;
    /** @return the node's socket of a connection, or nullptr */
    Ptr<TcpSocketBase> FindSocket(const l4mobility::Inner& inner) const;
    /** Makes room for a host that took the address from which a flow's peer has moved away. @return
     * whether it could */
    bool StepAside(l4mobility::Flow& flow);

    L4MobilityCore& m_core;                               //!< what it works with
    std::map<const TcpSocketBase*, uint16_t> m_listeners; //!< listening sockets and their ports
};

} // namespace ns3

#endif /* L4_MOBILITY_TCP_PATH_H */
