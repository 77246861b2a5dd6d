/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TYPES_H
#define L4M_TYPES_H

/**
 * @file l4m/types.h
 * What the caller owns: time, addresses, memory, randomness.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "l4m/error.h"

#ifdef __cplusplus
extern "C"
{
#endif

/** Time in microseconds from any fixed origin, below 2^63. It must never run backwards. */
typedef uint64_t l4m_usec;

/** "No deadline." */
#define L4M_NEVER UINT64_MAX

/** IP protocol numbers that the library serves (R2). */
enum
{
    L4M_PROTO_TCP = 6,
    L4M_PROTO_UDP = 17
};

/**
 * An IP address, to the library nothing but a name for where the peer is: it takes no part in
 * look-up or MAC (R12), and a connection may move between families. It is compared, copied and saved as it is;
 * whether its family is one of these (and not, say, AF_INET) nobody checks.
 */
typedef struct l4m_addr
{
    uint8_t family;    /**< 4, 6, or 0 for "none" */
    uint8_t bytes[16]; /**< network byte order; IPv4 uses the first four, the rest are zero */
} l4m_addr;

/**
 * Where memory comes from. alloc returns NULL when there is none, else a block aligned as malloc() does; free accepts
 * NULL. Neither may call the library.
 */
typedef struct l4m_mem
{
    void *(*alloc)(size_t size, void *user); /**< gives size bytes or NULL */
    void (*free)(void *ptr, void *user);     /**< takes them back */
    void *user;                              /**< handed to both */
} l4m_mem;

/** Where randomness comes from. fill returns false when it has none to give, and may not call the library. */
typedef struct l4m_rng
{
    bool (*fill)(void *user, uint8_t *buf, size_t len); /**< fills len bytes */
    void *user;                                         /**< handed to it */
} l4m_rng;

/** malloc and free, fit for any number of threads. */
l4m_mem l4m_mem_default(void);

/** The operating system's randomness, through libcrypto; fit for any number of threads. */
l4m_rng l4m_rng_system(void);

/**
 * State of a seeded source for simulation and tests: SHA-256 of seed and counter. The same seed gives
 * the same keys on any machine, so NEVER use it where secrecy matters.
 */
typedef struct l4m_rng_seeded
{
    uint64_t seed;    /**< of the run */
    uint64_t stream;  /**< tells sources of one run apart */
    uint64_t counter; /**< blocks made so far */
} l4m_rng_seeded;

/**
 * A source over \p state, which must outlive it.
 * @param state  set to the beginning of the sequence
 * @param seed   any value
 * @param stream any value; different streams of one seed are independent
 */
l4m_rng l4m_rng_from_seed(l4m_rng_seeded *state, uint64_t seed, uint64_t stream);

#ifdef __cplusplus
}
#endif

#endif
