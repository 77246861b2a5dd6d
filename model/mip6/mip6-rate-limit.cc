/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-rate-limit.h"

#include "ns3/simulator.h"

namespace ns3
{

Mip6RateLimit::Mip6RateLimit(uint32_t count)
    : m_count(count)
{
}

Time
Mip6RateLimit::Take()
{
    const Time now = Simulator::Now();
    if (m_sent.size() == m_count)
    {
        const Time free = m_sent.front() + Seconds(1);
        if (free > now)
        {
            return free - now;
        }
        m_sent.pop_front();
    }
    m_sent.push_back(now);
    return Time(0);
}

} // namespace ns3
