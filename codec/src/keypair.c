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

/**
 * A group. The private exponent of MODP has at least the bits that RFC 2631 2.2 (1024) and the first estimate of
 * RFC 3526 8 ask for (180, 220, 260), filled up to the whole 64-bit words that exponentiation in constant time works in
 * anyway.
 */
typedef struct group
{
    uint16_t id;
    uint16_t private_bits;
    const char *algorithm;      /**< libcrypto's name */
    const char *name;           /**< libcrypto's name of the group; NULL: it has none, or needs none */
    BIGNUM *(*prime)(BIGNUM *); /**< MODP; NULL: X25519 */
} group;

static const group groups[L4M_GROUPS] = {
    {L4M_GROUP_MODP1024, 160, "DH", NULL, BN_get_rfc2409_prime_1024},
    {L4M_GROUP_MODP1536, 240, "DH", "modp_1536", BN_get_rfc3526_prime_1536},
    {L4M_GROUP_MODP2048, 256, "DH", "modp_2048", BN_get_rfc3526_prime_2048},
    {L4M_GROUP_MODP3072, 320, "DH", "modp_3072", BN_get_rfc3526_prime_3072},
    {L4M_GROUP_X25519, 256, "X25519", NULL, NULL},
};

/** The generator of all MODP groups. */
static const uint8_t generator[] = {2};

struct l4m_keypair
{
    l4m_mem mem;
    const group *group;
    EVP_PKEY *own;        /**< the private key */
    EVP_PKEY_CTX *derive; /**< computes shared secrets with it */
    uint8_t public_value[L4M_PUBLIC_MAX];
};

/** The row of a group, or NULL. */
static const group *find_group(uint16_t id)
{
    for (size_t i = 0; i < L4M_GROUPS; i++)
    {
        if (groups[i].id == id)
        {
            return &groups[i];
        }
    }
    return NULL;
}

static size_t public_size(const group *g)
{
    return l4m_group_public_size(g->id);
}

/**
 * Checks a number against 1 < n < p - 1: a public value by RFC 2631 2.1.5, without the subgroup check, which safe
 * primes can do without (RFC 7919 5.1). \return L4M_OK, L4M_ERR_ARGUMENT (out of range) or L4M_ERR_CRYPTO
 */
static l4m_error check_modp(const group *g, l4m_part number)
{
    BIGNUM *limit = g->prime(NULL);
    BIGNUM *n = BN_secure_new();
    l4m_error err = L4M_ERR_CRYPTO;
    if (limit != NULL && n != NULL && BN_sub_word(limit, 1) == 1 && BN_bin2bn(number.data, (int)number.len, n) != NULL)
    {
        err = BN_cmp(n, BN_value_one()) > 0 && BN_cmp(n, limit) < 0 ? L4M_OK : L4M_ERR_ARGUMENT;
    }
    BN_clear_free(n);
    BN_free(limit);
    return err;
}

/** OSSL_PARAM wants integers in the machine's byte order. */
static bool to_native(l4m_part number, uint8_t *native)
{
    BIGNUM *n = BN_secure_new();
    bool ok = n != NULL && BN_bin2bn(number.data, (int)number.len, n) != NULL &&
              BN_bn2nativepad(n, native, (int)number.len) == (int)number.len;
    BN_clear_free(n);
    return ok;
}

static EVP_PKEY *from_params(EVP_PKEY_CTX *ctx, OSSL_PARAM *params)
{
    EVP_PKEY *pkey = NULL;
    return EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) == 1 ? pkey : NULL;
}

static EVP_PKEY *modp_key(EVP_PKEY_CTX *ctx, const group *g, const char *part, l4m_part number)
{
    uint8_t prime[L4M_PUBLIC_MAX];
    uint8_t native[L4M_PUBLIC_MAX];
    uint8_t native_generator = generator[0];
    OSSL_PARAM params[4];
    OSSL_PARAM *p = params;

    if (g->name != NULL)
    {
        *p++ = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)(uintptr_t)g->name, 0);
    }
    else
    {
        int len = (int)public_size(g);
        BIGNUM *n = g->prime(NULL);
        bool ok = n != NULL && BN_bn2nativepad(n, prime, len) == len;
        BN_free(n);
        if (!ok)
        {
            return NULL;
        }
        *p++ = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_FFC_P, prime, (size_t)len);
        *p++ = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_FFC_G, &native_generator, 1);
    }
    *p++ = OSSL_PARAM_construct_BN(part, native, number.len);
    *p = OSSL_PARAM_construct_end();

    EVP_PKEY *pkey = to_native(number, native) ? from_params(ctx, params) : NULL;
    l4m_crypto_wipe(native, sizeof native);
    return pkey;
}

/** A key of a group from one number: \p part is "priv" or "pub". */
static EVP_PKEY *make_key(l4m_import *import, const group *g, const char *part, l4m_part number)
{
    if (import->ctx == NULL)
    {
        import->ctx = EVP_PKEY_CTX_new_from_name(NULL, g->algorithm, NULL);
    }
    if (import->ctx == NULL || EVP_PKEY_fromdata_init(import->ctx) != 1)
    {
        return NULL;
    }
    if (g->prime != NULL)
    {
        return modp_key(import->ctx, g, part, number);
    }
    /* OSSL_PARAM has one pointer for both directions; this one is only read. */
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(part, (void *)(uintptr_t)number.data, number.len),
        OSSL_PARAM_construct_end(),
    };
    return from_params(import->ctx, params);
}

/** The peer's key, with a public value that has been checked. It belongs to \p import. NULL on error. */
static EVP_PKEY *peer_key(l4m_import *import, const group *g, l4m_part value)
{
    if (import->peer == NULL)
    {
        import->peer = make_key(import, g, OSSL_PKEY_PARAM_PUB_KEY, value);
        return import->peer;
    }
    return EVP_PKEY_set1_encoded_public_key(import->peer, value.data, value.len) == 1 ? import->peer : NULL;
}

void l4m_import_free(l4m_import *import)
{
    EVP_PKEY_free(import->peer);
    EVP_PKEY_CTX_free(import->ctx);
    *import = (l4m_import){.ctx = NULL};
}

/**
 * Shared secret with a peer whose public value has been checked; the check that libcrypto would add costs 5 times the
 * rest. \return L4M_OK, L4M_ERR_PUBLIC_VALUE or L4M_ERR_CRYPTO
 */
static l4m_error derive(const l4m_keypair *own, l4m_import *import, l4m_part value, uint8_t *secret)
{
    size_t size = public_size(own->group);
    size_t len = size;
    EVP_PKEY *peer = peer_key(import, own->group, value);
    if (peer == NULL || EVP_PKEY_derive_set_peer_ex(own->derive, peer, 0) != 1)
    {
        return L4M_ERR_CRYPTO;
    }
    if (EVP_PKEY_derive(own->derive, secret, &len) != 1 || len != size)
    {
        /* X25519 itself fails in one case alone, an all-zero result (RFC 7748 6.1). */
        return own->group->prime == NULL ? L4M_ERR_PUBLIC_VALUE : L4M_ERR_CRYPTO;
    }
    return L4M_OK;
}

/** A context that derives with a key; secrets of MODP groups keep their leading zeros. */
static EVP_PKEY_CTX *new_derive(EVP_PKEY *own, const group *g)
{
    unsigned pad = 1;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_uint(OSSL_EXCHANGE_PARAM_PAD, &pad),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
    if (ctx != NULL && EVP_PKEY_derive_init_ex(ctx, g->prime != NULL ? params : NULL) != 1)
    {
        EVP_PKEY_CTX_free(ctx);
        ctx = NULL;
    }
    return ctx;
}

static bool fill_pair(l4m_keypair *pair, l4m_import *import, l4m_part priv)
{
    pair->own = make_key(import, pair->group, OSSL_PKEY_PARAM_PRIV_KEY, priv);
    pair->derive = pair->own != NULL ? new_derive(pair->own, pair->group) : NULL;
    if (pair->derive == NULL)
    {
        return false;
    }
    if (pair->group->prime != NULL)
    {
        /* The public value is the shared secret with a peer whose public value is the generator. */
        return derive(pair, import, (l4m_part){generator, sizeof generator}, pair->public_value) == L4M_OK;
    }
    size_t len = public_size(pair->group);
    return EVP_PKEY_get_raw_public_key(pair->own, pair->public_value, &len) == 1;
}

/** Checks length and range of a private key. The exponent 1 would make a public value that peers refuse. */
static l4m_error check_private(const group *g, l4m_part priv)
{
    if (g->prime == NULL)
    {
        return priv.len == g->private_bits / 8u ? L4M_OK : L4M_ERR_ARGUMENT;
    }
    return priv.len <= public_size(g) ? check_modp(g, priv) : L4M_ERR_ARGUMENT;
}

static l4m_error make_pair(l4m_import *import, l4m_keypair **out, const group *g, l4m_part priv, const l4m_mem *mem)
{
    l4m_error err = check_private(g, priv);
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
    pair->group = g;

    ERR_set_mark();
    bool ok = fill_pair(pair, import, priv);
    ERR_pop_to_mark();
    if (!ok)
    {
        l4m_keypair_free(pair);
        return L4M_ERR_CRYPTO;
    }
    *out = pair;
    return L4M_OK;
}

static l4m_error make_random_pair(l4m_import *import,
                                  l4m_keypair **out,
                                  const group *g,
                                  const l4m_rng *rng,
                                  const l4m_mem *mem)
{
    uint8_t priv[L4M_PUBLIC_MAX];
    size_t len = g->private_bits / 8u;
    l4m_error err = L4M_ERR_RANDOM;
    if (rng->fill(rng->user, priv, len))
    {
        if (g->prime != NULL)
        {
            /* Exactly as long as it is meant to be. */
            priv[0] |= 0x80;
        }
        err = make_pair(import, out, g, (l4m_part){priv, len}, mem);
    }
    l4m_crypto_wipe(priv, sizeof priv);
    return err;
}

l4m_error l4m_keypair_from_private(l4m_keypair **out,
                                   uint16_t group_id,
                                   const uint8_t *priv,
                                   size_t priv_len,
                                   const l4m_mem *mem)
{
    const group *g = find_group(group_id);
    l4m_import import = {.ctx = NULL};
    *out = NULL;
    l4m_error err = g != NULL ? make_pair(&import, out, g, (l4m_part){priv, priv_len}, mem) : L4M_ERR_ARGUMENT;
    l4m_import_free(&import);
    return err;
}

l4m_error l4m_keypair_new(l4m_keypair **out, uint16_t group_id, const l4m_rng *rng, const l4m_mem *mem)
{
    const group *g = find_group(group_id);
    l4m_import import = {.ctx = NULL};
    *out = NULL;
    l4m_error err = g != NULL ? make_random_pair(&import, out, g, rng, mem) : L4M_ERR_ARGUMENT;
    l4m_import_free(&import);
    return err;
}

l4m_error l4m_crypto_keypair(l4m_crypto *crypto,
                             l4m_keypair **out,
                             uint16_t group_id,
                             const l4m_rng *rng,
                             const l4m_mem *mem)
{
    const group *g = find_group(group_id);
    *out = NULL;
    return g != NULL ? make_random_pair(&crypto->imports[g - groups], out, g, rng, mem) : L4M_ERR_ARGUMENT;
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
    return pair->group->id;
}

const uint8_t *l4m_keypair_public(const l4m_keypair *pair)
{
    return pair->public_value;
}

l4m_error l4m_crypto_agree(l4m_crypto *crypto,
                           const l4m_keypair *own,
                           const uint8_t *peer,
                           size_t peer_len,
                           uint8_t *secret,
                           size_t *secret_len)
{
    const group *g = own->group;
    const l4m_part value = {peer, peer_len};
    l4m_error err = peer_len == public_size(g) ? L4M_OK : L4M_ERR_PUBLIC_VALUE;

    *secret_len = 0;
    ERR_set_mark();
    if (err == L4M_OK && g->prime != NULL)
    {
        err = check_modp(g, value);
        err = err == L4M_ERR_ARGUMENT ? L4M_ERR_PUBLIC_VALUE : err;
    }
    if (err == L4M_OK)
    {
        err = derive(own, &crypto->imports[g - groups], value, secret);
    }
    ERR_pop_to_mark();
    if (err == L4M_OK)
    {
        *secret_len = peer_len;
    }
    return err;
}
