/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4m/keypair.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "crypto_state.h"
#include "l4m/suite.h"

enum
{
    X25519_SIZE = 32,
    GENERATOR = 2 /* of all MODP groups */
};

struct l4m_keypair
{
    l4m_mem mem;
    uint16_t group;
    EVP_PKEY *own;        /**< the private key */
    EVP_PKEY_CTX *derive; /**< computes shared secrets with it */
    uint8_t public_value[L4M_PUBLIC_MAX];
};

/**
 * A MODP group. The private exponent has at least the bits that RFC 2631 2.2 (1024) and the first estimate of RFC 3526
 * 8 ask for (180, 220, 260), filled up to the whole 64-bit words that exponentiation in constant time works in anyway.
 */
typedef struct modp
{
    uint16_t group;
    uint16_t exponent_bits;
    BIGNUM *(*prime)(BIGNUM *);
    const char *name; /**< libcrypto's, or NULL where it has none */
} modp;

static const modp modps[] = {
    {L4M_GROUP_MODP1024, 160, BN_get_rfc2409_prime_1024, NULL},
    {L4M_GROUP_MODP1536, 240, BN_get_rfc3526_prime_1536, "modp_1536"},
    {L4M_GROUP_MODP2048, 256, BN_get_rfc3526_prime_2048, "modp_2048"},
    {L4M_GROUP_MODP3072, 320, BN_get_rfc3526_prime_3072, "modp_3072"},
};

/** The row of a MODP group, or NULL. */
static const modp *modp_find(uint16_t group)
{
    for (size_t i = 0; i < sizeof modps / sizeof modps[0]; i++)
    {
        if (modps[i].group == group)
        {
            return &modps[i];
        }
    }
    return NULL;
}

static size_t private_size(uint16_t group)
{
    const modp *row = modp_find(group);
    return row != NULL ? row->exponent_bits / 8u : X25519_SIZE;
}

/**
 * Checks a number against 1 < n < p - 1: a public value by RFC 2631 2.1.5, without the subgroup check, which safe
 * primes can do without (RFC 7919 5.1). \return L4M_OK, L4M_ERR_ARGUMENT (out of range) or L4M_ERR_CRYPTO
 */
static l4m_error modp_check(const modp *row, const uint8_t *number, size_t len)
{
    BIGNUM *limit = row->prime(NULL);
    BIGNUM *n = BN_secure_new();
    l4m_error err = L4M_ERR_CRYPTO;
    if (limit != NULL && n != NULL && BN_sub_word(limit, 1) == 1 && BN_bin2bn(number, (int)len, n) != NULL)
    {
        err = BN_cmp(n, BN_value_one()) > 0 && BN_cmp(n, limit) < 0 ? L4M_OK : L4M_ERR_ARGUMENT;
    }
    BN_clear_free(n);
    BN_free(limit);
    return err;
}

/** OSSL_PARAM wants integers in the machine's byte order. */
static bool to_native(const uint8_t *big_endian, size_t len, uint8_t *native)
{
    BIGNUM *n = BN_secure_new();
    bool ok =
        n != NULL && BN_bin2bn(big_endian, (int)len, n) != NULL && BN_bn2nativepad(n, native, (int)len) == (int)len;
    BN_clear_free(n);
    return ok;
}

EVP_PKEY_CTX *l4m_import_new(const char *algorithm)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
    if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) != 1)
    {
        EVP_PKEY_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

/** A context to import keys of a group, for one time. */
static EVP_PKEY_CTX *import_once(uint16_t group)
{
    return l4m_import_new(group == L4M_GROUP_X25519 ? "X25519" : "DH");
}

static EVP_PKEY_CTX *import_of(const l4m_crypto *crypto, uint16_t group)
{
    return group == L4M_GROUP_X25519 ? crypto->import_x25519 : crypto->import_dh;
}

static EVP_PKEY *import(EVP_PKEY_CTX *ctx, OSSL_PARAM *params)
{
    EVP_PKEY *pkey = NULL;
    return EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) == 1 ? pkey : NULL;
}

/** A MODP key: private with \p key_name "priv", public with "pub". */
static EVP_PKEY *modp_key(EVP_PKEY_CTX *ctx, const modp *row, const char *key_name, const uint8_t *key, size_t key_len)
{
    uint8_t prime[L4M_PUBLIC_MAX];
    uint8_t native[L4M_PUBLIC_MAX];
    uint8_t generator = GENERATOR;
    size_t prime_len = l4m_group_public_size(row->group);
    OSSL_PARAM params[4];
    OSSL_PARAM *p = params;

    if (row->name != NULL)
    {
        *p++ = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)(uintptr_t)row->name, 0);
    }
    else
    {
        BIGNUM *n = row->prime(NULL);
        bool ok = n != NULL && BN_bn2nativepad(n, prime, (int)prime_len) == (int)prime_len;
        BN_free(n);
        if (!ok)
        {
            return NULL;
        }
        *p++ = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_FFC_P, prime, prime_len);
        *p++ = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_FFC_G, &generator, 1);
    }
    *p++ = OSSL_PARAM_construct_BN(key_name, native, key_len);
    *p = OSSL_PARAM_construct_end();

    EVP_PKEY *pkey = to_native(key, key_len, native) ? import(ctx, params) : NULL;
    l4m_crypto_wipe(native, sizeof native);
    return pkey;
}

static EVP_PKEY *x25519_key(EVP_PKEY_CTX *ctx, const char *key_name, const uint8_t *key, size_t key_len)
{
    /* OSSL_PARAM has one pointer for both directions; this one is only read. */
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(key_name, (void *)(uintptr_t)key, key_len),
        OSSL_PARAM_construct_end(),
    };
    return import(ctx, params);
}

/**
 * Shared secret with a peer whose value has been checked; the check that libcrypto would add costs 5 times the rest.
 * \return L4M_OK, L4M_ERR_PUBLIC_VALUE or L4M_ERR_CRYPTO
 */
static l4m_error derive(const l4m_keypair *own, EVP_PKEY *peer, uint8_t *secret)
{
    size_t size = l4m_group_public_size(own->group);
    size_t len = size;
    if (EVP_PKEY_derive_set_peer_ex(own->derive, peer, 0) != 1)
    {
        return L4M_ERR_CRYPTO;
    }
    if (EVP_PKEY_derive(own->derive, secret, &len) != 1 || len != size)
    {
        /* X25519 itself fails in one case alone, an all-zero result (RFC 7748 6.1). */
        return own->group == L4M_GROUP_X25519 ? L4M_ERR_PUBLIC_VALUE : L4M_ERR_CRYPTO;
    }
    return L4M_OK;
}

/** The public value is the shared secret with a peer whose public value is the generator. */
static bool modp_public(l4m_keypair *pair, EVP_PKEY_CTX *ctx, const modp *row)
{
    const uint8_t generator = GENERATOR;
    EVP_PKEY *peer = modp_key(ctx, row, OSSL_PKEY_PARAM_PUB_KEY, &generator, 1);
    bool ok = peer != NULL && derive(pair, peer, pair->public_value) == L4M_OK;
    EVP_PKEY_free(peer);
    return ok;
}

static bool x25519_public(l4m_keypair *pair)
{
    size_t len = X25519_SIZE;
    return EVP_PKEY_get_raw_public_key(pair->own, pair->public_value, &len) == 1 && len == X25519_SIZE;
}

/** A context in which keys of libcrypto derive; secrets of MODP groups keep their leading zeros. */
static EVP_PKEY_CTX *new_derive(EVP_PKEY *own, bool is_modp)
{
    unsigned pad = 1;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_uint(OSSL_EXCHANGE_PARAM_PAD, &pad),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
    if (ctx != NULL && EVP_PKEY_derive_init_ex(ctx, is_modp ? params : NULL) != 1)
    {
        EVP_PKEY_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

static bool fill_pair(l4m_keypair *pair, EVP_PKEY_CTX *ctx, const uint8_t *priv, size_t priv_len)
{
    const modp *row = modp_find(pair->group);
    pair->own = row != NULL ? modp_key(ctx, row, OSSL_PKEY_PARAM_PRIV_KEY, priv, priv_len)
                            : x25519_key(ctx, OSSL_PKEY_PARAM_PRIV_KEY, priv, priv_len);
    if (pair->own == NULL)
    {
        return false;
    }
    pair->derive = new_derive(pair->own, row != NULL);
    return pair->derive != NULL && (row != NULL ? modp_public(pair, ctx, row) : x25519_public(pair));
}

/** Checks length and range of a private key. The exponent 1 would make a public value that peers refuse. */
static l4m_error check_private(uint16_t group, const uint8_t *priv, size_t priv_len)
{
    const modp *row = modp_find(group);
    if (row == NULL)
    {
        return group == L4M_GROUP_X25519 && priv_len == X25519_SIZE ? L4M_OK : L4M_ERR_ARGUMENT;
    }
    return priv_len <= l4m_group_public_size(group) ? modp_check(row, priv, priv_len) : L4M_ERR_ARGUMENT;
}

/** A pair from a private key, made in \p ctx. */
static l4m_error make_pair(EVP_PKEY_CTX *ctx, l4m_keypair **out, uint16_t group, l4m_part priv, const l4m_mem *mem)
{
    l4m_error err = check_private(group, priv.data, priv.len);
    if (err != L4M_OK)
    {
        return err;
    }
    l4m_keypair *pair = mem->alloc(sizeof *pair, mem->user);
    if (pair == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    memset(pair, 0, sizeof *pair);
    pair->mem = *mem;
    pair->group = group;

    ERR_set_mark();
    bool ok = ctx != NULL && fill_pair(pair, ctx, priv.data, priv.len);
    ERR_pop_to_mark();
    if (!ok)
    {
        l4m_keypair_free(pair);
        return L4M_ERR_CRYPTO;
    }
    *out = pair;
    return L4M_OK;
}

/** A pair from a random private key, made in \p ctx. */
static l4m_error make_random_pair(EVP_PKEY_CTX *ctx,
                                  l4m_keypair **out,
                                  uint16_t group,
                                  const l4m_rng *rng,
                                  const l4m_mem *mem)
{
    uint8_t priv[L4M_PUBLIC_MAX];
    size_t len = private_size(group);
    l4m_error err = L4M_ERR_RANDOM;
    if (rng->fill(rng->user, priv, len))
    {
        if (modp_find(group) != NULL)
        {
            /* Exactly as long as it is meant to be. */
            priv[0] |= 0x80;
        }
        err = make_pair(ctx, out, group, (l4m_part){priv, len}, mem);
    }
    l4m_crypto_wipe(priv, sizeof priv);
    return err;
}

l4m_error l4m_keypair_from_private(l4m_keypair **out,
                                   uint16_t group,
                                   const uint8_t *priv,
                                   size_t priv_len,
                                   const l4m_mem *mem)
{
    *out = NULL;
    if (l4m_group_public_size(group) == 0)
    {
        return L4M_ERR_ARGUMENT;
    }
    EVP_PKEY_CTX *ctx = import_once(group);
    l4m_error err = make_pair(ctx, out, group, (l4m_part){priv, priv_len}, mem);
    EVP_PKEY_CTX_free(ctx);
    return err;
}

l4m_error l4m_keypair_new(l4m_keypair **out, uint16_t group, const l4m_rng *rng, const l4m_mem *mem)
{
    *out = NULL;
    if (l4m_group_public_size(group) == 0)
    {
        return L4M_ERR_ARGUMENT;
    }
    EVP_PKEY_CTX *ctx = import_once(group);
    l4m_error err = make_random_pair(ctx, out, group, rng, mem);
    EVP_PKEY_CTX_free(ctx);
    return err;
}

l4m_error l4m_crypto_keypair(l4m_crypto *crypto,
                             l4m_keypair **out,
                             uint16_t group,
                             const l4m_rng *rng,
                             const l4m_mem *mem)
{
    *out = NULL;
    if (l4m_group_public_size(group) == 0)
    {
        return L4M_ERR_ARGUMENT;
    }
    return make_random_pair(import_of(crypto, group), out, group, rng, mem);
}

void l4m_keypair_free(l4m_keypair *pair)
{
    if (pair != NULL)
    {
        EVP_PKEY_CTX_free(pair->derive);
        EVP_PKEY_free(pair->own);
        pair->mem.free(pair, pair->mem.user);
    }
}

uint16_t l4m_keypair_group(const l4m_keypair *pair)
{
    return pair->group;
}

const uint8_t *l4m_keypair_public(const l4m_keypair *pair)
{
    return pair->public_value;
}

/** The peer's key. \return L4M_ERR_PUBLIC_VALUE or L4M_ERR_CRYPTO without one */
static l4m_error peer_key(EVP_PKEY_CTX *ctx, uint16_t group, const uint8_t *peer, size_t peer_len, EVP_PKEY **out)
{
    const modp *row = modp_find(group);
    if (row != NULL)
    {
        l4m_error err = modp_check(row, peer, peer_len);
        if (err != L4M_OK)
        {
            return err == L4M_ERR_ARGUMENT ? L4M_ERR_PUBLIC_VALUE : err;
        }
        *out = modp_key(ctx, row, OSSL_PKEY_PARAM_PUB_KEY, peer, peer_len);
    }
    else
    {
        *out = x25519_key(ctx, OSSL_PKEY_PARAM_PUB_KEY, peer, peer_len);
    }
    return *out != NULL ? L4M_OK : L4M_ERR_CRYPTO;
}

l4m_error l4m_crypto_agree(l4m_crypto *crypto,
                           const l4m_keypair *own,
                           const uint8_t *peer,
                           size_t peer_len,
                           uint8_t *secret,
                           size_t *secret_len)
{
    size_t size = l4m_group_public_size(own->group);
    EVP_PKEY *key = NULL;

    *secret_len = 0;
    if (peer_len != size)
    {
        return L4M_ERR_PUBLIC_VALUE;
    }
    ERR_set_mark();
    l4m_error err = peer_key(import_of(crypto, own->group), own->group, peer, peer_len, &key);
    if (err == L4M_OK)
    {
        err = derive(own, key, secret);
    }
    ERR_pop_to_mark();
    EVP_PKEY_free(key);
    if (err == L4M_OK)
    {
        *secret_len = size;
    }
    return err;
}
