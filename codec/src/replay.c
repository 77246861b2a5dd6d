/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "replay.h"

#include <string.h>

uint64_t l4m_replay_expand(const l4m_replay *replay, uint32_t low)
{
    const uint64_t half = UINT64_C(1) << 31;
    const uint64_t whole = UINT64_C(1) << 32;
    /* How far ahead of next, counted modulo 2^32; the farther half of those lie behind it instead. */
    uint64_t ahead = (uint32_t)(low - (uint32_t)replay->next);
    bool behind = ahead > half && replay->next >= whole - ahead;

    /* Neither below 0 nor beyond 2^64 - 1, whatever comes. */
    if (behind || ahead > UINT64_MAX - replay->next)
    {
        return replay->next + ahead - whole;
    }
    return replay->next + ahead;
}

bool l4m_replay_fresh(const l4m_replay *replay, uint64_t number)
{
    if (number >= replay->next)
    {
        return number != UINT64_MAX;
    }
    if (replay->next - number > L4M_REPLAY_WINDOW)
    {
        return false;
    }
    uint64_t block = replay->blocks[(number / 64) % L4M_REPLAY_BLOCKS];
    return !(block >> (number % 64) & 1);
}

void l4m_replay_begin(l4m_replay *replay, uint64_t next)
{
    memset(replay->blocks, 0xff, sizeof replay->blocks);
    replay->blocks[(next / 64) % L4M_REPLAY_BLOCKS] = (UINT64_C(1) << (next % 64)) - 1;
    replay->next = next;
}

void l4m_replay_mark(l4m_replay *replay, uint64_t number)
{
    if (number >= replay->next)
    {
        /* Clear the blocks that the window slides over; before any packet, block 0 is clear already. */
        uint64_t last = replay->next == 0 ? 0 : (replay->next - 1) / 64;
        uint64_t ahead = number / 64 - last;
        if (ahead > L4M_REPLAY_BLOCKS)
        {
            ahead = L4M_REPLAY_BLOCKS;
        }
        for (uint64_t i = 0; i < ahead; i++)
        {
            replay->blocks[(number / 64 - i) % L4M_REPLAY_BLOCKS] = 0;
        }
        replay->next = number + 1;
    }
    replay->blocks[(number / 64) % L4M_REPLAY_BLOCKS] |= UINT64_C(1) << (number % 64);
}
