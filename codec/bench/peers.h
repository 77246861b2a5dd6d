/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_PEERS_H
#define L4M_BENCH_PEERS_H

/** @file peers.h Two hosts in memory with associations between them, through the public interface alone. */

#include "bare.h"

typedef struct bench_peers bench_peers;

/** Two hosts that allow one suite; no association yet. @param most associations there will be, 1 to PEERS_MAX */
bench_peers *peers_new(uint16_t suite, size_t most);
void peers_free(bench_peers *peers);

enum
{
    PEERS_MAX = 1000000
};

/**
 * Sets up one more association over UDP: key pairs of both sides, L4_INIT, L4_OFFER, and what follows. No two have the
 * same ports.
 */
void peers_connect(bench_peers *peers);
/** Closes the association that was set up last on both sides. */
void peers_close(bench_peers *peers);
/** peers_connect() and peers_close(). */
bench_op peers_handshake_op(bench_peers *peers);

/** The initiator's l4m_protect() over the packets of a ring, which are made fit for it: UDP, ring->len bytes in all. */
bench_op peers_protect_op(bench_peers *peers, bench_ring *ring);
/** The responder's l4m_input() over the packets that were protected last. */
bench_op peers_input_op(bench_peers *peers, bench_ring *ring);
/** One after the other: both of the above. */
bench_op peers_both_op(bench_peers *peers, bench_ring *ring);
/**
 * The responder's l4m_input() of packets of associations picked at random among all, each found by its ports. They are
 * protected before the turn, and as many others go through before them, so that what is cold is the associations alone.
 */
bench_op peers_spread_op(bench_peers *peers, bench_ring *ring);

#endif
