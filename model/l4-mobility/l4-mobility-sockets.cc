/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-sockets.h"

#include "l4-mobility-address.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/object-vector.h"

namespace ns3
{
namespace l4mobility
{

/** @return an address with port taken apart */
static Name
ToName(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        InetSocketAddress inet = InetSocketAddress::ConvertFrom(address);
        return {FromIpv4(inet.GetIpv4()), inet.GetPort()};
    }
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        Inet6SocketAddress inet = Inet6SocketAddress::ConvertFrom(address);
        return {FromIpv6(inet.GetIpv6()), inet.GetPort()};
    }
    return {};
}

Name
OwnName(Ptr<Socket> socket)
{
    Address address;
    return socket->GetSockName(address) == 0 ? ToName(address) : Name{};
}

Name
PeerName(Ptr<Socket> socket)
{
    Address address;
    return socket->GetPeerName(address) == 0 ? ToName(address) : Name{};
}

std::vector<Ptr<Socket>>
SocketsOf(Ptr<IpL4Protocol> protocol)
{
    // UdpSocketImpl's header is not installed; the attribute is the way to all sockets.
    ObjectVectorValue list;
    protocol->GetAttribute("SocketList", list);
    std::vector<Ptr<Socket>> sockets;
    for (auto i = list.Begin(); i != list.End(); ++i)
    {
        Ptr<Socket> socket = DynamicCast<Socket>(i->second);
        if (socket)
        {
            sockets.push_back(socket);
        }
    }
    return sockets;
}

} // namespace l4mobility
} // namespace ns3
