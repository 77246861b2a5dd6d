/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SRC_TABLE_H
#define L4M_SRC_TABLE_H

/**
 * \file table.h
 * A hash table from port pairs to pointers: open addressing, linear probing, deletion by shifting back.
 */

#include "l4m/types.h"

typedef struct l4m_slot
{
    uint64_t key; /**< 0: free */
    void *value;
} l4m_slot;

typedef struct l4m_table
{
    l4m_slot *slots;
    size_t mask;   /**< number of slots - 1 */
    size_t count;  /**< slots in use */
    uint64_t salt; /**< odd and secret, so that nobody can choose ports that collide */
    l4m_mem mem;
} l4m_table;

/** Key of a port pair; never 0, since no protocol is 0. */
static inline uint64_t l4m_pair_key(uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    return (uint64_t)proto << 32 | (uint64_t)local_port << 16 | peer_port;
}

l4m_error l4m_table_init(l4m_table *table, const l4m_mem *mem, uint64_t salt);
void l4m_table_free(l4m_table *table);

/** Where the search for a key begins. */
static inline size_t l4m_table_home(const l4m_table *table, uint64_t key)
{
    uint64_t h = key * table->salt;
    return (size_t)(h ^ h >> 32) & table->mask;
}

/** The slot of a key, or the free one where it would go. */
static inline l4m_slot *l4m_table_find(const l4m_table *table, uint64_t key)
{
    size_t i = l4m_table_home(table, key);
    while (table->slots[i].key != 0 && table->slots[i].key != key)
    {
        i = (i + 1) & table->mask;
    }
    return &table->slots[i];
}

/** The value of a key, or NULL. Inline, as are the two above: every packet comes through here. */
static inline void *l4m_table_get(const l4m_table *table, uint64_t key)
{
    return l4m_table_find(table, key)->value;
}

/** Sets the value of a key. \return L4M_OK or L4M_ERR_MEMORY, and then nothing has changed */
l4m_error l4m_table_put(l4m_table *table, uint64_t key, void *value);

/** Takes a key out; absent keys are allowed. */
void l4m_table_remove(l4m_table *table, uint64_t key);

#endif
