/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SRC_BYTES_H
#define L4M_SRC_BYTES_H

/** @file bytes.h Big-endian integers in byte strings. */

#include <stdint.h>

static inline uint16_t l4m_get16(const uint8_t *p)
{
    return (uint16_t)((unsigned)p[0] << 8 | p[1]);
}

static inline uint32_t l4m_get32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t l4m_get64(const uint8_t *p)
{
    return (uint64_t)l4m_get32(p) << 32 | l4m_get32(p + 4);
}

static inline void l4m_put16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void l4m_put32(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 24);
    p[1] = (uint8_t)(v >> 16);
    p[2] = (uint8_t)(v >> 8);
    p[3] = (uint8_t)v;
}

static inline void l4m_put64(uint8_t *p, uint64_t v)
{
    l4m_put32(p, (uint32_t)(v >> 32));
    l4m_put32(p + 4, (uint32_t)v);
}

#endif
