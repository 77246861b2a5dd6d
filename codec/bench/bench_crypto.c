/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * \file bench_crypto.c
 * l4m-bench: what the library costs above the bare cryptography of libcrypto, as ratios within one run, and absolute
 * medians for the simulator's model of computing time.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"
#include "measure.h"
#include "peers.h"
#include "pieces.h"
#include "report.h"

enum
{
    RING = 16, /* packets, which fit into a first-level cache: what was just received or is to be sent is there */
    SMALL = 64,
    LARGE = 1400
};

static const double packet_limit = 1.05;
static const double handshake_limit = 1.15;

typedef struct options
{
    const char *json;
    const char *costs;
    bool quick;
    bool check;
} options;

static const char usage[] =
    "usage: l4m-bench [--json FILE] [--costs FILE] [--quick] [--check]\n"
    "\n"
    "Times packets and set-up of each suite against the bare cryptography of libcrypto.\n"
    "  --json FILE   write all results as JSON, times in microseconds\n"
    "  --costs FILE  write the costs of operations in nanoseconds, for the simulator's preset \"measured\"\n"
    "  --quick       fewer repetitions: a first impression\n"
    "  --check       end with status 2 if a limit is missed\n";

static bench_samples samples;
static bench_ring ring;
static report results;

/** Repetitions of the packet comparisons and, fewer since each is long, of set-up. */
static size_t packet_turns(const options *o)
{
    return o->quick ? 61 : 1001;
}

static size_t handshake_turns(const options *o)
{
    return o->quick ? 11 : 101;
}

static void set_ring(size_t len)
{
    ring.len = len;
    ring.count = RING;
    for (size_t i = 0; i < RING; i++)
    {
        memset(ring.packets[i], (int)i, sizeof ring.packets[i]);
    }
}

static report_ratio compare(const char *what, const l4m_suite *suite, size_t op, const bench_op *ops, size_t to)
{
    return (report_ratio){.what = what,
                          .suite = suite->name,
                          .ns = bench_median(&samples, op),
                          .bare_ns = bench_median(&samples, to),
                          .bare = ops[to].name,
                          .ratio = bench_ratio(&samples, op, to)};
}

/** The bare operation among those from \p first to \p end that was fastest. */
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

/** l4m_protect() and l4m_input() of established associations against the fastest bare MAC of the same bytes. */
static void bench_packets(const l4m_suite *suite, size_t len, size_t turns)
{
    enum
    {
        PROTECT,
        VERIFY,
        BARE
    };
    set_ring(len);
    bench_peers *peers = peers_new(suite->id);
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
    bench_run(ops, BARE + BARE_MAC_WAYS, RING, turns, &samples);
    size_t best = fastest(BARE, BARE + BARE_MAC_WAYS);
    report_ratio protect = compare("protect", suite, PROTECT, ops, best);
    report_ratio verify = compare("verify", suite, VERIFY, ops, best);
    protect.evp_mac = bench_ratio(&samples, PROTECT, BARE);
    verify.evp_mac = bench_ratio(&samples, VERIFY, BARE);
    protect.bytes = verify.bytes = len;
    protect.limit = verify.limit = len == LARGE ? packet_limit : 0;
    report_add_ratio(&results, protect);
    report_add_ratio(&results, verify);
    peers_close(peers);
    peers_free(peers);
    bare_mac_free(bare);
}

/** Set-up, its cryptography alone and as a whole, against the bare key agreement. */
static void bench_handshake(const l4m_suite *suite, size_t turns)
{
    enum
    {
        CRYPTO,
        WHOLE,
        BARE,
        OPS
    };
    bench_pieces *pieces = pieces_new(suite, &ring);
    bench_peers *peers = peers_new(suite->id);
    bare_dh *bare = bare_dh_new(suite->group);
    const bench_op ops[OPS] = {
        [CRYPTO] = pieces_handshake(pieces),
        [WHOLE] = peers_handshake_op(peers),
        [BARE] = bare_dh_op(bare),
    };
    bench_run(ops, OPS, 1, turns, &samples);
    report_ratio crypto = compare("set-up, crypto", suite, CRYPTO, ops, BARE);
    report_ratio whole = compare("set-up, whole", suite, WHOLE, ops, BARE);
    crypto.limit = whole.limit = handshake_limit;
    report_add_ratio(&results, crypto);
    report_add_ratio(&results, whole);
    bare_dh_free(bare);
    peers_free(peers);
    pieces_free(pieces);
}

/** Key generation and agreement of a suite's group. */
static void cost_of_group(uint16_t id, size_t turns)
{
    const l4m_suite *suite = l4m_suite_by_id(id);
    bench_pieces *pieces = pieces_new(suite, &ring);
    const bench_op ops[] = {pieces_keygen(pieces), pieces_agree(pieces)};
    bench_run(ops, 2, 1, turns, &samples);
    report_add_cost(&results, "keygen", l4m_group_name(suite->group), "", bench_median(&samples, 0));
    report_add_cost(&results, "derive", l4m_group_name(suite->group), "", bench_median(&samples, 1));
    pieces_free(pieces);
}

static void cost_of_kdf(uint16_t id, const char *name, size_t turns)
{
    bench_pieces *pieces = pieces_new(l4m_suite_by_id(id), &ring);
    const bench_op op = pieces_kdf(pieces);
    bench_run(&op, 1, 10, turns, &samples);
    report_add_cost(&results, "kdf", name, "", bench_median(&samples, 0));
    pieces_free(pieces);
}

/** A line through two sizes: cost of a packet and of a byte. */
static void cost_of_mac(uint16_t id, const char *name, size_t turns)
{
    double ns[2];
    const size_t sizes[2] = {SMALL, LARGE};
    bench_pieces *pieces = pieces_new(l4m_suite_by_id(id), &ring);
    const bench_op op = pieces_mac(pieces);
    for (size_t i = 0; i < 2; i++)
    {
        set_ring(sizes[i]);
        bench_run(&op, 1, RING, turns, &samples);
        ns[i] = bench_median(&samples, 0);
    }
    double byte = (ns[1] - ns[0]) / (LARGE - SMALL);
    report_add_cost(&results, "mac", name, ".packet", ns[0] - byte * SMALL);
    report_add_cost(&results, "mac", name, ".byte", byte);
    pieces_free(pieces);
}

static void bench_costs(const options *o)
{
    static const uint16_t groups[] = {L4M_SUITE_PAPER,
                                      L4M_SUITE_MODP1536_HMAC_SHA256,
                                      L4M_SUITE_MODP2048_HMAC_SHA256,
                                      L4M_SUITE_MODP3072_HMAC_SHA256,
                                      L4M_SUITE_DEFAULT};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
    {
        cost_of_group(groups[i], handshake_turns(o));
    }
    cost_of_kdf(L4M_SUITE_PAPER, "rfc2631", packet_turns(o));
    cost_of_kdf(L4M_SUITE_DEFAULT, "hkdf-sha256", packet_turns(o));
    cost_of_mac(L4M_SUITE_PAPER, "hmac-md5", packet_turns(o));
    cost_of_mac(L4M_SUITE_MODP1536_HMAC_SHA1, "hmac-sha1", packet_turns(o));
    cost_of_mac(L4M_SUITE_DEFAULT, "hmac-sha256", packet_turns(o));
    cost_of_mac(L4M_SUITE_FAST, "aes128-gmac", packet_turns(o));
    for (size_t i = 0; i < results.cost_count; i++)
    {
        printf("cost  %-24s %12.4f us\n", results.costs[i].name, results.costs[i].ns / 1000);
    }
}

/** One suite of each MAC: the others make their packets in the same way. */
static void bench_all_packets(const options *o)
{
    static const uint16_t suites[] = {L4M_SUITE_PAPER, L4M_SUITE_MODP1536_HMAC_SHA1, L4M_SUITE_DEFAULT, L4M_SUITE_FAST};
    static const size_t sizes[] = {SMALL, 512, LARGE};
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
    {
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++)
        {
            bench_packets(l4m_suite_by_id(suites[i]), sizes[k], packet_turns(o));
        }
    }
}

static bool parse(int argc, char **argv, options *o)
{
    for (int i = 1; i < argc; i++)
    {
        const char **file = strcmp(argv[i], "--json") == 0    ? &o->json
                            : strcmp(argv[i], "--costs") == 0 ? &o->costs
                                                              : NULL;
        if (file != NULL && i + 1 < argc)
        {
            *file = argv[++i];
        }
        else if (file != NULL)
        {
            fprintf(stderr, "l4m-bench: %s needs the name of a file\n%s", argv[i], usage);
            return false;
        }
        else if (strcmp(argv[i], "--quick") == 0)
        {
            o->quick = true;
        }
        else if (strcmp(argv[i], "--check") == 0)
        {
            o->check = true;
        }
        else
        {
            fprintf(stderr, "l4m-bench: unknown option %s\n%s", argv[i], usage);
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    size_t count;
    options o = {.json = NULL};
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
    {
        fputs(usage, stdout);
        return EXIT_SUCCESS;
    }
    if (!parse(argc, argv, &o))
    {
        return EXIT_FAILURE;
    }
    ring.packets = calloc(RING, sizeof *ring.packets);
    bench_check(ring.packets != NULL, "memory");
    set_ring(LARGE);

    bench_all_packets(&o);
    const l4m_suite *suites = l4m_suites(&count);
    for (size_t i = 0; i < count; i++)
    {
        bench_handshake(&suites[i], handshake_turns(&o));
    }
    bench_costs(&o);
    free(ring.packets);

    bool written = (o.json == NULL || report_write_json(&results, o.json)) &&
                   (o.costs == NULL || report_write_costs(&results, o.costs));
    if (!written)
    {
        return EXIT_FAILURE;
    }
    return o.check && !report_within_limits(&results) ? 2 : EXIT_SUCCESS;
}
