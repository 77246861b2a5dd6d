/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-binding-cache.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

uint16_t
ToMip6Lifetime(const Time& time)
{
    const int64_t units = time.GetNanoSeconds() / MIP6_LIFETIME_UNIT.GetNanoSeconds();
    return static_cast<uint16_t>(std::clamp<int64_t>(units, 0, 65535));
}

Mip6BindingCache::Mip6BindingCache(const Time& retention)
    : m_retention(retention)
{
}

void
Mip6BindingCache::SetRetention(const Time& retention)
{
    m_retention = retention;
}

Time
Mip6BindingCache::GetRetained(const Time& from) const
{
    return m_retention == Time::Max() ? m_retention : from + m_retention;
}

Mip6Binding*
Mip6BindingCache::Find(const Ipv6Address& home)
{
    const auto found = m_bindings.find(home);
    return found == m_bindings.end() || found->second.expires <= Simulator::Now() ? nullptr
                                                                                  : &found->second;
}

std::optional<uint16_t>
Mip6BindingCache::GetSequence(const Ipv6Address& home) const
{
    const auto found = m_sequences.find(home);
    const bool counts = found != m_sequences.end() && Simulator::Now() < found->second.until;
    return counts ? std::optional<uint16_t>(found->second.value) : std::nullopt;
}

bool
Mip6BindingCache::IsFresh(const Ipv6Address& home, uint16_t sequence) const
{
    const std::optional<uint16_t> last = GetSequence(home);
    const auto ahead = static_cast<uint16_t>(sequence - last.value_or(0));
    return !last || (ahead > 0 && ahead < 32768);
}

void
Mip6BindingCache::Note(const Ipv6Address& home, uint16_t sequence)
{
    const Mip6Binding* binding = Find(home);
    const Time end = binding ? binding->expires : Simulator::Now();
    m_sequences[home] = {sequence, GetRetained(end)};
}

void
Mip6BindingCache::Bind(const Ipv6Address& home,
                       const Ipv6Address& careOf,
                       const Time& lifetime,
                       uint16_t sequence)
{
    m_bindings[home] = {careOf, lifetime, Simulator::Now() + lifetime, false};
    Note(home, sequence);
}

void
Mip6BindingCache::Unbind(const Ipv6Address& home)
{
    m_bindings.erase(home);
    const auto found = m_sequences.find(home);
    if (found != m_sequences.end())
    {
        found->second.until = GetRetained(Simulator::Now());
    }
}

} // namespace ns3
