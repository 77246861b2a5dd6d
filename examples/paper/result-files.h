/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_RESULT_FILES_H
#define L4M_PAPER_RESULT_FILES_H

#include "experiment.h"
#include "output-folder.h"

namespace l4m
{
namespace paper
{

/**
 * Adds the results to a folder, as JSON (reproduce.json, all but the time-sequence data) and as
 * CSV, one file a section: handshake, transfer, transfer-sequence, staircase, sensitivity, udp.
 * What depends on this host goes to this-host.json and this-host-handshake.csv; those of an
 * earlier run are removed where there is nothing of it.
 *
 * Same results, same bytes: no time, no path but those given, numbers in fixed notation.
 */
void AddResultFiles(const Results& results, OutputFolder& folder);

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_RESULT_FILES_H */
