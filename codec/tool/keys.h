/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_KEYS_H
#define L4M_TOOL_KEYS_H

/**
 * @file keys.h
 * The key log: keys of associations, one a line, to verify captures with. Lines that do not begin with "l4m" are
 * skipped:
 *
 *     l4m tcp|udp <initiator's port> <responder's port> <suite> <K_i2r> <K_r2i> <K_confirm>
 *
 * Ports are those on the wire, keys are in hexadecimal.
 */

#include "wire.h"

/** Keys of one association. */
typedef struct l4m_tool_secret
{
    uint8_t proto;
    l4m_tool_pair pair;
    const l4m_suite *suite;
    l4m_exported_keys keys;
} l4m_tool_secret;

/** All that a key log has; begin with zeros. */
typedef struct l4m_tool_keylog
{
    l4m_tool_secret *items;
    size_t count;
    size_t room;
} l4m_tool_keylog;

/**
 * Reads a file.
 * @return false after saying on stderr what is wrong, with file and line
 */
bool l4m_tool_keylog_read(l4m_tool_keylog *log, const char *name);

/** Adds keys; a second copy is not added. @return false where there is no memory */
bool l4m_tool_keylog_add(l4m_tool_keylog *log, const l4m_tool_secret *secret);

/** Wipes and frees. */
void l4m_tool_keylog_free(l4m_tool_keylog *log);

#endif
