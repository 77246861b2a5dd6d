/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "settings.h"

#include "file-source.h"
#include "format.h"
#include "l4m/suite.h"

#include "ns3/crypto-cost-model.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <thread>
#include <vector>

namespace l4m
{
namespace paper
{

namespace
{

[[noreturn]] void
Refuse(const std::string& sentence)
{
    throw std::invalid_argument(sentence);
}

/** Options with a value. */
const std::vector<std::string>
    g_options{"--file", "--suite", "--outage", "--step", "--costs", "--seed", "--jobs", "--out"};

/** @return texts with commas between them */
std::string
Join(const std::vector<std::string>& texts)
{
    std::string joined;
    for (const auto& text : texts)
    {
        joined += (joined.empty() ? "" : ", ") + text;
    }
    return joined;
}

/** @return the names of all suites, for messages */
std::string
SuiteNames()
{
    std::size_t count = 0;
    const l4m_suite* suites = l4m_suites(&count);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i)
    {
        names.emplace_back(suites[i].name);
    }
    return Join(names);
}

/** @return a time in nanoseconds from a text in seconds, within bounds given in nanoseconds */
int64_t
ParseSeconds(const std::string& option, const std::string& text, int64_t least, int64_t most)
{
    double value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    const bool number = parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(value);
    const double second = static_cast<double>(g_second);
    const double ns = std::round(value * second);
    if (!number || ns < static_cast<double>(least) || ns > static_cast<double>(most))
    {
        Refuse(option + " \"" + text + "\" is not a number of seconds from " +
               Fixed(least, g_second, 2) + " to " + Fixed(most, g_second, 2));
    }
    return static_cast<int64_t>(ns);
}

/** @return a whole number within bounds */
uint32_t
ParseWhole(const std::string& option, const std::string& text, uint32_t least, uint32_t most)
{
    uint32_t value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value < least || value > most)
    {
        Refuse(option + " \"" + text + "\" is not a whole number from " + std::to_string(least) +
               " to " + std::to_string(most));
    }
    return value;
}

void
PrintHelp(const Settings& defaults)
{
    std::printf(
        "usage: l4m-reproduce-paper [OPTIONS]\n"
        "\n"
        "The experiment of the paper's section 4: the TCP handshake, a file transfer in whose "
        "middle\n"
        "one host moves to another network, UDP in the same move, and how long all of it takes.\n"
        "\n"
        "  --file PATH     file to transfer, 1 byte to 1 GiB, repeated until it is still under way "
        "at\n"
        "                  the move (default: %s)\n"
        "  --suite NAME    suite of the transfers and of UDP (default: %s); one of\n"
        "                  %s\n"
        "  --outage S      seconds from the move until the new address can be used, 0 to 300\n"
        "                  (default: %s)\n"
        "  --step S        seconds between two outages of the staircase, 0.05 to 14 (default: %s)\n"
        "  --costs FILE    this host's costs of cryptography, as l4m-bench --costs writes them: "
        "adds\n"
        "                  its handshakes, in results of their own (default: none)\n"
        "  --seed N        seed of the simulation, 1 to 4294967295 (default: %u)\n"
        "  --jobs N        simulations at a time, 1 to 64 (default: one a processor, %u here)\n"
        "  --out DIR       folder of the results (default: %s)\n"
        "  --help          this text\n",
        defaults.file.c_str(),
        defaults.suite.c_str(),
        SuiteNames().c_str(),
        Fixed(defaults.outageNs, g_second, 1).c_str(),
        Fixed(defaults.stepNs, g_second, 1).c_str(),
        defaults.seed,
        defaults.jobs,
        defaults.out.c_str());
}

/** Applies one option. */
void
Apply(const std::string& name, const std::string& value, Settings& settings)
{
    if (name == "--file")
    {
        settings.file = value;
    }
    else if (name == "--suite")
    {
        settings.suite = value;
    }
    else if (name == "--outage")
    {
        settings.outageNs = ParseSeconds("--outage", value, 0, 300 * g_second);
    }
    else if (name == "--step")
    {
        settings.stepNs = ParseSeconds("--step", value, 50 * g_millisecond, g_staircaseEndNs);
    }
    else if (name == "--costs")
    {
        settings.costs = value;
    }
    else if (name == "--seed")
    {
        settings.seed = ParseWhole("--seed", value, 1, std::numeric_limits<uint32_t>::max());
    }
    else if (name == "--jobs")
    {
        settings.jobs = ParseWhole("--jobs", value, 1, 64);
    }
    else
    {
        settings.out = value;
    }
}

/** Checks what names something outside. */
void
Check(const Settings& settings)
{
    if (l4m_suite_by_name(settings.suite.c_str()) == nullptr)
    {
        Refuse("there is no suite \"" + settings.suite + "\"; there are: " + SuiteNames());
    }
    if (settings.out.empty())
    {
        Refuse("--out \"\" is not a folder; give the path of one that exists or can be made");
    }
    try
    {
        FileSource(settings.file, 0);
    }
    catch (const std::runtime_error& e)
    {
        Refuse(std::string("--file: ") + e.what());
    }
    std::string error;
    if (!settings.costs.empty() &&
        !ns3::CryptoCostModel::FromName("measured:" + settings.costs, error))
    {
        Refuse("--costs: " + error);
    }
}

} // namespace

bool
ReadCommandLine(int argc, char* argv[], Settings& settings)
{
    settings.jobs = std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
    const Settings defaults = settings;
    for (int i = 1; i < argc; ++i)
    {
        const std::string word = argv[i];
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        if (word == "--help")
        {
            PrintHelp(defaults);
            return false;
        }
        if (std::find(g_options.begin(), g_options.end(), name) == g_options.end())
        {
            Refuse("\"" + word + "\" is not an option; allowed: " + Join(g_options) + ", --help");
        }
        if (equals != std::string::npos)
        {
            Apply(name, word.substr(equals + 1), settings);
        }
        else if (i + 1 < argc)
        {
            Apply(name, argv[++i], settings);
        }
        else
        {
            Refuse(name + " needs a value");
        }
    }
    Check(settings);
    return true;
}

} // namespace paper
} // namespace l4m
