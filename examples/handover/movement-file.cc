/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "movement-file.h"

#include <fstream>
#include <regex>
#include <set>
#include <stdexcept>

namespace l4m
{
namespace lab
{

namespace
{

/** What lines may look like; the first group is the node's number. */
const std::regex g_position(
    R"re(\$node_\((\d+)\)\s+set\s+([XYZ])_\s+(-?[0-9.]+(?:[eE][-+]?\d+)?))re");
const std::regex g_movement(
    R"re(\$ns_\s+at\s+([0-9.]+(?:[eE][-+]?\d+)?)\s+"\$node_\((\d+)\)\s+setdest\s+(-?[0-9.]+)\s+(-?[0-9.]+)\s+([0-9.]+)")re");
const std::regex g_placement(
    R"re(\$ns_\s+at\s+([0-9.]+(?:[eE][-+]?\d+)?)\s+"\$node_\((\d+)\)\s+set\s+([XYZ])_\s+(-?[0-9.]+)")re");

/** \return a line without comment and without blanks around it */
std::string
Strip(const std::string& line)
{
    const std::string text = line.substr(0, line.find('#'));
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/** \return the number of the node that a line moves; throws where it is none of those known */
unsigned long
NodeOf(const std::string& text)
{
    std::smatch match;
    if (std::regex_match(text, match, g_position))
    {
        return std::stoul(match[1]);
    }
    if (std::regex_match(text, match, g_movement) || std::regex_match(text, match, g_placement))
    {
        return std::stoul(match[2]);
    }
    if (text.find('"') != std::string::npos && text.back() != '"')
    {
        throw std::invalid_argument("it is cut off: a quotation mark is missing at its end");
    }
    throw std::invalid_argument("it is none of: $node_(N) set X_ METRES; $ns_ at SECONDS "
                                "\"$node_(N) setdest X Y SPEED\"; $ns_ at SECONDS \"$node_(N) set "
                                "X_ METRES\"");
}

} // namespace

void
CheckMovementFile(const std::string& path, uint32_t mobiles)
{
    std::ifstream in(path);
    if (!in)
    {
        throw std::invalid_argument("--movement: " + path + " cannot be read");
    }
    std::set<unsigned long> nodes;
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
            const unsigned long node = NodeOf(text);
            if (node >= mobiles)
            {
                throw std::invalid_argument("it moves node " + std::to_string(node) +
                                            ", but there are mobiles 0 to " +
                                            std::to_string(mobiles - 1) + " (--mobiles)");
            }
            nodes.insert(node);
        }
        catch (const std::logic_error& e)
        {
            throw std::invalid_argument("--movement: " + path + ", line " + std::to_string(number) +
                                        ": " + e.what());
        }
    }
    for (uint32_t node = 0; node < mobiles; ++node)
    {
        if (nodes.count(node) == 0)
        {
            throw std::invalid_argument("--movement: " + path + " says nothing of mobile " +
                                        std::to_string(node));
        }
    }
}

} // namespace lab
} // namespace l4m
