/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_replay.c Packet numbers: the replay window, and 64 bits out of 32 (spec, Packet numbers). */

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "replay.h"

enum
{
    WINDOW = 960 /* the number of the specification, not that of the source */
};

static bool take(l4m_replay *r, uint64_t number)
{
    if (!l4m_replay_fresh(r, number))
    {
        return false;
    }
    l4m_replay_mark(r, number);
    return true;
}

static void test_each_number_once(void **state)
{
    l4m_replay r = {0};
    (void)state;

    for (uint64_t n = 0; n < 5000; n++)
    {
        assert_true(take(&r, n));
        assert_false(take(&r, n));
        assert_int_equal(r.next, n + 1);
    }
}

/** next - number = 960 is the oldest that may still come. */
static void test_window_edges(void **state)
{
    const uint64_t starts[] = {WINDOW, 1023, 1024, 4095, 5000, UINT64_C(1) << 32, UINT64_C(1) << 40};
    (void)state;

    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
    {
        /* The largest number is last in a block, first in one, and in the middle. */
        for (uint64_t largest = starts[i]; largest < starts[i] + 130; largest++)
        {
            l4m_replay r = {0};
            assert_true(take(&r, largest));
            uint64_t oldest = largest + 1 - WINDOW;
            assert_true(l4m_replay_fresh(&r, oldest));
            if (oldest > 0)
            {
                assert_false(l4m_replay_fresh(&r, oldest - 1));
            }
            for (uint64_t n = oldest; n < largest; n++)
            {
                assert_true(take(&r, n));
                assert_false(l4m_replay_fresh(&r, n));
            }
            assert_int_equal(r.next, largest + 1);
        }
    }
}

/** Begun anew at any number, nothing below it is fresh and everything from it on is, once. */
static void test_begin(void **state)
{
    (void)state;
    for (uint64_t next = 0; next < 2100; next++)
    {
        static const unsigned far[] = {0, 1, 63, 64, 130, 900, 5000};
        for (size_t i = 0; i < sizeof far / sizeof far[0]; i++)
        {
            l4m_replay r = {.next = 77, .blocks = {77, 77}};
            l4m_replay_begin(&r, next);
            for (uint64_t n = 0; n < next; n++)
            {
                assert_false(l4m_replay_fresh(&r, n));
            }
            uint64_t last = next + far[i];
            assert_true(take(&r, last));
            uint64_t oldest = last + 1 > WINDOW ? last + 1 - WINDOW : 0;
            for (uint64_t n = oldest; n <= last; n++)
            {
                assert_int_equal(l4m_replay_fresh(&r, n), n >= next && n != last);
            }
        }
    }
}

/** Sliding by any distance forgets what has left the window and nothing that is still in it. */
static void test_slide_against_a_model(void **state)
{
    enum
    {
        SPAN = 20000
    };
    (void)state;

    for (uint64_t seed = 0; seed < 60; seed++)
    {
        l4m_rng_seeded rng_state;
        l4m_rng rng = l4m_rng_from_seed(&rng_state, seed, 3);
        l4m_replay r = {0};
        bool *seen = calloc(SPAN, sizeof *seen);
        uint64_t next = 0;
        assert_non_null(seen);
        for (int step = 0; step < 3000; step++)
        {
            uint8_t b[4];
            assert_true(rng.fill(rng.user, b, sizeof b));
            uint64_t back = get_u16(b) % 1200;
            uint64_t ahead = b[2] < 230 ? b[3] % 4 : b[2] < 250 ? b[3] : 8u * b[3];
            uint64_t n = b[3] % 2 == 0 ? next + ahead : next - (back < next ? back : next);
            if (n >= SPAN)
            {
                break;
            }
            bool want = n >= next || (next - n <= WINDOW && !seen[n]);
            assert_int_equal(take(&r, n), want);
            seen[n] = true;
            next = n >= next ? n + 1 : next;
        }
        assert_in_range(next, 1000, SPAN);
        free(seen);
    }
}

/** What the specification says, by trying all candidates. */
static uint64_t expand_slowly(uint64_t next, uint32_t low)
{
    uint64_t best = 0;
    uint64_t best_distance = UINT64_MAX;
    for (int k = -1; k <= 1; k++)
    {
        uint64_t high = (next >> 32) + (uint64_t)(int64_t)k;
        if ((k < 0 && next >> 32 == 0) || (k > 0 && next >> 32 == UINT32_MAX))
        {
            continue;
        }
        uint64_t n = high << 32 | low;
        uint64_t distance = n > next ? n - next : next - n;
        if (distance < best_distance || (distance == best_distance && n > best))
        {
            best = n;
            best_distance = distance;
        }
    }
    return best;
}

static void test_expansion_to_64_bits(void **state)
{
    const uint64_t whole = UINT64_C(1) << 32;
    const uint64_t nexts[] = {0,
                              1,
                              5,
                              whole / 2 - 1,
                              whole / 2,
                              whole / 2 + 1,
                              whole - 1,
                              whole,
                              whole + 1,
                              whole + whole / 2,
                              7 * whole - 3,
                              7 * whole,
                              7 * whole + 3,
                              UINT64_MAX - whole,
                              UINT64_MAX - whole / 2,
                              UINT64_MAX - 5,
                              UINT64_MAX - 1,
                              UINT64_MAX};
    const uint32_t lows[] = {
        0, 1, 2, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffd, 0xfffffffe, 0xffffffff};
    (void)state;

    for (size_t i = 0; i < sizeof nexts / sizeof nexts[0]; i++)
    {
        l4m_replay r = {.next = nexts[i]};
        for (size_t k = 0; k < sizeof lows / sizeof lows[0]; k++)
        {
            /* Low values near the expected one too. */
            const uint32_t near = (uint32_t)nexts[i] + lows[k];
            assert_int_equal(l4m_replay_expand(&r, lows[k]), expand_slowly(nexts[i], lows[k]));
            assert_int_equal(l4m_replay_expand(&r, near), expand_slowly(nexts[i], near));
        }
    }
}

/** A stream that crosses 2^32 with loss and reordering keeps its numbers. */
static void test_stream_across_32_bits(void **state)
{
    const uint64_t start = (UINT64_C(3) << 32) - 400;
    l4m_replay r = {.next = start};
    (void)state;

    for (uint64_t n = start; n < start + 800; n += 2)
    {
        /* Pairs of neighbours swapped. */
        assert_int_equal(l4m_replay_expand(&r, (uint32_t)(n + 1)), n + 1);
        assert_true(take(&r, n + 1));
        assert_int_equal(l4m_replay_expand(&r, (uint32_t)n), n);
        assert_true(take(&r, n));
        assert_false(take(&r, n));
    }
}

static void test_last_numbers(void **state)
{
    l4m_replay r = {.next = UINT64_MAX - 10};
    (void)state;

    assert_true(take(&r, UINT64_MAX - 1));
    assert_false(l4m_replay_fresh(&r, UINT64_MAX)); /* never sent */
    assert_false(take(&r, UINT64_MAX - 1));
    assert_true(take(&r, UINT64_MAX - 2));
    assert_int_equal(r.next, UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_number_once),
        cmocka_unit_test(test_window_edges),
        cmocka_unit_test(test_begin),
        cmocka_unit_test(test_slide_against_a_model),
        cmocka_unit_test(test_expansion_to_64_bits),
        cmocka_unit_test(test_stream_across_32_bits),
        cmocka_unit_test(test_last_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
