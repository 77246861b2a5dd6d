/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_BARE_H
#define L4M_BENCH_BARE_H

/**
 * @file bare.h
 * The same cryptography by libcrypto alone, in each way that its EVP interface offers: what the library is measured
 * against.
 */

#include "l4m/l4m.h"
#include "measure.h"

/** Room for a packet. Not a power of 2, or all headers would fall into the same few lines of the cache. */
#define BENCH_PACKET_ROOM 1472

/** Packets of one size, over which everything that is compared works in turn. */
typedef struct bench_ring
{
    size_t len;
    uint8_t (*packets)[BENCH_PACKET_ROOM];
    size_t count;
} bench_ring;

/** A MAC over a ring. */
typedef struct bare_mac bare_mac;

/** The number of ways to make a MAC. */
#define BARE_MAC_WAYS 2

/** Makes the contexts of a MAC, keyed once. */
bare_mac *bare_mac_new(l4m_mac_id mac, const bench_ring *ring);
void bare_mac_free(bare_mac *bare);

/**
 * One of the ways: 0 is EVP_MAC, 1 is EVP_MD with copied states (HMAC) or EVP_CIPHER (GMAC).
 * The operation makes the MACs of the first n packets of the ring.
 */
bench_op bare_mac_way(bare_mac *bare, size_t way);

/** Key agreement of both sides. */
typedef struct bare_dh bare_dh;

bare_dh *bare_dh_new(uint16_t group);
void bare_dh_free(bare_dh *bare);

/**
 * Two key generations and two derivations as libcrypto does them by itself (its own length of exponents; 160 bits for
 * MODP 1024, where it has none), without encoding, checking or hashing anything.
 */
bench_op bare_dh_op(bare_dh *bare);

#endif
