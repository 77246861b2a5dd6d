/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file fuzz_header.c
 * Target "header": the extended header and its options, and the ordinary headers in front of it, from bytes of any
 * kind. The first byte of the input says as what the rest is read.
 */

#include "fuzz.h"
#include "internal.h"

/** A stretch that a decoded header names lies within the header. */
static void inside(const uint8_t *part, size_t part_len, const uint8_t *ext, size_t length)
{
    REQUIRE(part >= ext && part_len <= length && (size_t)(part - ext) <= length - part_len);
}

static void check_options(const l4m_header *header, const uint8_t *ext)
{
    const uint8_t *cursor = header->options;
    const uint8_t *end = header->options + header->options_length;
    l4m_option option;
    l4m_offers offers;
    int step;

    inside(header->options, header->options_length, ext, header->length);
    while ((step = l4m_option_next(&option, &cursor, end)) == 1)
    {
        inside(option.value, option.length, ext, header->length);
    }
    REQUIRE(step == 0); /* l4m_header_decode() has looked at their form */
    (void)l4m_options_none(header);
    if (l4m_offers_read(&offers, header) == L4M_OK)
    {
        REQUIRE(offers.suite_count <= L4M_SUITES_MAX && offers.pair_count <= L4M_PAIRS_MAX);
        for (size_t i = 0; i < offers.share_count; i++)
        {
            inside(offers.shares[i].value, offers.shares[i].len, ext, header->length);
        }
    }
}

static void check_header(const uint8_t *ext, size_t len, bool packet_numbers)
{
    l4m_header header;
    bool setup;

    if (l4m_header_decode(&header, ext, len, packet_numbers) != L4M_OK)
    {
        return;
    }
    setup = header.type == L4M_TYPE_INIT || header.type == L4M_TYPE_OFFER;
    REQUIRE(header.length <= len && header.length <= L4M_HEADER_MAX);
    REQUIRE((header.mac == NULL) == (header.type == L4M_TYPE_INIT));
    REQUIRE((header.nonce_i != NULL) == setup);
    REQUIRE((header.nonce_r != NULL) == (header.type == L4M_TYPE_OFFER));
    if (header.mac != NULL)
    {
        inside(header.mac, L4M_MAC_SIZE, ext, header.length);
    }
    if (header.nonce_i != NULL)
    {
        inside(header.nonce_i, L4M_NONCE_SIZE, ext, header.length);
    }
    if (header.nonce_r != NULL)
    {
        inside(header.nonce_r, L4M_NONCE_SIZE, ext, header.length);
    }
    check_options(&header, ext);
}

static void check_l4(uint8_t proto, const uint8_t *pkt, size_t len)
{
    size_t l4_len = l4m_l4_length(proto, pkt, len);

    REQUIRE(l4_len <= len);
    if (l4_len != 0 && proto == L4M_PROTO_TCP)
    {
        REQUIRE(l4_len >= 20 && l4_len <= 60);
        (void)l4m_tcp_has_option(pkt, l4_len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_reader reader = {data, size};
    uint8_t what = fuzz_byte(&reader);
    uint8_t *copy = fuzz_copy(reader.at, reader.left);

    if (what & 2)
    {
        check_l4(what & 1 ? L4M_PROTO_TCP : L4M_PROTO_UDP, copy, reader.left);
    }
    else
    {
        check_header(copy, reader.left, what & 1);
    }
    free(copy);
    return 0;
}
