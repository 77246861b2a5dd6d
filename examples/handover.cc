/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
/**
 * @file handover.cc
 * The handover lab: a mobile changes its network while it talks to a correspondent, over the
 * mobility system that is named; each gap is split into its parts.
 *
 * Run it:  ./l4m run handover --system=l4-mobility --access=wifi-lte --traffic=file --seeds=10
 * It prints a table and leaves a database, CSV and events in build/lab, from which ./l4m report
 * makes a page.
 */

#include "handover/campaign.h"
#include "handover/settings.h"

#include <cstdio>
#include <exception>

namespace
{

/** Exit status for wrong words on the command line, and for all other failures. */
const int g_usage = 2;
const int g_failure = 1;

void
Complain(const std::exception& e)
{
    std::fprintf(stderr, "l4m-handover: %s\n", e.what());
}

} // namespace

int
main(int argc, char* argv[])
{
    l4m::lab::Campaign campaign;
    try
    {
        if (!l4m::lab::ReadCommandLine(argc, argv, campaign))
        {
            return 0;
        }
    }
    catch (const std::exception& e)
    {
        Complain(e);
        return g_usage;
    }
    try
    {
        l4m::lab::RunCampaign(campaign);
    }
    catch (const std::exception& e)
    {
        Complain(e);
        return g_failure;
    }
    return 0;
}
