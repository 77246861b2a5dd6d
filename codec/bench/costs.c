/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "pieces.h"

static bench_samples samples;
static bench_ring ring;

static void set_ring(size_t len)
{
    ring.len = len;
    ring.count = BENCH_RING;
    for (size_t i = 0; i < BENCH_RING; i++)
    {
        memset(ring.packets[i], (int)i, sizeof ring.packets[i]);
    }
}

/** Key generation and agreement of a suite's group. */
static void cost_of_group(report *r, uint16_t id, size_t turns)
{
    const l4m_suite *suite = l4m_suite_by_id(id);
    bench_pieces *pieces = pieces_new(suite, &ring);
    const bench_op ops[] = {pieces_keygen(pieces), pieces_agree(pieces)};
    bench_run(ops, 2, 1, turns, BENCH_CPU, &samples);
    report_add_cost(r, "keygen", l4m_group_name(suite->group), "", bench_median(&samples, 0));
    report_add_cost(r, "derive", l4m_group_name(suite->group), "", bench_median(&samples, 1));
    pieces_free(pieces);
}

static void cost_of_kdf(report *r, uint16_t id, const char *name, size_t turns)
{
    bench_pieces *pieces = pieces_new(l4m_suite_by_id(id), &ring);
    const bench_op op = pieces_kdf(pieces);
    bench_run(&op, 1, 10, turns, BENCH_WALL, &samples);
    report_add_cost(r, "kdf", name, "", bench_median(&samples, 0));
    pieces_free(pieces);
}

/** A line through two sizes: cost of a packet and of a byte. */
static void cost_of_mac(report *r, uint16_t id, const char *name, size_t turns)
{
    double ns[2];
    const size_t sizes[2] = {BENCH_SMALL, BENCH_LARGE};
    bench_pieces *pieces = pieces_new(l4m_suite_by_id(id), &ring);
    const bench_op op = pieces_mac(pieces);
    for (size_t i = 0; i < 2; i++)
    {
        set_ring(sizes[i]);
        bench_run(&op, 1, BENCH_RING, turns, BENCH_WALL, &samples);
        ns[i] = bench_median(&samples, 0);
    }
    double byte = (ns[1] - ns[0]) / (BENCH_LARGE - BENCH_SMALL);
    report_add_cost(r, "mac", name, ".packet", ns[0] - byte * BENCH_SMALL);
    report_add_cost(r, "mac", name, ".byte", byte);
    pieces_free(pieces);
}

void measure_costs(report *r, bool quick)
{
    const size_t handshakes = quick ? 11 : 101;
    const size_t packets = quick ? 61 : 1001;
    ring.packets = calloc(BENCH_RING, sizeof *ring.packets);
    bench_check(ring.packets != NULL, "memory");
    set_ring(BENCH_LARGE);
    static const uint16_t groups[] = {L4M_SUITE_PAPER,
                                      L4M_SUITE_MODP1536_HMAC_SHA256,
                                      L4M_SUITE_MODP2048_HMAC_SHA256,
                                      L4M_SUITE_MODP3072_HMAC_SHA256,
                                      L4M_SUITE_DEFAULT};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
    {
        cost_of_group(r, groups[i], handshakes);
    }
    cost_of_kdf(r, L4M_SUITE_PAPER, "rfc2631", packets);
    cost_of_kdf(r, L4M_SUITE_DEFAULT, "hkdf-sha256", packets);
    cost_of_mac(r, L4M_SUITE_PAPER, "hmac-md5", packets);
    cost_of_mac(r, L4M_SUITE_MODP1536_HMAC_SHA1, "hmac-sha1", packets);
    cost_of_mac(r, L4M_SUITE_DEFAULT, "hmac-sha256", packets);
    cost_of_mac(r, L4M_SUITE_FAST, "aes128-gmac", packets);
    for (size_t i = 0; i < r->cost_count; i++)
    {
        printf("cost  %-24s %12.4f us\n", r->costs[i].name, r->costs[i].ns / 1000);
    }
    free(ring.packets);
}
