/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TEST_CRYPTO_H
#define L4M_TEST_CRYPTO_H

/** @file test_crypto.h What the tests of cryptography share: cmocka, bytes from hexadecimal, a crypto handle for each
 * test. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto.h"

/** Reads hexadecimal into \p out. @return the number of bytes */
static inline size_t unhex(const char *hex, uint8_t *out, size_t cap)
{
    static const char digits[] = "0123456789abcdef";
    size_t len = strlen(hex) / 2;
    assert_int_equal(strlen(hex) % 2, 0);
    assert_true(len <= cap);
    for (size_t i = 0; i < len; i++)
    {
        const char *high = strchr(digits, hex[2 * i]);
        const char *low = strchr(digits, hex[2 * i + 1]);
        assert_true(high != NULL && low != NULL);
        out[i] = (uint8_t)((high - digits) << 4 | (low - digits));
    }
    return len;
}

static inline int crypto_setup(void **state)
{
    l4m_mem mem = l4m_mem_default();
    return l4m_crypto_new((l4m_crypto **)state, &mem) == L4M_OK ? 0 : -1;
}

static inline int crypto_teardown(void **state)
{
    l4m_crypto_free(*state);
    return 0;
}

#define crypto_test(f) cmocka_unit_test_setup_teardown(f, crypto_setup, crypto_teardown)

#endif
