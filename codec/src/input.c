/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "bytes.h"
#include "internal.h"

/** An arrived packet with what its L4 header says. */
typedef struct arrival
{
    l4m_host *host;
    const l4m_incoming *in;
    size_t l4_len;
    uint16_t local_port;
    uint16_t peer_port;
    uint8_t flags;    /**< TCP; 0 on UDP */
    l4m_assoc *found; /**< by port pair (R12), or NULL */
    l4m_usec now;
} arrival;

static l4m_verdict discard(const arrival *a, l4m_result *result, l4m_error reason)
{
    result->reason = reason;
    result->assoc = a->found != NULL ? a->found : a->in->claimed;
    return L4M_DISCARD;
}

static bool listens(const arrival *a, l4m_policy *policy)
{
    void *value = l4m_table_get(&a->host->listeners, l4m_port_key(a->in->proto, a->local_port));
    if (value == NULL)
    {
        return false;
    }
    *policy = (l4m_policy)((uintptr_t)value - 1);
    return true;
}

static bool requires_mobility(const arrival *a)
{
    l4m_policy policy;
    return listens(a, &policy) && policy == L4M_POLICY_REQUIRE;
}

static bool waiting(const l4m_assoc *assoc)
{
    return assoc != NULL && assoc->state == L4M_STATE_INIT_SENT;
}

/** Whether a packet names the socket of an association, so that nothing unauthenticated may come through (R7). */
static bool guarded(const arrival *a)
{
    return a->in->claimed != NULL && a->in->claimed->state != L4M_STATE_FAILED;
}

static bool from_peer(const arrival *a, const l4m_assoc *assoc)
{
    return memcmp(&a->in->src, &assoc->peer, sizeof a->in->src) == 0;
}

/** A datagram from elsewhere to a socket that listens and takes plain ones. */
static bool for_listener(const arrival *a)
{
    l4m_policy policy;
    return a->in->proto == L4M_PROTO_UDP && a->in->claimed == NULL && !from_peer(a, a->found) && listens(a, &policy) &&
           policy == L4M_POLICY_FALLBACK;
}

/**
 * The own association whose L4_INIT an arrived one crosses. The address has to be right too: nobody elsewhere who knows
 * the ports, and takes the largest nonce, shall take set-up over.
 */
static l4m_assoc *crossing(const arrival *a)
{
    l4m_assoc *assoc = waiting(a->found) ? a->found : a->in->claimed;
    bool crosses = waiting(assoc) && memcmp(&a->in->src, &assoc->peer, sizeof a->in->src) == 0;
    return crosses ? assoc : NULL;
}

static l4m_verdict input_init(const arrival *a, const l4m_header *header, l4m_result *result)
{
    l4m_call call = {
        .in = a->in,
        .l4_len = a->l4_len,
        .header = header,
        .pair = {a->peer_port, a->local_port},
        .crossing = crossing(a),
    };
    call.listening = listens(a, &call.policy);
    l4m_verdict verdict = l4m_responder_input(a->host, &call, result, a->now);
    if (verdict == L4M_PLAIN && guarded(a) && !waiting(a->in->claimed))
    {
        return discard(a, result, L4M_ERR_UNEXPECTED);
    }
    return verdict;
}

static l4m_verdict input_offer(const arrival *a, const l4m_header *header, l4m_result *result)
{
    l4m_assoc *assoc = a->found != NULL ? a->found : a->in->claimed;

    if (assoc == NULL)
    {
        result->reason = L4M_ERR_UNEXPECTED;
        return L4M_PLAIN;
    }
    result->assoc = assoc;
    return l4m_initiator_input(assoc, a->in, a->l4_len, header, &result->reason, a->now);
}

/** Whether a set-up message stands on the TCP segment that it belongs on; UDP has but one kind. */
static bool on_right_segment(const arrival *a, const l4m_header *header)
{
    bool syn = a->flags & L4M_TCP_SYN;
    bool ack = a->flags & L4M_TCP_ACK;

    if (a->in->proto == L4M_PROTO_UDP)
    {
        return true;
    }
    if (header->type == L4M_TYPE_INIT)
    {
        return syn && !ack;
    }
    return header->type == L4M_TYPE_OFFER && ack && (header->result == L4M_OFFER_ACCEPT ? syn : !syn);
}

/**
 * A set-up message of another version. Magic, round and initiator's nonce stand where they stand in every version,
 * so that an L4_INIT can be refused.
 */
static l4m_verdict input_other_version(const arrival *a, const uint8_t *ext, size_t ext_len, l4m_result *result)
{
    l4m_policy policy;

    result->reason = L4M_ERR_VERSION;
    if (!listens(a, &policy) || (policy == L4M_POLICY_FALLBACK && a->in->proto == L4M_PROTO_TCP))
    {
        return guarded(a) ? discard(a, result, L4M_ERR_VERSION) : L4M_PLAIN;
    }
    if ((ext[0] & 15) == L4M_TYPE_INIT && ext_len >= L4M_INIT_FIXED)
    {
        l4m_header header = {.round = ext[L4M_AT_ROUND], .nonce_i = ext + L4M_AT_NONCE_I};
        l4m_call call = {.in = a->in, .l4_len = a->l4_len, .header = &header};
        l4m_refuse(a->host, &call, L4M_ERR_VERSION);
    }
    return L4M_DISCARD;
}

static l4m_verdict input_setup(const arrival *a, l4m_result *result)
{
    const uint8_t *ext = a->in->pkt + a->l4_len;
    size_t ext_len = a->in->len - a->l4_len;
    l4m_header header;
    l4m_policy policy;

    l4m_error err = l4m_header_decode(&header, ext, ext_len, false);
    if (err == L4M_ERR_VERSION)
    {
        return input_other_version(a, ext, ext_len, result);
    }
    if (err == L4M_OK && (header.length != ext_len || !on_right_segment(a, &header)))
    {
        err = header.length != ext_len ? L4M_ERR_LENGTH : L4M_ERR_UNEXPECTED;
    }
    if (err != L4M_OK)
    {
        /* To an ordinary socket these are but odd bytes. */
        if (a->found == NULL && a->in->claimed == NULL && !listens(a, &policy))
        {
            result->reason = err;
            return L4M_PLAIN;
        }
        return discard(a, result, err);
    }
    result->ext_len = header.length;
    return header.type == L4M_TYPE_INIT ? input_init(a, &header, result) : input_offer(a, &header, result);
}

/** A SYN or RST that says that an extended header follows, or a datagram that begins as a set-up message does. */
static bool is_setup(const arrival *a)
{
    const uint8_t *ext = a->in->pkt + a->l4_len;
    size_t ext_len = a->in->len - a->l4_len;

    if (a->in->proto == L4M_PROTO_TCP)
    {
        return (a->flags & (L4M_TCP_SYN | L4M_TCP_RST)) && l4m_tcp_has_option(a->in->pkt, a->l4_len);
    }
    uint8_t type = ext_len > L4M_AT_MAGIC + 4 ? ext[0] & 15 : 0;
    return (type == L4M_TYPE_INIT || type == L4M_TYPE_OFFER) && l4m_get32(ext + L4M_AT_MAGIC) == L4M_MAGIC;
}

/** A plain segment for a TCP socket that waits for an L4_OFFER: if it acknowledges the SYN the peer is ordinary. */
static l4m_verdict input_plain_answer(const arrival *a, l4m_assoc *assoc, l4m_result *result)
{
    if (l4m_acknowledges_syn(assoc, a->in->pkt))
    {
        result->assoc = assoc;
        result->reason = L4M_ERR_PLAIN;
        l4m_fail(assoc, L4M_ERR_PLAIN);
    }
    return L4M_PLAIN;
}

/** Whether an ordinary peer answers a SYN that went from other ports than the socket's own. */
static bool answers_syn(const arrival *a)
{
    return a->in->proto == L4M_PROTO_TCP && waiting(a->found) && !a->in->plain_socket && from_peer(a, a->found) &&
           l4m_acknowledges_syn(a->found, a->in->pkt);
}

/** A plain SYN or SYN/ACK never belongs to an association: those carry the option. */
static l4m_verdict input_plain_syn(const arrival *a, l4m_result *result)
{
    l4m_assoc *claimed = a->in->claimed;

    if (waiting(claimed))
    {
        return input_plain_answer(a, claimed, result);
    }
    if (answers_syn(a))
    {
        return input_plain_answer(a, a->found, result);
    }
    if (claimed != NULL && claimed->state != L4M_STATE_FAILED)
    {
        return discard(a, result, L4M_ERR_UNEXPECTED);
    }
    if (!(a->flags & L4M_TCP_ACK) && requires_mobility(a))
    {
        return discard(a, result, L4M_ERR_PLAIN);
    }
    return L4M_PLAIN;
}

/** A packet on the ports of an association that waits for an L4_OFFER, but not for its socket by its address. */
static l4m_verdict input_early(const arrival *a, l4m_result *result)
{
    if (answers_syn(a))
    {
        return input_plain_answer(a, a->found, result);
    }
    return for_listener(a) ? L4M_PLAIN : discard(a, result, L4M_ERR_UNEXPECTED);
}

/** A packet of no association with keys. */
static l4m_verdict input_plain(const arrival *a, l4m_result *result)
{
    l4m_assoc *claimed = a->in->claimed;

    if (!guarded(a))
    {
        if (waiting(a->found) && !a->in->plain_socket)
        {
            return input_early(a, result);
        }
        if (a->in->proto == L4M_PROTO_UDP && requires_mobility(a))
        {
            return discard(a, result, L4M_ERR_PLAIN);
        }
        return L4M_PLAIN;
    }
    if (!waiting(claimed))
    {
        return discard(a, result, L4M_ERR_NO_ASSOCIATION);
    }
    if (a->in->proto == L4M_PROTO_UDP)
    {
        /* Nobody may talk a socket out of its mobility with one forged datagram: only silence does that. */
        return discard(a, result, L4M_ERR_UNEXPECTED);
    }
    return input_plain_answer(a, claimed, result);
}

/** Whether a packet that did not authenticate may still be an ordinary socket's (R18), and not a forgery (R7). */
static bool may_be_plain(const arrival *a, l4m_error err)
{
    bool looks_extended = err != L4M_ERR_VERSION && err != L4M_ERR_TYPE && err != L4M_ERR_LENGTH &&
                          err != L4M_ERR_TRUNCATED && err != L4M_ERR_MAGIC;

    return a->in->plain_socket || (!looks_extended && for_listener(a));
}

static l4m_verdict input_data(const arrival *a, l4m_result *result)
{
    l4m_header header;

    l4m_error err = l4m_data_input(a->found, a->in, a->l4_len, &header, a->now);
    if (err != L4M_OK)
    {
        result->reason = err;
        return may_be_plain(a, err) ? L4M_PLAIN : discard(a, result, err);
    }
    result->assoc = a->found;
    result->ext_len = header.length;
    return header.type == L4M_TYPE_DATA ? L4M_DELIVER : L4M_DONE;
}

static l4m_verdict dispatch(const arrival *a, l4m_result *result)
{
    if (is_setup(a))
    {
        return input_setup(a, result);
    }
    if (a->flags & L4M_TCP_SYN)
    {
        return input_plain_syn(a, result);
    }
    if (a->found != NULL && l4m_has_keys(a->found))
    {
        return input_data(a, result);
    }
    return input_plain(a, result);
}

bool l4m_has_pair(const l4m_host *host, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    bool known_proto = proto == L4M_PROTO_TCP || proto == L4M_PROTO_UDP;
    return known_proto && l4m_find_pair(host, proto, local_port, peer_port) != NULL;
}

l4m_verdict l4m_input(l4m_host *host, const l4m_incoming *in, l4m_result *result, l4m_usec now)
{
    arrival a = {.host = host, .in = in, .now = now};
    l4m_verdict verdict = L4M_DISCARD;

    *result = (l4m_result){.assoc = NULL};
    a.l4_len = l4m_l4_length(in->proto, in->pkt, in->len);
    if (a.l4_len == 0)
    {
        result->reason = L4M_ERR_L4_HEADER;
    }
    else
    {
        result->l4_len = a.l4_len;
        a.peer_port = l4m_get16(in->pkt);
        a.local_port = l4m_get16(in->pkt + 2);
        a.flags = in->proto == L4M_PROTO_TCP ? in->pkt[L4M_AT_TCP_FLAGS] : 0;
        a.found = l4m_find_pair(host, in->proto, a.local_port, a.peer_port);
        l4m_fetch_assoc(a.found);
        verdict = dispatch(&a, result);
    }
    if (verdict == L4M_DISCARD)
    {
        host->discarded[result->reason]++;
    }
    return verdict;
}
