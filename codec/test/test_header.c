/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_header.c The extended header and its options on the wire. */

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "l4m/header.h"
#include "setup.h"

enum
{
    WITH_NUMBER = 28,
    WITHOUT_NUMBER = 24
};

/** Decodes from a block of exactly \p len bytes, so that a sanitizer sees a read beyond. */
static l4m_error decode_exact(l4m_header *out, const uint8_t *buf, size_t len, bool numbers)
{
    uint8_t *copy = malloc(len + (len == 0));
    assert_non_null(copy);
    memcpy(copy, buf, len);
    l4m_error err = l4m_header_decode(out, copy, len, numbers);
    free(copy);
    return err;
}

static size_t sample_init(uint8_t *buf)
{
    const uint16_t suites[] = {L4M_SUITE_DEFAULT, L4M_SUITE_FAST, L4M_SUITE_PAPER};
    const l4m_pair pairs[] = {{40000, 7000}, {50000, 7000}};
    uint8_t nonce[16];
    uint8_t share[32];
    l4m_writer w;

    memset(nonce, 0xa1, sizeof nonce);
    memset(share, 0xb2, sizeof share);
    l4m_write_init(&w, buf, 0x01020304, 3, nonce);
    l4m_write_suites(&w, suites, 3);
    l4m_write_share(&w, L4M_GROUP_X25519, share, sizeof share);
    l4m_write_pairs(&w, pairs, 2);
    return l4m_write_end(&w);
}

static size_t sample_offer(uint8_t *buf)
{
    uint8_t nonce_i[16];
    uint8_t nonce_r[16];
    uint8_t share[32];
    l4m_writer w;

    memset(nonce_i, 0xa1, sizeof nonce_i);
    memset(nonce_r, 0xc3, sizeof nonce_r);
    memset(share, 0xb2, sizeof share);
    l4m_write_offer(&w, buf, 7, 0x0304, 3, L4M_OFFER_ACCEPT, nonce_i, nonce_r);
    l4m_write_choice(&w, L4M_SUITE_FAST, (l4m_pair){50000, 7000});
    l4m_write_share(&w, L4M_GROUP_X25519, share, sizeof share);
    return l4m_write_end(&w);
}

static size_t sample_data(uint8_t *buf, uint8_t type, bool numbers)
{
    size_t len = numbers ? WITH_NUMBER : WITHOUT_NUMBER;
    memset(buf, 0, len);
    buf[0] = (uint8_t)(0x10 | type);
    buf[1] = (uint8_t)(len / 4);
    put_u16(buf + 2, 0x1122);
    put_u32(buf + 4, 0x33445566);
    if (numbers)
    {
        put_u32(buf + 8, 0x778899aa);
    }
    memset(buf + len - 16, 0x5c, 16);
    return len;
}

static void test_r10_r17_data_header_fields(void **state)
{
    uint8_t buf[64];
    l4m_header h;
    (void)state;

    for (uint8_t type = L4M_TYPE_DATA; type <= L4M_TYPE_ANSWER; type++)
    {
        for (int numbers = 0; numbers <= 1; numbers++)
        {
            size_t len = sample_data(buf, type, numbers);
            assert_int_equal(l4m_header_decode(&h, buf, sizeof buf, numbers), L4M_OK);
            assert_int_equal(h.version, 1);
            assert_int_equal(h.type, type);
            assert_int_equal(h.length, len);
            assert_int_equal(h.echo, 0x1122);
            assert_int_equal(h.state_seq, 0x33445566);
            assert_int_equal(h.packet_number, numbers ? 0x778899aa : 0);
            assert_ptr_equal(h.mac, buf + len - 16);
            assert_int_equal(h.options_length, 0);
            assert_null(h.nonce_i);
            assert_null(h.nonce_r);
        }
    }
}

static void test_r14_init_fields_and_options(void **state)
{
    uint8_t buf[L4M_HEADER_MAX];
    size_t len = sample_init(buf);
    l4m_header h;
    l4m_offers offers;
    (void)state;

    /* 32 fixed, SUITES 4 + 6 + 2, KEY_SHARE 4 + 34 + 2, PORT_PAIRS 4 + 8 */
    assert_int_equal(len, 32 + 12 + 40 + 12);
    assert_int_equal(l4m_header_decode(&h, buf, len, true), L4M_OK);
    assert_int_equal(h.type, L4M_TYPE_INIT);
    assert_int_equal(h.length, len);
    assert_int_equal(h.round, 3);
    assert_int_equal(h.state_seq, 0x01020304);
    assert_int_equal(h.echo, 0);
    assert_ptr_equal(h.nonce_i, buf + 16);
    assert_null(h.mac);
    assert_int_equal(l4m_offers_read(&offers, &h), L4M_OK);
    assert_int_equal(offers.suite_count, 3);
    assert_int_equal(offers.suites[0], L4M_SUITE_DEFAULT);
    assert_int_equal(offers.suites[2], L4M_SUITE_PAPER);
    assert_int_equal(offers.share_count, 1);
    assert_int_equal(offers.shares[0].group, L4M_GROUP_X25519);
    assert_int_equal(offers.shares[0].len, 32);
    assert_int_equal(offers.pair_count, 2);
    assert_int_equal(offers.pairs[1].initiator, 50000);
    assert_int_equal(offers.pairs[1].responder, 7000);
    assert_false(offers.has_choice);
}

static void test_r14_offer_fields_and_options(void **state)
{
    uint8_t buf[L4M_HEADER_MAX];
    size_t len = sample_offer(buf);
    l4m_header h;
    l4m_offers offers;
    (void)state;

    assert_int_equal(l4m_header_decode(&h, buf, len, false), L4M_OK);
    assert_int_equal(h.type, L4M_TYPE_OFFER);
    assert_int_equal(h.result, L4M_OFFER_ACCEPT);
    assert_int_equal(h.round, 3);
    assert_int_equal(h.echo, 0x0304);
    assert_ptr_equal(h.nonce_i, buf + 16);
    assert_ptr_equal(h.nonce_r, buf + 32);
    assert_ptr_equal(h.mac, buf + 48);
    assert_int_equal(l4m_offers_read(&offers, &h), L4M_OK);
    assert_true(offers.has_choice);
    assert_int_equal(offers.chosen_suite, L4M_SUITE_FAST);
    assert_int_equal(offers.chosen_pair.initiator, 50000);
    assert_int_equal(offers.share_count, 1);
}

/** Every number of bytes from none to all, in blocks of exactly that size. */
static void test_truncation_at_every_byte(void **state)
{
    uint8_t buf[L4M_HEADER_MAX];
    l4m_header h = {.version = 77};
    (void)state;

    size_t lengths[] = {sample_init(buf), 0, 0, 0};
    for (size_t i = 0; i < lengths[0]; i++)
    {
        assert_int_equal(decode_exact(&h, buf, i, false), L4M_ERR_TRUNCATED);
    }
    lengths[1] = sample_offer(buf);
    for (size_t i = 0; i < lengths[1]; i++)
    {
        assert_int_equal(decode_exact(&h, buf, i, false), L4M_ERR_TRUNCATED);
    }
    for (int numbers = 0; numbers <= 1; numbers++)
    {
        lengths[2] = sample_data(buf, L4M_TYPE_DATA, numbers);
        for (size_t i = 0; i < lengths[2]; i++)
        {
            assert_int_equal(decode_exact(&h, buf, i, numbers), L4M_ERR_TRUNCATED);
        }
        assert_int_equal(decode_exact(&h, buf, lengths[2], numbers), L4M_OK);
        assert_int_equal(h.version, 1);
        h.version = 77;
    }
    /* Untouched on error. */
    assert_int_equal(decode_exact(&h, buf, 3, true), L4M_ERR_TRUNCATED);
    assert_int_equal(h.version, 77);
}

/** Every value of the length field of every type. */
static void test_every_header_length(void **state)
{
    uint8_t buf[L4M_HEADER_MAX];
    l4m_header h;
    (void)state;

    for (unsigned type = 0; type < 16; type++)
    {
        for (unsigned words = 0; words < 256; words++)
        {
            for (unsigned numbers = 0; numbers <= 1; numbers++)
            {
                /* Zeros are options of type 0 and length 0: well-formed and not critical. */
                memset(buf, 0, sizeof buf);
                buf[0] = (uint8_t)(0x10 | type);
                buf[1] = (uint8_t)words;
                memcpy(buf + 8, "L4M1", 4);
                unsigned fixed = type == 1 ? 8 : type == 2 ? 16 : 6 + numbers;
                l4m_error err = l4m_header_decode(&h, buf, sizeof buf, numbers);
                l4m_error want = type < 1 || type > 5 ? L4M_ERR_TYPE : words < fixed ? L4M_ERR_LENGTH : L4M_OK;
                assert_int_equal(err, want);
                if (err == L4M_OK)
                {
                    assert_int_equal(h.length, 4 * words);
                    assert_int_equal(h.options_length, 4 * (words - fixed));
                }
            }
        }
    }
}

static void test_versions_and_magic(void **state)
{
    uint8_t buf[L4M_HEADER_MAX];
    l4m_header h;
    (void)state;

    size_t len = sample_init(buf);
    for (unsigned version = 0; version < 16; version++)
    {
        buf[0] = (uint8_t)(version << 4 | L4M_TYPE_INIT);
        assert_int_equal(l4m_header_decode(&h, buf, len, false), version == 1 ? L4M_OK : L4M_ERR_VERSION);
    }
    buf[0] = 0x10 | L4M_TYPE_INIT;
    for (size_t i = 8; i < 12; i++)
    {
        buf[i] ^= 1;
        assert_int_equal(l4m_header_decode(&h, buf, len, false), L4M_ERR_MAGIC);
        buf[i] ^= 1;
    }
}

/** Appends an option to a message in \p buf. @return the new length */
static size_t append(uint8_t *buf, size_t len, uint16_t type, uint16_t length, const void *value)
{
    size_t padded = (length + 3u) / 4 * 4;
    memset(buf + len, 0, 4 + padded);
    put_u16(buf + len, type);
    put_u16(buf + len + 2, length);
    memcpy(buf + len + 4, value, length);
    buf[1] = (uint8_t)(buf[1] + 1 + padded / 4);
    return len + 4 + padded;
}

static l4m_error read_with(uint16_t type, uint16_t length, const void *value, bool offer)
{
    uint8_t buf[2 * L4M_HEADER_MAX];
    l4m_header h;
    l4m_offers offers;

    size_t len = offer ? sample_offer(buf) : sample_init(buf);
    len = append(buf, len, type, length, value);
    assert_int_equal(l4m_header_decode(&h, buf, len, false), L4M_OK);
    return l4m_offers_read(&offers, &h);
}

/** The same option two times in an L4_OFFER. */
static l4m_error read_twice(uint16_t type, uint16_t length, const void *value)
{
    uint8_t buf[L4M_HEADER_MAX];
    l4m_header h;
    l4m_offers offers;

    size_t len = append(buf, sample_offer(buf), type, length, value);
    len = append(buf, len, type, length, value);
    assert_int_equal(l4m_header_decode(&h, buf, len, false), L4M_OK);
    return l4m_offers_read(&offers, &h);
}

static void test_unknown_options(void **state)
{
    (void)state;
    assert_int_equal(read_with(0x0010, 5, "hello", false), L4M_OK);
    assert_int_equal(read_with(0x8010, 5, "hello", false), L4M_ERR_OPTION_CRITICAL);
    assert_int_equal(read_with(0x7fff, 0, "", true), L4M_OK);
    assert_int_equal(read_with(0xffff, 0, "", true), L4M_ERR_OPTION_CRITICAL);
    /* An option of another message counts as unknown. */
    assert_int_equal(read_with(L4M_OPTION_CHOICE, 6, "\0\1\1\1\1\1", false), L4M_ERR_OPTION_CRITICAL);
    assert_int_equal(read_with(L4M_OPTION_GROUP, 2, "\0\2", false), L4M_ERR_OPTION_CRITICAL);
    assert_int_equal(read_with(L4M_OPTION_SUITES, 2, "\0\1", true), L4M_ERR_OPTION_CRITICAL);
}

static void test_options_of_impossible_size_or_twice(void **state)
{
    (void)state;
    assert_int_equal(read_with(L4M_OPTION_SUITES, 2, "\0\1", false), L4M_ERR_OPTION_DUPLICATE);
    assert_int_equal(read_with(L4M_OPTION_PORT_PAIRS, 4, "\1\1\1\1", false), L4M_ERR_OPTION_DUPLICATE);
    assert_int_equal(read_with(L4M_OPTION_KEY_SHARE, 3, "\0\37x", false), L4M_ERR_OPTION_DUPLICATE);
    assert_int_equal(read_with(L4M_OPTION_KEY_SHARE, 3, "\0\2x", false), L4M_OK);
    assert_int_equal(read_with(L4M_OPTION_KEY_SHARE, 2, "\0\2", false), L4M_ERR_OPTION_LENGTH);
    assert_int_equal(read_with(L4M_OPTION_KEY_SHARE, 0, "", false), L4M_ERR_OPTION_LENGTH);
    assert_int_equal(read_with(L4M_OPTION_CHOICE, 6, "\0\1\1\1\1\1", true), L4M_ERR_OPTION_DUPLICATE);
    assert_int_equal(read_with(L4M_OPTION_GROUP, 3, "\0\1\1", true), L4M_ERR_OPTION_LENGTH);
    assert_int_equal(read_with(L4M_OPTION_GROUP, 2, "\0\2", true), L4M_OK);
    assert_int_equal(read_twice(L4M_OPTION_GROUP, 2, "\0\2"), L4M_ERR_OPTION_DUPLICATE);
    assert_int_equal(read_twice(L4M_OPTION_PORT_PAIRS, 4, "\1\1\1\1"), L4M_ERR_OPTION_DUPLICATE);
    assert_int_equal(read_with(L4M_OPTION_PORT_PAIRS, 4, "\0\0\1\1", true), L4M_ERR_PORTS);
    assert_int_equal(read_with(L4M_OPTION_PORT_PAIRS, 4, "\1\1\0\0", true), L4M_ERR_PORTS);
    assert_int_equal(read_with(L4M_OPTION_PORT_PAIRS, 4, "\1\1\0\1", true), L4M_OK);
    assert_int_equal(read_with(L4M_OPTION_PORT_PAIRS, 3, "\1\1\1", true), L4M_ERR_OPTION_LENGTH);
    assert_int_equal(read_with(L4M_OPTION_PORT_PAIRS, 0, "", true), L4M_ERR_OPTION_LENGTH);
}

/** Lists longer than the room for them are cut, not overrun. */
static void test_long_lists_are_cut(void **state)
{
    uint8_t buf[2 * L4M_HEADER_MAX];
    uint8_t nonce[16] = {1};
    uint8_t list[200];
    l4m_writer w;
    l4m_header h;
    l4m_offers offers;
    (void)state;

    memset(list, 1, sizeof list);
    l4m_write_init(&w, buf, 0, 0, nonce);
    size_t len = l4m_write_end(&w);
    len = append(buf, len, L4M_OPTION_SUITES, 80, list);
    len = append(buf, len, L4M_OPTION_PORT_PAIRS, 200, list);
    for (uint8_t group = 1; group <= 12; group++)
    {
        const uint8_t share[] = {0, group, 9};
        len = append(buf, len, L4M_OPTION_KEY_SHARE, sizeof share, share);
    }
    assert_int_equal(l4m_header_decode(&h, buf, len, false), L4M_OK);
    assert_int_equal(l4m_offers_read(&offers, &h), L4M_OK);
    assert_int_equal(offers.suite_count, L4M_SUITES_MAX);
    assert_int_equal(offers.pair_count, L4M_PAIRS_MAX);
    assert_int_equal(offers.share_count, 8);
}

static void test_writer_refuses_what_does_not_fit(void **state)
{
    uint8_t *buf = malloc(L4M_HEADER_MAX);
    uint8_t nonce[16] = {1};
    uint8_t share[L4M_PUBLIC_MAX] = {2};
    l4m_writer w;
    (void)state;

    assert_non_null(buf);
    l4m_write_init(&w, buf, 0, 0, nonce);
    l4m_write_share(&w, 15, share, sizeof share);
    l4m_write_share(&w, 14, share, sizeof share);
    assert_int_not_equal(l4m_write_end(&w), 0);
    l4m_write_share(&w, 5, share, sizeof share);
    assert_int_equal(l4m_write_end(&w), 0);
    /* What comes after an overflow does not creep in. */
    l4m_write_group(&w, 5);
    assert_int_equal(l4m_write_end(&w), 0);
    free(buf);
}

static void test_option_walk(void **state)
{
    const uint8_t bytes[] = {0, 1, 0, 0, 0x80, 2, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 0, 3, 0, 4, 9, 9, 9, 9};
    const uint8_t *cursor = bytes;
    l4m_option opt;
    (void)state;

    assert_int_equal(l4m_option_next(&opt, &cursor, bytes + sizeof bytes), 1);
    assert_int_equal(opt.type, 1);
    assert_int_equal(opt.length, 0);
    assert_int_equal(l4m_option_next(&opt, &cursor, bytes + sizeof bytes), 1);
    assert_int_equal(opt.type, 0x8002);
    assert_int_equal(opt.length, 5);
    assert_ptr_equal(opt.value, bytes + 8);
    assert_int_equal(l4m_option_next(&opt, &cursor, bytes + sizeof bytes), 1);
    assert_int_equal(opt.type, 3);
    assert_int_equal(l4m_option_next(&opt, &cursor, bytes + sizeof bytes), 0);

    /* Cut anywhere but between options. */
    for (size_t end = 0; end < sizeof bytes; end++)
    {
        int step;
        cursor = bytes;
        do
        {
            step = l4m_option_next(&opt, &cursor, bytes + end);
        } while (step == 1);
        assert_int_equal(step, end == 0 || end == 4 || end == 16 ? 0 : -1);
    }
}

/** An option whose length runs past the header is an error even where the packet goes on. */
static void test_option_past_header(void **state)
{
    uint8_t buf[256] = {0};
    l4m_header h;
    (void)state;

    size_t len = sample_data(buf, L4M_TYPE_DATA, true);
    append(buf, len, 1, 4, "abcd");
    assert_int_equal(l4m_header_decode(&h, buf, sizeof buf, true), L4M_OK);
    assert_int_equal(h.options_length, 8);
    put_u16(buf + WITH_NUMBER + 2, 5);
    assert_int_equal(l4m_header_decode(&h, buf, sizeof buf, true), L4M_ERR_OPTION_LENGTH);
    put_u16(buf + WITH_NUMBER + 2, 65535);
    assert_int_equal(l4m_header_decode(&h, buf, sizeof buf, true), L4M_ERR_OPTION_LENGTH);
}

static bool has_option(const char *options, size_t len)
{
    uint8_t *tcp = calloc(1, 20 + len);
    assert_non_null(tcp);
    memcpy(tcp + 20, options, len);
    bool found = l4m_tcp_has_option(tcp, 20 + len);
    free(tcp);
    return found;
}

static void test_r16_tcp_option_search(void **state)
{
    (void)state;
    assert_false(has_option("", 0));
    assert_true(has_option("\xfe\4L4", 4));
    assert_true(has_option("\1\1\2\4\5\xb4\xfe\4L4\0\0", 12));
    assert_false(has_option("\xfe\4L5", 4));           /* another ExID */
    assert_false(has_option("\xfd\4L4", 4));           /* another kind */
    assert_false(has_option("\xfe\6L4xx\0\0", 8));     /* another length */
    assert_false(has_option("\0\xfe\4L4\0\0\0", 8));   /* behind the end of options */
    assert_false(has_option("\2\0\xfe\4L4\0\0", 8));   /* a length of 0 */
    assert_false(has_option("\2\1\xfe\4L4\0\0", 8));   /* a length of 1 */
    assert_false(has_option("\2\x28\xfe\4L4\0\0", 8)); /* a length past the end */
    assert_false(has_option("\1\1\1\2", 4));           /* kind without length */
    assert_false(has_option("\1\1\xfe\4", 4));         /* ours, cut off */
    assert_true(has_option("\xfe\4XX\xfe\4L4", 8));    /* behind another experiment */
}

/** Headers with random bytes changed are decoded or refused, and what is decoded lies within the packet. */
static void test_mutated_headers(void **state)
{
    uint8_t original[3][L4M_HEADER_MAX];
    size_t lengths[] = {sample_init(original[0]), sample_offer(original[1]), 0};
    (void)state;

    lengths[2] = append(original[2], sample_data(original[2], L4M_TYPE_DATA, true), 0x11, 9, "an option");
    unsigned decoded = 0;
    unsigned refused = 0;
    for (uint64_t seed = 0; seed < 30000; seed++)
    {
        l4m_rng_seeded rng_state;
        l4m_rng rng = l4m_rng_from_seed(&rng_state, seed, 5);
        uint8_t random[16];
        assert_true(rng.fill(rng.user, random, sizeof random));
        size_t which = random[0] % 3;
        size_t len = lengths[which];
        uint8_t *buf = malloc(len);
        assert_non_null(buf);
        memcpy(buf, original[which], len);
        for (size_t i = 1; i + 2 < sizeof random && i < 3u + random[1] % 12; i += 3)
        {
            buf[get_u16(random + i) % len] = random[i + 2];
        }
        l4m_header h;
        l4m_offers offers;
        if (l4m_header_decode(&h, buf, len, which == 2) != L4M_OK)
        {
            refused++;
        }
        else
        {
            decoded++;
            assert_in_range(h.length, WITHOUT_NUMBER, len);
            assert_true(h.options >= buf && h.options + h.options_length == buf + h.length);
            assert_int_equal(l4m_options_none(&h) == L4M_OK || l4m_options_none(&h) == L4M_ERR_OPTION_CRITICAL, 1);
            if (h.type <= L4M_TYPE_OFFER && l4m_offers_read(&offers, &h) == L4M_OK)
            {
                assert_in_range(offers.pair_count, 0, L4M_PAIRS_MAX);
            }
        }
        free(buf);
    }
    /* The mutation hits both ways, or the test tests nothing. */
    assert_in_range(decoded, 1000, 29000);
    assert_in_range(refused, 1000, 29000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r10_r17_data_header_fields),
        cmocka_unit_test(test_r14_init_fields_and_options),
        cmocka_unit_test(test_r14_offer_fields_and_options),
        cmocka_unit_test(test_truncation_at_every_byte),
        cmocka_unit_test(test_every_header_length),
        cmocka_unit_test(test_versions_and_magic),
        cmocka_unit_test(test_unknown_options),
        cmocka_unit_test(test_options_of_impossible_size_or_twice),
        cmocka_unit_test(test_long_lists_are_cut),
        cmocka_unit_test(test_writer_refuses_what_does_not_fit),
        cmocka_unit_test(test_option_walk),
        cmocka_unit_test(test_option_past_header),
        cmocka_unit_test(test_r16_tcp_option_search),
        cmocka_unit_test(test_mutated_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
