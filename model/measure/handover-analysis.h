/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HANDOVER_ANALYSIS_H
#define HANDOVER_ANALYSIS_H

#include "measure-log.h"

#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup measure
 * When access went through a handover.
 */
struct HandoverMarks
{
    UsableAddress from;            //!< what was preferred before
    UsableAddress to;              //!< what is preferred after
    uint32_t fromAttachment{0};    //!< number of the attachment before
    uint32_t toAttachment{0};      //!< number of the attachment after
    Time loss;                     //!< the loss was noticed, or the switch decided
    std::optional<Time> scanBegan; //!< first search
    std::optional<Time> scanEnded; //!< last choice
    std::optional<Time> linkUp;    //!< may be before loss (make before break)
    std::optional<Time> movement;  //!< network known; as linkUp
    Time usable;                   //!< the notice that made the new address preferred
    bool complete{false};          //!< whether it came to that
    bool addressChanged{false};    //!< whether the preferred address is another
    Time next;                     //!< loss of the handover after it; Time::Max() where none is
    Time nextUsable;               //!< usable of the handover after it; Time::Max() where none is
};

/**
 * \ingroup measure
 * What a handover did to a flow. Parts are defined in doc/lab.rst; they add up to total exactly.
 */
struct HandoverOfFlow
{
    std::optional<Time> last;     //!< g0: last arrival by the old attachment
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
    Time overlap;                 //!< g1 to g0 where both attachments carried data at once
    uint64_t lost{0};             //!< sent between what arrived at g0 and at g1, never arrived
    uint64_t duplicated{0};       //!< arrivals from g0 to 1 s behind g1
    uint64_t reordered{0};        //!< arrivals from g0 to 1 s behind g1
    uint64_t timeouts{0};         //!< of TCP, from g0 to g1
    uint64_t messages{0};         //!< of the system, from loss on, at most until 10 s behind usable
    uint64_t messageBytes{0};     //!< of these
    double goodputBefore{0};      //!< bit/s over the last second before g0
    std::optional<Time> recovery; //!< g1 until 100 ms carried 90 % of that
    std::string outcome;          //!< "resumed", "not resumed: ..." with the last mark reached
};

/**
 * Finds a mobile's handovers.
 * \param log what was seen of it
 * \return them in order
 */
std::vector<HandoverMarks> FindHandovers(const MobileLog& log);

/**
 * \param log what was seen of a mobile
 * \param when a time
 * \return number of the attachment that carried its packets then, 0 where none did
 */
uint32_t PreferredAttachment(const MobileLog& log, Time when);

/**
 * \param log what was seen of a mobile
 * \param attachment number of an attachment
 * \return name of its network; empty where there is no such attachment
 */
std::string NetworkOf(const MobileLog& log, uint32_t attachment);

/**
 * Measures what a handover did to a flow.
 * \param marks the handover
 * \param flow the flow
 * \param log what was seen of the mobile
 * \return the measures; nothing where the flow had no data before the handover
 */
std::optional<HandoverOfFlow> MeasureHandover(const HandoverMarks& marks,
                                              const FlowLog& flow,
                                              const MobileLog& log);

} // namespace ns3

#endif /* HANDOVER_ANALYSIS_H */
