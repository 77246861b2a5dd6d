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
    BIGNUM *(*prime)(BIGNUM *); /**< MODP; NULL: X25519 */
} group;

static const group groups[L4M_GROUPS] = {
    {L4M_GROUP_MODP1024, 160, BN_get_rfc2409_prime_1024},
    {L4M_GROUP_MODP1536, 240, BN_get_rfc3526_prime_1536},
    {L4M_GROUP_MODP2048, 256, BN_get_rfc3526_prime_2048},
    {L4M_GROUP_MODP3072, 320, BN_get_rfc3526_prime_3072},
    {L4M_GROUP_X25519, 256, NULL},
};

/** The generator of all MODP groups. */
static const uint8_t generator[] = {2};

struct l4m_keypair
{
    l4m_mem mem;
    const group *group;
    BIGNUM *exponent;     /**< MODP: the private key */
    EVP_PKEY *own;        /**< X25519: the private key */
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

/** Makes what exponentiation in a MODP group needs, unless it is there. */
static bool modp_ready(l4m_import *import, const group *g)
{
    if (import->mont != NULL)
    {
        return true;
    }
    BN_CTX *scratch = BN_CTX_new();
    import->prime = g->prime(NULL);
    import->limit = g->prime(NULL);
    import->mont = BN_MONT_CTX_new();
    bool ok = scratch != NULL && import->prime != NULL && import->limit != NULL && import->mont != NULL &&
              BN_sub_word(import->limit, 1) == 1 && BN_MONT_CTX_set(import->mont, import->prime, scratch) == 1;
    BN_CTX_free(scratch);
    if (!ok)
    {
        l4m_import_free(import);
    }
    return ok;
}

/** Whether 1 < n < p - 1: a public value by RFC 2631 2.1.5, without the subgroup check, which safe primes can do
 * without (RFC 7919 5.1). */
static bool in_range(const l4m_import *import, const BIGNUM *n)
{
    return BN_cmp(n, BN_value_one()) > 0 && BN_cmp(n, import->limit) < 0;
}

/** A number that is wiped when it is freed with BN_clear_free(). NULL on error. */
static BIGNUM *secret_number(l4m_part number)
{
    BIGNUM *n = BN_secure_new();
    if (n != NULL && BN_bin2bn(number.data, (int)number.len, n) == NULL)
    {
        BN_clear_free(n);
        n = NULL;
    }
    return n;
}

/** in_range() of bytes. @return L4M_OK, L4M_ERR_ARGUMENT (out of range) or L4M_ERR_CRYPTO */
static l4m_error check_modp(l4m_import *import, const group *g, l4m_part number)
{
    BIGNUM *n = modp_ready(import, g) ? secret_number(number) : NULL;
    if (n == NULL)
    {
        return L4M_ERR_CRYPTO;
    }
    bool ok = in_range(import, n);
    BN_clear_free(n);
    return ok ? L4M_OK : L4M_ERR_ARGUMENT;
}

/**
 * base ^ exponent mod p, padded to the group's size, in a time that tells nothing of the exponent but its length in
 * words. EVP_PKEY_derive() for DH calls the same function, but makes what depends on the prime alone anew for each key.
 * @return false as well where the result is 1 or p - 1
 */
static bool modp_power(l4m_import *import, const group *g, l4m_part base, const BIGNUM *exponent, uint8_t *out)
{
    int size = (int)public_size(g);
    BN_CTX *scratch = BN_CTX_new();
    BIGNUM *b = BN_bin2bn(base.data, (int)base.len, NULL);
    BIGNUM *power = BN_secure_new();
    bool ok = scratch != NULL && b != NULL && power != NULL && modp_ready(import, g) &&
              BN_mod_exp_mont_consttime(power, b, exponent, import->prime, scratch, import->mont) == 1 &&
              in_range(import, power) && BN_bn2binpad(power, out, size) == size;
    BN_clear_free(power);
    BN_free(b);
    BN_CTX_free(scratch);
    return ok;
}

/** An X25519 key from 32 bytes: \p part is "priv" or "pub". */
static EVP_PKEY *make_key(l4m_import *import, const char *part, l4m_part number)
{
    EVP_PKEY *pkey = NULL;
    if (import->ctx == NULL)
    {
        import->ctx = EVP_PKEY_CTX_new_from_name(NULL, "X25519", NULL);
    }
    /* OSSL_PARAM has one pointer for both directions; this one is only read. */
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(part, (void *)(uintptr_t)number.data, number.len),
        OSSL_PARAM_construct_end(),
    };
    bool ok = import->ctx != NULL && EVP_PKEY_fromdata_init(import->ctx) == 1 &&
              EVP_PKEY_fromdata(import->ctx, &pkey, EVP_PKEY_KEYPAIR, params) == 1;
    return ok ? pkey : NULL;
}

/** The peer's X25519 key. It belongs to \p import. NULL on error. */
static EVP_PKEY *peer_key(l4m_import *import, l4m_part value)
{
    if (import->peer == NULL)
    {
        import->peer = make_key(import, OSSL_PKEY_PARAM_PUB_KEY, value);
        return import->peer;
    }
    return EVP_PKEY_set1_encoded_public_key(import->peer, value.data, value.len) == 1 ? import->peer : NULL;
}

void l4m_import_free(l4m_import *import)
{
    EVP_PKEY_free(import->peer);
    EVP_PKEY_CTX_free(import->ctx);
    BN_MONT_CTX_free(import->mont);
    BN_free(import->limit);
    BN_free(import->prime);
    *import = (l4m_import){.ctx = NULL};
}

/** Shared secret of X25519. @return L4M_OK, L4M_ERR_PUBLIC_VALUE or L4M_ERR_CRYPTO */
static l4m_error derive(const l4m_keypair *own, l4m_import *import, l4m_part value, uint8_t *secret)
{
    size_t size = public_size(own->group);
    size_t len = size;
    EVP_PKEY *peer = peer_key(import, value);
    if (peer == NULL || EVP_PKEY_derive_set_peer_ex(own->derive, peer, 0) != 1)
    {
        return L4M_ERR_CRYPTO;
    }
    /* It fails in one case alone, an all-zero result (RFC 7748 6.1). */
    return EVP_PKEY_derive(own->derive, secret, &len) == 1 && len == size ? L4M_OK : L4M_ERR_PUBLIC_VALUE;
}

static bool fill_modp(l4m_keypair *pair, l4m_import *import, l4m_part priv)
{
    const l4m_part base = {generator, sizeof generator};
    pair->exponent = secret_number(priv);
    return pair->exponent != NULL && modp_power(import, pair->group, base, pair->exponent, pair->public_value);
}

static bool fill_x25519(l4m_keypair *pair, l4m_import *import, l4m_part priv)
{
    size_t len = public_size(pair->group);
    pair->own = make_key(import, OSSL_PKEY_PARAM_PRIV_KEY, priv);
    pair->derive = pair->own != NULL ? EVP_PKEY_CTX_new_from_pkey(NULL, pair->own, NULL) : NULL;
    return pair->derive != NULL && EVP_PKEY_derive_init(pair->derive) == 1 &&
           EVP_PKEY_get_raw_public_key(pair->own, pair->public_value, &len) == 1;
}

/** Checks length and range of a private key. The exponent 1 would make a public value that peers refuse. */
static l4m_error check_private(l4m_import *import, const group *g, l4m_part priv)
{
    if (g->prime == NULL)
    {
        return priv.len == g->private_bits / 8u ? L4M_OK : L4M_ERR_ARGUMENT;
    }
    return priv.len <= public_size(g) ? check_modp(import, g, priv) : L4M_ERR_ARGUMENT;
}

static l4m_error make_pair(l4m_import *import, l4m_keypair **out, const group *g, l4m_part priv, const l4m_mem *mem)
{
    ERR_set_mark();
    l4m_error err = check_private(import, g, priv);
    ERR_pop_to_mark();
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
    bool ok = g->prime != NULL ? fill_modp(pair, import, priv) : fill_x25519(pair, import, priv);
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
        BN_clear_free(pair->exponent);
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
    l4m_import *import = &crypto->imports[g - groups];
    l4m_error err = peer_len == public_size(g) ? L4M_OK : L4M_ERR_PUBLIC_VALUE;

    *secret_len = 0;
    ERR_set_mark();
    if (err == L4M_OK && g->prime != NULL)
    {
        err = check_modp(import, g, value);
        err = err == L4M_ERR_ARGUMENT ? L4M_ERR_PUBLIC_VALUE : err;
        if (err == L4M_OK && !modp_power(import, g, value, own->exponent, secret))
        {
            err = L4M_ERR_CRYPTO;
        }
    }
    else if (err == L4M_OK)
    {
        err = derive(own, import, value, secret);
    }
    ERR_pop_to_mark();
    if (err == L4M_OK)
    {
        *secret_len = peer_len;
    }
    return err;
}
