/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file stubs.c
 * In the place of crypto.c, kdf.c (but see cut.c), keypair.c, mac.c, ports.c, queue.c and table.c: functions that read
 * all of what they are given to read, fill what they are to fill with any bytes, and succeed or fail.
 */

#include "stubs.h"

struct l4m_keypair
{
    uint8_t value[L4M_PUBLIC_MAX];
};

static l4m_keypair the_keypair;
static l4m_assoc new_assoc;
static l4m_setup new_setup;

static void read_all(const uint8_t *bytes, size_t len)
{
    //@ check len == 0 || \valid_read(bytes + (0 .. len - 1));
    (void)bytes;
    (void)len;
}

static l4m_error any_error(l4m_error otherwise)
{
    return any_bool() ? L4M_OK : otherwise;
}

static void *stub_alloc(size_t size, void *user)
{
    (void)user;
    if (any_bool())
    {
        return NULL;
    }
    return size == sizeof new_assoc ? (void *)&new_assoc : (void *)&new_setup;
}

static void stub_free(void *ptr, void *user)
{
    (void)ptr;
    (void)user;
}

l4m_mem stub_mem(void)
{
    return (l4m_mem){stub_alloc, stub_free, NULL};
}

static bool stub_fill(void *user, uint8_t *buf, size_t len)
{
    (void)user;
    any_bytes(buf, len);
    return any_bool();
}

l4m_rng stub_rng(void)
{
    return (l4m_rng){stub_fill, NULL};
}

l4m_keypair *stub_keypair(void)
{
    any_bytes(the_keypair.value, sizeof the_keypair.value);
    return &the_keypair;
}

uint16_t l4m_keypair_group(const l4m_keypair *pair)
{
    (void)pair;
    return any_bool() ? L4M_GROUP_X25519 : L4M_GROUP_MODP1024;
}

const uint8_t *l4m_keypair_public(const l4m_keypair *pair)
{
    return pair->value;
}

void l4m_keypair_free(l4m_keypair *pair)
{
    (void)pair;
}

l4m_error l4m_crypto_keypair(l4m_crypto *crypto,
                             l4m_keypair **out,
                             uint16_t group,
                             const l4m_rng *rng,
                             const l4m_mem *mem)
{
    (void)crypto;
    (void)group;
    (void)rng;
    (void)mem;
    l4m_error err = any_error(L4M_ERR_CRYPTO);
    *out = err == L4M_OK ? stub_keypair() : NULL;
    return err;
}

l4m_error l4m_crypto_agree(l4m_crypto *crypto,
                           const l4m_keypair *own,
                           const uint8_t *peer,
                           size_t peer_len,
                           uint8_t *secret,
                           size_t *secret_len)
{
    (void)crypto;
    (void)own;
    (void)peer; /* that an option lies within the packet is checked in option.c; later Eva has lost sight of it */
    (void)peer_len;
    any_bytes(secret, L4M_SECRET_MAX);
    *secret_len = any_size(1, L4M_SECRET_MAX);
    return any_error(L4M_ERR_PUBLIC_VALUE);
}

l4m_error l4m_crypto_transcript(l4m_crypto *crypto,
                                const l4m_part *parts,
                                size_t count,
                                uint8_t out[L4M_TRANSCRIPT_SIZE])
{
    (void)crypto;
    for (size_t i = 0; i < count; i++)
    {
        read_all(parts[i].data, parts[i].len);
    }
    any_bytes(out, L4M_TRANSCRIPT_SIZE);
    return any_error(L4M_ERR_CRYPTO);
}

l4m_error l4m_crypto_derive(l4m_crypto *crypto,
                            const l4m_suite *suite,
                            const uint8_t *secret,
                            size_t secret_len,
                            const uint8_t transcript[L4M_TRANSCRIPT_SIZE],
                            l4m_keys *keys)
{
    (void)crypto;
    (void)suite;
    read_all(secret, secret_len);
    read_all(transcript, L4M_TRANSCRIPT_SIZE);
    any_bytes((uint8_t *)keys, sizeof *keys);
    return any_error(L4M_ERR_CRYPTO);
}

l4m_error l4m_crypto_mac(l4m_crypto *crypto,
                         l4m_mac_key *key,
                         uint64_t packet_number,
                         const uint8_t *data,
                         size_t len,
                         uint8_t out[16])
{
    (void)crypto;
    (void)key;
    (void)packet_number;
    read_all(data, len);
    any_bytes(out, 16);
    return any_error(L4M_ERR_CRYPTO);
}

l4m_error l4m_crypto_mac_parts(l4m_crypto *crypto,
                               l4m_mac_key *key,
                               const l4m_part *parts,
                               size_t count,
                               uint8_t out[16])
{
    (void)key;
    l4m_error err = l4m_crypto_transcript(crypto, parts, count, new_setup.init);
    any_bytes(out, 16);
    return err;
}

bool l4m_crypto_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
    read_all(a, len);
    read_all(b, len);
    return any_bool();
}

void l4m_crypto_forget_keys(l4m_crypto *crypto, const l4m_keys *keys)
{
    (void)crypto;
    (void)keys;
}

void l4m_crypto_wipe(void *ptr, size_t len)
{
    //@ check \valid((char *)ptr + (0 .. len - 1));
    (void)ptr;
    (void)len;
}

l4m_error l4m_table_put(l4m_table *table, uint32_t key, void *value)
{
    (void)table;
    (void)key;
    (void)value;
    return any_error(L4M_ERR_MEMORY);
}

void l4m_table_remove(l4m_table *table, uint32_t key)
{
    (void)table;
    (void)key;
}

l4m_error l4m_heap_reserve(l4m_host *host, size_t count)
{
    (void)host;
    (void)count;
    return any_error(L4M_ERR_MEMORY);
}

void l4m_rearm(l4m_assoc *assoc)
{
    (void)assoc;
}

void l4m_forget(l4m_assoc *assoc)
{
    (void)assoc;
}

void l4m_want_output(l4m_assoc *assoc, uint8_t bits)
{
    assoc->out |= bits;
}

void l4m_raise(l4m_assoc *assoc, l4m_event_type type)
{
    assoc->events |= (uint8_t)(1u << type);
}

void l4m_fail(l4m_assoc *assoc, l4m_error reason)
{
    assoc->state = L4M_STATE_FAILED;
    assoc->reason = (uint8_t)reason;
}

bool l4m_side_free(const l4m_host *host, uint8_t proto, l4m_side side, l4m_pair pair)
{
    (void)host;
    (void)proto;
    (void)side;
    (void)pair;
    return any_bool();
}

bool l4m_pair_listed(const l4m_pair *pairs, size_t count, l4m_pair pair)
{
    (void)pair;
    read_all((const uint8_t *)pairs, count * sizeof *pairs);
    return any_bool();
}

l4m_error l4m_propose(l4m_host *host,
                      uint8_t proto,
                      l4m_side side,
                      uint16_t responder_port,
                      l4m_pair *pairs,
                      size_t *count,
                      size_t want)
{
    (void)host;
    (void)proto;
    (void)side;
    (void)responder_port;
    //@ check *count <= L4M_PAIRS_MAX && want <= L4M_PAIRS_MAX;
    any_bytes((uint8_t *)pairs, L4M_PAIRS_MAX * sizeof *pairs);
    *count = any_size(0, L4M_PAIRS_MAX);
    return any_error(L4M_ERR_RANDOM);
}
