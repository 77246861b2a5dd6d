/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_PRESETS_H
#define L4M_LAB_PRESETS_H

#include "settings.h"

#include "ns3/run-record.h"

#include <string>
#include <vector>

namespace l4m
{
namespace lab
{

/** @return the names that --preset takes, "list" among them */
std::vector<std::string> PresetNames();

/** @return what each preset is and where it is from, for reading */
std::string DescribePresets();

/** @return the settings of a preset, several where it is a sweep; none where there is no such */
std::vector<Settings> FindPreset(const std::string& name);

/** @return what tells settings of a preset from its others, as they are now: an option may have
 * changed it; empty where it has but one @param settings of a preset */
std::string LabelOf(const Settings& settings);

/** @return figures that others have published for a preset's scenario */
std::vector<ns3::PublishedRow> PublishedFigures(const std::string& name);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_PRESETS_H */
