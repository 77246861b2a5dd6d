/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "arguments.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

using namespace ns3;

void
ParseArguments(CommandLine& command, int argc, char* argv[])
{
    command.Parse(argc, argv);
    if (command.GetNExtraNonOptions() > 0)
    {
        std::cerr << command.GetName() << ": '" << command.GetExtraNonOption(0)
                  << "' is one word too many; options are written --NAME=VALUE, and --help lists "
                     "them\n";
        std::exit(2);
    }
}

void
NeedWritable(const CommandLine& command, const std::string& option, const std::string& file)
{
    errno = 0;
    if (!std::ofstream(file, std::ios::app))
    {
        std::cerr << command.GetName() << ": " << option << ": cannot write " << file << ": "
                  << std::strerror(errno) << "\n";
        std::exit(1);
    }
}
