/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "movement-file.h"

#include "paper/file-source.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <stdexcept>

namespace l4m
{
namespace lab
{

namespace
{

/** A decimal number that may be negative, and one that may not. */
const std::string g_real = R"re((-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))re";
const std::string g_positive = R"re(((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))re";

/** The beginning of a line that does something later: groups 1 and 2 are when and which node. */
const std::string g_at = R"re(\$ns_\s+at\s+)re" + g_positive + R"re(\s+"\$node_\((\d{1,9})\)\s+)re";

/** What lines may look like. Of a position, the first group is the node's number. */
const std::regex g_position(R"re(\$node_\((\d{1,9})\)\s+set\s+([XYZ])_\s+)re" + g_real);
const std::regex g_movement(g_at + R"re(setdest\s+)re" + g_real + R"re(\s+)re" + g_real +
                            R"re(\s+)re" + g_positive + "\"");
const std::regex g_placement(g_at + R"re(set\s+([XYZ])_\s+)re" + g_real + "\"");

/** Bytes of a line: what is longer is no movement, and std::regex_match() needs stack for each. */
const std::size_t g_longest = 1000;

/** Seconds after which nothing happens in a simulation. */
const double g_latest = 1e9;

/** What a line says. */
struct Line
{
    unsigned long node{0};        //!< number of the node
    std::optional<double> second; //!< when, of a line that does something later
};

/** @return a line without comment and without blanks around it */
std::string
Strip(const std::string& line)
{
    const std::string text = line.substr(0, line.find('#'));
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/** @return what a line says; throws where it is none of those known */
Line
Read(const std::string& text)
{
    if (text.size() > g_longest)
    {
        throw std::invalid_argument("it has " + std::to_string(text.size()) +
                                    " characters; no line of a movement file has more than " +
                                    std::to_string(g_longest));
    }
    std::smatch match;
    if (std::regex_match(text, match, g_position))
    {
        return {std::stoul(match[1]), {}};
    }
    if (std::regex_match(text, match, g_movement) || std::regex_match(text, match, g_placement))
    {
        const double second = std::strtod(match[1].str().c_str(), nullptr);
        if (second > g_latest)
        {
            throw std::invalid_argument("no run is as long as " + match[1].str() + " s");
        }
        return {std::stoul(match[2]), second};
    }
    if (text.find('"') != std::string::npos && text.back() != '"')
    {
        throw std::invalid_argument("it is cut off: a quotation mark is missing at its end");
    }
    throw std::invalid_argument("it is none of: $node_(N) set X_ METRES; $ns_ at SECONDS "
                                "\"$node_(N) setdest X Y SPEED\"; $ns_ at SECONDS \"$node_(N) set "
                                "X_ METRES\"");
}

/** Takes a line to what is known of the nodes. @param line the line @param mobiles how many there
 * are @param latest when each node that was named did something last; throws where it does not
 * fit */
void
Take(const Line& line, uint32_t mobiles, std::map<unsigned long, double>& latest)
{
    if (line.node >= mobiles)
    {
        throw std::invalid_argument("it moves node " + std::to_string(line.node) +
                                    ", but there are mobiles 0 to " + std::to_string(mobiles - 1) +
                                    " (--mobiles)");
    }
    double& last = latest[line.node];
    // ns-3 works out where a node is from its lines one after the other.
    if (line.second && *line.second < last)
    {
        throw std::invalid_argument("it goes back in time: a line before it moves node " +
                                    std::to_string(line.node) + " later");
    }
    last = line.second.value_or(last);
}

} // namespace

void
CheckMovementFile(const std::string& path, uint32_t mobiles)
{
    try
    {
        paper::FileSource(path, 0);
    }
    catch (const std::runtime_error& e)
    {
        throw std::invalid_argument(std::string("--movement: ") + e.what());
    }
    std::ifstream in(path);
    std::map<unsigned long, double> latest;
    std::string line;
    for (unsigned long number = 1; std::getline(in, line); ++number)
    {
        const std::string text = Strip(line);
        if (text.empty())
        {
            continue;
        }
        try
        {
            Take(Read(text), mobiles, latest);
        }
        catch (const std::logic_error& e)
        {
            throw std::invalid_argument("--movement: " + path + ", line " + std::to_string(number) +
                                        ": " + e.what());
        }
    }
    for (uint32_t node = 0; node < mobiles; ++node)
    {
        if (latest.count(node) == 0)
        {
            throw std::invalid_argument("--movement: " + path + " says nothing of mobile " +
                                        std::to_string(node));
        }
    }
}

} // namespace lab
} // namespace l4m
