/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HANDOVER_MARKS_H
#define HANDOVER_MARKS_H

#include "measure-log.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup measure
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
 * Finds a mobile's handovers.
 * @param log what was seen of it
 * @return them in order
 */
std::vector<HandoverMarks> FindHandovers(const MobileLog& log);

/**
 * @param log what was seen of a mobile
 * @param when a time
 * @return number of the attachment that carried its packets then, 0 where none did
 */
uint32_t PreferredAttachment(const MobileLog& log, Time when);

/**
 * @param log what was seen of a mobile
 * @param attachment number of an attachment
 * @return name of its network; empty where there is no such attachment
 */
std::string NetworkOf(const MobileLog& log, uint32_t attachment);

} // namespace ns3

#endif /* HANDOVER_MARKS_H */
