/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SRC_TABLE_H
#define L4M_SRC_TABLE_H

/**
 * @file table.h
 * A hash table from keys of 32 bits to pointers: open addressing, linear probing, deletion by shifting back.
 */

#include "l4m/types.h"

typedef struct l4m_table
{
    /**
     * 0: free, and then the value is NULL. Apart from the values, so that the keys of 10^5 port pairs, all that a
     * search goes through, fit into a cache of the second level.
     */
    uint32_t *keys;
    void **values; /**< in one allocation with the keys */
    size_t mask;   /**< number of slots - 1 */
    size_t count;  /**< slots in use */
    uint64_t salt; /**< odd and secret, so that nobody can choose ports that collide */
    l4m_mem mem;
} l4m_table;

/** Key of a port pair. Never 0, since no association has a port 0; the pair 0, 0 of a packet is not found. */
static inline uint32_t l4m_pair_key(uint16_t local_port, uint16_t peer_port)
{
    return (uint32_t)local_port << 16 | peer_port;
}

/** Key of a port of a protocol; never 0, since no protocol is 0. */
static inline uint32_t l4m_port_key(uint8_t proto, uint16_t port)
{
    return (uint32_t)proto << 16 | port;
}

l4m_error l4m_table_init(l4m_table *table, const l4m_mem *mem, uint64_t salt);
void l4m_table_free(l4m_table *table);

/** Where the search for a key begins: bits of the product that all bits of the key have a part in. */
static inline size_t l4m_table_home(const l4m_table *table, uint32_t key)
{
    return (size_t)(key * table->salt >> 32) & table->mask;
}

/** The slot of a key, or the free one where it would go. */
static inline size_t l4m_table_find(const l4m_table *table, uint32_t key)
{
    size_t i = l4m_table_home(table, key);
    while (table->keys[i] != 0 && table->keys[i] != key)
    {
        i = (i + 1) & table->mask;
    }
    return i;
}

/** The value of a key, or NULL. Inline, as are the two above: every packet comes through here. */
static inline void *l4m_table_get(const l4m_table *table, uint32_t key)
{
    return table->values[l4m_table_find(table, key)];
}

/** Sets the value of a key, which is not 0. @return L4M_OK or L4M_ERR_MEMORY, and then nothing has changed */
l4m_error l4m_table_put(l4m_table *table, uint32_t key, void *value);

/** Takes a key out; absent keys are allowed. */
void l4m_table_remove(l4m_table *table, uint32_t key);

#endif
