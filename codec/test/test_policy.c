/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_policy.c Ordinary sockets and peers, refusals, other versions, and what a configuration may say (R18). */

#include "support.h"

#include <string.h>

static void prepare_without_common_suite(t_net *net, uint8_t proto, l4m_policy policy)
{
    net_prepare(net, proto, L4M_SUITE_DEFAULT);
    net->b.config.suites[0] = L4M_SUITE_PAPER;
    node_start(&net->a);
    node_start(&net->b);
    net_listen(net, policy);
}

static void assert_refused(t_net *net, uint8_t reason)
{
    t_packet pkt;
    assert_true(node_output(&net->b, &pkt, net->now));
    assert_int_equal(ext_of(&pkt)[13], L4M_OFFER_REFUSE);
    assert_int_equal(ext_of(&pkt)[14], reason);
    assert_int_equal(l4m_host_associations(net->b.host), 0);
    assert_int_equal(node_input(&net->a, &pkt, net->now), L4M_DONE);
    assert_int_equal(net->a.events[L4M_EVENT_FAILED], 1);
    assert_int_equal(net->a.reason, L4M_ERR_REFUSED);
}

static void test_r6_no_common_suite_on_udp_is_refused(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    prepare_without_common_suite(&net, L4M_PROTO_UDP, L4M_POLICY_FALLBACK);
    net_first_init(&net, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_SUITE);
    assert_refused(&net, 22);
    net_down(&net);
}

static void test_r6_r18_no_common_suite_on_tcp(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    prepare_without_common_suite(&net, L4M_PROTO_TCP, L4M_POLICY_FALLBACK);
    net_first_init(&net, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_PLAIN);
    assert_int_equal(net.b.result.reason, L4M_ERR_SUITE);
    assert_false(node_output(&net.b, &pkt, net.now));
    net_down(&net);

    prepare_without_common_suite(&net, L4M_PROTO_TCP, L4M_POLICY_REQUIRE);
    net_first_init(&net, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_SUITE);
    assert_refused(&net, 22);
    net_down(&net);
}

/** An L4_INIT of another version is refused in version 1, or taken as plain where that is allowed. */
static void test_other_version(void **state)
{
    (void)state;
    for (int tcp = 0; tcp <= 1; tcp++)
    {
        for (int require = 0; require <= 1; require++)
        {
            t_net net;
            t_packet pkt;
            net_init(&net, tcp ? L4M_PROTO_TCP : L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
            net_listen(&net, require ? L4M_POLICY_REQUIRE : L4M_POLICY_FALLBACK);
            net_first_init(&net, &pkt);
            ext_of(&pkt)[0] = 0x21;
            if (tcp && !require)
            {
                assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_PLAIN);
                assert_false(node_output(&net.b, &pkt, net.now));
            }
            else
            {
                assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
                assert_int_equal(net.b.result.reason, L4M_ERR_VERSION);
                assert_refused(&net, 11);
            }
            net_down(&net);
        }
    }
}

/** R18: a port on which no mobile socket listens is an ordinary one, whatever arrives there. */
static void test_r18_ordinary_port(void **state)
{
    (void)state;
    for (int tcp = 0; tcp <= 1; tcp++)
    {
        t_net net;
        t_packet init;
        t_packet pkt;
        net_init(&net, tcp ? L4M_PROTO_TCP : L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        l4m_unlisten(net.b.host, net.proto, PORT_B);
        net_first_init(&net, &init);
        assert_int_equal(node_input(&net.b, &init, net.now), L4M_PLAIN);
        assert_int_equal(net.b.result.reason, L4M_ERR_NOT_LISTENING);
        assert_int_equal(l4m_host_associations(net.b.host), 0);
        assert_false(node_output(&net.b, &pkt, net.now));
        /* Odd set-up messages as well. */
        pkt = init;
        pkt.len -= 4;
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_PLAIN);
        ext_of(&init)[0] = 0x12;
        assert_int_equal(node_input(&net.b, &init, net.now), L4M_PLAIN);
        ext_of(&init)[0] = 0x31;
        assert_int_equal(node_input(&net.b, &init, net.now), L4M_PLAIN);
        assert_int_equal(discards(&net.b), 0);
        net_down(&net);
    }
}

/** A plain SYN or datagram at a listener: taken (fall back) or discarded (require). */
static void test_r18_plain_packets_at_a_listener(void **state)
{
    (void)state;
    for (int tcp = 0; tcp <= 1; tcp++)
    {
        for (int require = 0; require <= 1; require++)
        {
            t_net net;
            t_packet pkt = {.proto = tcp ? L4M_PROTO_TCP : L4M_PROTO_UDP, .len = tcp ? 20 : 60};
            net_init(&net, pkt.proto, L4M_SUITE_DEFAULT);
            net_listen(&net, require ? L4M_POLICY_REQUIRE : L4M_POLICY_FALLBACK);
            net.a.app_local = PORT_A;
            net.a.app_peer = PORT_B;
            pkt.src = net.a.addr;
            node_tcp(&net.a, pkt.bytes, T_SYN);
            assert_int_equal(node_input(&net.b, &pkt, net.now), require ? L4M_DISCARD : L4M_PLAIN);
            assert_int_equal(net.b.result.reason, require ? L4M_ERR_PLAIN : L4M_OK);
            net_down(&net);
        }
    }
}

/** The answer of an ordinary TCP: without the option, and acknowledging exactly our SYN. */
static void plain_answer(uint8_t flags, uint32_t ack_error, bool ends)
{
    t_net net;
    t_packet pkt;

    net_init(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &pkt);
    net.b.app_local = PORT_B;
    net.b.app_peer = PORT_A;
    net.b.tcp_ack = net.a.tcp_seq + 1 + ack_error;
    memset(&pkt, 0, sizeof pkt);
    pkt.proto = L4M_PROTO_TCP;
    pkt.src = net.b.addr;
    pkt.len = node_tcp(&net.b, pkt.bytes, flags);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_PLAIN);
    assert_int_equal(net.a.events[L4M_EVENT_FAILED], ends ? 1 : 0);
    assert_int_equal(l4m_assoc_state(net.a.assoc), ends ? L4M_STATE_FAILED : L4M_STATE_INIT_SENT);
    assert_ptr_equal(net.a.result.assoc, ends ? net.a.assoc : NULL);
    if (ends)
    {
        assert_int_equal(net.a.reason, L4M_ERR_PLAIN);
        /* What comes next is the ordinary socket's. */
        pkt.len = node_tcp(&net.b, pkt.bytes, T_ACK);
        assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_PLAIN);
    }
    net_down(&net);
}

static void test_r18_ordinary_tcp_peer(void **state)
{
    (void)state;
    plain_answer(T_SYN | T_ACK, 0, true);
    plain_answer(T_RST | T_ACK, 0, true);
    plain_answer(T_SYN | T_ACK, 1, false);
    plain_answer(T_SYN | T_ACK, (uint32_t)-1, false);
    plain_answer(T_RST | T_ACK, 7, false);
    plain_answer(T_RST, 0, false);
    plain_answer(T_SYN, 0, false);
    plain_answer(T_ACK, 0, false);
}

/** The same where the socket's own ports were taken, and the SYN went from others. */
static void test_r18_ordinary_tcp_peer_on_other_ports(void **state)
{
    static const uint8_t flags[] = {T_SYN | T_ACK, T_RST | T_ACK};
    (void)state;

    for (size_t i = 0; i < 2; i++)
    {
        t_net net;
        t_packet syn;
        t_packet pkt = {.proto = L4M_PROTO_TCP, .len = 20};
        net_init(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
        assert_int_equal(node_connect(&net.a, L4M_PROTO_TCP, &net.b.addr, net.now), L4M_OK);
        assert_int_equal(node_connect(&net.a, L4M_PROTO_TCP, &net.b.addr, net.now), L4M_OK);
        assert_int_equal(node_attach(&net.a, T_SYN, &syn, net.now), L4M_OK);
        assert_int_not_equal(get_u16(syn.bytes), PORT_A);
        net.b.tcp_ack = net.a.tcp_seq + 1;
        node_tcp(&net.b, pkt.bytes, flags[i]);
        put_u16(pkt.bytes, PORT_B);
        put_u16(pkt.bytes + 2, get_u16(syn.bytes));
        /* Not from elsewhere, and not for what was not sent. */
        pkt.src = addr4(66);
        node_input(&net.a, &pkt, net.now);
        assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_INIT_SENT);
        pkt.src = net.b.addr;
        pkt.bytes[11] ^= 1;
        node_input(&net.a, &pkt, net.now);
        assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_INIT_SENT);
        pkt.bytes[11] ^= 1;
        assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_PLAIN);
        assert_ptr_equal(net.a.result.assoc, net.a.assoc);
        assert_int_equal(net.a.reason, L4M_ERR_PLAIN);
        net_down(&net);
    }
}

/** On UDP only silence, or a refusal with our nonce, ends the attempt. */
static void test_r18_ordinary_udp_peer(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    l4m_unlisten(net.b.host, L4M_PROTO_UDP, PORT_B);
    net_first_init(&net, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_PLAIN);
    pkt = (t_packet){.proto = L4M_PROTO_UDP, .src = net.b.addr, .len = 12};
    put_u16(pkt.bytes, PORT_B);
    put_u16(pkt.bytes + 2, PORT_A);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.a.result.reason, L4M_ERR_UNEXPECTED);
    assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_INIT_SENT);
    for (l4m_usec t = net.now; l4m_deadline(net.a.host) != L4M_NEVER; t = l4m_deadline(net.a.host))
    {
        l4m_tick(net.a.host, t);
    }
    node_events(&net.a);
    assert_int_equal(net.a.reason, L4M_ERR_TIMEOUT);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_PLAIN);
    net_down(&net);
}

/** R18: the ordinary socket whose ports are by chance those of an association keeps its packets. */
static void test_r18_plain_socket_with_the_same_pair(void **state)
{
    (void)state;
    for (int tcp = 0; tcp <= 1; tcp++)
    {
        t_net net;
        t_packet pkt;
        net_up(&net, tcp ? L4M_PROTO_TCP : L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        assert_true(l4m_has_pair(net.b.host, net.proto, PORT_B, PORT_A));
        pkt = (t_packet){.proto = net.proto, .src = addr4(44), .len = 100};
        node_tcp(&net.a, pkt.bytes, T_ACK);
        assert_int_equal(node_input(&net.b, &pkt, net.now), tcp ? L4M_DISCARD : L4M_PLAIN);
        net.b.plain_socket = true;
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_PLAIN);
        /* Even where it looks like an extended packet with a wrong MAC. */
        assert_int_equal(node_data(&net.a, &pkt, "real", 4, net.now), L4M_OK);
        pkt.bytes[pkt.len - 1] ^= 1;
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_PLAIN);
        pkt.bytes[pkt.len - 1] ^= 1;
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
        net_down(&net);
    }
}

/** A plain datagram from elsewhere to a listener that takes plain ones, on the ports of an association (spec 8). */
static void test_r18_plain_datagram_on_the_ports_of_an_association(void **state)
{
    t_net net;
    t_packet pkt = {.proto = L4M_PROTO_UDP, .src = addr4(44), .len = 40};
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    put_u16(pkt.bytes, PORT_A);
    put_u16(pkt.bytes + 2, PORT_B);
    memset(pkt.bytes + 8, 'x', 32);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_PLAIN);
    pkt.src = net.a.addr; /* R7: but not from where the peer is */
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    node_move(&net.a, addr4(9), net.now);
    net_check(&net);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD); /* nor from what the socket knows */
    assert_int_equal(net.b.result.reason, L4M_ERR_VERSION);
    pkt.src = addr4(44);
    net_listen(&net, L4M_POLICY_REQUIRE);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    net_down(&net);
}

static l4m_error try_config(const l4m_config *config)
{
    l4m_host *host;
    l4m_error err = l4m_host_new(&host, config);
    assert_int_equal(err == L4M_OK, host != NULL);
    l4m_host_free(host);
    return err;
}

static void test_configuration_out_of_range(void **state)
{
    l4m_config good;
    l4m_config c;
    (void)state;

    l4m_config_default(&good);
    assert_int_equal(try_config(&good), L4M_OK);
#define REFUSED(change)                                                                                                \
    do                                                                                                                 \
    {                                                                                                                  \
        c = good;                                                                                                      \
        change;                                                                                                        \
        assert_int_equal(try_config(&c), L4M_ERR_ARGUMENT);                                                            \
    } while (0)
    REFUSED(c.suite_count = 0);
    REFUSED(c.suite_count = L4M_SUITES_MAX + 1);
    REFUSED(c.suites[1] = 0x7777);
    REFUSED(c.suites[1] = c.suites[0]);
    REFUSED(c.mem.alloc = NULL);
    REFUSED(c.mem.free = NULL);
    REFUSED(c.rng.fill = NULL);
    REFUSED(c.candidates = 0);
    REFUSED(c.candidates = 17);
    REFUSED(c.max_rounds = 0);
    REFUSED(c.max_rounds = 17);
    REFUSED(c.init_tries = 0);
    REFUSED(c.init_tries = 17);
    REFUSED(c.empty_tries = 17);
    REFUSED(c.init_timeout = 0);
    REFUSED(c.empty_timeout = 0);
    REFUSED(c.half_open_timeout = 0);
    REFUSED(c.idle_timeout = 0);
    REFUSED(c.init_timeout = UINT64_MAX);
    REFUSED(c.empty_timeout = UINT64_MAX);
    REFUSED(c.half_open_timeout = UINT64_MAX - 1);
    REFUSED(c.idle_timeout = UINT64_MAX - 1);
#undef REFUSED
    c = good;
    c.half_open_timeout = L4M_NEVER;
    c.empty_tries = 0;
    assert_int_equal(try_config(&c), L4M_OK);
}

static void test_arguments_out_of_range(void **state)
{
    t_net net;
    l4m_assoc *assoc;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    l4m_host *h = net.a.host;
    assert_int_equal(l4m_listen(h, 1, 7, L4M_POLICY_FALLBACK), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_listen(h, L4M_PROTO_UDP, 0, L4M_POLICY_FALLBACK), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_listen(h, L4M_PROTO_UDP, 7, (l4m_policy)2), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_connect(h, &assoc, 1, 7, 7, &net.b.addr, NULL, 0), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_connect(h, &assoc, L4M_PROTO_UDP, 0, 7, &net.b.addr, NULL, 0), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_connect(h, &assoc, L4M_PROTO_UDP, 7, 0, &net.b.addr, NULL, 0), L4M_ERR_ARGUMENT);
    assert_null(assoc);
    assert_int_equal(l4m_host_discarded(h, L4M_ERR_COUNT), 0);
    l4m_close(NULL);
    l4m_host_free(NULL);
    net_down(&net);
}

static void test_protect_arguments(void **state)
{
    t_net net;
    uint8_t pkt[100] = {0};
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    assert_int_equal(l4m_protect(net.a.assoc, pkt, 35, 8, 0), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_protect(net.a.assoc, pkt, 36, 12, 0), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_protect(net.a.assoc, pkt, 4, 8, 0), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_protect(net.a.assoc, pkt, 65536, 8, 0), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_protect(net.a.assoc, pkt, 36, 8, 0), L4M_OK);
    net_down(&net);
    net_up(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    memset(pkt, 0, sizeof pkt);
    assert_int_equal(l4m_protect(net.a.assoc, pkt, 60, 20, 0), L4M_ERR_ARGUMENT); /* data offset 0 */
    pkt[12] = 6 << 4;
    assert_int_equal(l4m_protect(net.a.assoc, pkt, 60, 20, 0), L4M_ERR_ARGUMENT);
    pkt[12] = 5 << 4;
    assert_int_equal(l4m_protect(net.a.assoc, pkt, 60, 20, 0), L4M_OK);
    net_down(&net);
}

static void test_small_calls(void **state)
{
    t_net net;
    l4m_outgoing out;
    uint8_t buf[L4M_OUTPUT_MAX];
    l4m_exported_keys keys;
    int x;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    assert_int_equal(node_connect(&net.a, L4M_PROTO_UDP, &net.b.addr, net.now), L4M_OK);
    assert_null(l4m_assoc_user(net.a.assoc));
    l4m_assoc_set_user(net.a.assoc, &x);
    assert_ptr_equal(l4m_assoc_user(net.a.assoc), &x);
    assert_ptr_equal(l4m_assoc_host(net.a.assoc), net.a.host);
    assert_int_equal(l4m_assoc_export_keys(net.a.assoc, &keys), L4M_ERR_STATE);
    assert_int_equal(l4m_assoc_overhead(net.a.assoc), 0);
    /* Too small a buffer loses nothing. */
    assert_false(l4m_output(net.a.host, &out, buf, sizeof buf - 1, net.now));
    assert_true(l4m_output(net.a.host, &out, buf, sizeof buf, net.now));
    net_down(&net);
}

/** Two packets of one association wait at once. */
static void test_answer_and_empty_packet_together(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    node_move(&net.a, addr4(9), net.now);
    assert_true(node_output(&net.a, &pkt, net.now));
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DONE);
    assert_int_equal(l4m_move(net.b.assoc, net.now), L4M_OK);
    assert_int_equal(net_carry(&net, &net.b, &net.a), 2);
    assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 1);
    assert_int_equal(net.a.events[L4M_EVENT_PEER_MOVED], 1);
    net_down(&net);
}

static void test_every_code_has_text(void **state)
{
    (void)state;
    for (int i = 0; i < L4M_ERR_COUNT; i++)
    {
        assert_string_not_equal(l4m_strerror((l4m_error)i), "unknown error");
        for (int k = 0; k < i; k++)
        {
            assert_string_not_equal(l4m_error_name((l4m_error)i), l4m_error_name((l4m_error)k));
        }
    }
    assert_string_equal(l4m_strerror((l4m_error)L4M_ERR_COUNT), "unknown error");
    assert_string_equal(l4m_strerror((l4m_error)-1), "unknown error");
    assert_string_equal(l4m_library_version(), L4M_LIBRARY_VERSION);
    assert_string_equal(l4m_error_name(L4M_ERR_OPTION_CRITICAL), "option-critical");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r6_no_common_suite_on_udp_is_refused),
        cmocka_unit_test(test_r6_r18_no_common_suite_on_tcp),
        cmocka_unit_test(test_other_version),
        cmocka_unit_test(test_r18_ordinary_port),
        cmocka_unit_test(test_r18_plain_packets_at_a_listener),
        cmocka_unit_test(test_r18_ordinary_tcp_peer),
        cmocka_unit_test(test_r18_ordinary_tcp_peer_on_other_ports),
        cmocka_unit_test(test_r18_ordinary_udp_peer),
        cmocka_unit_test(test_r18_plain_socket_with_the_same_pair),
        cmocka_unit_test(test_r18_plain_datagram_on_the_ports_of_an_association),
        cmocka_unit_test(test_configuration_out_of_range),
        cmocka_unit_test(test_arguments_out_of_range),
        cmocka_unit_test(test_protect_arguments),
        cmocka_unit_test(test_small_calls),
        cmocka_unit_test(test_answer_and_empty_packet_together),
        cmocka_unit_test(test_every_code_has_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
