/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_PEERS_H
#define L4M_BENCH_PEERS_H

/** \file peers.h Two hosts in memory with one association between them, through the public interface alone. */

#include "bare.h"

typedef struct bench_peers bench_peers;

/** Two hosts that allow one suite; no association yet. */
bench_peers *peers_new(uint16_t suite);
void peers_free(bench_peers *peers);

/** Sets up an association over UDP: key pairs of both sides, L4_INIT, L4_OFFER, and what follows. */
void peers_connect(bench_peers *peers);
/** Closes it on both sides. */
void peers_close(bench_peers *peers);
/** peers_connect() and peers_close(). */
bench_op peers_handshake_op(bench_peers *peers);

/** The initiator's l4m_protect() over the packets of a ring, which are made fit for it: UDP, ring->len bytes in all. */
bench_op peers_protect_op(bench_peers *peers, bench_ring *ring);
/** The responder's l4m_input() over the packets that were protected last. */
bench_op peers_input_op(bench_peers *peers, bench_ring *ring);

#endif
