/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-raw-socket-factory.h"
#include "ns3/ipv4.h"
#include "ns3/pointer.h"
#include "ns3/ppp-header.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-header.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4SignallingLoss);

/** Ports of the streams. */
static constexpr uint16_t MOBILE_PORT{6000};
static constexpr uint16_t PEER_PORT{7000};

TypeId
Mip4SignallingLoss::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4SignallingLoss")
                            .SetParent<ErrorModel>()
                            .AddConstructor<Mip4SignallingLoss>();
    return tid;
}

bool
Mip4SignallingLoss::DoCorrupt(Ptr<Packet> packet)
{
    if (!m_random)
    {
        m_random = CreateObject<UniformRandomVariable>();
        m_random->SetStream(4711);
    }
    Ptr<Packet> copy = packet->Copy();
    uint8_t first = 0;
    copy->CopyData(&first, 1);
    if (first == 0)
    {
        // ns-3's PPP header is the protocol number alone; an IPv4 header begins with 4.
        PppHeader ppp;
        copy->RemoveHeader(ppp);
    }
    Ipv4Header ip;
    if (copy->GetSize() < 28 || copy->RemoveHeader(ip) == 0)
    {
        return false;
    }
    bool signalling = ip.GetProtocol() == 1;
    if (ip.GetProtocol() == 17)
    {
        UdpHeader udp;
        copy->PeekHeader(udp);
        signalling = udp.GetDestinationPort() == MIP4_PORT || udp.GetSourcePort() == MIP4_PORT;
    }
    const bool corrupt = signalling && m_random->GetValue(0, 1) < rate;
    lost += corrupt ? 1 : 0;
    return corrupt;
}

void
Mip4SignallingLoss::DoReset()
{
    lost = 0;
}

Mip4TestBed::Delays
Mip4TestBed::Ordinary()
{
    return {MilliSeconds(8), MilliSeconds(5), MilliSeconds(1), MicroSeconds(200)};
}

Mip4TestBed::Mip4TestBed(const std::string& name,
                         const Delays& delays,
                         const std::vector<std::pair<std::string, std::string>>& attributes)
    : m_backbone(CreateObject<LabBackbone>())
{
    bool filter = true;
    Ptr<MobilitySystem> made = MobilitySystem::Create(name);
    system = DynamicCast<Mip4System>(made);
    for (const auto& [attribute, value] : attributes)
    {
        system->SetAttribute(attribute, StringValue(value));
        // Without a reverse tunnel the home address is a foreign source in each visited network.
        filter = filter && !(attribute == "ReverseTunnel" && value == "false");
    }
    m_backbone->SetAttribute("IngressFilter", BooleanValue(filter));
    m_backbone->SetAttribute("Rate", StringValue("1Gbps"));
    m_backbone->SetAttribute("CoreDelay", TimeValue(delays.core));
    m_backbone->Build(false);
    plan.core = m_backbone->GetCore();
    plan.correspondents = {m_backbone->GetCorrespondent()};
    correspondent = Ipv4Address::ConvertFrom(m_backbone->GetCorrespondentAddress());
    lan = CreateObject<LanAccessHelper>();
    lan->SetSegmentAttribute("Delay", TimeValue(delays.segment));
    m_backbone->SetAttribute("AccessDelay", TimeValue(delays.home));
    plan.home = lan->InstallNetwork("home", m_backbone->AddAccessRouter(1), 1);
    m_backbone->SetAttribute("AccessDelay", TimeValue(delays.access));
    plan.access = {lan->InstallNetwork("lan-1", m_backbone->AddAccessRouter(2), 2),
                   lan->InstallNetwork("lan-2", m_backbone->AddAccessRouter(3), 3)};
    Ptr<Node> mobile = CreateObject<Node>();
    InternetStackHelper().Install(mobile);
    mobile->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
    Ptr<AccessManager> manager = CreateObject<AccessManager>();
    mobile->AggregateObject(manager);
    port = lan->InstallMobile(mobile);
    manager->AddLink(port);
    plan.mobiles = {mobile};
    system->Install(plan);
    Listen();
}

Mip4TestBed::~Mip4TestBed()
{
    m_mobile = nullptr;
    m_peer = nullptr;
    system->Dispose();
    Simulator::Destroy();
}

void
Mip4TestBed::Listen()
{
    system->TraceConnectWithoutContext(
        "PathReady",
        Callback<void, const PathReady&>(
            [this](const PathReady& told) { ready.emplace_back(Simulator::Now(), told); }));
    system->TraceConnectWithoutContext(
        "Signalling",
        Callback<void, const SignallingMessage&>([this](const SignallingMessage& message) {
            signalling.emplace_back(Simulator::Now(), message);
        }));
    system->TraceConnectWithoutContext(
        "SetUp",
        Callback<void, const SetUpReport&>(
            [this](const SetUpReport& report) { setUps.push_back(report); }));
}

void
Mip4TestBed::MoveAt(const Time& when, const std::string& network)
{
    if (network.empty())
    {
        Simulator::Schedule(when, &LanPort::Unplug, port);
        return;
    }
    Simulator::Schedule(when, &LanPort::MoveTo, port, network);
}

void
Mip4TestBed::Talk(const Time& from, const Time& to, const Time& interval)
{
    m_mobile = Socket::CreateSocket(plan.mobiles[0], UdpSocketFactory::GetTypeId());
    m_mobile->Bind(InetSocketAddress(GetHomeAddress(), MOBILE_PORT));
    m_mobile->SetRecvCallback(
        Callback<void, Ptr<Socket>>([this](Ptr<Socket> socket) { Receive(&down, socket); }));
    m_peer = Socket::CreateSocket(plan.correspondents[0], UdpSocketFactory::GetTypeId());
    m_peer->Bind(InetSocketAddress(Ipv4Address::GetAny(), PEER_PORT));
    m_peer->SetRecvCallback(
        Callback<void, Ptr<Socket>>([this](Ptr<Socket> socket) { Receive(&up, socket); }));
    Simulator::Schedule(from,
                        &Mip4TestBed::SendNext,
                        this,
                        &up,
                        m_mobile,
                        Address(InetSocketAddress(correspondent, PEER_PORT)),
                        to,
                        interval);
    Simulator::Schedule(from,
                        &Mip4TestBed::SendNext,
                        this,
                        &down,
                        m_peer,
                        Address(InetSocketAddress(GetHomeAddress(), MOBILE_PORT)),
                        to,
                        interval);
}

void
Mip4TestBed::SendNext(std::vector<Datagram>* way,
                      Ptr<Socket> socket,
                      Address to,
                      Time end,
                      Time interval)
{
    const auto number = static_cast<uint32_t>(way->size());
    // What no dissector takes for a protocol that it knows.
    uint8_t bytes[40] = {0xff};
    for (uint32_t i = 0; i < 4; ++i)
    {
        bytes[i + 1] = static_cast<uint8_t>(number >> (8 * i));
    }
    way->push_back({Simulator::Now(), Time(0)});
    socket->SendTo(bytes, sizeof bytes, 0, to);
    if (Simulator::Now() + interval < end)
    {
        Simulator::Schedule(interval, &Mip4TestBed::SendNext, this, way, socket, to, end, interval);
    }
}

void
Mip4TestBed::Receive(std::vector<Datagram>* way, Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        uint8_t bytes[5] = {};
        packet->CopyData(bytes, sizeof bytes);
        const uint32_t number =
            bytes[1] | bytes[2] << 8 | bytes[3] << 16 | static_cast<uint32_t>(bytes[4]) << 24;
        way->at(number).arrived = Simulator::Now();
    }
}

void
Mip4TestBed::Inject(Ptr<Node> node,
                    const std::vector<uint8_t>& bytes,
                    const InetSocketAddress& to,
                    uint8_t protocol)
{
    Ptr<Packet> packet = Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
    Ptr<Socket> socket = Socket::CreateSocket(node,
                                              protocol == 17 ? UdpSocketFactory::GetTypeId()
                                                             : Ipv4RawSocketFactory::GetTypeId());
    if (protocol != 17)
    {
        socket->SetAttribute("Protocol", UintegerValue(protocol));
    }
    socket->Bind();
    socket->SendTo(packet, 0, to);
    socket->Close();
}

void
Mip4TestBed::SetLoss(double rate)
{
    if (!loss)
    {
        loss = CreateObject<Mip4SignallingLoss>();
        port->GetDevice()->SetAttribute("ReceiveErrorModel", PointerValue(loss));
        for (const AccessNetwork& network : {plan.home, plan.access[0], plan.access[1]})
        {
            // Device 0 is the loopback, device 1 leads to the core.
            network.router->GetDevice(1)->SetAttribute("ReceiveErrorModel", PointerValue(loss));
            network.router->GetDevice(network.routerDevice)
                ->SetAttribute("ReceiveErrorModel", PointerValue(loss));
        }
    }
    loss->rate = rate;
}

void
Mip4TestBed::Run(const Time& until)
{
    Simulator::ScheduleNow(&AccessManager::Start, plan.mobiles[0]->GetObject<AccessManager>());
    Simulator::Stop(until);
    Simulator::Run();
}

Ipv4Address
Mip4TestBed::GetHomeAddress() const
{
    return Ipv4Address::ConvertFrom(system->GetMobileAddress(plan.mobiles[0], false));
}

Ptr<Mip4MobileNode>
Mip4TestBed::GetMobileNode() const
{
    return plan.mobiles[0]->GetObject<Mip4MobileNode>();
}

Ptr<Mip4HomeAgent>
Mip4TestBed::GetHomeAgent() const
{
    return system->GetHomeAgent();
}

Ptr<Mip4ForeignAgent>
Mip4TestBed::GetForeignAgent(uint32_t i) const
{
    return system->GetForeignAgents().at(i);
}

std::vector<Time>
Mip4TestBed::SentByMobile(const std::string& name) const
{
    std::vector<Time> times;
    for (const auto& [when, message] : signalling)
    {
        if (message.name == name && message.sender == plan.mobiles[0])
        {
            times.push_back(when);
        }
    }
    return times;
}

uint32_t
Mip4TestBed::Lost(const std::vector<Datagram>& way, const Time& from, const Time& to)
{
    return static_cast<uint32_t>(std::count_if(way.begin(), way.end(), [&](const Datagram& one) {
        return one.sent >= from && one.sent < to && one.arrived.IsZero();
    }));
}

Time
Mip4TestBed::FirstSentAfter(const std::vector<Datagram>& way, const Time& when)
{
    Time first = Seconds(-1);
    for (const Datagram& one : way)
    {
        if (one.sent >= when && !one.arrived.IsZero() &&
            (first.IsNegative() || one.arrived < first))
        {
            first = one.arrived;
        }
    }
    return first;
}

Time
Mip4TestBed::FirstArrivedAfter(const std::vector<Datagram>& way, const Time& when)
{
    Time first = Seconds(-1);
    for (const Datagram& one : way)
    {
        if (one.arrived >= when && (first.IsNegative() || one.arrived < first))
        {
            first = one.arrived;
        }
    }
    return first;
}

} // namespace ns3
