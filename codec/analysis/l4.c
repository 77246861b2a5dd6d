/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file l4.c The ordinary headers in front of the extended one: l4m_l4_length() and l4m_tcp_has_option(). */

#include "any.h"

enum
{
    HEADER_MAX = 60 /**< bytes of a TCP header */
};

void analysis_l4(void);

static uint8_t block[HEADER_MAX];

/** Packets that are cut off after \p len bytes. */
static void cut_off(size_t len)
{
    const uint8_t *pkt = block + sizeof block - len;

    any_bytes(block, sizeof block);
    size_t any_len = l4m_l4_length((uint8_t)any_size(0, UINT8_MAX), pkt, len);
    //@ check any_len <= len;
    size_t tcp_len = l4m_l4_length(L4M_PROTO_TCP, pkt, len);
    //@ check tcp_len == 0 || 20 <= tcp_len <= len;
    (void)l4m_tcp_has_option(pkt, len);
}

void analysis_l4(void)
{
    //@ loop unroll 1100;
    for (size_t len = 0; len <= sizeof block; len++)
    {
        cut_off(len);
    }
    reached_end();
}
