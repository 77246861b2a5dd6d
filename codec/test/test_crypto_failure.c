/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_crypto_failure.c No randomness, no memory: an error each time, no crash, no leak, and the next try works.
 */

#include <stdlib.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "l4m/l4m.h"
#include "test_crypto.h"

enum
{
    NEVER = -1
};

/** Allocations that still succeed, of libcrypto and of the library; NEVER: no limit. */
static long libcrypto_left = NEVER;
static long library_left = NEVER;
static long library_live;

static bool take(long *left)
{
    if (*left == NEVER)
    {
        return true;
    }
    if (*left == 0)
    {
        return false;
    }
    --*left;
    return true;
}

static void *libcrypto_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return take(&libcrypto_left) ? malloc(size) : NULL;
}

static void *libcrypto_realloc(void *ptr, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return take(&libcrypto_left) ? realloc(ptr, size) : NULL;
}

static void libcrypto_free(void *ptr, const char *file, int line)
{
    (void)file;
    (void)line;
    free(ptr);
}

static void *library_alloc(size_t size, void *user)
{
    (void)user;
    void *ptr = take(&library_left) ? malloc(size) : NULL;
    library_live += ptr != NULL;
    return ptr;
}

static void library_free(void *ptr, void *user)
{
    (void)user;
    library_live -= ptr != NULL;
    free(ptr);
}

static const l4m_mem counting = {library_alloc, library_free, NULL};

static bool no_randomness(void *user, uint8_t *buf, size_t len)
{
    (void)user;
    (void)buf;
    (void)len;
    return false;
}

static int unlimited(void **state)
{
    (void)state;
    libcrypto_left = NEVER;
    library_left = NEVER;
    ERR_clear_error();
    return 0;
}

static const uint16_t all_groups[] = {L4M_GROUP_MODP1024,
                                      L4M_GROUP_MODP1536,
                                      L4M_GROUP_MODP2048,
                                      L4M_GROUP_MODP3072,
                                      L4M_GROUP_X25519};
enum
{
    GROUPS = sizeof all_groups / sizeof all_groups[0]
};

static void without_randomness_there_is_no_pair(void **state)
{
    (void)state;
    const l4m_rng rng = {no_randomness, NULL};
    for (size_t i = 0; i < GROUPS; i++)
    {
        l4m_keypair *pair = (l4m_keypair *)&library_live;
        assert_int_equal(l4m_keypair_new(&pair, all_groups[i], &rng, &counting), L4M_ERR_RANDOM);
        assert_null(pair);
        assert_int_equal(library_live, 0);
    }
}

static void without_memory_of_the_caller_there_is_an_error(void **state)
{
    (void)state;
    l4m_rng_seeded seeded;
    const l4m_rng rng = l4m_rng_from_seed(&seeded, 1, 1);
    l4m_crypto *crypto = (l4m_crypto *)&library_live;
    library_left = 0;
    assert_int_equal(l4m_crypto_new(&crypto, &counting), L4M_ERR_MEMORY);
    assert_null(crypto);
    for (size_t i = 0; i < GROUPS; i++)
    {
        l4m_keypair *pair = (l4m_keypair *)&library_live;
        assert_int_equal(l4m_keypair_new(&pair, all_groups[i], &rng, &counting), L4M_ERR_MEMORY);
        assert_null(pair);
    }
    assert_int_equal(library_live, 0);
}

/** Runs \p operation with 0, 1, 2, ... allocations of libcrypto until it succeeds. */
static void assert_fails_until_memory_suffices(l4m_error (*operation)(void *arg), void *arg)
{
    long failures = 0;
    long live = library_live;
    for (long n = 0;; n++)
    {
        libcrypto_left = n;
        l4m_error err = operation(arg);
        libcrypto_left = NEVER;
        ERR_clear_error();
        if (err == L4M_OK)
        {
            break;
        }
        assert_true(err == L4M_ERR_CRYPTO || err == L4M_ERR_MEMORY);
        assert_int_equal(library_live, live);
        failures++;
        assert_true(n < 10000);
    }
    assert_true(failures > 0);
}

static l4m_error make_crypto(void *arg)
{
    (void)arg;
    l4m_crypto *crypto;
    l4m_error err = l4m_crypto_new(&crypto, &counting);
    assert_true((err == L4M_OK) == (crypto != NULL));
    l4m_crypto_free(crypto);
    return err;
}

static void crypto_new_survives_lack_of_memory(void **state)
{
    (void)state;
    assert_fails_until_memory_suffices(make_crypto, NULL);
    assert_int_equal(library_live, 0);
}

static l4m_error make_pair(void *arg)
{
    const uint16_t *group = arg;
    const uint8_t priv[32] = {0x40, 1, 2, 3};
    l4m_keypair *pair;
    l4m_error err = l4m_keypair_from_private(&pair, *group, priv, sizeof priv, &counting);
    assert_true((err == L4M_OK) == (pair != NULL));
    l4m_keypair_free(pair);
    return err;
}

static void keypairs_survive_lack_of_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < GROUPS; i++)
    {
        uint16_t group = all_groups[i];
        assert_fails_until_memory_suffices(make_pair, &group);
    }
    assert_int_equal(library_live, 0);
}

typedef struct use
{
    l4m_crypto *crypto;
    l4m_keypair *pair;
    const l4m_suite *suite;
    uint8_t expected[16];
} use;

static l4m_error handshake_and_packet(void *arg)
{
    use *u = arg;
    uint8_t secret[L4M_SECRET_MAX];
    uint8_t transcript[L4M_TRANSCRIPT_SIZE];
    const uint8_t data[64] = {1};
    const l4m_part part = {data, sizeof data};
    uint8_t confirm[16];
    uint8_t mac[16];
    size_t len;
    l4m_keys keys;
    memset(&keys, 0, sizeof keys);
    l4m_error err = l4m_crypto_agree(
        u->crypto, u->pair, l4m_keypair_public(u->pair), l4m_group_public_size(u->suite->group), secret, &len);
    if (err == L4M_OK)
    {
        err = l4m_crypto_transcript(u->crypto, &part, 1, transcript);
    }
    if (err == L4M_OK)
    {
        err = l4m_crypto_derive(u->crypto, u->suite, secret, len, transcript, &keys);
    }
    if (err == L4M_OK)
    {
        err = l4m_crypto_mac_parts(u->crypto, &keys.confirm, &part, 1, confirm);
    }
    if (err == L4M_OK)
    {
        err = l4m_crypto_mac(u->crypto, &keys.i2r, 1, data, sizeof data, mac);
    }
    if (err == L4M_OK)
    {
        memcpy(u->expected, mac, sizeof mac);
    }
    l4m_crypto_forget(u->crypto, &keys.i2r);
    return err;
}

static const uint16_t some_suites[] = {L4M_SUITE_PAPER,
                                       L4M_SUITE_MODP1536_HMAC_SHA1,
                                       L4M_SUITE_MODP2048_HMAC_SHA256,
                                       L4M_SUITE_MODP3072_HMAC_SHA1,
                                       L4M_SUITE_DEFAULT,
                                       L4M_SUITE_FAST};
enum
{
    SOME_SUITES = sizeof some_suites / sizeof some_suites[0]
};

static use begin_use(uint16_t suite)
{
    const uint8_t priv[32] = {0x40, 1, 2, 3};
    use u = {.suite = l4m_suite_by_id(suite)};
    assert_int_equal(l4m_keypair_from_private(&u.pair, u.suite->group, priv, sizeof priv, &counting), L4M_OK);
    assert_int_equal(l4m_crypto_new(&u.crypto, &counting), L4M_OK);
    return u;
}

static void end_use(use *u)
{
    l4m_crypto_free(u->crypto);
    l4m_keypair_free(u->pair);
}

/** First of all: libcrypto loads each algorithm once and for all, and where memory lacks for that it stays without. */
static void with_memory_everything_works(void **state)
{
    (void)state;
    for (size_t i = 0; i < SOME_SUITES; i++)
    {
        use u = begin_use(some_suites[i]);
        assert_int_equal(handshake_and_packet(&u), L4M_OK);
        end_use(&u);
    }
    assert_int_equal(library_live, 0);
}

static void handshakes_survive_lack_of_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < SOME_SUITES; i++)
    {
        use u = begin_use(some_suites[i]);
        assert_fails_until_memory_suffices(handshake_and_packet, &u);
        /* Contexts that have seen failures give the same as new ones. */
        use fresh = begin_use(some_suites[i]);
        assert_int_equal(handshake_and_packet(&fresh), L4M_OK);
        assert_memory_equal(u.expected, fresh.expected, sizeof fresh.expected);
        end_use(&fresh);
        end_use(&u);
    }
    assert_int_equal(library_live, 0);
}

/** The library's own allocator is not asked once per packet, nor for contexts. */
static void packets_take_no_memory_of_the_caller(void **state)
{
    (void)state;
    l4m_crypto *crypto;
    uint8_t data[1400] = {0};
    uint8_t mac[16];
    assert_int_equal(l4m_crypto_new(&crypto, &counting), L4M_OK);
    library_left = 0;
    for (uint8_t id = L4M_MAC_HMAC_MD5; id <= L4M_MAC_AES128_GMAC; id++)
    {
        l4m_mac_key key = {.mac = id, .len = 20};
        for (uint64_t i = 0; i < 10; i++)
        {
            assert_int_equal(l4m_crypto_mac(crypto, &key, i, data, sizeof data, mac), L4M_OK);
        }
        l4m_crypto_forget(crypto, &key);
    }
    l4m_crypto_free(crypto);
    assert_int_equal(library_live, 0);
}

int main(void)
{
    /* Before libcrypto allocates anything, or it refuses. */
    if (CRYPTO_set_mem_functions(libcrypto_malloc, libcrypto_realloc, libcrypto_free) != 1)
    {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(with_memory_everything_works, unlimited),
        cmocka_unit_test_teardown(without_randomness_there_is_no_pair, unlimited),
        cmocka_unit_test_teardown(without_memory_of_the_caller_there_is_an_error, unlimited),
        cmocka_unit_test_teardown(crypto_new_survives_lack_of_memory, unlimited),
        cmocka_unit_test_teardown(keypairs_survive_lack_of_memory, unlimited),
        cmocka_unit_test_teardown(handshakes_survive_lack_of_memory, unlimited),
        cmocka_unit_test_teardown(packets_take_no_memory_of_the_caller, unlimited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
