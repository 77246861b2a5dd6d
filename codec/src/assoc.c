/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "internal.h"

l4m_error l4m_assoc_new(l4m_host *host, l4m_assoc **out, uint8_t proto, const l4m_addr *peer)
{
    l4m_mem *mem = &host->config.mem;

    *out = NULL;
    if (host->count >= host->config.max_associations)
    {
        return L4M_ERR_LIMIT;
    }
    if (l4m_heap_reserve(host, host->count + 1) != L4M_OK)
    {
        return L4M_ERR_MEMORY;
    }
    l4m_assoc *assoc = mem->alloc(sizeof *assoc, mem->user);
    l4m_setup *setup = mem->alloc(sizeof *setup, mem->user);
    if (assoc == NULL || setup == NULL)
    {
        mem->free(assoc, mem->user);
        mem->free(setup, mem->user);
        return L4M_ERR_MEMORY;
    }
    memset(assoc, 0, sizeof *assoc);
    memset(setup, 0, sizeof *setup);
    assoc->host = host;
    assoc->setup = setup;
    assoc->proto = proto;
    assoc->peer = *peer;
    assoc->number_end = UINT64_MAX;
    assoc->seq_last = UINT32_MAX;
    assoc->empty_at = L4M_NEVER;
    assoc->expire_at = L4M_NEVER;

    assoc->next = host->all;
    if (host->all != NULL)
    {
        host->all->prev = assoc;
    }
    host->all = assoc;
    setup->next = host->in_setup;
    if (host->in_setup != NULL)
    {
        host->in_setup->setup->prev = assoc;
    }
    host->in_setup = assoc;
    host->count++;
    *out = assoc;
    return L4M_OK;
}

const l4m_suite *l4m_configured_suite(const l4m_host *host, uint16_t id)
{
    for (size_t i = 0; i < host->config.suite_count; i++)
    {
        if (host->config.suites[i] == id)
        {
            return l4m_suite_by_id(id);
        }
    }
    return NULL;
}

bool l4m_pair_free(const l4m_host *host, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    const l4m_config *config = &host->config;
    return l4m_find_pair(host, proto, local_port, peer_port) == NULL &&
           (config->port_free == NULL || config->port_free(config->user, proto, local_port, peer_port));
}

l4m_error l4m_take_pair(l4m_assoc *assoc, uint16_t local_port, uint16_t peer_port)
{
    l4m_table *pairs = &assoc->host->pairs[l4m_pairs_of(assoc->proto)];
    return l4m_table_put(pairs, l4m_pair_key(local_port, peer_port), assoc);
}

static void release_pair(l4m_assoc *assoc, uint16_t local_port, uint16_t peer_port)
{
    if (l4m_find_pair(assoc->host, assoc->proto, local_port, peer_port) == assoc)
    {
        l4m_table_remove(&assoc->host->pairs[l4m_pairs_of(assoc->proto)], l4m_pair_key(local_port, peer_port));
    }
}

l4m_error l4m_reserve_pairs(l4m_assoc *assoc)
{
    const l4m_setup *setup = assoc->setup;
    for (size_t i = 0; i < setup->pair_count; i++)
    {
        l4m_pair pair = setup->pairs[i];
        if (l4m_take_pair(assoc, pair.initiator, pair.responder) != L4M_OK)
        {
            return L4M_ERR_MEMORY;
        }
    }
    return L4M_OK;
}

void l4m_release_pairs(l4m_assoc *assoc)
{
    l4m_setup *setup = assoc->setup;
    for (size_t i = 0; i < setup->pair_count; i++)
    {
        l4m_pair pair = setup->pairs[i];
        if (pair.initiator != assoc->local_port || pair.responder != assoc->peer_port)
        {
            release_pair(assoc, pair.initiator, pair.responder);
        }
    }
    setup->pair_count = 0;
}

void l4m_drop_keys(l4m_assoc *assoc)
{
    l4m_crypto_forget_keys(assoc->host->crypto, &assoc->keys);
    l4m_crypto_wipe(&assoc->keys, sizeof assoc->keys);
    assoc->suite = NULL;
}

void l4m_setup_done(l4m_assoc *assoc)
{
    l4m_setup *setup = assoc->setup;
    l4m_host *host = assoc->host;
    l4m_mem *mem = &host->config.mem;

    if (setup == NULL)
    {
        return;
    }
    l4m_release_pairs(assoc);
    if (setup->prev != NULL)
    {
        setup->prev->setup->next = setup->next;
    }
    else
    {
        host->in_setup = setup->next;
    }
    if (setup->next != NULL)
    {
        setup->next->setup->prev = setup->prev;
    }
    l4m_keypair_free(setup->key);
    l4m_crypto_wipe(setup, sizeof *setup);
    mem->free(setup, mem->user);
    assoc->setup = NULL;
}

void l4m_close(l4m_assoc *assoc)
{
    if (assoc == NULL)
    {
        return;
    }
    l4m_host *host = assoc->host;
    l4m_mem *mem = &host->config.mem;

    if (assoc->state == L4M_STATE_OFFER_SENT)
    {
        host->half_open--;
    }
    l4m_setup_done(assoc);
    release_pair(assoc, assoc->local_port, assoc->peer_port);
    l4m_forget(assoc);
    if (assoc->prev != NULL)
    {
        assoc->prev->next = assoc->next;
    }
    else
    {
        host->all = assoc->next;
    }
    if (assoc->next != NULL)
    {
        assoc->next->prev = assoc->prev;
    }
    host->count--;
    l4m_drop_keys(assoc);
    l4m_crypto_wipe(assoc, sizeof *assoc);
    mem->free(assoc, mem->user);
}

l4m_error l4m_agree(l4m_assoc *assoc, const l4m_keypair *own, const uint8_t *peer_public, size_t len)
{
    l4m_host *host = assoc->host;
    const l4m_setup *setup = assoc->setup;
    const l4m_part parts[] = {{setup->init, setup->init_len}, {setup->offer, setup->offer_len}};
    uint8_t secret[L4M_SECRET_MAX];
    uint8_t transcript[L4M_TRANSCRIPT_SIZE];
    size_t secret_len;

    host->work.derive++;
    l4m_error err = l4m_crypto_agree(host->crypto, own, peer_public, len, secret, &secret_len);
    if (err != L4M_OK)
    {
        return err;
    }
    err = l4m_crypto_transcript(host->crypto, parts, 2, transcript);
    if (err == L4M_OK)
    {
        host->work.kdf++;
        err = l4m_crypto_derive(host->crypto, assoc->suite, secret, secret_len, transcript, &assoc->keys);
    }
    l4m_crypto_wipe(secret, sizeof secret);
    return err;
}

l4m_error l4m_offer_mac(l4m_assoc *assoc, const uint8_t *l4, size_t l4_len, uint8_t mac[L4M_MAC_SIZE])
{
    l4m_host *host = assoc->host;
    const l4m_setup *setup = assoc->setup;
    const l4m_part parts[] = {{l4, l4_len}, {setup->offer, setup->offer_len}, {setup->init, setup->init_len}};

    host->work.macs++;
    host->work.mac_bytes += l4_len + setup->offer_len + setup->init_len;
    return l4m_crypto_mac_parts(host->crypto, &assoc->keys.confirm, parts, 3, mac);
}

void l4m_assoc_set_user(l4m_assoc *assoc, void *user)
{
    assoc->user = user;
}

void *l4m_assoc_user(const l4m_assoc *assoc)
{
    return assoc->user;
}

l4m_state l4m_assoc_state(const l4m_assoc *assoc)
{
    return (l4m_state)assoc->state;
}

bool l4m_assoc_is_initiator(const l4m_assoc *assoc)
{
    return assoc->initiator;
}

uint8_t l4m_assoc_proto(const l4m_assoc *assoc)
{
    return assoc->proto;
}

uint16_t l4m_assoc_local_port(const l4m_assoc *assoc)
{
    return assoc->local_port;
}

uint16_t l4m_assoc_peer_port(const l4m_assoc *assoc)
{
    return assoc->peer_port;
}

const l4m_addr *l4m_assoc_peer(const l4m_assoc *assoc)
{
    return &assoc->peer;
}

const l4m_suite *l4m_assoc_suite(const l4m_assoc *assoc)
{
    return assoc->suite;
}

uint32_t l4m_assoc_local_seq(const l4m_assoc *assoc)
{
    return assoc->own_seq;
}

uint32_t l4m_assoc_peer_seq(const l4m_assoc *assoc)
{
    return assoc->peer_seq;
}

unsigned l4m_assoc_rounds(const l4m_assoc *assoc)
{
    return assoc->rounds;
}

l4m_host *l4m_assoc_host(const l4m_assoc *assoc)
{
    return assoc->host;
}

size_t l4m_assoc_overhead(const l4m_assoc *assoc)
{
    return assoc->suite != NULL ? l4m_suite_overhead(assoc->suite) : 0;
}

l4m_error l4m_assoc_export_keys(const l4m_assoc *assoc, l4m_exported_keys *keys)
{
    if (assoc->keys.i2r.len == 0)
    {
        return L4M_ERR_STATE;
    }
    memset(keys, 0, sizeof *keys);
    keys->packet_key_len = assoc->keys.i2r.len;
    keys->confirm_key_len = assoc->keys.confirm.len;
    memcpy(keys->i2r, assoc->keys.i2r.bytes, keys->packet_key_len);
    memcpy(keys->r2i, assoc->keys.r2i.bytes, keys->packet_key_len);
    memcpy(keys->confirm, assoc->keys.confirm.bytes, keys->confirm_key_len);
    return L4M_OK;
}
