/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file cut.c l4m_crypto_cut() out of the library's kdf.c; for the rest of that stubs.c stands. */

#define l4m_crypto_derive l4m_crypto_derive_itself
#include "kdf.c"
