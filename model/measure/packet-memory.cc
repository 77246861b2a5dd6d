/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "packet-memory.h"

#include "ns3/simulator.h"

namespace ns3
{

const Time PacketMemory::SPAN = Seconds(5);

void
PacketMemory::Remember(uint64_t uid, const Passage& passage)
{
    const Time now = Simulator::Now();
    while (!m_inOrder.empty() && m_inOrder.front().first + SPAN < now)
    {
        m_packets.erase(m_inOrder.front().second);
        m_inOrder.pop_front();
    }
    const auto [known, fresh] = m_packets.try_emplace(uid, std::make_pair(passage, now));
    if (fresh)
    {
        m_inOrder.emplace_back(now, uid);
        return;
    }
    // TCP's repetitions have their packet's uid too, and may be shorter; but not at the same time.
    auto& [before, when] = known->second;
    if (when != now || passage.bytes >= before.bytes)
    {
        known->second = {passage, now};
    }
}

std::optional<Passage>
PacketMemory::Find(uint64_t uid) const
{
    const auto found = m_packets.find(uid);
    return found == m_packets.end() ? std::nullopt : std::optional<Passage>(found->second.first);
}

std::size_t
PacketMemory::GetSize() const
{
    return m_packets.size();
}

} // namespace ns3
