/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef RUN_RECORD_H
#define RUN_RECORD_H

#include "measure-log.h"

#include "ns3/address.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

/** \ingroup measure \return an IPv4 or IPv6 address as text; empty where it is neither */
std::string AddressText(const Address& address);

/**
 * \ingroup measure
 * \param logs what was seen of each mobile
 * \return rows of the tables "flow", "setup" and "handover", as ResultsDatabase::AddRun() takes
 * them
 */
nlohmann::ordered_json MakeRows(const std::vector<MobileLog>& logs);

/**
 * \ingroup measure
 * Around handovers, for how long packets are written as events.
 */
struct EventWindow
{
    Time before{Seconds(2)}; //!< before the beginning of a handover
    Time after{Seconds(10)}; //!< after the new address is usable
};

/**
 * \ingroup measure
 * Writes all that was seen as lines of JSON, in order of time.
 * \param out where to
 * \param logs what was seen of each mobile
 * \param window around handovers, for packets
 */
void WriteEvents(std::ostream& out,
                 const std::vector<MobileLog>& logs,
                 const EventWindow& window = EventWindow());

} // namespace ns3

#endif /* RUN_RECORD_H */
