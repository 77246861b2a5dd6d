/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file option.c
 * The library's l4m_option_next(), and around it one that splits what is looked at into cases, a case for each number
 * of bytes that are left: Eva knows ranges of values, but not that a length and what is left belong together.
 */

#define l4m_option_next l4m_option_next_itself
#include "header.c" /* the library's, or a broken copy of it */
#undef l4m_option_next

#include "any.h"

size_t analysis_left;
int analysis_step;

int l4m_option_next(l4m_option *out, const uint8_t **cursor, const uint8_t *end);

int l4m_option_next(l4m_option *out, const uint8_t **cursor, const uint8_t *end)
{
    size_t left = (size_t)(end - *cursor);
    //@ check left <= L4M_HEADER_MAX;
    //@ loop unroll 1100;
    for (size_t i = L4M_ANALYSIS_BYTES % 4; i <= L4M_ANALYSIS_BYTES; i += 4)
    {
        if (left == i)
        {
            analysis_left = i;
            *cursor = end - i; /* the same place, exactly */
            int step = l4m_option_next_itself(out, cursor, end);
            analysis_step = step;
            //@ check step != 1 || (\valid_read(out->value + (0 .. out->length - 1)) && *cursor <= end);
            return step;
        }
    }
    //@ check \false; // no other number is left
    return -1;
}
