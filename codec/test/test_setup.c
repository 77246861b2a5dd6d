/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_setup.c Set-up of associations: both roles, UDP and TCP, repetitions, crossing. */

#include "support.h"

#include <string.h>

static const uint8_t protos[] = {L4M_PROTO_UDP, L4M_PROTO_TCP};

static void assert_same_keys(const t_net *net)
{
    l4m_exported_keys a;
    l4m_exported_keys b;
    static const uint8_t zero[36];

    assert_int_equal(l4m_assoc_export_keys(net->a.assoc, &a), L4M_OK);
    assert_int_equal(l4m_assoc_export_keys(net->b.assoc, &b), L4M_OK);
    assert_int_equal(a.packet_key_len, b.packet_key_len);
    assert_int_equal(a.confirm_key_len, b.confirm_key_len);
    assert_memory_equal(a.i2r, b.i2r, sizeof a.i2r);
    assert_memory_equal(a.r2i, b.r2i, sizeof a.r2i);
    assert_memory_equal(a.confirm, b.confirm, sizeof a.confirm);
    assert_memory_not_equal(a.i2r, a.r2i, a.packet_key_len);
    assert_memory_not_equal(a.i2r, zero, a.packet_key_len);
    assert_memory_not_equal(a.confirm, zero, a.confirm_key_len);
}

/** R5: both sides come to the same key by Diffie-Hellman, whatever the suite; R2: on both protocols. */
static void test_r2_r5_r6_every_suite_on_udp_and_tcp(void **state)
{
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    (void)state;

    for (size_t i = 0; i < count; i++)
    {
        for (size_t p = 0; p < 2; p++)
        {
            t_net net;
            net_init(&net, protos[p], suites[i].id);
            assert_int_equal(node_connect(&net.a, protos[p], &net.b.addr, net.now), L4M_OK);
            assert_null(l4m_assoc_suite(net.a.assoc));
            net_connect(&net);
            assert_ptr_equal(l4m_assoc_suite(net.a.assoc), &suites[i]);
            assert_ptr_equal(l4m_assoc_suite(net.b.assoc), &suites[i]);
            assert_int_equal(l4m_assoc_overhead(net.a.assoc), suites[i].id == L4M_SUITE_PAPER ? 24 : 28);
            assert_int_equal(l4m_assoc_proto(net.b.assoc), protos[p]);
            assert_true(l4m_assoc_is_initiator(net.a.assoc));
            assert_false(l4m_assoc_is_initiator(net.b.assoc));
            assert_int_equal(l4m_assoc_rounds(net.a.assoc), 1);
            assert_int_equal(l4m_assoc_rounds(net.b.assoc), 1);
            assert_int_equal(net.a.events[L4M_EVENT_ESTABLISHED], 1);
            assert_int_equal(net.b.events[L4M_EVENT_ESTABLISHED], 1);
            assert_int_equal(l4m_host_work(net.a.host)->keygen, 1);
            assert_int_equal(l4m_host_work(net.a.host)->derive, 1);
            assert_int_equal(l4m_host_work(net.b.host)->kdf, 1);
            assert_same_keys(&net);
            assert_int_equal(discards(&net.a) + discards(&net.b), 0);
            net_down(&net);
        }
    }
}

/** Two connections never share a key, even from the same configuration. */
static void test_r5_keys_are_fresh(void **state)
{
    t_net one;
    t_net two;
    l4m_exported_keys keys[2];
    (void)state;

    net_up(&one, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_prepare(&two, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    two.a.rng.seeded.seed = 99;
    node_start(&two.a);
    node_start(&two.b);
    net_listen(&two, L4M_POLICY_FALLBACK);
    net_connect(&two);
    assert_int_equal(l4m_assoc_export_keys(one.a.assoc, &keys[0]), L4M_OK);
    assert_int_equal(l4m_assoc_export_keys(two.a.assoc, &keys[1]), L4M_OK);
    assert_memory_not_equal(keys[0].i2r, keys[1].i2r, 32);
    net_down(&one);
    net_down(&two);
}

/** R15: on UDP nothing but L4_INIT and L4_OFFER goes before the keys are agreed. R4: by l4m_connect() of a UDP socket.
 */
static void test_r4_r15_udp_init_and_offer_before_data(void **state)
{
    t_net net;
    t_packet pkt;
    t_packet data;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    assert_int_equal(node_connect(&net.a, L4M_PROTO_UDP, &net.b.addr, net.now), L4M_OK);
    assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_INIT_SENT);
    assert_int_equal(node_data(&net.a, &data, "early", 5, net.now), L4M_ERR_STATE);
    net_first_init(&net, &pkt);
    assert_int_equal(ext_of(&pkt)[0], 0x11);
    assert_int_equal(get_u16(pkt.bytes), PORT_A);
    assert_int_equal(get_u16(pkt.bytes + 2), PORT_B);
    assert_int_equal(get_u16(pkt.bytes + 4), pkt.len);
    assert_int_equal(pkt.len, 8 + 4u * ext_of(&pkt)[1]);
    assert_false(node_output(&net.a, &data, net.now));

    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DONE);
    assert_int_equal(l4m_assoc_state(net.b.assoc), L4M_STATE_OFFER_SENT);
    assert_int_equal(net.b.events[L4M_EVENT_ESTABLISHED], 0);
    net_offer(&net, &pkt);
    assert_int_equal(ext_of(&pkt)[0], 0x12);
    assert_int_equal(get_u16(pkt.bytes), PORT_B);
    assert_int_equal(get_u16(pkt.bytes + 2), PORT_A);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DONE);
    assert_int_equal(net.a.events[L4M_EVENT_ESTABLISHED], 1);

    /* With no data the responder hears of us by an empty packet. */
    assert_true(node_output(&net.a, &pkt, net.now));
    assert_int_equal(ext_of(&pkt)[0], 0x14);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DONE);
    assert_int_equal(l4m_assoc_state(net.b.assoc), L4M_STATE_ESTABLISHED);
    assert_int_equal(net.b.events[L4M_EVENT_ESTABLISHED], 1);
    net_down(&net);
}

/** The responder may send as soon as its L4_OFFER has gone (spec, UDP), and that ends the initiator's empty packets. */
static void test_r15_responder_speaks_first(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_FAST);
    net_first_init(&net, &pkt);
    node_input(&net.b, &pkt, net.now);
    net_offer(&net, &pkt);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DONE);
    assert_int_equal(node_data(&net.b, &pkt, "hello", 5, net.now), L4M_OK);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DELIVER);
    assert_payload(&net.a, &pkt, "hello", 5);
    assert_int_equal(l4m_deadline(net.a.host), L4M_NEVER);
    net_down(&net);
}

/** R16: L4_INIT on the SYN, L4_OFFER on the SYN/ACK, and not one packet of the library's own. R17: TCP's header stays.
 */
static void test_r16_r17_tcp_rides_on_the_handshake(void **state)
{
    t_net net;
    t_packet pkt;
    t_packet none;
    uint8_t tcp[20];
    (void)state;

    net_init(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &pkt);
    node_tcp(&net.a, tcp, T_SYN);
    assert_memory_equal(pkt.bytes, tcp, 12);
    assert_int_equal(pkt.bytes[12], 6 << 4);
    assert_memory_equal(pkt.bytes + 13, tcp + 13, 3);
    assert_int_equal(get_u16(pkt.bytes + 16), 0);
    assert_memory_equal(pkt.bytes + 20, "\xfe\4L4", 4);
    assert_int_equal(ext_of(&pkt)[0], 0x11);
    assert_int_equal(pkt.len, 24 + 4u * ext_of(&pkt)[1]);
    assert_false(node_output(&net.a, &none, net.now));
    assert_int_equal(l4m_deadline(net.a.host), L4M_NEVER); /* TCP repeats its SYN by itself */

    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_SYN);
    assert_int_equal(net.b.result.l4_len, 24);
    assert_int_equal(net.b.result.l4_len + net.b.result.ext_len, pkt.len);
    assert_false(node_output(&net.b, &none, net.now));
    net_offer(&net, &pkt);
    assert_int_equal(ext_of(&pkt)[0], 0x12);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_SYN_ACK);
    assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_ESTABLISHED);

    /* The third segment of the handshake is protected and establishes the responder. */
    net.a.tcp_seq++;
    assert_int_equal(node_segment(&net.a, &pkt, T_ACK, "", 0, net.now), L4M_OK);
    assert_int_equal(pkt.len, 20 + 28);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
    assert_int_equal(l4m_assoc_state(net.b.assoc), L4M_STATE_ESTABLISHED);
    assert_false(node_output(&net.a, &none, net.now));
    assert_false(node_output(&net.b, &none, net.now));
    net_check(&net);
    net_down(&net);
}

static void test_r16_r17_attach_refuses_what_it_cannot_carry(void **state)
{
    t_net net;
    uint8_t tcp[60] = {0};
    uint8_t out[60 + L4M_ATTACH_MAX];
    size_t len;
    size_t l4_len;
    (void)state;

    net_init(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    assert_int_equal(node_connect(&net.a, L4M_PROTO_TCP, &net.b.addr, net.now), L4M_OK);
    memset(tcp, 0x61, sizeof tcp); /* options, as far as they count here */
    node_tcp(&net.a, tcp, T_SYN);
    assert_int_equal(l4m_attach(net.a.assoc, tcp, 19, out, sizeof out, &len, &l4_len, 0), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_attach(net.a.assoc, tcp, 24, out, sizeof out, &len, &l4_len, 0), L4M_ERR_ARGUMENT);
    assert_int_equal(l4m_attach(net.a.assoc, tcp, 20, out, 50, &len, &l4_len, 0), L4M_ERR_BUFFER);
    tcp[13] = T_ACK;
    assert_int_equal(l4m_attach(net.a.assoc, tcp, 20, out, sizeof out, &len, &l4_len, 0), L4M_ERR_L4_HEADER);
    tcp[13] = T_SYN | T_ACK;
    assert_int_equal(l4m_attach(net.a.assoc, tcp, 20, out, sizeof out, &len, &l4_len, 0), L4M_ERR_STATE);
    tcp[13] = T_SYN;
    tcp[12] = 15 << 4;
    assert_int_equal(l4m_attach(net.a.assoc, tcp, 60, out, sizeof out, &len, &l4_len, 0), L4M_ERR_L4_HEADER);
    tcp[12] = 14 << 4;
    assert_int_equal(l4m_attach(net.a.assoc, tcp, 56, out, sizeof out, &len, &l4_len, 0), L4M_OK);
    assert_int_equal(l4_len, 60);
    assert_memory_equal(out + 24, tcp + 20, 36);
    net_down(&net);
}

/** UDP: after 1, 2, 4 s the same bytes again; 8 s after the fourth the attempt is over. */
static void test_r15_init_schedule_and_timeout(void **state)
{
    const l4m_usec after[] = {1 * SECOND, 3 * SECOND, 7 * SECOND};
    t_net net;
    t_packet first;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &first);
    for (size_t i = 0; i < 3; i++)
    {
        assert_int_equal(l4m_deadline(net.a.host), net.now + after[i]);
        l4m_tick(net.a.host, net.now + after[i] - 1);
        assert_false(node_output(&net.a, &pkt, net.now));
        l4m_tick(net.a.host, net.now + after[i]);
        assert_true(node_output(&net.a, &pkt, net.now));
        assert_int_equal(pkt.len, first.len);
        assert_memory_equal(pkt.bytes, first.bytes, first.len);
    }
    assert_int_equal(l4m_deadline(net.a.host), net.now + 15 * SECOND);
    l4m_tick(net.a.host, net.now + 15 * SECOND);
    node_events(&net.a);
    assert_int_equal(net.a.events[L4M_EVENT_FAILED], 1);
    assert_int_equal(net.a.reason, L4M_ERR_TIMEOUT);
    assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_FAILED);
    assert_false(node_output(&net.a, &pkt, net.now));
    assert_int_equal(l4m_deadline(net.a.host), L4M_NEVER);
    net_down(&net);
}

/** A repeated L4_INIT gets the L4_OFFER that was made, and costs no second key; once confirmed it gets nothing. */
static void test_r15_repeated_init(void **state)
{
    t_net net;
    t_packet init;
    t_packet offer;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DONE);
    net_offer(&net, &offer);
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DONE);
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DONE);
    net_offer(&net, &pkt);
    assert_memory_equal(pkt.bytes, offer.bytes, offer.len);
    assert_false(node_output(&net.b, &pkt, net.now));
    assert_int_equal(l4m_host_work(net.b.host)->keygen, 1);
    assert_int_equal(l4m_host_associations(net.b.host), 1);
    node_input(&net.a, &offer, net.now);
    net_check(&net);
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_DUPLICATE);
    assert_int_equal(l4m_host_associations(net.b.host), 1);
    net_check(&net);
    net_down(&net);
}

static void test_r15_repeated_offer(void **state)
{
    t_net net;
    t_packet pkt;
    t_packet offer;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &pkt);
    node_input(&net.b, &pkt, net.now);
    net_offer(&net, &offer);
    assert_int_equal(node_input(&net.a, &offer, net.now), L4M_DONE);
    assert_int_equal(node_input(&net.a, &offer, net.now), L4M_DONE);
    assert_int_equal(net.a.events[L4M_EVENT_ESTABLISHED], 1);
    assert_int_equal(l4m_host_work(net.a.host)->derive, 1);
    net_check(&net);
    assert_int_equal(node_input(&net.a, &offer, net.now), L4M_DISCARD);
    assert_int_equal(net.a.result.reason, L4M_ERR_UNEXPECTED);
    net_down(&net);
}

/** R16: TCP repeats its SYN and SYN/ACK, the latter with another header perhaps; the MAC is made anew. */
static void test_r16_repeated_syn_and_syn_ack(void **state)
{
    t_net net;
    t_packet syn;
    t_packet pkt;
    t_packet again;
    (void)state;

    net_init(&net, L4M_PROTO_TCP, L4M_SUITE_PAPER);
    net_first_init(&net, &syn);
    net_first_init(&net, &pkt);
    assert_memory_equal(syn.bytes, pkt.bytes, syn.len);
    assert_int_equal(node_input(&net.b, &syn, net.now), L4M_SYN);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_SYN);
    assert_ptr_equal(net.b.result.assoc, net.b.assoc);
    assert_int_equal(l4m_host_associations(net.b.host), 1);

    net_offer(&net, &pkt);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_SYN_ACK);
    net.b.tcp_ack += 5; /* some other header */
    net_offer(&net, &again);
    assert_memory_not_equal(ext_of(&pkt) + 48, ext_of(&again) + 48, 16);
    assert_memory_equal(ext_of(&pkt), ext_of(&again), 48);
    assert_int_equal(node_input(&net.a, &again, net.now), L4M_SYN_ACK);
    again.bytes[15] ^= 1; /* the window, under the MAC */
    assert_int_equal(node_input(&net.a, &again, net.now), L4M_DISCARD);
    assert_int_equal(net.a.result.reason, L4M_ERR_MAC);
    net.b.tcp_ack -= 5;
    net_check(&net);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.a.result.reason, L4M_ERR_UNEXPECTED);
    assert_int_equal(net.a.events[L4M_EVENT_ESTABLISHED], 1);
    net_down(&net);
}

/** The acknowledgement of the SYN/ACK is lost while the initiator moves: the handshake of TCP can still end. */
static void test_r16_syn_ack_again_after_an_empty_packet(void **state)
{
    t_net net;
    t_packet syn;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &syn);
    node_input(&net.b, &syn, net.now);
    net_offer(&net, &pkt);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_SYN_ACK);
    net.a.tcp_seq++;
    assert_int_equal(node_segment(&net.a, &pkt, T_ACK, "", 0, net.now), L4M_OK); /* lost */
    node_move(&net.a, addr4(9), net.now);
    assert_int_equal(net_carry(&net, &net.a, &net.b), 1);
    assert_int_equal(l4m_assoc_state(net.b.assoc), L4M_STATE_ESTABLISHED);
    assert_int_equal(net_carry(&net, &net.b, &net.a), 1);
    assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 1);
    /* A copy of the SYN makes no second association. */
    assert_int_equal(node_input(&net.b, &syn, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_DUPLICATE);
    /* TCP at B still waits for the acknowledgement and repeats its SYN/ACK. */
    net_offer(&net, &pkt);
    assert_true(addr_equal(&pkt.dst, &net.a.addr));
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_SYN_ACK);
    net.b.tcp_seq++;
    net_check(&net);
    net_down(&net);
}

/** Both connect to each other's ports. @return A's nonce is the larger */
static bool cross(t_net *net, uint8_t proto, uint64_t seed, t_packet *from_a, t_packet *from_b)
{
    net_prepare(net, proto, L4M_SUITE_DEFAULT);
    net->a.rng.seeded.seed = seed;
    node_start(&net->a);
    node_start(&net->b);
    net_first_init(net, from_a);
    net->b.app_local = PORT_B;
    net->b.app_peer = PORT_A;
    net->b.app_addr = net->a.addr;
    assert_int_equal(l4m_connect(net->b.host, &net->b.assoc, proto, PORT_B, PORT_A, &net->a.addr, NULL, net->now),
                     L4M_OK);
    if (proto == L4M_PROTO_TCP)
    {
        assert_int_equal(node_attach(&net->b, T_SYN, from_b, net->now), L4M_OK);
    }
    else
    {
        assert_true(node_output(&net->b, from_b, net->now));
    }
    return memcmp(ext_of(from_a) + 16, ext_of(from_b) + 16, 16) > 0;
}

/** Spec, Crossing L4_INITs: the larger nonce goes on as initiator, whoever's arrives first. */
static void crossing(uint8_t proto, bool a_first)
{
    unsigned a_won = 0;
    for (uint64_t seed = 0; seed < 12; seed++)
    {
        t_net net;
        t_packet from_a;
        t_packet from_b;
        t_packet pkt;
        bool a_wins = cross(&net, proto, seed, &from_a, &from_b);
        t_node *winner = a_wins ? &net.a : &net.b;
        t_node *loser = a_wins ? &net.b : &net.a;
        l4m_verdict verdict[2];

        if (a_first)
        {
            verdict[1] = node_input(&net.b, &from_a, net.now);
            verdict[0] = node_input(&net.a, &from_b, net.now);
        }
        else
        {
            verdict[0] = node_input(&net.a, &from_b, net.now);
            verdict[1] = node_input(&net.b, &from_a, net.now);
        }
        assert_int_equal(verdict[a_wins ? 0 : 1], L4M_DISCARD);
        assert_int_equal(winner->result.reason, L4M_ERR_CROSSED);
        assert_int_equal(verdict[a_wins ? 1 : 0], proto == L4M_PROTO_TCP ? L4M_SYN : L4M_DONE);
        if (proto == L4M_PROTO_TCP)
        {
            assert_int_equal(node_attach(loser, T_SYN | T_ACK, &pkt, net.now), L4M_OK);
            assert_int_equal(node_input(winner, &pkt, net.now), L4M_SYN_ACK);
        }
        else
        {
            assert_true(node_output(loser, &pkt, net.now));
            assert_int_equal(node_input(winner, &pkt, net.now), L4M_DONE);
        }
        assert_true(l4m_assoc_is_initiator(winner->assoc));
        assert_false(l4m_assoc_is_initiator(loser->assoc));
        /* net_check() lets A speak first, which would be the responder if B won. */
        assert_int_equal(node_data(winner, &pkt, "first", 5, net.now), L4M_OK);
        assert_int_equal(node_input(loser, &pkt, net.now), L4M_DELIVER);
        net_check(&net);
        assert_same_keys(&net);
        assert_int_equal(l4m_host_associations(net.a.host), 1);
        assert_int_equal(l4m_host_associations(net.b.host), 1);
        a_won += a_wins;
        net_down(&net);
    }
    /* Otherwise one of the two cases was never tried. */
    assert_in_range(a_won, 1, 11);
}

/** An L4_INIT from anywhere else crosses nothing, whatever its nonce and its ports. */
static void test_r14_foreign_init_does_not_cross(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++)
    {
        t_net net;
        t_packet from_a;
        t_packet from_b;
        bool a_wins = cross(&net, L4M_PROTO_UDP, seed, &from_a, &from_b);
        t_node *loser = a_wins ? &net.b : &net.a;
        t_packet *init = a_wins ? &from_a : &from_b;

        init->src = addr4(99);
        l4m_verdict verdict = node_input(loser, init, net.now);
        assert_true(verdict == L4M_DISCARD || verdict == L4M_PLAIN);
        assert_int_equal(l4m_assoc_state(loser->assoc), L4M_STATE_INIT_SENT);
        assert_true(l4m_assoc_is_initiator(loser->assoc));
        net_down(&net);
    }
}

static void test_crossing_inits(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        crossing(protos[p], true);
        crossing(protos[p], false);
    }
}

/** An L4_INIT that comes back to its sender, with its ports turned round, harms nothing. */
static void test_reflected_init(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet init;
        t_packet back;

        net_init(&net, protos[p], L4M_SUITE_DEFAULT);
        assert_int_equal(l4m_listen(net.a.host, protos[p], PORT_A, L4M_POLICY_FALLBACK), L4M_OK);
        net_first_init(&net, &init);
        back = init;
        put_u16(back.bytes, PORT_B);
        put_u16(back.bytes + 2, PORT_A);
        back.src = net.b.addr;
        assert_int_equal(node_input(&net.a, &back, net.now), L4M_DISCARD);
        assert_int_equal(net.a.result.reason, L4M_ERR_REFLECTED);
        assert_int_equal(l4m_host_associations(net.a.host), 1);
        assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_INIT_SENT);
        assert_int_equal(node_input(&net.b, &init, net.now), protos[p] == L4M_PROTO_TCP ? L4M_SYN : L4M_DONE);
        net_down(&net);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r2_r5_r6_every_suite_on_udp_and_tcp),
        cmocka_unit_test(test_r5_keys_are_fresh),
        cmocka_unit_test(test_r4_r15_udp_init_and_offer_before_data),
        cmocka_unit_test(test_r15_responder_speaks_first),
        cmocka_unit_test(test_r16_r17_tcp_rides_on_the_handshake),
        cmocka_unit_test(test_r16_r17_attach_refuses_what_it_cannot_carry),
        cmocka_unit_test(test_r15_init_schedule_and_timeout),
        cmocka_unit_test(test_r15_repeated_init),
        cmocka_unit_test(test_r15_repeated_offer),
        cmocka_unit_test(test_r16_repeated_syn_and_syn_ack),
        cmocka_unit_test(test_r16_syn_ack_again_after_an_empty_packet),
        cmocka_unit_test(test_crossing_inits),
        cmocka_unit_test(test_r14_foreign_init_does_not_cross),
        cmocka_unit_test(test_reflected_init),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
