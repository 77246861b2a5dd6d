/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_crypto_suite.c The tables of suites and groups, the allocator and the sources of randomness. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "l4m/l4m.h"

static void suites_are_found_by_id_and_name(void **state)
{
    (void)state;
    size_t count = 0;
    const l4m_suite *suites = l4m_suites(&count);
    assert_int_equal(count, 9);
    assert_ptr_equal(l4m_suites(NULL), suites);
    for (size_t i = 0; i < count; i++)
    {
        assert_ptr_equal(l4m_suite_by_id(suites[i].id), &suites[i]);
        assert_ptr_equal(l4m_suite_by_name(suites[i].name), &suites[i]);
        assert_true(i == 0 || suites[i - 1].id < suites[i].id);
    }
    assert_null(l4m_suite_by_id(0));
    assert_null(l4m_suite_by_id(0x0008));
    assert_null(l4m_suite_by_name("papers"));
    assert_null(l4m_suite_by_name(""));
    assert_null(l4m_suite_by_name(NULL));
}

/* R6: the algorithms are negotiable; the paper's are among them. */
static void r6_suite_paper_is_what_the_paper_used(void **state)
{
    (void)state;
    const l4m_suite *paper = l4m_suite_by_id(L4M_SUITE_PAPER);
    assert_string_equal(paper->name, "paper");
    assert_int_equal(paper->group, L4M_GROUP_MODP1024);
    assert_int_equal(paper->kdf, L4M_KDF_RFC2631);
    assert_int_equal(paper->mac, L4M_MAC_HMAC_MD5);
    assert_int_equal(paper->confirm, L4M_MAC_HMAC_MD5);
    assert_false(paper->packet_numbers);
    assert_int_equal(l4m_suite_overhead(paper), 24);
}

static void all_suites_can_confirm_and_number_as_specified(void **state)
{
    (void)state;
    size_t count = 0;
    const l4m_suite *suites = l4m_suites(&count);
    for (size_t i = 0; i < count; i++)
    {
        assert_int_not_equal(l4m_group_public_size(suites[i].group), 0);
        /* An L4_OFFER has no packet number, so GMAC would have no nonce. */
        assert_int_not_equal(suites[i].confirm, L4M_MAC_AES128_GMAC);
        assert_true(suites[i].mac != L4M_MAC_AES128_GMAC || suites[i].packet_numbers);
        assert_int_equal(l4m_suite_overhead(&suites[i]), suites[i].packet_numbers ? 28 : 24);
    }
    assert_int_equal(l4m_suite_by_name("default")->mac, L4M_MAC_HMAC_SHA256);
    assert_int_equal(l4m_suite_by_name("fast")->mac, L4M_MAC_AES128_GMAC);
}

static void groups_have_names_and_sizes(void **state)
{
    (void)state;
    static const struct
    {
        uint16_t group;
        const char *name;
        size_t size;
    } expected[] = {
        {L4M_GROUP_MODP1024, "modp1024", 1024 / 8},
        {L4M_GROUP_MODP1536, "modp1536", 1536 / 8},
        {L4M_GROUP_MODP2048, "modp2048", 2048 / 8},
        {L4M_GROUP_MODP3072, "modp3072", 3072 / 8},
        {L4M_GROUP_X25519, "x25519", 32},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
    {
        assert_string_equal(l4m_group_name(expected[i].group), expected[i].name);
        assert_int_equal(l4m_group_public_size(expected[i].group), expected[i].size);
        assert_true(expected[i].size <= L4M_PUBLIC_MAX);
    }
    assert_null(l4m_group_name(0));
    assert_int_equal(l4m_group_public_size(1), 0);
}

static void default_memory_allocates(void **state)
{
    (void)state;
    l4m_mem mem = l4m_mem_default();
    void *p = mem.alloc(100, mem.user);
    assert_non_null(p);
    memset(p, 1, 100);
    mem.free(p, mem.user);
    mem.free(NULL, mem.user);
}

static void seeded_randomness_is_the_same_each_time(void **state)
{
    (void)state;
    /* SHA-256 of seed, stream and counter, 8 bytes each: computed with another implementation of SHA-256. */
    static const uint8_t first[32] = {
        0xe0, 0xeb, 0x9b, 0x2e, 0x64, 0x58, 0x31, 0xbb, 0xbd, 0xe5, 0x6a, 0x8e, 0x1b, 0x9f, 0xad, 0xa7,
        0x6e, 0x08, 0xd5, 0x5e, 0xec, 0xe5, 0x66, 0x6f, 0x97, 0x5f, 0xab, 0x67, 0xed, 0xc4, 0xc7, 0x8c,
    };
    l4m_rng_seeded a;
    l4m_rng_seeded b;
    l4m_rng rng_a = l4m_rng_from_seed(&a, 1, 2);
    l4m_rng rng_b = l4m_rng_from_seed(&b, 1, 2);
    uint8_t from_a[100];
    uint8_t from_b[100];

    assert_true(rng_a.fill(rng_a.user, from_a, sizeof from_a));
    assert_true(rng_b.fill(rng_b.user, from_b, sizeof from_b));
    assert_memory_equal(from_a, first, sizeof first);
    assert_memory_equal(from_a, from_b, sizeof from_a);
    /* Blocks differ within a call, and so do calls. */
    assert_memory_not_equal(from_a, from_a + 32, 32);
    assert_true(rng_a.fill(rng_a.user, from_a, sizeof from_a));
    assert_memory_not_equal(from_a, from_b, sizeof from_a);
}

static void seeded_randomness_differs_by_seed_and_stream(void **state)
{
    (void)state;
    l4m_rng_seeded s[3];
    l4m_rng rngs[] = {l4m_rng_from_seed(&s[0], 1, 2), l4m_rng_from_seed(&s[1], 1, 3), l4m_rng_from_seed(&s[2], 2, 2)};
    uint8_t out[3][16];
    for (size_t i = 0; i < 3; i++)
    {
        assert_true(rngs[i].fill(rngs[i].user, out[i], sizeof out[i]));
    }
    assert_memory_not_equal(out[0], out[1], 16);
    assert_memory_not_equal(out[0], out[2], 16);
    assert_memory_not_equal(out[1], out[2], 16);
}

static void system_randomness_fills(void **state)
{
    (void)state;
    l4m_rng rng = l4m_rng_system();
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};
    assert_true(rng.fill(rng.user, a, sizeof a));
    assert_true(rng.fill(rng.user, b, sizeof b));
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suites_are_found_by_id_and_name),
        cmocka_unit_test(r6_suite_paper_is_what_the_paper_used),
        cmocka_unit_test(all_suites_can_confirm_and_number_as_specified),
        cmocka_unit_test(groups_have_names_and_sizes),
        cmocka_unit_test(default_memory_allocates),
        cmocka_unit_test(seeded_randomness_is_the_same_each_time),
        cmocka_unit_test(seeded_randomness_differs_by_seed_and_stream),
        cmocka_unit_test(system_randomness_fills),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
