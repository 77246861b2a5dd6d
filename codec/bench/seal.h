/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_SEAL_H
#define L4M_BENCH_SEAL_H

/** @file seal.h What a packet costs that is encrypted too: ChaCha20-Poly1305 (RFC 8439), as WireGuard and others use.
 */

#include "bare.h"

typedef struct bench_seal bench_seal;

/** Contexts for both directions, keyed once. */
bench_seal *seal_new(const bench_ring *ring);
void seal_free(bench_seal *seal);

/** Seals the packets of the ring into a buffer, then opens them from there. */
bench_op seal_op(bench_seal *seal);

#endif
