/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "table.h"

#include <string.h>

enum
{
    FIRST_SLOTS = 16
};

/** Slots for a table whose mask says how many; all free. */
static bool new_slots(l4m_table *table)
{
    size_t count = table->mask + 1;
    size_t size = count * (sizeof *table->values + sizeof *table->keys);
    void *block = table->mem.alloc(size, table->mem.user);
    if (block == NULL)
    {
        return false;
    }
    memset(block, 0, size);
    table->values = block;
    table->keys = (void *)(table->values + count);
    return true;
}

l4m_error l4m_table_init(l4m_table *table, const l4m_mem *mem, uint64_t salt)
{
    *table = (l4m_table){.mask = FIRST_SLOTS - 1, .salt = salt | 1, .mem = *mem};
    return new_slots(table) ? L4M_OK : L4M_ERR_MEMORY;
}

void l4m_table_free(l4m_table *table)
{
    if (table->values != NULL)
    {
        table->mem.free(table->values, table->mem.user);
        table->values = NULL;
        table->keys = NULL;
    }
}

static void set(l4m_table *table, size_t slot, uint32_t key, void *value)
{
    table->keys[slot] = key;
    table->values[slot] = value;
}

static l4m_error grow(l4m_table *table)
{
    l4m_table larger = *table;
    larger.mask = 2 * table->mask + 1;
    if (!new_slots(&larger))
    {
        return L4M_ERR_MEMORY;
    }
    for (size_t i = 0; i <= table->mask; i++)
    {
        if (table->keys[i] != 0)
        {
            set(&larger, l4m_table_find(&larger, table->keys[i]), table->keys[i], table->values[i]);
        }
    }
    l4m_table_free(table);
    *table = larger;
    return L4M_OK;
}

l4m_error l4m_table_put(l4m_table *table, uint32_t key, void *value)
{
    size_t slot = l4m_table_find(table, key);
    if (table->keys[slot] == 0)
    {
        /* At most four fifths full: a search for what is not there looks at 13 keys then, which is one line or two. */
        if (5 * (table->count + 1) > 4 * (table->mask + 1))
        {
            l4m_error err = grow(table);
            if (err != L4M_OK)
            {
                return err;
            }
            slot = l4m_table_find(table, key);
        }
        table->count++;
    }
    set(table, slot, key, value);
    return L4M_OK;
}

void l4m_table_remove(l4m_table *table, uint32_t key)
{
    size_t gap = l4m_table_find(table, key);
    if (table->keys[gap] == 0)
    {
        return;
    }
    table->count--;
    size_t i = gap;
    for (;;)
    {
        i = (i + 1) & table->mask;
        if (table->keys[i] == 0)
        {
            break;
        }
        /* An entry moves back into the gap unless its home lies behind the gap. */
        size_t from_home = (i - l4m_table_home(table, table->keys[i])) & table->mask;
        size_t from_gap = (i - gap) & table->mask;
        if (from_home >= from_gap)
        {
            set(table, gap, table->keys[i], table->values[i]);
            gap = i;
        }
    }
    set(table, gap, 0, NULL);
}
