/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-routing-table-entry.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/mac48-address.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cstring>

namespace ns3
{
namespace l4mtest
{

unsigned
Seen::Family() const
{
    return bytes[0] >> 4;
}

std::size_t
Seen::IpLength() const
{
    return Family() == 4 ? (bytes[0] & 15) * 4U : 40U;
}

uint8_t
Seen::Protocol() const
{
    return Family() == 4 ? bytes[9] : bytes[6];
}

std::size_t
Seen::L4Length() const
{
    return Protocol() == 6 ? (bytes[IpLength() + 12] >> 4) * 4U : 8U;
}

uint8_t
Seen::TcpFlags() const
{
    return bytes[IpLength() + 13] & 0x3f;
}

unsigned
Seen::ExtType() const
{
    // Hosts send other things as well, such as Router Solicitations.
    bool transport = Protocol() == 6 || Protocol() == 17;
    std::size_t ext = IpLength() + L4Length();
    return transport && ext < bytes.size() ? bytes[ext] & 15U : 0;
}

uint16_t
Seen::SourcePort() const
{
    return static_cast<uint16_t>(bytes[IpLength()] << 8 | bytes[IpLength() + 1]);
}

uint16_t
Seen::DestinationPort() const
{
    return static_cast<uint16_t>(bytes[IpLength() + 2] << 8 | bytes[IpLength() + 3]);
}

bool
Seen::IsFragment() const
{
    return Family() == 4 ? ((bytes[6] & 0x3f) | bytes[7]) != 0 : Protocol() == 44;
}

Bed::Bed()
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    // A window of about what the network holds: queues stay short, so that times say something of
    // the protocol.
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(4096));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(8192));
    m_hosts.Create(HOSTS);
    m_router = CreateObject<Node>();
    InternetStackHelper stack;
    stack.Install(m_hosts);
    stack.Install(m_router);
    // ns-3 numbers streams on from bed to bed; the same ones each time make beds comparable.
    stack.AssignStreams(NodeContainer(m_hosts, NodeContainer(m_router)), 1000);
    PointToPointHelper link;
    uint8_t addresses = 0;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", TimeValue(MilliSeconds(1)));
    Ptr<Ipv4> router4 = m_router->GetObject<Ipv4>();
    Ptr<Ipv6> router6 = m_router->GetObject<Ipv6>();
    router6->SetAttribute("IpForward", BooleanValue(true));
    for (uint32_t h = 0; h < HOSTS; ++h)
    {
        Ptr<Node> host = m_hosts.Get(h);
        host->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
        for (uint32_t l = 0; l < 2; ++l)
        {
            NetDeviceContainer ends = link.Install(host, m_router);
            for (uint32_t end = 0; end < 2; ++end)
            {
                // In ns-3 3.36 another simulation of the same process would have others.
                const uint8_t number[6] = {0, 0, 0, 0, 0, ++addresses};
                Mac48Address address;
                address.CopyFrom(number);
                ends.Get(end)->SetAddress(address);
            }
            m_devices[h][l] = ends.Get(0);
            m_routerDevices[h][l] = ends.Get(1);
            for (Ptr<Node> node : {host, m_router})
            {
                Ptr<NetDevice> device = node == host ? ends.Get(0) : ends.Get(1);
                Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
                ipv4->SetUp(ipv4->AddInterface(device));
                Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
                ipv6->SetUp(ipv6->AddInterface(device));
            }
            Ptr<NetDevice> end = ends.Get(1);
            std::string subnet4 = "10." + std::to_string(h + 1) + "." + std::to_string(l + 1);
            router4->AddAddress(router4->GetInterfaceForDevice(end),
                                Ipv4InterfaceAddress(Ipv4Address((subnet4 + ".1").c_str()),
                                                     Ipv4Mask("255.255.255.0")));
            std::string subnet6 = "fd00:0:" + std::to_string(h + 1) + ":" + std::to_string(l + 1);
            router6->AddAddress(
                router6->GetInterfaceForDevice(end),
                Ipv6InterfaceAddress(Ipv6Address((subnet6 + "::1").c_str()), Ipv6Prefix(64)));
        }
        Attach(h, 0, 4);
        Attach(h, 0, 6);
    }
}

Bed::~Bed()
{
    Simulator::Destroy();
    Config::Reset();
}

Ptr<Node>
Bed::GetNode(uint32_t host) const
{
    return m_hosts.Get(host);
}

Ptr<Node>
Bed::GetRouter() const
{
    return m_router;
}

Ptr<NetDevice>
Bed::GetDevice(uint32_t host, uint32_t link) const
{
    return m_devices[host][link];
}

Ptr<L4MobilityProtocol>
Bed::GetLayer(uint32_t host) const
{
    return m_hosts.Get(host)->GetObject<L4MobilityProtocol>();
}

Address
Bed::GetAddress(uint32_t host, uint32_t link, int family) const
{
    std::string h = std::to_string(host + 1);
    std::string l = std::to_string(link + 1);
    if (family == 4)
    {
        return Ipv4Address(("10." + h + "." + l + ".2").c_str());
    }
    return Ipv6Address(("fd00:0:" + h + ":" + l + "::2").c_str());
}

Address
Bed::GetSocketAddress(uint32_t host, uint32_t link, int family, uint16_t port) const
{
    Address address = GetAddress(host, link, family);
    if (family == 4)
    {
        return InetSocketAddress(Ipv4Address::ConvertFrom(address), port);
    }
    return Inet6SocketAddress(Ipv6Address::ConvertFrom(address), port);
}

void
Bed::Attach(uint32_t host, uint32_t link, int family)
{
    Ptr<Node> node = m_hosts.Get(host);
    Address own = GetAddress(host, link, family);
    if (family == 4)
    {
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        uint32_t i = ipv4->GetInterfaceForDevice(m_devices[host][link]);
        Ipv4Address address = Ipv4Address::ConvertFrom(own);
        ipv4->AddAddress(i, Ipv4InterfaceAddress(address, Ipv4Mask("255.255.255.0")));
        Ipv4Address gateway(address.Get() - 1);
        Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(gateway, i);
        return;
    }
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    uint32_t i = ipv6->GetInterfaceForDevice(m_devices[host][link]);
    ipv6->AddAddress(i, Ipv6InterfaceAddress(Ipv6Address::ConvertFrom(own), Ipv6Prefix(64)));
    uint8_t gateway[16];
    Ipv6Address::ConvertFrom(own).GetBytes(gateway);
    gateway[15] = 1;
    Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->SetDefaultRoute(Ipv6Address(gateway), i);
}

void
Bed::Detach(uint32_t host, uint32_t link, int family)
{
    Ptr<Node> node = m_hosts.Get(host);
    Address own = GetAddress(host, link, family);
    if (family == 4)
    {
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        uint32_t i = ipv4->GetInterfaceForDevice(m_devices[host][link]);
        ipv4->RemoveAddress(i, Ipv4Address::ConvertFrom(own));
        Ptr<Ipv4StaticRouting> routing = Ipv4StaticRoutingHelper().GetStaticRouting(ipv4);
        for (uint32_t r = routing->GetNRoutes(); r > 0; --r)
        {
            if (routing->GetRoute(r - 1).GetInterface() == i)
            {
                routing->RemoveRoute(r - 1);
            }
        }
        return;
    }
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    uint32_t i = ipv6->GetInterfaceForDevice(m_devices[host][link]);
    ipv6->RemoveAddress(i, Ipv6Address::ConvertFrom(own));
    Ptr<Ipv6StaticRouting> routing = Ipv6StaticRoutingHelper().GetStaticRouting(ipv6);
    for (uint32_t r = routing->GetNRoutes(); r > 0; --r)
    {
        if (routing->GetRoute(r - 1).GetInterface() == i &&
            !routing->GetRoute(r - 1).GetDestNetwork().IsLinkLocal())
        {
            routing->RemoveRoute(r - 1);
        }
    }
}

void
Bed::Move(uint32_t host, uint32_t from, uint32_t to, int family)
{
    Detach(host, from, family);
    Attach(host, to, family);
}

void
Bed::MoveAt(Time at, uint32_t host, uint32_t from, uint32_t to, int family)
{
    Simulator::Schedule(at, &Bed::Move, this, host, from, to, family);
}

void
Bed::Install(const std::vector<uint32_t>& hosts)
{
    for (uint32_t h : hosts)
    {
        Ptr<L4MobilityProtocol> layer = helper.Install(m_hosts.Get(h));
        Told* t = &told[h];
        using Info = const L4MobilityInfo&;
        layer->TraceConnectWithoutContext(
            "Established",
            l4mobility::CallbackOf<void, Info>([t](Info info) { t->established.push_back(info); }));
        layer->TraceConnectWithoutContext("Followed",
                                          l4mobility::CallbackOf<void, Info>([t](Info /* info */) {
                                              t->followed.push_back(Simulator::Now());
                                          }));
        layer->TraceConnectWithoutContext(
            "Moved",
            l4mobility::CallbackOf<void, Info, const Address&, const Address&>(
                [t](Info info, const Address& /* from */, const Address& /* to */) {
                    t->moved.emplace_back(Simulator::Now(), info);
                }));
        layer->TraceConnectWithoutContext(
            "PeerMoved",
            l4mobility::CallbackOf<void, Info, const Address&, const Address&>(
                [t](Info info, const Address& /* from */, const Address& /* to */) {
                    t->peerMoved.emplace_back(Simulator::Now(), info);
                }));
        layer->TraceConnectWithoutContext(
            "Rejected",
            l4mobility::CallbackOf<void, Ptr<const Packet>, const Address&, const std::string&>(
                [t](Ptr<const Packet> /* packet */,
                    const Address& /* from */,
                    const std::string& reason) { t->rejected.push_back(reason); }));
        layer->TraceConnectWithoutContext(
            "Failed",
            l4mobility::CallbackOf<void, Info, const std::string&>(
                [t](Info /* info */, const std::string& reason) { t->failed.push_back(reason); }));
    }
}

void
Bed::Sent(uint32_t host, bool fromHost, Ptr<const Packet> packet)
{
    const uint32_t ppp = 2;
    Seen s;
    s.at = Simulator::Now();
    s.host = host;
    s.fromHost = fromHost;
    std::vector<uint8_t> frame(packet->GetSize());
    packet->CopyData(frame.data(), packet->GetSize());
    s.bytes.assign(frame.begin() + ppp, frame.end());
    seen.push_back(s);
}

void
Bed::Record()
{
    for (uint32_t h = 0; h < HOSTS; ++h)
    {
        for (uint32_t l = 0; l < 2; ++l)
        {
            m_devices[h][l]->TraceConnectWithoutContext(
                "PhyTxEnd",
                l4mobility::CallbackOf<void, Ptr<const Packet>>(
                    [this, h](Ptr<const Packet> p) { Sent(h, true, p); }));
            m_routerDevices[h][l]->TraceConnectWithoutContext(
                "PhyTxEnd",
                l4mobility::CallbackOf<void, Ptr<const Packet>>(
                    [this, h](Ptr<const Packet> p) { Sent(h, false, p); }));
        }
    }
}

void
Bed::Inject(uint32_t host, uint32_t link, std::vector<uint8_t> bytes)
{
    bool ipv4 = bytes[0] >> 4 == 4;
    std::size_t length = ipv4 ? bytes.size() : bytes.size() - 40;
    std::size_t field = ipv4 ? 2 : 4;
    bytes[field] = static_cast<uint8_t>(length >> 8);
    bytes[field + 1] = static_cast<uint8_t>(length);
    m_routerDevices[host][link]->Send(
        Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size())),
        m_devices[host][link]->GetAddress(),
        ipv4 ? 0x0800 : 0x86dd);
}

void
Bed::Run(Time until)
{
    Simulator::Stop(until - Simulator::Now());
    Simulator::Run();
}

/** @return the byte of the pattern at a place; no power of two and no segment size divides its
 * period */
static uint8_t
PatternAt(uint64_t place)
{
    return static_cast<uint8_t>(place % 251);
}

Transfer::Transfer(Bed& bed,
                   const std::string& clientFactory,
                   const std::string& serverFactory,
                   int family,
                   uint64_t bytes,
                   bool fromServer)
    : m_bed(bed),
      m_clientFactory(clientFactory),
      m_serverFactory(serverFactory),
      m_family(family),
      m_bytes(bytes),
      m_fromServer(fromServer)
{
}

void
Transfer::Start(Time at, uint32_t client, uint16_t port)
{
    m_client = client;
    m_port = port;
    Listen();
    Simulator::Schedule(at, &Transfer::Connect, this);
}

/** @return "any" with a port */
static Address
AnyAddress(int family, uint16_t port)
{
    if (family == 4)
    {
        return InetSocketAddress(Ipv4Address::GetAny(), port);
    }
    return Inet6SocketAddress(Ipv6Address::GetAny(), port);
}

void
Transfer::Listen()
{
    listeningSocket =
        Socket::CreateSocket(m_bed.GetNode(SERVER), TypeId::LookupByName(m_serverFactory));
    listeningSocket->Bind(AnyAddress(m_family, m_port));
    listeningSocket->Listen();
    listeningSocket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                       MakeCallback(&Transfer::Accept, this));
}

void
Transfer::Accept(Ptr<Socket> socket, const Address& /* from */)
{
    serverSocket = socket;
    socket->SetRecvCallback(MakeCallback(&Transfer::Take, this));
    socket->SetCloseCallbacks(
        l4mobility::CallbackOf<void, Ptr<Socket>>([](Ptr<Socket> s) { s->Close(); }),
        l4mobility::CallbackOf<void, Ptr<Socket>>([this](Ptr<Socket>) { reset = true; }));
    if (m_fromServer)
    {
        socket->SetSendCallback(MakeCallback(&Transfer::Fill, this));
        Fill(socket, socket->GetTxAvailable());
    }
}

void
Transfer::Connect()
{
    clientSocket =
        Socket::CreateSocket(m_bed.GetNode(m_client), TypeId::LookupByName(m_clientFactory));
    clientSocket->SetConnectCallback(
        l4mobility::CallbackOf<void, Ptr<Socket>>([this](Ptr<Socket> socket) {
            connected = true;
            connectedAt = Simulator::Now();
            if (!m_fromServer)
            {
                Fill(socket, socket->GetTxAvailable());
            }
        }),
        l4mobility::CallbackOf<void, Ptr<Socket>>([this](Ptr<Socket>) { failed = true; }));
    clientSocket->SetCloseCallbacks(
        l4mobility::CallbackOf<void, Ptr<Socket>>([](Ptr<Socket> s) { s->Close(); }),
        l4mobility::CallbackOf<void, Ptr<Socket>>([this](Ptr<Socket>) { reset = true; }));
    clientSocket->SetRecvCallback(MakeCallback(&Transfer::Take, this));
    if (!m_fromServer)
    {
        clientSocket->SetSendCallback(MakeCallback(&Transfer::Fill, this));
    }
    clientSocket->Connect(m_bed.GetSocketAddress(SERVER, 0, m_family, m_port));
}

void
Transfer::Fill(Ptr<Socket> socket, uint32_t /* available */)
{
    while (m_bytes == 0 || m_sent < m_bytes)
    {
        uint64_t room = std::min<uint64_t>(socket->GetTxAvailable(), 1400);
        uint64_t length = m_bytes == 0 ? room : std::min(room, m_bytes - m_sent);
        if (length == 0)
        {
            return;
        }
        std::vector<uint8_t> data(length);
        for (uint64_t i = 0; i < length; ++i)
        {
            data[i] = PatternAt(m_sent + i);
        }
        if (socket->Send(data.data(), static_cast<uint32_t>(length), 0) < 0)
        {
            return;
        }
        m_sent += length;
    }
    socket->Close();
}

void
Transfer::Take(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return; // end of the stream
        }
        std::vector<uint8_t> data(packet->GetSize());
        packet->CopyData(data.data(), packet->GetSize());
        for (uint8_t byte : data)
        {
            intact = intact && byte == PatternAt(received++);
        }
        arrivals.push_back(Simulator::Now());
    }
}

Time
Transfer::FirstAfter(Time t) const
{
    for (Time at : arrivals)
    {
        if (at > t)
        {
            return at;
        }
    }
    return Time::Max();
}

Time
Transfer::LongestPause(Time from) const
{
    Time longest(0);
    for (std::size_t i = 1; i < arrivals.size(); ++i)
    {
        if (arrivals[i - 1] >= from)
        {
            longest = Max(longest, arrivals[i] - arrivals[i - 1]);
        }
    }
    return longest;
}

Stream::Stream(Bed& bed,
               const std::string& clientFactory,
               const std::string& serverFactory,
               int family,
               Time interval,
               bool answer)
    : m_bed(bed),
      m_clientFactory(clientFactory),
      m_serverFactory(serverFactory),
      m_family(family),
      m_interval(interval),
      m_answer(answer)
{
}

void
Stream::Start(Time from, Time to, uint32_t client, uint16_t port)
{
    m_client = client;
    m_port = port;
    serverSocket =
        Socket::CreateSocket(m_bed.GetNode(SERVER), TypeId::LookupByName(m_serverFactory));
    serverSocket->Bind(AnyAddress(m_family, m_port));
    serverSocket->SetRecvCallback(MakeCallback(&Stream::TakeAtServer, this));
    Simulator::Schedule(from, &Stream::Open, this, to);
}

void
Stream::Open(Time until)
{
    clientSocket =
        Socket::CreateSocket(m_bed.GetNode(m_client), TypeId::LookupByName(m_clientFactory));
    clientSocket->SetRecvCallback(MakeCallback(&Stream::TakeAtClient, this));
    if (m_family == 4)
    {
        clientSocket->Bind();
    }
    else
    {
        clientSocket->Bind6();
    }
    clientSocket->Connect(m_bed.GetSocketAddress(SERVER, 0, m_family, m_port));
    SendNext(until);
}

/** What every datagram of a stream begins with; its number follows. */
static const uint8_t MARK[4] = {'S', 't', 'r', 'm'};

/** @return a datagram */
static Ptr<Packet>
MakeDatagram(uint32_t number)
{
    uint8_t data[100] = {};
    std::memcpy(data, MARK, 4);
    std::memcpy(data + 4, &number, 4);
    return Create<Packet>(data, sizeof(data));
}

/** @return whether a datagram is one of a stream @param number receives its number */
static bool
ReadDatagram(Ptr<const Packet> packet, uint32_t& number)
{
    uint8_t data[100];
    if (packet->GetSize() != sizeof(data))
    {
        return false;
    }
    packet->CopyData(data, sizeof(data));
    std::memcpy(&number, data + 4, 4);
    return std::memcmp(data, MARK, 4) == 0;
}

void
Stream::SendNext(Time until)
{
    if (clientSocket->Send(MakeDatagram(sent)) > 0)
    {
        ++sent;
    }
    if (Simulator::Now() + m_interval < until)
    {
        Simulator::Schedule(m_interval, &Stream::SendNext, this, until);
    }
}

void
Stream::Push()
{
    serverSocket->SendTo(MakeDatagram(0), 0, clientName);
}

void
Stream::TakeAtServer(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        uint32_t number = 0;
        if (!ReadDatagram(packet, number))
        {
            ++strange;
            continue;
        }
        clientName = from;
        arrived.push_back(number);
        arrivedAt.push_back(Simulator::Now());
        if (m_answer)
        {
            socket->SendTo(MakeDatagram(number), 0, from);
        }
    }
}

void
Stream::TakeAtClient(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        uint32_t number = 0;
        if (!ReadDatagram(packet, number))
        {
            ++strange;
            continue;
        }
        answered.push_back(number);
        answeredAt.push_back(Simulator::Now());
    }
}

} // namespace l4mtest
} // namespace ns3
