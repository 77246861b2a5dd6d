/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_LOSS_H
#define MIP4_LOSS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup mip4
 * What became of moves while signalling was lost.
 */
struct Mip4Losses
{
    uint32_t moves{0};           //!< how many
    uint32_t late{0};            //!< of these, those with data lost in the 4 s before the next
    uint32_t firstTry{0};        //!< of these, those that one Registration Request was enough for
    uint32_t lost{0};            //!< messages lost
    uint64_t retransmissions{0}; //!< requests that repeat one
    Time shortest;               //!< least time between two requests of an attachment
    bool doubled{true};          //!< whether each such time was at least twice the one before
};

/**
 * @ingroup mip4
 * Moves a mobile between two visited networks and its home while each device that a registration
 * passes loses messages: two on a request's way and two on its reply's, at home one.
 * @param system "mip4" or "mip4-fa"
 * @param rate probability of loss at a device
 * @param moves how many, one in 20 s
 * @return what became of them
 */
Mip4Losses MeasureMip4Losses(const std::string& system, double rate, uint32_t moves);

/** @ingroup mip4 @return the share of moves that one request is enough for, by the probabilities
 * @param rate of loss at each device */
double Mip4FirstTryShare(double rate);

} // namespace ns3

#endif /* MIP4_LOSS_H */
