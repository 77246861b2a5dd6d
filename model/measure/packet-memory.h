/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef PACKET_MEMORY_H
#define PACKET_MEMORY_H

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

namespace ns3
{

/**
 * @ingroup measure
 * A packet as it passed a node's IP.
 */
struct Passage
{
    uint32_t bytes{0};      //!< of the packet, its IP header included
    uint32_t ipHeader{0};   //!< of the IP header
    uint32_t attachment{0}; //!< of the device to its network then; 0: it is no mobile's
};

/**
 * @ingroup measure
 * Remembers by its uid how a packet passed, for some time.
 */
class PacketMemory
{
  public:
    /** For how long a packet is remembered. */
    static const Time SPAN;

    /** Remembers a packet, and forgets those of long ago. One that passes in a tunnel and, at
     * the same time, without it is remembered as it was in the tunnel. @param uid its uid @param
     * passage how it passed */
    void Remember(uint64_t uid, const Passage& passage);
    /** @return how a packet passed, where that is known @param uid its uid */
    std::optional<Passage> Find(uint64_t uid) const;
    /** @return number of packets that are remembered */
    std::size_t GetSize() const;

  private:
    /** By uid, and when that was. */
    std::unordered_map<uint64_t, std::pair<Passage, Time>> m_packets;
    /** Uids and when they first came. */
    std::deque<std::pair<Time, uint64_t>> m_inOrder;
};

} // namespace ns3

#endif /* PACKET_MEMORY_H */
