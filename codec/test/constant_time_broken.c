/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file constant_time_broken.c A comparison that stops at the first difference, which constant_time.c has to notice.
 */

#include <string.h>

int __wrap_CRYPTO_memcmp(const void *a, const void *b, size_t len);

int __wrap_CRYPTO_memcmp(const void *a, const void *b, size_t len)
{
    return memcmp(a, b, len);
}
