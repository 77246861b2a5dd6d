/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SRC_CRYPTO_H
#define L4M_SRC_CRYPTO_H

/**
 * @file crypto.h
 * What the protocol needs of libcrypto, and the only door to it: the rest of the library includes no OpenSSL header.
 */

#include "l4m/keypair.h"
#include "l4m/suite.h"
#include "l4m/types.h"

#define L4M_TRANSCRIPT_SIZE 64  /* SHA-512 */
#define L4M_SECRET_MAX 384      /* a shared secret of MODP 3072 */
#define L4M_PACKET_KEY_MAX 36   /* HMAC-SHA256 key; GMAC has 16 bytes and 4 of salt */
#define L4M_KEY_MATERIAL_MAX 96 /* three keys of HMAC-SHA256 */

/** Algorithms fetched once, scratch contexts, and a bounded set of contexts that are keyed already. */
typedef struct l4m_crypto l4m_crypto;

l4m_error l4m_crypto_new(l4m_crypto **out, const l4m_mem *mem);
void l4m_crypto_free(l4m_crypto *crypto);

/** A piece of a message that is hashed or authenticated in several parts. */
typedef struct l4m_part
{
    const uint8_t *data;
    size_t len;
} l4m_part;

/** A MAC key at rest: compact, one for each direction of an association. */
typedef struct l4m_mac_key
{
    uint8_t bytes[L4M_PACKET_KEY_MAX];
    uint8_t len;   /**< bytes used, salt included */
    uint8_t mac;   /**< l4m_mac_id */
    uint16_t slot; /**< which of the keyed contexts held it last; a hint. Above all of them: when it had none */
} l4m_mac_key;

/** Keys of an association (spec, Key derivation). */
typedef struct l4m_keys
{
    l4m_mac_key i2r;
    l4m_mac_key r2i;
    l4m_mac_key confirm;
} l4m_keys;

/** l4m_keypair_new() with algorithms that are fetched already. */
l4m_error l4m_crypto_keypair(l4m_crypto *crypto,
                             l4m_keypair **out,
                             uint16_t group,
                             const l4m_rng *rng,
                             const l4m_mem *mem);

/**
 * Shared secret of an own pair and the peer's public value, padded to the group's size.
 * @param secret     L4M_SECRET_MAX bytes
 * @param secret_len receives the length
 * @return L4M_OK, L4M_ERR_PUBLIC_VALUE (wrong length, out of range, or an all-zero result) or L4M_ERR_CRYPTO
 */
l4m_error l4m_crypto_agree(l4m_crypto *crypto,
                           const l4m_keypair *own,
                           const uint8_t *peer,
                           size_t peer_len,
                           uint8_t *secret,
                           size_t *secret_len);

/** SHA-512 over the parts. */
l4m_error l4m_crypto_transcript(l4m_crypto *crypto,
                                const l4m_part *parts,
                                size_t count,
                                uint8_t out[L4M_TRANSCRIPT_SIZE]);

/** Derives the keys of a suite from the shared secret and the transcript. */
l4m_error l4m_crypto_derive(l4m_crypto *crypto,
                            const l4m_suite *suite,
                            const uint8_t *secret,
                            size_t secret_len,
                            const uint8_t transcript[L4M_TRANSCRIPT_SIZE],
                            l4m_keys *keys);

/** Cuts key material into the keys of a suite. */
void l4m_crypto_cut(const l4m_suite *suite, const uint8_t *km, l4m_keys *keys);

/** MAC of one stretch of bytes: the way of every packet. \p packet_number counts only for GMAC. */
l4m_error l4m_crypto_mac(l4m_crypto *crypto,
                         l4m_mac_key *key,
                         uint64_t packet_number,
                         const uint8_t *data,
                         size_t len,
                         uint8_t out[16]);

/** MAC over several parts, for L4_OFFER; never GMAC. */
l4m_error l4m_crypto_mac_parts(l4m_crypto *crypto,
                               l4m_mac_key *key,
                               const l4m_part *parts,
                               size_t count,
                               uint8_t out[16]);

/** Tells the contexts that a key is about to be wiped. */
void l4m_crypto_forget(l4m_crypto *crypto, l4m_mac_key *key);
/** The same for all keys of an association. */
void l4m_crypto_forget_keys(l4m_crypto *crypto, const l4m_keys *keys);

/** Whether two MACs, or other secrets, are equal, in constant time. */
bool l4m_crypto_equal(const uint8_t *a, const uint8_t *b, size_t len);

/** Wipes memory in a way that no compiler takes out. */
void l4m_crypto_wipe(void *ptr, size_t len);

#endif
