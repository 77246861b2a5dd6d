/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_ANALYSIS_ANY_H
#define L4M_ANALYSIS_ANY_H

/**
 * @file any.h
 * Values of which the analyser, Frama-C's Eva, assumes nothing. Programs here are analysed and never run: what holds
 * for them holds for every content of their packets. See test/checks/frama-c.sh.
 */

#include <__fc_builtin.h>

#include "internal.h"

/**
 * What Eva keeps apart as cases (-eva-partition-value): the bytes left before an option was read, and what came of it.
 * See option.c.
 */
extern size_t analysis_left;
extern int analysis_step;

/** Lets the cases flow together again, after a call that has told them apart. */
static inline void one_case(void)
{
    analysis_left = 0;
    analysis_step = 0;
}

/** Stands at the end of each program: the script looks whether the analysis has come there. */
static inline void reached_end(void)
{
    Frama_C_show_each_end();
}

/** Makes \p len bytes any bytes. */
static inline void any_bytes(uint8_t *bytes, size_t len)
{
    Frama_C_make_unknown((char *)bytes, len);
}

/** Any number from \p low to \p high. */
static inline size_t any_size(size_t low, size_t high)
{
    return (size_t)Frama_C_unsigned_long_long_interval(low, high);
}

/** True or false. */
static inline bool any_bool(void)
{
    return Frama_C_interval(0, 1);
}

#endif
