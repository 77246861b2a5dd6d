/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-return-routability.h"

#include "mip6-binding-cache.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6ReturnRoutability);

namespace
{

/** Bytes that an authenticator covers, about. For what it costs. */
constexpr uint32_t COVERED{76};

/** Part of a binding's lifetime after which the procedure is done again. */
constexpr double REFRESH{0.8};

/** MAX_RO_FAILURE (RFC 6275 section 12): repetitions after which packets go through the home agent.
 */
constexpr uint32_t MAX_RO_FAILURE{3};

} // namespace

TypeId
Mip6ReturnRoutability::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip6ReturnRoutability")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip6ReturnRoutability>()
            .AddAttribute("INITIAL_BINDACK_TIMEOUT",
                          "Time until a message is sent again (RFC 6275 sections 11.8 and 12)",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip6ReturnRoutability::m_initialTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MAX_BINDACK_TIMEOUT",
                          "Longest time until a message is sent again, after which it is given up "
                          "(RFC 6275 sections 11.8 and 12)",
                          TimeValue(Seconds(32)),
                          MakeTimeAccessor(&Mip6ReturnRoutability::m_maxTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MAX_TOKEN_LIFETIME",
                          "How long a keygen token may be used (RFC 6275 section 12)",
                          TimeValue(Seconds(210)),
                          MakeTimeAccessor(&Mip6ReturnRoutability::m_tokenLifetime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MAX_RR_BINDING_LIFETIME",
                          "Lifetime asked for (RFC 6275 section 12)",
                          TimeValue(Seconds(420)),
                          MakeTimeAccessor(&Mip6ReturnRoutability::m_bindingLifetime),
                          MakeTimeChecker(Seconds(4)))
            .AddAttribute("ReuseHomeToken",
                          "Whether a home keygen token that is still valid is used after a move, "
                          "without a new Home Test Init (RFC 6275 section 5.2.7 allows it)",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Mip6ReturnRoutability::m_reuseHomeToken),
                          MakeBooleanChecker())
            .AddTraceSource("Optimised",
                            "A Binding Update is sent to a correspondent: packets go there "
                            "directly.",
                            MakeTraceSourceAccessor(&Mip6ReturnRoutability::m_optimisedTrace),
                            "ns3::Mip6ReturnRoutability::OptimisedTracedCallback");
    return tid;
}

Mip6ReturnRoutability::Mip6ReturnRoutability() = default;
Mip6ReturnRoutability::~Mip6ReturnRoutability() = default;

void
Mip6ReturnRoutability::DoDispose()
{
    for (auto& [correspondent, entry] : m_entries)
    {
        Stop(entry);
        entry.refresh.Cancel();
    }
    m_entries.clear();
    m_sender.Nullify();
    m_computer = nullptr;
    Object::DoDispose();
}

void
Mip6ReturnRoutability::Setup(const Ipv6Address& home, Sender sender, Computer computer)
{
    m_home = home;
    m_sender = sender;
    m_computer = std::move(computer);
    std::ostringstream name;
    name << "cookies " << home;
    m_key = DeriveMip6Key(name.str());
}

bool
Mip6ReturnRoutability::IsAtHome() const
{
    return m_careOf == m_home;
}

void
Mip6ReturnRoutability::Stop(Entry& entry)
{
    entry.active = false;
    entry.homeTest.next.Cancel();
    entry.careOfTest.next.Cancel();
    entry.update.next.Cancel();
}

void
Mip6ReturnRoutability::Suspend()
{
    m_careOf = Ipv6Address();
    for (auto& [correspondent, entry] : m_entries)
    {
        Stop(entry);
        entry.optimised = false;
    }
}

void
Mip6ReturnRoutability::SetLimit(const Time& limit)
{
    m_limit = limit;
}

uint16_t&
Mip6ReturnRoutability::GetSequence(const Ipv6Address& correspondent)
{
    const auto found = m_sequences.find(correspondent);
    if (found != m_sequences.end())
    {
        return found->second;
    }
    const Mip6Token random = MakeMip6Cookie(m_key, m_cookies++);
    return m_sequences[correspondent] = static_cast<uint16_t>(random[0] << 8 | random[1]);
}

void
Mip6ReturnRoutability::GiveUp(const Ipv6Address& correspondent)
{
    const auto found = m_entries.find(correspondent);
    if (found == m_entries.end())
    {
        return;
    }
    Entry& entry = found->second;
    Stop(entry);
    entry.optimised = false;
    entry.bound = false;
    entry.refusedUntil = Simulator::Now() + m_bindingLifetime;
    entry.refresh.Cancel();
    entry.refresh =
        Simulator::Schedule(m_bindingLifetime, &Mip6ReturnRoutability::Forget, this, correspondent);
}

void
Mip6ReturnRoutability::Moved(const Ipv6Address& careOf)
{
    Suspend();
    m_careOf = careOf;
    for (auto it = m_entries.begin(); it != m_entries.end();)
    {
        if (Simulator::Now() < it->second.refusedUntil)
        {
            ++it;
            continue;
        }
        if (it->second.bound)
        {
            Begin(it->first);
            ++it;
            continue;
        }
        it->second.refresh.Cancel();
        it = m_entries.erase(it);
    }
}

void
Mip6ReturnRoutability::Use(const Ipv6Address& correspondent)
{
    if (m_careOf.IsAny() || IsAtHome())
    {
        return;
    }
    const bool known = m_entries.count(correspondent) > 0;
    if (!known)
    {
        Begin(correspondent);
    }
}

bool
Mip6ReturnRoutability::MayOptimise(const Ipv6Address& correspondent)
{
    const auto found = m_entries.find(correspondent);
    if (found == m_entries.end() || !found->second.optimised ||
        found->second.expires <= Simulator::Now())
    {
        return false;
    }
    found->second.used = true;
    return true;
}

void
Mip6ReturnRoutability::Begin(const Ipv6Address& correspondent)
{
    Entry& entry = m_entries[correspondent];
    Stop(entry);
    entry.active = true;
    entry.careOfToken.reset();
    const bool fresh = Simulator::Now() - entry.homeTokenSince < m_tokenLifetime;
    if (!m_reuseHomeToken || !fresh)
    {
        entry.homeToken.reset();
    }
    if (!entry.homeToken)
    {
        entry.homeTest = {m_initialTimeout, 0, EventId()};
        SendHomeTestInit(correspondent);
    }
    if (!IsAtHome())
    {
        entry.careOfTest = {m_initialTimeout, 0, EventId()};
        SendCareOfTestInit(correspondent);
    }
    TryUpdate(correspondent);
}

bool
Mip6ReturnRoutability::Allow(Mip6Message::Type type,
                             Repeated& message,
                             void (Mip6ReturnRoutability::*send)(Ipv6Address),
                             const Ipv6Address& correspondent)
{
    const Time wait = m_rates[{correspondent, type}].Take();
    if (wait.IsZero())
    {
        return true;
    }
    message.next.Cancel();
    message.next = Simulator::Schedule(wait, send, this, correspondent);
    return false;
}

bool
Mip6ReturnRoutability::Repeat(Repeated& message,
                              void (Mip6ReturnRoutability::*send)(Ipv6Address),
                              const Ipv6Address& correspondent)
{
    Entry& entry = m_entries[correspondent];
    if (message.timeout > m_maxTimeout)
    {
        Stop(entry);
        entry.refresh.Cancel();
        m_entries.erase(correspondent);
        return false;
    }
    if (message.attempts++ > MAX_RO_FAILURE)
    {
        entry.optimised = false;
    }
    message.next.Cancel();
    message.next = Simulator::Schedule(message.timeout, send, this, correspondent);
    message.timeout = message.timeout * 2;
    return true;
}

void
Mip6ReturnRoutability::SendHomeTestInit(Ipv6Address correspondent)
{
    Entry& entry = m_entries[correspondent];
    const auto again = &Mip6ReturnRoutability::SendHomeTestInit;
    if (!Allow(Mip6Message::HOTI, entry.homeTest, again, correspondent) ||
        !Repeat(entry.homeTest, again, correspondent))
    {
        return;
    }
    // A new one each time (section 11.8).
    entry.homeCookie = MakeMip6Cookie(m_key, m_cookies++);
    Mip6Message init(Mip6Message::HOTI);
    init.cookie = entry.homeCookie;
    m_sender(init, correspondent, Way::HOME);
}

void
Mip6ReturnRoutability::SendCareOfTestInit(Ipv6Address correspondent)
{
    Entry& entry = m_entries[correspondent];
    const auto again = &Mip6ReturnRoutability::SendCareOfTestInit;
    if (!Allow(Mip6Message::COTI, entry.careOfTest, again, correspondent) ||
        !Repeat(entry.careOfTest, again, correspondent))
    {
        return;
    }
    entry.careOfCookie = MakeMip6Cookie(m_key, m_cookies++);
    Mip6Message init(Mip6Message::COTI);
    init.cookie = entry.careOfCookie;
    m_sender(init, correspondent, Way::CARE_OF);
}

void
Mip6ReturnRoutability::TryUpdate(const Ipv6Address& correspondent)
{
    Entry& entry = m_entries[correspondent];
    if (!entry.active || !entry.homeToken || (!entry.careOfToken && !IsAtHome()))
    {
        return;
    }
    entry.active = false;
    entry.kbm = MakeMip6Kbm(*entry.homeToken, IsAtHome() ? nullptr : &*entry.careOfToken);
    entry.update = {m_initialTimeout, 0, EventId()};
    ComputeUpdate(correspondent);
}

void
Mip6ReturnRoutability::ComputeUpdate(Ipv6Address correspondent)
{
    const Ipv6Address careOf = m_careOf;
    m_computer(1, COVERED, [this, correspondent, careOf]() {
        if (careOf == m_careOf && m_entries.count(correspondent) > 0)
        {
            SendUpdate(correspondent);
        }
    });
}

void
Mip6ReturnRoutability::SendUpdate(Ipv6Address correspondent)
{
    Entry& entry = m_entries[correspondent];
    const auto again = &Mip6ReturnRoutability::ComputeUpdate;
    if (!Allow(Mip6Message::BU, entry.update, &Mip6ReturnRoutability::SendUpdate, correspondent) ||
        !Repeat(entry.update, again, correspondent))
    {
        return;
    }
    const Time longest = Min(m_bindingLifetime, m_limit - Simulator::Now());
    entry.asked = IsAtHome() ? 0 : std::max<uint16_t>(ToMip6Lifetime(longest), 1);
    entry.sentAt = Simulator::Now();
    entry.expires = entry.sentAt + MIP6_LIFETIME_UNIT * entry.asked;
    Mip6Message update(Mip6Message::BU);
    update.acknowledge = true;
    update.sequence = ++GetSequence(correspondent);
    update.lifetime = entry.asked;
    update.nonceIndices =
        std::make_pair(entry.homeIndex, IsAtHome() ? uint16_t{0} : entry.careOfIndex);
    update.authorization = Mip6Authenticator();
    update.authorization = MakeMip6Authenticator(entry.kbm, m_careOf, correspondent, update);
    m_sender(update, correspondent, Way::UPDATE);
    entry.bound = true;
    if (entry.update.attempts > MAX_RO_FAILURE + 1)
    {
        return;
    }
    const bool first = !entry.optimised && !IsAtHome();
    entry.optimised = !IsAtHome();
    if (first)
    {
        m_optimisedTrace(correspondent);
    }
}

bool
Mip6ReturnRoutability::HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival)
{
    const auto found = m_entries.find(arrival.source);
    if (found == m_entries.end() || m_careOf.IsAny() ||
        Simulator::Now() < found->second.refusedUntil)
    {
        return false;
    }
    switch (message.type)
    {
    case Mip6Message::HOT:
    case Mip6Message::COT:
        return HandleTest(message, arrival);
    case Mip6Message::BA:
        return HandleAcknowledgement(message, arrival);
    case Mip6Message::BRR:
        if (found->second.bound && !found->second.active)
        {
            Begin(found->first);
        }
        return true;
    case Mip6Message::BE:
        if (message.status == Mip6Message::NO_BINDING && message.homeAddress == m_home)
        {
            // A Binding Update that is not acknowledged yet will be sent again by itself.
            found->second.optimised = false;
            if (!found->second.active && found->second.update.next.IsExpired())
            {
                Begin(found->first);
            }
        }
        return true;
    default:
        return false;
    }
}

bool
Mip6ReturnRoutability::HandleTest(const Mip6Message& message, const Mip6Arrival& arrival)
{
    Entry& entry = m_entries[arrival.source];
    const bool home = message.type == Mip6Message::HOT;
    // A Home Test comes by way of the home agent, a Care-of Test does not (section 11.6.2).
    const bool rightWay = home ? arrival.destination == m_home && arrival.tunnelled != IsAtHome()
                               : arrival.destination == m_careOf && !arrival.tunnelled;
    if (!rightWay || message.cookie != (home ? entry.homeCookie : entry.careOfCookie))
    {
        return false;
    }
    if (!entry.active)
    {
        // The answer to one that was repeated.
        return true;
    }
    if (home ? entry.homeToken.has_value() : entry.careOfToken.has_value())
    {
        // No second one (section 11.6.2).
        return false;
    }
    if (home)
    {
        entry.homeTest.next.Cancel();
        entry.homeToken = message.token;
        entry.homeIndex = message.nonceIndex;
        entry.homeTokenSince = Simulator::Now();
    }
    else
    {
        entry.careOfTest.next.Cancel();
        entry.careOfToken = message.token;
        entry.careOfIndex = message.nonceIndex;
    }
    TryUpdate(arrival.source);
    return true;
}

bool
Mip6ReturnRoutability::HandleAcknowledgement(const Mip6Message& message, const Mip6Arrival& arrival)
{
    const Ipv6Address correspondent = arrival.source;
    Entry& entry = m_entries[correspondent];
    const bool nonces = message.status >= Mip6Message::EXPIRED_HOME_NONCE &&
                        message.status <= Mip6Message::EXPIRED_NONCES;
    // A nonce that has expired leaves the correspondent without a key (section 6.2.7).
    if (!nonces &&
        (!message.authorization ||
         !IsSameMip6(*message.authorization,
                     MakeMip6Authenticator(entry.kbm, m_careOf, correspondent, message))))
    {
        return false;
    }
    // Only an update that is waited for can be answered (section 11.7.3).
    uint16_t& last = GetSequence(correspondent);
    const bool behind = message.status == Mip6Message::SEQUENCE_OUT_OF_WINDOW;
    const auto ahead = static_cast<uint16_t>(message.sequence - last);
    if (entry.update.next.IsExpired() || (behind ? ahead >= 32768 : ahead != 0))
    {
        return true;
    }
    entry.update.next.Cancel();
    if (behind)
    {
        last = message.sequence;
        ComputeUpdate(correspondent);
        return true;
    }
    if (nonces)
    {
        entry.optimised = false;
        entry.homeToken.reset();
        Begin(correspondent);
        return true;
    }
    if (message.status >= 128)
    {
        GiveUp(correspondent);
        return true;
    }
    entry.refresh.Cancel();
    if (IsAtHome())
    {
        m_entries.erase(correspondent);
        return true;
    }
    entry.optimised = true;
    entry.used = false;
    // It counts from when the update was sent (section 11.7.3).
    const Time granted = MIP6_LIFETIME_UNIT * std::min(message.lifetime, entry.asked);
    const Time since = Simulator::Now() - entry.sentAt;
    entry.expires = entry.sentAt + granted;
    const Time refresh = Seconds(granted.GetSeconds() * REFRESH) - since;
    entry.refresh = Simulator::Schedule(Max(refresh, Time(0)),
                                        &Mip6ReturnRoutability::Refresh,
                                        this,
                                        correspondent);
    return true;
}

void
Mip6ReturnRoutability::Refresh(Ipv6Address correspondent)
{
    Entry& entry = m_entries[correspondent];
    if (entry.active || m_careOf.IsAny())
    {
        return;
    }
    if (entry.used)
    {
        Begin(correspondent);
        return;
    }
    // The correspondent may still use it, and ask for a new one.
    entry.refresh = Simulator::Schedule(Max(entry.expires - Simulator::Now(), Time(0)),
                                        &Mip6ReturnRoutability::Forget,
                                        this,
                                        correspondent);
}

void
Mip6ReturnRoutability::Forget(Ipv6Address correspondent)
{
    if (!m_entries[correspondent].active)
    {
        m_entries.erase(correspondent);
    }
}

} // namespace ns3
