/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "validators.h"

#include "expansion.h"
#include "settings.h"

#include "ns3/mobility-system.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace l4m
{
namespace lab
{

using ns3::MobilitySystem;

namespace
{

/** @return a duration for people @param ns its nanoseconds */
std::string
DurationText(int64_t ns)
{
    const std::pair<int64_t, const char*> units[] = {{1'000'000'000, "s"},
                                                     {1'000'000, "ms"},
                                                     {1'000, "us"}};
    for (const auto& [factor, name] : units)
    {
        if (ns >= factor)
        {
            std::ostringstream text;
            text << static_cast<double>(ns) / static_cast<double>(factor) << name;
            return text.str();
        }
    }
    return std::to_string(ns) + "ns";
}

} // namespace

std::string
Join(const std::vector<std::string>& texts)
{
    std::string joined;
    for (const std::string& text : texts)
    {
        joined += (joined.empty() ? "" : ", ") + text;
    }
    return joined;
}

CLI::Validator
OneOf(const std::vector<std::string>& names)
{
    return CLI::Validator(
        [names](std::string& text) {
            return std::find(names.begin(), names.end(), text) != names.end()
                       ? std::string()
                       : "\"" + text + "\" is none of: " + Join(names);
        },
        Join(names));
}

CLI::Validator
Truth()
{
    return CLI::Validator(
        [](std::string& text) {
            if (text == "1" || text == "true" || text == "yes")
            {
                text = "1";
                return std::string();
            }
            if (text == "0" || text == "false" || text == "no")
            {
                text = "0";
                return std::string();
            }
            return "\"" + text +
                   "\" is neither true nor false; allowed are 1, true, yes, 0, false, no";
        },
        "true or false");
}

CLI::Validator
Between(double least, double most)
{
    CLI::Validator range = CLI::Range(least, most);
    const std::string allowed = range.get_description();
    return CLI::Validator(
        [range, allowed](std::string& text) {
            double value = 0;
            return CLI::detail::lexical_cast(text, value) && std::isnan(value)
                       ? "\"" + text + "\" is no number; allowed is " + allowed
                       : range(text);
        },
        allowed);
}

CLI::Validator
SomeSystems()
{
    const std::vector<std::string> names = MobilitySystem::GetNames();
    return CLI::Validator(
        [names](std::string& text) {
            for (const std::string& one : SplitNames(text))
            {
                if (text != "all" && std::find(names.begin(), names.end(), one) == names.end())
                {
                    return "\"" + one + "\" is none of: " + Join(names) + ", all";
                }
            }
            return text.empty() ? "no name; allowed are: " + Join(names) + ", all" : std::string();
        },
        Join(names) + ", all");
}

void
AddDuration(CLI::App& app,
            const std::string& name,
            int64_t& target,
            int64_t least,
            const std::string& help,
            int64_t most)
{
    app.add_option_function<std::string>(
           name,
           [name, least, most, &target](const std::string& text) {
               target = ParseDuration(text);
               if (target < least)
               {
                   throw CLI::ValidationError(name,
                                              "\"" + text + "\" is too short; at least " +
                                                  DurationText(least) + " is allowed");
               }
               if (most > 0 && target > most)
               {
                   throw CLI::ValidationError(name,
                                              "\"" + text + "\" is too long; at most " +
                                                  DurationText(most) + " is allowed");
               }
           },
           help)
        ->type_name("TIME");
}

} // namespace lab
} // namespace l4m
