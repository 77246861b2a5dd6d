/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_EXPANSION_H
#define L4M_LAB_EXPANSION_H

#include "settings.h"

#include <string>
#include <vector>

namespace l4m
{
namespace lab
{

/** @return the parts of a text with commas */
std::vector<std::string> SplitNames(const std::string& text);

/** @return settings for each system that they name; "all" are those that can do the family */
std::vector<Settings> ForEachSystem(const Settings& settings);

/** Writes down what the files that settings name hold: another content is another run. Throws
 * std::runtime_error where they cannot be read. */
void HashFiles(Settings& settings);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_EXPANSION_H */
