/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_TOUR_H
#define MIP4_TOUR_H

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @ingroup mip4
 * What became of a tour.
 */
struct Mip4Tour
{
    uint64_t fileSize{0};   //!< bytes of each file
    uint64_t up{0};         //!< bytes that arrived of the mobile's file
    uint64_t down{0};       //!< bytes that arrived of the correspondent's file
    uint64_t wrong{0};      //!< bytes that are not the file's
    uint64_t earlyUp{0};    //!< bytes up when the last move began
    uint64_t earlyDown{0};  //!< bytes down when the last move began
    uint32_t lostUp{0};     //!< datagrams up lost later than 0.1 s after a move
    uint32_t lostDown{0};   //!< datagrams down likewise
    uint64_t accepted{0};   //!< registrations that the home agent accepted
    uint64_t refused{0};    //!< and those that it refused
    bool consistent{false}; //!< whether mobile and home agent agree on the care-of address
};

/**
 * @ingroup mip4
 * Moves a mobile between two visited networks and its home, with ping-pong, under a file in each
 * direction and a stream of datagrams.
 * @param system "mip4" or "mip4-fa"
 * @param reverse whether tunnels go both ways
 * @param moves how many, one a second; not a multiple of 5 plus 3, so that it does not end at home
 * @return what became of it
 */
Mip4Tour RunMip4Tour(const std::string& system, bool reverse, uint32_t moves);

} // namespace ns3

#endif /* MIP4_TOUR_H */
