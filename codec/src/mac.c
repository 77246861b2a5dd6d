/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <limits.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "bytes.h"
#include "crypto_state.h"

enum
{
    MAC_SIZE = 16,
    NONCE_SIZE = 12
};

void l4m_keyed_free(l4m_keyed *keyed)
{
    EVP_MD_CTX_free(keyed->inner);
    EVP_MD_CTX_free(keyed->outer);
    EVP_CIPHER_CTX_free(keyed->cipher);
    *keyed = (l4m_keyed){.owner = NULL};
}

/** Wipes the key; the contexts stay for the next one. */
static void keyed_clear(l4m_keyed *keyed)
{
    keyed->owner = NULL;
    EVP_MD_CTX_reset(keyed->inner);
    EVP_MD_CTX_reset(keyed->outer);
    if (keyed->cipher != NULL)
    {
        EVP_CIPHER_CTX_reset(keyed->cipher);
    }
}

/** Brings a hash to its state behind the first block of HMAC (RFC 2104 2). Keys are shorter than a block. */
static bool key_hash(EVP_MD_CTX *ctx, const EVP_MD *md, const l4m_mac_key *key, uint8_t pad)
{
    uint8_t block[L4M_HMAC_BLOCK];
    memset(block, pad, sizeof block);
    for (size_t i = 0; i < key->len; i++)
    {
        block[i] ^= key->bytes[i];
    }
    bool ok = EVP_DigestInit_ex2(ctx, md, NULL) == 1 && EVP_DigestUpdate(ctx, block, sizeof block) == 1;
    l4m_crypto_wipe(block, sizeof block);
    return ok;
}

static l4m_error key_hmac(const l4m_crypto *crypto, l4m_keyed *keyed, const l4m_mac_key *key)
{
    const EVP_MD *md = crypto->hashes[key->mac];
    if (keyed->inner == NULL)
    {
        keyed->inner = EVP_MD_CTX_new();
    }
    if (keyed->outer == NULL)
    {
        keyed->outer = EVP_MD_CTX_new();
    }
    if (keyed->inner == NULL || keyed->outer == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    bool ok = key_hash(keyed->inner, md, key, 0x36) && key_hash(keyed->outer, md, key, 0x5c);
    return ok ? L4M_OK : L4M_ERR_CRYPTO;
}

static l4m_error key_gmac(const l4m_crypto *crypto, l4m_keyed *keyed, const l4m_mac_key *key)
{
    if (keyed->cipher == NULL)
    {
        keyed->cipher = EVP_CIPHER_CTX_new();
    }
    if (keyed->cipher == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    return EVP_EncryptInit_ex2(keyed->cipher, crypto->gcm, key->bytes, NULL, NULL) == 1 ? L4M_OK : L4M_ERR_CRYPTO;
}

/** Keys the contexts for \p key, whatever they held before. */
static l4m_error keyed_set(const l4m_crypto *crypto, l4m_keyed *keyed, const l4m_mac_key *key)
{
    ERR_set_mark();
    keyed_clear(keyed);
    l4m_error err =
        key->mac == L4M_MAC_AES128_GMAC ? key_gmac(crypto, keyed, key) : key_hmac(crypto, keyed, key);
    if (err == L4M_OK)
    {
        keyed->owner = key;
    }
    else
    {
        keyed_clear(keyed);
    }
    ERR_pop_to_mark();
    return err;
}

/**
 * The contexts to take for a new key: free ones, or the next that were not used since the search came by last (the
 * "clock", an approximation of least recently used).
 */
static size_t find_victim(l4m_crypto *crypto)
{
    size_t i = crypto->victim;
    while (crypto->keyed[i].owner != NULL && crypto->keyed[i].used)
    {
        crypto->keyed[i].used = false;
        i = (i + 1) % L4M_KEYED_MAX;
    }
    crypto->victim = (i + 1) % L4M_KEYED_MAX;
    return i;
}

/** Keys contexts for a key that has none. */
static l4m_error keyed_miss(l4m_crypto *crypto, l4m_mac_key *key, l4m_keyed **out)
{
    size_t i = find_victim(crypto);
    *out = &crypto->keyed[i];
    key->slot = (uint16_t)i;
    return keyed_set(crypto, *out, key);
}

/** The contexts of a key. */
static inline l4m_error keyed_get(l4m_crypto *crypto, l4m_mac_key *key, l4m_keyed **out)
{
    if (key->slot < L4M_KEYED_MAX && crypto->keyed[key->slot].owner == key)
    {
        *out = &crypto->keyed[key->slot];
    }
    else
    {
        l4m_error err = keyed_miss(crypto, key, out);
        if (err != L4M_OK)
        {
            return err;
        }
    }
    (*out)->used = true;
    return L4M_OK;
}

/** Copying the two states is the cheapest way that EVP has: EVP_MAC does the same and more. */
static l4m_error hmac(EVP_MD_CTX *work,
                      const l4m_keyed *keyed,
                      const l4m_part *parts,
                      size_t count,
                      uint8_t out[MAC_SIZE])
{
    uint8_t digest[L4M_DIGEST_MAX];
    unsigned len = 0;
    bool ok = EVP_MD_CTX_copy_ex(work, keyed->inner) == 1;
    for (size_t i = 0; i < count && ok; i++)
    {
        ok = EVP_DigestUpdate(work, parts[i].data, parts[i].len) == 1;
    }
    ok = ok && EVP_DigestFinal_ex(work, digest, &len) == 1 && EVP_MD_CTX_copy_ex(work, keyed->outer) == 1 &&
         EVP_DigestUpdate(work, digest, len) == 1 && EVP_DigestFinal_ex(work, digest, &len) == 1;
    if (!ok)
    {
        return L4M_ERR_CRYPTO;
    }
    memcpy(out, digest, MAC_SIZE);
    return L4M_OK;
}

/** NIST SP 800-38D 6.4 with all data as additional authenticated data. */
static l4m_error gmac(EVP_CIPHER_CTX *ctx,
                      const l4m_mac_key *key,
                      uint64_t packet_number,
                      const uint8_t *data,
                      size_t len,
                      uint8_t out[MAC_SIZE])
{
    uint8_t nonce[NONCE_SIZE];
    int ignored;
    OSSL_PARAM tag[] = {
        OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, out, MAC_SIZE),
        OSSL_PARAM_construct_end(),
    };

    if (len > INT_MAX)
    {
        return L4M_ERR_ARGUMENT;
    }
    memcpy(nonce, key->bytes + L4M_GMAC_KEY_SIZE, L4M_GMAC_SALT_SIZE);
    l4m_put32(nonce + L4M_GMAC_SALT_SIZE, (uint32_t)(packet_number >> 32));
    l4m_put32(nonce + L4M_GMAC_SALT_SIZE + 4, (uint32_t)packet_number);
    bool ok = EVP_EncryptInit_ex2(ctx, NULL, NULL, nonce, NULL) == 1 &&
              EVP_EncryptUpdate(ctx, NULL, &ignored, data, (int)len) == 1 &&
              EVP_EncryptFinal_ex(ctx, out, &ignored) == 1 && EVP_CIPHER_CTX_get_params(ctx, tag) == 1;
    return ok ? L4M_OK : L4M_ERR_CRYPTO;
}

l4m_error l4m_crypto_mac(l4m_crypto *crypto,
                         l4m_mac_key *key,
                         uint64_t packet_number,
                         const uint8_t *data,
                         size_t len,
                         uint8_t out[16])
{
    l4m_keyed *keyed;
    l4m_error err = keyed_get(crypto, key, &keyed);
    if (err != L4M_OK)
    {
        return err;
    }
    if (key->mac == L4M_MAC_AES128_GMAC)
    {
        return gmac(keyed->cipher, key, packet_number, data, len, out);
    }
    l4m_part part = {data, len};
    return hmac(crypto->work, keyed, &part, 1, out);
}

l4m_error l4m_crypto_mac_parts(l4m_crypto *crypto,
                               l4m_mac_key *key,
                               const l4m_part *parts,
                               size_t count,
                               uint8_t out[16])
{
    if (key->mac == L4M_MAC_AES128_GMAC)
    {
        return L4M_ERR_ARGUMENT;
    }
    l4m_error err = keyed_set(crypto, &crypto->once, key);
    if (err == L4M_OK)
    {
        err = hmac(crypto->work, &crypto->once, parts, count, out);
    }
    keyed_clear(&crypto->once);
    return err;
}

void l4m_crypto_forget(l4m_crypto *crypto, l4m_mac_key *key)
{
    /* Without regard to key->slot: it may be from before the key's memory was last used for something else. */
    for (size_t i = 0; i < L4M_KEYED_MAX; i++)
    {
        if (crypto->keyed[i].owner == key)
        {
            keyed_clear(&crypto->keyed[i]);
        }
    }
}
