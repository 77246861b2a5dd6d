/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "crypto.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "crypto_state.h"

/** Fetches all algorithms. */
static bool fetch(l4m_crypto *crypto)
{
    crypto->hashes[L4M_MAC_HMAC_MD5] = EVP_MD_fetch(NULL, "MD5", NULL);
    crypto->hashes[L4M_MAC_HMAC_SHA1] = EVP_MD_fetch(NULL, "SHA1", NULL);
    crypto->hashes[L4M_MAC_HMAC_SHA256] = EVP_MD_fetch(NULL, "SHA256", NULL);
    crypto->sha512 = EVP_MD_fetch(NULL, "SHA512", NULL);
    crypto->gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
    crypto->work = EVP_MD_CTX_new();
    for (size_t i = 0; i < L4M_HASHES; i++)
    {
        if (crypto->hashes[i] == NULL)
        {
            return false;
        }
    }
    return crypto->sha512 != NULL && crypto->gcm != NULL && crypto->work != NULL;
}

l4m_error l4m_crypto_new(l4m_crypto **out, const l4m_mem *mem)
{
    *out = NULL;
    l4m_crypto *crypto = mem->alloc(sizeof *crypto, mem->user);
    if (crypto == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    memset(crypto, 0, sizeof *crypto);
    crypto->mem = *mem;

    ERR_set_mark();
    l4m_error err = fetch(crypto) ? l4m_gmac_probe(crypto) : L4M_ERR_CRYPTO;
    ERR_pop_to_mark();
    if (err != L4M_OK)
    {
        l4m_crypto_free(crypto);
        return err;
    }
    *out = crypto;
    return L4M_OK;
}

void l4m_crypto_free(l4m_crypto *crypto)
{
    if (crypto == NULL)
    {
        return;
    }
    for (size_t i = 0; i < L4M_KEYED_MAX; i++)
    {
        l4m_keyed_free(&crypto->keyed[i]);
    }
    l4m_keyed_free(&crypto->once);
    EVP_MD_CTX_free(crypto->work);
    for (size_t i = 0; i < L4M_GROUPS; i++)
    {
        l4m_import_free(&crypto->imports[i]);
    }
    EVP_CIPHER_free(crypto->gcm);
    EVP_MD_free(crypto->sha512);
    for (size_t i = 0; i < L4M_HASHES; i++)
    {
        EVP_MD_free(crypto->hashes[i]);
    }
    crypto->mem.free(crypto, crypto->mem.user);
}

l4m_error l4m_crypto_transcript(l4m_crypto *crypto,
                                const l4m_part *parts,
                                size_t count,
                                uint8_t out[L4M_TRANSCRIPT_SIZE])
{
    bool ok = EVP_DigestInit_ex2(crypto->work, crypto->sha512, NULL) == 1;
    for (size_t i = 0; i < count && ok; i++)
    {
        ok = EVP_DigestUpdate(crypto->work, parts[i].data, parts[i].len) == 1;
    }
    ok = ok && EVP_DigestFinal_ex(crypto->work, out, NULL) == 1;
    return ok ? L4M_OK : L4M_ERR_CRYPTO;
}

bool l4m_crypto_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

void l4m_crypto_wipe(void *ptr, size_t len)
{
    OPENSSL_cleanse(ptr, len);
}
