/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SRC_CRYPTO_STATE_H
#define L4M_SRC_CRYPTO_STATE_H

/**
 * @file crypto_state.h
 * What crypto.h hides, for the files that call libcrypto:
 *
 *   crypto.c   algorithms and scratch contexts; transcript
 *   keypair.c  Diffie-Hellman: key pairs, shared secrets
 *   kdf.c      key derivation
 *   mac.c      MACs and the contexts that are keyed already
 */

#include <openssl/bn.h>
#include <openssl/evp.h>

#include "crypto.h"

/** A function that is not to become part of a busier one. */
#ifdef __GNUC__
#define L4M_COLD __attribute__((noinline, cold))
#else
#define L4M_COLD
#endif

enum
{
    L4M_KEYED_MAX = 256, /* contexts kept keyed: both directions of 128 busy associations */
    L4M_DIGEST_MAX = 32, /* SHA-256 */
    L4M_HMAC_BLOCK = 64, /* of MD5, SHA-1 and SHA-256 alike */
    L4M_GROUPS = 5,
    L4M_GMAC_KEY_SIZE = 16,
    L4M_GMAC_SALT_SIZE = 4,
    L4M_HASHES = L4M_MAC_HMAC_SHA256 + 1 /* the HMACs come first among l4m_mac_id */
};

/** Contexts that hold a key in the form in which packets use it. */
typedef struct l4m_keyed
{
    const l4m_mac_key *owner; /**< NULL: free */
    EVP_MD_CTX *inner;        /**< HMAC: the hash after the block of key and ipad */
    EVP_MD_CTX *outer;        /**< HMAC: the hash after the block of key and opad */
    EVP_CIPHER_CTX *cipher;   /**< GMAC */
    bool used;                /**< since the search for a victim came by last */
} l4m_keyed;

/** What computing in one group needs; made when first needed. */
typedef struct l4m_import
{
    EVP_PKEY_CTX *ctx; /**< X25519: turns numbers into keys */
    EVP_PKEY *peer;    /**< X25519: takes the value of one peer after the other: a new key costs 4 us */
    BIGNUM *prime;     /**< MODP */
    BIGNUM *limit;     /**< MODP: the prime less 1 */
    BN_MONT_CTX *mont; /**< MODP: what Montgomery's multiplication needs to know of the prime */
} l4m_import;

struct l4m_crypto
{
    l4m_mem mem;
    EVP_MD *hashes[L4M_HASHES]; /**< of the HMACs, by l4m_mac_id */
    EVP_MD *sha512;
    EVP_CIPHER *gcm;
    l4m_import imports[L4M_GROUPS];
    EVP_MD_CTX *work; /**< scratch */
    l4m_keyed once;   /**< for keys that are used once */
    size_t victim;    /**< where the search for a context to take goes on */
    unsigned misses;  /**< uses of HMAC keys that had no contexts, modulo what l4m_mac_key::slot can tell apart */
    bool quick_nonce; /**< l4m_gmac_probe() found that nonces can be set the quick way */
    l4m_keyed keyed[L4M_KEYED_MAX];
};

/* keypair.c */

void l4m_import_free(l4m_import *import);

/* mac.c */

/** Frees the contexts of \p keyed and wipes what they held. */
void l4m_keyed_free(l4m_keyed *keyed);

/** Finds out whether this libcrypto takes GMAC's nonces the quick way, and sets quick_nonce. */
l4m_error l4m_gmac_probe(l4m_crypto *crypto);

/** Keys crypto->once with an HMAC key of any length. @return L4M_OK, L4M_ERR_MEMORY or L4M_ERR_CRYPTO */
l4m_error l4m_once_key(l4m_crypto *crypto, l4m_mac_id mac, l4m_part key);
/** HMAC over the parts with that key, in full length. */
l4m_error l4m_once_hmac(l4m_crypto *crypto, const l4m_part *parts, size_t count, uint8_t digest[L4M_DIGEST_MAX]);
/** Wipes that key. */
void l4m_once_clear(l4m_crypto *crypto);

/* kdf.c, apart from l4m_crypto_derive(): with parameters of their own, so that the RFCs' examples can be tried. */

/** What RFC 2631 2.1.2 calls OtherInfo, apart from the counter. */
typedef struct l4m_other_info
{
    const uint8_t *oid; /**< algorithm: contents of its OBJECT IDENTIFIER in DER */
    size_t oid_len;
    const uint8_t *party_a; /**< partyAInfo, or NULL for none */
    size_t party_a_len;
} l4m_other_info;

/**
 * RFC 2631 2.1.2: \p out_len bytes of SHA1(ZZ | OtherInfo), counter from 1. suppPubInfo is out_len in bits.
 * @return L4M_OK, L4M_ERR_ARGUMENT (OtherInfo of more than 127 bytes) or L4M_ERR_CRYPTO
 */
l4m_error l4m_kdf_rfc2631(l4m_crypto *crypto,
                          const uint8_t *zz,
                          size_t zz_len,
                          const l4m_other_info *info,
                          uint8_t *out,
                          size_t out_len);

/**
 * RFC 5869 with SHA-256, extract and expand. Made of HMACs here, since EVP_KDF takes three times as long for it,
 * looking up its algorithms anew each time. @param out_len at most 255 x 32 @return L4M_OK, L4M_ERR_MEMORY or
 * L4M_ERR_CRYPTO
 */
l4m_error l4m_kdf_hkdf(l4m_crypto *crypto, l4m_part ikm, l4m_part salt, l4m_part info, uint8_t *out, size_t out_len);

#endif
