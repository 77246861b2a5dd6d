/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_DELAYS_H
#define HIP_DELAYS_H

#include "hip-test-bed.h"

#include "ns3/nstime.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup hip
 * A kind of HIP that is measured.
 */
struct HipKind
{
    std::string system{"hip"};  //!< or "hip-credit"
    bool ipv6{false};           //!< family
    bool dataBeforeAck{true};   //!< see HipSettings
    HipTestBed::Delays delays;  //!< of links
    std::string start{"lan-1"}; //!< where the mobile is
    std::string to{"lan-2"};    //!< where it goes

    /** @return the kind and its round-trip times, as a text */
    std::string GetName() const;
    /** @return a bed of this kind */
    HipTestBed::Options GetOptions() const;
};

/**
 * @ingroup hip
 * A time that was measured, and what the formula says.
 */
struct HipDelay
{
    std::string what; //!< what it is
    Time measured;    //!< found
    Time formula;     //!< by round trips
    Time tolerance;   //!< it may be longer by so much

    /** @return whether it is as the formula says */
    bool Holds() const;
};

/**
 * @ingroup hip
 * A message that a move is to have, at the place where it arrives.
 */
struct HipExpectedMessage
{
    std::string from; //!< "mobile", "correspondent" or "server"
    std::string to;   //!< likewise
    uint32_t bytes;   //!< of the IP packet
    Time arrives;     //!< after the move
};

/** @ingroup hip  @return delays of links with R_MC, R_MH, R_HC of 18, 26, 12; 18, 48, 50; 61, 3, 62
 * ms */
std::vector<HipTestBed::Delays> GetHipSettings();

/**
 * @ingroup hip
 * Moves a mobile in zero time, with datagrams both ways each 0.5 ms.
 * @param kind of HIP
 * @return T_proto up and down, by datagrams, and when the system says that ways are open
 */
std::vector<HipDelay> MeasureHipMove(const HipKind& kind);

/**
 * @ingroup hip
 * Lets either end begin a base exchange.
 * @param kind of HIP
 * @return set-up times: from the mobile directly, from the correspondent by the rendezvous server
 */
std::vector<HipDelay> MeasureHipSetUps(const HipKind& kind);

/** @ingroup hip  @return the messages of a move, by sections 3.2.1 of RFC 5206 and 5 of RFC 5201
 * @param kind of HIP */
std::vector<HipExpectedMessage> GetHipMessages(const HipKind& kind);

} // namespace ns3

#endif /* HIP_DELAYS_H */
