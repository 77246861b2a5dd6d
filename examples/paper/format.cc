/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "format.h"

#include <cstdlib>

namespace l4m
{
namespace paper
{

std::string
Fixed(int64_t ns, int64_t unit, int decimals)
{
    int64_t scale = 1;
    for (int i = 0; i < decimals; ++i)
    {
        scale *= 10;
    }
    // Whole units first: ns * scale might not fit.
    const int64_t magnitude = std::llabs(ns);
    int64_t whole = magnitude / unit;
    int64_t part = (magnitude % unit * scale + unit / 2) / unit;
    whole += part / scale;
    part %= scale;
    std::string text = (ns < 0 && (whole != 0 || part != 0) ? "-" : "") + std::to_string(whole);
    if (decimals > 0)
    {
        const std::string digits = std::to_string(part);
        text += "." + std::string(static_cast<std::size_t>(decimals) - digits.size(), '0') + digits;
    }
    return text;
}

std::string
Fixed(const nlohmann::ordered_json& ns, int64_t unit, int decimals, const std::string& none)
{
    return ns.is_null() ? none : Fixed(ns.get<int64_t>(), unit, decimals);
}

} // namespace paper
} // namespace l4m
