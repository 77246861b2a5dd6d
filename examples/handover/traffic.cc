/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "traffic.h"

#include "datagram-traffic.h"
#include "file-traffic.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/socket.h"

namespace l4m
{
namespace lab
{

using namespace ns3;

namespace
{

/** First port of the correspondent; each mobile has the next four. */
const uint16_t g_firstPort = 7000;

} // namespace

Ptr<Socket>
TrafficContext::MakeSocket(Ptr<Node> node, const std::string& factory) const
{
    return Socket::CreateSocket(node, TypeId::LookupByName(factory));
}

Address
TrafficContext::Any(uint16_t port) const
{
    return ipv6 ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), port))
                : Address(InetSocketAddress(Ipv4Address::GetAny(), port));
}

Address
TrafficContext::MobileName() const
{
    const Address address = system->GetMobileAddress(mobile, ipv6);
    return ipv6 ? Address(Inet6SocketAddress(Ipv6Address::ConvertFrom(address), 0))
                : Address(InetSocketAddress(Ipv4Address::ConvertFrom(address), 0));
}

Address
TrafficContext::PeerName(uint16_t port) const
{
    const Address address = system->GetCorrespondentAddress(correspondent, correspondentAddress);
    return ipv6 ? Address(Inet6SocketAddress(Ipv6Address::ConvertFrom(address), port))
                : Address(InetSocketAddress(Ipv4Address::ConvertFrom(address), port));
}

uint16_t
TrafficContext::PortOf(Ptr<Socket> socket) const
{
    Address name;
    socket->GetSockName(name);
    return ipv6 ? Inet6SocketAddress::ConvertFrom(name).GetPort()
                : InetSocketAddress::ConvertFrom(name).GetPort();
}

std::vector<std::unique_ptr<Traffic>>
MakeTraffic(const Settings& settings, const TrafficContext& context)
{
    std::vector<std::unique_ptr<Traffic>> all;
    const auto port = static_cast<uint16_t>(g_firstPort + 4 * context.index);
    if (settings.traffic.rfind("file", 0) == 0)
    {
        if (settings.traffic != "file-down")
        {
            all.push_back(std::make_unique<FileTraffic>(context, settings, port, true));
        }
        if (settings.traffic != "file-up")
        {
            all.push_back(std::make_unique<FileTraffic>(context,
                                                        settings,
                                                        static_cast<uint16_t>(port + 1),
                                                        false));
        }
        return all;
    }
    DatagramTraffic::Pattern pattern;
    if (settings.traffic == "cbr")
    {
        pattern.interval = NanoSeconds(settings.interval);
        pattern.payload = settings.payload;
    }
    pattern.up = settings.traffic != "listen";
    all.push_back(std::make_unique<DatagramTraffic>(context, pattern, port));
    return all;
}

} // namespace lab
} // namespace l4m
