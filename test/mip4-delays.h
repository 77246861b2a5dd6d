/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_DELAYS_H
#define MIP4_DELAYS_H

#include "mip4-test-bed.h"

#include "ns3/nstime.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup mip4
 * Time from a move until the first datagram, and what the formula says.
 */
struct Mip4Delay
{
    std::string what; //!< where the mobile goes, and the direction
    Time measured;    //!< by datagrams
    Time formula;     //!< by round trips
};

/** @ingroup mip4 @return delays of links with R_MC, R_MH, R_HC of 18, 26, 12; 40, 20, 50; 6, 100,
 * 98 ms */
std::vector<Mip4TestBed::Delays> GetMip4Settings();

/** @ingroup mip4 @return round-trip times, as a text @param delays of the links */
std::string NameMip4Setting(const Mip4TestBed::Delays& delays);

/** @ingroup mip4 By so much a first datagram may be later than the formula says. */
extern const Time MIP4_PACKET_TIME;

/**
 * @ingroup mip4
 * Moves a mobile to another visited network and then home, in zero time, with datagrams both ways.
 * @param system "mip4" or "mip4-fa"
 * @param delays of the links
 * @param reverse whether tunnels go both ways
 * @return both moves, both directions
 */
std::vector<Mip4Delay> MeasureMip4Delays(const std::string& system,
                                         const Mip4TestBed::Delays& delays,
                                         bool reverse);

} // namespace ns3

#endif /* MIP4_DELAYS_H */
