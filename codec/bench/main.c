/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file main.c
 * l4m-bench: what the library costs above the bare cryptography of libcrypto, as ratios within one run, and absolute
 * medians for the simulator's model of computing time.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"

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
    "Times packets and set-up of each suite against the bare cryptography of libcrypto, against TLS 1.3 and\n"
    "ChaCha20-Poly1305, and look-up among many associations.\n"
    "  --json FILE   write all results as JSON, times in microseconds\n"
    "  --costs FILE  write the costs of operations in nanoseconds, for the simulator's preset \"measured\"\n"
    "  --quick       fewer repetitions and associations: a first impression\n"
    "  --check       end with status 2 if a bar is missed\n";

static report results;

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
    compare_packets(&results, o.quick);
    compare_seal(&results, o.quick);
    compare_setup(&results, o.quick);
    compare_tls(&results, o.quick);
    compare_lookup(&results, o.quick);
    compare_many(&results, o.quick);
    measure_costs(&results, o.quick);
    bool met = report_within_bars(&results);

    bool written = (o.json == NULL || report_write_json(&results, o.json)) &&
                   (o.costs == NULL || report_write_costs(&results, o.costs));
    if (!written)
    {
        return EXIT_FAILURE;
    }
    return o.check && !met ? 2 : EXIT_SUCCESS;
}
