/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_MEASURE_H
#define L4M_BENCH_MEASURE_H

/**
 * @file measure.h
 * Timing of operations against each other: they take turns (A B C A B C ...), each turn gives one sample of each, and
 * what counts are medians. So a machine that is slowed down for a while slows all of them.
 */

#include <stddef.h>

/** Something that is timed. */
typedef struct bench_op
{
    const char *name;
    void (*run)(void *arg, size_t n); /**< does it \c n times */
    void *arg;
    void (*prepare)(void *arg, size_t n); /**< before each turn, not timed; NULL: nothing to do */
} bench_op;

/** Most operations in one comparison and most turns. */
enum
{
    BENCH_OPS_MAX = 6,
    BENCH_TURNS_MAX = 1001
};

/** Nanoseconds each operation took once, by turn. */
typedef struct bench_samples
{
    size_t turns;
    double ns[BENCH_OPS_MAX][BENCH_TURNS_MAX];
} bench_samples;

/** What is read before and after a turn. */
typedef enum bench_clock
{
    BENCH_WALL, /**< the time of day: read in 20 ns, and few short turns are interrupted */
    BENCH_CPU   /**< the processor's time of this program, for turns so long that others come between */
} bench_clock;

/**
 * Times operations by turns; one turn before the first is not counted.
 * @param n     repetitions of each operation within a turn
 * @param turns 1 to BENCH_TURNS_MAX
 */
void bench_run(const bench_op *ops, size_t count, size_t n, size_t turns, bench_clock clock, bench_samples *samples);

/** The median time of an operation in nanoseconds. */
double bench_median(const bench_samples *samples, size_t op);

/** The median over all turns of the ratio of two operations' times. */
double bench_ratio(const bench_samples *samples, size_t op, size_t to);

/** The median over all turns of the difference of two operations' times in nanoseconds. */
double bench_difference(const bench_samples *samples, size_t op, size_t to);

/** Ends the program with a message: a benchmark of something that fails means nothing. */
_Noreturn void bench_die(const char *what);

/** bench_die() where a condition does not hold. Inline, so that analysers see what holds behind it. */
static inline void bench_check(int ok, const char *what)
{
    if (!ok)
    {
        bench_die(what);
    }
}

#endif
