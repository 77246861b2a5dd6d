/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_SOCKETS_H
#define L4_MOBILITY_SOCKETS_H

#include "l4m/types.h"

#include "ns3/ip-l4-protocol.h"
#include "ns3/socket.h"

#include <vector>

namespace ns3
{
namespace l4mobility
{

/** An address and a port of a socket; port 0 where there is none. */
struct Name
{
    l4m_addr address{}; //!< the address; all zero for "any"
    uint16_t port = 0;  //!< the port
};

/** @return what a socket is bound to */
Name OwnName(Ptr<Socket> socket);
/** @return what a socket is connected to */
Name PeerName(Ptr<Socket> socket);
/** @return all sockets that a transport protocol knows */
std::vector<Ptr<Socket>> SocketsOf(Ptr<IpL4Protocol> protocol);

} // namespace l4mobility
} // namespace ns3

#endif /* L4_MOBILITY_SOCKETS_H */
