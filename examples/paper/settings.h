/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_SETTINGS_H
#define L4M_PAPER_SETTINGS_H

#include <cstdint>
#include <string>

namespace l4m
{
namespace paper
{

/** What the user of the experiment can choose. */
struct Settings
{
    std::string file = "/usr/share/common-licenses/GPL-3"; //!< what is transferred
    std::string suite = "paper";                           //!< of the transfers and of UDP
    int64_t outageNs = 10000000000;    //!< from the move to the new address; transfers and UDP
    int64_t stepNs = 200000000;        //!< between two outages of the staircase
    uint32_t seed = 1;                 //!< of ns-3's random numbers
    unsigned jobs = 1;                 //!< processes at a time
    std::string costs;                 //!< file of this host's measured costs; empty: none
    std::string out = "build/results"; //!< folder of the results
};

/** Longest outage of the staircase: 14 s. */
const int64_t g_staircaseEndNs = 14000000000;

/**
 * Reads the command line and checks all that can be checked before anything is simulated.
 * @param argc as of main()
 * @param argv as of main()
 * @param settings receives what was chosen, over the defaults
 * @return whether the experiment is to run; false: help was asked for and is printed
 *
 * Throws std::invalid_argument with a sentence that says what is wrong and what is allowed.
 */
bool ReadCommandLine(int argc, char* argv[], Settings& settings);

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_SETTINGS_H */
