/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_PIECES_H
#define L4M_BENCH_PIECES_H

/** @file pieces.h The library's cryptography by operations, for the figures that cost models take. */

#include "bare.h"

/** What a suite does at set-up, and the MAC of its packets over a ring. */
typedef struct bench_pieces bench_pieces;

bench_pieces *pieces_new(const l4m_suite *suite, const bench_ring *ring);
void pieces_free(bench_pieces *pieces);

bench_op pieces_keygen(bench_pieces *pieces); /**< l4m_crypto_keypair() */
bench_op pieces_agree(bench_pieces *pieces);  /**< l4m_crypto_agree() */
bench_op pieces_kdf(bench_pieces *pieces);    /**< l4m_crypto_transcript() and l4m_crypto_derive() */
bench_op pieces_mac(bench_pieces *pieces);    /**< l4m_crypto_mac() */
/** All that both sides compute at set-up: two of keygen, agree, kdf and the MAC of L4_OFFER. */
bench_op pieces_handshake(bench_pieces *pieces);

#endif
