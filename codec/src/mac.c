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
    EVP_CIPHER_CTX_reset(keyed->cipher);
}

/** Brings a hash to its state behind the first block of HMAC (RFC 2104 2). The key is not longer than a block. */
static bool key_hash(EVP_MD_CTX *ctx, const EVP_MD *md, l4m_part key, uint8_t pad)
{
    uint8_t block[L4M_HMAC_BLOCK];
    memset(block, pad, sizeof block);
    for (size_t i = 0; i < key.len; i++)
    {
        block[i] ^= key.data[i];
    }
    bool ok = EVP_DigestInit_ex2(ctx, md, NULL) == 1 && EVP_DigestUpdate(ctx, block, sizeof block) == 1;
    l4m_crypto_wipe(block, sizeof block);
    return ok;
}

static l4m_error key_hmac(const l4m_crypto *crypto, l4m_keyed *keyed, unsigned mac, l4m_part key)
{
    const EVP_MD *md = crypto->hashes[mac];
    EVP_CIPHER_CTX_reset(keyed->cipher);
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
    EVP_MD_CTX_reset(keyed->inner);
    EVP_MD_CTX_reset(keyed->outer);
    if (keyed->cipher == NULL)
    {
        keyed->cipher = EVP_CIPHER_CTX_new();
    }
    if (keyed->cipher == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    /* Naming the algorithm once more would free and allocate the context's inside. */
    const EVP_CIPHER *gcm = EVP_CIPHER_CTX_get0_cipher(keyed->cipher) == NULL ? crypto->gcm : NULL;
    return EVP_EncryptInit_ex2(keyed->cipher, gcm, key->bytes, NULL, NULL) == 1 ? L4M_OK : L4M_ERR_CRYPTO;
}

/**
 * Keys the contexts for \p key, whatever they held before: a key of the same kind is overwritten, one of the other kind
 * wiped. With more associations than contexts this is done for each packet.
 */
static l4m_error keyed_set(const l4m_crypto *crypto, l4m_keyed *keyed, const l4m_mac_key *key)
{
    ERR_set_mark();
    keyed->owner = NULL;
    l4m_error err = key->mac == L4M_MAC_AES128_GMAC
                        ? key_gmac(crypto, keyed, key)
                        : key_hmac(crypto, keyed, key->mac, (l4m_part){key->bytes, key->len});
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

/** The contexts of a key that has some, or NULL. */
static inline l4m_keyed *keyed_find(l4m_crypto *crypto, const l4m_mac_key *key)
{
    bool kept = key->slot < L4M_KEYED_MAX && crypto->keyed[key->slot].owner == key;
    return kept ? &crypto->keyed[key->slot] : NULL;
}

/**
 * Whether a key that has no contexts was used not long ago, counted in uses of such keys, and notes that it is used
 * now: in the field for its slot, above all slots.
 */
static bool used_lately(l4m_crypto *crypto, l4m_mac_key *key)
{
    enum
    {
        STAMPS = UINT16_MAX + 1 - L4M_KEYED_MAX,
        LATELY = 2 * L4M_KEYED_MAX
    };
    unsigned before = key->slot - (unsigned)L4M_KEYED_MAX;
    bool lately = key->slot >= L4M_KEYED_MAX && (crypto->misses + STAMPS - before) % STAMPS < LATELY;
    key->slot = (uint16_t)(L4M_KEYED_MAX + crypto->misses);
    crypto->misses = (crypto->misses + 1) % STAMPS;
    return lately;
}

/** HMAC begins. Copying the two states is the cheapest way that EVP has: EVP_MAC does the same and more. */
static inline bool hmac_begin(EVP_MD_CTX *work, const l4m_keyed *keyed)
{
    return EVP_MD_CTX_copy_ex(work, keyed->inner) == 1;
}

/** HMAC ends, in full length. */
static inline bool hmac_end(EVP_MD_CTX *work, const l4m_keyed *keyed, uint8_t digest[L4M_DIGEST_MAX])
{
    unsigned len;
    return EVP_DigestFinal_ex(work, digest, &len) == 1 && EVP_MD_CTX_copy_ex(work, keyed->outer) == 1 &&
           EVP_DigestUpdate(work, digest, len) == 1 && EVP_DigestFinal_ex(work, digest, NULL) == 1;
}

/**
 * Sets the nonce of the next MAC.
 *
 * EVP_EncryptInit_ex2() first asks the algorithm how long its nonce is, which takes as long as the MAC of 300 bytes.
 * The quick way is the parameter that EVP_CTRL_AEAD_SET_IV_FIXED stands for: with the length -1 it sets the nonce as a
 * whole.
 */
static bool set_nonce(EVP_CIPHER_CTX *ctx, uint8_t nonce[NONCE_SIZE], bool quick)
{
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, nonce, SIZE_MAX),
        OSSL_PARAM_construct_end(),
    };
    return quick ? EVP_CIPHER_CTX_set_params(ctx, params) == 1 : EVP_EncryptInit_ex2(ctx, NULL, NULL, nonce, NULL) == 1;
}

/** NIST SP 800-38D 6.4 with all data as additional authenticated data. */
static l4m_error gmac(EVP_CIPHER_CTX *ctx,
                      uint8_t nonce[NONCE_SIZE],
                      bool quick,
                      const uint8_t *data,
                      size_t len,
                      uint8_t out[MAC_SIZE])
{
    int ignored;
    OSSL_PARAM tag[] = {
        OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, out, MAC_SIZE),
        OSSL_PARAM_construct_end(),
    };

    if (len > INT_MAX)
    {
        return L4M_ERR_ARGUMENT;
    }
    bool ok = set_nonce(ctx, nonce, quick) && EVP_EncryptUpdate(ctx, NULL, &ignored, data, (int)len) == 1 &&
              EVP_EncryptFinal_ex(ctx, out, &ignored) == 1 && EVP_CIPHER_CTX_get_params(ctx, tag) == 1;
    return ok ? L4M_OK : L4M_ERR_CRYPTO;
}

/** The nonce of a packet: salt | packet number. */
static l4m_error packet_gmac(const l4m_crypto *crypto,
                             EVP_CIPHER_CTX *ctx,
                             const l4m_mac_key *key,
                             uint64_t packet_number,
                             const l4m_part *data,
                             uint8_t out[MAC_SIZE])
{
    uint8_t nonce[NONCE_SIZE];
    memcpy(nonce, key->bytes + L4M_GMAC_KEY_SIZE, L4M_GMAC_SALT_SIZE);
    l4m_put32(nonce + L4M_GMAC_SALT_SIZE, (uint32_t)(packet_number >> 32));
    l4m_put32(nonce + L4M_GMAC_SALT_SIZE + 4, (uint32_t)packet_number);
    return gmac(ctx, nonce, crypto->quick_nonce, data->data, data->len, out);
}

l4m_error l4m_gmac_probe(l4m_crypto *crypto)
{
    l4m_mac_key key = {.len = L4M_GMAC_KEY_SIZE + L4M_GMAC_SALT_SIZE, .mac = L4M_MAC_AES128_GMAC};
    uint8_t nonces[2][NONCE_SIZE] = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}};
    uint8_t expected[2][MAC_SIZE];
    uint8_t quick[2][MAC_SIZE] = {{0}};
    l4m_error err = keyed_set(crypto, &crypto->once, &key);
    for (size_t i = 0; i < 2 && err == L4M_OK; i++)
    {
        err = gmac(crypto->once.cipher, nonces[i], false, key.bytes, key.len, expected[i]);
    }
    if (err == L4M_OK)
    {
        crypto->quick_nonce = true;
        for (size_t i = 0; i < 2; i++)
        {
            crypto->quick_nonce = crypto->quick_nonce &&
                                  gmac(crypto->once.cipher, nonces[i], true, key.bytes, key.len, quick[i]) == L4M_OK &&
                                  memcmp(quick[i], expected[i], MAC_SIZE) == 0;
        }
    }
    keyed_clear(&crypto->once);
    return err;
}

/** HMAC with keyed contexts. */
static l4m_error hmac(EVP_MD_CTX *work, const l4m_keyed *keyed, const l4m_part *data, uint8_t out[MAC_SIZE])
{
    uint8_t digest[L4M_DIGEST_MAX];
    if (!hmac_begin(work, keyed) || EVP_DigestUpdate(work, data->data, data->len) != 1 ||
        !hmac_end(work, keyed, digest))
    {
        return L4M_ERR_CRYPTO;
    }
    memcpy(out, digest, MAC_SIZE);
    return L4M_OK;
}

/**
 * HMAC with a key that is used too seldom for contexts of its own. Among very many associations in random order they
 * would change hands for each packet and help nobody, and to key them and copy them takes longer than this.
 */
static l4m_error hmac_in_passing(const l4m_crypto *crypto,
                                 const l4m_mac_key *key,
                                 const l4m_part *data,
                                 uint8_t out[MAC_SIZE])
{
    EVP_MD_CTX *work = crypto->work;
    const EVP_MD *md = crypto->hashes[key->mac];
    const l4m_part secret = {key->bytes, key->len};
    uint8_t digest[L4M_DIGEST_MAX];
    unsigned len;
    if (!key_hash(work, md, secret, 0x36) || EVP_DigestUpdate(work, data->data, data->len) != 1 ||
        EVP_DigestFinal_ex(work, digest, &len) != 1 || !key_hash(work, md, secret, 0x5c) ||
        EVP_DigestUpdate(work, digest, len) != 1 || EVP_DigestFinal_ex(work, digest, NULL) != 1)
    {
        EVP_MD_CTX_reset(work);
        return L4M_ERR_CRYPTO;
    }
    memcpy(out, digest, MAC_SIZE);
    return L4M_OK;
}

static l4m_error mac_with(l4m_crypto *crypto,
                          l4m_keyed *keyed,
                          const l4m_mac_key *key,
                          uint64_t packet_number,
                          const l4m_part *data,
                          uint8_t out[MAC_SIZE])
{
    keyed->used = true;
    return key->mac == L4M_MAC_AES128_GMAC ? packet_gmac(crypto, keyed->cipher, key, packet_number, data, out)
                                           : hmac(crypto->work, keyed, data, out);
}

/** MAC with a key that has no contexts. Apart from the rest, which is shorter and faster so. */
L4M_COLD static l4m_error mac_without_contexts(l4m_crypto *crypto,
                                               l4m_mac_key *key,
                                               uint64_t packet_number,
                                               const l4m_part *data,
                                               uint8_t out[MAC_SIZE])
{
    l4m_keyed *keyed;
    if (key->mac != L4M_MAC_AES128_GMAC && !used_lately(crypto, key))
    {
        return hmac_in_passing(crypto, key, data, out);
    }
    l4m_error err = keyed_miss(crypto, key, &keyed);
    return err == L4M_OK ? mac_with(crypto, keyed, key, packet_number, data, out) : err;
}

l4m_error l4m_crypto_mac(l4m_crypto *crypto,
                         l4m_mac_key *key,
                         uint64_t packet_number,
                         const uint8_t *data,
                         size_t len,
                         uint8_t out[16])
{
    const l4m_part part = {data, len};
    l4m_keyed *keyed = keyed_find(crypto, key);
    return keyed != NULL ? mac_with(crypto, keyed, key, packet_number, &part, out)
                         : mac_without_contexts(crypto, key, packet_number, &part, out);
}

l4m_error l4m_once_key(l4m_crypto *crypto, l4m_mac_id mac, l4m_part key)
{
    uint8_t digest[L4M_DIGEST_MAX];
    bool ok = true;

    if (key.len > L4M_HMAC_BLOCK)
    {
        unsigned len = 0;
        ok = EVP_DigestInit_ex2(crypto->work, crypto->hashes[mac], NULL) == 1 &&
             EVP_DigestUpdate(crypto->work, key.data, key.len) == 1 &&
             EVP_DigestFinal_ex(crypto->work, digest, &len) == 1;
        key = (l4m_part){digest, len};
    }
    l4m_error err = ok ? key_hmac(crypto, &crypto->once, mac, key) : L4M_ERR_CRYPTO;
    l4m_crypto_wipe(digest, sizeof digest);
    return err;
}

l4m_error l4m_once_hmac(l4m_crypto *crypto, const l4m_part *parts, size_t count, uint8_t digest[L4M_DIGEST_MAX])
{
    bool ok = hmac_begin(crypto->work, &crypto->once);
    for (size_t i = 0; i < count && ok; i++)
    {
        ok = EVP_DigestUpdate(crypto->work, parts[i].data, parts[i].len) == 1;
    }
    return ok && hmac_end(crypto->work, &crypto->once, digest) ? L4M_OK : L4M_ERR_CRYPTO;
}

void l4m_once_clear(l4m_crypto *crypto)
{
    keyed_clear(&crypto->once);
}

l4m_error l4m_crypto_mac_parts(l4m_crypto *crypto,
                               l4m_mac_key *key,
                               const l4m_part *parts,
                               size_t count,
                               uint8_t out[16])
{
    uint8_t digest[L4M_DIGEST_MAX];

    if (key->mac == L4M_MAC_AES128_GMAC)
    {
        return L4M_ERR_ARGUMENT;
    }
    l4m_error err = l4m_once_key(crypto, (l4m_mac_id)key->mac, (l4m_part){key->bytes, key->len});
    if (err == L4M_OK)
    {
        err = l4m_once_hmac(crypto, parts, count, digest);
    }
    if (err == L4M_OK)
    {
        memcpy(out, digest, MAC_SIZE);
    }
    l4m_once_clear(crypto);
    return err;
}

/** Wipes the contexts of all keys in a stretch of memory. */
static void forget_within(l4m_crypto *crypto, const void *begin, size_t size)
{
    /* Without regard to the keys' slots: those may be from before the memory was last used for something else. */
    uintptr_t first = (uintptr_t)begin;
    for (size_t i = 0; i < L4M_KEYED_MAX; i++)
    {
        if (crypto->keyed[i].owner != NULL && (uintptr_t)crypto->keyed[i].owner - first < size)
        {
            keyed_clear(&crypto->keyed[i]);
        }
    }
}

void l4m_crypto_forget(l4m_crypto *crypto, l4m_mac_key *key)
{
    forget_within(crypto, key, sizeof *key);
}

void l4m_crypto_forget_keys(l4m_crypto *crypto, const l4m_keys *keys)
{
    forget_within(crypto, keys, sizeof *keys);
}
