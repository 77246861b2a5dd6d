/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "pieces.h"

#include <stdlib.h>

#include "crypto.h"

struct bench_pieces
{
    const l4m_suite *suite;
    const bench_ring *ring;
    l4m_mem mem;
    l4m_rng rng;
    l4m_crypto *crypto;
    l4m_keypair *own;
    l4m_keypair *peer;
    uint8_t secret[L4M_SECRET_MAX];
    size_t secret_len;
    l4m_keys keys;
    uint64_t number;
};

/** About as long as L4_INIT and L4_OFFER. */
static const uint8_t messages[600] = {1};

static l4m_keypair *keygen(bench_pieces *pieces)
{
    l4m_keypair *pair;
    l4m_error err = l4m_crypto_keypair(pieces->crypto, &pair, pieces->suite->group, &pieces->rng, &pieces->mem);
    bench_check(err == L4M_OK, "l4m_crypto_keypair");
    return pair;
}

static void agree(bench_pieces *pieces, const l4m_keypair *own, const l4m_keypair *peer)
{
    l4m_error err = l4m_crypto_agree(pieces->crypto,
                                     own,
                                     l4m_keypair_public(peer),
                                     l4m_group_public_size(pieces->suite->group),
                                     pieces->secret,
                                     &pieces->secret_len);
    bench_check(err == L4M_OK, "l4m_crypto_agree");
}

static void kdf(bench_pieces *pieces)
{
    uint8_t transcript[L4M_TRANSCRIPT_SIZE];
    const l4m_part part = {messages, sizeof messages};
    bench_check(l4m_crypto_transcript(pieces->crypto, &part, 1, transcript) == L4M_OK, "l4m_crypto_transcript");
    l4m_error err =
        l4m_crypto_derive(pieces->crypto, pieces->suite, pieces->secret, pieces->secret_len, transcript, &pieces->keys);
    bench_check(err == L4M_OK, "l4m_crypto_derive");
}

static void confirm(bench_pieces *pieces)
{
    uint8_t mac[16];
    const l4m_part part = {messages, sizeof messages};
    l4m_error err = l4m_crypto_mac_parts(pieces->crypto, &pieces->keys.confirm, &part, 1, mac);
    bench_check(err == L4M_OK, "l4m_crypto_mac_parts");
}

bench_pieces *pieces_new(const l4m_suite *suite, const bench_ring *ring)
{
    bench_pieces *pieces = calloc(1, sizeof *pieces);
    bench_check(pieces != NULL, "memory");
    pieces->suite = suite;
    pieces->ring = ring;
    pieces->mem = l4m_mem_default();
    pieces->rng = l4m_rng_system();
    bench_check(l4m_crypto_new(&pieces->crypto, &pieces->mem) == L4M_OK, "l4m_crypto_new");
    pieces->own = keygen(pieces);
    pieces->peer = keygen(pieces);
    agree(pieces, pieces->own, pieces->peer);
    kdf(pieces);
    return pieces;
}

void pieces_free(bench_pieces *pieces)
{
    l4m_keypair_free(pieces->own);
    l4m_keypair_free(pieces->peer);
    l4m_crypto_free(pieces->crypto);
    free(pieces);
}

static void run_keygen(void *arg, size_t n)
{
    for (size_t i = 0; i < n; i++)
    {
        l4m_keypair_free(keygen(arg));
    }
}

static void run_agree(void *arg, size_t n)
{
    bench_pieces *pieces = arg;
    for (size_t i = 0; i < n; i++)
    {
        agree(pieces, pieces->own, pieces->peer);
    }
}

static void run_kdf(void *arg, size_t n)
{
    for (size_t i = 0; i < n; i++)
    {
        kdf(arg);
    }
}

static void run_mac(void *arg, size_t n)
{
    bench_pieces *pieces = arg;
    const bench_ring *ring = pieces->ring;
    uint8_t mac[16];
    for (size_t i = 0; i < n; i++)
    {
        l4m_error err =
            l4m_crypto_mac(pieces->crypto, &pieces->keys.i2r, pieces->number++, ring->packets[i], ring->len, mac);
        bench_check(err == L4M_OK, "l4m_crypto_mac");
    }
}

static void run_handshake(void *arg, size_t n)
{
    bench_pieces *pieces = arg;
    for (size_t i = 0; i < n; i++)
    {
        l4m_keypair *a = keygen(pieces);
        l4m_keypair *b = keygen(pieces);
        agree(pieces, a, b);
        kdf(pieces);
        confirm(pieces);
        agree(pieces, b, a);
        kdf(pieces);
        confirm(pieces);
        l4m_keypair_free(a);
        l4m_keypair_free(b);
    }
}

bench_op pieces_keygen(bench_pieces *pieces)
{
    return (bench_op){"keygen", run_keygen, pieces, NULL};
}

bench_op pieces_agree(bench_pieces *pieces)
{
    return (bench_op){"agree", run_agree, pieces, NULL};
}

bench_op pieces_kdf(bench_pieces *pieces)
{
    return (bench_op){"kdf", run_kdf, pieces, NULL};
}

bench_op pieces_mac(bench_pieces *pieces)
{
    return (bench_op){"mac", run_mac, pieces, NULL};
}

bench_op pieces_handshake(bench_pieces *pieces)
{
    return (bench_op){"cryptography", run_handshake, pieces, NULL};
}
