/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "moves.h"

#include <stddef.h>

/* Chance (xorshift64*), the same each time. */

static uint64_t chance_state = 88172645463325252u;

uint32_t chance(uint32_t below)
{
    chance_state ^= chance_state >> 12;
    chance_state ^= chance_state << 25;
    chance_state ^= chance_state >> 27;
    return (uint32_t)((chance_state * 2685821657736338717u) >> 33) % below;
}

/* Memory that is counted. */

static size_t held;

static void *counted_alloc(size_t size, void *user)
{
    (void)user;
    size_t *block = malloc(sizeof(max_align_t) + size);
    REQUIRE(block != NULL);
    *block = size;
    held += size;
    return (uint8_t *)block + sizeof(max_align_t);
}

static void counted_free(void *ptr, void *user)
{
    (void)user;
    if (ptr != NULL)
    {
        size_t *block = (size_t *)(void *)((uint8_t *)ptr - sizeof(max_align_t));
        held -= *block;
        free(block);
    }
}

l4m_mem counted_memory(void)
{
    return (l4m_mem){counted_alloc, counted_free, NULL};
}

size_t bytes_held(void)
{
    return held;
}

/* The queue of events: a heap. */

static struct
{
    event *items;
    size_t count;
    size_t room;
    uint64_t order;
} queue;

static bool before(const event *a, const event *b)
{
    return a->when < b->when || (a->when == b->when && a->order < b->order);
}

void schedule(event e)
{
    if (queue.count == queue.room)
    {
        queue.room = queue.room == 0 ? 1024 : 2 * queue.room;
        queue.items = realloc(queue.items, queue.room * sizeof *queue.items);
        REQUIRE(queue.items != NULL);
    }
    e.order = queue.order++;
    size_t i = queue.count++;
    while (i > 0 && before(&e, &queue.items[(i - 1) / 2]))
    {
        queue.items[i] = queue.items[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    queue.items[i] = e;
}

event next_event(void)
{
    event first = queue.items[0];
    event last = queue.items[--queue.count];
    size_t i = 0;
    for (size_t child = 1; child < queue.count; child = 2 * i + 1)
    {
        child += child + 1 < queue.count && before(&queue.items[child + 1], &queue.items[child]);
        if (!before(&queue.items[child], &last))
        {
            break;
        }
        queue.items[i] = queue.items[child];
        i = child;
    }
    queue.items[i] = last;
    return first;
}

bool event_due(l4m_usec when)
{
    return queue.count > 0 && queue.items[0].when <= when;
}

void drop_events(void)
{
    while (queue.count > 0)
    {
        free(next_event().pkt);
    }
    free(queue.items);
}
