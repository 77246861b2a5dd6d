/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_crypto_keypair.c Diffie-Hellman: the groups, known answers, refused public values. */

#include <openssl/bn.h>
#include <openssl/err.h>

#include "l4m/l4m.h"
#include "test_crypto.h"

static const uint16_t all_groups[] = {L4M_GROUP_MODP1024,
                                      L4M_GROUP_MODP1536,
                                      L4M_GROUP_MODP2048,
                                      L4M_GROUP_MODP3072,
                                      L4M_GROUP_X25519};
enum
{
    GROUPS = sizeof all_groups / sizeof all_groups[0],
    MODPS = GROUPS - 1
};

static l4m_keypair *pair_from(uint16_t group, const uint8_t *priv, size_t len)
{
    l4m_mem mem = l4m_mem_default();
    l4m_keypair *pair = NULL;
    assert_int_equal(l4m_keypair_from_private(&pair, group, priv, len, &mem), L4M_OK);
    assert_non_null(pair);
    assert_int_equal(l4m_keypair_group(pair), group);
    return pair;
}

static l4m_keypair *pair_from_hex(uint16_t group, const char *hex)
{
    uint8_t priv[L4M_PUBLIC_MAX];
    return pair_from(group, priv, unhex(hex, priv, sizeof priv));
}

static l4m_keypair *pair_from_seed(uint16_t group, uint64_t seed)
{
    l4m_mem mem = l4m_mem_default();
    l4m_rng_seeded seeded;
    l4m_rng rng = l4m_rng_from_seed(&seeded, seed, 0);
    l4m_keypair *pair = NULL;
    assert_int_equal(l4m_keypair_new(&pair, group, &rng, &mem), L4M_OK);
    return pair;
}

static void assert_agree(l4m_crypto *crypto, const l4m_keypair *own, const uint8_t *peer, const char *hex)
{
    uint8_t expected[L4M_SECRET_MAX];
    uint8_t secret[L4M_SECRET_MAX];
    size_t len = 0;
    size_t size = l4m_group_public_size(l4m_keypair_group(own));
    assert_int_equal(unhex(hex, expected, sizeof expected), size);
    assert_int_equal(l4m_crypto_agree(crypto, own, peer, size, secret, &len), L4M_OK);
    assert_int_equal(len, size);
    assert_memory_equal(secret, expected, size);
}

static void assert_refused(l4m_crypto *crypto, const l4m_keypair *own, const uint8_t *peer, size_t len)
{
    uint8_t secret[L4M_SECRET_MAX];
    size_t secret_len = 1;
    assert_int_equal(l4m_crypto_agree(crypto, own, peer, len, secret, &secret_len), L4M_ERR_PUBLIC_VALUE);
    assert_int_equal(secret_len, 0);
    /* Nothing is left in libcrypto's queue of errors, which belongs to the caller. */
    assert_int_equal(ERR_peek_error(), 0);
}

static void rfc7748_5_2_x25519(void **state)
{
    static const struct
    {
        const char *scalar;
        const char *u;
        const char *result;
    } vectors[] = {
        {"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
         "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
         "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"},
        {"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
         "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
         "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"},
    };
    for (size_t i = 0; i < 2; i++)
    {
        uint8_t u[32];
        unhex(vectors[i].u, u, sizeof u);
        l4m_keypair *own = pair_from_hex(L4M_GROUP_X25519, vectors[i].scalar);
        assert_agree(*state, own, u, vectors[i].result);
        l4m_keypair_free(own);
    }
}

/** The function applied to its own results, 1000 times. */
static void rfc7748_5_2_x25519_iterated(void **state)
{
    uint8_t k[32] = {9};
    uint8_t u[32] = {9};
    uint8_t expected[32];
    for (int i = 1; i <= 1000; i++)
    {
        uint8_t result[L4M_SECRET_MAX];
        size_t len;
        l4m_keypair *own = pair_from(L4M_GROUP_X25519, k, sizeof k);
        assert_int_equal(l4m_crypto_agree(*state, own, u, sizeof u, result, &len), L4M_OK);
        l4m_keypair_free(own);
        memcpy(u, k, sizeof u);
        memcpy(k, result, sizeof k);
        if (i == 1)
        {
            unhex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", expected, sizeof expected);
            assert_memory_equal(k, expected, sizeof k);
        }
    }
    unhex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", expected, sizeof expected);
    assert_memory_equal(k, expected, sizeof k);
}

static void rfc7748_6_1_x25519_key_exchange(void **state)
{
    static const char secret[] = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
    uint8_t expected[32];
    l4m_keypair *alice =
        pair_from_hex(L4M_GROUP_X25519, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    l4m_keypair *bob =
        pair_from_hex(L4M_GROUP_X25519, "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    unhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a", expected, sizeof expected);
    assert_memory_equal(l4m_keypair_public(alice), expected, sizeof expected);
    unhex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", expected, sizeof expected);
    assert_memory_equal(l4m_keypair_public(bob), expected, sizeof expected);
    assert_agree(*state, alice, l4m_keypair_public(bob), secret);
    assert_agree(*state, bob, l4m_keypair_public(alice), secret);
    l4m_keypair_free(alice);
    l4m_keypair_free(bob);
}

/** \p out = arctan(1 / \p n) * 2^\p bits by its series. */
static void arctan_inverse(BIGNUM *out, unsigned n, int bits)
{
    BIGNUM *power = BN_new();
    BIGNUM *term = BN_new();
    BN_one(power);
    BN_lshift(power, power, bits);
    BN_div_word(power, n);
    BN_zero(out);
    for (unsigned i = 1; !BN_is_zero(power); i += 2)
    {
        assert_non_null(BN_copy(term, power));
        BN_div_word(term, i);
        assert_int_equal(i % 4 == 1 ? BN_add(out, out, term) : BN_sub(out, out, term), 1);
        BN_div_word(power, n * n);
    }
    BN_free(power);
    BN_free(term);
}

/** Pi * 2^\p bits, rounded down, by Machin's formula with some bits to spare. */
static BIGNUM *pi_shifted(int bits)
{
    enum
    {
        SPARE = 64
    };
    BIGNUM *a = BN_new();
    BIGNUM *b = BN_new();
    arctan_inverse(a, 5, bits + SPARE);
    arctan_inverse(b, 239, bits + SPARE);
    BN_mul_word(a, 16);
    BN_mul_word(b, 4);
    BN_sub(a, a, b);
    BN_rshift(a, a, SPARE);
    BN_free(b);
    return a;
}

/** p = 2^n - 2^(n-64) - 1 + 2^64 * ([2^(n-130) pi] + c), as RFC 2409 6.2 and RFC 3526 2 to 4 define their primes. */
static BIGNUM *published_prime(uint16_t group)
{
    static const struct
    {
        uint16_t group;
        int bits;
        unsigned c;
    } rows[] = {
        {L4M_GROUP_MODP1024, 1024, 129093},
        {L4M_GROUP_MODP1536, 1536, 741804},
        {L4M_GROUP_MODP2048, 2048, 124476},
        {L4M_GROUP_MODP3072, 3072, 1690314},
    };
    for (size_t i = 0; i < MODPS; i++)
    {
        if (rows[i].group == group)
        {
            BIGNUM *p = BN_new();
            BIGNUM *power = BN_new();
            BIGNUM *tail = pi_shifted(rows[i].bits - 130);
            BN_set_bit(p, rows[i].bits);
            BN_set_bit(power, rows[i].bits - 64);
            BN_sub(p, p, power);
            BN_sub_word(p, 1);
            BN_add_word(tail, rows[i].c);
            BN_lshift(tail, tail, 64);
            BN_add(p, p, tail);
            BN_free(tail);
            BN_free(power);
            return p;
        }
    }
    fail();
    return NULL;
}

/** 2^x mod p for the published p. */
static void published_public(uint16_t group, const uint8_t *priv, size_t len, uint8_t *out)
{
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *p = published_prime(group);
    BIGNUM *x = BN_bin2bn(priv, (int)len, NULL);
    BIGNUM *y = BN_new();
    BIGNUM *g = BN_new();
    BN_set_word(g, 2);
    assert_int_equal(BN_mod_exp(y, g, x, p, ctx), 1);
    int size = (int)l4m_group_public_size(group);
    assert_int_equal(BN_bn2binpad(y, out, size), size);
    BN_free(g);
    BN_free(y);
    BN_free(x);
    BN_free(p);
    BN_CTX_free(ctx);
}

/* R5 */
static void r5_rfc2409_rfc3526_groups_are_the_published_ones(void **state)
{
    (void)state;
    uint8_t priv[40];
    uint8_t expected[L4M_PUBLIC_MAX];
    for (size_t i = 0; i < sizeof priv; i++)
    {
        priv[i] = (uint8_t)(37 * i + 11);
    }
    for (size_t i = 0; i < MODPS; i++)
    {
        l4m_keypair *pair = pair_from(all_groups[i], priv, sizeof priv);
        published_public(all_groups[i], priv, sizeof priv, expected);
        assert_memory_equal(l4m_keypair_public(pair), expected, l4m_group_public_size(all_groups[i]));
        l4m_keypair_free(pair);
    }
}

/* R5: both sides compute the same key. */
static void r5_both_sides_agree(void **state)
{
    for (size_t i = 0; i < GROUPS; i++)
    {
        uint8_t a_secret[L4M_SECRET_MAX];
        uint8_t b_secret[L4M_SECRET_MAX];
        size_t a_len = 0;
        size_t b_len = 0;
        size_t size = l4m_group_public_size(all_groups[i]);
        l4m_keypair *a = pair_from_seed(all_groups[i], 1);
        l4m_keypair *b = pair_from_seed(all_groups[i], 2);
        assert_memory_not_equal(l4m_keypair_public(a), l4m_keypair_public(b), size);
        assert_int_equal(l4m_crypto_agree(*state, a, l4m_keypair_public(b), size, a_secret, &a_len), L4M_OK);
        assert_int_equal(l4m_crypto_agree(*state, b, l4m_keypair_public(a), size, b_secret, &b_len), L4M_OK);
        assert_int_equal(a_len, size);
        assert_int_equal(b_len, size);
        assert_memory_equal(a_secret, b_secret, size);
        l4m_keypair_free(a);
        l4m_keypair_free(b);
    }
}

/** RFC 2631 2.1.2: leading zeros of ZZ are kept. */
static void rfc2631_secret_keeps_leading_zeros(void **state)
{
    const uint8_t two = 2;
    for (size_t i = 0; i < MODPS; i++)
    {
        size_t size = l4m_group_public_size(all_groups[i]);
        uint8_t peer[L4M_PUBLIC_MAX] = {0};
        uint8_t expected[L4M_PUBLIC_MAX] = {0};
        uint8_t secret[L4M_SECRET_MAX];
        size_t len = 0;
        peer[size - 1] = 3;
        expected[size - 1] = 9;
        l4m_keypair *own = pair_from(all_groups[i], &two, 1);
        assert_int_equal(l4m_crypto_agree(*state, own, peer, size, secret, &len), L4M_OK);
        assert_int_equal(len, size);
        assert_memory_equal(secret, expected, size);
        /* So are those of a public value: 2^2. */
        expected[size - 1] = 4;
        assert_memory_equal(l4m_keypair_public(own), expected, size);
        l4m_keypair_free(own);
    }
}

static void same_seed_same_pair(void **state)
{
    (void)state;
    for (size_t i = 0; i < GROUPS; i++)
    {
        l4m_keypair *a = pair_from_seed(all_groups[i], 5);
        l4m_keypair *b = pair_from_seed(all_groups[i], 5);
        l4m_keypair *c = pair_from_seed(all_groups[i], 6);
        size_t size = l4m_group_public_size(all_groups[i]);
        assert_memory_equal(l4m_keypair_public(a), l4m_keypair_public(b), size);
        assert_memory_not_equal(l4m_keypair_public(a), l4m_keypair_public(c), size);
        l4m_keypair_free(a);
        l4m_keypair_free(b);
        l4m_keypair_free(c);
    }
}

static void pairs_made_through_a_handle_are_the_same(void **state)
{
    l4m_mem mem = l4m_mem_default();
    for (size_t i = 0; i < GROUPS; i++)
    {
        l4m_rng_seeded seeded;
        l4m_rng rng = l4m_rng_from_seed(&seeded, 5, 0);
        l4m_keypair *a = pair_from_seed(all_groups[i], 5);
        l4m_keypair *b = NULL;
        assert_int_equal(l4m_crypto_keypair(*state, &b, all_groups[i], &rng, &mem), L4M_OK);
        assert_memory_equal(l4m_keypair_public(a), l4m_keypair_public(b), l4m_group_public_size(all_groups[i]));
        l4m_keypair_free(a);
        l4m_keypair_free(b);
    }
    l4m_keypair *none = (l4m_keypair *)&mem;
    l4m_rng rng = l4m_rng_system();
    assert_int_equal(l4m_crypto_keypair(*state, &none, 3, &rng, &mem), L4M_ERR_ARGUMENT);
    assert_null(none);
}

/** "Randomness" whose topmost bits are zero. */
static bool fill_small(void *user, uint8_t *buf, size_t len)
{
    (void)user;
    memset(buf, 0x11, len);
    return true;
}

static void private_exponents_are_as_long_as_documented(void **state)
{
    (void)state;
    static const size_t bytes[MODPS] = {160 / 8, 240 / 8, 256 / 8, 320 / 8};
    const l4m_rng rng = {fill_small, NULL};
    const l4m_mem mem = l4m_mem_default();
    for (size_t i = 0; i < MODPS; i++)
    {
        uint8_t priv[64];
        uint8_t expected[L4M_PUBLIC_MAX];
        l4m_keypair *pair = NULL;
        fill_small(NULL, priv, sizeof priv);
        priv[0] = 0x91;
        published_public(all_groups[i], priv, bytes[i], expected);
        assert_int_equal(l4m_keypair_new(&pair, all_groups[i], &rng, &mem), L4M_OK);
        assert_memory_equal(l4m_keypair_public(pair), expected, l4m_group_public_size(all_groups[i]));
        l4m_keypair_free(pair);
    }
}

static void rfc2631_2_1_5_values_out_of_range_are_refused(void **state)
{
    for (size_t i = 0; i < MODPS; i++)
    {
        size_t size = l4m_group_public_size(all_groups[i]);
        l4m_keypair *own = pair_from_seed(all_groups[i], 1);
        BIGNUM *p = published_prime(all_groups[i]);
        uint8_t value[L4M_PUBLIC_MAX + 1] = {0};
        uint8_t secret[L4M_SECRET_MAX];
        size_t len;

        assert_refused(*state, own, value, size); /* 0 */
        value[size - 1] = 1;
        assert_refused(*state, own, value, size); /* 1 */
        BN_sub_word(p, 1);
        for (int k = -1; k <= 1; k++) /* p - 1, p, p + 1 */
        {
            assert_int_equal(BN_bn2binpad(p, value, (int)size), size);
            assert_refused(*state, own, value, size);
            BN_add_word(p, 1);
        }
        memset(value, 0xff, sizeof value);
        assert_refused(*state, own, value, size);

        /* The outermost values that are allowed: 2 and p - 2. */
        memset(value, 0, sizeof value);
        value[size - 1] = 2;
        assert_int_equal(l4m_crypto_agree(*state, own, value, size, secret, &len), L4M_OK);
        BN_sub_word(p, 4);
        assert_int_equal(BN_bn2binpad(p, value, (int)size), size);
        assert_int_equal(l4m_crypto_agree(*state, own, value, size, secret, &len), L4M_OK);
        BN_free(p);
        l4m_keypair_free(own);
    }
}

/** 2 has order (p - 1) / 2 in all these groups: with that exponent anybody would know the secret, and the public value
 * is one that peers refuse. */
static void an_exponent_that_leads_to_1_makes_no_pair(void **state)
{
    const l4m_mem mem = l4m_mem_default();
    (void)state;
    for (size_t i = 0; i < MODPS; i++)
    {
        int size = (int)l4m_group_public_size(all_groups[i]);
        BIGNUM *q = published_prime(all_groups[i]);
        uint8_t priv[L4M_PUBLIC_MAX];
        l4m_keypair *pair = NULL;
        BN_rshift1(q, q);
        assert_int_equal(BN_bn2binpad(q, priv, size), size);
        assert_int_equal(l4m_keypair_from_private(&pair, all_groups[i], priv, (size_t)size, &mem), L4M_ERR_CRYPTO);
        assert_null(pair);
        BN_free(q);
    }
}

static void values_of_wrong_length_are_refused(void **state)
{
    for (size_t i = 0; i < GROUPS; i++)
    {
        size_t size = l4m_group_public_size(all_groups[i]);
        l4m_keypair *own = pair_from_seed(all_groups[i], 1);
        uint8_t value[L4M_PUBLIC_MAX + 1];
        memset(value, 0x55, sizeof value);
        assert_refused(*state, own, value, 0);
        assert_refused(*state, own, value, 1);
        assert_refused(*state, own, value, size - 1);
        assert_refused(*state, own, value, size + 1);
        l4m_keypair_free(own);
    }
}

static void rfc7748_6_1_all_zero_results_are_refused(void **state)
{
    /* All encodings of points of small order: 0, 1, two of order 8, and p - 1, p, p + 1; each with and without the top
     * bit. */
    static const char *const points[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++)
    {
        uint8_t value[32];
        l4m_keypair *own = pair_from_seed(L4M_GROUP_X25519, 1);
        unhex(points[i], value, sizeof value);
        assert_refused(*state, own, value, sizeof value);
        value[31] |= 0x80;
        assert_refused(*state, own, value, sizeof value);

        /* The pair can still be used. */
        uint8_t secret[L4M_SECRET_MAX];
        size_t len = 0;
        assert_int_equal(l4m_crypto_agree(*state, own, l4m_keypair_public(own), 32, secret, &len), L4M_OK);
        l4m_keypair_free(own);
    }
}

static void unknown_groups_and_bad_private_keys_are_refused(void **state)
{
    (void)state;
    l4m_mem mem = l4m_mem_default();
    l4m_rng rng = l4m_rng_system();
    uint8_t priv[L4M_PUBLIC_MAX + 1] = {0};
    l4m_keypair *pair = (l4m_keypair *)priv;
    assert_int_equal(l4m_keypair_new(&pair, 1, &rng, &mem), L4M_ERR_ARGUMENT);
    assert_null(pair);
    assert_int_equal(l4m_keypair_from_private(&pair, 1, priv, 32, &mem), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_keypair_from_private(&pair, L4M_GROUP_X25519, priv, 31, &mem), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_keypair_from_private(&pair, L4M_GROUP_X25519, priv, 33, &mem), L4M_ERR_ARGUMENT);
    for (size_t i = 0; i < MODPS; i++)
    {
        size_t size = l4m_group_public_size(all_groups[i]);
        memset(priv, 0, sizeof priv);
        assert_int_equal(l4m_keypair_from_private(&pair, all_groups[i], priv, 0, &mem), L4M_ERR_ARGUMENT);
        assert_int_equal(l4m_keypair_from_private(&pair, all_groups[i], priv, 20, &mem), L4M_ERR_ARGUMENT);
        priv[19] = 1;
        assert_int_equal(l4m_keypair_from_private(&pair, all_groups[i], priv, 20, &mem), L4M_ERR_ARGUMENT);
        assert_int_equal(l4m_keypair_from_private(&pair, all_groups[i], priv, size + 1, &mem), L4M_ERR_ARGUMENT);
        memset(priv, 0xff, sizeof priv);
        assert_int_equal(l4m_keypair_from_private(&pair, all_groups[i], priv, size, &mem), L4M_ERR_ARGUMENT);
        assert_null(pair);
    }
    l4m_keypair_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        crypto_test(rfc7748_5_2_x25519),
        crypto_test(rfc7748_5_2_x25519_iterated),
        crypto_test(rfc7748_6_1_x25519_key_exchange),
        cmocka_unit_test(r5_rfc2409_rfc3526_groups_are_the_published_ones),
        crypto_test(r5_both_sides_agree),
        crypto_test(rfc2631_secret_keeps_leading_zeros),
        cmocka_unit_test(same_seed_same_pair),
        crypto_test(pairs_made_through_a_handle_are_the_same),
        cmocka_unit_test(private_exponents_are_as_long_as_documented),
        crypto_test(rfc2631_2_1_5_values_out_of_range_are_refused),
        cmocka_unit_test(an_exponent_that_leads_to_1_makes_no_pair),
        crypto_test(values_of_wrong_length_are_refused),
        crypto_test(rfc7748_6_1_all_zero_results_are_refused),
        cmocka_unit_test(unknown_groups_and_bad_private_keys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
