/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "table.h"

#include <string.h>

enum
{
    FIRST_SLOTS = 16
};

static l4m_slot *new_slots(const l4m_mem *mem, size_t count)
{
    l4m_slot *slots = mem->alloc(count * sizeof *slots, mem->user);
    if (slots != NULL)
    {
        memset(slots, 0, count * sizeof *slots);
    }
    return slots;
}

l4m_error l4m_table_init(l4m_table *table, const l4m_mem *mem, uint64_t salt)
{
    table->mem = *mem;
    table->mask = FIRST_SLOTS - 1;
    table->count = 0;
    table->salt = salt | 1;
    table->slots = new_slots(mem, FIRST_SLOTS);
    return table->slots != NULL ? L4M_OK : L4M_ERR_MEMORY;
}

void l4m_table_free(l4m_table *table)
{
    if (table->slots != NULL)
    {
        table->mem.free(table->slots, table->mem.user);
        table->slots = NULL;
    }
}

static l4m_error grow(l4m_table *table)
{
    l4m_table larger = *table;
    larger.mask = 2 * table->mask + 1;
    larger.slots = new_slots(&table->mem, larger.mask + 1);
    if (larger.slots == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    for (size_t i = 0; i <= table->mask; i++)
    {
        if (table->slots[i].key != 0)
        {
            *l4m_table_find(&larger, table->slots[i].key) = table->slots[i];
        }
    }
    l4m_table_free(table);
    *table = larger;
    return L4M_OK;
}

l4m_error l4m_table_put(l4m_table *table, uint64_t key, void *value)
{
    l4m_slot *slot = l4m_table_find(table, key);
    if (slot->key == 0)
    {
        /* At most two thirds full, so that probing stays short. */
        if (3 * (table->count + 1) > 2 * (table->mask + 1))
        {
            l4m_error err = grow(table);
            if (err != L4M_OK)
            {
                return err;
            }
            slot = l4m_table_find(table, key);
        }
        table->count++;
        slot->key = key;
    }
    slot->value = value;
    return L4M_OK;
}

void l4m_table_remove(l4m_table *table, uint64_t key)
{
    l4m_slot *slot = l4m_table_find(table, key);
    if (slot->key == 0)
    {
        return;
    }
    table->count--;
    size_t gap = (size_t)(slot - table->slots);
    size_t i = gap;
    for (;;)
    {
        i = (i + 1) & table->mask;
        if (table->slots[i].key == 0)
        {
            break;
        }
        /* An entry moves back into the gap unless its home lies behind the gap. */
        size_t from_home = (i - l4m_table_home(table, table->slots[i].key)) & table->mask;
        size_t from_gap = (i - gap) & table->mask;
        if (from_home >= from_gap)
        {
            table->slots[gap] = table->slots[i];
            gap = i;
        }
    }
    table->slots[gap] = (l4m_slot){0, NULL};
}
