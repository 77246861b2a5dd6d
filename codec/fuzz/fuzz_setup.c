/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file fuzz_setup.c
 * Target "setup": L4_INIT and L4_OFFER. The input describes a message option by option, so that each gets past the
 * checks of form; what was read of it is written again and must read the same.
 */

#include "fuzz.h"
#include "setup.h"

static const uint8_t nonce[L4M_NONCE_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

/** Appends an option of any type and length, as a peer might that knows other ones. @return false where it is full */
static bool append(l4m_writer *w, fuzz_reader *reader)
{
    uint8_t kind = fuzz_byte(reader);
    uint16_t type = (uint16_t)(kind & 0x80 ? fuzz_word(reader) : L4M_OPTION_CRITICAL | (kind & 7));
    const uint8_t *value;
    size_t len = fuzz_bytes(reader, fuzz_word(reader) % 400u, &value);
    size_t padded = (len + 3) / 4 * 4;

    if (w->len + 4 + padded > L4M_HEADER_MAX)
    {
        return false;
    }
    uint8_t *at = w->buf + w->len;
    memset(at, 0, 4 + padded);
    at[0] = (uint8_t)(type >> 8);
    at[1] = (uint8_t)type;
    at[2] = (uint8_t)(len >> 8);
    at[3] = (uint8_t)len;
    memcpy(at + 4, value, len);
    w->len += 4 + padded;
    return true;
}

static size_t write_again(uint8_t *buf, const l4m_header *header, const l4m_offers *offers)
{
    l4m_writer w;

    if (header->type == L4M_TYPE_INIT)
    {
        l4m_write_init(&w, buf, header->state_seq, header->round, header->nonce_i);
    }
    else
    {
        l4m_write_offer(&w,
                        buf,
                        header->state_seq,
                        header->echo,
                        header->round,
                        (l4m_offer_result)header->result,
                        header->nonce_i,
                        header->nonce_r);
    }
    if (offers->suite_count != 0)
    {
        l4m_write_suites(&w, offers->suites, offers->suite_count);
    }
    for (size_t i = 0; i < offers->share_count; i++)
    {
        l4m_write_share(&w, offers->shares[i].group, offers->shares[i].value, offers->shares[i].len);
    }
    if (offers->pair_count != 0)
    {
        l4m_write_pairs(&w, offers->pairs, offers->pair_count);
    }
    if (offers->has_choice)
    {
        l4m_write_choice(&w, offers->chosen_suite, offers->chosen_pair);
    }
    if (offers->group != 0)
    {
        l4m_write_group(&w, offers->group);
    }
    return l4m_write_end(&w);
}

static void same(const l4m_offers *a, const l4m_offers *b)
{
    REQUIRE(a->suite_count == b->suite_count && memcmp(a->suites, b->suites, sizeof a->suites) == 0);
    REQUIRE(a->pair_count == b->pair_count && memcmp(a->pairs, b->pairs, sizeof a->pairs) == 0);
    REQUIRE(a->has_choice == b->has_choice && a->chosen_suite == b->chosen_suite && a->group == b->group);
    REQUIRE(memcmp(&a->chosen_pair, &b->chosen_pair, sizeof a->chosen_pair) == 0);
    REQUIRE(a->share_count == b->share_count);
    for (size_t i = 0; i < a->share_count; i++)
    {
        REQUIRE(a->shares[i].group == b->shares[i].group && a->shares[i].len == b->shares[i].len);
        REQUIRE(memcmp(a->shares[i].value, b->shares[i].value, a->shares[i].len) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_reader reader = {data, size};
    uint8_t buf[L4M_HEADER_MAX];
    uint8_t again[L4M_HEADER_MAX];
    l4m_header header;
    l4m_offers offers;
    l4m_writer w;

    uint8_t what = fuzz_byte(&reader);
    if (what & 1)
    {
        l4m_write_offer(&w, buf, what, what, what >> 4, (l4m_offer_result)(what >> 1 & 3), nonce, nonce);
    }
    else
    {
        l4m_write_init(&w, buf, what, what >> 4, nonce);
    }
    while (reader.left != 0 && append(&w, &reader))
    {
    }
    size_t len = l4m_write_end(&w);
    uint8_t *copy = fuzz_copy(buf, len);
    REQUIRE(l4m_header_decode(&header, copy, len, false) == L4M_OK && header.length == len);
    if (l4m_offers_read(&offers, &header) == L4M_OK)
    {
        l4m_header header_again;
        l4m_offers offers_again;
        size_t len_again = write_again(again, &header, &offers);
        REQUIRE(len_again != 0 && len_again <= len);
        REQUIRE(l4m_header_decode(&header_again, again, len_again, false) == L4M_OK);
        REQUIRE(l4m_offers_read(&offers_again, &header_again) == L4M_OK);
        same(&offers, &offers_again);
    }
    free(copy);
    return 0;
}
