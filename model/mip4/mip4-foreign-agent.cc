/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-foreign-agent.h"

#include "mip4-routing.h"
#include "mip4-tunnel-end.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4ForeignAgent);

TypeId
Mip4ForeignAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip4ForeignAgent")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip4ForeignAgent>()
            .AddAttribute("MaxRegistrationLifetime",
                          "Registration Lifetime of the advertisements: the longest that is "
                          "accepted (RFC 5944 sections 2.1.1 and 3.7.2.1), to the second. 65535 s: "
                          "infinite",
                          TimeValue(Seconds(1800)),
                          MakeTimeAccessor(&Mip4ForeignAgent::m_maxLifetime),
                          MakeTimeChecker(Seconds(1), Seconds(65535)))
            .AddAttribute("RegistrationTimeout",
                          "Time after which a request that no reply has come to is given up, with "
                          "code 78 (RFC 5944 section 3.7.2.2)",
                          TimeValue(Seconds(7)),
                          MakeTimeAccessor(&Mip4ForeignAgent::m_registrationTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxVisitors",
                          "Visitors and pending requests at most; further ones get code 66",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Mip4ForeignAgent::m_maxVisitors),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("ReverseTunnel",
                          "Whether reverse tunnels are offered (RFC 3024). False: code 74",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Mip4ForeignAgent::m_reverse),
                          MakeBooleanChecker())
            .AddAttribute("ReverseTunnelMandatory",
                          "Whether requests without T bit get code 75 (RFC 3024 section 4.2)",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Mip4ForeignAgent::m_reverseMandatory),
                          MakeBooleanChecker())
            .AddTraceSource("Message",
                            "A message is sent.",
                            MakeTraceSourceAccessor(&Mip4ForeignAgent::m_message),
                            "ns3::Mip4SentTracedCallback");
    return tid;
}

Mip4ForeignAgent::Mip4ForeignAgent()
    : m_advertiser(CreateObject<Mip4Advertiser>())
{
}

Mip4ForeignAgent::~Mip4ForeignAgent() = default;

void
Mip4ForeignAgent::DoDispose()
{
    for (auto& [address, visitor] : m_visitors)
    {
        visitor.expiry.Cancel();
    }
    for (auto& [address, pending] : m_pending)
    {
        pending.timeout.Cancel();
    }
    m_visitors.clear();
    m_pending.clear();
    if (m_advertiser)
    {
        m_advertiser->Dispose();
    }
    m_advertiser = nullptr;
    m_device = nullptr;
    m_tunnel = nullptr;
    m_socket = nullptr;
    Object::DoDispose();
}

void
Mip4ForeignAgent::Setup(Ptr<NetDevice> device, const Ipv4Address& address, uint8_t prefixLength)
{
    Ptr<Node> node = device->GetNode();
    node->AggregateObject(this);
    m_device = device;
    m_address = address;
    m_tunnel = Mip4TunnelDevice::Install(node, MakeCallback(&Mip4ForeignAgent::ChooseTunnel, this));
    Mip4Routing::Install(node,
                         MakeCallback(&Mip4ForeignAgent::RouteOutput, this),
                         MakeCallback(&Mip4ForeignAgent::RouteInput, this));
    Mip4TunnelEnd::Get(node)->AddAcceptor(MakeCallback(&Mip4ForeignAgent::Accepts, this));
    m_socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
    m_socket->Bind(InetSocketAddress(address, MIP4_PORT));
    m_socket->SetIpRecvTtl(true);
    m_socket->SetRecvCallback(MakeCallback(&Mip4ForeignAgent::Receive, this));
    Mip4Advertisement content;
    content.routers = {{address, 0}};
    content.prefixLengths = {prefixLength};
    content.registrationLifetime = static_cast<uint16_t>(m_maxLifetime.GetSeconds());
    content.careOf = {address};
    content.flags = static_cast<uint8_t>(Mip4Advertisement::FOREIGN_AGENT |
                                         (m_reverse ? Mip4Advertisement::REVERSE_TUNNEL : 0));
    m_advertiser->Begin(device, address, content);
    m_advertiser->TraceConnectWithoutContext("Message",
                                             MakeCallback(&Mip4ForeignAgent::Tell, this));
    m_advertiser->GetLink()->TraceConnectWithoutContext(
        "Message",
        MakeCallback(&Mip4ForeignAgent::Tell, this));
}

void
Mip4ForeignAgent::Tell(const Mip4Sent& sent)
{
    m_message(sent);
}

Ptr<Mip4Advertiser>
Mip4ForeignAgent::GetAdvertiser() const
{
    return m_advertiser;
}

const Mip4ForeignAgent::Counters&
Mip4ForeignAgent::GetCounters() const
{
    return m_counters;
}

bool
Mip4ForeignAgent::HasVisitor(const Ipv4Address& homeAddress) const
{
    return m_visitors.count(homeAddress) > 0;
}

void
Mip4ForeignAgent::Receive(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        SocketIpTtlTag ttl;
        packet->RemovePacketTag(ttl);
        Mip4Message message;
        l4mobility::TakeHeader(packet, message);
        if (!message.IsValid())
        {
            ++m_counters.malformed;
        }
        else if (message.type == Mip4Message::Type::REPLY)
        {
            Reply(message, from);
        }
        else
        {
            // The link hears where the packet came from only after IP has had it.
            Simulator::ScheduleNow(&Mip4ForeignAgent::Request, this, message, from, ttl.GetTtl());
        }
    }
}

std::optional<Mip4Code>
Mip4ForeignAgent::Judge(const Mip4Message& request, uint8_t ttl) const
{
    // Section 3.7.2.1; of reverse tunnels RFC 3024 section 4.2.
    const bool reverse = (request.flags & Mip4Message::REVERSE_TUNNEL) != 0;
    const bool leaves = request.lifetime == 0;
    const uint8_t never =
        Mip4Message::DECAPSULATION | Mip4Message::RESERVED_R | Mip4Message::RESERVED_X;
    if (request.Count(Mip4Extension::MOBILE_HOME) != 1 || (request.flags & never))
    {
        return Mip4Code::FA_POOR_REQUEST;
    }
    if (request.careOfAddress != m_address)
    {
        return Mip4Code::FA_CARE_OF_ADDRESS;
    }
    if (request.flags & (Mip4Message::MINIMAL | Mip4Message::GRE))
    {
        return Mip4Code::FA_ENCAPSULATION;
    }
    if (request.lifetime > static_cast<uint16_t>(m_maxLifetime.GetSeconds()))
    {
        return Mip4Code::FA_LIFETIME;
    }
    if (reverse && !m_reverse)
    {
        return Mip4Code::FA_NO_REVERSE_TUNNEL;
    }
    if (reverse && ttl != 255)
    {
        return Mip4Code::FA_TOO_DISTANT;
    }
    if (!reverse && m_reverseMandatory && !leaves)
    {
        return Mip4Code::FA_REVERSE_TUNNEL_MANDATORY;
    }
    const bool known = m_visitors.count(request.homeAddress) + m_pending.count(request.homeAddress);
    if (!known && !leaves && m_visitors.size() + m_pending.size() >= m_maxVisitors)
    {
        return Mip4Code::FA_RESOURCES;
    }
    return std::nullopt;
}

void
Mip4ForeignAgent::Request(Mip4Message request, Address from, uint8_t ttl)
{
    const Ipv4Address source = InetSocketAddress::ConvertFrom(from).GetIpv4();
    if (!m_socket || !m_advertiser->GetLink()->HasHeard(source))
    {
        // It did not come by the link: there is nobody to serve.
        ++m_counters.refused;
        return;
    }
    // The visitor list stays as it is until the home agent has accepted (section 3.7.2.2).
    Pending pending{request, from, m_advertiser->GetLink()->GetHeard(source), EventId()};
    const std::optional<Mip4Code> refusal = Judge(request, ttl);
    if (refusal)
    {
        Refuse(pending, *refusal);
        return;
    }
    // What follows is for the foreign agent, which knows none of it.
    request.RemoveAfter(Mip4Extension::MOBILE_HOME);
    pending.timeout = Simulator::Schedule(m_registrationTimeout,
                                          &Mip4ForeignAgent::GiveUp,
                                          this,
                                          request.homeAddress);
    m_pending[request.homeAddress].timeout.Cancel();
    m_pending[request.homeAddress] = pending;
    ++m_counters.relayedRequests;
    Send(request, InetSocketAddress(request.homeAgent, MIP4_PORT));
}

void
Mip4ForeignAgent::Refuse(const Pending& pending, Mip4Code code)
{
    ++m_counters.refused;
    const Mip4Message& request = pending.request;
    Mip4Message reply(Mip4Message::Type::REPLY);
    reply.code = static_cast<uint8_t>(code);
    reply.homeAddress = request.homeAddress;
    reply.homeAgent = request.homeAgent;
    reply.identification = request.identification;
    // Code 69 tells what would be accepted (section 3.7.2.3).
    reply.lifetime = code == Mip4Code::FA_LIFETIME
                         ? static_cast<uint16_t>(m_maxLifetime.GetSeconds())
                         : request.lifetime;
    Answer(reply, pending);
}

void
Mip4ForeignAgent::Reply(Mip4Message reply, const Address& from)
{
    const auto found = m_pending.find(reply.homeAddress);
    // Section 3.7.3.1: what tells a reply to which request it belongs.
    const bool matches =
        found != m_pending.end() &&
        static_cast<uint32_t>(found->second.request.identification) ==
            static_cast<uint32_t>(reply.identification) &&
        found->second.request.homeAgent == InetSocketAddress::ConvertFrom(from).GetIpv4();
    if (!matches)
    {
        ++m_counters.unmatched;
        return;
    }
    Pending pending = found->second;
    pending.timeout.Cancel();
    m_pending.erase(found);
    if (reply.Count(Mip4Extension::MOBILE_HOME) != 1)
    {
        Refuse(pending, Mip4Code::FA_POOR_REPLY);
        return;
    }
    if (reply.code == static_cast<uint8_t>(Mip4Code::ACCEPTED) ||
        reply.code == static_cast<uint8_t>(Mip4Code::ACCEPTED_NOT_SIMULTANEOUS))
    {
        Accept(pending, reply.lifetime);
    }
    ++m_counters.relayedReplies;
    reply.RemoveAfter(Mip4Extension::MOBILE_HOME);
    Answer(reply, pending);
}

void
Mip4ForeignAgent::Accept(const Pending& pending, uint16_t lifetime)
{
    const Ipv4Address home = pending.request.homeAddress;
    const uint16_t granted = std::min(lifetime, pending.request.lifetime);
    if (granted == 0)
    {
        m_visitors[home].expiry.Cancel();
        Leave(home);
        return;
    }
    Visitor& visitor = m_visitors[home];
    visitor.expiry.Cancel();
    visitor.link = pending.link;
    visitor.homeAgent = pending.request.homeAgent;
    visitor.reverseTunnel = (pending.request.flags & Mip4Message::REVERSE_TUNNEL) != 0;
    if (granted != MIP4_INFINITY)
    {
        visitor.expiry =
            Simulator::Schedule(Seconds(granted), &Mip4ForeignAgent::Leave, this, home);
    }
}

void
Mip4ForeignAgent::GiveUp(Ipv4Address homeAddress)
{
    ++m_counters.timeouts;
    const Pending pending = m_pending.at(homeAddress);
    m_pending.erase(homeAddress);
    Refuse(pending, Mip4Code::FA_TIMEOUT);
}

void
Mip4ForeignAgent::Leave(Ipv4Address homeAddress)
{
    m_visitors.erase(homeAddress);
    m_advertiser->GetLink()->Forget(homeAddress);
}

void
Mip4ForeignAgent::Send(const Mip4Message& message, const Address& to)
{
    m_message(Mip4Sent{message.GetName(), 28 + message.GetSerializedSize(), message.homeAddress});
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(message);
    m_socket->SendTo(packet, 0, to);
}

void
Mip4ForeignAgent::Answer(const Mip4Message& reply, const Pending& pending)
{
    // No ARP request for a mobile (section 4.2.2): it is where its request came from. Afterwards
    // the ARP cache has visitors and nobody else, at the addresses that were accepted.
    const Ipv4Address to = InetSocketAddress::ConvertFrom(pending.from).GetIpv4();
    Ptr<Mip4Link> link = m_advertiser->GetLink();
    link->Enter(to, pending.link, true);
    m_answered = to;
    Send(reply, pending.from);
    m_answered.reset();
    const auto visitor = m_visitors.find(to);
    if (visitor == m_visitors.end())
    {
        link->Forget(to);
    }
    else
    {
        link->Enter(to, visitor->second.link, true);
    }
}

Ptr<Ipv4Route>
Mip4ForeignAgent::RouteOutput(const Ipv4Header& header, Ptr<const NetDevice> /* device */)
{
    const Ipv4Address to = header.GetDestination();
    // Who is answered is on the link, whatever its address is.
    if (m_visitors.count(to) == 0 && m_answered != to)
    {
        return nullptr;
    }
    return MakeMip4Route(m_device, Ipv4Address::GetAny(), m_address, to);
}

Ptr<Ipv4Route>
Mip4ForeignAgent::RouteInput(const Ipv4Header& header, Ptr<const NetDevice> device)
{
    const Ipv4Address to = header.GetDestination();
    const Ipv4Address from = header.GetSource();
    if (m_visitors.count(to) > 0)
    {
        return MakeMip4Route(m_device, Ipv4Address::GetAny(), from, to);
    }
    const auto sender = device == m_device ? m_visitors.find(from) : m_visitors.end();
    if (sender != m_visitors.end() && sender->second.reverseTunnel)
    {
        return MakeMip4Route(m_tunnel, Ipv4Address::GetAny(), from, to);
    }
    return nullptr;
}

std::optional<Mip4Tunnel>
Mip4ForeignAgent::ChooseTunnel(const Ipv4Header& header)
{
    const auto sender = m_visitors.find(header.GetSource());
    return sender == m_visitors.end()
               ? std::nullopt
               : std::optional<Mip4Tunnel>({m_address, sender->second.homeAgent, nullptr});
}

bool
Mip4ForeignAgent::Accepts(const Ipv4Header& outer, const Ipv4Header& inner)
{
    const auto visitor = m_visitors.find(inner.GetDestination());
    return visitor != m_visitors.end() && outer.GetSource() == visitor->second.homeAgent &&
           outer.GetDestination() == m_address;
}

} // namespace ns3
