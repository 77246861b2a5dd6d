/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_MOVEMENT_FILE_H
#define L4M_LAB_MOVEMENT_FILE_H

#include <cstdint>
#include <string>

namespace l4m
{
namespace lab
{

/**
 * Reads an ns-2 movement file through, as SUMO's traceExporter writes it, before ns-3 does, which
 * passes over what it does not understand.
 * @param path of the file
 * @param mobiles how many nodes there are to move: 0 to mobiles - 1
 *
 * Throws std::invalid_argument with the number of the first wrong line and what is wrong with it.
 */
void CheckMovementFile(const std::string& path, uint32_t mobiles);

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_MOVEMENT_FILE_H */
