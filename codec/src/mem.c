/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <stdlib.h>

#include "l4m/types.h"

static void *default_alloc(size_t size, void *user)
{
    (void)user;
    return malloc(size);
}

static void default_free(void *ptr, void *user)
{
    (void)user;
    free(ptr);
}

l4m_mem l4m_mem_default(void)
{
    return (l4m_mem){default_alloc, default_free, NULL};
}
