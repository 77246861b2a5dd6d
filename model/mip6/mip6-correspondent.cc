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
    if (!arrival.homeAddress.IsAny() || !IsRoutable(arrival.source))
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
Mip6Correspondent::HandleUpdate(const Mip6Message& message, const Mip6Arrival& arrival)
{
    const Ipv6Address careOf = message.careOf.value_or(arrival.source);
    Update update;
    update.home = arrival.GetSender();
    update.source = arrival.source;
    update.own = arrival.destination;
    update.direct = arrival.homeAddress.IsAny();
    update.acknowledge = message.acknowledge;
    update.sequence = message.sequence;
    update.lifetime = MIP6_LIFETIME_UNIT * message.lifetime;
    const bool remove = message.lifetime == 0 || careOf == update.home;
    update.careOf = remove ? update.home : careOf;
    if (!IsRoutable(update.home) || !IsRoutable(careOf) || !IsRoutable(update.source))
    {
        ++m_counters.malformed;
        return;
    }
    if (message.homeRegistration)
    {
        ++m_counters.forged;
        if (!message.nonceIndices)
        {
            const bool bound = m_bindings.Find(update.home) != nullptr;
            Acknowledge(update,
                        bound ? Mip6Message::TYPE_CHANGE_DISALLOWED
                              : Mip6Message::HOME_REGISTRATION_UNSUPPORTED,
                        update.sequence,
                        0,
                        nullptr);
        }
        return;
    }
    if (!message.nonceIndices || !message.authorization)
    {
        ++m_counters.forged;
        return;
    }
    if (!FindKey(update, *message.nonceIndices))
    {
        return;
    }
    // Where a binding is removed, the home address is the care-of address (section 6.2.7).
    if (!IsSameMip6(*message.authorization,
                    MakeMip6Authenticator(update.kbm, update.careOf, update.own, message)))
    {
        ++m_counters.forged;
        return;
    }
    if (!m_bindings.IsFresh(update.home, update.sequence))
    {
        ++m_counters.replayed;
        Acknowledge(update,
                    Mip6Message::SEQUENCE_OUT_OF_WINDOW,
                    *m_bindings.GetSequence(update.home),
                    0,
                    &update.kbm);
        return;
    }
    m_bindings.Note(update.home, update.sequence);
    Compute(update.acknowledge ? 4 : 3, COVERED, [this, update]() { Accept(update); });
}

bool
Mip6Correspondent::FindKey(Update& update, const std::pair<uint16_t, uint16_t>& indices)
{
    // Only the home nonce counts where a binding is removed (section 9.5.1).
    const bool remove = update.careOf == update.home;
    const std::optional<Mip6Nonce> homeNonce = FindNonce(indices.first);
    const std::optional<Mip6Nonce> careOfNonce = FindNonce(indices.second);
    if (homeNonce && (remove || careOfNonce))
    {
        const Mip6Token homeToken = MakeMip6KeygenToken(m_key, update.home, *homeNonce, false);
        Mip6Token careOfToken{};
        if (!remove)
        {
            careOfToken = MakeMip6KeygenToken(m_key, update.careOf, *careOfNonce, true);
        }
        update.kbm = MakeMip6Kbm(homeToken, remove ? nullptr : &careOfToken);
        return true;
    }
    ++m_counters.replayed;
    const Mip6Message::Status status = homeNonce               ? Mip6Message::EXPIRED_CARE_OF_NONCE
                                       : remove || careOfNonce ? Mip6Message::EXPIRED_HOME_NONCE
                                                               : Mip6Message::EXPIRED_NONCES;
    Acknowledge(update, status, update.sequence, 0, nullptr);
    return false;
}

void
Mip6Correspondent::Accept(const Update& update)
{
    const Ipv6Address& home = update.home;
    const bool remove = update.careOf == home;
    const Mip6Binding* old = m_bindings.Find(home);
    const bool moved = remove ? old != nullptr : !old || old->careOf != update.careOf;
    const Time lifetime = Min(update.lifetime, m_bindingLifetime);
    Timers& timers = m_timers[home];
    timers.refresh.Cancel();
    timers.expiry.Cancel();
    ++m_accepted;
    // Old sequence numbers are worth nothing where the nonces that go with them have expired.
    m_bindings.SetRetention(m_nonceLifetime);
    if (remove)
    {
        m_bindings.Unbind(home);
    }
    else
    {
        m_bindings.Bind(home, update.careOf, lifetime, update.sequence);
        timers.refresh = Simulator::Schedule(Seconds(lifetime.GetSeconds() * REFRESH),
                                             &Mip6Correspondent::Refresh,
                                             this,
                                             update.own,
                                             home);
        timers.expiry = Simulator::Schedule(lifetime, &Mip6Correspondent::Expire, this, home);
    }
    if (moved)
    {
        m_boundTrace(home, remove ? Ipv6Address() : update.careOf);
    }
    if (update.acknowledge)
    {
        Acknowledge(update,
                    Mip6Message::ACCEPTED,
                    update.sequence,
                    remove ? 0 : ToMip6Lifetime(lifetime),
                    &update.kbm);
    }
}

void
Mip6Correspondent::Acknowledge(const Update& update,
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
        answer.authorization = MakeMip6Authenticator(*kbm, update.careOf, update.own, answer);
    }
    // To where the update came from, whatever the bindings say (section 9.5.4).
    TellSent(answer, update.home, update.source, update.direct ? 0 : Mip6RoutingHeader::SIZE);
    if (update.direct)
    {
        SendPlain(answer, update.own, update.source);
        return;
    }
    SendWithRouting(MakePacket(answer, update.own, update.home),
                    Mip6Message::PROT_NUMBER,
                    update.own,
                    update.source,
                    update.home);
}

void
Mip6Correspondent::Refresh(Ipv6Address own, Ipv6Address home)
{
    const Mip6Binding* binding = m_bindings.Find(home);
    if (!binding || !binding->used)
    {
        return;
    }
    // By way of the home agent: messages do not follow bindings (sections 6.1 and 9.5.5).
    const Mip6Message request(Mip6Message::BRR);
    TellSent(request, home, binding->careOf, 0);
    SendPlain(request, own, home);
}

void
Mip6Correspondent::Expire(Ipv6Address home)
{
    m_bindings.Unbind(home);
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
