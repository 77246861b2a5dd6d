/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MOBILE_SOCKET_FACTORY_H
#define MOBILE_SOCKET_FACTORY_H

#include "ns3/socket-factory.h"

namespace ns3
{

/**
 * @ingroup l4mobility
 * Makes mobile TCP sockets. Any ns-3 application that takes the name of a socket factory takes
 * "ns3::MobileTcpSocketFactory"; the node needs an L4MobilityProtocol. Congestion control, recovery
 * and RTT estimator are those of the node's TcpL4Protocol.
 */
class MobileTcpSocketFactory : public SocketFactory
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    Ptr<Socket> CreateSocket() override;
};

/**
 * @ingroup l4mobility
 * Makes mobile UDP sockets: "ns3::MobileUdpSocketFactory". A socket is mobile once it is connected,
 * or as the listening side of a peer that is (R4).
 */
class MobileUdpSocketFactory : public SocketFactory
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    Ptr<Socket> CreateSocket() override;
};

} // namespace ns3

#endif /* MOBILE_SOCKET_FACTORY_H */
