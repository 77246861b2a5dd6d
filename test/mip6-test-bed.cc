/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-test-bed.h"

#include "ns3/access-manager.h"
#include "ns3/boolean.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6Loss);

const Time Mip6TestBed::INTERVAL = MicroSeconds(500);

namespace
{

/** Ports of the mobile and of the correspondent. */
const uint16_t MOBILE_PORT = 6000;
const uint16_t PORT = 7000;

/** Bytes of a packet's data. */
const uint32_t PAYLOAD = 40;

} // namespace

TypeId
Mip6Loss::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6Loss").SetParent<ErrorModel>().AddConstructor<Mip6Loss>();
    return tid;
}

Mip6Loss::Mip6Loss()
    : m_random(CreateObject<UniformRandomVariable>())
{
    m_random->SetStream(77);
}

Mip6Loss::~Mip6Loss() = default;

void
Mip6Loss::DoReset()
{
}

bool
Mip6Loss::DoCorrupt(Ptr<Packet> packet)
{
    // PPP has 2 bytes; of the headers between it and the message each says how long it is.
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    std::size_t offset = 2;
    uint8_t next = 41;
    while (offset + 8 <= bytes.size() && (next == 41 || next == 60 || next == 43))
    {
        const std::size_t header = offset;
        offset += next == 41 ? 40 : 8 * (bytes[header + 1] + 1);
        next = bytes[header + (next == 41 ? 6 : 0)];
    }
    if (next != Mip6Message::PROT_NUMBER || offset + 3 > bytes.size() ||
        (!types.empty() && types.count(bytes[offset + 2]) == 0) || m_random->GetValue() >= rate)
    {
        return false;
    }
    ++lost;
    return true;
}

Mip6TestBed::Mip6TestBed(const std::string& name, const Delays& delays, const std::string& start)
    : lossUp(CreateObject<Mip6Loss>()),
      lossDown(CreateObject<Mip6Loss>()),
      m_backbone(CreateObject<LabBackbone>()),
      m_lan(CreateObject<LanAccessHelper>())
{
    m_backbone->SetAttribute("Rate", DataRateValue(DataRate("1Gbps")));
    m_backbone->SetAttribute("CoreDelay", TimeValue(delays.core));
    // What comes up is lost where the filter of source addresses would stand.
    m_backbone->SetAttribute("IngressFilter", BooleanValue(false));
    m_backbone->Build(true);
    m_lan->SetIpv6(true);
    plan.ipv6 = true;
    plan.core = m_backbone->GetCore();
    plan.correspondents = {m_backbone->GetCorrespondent()};
    uint32_t k = 0;
    for (const std::string network : {"home", "lan-1", "lan-2"})
    {
        m_backbone->SetAttribute("AccessDelay",
                                 TimeValue(network == "home" ? delays.home : delays.access));
        Ptr<Node> router = m_backbone->AddAccessRouter(++k);
        const AccessNetwork made = m_lan->InstallNetwork(network, router, k);
        if (network == "home")
        {
            plan.home = made;
        }
        else
        {
            plan.access.push_back(made);
            plan.core->GetDevice(plan.core->GetNDevices() - 1)
                ->SetAttribute("ReceiveErrorModel", PointerValue(lossUp));
            router->GetDevice(1)->SetAttribute("ReceiveErrorModel", PointerValue(lossDown));
        }
    }
    Ptr<Node> mobile = CreateObject<Node>();
    InternetStackHelper().Install(mobile);
    mobile->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
    mobile->AggregateObject(CreateObject<AccessManager>());
    plan.mobiles = {mobile};
    m_port = m_lan->InstallMobile(mobile);
    mobile->GetObject<AccessManager>()->AddLink(m_port);
    m_port->Plug(start);

    system = DynamicCast<Mip6TunnelSystem>(MobilitySystem::Create(name));
    system->Install(plan);
    system->TraceConnectWithoutContext(
        "PathReady",
        Callback<void, const PathReady&>(
            [this](const PathReady& one) { ready.emplace_back(Simulator::Now(), one); }));
    auto signalled = [this](const SignallingMessage& one) {
        messages.push_back({Simulator::Now(), one});
    };
    system->TraceConnectWithoutContext("Signalling",
                                       Callback<void, const SignallingMessage&>(signalled));
    system->TraceConnectWithoutContext(
        "SetUp",
        Callback<void, const SetUpReport&>(
            [this](const SetUpReport& one) { setUps.push_back(one); }));

    const auto open = [this](Ptr<Node> node, uint16_t port, std::vector<Time>* arrivals) {
        Ptr<Socket> socket =
            Socket::CreateSocket(node, TypeId::LookupByName(system->GetUdpFactory()));
        socket->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), port));
        socket->SetRecvCallback(Callback<void, Ptr<Socket>>([arrivals](Ptr<Socket> from) {
            while (from->Recv())
            {
                arrivals->push_back(Simulator::Now());
            }
        }));
        m_sockets.push_back(socket);
    };
    open(mobile, MOBILE_PORT, &down);
    open(plan.correspondents[0], PORT, &up);
    m_sockets[0]->Connect(Inet6SocketAddress(GetCorrespondentAddress(), PORT));
    m_sockets[1]->Connect(
        Inet6SocketAddress(Ipv6Address::ConvertFrom(system->GetMobileAddress(mobile, true)),
                           MOBILE_PORT));
    Simulator::ScheduleNow(&AccessManager::Start, mobile->GetObject<AccessManager>());
}

Mip6TestBed::~Mip6TestBed()
{
    for (const Ptr<Socket>& socket : m_sockets)
    {
        socket->Close();
    }
    m_sockets.clear();
    system->Dispose();
    Simulator::Destroy();
}

void
Mip6TestBed::SendPackets(const Time& from, const Time& to, const Time& interval)
{
    Simulator::Schedule(from, &Mip6TestBed::SendNext, this, m_sockets[0], &sentUp, to, interval);
    Simulator::Schedule(from, &Mip6TestBed::SendNext, this, m_sockets[1], &sentDown, to, interval);
}

void
Mip6TestBed::SendOneWay(bool upwards, bool downwards, const Time& from, const Time& to)
{
    const Time interval = MilliSeconds(100);
    const auto send = [&](std::size_t socket, uint32_t* sent) {
        Simulator::Schedule(from,
                            &Mip6TestBed::SendNext,
                            this,
                            m_sockets[socket],
                            sent,
                            to,
                            interval);
    };
    if (upwards)
    {
        send(0, &sentUp);
    }
    if (downwards)
    {
        send(1, &sentDown);
    }
}

void
Mip6TestBed::SendNext(Ptr<Socket> socket, uint32_t* sent, Time to, Time interval)
{
    ++*sent;
    socket->Send(Create<Packet>(PAYLOAD));
    if (Simulator::Now() + interval < to)
    {
        Simulator::Schedule(interval, &Mip6TestBed::SendNext, this, socket, sent, to, interval);
    }
}

void
Mip6TestBed::MoveAt(const Time& when, const std::string& network)
{
    Simulator::Schedule(when, &LanPort::MoveTo, m_port, network);
}

Ptr<Node>
Mip6TestBed::AddNeighbour()
{
    Ptr<Node> node = CreateObject<Node>();
    InternetStackHelper().Install(node);
    node->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
    node->AggregateObject(CreateObject<AccessManager>());
    Ptr<LanPort> port = m_lan->InstallMobile(node);
    node->GetObject<AccessManager>()->AddLink(port);
    port->Plug("home");
    Simulator::ScheduleNow(&AccessManager::Start, node->GetObject<AccessManager>());
    return node;
}

void
Mip6TestBed::Inject(Ptr<Node> node,
                    Ptr<Packet> packet,
                    const Ipv6Address& source,
                    const Ipv6Address& destination,
                    uint8_t next)
{
    Ipv6Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetNextHeader(next);
    header.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
    header.SetHopLimit(9);
    Ptr<Packet> copy = packet->Copy();
    copy->AddHeader(header);
    Ptr<Ipv6L3Protocol> ipv6 = node->GetObject<Ipv6L3Protocol>();
    Ptr<NetDevice> device = ipv6->GetNetDevice(1);
    ipv6->Receive(device,
                  copy,
                  Ipv6L3Protocol::PROT_NUMBER,
                  device->GetAddress(),
                  device->GetAddress(),
                  NetDevice::PACKET_HOST);
}

void
Mip6TestBed::Run(const Time& until)
{
    Simulator::Stop(until - Simulator::Now());
    Simulator::Run();
}

Time
Mip6TestBed::FirstAfter(const std::vector<Time>& arrivals, const Time& after)
{
    const auto found = std::find_if(arrivals.begin(), arrivals.end(), [after](const Time& one) {
        return one > after;
    });
    return found == arrivals.end() ? Time::Max() : *found;
}

std::vector<Time>
Mip6TestBed::When(const std::string& name) const
{
    std::vector<Time> times;
    for (const Message& message : messages)
    {
        if (message.what.name == name)
        {
            times.push_back(message.when);
        }
    }
    return times;
}

uint32_t
Mip6TestBed::Count(const std::string& name) const
{
    return static_cast<uint32_t>(When(name).size());
}

Ptr<Mip6MobileNode>
Mip6TestBed::GetMobile() const
{
    return plan.mobiles[0]->GetObject<Mip6MobileNode>();
}

Ptr<Mip6HomeAgent>
Mip6TestBed::GetHomeAgent() const
{
    return system->GetHomeAgent();
}

Ptr<Mip6Correspondent>
Mip6TestBed::GetCorrespondent() const
{
    return plan.correspondents[0]->GetObject<Mip6Correspondent>();
}

Ipv6Address
Mip6TestBed::GetCorrespondentAddress() const
{
    return Ipv6Address::ConvertFrom(m_backbone->GetCorrespondentAddress());
}

} // namespace ns3
