/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "internal.h"

/** What the responder makes of an L4_INIT. */
typedef struct choice
{
    const l4m_suite *suite;
    const l4m_share *share; /**< NULL: the key of the suite's group is missing */
    bool has_pair;
    l4m_pair pair;
} choice;

/** The initiator's order decides, the responder's configuration is a set. */
static const l4m_suite *choose_suite(const l4m_host *host, const l4m_offers *offers)
{
    for (size_t i = 0; i < offers->suite_count; i++)
    {
        const l4m_suite *suite = l4m_configured_suite(host, offers->suites[i]);
        if (suite != NULL)
        {
            return suite;
        }
    }
    return NULL;
}

static const l4m_share *find_share(const l4m_offers *offers, uint16_t group)
{
    for (size_t i = 0; i < offers->share_count; i++)
    {
        if (offers->shares[i].group == group)
        {
            return &offers->shares[i];
        }
    }
    return NULL;
}

/** The first candidate that is unique here (R13) and leads to the socket that the L4_INIT was sent to. */
static bool choose_pair(const l4m_host *host, const l4m_call *call, const l4m_offers *offers, l4m_pair *pair)
{
    for (size_t i = 0; i < offers->pair_count; i++)
    {
        l4m_pair candidate = offers->pairs[i];
        const l4m_assoc *holder = l4m_find_pair(host, call->in->proto, candidate.responder, candidate.initiator);
        bool ours = holder != NULL && holder == call->crossing;
        if (candidate.responder == call->pair.responder &&
            (ours || l4m_side_free(host, call->in->proto, L4M_SIDE_RESPONDER, candidate)))
        {
            *pair = candidate;
            return true;
        }
    }
    return false;
}

/** Sends an L4_OFFER that keeps no state: it stands in the host until l4m_output() fetches it. */
static void reply(l4m_host *host, const l4m_call *call, l4m_writer *w)
{
    l4m_reply *r = &host->reply;
    const l4m_incoming *in = call->in;

    size_t ext_len = l4m_write_end(w);
    size_t l4_len = l4m_reply_l4(in, r->pkt, ext_len);
    memcpy(r->pkt + l4_len, w->buf, ext_len);
    r->len = l4_len + ext_len;
    r->proto = in->proto;
    r->dst = in->src;
    r->pending = true;
}

void l4m_refuse(l4m_host *host, const l4m_call *call, l4m_error reason)
{
    uint8_t buf[L4M_HEADER_MAX];
    l4m_writer w;

    l4m_write_offer(&w, buf, 0, 0, call->header->round, L4M_OFFER_REFUSE, call->header->nonce_i, NULL);
    buf[L4M_AT_REASON] = (uint8_t)reason;
    reply(host, call, &w);
}

/** Asks for another round: other ports, the key of another group, or both (R14). */
static l4m_error ask_again(l4m_host *host, const l4m_call *call, const choice *c)
{
    uint8_t buf[L4M_HEADER_MAX];
    l4m_writer w;

    l4m_write_offer(&w, buf, 0, 0, call->header->round, L4M_OFFER_RETRY, call->header->nonce_i, NULL);
    if (c->share == NULL)
    {
        l4m_write_group(&w, c->suite->group);
    }
    if (!c->has_pair)
    {
        l4m_pair possible[L4M_PAIRS_MAX];
        size_t count = 0;
        l4m_error err = l4m_propose(
            host, call->in->proto, L4M_SIDE_RESPONDER, call->pair.responder, possible, &count, host->config.candidates);
        if (err != L4M_OK)
        {
            return err;
        }
        if (count == 0)
        {
            return L4M_ERR_PORTS;
        }
        l4m_write_pairs(&w, possible, count);
    }
    reply(host, call, &w);
    return L4M_OK;
}

/** Turns an association around whose own L4_INIT has to yield to the peer's (spec, Crossing). */
static void yield(l4m_assoc *assoc)
{
    assoc->local_port = 0; /* so that every pair is released */
    l4m_release_pairs(assoc);
    assoc->initiator = false;
    assoc->out = 0;
}

static l4m_error write_offer(l4m_assoc *assoc, const l4m_call *call, const choice *c, const l4m_keypair *key)
{
    l4m_setup *setup = assoc->setup;
    const l4m_config *config = &assoc->host->config;
    uint8_t nonce_r[L4M_NONCE_SIZE];
    l4m_writer w;

    if (!config->rng.fill(config->rng.user, nonce_r, sizeof nonce_r))
    {
        return L4M_ERR_RANDOM;
    }
    l4m_write_offer(&w,
                    setup->offer,
                    assoc->own_seq,
                    (uint16_t)call->header->state_seq,
                    call->header->round,
                    L4M_OFFER_ACCEPT,
                    call->header->nonce_i,
                    nonce_r);
    l4m_write_choice(&w, c->suite->id, c->pair);
    l4m_write_share(&w, l4m_keypair_group(key), l4m_keypair_public(key), l4m_group_public_size(l4m_keypair_group(key)));
    setup->offer_len = l4m_write_end(&w);
    return setup->offer_len != 0 ? L4M_OK : L4M_ERR_BUFFER;
}

/** Fills the setup of a responder: pair, messages, keys. */
static l4m_error answer(l4m_assoc *assoc, const l4m_call *call, const choice *c)
{
    l4m_host *host = assoc->host;
    l4m_setup *setup = assoc->setup;
    l4m_keypair *key = NULL;

    assoc->local_port = c->pair.responder;
    assoc->peer_port = c->pair.initiator;
    l4m_error err = l4m_take_pair(assoc, assoc->local_port, assoc->peer_port);
    if (err != L4M_OK)
    {
        return err;
    }
    memcpy(setup->nonce_i, call->header->nonce_i, L4M_NONCE_SIZE);
    memcpy(assoc->init_nonce, call->header->nonce_i, sizeof assoc->init_nonce);
    memcpy(setup->init, call->in->pkt + call->l4_len, call->header->length);
    setup->init_len = call->header->length;
    setup->header_pair = call->pair;
    setup->round = call->header->round;
    assoc->suite = c->suite;

    host->work.keygen++;
    err = l4m_crypto_keypair(host->crypto, &key, c->suite->group, &host->config.rng, &host->config.mem);
    if (err == L4M_OK)
    {
        err = write_offer(assoc, call, c, key);
    }
    if (err == L4M_OK)
    {
        err = l4m_agree(assoc, key, c->share->value, c->share->len);
    }
    l4m_keypair_free(key);
    return err;
}

static void half_open(l4m_assoc *assoc, const l4m_call *call, l4m_usec now)
{
    l4m_host *host = assoc->host;

    assoc->state = L4M_STATE_OFFER_SENT;
    assoc->peer = call->in->src;
    assoc->peer_seq = call->header->state_seq;
    assoc->rounds = (uint8_t)(call->header->round + 1);
    assoc->heard_at = now;
    assoc->expire_at = l4m_after(now, host->config.half_open_timeout);
    host->half_open++;
    l4m_rearm(assoc);
    if (assoc->proto == L4M_PROTO_UDP)
    {
        l4m_want_output(assoc, L4M_OUT_OFFER);
    }
}

static l4m_error become_responder(l4m_host *host, const l4m_call *call, const choice *c, l4m_assoc **out, l4m_usec now)
{
    l4m_assoc *assoc = call->crossing;
    l4m_error err;

    if (host->half_open >= host->config.max_half_open)
    {
        return L4M_ERR_BUSY;
    }
    if (assoc != NULL)
    {
        yield(assoc);
    }
    else
    {
        err = l4m_assoc_new(host, &assoc, call->in->proto, &call->in->src);
        if (err != L4M_OK)
        {
            return err;
        }
    }
    err = answer(assoc, call, c);
    if (err == L4M_OK)
    {
        half_open(assoc, call, now);
        *out = assoc;
        return L4M_OK;
    }
    l4m_drop_keys(assoc);
    if (call->crossing != NULL)
    {
        l4m_fail(assoc, err);
    }
    else
    {
        l4m_close(assoc);
    }
    return err;
}

/** An L4_INIT that is known. */
static l4m_verdict repeated_init(l4m_assoc *assoc, const l4m_call *call, l4m_result *result)
{
    if (assoc->initiator)
    {
        result->reason = L4M_ERR_REFLECTED;
        return L4M_DISCARD;
    }
    if (assoc->state != L4M_STATE_OFFER_SENT)
    {
        result->reason = assoc->state == L4M_STATE_ESTABLISHED ? L4M_ERR_DUPLICATE : L4M_ERR_UNEXPECTED;
        return L4M_DISCARD;
    }
    assoc->peer = call->in->src;
    result->assoc = assoc;
    if (assoc->proto == L4M_PROTO_TCP)
    {
        return L4M_SYN;
    }
    l4m_want_output(assoc, L4M_OUT_OFFER);
    return L4M_DONE;
}

/**
 * Whether an association has sent, or answered, this L4_INIT. One that was spoilt or changed on the way has the same
 * nonce and must not stand in the way of the genuine one, so the answered one is compared as a whole.
 */
static bool knows_init(const l4m_assoc *assoc, const l4m_call *call)
{
    const l4m_setup *setup = assoc->setup;
    if (assoc->proto != call->in->proto || memcmp(setup->nonce_i, call->header->nonce_i, L4M_NONCE_SIZE) != 0)
    {
        return false;
    }
    return assoc->initiator || (setup->init_len == call->header->length &&
                                memcmp(setup->init, call->in->pkt + call->l4_len, setup->init_len) == 0);
}

static l4m_assoc *find_in_setup(const l4m_host *host, const l4m_call *call)
{
    for (l4m_assoc *a = host->in_setup; a != NULL; a = a->setup->next)
    {
        if (knows_init(a, call))
        {
            return a;
        }
    }
    return NULL;
}

/** Whether a confirmed association has come from this very L4_INIT. */
static bool confirmed_before(const l4m_host *host, const l4m_call *call, const l4m_offers *offers)
{
    for (size_t i = 0; i < offers->pair_count; i++)
    {
        l4m_pair pair = offers->pairs[i];
        const l4m_assoc *a = l4m_find_pair(host, call->in->proto, pair.responder, pair.initiator);
        if (a != NULL && a->state == L4M_STATE_ESTABLISHED &&
            memcmp(a->init_nonce, call->header->nonce_i, sizeof a->init_nonce) == 0)
        {
            return true;
        }
    }
    return false;
}

/** A new L4_INIT that is well-formed. */
static l4m_verdict fresh_init(l4m_host *host,
                              const l4m_call *call,
                              const l4m_offers *offers,
                              l4m_result *result,
                              l4m_usec now)
{
    choice c = {.suite = choose_suite(host, offers)};

    if (c.suite == NULL)
    {
        result->reason = L4M_ERR_SUITE;
        if (call->policy == L4M_POLICY_FALLBACK && call->in->proto == L4M_PROTO_TCP)
        {
            return L4M_PLAIN;
        }
        l4m_refuse(host, call, L4M_ERR_SUITE);
        return L4M_DISCARD;
    }
    c.share = find_share(offers, c.suite->group);
    c.has_pair = choose_pair(host, call, offers, &c.pair);
    if (c.share == NULL || !c.has_pair)
    {
        result->reason = ask_again(host, call, &c);
        return result->reason == L4M_OK ? L4M_DONE : L4M_DISCARD;
    }
    result->reason = become_responder(host, call, &c, &result->assoc, now);
    if (result->reason != L4M_OK)
    {
        return L4M_DISCARD;
    }
    return call->in->proto == L4M_PROTO_TCP ? L4M_SYN : L4M_DONE;
}

l4m_verdict l4m_responder_input(l4m_host *host, const l4m_call *call, l4m_result *result, l4m_usec now)
{
    l4m_offers offers;

    l4m_assoc *known = find_in_setup(host, call);
    if (known != NULL)
    {
        return repeated_init(known, call, result);
    }
    l4m_error err = l4m_offers_read(&offers, call->header);
    if (err == L4M_OK && confirmed_before(host, call, &offers))
    {
        result->reason = L4M_ERR_DUPLICATE;
        return L4M_DISCARD;
    }
    if (call->crossing == NULL && !call->listening)
    {
        result->reason = L4M_ERR_NOT_LISTENING;
        return L4M_PLAIN;
    }
    if (err == L4M_OK && (offers.suite_count == 0 || offers.pair_count == 0))
    {
        err = L4M_ERR_OPTION_MISSING;
    }
    if (err != L4M_OK)
    {
        result->reason = err;
        return L4M_DISCARD;
    }
    if (call->crossing != NULL && memcmp(call->crossing->setup->nonce_i, call->header->nonce_i, L4M_NONCE_SIZE) > 0)
    {
        result->reason = L4M_ERR_CROSSED;
        return L4M_DISCARD;
    }
    return fresh_init(host, call, &offers, result, now);
}
