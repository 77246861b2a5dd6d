/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"
#include "compare.h"
#include "peers.h"
#include "pieces.h"
#include "seal.h"
#include "tls.h"

static const double protect_bar = 20;           /* ns above the bare MAC */
static const double verify_bar = 30;            /* the same */
static const double setup_bar = 15000;          /* ns above the bare key agreement */
static const double seal_bar = 0.35;            /* of ChaCha20-Poly1305 */
static const double tls_certificate_bar = 0.32; /* of a full handshake */
static const double tls_psk_bar = 0.55;         /* of one with a pre-shared key */

static bench_samples samples;
static bench_ring ring;

static void ring_new(size_t len)
{
    ring.len = len;
    ring.count = BENCH_RING;
    ring.packets = calloc(BENCH_RING, sizeof *ring.packets);
    bench_check(ring.packets != NULL, "memory");
    for (size_t i = 0; i < BENCH_RING; i++)
    {
        memset(ring.packets[i], (int)i, sizeof ring.packets[i]);
    }
}

static size_t packet_turns(bool quick)
{
    return quick ? 61 : 1001;
}

/** Set-up is long: fewer turns do. */
static size_t setup_turns(bool quick)
{
    return quick ? 11 : 101;
}

static report_row compare(const char *what, const l4m_suite *suite, size_t op, const bench_op *ops, size_t to)
{
    return (report_row){.what = what,
                        .suite = suite->name,
                        .ns = bench_median(&samples, op),
                        .than = ops[to].name,
                        .than_ns = bench_median(&samples, to),
                        .ratio = bench_ratio(&samples, op, to),
                        .difference = bench_difference(&samples, op, to)};
}

static report_row with_bar(report_row row, report_kind kind, double bar)
{
    row.kind = kind;
    row.bar = bar;
    return row;
}

/** The operation among those from \p first to \p end that was fastest. */
static size_t fastest(size_t first, size_t end)
{
    size_t best = first;
    for (size_t i = first + 1; i < end; i++)
    {
        if (bench_median(&samples, i) < bench_median(&samples, best))
        {
            best = i;
        }
    }
    return best;
}

static void packets_of(report *r, const l4m_suite *suite, size_t len, size_t turns)
{
    enum
    {
        PROTECT,
        VERIFY,
        BARE
    };
    ring_new(len);
    bench_peers *peers = peers_new(suite->id, 1);
    bare_mac *bare = bare_mac_new(suite->mac, &ring);
    peers_connect(peers);
    bench_op ops[BARE + BARE_MAC_WAYS] = {
        [PROTECT] = peers_protect_op(peers, &ring),
        [VERIFY] = peers_input_op(peers, &ring),
    };
    for (size_t i = 0; i < BARE_MAC_WAYS; i++)
    {
        ops[BARE + i] = bare_mac_way(bare, i);
    }
    bench_run(ops, BARE + BARE_MAC_WAYS, BENCH_RING, turns, BENCH_WALL, &samples);
    size_t best = fastest(BARE, BARE + BARE_MAC_WAYS);
    report_row protect = with_bar(compare("protect", suite, PROTECT, ops, best), REPORT_DIFFERENCE, protect_bar);
    report_row verify = with_bar(compare("verify", suite, VERIFY, ops, best), REPORT_DIFFERENCE, verify_bar);
    protect.bytes = verify.bytes = len;
    report_add_row(r, protect);
    report_add_row(r, verify);
    peers_close(peers);
    peers_free(peers);
    bare_mac_free(bare);
    free(ring.packets);
}

void compare_packets(report *r, bool quick)
{
    /* One suite of each MAC: the others make their packets in the same way. */
    static const uint16_t suites[] = {L4M_SUITE_PAPER, L4M_SUITE_MODP1536_HMAC_SHA1, L4M_SUITE_DEFAULT, L4M_SUITE_FAST};
    static const size_t sizes[] = {BENCH_SMALL, 512, BENCH_LARGE};
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
    {
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++)
        {
            packets_of(r, l4m_suite_by_id(suites[i]), sizes[k], packet_turns(quick));
        }
    }
}

void compare_seal(report *r, bool quick)
{
    const l4m_suite *suite = l4m_suite_by_id(L4M_SUITE_FAST);
    ring_new(BENCH_LARGE);
    bench_peers *peers = peers_new(suite->id, 1);
    bench_seal *seal = seal_new(&ring);
    peers_connect(peers);
    const bench_op ops[] = {peers_both_op(peers, &ring), seal_op(seal)};
    bench_run(ops, 2, BENCH_RING, packet_turns(quick), BENCH_WALL, &samples);
    report_row row = with_bar(compare("protect and verify", suite, 0, ops, 1), REPORT_RATIO, seal_bar);
    row.bytes = ring.len;
    report_add_row(r, row);
    peers_close(peers);
    peers_free(peers);
    seal_free(seal);
    free(ring.packets);
}

static void setup_of(report *r, const l4m_suite *suite, size_t turns)
{
    enum
    {
        CRYPTO,
        WHOLE,
        BARE,
        OPS
    };
    bench_pieces *pieces = pieces_new(suite, &ring);
    bench_peers *peers = peers_new(suite->id, 1);
    bare_dh *bare = bare_dh_new(suite->group);
    const bench_op ops[OPS] = {
        [CRYPTO] = pieces_handshake(pieces),
        [WHOLE] = peers_handshake_op(peers),
        [BARE] = bare_dh_op(bare),
    };
    bench_run(ops, OPS, 1, turns, BENCH_CPU, &samples);
    report_add_row(r, compare("set-up, cryptography alone", suite, CRYPTO, ops, BARE));
    report_add_row(r, with_bar(compare("set-up", suite, WHOLE, ops, BARE), REPORT_DIFFERENCE, setup_bar));
    bare_dh_free(bare);
    peers_free(peers);
    pieces_free(pieces);
}

void compare_setup(report *r, bool quick)
{
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    for (size_t i = 0; i < count; i++)
    {
        setup_of(r, &suites[i], setup_turns(quick));
    }
}

void compare_tls(report *r, bool quick)
{
    const l4m_suite *suite = l4m_suite_by_id(L4M_SUITE_DEFAULT);
    bench_peers *peers = peers_new(suite->id, 1);
    bench_tls *full = tls_new(false);
    bench_tls *psk = tls_new(true);
    const bench_op ops[] = {peers_handshake_op(peers), tls_handshake_op(full), tls_handshake_op(psk)};
    bench_run(ops, 3, 1, setup_turns(quick), BENCH_CPU, &samples);
    report_add_row(r, with_bar(compare("set-up", suite, 0, ops, 1), REPORT_RATIO, tls_certificate_bar));
    report_add_row(r, with_bar(compare("set-up", suite, 0, ops, 2), REPORT_RATIO, tls_psk_bar));
    tls_free(psk);
    tls_free(full);
    peers_free(peers);
}
