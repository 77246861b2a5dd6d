/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lookup.h"

#include <stdint.h>
#include <stdlib.h>

#include "l4m/l4m.h"
#include "table.h"

struct bench_lookup
{
    l4m_table table;
    size_t count;
    uint32_t random;
};

/** Found for every pair; what it points to is never read. */
static uint64_t found;

static uint32_t key_of(size_t i)
{
    return l4m_pair_key((uint16_t)(1024 + (i >> 16)), (uint16_t)i);
}

bench_lookup *lookup_new(size_t count)
{
    l4m_mem mem = l4m_mem_default();
    bench_lookup *lookup = calloc(1, sizeof *lookup);
    bench_check(lookup != NULL, "memory");
    lookup->count = count;
    lookup->random = 1;
    bench_check(l4m_table_init(&lookup->table, &mem, UINT64_C(0x9e3779b97f4a7c15)) == L4M_OK, "l4m_table_init");
    for (size_t i = 0; i < count; i++)
    {
        bench_check(l4m_table_put(&lookup->table, key_of(i), &found) == L4M_OK, "l4m_table_put");
    }
    return lookup;
}

void lookup_free(bench_lookup *lookup)
{
    l4m_table_free(&lookup->table);
    free(lookup);
}

static void run(void *arg, size_t n)
{
    bench_lookup *lookup = arg;
    const uint64_t count = lookup->count;
    uint32_t x = lookup->random;
    for (size_t i = 0; i < n; i++)
    {
        void *value = l4m_table_get(&lookup->table, key_of((size_t)(x * count >> 32)));
        bench_check(value != NULL, "l4m_table_get");
        x ^= (uint32_t)((uintptr_t)value & 1); /* never set, but the processor has to wait for it */
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
    }
    lookup->random = x;
}

bench_op lookup_op(bench_lookup *lookup)
{
    return (bench_op){"look-up", run, lookup, NULL};
}
