/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HANDOVER_ANALYSIS_H
#define HANDOVER_ANALYSIS_H

#include "handover-marks.h"
#include "measure-log.h"

#include <optional>
#include <string>

namespace ns3
{

/**
 * @ingroup measure
 * What a handover did to a flow. Parts are defined in doc/lab.rst; they add up to total exactly.
 */
struct HandoverOfFlow
{
    std::optional<Time> last;     //!< g0: last arrival by the old attachment, if any used it
    std::optional<Time> first;    //!< g1: first arrival by the new attachment
    std::optional<Time> ready;    //!< the system opened the way
    Time sent;                    //!< s1: when what arrived at g1 was sent; valid with first
    Time l2;                      //!< g0 to link up
    Time l2Loss;                  //!< of it: until the loss was noticed
    Time l2Scan;                  //!< of it: until a network was chosen
    Time l2Join;                  //!< of it: the rest
    Time detection;               //!< link up to movement detected
    Time address;                 //!< movement detected to address usable
    Time protocol;                //!< of the rest, what the system and the way took
    Time transport;               //!< of the rest, the way was open and nothing sent
    Time total;                   //!< g0 to g1, or 0
    Time delivery;                //!< usable to g1, less what the sender waited; valid with first
    Time overlap;                 //!< g1 to g0 where both attachments carried data at once
    uint64_t lost{0};             //!< sent between what arrived at g0 and at g1, never arrived
    uint64_t duplicated{0};       //!< arrivals from g0 to 1 s behind g1
    uint64_t reordered{0};        //!< arrivals from g0 to 1 s behind g1
    uint64_t timeouts{0};         //!< of TCP, from g0 to g1
    uint64_t messages{0};         //!< of the system, from loss on, at most until 10 s behind usable
    uint64_t messageBytes{0};     //!< of these
    double goodputBefore{0};      //!< bit/s over the last second before g0
    std::optional<Time> recovery; //!< g1 until 100 ms carried 90 % of that
    std::string outcome; //!< "resumed ...", or "not resumed: ..." with the last mark reached
};

/**
 * Fills in what only the whole of the log tells: by which attachment data came whose packets were
 * lost sight of (that which was preferred then), and which repetitions of TCP were no time-outs,
 * since the system asked for them when it opened the way.
 * @param log what was seen of the mobile
 * @param flow one of its flows
 */
void CompleteFlow(const MobileLog& log, FlowLog& flow);

/**
 * Measures what a handover did to a flow.
 * @param marks the handover
 * @param flow the flow
 * @param log what was seen of the mobile
 * @return the measures; nothing where no data of the flow had arrived before the handover, or none
 * was sent after its begin
 */
std::optional<HandoverOfFlow> MeasureHandover(const HandoverMarks& marks,
                                              const FlowLog& flow,
                                              const MobileLog& log);

} // namespace ns3

#endif /* HANDOVER_ANALYSIS_H */
