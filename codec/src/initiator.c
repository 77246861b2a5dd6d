/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "internal.h"

static bool configured_group(const l4m_host *host, uint16_t group)
{
    for (size_t i = 0; i < host->config.suite_count; i++)
    {
        if (l4m_suite_by_id(host->config.suites[i])->group == group)
        {
            return true;
        }
    }
    return false;
}

static l4m_error make_key(l4m_assoc *assoc, uint16_t group)
{
    l4m_host *host = assoc->host;
    l4m_keypair_free(assoc->setup->key);
    assoc->setup->key = NULL;
    host->work.keygen++;
    return l4m_crypto_keypair(host->crypto, &assoc->setup->key, group, &host->config.rng, &host->config.mem);
}

/** Writes the L4_INIT of this round: a fresh nonce, so that no earlier L4_OFFER answers it. */
static l4m_error write_init(l4m_assoc *assoc)
{
    l4m_setup *setup = assoc->setup;
    const l4m_config *config = &assoc->host->config;
    const l4m_keypair *key = setup->key;
    l4m_writer w;

    if (!config->rng.fill(config->rng.user, setup->nonce_i, L4M_NONCE_SIZE))
    {
        return L4M_ERR_RANDOM;
    }
    l4m_write_init(&w, setup->init, assoc->own_seq, setup->round, setup->nonce_i);
    l4m_write_suites(&w, config->suites, config->suite_count);
    l4m_write_share(&w, l4m_keypair_group(key), l4m_keypair_public(key), l4m_group_public_size(l4m_keypair_group(key)));
    l4m_write_pairs(&w, setup->pairs, setup->pair_count);
    setup->init_len = l4m_write_end(&w);
    setup->header_pair = setup->pairs[0];
    assoc->local_port = setup->pairs[0].initiator;
    assoc->peer_port = setup->pairs[0].responder;
    return setup->init_len != 0 ? L4M_OK : L4M_ERR_BUFFER;
}

/** On UDP the L4_INIT is the library's to send and to repeat; on TCP it rides on the SYN. */
static void send_init(l4m_assoc *assoc, l4m_usec now)
{
    if (assoc->proto != L4M_PROTO_UDP)
    {
        return;
    }
    assoc->setup->tries = 0;
    assoc->setup->timeout = assoc->host->config.init_timeout;
    l4m_init_due(assoc, now);
}

void l4m_init_due(l4m_assoc *assoc, l4m_usec now)
{
    l4m_setup *setup = assoc->setup;
    if (setup->tries >= assoc->host->config.init_tries)
    {
        l4m_fail(assoc, L4M_ERR_TIMEOUT);
        return;
    }
    setup->tries++;
    assoc->expire_at = now + setup->timeout;
    setup->timeout *= 2;
    l4m_rearm(assoc);
    l4m_want_output(assoc, L4M_OUT_INIT);
}

/** Candidates of the first round (R14): the socket's own pair if it is free, and others beside it. */
static l4m_error first_pairs(l4m_assoc *assoc, uint16_t local_port, uint16_t peer_port)
{
    l4m_setup *setup = assoc->setup;
    l4m_host *host = assoc->host;
    l4m_pair own = {local_port, peer_port};

    /* The own pair is asked of the table alone: to port_free it is in use, by this very socket. */
    if (l4m_find_pair(host, assoc->proto, local_port, peer_port) == NULL)
    {
        setup->pairs[setup->pair_count++] = own;
    }
    l4m_error err = l4m_propose(
        host, assoc->proto, L4M_SIDE_INITIATOR, peer_port, setup->pairs, &setup->pair_count, host->config.candidates);
    if (err != L4M_OK)
    {
        return err;
    }
    return setup->pair_count != 0 ? L4M_OK : L4M_ERR_PORTS;
}

static l4m_error start(l4m_assoc *assoc, uint16_t local_port, uint16_t peer_port)
{
    l4m_host *host = assoc->host;
    l4m_error err = first_pairs(assoc, local_port, peer_port);
    if (err == L4M_OK)
    {
        err = l4m_reserve_pairs(assoc);
    }
    if (err == L4M_OK && assoc->setup->key == NULL)
    {
        err = make_key(assoc, l4m_suite_by_id(host->config.suites[0])->group);
    }
    return err == L4M_OK ? write_init(assoc) : err;
}

l4m_error l4m_connect(l4m_host *host,
                      l4m_assoc **out,
                      uint8_t proto,
                      uint16_t local_port,
                      uint16_t peer_port,
                      const l4m_addr *peer,
                      l4m_keypair *key,
                      l4m_usec now)
{
    l4m_assoc *assoc;
    bool known_proto = proto == L4M_PROTO_TCP || proto == L4M_PROTO_UDP;
    bool known_group = key == NULL || configured_group(host, l4m_keypair_group(key));

    *out = NULL;
    if (!known_proto || local_port == 0 || peer_port == 0 || !known_group)
    {
        l4m_keypair_free(key);
        return L4M_ERR_ARGUMENT;
    }
    l4m_error err = l4m_assoc_new(host, &assoc, proto, peer);
    if (err != L4M_OK)
    {
        l4m_keypair_free(key);
        return err;
    }
    assoc->initiator = true;
    assoc->state = L4M_STATE_INIT_SENT;
    assoc->setup->key = key;
    err = start(assoc, local_port, peer_port);
    if (err != L4M_OK)
    {
        l4m_close(assoc);
        return err;
    }
    send_init(assoc, now);
    *out = assoc;
    return L4M_OK;
}

/** Whether the L4_OFFER's MAC holds under the keys just derived. */
static l4m_error check_offer(l4m_assoc *assoc, const l4m_incoming *in, size_t l4_len, const l4m_header *header)
{
    size_t check_at = l4m_checksum_offset(in->proto);
    uint8_t checksum[2];
    uint8_t mac[L4M_MAC_SIZE];

    memcpy(checksum, in->pkt + check_at, 2);
    memset(in->pkt + check_at, 0, 2);
    l4m_error err = l4m_offer_mac(assoc, in->pkt, l4_len, mac);
    memcpy(in->pkt + check_at, checksum, 2);
    if (err != L4M_OK)
    {
        return err;
    }
    return l4m_crypto_equal(mac, header->mac, L4M_MAC_SIZE) ? L4M_OK : L4M_ERR_MAC;
}

/** Keeps the L4_OFFER with its MAC zero, as transcript and MAC want it. */
static void keep_offer(l4m_setup *setup, const uint8_t *offer, const l4m_header *header)
{
    memcpy(setup->offer, offer, header->length);
    memset(setup->offer + L4M_AT_OFFER_MAC, 0, L4M_MAC_SIZE);
    setup->offer_len = header->length;
}

/** Whether the choice is among what the L4_INIT proposed. */
static l4m_error check_choice(const l4m_assoc *assoc, const l4m_offers *offers, const l4m_suite **suite)
{
    const l4m_setup *setup = assoc->setup;

    if (!offers->has_choice || offers->share_count != 1)
    {
        return L4M_ERR_OPTION_MISSING;
    }
    *suite = l4m_configured_suite(assoc->host, offers->chosen_suite);
    if (*suite == NULL || (*suite)->group != l4m_keypair_group(setup->key) ||
        (*suite)->group != offers->shares[0].group)
    {
        return L4M_ERR_SUITE;
    }
    if (!l4m_pair_listed(setup->pairs, setup->pair_count, offers->chosen_pair))
    {
        return L4M_ERR_PORTS;
    }
    return L4M_OK;
}

static l4m_error accept_offer(l4m_assoc *assoc,
                              const l4m_incoming *in,
                              size_t l4_len,
                              const l4m_header *header,
                              const l4m_offers *offers)
{
    l4m_setup *setup = assoc->setup;
    const l4m_share *share = &offers->shares[0];

    l4m_error err = check_choice(assoc, offers, &assoc->suite);
    if (err == L4M_OK)
    {
        keep_offer(setup, in->pkt + l4_len, header);
        err = l4m_agree(assoc, setup->key, share->value, share->len);
    }
    if (err == L4M_OK)
    {
        err = check_offer(assoc, in, l4_len, header);
    }
    if (err != L4M_OK)
    {
        l4m_drop_keys(assoc);
    }
    return err;
}

static void establish(l4m_assoc *assoc, const l4m_incoming *in, const l4m_header *header, l4m_pair pair, l4m_usec now)
{
    l4m_setup *setup = assoc->setup;
    const l4m_config *config = &assoc->host->config;

    l4m_keypair_free(setup->key);
    setup->key = NULL;
    assoc->local_port = pair.initiator;
    assoc->peer_port = pair.responder;
    assoc->peer = in->src;
    assoc->peer_seq = header->state_seq;
    assoc->rounds = (uint8_t)(setup->round + 1);
    assoc->state = L4M_STATE_ESTABLISHED;
    assoc->heard_at = now;
    assoc->expire_at = l4m_after(now, config->idle_timeout);
    l4m_rearm(assoc);
    l4m_raise(assoc, L4M_EVENT_ESTABLISHED);
    if (assoc->proto == L4M_PROTO_UDP)
    {
        /* The responder holds state for us only until it has heard us: data or, for a listener, an empty packet. */
        l4m_announce(assoc, now);
    }
}

/** Pairs of the next round: those the responder called possible, as far as they suit us; failing that, new ones. */
static l4m_error next_pairs(l4m_assoc *assoc, const l4m_offers *offers)
{
    l4m_setup *setup = assoc->setup;
    l4m_host *host = assoc->host;
    uint16_t responder_port = setup->header_pair.responder;

    if (offers->pair_count == 0)
    {
        return L4M_OK; /* only another group was wanted */
    }
    assoc->local_port = 0; /* so that every pair is released */
    l4m_release_pairs(assoc);
    for (size_t i = 0; i < offers->pair_count; i++)
    {
        if (l4m_side_free(host, assoc->proto, L4M_SIDE_INITIATOR, offers->pairs[i]) &&
            !l4m_pair_listed(setup->pairs, setup->pair_count, offers->pairs[i]))
        {
            setup->pairs[setup->pair_count++] = offers->pairs[i];
        }
    }
    size_t want = setup->pair_count == 0 ? host->config.candidates : setup->pair_count;
    l4m_error err =
        l4m_propose(host, assoc->proto, L4M_SIDE_INITIATOR, responder_port, setup->pairs, &setup->pair_count, want);
    if (err == L4M_OK && setup->pair_count == 0)
    {
        err = L4M_ERR_PORTS;
    }
    return err == L4M_OK ? l4m_reserve_pairs(assoc) : err;
}

static l4m_error next_round(l4m_assoc *assoc, const l4m_offers *offers)
{
    l4m_setup *setup = assoc->setup;
    l4m_host *host = assoc->host;

    if (setup->round + 1 >= host->config.max_rounds)
    {
        return offers->pair_count != 0 ? L4M_ERR_PORTS : L4M_ERR_SUITE;
    }
    setup->round++;
    if (offers->group != 0)
    {
        if (!configured_group(host, offers->group))
        {
            return L4M_ERR_SUITE;
        }
        if (offers->group != l4m_keypair_group(setup->key))
        {
            l4m_error err = make_key(assoc, offers->group);
            if (err != L4M_OK)
            {
                return err;
            }
        }
    }
    l4m_error err = next_pairs(assoc, offers);
    return err == L4M_OK ? write_init(assoc) : err;
}

/** An L4_OFFER of this round, before establishment. */
static l4m_verdict first_offer(l4m_assoc *assoc,
                               const l4m_incoming *in,
                               size_t l4_len,
                               const l4m_header *header,
                               l4m_error *reason,
                               l4m_usec now)
{
    l4m_offers offers;
    bool tcp = assoc->proto == L4M_PROTO_TCP;

    *reason = l4m_offers_read(&offers, header);
    if (*reason != L4M_OK)
    {
        return L4M_DISCARD;
    }
    switch (header->result)
    {
    case L4M_OFFER_ACCEPT:
        *reason = accept_offer(assoc, in, l4_len, header, &offers);
        if (*reason != L4M_OK)
        {
            return L4M_DISCARD;
        }
        establish(assoc, in, header, offers.chosen_pair, now);
        return tcp ? L4M_SYN_ACK : L4M_DONE;
    case L4M_OFFER_RETRY: {
        if (offers.pair_count == 0 && offers.group == 0)
        {
            *reason = L4M_ERR_OPTION_MISSING;
            return L4M_DISCARD;
        }
        l4m_error err = next_round(assoc, &offers);
        if (err != L4M_OK)
        {
            l4m_fail(assoc, err);
            return L4M_DONE;
        }
        send_init(assoc, now);
        return tcp ? L4M_RESEND : L4M_DONE;
    }
    case L4M_OFFER_REFUSE:
        l4m_fail(assoc, L4M_ERR_REFUSED);
        return L4M_DONE;
    default:
        *reason = L4M_ERR_UNEXPECTED;
        return L4M_DISCARD;
    }
}

/** The L4_OFFER once more: on TCP our acknowledgement was lost and the socket has to repeat it. */
static l4m_verdict repeated_offer(l4m_assoc *assoc,
                                  const l4m_incoming *in,
                                  size_t l4_len,
                                  const l4m_header *header,
                                  l4m_error *reason)
{
    const l4m_setup *setup = assoc->setup;
    const uint8_t *offer = in->pkt + l4_len;
    size_t after = L4M_AT_OFFER_MAC + L4M_MAC_SIZE;

    if (header->length != setup->offer_len || memcmp(offer, setup->offer, L4M_AT_OFFER_MAC) != 0 ||
        memcmp(offer + after, setup->offer + after, setup->offer_len - after) != 0)
    {
        *reason = L4M_ERR_UNEXPECTED;
        return L4M_DISCARD;
    }
    *reason = check_offer(assoc, in, l4_len, header);
    if (*reason != L4M_OK)
    {
        return L4M_DISCARD;
    }
    return assoc->proto == L4M_PROTO_TCP ? L4M_SYN_ACK : L4M_DONE;
}

l4m_verdict l4m_initiator_input(l4m_assoc *assoc,
                                const l4m_incoming *in,
                                size_t l4_len,
                                const l4m_header *header,
                                l4m_error *reason,
                                l4m_usec now)
{
    const l4m_setup *setup = assoc->setup;

    *reason = L4M_ERR_UNEXPECTED;
    if (setup == NULL || !assoc->initiator || header->round != setup->round ||
        memcmp(header->nonce_i, setup->nonce_i, L4M_NONCE_SIZE) != 0)
    {
        return L4M_DISCARD;
    }
    if (assoc->state == L4M_STATE_INIT_SENT)
    {
        return first_offer(assoc, in, l4_len, header, reason, now);
    }
    if (assoc->state == L4M_STATE_ESTABLISHED && header->result == L4M_OFFER_ACCEPT)
    {
        return repeated_offer(assoc, in, l4_len, header, reason);
    }
    return L4M_DISCARD;
}
