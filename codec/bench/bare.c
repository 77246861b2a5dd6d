/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "bare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

struct bare_mac
{
    const bench_ring *ring;
    EVP_MAC_CTX *mac;
    EVP_MD_CTX *inner;
    EVP_MD_CTX *outer;
    EVP_MD_CTX *work;
    EVP_CIPHER_CTX *cipher;
    size_t digest_len;
    uint64_t number;
};

static const uint8_t some_key[64] = {1, 2, 3, 4, 5, 6, 7, 8};

static const char *digest_name(l4m_mac_id mac)
{
    static const char *const names[] = {"MD5", "SHA1", "SHA256"};
    return names[mac];
}

static EVP_MD_CTX *padded(const EVP_MD *md, size_t key_len, uint8_t pad)
{
    uint8_t block[64];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    for (size_t i = 0; i < sizeof block; i++)
    {
        block[i] = (uint8_t)((i < key_len ? some_key[i] : 0) ^ pad);
    }
    bench_check(ctx != NULL && EVP_DigestInit_ex2(ctx, md, NULL) == 1 &&
                    EVP_DigestUpdate(ctx, block, sizeof block) == 1,
                "EVP_DigestInit_ex2");
    return ctx;
}

static void init_hmac(bare_mac *bare, l4m_mac_id mac)
{
    char name[16];
    snprintf(name, sizeof name, "%s", digest_name(mac));
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                           OSSL_PARAM_construct_end()};
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);
    bench_check(hmac != NULL && md != NULL, "EVP_MAC_fetch");
    bare->digest_len = (size_t)EVP_MD_get_size(md);
    bare->mac = EVP_MAC_CTX_new(hmac);
    bench_check(EVP_MAC_init(bare->mac, some_key, bare->digest_len, params) == 1, "EVP_MAC_init");
    bare->inner = padded(md, bare->digest_len, 0x36);
    bare->outer = padded(md, bare->digest_len, 0x5c);
    bare->work = EVP_MD_CTX_new();
    EVP_MD_free(md);
    EVP_MAC_free(hmac);
}

static void init_gmac(bare_mac *bare)
{
    char name[] = "AES-128-GCM";
    uint8_t iv[12] = {0};
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name, 0),
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, iv, sizeof iv),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *gmac = EVP_MAC_fetch(NULL, "GMAC", NULL);
    EVP_CIPHER *gcm = EVP_CIPHER_fetch(NULL, name, NULL);
    bench_check(gmac != NULL && gcm != NULL, "EVP_CIPHER_fetch");
    bare->mac = EVP_MAC_CTX_new(gmac);
    bare->cipher = EVP_CIPHER_CTX_new();
    bench_check(EVP_MAC_init(bare->mac, some_key, 16, params) == 1, "EVP_MAC_init");
    bench_check(EVP_EncryptInit_ex2(bare->cipher, gcm, some_key, NULL, NULL) == 1, "EVP_EncryptInit_ex2");
    EVP_CIPHER_free(gcm);
    EVP_MAC_free(gmac);
}

bare_mac *bare_mac_new(l4m_mac_id mac, const bench_ring *ring)
{
    bare_mac *bare = calloc(1, sizeof *bare);
    bench_check(bare != NULL, "memory");
    bare->ring = ring;
    if (mac == L4M_MAC_AES128_GMAC)
    {
        init_gmac(bare);
    }
    else
    {
        init_hmac(bare, mac);
    }
    return bare;
}

void bare_mac_free(bare_mac *bare)
{
    EVP_MAC_CTX_free(bare->mac);
    EVP_MD_CTX_free(bare->inner);
    EVP_MD_CTX_free(bare->outer);
    EVP_MD_CTX_free(bare->work);
    EVP_CIPHER_CTX_free(bare->cipher);
    free(bare);
}

/** HMAC by EVP_MAC, begun again with the key it has. */
static void run_hmac_mac(void *arg, size_t n)
{
    bare_mac *bare = arg;
    uint8_t out[32];
    size_t len;
    for (size_t i = 0; i < n; i++)
    {
        int ok = EVP_MAC_init(bare->mac, NULL, 0, NULL) &&
                 EVP_MAC_update(bare->mac, bare->ring->packets[i], bare->ring->len) &&
                 EVP_MAC_final(bare->mac, out, &len, sizeof out);
        bench_check(ok, "EVP_MAC (HMAC)");
    }
}

/** HMAC by the hash, from copies of the keyed states. */
static void run_hmac_md(void *arg, size_t n)
{
    bare_mac *bare = arg;
    uint8_t out[32];
    for (size_t i = 0; i < n; i++)
    {
        int ok = EVP_MD_CTX_copy_ex(bare->work, bare->inner) &&
                 EVP_DigestUpdate(bare->work, bare->ring->packets[i], bare->ring->len) &&
                 EVP_DigestFinal_ex(bare->work, out, NULL) && EVP_MD_CTX_copy_ex(bare->work, bare->outer) &&
                 EVP_DigestUpdate(bare->work, out, bare->digest_len) && EVP_DigestFinal_ex(bare->work, out, NULL);
        bench_check(ok, "EVP_MD (HMAC)");
    }
}

static void next_iv(bare_mac *bare, uint8_t iv[12])
{
    uint64_t number = bare->number++;
    memcpy(iv, some_key, 4);
    memcpy(iv + 4, &number, 8);
}

static void run_gmac_mac(void *arg, size_t n)
{
    bare_mac *bare = arg;
    uint8_t iv[12];
    uint8_t out[16];
    size_t len;
    OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, iv, sizeof iv),
                           OSSL_PARAM_construct_end()};
    for (size_t i = 0; i < n; i++)
    {
        next_iv(bare, iv);
        int ok = EVP_MAC_init(bare->mac, NULL, 0, params) &&
                 EVP_MAC_update(bare->mac, bare->ring->packets[i], bare->ring->len) &&
                 EVP_MAC_final(bare->mac, out, &len, sizeof out);
        bench_check(ok, "EVP_MAC (GMAC)");
    }
}

static void run_gmac_cipher(void *arg, size_t n)
{
    bare_mac *bare = arg;
    uint8_t iv[12];
    uint8_t out[16];
    int len;
    OSSL_PARAM tag[] = {
        OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, out, sizeof out),
        OSSL_PARAM_construct_end(),
    };
    for (size_t i = 0; i < n; i++)
    {
        next_iv(bare, iv);
        int ok = EVP_EncryptInit_ex2(bare->cipher, NULL, NULL, iv, NULL) &&
                 EVP_EncryptUpdate(bare->cipher, NULL, &len, bare->ring->packets[i], (int)bare->ring->len) &&
                 EVP_EncryptFinal_ex(bare->cipher, out, &len) && EVP_CIPHER_CTX_get_params(bare->cipher, tag);
        bench_check(ok, "EVP_CIPHER (GMAC)");
    }
}

bench_op bare_mac_way(bare_mac *bare, size_t way)
{
    if (bare->cipher != NULL)
    {
        return way == 0 ? (bench_op){"EVP_MAC", run_gmac_mac, bare, NULL}
                        : (bench_op){"EVP_CIPHER", run_gmac_cipher, bare, NULL};
    }
    return way == 0 ? (bench_op){"EVP_MAC", run_hmac_mac, bare, NULL} : (bench_op){"EVP_MD", run_hmac_md, bare, NULL};
}

struct bare_dh
{
    EVP_PKEY_CTX *keygen;
    bool x25519;
};

/** The parameters of a MODP group as a key without numbers of its own. */
static EVP_PKEY *modp_params(uint16_t group)
{
    uint8_t prime[128];
    uint8_t generator = 2;
    OSSL_PARAM params[3];
    char name[16] = "";
    if (group == L4M_GROUP_MODP1024)
    {
        BIGNUM *p = BN_get_rfc2409_prime_1024(NULL);
        bench_check(p != NULL && BN_bn2nativepad(p, prime, sizeof prime) == sizeof prime, "prime");
        BN_free(p);
        params[0] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_FFC_P, prime, sizeof prime);
        params[1] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_FFC_G, &generator, 1);
        params[2] = OSSL_PARAM_construct_end();
    }
    else
    {
        snprintf(name,
                 sizeof name,
                 "%s",
                 group == L4M_GROUP_MODP1536   ? "modp_1536"
                 : group == L4M_GROUP_MODP2048 ? "modp_2048"
                                               : "modp_3072");
        params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0);
        params[1] = OSSL_PARAM_construct_end();
    }
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    bench_check(ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
                    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEY_PARAMETERS, params) == 1,
                "EVP_PKEY_fromdata");
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}

bare_dh *bare_dh_new(uint16_t group)
{
    bare_dh *bare = calloc(1, sizeof *bare);
    bench_check(bare != NULL, "memory");
    bare->x25519 = group == L4M_GROUP_X25519;
    if (bare->x25519)
    {
        bare->keygen = EVP_PKEY_CTX_new_from_name(NULL, "X25519", NULL);
    }
    else
    {
        EVP_PKEY *params = modp_params(group);
        bare->keygen = EVP_PKEY_CTX_new_from_pkey(NULL, params, NULL);
        EVP_PKEY_free(params);
    }
    bench_check(bare->keygen != NULL && EVP_PKEY_keygen_init(bare->keygen) == 1, "EVP_PKEY_keygen_init");
    if (group == L4M_GROUP_MODP1024)
    {
        /* libcrypto does not know the group by name, and would take as many bits as the prime has. */
        int bits = 160;
        const OSSL_PARAM params[] = {OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_DH_PRIV_LEN, &bits),
                                     OSSL_PARAM_construct_end()};
        bench_check(EVP_PKEY_CTX_set_params(bare->keygen, params) == 1, "EVP_PKEY_CTX_set_params");
    }
    return bare;
}

void bare_dh_free(bare_dh *bare)
{
    EVP_PKEY_CTX_free(bare->keygen);
    free(bare);
}

static void bare_derive(EVP_PKEY *own, EVP_PKEY *peer)
{
    uint8_t secret[L4M_PUBLIC_MAX];
    size_t len = sizeof secret;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
    bench_check(ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 && EVP_PKEY_derive_set_peer_ex(ctx, peer, 0) == 1 &&
                    EVP_PKEY_derive(ctx, secret, &len) == 1,
                "EVP_PKEY_derive");
    EVP_PKEY_CTX_free(ctx);
}

static void run_dh(void *arg, size_t n)
{
    bare_dh *bare = arg;
    for (size_t i = 0; i < n; i++)
    {
        EVP_PKEY *a = NULL;
        EVP_PKEY *b = NULL;
        bench_check(EVP_PKEY_keygen(bare->keygen, &a) == 1 && EVP_PKEY_keygen(bare->keygen, &b) == 1,
                    "EVP_PKEY_keygen");
        bare_derive(a, b);
        bare_derive(b, a);
        EVP_PKEY_free(a);
        EVP_PKEY_free(b);
    }
}

bench_op bare_dh_op(bare_dh *bare)
{
    return (bench_op){"EVP_PKEY", run_dh, bare, NULL};
}
