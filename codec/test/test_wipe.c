/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file test_wipe.c
 * Nothing secret stays behind: every block of memory that the library or libcrypto gives back is kept as it then is,
 * and so is the stack that they ran on. Afterwards all of it is searched for eight bytes in a row of anything secret.
 */

#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto.h"

enum
{
    WINDOW = 8,
    SECRETS_MAX = 8192,
    STACK_SIZE = 1 << 18,
    GRAVEYARD_SIZE = 64 << 20,
    HEAD = 16 /* in front of each block: its size, and alignment */
};

/** What was given back, one block after the other. */
static struct
{
    uint8_t *bytes;
    size_t len;
    bool open;
} graveyard;

/** Windows of secrets, sorted. */
static struct
{
    uint64_t windows[SECRETS_MAX];
    size_t count;
} secrets;

/* Memory for the library and for libcrypto. */

static void *block_alloc(size_t size)
{
    uint8_t *block = calloc(1, HEAD + size); /* what is found in it was written into it */
    if (block == NULL)
    {
        return NULL;
    }
    memcpy(block, &size, sizeof size);
    return block + HEAD;
}

static size_t block_size(const void *ptr)
{
    size_t size;
    memcpy(&size, (const uint8_t *)ptr - HEAD, sizeof size);
    return size;
}

static void block_free(void *ptr)
{
    if (ptr == NULL)
    {
        return;
    }
    size_t size = block_size(ptr);
    if (graveyard.open && size <= GRAVEYARD_SIZE - graveyard.len)
    {
        memcpy(graveyard.bytes + graveyard.len, ptr, size);
        graveyard.len += size;
    }
    free((uint8_t *)ptr - HEAD);
}

static void *library_alloc(size_t size, void *user)
{
    (void)user;
    return block_alloc(size);
}

static void library_free(void *ptr, void *user)
{
    (void)user;
    block_free(ptr);
}

static void *crypto_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return block_alloc(size);
}

static void crypto_free(void *ptr, const char *file, int line)
{
    (void)file;
    (void)line;
    block_free(ptr);
}

static void *crypto_realloc(void *ptr, size_t size, const char *file, int line)
{
    void *now = block_alloc(size);
    if (now != NULL && ptr != NULL)
    {
        size_t before = block_size(ptr);
        memcpy(now, ptr, before < size ? before : size);
        crypto_free(ptr, file, line);
    }
    return now;
}

/* Secrets. */

/** A key pair made by itself, as a caller does ahead of time, and what it was made of. */
static l4m_keypair *spare;
static t_rng spare_rng;
static uint16_t group;

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/** Adds a secret, forwards and, as libcrypto's numbers have it, backwards. */
static void add_secret(const uint8_t *bytes, size_t len)
{
    uint8_t back[512];
    assert_in_range(len, WINDOW, sizeof back);
    for (size_t i = 0; i < len; i++)
    {
        back[i] = bytes[len - 1 - i];
    }
    for (size_t i = 0; i + WINDOW <= len; i++)
    {
        assert_in_range(secrets.count, 0, SECRETS_MAX - 2);
        memcpy(&secrets.windows[secrets.count++], bytes + i, WINDOW);
        memcpy(&secrets.windows[secrets.count++], back + i, WINDOW);
    }
}

/** How many windows of a stretch of memory are those of a secret. */
static size_t found_in(const uint8_t *bytes, size_t len)
{
    size_t found = 0;
    for (size_t i = 0; i + WINDOW <= len; i++)
    {
        uint64_t window;
        memcpy(&window, bytes + i, WINDOW);
        found += bsearch(&window, secrets.windows, secrets.count, sizeof window, compare) != NULL;
    }
    return found;
}

/** The subkey of GHASH, which is as good as the key of a GMAC. */
static void add_hash_subkey(const uint8_t key[16])
{
    static const uint8_t zero[16];
    uint8_t subkey[32];
    int len;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    assert_int_equal(EVP_EncryptInit_ex2(ctx, EVP_aes_128_ecb(), key, NULL, NULL), 1);
    assert_int_equal(EVP_EncryptUpdate(ctx, subkey, &len, zero, sizeof zero), 1);
    EVP_CIPHER_CTX_free(ctx);
    add_secret(subkey, 16);
}

static void add_keys(const l4m_assoc *assoc)
{
    l4m_exported_keys keys;
    assert_int_equal(l4m_assoc_export_keys(assoc, &keys), L4M_OK);
    add_secret(keys.i2r, keys.packet_key_len);
    add_secret(keys.r2i, keys.packet_key_len);
    add_secret(keys.confirm, keys.confirm_key_len);
    if (l4m_assoc_suite(assoc)->mac == L4M_MAC_AES128_GMAC)
    {
        add_hash_subkey(keys.i2r);
        add_hash_subkey(keys.r2i);
    }
}

/** The secret that two private keys share. */
static void add_shared_secret(const t_rng *a, const t_rng *b)
{
    l4m_mem mem = {library_alloc, library_free, NULL};
    l4m_crypto *crypto;
    l4m_keypair *pairs[2];
    uint8_t first[L4M_SECRET_MAX];
    uint8_t secret[L4M_SECRET_MAX];
    size_t len = a->last_len;

    memcpy(first, a->last, len);
    if (group != L4M_GROUP_X25519)
    {
        first[0] |= 0x80; /* as l4m_keypair_new() makes it */
    }
    assert_int_equal(l4m_crypto_new(&crypto, &mem), L4M_OK);
    assert_int_equal(l4m_keypair_from_private(&pairs[0], group, first, len, &mem), L4M_OK);
    memcpy(secret, b->last, len);
    secret[0] |= group == L4M_GROUP_X25519 ? 0 : 0x80;
    assert_int_equal(l4m_keypair_from_private(&pairs[1], group, secret, len, &mem), L4M_OK);
    assert_int_equal(
        l4m_crypto_agree(crypto, pairs[0], l4m_keypair_public(pairs[1]), l4m_group_public_size(group), secret, &len),
        L4M_OK);
    add_secret(secret, len);
    l4m_keypair_free(pairs[0]);
    l4m_keypair_free(pairs[1]);
    l4m_crypto_free(crypto);
}

/* Lives. */

static t_net net;
/** What the search finds where the keys are still in use. */
static size_t found_alive;

static t_packet message;
static void make_key(void)
{
    l4m_rng rng = t_rng_of(&spare_rng);
    assert_int_equal(l4m_keypair_new(&spare, group, &rng, &net.a.config.mem), L4M_OK);
}

static void send_init(void)
{
    net_first_init(&net, &message);
}

static void take_init(void)
{
    node_input(&net.b, &message, net.now);
}

static void send_offer(void)
{
    net_offer(&net, &message);
}

static void take_offer(void)
{
    node_input(&net.a, &message, net.now);
}

static void talk(void)
{
    net_check(&net);
}

static void end(void)
{
    l4m_close(net.a.assoc);
    net.a.assoc = NULL;
    l4m_host_free(net.a.host);
    l4m_host_free(net.b.host);
    l4m_keypair_free(spare);
}

/** Runs a part of a life on a stack of its own, which \p stack shows afterwards. */
static void run(void (*part)(void), uint8_t *stack)
{
    ucontext_t here;
    ucontext_t there;
    memset(stack, 0, STACK_SIZE);
    assert_int_equal(getcontext(&there), 0);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = STACK_SIZE;
    there.uc_link = &here;
    makecontext(&there, part, 0);
    assert_int_equal(swapcontext(&here, &there), 0);
}

/* Another life out of saved bytes; to wipe those is the caller's part. TCP, and a suite without packet numbers, have
 * none.
 */

static uint8_t saved[L4M_SAVED_SIZE];
static bool is_saved;

static void save(void)
{
    is_saved = l4m_save(net.a.assoc, 10, 10, saved) == L4M_OK;
    if (is_saved)
    {
        assert_int_equal(l4m_stored(net.a.assoc, saved), L4M_OK);
    }
}

static void resume(void)
{
    if (is_saved)
    {
        l4m_close(net.a.assoc);
        assert_int_equal(l4m_resume(net.a.host, &net.a.assoc, saved, sizeof saved, net.now), L4M_OK);
    }
}

static void talk_again(void)
{
    save();
    net_carry(&net, &net.a, &net.b);
    net_carry(&net, &net.b, &net.a);
    net_check(&net);
}

/** Finds out the secrets, on a stack of its own too, so that no register brings one of them to end(). */
static void gather(void)
{
    const t_rng *a = &net.a.rng;
    const t_rng *b = &net.b.rng;

    secrets.count = 0;
    add_keys(net.a.assoc);
    add_secret(a->last + 1, a->last_len - 2); /* the ends are shaped to the group's needs */
    add_secret(b->last + 1, b->last_len - 2);
    add_secret(spare_rng.last + 1, spare_rng.last_len - 2);
    add_shared_secret(a, b);
    qsort(secrets.windows, secrets.count, sizeof secrets.windows[0], compare);
    found_alive = found_in((const uint8_t *)net.a.assoc, block_size(net.a.assoc));
}

/** The calls of a life that handle secrets. Each has a stack of its own, which the next one cannot tidy up. */
static void (*const calls[])(
    void) = {make_key, send_init, take_init, send_offer, take_offer, talk, save, resume, talk_again, gather, end};

enum
{
    GATHER = 9,
    CALLS = sizeof calls / sizeof calls[0]
};

static void live(uint8_t proto, uint16_t suite, uint8_t *stacks[CALLS])
{
    l4m_mem mem = {library_alloc, library_free, NULL};

    group = l4m_suite_by_id(suite)->group;
    spare_rng.inner = l4m_rng_from_seed(&spare_rng.seeded, 3, 3);
    graveyard.len = 0;
    graveyard.open = true;
    net_prepare(&net, proto, suite);
    net.a.config.mem = mem;
    net.b.config.mem = mem;
    node_start(&net.a);
    node_start(&net.b);
    net_listen(&net, L4M_POLICY_FALLBACK);
    for (size_t i = 0; i < CALLS; i++)
    {
        graveyard.open = i != GATHER;
        run(calls[i], stacks[i]);
    }
    graveyard.open = false;
}

static void check(uint8_t *const stacks[CALLS])
{
    /* The search finds what is there: while it lives the association has its keys, and so has its user. */
    assert_in_range(found_alive, 3, 3000);
    assert_in_range(found_in(stacks[GATHER], STACK_SIZE), 3, 3000);
    assert_in_range(graveyard.len, 10000, GRAVEYARD_SIZE - 1000000);
    assert_int_equal(found_in(graveyard.bytes, graveyard.len), 0);
    for (size_t i = 0; i < CALLS; i++)
    {
        assert_true(i == GATHER || found_in(stacks[i], STACK_SIZE) == 0);
    }
}

static void test_no_secret_is_left_in_memory(void **state)
{
    static const uint8_t protos[] = {L4M_PROTO_UDP, L4M_PROTO_TCP};
    uint8_t *stacks[CALLS];
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    (void)state;

    for (size_t i = 0; i < CALLS; i++)
    {
        stacks[i] = aligned_alloc(4096, STACK_SIZE);
        assert_non_null(stacks[i]);
    }
    for (size_t i = 0; i < count; i++)
    {
        for (size_t p = 0; p < 2; p++)
        {
            live(protos[p], suites[i].id, stacks);
            check(stacks);
        }
    }
    for (size_t i = 0; i < CALLS; i++)
    {
        free(stacks[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_secret_is_left_in_memory),
    };
    if (CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) != 1)
    {
        return 1;
    }
    graveyard.bytes = malloc(GRAVEYARD_SIZE);
    int status = graveyard.bytes == NULL ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
    free(graveyard.bytes);
    return status;
}
