/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_TABLE_H
#define L4M_PAPER_TABLE_H

#include "experiment.h"

#include <string>

namespace l4m
{
namespace paper
{

/** @return the results as text for a terminal of 100 columns, the paper's figures beside them */
std::string MakeTable(const Results& results);

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_TABLE_H */
