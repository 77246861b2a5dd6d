/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_containers.c The table of port pairs, and the deadlines and queues of a host. */

#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"

static uint64_t random64(l4m_rng *rng)
{
    uint8_t b[8];
    assert_true(rng->fill(rng->user, b, sizeof b));
    return (uint64_t)get_u32(b) << 32 | get_u32(b + 4);
}

static void test_r12_key_has_protocol_and_both_ports(void **state)
{
    (void)state;
    assert_int_not_equal(l4m_pair_key(1, 2), l4m_pair_key(2, 1));
    assert_int_not_equal(l4m_pair_key(1, 0), l4m_pair_key(0, 1));
    assert_int_not_equal(l4m_pairs_of(L4M_PROTO_TCP), l4m_pairs_of(L4M_PROTO_UDP));
    assert_int_not_equal(l4m_port_key(L4M_PROTO_TCP, 1), l4m_port_key(L4M_PROTO_UDP, 1));
    assert_int_not_equal(l4m_port_key(L4M_PROTO_TCP, 0), 0);
}

static void test_table_put_get_remove(void **state)
{
    t_mem count;
    l4m_mem mem = t_mem_of(&count);
    l4m_table table;
    int x;
    int y;
    (void)state;

    assert_int_equal(l4m_table_init(&table, &mem, 12345), L4M_OK);
    assert_null(l4m_table_get(&table, 7));
    l4m_table_remove(&table, 7);
    assert_int_equal(l4m_table_put(&table, 7, &x), L4M_OK);
    assert_ptr_equal(l4m_table_get(&table, 7), &x);
    assert_int_equal(l4m_table_put(&table, 7, &y), L4M_OK);
    assert_ptr_equal(l4m_table_get(&table, 7), &y);
    assert_int_equal(table.count, 1);
    l4m_table_remove(&table, 7);
    assert_null(l4m_table_get(&table, 7));
    assert_int_equal(table.count, 0);
    l4m_table_free(&table);
    assert_int_equal(count.outstanding, 0);
}

/** Against a plain array, with few keys so that clusters grow, merge and are taken apart. */
static void test_table_against_a_model(void **state)
{
    enum
    {
        KEYS = 600
    };
    (void)state;

    for (uint64_t seed = 0; seed < 40; seed++)
    {
        l4m_rng_seeded rng_state;
        l4m_rng rng = l4m_rng_from_seed(&rng_state, seed, 1);
        l4m_mem mem = l4m_mem_default();
        l4m_table table;
        void *model[KEYS] = {NULL};
        size_t count = 0;

        /* A salt of 1 sends all keys to the same slot, a salt of 2^32 + 1 leaves them in a row: the worst clusters. */
        const uint64_t salts[] = {1, (UINT64_C(1) << 32) + 1, random64(&rng)};
        assert_int_equal(l4m_table_init(&table, &mem, salts[seed % 3]), L4M_OK);
        for (int step = 0; step < 4000; step++)
        {
            uint64_t r = random64(&rng);
            size_t k = (size_t)(r >> 8) % KEYS;
            uint32_t key = (uint32_t)k + 1;
            if (r % 8 < (step < 2000 ? 5u : 3u))
            {
                count += model[k] == NULL;
                model[k] = &model[(r >> 40) % KEYS];
                assert_int_equal(l4m_table_put(&table, key, model[k]), L4M_OK);
            }
            else
            {
                count -= model[k] != NULL;
                model[k] = NULL;
                l4m_table_remove(&table, key);
            }
            assert_int_equal(table.count, count);
        }
        for (size_t k = 0; k < KEYS; k++)
        {
            assert_ptr_equal(l4m_table_get(&table, (uint32_t)k + 1), model[k]);
        }
        l4m_table_free(&table);
    }
}

static void test_table_without_memory_is_unchanged(void **state)
{
    t_mem count;
    l4m_mem mem = t_mem_of(&count);
    l4m_table table;
    int x;
    uint32_t key = 1;
    (void)state;

    count.left = 0;
    assert_int_equal(l4m_table_init(&table, &mem, 3), L4M_ERR_MEMORY);
    l4m_table_free(&table);
    count.left = 1;
    assert_int_equal(l4m_table_init(&table, &mem, 3), L4M_OK);
    while (l4m_table_put(&table, key, &x) == L4M_OK)
    {
        key++;
        assert_in_range(key, 1, 16);
    }
    assert_int_equal(table.count, key - 1);
    assert_null(l4m_table_get(&table, key));
    for (uint32_t k = 1; k < key; k++)
    {
        assert_ptr_equal(l4m_table_get(&table, k), &x);
    }
    /* Overwriting needs no memory. */
    assert_int_equal(l4m_table_put(&table, 1, &key), L4M_OK);
    l4m_table_free(&table);
    assert_int_equal(count.outstanding, 0);
}

enum
{
    MANY = 300
};

typedef struct heap_fixture
{
    l4m_host host;
    l4m_assoc items[MANY];
    t_mem mem;
} heap_fixture;

static heap_fixture *heap_new(void)
{
    heap_fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->host.config.mem = t_mem_of(&f->mem);
    for (size_t i = 0; i < MANY; i++)
    {
        f->items[i].host = &f->host;
        f->items[i].empty_at = L4M_NEVER;
        f->items[i].expire_at = L4M_NEVER;
        assert_int_equal(l4m_heap_reserve(&f->host, i + 1), L4M_OK);
    }
    return f;
}

static void heap_free(heap_fixture *f)
{
    f->host.config.mem.free(f->host.heap.items, f->host.config.mem.user);
    assert_int_equal(f->mem.outstanding, 0);
    free(f);
}

/** The earliest deadline is first whatever was armed, re-armed and taken out before. */
static void test_deadline_heap_against_a_model(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++)
    {
        heap_fixture *f = heap_new();
        l4m_rng_seeded rng_state;
        l4m_rng rng = l4m_rng_from_seed(&rng_state, seed, 2);
        for (int step = 0; step < 3000; step++)
        {
            uint64_t r = random64(&rng);
            l4m_assoc *a = &f->items[(r >> 8) % MANY];
            l4m_usec when = r % 5 == 0 ? L4M_NEVER : r >> 40;
            if (r % 2 == 0)
            {
                a->empty_at = when;
            }
            else
            {
                a->expire_at = when;
            }
            l4m_rearm(a);

            l4m_usec earliest = L4M_NEVER;
            for (size_t i = 0; i < MANY; i++)
            {
                const l4m_assoc *b = &f->items[i];
                l4m_usec own = b->empty_at < b->expire_at ? b->empty_at : b->expire_at;
                earliest = own < earliest ? own : earliest;
                assert_int_equal(b->heap_index != 0, own != L4M_NEVER);
            }
            const l4m_assoc *first = l4m_heap_first(&f->host);
            assert_int_equal(first == NULL ? L4M_NEVER : first->deadline, earliest);
        }
        heap_free(f);
    }
}

static void test_heap_reserve_without_memory(void **state)
{
    heap_fixture *f = heap_new();
    size_t room = f->host.heap.room;
    (void)state;

    f->mem.left = 0;
    assert_int_equal(l4m_heap_reserve(&f->host, room), L4M_OK);
    assert_int_equal(l4m_heap_reserve(&f->host, room + 1), L4M_ERR_MEMORY);
    assert_int_equal(f->host.heap.room, room);
    heap_free(f);
}

static void test_queues_keep_order_and_hold_each_once(void **state)
{
    heap_fixture *f = heap_new();
    (void)state;

    for (size_t i = 0; i < 6; i++)
    {
        l4m_push(&f->items[i], L4M_QUEUE_OUTPUT);
        l4m_push(&f->items[i], L4M_QUEUE_OUTPUT);
        l4m_push(&f->items[i], L4M_QUEUE_EVENT);
    }
    l4m_forget(&f->items[0]); /* first */
    l4m_forget(&f->items[3]); /* middle */
    l4m_forget(&f->items[5]); /* last */
    l4m_forget(&f->items[9]); /* not there */
    l4m_push(&f->items[7], L4M_QUEUE_OUTPUT);
    const size_t want[] = {1, 2, 4, 7};
    for (size_t i = 0; i < 4; i++)
    {
        assert_ptr_equal(l4m_pop(&f->host, L4M_QUEUE_OUTPUT), &f->items[want[i]]);
    }
    assert_null(l4m_pop(&f->host, L4M_QUEUE_OUTPUT));
    assert_ptr_equal(l4m_pop(&f->host, L4M_QUEUE_EVENT), &f->items[1]);
    heap_free(f);
}

/**
 * A host with packets and events that nobody has fetched goes in a time that grows with the number of its associations,
 * not with its square. Measured against the setting up of the same associations, on the same machine at the same time.
 */
static void test_a_host_full_of_output_goes_quickly(void **state)
{
    enum
    {
        COUNT = 6000
    };
    t_node node;
    l4m_assoc *assoc;
    const l4m_addr peer = addr4(2);
    (void)state;

    node_init(&node, 1, 1, L4M_SUITE_DEFAULT);
    node_start(&node);
    const clock_t begin = clock();
    for (uint16_t port = 1; port <= COUNT; port++)
    {
        assert_int_equal(l4m_connect(node.host, &assoc, L4M_PROTO_UDP, port, PORT_B, &peer, NULL, 0), L4M_OK);
    }
    const clock_t made = clock();
    node_stop(&node);
    assert_true(clock() - made < made - begin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r12_key_has_protocol_and_both_ports),
        cmocka_unit_test(test_table_put_get_remove),
        cmocka_unit_test(test_table_against_a_model),
        cmocka_unit_test(test_table_without_memory_is_unchanged),
        cmocka_unit_test(test_deadline_heap_against_a_model),
        cmocka_unit_test(test_heap_reserve_without_memory),
        cmocka_unit_test(test_queues_keep_order_and_hold_each_once),
        cmocka_unit_test(test_a_host_full_of_output_goes_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
