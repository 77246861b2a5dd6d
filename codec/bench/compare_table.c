/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "lookup.h"
#include "peers.h"

static const double lookup_bar = 40; /* ns among 10^5 */
static const double many_bar = 1.6;  /* of one association, packets of 1400 bytes */

/** Associations: more than there are keyed contexts but all in the caches, so that what SOME cost more than one is
 * keying alone; and so many that they are in none, so that what MANY cost more than that is memory. */
enum
{
    SOME = 1000,
    MANY = 100000
};

static bench_samples samples;

void compare_lookup(report *r, bool quick)
{
    static const size_t counts[] = {1, 1000, 100000, 1000000};
    static const char *const names[] = {
        "look-up among 1", "look-up among 10^3", "look-up among 10^5", "look-up among 10^6"};
    enum
    {
        COUNTS = 4,
        BARRED = 2,
        LOOKUPS = 300000 /* so many that a table is as warm as its size allows */
    };
    /* One after the other: the largest leaves nothing of the others in the caches. */
    for (size_t i = 0; i < COUNTS; i++)
    {
        bench_lookup *lookup = lookup_new(counts[i]);
        const bench_op op = lookup_op(lookup);
        bench_run(&op, 1, LOOKUPS, quick ? 3 : 101, BENCH_CPU, &samples);
        report_add_row(r,
                       (report_row){.what = names[i],
                                    .suite = "",
                                    .ns = bench_median(&samples, 0),
                                    .than = "",
                                    .kind = i == BARRED ? REPORT_TIME : REPORT_NO_BAR,
                                    .bar = i == BARRED ? lookup_bar : 0});
        lookup_free(lookup);
    }
}

/** Sets up \p count associations; the way there is shown where it takes long. */
static bench_peers *connect_many(uint16_t suite, size_t count)
{
    bench_peers *peers = peers_new(suite, count);
    for (size_t i = 0; i < count; i++)
    {
        peers_connect(peers);
        if ((i + 1) % 10000 == 0)
        {
            fprintf(stderr, "\r%zu of %zu associations%s", i + 1, count, i + 1 == count ? "\n" : "");
        }
    }
    return peers;
}

static void many_of(report *r, uint16_t suite, size_t count, size_t turns)
{
    static const size_t sizes[] = {BENCH_SMALL, BENCH_LARGE};
    bench_peers *many = connect_many(suite, count);
    bench_peers *one = connect_many(suite, 1);
    bench_ring rings[2] = {{.count = BENCH_RING}, {.count = BENCH_RING}};
    for (size_t k = 0; k < 2; k++)
    {
        rings[k].packets = calloc(BENCH_RING, sizeof *rings[k].packets);
        bench_check(rings[k].packets != NULL, "memory");
    }
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++)
    {
        rings[0].len = rings[1].len = sizes[k];
        const bench_op ops[] = {peers_spread_op(many, &rings[0]), peers_spread_op(one, &rings[1])};
        bench_run(ops, 2, BENCH_RING, turns, BENCH_WALL, &samples);
        report_add_row(r,
                       (report_row){.what = count == MANY ? "verify, of 10^5 at random" : "verify, of 10^3 at random",
                                    .suite = l4m_suite_by_id(suite)->name,
                                    .bytes = sizes[k],
                                    .ns = bench_median(&samples, 0),
                                    .than = ops[1].name,
                                    .than_ns = bench_median(&samples, 1),
                                    .ratio = bench_ratio(&samples, 0, 1),
                                    .difference = bench_difference(&samples, 0, 1),
                                    .kind = count == MANY && sizes[k] == BENCH_LARGE ? REPORT_RATIO : REPORT_NO_BAR,
                                    .bar = many_bar});
    }
    for (size_t k = 0; k < 2; k++)
    {
        free(rings[k].packets);
    }
    peers_free(one);
    peers_free(many);
}

void compare_many(report *r, bool quick)
{
    static const uint16_t suites[] = {L4M_SUITE_DEFAULT, L4M_SUITE_FAST};
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
    {
        many_of(r, suites[i], SOME, quick ? 61 : 1001);
        if (!quick)
        {
            many_of(r, suites[i], MANY, 1001);
        }
    }
}
