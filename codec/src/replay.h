/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SRC_REPLAY_H
#define L4M_SRC_REPLAY_H

/**
 * @file replay.h
 * The replay window: which packet numbers have been seen (RFC 6479, a bitmap that slides by whole blocks).
 */

#include "l4m/types.h"

#define L4M_REPLAY_BLOCKS 16 /* of 64 bits; a power of 2. One of them is always being refilled */

/** Packet numbers this far behind the largest one are still accepted (spec, Replay window). */
#define L4M_REPLAY_WINDOW (UINT64_C(64) * (L4M_REPLAY_BLOCKS - 1))

typedef struct l4m_replay
{
    uint64_t next; /**< largest number seen + 1; 0 before any */
    uint64_t blocks[L4M_REPLAY_BLOCKS];
} l4m_replay;

/** The 64-bit number that a packet's low 32 bits stand for: the one nearest to what is expected next. */
uint64_t l4m_replay_expand(const l4m_replay *replay, uint32_t low);

/** Whether a number is neither seen before nor too old. */
bool l4m_replay_fresh(const l4m_replay *replay, uint64_t number);

/** Begins as if every number below \p next had been seen, and none from there on. */
void l4m_replay_begin(l4m_replay *replay, uint64_t next);

/** Marks a fresh number as seen; only for packets whose MAC holds. */
void l4m_replay_mark(l4m_replay *replay, uint64_t number);

#endif
