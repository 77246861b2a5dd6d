/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_CAMPAIGN_H
#define L4M_LAB_CAMPAIGN_H

#include "settings.h"

namespace l4m
{
namespace lab
{

/**
 * Runs every setting with every seed, some at a time, and writes the results into
 * DIR/results.sqlite, the same as CSV beside it, and events into DIR/events. Runs that are there
 * are not repeated. Says on standard error how far it is. @param campaign what is to be run
 *
 * Throws std::runtime_error with a sentence where something fails; runs completed before are kept.
 */
void RunCampaign(const Campaign& campaign);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_CAMPAIGN_H */
