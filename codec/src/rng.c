/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "bytes.h"
#include "l4m/types.h"

enum
{
    BLOCK = 32 /* SHA-256 */
};

static bool system_fill(void *user, uint8_t *buf, size_t len)
{
    (void)user;
    return len <= INT_MAX && RAND_bytes(buf, (int)len) == 1;
}

l4m_rng l4m_rng_system(void)
{
    return (l4m_rng){system_fill, NULL};
}

static void put64(uint8_t *p, uint64_t v)
{
    l4m_put32(p, (uint32_t)(v >> 32));
    l4m_put32(p + 4, (uint32_t)v);
}

/**
 * Block \c counter is SHA-256(seed | stream | counter), each 8 bytes big-endian. A call begins with a fresh block, so
 * that what it gives does not depend on how many bytes the calls before it took.
 */
static bool seeded_fill(void *user, uint8_t *buf, size_t len)
{
    l4m_rng_seeded *state = user;
    uint8_t input[24];
    uint8_t block[BLOCK];
    bool ok = true;

    put64(input, state->seed);
    put64(input + 8, state->stream);
    while (len > 0 && ok)
    {
        size_t take = len < BLOCK ? len : BLOCK;
        put64(input + 16, state->counter++);
        ok = EVP_Digest(input, sizeof input, block, NULL, EVP_sha256(), NULL) == 1;
        memcpy(buf, block, ok ? take : 0);
        buf += take;
        len -= take;
    }
    OPENSSL_cleanse(block, sizeof block);
    return ok;
}

l4m_rng l4m_rng_from_seed(l4m_rng_seeded *state, uint64_t seed, uint64_t stream)
{
    *state = (l4m_rng_seeded){.seed = seed, .stream = stream, .counter = 0};
    return (l4m_rng){seeded_fill, state};
}
