/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MOBILE_TCP_SOCKET_H
#define MOBILE_TCP_SOCKET_H

#include "l4m-ns3-compat.h"

#include "ns3/tcp-socket-base.h"

namespace ns3
{

/**
 * @ingroup l4mobility
 * A TCP socket that asked for mobility, as do the sockets that it accepts. To applications it is
 * any TcpSocketBase.
 *
 * Its segments are small enough for the extended header: SegmentSize is lowered, where it is larger
 * than the node's smallest MTU allows, when the socket connects or listens.
 */
class MobileTcpSocket : public l4mobility::Typed<MobileTcpSocket, TcpSocketBase>
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MobileTcpSocket();

    /**
     * A socket for an accepted connection.
     * @param other the listening socket
     */
    MobileTcpSocket(const MobileTcpSocket& other);

    int Connect(const Address& address) override;
    int Listen() override;

    /**
     * Says that the way to the peer is another: what is in flight is sent again at once, and the
     * retransmission timer starts afresh. Without data in flight nothing happens.
     */
    void Kick();

    /** Ends the connection as if the peer had refused or reset it. */
    void Abort();

    /** Gives the peer another port in this socket's eyes. @param port the port */
    void RenamePeer(uint16_t port);

  protected:
    Ptr<TcpSocketBase> Fork() override;
    void SendEmptyPacket(uint8_t flags) override;
    void ReTxTimeout() override;

  private:
    /** Lowers the segment size to what fits. */
    void LimitSegmentSize();
    /** Tells the layer of the connection whose SYN or SYN/ACK is about to be sent. */
    void Register(bool active);
};

} // namespace ns3

#endif /* MOBILE_TCP_SOCKET_H */
