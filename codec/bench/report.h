/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_REPORT_H
#define L4M_BENCH_REPORT_H

/** @file report.h Results: lines for people, JSON, and the text file of costs that the simulator's cost model reads. */

#include <stdbool.h>
#include <stddef.h>

/** What a comparison is held against. */
typedef enum report_kind
{
    REPORT_NO_BAR,
    REPORT_RATIO,      /**< the ratio of the two times is at most bar */
    REPORT_DIFFERENCE, /**< the first takes at most bar nanoseconds longer */
    REPORT_TIME        /**< the first takes at most bar nanoseconds */
} report_kind;

/** One comparison of two things done within the same turns. */
typedef struct report_row
{
    const char *what;  /**< "protect", "verify", "set-up", ... */
    const char *suite; /**< "" where none is concerned */
    size_t bytes;      /**< of the whole packet; 0 where none is concerned */
    double ns;         /**< the library's median */
    const char *than;  /**< what it is compared with */
    double than_ns;    /**< its median; 0: there is nothing to compare with */
    double ratio;      /**< median of the ratios by turn */
    double difference; /**< median of the differences by turn, in nanoseconds */
    report_kind kind;
    double bar;
} report_row;

/** One cost in nanoseconds, by the name that the cost model knows ("keygen.modp1024"). */
typedef struct report_cost
{
    char name[48];
    double ns;
} report_cost;

enum
{
    REPORT_ROWS_MAX = 128,
    REPORT_COSTS_MAX = 32
};

typedef struct report
{
    report_row rows[REPORT_ROWS_MAX];
    size_t row_count;
    report_cost costs[REPORT_COSTS_MAX];
    size_t cost_count;
} report;

/** Adds a comparison and prints its line. */
void report_add_row(report *r, report_row row);
/** Adds "<kind>.<name><suffix>". */
void report_add_cost(report *r, const char *kind, const char *name, const char *suffix, double ns);
/** Prints how many comparisons keep their bars. @return whether all do */
bool report_within_bars(const report *r);
/** Writes everything as JSON, times in microseconds. @return false where the file cannot be written */
bool report_write_json(const report *r, const char *path);
/** Writes the costs, a line each: name = nanoseconds. @return false where the file cannot be written */
bool report_write_costs(const report *r, const char *path);

#endif
