/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_negotiate.c Negotiation of port pairs, groups and suites (R6, R13, R14). */

#include "support.h"

#include <string.h>

/** Which pairs a host may use, counted: as ordinary sockets would take them. */
typedef struct ports
{
    long refuse_first; /**< so many questions are answered with no */
    long asked;
    uint16_t only; /**< not 0: no other port of the initiator is free */
} ports;

static bool port_free(void *user, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    ports *p = user;
    (void)proto;
    p->asked++;
    return p->asked > p->refuse_first && (p->only == 0 || local_port == p->only || peer_port == p->only);
}

static void with_ports(t_node *node, ports *p)
{
    node->config.port_free = port_free;
    node->config.user = p;
}

static void start(t_net *net)
{
    node_start(&net->a);
    node_start(&net->b);
    net_listen(net, L4M_POLICY_FALLBACK);
}

/** One L4_INIT from A to B, and what B answers by itself back to A. @return A's verdict */
static l4m_verdict one_round(t_net *net, t_packet *init, t_packet *answer)
{
    net_first_init(net, init);
    assert_int_equal(node_input(&net->b, init, net->now), L4M_DONE);
    assert_true(node_output(&net->b, answer, net->now));
    return node_input(&net->a, answer, net->now);
}

static void test_r14_init_lists_distinct_candidates(void **state)
{
    (void)state;
    for (uint8_t want = 1; want <= L4M_PAIRS_MAX; want++)
    {
        t_net net;
        t_packet init;
        uint16_t length;

        net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        net.a.config.candidates = want;
        start(&net);
        net_first_init(&net, &init);
        const uint8_t *pairs = find_option(ext_of(&init), L4M_OPTION_PORT_PAIRS, &length);
        assert_non_null(pairs);
        assert_int_equal(length, 4 * want);
        assert_int_equal(get_u16(pairs), PORT_A);
        for (size_t i = 0; i < want; i++)
        {
            assert_int_equal(get_u16(pairs + 4 * i + 2), PORT_B);
            assert_true(l4m_has_pair(net.a.host, L4M_PROTO_UDP, get_u16(pairs + 4 * i), PORT_B));
            for (size_t k = 0; k < i; k++)
            {
                assert_memory_not_equal(pairs + 4 * i, pairs + 4 * k, 4);
            }
            assert_true(i == 0 || get_u16(pairs + 4 * i) >= 49152);
        }
        net_down(&net);
    }
}

/** R13: hosts of different addresses propose the same pair to one responder; each gets a pair of its own. */
static void test_r12_r13_same_pair_from_two_hosts(void **state)
{
    (void)state;
    for (int tcp = 0; tcp <= 1; tcp++)
    {
        t_net net;
        t_node c;
        t_packet pkt;
        l4m_assoc *first;

        net_up(&net, tcp ? L4M_PROTO_TCP : L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        first = net.b.assoc;
        node_init(&c, 77, 3, L4M_SUITE_DEFAULT);
        node_start(&c);
        assert_int_equal(node_connect(&c, net.proto, &net.b.addr, net.now), L4M_OK);
        if (tcp)
        {
            assert_int_equal(node_attach(&c, T_SYN, &pkt, net.now), L4M_OK);
        }
        else
        {
            assert_true(node_output(&c, &pkt, net.now));
        }
        net.b.assoc = NULL;
        node_input(&net.b, &pkt, net.now);
        assert_non_null(net.b.assoc);
        assert_ptr_not_equal(net.b.assoc, first);
        net_offer(&net, &pkt);
        /* The L4_OFFER itself still travels on the ports of the L4_INIT. */
        assert_int_equal(get_u16(pkt.bytes + 2), PORT_A);
        node_input(&c, &pkt, net.now);
        assert_int_equal(l4m_assoc_state(c.assoc), L4M_STATE_ESTABLISHED);
        assert_int_not_equal(l4m_assoc_local_port(c.assoc), PORT_A);
        assert_int_equal(l4m_assoc_peer_port(c.assoc), PORT_B);
        assert_int_equal(l4m_assoc_peer_port(net.b.assoc), l4m_assoc_local_port(c.assoc));

        /* Data is told apart by the port pair alone: from one and the same address, even. */
        assert_int_equal(node_data(&c, &pkt, "from C", 6, net.now), L4M_OK);
        assert_int_equal(get_u16(pkt.bytes), l4m_assoc_local_port(c.assoc));
        pkt.src = net.a.addr;
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
        assert_ptr_equal(net.b.result.assoc, net.b.assoc);
        assert_int_equal(node_data(&net.a, &pkt, "from A", 6, net.now), L4M_OK);
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
        assert_ptr_equal(net.b.result.assoc, first);
        /* The candidates not chosen are free again once set-up is over on both sides. */
        assert_int_equal(node_data(&net.b, &pkt, "to C", 4, net.now), L4M_OK);
        assert_int_equal(node_input(&c, &pkt, net.now), L4M_DELIVER);
        assert_false(l4m_has_pair(c.host, net.proto, PORT_A, PORT_B));
        node_stop(&c);
        net_down(&net);
    }
}

/** R13: a pair that an own association holds is no candidate of the next. */
static void test_r13_initiator_keeps_its_own_pairs_apart(void **state)
{
    t_net net;
    t_packet init;
    l4m_assoc *second;
    uint16_t length;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    assert_int_equal(l4m_connect(net.a.host, &second, L4M_PROTO_UDP, PORT_A, PORT_B, &net.b.addr, NULL, net.now),
                     L4M_OK);
    assert_true(node_output(&net.a, &init, net.now));
    const uint8_t *pairs = find_option(ext_of(&init), L4M_OPTION_PORT_PAIRS, &length);
    assert_non_null(pairs);
    assert_int_equal(length, 16);
    for (size_t i = 0; i < 4; i++)
    {
        assert_int_not_equal(get_u16(pairs + 4 * i), PORT_A);
    }
    assert_int_equal(get_u16(init.bytes), get_u16(pairs));
    /* TCP has its own pairs (R2). */
    l4m_assoc *third;
    assert_int_equal(l4m_connect(net.a.host, &third, L4M_PROTO_TCP, PORT_A, PORT_B, &net.b.addr, NULL, net.now),
                     L4M_OK);
    assert_int_equal(l4m_assoc_local_port(third), PORT_A);
    net_down(&net);
}

/** No candidate is free at the responder: it names possible ports and the second round takes one of them. */
static void possible_ports(uint8_t proto)
{
    ports p = {.refuse_first = 4};
    t_net net;
    t_packet init;
    t_packet retry;
    t_packet second;
    uint16_t length;

    net_prepare(&net, proto, L4M_SUITE_DEFAULT);
    with_ports(&net.b, &p);
    start(&net);
    assert_int_equal(one_round(&net, &init, &retry), proto == L4M_PROTO_TCP ? L4M_RESEND : L4M_DONE);
    assert_int_equal(p.asked, 8);
    assert_int_equal(ext_of(&retry)[13], L4M_OFFER_RETRY);
    assert_int_equal(l4m_host_associations(net.b.host), 0); /* a retry keeps nothing */
    if (proto == L4M_PROTO_TCP)
    {
        assert_int_equal(retry.bytes[13], T_RST | T_ACK);
        assert_int_equal(get_u32(retry.bytes + 4), 0);
        assert_int_equal(get_u32(retry.bytes + 8), get_u32(init.bytes + 4) + 1);
        assert_int_equal(get_u16(retry.bytes + 14), 0);
        assert_int_equal(retry.bytes[12], 6 << 4);
    }
    const uint8_t *possible = find_option(ext_of(&retry), L4M_OPTION_PORT_PAIRS, &length);
    assert_non_null(possible);
    assert_int_equal(length, 16);
    uint16_t chosen = get_u16(possible);

    net_first_init(&net, &second);
    assert_int_equal(ext_of(&second)[12], 1);
    assert_memory_not_equal(ext_of(&second) + 16, ext_of(&init) + 16, 16);
    const uint8_t *candidates = find_option(ext_of(&second), L4M_OPTION_PORT_PAIRS, &length);
    assert_memory_equal(candidates, find_option(ext_of(&retry), L4M_OPTION_PORT_PAIRS, &length), 16);
    node_input(&net.b, &second, net.now);
    net_offer(&net, &retry);
    node_input(&net.a, &retry, net.now);
    net_check(&net);
    assert_int_equal(l4m_assoc_rounds(net.a.assoc), 2);
    assert_int_equal(l4m_assoc_rounds(net.b.assoc), 2);
    assert_int_equal(l4m_assoc_local_port(net.a.assoc), chosen);
    assert_int_equal(l4m_host_work(net.a.host)->keygen, 1); /* one key pair serves all rounds */
    net_down(&net);
}

static void test_r14_responder_names_possible_ports(void **state)
{
    (void)state;
    possible_ports(L4M_PROTO_UDP);
    possible_ports(L4M_PROTO_TCP);
}

/** What the responder names does not suit the initiator: it proposes anew, and so on until one is decided. */
static void test_r14_rounds_go_on(void **state)
{
    ports a = {.refuse_first = 4}; /* the four that B names */
    ports b = {.refuse_first = 1}; /* the one that A proposes */
    t_net net;
    t_packet init;
    t_packet answer;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net.a.config.candidates = 1;
    with_ports(&net.a, &a);
    with_ports(&net.b, &b);
    start(&net);
    assert_int_equal(one_round(&net, &init, &answer), L4M_DONE);
    assert_int_equal(a.asked, 5);
    net_first_init(&net, &init);
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DONE);
    uint16_t length;
    const uint8_t *named = find_option(ext_of(&answer), L4M_OPTION_PORT_PAIRS, &length);
    for (size_t i = 0; i < 4; i++)
    {
        assert_int_not_equal(get_u16(named + 4 * i), get_u16(init.bytes));
    }
    net_offer(&net, &answer);
    assert_int_equal(node_input(&net.a, &answer, net.now), L4M_DONE);
    net_check(&net);
    assert_int_equal(l4m_assoc_rounds(net.a.assoc), 2);
    net_down(&net);
}

/** Rounds end: after max_rounds the attempt fails with its reason. */
static void test_r14_rounds_are_limited(void **state)
{
    (void)state;
    for (uint8_t rounds = 1; rounds <= 16; rounds++)
    {
        ports p = {0};
        t_net net;
        t_packet init;
        t_packet answer;

        net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        net.a.config.max_rounds = rounds;
        with_ports(&net.b, &p);
        start(&net);
        for (unsigned i = 0; i < rounds; i++)
        {
            p.refuse_first = p.asked + 4;
            assert_true(net.a.assoc == NULL || l4m_assoc_state(net.a.assoc) == L4M_STATE_INIT_SENT);
            assert_int_equal(one_round(&net, &init, &answer), L4M_DONE);
            assert_int_equal(ext_of(&init)[12], i);
        }
        assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_FAILED);
        assert_int_equal(net.a.events[L4M_EVENT_FAILED], 1);
        assert_int_equal(net.a.reason, L4M_ERR_PORTS);
        net_down(&net);
    }
}

/** A responder without a single free pair discards; an initiator without one says so. */
static void test_r13_no_ports_left(void **state)
{
    ports none = {.refuse_first = 1000000};
    t_net net;
    t_packet pkt;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    with_ports(&net.b, &none);
    start(&net);
    net_first_init(&net, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_PORTS);
    assert_false(node_output(&net.b, &pkt, net.now));
    net_down(&net);

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    with_ports(&net.a, &none);
    start(&net);
    assert_int_equal(node_connect(&net.a, L4M_PROTO_UDP, &net.b.addr, net.now), L4M_OK); /* the own pair alone */
    l4m_assoc *second;
    assert_int_equal(l4m_connect(net.a.host, &second, L4M_PROTO_UDP, PORT_A, PORT_B, &net.b.addr, NULL, net.now),
                     L4M_ERR_PORTS);
    assert_null(second);
    assert_int_equal(l4m_host_associations(net.a.host), 1);
    net_down(&net);
}

/** In the second round neither what the responder named nor anything else is free. */
static void test_r13_r14_no_ports_left_in_the_second_round(void **state)
{
    ports a = {.refuse_first = 1000000};
    ports b = {.refuse_first = 1};
    t_net net;
    t_packet init;
    t_packet answer;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    with_ports(&net.a, &a);
    with_ports(&net.b, &b);
    start(&net);
    assert_int_equal(one_round(&net, &init, &answer), L4M_DONE);
    assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_FAILED);
    assert_int_equal(net.a.reason, L4M_ERR_PORTS);
    net_down(&net);
}

/** Another group: the suite decides, whether or not its key came along. */
static void test_r6_r14_key_of_another_group(void **state)
{
    (void)state;
    for (int tcp = 0; tcp <= 1; tcp++)
    {
        t_net net;
        t_packet init;
        t_packet answer;
        uint16_t length;

        net_prepare(&net, tcp ? L4M_PROTO_TCP : L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        net.a.config.suites[1] = L4M_SUITE_PAPER;
        net.a.config.suites[2] = L4M_SUITE_MODP1536_HMAC_SHA256;
        net.a.config.suite_count = 3;
        net.b.config.suites[0] = L4M_SUITE_MODP1536_HMAC_SHA256;
        start(&net);
        assert_int_equal(one_round(&net, &init, &answer), tcp ? L4M_RESEND : L4M_DONE);
        const uint8_t *group = find_option(ext_of(&answer), L4M_OPTION_GROUP, &length);
        assert_non_null(group);
        assert_int_equal(get_u16(group), L4M_GROUP_MODP1536);
        assert_null(find_option(ext_of(&answer), L4M_OPTION_PORT_PAIRS, &length));
        net_connect(&net);
        assert_int_equal(l4m_assoc_rounds(net.a.assoc), 2);
        assert_int_equal(l4m_assoc_suite(net.b.assoc)->id, L4M_SUITE_MODP1536_HMAC_SHA256);
        assert_int_equal(l4m_assoc_local_port(net.a.assoc), PORT_A);
        assert_int_equal(l4m_host_work(net.a.host)->keygen, 2);
        assert_int_equal(l4m_host_work(net.b.host)->keygen, 1);
        net_down(&net);
    }
}

/** Group and ports in one L4_OFFER. */
static void test_r14_group_and_ports_at_once(void **state)
{
    ports p = {.refuse_first = 4};
    t_net net;
    t_packet init;
    t_packet answer;
    uint16_t length;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net.a.config.suites[1] = L4M_SUITE_MODP2048_HMAC_SHA1;
    net.a.config.suite_count = 2;
    net.b.config.suites[0] = L4M_SUITE_MODP2048_HMAC_SHA1;
    with_ports(&net.b, &p);
    start(&net);
    one_round(&net, &init, &answer);
    assert_non_null(find_option(ext_of(&answer), L4M_OPTION_GROUP, &length));
    assert_non_null(find_option(ext_of(&answer), L4M_OPTION_PORT_PAIRS, &length));
    net_connect(&net);
    assert_int_equal(l4m_assoc_rounds(net.a.assoc), 2);
    net_down(&net);
}

/** The initiator's order decides; the responder's configuration is a set. */
static void test_r6_initiator_order_decides(void **state)
{
    const uint16_t suites[] = {L4M_SUITE_FAST, L4M_SUITE_DEFAULT};
    (void)state;

    for (size_t i = 0; i < 2; i++)
    {
        for (size_t k = 0; k < 2; k++)
        {
            t_net net;
            net_prepare(&net, L4M_PROTO_UDP, suites[i]);
            net.a.config.suites[1] = suites[1 - i];
            net.b.config.suites[0] = suites[k];
            net.b.config.suites[1] = suites[1 - k];
            net.a.config.suite_count = net.b.config.suite_count = 2;
            start(&net);
            net_connect(&net);
            assert_int_equal(l4m_assoc_suite(net.b.assoc)->id, suites[i]);
            net_down(&net);
        }
    }
}

/** A retry that asks for a group of which the initiator has no suite ends the attempt. */
static void test_r14_group_that_no_suite_has(void **state)
{
    t_net net;
    t_packet init;
    t_packet answer;
    uint16_t length;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net.a.config.suites[1] = L4M_SUITE_PAPER;
    net.a.config.suite_count = 2;
    net.b.config.suites[0] = L4M_SUITE_PAPER;
    start(&net);
    net_first_init(&net, &init);
    node_input(&net.b, &init, net.now);
    assert_true(node_output(&net.b, &answer, net.now));
    put_u16(find_option(ext_of(&answer), L4M_OPTION_GROUP, &length), L4M_GROUP_MODP3072);
    assert_int_equal(node_input(&net.a, &answer, net.now), L4M_DONE);
    assert_int_equal(net.a.reason, L4M_ERR_SUITE);
    assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_FAILED);
    net_down(&net);
}

/** A key pair made ahead of time: none is made during set-up. */
static void test_r5_precomputed_key(void **state)
{
    t_net net;
    l4m_keypair *key;
    l4m_assoc *assoc;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    start(&net);
    assert_int_equal(l4m_keypair_new(&key, L4M_GROUP_X25519, &net.a.config.rng, &net.a.config.mem), L4M_OK);
    net.a.app_local = PORT_A;
    net.a.app_peer = PORT_B;
    net.a.app_addr = net.b.addr;
    assert_int_equal(l4m_connect(net.a.host, &net.a.assoc, L4M_PROTO_UDP, PORT_A, PORT_B, &net.b.addr, key, net.now),
                     L4M_OK);
    net_connect(&net);
    assert_int_equal(l4m_host_work(net.a.host)->keygen, 0);

    /* A key of a group that no suite has is refused, and freed all the same. */
    assert_int_equal(l4m_keypair_new(&key, L4M_GROUP_MODP1024, &net.a.config.rng, &net.a.config.mem), L4M_OK);
    assert_int_equal(l4m_connect(net.a.host, &assoc, L4M_PROTO_UDP, 1, 2, &net.b.addr, key, net.now), L4M_ERR_ARGUMENT);
    assert_null(assoc);
    net_down(&net);
}

/** A key share of the second group at once spares the round. */
static void test_r5_precomputed_key_of_second_group(void **state)
{
    t_net net;
    l4m_keypair *key;
    (void)state;

    net_prepare(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    net.a.config.suites[1] = L4M_SUITE_PAPER;
    net.a.config.suite_count = 2;
    net.b.config.suites[0] = L4M_SUITE_PAPER;
    start(&net);
    assert_int_equal(l4m_keypair_new(&key, L4M_GROUP_MODP1024, &net.a.config.rng, &net.a.config.mem), L4M_OK);
    net.a.app_local = PORT_A;
    net.a.app_peer = PORT_B;
    net.a.app_addr = net.b.addr;
    assert_int_equal(l4m_connect(net.a.host, &net.a.assoc, L4M_PROTO_TCP, PORT_A, PORT_B, &net.b.addr, key, net.now),
                     L4M_OK);
    net_connect(&net);
    assert_int_equal(l4m_assoc_rounds(net.a.assoc), 1);
    assert_int_equal(l4m_assoc_suite(net.a.assoc)->id, L4M_SUITE_PAPER);
    net_down(&net);
}

/** Half-open associations are bounded, and end by themselves. */
static void test_half_open_limit_and_timeout(void **state)
{
    t_net net;
    t_node c;
    t_packet pkt;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net.b.config.max_half_open = 1;
    start(&net);
    node_init(&c, 5, 3, L4M_SUITE_DEFAULT);
    node_start(&c);
    net_first_init(&net, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DONE);
    assert_int_equal(l4m_deadline(net.b.host), net.now + 60 * SECOND);
    node_connect(&c, L4M_PROTO_UDP, &net.b.addr, net.now);
    assert_true(node_output(&c, &pkt, net.now));
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_BUSY);
    l4m_tick(net.b.host, net.now + 60 * SECOND - 1);
    node_events(&net.b);
    assert_int_equal(net.b.events[L4M_EVENT_FAILED], 0);
    l4m_tick(net.b.host, net.now + 60 * SECOND);
    node_events(&net.b);
    assert_int_equal(net.b.events[L4M_EVENT_FAILED], 1);
    assert_int_equal(net.b.reason, L4M_ERR_TIMEOUT);
    assert_int_equal(node_input(&net.b, &pkt, net.now + 60 * SECOND), L4M_DONE);
    assert_int_equal(l4m_host_associations(net.b.host), 2);
    l4m_close(net.b.assoc);
    assert_int_equal(l4m_host_associations(net.b.host), 1);
    node_stop(&c);
    net_down(&net);
}

static void test_association_limit(void **state)
{
    t_net net;
    l4m_assoc *more;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net.a.config.max_associations = 1;
    start(&net);
    net_connect(&net);
    assert_int_equal(l4m_connect(net.a.host, &more, L4M_PROTO_UDP, 5, 6, &net.b.addr, NULL, net.now), L4M_ERR_LIMIT);
    l4m_close(net.a.assoc);
    assert_int_equal(l4m_connect(net.a.host, &more, L4M_PROTO_UDP, 5, 6, &net.b.addr, NULL, net.now), L4M_OK);
    net.a.assoc = NULL;
    net_down(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r14_init_lists_distinct_candidates),
        cmocka_unit_test(test_r12_r13_same_pair_from_two_hosts),
        cmocka_unit_test(test_r13_initiator_keeps_its_own_pairs_apart),
        cmocka_unit_test(test_r14_responder_names_possible_ports),
        cmocka_unit_test(test_r14_rounds_go_on),
        cmocka_unit_test(test_r14_rounds_are_limited),
        cmocka_unit_test(test_r13_no_ports_left),
        cmocka_unit_test(test_r13_r14_no_ports_left_in_the_second_round),
        cmocka_unit_test(test_r6_r14_key_of_another_group),
        cmocka_unit_test(test_r14_group_and_ports_at_once),
        cmocka_unit_test(test_r6_initiator_order_decides),
        cmocka_unit_test(test_r14_group_that_no_suite_has),
        cmocka_unit_test(test_r5_precomputed_key),
        cmocka_unit_test(test_r5_precomputed_key_of_second_group),
        cmocka_unit_test(test_half_open_limit_and_timeout),
        cmocka_unit_test(test_association_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
