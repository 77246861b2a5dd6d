/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef RUN_ROWS_H
#define RUN_ROWS_H

#include "measure-log.h"
#include "run-record.h"

#include "ns3/address.h"

#include <string>
#include <vector>

namespace ns3
{

/** @ingroup measure @return an IPv4 or IPv6 address as text; empty where it is neither */
std::string AddressText(const Address& address);

/**
 * @ingroup measure
 * Works out the rows of flows, set-ups and handovers.
 * @param logs what was seen of each mobile
 * @param record gets the rows
 */
void AddRows(const std::vector<MobileLog>& logs, RunRecord& record);

} // namespace ns3

#endif /* RUN_ROWS_H */
