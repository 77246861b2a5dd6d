/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_WAITS_H
#define MIP4_WAITS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup mip4
 * What a mobile waits for that hears advertisements, and asks for none.
 */
struct Mip4Wait
{
    Time waited;   //!< from the move until its Registration Request
    Time expected; //!< the same by the advertisements that were sent
};

/**
 * @ingroup mip4
 * Moves a mobile of "mip4-fa" to and fro at random moments, without solicitations.
 * @param trigger "Notice": it knows that it has moved, and waits for the new agent's next
 * advertisement. "Advertisement": it does not know, and waits until the old agent's last one is no
 * longer valid
 * @param moves how many
 * @return a wait for each move; waited is negative where there was no request before the next move
 */
std::vector<Mip4Wait> MeasureMip4Waits(const std::string& trigger, uint32_t moves);

/**
 * @ingroup mip4
 * @return the mean time until the next event at a random moment, where the time between events is
 * evenly spread
 * @param least time between two
 * @param most time between two
 */
Time MeanMip4Wait(const Time& least, const Time& most);

} // namespace ns3

#endif /* MIP4_WAITS_H */
