/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "peers.h"

#include <stdlib.h>
#include <string.h>

enum
{
    INITIATOR_PORT = 40000,
    INITIATOR_PORTS = 20000,
    RESPONDER_PORT = 7000,
    RESPONDER_PORTS = PEERS_MAX / INITIATOR_PORTS,
    UDP_HEADER = 8
};

struct bench_peers
{
    l4m_host *initiator;
    l4m_host *responder;
    l4m_assoc **from;
    l4m_assoc **to;
    size_t count;
    bench_ring *ring;
    uint32_t random;
    l4m_usec now;
};

static const l4m_addr initiator_addr = {4, {10, 0, 0, 1}};
static const l4m_addr responder_addr = {4, {10, 0, 0, 2}};

bench_peers *peers_new(uint16_t suite, size_t most)
{
    l4m_config config;
    bench_peers *peers = calloc(1, sizeof *peers);
    bench_check(peers != NULL && most <= PEERS_MAX, "memory");
    peers->from = calloc(most, sizeof *peers->from);
    peers->to = calloc(most, sizeof *peers->to);
    bench_check(peers->from != NULL && peers->to != NULL, "memory");
    peers->random = 1;
    l4m_config_default(&config);
    config.suites[0] = suite;
    config.suite_count = 1;
    bench_check(l4m_host_new(&peers->initiator, &config) == L4M_OK, "l4m_host_new");
    bench_check(l4m_host_new(&peers->responder, &config) == L4M_OK, "l4m_host_new");
    for (int i = 0; i < RESPONDER_PORTS; i++)
    {
        uint16_t port = (uint16_t)(RESPONDER_PORT + i);
        bench_check(l4m_listen(peers->responder, L4M_PROTO_UDP, port, L4M_POLICY_REQUIRE) == L4M_OK, "l4m_listen");
    }
    return peers;
}

void peers_free(bench_peers *peers)
{
    l4m_host_free(peers->initiator);
    l4m_host_free(peers->responder);
    free(peers->from);
    free(peers->to);
    free(peers);
}

static void drain_events(l4m_host *host)
{
    l4m_event event;
    while (l4m_next_event(host, &event))
    {
        bench_check(event.type != L4M_EVENT_FAILED, "an association");
    }
}

/** Carries one packet from one host to the other. */
static bool carry(bench_peers *peers, l4m_host *from, l4m_host *to)
{
    uint8_t buf[L4M_OUTPUT_MAX];
    l4m_outgoing out;
    l4m_result result;
    if (!l4m_output(from, &out, buf, sizeof buf, peers->now))
    {
        return false;
    }
    l4m_incoming in = {
        .proto = out.proto,
        .src = from == peers->initiator ? initiator_addr : responder_addr,
        .pkt = buf,
        .len = out.len,
    };
    bench_check(l4m_input(to, &in, &result, peers->now) != L4M_DISCARD, "l4m_input of a packet of set-up");
    drain_events(from);
    drain_events(to);
    if (to == peers->responder && result.assoc != NULL)
    {
        peers->to[peers->count] = result.assoc;
    }
    return true;
}

void peers_connect(bench_peers *peers)
{
    size_t i = peers->count;
    peers->now++;
    peers->to[i] = NULL;
    l4m_error err = l4m_connect(peers->initiator,
                                &peers->from[i],
                                L4M_PROTO_UDP,
                                (uint16_t)(INITIATOR_PORT + i % INITIATOR_PORTS),
                                (uint16_t)(RESPONDER_PORT + i / INITIATOR_PORTS),
                                &responder_addr,
                                NULL,
                                peers->now);
    bench_check(err == L4M_OK, "l4m_connect");
    while (carry(peers, peers->initiator, peers->responder) || carry(peers, peers->responder, peers->initiator))
    {
    }
    bench_check(l4m_assoc_state(peers->from[i]) == L4M_STATE_ESTABLISHED && peers->to[i] != NULL, "set-up");
    peers->count++;
}

void peers_close(bench_peers *peers)
{
    peers->count--;
    l4m_close(peers->from[peers->count]);
    l4m_close(peers->to[peers->count]);
}

static void run_handshake(void *arg, size_t n)
{
    for (size_t i = 0; i < n; i++)
    {
        peers_connect(arg);
        peers_close(arg);
    }
}

bench_op peers_handshake_op(bench_peers *peers)
{
    return (bench_op){"whole set-up", run_handshake, peers, NULL};
}

static void protect(bench_peers *peers, size_t assoc, size_t packet)
{
    bench_ring *ring = peers->ring;
    l4m_error err = l4m_protect(peers->from[assoc], ring->packets[packet], ring->len, UDP_HEADER, peers->now);
    bench_check(err == L4M_OK, "l4m_protect");
}

/** @param claimed the association that the socket's layer names, or NULL: found by the ports alone */
static void input(bench_peers *peers, l4m_assoc *claimed, size_t packet)
{
    l4m_result result;
    l4m_incoming in = {
        .proto = L4M_PROTO_UDP,
        .src = initiator_addr,
        .pkt = peers->ring->packets[packet],
        .len = peers->ring->len,
        .claimed = claimed,
    };
    bench_check(l4m_input(peers->responder, &in, &result, peers->now) == L4M_DELIVER, "l4m_input");
}

static void run_protect(void *arg, size_t n)
{
    for (size_t i = 0; i < n; i++)
    {
        protect(arg, 0, i);
    }
}

static void run_input(void *arg, size_t n)
{
    bench_peers *peers = arg;
    for (size_t i = 0; i < n; i++)
    {
        input(peers, peers->to[0], i);
    }
}

static void run_both(void *arg, size_t n)
{
    run_protect(arg, n);
    run_input(arg, n);
}

/** Protects a packet each of associations picked at random (xorshift, Marsaglia 2003). */
static void protect_some(bench_peers *peers, size_t n)
{
    for (size_t i = 0; i < n; i++)
    {
        peers->random ^= peers->random << 13;
        peers->random ^= peers->random >> 17;
        peers->random ^= peers->random << 5;
        protect(peers, peers->random % peers->count, i);
    }
}

static void run_spread(void *arg, size_t n)
{
    for (size_t i = 0; i < n; i++)
    {
        input(arg, NULL, i);
    }
}

static void prepare_spread(void *arg, size_t n)
{
    protect_some(arg, n);
    run_spread(arg, n);
    protect_some(arg, n);
}

bench_op peers_protect_op(bench_peers *peers, bench_ring *ring)
{
    peers->ring = ring;
    return (bench_op){"l4m_protect", run_protect, peers, NULL};
}

bench_op peers_input_op(bench_peers *peers, bench_ring *ring)
{
    peers->ring = ring;
    return (bench_op){"l4m_input", run_input, peers, NULL};
}

bench_op peers_both_op(bench_peers *peers, bench_ring *ring)
{
    peers->ring = ring;
    return (bench_op){"l4m_protect and l4m_input", run_both, peers, NULL};
}

bench_op peers_spread_op(bench_peers *peers, bench_ring *ring)
{
    peers->ring = ring;
    return (bench_op){peers->count == 1 ? "one association" : "many associations", run_spread, peers, prepare_spread};
}
