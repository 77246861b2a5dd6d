/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_BENCH_TLS_H
#define L4M_BENCH_TLS_H

/** @file tls.h TLS 1.3 of OpenSSL's libssl between two ends in memory: the set-up that everybody knows. */

#include <stdbool.h>

#include "measure.h"

typedef struct bench_tls bench_tls;

/**
 * Contexts of a client and a server with X25519 and TLS_AES_128_GCM_SHA256, no session tickets.
 * @param psk true: a pre-shared key with (EC)DHE, RFC 8446 2.2; false: the server has an Ed25519 certificate, which the
 *            client verifies
 */
bench_tls *tls_new(bool psk);
void tls_free(bench_tls *tls);

/** One handshake, both sides, from SSL_new() to SSL_free(). */
bench_op tls_handshake_op(bench_tls *tls);

#endif
