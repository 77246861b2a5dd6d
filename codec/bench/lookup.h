/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_LOOKUP_H
#define L4M_BENCH_LOOKUP_H

/** @file lookup.h The table from port pairs to associations (R12), filled. */

#include "measure.h"

typedef struct bench_lookup bench_lookup;

/** A table with \p count port pairs, 1 to 10^6. */
bench_lookup *lookup_new(size_t count);
void lookup_free(bench_lookup *lookup);

/** Looks pairs up that are there, at random; which one is next depends on what was found, so that no two overlap. */
bench_op lookup_op(bench_lookup *lookup);

#endif
