/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file input.c
 * l4m_input() on packets of any bytes, to a host with an association in each of its states. Nothing beside the packet
 * is read or written. Not looked into, since no bytes of packets are read there: libcrypto, queues and tables
 * (stubs.c).
 */

#include "stubs.h"

enum
{
    EXT_MAX = 128, /**< bytes of extended header, at most */
    PAYLOAD = 8
};

void analysis_input(void);

static uint8_t block[L4M_ANALYSIS_L4 + EXT_MAX + PAYLOAD];
static l4m_host host;
static l4m_assoc assoc;
static l4m_setup setup;
static uint32_t no_key; /* a slot that is free, and yet has a value: every key finds it */
static void *values[2];

static void any_setup(void)
{
    any_bytes(setup.nonce_i, sizeof setup.nonce_i);
    any_bytes(setup.init, sizeof setup.init);
    any_bytes(setup.offer, sizeof setup.offer);
    any_bytes((uint8_t *)setup.pairs, sizeof setup.pairs);
    any_bytes((uint8_t *)&setup.header_pair, sizeof setup.header_pair);
    setup.pair_count = any_size(0, L4M_PAIRS_MAX);
    setup.round = (uint8_t)any_size(0, UINT8_MAX);
    setup.init_len = any_size(L4M_INIT_FIXED, L4M_HEADER_MAX);
    setup.offer_len = any_size(L4M_OFFER_FIXED, L4M_HEADER_MAX);
    setup.key = stub_keypair();
    setup.next = NULL;
    setup.prev = NULL;
}

static void any_assoc(l4m_state state, bool in_setup, uint16_t suite)
{
    any_bytes((uint8_t *)&assoc, sizeof assoc);
    assoc.host = &host;
    assoc.proto = any_bool() ? L4M_PROTO_TCP : L4M_PROTO_UDP;
    assoc.state = (uint8_t)state;
    assoc.initiator = state == L4M_STATE_INIT_SENT || (state != L4M_STATE_OFFER_SENT && any_bool());
    assoc.announcing = any_bool();
    assoc.moving = any_bool();
    assoc.sent_since = any_bool();
    assoc.resuming = any_bool();
    assoc.suite = l4m_suite_by_id(suite);
    assoc.setup = in_setup ? &setup : NULL;
    assoc.next = NULL;
    assoc.prev = NULL;
    any_setup();
}

static void any_host(void)
{
    host.config.suites[0] = L4M_SUITE_DEFAULT;
    host.config.suites[1] = L4M_SUITE_PAPER;
    host.config.suite_count = 2;
    host.config.candidates = (uint8_t)any_size(1, L4M_PAIRS_MAX);
    host.config.max_rounds = (uint8_t)any_size(1, 16);
    host.config.half_open_timeout = 60000000;
    host.config.idle_timeout = L4M_NEVER;
    host.config.max_associations = 4;
    host.config.max_half_open = (uint32_t)any_size(0, UINT32_MAX);
    host.config.mem = stub_mem();
    host.config.rng = stub_rng();
    host.half_open = any_size(0, 4);
    host.count = any_size(0, 4);
    host.all = &assoc;
    host.in_setup = assoc.setup != NULL ? &assoc : NULL;
    host.pairs[0] = (l4m_table){.keys = &no_key, .values = values, .mask = 0};
    host.pairs[1] = host.pairs[0];
    host.listeners = (l4m_table){.keys = &no_key, .values = values + 1, .mask = 0};
    values[0] = any_bool() ? &assoc : NULL;
    values[1] = (void *)(uintptr_t)any_size(0, 2);
}

/** What an association can be. */
typedef struct kind
{
    l4m_state state;
    bool in_setup;
} kind;

/** A packet with an extended header of \p words words that is of these types, and \p behind it bytes more. */
static void packet(const kind *k, uint16_t suite, uint8_t first, uint8_t last, size_t words, size_t behind)
{
    size_t len = L4M_ANALYSIS_L4 + 4 * words + behind;
    uint8_t *pkt = block + sizeof block - len;
    l4m_result result;

    any_assoc(k->state, k->in_setup, suite);
    any_host();
    any_bytes(block, sizeof block);
    if (L4M_ANALYSIS_L4 > 8)
    {
        pkt[12] = L4M_ANALYSIS_L4 / 4 << 4;
    }
    pkt[L4M_ANALYSIS_L4] = (uint8_t)any_size(L4M_VERSION << 4 | first, L4M_VERSION << 4 | last);
    pkt[L4M_ANALYSIS_L4 + 1] = (uint8_t)words;
    l4m_incoming in = {.proto = L4M_ANALYSIS_L4 > 8 ? L4M_PROTO_TCP : L4M_PROTO_UDP,
                       .pkt = pkt,
                       .len = len,
                       .claimed = any_bool() ? &assoc : NULL,
                       .plain_socket = any_bool()};
    any_bytes((uint8_t *)&in.src, sizeof in.src);
    (void)l4m_input(&host, &in, &result, any_size(0, L4M_NEVER >> 17));
    one_case();
    //@ check result.l4_len + result.ext_len <= len;
}

void analysis_input(void)
{
    static const kind kinds[] = {
        {L4M_STATE_INIT_SENT, true},
        {L4M_STATE_OFFER_SENT, true},
        {L4M_STATE_ESTABLISHED, true},
        {L4M_STATE_ESTABLISHED, false},
        {L4M_STATE_FAILED, true},
    };

    //@ widen_hints global:"all", 8, 16;
    //@ loop unroll 5;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    {
        packet(&kinds[i], L4M_SUITE_DEFAULT, L4M_TYPE_INIT, L4M_TYPE_INIT, (L4M_ANALYSIS_BYTES - 16) / 4, 0);
        packet(&kinds[i], L4M_SUITE_DEFAULT, L4M_TYPE_OFFER, L4M_TYPE_OFFER, L4M_ANALYSIS_BYTES / 4, 0);
        packet(&kinds[i], L4M_SUITE_DEFAULT, L4M_TYPE_DATA, L4M_TYPE_ANSWER, 7, PAYLOAD);
        packet(&kinds[i], L4M_SUITE_DEFAULT, L4M_TYPE_DATA, L4M_TYPE_ANSWER, 9, 0);
        packet(&kinds[i], L4M_SUITE_PAPER, L4M_TYPE_DATA, L4M_TYPE_ANSWER, 6, PAYLOAD);
        packet(&kinds[i], L4M_SUITE_PAPER, L4M_TYPE_DATA, L4M_TYPE_ANSWER, 8, 0);
    }
    reached_end();
}
