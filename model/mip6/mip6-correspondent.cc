/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-correspondent.h"

#include "mip6-extension.h"

#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6Correspondent);

namespace
{

/** Bytes of a keygen token's input: an address, a nonce, a byte. For what it costs. */
constexpr uint32_t TOKEN_INPUT{25};

/** Bytes that an authenticator covers, about. For what it costs. */
constexpr uint32_t COVERED{76};

/** Part of a binding's lifetime after which a new Binding Update is asked for. */
constexpr double REFRESH{0.9};

} // namespace

TypeId
Mip6Correspondent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip6Correspondent")
            .SetParent<Mip6Agent>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip6Correspondent>()
            .AddAttribute("NonceInterval",
                          "Time between two nonces (RFC 6275 section 5.2.2 leaves it open)",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&Mip6Correspondent::m_nonceInterval),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("MAX_NONCE_LIFETIME",
                          "How long a nonce is valid (RFC 6275 section 12)",
                          TimeValue(Seconds(240)),
                          MakeTimeAccessor(&Mip6Correspondent::m_nonceLifetime),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("MAX_RR_BINDING_LIFETIME",
                          "Longest lifetime of a binding made by return routability (RFC 6275 "
                          "section 12)",
                          TimeValue(Seconds(420)),
                          MakeTimeAccessor(&Mip6Correspondent::m_bindingLifetime),
                          MakeTimeChecker(Seconds(4)))
            .AddTraceSource("Bound",
                            "A mobile's packets go elsewhere from now on.",
                            MakeTraceSourceAccessor(&Mip6Correspondent::m_boundTrace),
                            "ns3::Mip6Correspondent::BoundTracedCallback");
    return tid;
}

Mip6Correspondent::Mip6Correspondent() = default;
Mip6Correspondent::~Mip6Correspondent() = default;

void
Mip6Correspondent::DoDispose()
{
    for (auto& [home, timers] : m_timers)
    {
        timers.refresh.Cancel();
        timers.expiry.Cancel();
    }
    m_timers.clear();
    Mip6Agent::DoDispose();
}

void
Mip6Correspondent::Setup(Ptr<Node> node, const std::string& name)
{
    Install(node);
    m_key = DeriveMip6Key("Kcn " + name);
}

Ipv6Address
Mip6Correspondent::GetCareOf(const Ipv6Address& home)
{
    const Mip6Binding* binding = m_bindings.Find(home);
    return binding ? binding->careOf : Ipv6Address();
}

uint64_t
Mip6Correspondent::GetAccepted() const
{
    return m_accepted;
}

uint16_t
Mip6Correspondent::GetNonceIndex() const
{
    return static_cast<uint16_t>(Simulator::Now().GetNanoSeconds() /
                                 m_nonceInterval.GetNanoSeconds());
}

std::optional<Mip6Nonce>
Mip6Correspondent::FindNonce(uint16_t index) const
{
    const auto age = static_cast<uint16_t>(GetNonceIndex() - index);
    // A nonce is made at the beginning of its interval.
    const Time made = Simulator::Now() - m_nonceInterval * age;
    const Time into =
        NanoSeconds(Simulator::Now().GetNanoSeconds() % m_nonceInterval.GetNanoSeconds());
    if (made.IsNegative() || m_nonceInterval * age + into >= m_nonceLifetime)
    {
        return std::nullopt;
    }
    return MakeMip6Nonce(m_key, index);
}

void
Mip6Correspondent::HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival)
{
    switch (message.type)
    {
    case Mip6Message::HOTI:
    case Mip6Message::COTI:
        HandleInit(message, arrival);
        break;
    case Mip6Message::BU:
        HandleUpdate(message, arrival);
        break;
    default:
        break;
    }
}

void
Mip6Correspondent::HandleInit(const Mip6Message& init, const Mip6Arrival& arrival)
{
    // Neither may have a Home Address option (sections 9.4.1 and 9.4.2).
    if (!arrival.homeAddress.IsAny())
    {
        ++m_counters.forged;
        return;
    }
    const bool careOf = init.type == Mip6Message::COTI;
    Compute(1, TOKEN_INPUT, [this, init, arrival, careOf]() {
        Mip6Message answer(careOf ? Mip6Message::COT : Mip6Message::HOT);
        answer.cookie = init.cookie;
        answer.nonceIndex = GetNonceIndex();
        answer.token = MakeMip6KeygenToken(m_key,
                                           arrival.source,
                                           MakeMip6Nonce(m_key, answer.nonceIndex),
                                           careOf);
        TellSent(answer,
                 careOf ? Ipv6Address() : arrival.source,
                 careOf ? arrival.source : Ipv6Address(),
                 0);
        SendPlain(answer, arrival.destination, arrival.source);
    });
}

void
Mip6Correspondent::HandleUpdate(const Mip6Message& update, const Mip6Arrival& arrival)
{
    const Ipv6Address home = arrival.GetSender();
    const Ipv6Address careOf = update.careOf.value_or(arrival.source);
    const Ipv6Address own = arrival.destination;
    const bool remove = update.lifetime == 0 || careOf == home;
    if (update.homeRegistration)
    {
        ++m_counters.forged;
        Acknowledge(own,
                    home,
                    arrival.source,
                    Mip6Message::HOME_REGISTRATION_UNSUPPORTED,
                    update.sequence,
                    0,
                    nullptr);
        return;
    }
    if (!update.nonceIndices || !update.authorization)
    {
        ++m_counters.forged;
        return;
    }
    const std::optional<Mip6Nonce> homeNonce = FindNonce(update.nonceIndices->first);
    const std::optional<Mip6Nonce> careOfNonce = FindNonce(update.nonceIndices->second);
    const bool needsCareOf = careOf != home;
    if (!homeNonce || (needsCareOf && !careOfNonce))
    {
        ++m_counters.replayed;
        const Mip6Message::Status status = homeNonce ? Mip6Message::EXPIRED_CARE_OF_NONCE
                                           : needsCareOf && !careOfNonce
                                               ? Mip6Message::EXPIRED_NONCES
                                               : Mip6Message::EXPIRED_HOME_NONCE;
        Acknowledge(own, home, arrival.source, status, update.sequence, 0, nullptr);
        return;
    }
    const Mip6Token homeToken = MakeMip6KeygenToken(m_key, home, *homeNonce, false);
    Mip6Token careOfToken{};
    if (needsCareOf)
    {
        careOfToken = MakeMip6KeygenToken(m_key, careOf, *careOfNonce, true);
    }
    const Mip6Key kbm = MakeMip6Kbm(homeToken, needsCareOf ? &careOfToken : nullptr);
    if (!IsSameMip6(*update.authorization, MakeMip6Authenticator(kbm, careOf, own, update)))
    {
        ++m_counters.forged;
        return;
    }
    if (!m_bindings.IsFresh(home, update.sequence))
    {
        ++m_counters.replayed;
        Acknowledge(own,
                    home,
                    arrival.source,
                    Mip6Message::SEQUENCE_OUT_OF_WINDOW,
                    *m_bindings.GetSequence(home),
                    0,
                    &kbm);
        return;
    }
    Compute(update.acknowledge ? 4 : 3, COVERED, [this, update, home, careOf, own, kbm, remove]() {
        Accept(update, home, remove ? home : careOf, own, kbm);
    });
}

void
Mip6Correspondent::Accept(const Mip6Message& update,
                          const Ipv6Address& home,
                          const Ipv6Address& careOf,
                          const Ipv6Address& own,
                          const Mip6Key& kbm)
{
    const bool remove = careOf == home;
    const Mip6Binding* old = m_bindings.Find(home);
    const bool moved = remove ? old != nullptr : !old || old->careOf != careOf;
    const Time lifetime = std::min<Time>(MIP6_LIFETIME_UNIT * update.lifetime, m_bindingLifetime);
    Timers& timers = m_timers[home];
    timers.refresh.Cancel();
    timers.expiry.Cancel();
    ++m_accepted;
    if (remove)
    {
        m_bindings.Unbind(home, update.sequence);
    }
    else
    {
        m_bindings.Bind(home, careOf, lifetime, update.sequence);
        timers.refresh = Simulator::Schedule(Seconds(lifetime.GetSeconds() * REFRESH),
                                             &Mip6Correspondent::Refresh,
                                             this,
                                             own,
                                             home);
        timers.expiry = Simulator::Schedule(lifetime, &Mip6Correspondent::Expire, this, home);
    }
    if (moved)
    {
        m_boundTrace(home, remove ? Ipv6Address() : careOf);
    }
    if (update.acknowledge)
    {
        Acknowledge(own,
                    home,
                    careOf,
                    Mip6Message::ACCEPTED,
                    update.sequence,
                    remove ? 0 : ToMip6Lifetime(lifetime),
                    &kbm);
    }
}

void
Mip6Correspondent::Acknowledge(const Ipv6Address& own,
                               const Ipv6Address& home,
                               const Ipv6Address& careOf,
                               Mip6Message::Status status,
                               uint16_t sequence,
                               uint16_t lifetime,
                               const Mip6Key* kbm)
{
    Mip6Message answer(Mip6Message::BA);
    answer.status = status;
    answer.sequence = sequence;
    answer.lifetime = lifetime;
    if (kbm)
    {
        answer.authorization = Mip6Authenticator();
        answer.authorization = MakeMip6Authenticator(*kbm, careOf, own, answer);
    }
    const bool atHome = careOf == home;
    TellSent(answer, home, careOf, atHome ? 0 : Mip6RoutingHeader::SIZE);
    if (atHome)
    {
        SendPlain(answer, own, home);
        return;
    }
    SendWithRouting(MakePacket(answer, own, home), Mip6Message::PROT_NUMBER, own, careOf, home);
}

void
Mip6Correspondent::Refresh(Ipv6Address own, Ipv6Address home)
{
    const Mip6Binding* binding = m_bindings.Find(home);
    if (!binding || !binding->used)
    {
        return;
    }
    const Mip6Message request(Mip6Message::BRR);
    TellSent(request, home, binding->careOf, Mip6RoutingHeader::SIZE);
    SendWithRouting(MakePacket(request, own, home),
                    Mip6Message::PROT_NUMBER,
                    own,
                    binding->careOf,
                    home);
}

void
Mip6Correspondent::Expire(Ipv6Address home)
{
    m_bindings.Unbind(home, *m_bindings.GetSequence(home));
    m_boundTrace(home, Ipv6Address());
}

bool
Mip6Correspondent::AcceptHomeAddress(const Ipv6Address& home, const Ipv6Address& careOf)
{
    const Mip6Binding* binding = m_bindings.Find(home);
    return binding && binding->careOf == careOf;
}

Ptr<Ipv6Route>
Mip6Correspondent::RouteOutput(const Ipv6Header& header)
{
    const Mip6Binding* binding = m_bindings.Find(header.GetDestination());
    if (!binding)
    {
        return nullptr;
    }
    Ipv6Address source = header.GetSource();
    if (source.IsAny())
    {
        Ptr<Ipv6Route> route = FindRoute(source, binding->careOf);
        source = route ? route->GetSource() : source;
    }
    return MakeCapturingRoute(source, header.GetDestination());
}

void
Mip6Correspondent::SendCaptured(Ptr<Packet> packet, const Ipv6Header& header)
{
    Mip6Binding* binding = m_bindings.Find(header.GetDestination());
    if (!binding)
    {
        ++m_counters.notSent;
        return;
    }
    binding->used = true;
    SendWithRouting(packet,
                    header.GetNextHeader(),
                    header.GetSource(),
                    binding->careOf,
                    header.GetDestination());
}

} // namespace ns3
