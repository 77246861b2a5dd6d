/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_VALIDATORS_H
#define L4M_LAB_VALIDATORS_H

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace l4m
{
namespace lab
{

/** @return texts with commas between them */
std::string Join(const std::vector<std::string>& texts);

/** @return a validator: one of some names */
CLI::Validator OneOf(const std::vector<std::string>& names);

/** @return a transformer: words that mean true or false */
CLI::Validator Truth();

/** @return a validator: numbers in a range, which not-a-number is in none of */
CLI::Validator Between(double least, double most);

/** @return a validator: names of systems with commas between them, or "all" */
CLI::Validator SomeSystems();

/** Adds an option that is a duration. @param app where to @param name its name @param target where
 * its nanoseconds go @param least its least @param help its help @param most its most; 0: whatever
 * can be read */
void AddDuration(CLI::App& app,
                 const std::string& name,
                 int64_t& target,
                 int64_t least,
                 const std::string& help,
                 int64_t most = 0);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_VALIDATORS_H */
