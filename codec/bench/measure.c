/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ns(bench_clock clock)
{
    struct timespec t;
    clockid_t id = clock == BENCH_CPU ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;
    bench_check(clock_gettime(id, &t) == 0, "the clock");
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/** One turn of one operation. @return nanoseconds for each of its \p n repetitions */
static double take_turn(const bench_op *op, size_t n, bench_clock clock)
{
    if (op->prepare != NULL)
    {
        op->prepare(op->arg, n);
    }
    double begin = now_ns(clock);
    op->run(op->arg, n);
    return (now_ns(clock) - begin) / (double)n;
}

void bench_run(const bench_op *ops, size_t count, size_t n, size_t turns, bench_clock clock, bench_samples *samples)
{
    samples->turns = turns;
    for (size_t i = 0; i < count; i++)
    {
        take_turn(&ops[i], n, clock);
    }
    for (size_t turn = 0; turn < turns; turn++)
    {
        for (size_t i = 0; i < count; i++)
        {
            samples->ns[i][turn] = take_turn(&ops[i], n, clock);
        }
    }
}

static int compare(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

double bench_median(const bench_samples *samples, size_t op)
{
    double values[BENCH_TURNS_MAX];
    memcpy(values, samples->ns[op], samples->turns * sizeof *values);
    return median(values, samples->turns);
}

double bench_ratio(const bench_samples *samples, size_t op, size_t to)
{
    double values[BENCH_TURNS_MAX];
    for (size_t i = 0; i < samples->turns; i++)
    {
        values[i] = samples->ns[op][i] / samples->ns[to][i];
    }
    return median(values, samples->turns);
}

double bench_difference(const bench_samples *samples, size_t op, size_t to)
{
    double values[BENCH_TURNS_MAX];
    for (size_t i = 0; i < samples->turns; i++)
    {
        values[i] = samples->ns[op][i] - samples->ns[to][i];
    }
    return median(values, samples->turns);
}

void bench_die(const char *what)
{
    fprintf(stderr, "l4m-bench: failed: %s\n", what);
    exit(EXIT_FAILURE);
}
