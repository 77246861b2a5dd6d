/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_SHOW_H
#define L4M_TOOL_SHOW_H

/**
 * @file show.h
 * A packet as a readable line, or as a JSON object.
 */

#include <stdio.h>

#include <jansson.h>

#include "track.h"

/** Where a packet was captured. */
typedef struct l4m_tool_place
{
    const char *file;
    uint64_t frame;
    double seconds; /**< since the first packet */
} l4m_tool_place;

/** "L4_INIT", ..., or "reserved". */
const char *l4m_tool_type_name(unsigned type);
/** "accept", "retry", "refuse", or "reserved". */
const char *l4m_tool_result_name(unsigned result);
/** "right", "wrong", "no key", ... */
const char *l4m_tool_mac_name(l4m_tool_mac mac);
/** "plain", "extended", ... */
const char *l4m_tool_verdict_name(l4m_tool_verdict verdict);
/** Name of an option that has one, or NULL. */
const char *l4m_tool_option_name(unsigned type);

enum
{
    L4M_TOOL_ADDR_TEXT = 64
};

/** An address in the usual notation. */
const char *l4m_tool_addr_text(const l4m_addr *addr, char text[L4M_TOOL_ADDR_TEXT]);

/** Writes a line. */
void l4m_tool_show_line(FILE *out, const l4m_tool_place *place, const l4m_tool_packet *packet);

/** The same as an object, from which l4m_tool_build() makes the packet again. @return NULL where there is no memory */
json_t *l4m_tool_show_json(const l4m_tool_place *place, const l4m_tool_packet *packet);

#endif
