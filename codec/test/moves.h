/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TEST_MOVES_H
#define L4M_TEST_MOVES_H

/** @file moves.h What moves.c needs beside hosts: events in the order of time, chance, memory that is counted. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "l4m/l4m.h"

/** Moves so far. */
extern uint64_t moves_made;

#define REQUIRE(condition)                                                                                             \
    do                                                                                                                 \
    {                                                                                                                  \
        if (!(condition))                                                                                              \
        {                                                                                                              \
            fprintf(stderr,                                                                                            \
                    "%s:%d: after %" PRIu64 " moves does not hold: %s\n",                                              \
                    __FILE__,                                                                                          \
                    __LINE__,                                                                                          \
                    moves_made,                                                                                        \
                    #condition);                                                                                       \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

/** What happens at a time. */
typedef struct event
{
    l4m_usec when;
    uint64_t order; /**< among events of one time, so that runs are alike */
    enum
    {
        ARRIVAL,
        RESEND,
        MOVE,
        TICKING
    } what;
    uint8_t pair;
    uint8_t assoc;
    uint8_t side; /**< ARRIVAL: who it is for */
    l4m_addr src;
    l4m_addr dst;
    size_t len;
    uint8_t *pkt;
} event;

/** Adds an event. */
void schedule(event e);
/** Whether there is one at that time or before. */
bool event_due(l4m_usec when);
/** Takes the next event; there is one. */
event next_event(void);
/** Frees all that are left. */
void drop_events(void);

/** A number below another, from a sequence that is the same each time. */
uint32_t chance(uint32_t below);

/** An allocator that counts. */
l4m_mem counted_memory(void);
/** The bytes that it has given out and not got back. */
size_t bytes_held(void);

#endif
