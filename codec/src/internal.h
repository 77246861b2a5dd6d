/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SRC_INTERNAL_H
#define L4M_SRC_INTERNAL_H

/**
 * @file internal.h
 * What a host and an association are made of, and which file does what with them:
 *
 *   host.c    making and configuring a host, listening ports, counters, l4m_output()
 *   queue.c   deadlines (a heap) and the queues of output and events
 *   assoc.c   life of an association: memory, port pairs, keys, accessors
 *   data.c    established associations: protect, authenticate, move, empty packets
 *   resume.c  established associations as bytes, and out of them
 *   setup.c   L4_INIT and L4_OFFER on the wire
 *   ports.c   candidates and possible port pairs
 *   initiator.c, responder.c  the two roles of set-up
 *   l4.c      the ordinary TCP and UDP headers
 *   input.c   what an arrived packet is, and who deals with it
 */

#include "bytes.h"
#include "crypto.h"
#include "l4m/l4m.h"
#include "replay.h"
#include "setup.h"
#include "table.h"

/** Deadlines, earliest first. */
typedef struct l4m_heap
{
    l4m_assoc **items;
    size_t count;
    size_t room;
} l4m_heap;

/** A first-in, first-out queue of associations, linked through one of their fields. */
typedef struct l4m_fifo
{
    l4m_assoc *first;
    l4m_assoc *last;
} l4m_fifo;

/** The two queues that an association can stand in. */
typedef enum l4m_queue
{
    L4M_QUEUE_OUTPUT,
    L4M_QUEUE_EVENT,
    L4M_QUEUES
} l4m_queue;

/** What an association has ready for l4m_output(), as bits. */
enum
{
    L4M_OUT_INIT = 1,
    L4M_OUT_OFFER = 2,
    L4M_OUT_EMPTY = 4,
    L4M_OUT_ANSWER = 8
};

/** An answer to an L4_INIT that keeps no state here. */
typedef struct l4m_reply
{
    bool pending;
    uint8_t proto;
    l4m_addr dst;
    size_t len;
    uint8_t pkt[L4M_OUTPUT_MAX];
} l4m_reply;

struct l4m_host
{
    l4m_config config;
    l4m_crypto *crypto;
    l4m_table pairs[2];  /**< port pair to association (R12, R13), see l4m_pairs_of() */
    l4m_table listeners; /**< protocol and port to policy + 1 */
    l4m_heap heap;
    l4m_fifo queues[L4M_QUEUES];
    l4m_assoc *all;      /**< every association, doubly linked */
    l4m_assoc *in_setup; /**< those that have a setup, doubly linked */
    size_t count;
    size_t half_open;
    l4m_work work;
    l4m_reply reply;
    uint64_t discarded[L4M_ERR_COUNT];
};

/** What set-up needs and an established association does not. */
typedef struct l4m_setup
{
    l4m_assoc *next;
    l4m_assoc *prev;
    l4m_keypair *key; /**< the own pair; initiator */
    l4m_pair pairs[L4M_PAIRS_MAX];
    size_t pair_count;
    l4m_pair header_pair; /**< ports on which the L4_INIT travels, and the L4_OFFER in reverse */
    uint8_t nonce_i[L4M_NONCE_SIZE];
    uint8_t round;
    uint8_t tries;
    l4m_usec timeout;
    size_t init_len;
    size_t offer_len;
    uint8_t init[L4M_HEADER_MAX];
    uint8_t offer[L4M_HEADER_MAX]; /**< with its MAC zero */
} l4m_setup;

/** Ordered by who reads it: what every packet needs comes first and fills few lines of the cache. */
struct l4m_assoc
{
    l4m_host *host;
    const l4m_suite *suite;
    l4m_setup *setup;
    uint32_t own_seq;
    uint32_t peer_seq;
    uint8_t proto;
    uint8_t state; /**< l4m_state */
    bool initiator;
    uint8_t rounds;
    uint16_t local_port;
    uint16_t peer_port;
    uint8_t out;     /**< L4M_OUT_... bits */
    uint8_t events;  /**< bits of l4m_event_type */
    uint8_t reason;  /**< l4m_error of L4M_EVENT_FAILED */
    bool announcing; /**< the peer is not known to hold our state sequence (R9) */
    bool moving;     /**< ... because of a move, not of set-up */
    bool sent_since; /**< some packet has carried the new sequence already */
    uint8_t empty_left;
    bool queued[L4M_QUEUES];
    bool resuming;        /**< out of saved bytes, and nothing heard yet that was sent since */
    uint32_t heap_index;  /**< position in the heap + 1; 0: not there */
    l4m_usec heard_at;    /**< last authenticated packet */
    uint64_t next_number; /**< packet number of the next packet sent */
    uint64_t number_end;  /**< the first one that may not be used; UINT64_MAX where it was never saved */
    l4m_keys keys;
    l4m_replay replay;
    l4m_addr peer;

    /* The last TCP header sent, so that an empty packet looks like a pure acknowledgement. */
    uint16_t tcp_window;
    uint32_t tcp_seq;
    uint32_t tcp_ack;

    uint32_t seq_last; /**< the last own state sequence that may be used; UINT32_MAX where it was never saved */
    void *user;
    uint8_t init_nonce[L4M_NONCE_SIZE]; /**< of the L4_INIT that was answered, to know late copies of it */
    l4m_usec expire_at;                 /**< end of set-up, or repetition of the L4_INIT, or idle time */
    l4m_usec empty_timeout;             /**< of the empty packet (R9) */
    l4m_usec empty_at;
    l4m_usec deadline; /**< the one the heap is ordered by */
    l4m_assoc *queue_next[L4M_QUEUES];
    l4m_assoc *next;
    l4m_assoc *prev;
};

/* queue.c */

/** Brings the heap up to date with expire_at and empty_at. Room was made when the association was. */
void l4m_rearm(l4m_assoc *assoc);
/** Makes room in the heap for \p count associations. */
l4m_error l4m_heap_reserve(l4m_host *host, size_t count);
/** Takes an association out of heap and queues. */
void l4m_forget(l4m_assoc *assoc);
/** The association whose deadline comes first, or NULL. */
l4m_assoc *l4m_heap_first(const l4m_host *host);
void l4m_push(l4m_assoc *assoc, l4m_queue queue);
l4m_assoc *l4m_pop(l4m_host *host, l4m_queue queue);
/** Makes packets ready for l4m_output(). */
void l4m_want_output(l4m_assoc *assoc, uint8_t bits);
void l4m_raise(l4m_assoc *assoc, l4m_event_type type);
/** Enters L4M_STATE_FAILED. */
void l4m_fail(l4m_assoc *assoc, l4m_error reason);

/* assoc.c */

/** When a time-out is over that begins now: never, for one of L4M_NEVER. */
static inline l4m_usec l4m_after(l4m_usec now, l4m_usec timeout)
{
    return timeout == L4M_NEVER ? L4M_NEVER : now + timeout;
}

/** Which of a host's tables has a protocol's port pairs; TCP and UDP are all there is. */
static inline size_t l4m_pairs_of(uint8_t proto)
{
    return proto == L4M_PROTO_TCP ? 0 : 1;
}
/** The association that holds a port pair, or NULL. */
static inline l4m_assoc *l4m_find_pair(const l4m_host *host, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    return l4m_table_get(&host->pairs[l4m_pairs_of(proto)], l4m_pair_key(local_port, peer_port));
}
/** Gives a port pair to an association. @return L4M_OK or L4M_ERR_MEMORY */
l4m_error l4m_take_pair(l4m_assoc *assoc, uint16_t local_port, uint16_t peer_port);

/** A new association with a setup, in no state yet. */
l4m_error l4m_assoc_new(l4m_host *host, l4m_assoc **out, uint8_t proto, const l4m_addr *peer);
/** The suite of that identifier if the host allows it, or NULL. */
const l4m_suite *l4m_configured_suite(const l4m_host *host, uint16_t id);
/** Whether neither an association here nor an ordinary socket holds a port pair. */
bool l4m_pair_free(const l4m_host *host, uint8_t proto, uint16_t local_port, uint16_t peer_port);
/** Reserves the port pairs listed in the setup. */
l4m_error l4m_reserve_pairs(l4m_assoc *assoc);
/** Gives up all listed port pairs but the one in use. */
void l4m_release_pairs(l4m_assoc *assoc);
/** Wipes keys that did not come into use. */
void l4m_drop_keys(l4m_assoc *assoc);
/** Wipes and frees what only set-up needed. */
void l4m_setup_done(l4m_assoc *assoc);
/** Shared secret, transcript and keys, from the complete L4_INIT and L4_OFFER in the setup. */
l4m_error l4m_agree(l4m_assoc *assoc, const l4m_keypair *own, const uint8_t *peer_public, size_t len);
/** MAC of the L4_OFFER that travels behind \p l4 (checksum zero). */
l4m_error l4m_offer_mac(l4m_assoc *assoc, const uint8_t *l4, size_t l4_len, uint8_t mac[L4M_MAC_SIZE]);
static inline l4m_mac_key *l4m_send_key(l4m_assoc *assoc)
{
    return assoc->initiator ? &assoc->keys.i2r : &assoc->keys.r2i;
}
static inline l4m_mac_key *l4m_receive_key(l4m_assoc *assoc)
{
    return assoc->initiator ? &assoc->keys.r2i : &assoc->keys.i2r;
}

/**
 * Has the processor fetch what a packet will need of an association, all lines of the cache at once and not one after
 * the other as they are come upon: with 10^5 associations in random order they are far away. NULL is allowed.
 */
static inline void l4m_fetch_assoc(const l4m_assoc *assoc)
{
#ifdef __GNUC__
    enum
    {
        LINE = 64
    };
    for (size_t at = 0; assoc != NULL && at < sizeof *assoc; at += LINE)
    {
        __builtin_prefetch((const char *)assoc + at);
    }
#else
    (void)assoc;
#endif
}

/* data.c */

/** What authenticated data tells (R6 to R11). @return L4M_OK, or why the packet is to be discarded */
l4m_error l4m_data_input(l4m_assoc *assoc, const l4m_incoming *in, size_t l4_len, l4m_header *header, l4m_usec now);
/** Begins to tell the peer the own state sequence, by empty packets if there is nothing else (R9). */
void l4m_announce(l4m_assoc *assoc, l4m_usec now);
/** The time for an empty packet has come. */
void l4m_empty_due(l4m_assoc *assoc, l4m_usec now);
/** Writes an empty packet or its answer into \p buf. @return its length, 0 where it cannot be made */
size_t l4m_control_packet(l4m_assoc *assoc, l4m_type type, uint8_t *buf);
/** Whether the association has keys and its peer may have them. */
static inline bool l4m_has_keys(const l4m_assoc *assoc)
{
    return assoc->state == L4M_STATE_ESTABLISHED || assoc->state == L4M_STATE_OFFER_SENT;
}

/* l4.c. What each packet needs is inline: a call costs as much as what it does. */

/** Lengths and places in L4 headers, and the flags of TCP's. */
enum
{
    L4M_UDP_HEADER = 8,
    L4M_TCP_HEADER_MIN = 20,
    L4M_AT_UDP_LENGTH = 4,
    L4M_AT_TCP_OFFSET = 12,
    L4M_TCP_FIN = 0x01,
    L4M_TCP_SYN = 0x02,
    L4M_TCP_RST = 0x04,
    L4M_TCP_ACK = 0x10,
    L4M_AT_TCP_FLAGS = 13
};

/** Length of the L4 header at the beginning of a packet, or 0 where it is malformed or cut off. */
static inline size_t l4m_l4_length(uint8_t proto, const uint8_t *pkt, size_t len)
{
    if (proto == L4M_PROTO_UDP)
    {
        return len >= L4M_UDP_HEADER ? L4M_UDP_HEADER : 0;
    }
    if (proto != L4M_PROTO_TCP || len < L4M_TCP_HEADER_MIN)
    {
        return 0;
    }
    size_t l4_len = (size_t)4 * (pkt[L4M_AT_TCP_OFFSET] >> 4);
    return l4_len >= L4M_TCP_HEADER_MIN && l4_len <= len ? l4_len : 0;
}
/** Where the checksum stands. */
static inline size_t l4m_checksum_offset(uint8_t proto)
{
    return proto == L4M_PROTO_TCP ? 16 : 6;
}
static inline void l4m_put_ports(uint8_t *pkt, uint16_t src, uint16_t dst)
{
    l4m_put16(pkt, src);
    l4m_put16(pkt + 2, dst);
}
static inline void l4m_udp_length(uint8_t *pkt, size_t len)
{
    l4m_put16(pkt + L4M_AT_UDP_LENGTH, (uint16_t)len);
}
/** Remembers a TCP header that is being sent. */
void l4m_tcp_sent(l4m_assoc *assoc, const uint8_t *tcp, size_t payload_len);
/** Writes the L4 header of a control packet, ports aside: on TCP that of a pure acknowledgement. @return its length */
size_t l4m_control_l4(const l4m_assoc *assoc, uint8_t *buf, size_t ext_len);
/** Writes the L4 header of an answer to an L4_INIT: on TCP RST|ACK with the option. @return its length */
size_t l4m_reply_l4(const l4m_incoming *in, uint8_t *buf, size_t ext_len);
/** Whether a plain TCP segment acknowledges our SYN and nothing else. */
bool l4m_acknowledges_syn(const l4m_assoc *assoc, const uint8_t *tcp);

/* ports.c */

/** Which port of a pair is chosen at random, and thereby who asks. */
typedef enum l4m_side
{
    L4M_SIDE_INITIATOR,
    L4M_SIDE_RESPONDER
} l4m_side;

/** Whether this host, on this side of it, may use a pair. */
bool l4m_side_free(const l4m_host *host, uint8_t proto, l4m_side side, l4m_pair pair);
/**
 * Adds free pairs with random ports of the initiator (49152 to 65535, RFC 6335 6) until there are \p want.
 * @return L4M_OK or L4M_ERR_RANDOM; there may be fewer than wanted
 */
l4m_error l4m_propose(l4m_host *host,
                      uint8_t proto,
                      l4m_side side,
                      uint16_t responder_port,
                      l4m_pair *pairs,
                      size_t *count,
                      size_t want);
/** Whether a pair stands in a list. */
bool l4m_pair_listed(const l4m_pair *pairs, size_t count, l4m_pair pair);

/* initiator.c */

/** An L4_OFFER has come for an association in set-up. */
l4m_verdict l4m_initiator_input(l4m_assoc *assoc,
                                const l4m_incoming *in,
                                size_t l4_len,
                                const l4m_header *header,
                                l4m_error *reason,
                                l4m_usec now);
/** The time to repeat an L4_INIT has come. */
void l4m_init_due(l4m_assoc *assoc, l4m_usec now);

/* responder.c */

/** What the responder needs to know of an arrived L4_INIT beyond its bytes. */
typedef struct l4m_call
{
    const l4m_incoming *in;
    size_t l4_len;
    const l4m_header *header;
    l4m_pair pair;       /**< ports in the L4 header, the initiator's first */
    l4m_assoc *crossing; /**< own association whose L4_INIT crosses this one, or NULL */
    bool listening;
    l4m_policy policy;
} l4m_call;

l4m_verdict l4m_responder_input(l4m_host *host, const l4m_call *call, l4m_result *result, l4m_usec now);
/** Refuses an L4_INIT and keeps no state. Of call->header only round and nonce_i count. */
void l4m_refuse(l4m_host *host, const l4m_call *call, l4m_error reason);

#endif
