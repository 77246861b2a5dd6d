/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "bytes.h"
#include "crypto_state.h"

enum
{
    SHA1_SIZE = 20,
    OTHER_INFO_MAX = 2 + 127,
    DER_OCTET_STRING = 0x04,
    DER_OBJECT_IDENTIFIER = 0x06,
    DER_SEQUENCE = 0x30,
    DER_TAG_0 = 0xa0,
    DER_TAG_2 = 0xa2
};

/** The short form of DER lengths is all that is needed here. */
static uint8_t *der(uint8_t *p, uint8_t tag, size_t len)
{
    p[0] = tag;
    p[1] = (uint8_t)len;
    return p + 2;
}

/**
 * Encodes OtherInfo (RFC 2631 2.1.2).
 * @param counter receives the place of the counter's 4 bytes
 * @return the length, or 0 where it does not fit
 */
static size_t encode_other_info(const l4m_other_info *info, size_t out_len, uint8_t *buf, uint8_t **counter)
{
    size_t key_info = 2 + info->oid_len + 2 + 4;
    size_t party_a = info->party_a != NULL ? 2 + 2 + info->party_a_len : 0;
    size_t total = 2 + key_info + party_a + 2 + 2 + 4;
    if (info->oid_len > OTHER_INFO_MAX || info->party_a_len > OTHER_INFO_MAX || total > OTHER_INFO_MAX - 2)
    {
        return 0;
    }

    uint8_t *p = der(buf, DER_SEQUENCE, total);
    p = der(p, DER_SEQUENCE, key_info);
    p = der(p, DER_OBJECT_IDENTIFIER, info->oid_len);
    memcpy(p, info->oid, info->oid_len);
    p = der(p + info->oid_len, DER_OCTET_STRING, 4);
    *counter = p;
    p += 4;
    if (info->party_a != NULL)
    {
        p = der(p, DER_TAG_0, party_a - 2);
        p = der(p, DER_OCTET_STRING, info->party_a_len);
        memcpy(p, info->party_a, info->party_a_len);
        p += info->party_a_len;
    }
    p = der(p, DER_TAG_2, 2 + 4);
    p = der(p, DER_OCTET_STRING, 4);
    l4m_put32(p, (uint32_t)(out_len * 8));
    return 2 + total;
}

l4m_error l4m_kdf_rfc2631(l4m_crypto *crypto,
                          const uint8_t *zz,
                          size_t zz_len,
                          const l4m_other_info *info,
                          uint8_t *out,
                          size_t out_len)
{
    uint8_t other[OTHER_INFO_MAX];
    uint8_t *counter;
    size_t other_len = encode_other_info(info, out_len, other, &counter);
    if (other_len == 0)
    {
        return L4M_ERR_ARGUMENT;
    }

    uint8_t block[SHA1_SIZE];
    bool ok = true;
    for (uint32_t i = 1; out_len > 0 && ok; i++)
    {
        l4m_put32(counter, i);
        ok = EVP_DigestInit_ex2(crypto->work, crypto->hashes[L4M_MAC_HMAC_SHA1], NULL) == 1 &&
             EVP_DigestUpdate(crypto->work, zz, zz_len) == 1 && EVP_DigestUpdate(crypto->work, other, other_len) == 1 &&
             EVP_DigestFinal_ex(crypto->work, block, NULL) == 1;
        size_t take = out_len < SHA1_SIZE ? out_len : SHA1_SIZE;
        memcpy(out, block, ok ? take : 0);
        out += take;
        out_len -= take;
    }
    l4m_crypto_wipe(block, sizeof block);
    return ok ? L4M_OK : L4M_ERR_CRYPTO;
}

l4m_error l4m_kdf_hkdf(l4m_crypto *crypto, l4m_part ikm, l4m_part salt, l4m_part info, uint8_t *out, size_t out_len)
{
    uint8_t block[L4M_DIGEST_MAX]; /* PRK, then T(1), T(2), ... */
    size_t block_len = 0;
    l4m_error err = l4m_once_key(crypto, L4M_MAC_HMAC_SHA256, salt);
    if (err == L4M_OK)
    {
        err = l4m_once_hmac(crypto, &ikm, 1, block);
    }
    if (err == L4M_OK)
    {
        err = l4m_once_key(crypto, L4M_MAC_HMAC_SHA256, (l4m_part){block, sizeof block});
    }
    for (uint8_t i = 1; out_len > 0 && err == L4M_OK; i++)
    {
        const l4m_part parts[] = {{block, block_len}, info, {&i, 1}};
        err = l4m_once_hmac(crypto, parts, 3, block);
        block_len = sizeof block;
        size_t take = out_len < sizeof block ? out_len : sizeof block;
        memcpy(out, block, err == L4M_OK ? take : 0);
        out += take;
        out_len -= take;
    }
    l4m_once_clear(crypto);
    l4m_crypto_wipe(block, sizeof block);
    return err;
}

/** What OtherInfo names as the algorithm that the keys are for: 1.3.6.1.5.5.8.1.1 and .2 (IANA, "ISAKMP HMAC"). */
static const uint8_t oid_hmac_md5[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x08, 0x01, 0x01};
static const uint8_t oid_hmac_sha1[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x08, 0x01, 0x02};

/** The keying material of a suite (spec, Key derivation). */
static l4m_error derive_km(l4m_crypto *crypto,
                           const l4m_suite *suite,
                           const uint8_t *secret,
                           size_t secret_len,
                           const uint8_t transcript[L4M_TRANSCRIPT_SIZE],
                           uint8_t *km,
                           size_t km_len)
{
    if (suite->kdf == L4M_KDF_RFC2631)
    {
        l4m_other_info info = {oid_hmac_sha1, sizeof oid_hmac_sha1, transcript, L4M_TRANSCRIPT_SIZE};
        if (suite->mac == L4M_MAC_HMAC_MD5)
        {
            info.oid = oid_hmac_md5;
            info.oid_len = sizeof oid_hmac_md5;
        }
        return l4m_kdf_rfc2631(crypto, secret, secret_len, &info, km, km_len);
    }

    static const char label[] = "l4m1 keys";
    uint8_t info[sizeof label - 1 + 2];
    memcpy(info, label, sizeof label - 1);
    l4m_put16(info + sizeof label - 1, suite->id);
    return l4m_kdf_hkdf(crypto,
                        (l4m_part){secret, secret_len},
                        (l4m_part){transcript, L4M_TRANSCRIPT_SIZE},
                        (l4m_part){info, sizeof info},
                        km,
                        km_len);
}

/** Bytes of key: an HMAC's is as long as its hash; GMAC's is an AES key and the salt of its nonces. */
static size_t key_size(l4m_mac_id mac)
{
    static const uint8_t sizes[] = {
        [L4M_MAC_HMAC_MD5] = 16,
        [L4M_MAC_HMAC_SHA1] = 20,
        [L4M_MAC_HMAC_SHA256] = 32,
        [L4M_MAC_AES128_GMAC] = L4M_GMAC_KEY_SIZE + L4M_GMAC_SALT_SIZE,
    };
    return sizes[mac];
}

static const uint8_t *cut_key(l4m_mac_key *key, l4m_mac_id mac, const uint8_t *km)
{
    size_t len = key_size(mac);
    memset(key, 0, sizeof *key);
    memcpy(key->bytes, km, len);
    key->len = (uint8_t)len;
    key->mac = (uint8_t)mac;
    return km + len;
}

void l4m_crypto_cut(const l4m_suite *suite, const uint8_t *km, l4m_keys *keys)
{
    const uint8_t *rest = cut_key(&keys->i2r, suite->mac, km);
    rest = cut_key(&keys->r2i, suite->mac, rest);
    cut_key(&keys->confirm, suite->confirm, rest);
}

l4m_error l4m_crypto_derive(l4m_crypto *crypto,
                            const l4m_suite *suite,
                            const uint8_t *secret,
                            size_t secret_len,
                            const uint8_t transcript[L4M_TRANSCRIPT_SIZE],
                            l4m_keys *keys)
{
    uint8_t km[L4M_KEY_MATERIAL_MAX];
    size_t km_len = 2 * key_size(suite->mac) + key_size(suite->confirm);

    /* No context may go on with what was here before. */
    l4m_crypto_forget_keys(crypto, keys);

    l4m_error err = derive_km(crypto, suite, secret, secret_len, transcript, km, km_len);
    if (err == L4M_OK)
    {
        l4m_crypto_cut(suite, km, keys);
    }
    l4m_crypto_wipe(km, sizeof km);
    return err;
}
