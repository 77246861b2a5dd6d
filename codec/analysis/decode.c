/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file decode.c
 * l4m_header_decode() on any bytes. Behind the last byte that it may look at there is nothing: neither behind the
 * packet nor, where the packet is longer than the header that it says it has, behind the header.
 */

#include "any.h"

enum
{
    WORDS = L4M_ANALYSIS_BYTES / 4, /**< of a header, at most */
    BASE_WORDS = L4M_BASE_SIZE / 4
};

void analysis_decode(void);

static uint8_t block[4 * WORDS];

/** What the decoded header points at is there to be read. */
static void decode(const uint8_t *buf, size_t len, bool packet_numbers)
{
    l4m_header header;

    l4m_error err = l4m_header_decode(&header, buf, len, packet_numbers);
    one_case();
    if (err != L4M_OK)
    {
        return;
    }
    //@ check header.length <= len && header.options_length <= header.length;
    //@ check header.mac == \null || \valid_read(header.mac + (0 .. L4M_MAC_SIZE - 1));
    //@ check header.nonce_i == \null || \valid_read(header.nonce_i + (0 .. L4M_NONCE_SIZE - 1));
    //@ check header.nonce_r == \null || \valid_read(header.nonce_r + (0 .. L4M_NONCE_SIZE - 1));
    //@ check header.options_length == 0 || \valid_read(header.options + (0 .. header.options_length - 1));
}

/** A header that says that it has \p words words, in a packet that is as long or longer. */
static void whole(size_t words)
{
    uint8_t *buf = block + sizeof block - 4 * (words < BASE_WORDS ? BASE_WORDS : words);
    size_t len = any_size(words < BASE_WORDS ? L4M_BASE_SIZE : 4 * words, UINT16_MAX);

    any_bytes(block, sizeof block);
    buf[1] = (uint8_t)words;
    buf[0] = L4M_VERSION << 4 | L4M_TYPE_INIT;
    decode(buf, len, any_bool());
    buf[0] = L4M_VERSION << 4 | L4M_TYPE_OFFER;
    decode(buf, len, any_bool());
    buf[0] = (uint8_t)any_size(L4M_VERSION << 4 | L4M_TYPE_DATA, L4M_VERSION << 4 | L4M_TYPE_ANSWER);
    decode(buf, len, false);
    decode(buf, len, true);
}

/** Another version, or a type that there is not. */
static void unknown(void)
{
    uint8_t *buf = block + sizeof block - L4M_BASE_SIZE;

    any_bytes(block, sizeof block);
    buf[0] = (uint8_t)any_size(0, (L4M_VERSION << 4 | L4M_TYPE_INIT) - 1);
    decode(buf, any_size(L4M_BASE_SIZE, UINT16_MAX), any_bool());
    buf[0] = (uint8_t)any_size((L4M_VERSION << 4 | L4M_TYPE_ANSWER) + 1, UINT8_MAX);
    decode(buf, any_size(L4M_BASE_SIZE, UINT16_MAX), any_bool());
}

/** A packet of \p len bytes, which are fewer than its header says. */
static void cut_off(size_t len)
{
    uint8_t *buf = block + sizeof block - len;

    any_bytes(block, sizeof block);
    if (len >= 2)
    {
        buf[1] = (uint8_t)any_size(len / 4 + 1, UINT8_MAX);
    }
    decode(buf, len, any_bool());
}

void analysis_decode(void)
{
    unknown();
    //@ loop unroll 1100;
    for (size_t words = 0; words <= WORDS; words++)
    {
        whole(words);
    }
    //@ loop unroll 1100;
    for (size_t len = 0; len <= sizeof block; len++)
    {
        cut_off(len);
    }
    reached_end();
}
