/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "seal.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

enum
{
    TAG_SIZE = 16,
    NONCE_SIZE = 12
};

struct bench_seal
{
    const bench_ring *ring;
    EVP_CIPHER_CTX *sender;
    EVP_CIPHER_CTX *receiver;
    uint64_t number;
    uint8_t sealed[BENCH_PACKET_ROOM + TAG_SIZE];
    uint8_t opened[BENCH_PACKET_ROOM];
};

static const uint8_t some_key[32] = {1, 2, 3, 4, 5, 6, 7, 8};

bench_seal *seal_new(const bench_ring *ring)
{
    bench_seal *seal = calloc(1, sizeof *seal);
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "ChaCha20-Poly1305", NULL);
    bench_check(seal != NULL && cipher != NULL, "EVP_CIPHER_fetch");
    seal->ring = ring;
    seal->sender = EVP_CIPHER_CTX_new();
    seal->receiver = EVP_CIPHER_CTX_new();
    bench_check(EVP_EncryptInit_ex2(seal->sender, cipher, some_key, NULL, NULL) == 1 &&
                    EVP_DecryptInit_ex2(seal->receiver, cipher, some_key, NULL, NULL) == 1,
                "EVP_EncryptInit_ex2");
    EVP_CIPHER_free(cipher);
    return seal;
}

void seal_free(bench_seal *seal)
{
    EVP_CIPHER_CTX_free(seal->sender);
    EVP_CIPHER_CTX_free(seal->receiver);
    free(seal);
}

static void run(void *arg, size_t n)
{
    bench_seal *seal = arg;
    int size = (int)seal->ring->len;
    for (size_t i = 0; i < n; i++)
    {
        uint8_t nonce[NONCE_SIZE] = {0};
        int len;
        memcpy(nonce + 4, &seal->number, sizeof seal->number);
        seal->number++;
        int ok = EVP_EncryptInit_ex2(seal->sender, NULL, NULL, nonce, NULL) == 1 &&
                 EVP_EncryptUpdate(seal->sender, seal->sealed, &len, seal->ring->packets[i], size) == 1 &&
                 EVP_EncryptFinal_ex(seal->sender, seal->sealed + len, &len) == 1 &&
                 EVP_CIPHER_CTX_ctrl(seal->sender, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, seal->sealed + size) == 1 &&
                 EVP_DecryptInit_ex2(seal->receiver, NULL, NULL, nonce, NULL) == 1 &&
                 EVP_CIPHER_CTX_ctrl(seal->receiver, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, seal->sealed + size) == 1 &&
                 EVP_DecryptUpdate(seal->receiver, seal->opened, &len, seal->sealed, size) == 1 &&
                 EVP_DecryptFinal_ex(seal->receiver, seal->opened + len, &len) == 1;
        bench_check(ok, "ChaCha20-Poly1305");
    }
}

bench_op seal_op(bench_seal *seal)
{
    return (bench_op){"ChaCha20-Poly1305 seal and open", run, seal, NULL};
}
