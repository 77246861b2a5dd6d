/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "internal.h"

/* The heap: positions are stored as index + 1, so that 0 means "not there". */

static void place(l4m_heap *heap, size_t i, l4m_assoc *assoc)
{
    heap->items[i] = assoc;
    assoc->heap_index = (uint32_t)i + 1; /* config.max_associations fits too */
}

static void sift_up(l4m_heap *heap, size_t i)
{
    l4m_assoc *assoc = heap->items[i];
    while (i > 0 && heap->items[(i - 1) / 2]->deadline > assoc->deadline)
    {
        place(heap, i, heap->items[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    place(heap, i, assoc);
}

static void sift_down(l4m_heap *heap, size_t i)
{
    l4m_assoc *assoc = heap->items[i];
    for (;;)
    {
        size_t child = 2 * i + 1;
        if (child >= heap->count)
        {
            break;
        }
        if (child + 1 < heap->count && heap->items[child + 1]->deadline < heap->items[child]->deadline)
        {
            child++;
        }
        if (heap->items[child]->deadline >= assoc->deadline)
        {
            break;
        }
        place(heap, i, heap->items[child]);
        i = child;
    }
    place(heap, i, assoc);
}

static void heap_remove(l4m_heap *heap, l4m_assoc *assoc)
{
    if (assoc->heap_index == 0)
    {
        return;
    }
    size_t i = assoc->heap_index - 1;
    assoc->heap_index = 0;
    heap->count--;
    if (i < heap->count)
    {
        l4m_assoc *last = heap->items[heap->count];
        place(heap, i, last);
        sift_up(heap, i);
        sift_down(heap, last->heap_index - 1);
    }
}

l4m_error l4m_heap_reserve(l4m_host *host, size_t count)
{
    l4m_heap *heap = &host->heap;
    if (count <= heap->room)
    {
        return L4M_OK;
    }
    size_t room = heap->room == 0 ? 16 : 2 * heap->room;
    l4m_mem *mem = &host->config.mem;
    l4m_assoc **items = mem->alloc(room * sizeof(l4m_assoc *), mem->user);
    if (items == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    if (heap->items != NULL)
    {
        memcpy(items, heap->items, heap->count * sizeof(l4m_assoc *));
        mem->free(heap->items, mem->user);
    }
    heap->items = items;
    heap->room = room;
    return L4M_OK;
}

l4m_assoc *l4m_heap_first(const l4m_host *host)
{
    return host->heap.count == 0 ? NULL : host->heap.items[0];
}

void l4m_rearm(l4m_assoc *assoc)
{
    l4m_heap *heap = &assoc->host->heap;
    l4m_usec deadline = assoc->empty_at < assoc->expire_at ? assoc->empty_at : assoc->expire_at;

    if (deadline == L4M_NEVER)
    {
        heap_remove(heap, assoc);
        return;
    }
    assoc->deadline = deadline;
    if (assoc->heap_index == 0)
    {
        place(heap, heap->count++, assoc);
    }
    sift_up(heap, assoc->heap_index - 1);
    sift_down(heap, assoc->heap_index - 1);
}

void l4m_push(l4m_assoc *assoc, l4m_queue queue)
{
    if (assoc->queued[queue])
    {
        return;
    }
    l4m_fifo *fifo = &assoc->host->queues[queue];
    assoc->queued[queue] = true;
    assoc->queue_next[queue] = NULL;
    if (fifo->last != NULL)
    {
        fifo->last->queue_next[queue] = assoc;
    }
    else
    {
        fifo->first = assoc;
    }
    fifo->last = assoc;
}

l4m_assoc *l4m_pop(l4m_host *host, l4m_queue queue)
{
    l4m_fifo *fifo = &host->queues[queue];
    l4m_assoc *assoc = fifo->first;
    if (assoc != NULL)
    {
        fifo->first = assoc->queue_next[queue];
        if (fifo->first == NULL)
        {
            fifo->last = NULL;
        }
        assoc->queued[queue] = false;
    }
    return assoc;
}

static void fifo_remove(l4m_assoc *assoc, l4m_queue queue)
{
    if (!assoc->queued[queue])
    {
        return;
    }
    l4m_fifo *fifo = &assoc->host->queues[queue];
    l4m_assoc *before = NULL;
    for (l4m_assoc *a = fifo->first; a != assoc; a = a->queue_next[queue])
    {
        before = a;
    }
    if (before != NULL)
    {
        before->queue_next[queue] = assoc->queue_next[queue];
    }
    else
    {
        fifo->first = assoc->queue_next[queue];
    }
    if (fifo->last == assoc)
    {
        fifo->last = before;
    }
    assoc->queued[queue] = false;
}

void l4m_forget(l4m_assoc *assoc)
{
    heap_remove(&assoc->host->heap, assoc);
    fifo_remove(assoc, L4M_QUEUE_OUTPUT);
    fifo_remove(assoc, L4M_QUEUE_EVENT);
}

void l4m_want_output(l4m_assoc *assoc, uint8_t bits)
{
    assoc->out |= bits;
    l4m_push(assoc, L4M_QUEUE_OUTPUT);
}

void l4m_raise(l4m_assoc *assoc, l4m_event_type type)
{
    assoc->events |= (uint8_t)(1u << type);
    l4m_push(assoc, L4M_QUEUE_EVENT);
}

void l4m_fail(l4m_assoc *assoc, l4m_error reason)
{
    if (assoc->state == L4M_STATE_OFFER_SENT)
    {
        assoc->host->half_open--;
    }
    assoc->state = L4M_STATE_FAILED;
    assoc->reason = (uint8_t)reason;
    assoc->out = 0;
    assoc->announcing = false;
    assoc->empty_at = L4M_NEVER;
    assoc->expire_at = L4M_NEVER;
    l4m_rearm(assoc);
    l4m_raise(assoc, L4M_EVENT_FAILED);
}
