/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-agent.h"

#include "mip6-extension.h"
#include "mip6-protocol.h"
#include "mip6-routing.h"
#include "mip6-security.h"

#include "ns3/abort.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv6-extension-demux.h"
#include "ns3/ipv6-extension.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6Agent);

namespace
{

/** Number of IPv6 as a header within IPv6. */
constexpr uint8_t IPV6_IN_IPV6{41};

/** Bytes of an IPv6 header. */
constexpr uint32_t IPV6_HEADER{40};

/** Binding Errors and ICMP errors that a node sends within a second (RFC 4443 section 2.4 (f) has
 * this number as an example). */
constexpr uint32_t ERROR_RATE{10};

/** Longest packet into the virtual device: what leaves room for a tunnel in 1500 bytes. */
constexpr uint16_t TUNNEL_MTU{1460};

} // namespace

Ipv6Address
Mip6Arrival::GetSender() const
{
    return homeAddress.IsAny() ? source : homeAddress;
}

TypeId
Mip6Agent::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6Agent")
                            .SetParent<Object>()
                            .SetGroupName("L4MobilityLab")
                            .AddTraceSource("Message",
                                            "A message of the Mobility Header is sent.",
                                            MakeTraceSourceAccessor(&Mip6Agent::m_messageTrace),
                                            "ns3::Mip6Agent::MessageTracedCallback");
    return tid;
}

Mip6Agent::Mip6Agent()
    : m_errors(ERROR_RATE)
{
}

Mip6Agent::~Mip6Agent() = default;

void
Mip6Agent::DoDispose()
{
    m_node = nullptr;
    m_ipv6 = nullptr;
    m_device = nullptr;
    m_costs = nullptr;
    Object::DoDispose();
}

void
Mip6Agent::Install(Ptr<Node> node)
{
    m_node = node;
    m_ipv6 = node->GetObject<Ipv6L3Protocol>();
    NS_ABORT_MSG_UNLESS(m_ipv6, "Mobile IPv6 needs a node with IPv6");
    node->AggregateObject(this);
    Ptr<Ipv6ExtensionDemux> extensions = node->GetObject<Ipv6ExtensionDemux>();
    for (uint8_t number : {Mip6HomeAddressHeader::PROT_NUMBER, Mip6RoutingHeader::PROT_NUMBER})
    {
        extensions->Remove(extensions->GetExtension(number));
    }
    const auto insert = [this](int number, auto method) {
        m_ipv6->Insert(CreateObject<Mip6Protocol>(number, MakeCallback(method, this)));
    };
    insert(Mip6Message::PROT_NUMBER, &Mip6Agent::ReceiveMessage);
    insert(IPV6_IN_IPV6, &Mip6Agent::ReceiveTunnelled);
    insert(Mip6HomeAddressHeader::PROT_NUMBER, &Mip6Agent::ReceiveDestination);
    insert(Mip6RoutingHeader::PROT_NUMBER, &Mip6Agent::ReceiveRouting);
    m_device = Mip6Device::Install(node, TUNNEL_MTU, MakeCallback(&Mip6Agent::Captured, this));
    Mip6Routing::Install(node,
                         MakeCallback(&Mip6Agent::RouteOutput, this),
                         MakeCallback(&Mip6Agent::RouteInput, this));
}

void
Mip6Agent::SetCosts(Ptr<CryptoCostModel> costs)
{
    m_costs = costs;
}

const Mip6Agent::Counters&
Mip6Agent::GetCounters() const
{
    return m_counters;
}

Time
Mip6Agent::GetComputation() const
{
    return m_computation;
}

Ptr<Ipv6L3Protocol>
Mip6Agent::GetIpv6() const
{
    return m_ipv6;
}

Ptr<Mip6Device>
Mip6Agent::GetDevice() const
{
    return m_device;
}

bool
Mip6Agent::IsRoutable(const Ipv6Address& address)
{
    return !address.IsAny() && !address.IsMulticast() && !address.IsLinkLocal() &&
           !address.IsLocalhost();
}

Ptr<NetDevice>
Mip6Agent::GetInnerDevice(Ptr<NetDevice> device) const
{
    return device;
}

bool
Mip6Agent::AcceptTunnelled(const Ipv6Header& /* outer */, const Ipv6Header& /* inner */)
{
    return false;
}

bool
Mip6Agent::AcceptHomeAddress(const Ipv6Address& /* home */, const Ipv6Address& /* careOf */)
{
    return false;
}

bool
Mip6Agent::AcceptRouting(const Ipv6Address& /* home */)
{
    return false;
}

Ptr<Ipv6Route>
Mip6Agent::RouteOutput(const Ipv6Header& /* header */)
{
    return nullptr;
}

Ptr<Ipv6Route>
Mip6Agent::RouteInput(const Ipv6Header& /* header */)
{
    return nullptr;
}

void
Mip6Agent::SendCaptured(Ptr<Packet> /* packet */, const Ipv6Header& /* header */)
{
    ++m_counters.notSent;
}

void
Mip6Agent::Captured(Ptr<Packet> packet)
{
    Ipv6Header header;
    packet->RemoveHeader(header);
    // Neighbor Discovery of the device itself, which has no link.
    if (!header.GetDestination().IsMulticast())
    {
        SendCaptured(packet, header);
    }
}

Ptr<Ipv6Route>
Mip6Agent::MakeCapturingRoute(const Ipv6Address& source, const Ipv6Address& destination) const
{
    Ptr<Ipv6Route> route = Create<Ipv6Route>();
    route->SetSource(source);
    route->SetDestination(destination);
    route->SetGateway(Ipv6Address::GetAny());
    route->SetOutputDevice(m_device);
    return route;
}

Ptr<Ipv6Route>
Mip6Agent::FindRoute(const Ipv6Address& source, const Ipv6Address& destination) const
{
    Ipv6Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    Socket::SocketErrno error;
    return Ipv6RoutingHelper::GetRouting<Ipv6StaticRouting>(m_ipv6->GetRoutingProtocol())
        ->RouteOutput(nullptr, header, nullptr, error);
}

void
Mip6Agent::Send(Ptr<Packet> packet,
                const Ipv6Address& source,
                const Ipv6Address& destination,
                uint8_t next)
{
    Ptr<Ipv6Route> route = FindRoute(source, destination);
    if (!route)
    {
        ++m_counters.notSent;
        return;
    }
    m_ipv6->Send(packet, source, destination, next, route);
}

void
Mip6Agent::SendTunnelled(Ptr<Packet> packet,
                         const Ipv6Header& inner,
                         const Ipv6Address& entry,
                         const Ipv6Address& exit)
{
    packet->AddHeader(inner);
    Send(packet, entry, exit, IPV6_IN_IPV6);
}

void
Mip6Agent::SendWithHomeAddress(Ptr<Packet> packet,
                               uint8_t next,
                               const Ipv6Address& careOf,
                               const Ipv6Address& home,
                               const Ipv6Address& destination)
{
    Mip6HomeAddressHeader option;
    option.nextHeader = next;
    option.homeAddress = home;
    packet->AddHeader(option);
    Send(packet, careOf, destination, Mip6HomeAddressHeader::PROT_NUMBER);
}

void
Mip6Agent::SendWithRouting(Ptr<Packet> packet,
                           uint8_t next,
                           const Ipv6Address& source,
                           const Ipv6Address& careOf,
                           const Ipv6Address& home)
{
    Mip6RoutingHeader routing;
    routing.nextHeader = next;
    routing.homeAddress = home;
    packet->AddHeader(routing);
    Send(packet, source, careOf, Mip6RoutingHeader::PROT_NUMBER);
}

Ptr<Packet>
Mip6Agent::MakePacket(Mip6Message message,
                      const Ipv6Address& source,
                      const Ipv6Address& destination)
{
    Ptr<Packet> packet = Create<Packet>();
    message.SetAddresses(source, destination);
    packet->AddHeader(message);
    return packet;
}

void
Mip6Agent::SendPlain(const Mip6Message& message,
                     const Ipv6Address& source,
                     const Ipv6Address& destination)
{
    Send(MakePacket(message, source, destination), source, destination, Mip6Message::PROT_NUMBER);
}

void
Mip6Agent::TellSent(const Mip6Message& message,
                    const Ipv6Address& home,
                    const Ipv6Address& careOf,
                    uint32_t extra)
{
    Mip6Sent sent;
    sent.homeAddress = home;
    sent.careOf = careOf;
    sent.name = message.GetName();
    sent.bytes = IPV6_HEADER + extra + message.GetSerializedSize();
    m_messageTrace(sent);
}

void
Mip6Agent::Compute(uint32_t count, uint32_t bytes, std::function<void()> work)
{
    const Time cost = GetMip6Cost(m_costs, count, bytes);
    m_computation += cost;
    m_computing = Max(m_computing, Simulator::Now()) + cost;
    if (m_computing == Simulator::Now())
    {
        work();
        return;
    }
    // The agent may be gone by then, with the node.
    Ptr<Mip6Agent> self(this);
    Simulator::Schedule(m_computing - Simulator::Now(), [self, work]() {
        if (self->m_node)
        {
            work();
        }
    });
}

void
Mip6Agent::SendProblem(Ptr<Packet> whole, const Ipv6Address& source, uint8_t code, uint32_t pointer)
{
    if (IsRoutable(source) && m_errors.Take().IsZero())
    {
        m_ipv6->GetIcmpv6()->SendErrorParameterError(whole, source, code, pointer);
    }
}

void
Mip6Agent::SendError(Mip6Message::Status status,
                     const Ipv6Address& source,
                     const Ipv6Address& destination,
                     const Ipv6Address& home)
{
    if (!IsRoutable(destination) || !m_errors.Take().IsZero())
    {
        return;
    }
    Mip6Message error(Mip6Message::BE);
    error.status = status;
    error.homeAddress = home;
    TellSent(error, home, destination, 0);
    SendPlain(error, source, destination);
}

void
Mip6Agent::Read(Ptr<Packet> packet, const Mip6Arrival& arrival, Ptr<Packet> whole)
{
    Mip6Message message;
    message.SetAddresses(arrival.GetSender(), arrival.destination);
    const uint32_t offset = whole->GetSize() - packet->GetSize();
    l4mobility::TakeHeader(packet, message);
    switch (message.GetError())
    {
    case Mip6Message::Error::NONE:
        break;
    case Mip6Message::Error::BAD_CHECKSUM:
        ++m_counters.badChecksum;
        return;
    case Mip6Message::Error::BAD_PROTO:
    case Mip6Message::Error::BAD_LENGTH: {
        ++m_counters.malformed;
        const bool proto = message.GetError() == Mip6Message::Error::BAD_PROTO;
        // Payload Proto is the header's first byte, Header Len its second.
        SendProblem(whole,
                    arrival.source,
                    Icmpv6Header::ICMPV6_MALFORMED_HEADER,
                    offset + (proto ? 0 : 1));
        return;
    }
    default:
        ++m_counters.malformed;
        return;
    }
    if (!message.IsKnown())
    {
        SendError(Mip6Message::UNKNOWN_TYPE,
                  arrival.destination,
                  arrival.source,
                  arrival.homeAddress);
        return;
    }
    HandleMessage(message, arrival);
}

void
Mip6Agent::ReceiveMessage(Ptr<Packet> packet,
                          const Ipv6Header& header,
                          Ptr<Ipv6Interface> /* interface */)
{
    Mip6Arrival arrival;
    arrival.source = header.GetSource();
    arrival.destination = header.GetDestination();
    arrival.tunnelled = m_tunnelled;
    Ptr<Packet> whole = packet->Copy();
    whole->AddHeader(header);
    Read(packet, arrival, whole);
}

void
Mip6Agent::Reinject(Ptr<Packet> packet, Ipv6Header header, Ptr<NetDevice> device)
{
    header.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
    packet->AddHeader(header);
    m_ipv6->Receive(device,
                    packet,
                    Ipv6L3Protocol::PROT_NUMBER,
                    device->GetAddress(),
                    device->GetAddress(),
                    NetDevice::PACKET_HOST);
}

void
Mip6Agent::ReceiveTunnelled(Ptr<Packet> packet,
                            const Ipv6Header& header,
                            Ptr<Ipv6Interface> interface)
{
    uint8_t version = 0;
    packet->CopyData(&version, 1);
    Ipv6Header inner;
    if (packet->GetSize() < IPV6_HEADER || version >> 4 != 6)
    {
        ++m_counters.malformed;
        return;
    }
    packet->RemoveHeader(inner);
    if (inner.GetPayloadLength() > packet->GetSize())
    {
        ++m_counters.malformed;
        return;
    }
    if (!AcceptTunnelled(header, inner))
    {
        ++m_counters.badTunnel;
        return;
    }
    packet->RemoveAtEnd(packet->GetSize() - inner.GetPayloadLength());
    const bool before = m_tunnelled;
    m_tunnelled = true;
    Reinject(packet, inner, GetInnerDevice(interface->GetDevice()));
    m_tunnelled = before;
}

void
Mip6Agent::ReceiveDestination(Ptr<Packet> packet,
                              const Ipv6Header& header,
                              Ptr<Ipv6Interface> interface)
{
    Ptr<Packet> whole = packet->Copy();
    whole->AddHeader(header);
    Mip6HomeAddressHeader options;
    l4mobility::TakeHeader(packet, options);
    if (!options.IsValid() || (options.homeAddress && !IsRoutable(*options.homeAddress)))
    {
        ++m_counters.malformed;
        if (options.GetUnknownOption())
        {
            SendProblem(whole,
                        header.GetSource(),
                        Icmpv6Header::ICMPV6_UNKNOWN_OPTION,
                        IPV6_HEADER + *options.GetUnknownOption());
        }
        return;
    }
    Ipv6Header rest = header;
    rest.SetNextHeader(options.nextHeader);
    if (!options.homeAddress)
    {
        Reinject(packet, rest, interface->GetDevice());
        return;
    }
    if (options.nextHeader != Mip6Message::PROT_NUMBER)
    {
        ReceiveFromHome(packet, rest, *options.homeAddress, interface->GetDevice());
        return;
    }
    Mip6Arrival arrival;
    arrival.source = header.GetSource();
    arrival.destination = header.GetDestination();
    arrival.homeAddress = *options.homeAddress;
    arrival.tunnelled = m_tunnelled;
    Read(packet, arrival, whole);
}

void
Mip6Agent::ReceiveFromHome(Ptr<Packet> packet,
                           Ipv6Header rest,
                           const Ipv6Address& home,
                           Ptr<NetDevice> device)
{
    if (!AcceptHomeAddress(home, rest.GetSource()))
    {
        ++m_counters.noBinding;
        SendError(Mip6Message::NO_BINDING, rest.GetDestination(), rest.GetSource(), home);
        return;
    }
    rest.SetSource(home);
    Reinject(packet, rest, device);
}

void
Mip6Agent::ReceiveRouting(Ptr<Packet> packet,
                          const Ipv6Header& header,
                          Ptr<Ipv6Interface> interface)
{
    Mip6RoutingHeader routing;
    l4mobility::TakeHeader(packet, routing);
    if (!routing.IsValid() || !AcceptRouting(routing.homeAddress))
    {
        ++m_counters.badRouting;
        return;
    }
    Ipv6Header rest = header;
    rest.SetNextHeader(routing.nextHeader);
    rest.SetDestination(routing.homeAddress);
    Reinject(packet, rest, interface->GetDevice());
}

} // namespace ns3
