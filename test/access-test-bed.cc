/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "access-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/interface-addresses.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/ipv6.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>

namespace ns3
{

const Time AccessTestBed::LINK_DELAY = MilliSeconds(1);

/** Port of the correspondent. */
static constexpr uint16_t PORT{4000};

/** @return an address between the core and a neighbour @param ipv6 family @param n the neighbour's
 * number @param host 1: the core's end, 2: the other */
static Address
LinkAddress(bool ipv6, uint32_t n, uint8_t host)
{
    if (!ipv6)
    {
        return Ipv4Address(0xac100000 | n << 8 | host);
    }
    uint8_t bytes[16] = {0xfd, 0x10};
    bytes[7] = static_cast<uint8_t>(n);
    bytes[15] = host;
    return Ipv6Address(bytes);
}

/** Adds a route. @param node where @param destination network @param length of its prefix @param
 * hop next hop @param out device towards it */
static void
AddRoute(Ptr<Node> node,
         const Address& destination,
         uint8_t length,
         const Address& hop,
         Ptr<NetDevice> out)
{
    if (Ipv4Address::IsMatchingType(hop))
    {
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        Ipv4RoutingHelper::GetRouting<Ipv4StaticRouting>(ipv4->GetRoutingProtocol())
            ->AddNetworkRouteTo(Ipv4Address::ConvertFrom(destination),
                                Ipv4Mask(length == 0 ? 0 : 0xffffffffU << (32 - length)),
                                Ipv4Address::ConvertFrom(hop),
                                static_cast<uint32_t>(ipv4->GetInterfaceForDevice(out)));
        return;
    }
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    Ipv6RoutingHelper::GetRouting<Ipv6StaticRouting>(ipv6->GetRoutingProtocol())
        ->AddNetworkRouteTo(Ipv6Address::ConvertFrom(destination),
                            Ipv6Prefix(length),
                            Ipv6Address::ConvertFrom(hop),
                            static_cast<uint32_t>(ipv6->GetInterfaceForDevice(out)));
}

/** @return the unspecified address @param ipv6 family */
static Address
Anywhere(bool ipv6)
{
    return ipv6 ? Address(Ipv6Address::GetAny()) : Address(Ipv4Address::GetAny());
}

/** Links a node with the core, over which it sends all that is not local. @param ipv6 family @param
 * core the core @param node the node */
static void
Link(bool ipv6, Ptr<Node> core, Ptr<Node> node)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
    link.SetChannelAttribute("Delay", TimeValue(AccessTestBed::LINK_DELAY));
    NetDeviceContainer ends = link.Install(core, node);
    uint8_t length = ipv6 ? 64 : 24;
    for (uint8_t end = 0; end < 2; ++end)
    {
        AddInterface(ends.Get(end), !ipv6, ipv6);
        AddInterfaceAddress(ends.Get(end),
                            LinkAddress(ipv6, node->GetId(), static_cast<uint8_t>(end + 1)),
                            length);
        if (ipv6)
        {
            ForwardIpv6(ends.Get(end));
        }
    }
    AddRoute(node, Anywhere(ipv6), 0, LinkAddress(ipv6, node->GetId(), 1), ends.Get(1));
}

AccessTestBed::AccessTestBed(bool ipv6)
    : m_ipv6(ipv6)
{
    NodeContainer nodes(3);
    m_mobile = nodes.Get(0);
    m_core = nodes.Get(1);
    m_correspondent = nodes.Get(2);
    InternetStackHelper().Install(nodes);
    m_mobile->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
    Link(ipv6, m_core, m_correspondent);
    Address address = LinkAddress(ipv6, m_correspondent->GetId(), 2);
    m_correspondentName = ipv6
                              ? Address(Inet6SocketAddress(Ipv6Address::ConvertFrom(address), PORT))
                              : Address(InetSocketAddress(Ipv4Address::ConvertFrom(address), PORT));
    m_manager = CreateObject<AccessManager>();
    m_mobile->AggregateObject(m_manager);
    m_manager->TraceConnectWithoutContext(
        "Event",
        Callback<void, Ptr<Node>, const AccessEvent&>([this](Ptr<Node>, const AccessEvent& event) {
            events.emplace_back(Simulator::Now(), event);
        }));
    m_manager->TraceConnectWithoutContext("UsableAddresses",
                                          Callback<void, Ptr<Node>, const UsableAddresses&>(
                                              [this](Ptr<Node>, const UsableAddresses& usable) {
                                                  notices.emplace_back(Simulator::Now(), usable);
                                              }));
    m_server = Socket::CreateSocket(m_correspondent, UdpSocketFactory::GetTypeId());
    m_client = Socket::CreateSocket(m_mobile, UdpSocketFactory::GetTypeId());
    if (ipv6)
    {
        m_server->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), PORT));
        m_client->Bind6();
    }
    else
    {
        m_server->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        m_client->Bind();
    }
    m_server->SetRecvCallback(MakeCallback(&AccessTestBed::AtCorrespondent, this));
    m_client->SetRecvCallback(MakeCallback(&AccessTestBed::AtMobile, this));
}

AccessTestBed::~AccessTestBed()
{
    m_server->Close();
    m_client->Close();
    m_server = nullptr;
    m_client = nullptr;
    Simulator::Destroy();
}

Ptr<Node>
AccessTestBed::AddRouter(uint32_t k)
{
    Ptr<Node> router = CreateObject<Node>();
    InternetStackHelper().Install(router);
    Link(m_ipv6, m_core, router);
    Address network = Ipv4Address(0x0a000000 | k << 16);
    if (m_ipv6)
    {
        uint8_t bytes[16] = {0xfd};
        bytes[7] = static_cast<uint8_t>(k);
        network = Ipv6Address(bytes);
    }
    AddRoute(m_core,
             network,
             m_ipv6 ? 64 : 16,
             LinkAddress(m_ipv6, router->GetId(), 2),
             m_core->GetDevice(m_core->GetNDevices() - 1));
    return router;
}

Ptr<Node>
AccessTestBed::GetMobile() const
{
    return m_mobile;
}

Ptr<Node>
AccessTestBed::GetCorrespondent() const
{
    return m_correspondent;
}

Ptr<AccessManager>
AccessTestBed::GetManager() const
{
    return m_manager;
}

void
AccessTestBed::SendPackets(const Time& from, const Time& to, const Time& interval)
{
    Simulator::Schedule(from, &AccessTestBed::SendNext, this, to, interval);
}

void
AccessTestBed::SendNext(Time to, Time interval)
{
    uint8_t bytes[160] = {};
    for (uint32_t i = 0; i < 4; ++i)
    {
        bytes[i] = static_cast<uint8_t>(sent >> (8 * i));
    }
    ++sent;
    sentAt.push_back(Simulator::Now());
    m_client->SendTo(bytes, sizeof bytes, 0, m_correspondentName);
    if (Simulator::Now() + interval < to)
    {
        Simulator::Schedule(interval, &AccessTestBed::SendNext, this, to, interval);
    }
}

/** @return the number that a packet carries @param packet the packet */
static uint32_t
ReadNumber(Ptr<const Packet> packet)
{
    uint8_t bytes[4] = {};
    packet->CopyData(bytes, sizeof bytes);
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<uint32_t>(bytes[3]) << 24;
}

void
AccessTestBed::AtCorrespondent(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        Address address = m_ipv6 ? Address(Inet6SocketAddress::ConvertFrom(from).GetIpv6())
                                 : Address(InetSocketAddress::ConvertFrom(from).GetIpv4());
        bool first =
            up.emplace(ReadNumber(packet), std::make_pair(Simulator::Now(), address)).second;
        again += first ? 0 : 1;
        socket->SendTo(packet, 0, from);
    }
}

void
AccessTestBed::AtMobile(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        again += down.emplace(ReadNumber(packet), Simulator::Now()).second ? 0 : 1;
    }
}

void
AccessTestBed::Run(const Time& until)
{
    Simulator::ScheduleNow(&AccessManager::Start, m_manager);
    Simulator::Stop(until);
    Simulator::Run();
}

uint32_t
AccessTestBed::Count(AccessStep step) const
{
    return static_cast<uint32_t>(
        std::count_if(events.begin(), events.end(), [step](const auto& event) {
            return event.second.step == step;
        }));
}

Time
AccessTestBed::When(AccessStep step, uint32_t n) const
{
    for (const auto& [when, event] : events)
    {
        if (event.step == step && n-- == 0)
        {
            return when;
        }
    }
    return Seconds(-1);
}

std::vector<uint32_t>
AccessTestBed::LostUp() const
{
    std::vector<uint32_t> lost;
    for (uint32_t i = 0; i < sent; ++i)
    {
        if (up.count(i) == 0)
        {
            lost.push_back(i);
        }
    }
    return lost;
}

std::vector<uint32_t>
AccessTestBed::LostDown() const
{
    std::vector<uint32_t> lost;
    for (const auto& [number, arrival] : up)
    {
        if (down.count(number) == 0)
        {
            lost.push_back(number);
        }
    }
    return lost;
}

Time
AccessTestBed::LongestGap() const
{
    Time longest;
    Time before = down.empty() ? Time() : down.begin()->second;
    for (const auto& [number, arrival] : down)
    {
        longest = std::max(longest, arrival - before);
        before = arrival;
    }
    return longest;
}

} // namespace ns3
