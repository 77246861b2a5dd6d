/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_FIELDS_H
#define L4M_TOOL_FIELDS_H

/**
 * @file fields.h
 * The names that l4m_tool_show_json() gives to fields: l4m_tool_build() takes no others, lest a misspelt field count as
 * missing.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/**
 * Looks for names that no field has: of a packet, of its TCP header, and of each option by the option's type.
 * @param why receives which it is and what is allowed there, or is left as it is; of \p cap bytes
 * @return whether there is none
 */
bool l4m_tool_fields_known(json_t *packet, char *why, size_t cap);

#endif
