/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "internal.h"
#include "wire.h"

l4m_tool_crypto *l4m_tool_crypto_new(void)
{
    l4m_crypto *crypto = NULL;
    l4m_mem mem = l4m_mem_default();
    return l4m_crypto_new(&crypto, &mem) == L4M_OK ? crypto : NULL;
}

void l4m_tool_crypto_free(l4m_tool_crypto *crypto)
{
    if (crypto != NULL)
    {
        l4m_crypto_free(crypto);
    }
}

static size_t key_size(l4m_mac_id mac)
{
    switch (mac)
    {
    case L4M_MAC_HMAC_MD5:
        return 16;
    case L4M_MAC_HMAC_SHA1:
    case L4M_MAC_AES128_GMAC:
        return 20;
    default:
        return 32;
    }
}

size_t l4m_tool_packet_key_size(const l4m_suite *suite)
{
    return key_size(suite->mac);
}

size_t l4m_tool_confirm_key_size(const l4m_suite *suite)
{
    return key_size(suite->confirm);
}

size_t l4m_tool_l4_length(uint8_t proto, const uint8_t *pkt, size_t len)
{
    return l4m_l4_length(proto, pkt, len);
}

uint64_t l4m_tool_expand(uint64_t next, uint32_t low)
{
    l4m_replay replay = {.next = next};
    return l4m_replay_expand(&replay, low);
}

/** A key in the form that the codec takes. */
static l4m_mac_key mac_key(l4m_tool_key key, l4m_mac_id mac)
{
    l4m_mac_key out = {.len = (uint8_t)key.len, .mac = (uint8_t)mac, .slot = UINT16_MAX};
    memcpy(out.bytes, key.bytes, key.len <= sizeof out.bytes ? key.len : 0);
    return out;
}

/** A copy with checksum and MAC zero. */
static uint8_t *blank(uint8_t proto, const uint8_t *pkt, size_t len, size_t mac_at)
{
    if (mac_at > len || len - mac_at < L4M_MAC_SIZE)
    {
        return NULL;
    }
    uint8_t *copy = malloc(len);
    if (copy != NULL)
    {
        memcpy(copy, pkt, len);
        memset(copy + l4m_checksum_offset(proto), 0, 2);
        memset(copy + mac_at, 0, L4M_MAC_SIZE);
    }
    return copy;
}

l4m_error l4m_tool_packet_mac(l4m_tool_crypto *crypto,
                              const l4m_suite *suite,
                              l4m_tool_key key,
                              uint8_t proto,
                              const uint8_t *pkt,
                              size_t len,
                              size_t mac_at,
                              uint64_t number,
                              uint8_t mac[L4M_MAC_SIZE])
{
    uint8_t *copy = blank(proto, pkt, len, mac_at);
    if (copy == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    l4m_put32(copy + mac_at, (uint32_t)(number >> 32));
    l4m_mac_key with = mac_key(key, suite->mac);
    l4m_error err = l4m_crypto_mac(crypto, &with, number, copy, len, mac);
    l4m_crypto_forget(crypto, &with);
    free(copy);
    return err;
}

l4m_error l4m_tool_offer_mac(l4m_tool_crypto *crypto,
                             const l4m_suite *suite,
                             l4m_tool_key key,
                             uint8_t proto,
                             const uint8_t *pkt,
                             size_t len,
                             size_t l4_len,
                             const uint8_t *init,
                             size_t init_len,
                             uint8_t mac[L4M_MAC_SIZE])
{
    uint8_t *copy = blank(proto, pkt, len, l4_len + L4M_AT_OFFER_MAC);
    if (copy == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    l4m_mac_key with = mac_key(key, suite->confirm);
    const l4m_part parts[] = {{copy, len}, {init, init_len}};
    l4m_error err = l4m_crypto_mac_parts(crypto, &with, parts, 2, mac);
    l4m_crypto_forget(crypto, &with);
    free(copy);
    return err;
}

static l4m_tool_pair tool_pair(l4m_pair pair)
{
    return (l4m_tool_pair){pair.initiator, pair.responder};
}

l4m_error l4m_tool_offers_read(l4m_tool_offers *out, const l4m_header *header)
{
    l4m_offers offers;

    memset(out, 0, sizeof *out);
    l4m_error err = l4m_offers_read(&offers, header);
    if (err != L4M_OK)
    {
        return err;
    }
    memcpy(out->suites, offers.suites, sizeof out->suites);
    out->suite_count = offers.suite_count;
    out->pair_count = offers.pair_count;
    for (size_t i = 0; i < offers.pair_count; i++)
    {
        out->pairs[i] = tool_pair(offers.pairs[i]);
    }
    out->share_count = offers.share_count;
    if (offers.share_count > 0)
    {
        out->share_group = offers.shares[0].group;
        out->share = offers.shares[0].value;
        out->share_len = offers.shares[0].len;
    }
    out->has_choice = offers.has_choice;
    if (offers.has_choice)
    {
        out->chosen_suite = offers.chosen_suite;
        out->chosen_pair = tool_pair(offers.chosen_pair);
    }
    out->group = offers.group;
    return L4M_OK;
}

l4m_error l4m_tool_options_none(const l4m_header *header)
{
    return l4m_options_none(header);
}

static void export_keys(const l4m_keys *from, l4m_exported_keys *to)
{
    memset(to, 0, sizeof *to);
    to->packet_key_len = from->i2r.len;
    to->confirm_key_len = from->confirm.len;
    memcpy(to->i2r, from->i2r.bytes, from->i2r.len);
    memcpy(to->r2i, from->r2i.bytes, from->r2i.len);
    memcpy(to->confirm, from->confirm.bytes, from->confirm.len);
}

l4m_error l4m_tool_agree(l4m_tool_crypto *crypto,
                         const l4m_suite *suite,
                         const l4m_keypair *own,
                         l4m_tool_key peer,
                         l4m_tool_key init,
                         l4m_tool_key offer,
                         l4m_tool_agreed *out)
{
    static const uint8_t no_mac[L4M_MAC_SIZE];
    if (offer.len < L4M_OFFER_FIXED)
    {
        return L4M_ERR_TRUNCATED;
    }
    const l4m_part parts[] = {{init.bytes, init.len},
                              {offer.bytes, L4M_AT_OFFER_MAC},
                              {no_mac, sizeof no_mac},
                              {offer.bytes + L4M_OFFER_FIXED, offer.len - L4M_OFFER_FIXED}};
    l4m_error err = l4m_crypto_agree(crypto, own, peer.bytes, peer.len, out->secret, &out->secret_len);
    if (err == L4M_OK)
    {
        err = l4m_crypto_transcript(crypto, parts, 4, out->transcript);
    }
    l4m_keys keys;
    if (err == L4M_OK)
    {
        err = l4m_crypto_derive(crypto, suite, out->secret, out->secret_len, out->transcript, &keys);
    }
    if (err == L4M_OK)
    {
        export_keys(&keys, &out->keys);
    }
    return err;
}
