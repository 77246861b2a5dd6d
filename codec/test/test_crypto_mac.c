/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_crypto_mac.c MACs: known answers, and the contexts that are kept keyed. */

#include <limits.h>
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "crypto_state.h"
#include "test_crypto.h"

static const char *const digest_names[] = {"MD5", "SHA1", "SHA256"};

/** An HMAC key as RFC 2104 2 has it: hashed first where it is longer than a block. */
static l4m_mac_key hmac_key(l4m_mac_id mac, const uint8_t *bytes, size_t len)
{
    l4m_mac_key key = {.mac = (uint8_t)mac};
    if (len > L4M_HMAC_BLOCK)
    {
        size_t digest_len;
        assert_int_equal(EVP_Q_digest(NULL, digest_names[mac], NULL, bytes, len, key.bytes, &digest_len), 1);
        key.len = (uint8_t)digest_len;
    }
    else
    {
        assert_true(len <= sizeof key.bytes);
        memcpy(key.bytes, bytes, len);
        key.len = (uint8_t)len;
    }
    return key;
}

/** One case in hexadecimal. What is longer than 16 bytes is cut, as on the wire. */
static void hmac_case(l4m_crypto *crypto,
                      l4m_mac_id mac,
                      const char *key_hex,
                      const char *data_hex,
                      const char *mac_hex)
{
    uint8_t key_bytes[131];
    uint8_t data[152];
    uint8_t expected[32];
    uint8_t out[16] = {0};
    size_t key_len = unhex(key_hex, key_bytes, sizeof key_bytes);
    size_t len = unhex(data_hex, data, sizeof data);
    unhex(mac_hex, expected, sizeof expected);

    l4m_mac_key key = hmac_key(mac, key_bytes, key_len);
    assert_int_equal(l4m_crypto_mac(crypto, &key, 0, data, len, out), L4M_OK);
    assert_memory_equal(out, expected, sizeof out);
    /* Again, now with the contexts keyed. */
    memset(out, 0, sizeof out);
    assert_int_equal(l4m_crypto_mac(crypto, &key, 0, data, len, out), L4M_OK);
    assert_memory_equal(out, expected, sizeof out);
    /* And in parts. */
    const l4m_part parts[] = {{data, len / 2}, {data + len / 2, 0}, {data + len / 2, len - len / 2}};
    memset(out, 0, sizeof out);
    assert_int_equal(l4m_crypto_mac_parts(crypto, &key, parts, 3, out), L4M_OK);
    assert_memory_equal(out, expected, sizeof out);
    l4m_crypto_forget(crypto, &key);
}

typedef struct hmac_vector
{
    const char *key;
    const char *data;
    const char *mac;
} hmac_vector;

/* RFC 2202, 2. */
static const hmac_vector rfc2202_md5[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "9294727a3638bb1c13f48ef8158bfc9d"},
    {"4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "750c783e6ab0b503eaa86e310a5db738"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
     "dddd",
     "56be34521d144c88dbb8c733f0e8b3f6"},
    {"0102030405060708090a0b0c0d0e0f10111213141516171819",
     "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
     "cdcd",
     "697eaf0aca3a3aea3a75164746ffaa79"},
    {"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c",
     "546573742057697468205472756e636174696f6e",
     "56461ef2342edc00f9bab995690efd4c"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579"
     "204669727374",
     "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b657920616e64204c6172676572"
     "205468616e204f6e6520426c6f636b2d53697a652044617461",
     "6f630fad67cda0ee1fb1f562db3aa53e"},
};

/* RFC 2202, 3. */
static const hmac_vector rfc2202_sha1[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "b617318655057264e28bc0b6fb378c8ef146be00"},
    {"4a656665",
     "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
     "dddd",
     "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
    {"0102030405060708090a0b0c0d0e0f10111213141516171819",
     "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
     "cdcd",
     "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
    {"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c",
     "546573742057697468205472756e636174696f6e",
     "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579"
     "204669727374",
     "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b657920616e64204c6172676572"
     "205468616e204f6e6520426c6f636b2d53697a652044617461",
     "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
};

/* RFC 4231, 4.2 to 4.8; 4.6 is cut to 16 bytes there too. */
static const hmac_vector rfc4231[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
     "4869205468657265",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"4a656665",
     "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
     "dddd",
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {"0102030405060708090a0b0c0d0e0f10111213141516171819",
     "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
     "cdcd",
     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c",
     "546573742057697468205472756e636174696f6e",
     "a3b6167473100ee06e0c796c2955552b"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579"
     "204669727374",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b65"
     "7920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565"
     "647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c"
     "676f726974686d2e",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

static void each_case(l4m_crypto *crypto, l4m_mac_id mac, const hmac_vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        hmac_case(crypto, mac, vectors[i].key, vectors[i].data, vectors[i].mac);
    }
}

/* R6: HMAC-MD5 or the like. */
static void r6_rfc2202_2_hmac_md5(void **state)
{
    each_case(*state, L4M_MAC_HMAC_MD5, rfc2202_md5, sizeof rfc2202_md5 / sizeof rfc2202_md5[0]);
}

static void rfc2202_3_hmac_sha1(void **state)
{
    each_case(*state, L4M_MAC_HMAC_SHA1, rfc2202_sha1, sizeof rfc2202_sha1 / sizeof rfc2202_sha1[0]);
}

static void rfc4231_4_hmac_sha256(void **state)
{
    each_case(*state, L4M_MAC_HMAC_SHA256, rfc4231, sizeof rfc4231 / sizeof rfc4231[0]);
}

static void gmac_case(l4m_crypto *crypto,
                      const char *key_hex,
                      const char *iv_hex,
                      const char *aad_hex,
                      const char *tag_hex)
{
    l4m_mac_key key = {.mac = L4M_MAC_AES128_GMAC, .len = L4M_GMAC_KEY_SIZE + L4M_GMAC_SALT_SIZE};
    uint8_t iv[12];
    uint8_t aad[80];
    uint8_t tag[16];
    uint8_t out[16] = {0};
    unhex(key_hex, key.bytes, L4M_GMAC_KEY_SIZE);
    unhex(iv_hex, iv, sizeof iv);
    size_t len = unhex(aad_hex, aad, sizeof aad);
    unhex(tag_hex, tag, sizeof tag);
    /* The nonce is salt | packet number. */
    memcpy(key.bytes + L4M_GMAC_KEY_SIZE, iv, L4M_GMAC_SALT_SIZE);
    uint64_t number = 0;
    for (size_t i = L4M_GMAC_SALT_SIZE; i < sizeof iv; i++)
    {
        number = number << 8 | iv[i];
    }
    for (int i = 0; i < 2; i++)
    {
        memset(out, 0, sizeof out);
        assert_int_equal(l4m_crypto_mac(crypto, &key, number, aad, len, out), L4M_OK);
        assert_memory_equal(out, tag, sizeof out);
    }
    assert_int_equal(l4m_crypto_mac(crypto, &key, number + 1, aad, len, out), L4M_OK);
    assert_memory_not_equal(out, tag, sizeof out);
    l4m_crypto_forget(crypto, &key);
}

/* NIST CAVP, gcmEncryptExtIV128.rsp: Keylen 128, IVlen 96, PTlen 0, AADlen 0 and 128. */
static void nist_gcm_sp800_38d(void **state)
{
    gmac_case(
        *state, "00000000000000000000000000000000", "000000000000000000000000", "", "58e2fccefa7e3061367f1d57a4e7455a");
    gmac_case(*state,
              "77be63708971c4e240d1cb79e8d77feb",
              "e0e00f19fed7ba0136a797f3",
              "7a43ec1d9c0a5a78a0b16533a6213cab",
              "209fcc8d3675ed938e9c7166709dd946");
}

/* The same where libcrypto takes nonces in the usual way alone. */
static void nist_gcm_sp800_38d_without_quick_nonce(void **state)
{
    l4m_crypto *crypto = *state;
    crypto->quick_nonce = false;
    nist_gcm_sp800_38d(state);
}

static void quick_nonces_are_possible_here(void **state)
{
    const l4m_crypto *crypto = *state;
    assert_true(crypto->quick_nonce);
}

/* IEEE 802.1AE-2006 (MACsec), C.1: integrity only, the 54-byte packet. */
static void ieee_802_1ae_c_1_gmac(void **state)
{
    gmac_case(*state,
              "ad7a2bd03eac835a6f620fdcb506b345",
              "12153524c0895e81b2c28465",
              "d609b1f056637a0d46df998d88e5222ab2c2846512153524c0895e8108000f101112131415161718191a1b1c1d1e1f20"
              "2122232425262728292a2b2c2d2e2f30313233340001",
              "f09478a9b09007d06f46e9b6a1da25dd");
}

static void gmac_in_parts_is_refused(void **state)
{
    l4m_mac_key key = {.mac = L4M_MAC_AES128_GMAC, .len = 20};
    uint8_t out[16] = {0};
    assert_int_equal(l4m_crypto_mac_parts(*state, &key, NULL, 0, out), L4M_ERR_ARGUMENT);
}

/** libcrypto counts in int; what does not fit there is refused before a byte of it is read. */
static void gmac_of_more_than_an_int_counts_is_refused(void **state)
{
    l4m_mac_key key = {.len = 20, .mac = L4M_MAC_AES128_GMAC};
    uint8_t out[16] = {0};
    assert_int_equal(l4m_crypto_mac(*state, &key, 0, out, (size_t)INT_MAX + 1, out), L4M_ERR_ARGUMENT);
}

/* The MAC by another way: EVP_MAC with HMAC, or GMAC of its own, keyed afresh. */
static void reference_mac(const l4m_mac_key *key, uint64_t number, const uint8_t *data, size_t len, uint8_t out[16])
{
    uint8_t full[32];
    size_t full_len;
    if (key->mac != L4M_MAC_AES128_GMAC)
    {
        assert_non_null(EVP_Q_mac(NULL,
                                  "HMAC",
                                  NULL,
                                  digest_names[key->mac],
                                  NULL,
                                  key->bytes,
                                  key->len,
                                  data,
                                  len,
                                  full,
                                  sizeof full,
                                  &full_len));
        memcpy(out, full, 16);
        return;
    }
    uint8_t iv[12];
    memcpy(iv, key->bytes + 16, 4);
    for (size_t i = 0; i < 8; i++)
    {
        iv[4 + i] = (uint8_t)(number >> (56 - 8 * i));
    }
    char cipher[] = "AES-128-GCM";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, iv, sizeof iv),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "GMAC", NULL);
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    assert_int_equal(EVP_MAC_init(ctx, key->bytes, 16, params), 1);
    assert_int_equal(EVP_MAC_update(ctx, data, len), 1);
    assert_int_equal(EVP_MAC_final(ctx, out, &full_len, 16), 1);
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
}

/** A small generator for tests (Numerical Recipes' linear congruential one); \p state is its seed. */
static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void random_key(l4m_mac_key *key, uint32_t *seed)
{
    static const uint8_t lengths[] = {16, 20, 32, 20};
    memset(key, 0, sizeof *key);
    key->mac = (uint8_t)(next(seed) % 4);
    key->len = lengths[key->mac];
    for (size_t i = 0; i < key->len; i++)
    {
        key->bytes[i] = (uint8_t)next(seed);
    }
    /* The hint may be anything. */
    key->slot = (uint16_t)next(seed);
}

/** More keys than contexts, in any order, some of them replaced in their place: each MAC is that of its key. */
static void contexts_are_shared_among_many_keys(void **state)
{
    enum
    {
        KEYS = 3 * L4M_KEYED_MAX
    };
    l4m_mac_key *keys = calloc(KEYS, sizeof *keys);
    uint8_t data[100];
    uint8_t expected[16] = {0};
    uint8_t out[16] = {0};
    uint32_t seed = 1;
    for (size_t i = 0; i < KEYS; i++)
    {
        random_key(&keys[i], &seed);
    }
    for (uint32_t i = 0; i < 20000; i++)
    {
        /* Half of the time one of a few, so that contexts are found keyed as well. */
        size_t k = next(&seed) % (i % 2 == 0 ? KEYS : 50);
        if (next(&seed) % 100 == 0)
        {
            l4m_crypto_forget(*state, &keys[k]);
            random_key(&keys[k], &seed);
        }
        size_t len = next(&seed) % sizeof data;
        memset(data, (int)(i & 0xff), sizeof data);
        reference_mac(&keys[k], i, data, len, expected);
        assert_int_equal(l4m_crypto_mac(*state, &keys[k], i, data, len, out), L4M_OK);
        assert_memory_equal(out, expected, sizeof out);
    }
    free(keys);
}

/** A key in use keeps its contexts while others come and go. */
static void busy_keys_are_not_evicted(void **state)
{
    const l4m_crypto *crypto = *state;
    l4m_mac_key busy = {.mac = L4M_MAC_HMAC_MD5, .len = 16};
    l4m_mac_key *others = calloc(4 * L4M_KEYED_MAX, sizeof *others);
    uint8_t out[16] = {0};
    size_t kept = 0;
    for (size_t i = 0; i < 4 * L4M_KEYED_MAX; i++)
    {
        others[i].len = 16;
        assert_int_equal(l4m_crypto_mac(*state, &others[i], 0, out, 0, out), L4M_OK);
        kept += busy.slot < L4M_KEYED_MAX && crypto->keyed[busy.slot].owner == &busy;
        assert_int_equal(l4m_crypto_mac(*state, &busy, 0, out, 0, out), L4M_OK);
    }
    /* Each time but the first two, when it had none yet. */
    assert_int_equal(kept, 4 * L4M_KEYED_MAX - 2);
    free(others);
}

/** How many keys of a row have contexts. */
static size_t with_contexts(const l4m_crypto *crypto, const l4m_mac_key *keys, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < L4M_KEYED_MAX; i++)
    {
        const l4m_mac_key *owner = crypto->keyed[i].owner;
        found += owner != NULL && owner >= keys && owner < keys + count;
    }
    return found;
}

/** A key of HMAC gets contexts when it is used again before 512 others were, at the ends of what stamps count too. */
static void keys_that_are_seldom_used_take_no_context(void **state)
{
    enum
    {
        KEYS = 2 * L4M_KEYED_MAX,
        USES = UINT16_MAX - L4M_KEYED_MAX + 100
    };
    l4m_crypto *crypto = *state;
    l4m_mac_key *keys = calloc(KEYS, sizeof *keys);
    uint8_t out[16] = {0};
    for (size_t i = 0; i < KEYS; i++)
    {
        keys[i].len = 16;
    }
    for (size_t i = 0; i < USES; i++)
    {
        assert_int_equal(l4m_crypto_mac(crypto, &keys[i % KEYS], 0, out, 0, out), L4M_OK);
    }
    assert_int_equal(with_contexts(crypto, keys, KEYS), 0);
    /* One that was used a little less long ago. */
    assert_int_equal(l4m_crypto_mac(crypto, &keys[(USES + 1) % KEYS], 0, out, 0, out), L4M_OK);
    assert_int_equal(with_contexts(crypto, &keys[(USES + 1) % KEYS], 1), 1);
    assert_int_equal(with_contexts(crypto, keys, KEYS), 1);
    free(keys);
}

static void forgotten_keys_leave_nothing_behind(void **state)
{
    l4m_crypto *crypto = *state;
    l4m_mac_key key = {.mac = L4M_MAC_HMAC_SHA256, .len = 32};
    uint8_t expected[16] = {0};
    uint8_t out[16] = {0};
    assert_int_equal(l4m_crypto_mac(crypto, &key, 0, expected, 0, out), L4M_OK);
    assert_int_equal(l4m_crypto_mac(crypto, &key, 0, expected, 0, out), L4M_OK);
    assert_in_range(key.slot, 0, L4M_KEYED_MAX - 1);
    l4m_keyed *keyed = &crypto->keyed[key.slot];
    assert_ptr_equal(keyed->owner, &key);

    l4m_crypto_forget(crypto, &key);
    for (size_t i = 0; i < L4M_KEYED_MAX; i++)
    {
        assert_ptr_not_equal(crypto->keyed[i].owner, &key);
    }
    /* The hash states, which are as good as the key, are gone. */
    assert_null(EVP_MD_CTX_get0_md(keyed->inner));
    assert_null(EVP_MD_CTX_get0_md(keyed->outer));

    /* Another key in the same memory, with the old hint. */
    key.bytes[0] = 1;
    reference_mac(&key, 0, out, 0, expected);
    assert_int_equal(l4m_crypto_mac(crypto, &key, 0, out, 0, out), L4M_OK);
    assert_memory_equal(out, expected, sizeof out);
}

/** l4m_crypto_derive() into memory whose keys have contexts makes those forget. */
static void derived_keys_replace_those_before(void **state)
{
    const uint8_t secret[32] = {1};
    uint8_t transcript[L4M_TRANSCRIPT_SIZE] = {0};
    uint8_t expected[16] = {0};
    uint8_t out[16] = {0};
    l4m_keys keys = {.i2r = {.len = 0}};
    for (uint8_t round = 0; round < 3; round++)
    {
        transcript[0] = round;
        const l4m_suite *suite = l4m_suite_by_id(round == 1 ? L4M_SUITE_FAST : L4M_SUITE_DEFAULT);
        assert_int_equal(l4m_crypto_derive(*state, suite, secret, sizeof secret, transcript, &keys), L4M_OK);
        l4m_mac_key *both[] = {&keys.i2r, &keys.r2i};
        for (size_t i = 0; i < 2; i++)
        {
            reference_mac(both[i], 7, secret, sizeof secret, expected);
            assert_int_equal(l4m_crypto_mac(*state, both[i], 7, secret, sizeof secret, out), L4M_OK);
            assert_memory_equal(out, expected, sizeof out);
        }
    }
}

static void keys_used_once_take_no_context(void **state)
{
    l4m_crypto *crypto = *state;
    l4m_mac_key key = {.mac = L4M_MAC_HMAC_SHA1, .len = 20};
    uint8_t out[16] = {0};
    const l4m_part part = {out, 0};
    assert_int_equal(l4m_crypto_mac_parts(crypto, &key, &part, 1, out), L4M_OK);
    for (size_t i = 0; i < L4M_KEYED_MAX; i++)
    {
        assert_null(crypto->keyed[i].owner);
    }
    assert_null(EVP_MD_CTX_get0_md(crypto->once.inner));
}

static void equal_compares_all_bytes(void **state)
{
    (void)state;
    uint8_t a[16] = {0};
    uint8_t b[16] = {0};
    assert_true(l4m_crypto_equal(a, b, sizeof a));
    for (size_t i = 0; i < sizeof a; i++)
    {
        b[i] = 0x80;
        assert_false(l4m_crypto_equal(a, b, sizeof a));
        b[i] = 0;
    }
}

static void wipe_wipes(void **state)
{
    (void)state;
    uint8_t a[16];
    const uint8_t zero[16] = {0};
    memset(a, 0xa5, sizeof a);
    l4m_crypto_wipe(a, sizeof a);
    assert_memory_equal(a, zero, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        crypto_test(r6_rfc2202_2_hmac_md5),
        crypto_test(rfc2202_3_hmac_sha1),
        crypto_test(rfc4231_4_hmac_sha256),
        crypto_test(nist_gcm_sp800_38d),
        crypto_test(nist_gcm_sp800_38d_without_quick_nonce),
        crypto_test(quick_nonces_are_possible_here),
        crypto_test(ieee_802_1ae_c_1_gmac),
        crypto_test(gmac_in_parts_is_refused),
        crypto_test(gmac_of_more_than_an_int_counts_is_refused),
        crypto_test(contexts_are_shared_among_many_keys),
        crypto_test(busy_keys_are_not_evicted),
        crypto_test(keys_that_are_seldom_used_take_no_context),
        crypto_test(forgotten_keys_leave_nothing_behind),
        crypto_test(derived_keys_replace_those_before),
        crypto_test(keys_used_once_take_no_context),
        cmocka_unit_test(equal_compares_all_bytes),
        cmocka_unit_test(wipe_wipes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
