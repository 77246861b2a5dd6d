/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_ANALYSIS_STUBS_H
#define L4M_ANALYSIS_STUBS_H

/** @file stubs.h What stands in for the caller's memory and randomness, and for libcrypto. */

#include "any.h"

/** Memory for one association and its setup, or none. */
l4m_mem stub_mem(void);
/** Any bytes, or none. */
l4m_rng stub_rng(void);
/** A key pair, of whatever is in it. */
l4m_keypair *stub_keypair(void);

#endif
