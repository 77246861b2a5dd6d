/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-home-agent.h"

#include "mip6-extension.h"
#include "mip6-routing.h"

#include "ns3/abort.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6HomeAgent);

namespace
{

/** MAX_DELETE_BCE_TIMEOUT (RFC 6275 section 12): how long what was removed is still known. */
const Time MAX_DELETE_BCE_TIMEOUT = Seconds(10);

/** Hop limit of Neighbor Discovery: what is less has come through a router (RFC 4861 section 7.1).
 */
constexpr uint8_t ON_LINK{255};

/** Bytes of a Neighbor Solicitation or Advertisement without options. */
constexpr uint32_t NEIGHBOUR_MESSAGE{24};

/** Bytes that an authenticator covers, about: two addresses, a message. For what it costs. */
constexpr uint32_t COVERED{88};

} // namespace

TypeId
Mip6HomeAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip6HomeAgent")
            .SetParent<Mip6Agent>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip6HomeAgent>()
            .AddAttribute("DupAddrDetectTime",
                          "Time of duplicate address detection for a home address at its first "
                          "registration (RFC 6275 section 10.3.1): DupAddrDetectTransmits x "
                          "RetransTimer of RFC 4862",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip6HomeAgent::m_detectionTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MaxBindingLifetime",
                          "Longest lifetime granted to a home registration (section 10.3.1: no "
                          "longer than the home prefix is valid)",
                          TimeValue(Seconds(262140)),
                          MakeTimeAccessor(&Mip6HomeAgent::m_maxLifetime),
                          MakeTimeChecker(Seconds(4)))
            .AddTraceSource("Bound",
                            "A mobile's packets go elsewhere from now on.",
                            MakeTraceSourceAccessor(&Mip6HomeAgent::m_boundTrace),
                            "ns3::Mip6HomeAgent::BoundTracedCallback");
    return tid;
}

Mip6HomeAgent::Mip6HomeAgent() = default;
Mip6HomeAgent::~Mip6HomeAgent() = default;

void
Mip6HomeAgent::DoDispose()
{
    for (auto& [home, mobile] : m_mobiles)
    {
        mobile.detection.Cancel();
        mobile.expiry.Cancel();
    }
    m_mobiles.clear();
    m_homeDevice = nullptr;
    Mip6Agent::DoDispose();
}

void
Mip6HomeAgent::Setup(Ptr<NetDevice> device, const Ipv6Address& address, const Ipv6Prefix& prefix)
{
    Install(device->GetNode());
    m_homeDevice = device;
    m_homeInterface = static_cast<uint32_t>(GetIpv6()->GetInterfaceForDevice(device));
    m_address = address;
    m_prefix = prefix;
    GetIpv6()->TraceConnectWithoutContext("LocalDeliver",
                                          MakeCallback(&Mip6HomeAgent::Delivered, this));
}

void
Mip6HomeAgent::AddMobile(const Ipv6Address& home, const Mip6Key& key)
{
    m_mobiles[home].key = key;
}

Ipv6Address
Mip6HomeAgent::GetCareOf(const Ipv6Address& home)
{
    const Mip6Binding* binding = m_bindings.Find(home);
    return binding ? binding->careOf : Ipv6Address();
}

uint64_t
Mip6HomeAgent::GetAccepted() const
{
    return m_accepted;
}

uint64_t
Mip6HomeAgent::GetDetections() const
{
    return m_detections;
}

void
Mip6HomeAgent::HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival)
{
    // All other messages are none of a home agent's business.
    if (message.type == Mip6Message::BU && arrival.destination == m_address)
    {
        HandleUpdate(message, arrival);
    }
}

void
Mip6HomeAgent::HandleUpdate(const Mip6Message& message, const Mip6Arrival& arrival)
{
    const Ipv6Address careOf = message.careOf.value_or(arrival.source);
    Update update;
    update.home = arrival.GetSender();
    update.source = arrival.source;
    update.direct = arrival.homeAddress.IsAny();
    update.sequence = message.sequence;
    update.lifetime = MIP6_LIFETIME_UNIT * message.lifetime;
    const bool remove = message.lifetime == 0 || careOf == update.home;
    update.careOf = remove ? update.home : careOf;
    const auto known = m_mobiles.find(update.home);
    if (!IsRoutable(update.home) || !IsRoutable(careOf) || !IsRoutable(update.source))
    {
        ++m_counters.malformed;
        return;
    }
    if (known == m_mobiles.end())
    {
        ++m_counters.forged;
        if (message.homeRegistration)
        {
            const bool here = m_prefix.IsMatch(update.home, m_address);
            Acknowledge(update,
                        here ? Mip6Message::NOT_HOME_AGENT : Mip6Message::NOT_HOME_SUBNET,
                        update.sequence,
                        0);
        }
        return;
    }
    if (!message.authentication || message.authentication->spi != Mip6Message::FIRST_SPI ||
        !IsSameMip6(message.authentication->authenticator,
                    MakeMip6Authenticator(known->second.key, careOf, update.home, message)))
    {
        // Not answered, as a packet that IPsec refuses would not be.
        ++m_counters.forged;
        return;
    }
    if (!message.homeRegistration)
    {
        ++m_counters.forged;
        if (m_bindings.Find(update.home))
        {
            Acknowledge(update, Mip6Message::TYPE_CHANGE_DISALLOWED, update.sequence, 0);
        }
        return;
    }
    if (update.direct && !remove)
    {
        // A registration needs a Home Address option (section 10.3.1).
        ++m_counters.malformed;
        return;
    }
    Compute(2, COVERED, [this, update]() { Decide(update); });
}

void
Mip6HomeAgent::Decide(const Update& update)
{
    if (!m_bindings.IsFresh(update.home, update.sequence))
    {
        ++m_counters.replayed;
        Acknowledge(update,
                    Mip6Message::SEQUENCE_OUT_OF_WINDOW,
                    *m_bindings.GetSequence(update.home),
                    0);
        return;
    }
    m_bindings.Note(update.home, update.sequence);
    if (update.careOf == update.home)
    {
        Deregister(update);
        return;
    }
    Register(update);
}

void
Mip6HomeAgent::Register(const Update& update)
{
    if (m_bindings.Find(update.home))
    {
        Bind(update);
        return;
    }
    Mobile& mobile = m_mobiles[update.home];
    mobile.pending = update;
    if (!mobile.detecting)
    {
        Detect(update.home);
    }
}

void
Mip6HomeAgent::Bind(const Update& update)
{
    const Ipv6Address& home = update.home;
    const Mip6Binding* old = m_bindings.Find(home);
    const bool first = !old;
    const bool moved = first || old->careOf != update.careOf;
    const Time lifetime = Min(update.lifetime, m_maxLifetime);
    m_bindings.Bind(home, update.careOf, lifetime, update.sequence);
    ++m_accepted;
    Mobile& mobile = m_mobiles[home];
    mobile.expiry.Cancel();
    mobile.expiry = Simulator::Schedule(lifetime, &Mip6HomeAgent::Expire, this, home);
    if (first)
    {
        StartProxy(home);
    }
    if (moved)
    {
        m_boundTrace(home, update.careOf);
    }
    Acknowledge(update, Mip6Message::ACCEPTED, update.sequence, ToMip6Lifetime(lifetime));
}

void
Mip6HomeAgent::Deregister(const Update& update)
{
    const Ipv6Address& home = update.home;
    Mobile& mobile = m_mobiles[home];
    const bool bound = m_bindings.Find(home) != nullptr;
    if (!bound && !mobile.detecting && Simulator::Now() >= mobile.invalid)
    {
        Acknowledge(update, Mip6Message::NOT_HOME_AGENT, update.sequence, 0);
        return;
    }
    if (bound || mobile.detecting)
    {
        // The sequence number stays, so that an update that was delayed on its way is refused; a
        // repetition of this one finds what it is about (section 10.3.2).
        mobile.invalid = Simulator::Now() + MAX_DELETE_BCE_TIMEOUT;
    }
    mobile.expiry.Cancel();
    mobile.detection.Cancel();
    mobile.detecting = false;
    m_bindings.Unbind(home);
    ++m_accepted;
    StopProxy(home);
    if (bound)
    {
        m_boundTrace(home, Ipv6Address());
    }
    Acknowledge(update, Mip6Message::ACCEPTED, update.sequence, 0);
}

void
Mip6HomeAgent::Expire(Ipv6Address home)
{
    m_bindings.Unbind(home);
    StopProxy(home);
    m_boundTrace(home, Ipv6Address());
}

void
Mip6HomeAgent::Acknowledge(const Update& update,
                           Mip6Message::Status status,
                           uint16_t sequence,
                           uint16_t lifetime)
{
    Mip6Message answer(Mip6Message::BA);
    answer.status = status;
    answer.sequence = sequence;
    answer.lifetime = lifetime;
    const auto known = m_mobiles.find(update.home);
    if (known != m_mobiles.end())
    {
        answer.authentication = Mip6Message::Authentication();
        answer.authentication->authenticator =
            MakeMip6Authenticator(known->second.key, update.careOf, update.home, answer);
    }
    // To where the update came from, whatever the bindings say (section 9.5.4).
    TellSent(answer, update.home, update.source, update.direct ? 0 : Mip6RoutingHeader::SIZE);
    if (update.direct)
    {
        SendPlain(answer, m_address, update.source);
        return;
    }
    SendWithRouting(MakePacket(answer, m_address, update.home),
                    Mip6Message::PROT_NUMBER,
                    m_address,
                    update.source,
                    update.home);
}

void
Mip6HomeAgent::Listen(const Ipv6Address& home, bool listen)
{
    const Ipv6Address group = Ipv6Address::MakeSolicitedAddress(home);
    if (listen)
    {
        GetIpv6()->AddMulticastAddress(group, m_homeInterface);
    }
    else
    {
        GetIpv6()->RemoveMulticastAddress(group, m_homeInterface);
    }
}

void
Mip6HomeAgent::Detect(const Ipv6Address& home)
{
    ++m_detections;
    Mobile& mobile = m_mobiles[home];
    mobile.detecting = true;
    Listen(home, true);
    Ptr<Icmpv6L4Protocol> icmp = GetIpv6()->GetIcmpv6();
    auto [packet, header] = icmp->ForgeNS(Ipv6Address::GetAny(),
                                          Ipv6Address::MakeSolicitedAddress(home),
                                          home,
                                          m_homeDevice->GetAddress());
    packet->AddHeader(header);
    m_homeDevice->Send(packet,
                       m_homeDevice->GetMulticast(header.GetDestination()),
                       Ipv6L3Protocol::PROT_NUMBER);
    mobile.detection =
        Simulator::Schedule(m_detectionTime, &Mip6HomeAgent::EndDetection, this, home);
}

void
Mip6HomeAgent::EndDetection(Ipv6Address home)
{
    Mobile& mobile = m_mobiles[home];
    mobile.detecting = false;
    Listen(home, false);
    Bind(mobile.pending);
}

void
Mip6HomeAgent::FoundDuplicate(const Ipv6Address& home)
{
    Mobile& mobile = m_mobiles[home];
    mobile.detection.Cancel();
    mobile.detecting = false;
    Listen(home, false);
    Acknowledge(mobile.pending, Mip6Message::DAD_FAILED, mobile.pending.sequence, 0);
}

void
Mip6HomeAgent::StartProxy(const Ipv6Address& home)
{
    const Ipv6Address all = Ipv6Address::GetAllNodesMulticast();
    Listen(home, true);
    Advertise(home, all, m_homeDevice->GetMulticast(all));
}

void
Mip6HomeAgent::StopProxy(const Ipv6Address& home)
{
    Listen(home, false);
}

void
Mip6HomeAgent::Advertise(const Ipv6Address& home, const Ipv6Address& to, const Address& linkAddress)
{
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(Icmpv6OptionLinkLayerAddress(false, m_homeDevice->GetAddress()));
    Icmpv6NA advertisement;
    advertisement.SetIpv6Target(home);
    advertisement.SetFlagO(true);
    advertisement.SetFlagS(!to.IsMulticast());
    advertisement.SetFlagR(false);
    // From the home agent's own address, for the mobile's (section 10.4.1).
    Ipv6Header header;
    header.SetSource(m_address);
    header.SetDestination(to);
    header.SetNextHeader(Icmpv6L4Protocol::PROT_NUMBER);
    header.SetHopLimit(ON_LINK);
    advertisement.CalculatePseudoHeaderChecksum(
        m_address,
        to,
        static_cast<uint16_t>(packet->GetSize() + advertisement.GetSerializedSize()),
        Icmpv6L4Protocol::PROT_NUMBER);
    packet->AddHeader(advertisement);
    header.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
    if (linkAddress.IsInvalid())
    {
        GetIpv6()->GetInterface(m_homeInterface)->Send(packet, header, to);
        return;
    }
    packet->AddHeader(header);
    m_homeDevice->Send(packet, linkAddress, Ipv6L3Protocol::PROT_NUMBER);
}

void
Mip6HomeAgent::Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface)
{
    uint8_t type = 0;
    packet->CopyData(&type, sizeof(type));
    if (interface != m_homeInterface || header.GetNextHeader() != Icmpv6L4Protocol::PROT_NUMBER ||
        header.GetHopLimit() != ON_LINK || packet->GetSize() < NEIGHBOUR_MESSAGE)
    {
        return;
    }
    Ptr<Packet> rest = packet->Copy();
    if (type == Icmpv6Header::ICMPV6_ND_NEIGHBOR_ADVERTISEMENT)
    {
        Icmpv6NA advertisement;
        rest->RemoveHeader(advertisement);
        const auto found = m_mobiles.find(advertisement.GetIpv6Target());
        if (found != m_mobiles.end() && found->second.detecting)
        {
            FoundDuplicate(found->first);
        }
    }
    if (type == Icmpv6Header::ICMPV6_ND_NEIGHBOR_SOLICITATION)
    {
        HandleSolicitation(header, rest);
    }
}

void
Mip6HomeAgent::HandleSolicitation(const Ipv6Header& header, Ptr<Packet> packet)
{
    Icmpv6NS solicitation("::");
    packet->RemoveHeader(solicitation);
    const Ipv6Address home = solicitation.GetIpv6Target();
    const auto found = m_mobiles.find(home);
    if (found == m_mobiles.end())
    {
        return;
    }
    const bool wanted = header.GetSource().IsAny();
    if (found->second.detecting && wanted)
    {
        // Another node detects duplicates of it at the same time: neither may have it (RFC 4862
        // section 5.4.3).
        FoundDuplicate(home);
        return;
    }
    if (!m_bindings.Find(home))
    {
        return;
    }
    if (wanted)
    {
        // Somebody wants the address (RFC 4862): it is taken.
        const Ipv6Address all = Ipv6Address::GetAllNodesMulticast();
        Advertise(home, all, m_homeDevice->GetMulticast(all));
        return;
    }
    Address linkAddress;
    Icmpv6OptionLinkLayerAddress option(true);
    // Its type, and its length in units of 8 bytes, of which ns-3 believes any.
    uint8_t begin[2] = {};
    packet->CopyData(begin, sizeof(begin));
    if (packet->GetSize() >= 8 && begin[0] == Icmpv6Header::ICMPV6_OPT_LINK_LAYER_SOURCE &&
        begin[1] == 1)
    {
        packet->RemoveHeader(option);
        linkAddress = option.GetAddress();
    }
    Advertise(home, header.GetSource(), linkAddress);
}

bool
Mip6HomeAgent::AcceptTunnelled(const Ipv6Header& outer, const Ipv6Header& inner)
{
    const Mip6Binding* binding = m_bindings.Find(inner.GetSource());
    return binding && binding->careOf == outer.GetSource() && outer.GetDestination() == m_address;
}

Ptr<Ipv6Route>
Mip6HomeAgent::RouteOutput(const Ipv6Header& header)
{
    const bool bound = m_bindings.Find(header.GetDestination()) != nullptr;
    const Ipv6Address source = header.GetSource().IsAny() ? m_address : header.GetSource();
    return bound ? MakeCapturingRoute(source, header.GetDestination()) : nullptr;
}

Ptr<Ipv6Route>
Mip6HomeAgent::RouteInput(const Ipv6Header& header)
{
    return RouteOutput(header);
}

void
Mip6HomeAgent::SendCaptured(Ptr<Packet> packet, const Ipv6Header& header)
{
    const Mip6Binding* binding = m_bindings.Find(header.GetDestination());
    if (!binding)
    {
        ++m_counters.notSent;
        return;
    }
    if (GetIpv6()->GetInterfaceForAddress(header.GetSource()) >= 0)
    {
        // For its own packets the home agent is a correspondent node (section 10.4.2).
        SendWithRouting(packet,
                        header.GetNextHeader(),
                        header.GetSource(),
                        binding->careOf,
                        header.GetDestination());
        return;
    }
    SendTunnelled(packet, header, m_address, binding->careOf);
}

Ptr<NetDevice>
Mip6HomeAgent::GetInnerDevice(Ptr<NetDevice> /* device */) const
{
    return GetDevice();
}

} // namespace ns3
