/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_failure.c Memory and randomness that fail at every place where they are asked for. */

#include "support.h"

#include <string.h>

/** What a scenario did of its work. */
typedef enum outcome
{
    COMPLETE,
    FAILED
} outcome;

/** A: everything that a host does, as far as it gets. Nothing here may crash, leak or pretend. */
static outcome connect_once(t_net *net, bool two_rounds, bool crossing)
{
    t_packet pkt;
    bool tcp = net->proto == L4M_PROTO_TCP;

    net->a.app_local = net->b.app_peer = PORT_A;
    net->a.app_peer = net->b.app_local = PORT_B;
    net->a.app_addr = net->b.addr;
    if (l4m_host_new(&net->a.host, &net->a.config) != L4M_OK || l4m_host_new(&net->b.host, &net->b.config) != L4M_OK ||
        l4m_listen(net->b.host, net->proto, PORT_B, L4M_POLICY_FALLBACK) != L4M_OK)
    {
        return FAILED;
    }
    if (crossing &&
        l4m_connect(net->b.host, &net->b.assoc, net->proto, PORT_B, PORT_A, &net->a.addr, NULL, 0) != L4M_OK)
    {
        assert_null(net->b.assoc);
        return FAILED;
    }
    if (node_connect(&net->a, net->proto, &net->b.addr, 0) != L4M_OK)
    {
        assert_null(net->a.assoc);
        assert_int_equal(l4m_host_associations(net->a.host), 0);
        return FAILED;
    }
    node_drop_output(&net->b, 0);
    for (int round = 0; round <= two_rounds; round++)
    {
        if (l4m_assoc_state(net->a.assoc) != L4M_STATE_INIT_SENT)
        {
            return FAILED;
        }
        net_first_init(net, &pkt);
        if (node_input(&net->b, &pkt, 0) == L4M_DISCARD)
        {
            assert_true(net->b.result.reason == L4M_ERR_MEMORY || net->b.result.reason == L4M_ERR_RANDOM);
            assert_int_equal(l4m_host_associations(net->b.host), crossing ? 1 : 0);
            return FAILED;
        }
        if (node_output(&net->b, &pkt, 0))
        {
            node_input(&net->a, &pkt, 0);
        }
    }
    if (tcp && node_attach(&net->b, T_SYN | T_ACK, &pkt, 0) == L4M_OK)
    {
        node_input(&net->a, &pkt, 0);
        net->a.tcp_seq++;
        net->b.tcp_seq++;
    }
    if (l4m_assoc_state(net->a.assoc) != L4M_STATE_ESTABLISHED)
    {
        return FAILED;
    }
    net_check(net);
    return COMPLETE;
}

typedef enum kind
{
    ONE_ROUND,
    TWO_GROUPS,
    CROSSING,
    KINDS
} kind;

static void prepare(t_net *net, uint8_t proto, kind what)
{
    net_prepare(net, proto, L4M_SUITE_DEFAULT);
    if (what == TWO_GROUPS)
    {
        net->a.config.suites[1] = L4M_SUITE_PAPER;
        net->a.config.suite_count = 2;
        net->b.config.suites[0] = L4M_SUITE_PAPER;
    }
    /* The larger nonce must be A's, that B becomes the responder. */
    net->a.rng.seeded.seed = 2;
}

static outcome run(t_net *net, kind what)
{
    outcome result = connect_once(net, what == TWO_GROUPS, what == CROSSING);
    node_stop(&net->a);
    node_stop(&net->b);
    return result;
}

/** Which of the two hosts fails, and in what. */
static long *countdown(t_net *net, int which)
{
    t_node *node = which % 2 == 0 ? &net->a : &net->b;
    return which < 2 ? &node->mem.left : &node->rng.left;
}

static void fail_everywhere(uint8_t proto, kind what, int which)
{
    unsigned failed = 0;
    for (long k = 0;; k++)
    {
        t_net net;
        prepare(&net, proto, what);
        *countdown(&net, which) = k;
        if (run(&net, what) == FAILED)
        {
            failed++;
        }
        else if (*countdown(&net, which) > 0)
        {
            break; /* more than it takes: nothing failed any longer */
        }
        assert_in_range(k, 0, 400);
    }
    assert_in_range(failed, 1, 400);
}

static void test_memory_fails_at_every_allocation(void **state)
{
    (void)state;
    for (kind what = ONE_ROUND; what < KINDS; what++)
    {
        for (int side = 0; side < 2; side++)
        {
            fail_everywhere(L4M_PROTO_UDP, what, side);
            fail_everywhere(L4M_PROTO_TCP, what == CROSSING ? ONE_ROUND : what, side);
        }
    }
}

static void test_randomness_fails_at_every_call(void **state)
{
    (void)state;
    for (kind what = ONE_ROUND; what < KINDS; what++)
    {
        for (int side = 0; side < 2; side++)
        {
            fail_everywhere(L4M_PROTO_UDP, what, 2 + side);
        }
    }
}

/** Memory for further associations on a host that has some. */
static void test_memory_fails_while_the_host_grows(void **state)
{
    enum
    {
        WANTED = 60
    };
    (void)state;

    t_net net;
    l4m_assoc *assoc;
    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    for (uint16_t port = 1; port <= WANTED; port++)
    {
        l4m_error err = L4M_ERR_MEMORY;
        for (long k = 0; err != L4M_OK; k++)
        {
            net.a.mem.left = k;
            err = l4m_connect(net.a.host, &assoc, L4M_PROTO_UDP, port, PORT_B, &net.b.addr, NULL, 0);
            assert_true(err == L4M_OK || (err == L4M_ERR_MEMORY && assoc == NULL));
            assert_int_equal(l4m_host_associations(net.a.host), err == L4M_OK ? port : port - 1);
            assert_int_equal(l4m_has_pair(net.a.host, L4M_PROTO_UDP, port, PORT_B), err == L4M_OK);
            assert_in_range(k, 0, 50);
        }
    }
    net.a.mem.left = -1;
    assert_int_equal(node_drop_output(&net.a, 0), WANTED);
    net_down(&net);
}

/** The same for a host that answers. A failed L4_INIT leaves nothing behind, and its repetition is accepted. */
static void test_memory_fails_while_the_responder_grows(void **state)
{
    enum
    {
        WANTED = 60
    };
    (void)state;

    t_net net;
    t_packet pkt;
    l4m_assoc *assoc;
    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    for (uint16_t port = 1; port <= WANTED; port++)
    {
        assert_int_equal(l4m_connect(net.a.host, &assoc, L4M_PROTO_UDP, port, PORT_B, &net.b.addr, NULL, 0), L4M_OK);
        assert_true(node_output(&net.a, &pkt, 0));
        l4m_verdict verdict = L4M_DISCARD;
        for (long k = 0; verdict == L4M_DISCARD; k++)
        {
            net.b.mem.left = k;
            verdict = node_input(&net.b, &pkt, 0);
            assert_int_equal(verdict, verdict == L4M_DISCARD ? L4M_DISCARD : L4M_DONE);
            assert_int_equal(net.b.result.reason, verdict == L4M_DISCARD ? L4M_ERR_MEMORY : L4M_OK);
            assert_int_equal(l4m_host_associations(net.b.host), verdict == L4M_DISCARD ? port - 1 : port);
            assert_int_equal(l4m_has_pair(net.b.host, L4M_PROTO_UDP, PORT_B, port), verdict != L4M_DISCARD);
            assert_in_range(k, 0, 50);
        }
        net.b.assoc = NULL;
    }
    net.b.mem.left = -1;
    assert_int_equal(node_drop_output(&net.b, 0), WANTED);
    net_down(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_fails_at_every_allocation),
        cmocka_unit_test(test_randomness_fails_at_every_call),
        cmocka_unit_test(test_memory_fails_while_the_host_grows),
        cmocka_unit_test(test_memory_fails_while_the_responder_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
