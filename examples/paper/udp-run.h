/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_UDP_RUN_H
#define L4M_PAPER_UDP_RUN_H

#include "stack.h"

#include "ns3/nstime.h"

#include <nlohmann/json.hpp>

namespace l4m
{
namespace paper
{

/** A talk over UDP between A and B, with a move of A in the middle. */
struct UdpRun
{
    Stack stack;            //!< of both hosts
    bool moverSends = true; //!< whether A sends too; false: only its first datagram
    ns3::Time moveAfter;    //!< from the first datagram to the move
    ns3::Time outage;       //!< from the move until the new address can be used
    ns3::Time talkAfter;    //!< from then until both ends fall silent
    uint32_t seed = 1;      //!< of ns-3's random numbers

    /**
     * Simulates it, in a process that has simulated nothing before.
     *
     * @return an object with interval_ns, and for each direction "a_to_b" and "b_to_a" an object:
     * - sent, received, lost: datagrams;
     * - lost_in_outage, lost_after: of the lost ones, those sent before and after the new address
     *   could be used;
     * - resumed_ns: from the moment at which the new address could be used until the first datagram
     *   arrived, null if none did; for a direction in which nothing is sent, null as well.
     */
    nlohmann::ordered_json Simulate() const;
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_UDP_RUN_H */
