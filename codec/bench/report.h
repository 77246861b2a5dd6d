/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_REPORT_H
#define L4M_BENCH_REPORT_H

/** \file report.h Results: lines for people, JSON, and the text file of costs that the simulator's cost model reads. */

#include <stdbool.h>
#include <stddef.h>

/** One comparison with the fastest bare way. */
typedef struct report_ratio
{
    const char *what; /**< "protect", "verify", "set-up, crypto", "set-up, whole" */
    const char *suite;
    size_t bytes;     /**< of the whole packet; 0 for set-up */
    double ns;        /**< the library's median */
    double bare_ns;   /**< libcrypto's */
    const char *bare; /**< which way that was */
    double ratio;     /**< median of the ratios by turn */
    double evp_mac;   /**< the same ratio to EVP_MAC; 0 for set-up */
    double limit;     /**< the ratio that is demanded; 0 for none */
} report_ratio;

/** One cost in nanoseconds, by the name that the cost model knows ("keygen.modp1024"). */
typedef struct report_cost
{
    char name[48];
    double ns;
} report_cost;

enum
{
    REPORT_RATIOS_MAX = 128,
    REPORT_COSTS_MAX = 32
};

typedef struct report
{
    report_ratio ratios[REPORT_RATIOS_MAX];
    size_t ratio_count;
    report_cost costs[REPORT_COSTS_MAX];
    size_t cost_count;
} report;

/** Adds a comparison and prints its line. */
void report_add_ratio(report *r, report_ratio ratio);
/** Adds "<kind>.<name><suffix>". */
void report_add_cost(report *r, const char *kind, const char *name, const char *suffix, double ns);
/** Whether all comparisons keep their limits. */
bool report_within_limits(const report *r);
/** Writes everything as JSON, times in microseconds. \return false where the file cannot be written */
bool report_write_json(const report *r, const char *path);
/** Writes the costs, a line each: name = nanoseconds. \return false where the file cannot be written */
bool report_write_costs(const report *r, const char *path);

#endif
