/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef EVENT_STREAM_H
#define EVENT_STREAM_H

#include "measure-log.h"
#include "run-record.h"

#include "ns3/nstime.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup measure
 * Around handovers, for how long data packets are written as events. Everything else always is.
 */
struct EventWindow
{
    Time before{Seconds(2)}; //!< before the beginning of a handover
    Time after{Seconds(10)}; //!< after the usable address, or the beginning where none came
};

/**
 * @ingroup measure
 * Writes all that was seen as lines of JSON in order of time. Each has "t", simulated time in ns,
 * and "e", the kind; all but the first have "node", the index of the mobile:
 *
 * - run: the first line, the columns of the table run; "config" as an object
 * - access: step, network, device, address
 * - usable: addresses, each with address, network, device; the preferred ones first
 * - ready: direction, protocol (6, 17, or 0: all), port (0: all)
 * - signal: name, sender ("mobile" or "network"), bytes, setup
 * - setup: protocol, port, began
 * - tx: flow, direction, seq, bytes, again (was sent before)
 * - rx: flow, direction, seq, bytes, network (that it used, empty where unknown), again (arrived
 *   before)
 * - timeout: flow, direction; TCP's timer ran out at the sender
 * - handover: at its beginning: number, from, to (empty where it came to none), address_changed,
 *   usable (t of the notice, or null)
 *
 * @param out where to
 * @param run what was run
 * @param logs what was seen of each mobile
 * @param window around handovers, for packets
 */
void WriteEvents(std::ostream& out,
                 const RunInfo& run,
                 const std::vector<MobileLog>& logs,
                 const EventWindow& window = EventWindow());

/**
 * @ingroup measure
 * Writes the same into a file, which is there as a whole or not at all.
 * @param path of the file; its folder must exist
 * @param run what was run
 * @param logs what was seen of each mobile
 * @param window around handovers, for packets
 * @throw std::runtime_error where it cannot be written, with the reason
 */
void WriteEventFile(const std::string& path,
                    const RunInfo& run,
                    const std::vector<MobileLog>& logs,
                    const EventWindow& window = EventWindow());

} // namespace ns3

#endif /* EVENT_STREAM_H */
