/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_KEYPAIR_H
#define L4M_KEYPAIR_H

/**
 * @file l4m/keypair.h
 * Ephemeral Diffie-Hellman key pairs. l4m_connect() makes one where it is given none; a caller
 * that cannot wait for key generation makes them ahead of time, if need be in another thread: these functions share
 * nothing with a host but the allocator and the source of randomness that they are given.
 */

#include "l4m/types.h"

#ifdef __cplusplus
extern "C"
{
#endif

/** A key pair of one group. Used for one association, never twice. */
typedef struct l4m_keypair l4m_keypair;

/** Largest public value of any group in bytes. */
#define L4M_PUBLIC_MAX 384

/**
 * Makes a key pair.
 *
 * Private exponents of MODP groups have 160, 240, 256 and 320 bits for 1024, 1536, 2048 and 3072: no less than RFC 2631
 * 2.2 and RFC 3526 8 ask for.
 *
 * @param out   receives the pair, or NULL on error
 * @param group one of L4M_GROUP_...
 * @param rng   source of the private key
 * @param mem   allocator for the pair; copied
 * @return L4M_OK, L4M_ERR_ARGUMENT (unknown group), L4M_ERR_RANDOM, L4M_ERR_MEMORY or L4M_ERR_CRYPTO
 */
l4m_error l4m_keypair_new(l4m_keypair **out, uint16_t group, const l4m_rng *rng, const l4m_mem *mem);

/**
 * The same from a given private key: for test vectors.
 * @param out      receives the pair, or NULL on error
 * @param group    one of L4M_GROUP_...
 * @param priv     big-endian exponent (MODP), or the 32 bytes of RFC 7748 (X25519)
 * @param priv_len of it in bytes
 * @param mem      allocator for the pair; copied
 * @return as l4m_keypair_new()
 */
l4m_error l4m_keypair_from_private(l4m_keypair **out,
                                   uint16_t group,
                                   const uint8_t *priv,
                                   size_t priv_len,
                                   const l4m_mem *mem);

/** Wipes and frees a pair; NULL is allowed. */
void l4m_keypair_free(l4m_keypair *pair);

/** The group of a pair. */
uint16_t l4m_keypair_group(const l4m_keypair *pair);

/**
 * The public value as it stands on the wire: big-endian with leading zeros up to the group's size
 * (MODP), or the 32 bytes of RFC 7748 (X25519). l4m_group_public_size() bytes, the pair's own: valid as long as it is.
 */
const uint8_t *l4m_keypair_public(const l4m_keypair *pair);

#ifdef __cplusplus
}
#endif

#endif
