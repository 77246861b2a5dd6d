/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_SUMMARY_H
#define L4M_LAB_SUMMARY_H

#include "settings.h"

namespace l4m
{
namespace lab
{

/**
 * Prints a line for each setting, flow and direction of a campaign, from its database: how many
 * handovers, means of the gap and its parts, losses, files; and published figures where there are
 * any.
 * @param campaign which has been run
 */
void PrintSummary(const Campaign& campaign);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_SUMMARY_H */
