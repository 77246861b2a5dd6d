/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-mobile-node.h"

#include "interface-addresses.h"
#include "mip6-binding-cache.h"
#include "mip6-extension.h"
#include "mip6-routing.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6MobileNode);

namespace
{

/** Bytes that an authenticator covers, about: two addresses, a message. For what it costs. */
constexpr uint32_t COVERED{88};

/** Bytes of an IPv6 header. */
constexpr uint32_t IPV6_HEADER{40};

/** Bytes of an ICMP error before the packet that it quotes. */
constexpr uint32_t ICMP_ERROR{8};

/** Hop limit of the inner header of a Home Test Init. */
constexpr uint8_t HOP_LIMIT{64};

/** Part of a binding's lifetime after which it is registered again. */
constexpr double REFRESH{0.8};

} // namespace

TypeId
Mip6MobileNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip6MobileNode")
            .SetParent<Mip6Agent>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip6MobileNode>()
            .AddAttribute(
                "InitialBindackTimeoutFirstReg",
                "Time until the first Binding Update to a home agent without a binding is "
                "sent again (RFC 6275 sections 11.8 and 13)",
                TimeValue(Seconds(1.5)),
                MakeTimeAccessor(&Mip6MobileNode::m_firstTimeout),
                MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("INITIAL_BINDACK_TIMEOUT",
                          "Time until any other is sent again (RFC 6275 sections 11.8 and 12)",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip6MobileNode::m_initialTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MAX_BINDACK_TIMEOUT",
                          "Longest time until one is sent again (RFC 6275 sections 11.8 and 12)",
                          TimeValue(Seconds(32)),
                          MakeTimeAccessor(&Mip6MobileNode::m_maxTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("BindingLifetime",
                          "Lifetime asked for (RFC 6275 section 11.7.1 leaves it open)",
                          TimeValue(Seconds(600)),
                          MakeTimeAccessor(&Mip6MobileNode::m_lifetime),
                          MakeTimeChecker(Seconds(4), Seconds(262140)))
            .AddTraceSource("Attached",
                            "Packets may be sent by a new way.",
                            MakeTraceSourceAccessor(&Mip6MobileNode::m_attachedTrace),
                            "ns3::Mip6MobileNode::AttachedTracedCallback");
    return tid;
}

Mip6MobileNode::Mip6MobileNode()
    : m_routability(CreateObject<Mip6ReturnRoutability>())
{
}

Mip6MobileNode::~Mip6MobileNode() = default;

void
Mip6MobileNode::DoDispose()
{
    m_retransmission.Cancel();
    m_refresh.Cancel();
    m_expiry.Cancel();
    m_routability->Dispose();
    m_homeLink = nullptr;
    Mip6Agent::DoDispose();
}

void
Mip6MobileNode::Setup(Ptr<Node> node, const Settings& settings)
{
    m_settings = settings;
    Install(node);
    // Packets to the home address come by devices that do not have it.
    GetIpv6()->SetAttribute("StrongEndSystemModel", BooleanValue(false));
    AddInterfaceAddress(GetDevice(), settings.home, 128);
    m_routability->Setup(settings.home,
                         MakeCallback(&Mip6MobileNode::SendTo, this),
                         [this](uint32_t count, uint32_t bytes, std::function<void()> work) {
                             Compute(count, bytes, std::move(work));
                         });
    GetIpv6()->TraceConnectWithoutContext("LocalDeliver",
                                          MakeCallback(&Mip6MobileNode::Delivered, this));
    Ptr<AccessManager> manager = node->GetObject<AccessManager>();
    NS_ABORT_MSG_UNLESS(manager, "a mobile node needs an AccessManager");
    manager->TraceConnectWithoutContext("UsableAddresses",
                                        MakeCallback(&Mip6MobileNode::Noticed, this));
}

Ipv6Address
Mip6MobileNode::GetHomeAddress() const
{
    return m_settings.home;
}

Ipv6Address
Mip6MobileNode::GetCareOf() const
{
    return m_careOf;
}

Mip6MobileNode::State
Mip6MobileNode::GetState() const
{
    return m_state;
}

Ptr<Mip6ReturnRoutability>
Mip6MobileNode::GetReturnRoutability() const
{
    return m_routability;
}

uint64_t
Mip6MobileNode::GetRetransmissions() const
{
    return m_retransmissions;
}

bool
Mip6MobileNode::IsAtHome() const
{
    return m_homeLink != nullptr;
}

Ipv6Address
Mip6MobileNode::GetRegistered() const
{
    return IsAtHome() ? m_settings.home : m_careOf;
}

void
Mip6MobileNode::Noticed(Ptr<Node> node, const UsableAddresses& usable)
{
    const auto found =
        std::find_if(usable.all.begin(), usable.all.end(), [](const UsableAddress& one) {
            return Ipv6Address::IsMatchingType(one.address) &&
                   !Ipv6Address::ConvertFrom(one.address).IsLinkLocal();
        });
    const Ipv6Address careOf =
        found == usable.all.end() ? Ipv6Address() : Ipv6Address::ConvertFrom(found->address);
    if (careOf == m_careOf)
    {
        return;
    }
    m_careOf = careOf;
    m_sent = false;
    m_retransmission.Cancel();
    m_refresh.Cancel();
    m_routability->Suspend();
    const bool home = !careOf.IsAny() && found->network == m_settings.homeNetwork;
    HoldHomeAddress(home ? node->GetDevice(found->device) : nullptr);
    m_began = Simulator::Now();
    if (careOf.IsAny())
    {
        m_state = State::DETACHED;
        return;
    }
    if (m_duplicate)
    {
        // It must not be used again (section 11.7.1).
        m_state = State::REFUSED;
        return;
    }
    if (home && !m_known)
    {
        m_state = State::HOME;
        m_attachedTrace(m_state, m_began);
        return;
    }
    m_state = home ? State::RETURNING : State::REGISTERING;
    Register();
}

void
Mip6MobileNode::HoldHomeAddress(Ptr<NetDevice> device)
{
    if (device == m_homeLink)
    {
        return;
    }
    if (m_homeLink)
    {
        RemoveInterfaceAddress(m_homeLink, m_settings.home);
    }
    m_homeLink = device;
    if (m_homeLink)
    {
        AddInterfaceAddress(m_homeLink, m_settings.home, 128);
    }
}

void
Mip6MobileNode::Register()
{
    m_timeout = m_acknowledged ? m_initialTimeout : m_firstTimeout;
    ComputeUpdate();
}

void
Mip6MobileNode::ComputeUpdate()
{
    const Ipv6Address careOf = m_careOf;
    Compute(1, COVERED, [this, careOf]() {
        if (careOf == m_careOf)
        {
            SendUpdate();
        }
    });
}

void
Mip6MobileNode::SendUpdate()
{
    m_retransmission.Cancel();
    const Time wait = m_rate.Take();
    if (!wait.IsZero())
    {
        m_retransmission = Simulator::Schedule(wait, &Mip6MobileNode::SendUpdate, this);
        return;
    }
    const Ipv6Address& home = m_settings.home;
    m_asked = IsAtHome() ? 0 : ToMip6Lifetime(m_lifetime);
    m_sentAt = Simulator::Now();
    Mip6Message update(Mip6Message::BU);
    update.acknowledge = true;
    update.homeRegistration = true;
    update.sequence = ++m_sequence;
    update.lifetime = m_asked;
    update.careOf = GetRegistered();
    update.authentication = Mip6Message::Authentication();
    update.authentication->authenticator =
        MakeMip6Authenticator(m_settings.key, GetRegistered(), home, update);
    m_known = true;
    m_retransmission = Simulator::Schedule(m_timeout, &Mip6MobileNode::UpdateTimeout, this);
    m_timeout = std::min<Time>(m_timeout * 2, m_maxTimeout);
    TellSent(update, home, m_careOf, IsAtHome() ? 0 : Mip6HomeAddressHeader::SIZE);
    if (!IsAtHome())
    {
        SendWithHomeAddress(MakePacket(update, home, m_settings.homeAgent),
                            Mip6Message::PROT_NUMBER,
                            m_careOf,
                            home,
                            m_settings.homeAgent);
        return;
    }
    SendPlain(update, home, m_settings.homeAgent);
    if (!m_sent)
    {
        // The home link takes the home address as a source without a binding, but not before this
        // update (section 11.5.5).
        m_sent = true;
        m_attachedTrace(m_state, m_began);
    }
}

void
Mip6MobileNode::UpdateTimeout()
{
    ++m_retransmissions;
    ComputeUpdate();
}

void
Mip6MobileNode::HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival)
{
    if (arrival.source != m_settings.homeAgent)
    {
        if (!m_routability->HandleMessage(message, arrival))
        {
            ++m_counters.forged;
        }
        return;
    }
    if (message.type == Mip6Message::BA)
    {
        HandleAcknowledgement(message);
        return;
    }
    const bool unknown =
        message.type == Mip6Message::BE && message.status == Mip6Message::NO_BINDING;
    if (!unknown || m_state != State::REGISTERED || !m_retransmission.IsExpired())
    {
        ++m_counters.forged;
        return;
    }
    // The home agent has lost the binding (section 11.3.6).
    Register();
}

void
Mip6MobileNode::Delivered(const Ipv6Header& header,
                          Ptr<const Packet> packet,
                          uint32_t /* interface */)
{
    // Seen here since not all versions of ns-3 hand errors of this type on.
    uint8_t begin[ICMP_ERROR] = {};
    if (header.GetNextHeader() != Icmpv6L4Protocol::PROT_NUMBER ||
        packet->GetSize() < ICMP_ERROR + IPV6_HEADER + 2)
    {
        return;
    }
    packet->CopyData(begin, sizeof(begin));
    if (begin[0] != Icmpv6Header::ICMPV6_ERROR_PARAMETER_ERROR ||
        begin[1] != Icmpv6Header::ICMPV6_UNKNOWN_NEXT_HEADER)
    {
        return;
    }
    Ptr<Packet> quoted = packet->Copy();
    quoted->RemoveAtStart(ICMP_ERROR);
    Ipv6Header caused;
    quoted->RemoveHeader(caused);
    uint8_t next = caused.GetNextHeader();
    if (next == Mip6HomeAddressHeader::PROT_NUMBER)
    {
        quoted->CopyData(&next, 1);
    }
    if (next == Mip6Message::PROT_NUMBER)
    {
        // A node that does not know the Mobility Header (sections 11.3.5 and 11.6.2).
        m_routability->GiveUp(caused.GetDestination());
    }
}

void
Mip6MobileNode::HandleAcknowledgement(const Mip6Message& message)
{
    const Ipv6Address careOf = GetRegistered();
    if (!message.authentication || message.authentication->spi != Mip6Message::FIRST_SPI ||
        !IsSameMip6(message.authentication->authenticator,
                    MakeMip6Authenticator(m_settings.key, careOf, m_settings.home, message)))
    {
        ++m_counters.forged;
        return;
    }
    // Only an update that is waited for can be answered (section 11.7.3).
    const bool waits = !m_retransmission.IsExpired();
    const bool behind = message.status == Mip6Message::SEQUENCE_OUT_OF_WINDOW;
    const auto ahead = static_cast<uint16_t>(message.sequence - m_sequence);
    if (!waits || (behind ? ahead >= 32768 : ahead != 0))
    {
        ++m_counters.replayed;
        return;
    }
    m_retransmission.Cancel();
    if (behind)
    {
        CatchUp(message.sequence);
        return;
    }
    if (message.status >= 128)
    {
        Refused(message.status);
        return;
    }
    const Time sent = m_sentAt;
    const Time granted = MIP6_LIFETIME_UNIT * std::min(message.lifetime, m_asked);
    Time refresh = Seconds(granted.GetSeconds() * REFRESH);
    if (message.refreshAdvice)
    {
        refresh = Min(MIP6_LIFETIME_UNIT * *message.refreshAdvice, granted);
    }
    Compute(1, COVERED, [this, sent, granted, refresh, careOf]() {
        if (careOf == GetRegistered())
        {
            // Both count from when the update was sent (section 11.7.3).
            const Time since = Simulator::Now() - sent;
            Registered(Max(granted - since, Time(0)), Max(refresh - since, Time(0)));
        }
    });
}

void
Mip6MobileNode::CatchUp(uint16_t sequence)
{
    m_sequence = sequence;
    ComputeUpdate();
}

void
Mip6MobileNode::Refused(uint8_t status)
{
    if (IsAtHome() && status == Mip6Message::NOT_HOME_AGENT)
    {
        // There is no binding any more (section 10.3.2), which is all that was asked for.
        Registered(Time(0), Time(0));
        return;
    }
    m_expiry.Cancel();
    m_duplicate = status == Mip6Message::DAD_FAILED;
    m_state = State::REFUSED;
    m_routability->Suspend();
}

void
Mip6MobileNode::AdvertiseAtHome()
{
    // All on the home link that know the home agent's link-layer address learn this one.
    Address own = m_homeLink->GetAddress();
    const Ipv6Address all = Ipv6Address::GetAllNodesMulticast();
    auto [packet, header] = GetIpv6()->GetIcmpv6()->ForgeNA(m_settings.home, all, &own, uint8_t{1});
    packet->AddHeader(header);
    m_homeLink->Send(packet, m_homeLink->GetMulticast(all), Ipv6L3Protocol::PROT_NUMBER);
}

void
Mip6MobileNode::Registered(const Time& lifetime, const Time& refresh)
{
    const bool again = m_state == State::REGISTERED;
    m_acknowledged = !IsAtHome();
    m_known = !IsAtHome();
    m_state = IsAtHome() ? State::HOME : State::REGISTERED;
    m_expiry.Cancel();
    if (IsAtHome())
    {
        AdvertiseAtHome();
        m_routability->SetLimit(Time::Max());
    }
    else
    {
        m_refresh = Simulator::Schedule(refresh, &Mip6MobileNode::Register, this);
        m_expiry = Simulator::Schedule(lifetime, &Mip6MobileNode::Expired, this);
        m_routability->SetLimit(Simulator::Now() + lifetime);
    }
    if (again)
    {
        return;
    }
    if (!IsAtHome())
    {
        m_attachedTrace(m_state, m_began);
    }
    m_routability->Moved(GetRegistered());
}

void
Mip6MobileNode::Expired()
{
    m_acknowledged = false;
    if (m_state != State::REGISTERED)
    {
        return;
    }
    m_state = State::REGISTERING;
    m_began = Simulator::Now();
    m_routability->Suspend();
    if (m_retransmission.IsExpired())
    {
        Register();
    }
}

bool
Mip6MobileNode::AcceptTunnelled(const Ipv6Header& outer, const Ipv6Header& inner)
{
    const bool accepted =
        outer.GetSource() == m_settings.homeAgent && inner.GetDestination() == m_settings.home;
    if (accepted && m_settings.optimise && inner.GetNextHeader() != Mip6Message::PROT_NUMBER)
    {
        m_routability->Use(inner.GetSource());
    }
    return accepted;
}

bool
Mip6MobileNode::AcceptRouting(const Ipv6Address& home)
{
    return home == m_settings.home;
}

Ptr<Ipv6Route>
Mip6MobileNode::RouteOutput(const Ipv6Header& header)
{
    const Ipv6Address& home = m_settings.home;
    const Ipv6Address destination = header.GetDestination();
    const bool ours = header.GetSource().IsAny() || header.GetSource() == home;
    if (!ours || destination == home)
    {
        return nullptr;
    }
    if (!IsAtHome() || (m_state == State::RETURNING && !m_sent) || m_state == State::REFUSED)
    {
        return MakeCapturingRoute(home, destination);
    }
    Ptr<Ipv6Route> route = FindRoute(home, destination);
    if (route)
    {
        route->SetSource(home);
    }
    return route;
}

void
Mip6MobileNode::SendCaptured(Ptr<Packet> packet, const Ipv6Header& header)
{
    const Ipv6Address destination = header.GetDestination();
    if (m_state != State::REGISTERED)
    {
        ++m_counters.notSent;
        return;
    }
    if (m_settings.optimise && m_routability->MayOptimise(destination))
    {
        SendWithHomeAddress(packet, header.GetNextHeader(), m_careOf, m_settings.home, destination);
        return;
    }
    if (m_settings.optimise && destination != m_settings.homeAgent)
    {
        m_routability->Use(destination);
    }
    SendTunnelled(packet, header, m_careOf, m_settings.homeAgent);
}

void
Mip6MobileNode::SendTo(const Mip6Message& message,
                       const Ipv6Address& correspondent,
                       Mip6ReturnRoutability::Way way)
{
    const Ipv6Address& home = m_settings.home;
    if (IsAtHome())
    {
        TellSent(message, home, m_careOf, 0);
        SendPlain(message, home, correspondent);
        return;
    }
    switch (way)
    {
    case Mip6ReturnRoutability::Way::HOME: {
        TellSent(message, home, m_careOf, IPV6_HEADER);
        Ptr<Packet> packet = MakePacket(message, home, correspondent);
        Ipv6Header inner;
        inner.SetSource(home);
        inner.SetDestination(correspondent);
        inner.SetNextHeader(Mip6Message::PROT_NUMBER);
        inner.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
        inner.SetHopLimit(HOP_LIMIT);
        SendTunnelled(packet, inner, m_careOf, m_settings.homeAgent);
        break;
    }
    case Mip6ReturnRoutability::Way::CARE_OF:
        TellSent(message, home, m_careOf, 0);
        SendPlain(message, m_careOf, correspondent);
        break;
    case Mip6ReturnRoutability::Way::UPDATE:
        TellSent(message, home, m_careOf, Mip6HomeAddressHeader::SIZE);
        SendWithHomeAddress(MakePacket(message, home, correspondent),
                            Mip6Message::PROT_NUMBER,
                            m_careOf,
                            home,
                            correspondent);
        break;
    }
}

} // namespace ns3
