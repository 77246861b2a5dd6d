/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_HEX_H
#define L4M_TOOL_HEX_H

/** @file hex.h Bytes as text, and big-endian integers. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t l4m_tool_get16(const uint8_t *p)
{
    return (uint16_t)((unsigned)p[0] << 8 | p[1]);
}

static inline uint32_t l4m_tool_get32(const uint8_t *p)
{
    return (uint32_t)l4m_tool_get16(p) << 16 | l4m_tool_get16(p + 2);
}

static inline void l4m_tool_put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void l4m_tool_put32(uint8_t *p, uint32_t v)
{
    l4m_tool_put16(p, v >> 16);
    l4m_tool_put16(p + 2, v);
}

/** Bytes in lower-case hexadecimal. @param out receives 2 * len characters and a zero */
void l4m_tool_to_hex(char *out, const uint8_t *bytes, size_t len);

/**
 * Reads hexadecimal digits.
 * @param out receives the bytes
 * @param cap room in \p out
 * @param len receives their number
 * @return false where the text has an odd length, another character, or more than \p cap bytes
 */
bool l4m_tool_from_hex(const char *text, uint8_t *out, size_t cap, size_t *len);

#endif
