/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_TOUR_H
#define HIP_TOUR_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @ingroup hip
 * What became of a tour.
 */
struct HipTour
{
    uint64_t fileSize{0};     //!< bytes of each file
    uint64_t up{0};           //!< bytes that arrived of the mobile's file
    uint64_t down{0};         //!< bytes that arrived of the correspondent's file
    uint64_t wrong{0};        //!< bytes that are not the file's
    uint32_t lost{0};         //!< datagrams sent later than 0.15 s after a move that never arrived
    uint32_t unsettled{0};    //!< moves after which the two ends differ about addresses
    uint32_t stateChanges{0}; //!< of both ends, once the association was established
    uint32_t setUps{0};       //!< base exchanges between mobile and correspondent
    uint32_t updates{0};      //!< UPDATEs sent to and by the correspondent
    uint32_t retransmissions{0}; //!< by both
};

/**
 * @ingroup hip
 * Moves a mobile between two visited networks and its home, with ping-pong, under a file in each
 * direction by TCP and a stream of datagrams.
 * @param system "hip" or "hip-credit"
 * @param ipv6 family
 * @param moves how many, one each 1.1 s
 * @return what became of it
 */
HipTour RunHipTour(const std::string& system, bool ipv6, uint32_t moves);

/**
 * @ingroup hip
 * What losses of signalling do.
 */
struct HipLosses
{
    uint32_t moves{0};    //!< how many
    uint32_t lost{0};     //!< packets of HIP lost
    uint32_t first{0};    //!< moves that needed no packet again
    uint32_t late{0};     //!< moves after which the address is not verified 8 s later
    uint32_t again{0};    //!< base exchanges but the first
    uint32_t silent{0};   //!< moves after which datagrams do not flow both ways from then on
    Time shortest;        //!< least time between two of the same UPDATE
    bool doubled{true};   //!< whether each wait was twice the one before
    uint32_t compared{0}; //!< waits that there was one before
    uint32_t repeated{0}; //!< waits that were looked at
};

/**
 * @ingroup hip
 * Moves a mobile while packets of HIP are lost as they arrive at each host.
 * @param system "hip" or "hip-credit"
 * @param ipv6 family
 * @param rate probability of each to be lost
 * @param moves how many, one each 10 s
 * @return what came of it
 */
HipLosses MeasureHipLosses(const std::string& system, bool ipv6, double rate, uint32_t moves);

/** @ingroup hip @return share of moves after which no packet is needed again: none of three is lost
 * @param rate probability of each to be lost */
double HipFirstShare(double rate);

/** @ingroup hip @return more than the share of moves whose address is not verified 8 s later
 * @param rate probability of each packet to be lost */
double HipLateShare(double rate);

} // namespace ns3

#endif /* HIP_TOUR_H */
