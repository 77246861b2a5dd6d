/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_FORMAT_H
#define L4M_PAPER_FORMAT_H

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace l4m
{
namespace paper
{

/** Nanoseconds in a unit of time. */
const int64_t g_microsecond = 1000;
const int64_t g_millisecond = 1000000;
const int64_t g_second = 1000000000;

/**
 * A number of nanoseconds in another unit, in integer arithmetic: the same text on any machine.
 * @param ns nanoseconds
 * @param unit nanoseconds of the unit, a power of ten
 * @param decimals digits after the point, 0 to 9; halves are rounded away from zero
 */
std::string Fixed(int64_t ns, int64_t unit, int decimals);

/** The same of a JSON value that is null where there is no number. @param none text for null */
std::string Fixed(const nlohmann::ordered_json& ns,
                  int64_t unit,
                  int decimals,
                  const std::string& none = "");

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_FORMAT_H */
