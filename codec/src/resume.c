/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "internal.h"

/** Where things stand in a saved association. The keys are cut from their material as in set-up. */
enum
{
    AT_MAGIC = 0,
    AT_VERSION = 4,
    AT_ROLE = 5, /* 1: initiator */
    AT_SUITE = 6,
    AT_LOCAL_PORT = 8,
    AT_PEER_PORT = 10,
    AT_OWN_SEQ = 12, /* those that whoever resumes begins with */
    AT_OWN_NUMBER = 16,
    AT_PEER_SEQ = 24,
    AT_PEER_NUMBER = 28, /* the next one that is expected */
    AT_INIT_NONCE = 36,
    AT_FAMILY = 52,
    AT_PEER = 53,
    AT_KEYS = 69,
    AT_CHECKSUM = AT_KEYS + L4M_KEY_MATERIAL_MAX,

    MAGIC = 0x4c344d53, /* "L4MS" */
    VERSION = 1,
    SEQ_MAX = UINT16_MAX /* so that no two state sequences have the same echo */
};

_Static_assert(AT_CHECKSUM + 4 == L4M_SAVED_SIZE, "the public header says how long it is");

/** CRC-32 of ISO 3309. Bit by bit: a table would be read at places that the keys choose. */
static uint32_t checksum(const uint8_t *bytes, size_t len)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < len; i++)
    {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
        {
            crc = crc >> 1 ^ (UINT32_C(0xedb88320) & (0 - (crc & 1)));
        }
    }
    return ~crc;
}

static uint8_t *put_key(uint8_t *p, const l4m_mac_key *key)
{
    memcpy(p, key->bytes, key->len);
    return p + key->len;
}

/** Writes the key material, behind it zeros. */
static void put_keys(uint8_t km[L4M_KEY_MATERIAL_MAX], const l4m_keys *keys)
{
    memset(km, 0, L4M_KEY_MATERIAL_MAX);
    put_key(put_key(put_key(km, &keys->i2r), &keys->r2i), &keys->confirm);
}

/** Whether an association can be saved with so much set aside. */
static l4m_error can_save(const l4m_assoc *assoc, uint32_t packets, uint16_t moves)
{
    if (assoc->proto != L4M_PROTO_UDP || packets > L4M_RESERVE_MAX)
    {
        return L4M_ERR_ARGUMENT;
    }
    if (assoc->state != L4M_STATE_ESTABLISHED)
    {
        return L4M_ERR_STATE;
    }
    if (!assoc->suite->packet_numbers)
    {
        return L4M_ERR_SUITE;
    }
    bool numbers_left = packets < UINT64_MAX - assoc->next_number;
    bool seqs_left = assoc->own_seq < SEQ_MAX && moves < SEQ_MAX - assoc->own_seq;
    return numbers_left && seqs_left ? L4M_OK : L4M_ERR_EXHAUSTED;
}

l4m_error l4m_save(l4m_assoc *assoc, uint32_t packets, uint16_t moves, uint8_t saved[L4M_SAVED_SIZE])
{
    l4m_error err = can_save(assoc, packets, moves);
    if (err != L4M_OK)
    {
        return err;
    }
    uint64_t end = assoc->next_number + packets;
    uint32_t last = assoc->own_seq + moves;

    l4m_put32(saved + AT_MAGIC, MAGIC);
    saved[AT_VERSION] = VERSION;
    saved[AT_ROLE] = assoc->initiator;
    l4m_put16(saved + AT_SUITE, assoc->suite->id);
    l4m_put16(saved + AT_LOCAL_PORT, assoc->local_port);
    l4m_put16(saved + AT_PEER_PORT, assoc->peer_port);
    l4m_put32(saved + AT_OWN_SEQ, last + 1);
    l4m_put64(saved + AT_OWN_NUMBER, end);
    l4m_put32(saved + AT_PEER_SEQ, assoc->peer_seq);
    l4m_put64(saved + AT_PEER_NUMBER, assoc->replay.next);
    memcpy(saved + AT_INIT_NONCE, assoc->init_nonce, L4M_NONCE_SIZE);
    saved[AT_FAMILY] = assoc->peer.family;
    memcpy(saved + AT_PEER, assoc->peer.bytes, sizeof assoc->peer.bytes);
    put_keys(saved + AT_KEYS, &assoc->keys);
    l4m_put32(saved + AT_CHECKSUM, checksum(saved, AT_CHECKSUM));

    /* Not to be exceeded, whether these bytes are stored in the end or those before stay. */
    assoc->number_end = end < assoc->number_end ? end : assoc->number_end;
    assoc->seq_last = last < assoc->seq_last ? last : assoc->seq_last;
    return L4M_OK;
}

/** Whether the checksum is that of the bytes in front of it. In constant time, for it tells something of the keys. */
static bool has_checksum(const uint8_t *saved)
{
    uint8_t right[4];
    l4m_put32(right, checksum(saved, AT_CHECKSUM));
    return l4m_crypto_equal(right, saved + AT_CHECKSUM, sizeof right);
}

/** Whether bytes are those of l4m_save(), with values that an association can have. */
static bool is_saved(const uint8_t *saved, size_t len)
{
    if (len != L4M_SAVED_SIZE || l4m_get32(saved + AT_MAGIC) != MAGIC || saved[AT_VERSION] != VERSION ||
        !has_checksum(saved))
    {
        return false;
    }
    const l4m_suite *suite = l4m_suite_by_id(l4m_get16(saved + AT_SUITE));
    uint32_t own_seq = l4m_get32(saved + AT_OWN_SEQ);
    return suite != NULL && suite->packet_numbers && saved[AT_ROLE] <= 1 && l4m_get16(saved + AT_LOCAL_PORT) != 0 &&
           l4m_get16(saved + AT_PEER_PORT) != 0 && own_seq != 0 && own_seq <= SEQ_MAX;
}

static bool has_keys_of(const l4m_assoc *assoc, const uint8_t *saved)
{
    uint8_t km[L4M_KEY_MATERIAL_MAX];
    put_keys(km, &assoc->keys);
    bool same = l4m_crypto_equal(km, saved + AT_KEYS, sizeof km);
    l4m_crypto_wipe(km, sizeof km);
    return same;
}

l4m_error l4m_stored(l4m_assoc *assoc, const uint8_t saved[L4M_SAVED_SIZE])
{
    if (!is_saved(saved, L4M_SAVED_SIZE))
    {
        return L4M_ERR_SAVED;
    }
    if (saved[AT_ROLE] != assoc->initiator || !has_keys_of(assoc, saved))
    {
        return L4M_ERR_ARGUMENT;
    }
    uint64_t end = l4m_get64(saved + AT_OWN_NUMBER);
    uint32_t last = l4m_get32(saved + AT_OWN_SEQ) - 1;
    if (assoc->next_number > end || assoc->own_seq > last)
    {
        return L4M_ERR_UNSAVED;
    }
    assoc->number_end = end;
    assoc->seq_last = last;
    return L4M_OK;
}

/** Takes over what was saved. Nothing is set aside: the next number and the next move are beyond the end. */
static void take_over(l4m_assoc *assoc, const uint8_t *saved)
{
    assoc->suite = l4m_suite_by_id(l4m_get16(saved + AT_SUITE));
    assoc->initiator = saved[AT_ROLE];
    assoc->own_seq = l4m_get32(saved + AT_OWN_SEQ);
    assoc->seq_last = assoc->own_seq;
    assoc->next_number = l4m_get64(saved + AT_OWN_NUMBER);
    assoc->number_end = assoc->next_number;
    assoc->peer_seq = l4m_get32(saved + AT_PEER_SEQ);
    assoc->peer.family = saved[AT_FAMILY];
    memcpy(assoc->peer.bytes, saved + AT_PEER, sizeof assoc->peer.bytes);
    memcpy(assoc->init_nonce, saved + AT_INIT_NONCE, sizeof assoc->init_nonce);
    l4m_crypto_cut(assoc->suite, saved + AT_KEYS, &assoc->keys);
    l4m_replay_begin(&assoc->replay, l4m_get64(saved + AT_PEER_NUMBER));
    assoc->resuming = true;
    assoc->state = L4M_STATE_ESTABLISHED;
}

l4m_error l4m_resume(l4m_host *host, l4m_assoc **out, const uint8_t *saved, size_t len, l4m_usec now)
{
    static const l4m_addr nowhere;
    l4m_assoc *assoc;

    *out = NULL;
    if (!is_saved(saved, len))
    {
        return L4M_ERR_SAVED;
    }
    if (l4m_configured_suite(host, l4m_get16(saved + AT_SUITE)) == NULL)
    {
        return L4M_ERR_SUITE;
    }
    uint16_t local_port = l4m_get16(saved + AT_LOCAL_PORT);
    uint16_t peer_port = l4m_get16(saved + AT_PEER_PORT);
    if (l4m_find_pair(host, L4M_PROTO_UDP, local_port, peer_port) != NULL)
    {
        return L4M_ERR_PORTS;
    }
    l4m_error err = l4m_assoc_new(host, &assoc, L4M_PROTO_UDP, &nowhere);
    if (err != L4M_OK)
    {
        return err;
    }
    assoc->local_port = local_port;
    assoc->peer_port = peer_port;
    err = l4m_take_pair(assoc, local_port, peer_port);
    if (err != L4M_OK)
    {
        l4m_close(assoc);
        return err;
    }
    l4m_setup_done(assoc);
    take_over(assoc, saved);
    assoc->expire_at = l4m_after(now, host->config.idle_timeout);
    assoc->moving = true;
    l4m_announce(assoc, now);
    *out = assoc;
    return L4M_OK;
}

uint64_t l4m_assoc_packets_left(const l4m_assoc *assoc)
{
    return assoc->number_end - assoc->next_number;
}
