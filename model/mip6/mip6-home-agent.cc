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

/** Flags of a Neighbor Advertisement as ns-3 takes them. */
enum : uint8_t
{
    OVERRIDE = 1,
    SOLICITED = 2
};

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
Mip6HomeAgent::HandleUpdate(const Mip6Message& update, const Mip6Arrival& arrival)
{
    const Ipv6Address home = arrival.GetSender();
    const Ipv6Address careOf = update.careOf.value_or(arrival.source);
    const auto known = m_mobiles.find(home);
    Mip6Message::Status refusal = Mip6Message::ACCEPTED;
    if (!update.homeRegistration)
    {
        refusal = Mip6Message::HOME_REGISTRATION_UNSUPPORTED;
    }
    else if (!m_prefix.IsMatch(home, m_address))
    {
        refusal = Mip6Message::NOT_HOME_SUBNET;
    }
    else if (known == m_mobiles.end())
    {
        refusal = Mip6Message::NOT_HOME_AGENT;
    }
    if (refusal != Mip6Message::ACCEPTED)
    {
        ++m_counters.forged;
        Acknowledge(home, arrival.source, refusal, update.sequence, 0);
        return;
    }
    if (!update.authentication ||
        !IsSameMip6(update.authentication->authenticator,
                    MakeMip6Authenticator(known->second.key, careOf, home, update)))
    {
        // Not answered, as a packet that IPsec refuses would not be.
        ++m_counters.forged;
        return;
    }
    Compute(2, COVERED, [this, update, home, careOf]() {
        if (!m_bindings.IsFresh(home, update.sequence))
        {
            ++m_counters.replayed;
            Acknowledge(home,
                        careOf,
                        Mip6Message::SEQUENCE_OUT_OF_WINDOW,
                        *m_bindings.GetSequence(home),
                        0);
            return;
        }
        if (update.lifetime == 0 || careOf == home)
        {
            Deregister(update, home);
            return;
        }
        Register(update, home, careOf);
    });
}

void
Mip6HomeAgent::Register(const Mip6Message& update,
                        const Ipv6Address& home,
                        const Ipv6Address& careOf)
{
    if (m_bindings.Find(home))
    {
        Bind(update, home, careOf);
        return;
    }
    Mobile& mobile = m_mobiles[home];
    mobile.pending = update;
    mobile.pendingCareOf = careOf;
    if (!mobile.detecting)
    {
        Detect(home);
    }
}

void
Mip6HomeAgent::Bind(const Mip6Message& update, const Ipv6Address& home, const Ipv6Address& careOf)
{
    const Mip6Binding* old = m_bindings.Find(home);
    const bool first = !old;
    const bool moved = first || old->careOf != careOf;
    const Time lifetime = std::min<Time>(MIP6_LIFETIME_UNIT * update.lifetime, m_maxLifetime);
    m_bindings.Bind(home, careOf, lifetime, update.sequence);
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
        m_boundTrace(home, careOf);
    }
    Acknowledge(home, careOf, Mip6Message::ACCEPTED, update.sequence, ToMip6Lifetime(lifetime));
}

void
Mip6HomeAgent::Deregister(const Mip6Message& update, const Ipv6Address& home)
{
    Mobile& mobile = m_mobiles[home];
    mobile.expiry.Cancel();
    mobile.detection.Cancel();
    mobile.detecting = false;
    const bool bound = m_bindings.Find(home) != nullptr;
    m_bindings.Unbind(home, update.sequence);
    ++m_accepted;
    StopProxy(home);
    if (bound)
    {
        m_boundTrace(home, Ipv6Address());
    }
    Acknowledge(home, home, Mip6Message::ACCEPTED, update.sequence, 0);
}

void
Mip6HomeAgent::Expire(Ipv6Address home)
{
    m_bindings.Unbind(home, *m_bindings.GetSequence(home));
    StopProxy(home);
    m_boundTrace(home, Ipv6Address());
}

void
Mip6HomeAgent::Acknowledge(const Ipv6Address& home,
                           const Ipv6Address& careOf,
                           Mip6Message::Status status,
                           uint16_t sequence,
                           uint16_t lifetime)
{
    Mip6Message answer(Mip6Message::BA);
    answer.status = status;
    answer.sequence = sequence;
    answer.lifetime = lifetime;
    const auto known = m_mobiles.find(home);
    if (known != m_mobiles.end())
    {
        answer.authentication = Mip6Message::Authentication();
        answer.authentication->authenticator =
            MakeMip6Authenticator(known->second.key, careOf, home, answer);
    }
    const bool atHome = careOf == home;
    TellSent(answer, home, careOf, atHome ? 0 : Mip6RoutingHeader::SIZE);
    if (atHome)
    {
        SendPlain(answer, m_address, home);
        return;
    }
    SendWithRouting(MakePacket(answer, m_address, home),
                    Mip6Message::PROT_NUMBER,
                    m_address,
                    careOf,
                    home);
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
    Bind(mobile.pending, home, mobile.pendingCareOf);
}

void
Mip6HomeAgent::FoundDuplicate(const Ipv6Address& home)
{
    Mobile& mobile = m_mobiles[home];
    mobile.detection.Cancel();
    mobile.detecting = false;
    Listen(home, false);
    Acknowledge(home, mobile.pendingCareOf, Mip6Message::DAD_FAILED, mobile.pending.sequence, 0);
}

void
Mip6HomeAgent::StartProxy(const Ipv6Address& home)
{
    Listen(home, true);
    const Ipv6Address all = Ipv6Address::GetAllNodesMulticast();
    Advertise(home, all, m_homeDevice->GetMulticast(all), false);
}

void
Mip6HomeAgent::StopProxy(const Ipv6Address& home)
{
    Listen(home, false);
}

void
Mip6HomeAgent::Advertise(const Ipv6Address& home,
                         const Ipv6Address& to,
                         const Address& linkAddress,
                         bool solicited)
{
    Address own = m_homeDevice->GetAddress();
    auto [packet, header] = GetIpv6()->GetIcmpv6()->ForgeNA(
        home,
        to,
        &own,
        static_cast<uint8_t>(OVERRIDE | (solicited ? SOLICITED : 0)));
    packet->AddHeader(header);
    m_homeDevice->Send(packet, linkAddress, Ipv6L3Protocol::PROT_NUMBER);
}

void
Mip6HomeAgent::Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface)
{
    uint8_t type = 0;
    packet->CopyData(&type, sizeof(type));
    if (interface != m_homeInterface || header.GetNextHeader() != Icmpv6L4Protocol::PROT_NUMBER)
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
        return;
    }
    if (type != Icmpv6Header::ICMPV6_ND_NEIGHBOR_SOLICITATION)
    {
        return;
    }
    Icmpv6NS solicitation("::");
    rest->RemoveHeader(solicitation);
    const Ipv6Address home = solicitation.GetIpv6Target();
    if (m_mobiles.count(home) == 0 || !m_bindings.Find(home))
    {
        return;
    }
    if (header.GetSource().IsAny())
    {
        // Somebody wants the address (RFC 4862): it is taken.
        const Ipv6Address all = Ipv6Address::GetAllNodesMulticast();
        Advertise(home, all, m_homeDevice->GetMulticast(all), false);
        return;
    }
    Icmpv6OptionLinkLayerAddress option(true);
    uint8_t optionType = 0;
    rest->CopyData(&optionType, sizeof(optionType));
    if (rest->GetSize() >= 8 && optionType == Icmpv6Header::ICMPV6_OPT_LINK_LAYER_SOURCE)
    {
        rest->RemoveHeader(option);
        Advertise(home, header.GetSource(), option.GetAddress(), true);
    }
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
    SendTunnelled(packet, header, m_address, binding->careOf);
}

Ptr<NetDevice>
Mip6HomeAgent::GetInnerDevice(Ptr<NetDevice> /* device */) const
{
    return GetDevice();
}

} // namespace ns3
