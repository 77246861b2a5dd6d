/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-test-bed.h"

#include "ns3/access-manager.h"
#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** Ports of the two sockets. */
constexpr uint16_t MOBILE_PORT{6000};
constexpr uint16_t CORRESPONDENT_PORT{7000};

/** Bytes of a datagram. */
constexpr uint32_t PAYLOAD{40};

/** @return address and port */
Address
WithPort(const Address& address, uint16_t port)
{
    if (Ipv4Address::IsMatchingType(address))
    {
        return InetSocketAddress(Ipv4Address::ConvertFrom(address), port);
    }
    return Inet6SocketAddress(Ipv6Address::ConvertFrom(address), port);
}

} // namespace

bool
HipArrival::IsHip() const
{
    return protocol == HipPacket::PROT_NUMBER;
}

HipPacket
HipArrival::Read() const
{
    HipPacket hip;
    hip.SetAddresses(source, destination);
    Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()))->PeekHeader(hip);
    return hip;
}

uint8_t
HipArrival::GetType() const
{
    return IsHip() && bytes.size() > 2 ? bytes[2] : 0;
}

HipArrival
HipArrival::Make(Ptr<Node> node, HipPacket hip, const Address& source, const Address& destination)
{
    hip.SetAddresses(source, destination);
    HipArrival arrival;
    arrival.node = node;
    arrival.protocol = HipPacket::PROT_NUMBER;
    arrival.source = source;
    arrival.destination = destination;
    Ptr<Packet> whole = Create<Packet>();
    whole->AddHeader(hip);
    arrival.bytes.resize(whole->GetSize());
    whole->CopyData(arrival.bytes.data(), whole->GetSize());
    return arrival;
}

Time
HipTestBed::Delays::Mc() const
{
    return 2 * (segment + access + core);
}

Time
HipTestBed::Delays::Mh() const
{
    return 2 * (segment + access + home);
}

Time
HipTestBed::Delays::Hc() const
{
    return 2 * (home + core);
}

HipTestBed::HipTestBed()
    : HipTestBed(Options())
{
}

HipTestBed::HipTestBed(const Options& options)
    : m_options(options),
      m_backbone(CreateObject<LabBackbone>()),
      m_lan(CreateObject<LanAccessHelper>()),
      m_random(CreateObject<UniformRandomVariable>())
{
    m_random->SetStream(77);
    Build();
    system = DynamicCast<HipSystem>(MobilitySystem::Create(options.system));
    for (const auto& [name, value] : options.attributes)
    {
        system->SetAttribute(name, StringValue(value));
    }
    system->Install(plan);
    Listen();
    for (const Ptr<Node>& node : {mobile, correspondent, server})
    {
        if (node->GetObject<HipHost>())
        {
            Tap(node);
        }
    }
    m_mobileSocket = Open(mobile, MOBILE_PORT, &down);
    m_correspondentSocket = Open(correspondent, CORRESPONDENT_PORT, &up);
    m_mobileSocket->Connect(
        WithPort(system->GetCorrespondentAddress(correspondent, correspondentLocator),
                 CORRESPONDENT_PORT));
    m_correspondentSocket->Connect(
        WithPort(system->GetMobileAddress(mobile, options.ipv6), MOBILE_PORT));
    Simulator::ScheduleNow(&AccessManager::Start, mobile->GetObject<AccessManager>());
}

HipTestBed::~HipTestBed()
{
    m_mobileSocket->Close();
    m_correspondentSocket->Close();
    m_mobileSocket = nullptr;
    m_correspondentSocket = nullptr;
    m_hosts.clear();
    system->Dispose();
    Simulator::Destroy();
}

void
HipTestBed::Build()
{
    const Delays& delays = m_options.delays;
    m_backbone->SetAttribute("Rate", StringValue("1Gbps"));
    m_backbone->SetAttribute("CoreDelay", TimeValue(delays.core));
    m_backbone->Build(m_options.ipv6);
    m_lan->SetIpv6(m_options.ipv6);
    m_lan->SetSegmentAttribute("Delay", TimeValue(delays.segment));
    plan.ipv6 = m_options.ipv6;
    plan.core = m_backbone->GetCore();
    correspondent = m_backbone->GetCorrespondent();
    correspondentLocator = m_backbone->GetCorrespondentAddress();
    plan.correspondents = {correspondent};
    m_backbone->SetAttribute("AccessDelay", TimeValue(delays.home));
    plan.home = m_lan->InstallNetwork("home", m_backbone->AddAccessRouter(1), 1);
    server = plan.home.router;
    m_backbone->SetAttribute("AccessDelay", TimeValue(delays.access));
    plan.access = {m_lan->InstallNetwork("lan-1", m_backbone->AddAccessRouter(2), 2),
                   m_lan->InstallNetwork("lan-2", m_backbone->AddAccessRouter(3), 3)};
    mobile = CreateObject<Node>();
    InternetStackHelper().Install(mobile);
    mobile->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
    mobile->AggregateObject(CreateObject<AccessManager>());
    m_port = m_lan->InstallMobile(mobile);
    mobile->GetObject<AccessManager>()->AddLink(m_port);
    if (!m_options.start.empty())
    {
        m_port->Plug(m_options.start);
    }
    plan.mobiles = {mobile};
}

void
HipTestBed::Listen()
{
    system->TraceConnectWithoutContext(
        "PathReady",
        Callback<void, const PathReady&>(
            [this](const PathReady& told) { ready.emplace_back(Simulator::Now(), told); }));
    system->TraceConnectWithoutContext(
        "Signalling",
        Callback<void, const SignallingMessage&>([this](const SignallingMessage& message) {
            messages.emplace_back(Simulator::Now(), message);
        }));
    system->TraceConnectWithoutContext(
        "SetUp",
        Callback<void, const SetUpReport&>(
            [this](const SetUpReport& report) { setUps.push_back(report); }));
    if (Ptr<HipHost> rendezvous = Hip(server))
    {
        serverLocator = Hip(mobile)->GetKnownLocator(rendezvous->GetHit());
    }
}

void
HipTestBed::Tap(Ptr<Node> node)
{
    for (const uint8_t protocol : {HipPacket::PROT_NUMBER, HipSecurityAssociation::PROT_NUMBER})
    {
        m_places[{node->GetId(), protocol}] = m_hosts.size();
        m_hosts.push_back(node->GetObject<Ipv4L3Protocol>()->GetProtocol(protocol));
        HipProtocol::Install(
            node,
            protocol,
            HipProtocol::Receiver([this, node, protocol](Ptr<Packet> packet,
                                                         const Address& source,
                                                         const Address& destination) {
                Arrived(node, protocol, packet, source, destination);
            }));
    }
}

void
HipTestBed::Arrived(Ptr<Node> node,
                    uint8_t protocol,
                    Ptr<Packet> packet,
                    const Address& source,
                    const Address& destination)
{
    HipArrival arrival{Simulator::Now(), node, protocol, source, destination, {}, packet};
    arrival.bytes.resize(packet->GetSize());
    packet->CopyData(arrival.bytes.data(), packet->GetSize());
    if (arrival.IsHip() || recordEsp)
    {
        heard.push_back(arrival);
        heard.back().packet = nullptr;
    }
    const HipBytes before = arrival.bytes;
    if (filter && !filter(arrival))
    {
        return;
    }
    if (arrival.bytes != before)
    {
        arrival.packet = nullptr;
    }
    HandOver(arrival);
}

void
HipTestBed::HandOver(HipArrival arrival)
{
    if (!arrival.packet)
    {
        arrival.packet =
            Create<Packet>(arrival.bytes.data(), static_cast<uint32_t>(arrival.bytes.size()));
    }
    Ptr<IpL4Protocol> host = m_hosts[m_places.at({arrival.node->GetId(), arrival.protocol})];
    if (Ipv4Address::IsMatchingType(arrival.source))
    {
        Ipv4Header header;
        header.SetSource(Ipv4Address::ConvertFrom(arrival.source));
        header.SetDestination(Ipv4Address::ConvertFrom(arrival.destination));
        host->Receive(arrival.packet, header, nullptr);
        return;
    }
    Ipv6Header header;
    header.SetSource(Ipv6Address::ConvertFrom(arrival.source));
    header.SetDestination(Ipv6Address::ConvertFrom(arrival.destination));
    host->Receive(arrival.packet, header, nullptr);
}

void
HipTestBed::Deliver(const HipArrival& arrival, const Time& delay)
{
    // The bytes count: they may have been changed, or come again.
    HipArrival fresh = arrival;
    fresh.packet = nullptr;
    Simulator::Schedule(delay, &HipTestBed::HandOver, this, fresh);
}

void
HipTestBed::LoseHip(double rate, const std::set<uint8_t>& types)
{
    filter = [this, rate, types](HipArrival& arrival) {
        const bool meant =
            arrival.IsHip() && (types.empty() || types.count(arrival.GetType()) != 0);
        const bool loses = meant && m_random->GetValue(0, 1) < rate;
        lost += loses ? 1 : 0;
        return !loses;
    };
}

Ptr<Socket>
HipTestBed::Open(Ptr<Node> node, uint16_t port, std::vector<Datagram>* way)
{
    Ptr<Socket> socket = Socket::CreateSocket(node, TypeId::LookupByName(system->GetUdpFactory()));
    socket->Bind(
        WithPort(m_options.ipv6 ? Address(Ipv6Address::GetAny()) : Address(Ipv4Address::GetAny()),
                 port));
    socket->SetRecvCallback(Callback<void, Ptr<Socket>>([way](Ptr<Socket> from) {
        while (Ptr<Packet> packet = from->Recv())
        {
            uint8_t bytes[4] = {};
            packet->CopyData(bytes, sizeof bytes);
            const HipBytes number(bytes, bytes + sizeof bytes);
            way->at(HipReader(number).Get(4)).arrived = Simulator::Now();
        }
    }));
    return socket;
}

void
HipTestBed::SendNext(bool upwards, Time to, Time interval)
{
    std::vector<Datagram>& way = upwards ? up : down;
    HipBytes bytes = HipWriter().Put(way.size(), 4).Get();
    bytes.resize(PAYLOAD);
    way.push_back({Simulator::Now(), Time(0)});
    Ptr<Socket> socket = upwards ? m_mobileSocket : m_correspondentSocket;
    socket->Send(Create<Packet>(bytes.data(), PAYLOAD));
    if (Simulator::Now() + interval < to)
    {
        Simulator::Schedule(interval, &HipTestBed::SendNext, this, upwards, to, interval);
    }
}

void
HipTestBed::TalkOneWay(bool upwards, const Time& from, const Time& to, const Time& interval)
{
    Simulator::Schedule(from - Simulator::Now(),
                        &HipTestBed::SendNext,
                        this,
                        upwards,
                        to,
                        interval);
}

void
HipTestBed::Talk(const Time& from, const Time& to, const Time& interval)
{
    TalkOneWay(true, from, to, interval);
    TalkOneWay(false, from, to, interval);
}

void
HipTestBed::MoveAt(const Time& when, const std::string& network)
{
    const Time delay = when - Simulator::Now();
    if (network.empty())
    {
        Simulator::Schedule(delay, &LanPort::Unplug, m_port);
        return;
    }
    Simulator::Schedule(delay, &LanPort::MoveTo, m_port, network);
}

void
HipTestBed::Run(const Time& until)
{
    Simulator::Stop(until - Simulator::Now());
    Simulator::Run();
}

std::vector<Time>
HipTestBed::When(Ptr<Node> node, const std::string& name) const
{
    std::vector<Time> times;
    for (const auto& [when, message] : messages)
    {
        if (message.name == name && (!node || message.sender == node))
        {
            times.push_back(when);
        }
    }
    return times;
}

std::vector<HipArrival>
HipTestBed::Heard(Ptr<Node> node, uint8_t type) const
{
    std::vector<HipArrival> found;
    std::copy_if(
        heard.begin(),
        heard.end(),
        std::back_inserter(found),
        [node, type](const HipArrival& one) { return one.node == node && one.GetType() == type; });
    return found;
}

Time
HipTestBed::FirstArrivedAfter(const std::vector<Datagram>& way, const Time& when)
{
    Time first = Time::Max();
    for (const Datagram& one : way)
    {
        first = !one.arrived.IsZero() && one.arrived >= when ? Min(first, one.arrived) : first;
    }
    return first;
}

Time
HipTestBed::FirstSentAfter(const std::vector<Datagram>& way, const Time& when)
{
    Time first = Time::Max();
    for (const Datagram& one : way)
    {
        first = !one.arrived.IsZero() && one.sent >= when ? Min(first, one.arrived) : first;
    }
    return first;
}

uint32_t
HipTestBed::Lost(const std::vector<Datagram>& way, const Time& from, const Time& to)
{
    return static_cast<uint32_t>(std::count_if(way.begin(), way.end(), [&](const Datagram& one) {
        return one.sent >= from && one.sent < to && one.arrived.IsZero();
    }));
}

Ptr<HipHost>
HipTestBed::Hip(Ptr<Node> node)
{
    return node->GetObject<HipHost>();
}

HipAssociation*
HipTestBed::GetAssociation(bool mine) const
{
    Ptr<HipHost> own = Hip(mine ? mobile : correspondent);
    return own->GetAssociation(Hip(mine ? correspondent : mobile)->GetHit());
}

Address
HipTestBed::GetMobileLocator() const
{
    return Hip(mobile)->GetLocator();
}

} // namespace ns3
