/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "ns3/command-line.h"

#include <string>

/**
 * @file arguments.h
 * What ns-3 lets pass on a command line, or stops for in the middle of a run. Each of these ends
 * the program with a sentence on standard error, "PROGRAM: ...".
 */

/** Parses a command line on which nothing but --NAME=VALUE may stand; another word ends the
 * program with status 2. */
void ParseArguments(ns3::CommandLine& command, int argc, char* argv[]);

/** Makes sure that a file can be written, which leaves what it holds or makes an empty one; else
 * ends the program with status 1.
 * @param command what was parsed
 * @param option which named the file, as --NAME
 * @param file its name */
void NeedWritable(const ns3::CommandLine& command,
                  const std::string& option,
                  const std::string& file);

#endif /* ARGUMENTS_H */
