/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_BUILD_H
#define L4M_TOOL_BUILD_H

/**
 * @file build.h
 * Packets from their fields: the opposite of l4m_tool_show_json().
 */

#include <jansson.h>

#include "track.h"

enum
{
    L4M_TOOL_PACKET_MAX = 65495, /**< from the L4 header on; IPv4 and its header fit too */
    L4M_TOOL_WHY_MAX = 640
};

/** A packet that was made. */
typedef struct l4m_tool_built
{
    l4m_tool_l4 l4; /**< addresses, protocol; its bytes are those below */
    double seconds;
    size_t len;
    uint8_t bytes[L4M_TOOL_PACKET_MAX]; /**< checksum zero */
} l4m_tool_built;

/**
 * Makes a packet.
 *
 * Its MAC is made with the key that the log has for its ports, suite and direction. Without such a key it is the field
 * "mac" as it stands, which must then be there. An L4_OFFER that accepts needs the L4_INIT that it answers, which
 * l4m_tool_track_packet() has been shown.
 *
 * @param track  knows the L4_INITs made before, and holds libcrypto's algorithms
 * @param log    keys
 * @param object fields as l4m_tool_show_json() names them; any other name is refused
 * @param why    receives what is wrong
 * @return false where something is
 */
bool l4m_tool_build(const l4m_tool_track *track,
                    const l4m_tool_keylog *log,
                    json_t *object,
                    l4m_tool_built *out,
                    char why[L4M_TOOL_WHY_MAX]);

#endif
