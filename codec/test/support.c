/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* The checks of this file must stop a test wherever they stand. */

l4m_addr addr4(uint8_t x)
{
    return (l4m_addr){4, {10, 0, 0, x}};
}

l4m_addr addr6(uint8_t x)
{
    l4m_addr a = {6, {0xfd}};
    a.bytes[15] = x;
    return a;
}

bool addr_equal(const l4m_addr *a, const l4m_addr *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void *mem_alloc(size_t size, void *user)
{
    t_mem *mem = user;
    if (mem->left == 0)
    {
        return NULL;
    }
    if (mem->left > 0)
    {
        mem->left--;
    }
    mem->made++;
    mem->outstanding++;
    return malloc(size);
}

static void mem_free(void *ptr, void *user)
{
    t_mem *mem = user;
    if (ptr != NULL)
    {
        mem->outstanding--;
    }
    free(ptr);
}

l4m_mem t_mem_of(t_mem *mem)
{
    *mem = (t_mem){.left = -1};
    return (l4m_mem){mem_alloc, mem_free, mem};
}

static bool rng_fill(void *user, uint8_t *buf, size_t len)
{
    t_rng *rng = user;
    if (rng->left == 0)
    {
        return false;
    }
    if (rng->left > 0)
    {
        rng->left--;
    }
    rng->calls++;
    if (!rng->inner.fill(rng->inner.user, buf, len))
    {
        return false;
    }
    if (len > L4M_NONCE_SIZE && len <= sizeof rng->last)
    {
        memcpy(rng->last, buf, len);
        rng->last_len = len;
    }
    return true;
}

l4m_rng t_rng_of(t_rng *rng)
{
    rng->left = -1;
    return (l4m_rng){rng_fill, rng};
}

void node_init(t_node *node, uint64_t seed, uint8_t address, uint16_t suite)
{
    memset(node, 0, sizeof *node);
    l4m_config_default(&node->config);
    node->config.suites[0] = suite;
    node->config.suite_count = 1;
    node->config.mem = t_mem_of(&node->mem);
    node->rng.inner = l4m_rng_from_seed(&node->rng.seeded, seed, address);
    node->config.rng = t_rng_of(&node->rng);
    node->addr = addr4(address);
    node->tcp_seq = 1000u * address;
}

void node_start(t_node *node)
{
    assert_int_equal(l4m_host_new(&node->host, &node->config), L4M_OK);
}

void node_stop(t_node *node)
{
    l4m_host_free(node->host);
    node->host = NULL;
    node->assoc = NULL;
    assert_int_equal(node->mem.outstanding, 0);
}

l4m_error node_connect(t_node *node, uint8_t proto, const l4m_addr *peer, l4m_usec now)
{
    node->app_local = PORT_A;
    node->app_peer = PORT_B;
    node->app_addr = *peer;
    return l4m_connect(node->host, &node->assoc, proto, PORT_A, PORT_B, peer, NULL, now);
}

void node_events(t_node *node)
{
    l4m_event event;
    while (l4m_next_event(node->host, &event))
    {
        assert_non_null(event.assoc);
        assert_in_range(event.type, 0, L4M_EVENT_FAILED);
        node->events[event.type]++;
        if (event.type == L4M_EVENT_ESTABLISHED && l4m_assoc_state(node->assoc) != L4M_STATE_ESTABLISHED)
        {
            node->assoc = event.assoc;
        }
        if (event.type == L4M_EVENT_FAILED && event.assoc != node->assoc)
        {
            l4m_close(event.assoc); /* of an L4_INIT that somebody forged */
        }
        else if (event.type == L4M_EVENT_FAILED)
        {
            node->reason = event.reason;
        }
    }
}

/** The socket as the ordinary stack finds it, by addresses and ports. */
static l4m_assoc *claimed(const t_node *node, const t_packet *pkt)
{
    bool ports = pkt->len >= 4 && get_u16(pkt->bytes) == node->app_peer && get_u16(pkt->bytes + 2) == node->app_local;
    return ports && addr_equal(&pkt->src, &node->app_addr) ? node->assoc : NULL;
}

/** A responder's socket comes into being with its association. */
static void adopt(t_node *node, const t_packet *pkt)
{
    node->assoc = node->result.assoc;
    node->app_local = get_u16(pkt->bytes + 2);
    node->app_peer = get_u16(pkt->bytes);
    node->app_addr = pkt->src;
}

l4m_verdict node_input(t_node *node, const t_packet *pkt, l4m_usec now)
{
    uint8_t *copy = malloc(pkt->len + (pkt->len == 0));
    assert_non_null(copy);
    memcpy(copy, pkt->bytes, pkt->len);
    l4m_incoming in = {pkt->proto, pkt->src, copy, pkt->len, claimed(node, pkt), node->plain_socket};
    uint64_t before = discards(node);

    l4m_verdict verdict = l4m_input(node->host, &in, &node->result, now);

    assert_memory_equal(copy, pkt->bytes, pkt->len);
    free(copy);
    /* What is discarded is counted, by its reason, and nothing else is. */
    assert_int_equal(discards(node) - before, verdict == L4M_DISCARD ? 1 : 0);
    if (verdict == L4M_DISCARD)
    {
        assert_int_not_equal(node->result.reason, L4M_OK);
    }
    if (node->assoc == NULL && node->result.assoc != NULL && verdict != L4M_DISCARD)
    {
        adopt(node, pkt);
    }
    if (verdict == L4M_SYN || verdict == L4M_SYN_ACK)
    {
        node->tcp_ack = get_u32(pkt->bytes + 4) + 1;
    }
    node_events(node);
    return verdict;
}

bool node_output(t_node *node, t_packet *pkt, l4m_usec now)
{
    l4m_outgoing out;
    memset(pkt, 0, sizeof *pkt);
    if (!l4m_output(node->host, &out, pkt->bytes, sizeof pkt->bytes, now))
    {
        return false;
    }
    pkt->proto = out.proto;
    pkt->src = node->addr;
    pkt->dst = out.dst;
    pkt->len = out.len;
    assert_in_range(out.len, 1, L4M_OUTPUT_MAX);
    return true;
}

unsigned node_drop_output(t_node *node, l4m_usec now)
{
    t_packet pkt;
    unsigned count = 0;
    while (node_output(node, &pkt, now))
    {
        count++;
    }
    return count;
}

size_t node_tcp(const t_node *node, uint8_t *buf, uint8_t flags)
{
    memset(buf, 0, 20);
    put_u16(buf, node->app_local);
    put_u16(buf + 2, node->app_peer);
    put_u32(buf + 4, node->tcp_seq);
    put_u32(buf + 8, flags & T_ACK ? node->tcp_ack : 0);
    buf[12] = 5 << 4;
    buf[13] = flags;
    put_u16(buf + 14, 8192);
    put_u16(buf + 16, 0xbeef); /* a checksum for the library to clear */
    return 20;
}

static void address(const t_node *node, t_packet *pkt, uint8_t proto)
{
    pkt->proto = proto;
    pkt->src = node->addr;
    pkt->dst = *l4m_assoc_peer(node->assoc);
}

l4m_error node_attach(t_node *node, uint8_t flags, t_packet *pkt, l4m_usec now)
{
    uint8_t tcp[20];
    memset(pkt, 0, sizeof *pkt);
    node_tcp(node, tcp, flags);
    address(node, pkt, L4M_PROTO_TCP);
    return l4m_attach(node->assoc, tcp, sizeof tcp, pkt->bytes, sizeof pkt->bytes, &pkt->len, &pkt->l4_len, now);
}

static l4m_error protect(t_node *node, t_packet *pkt, const void *data, size_t len, l4m_usec now)
{
    size_t overhead = l4m_assoc_overhead(node->assoc);
    pkt->len = pkt->l4_len + overhead + len;
    memcpy(pkt->bytes + pkt->l4_len + overhead, data, len);
    return l4m_protect(node->assoc, pkt->bytes, pkt->len, pkt->l4_len, now);
}

l4m_error node_segment(t_node *node, t_packet *pkt, uint8_t flags, const void *data, size_t len, l4m_usec now)
{
    memset(pkt, 0, sizeof *pkt);
    address(node, pkt, L4M_PROTO_TCP);
    pkt->l4_len = node_tcp(node, pkt->bytes, flags);
    node->tcp_seq += (uint32_t)len;
    return protect(node, pkt, data, len, now);
}

l4m_error node_data(t_node *node, t_packet *pkt, const void *data, size_t len, l4m_usec now)
{
    if (l4m_assoc_proto(node->assoc) == L4M_PROTO_TCP)
    {
        return node_segment(node, pkt, T_ACK | T_PSH, data, len, now);
    }
    memset(pkt, 0, sizeof *pkt);
    address(node, pkt, L4M_PROTO_UDP);
    pkt->l4_len = 8;
    put_u16(pkt->bytes, node->app_local);
    put_u16(pkt->bytes + 2, node->app_peer);
    return protect(node, pkt, data, len, now);
}

void assert_payload(const t_node *node, const t_packet *pkt, const void *data, size_t len)
{
    size_t before = node->result.l4_len + node->result.ext_len;
    assert_int_equal(pkt->len - before, len);
    assert_memory_equal(pkt->bytes + before, data, len);
}

void node_move(t_node *node, l4m_addr to, l4m_usec now)
{
    node->addr = to;
    assert_int_equal(l4m_move(node->assoc, now), L4M_OK);
}

void net_prepare(t_net *net, uint8_t proto, uint16_t suite)
{
    memset(net, 0, sizeof *net);
    net->proto = proto;
    net->now = SECOND;
    node_init(&net->a, 1, 1, suite);
    node_init(&net->b, 1, 2, suite);
}

void net_listen(t_net *net, l4m_policy policy)
{
    assert_int_equal(l4m_listen(net->b.host, net->proto, PORT_B, policy), L4M_OK);
}

void net_init(t_net *net, uint8_t proto, uint16_t suite)
{
    net_prepare(net, proto, suite);
    node_start(&net->a);
    node_start(&net->b);
    net_listen(net, L4M_POLICY_FALLBACK);
}

void net_first_init(t_net *net, t_packet *pkt)
{
    if (net->a.assoc == NULL)
    {
        assert_int_equal(node_connect(&net->a, net->proto, &net->b.addr, net->now), L4M_OK);
    }
    if (net->proto == L4M_PROTO_TCP)
    {
        assert_int_equal(node_attach(&net->a, T_SYN, pkt, net->now), L4M_OK);
    }
    else
    {
        assert_true(node_output(&net->a, pkt, net->now));
    }
}

void net_offer(t_net *net, t_packet *pkt)
{
    if (net->proto == L4M_PROTO_TCP)
    {
        assert_int_equal(node_attach(&net->b, T_SYN | T_ACK, pkt, net->now), L4M_OK);
    }
    else
    {
        assert_true(node_output(&net->b, pkt, net->now));
    }
}

void net_connect(t_net *net)
{
    t_packet pkt;
    bool tcp = net->proto == L4M_PROTO_TCP;

    net_first_init(net, &pkt);
    assert_int_equal(node_input(&net->b, &pkt, net->now), tcp ? L4M_SYN : L4M_DONE);
    net_offer(net, &pkt);
    assert_int_equal(node_input(&net->a, &pkt, net->now), tcp ? L4M_SYN_ACK : L4M_DONE);
    net->a.tcp_seq++;
    net->b.tcp_seq++;
    net_check(net);
    while (net_carry(net, &net->a, &net->b) + net_carry(net, &net->b, &net->a) > 0)
    {
    }
    assert_int_equal(l4m_assoc_state(net->a.assoc), L4M_STATE_ESTABLISHED);
    assert_int_equal(l4m_assoc_state(net->b.assoc), L4M_STATE_ESTABLISHED);
    assert_int_equal(l4m_deadline(net->a.host), L4M_NEVER);
}

void net_check(t_net *net)
{
    static const char there[] = "from A to B";
    static const char back[] = "and back again";
    t_packet pkt;

    assert_int_equal(node_data(&net->a, &pkt, there, sizeof there, net->now), L4M_OK);
    /* The ordinary header stays what it is (R17). */
    assert_true(net->proto == L4M_PROTO_TCP ? pkt.bytes[12] == 5 << 4 : get_u16(pkt.bytes + 4) == pkt.len);
    assert_int_equal(node_input(&net->b, &pkt, net->now), L4M_DELIVER);
    assert_payload(&net->b, &pkt, there, sizeof there);
    assert_int_equal(node_data(&net->b, &pkt, back, sizeof back, net->now), L4M_OK);
    assert_int_equal(node_input(&net->a, &pkt, net->now), L4M_DELIVER);
    assert_payload(&net->a, &pkt, back, sizeof back);
}

void net_up(t_net *net, uint8_t proto, uint16_t suite)
{
    net_init(net, proto, suite);
    net_connect(net);
}

void net_down(t_net *net)
{
    node_stop(&net->a);
    node_stop(&net->b);
}

unsigned net_carry(t_net *net, t_node *from, t_node *to)
{
    t_packet pkt;
    unsigned count = 0;
    while (node_output(from, &pkt, net->now))
    {
        node_input(to, &pkt, net->now);
        count++;
    }
    return count;
}

uint64_t discards(const t_node *node)
{
    uint64_t sum = 0;
    for (int reason = 0; reason < L4M_ERR_COUNT; reason++)
    {
        sum += l4m_host_discarded(node->host, (l4m_error)reason);
    }
    return sum;
}

uint8_t *ext_of(t_packet *pkt)
{
    return pkt->bytes + (pkt->proto == L4M_PROTO_TCP ? 4 * (pkt->bytes[12] >> 4) : 8);
}

uint32_t get_u32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

uint16_t get_u16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

void put_u16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

void put_u32(uint8_t *p, uint32_t v)
{
    put_u16(p, (uint16_t)(v >> 16));
    put_u16(p + 2, (uint16_t)v);
}

uint8_t *find_option(uint8_t *ext, uint16_t type, uint16_t *length)
{
    size_t at = (ext[0] & 15) == L4M_TYPE_INIT ? 32 : 64;
    while (at + 4 <= 4u * ext[1])
    {
        *length = get_u16(ext + at + 2);
        if (get_u16(ext + at) == type)
        {
            return ext + at + 4;
        }
        at += 4 + (*length + 3u) / 4 * 4;
    }
    return NULL;
}

void add_option(t_packet *pkt, uint16_t type, const void *value, uint16_t length)
{
    uint8_t *ext = ext_of(pkt);
    size_t padded = (length + 3u) / 4 * 4;
    uint8_t *at = pkt->bytes + pkt->len;

    memset(at, 0, 4 + padded);
    put_u16(at, type);
    put_u16(at + 2, length);
    memcpy(at + 4, value, length);
    pkt->len += 4 + padded;
    ext[1] = (uint8_t)(ext[1] + 1 + padded / 4);
}
