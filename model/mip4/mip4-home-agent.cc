/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-home-agent.h"

#include "l4-mobility-cpu.h"
#include "mip4-routing.h"
#include "mip4-tunnel-end.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4HomeAgent);

/** Time to live of replies on the home network. */
static constexpr uint8_t TTL{64};

TypeId
Mip4HomeAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip4HomeAgent")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip4HomeAgent>()
            .AddAttribute("MaxRegistrationLifetime",
                          "Longest lifetime that is granted (RFC 5944 section 3.8.3.2), to the "
                          "second. 65535 s: infinite",
                          TimeValue(Seconds(1800)),
                          MakeTimeAccessor(&Mip4HomeAgent::m_maxLifetime),
                          MakeTimeChecker(Seconds(1), Seconds(65535)))
            .AddAttribute("TimestampTolerance",
                          "By how much the clock of a mobile may differ (RFC 5944 section 5.7.1)",
                          TimeValue(Seconds(7)),
                          MakeTimeAccessor(&Mip4HomeAgent::m_tolerance),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("ReverseTunnel",
                          "Whether reverse tunnels are granted (RFC 3024). False: code 137",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Mip4HomeAgent::m_reverse),
                          MakeBooleanChecker())
            .AddTraceSource("Message",
                            "A message is sent.",
                            MakeTraceSourceAccessor(&Mip4HomeAgent::m_message),
                            "ns3::Mip4SentTracedCallback")
            .AddTraceSource("Bound",
                            "Packets to a mobile go to this care-of address from now on.",
                            MakeTraceSourceAccessor(&Mip4HomeAgent::m_bound),
                            "ns3::Mip4HomeAgent::BoundTracedCallback");
    return tid;
}

Mip4HomeAgent::Mip4HomeAgent()
    : m_advertiser(CreateObject<Mip4Advertiser>()),
      m_cpu(std::make_unique<l4mobility::Cpu>())
{
}

Mip4HomeAgent::~Mip4HomeAgent() = default;

void
Mip4HomeAgent::DoDispose()
{
    for (auto& [address, mobile] : m_mobiles)
    {
        if (mobile.binding)
        {
            mobile.binding->expiry.Cancel();
        }
    }
    m_mobiles.clear();
    if (m_advertiser)
    {
        m_advertiser->Dispose();
    }
    m_advertiser = nullptr;
    m_device = nullptr;
    m_tunnel = nullptr;
    m_socket = nullptr;
    m_costs = nullptr;
    Object::DoDispose();
}

void
Mip4HomeAgent::Setup(Ptr<NetDevice> device, const Ipv4Address& address, uint8_t prefixLength)
{
    Ptr<Node> node = device->GetNode();
    node->AggregateObject(this);
    m_device = device;
    m_address = address;
    m_tunnel = Mip4TunnelDevice::Install(node, MakeCallback(&Mip4HomeAgent::ChooseTunnel, this));
    Mip4Routing::Install(node,
                         MakeCallback(&Mip4HomeAgent::Route, this),
                         MakeCallback(&Mip4HomeAgent::Route, this));
    Mip4TunnelEnd::Get(node)->AddAcceptor(MakeCallback(&Mip4HomeAgent::Accepts, this));
    m_socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
    m_socket->Bind(InetSocketAddress(address, MIP4_PORT));
    m_socket->SetRecvCallback(MakeCallback(&Mip4HomeAgent::Receive, this));
    Mip4Advertisement content;
    content.routers = {{address, 0}};
    content.prefixLengths = {prefixLength};
    content.registrationLifetime = static_cast<uint16_t>(m_maxLifetime.GetSeconds());
    content.flags = static_cast<uint8_t>(Mip4Advertisement::HOME_AGENT |
                                         (m_reverse ? Mip4Advertisement::REVERSE_TUNNEL : 0));
    m_advertiser->Begin(device, address, content);
    m_advertiser->TraceConnectWithoutContext("Message", MakeCallback(&Mip4HomeAgent::Tell, this));
    m_advertiser->GetLink()->TraceConnectWithoutContext("Message",
                                                        MakeCallback(&Mip4HomeAgent::Tell, this));
}

void
Mip4HomeAgent::Tell(const Mip4Sent& sent)
{
    m_message(sent);
}

void
Mip4HomeAgent::AddMobile(const Ipv4Address& homeAddress, const Mip4Security& security)
{
    m_mobiles[homeAddress].security = security;
}

void
Mip4HomeAgent::SetCosts(Ptr<CryptoCostModel> costs)
{
    m_costs = costs;
}

Ptr<Mip4Advertiser>
Mip4HomeAgent::GetAdvertiser() const
{
    return m_advertiser;
}

const Mip4HomeAgent::Counters&
Mip4HomeAgent::GetCounters() const
{
    return m_counters;
}

const Mip4HomeAgent::Binding*
Mip4HomeAgent::GetBinding(const Ipv4Address& homeAddress) const
{
    const auto found = m_mobiles.find(homeAddress);
    return found != m_mobiles.end() && found->second.binding ? &*found->second.binding : nullptr;
}

Time
Mip4HomeAgent::GetComputation(const Ipv4Address& homeAddress) const
{
    const auto found = m_mobiles.find(homeAddress);
    return found == m_mobiles.end() ? Time(0) : found->second.computation;
}

void
Mip4HomeAgent::Receive(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        Mip4Message request;
        l4mobility::TakeHeader(packet, request);
        if (!request.IsValid() || request.type != Mip4Message::Type::REQUEST)
        {
            ++m_counters.malformed;
            continue;
        }
        const Time cost = GetMip4Cost(m_costs, request);
        const auto mobile = m_mobiles.find(request.homeAddress);
        if (mobile != m_mobiles.end())
        {
            mobile->second.computation += cost;
        }
        m_cpu->Charge(cost);
        m_cpu->WhenDone([this, request, from]() { Answer(request, from); });
    }
}

bool
Mip4HomeAgent::IsFresh(uint64_t identification, const Mobile& mobile) const
{
    const uint64_t late = ToNtp(Simulator::Now() + m_tolerance);
    const uint64_t early = ToNtp(Simulator::Now() - m_tolerance);
    return identification > mobile.identification && identification >= early &&
           identification <= late;
}

Mip4Code
Mip4HomeAgent::Judge(const Mip4Message& request, const Mobile* mobile) const
{
    if (!mobile)
    {
        return Mip4Code::HA_PROHIBITED;
    }
    if (!mobile->security.Verify(request))
    {
        return Mip4Code::HA_MOBILE_AUTHENTICATION;
    }
    if (!IsFresh(request.identification, *mobile))
    {
        return Mip4Code::HA_IDENTIFICATION;
    }
    if (request.homeAgent != m_address)
    {
        return Mip4Code::HA_UNKNOWN_HOME_AGENT;
    }
    if (request.flags & (Mip4Message::RESERVED_R | Mip4Message::RESERVED_X))
    {
        return Mip4Code::HA_POOR_REQUEST;
    }
    if (request.flags & (Mip4Message::MINIMAL | Mip4Message::GRE))
    {
        return Mip4Code::HA_ENCAPSULATION;
    }
    if ((request.flags & Mip4Message::REVERSE_TUNNEL) && !m_reverse)
    {
        return Mip4Code::HA_NO_REVERSE_TUNNEL;
    }
    // A tunnel whose end is no host's, or in the home network itself, would never end.
    const Ipv4Address careOf = request.careOfAddress;
    const bool home = careOf == request.homeAddress;
    if (careOf.IsAny() || careOf.IsBroadcast() || careOf.IsMulticast() || careOf == m_address ||
        (home && request.lifetime > 0))
    {
        return Mip4Code::HA_POOR_REQUEST;
    }
    // Simultaneous bindings are not kept (section 3.8.2.2).
    return request.flags & Mip4Message::SIMULTANEOUS ? Mip4Code::ACCEPTED_NOT_SIMULTANEOUS
                                                     : Mip4Code::ACCEPTED;
}

uint64_t&
Mip4HomeAgent::CounterOf(Mip4Code code)
{
    switch (code)
    {
    case Mip4Code::ACCEPTED:
    case Mip4Code::ACCEPTED_NOT_SIMULTANEOUS:
        return m_counters.accepted;
    case Mip4Code::HA_MOBILE_AUTHENTICATION:
        return m_counters.authentication;
    case Mip4Code::HA_IDENTIFICATION:
        return m_counters.identification;
    default:
        return m_counters.others;
    }
}

void
Mip4HomeAgent::Answer(Mip4Message request, Address from)
{
    if (!m_socket)
    {
        return;
    }
    const auto found = m_mobiles.find(request.homeAddress);
    Mobile* mobile = found == m_mobiles.end() ? nullptr : &found->second;
    const Mip4Code code = Judge(request, mobile);
    ++CounterOf(code);
    const bool accepted = code == Mip4Code::ACCEPTED || code == Mip4Code::ACCEPTED_NOT_SIMULTANEOUS;
    Mip4Message reply(Mip4Message::Type::REPLY);
    reply.code = static_cast<uint8_t>(code);
    reply.homeAddress = request.homeAddress;
    reply.homeAgent = m_address;
    reply.identification = request.identification;
    if (code == Mip4Code::HA_IDENTIFICATION)
    {
        // Section 5.7.1: the agent's time above, what tells to whom it answers below.
        reply.identification =
            (ToNtp(Simulator::Now()) & 0xffffffff00000000) | (request.identification & 0xffffffff);
    }
    if (accepted)
    {
        mobile->identification = request.identification;
        reply.lifetime =
            std::min(request.lifetime, static_cast<uint16_t>(m_maxLifetime.GetSeconds()));
    }
    if (mobile)
    {
        mobile->security.Sign(reply);
        const Time cost = GetMip4Cost(m_costs, reply);
        mobile->computation += cost;
        m_cpu->Charge(cost);
    }
    m_cpu->WhenDone([this, request, reply, from, accepted]() {
        if (!m_socket)
        {
            return;
        }
        Send(reply, InetSocketAddress::ConvertFrom(from));
        if (accepted)
        {
            Accept(request, m_mobiles.at(request.homeAddress), reply.lifetime);
        }
    });
}

void
Mip4HomeAgent::Send(const Mip4Message& reply, const InetSocketAddress& to)
{
    m_message(Mip4Sent{reply.GetName(), 28 + reply.GetSerializedSize(), reply.homeAddress});
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(reply);
    if (to.GetIpv4() != reply.homeAddress)
    {
        m_socket->SendTo(packet, 0, to);
        return;
    }
    // It has come home: not into the tunnel that its binding still names.
    UdpHeader udp;
    udp.SetSourcePort(MIP4_PORT);
    udp.SetDestinationPort(to.GetPort());
    if (Node::ChecksumEnabled())
    {
        udp.EnableChecksums();
        udp.InitializeChecksum(m_address, to.GetIpv4(), UdpL4Protocol::PROT_NUMBER);
    }
    packet->AddHeader(udp);
    m_advertiser->GetLink()->Send(packet, UdpL4Protocol::PROT_NUMBER, m_address, to.GetIpv4(), TTL);
}

void
Mip4HomeAgent::Accept(const Mip4Message& request, Mobile& mobile, uint16_t lifetime)
{
    const Ipv4Address home = request.homeAddress;
    const Ipv4Address before = mobile.binding ? mobile.binding->careOf : Ipv4Address::GetAny();
    if (lifetime == 0)
    {
        // Section 3.8.2.2: all bindings, or the one that is named.
        if (request.careOfAddress == home || request.careOfAddress == before)
        {
            Unbind(home);
        }
        if (request.careOfAddress == home)
        {
            // The link hears where the request came from only after IP has had it.
            Simulator::ScheduleNow(&Mip4HomeAgent::AnnounceReturned, this, home);
        }
        return;
    }
    if (mobile.binding)
    {
        mobile.binding->expiry.Cancel();
    }
    mobile.binding = Binding();
    mobile.binding->careOf = request.careOfAddress;
    mobile.binding->reverseTunnel = (request.flags & Mip4Message::REVERSE_TUNNEL) != 0;
    if (lifetime != MIP4_INFINITY)
    {
        mobile.binding->expiry =
            Simulator::Schedule(Seconds(lifetime), &Mip4HomeAgent::Expire, this, home);
    }
    if (before == Ipv4Address::GetAny())
    {
        m_advertiser->GetLink()->AddProxy(home);
        m_advertiser->GetLink()->Announce(home, m_device->GetAddress());
    }
    if (before != request.careOfAddress)
    {
        m_bound(home, request.careOfAddress);
    }
}

void
Mip4HomeAgent::Unbind(Ipv4Address homeAddress)
{
    Mobile& mobile = m_mobiles.at(homeAddress);
    Ptr<Mip4Link> link = m_advertiser->GetLink();
    link->RemoveProxy(homeAddress);
    link->Quiet(homeAddress);
    if (mobile.binding)
    {
        mobile.binding->expiry.Cancel();
        mobile.binding.reset();
        m_bound(homeAddress, Ipv4Address::GetAny());
    }
}

void
Mip4HomeAgent::AnnounceReturned(Ipv4Address homeAddress)
{
    // Section 4.6: as the mobile itself does, for those that hear the agent and not the mobile.
    if (m_socket && !GetBinding(homeAddress) && m_advertiser->GetLink()->HasHeard(homeAddress))
    {
        Ptr<Mip4Link> link = m_advertiser->GetLink();
        link->Announce(homeAddress, link->GetHeard(homeAddress));
    }
}

void
Mip4HomeAgent::Expire(Ipv4Address homeAddress)
{
    Unbind(homeAddress);
}

Ptr<Ipv4Route>
Mip4HomeAgent::Route(const Ipv4Header& header, Ptr<const NetDevice> /* device */)
{
    if (!GetBinding(header.GetDestination()))
    {
        return nullptr;
    }
    const Ipv4Address source =
        l4mobility::IsGiven(header.GetSource()) ? header.GetSource() : m_address;
    return MakeMip4Route(m_tunnel, Ipv4Address::GetAny(), source, header.GetDestination());
}

std::optional<Mip4Tunnel>
Mip4HomeAgent::ChooseTunnel(const Ipv4Header& header)
{
    const Binding* binding = GetBinding(header.GetDestination());
    return binding ? std::optional<Mip4Tunnel>({m_address, binding->careOf, nullptr})
                   : std::nullopt;
}

bool
Mip4HomeAgent::Accepts(const Ipv4Header& outer, const Ipv4Header& inner)
{
    const Binding* binding = GetBinding(inner.GetSource());
    return binding && binding->reverseTunnel && outer.GetSource() == binding->careOf &&
           outer.GetDestination() == m_address;
}

} // namespace ns3
