/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_COMPARE_H
#define L4M_BENCH_COMPARE_H

/** @file compare.h What l4m-bench measures, by subject. Each adds its rows to a report. */

#include <stdbool.h>

#include "report.h"

/** l4m_protect() and l4m_input() of each MAC against the fastest bare MAC of the same bytes. */
void compare_packets(report *r, bool quick);
/** Both of them against sealing and opening with ChaCha20-Poly1305. */
void compare_seal(report *r, bool quick);
/** Set-up of each suite, both sides, against the bare key agreement. */
void compare_setup(report *r, bool quick);
/** Set-up against TLS 1.3. */
void compare_tls(report *r, bool quick);
/** Looking an association up among more and more. */
void compare_lookup(report *r, bool quick);
/** Receiving packets of many associations against packets of one. */
void compare_many(report *r, bool quick);
/** Costs of operations for the simulator's model of computing time. */
void measure_costs(report *r, bool quick);

/** Packets in a ring: as many as fit into a first-level cache, where what was just received or is to be sent is. */
enum
{
    BENCH_RING = 16,
    BENCH_SMALL = 64,
    BENCH_LARGE = 1400
};

#endif
