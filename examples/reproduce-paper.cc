/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/*
 * The paper's experiment (section 4): the TCP handshake with ordinary and mobile sockets, a file
 * transfer during which one host moves to another network, UDP in the same move, and the reason for
 * the 12.8 s that the paper measured.
 *
 *   ./l4m reproduce                  runs this and draws its figures
 *   l4m-reproduce-paper --help       lists the options
 *
 * Prints the paper's table with its own figures beside it, and writes all results as CSV and JSON.
 * doc/reproduction.rst explains the set-up and what came out.
 */

#include "paper/experiment.h"
#include "paper/output-folder.h"
#include "paper/result-files.h"
#include "paper/settings.h"
#include "paper/table.h"

#include <cstdio>
#include <exception>

using namespace l4m::paper;

namespace
{

/** Exit status for wrong words on the command line, and for all other failures. */
const int g_usage = 2;
const int g_failure = 1;

void
Complain(const std::exception& e)
{
    std::fprintf(stderr, "l4m-reproduce-paper: %s\n", e.what());
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    try
    {
        if (!ReadCommandLine(argc, argv, settings))
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
        OutputFolder folder(settings.out);
        const Results results = RunExperiment(settings);
        AddResultFiles(results, folder);
        folder.Write();
        std::printf("%s\nResults: %s\n", MakeTable(results).c_str(), settings.out.c_str());
    }
    catch (const std::exception& e)
    {
        Complain(e);
        return g_failure;
    }
    return 0;
}
