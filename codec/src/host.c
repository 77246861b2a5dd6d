/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "bytes.h"
#include "internal.h"

enum
{
    REPETITIONS_MAX = 16
};

void l4m_config_default(l4m_config *config)
{
    memset(config, 0, sizeof *config);
    config->suites[0] = L4M_SUITE_DEFAULT;
    config->suites[1] = L4M_SUITE_FAST;
    config->suite_count = 2;
    config->mem = l4m_mem_default();
    config->rng = l4m_rng_system();
    config->candidates = 4;
    config->max_rounds = 4;
    config->init_timeout = 1000000;
    config->init_tries = 4;
    config->half_open_timeout = 60000000;
    config->empty_timeout = 500000;
    config->empty_tries = 8;
    config->idle_timeout = L4M_NEVER;
    config->max_associations = 1048576;
    config->max_half_open = 1024;
}

static bool in_range(unsigned value, unsigned low, unsigned high)
{
    return low <= value && value <= high;
}

/** Whether a time can be doubled again and again and added to the present one. */
static bool is_duration(l4m_usec t)
{
    return t < L4M_NEVER >> REPETITIONS_MAX;
}

static bool is_timeout(l4m_usec t)
{
    return is_duration(t) || t == L4M_NEVER;
}

/** Whether all suites are known and stand there once: one that is named twice is a slip for another. */
static bool suites_valid(const l4m_config *config)
{
    if (config->suite_count == 0 || config->suite_count > L4M_SUITES_MAX)
    {
        return false;
    }
    for (size_t i = 0; i < config->suite_count; i++)
    {
        for (size_t j = 0; j < i; j++)
        {
            if (config->suites[j] == config->suites[i])
            {
                return false;
            }
        }
        if (l4m_suite_by_id(config->suites[i]) == NULL)
        {
            return false;
        }
    }
    return true;
}

static bool config_valid(const l4m_config *config)
{
    return suites_valid(config) && config->mem.alloc != NULL && config->mem.free != NULL && config->rng.fill != NULL &&
           in_range(config->candidates, 1, L4M_PAIRS_MAX) && in_range(config->max_rounds, 1, REPETITIONS_MAX) &&
           in_range(config->init_tries, 1, REPETITIONS_MAX) && config->empty_tries <= REPETITIONS_MAX &&
           config->init_timeout > 0 && config->empty_timeout > 0 && config->half_open_timeout > 0 &&
           config->idle_timeout > 0 && is_duration(config->init_timeout) && is_duration(config->empty_timeout) &&
           is_timeout(config->half_open_timeout) && is_timeout(config->idle_timeout);
}

static l4m_error set_up(l4m_host *host)
{
    const l4m_config *config = &host->config;
    uint8_t salt[8];

    if (!config->rng.fill(config->rng.user, salt, sizeof salt))
    {
        return L4M_ERR_RANDOM;
    }
    uint64_t number = (uint64_t)l4m_get32(salt) << 32 | l4m_get32(salt + 4);
    l4m_error err = l4m_table_init(&host->listeners, &config->mem, number);
    for (size_t i = 0; i < sizeof host->pairs / sizeof host->pairs[0] && err == L4M_OK; i++)
    {
        err = l4m_table_init(&host->pairs[i], &config->mem, number);
    }
    return err == L4M_OK ? l4m_crypto_new(&host->crypto, &config->mem) : err;
}

l4m_error l4m_host_new(l4m_host **out, const l4m_config *config)
{
    *out = NULL;
    if (!config_valid(config))
    {
        return L4M_ERR_ARGUMENT;
    }
    l4m_host *host = config->mem.alloc(sizeof *host, config->mem.user);
    if (host == NULL)
    {
        return L4M_ERR_MEMORY;
    }
    memset(host, 0, sizeof *host);
    host->config = *config;
    l4m_error err = set_up(host);
    if (err != L4M_OK)
    {
        l4m_host_free(host);
        return err;
    }
    *out = host;
    return L4M_OK;
}

void l4m_host_free(l4m_host *host)
{
    if (host == NULL)
    {
        return;
    }
    /* Emptied first: l4m_close() looks for an association in queues from their beginning. */
    for (int queue = 0; queue < L4M_QUEUES; queue++)
    {
        while (l4m_pop(host, (l4m_queue)queue) != NULL)
        {
        }
    }
    while (host->all != NULL)
    {
        l4m_close(host->all);
    }
    l4m_table_free(&host->pairs[0]);
    l4m_table_free(&host->pairs[1]);
    l4m_table_free(&host->listeners);
    l4m_crypto_free(host->crypto);
    l4m_mem mem = host->config.mem;
    mem.free(host->heap.items, mem.user);
    l4m_crypto_wipe(host, sizeof *host);
    mem.free(host, mem.user);
}

l4m_error l4m_listen(l4m_host *host, uint8_t proto, uint16_t port, l4m_policy policy)
{
    bool known_proto = proto == L4M_PROTO_TCP || proto == L4M_PROTO_UDP;
    bool known_policy = policy == L4M_POLICY_FALLBACK || policy == L4M_POLICY_REQUIRE;
    if (!known_proto || port == 0 || !known_policy)
    {
        return L4M_ERR_ARGUMENT;
    }
    return l4m_table_put(&host->listeners, l4m_port_key(proto, port), (void *)((uintptr_t)policy + 1));
}

void l4m_unlisten(l4m_host *host, uint8_t proto, uint16_t port)
{
    l4m_table_remove(&host->listeners, l4m_port_key(proto, port));
}

size_t l4m_host_associations(const l4m_host *host)
{
    return host->count;
}

uint64_t l4m_host_discarded(const l4m_host *host, l4m_error reason)
{
    return (unsigned)reason < L4M_ERR_COUNT ? host->discarded[reason] : 0;
}

const l4m_work *l4m_host_work(const l4m_host *host)
{
    return &host->work;
}

l4m_usec l4m_deadline(const l4m_host *host)
{
    const l4m_assoc *first = l4m_heap_first(host);
    return first == NULL ? L4M_NEVER : first->deadline;
}

/** The time in expire_at has come. */
static void expire(l4m_assoc *assoc, l4m_usec now)
{
    l4m_usec idle = assoc->host->config.idle_timeout;

    switch (assoc->state)
    {
    case L4M_STATE_INIT_SENT:
        l4m_init_due(assoc, now);
        return;
    case L4M_STATE_OFFER_SENT:
        l4m_fail(assoc, L4M_ERR_TIMEOUT);
        return;
    default:
        /* Set lazily: packets heard since then have not moved it. */
        if (assoc->heard_at + idle <= now)
        {
            l4m_fail(assoc, L4M_ERR_IDLE);
            return;
        }
        assoc->expire_at = assoc->heard_at + idle;
        l4m_rearm(assoc);
    }
}

void l4m_tick(l4m_host *host, l4m_usec now)
{
    l4m_assoc *assoc;
    while ((assoc = l4m_heap_first(host)) != NULL && assoc->deadline <= now)
    {
        if (assoc->empty_at <= now)
        {
            l4m_empty_due(assoc, now);
        }
        else
        {
            expire(assoc, now);
        }
    }
}

static bool output_reply(l4m_host *host, l4m_outgoing *out, uint8_t *buf)
{
    l4m_reply *reply = &host->reply;
    if (!reply->pending)
    {
        return false;
    }
    reply->pending = false;
    *out = (l4m_outgoing){.proto = reply->proto, .dst = reply->dst, .len = reply->len};
    memcpy(buf, reply->pkt, reply->len);
    return true;
}

/** A set-up message as a datagram of its own. */
static size_t setup_datagram(l4m_assoc *assoc, bool offer, uint8_t *buf)
{
    const l4m_setup *setup = assoc->setup;
    const uint8_t *message = offer ? setup->offer : setup->init;
    size_t len = offer ? setup->offer_len : setup->init_len;
    l4m_pair ports = setup->header_pair;

    size_t l4_len = l4m_control_l4(assoc, buf, len);
    memcpy(buf + l4_len, message, len);
    if (!offer)
    {
        l4m_put_ports(buf, ports.initiator, ports.responder);
        return l4_len + len;
    }
    l4m_put_ports(buf, ports.responder, ports.initiator);
    l4m_error err = l4m_offer_mac(assoc, buf, l4_len, buf + l4_len + L4M_AT_OFFER_MAC);
    return err == L4M_OK ? l4_len + len : 0;
}

/** Whether the first empty packet after a move is needless, since data has gone already (R8, R9). */
static bool empty_needless(const l4m_assoc *assoc)
{
    bool first = assoc->empty_left + 1 == assoc->host->config.empty_tries;
    return first && assoc->sent_since;
}

/** Takes one packet off what an association has ready. @return its length; 0: nothing after all */
static size_t output_of(l4m_assoc *assoc, uint8_t *buf)
{
    uint8_t ready = assoc->out;
    uint8_t bit = (uint8_t)(ready & (~(unsigned)ready + 1));

    assoc->out &= (uint8_t)~bit;
    switch (bit)
    {
    case L4M_OUT_INIT:
        return assoc->state == L4M_STATE_INIT_SENT ? setup_datagram(assoc, false, buf) : 0;
    case L4M_OUT_OFFER:
        return assoc->state == L4M_STATE_OFFER_SENT ? setup_datagram(assoc, true, buf) : 0;
    case L4M_OUT_EMPTY:
        return empty_needless(assoc) ? 0 : l4m_control_packet(assoc, L4M_TYPE_EMPTY, buf);
    case L4M_OUT_ANSWER:
        return l4m_control_packet(assoc, L4M_TYPE_ANSWER, buf);
    default:
        return 0;
    }
}

bool l4m_output(l4m_host *host, l4m_outgoing *out, uint8_t *buf, size_t cap, l4m_usec now)
{
    l4m_assoc *assoc;

    (void)now;
    if (cap < L4M_OUTPUT_MAX)
    {
        return false;
    }
    if (output_reply(host, out, buf))
    {
        return true;
    }
    while ((assoc = l4m_pop(host, L4M_QUEUE_OUTPUT)) != NULL)
    {
        size_t len = output_of(assoc, buf);
        if (assoc->out != 0)
        {
            l4m_push(assoc, L4M_QUEUE_OUTPUT);
        }
        if (len != 0)
        {
            *out = (l4m_outgoing){.proto = assoc->proto, .dst = assoc->peer, .assoc = assoc, .len = len};
            return true;
        }
    }
    return false;
}

bool l4m_next_event(l4m_host *host, l4m_event *event)
{
    l4m_assoc *assoc = l4m_pop(host, L4M_QUEUE_EVENT);
    if (assoc == NULL)
    {
        return false;
    }
    unsigned type = 0;
    while (!((unsigned)assoc->events >> type & 1u))
    {
        type++;
    }
    assoc->events = (uint8_t)(assoc->events & ~(1u << type));
    if (assoc->events != 0)
    {
        l4m_push(assoc, L4M_QUEUE_EVENT);
    }
    event->type = (l4m_event_type)type;
    event->assoc = assoc;
    event->reason = type == L4M_EVENT_FAILED ? (l4m_error)assoc->reason : L4M_OK;
    return true;
}
