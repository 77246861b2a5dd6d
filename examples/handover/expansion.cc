/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "expansion.h"

#include "paper/file-source.h"
#include "paper/sha256.h"

#include "ns3/mobility-system.h"

#include <sstream>

namespace l4m
{
namespace lab
{

using ns3::MobilitySystem;

namespace
{

/** @return the SHA-256 of a file */
std::string
HashOf(const std::string& path)
{
    paper::FileSource source(path, 0);
    paper::Sha256 hash;
    std::vector<uint8_t> block(1 << 16);
    while (const std::size_t size = source.Read(block.data(), block.size()))
    {
        hash.Add(block.data(), size);
    }
    return hash.GetHex();
}

} // namespace

std::vector<std::string>
SplitNames(const std::string& text)
{
    std::vector<std::string> parts;
    std::stringstream words(text);
    for (std::string word; std::getline(words, word, ',');)
    {
        parts.push_back(word);
    }
    return parts;
}

std::vector<Settings>
ForEachSystem(const Settings& settings)
{
    const bool all = settings.system == "all";
    std::vector<Settings> each;
    for (const std::string& name : all ? MobilitySystem::GetNames() : SplitNames(settings.system))
    {
        if (!all || MobilitySystem::Create(name)->Supports(settings.family == "ipv6"))
        {
            each.push_back(settings);
            each.back().system = name;
        }
    }
    return each;
}

void
HashFiles(Settings& settings)
{
    settings.fileHash = settings.traffic.rfind("file", 0) == 0 ? HashOf(settings.file) : "";
    const std::string measured = "measured:";
    settings.costsHash = settings.costs.rfind(measured, 0) == 0
                             ? HashOf(settings.costs.substr(measured.size()))
                             : "";
    settings.movementHash = settings.movement.empty() ? "" : HashOf(settings.movement);
}

} // namespace lab
} // namespace l4m
