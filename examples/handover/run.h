/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_RUN_H
#define L4M_LAB_RUN_H

#include "settings.h"

#include <string>

namespace l4m
{
namespace lab
{

/** @return the name of a run: of its settings, its seed and the versions of what simulates it
 * @param settings the settings @param seed the seed */
std::string RunKey(const Settings& settings, uint32_t seed);

/** Where a run leaves files of its own. */
struct RunFiles
{
    std::string events; //!< file of events, or empty
    std::string pcap;   //!< beginning of the names of captures, or empty
};

/**
 * Simulates.
 * @param settings as they have been checked
 * @param seed of random numbers
 * @param files what is left besides
 * @return its rows, as ns3::ToJson(RunRecord) writes them
 */
std::string Run(const Settings& settings, uint32_t seed, const RunFiles& files);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_RUN_H */
