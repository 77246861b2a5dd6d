/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_COMMANDS_H
#define L4M_TOOL_COMMANDS_H

/** @file commands.h The subcommands. Each returns the exit status: 0, 1 (something is wrong) or 2 (bad use or file). */

#include "keys.h"

/** What the command line says. */
typedef struct l4m_tool_options
{
    bool json;
    bool all;
    const char *keys;     /**< key log to read, or NULL */
    const char *pcap;     /**< capture to write, or NULL */
    const char *keys_out; /**< key log to write, or NULL */
    long connection;      /**< -1: all */
    long packet;          /**< -1: all */
    char *const *files;
    size_t file_count;
} l4m_tool_options;

int l4m_tool_decode(const l4m_tool_options *options);
int l4m_tool_check(const l4m_tool_options *options);
int l4m_tool_make(const l4m_tool_options *options);
int l4m_tool_vectors(const l4m_tool_options *options);

#endif
