/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_crypto_kdf.c Key derivation: RFC 2631, RFC 5869, and the keys of suites. */

#include "crypto_state.h"
#include "test_crypto.h"

/* The OIDs of the examples in RFC 2631: id-alg-CMS3DESwrap and id-alg-CMSRC2wrap, 1.2.840.113549.1.9.16.3.6 and .7. */
static const uint8_t oid_3des_wrap[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x03, 0x06};
static const uint8_t oid_rc2_wrap[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x03, 0x07};

/* R5: the key is agreed on by Diffie-Hellman as RFC 2631 has it. */
static void r5_rfc2631_2_1_6_example_1(void **state)
{
    uint8_t zz[20];
    uint8_t expected[24];
    uint8_t out[24];
    unhex("000102030405060708090a0b0c0d0e0f10111213", zz, sizeof zz);
    /* One block of SHA-1 and 4 bytes of the second. */
    unhex("a09661392376f7044d9052a397883246b67f5f1ef63eb5fb", expected, sizeof expected);

    const l4m_other_info info = {oid_3des_wrap, sizeof oid_3des_wrap, NULL, 0};
    assert_int_equal(l4m_kdf_rfc2631(*state, zz, sizeof zz, &info, out, sizeof out), L4M_OK);
    assert_memory_equal(out, expected, sizeof out);
}

static void r5_rfc2631_2_1_6_example_2(void **state)
{
    uint8_t zz[20];
    uint8_t party_a[64];
    uint8_t expected[16];
    uint8_t out[16];
    unhex("000102030405060708090a0b0c0d0e0f10111213", zz, sizeof zz);
    unhex("0123456789abcdeffedcba98765432010123456789abcdeffedcba9876543201"
          "0123456789abcdeffedcba98765432010123456789abcdeffedcba9876543201",
          party_a,
          sizeof party_a);
    unhex("48950c46e0530075403cce72889604e0", expected, sizeof expected);

    const l4m_other_info info = {oid_rc2_wrap, sizeof oid_rc2_wrap, party_a, sizeof party_a};
    assert_int_equal(l4m_kdf_rfc2631(*state, zz, sizeof zz, &info, out, sizeof out), L4M_OK);
    assert_memory_equal(out, expected, sizeof out);
}

static void rfc2631_other_info_that_does_not_fit_is_refused(void **state)
{
    uint8_t bytes[200] = {0};
    uint8_t out[16];
    /* 8 of OID and 97 of partyAInfo make OtherInfo 127 bytes behind its own length. */
    l4m_other_info info = {bytes, 8, bytes, 97};
    assert_int_equal(l4m_kdf_rfc2631(*state, bytes, 20, &info, out, sizeof out), L4M_OK);
    info.party_a_len = 98;
    assert_int_equal(l4m_kdf_rfc2631(*state, bytes, 20, &info, out, sizeof out), L4M_ERR_ARGUMENT);
    info.party_a_len = SIZE_MAX - 20;
    assert_int_equal(l4m_kdf_rfc2631(*state, bytes, 20, &info, out, sizeof out), L4M_ERR_ARGUMENT);
    info = (l4m_other_info){bytes, SIZE_MAX - 20, NULL, 0};
    assert_int_equal(l4m_kdf_rfc2631(*state, bytes, 20, &info, out, sizeof out), L4M_ERR_ARGUMENT);
}

static void rfc5869(l4m_crypto *crypto, const char *ikm, const char *salt, const char *info, const char *okm)
{
    uint8_t ikm_bytes[80];
    uint8_t salt_bytes[80];
    uint8_t info_bytes[80];
    uint8_t expected[82];
    uint8_t out[82];
    l4m_part ikm_part = {ikm_bytes, unhex(ikm, ikm_bytes, sizeof ikm_bytes)};
    l4m_part salt_part = {salt_bytes, unhex(salt, salt_bytes, sizeof salt_bytes)};
    l4m_part info_part = {info_bytes, unhex(info, info_bytes, sizeof info_bytes)};
    size_t len = unhex(okm, expected, sizeof expected);
    assert_int_equal(l4m_kdf_hkdf(crypto, ikm_part, salt_part, info_part, out, len), L4M_OK);
    assert_memory_equal(out, expected, len);
}

static void rfc5869_a_1(void **state)
{
    rfc5869(*state,
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

static void rfc5869_a_2(void **state)
{
    rfc5869(*state,
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
            "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
            "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f"
            "909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
            "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
            "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

static void rfc5869_a_3(void **state)
{
    rfc5869(*state,
            "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
            "",
            "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

/**
 * Keys of each suite from the secret 01 02 03 ... as long as its group's and the transcript ff fe fd ...; computed with
 * another implementation (Python's hashlib and hmac).
 */
static const struct
{
    uint16_t suite;
    size_t secret_len;
    const char *i2r;
    const char *r2i;
    const char *confirm;
} suite_keys[] = {
    {L4M_SUITE_PAPER,
     128,
     "60b4a0fef9677ef62f142008da1b96d7",
     "6ef7a3fc7c8e3bd72440b3bf12acd923",
     "9949363d0d10509ba2b3e427db14a957"},
    {L4M_SUITE_MODP1536_HMAC_SHA1,
     192,
     "ee07c6db16fa9e18eea17617499e257014576a7d",
     "7707a9500f0c5623dc1bfc4ab3f199da101e0526",
     "6390fcc4037d1f4f0ab359285ba198e06b93e2ff"},
    {L4M_SUITE_MODP1536_HMAC_SHA256,
     192,
     "92be806a45d165db1e21136f25a1e8e0551c371967b6ce0a6fb814905d0d68a3",
     "8e7e721d96a052a4bac80757e096f493c0f0874ca09a71301106dd5a6dfaae82",
     "4dabe02e799e149561598e8a6726ab5d1ccd1004f7e7fcef25a8f00bce55a449"},
    {L4M_SUITE_MODP2048_HMAC_SHA1,
     256,
     "b99504259e850fa103a8298e611af19243892b2c",
     "1bab52ed51581dbe1decb211ec581cebaf4f2b2f",
     "f0e1205824f87a943b0296282e3c52ffee15a387"},
    {L4M_SUITE_MODP2048_HMAC_SHA256,
     256,
     "99f855792425fc9affb4b10224238e82d99f9e33b4d0dac2d5877b31846263d4",
     "e2d755c7e085b091353977abd5ebe004a370b2a310b76c04d007b258f802dcbc",
     "9b36927208aa9c577fffcb6c2fbde1297cb37ee3da1a0fc1ebaed7a47d54297a"},
    {L4M_SUITE_MODP3072_HMAC_SHA1,
     384,
     "f151112549fc6c3bbccced1ebc6c63f2ae383ad1",
     "1ec311d1d3acd790353fd557da3b5a7f9e5292b0",
     "74d9d391f54caec4d512f168610203aada8c2d50"},
    {L4M_SUITE_MODP3072_HMAC_SHA256,
     384,
     "e8b0bc6d23644b96b12650464327c085b7467d5f8c8228dd2697bb5f2f87de86",
     "501ed29ef0198bcb05cb2092e98e3cbc46bf3c89a4f002628e29a0cffb729bbe",
     "1d87c4f1148afac52d88838f26080a2e7d3ff28629fc6078b82bb918c6818d11"},
    {L4M_SUITE_DEFAULT,
     32,
     "12874b7aad11f18d1566da22592e9e067721cbe83b7f57276f729dd1ff8ba539",
     "69cfdbe4baf3977920a2c671d929de81979c4fb7410d19b3e4259447e1ab0e11",
     "4ae019f2c5f2e0271e1ba7c28463b37137ef9017059be98bfe22c3107770bc13"},
    {L4M_SUITE_FAST,
     32,
     "464844bba6d0b91908e988ac670d7213ff9dccaa",
     "0a63629e496f88d22f989b475574aa44727f9abd",
     "40ff5e2f88a9dedc7ea3855075ddbaa19e0e6675ce6b51b1155d643d7a5f6fa7"},
};

static void assert_key(const l4m_mac_key *key, l4m_mac_id mac, const char *hex)
{
    uint8_t expected[L4M_PACKET_KEY_MAX];
    size_t len = unhex(hex, expected, sizeof expected);
    assert_int_equal(key->mac, mac);
    assert_int_equal(key->len, len);
    assert_memory_equal(key->bytes, expected, len);
}

static void keys_of_each_suite(void **state)
{
    uint8_t secret[L4M_SECRET_MAX];
    uint8_t transcript[L4M_TRANSCRIPT_SIZE];
    size_t count = 0;
    l4m_suites(&count);
    assert_int_equal(count, sizeof suite_keys / sizeof suite_keys[0]);
    for (size_t i = 0; i < sizeof secret; i++)
    {
        secret[i] = (uint8_t)(i + 1);
    }
    for (size_t i = 0; i < sizeof transcript; i++)
    {
        transcript[i] = (uint8_t)(255 - i);
    }
    for (size_t i = 0; i < count; i++)
    {
        const l4m_suite *suite = l4m_suite_by_id(suite_keys[i].suite);
        l4m_keys keys;
        /* What the memory held before must not matter. */
        memset(&keys, 0xff, sizeof keys);
        assert_non_null(suite);
        assert_int_equal(l4m_crypto_derive(*state, suite, secret, suite_keys[i].secret_len, transcript, &keys), L4M_OK);
        assert_key(&keys.i2r, suite->mac, suite_keys[i].i2r);
        assert_key(&keys.r2i, suite->mac, suite_keys[i].r2i);
        assert_key(&keys.confirm, suite->confirm, suite_keys[i].confirm);
    }
}

static void transcript_is_sha512_of_the_parts_in_order(void **state)
{
    /* FIPS 180-2, C.1: "abc". */
    uint8_t expected[L4M_TRANSCRIPT_SIZE];
    uint8_t out[L4M_TRANSCRIPT_SIZE];
    const uint8_t abc[] = {'a', 'b', 'c'};
    const l4m_part parts[] = {{abc, 1}, {abc + 1, 0}, {abc + 1, 2}};
    unhex("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
          expected,
          sizeof expected);
    assert_int_equal(l4m_crypto_transcript(*state, parts, 3, out), L4M_OK);
    assert_memory_equal(out, expected, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        crypto_test(r5_rfc2631_2_1_6_example_1),
        crypto_test(r5_rfc2631_2_1_6_example_2),
        crypto_test(rfc2631_other_info_that_does_not_fit_is_refused),
        crypto_test(rfc5869_a_1),
        crypto_test(rfc5869_a_2),
        crypto_test(rfc5869_a_3),
        crypto_test(keys_of_each_suite),
        crypto_test(transcript_is_sha512_of_the_parts_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
