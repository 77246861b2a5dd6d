/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "tls.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

struct bench_tls
{
    SSL_CTX *client;
    SSL_CTX *server;
    bool psk;
};

static const unsigned char psk_name[] = "bench";
static const unsigned char psk_key[32] = {1, 2, 3, 4, 5, 6, 7, 8};
static const unsigned char suite_id[] = {0x13, 0x01}; /* TLS_AES_128_GCM_SHA256 */

static SSL_CTX *new_context(const SSL_METHOD *method)
{
    SSL_CTX *ctx = SSL_CTX_new(method);
    bench_check(ctx != NULL && SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) == 1 &&
                    SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256") == 1 &&
                    SSL_CTX_set1_groups_list(ctx, "X25519") == 1 && SSL_CTX_set_num_tickets(ctx, 0) == 1,
                "SSL_CTX_new");
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    return ctx;
}

/** A certificate signed by its own key, valid for a day. */
static X509 *new_certificate(EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    bench_check(certificate != NULL, "X509_new");
    X509_NAME *name = X509_get_subject_name(certificate);
    int ok = X509_set_version(certificate, X509_VERSION_3) == 1 &&
             ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1 &&
             X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) != NULL &&
             X509_gmtime_adj(X509_getm_notAfter(certificate), 86400) != NULL &&
             X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"bench", -1, -1, 0) == 1 &&
             X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
             X509_sign(certificate, key, NULL) > 0;
    bench_check(ok, "a certificate");
    return certificate;
}

static void use_certificate(bench_tls *tls)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    bench_check(key != NULL, "EVP_PKEY_Q_keygen");
    X509 *certificate = new_certificate(key);
    int ok = SSL_CTX_use_certificate(tls->server, certificate) == 1 && SSL_CTX_use_PrivateKey(tls->server, key) == 1 &&
             X509_STORE_add_cert(SSL_CTX_get_cert_store(tls->client), certificate) == 1;
    bench_check(ok, "SSL_CTX_use_certificate");
    SSL_CTX_set_verify(tls->client, SSL_VERIFY_PEER, NULL);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static SSL_SESSION *new_session(SSL *ssl)
{
    SSL_SESSION *session = SSL_SESSION_new();
    const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, suite_id);
    bench_check(session != NULL && cipher != NULL &&
                    SSL_SESSION_set1_master_key(session, psk_key, sizeof psk_key) == 1 &&
                    SSL_SESSION_set_cipher(session, cipher) == 1 &&
                    SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION) == 1,
                "SSL_SESSION_new");
    return session;
}

static int offer_psk(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **session)
{
    (void)md;
    *id = psk_name;
    *id_len = sizeof psk_name;
    *session = new_session(ssl);
    return 1;
}

static int find_psk(SSL *ssl, const unsigned char *id, size_t id_len, SSL_SESSION **session)
{
    bool known = id_len == sizeof psk_name && memcmp(id, psk_name, id_len) == 0;
    *session = known ? new_session(ssl) : NULL;
    return 1;
}

bench_tls *tls_new(bool psk)
{
    bench_tls *tls = calloc(1, sizeof *tls);
    bench_check(tls != NULL, "memory");
    tls->psk = psk;
    tls->client = new_context(TLS_client_method());
    tls->server = new_context(TLS_server_method());
    if (psk)
    {
        SSL_CTX_set_psk_use_session_callback(tls->client, offer_psk);
        SSL_CTX_set_psk_find_session_callback(tls->server, find_psk);
    }
    else
    {
        use_certificate(tls);
    }
    return tls;
}

void tls_free(bench_tls *tls)
{
    SSL_CTX_free(tls->client);
    SSL_CTX_free(tls->server);
    free(tls);
}

/** Two ends whose outputs are each other's inputs. */
static void join(SSL *client, SSL *server)
{
    BIO *up = BIO_new(BIO_s_mem());
    BIO *down = BIO_new(BIO_s_mem());
    bench_check(up != NULL && down != NULL && BIO_up_ref(up) == 1 && BIO_up_ref(down) == 1, "BIO_new");
    BIO_set_mem_eof_return(up, -1);
    BIO_set_mem_eof_return(down, -1);
    SSL_set_bio(client, down, up);
    SSL_set_bio(server, up, down);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
}

static bool step(SSL *ssl)
{
    int status = SSL_do_handshake(ssl);
    bench_check(status == 1 || SSL_get_error(ssl, status) == SSL_ERROR_WANT_READ, "SSL_do_handshake");
    return status == 1;
}

static void run(void *arg, size_t n)
{
    const bench_tls *tls = arg;
    for (size_t i = 0; i < n; i++)
    {
        SSL *client = SSL_new(tls->client);
        SSL *server = SSL_new(tls->server);
        bench_check(client != NULL && server != NULL, "SSL_new");
        join(client, server);
        bool done = false;
        while (!done)
        {
            bool connected = step(client);
            done = step(server) && connected;
        }
        /* A pre-shared key that was not taken would cost as much as a certificate. */
        bench_check(SSL_session_reused(server) == tls->psk, "the key exchange meant");
        SSL_free(client);
        SSL_free(server);
    }
}

bench_op tls_handshake_op(bench_tls *tls)
{
    return (bench_op){tls->psk ? "TLS 1.3, PSK with DHE" : "TLS 1.3, certificate", run, tls, NULL};
}
