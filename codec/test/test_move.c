/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_move.c Moves: state sequence, the peer's address, the empty packet, idle time (R8 to R12). */

#include "support.h"

#include <string.h>

#include "internal.h"

static const uint8_t protos[] = {L4M_PROTO_UDP, L4M_PROTO_TCP};

static bool peer_is(const t_node *node, l4m_addr addr)
{
    return addr_equal(l4m_assoc_peer(node->assoc), &addr);
}

/** R8: nothing but an ordinary packet from the new place is needed. Either side may move, on either protocol. */
static void test_r8_r10_data_from_a_new_address_moves_the_peer(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        for (int side = 0; side <= 1; side++)
        {
            t_net net;
            t_packet pkt;
            net_up(&net, protos[p], L4M_SUITE_DEFAULT);
            t_node *mover = side ? &net.b : &net.a;
            t_node *other = side ? &net.a : &net.b;
            for (uint32_t seq = 1; seq <= 5; seq++)
            {
                node_move(mover, addr4((uint8_t)(100 + seq)), net.now);
                assert_int_equal(l4m_assoc_local_seq(mover->assoc), seq);
                assert_int_equal(node_data(mover, &pkt, "here I am", 9, net.now), L4M_OK);
                assert_int_equal(get_u32(ext_of(&pkt) + 4), seq);
                assert_int_equal(node_input(other, &pkt, net.now), L4M_DELIVER);
                assert_payload(other, &pkt, "here I am", 9);
                assert_true(peer_is(other, mover->addr));
                assert_int_equal(l4m_assoc_peer_seq(other->assoc), seq);
                assert_int_equal(other->events[L4M_EVENT_PEER_MOVED], seq);
                /* The data took the place of the empty packet. */
                assert_false(node_output(mover, &pkt, net.now));
                /* The other side's next packet goes there and tells that it has followed. */
                assert_int_equal(node_data(other, &pkt, "found you", 9, net.now), L4M_OK);
                assert_true(addr_equal(&pkt.dst, &mover->addr));
                assert_int_equal(get_u16(ext_of(&pkt) + 2), seq);
                assert_int_equal(node_input(mover, &pkt, net.now), L4M_DELIVER);
                assert_int_equal(mover->events[L4M_EVENT_FOLLOWED], seq);
                assert_int_equal(l4m_deadline(mover->host), L4M_NEVER);
            }
            assert_int_equal(l4m_assoc_peer_seq(mover->assoc), 0);
            assert_int_equal(mover->events[L4M_EVENT_PEER_MOVED], 0);
            net_down(&net);
        }
    }
}

/** R9: with nothing to send an empty packet goes at once; it moves the peer and is answered. */
static void test_r9_empty_packet_at_once(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet pkt;
        net_up(&net, protos[p], L4M_SUITE_DEFAULT);
        node_move(&net.a, addr4(9), net.now);
        assert_true(node_output(&net.a, &pkt, net.now));
        assert_int_equal(ext_of(&pkt)[0], 0x14);
        assert_int_equal(pkt.len, (protos[p] == L4M_PROTO_TCP ? 20 : 8) + 28);
        assert_true(addr_equal(&pkt.dst, &net.b.addr));
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DONE);
        assert_true(peer_is(&net.b, addr4(9)));
        assert_true(node_output(&net.b, &pkt, net.now));
        assert_int_equal(ext_of(&pkt)[0], 0x15);
        assert_true(addr_equal(&pkt.dst, &net.a.addr));
        assert_false(node_output(&net.b, &pkt, net.now));
        net_down(&net);
    }
}

/** R17: on TCP the empty packet looks like a pure acknowledgement of what was sent and received last. */
static void test_r9_r17_empty_packet_on_tcp_is_a_pure_acknowledgement(void **state)
{
    t_net net;
    t_packet pkt;
    uint8_t tcp[20];
    (void)state;

    net_up(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    assert_int_equal(node_data(&net.a, &pkt, "0123456789", 10, net.now), L4M_OK);
    net.a.tcp_seq -= 10; /* a retransmission of old data does not take the number back */
    assert_int_equal(node_segment(&net.a, &pkt, T_ACK, "01234", 5, net.now), L4M_OK);
    net.a.tcp_seq += 5;
    node_move(&net.a, addr4(9), net.now);
    assert_true(node_output(&net.a, &pkt, net.now));
    node_tcp(&net.a, tcp, T_ACK);
    put_u16(tcp + 16, 0);
    assert_memory_equal(pkt.bytes, tcp, 20);
    net_down(&net);
}

/** R9: repeated after 500 ms, 1, 2, 4 ... s, at most eight in all; then the caller hears of it and the association
 * lives. */
static void test_r9_empty_schedule_and_unreachable(void **state)
{
    (void)state;
    for (int data_first = 0; data_first <= 1; data_first++)
    {
        t_net net;
        t_packet pkt;
        net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        node_move(&net.a, addr4(9), net.now);
        if (data_first)
        {
            assert_int_equal(node_data(&net.a, &pkt, "lost", 4, net.now), L4M_OK);
        }
        assert_int_equal(node_drop_output(&net.a, net.now), data_first ? 0 : 1);
        l4m_usec interval = SECOND / 2;
        l4m_usec when = net.now;
        for (int i = 1; i < 8; i++)
        {
            when += interval;
            interval *= 2;
            assert_int_equal(l4m_deadline(net.a.host), when);
            l4m_tick(net.a.host, when - 1);
            assert_int_equal(node_drop_output(&net.a, when - 1), 0);
            l4m_tick(net.a.host, when);
            assert_true(node_output(&net.a, &pkt, when));
            assert_int_equal(ext_of(&pkt)[0], 0x14);
            assert_int_equal(node_drop_output(&net.a, when), 0);
        }
        when += interval;
        assert_int_equal(l4m_deadline(net.a.host), when);
        node_events(&net.a);
        assert_int_equal(net.a.events[L4M_EVENT_UNREACHABLE], 0);
        l4m_tick(net.a.host, when);
        node_events(&net.a);
        assert_int_equal(net.a.events[L4M_EVENT_UNREACHABLE], 1);
        assert_int_equal(node_drop_output(&net.a, when), 0);
        assert_int_equal(l4m_deadline(net.a.host), L4M_NEVER);
        assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_ESTABLISHED);
        net_check(&net);
        assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 1);
        net_down(&net);
    }
}

static void test_r9_number_of_empty_packets_is_configured(void **state)
{
    (void)state;
    for (uint8_t tries = 0; tries <= 16; tries++)
    {
        t_net net;
        unsigned sent = 0;
        net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_PAPER);
        net.a.config.empty_tries = tries;
        node_start(&net.a);
        node_start(&net.b);
        net_listen(&net, L4M_POLICY_FALLBACK);
        net_connect(&net);
        node_move(&net.a, addr4(9), net.now);
        sent += node_drop_output(&net.a, net.now);
        while (l4m_deadline(net.a.host) != L4M_NEVER)
        {
            net.now = l4m_deadline(net.a.host);
            l4m_tick(net.a.host, net.now);
            sent += node_drop_output(&net.a, net.now);
        }
        node_events(&net.a);
        assert_int_equal(sent, tries);
        assert_int_equal(net.a.events[L4M_EVENT_UNREACHABLE], tries == 0 ? 0 : 1);
        net_down(&net);
    }
}

/** R11: the larger state sequence is needed: an equal or smaller one is delivered and moves nobody. */
static void test_r11_r12_equal_or_smaller_sequence_does_not_move(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet old;
        t_packet pkt;
        net_up(&net, protos[p], L4M_SUITE_DEFAULT);
        /* R12: whatever the address, the packet is A's. */
        assert_int_equal(node_data(&net.a, &pkt, "from afar", 9, net.now), L4M_OK);
        pkt.src = addr4(66);
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
        assert_payload(&net.b, &pkt, "from afar", 9);
        assert_true(peer_is(&net.b, addr4(1)));

        assert_int_equal(node_data(&net.a, &old, "late", 4, net.now), L4M_OK);
        node_move(&net.a, addr4(9), net.now);
        assert_int_equal(node_data(&net.a, &pkt, "new place", 9, net.now), L4M_OK);
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
        assert_true(peer_is(&net.b, addr4(9)));
        /* Sent before the move, arrives after it. */
        assert_int_equal(node_input(&net.b, &old, net.now), L4M_DELIVER);
        assert_payload(&net.b, &old, "late", 4);
        assert_true(peer_is(&net.b, addr4(9)));
        assert_int_equal(l4m_assoc_peer_seq(net.b.assoc), 1);
        assert_int_equal(net.b.events[L4M_EVENT_PEER_MOVED], 1);
        net_down(&net);
    }
}

/** R11: ... and a valid MAC: without it the larger sequence counts for nothing. */
static void test_r11_larger_sequence_without_mac_does_not_move(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    assert_int_equal(node_data(&net.a, &pkt, "x", 1, net.now), L4M_OK);
    put_u32(ext_of(&pkt) + 4, 7);
    pkt.src = addr4(66);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_MAC);
    assert_true(peer_is(&net.b, addr4(1)));
    assert_int_equal(l4m_assoc_peer_seq(net.b.assoc), 0);
    assert_int_equal(net.b.events[L4M_EVENT_PEER_MOVED], 0);
    net_down(&net);
}

/** Several moves in a row: the last place counts, in whatever order the packets come. */
static void test_r11_moves_overtaking_each_other(void **state)
{
    t_net net;
    t_packet moved[3];
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_FAST);
    for (uint8_t i = 0; i < 3; i++)
    {
        node_move(&net.a, addr4((uint8_t)(20 + i)), net.now);
        assert_true(node_output(&net.a, &moved[i], net.now));
    }
    assert_int_equal(node_input(&net.b, &moved[1], net.now), L4M_DONE);
    assert_true(peer_is(&net.b, addr4(21)));
    assert_int_equal(node_input(&net.b, &moved[2], net.now), L4M_DONE);
    assert_int_equal(node_input(&net.b, &moved[0], net.now), L4M_DONE);
    assert_true(peer_is(&net.b, addr4(22)));
    assert_int_equal(net.b.events[L4M_EVENT_PEER_MOVED], 2);
    /* Three empty packets were heard; one answer is enough. */
    assert_int_equal(net_carry(&net, &net.b, &net.a), 1);
    assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 1);
    net_down(&net);
}

/** An answer that echoes an older sequence is no sign that the peer has followed. */
static void test_r9_old_echo_does_not_end_the_empty_packets(void **state)
{
    t_net net;
    t_packet before;
    t_packet pkt;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    assert_int_equal(node_data(&net.b, &before, "old", 3, net.now), L4M_OK);
    node_move(&net.a, addr4(9), net.now);
    assert_true(node_output(&net.a, &pkt, net.now));
    assert_int_equal(node_input(&net.a, &before, net.now), L4M_DELIVER);
    assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 0);
    assert_int_not_equal(l4m_deadline(net.a.host), L4M_NEVER);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DONE);
    assert_int_equal(net_carry(&net, &net.b, &net.a), 1);
    assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 1);
    net_down(&net);
}

/** The echo has 16 bits of the 32. */
static void test_r10_sequence_across_16_bits(void **state)
{
    t_net net;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net.a.assoc->own_seq = 65533;
    for (uint32_t i = 1; i <= 5; i++)
    {
        node_move(&net.a, addr4((uint8_t)(20 + i)), net.now);
        net_check(&net);
        assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], i);
        assert_int_equal(l4m_assoc_peer_seq(net.b.assoc), 65533 + i);
    }
    net_down(&net);
}

/** R10: the sequence never wraps: after the last one there is no move, but the association goes on. */
static void test_r10_sequence_exhausted(void **state)
{
    t_net net;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net.a.assoc->own_seq = UINT32_MAX - 1;
    node_move(&net.a, addr4(9), net.now);
    net_check(&net);
    assert_int_equal(l4m_assoc_peer_seq(net.b.assoc), UINT32_MAX);
    assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_EXHAUSTED);
    assert_int_equal(l4m_assoc_local_seq(net.a.assoc), UINT32_MAX);
    net_check(&net);
    net_down(&net);
}

static void test_packet_numbers_exhausted(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_FAST);
    net.a.assoc->next_number = UINT64_MAX - 2;
    net.b.assoc->replay.next = UINT64_MAX - 20;
    for (int i = 0; i < 2; i++)
    {
        assert_int_equal(node_data(&net.a, &pkt, "last", 4, net.now), L4M_OK);
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
    }
    assert_int_equal(node_data(&net.a, &pkt, "none", 4, net.now), L4M_ERR_EXHAUSTED);
    /* Neither does an empty packet take a number that there is not. */
    assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_OK);
    assert_false(node_output(&net.a, &pkt, net.now));
    net_down(&net);
}

/** The high half of the packet number is authenticated and agreed on though it is not sent. */
static void test_packet_numbers_across_32_bits(void **state)
{
    (void)state;
    const uint16_t suites[] = {L4M_SUITE_DEFAULT, L4M_SUITE_FAST, L4M_SUITE_MODP1536_HMAC_SHA1};
    for (size_t s = 0; s < 3; s++)
    {
        t_net net;
        net_up(&net, L4M_PROTO_UDP, suites[s]);
        net.a.assoc->next_number = UINT32_MAX - UINT64_C(3);
        net.b.assoc->replay.next = UINT32_MAX - UINT64_C(3);
        for (int i = 0; i < 8; i++)
        {
            net_check(&net);
        }
        assert_int_equal(net.a.assoc->next_number, (UINT64_C(1) << 32) + 4);
        net_down(&net);
    }
}

/** R12: the address is but a name for where the peer is: its family may change. */
static void test_r8_r12_between_ipv4_and_ipv6(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        net_up(&net, protos[p], L4M_SUITE_DEFAULT);
        node_move(&net.a, addr6(1), net.now);
        net_check(&net);
        assert_true(peer_is(&net.b, addr6(1)));
        node_move(&net.b, addr6(2), net.now);
        assert_int_equal(net_carry(&net, &net.b, &net.a), 1);
        assert_true(peer_is(&net.a, addr6(2)));
        net_check(&net);
        node_move(&net.a, addr4(7), net.now);
        net_check(&net);
        assert_true(peer_is(&net.b, addr4(7)));
        net_down(&net);
    }
}

/** The responder moves between its L4_OFFER and the initiator's first packet. */
static void test_r8_responder_moves_before_confirmation(void **state)
{
    t_net net;
    t_packet offer;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &pkt);
    node_input(&net.b, &pkt, net.now);
    net_offer(&net, &offer);
    node_move(&net.b, addr4(9), net.now);
    assert_true(node_output(&net.b, &pkt, net.now));
    /* It overtakes the L4_OFFER: A has no key yet. */
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.a.result.reason, L4M_ERR_UNEXPECTED);
    assert_int_equal(node_input(&net.a, &offer, net.now), L4M_DONE);
    assert_true(peer_is(&net.a, addr4(2)));
    l4m_tick(net.b.host, net.now + SECOND / 2);
    assert_int_equal(net_carry(&net, &net.b, &net.a), 1);
    assert_true(peer_is(&net.a, addr4(9)));
    net_check(&net);
    assert_int_equal(l4m_assoc_state(net.b.assoc), L4M_STATE_ESTABLISHED);
    assert_int_equal(net.b.events[L4M_EVENT_FOLLOWED], 1);
    net_down(&net);
}

/** The initiator moves before the L4_OFFER has come: there is nothing to announce; its next L4_INIT tells. */
static void test_r8_initiator_moves_during_setup(void **state)
{
    t_net net;
    t_packet init;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    node_input(&net.b, &init, net.now);
    net_offer(&net, &pkt); /* goes to the old place */
    assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_STATE);
    net.a.addr = addr4(9);
    l4m_tick(net.a.host, net.now + SECOND);
    assert_true(node_output(&net.a, &pkt, net.now));
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DONE);
    net_offer(&net, &pkt);
    assert_true(addr_equal(&pkt.dst, &net.a.addr));
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DONE);
    /* A late copy of the first L4_INIT, from the old place, does not take the association back there. */
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DONE);
    net_check(&net);
    assert_true(peer_is(&net.b, addr4(9)));
    net_down(&net);
}

/** Idle time counts from the last authenticated packet, and nothing else puts it off. */
static void test_idle_timeout(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    net_prepare(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net.b.config.idle_timeout = 10 * SECOND;
    node_start(&net.a);
    node_start(&net.b);
    net_listen(&net, L4M_POLICY_FALLBACK);
    net_connect(&net);
    l4m_usec heard = net.now;
    for (int i = 0; i < 5; i++)
    {
        net.now += 9 * SECOND;
        l4m_tick(net.b.host, net.now);
        net_check(&net);
        heard = net.now;
    }
    assert_int_equal(net.b.events[L4M_EVENT_FAILED], 0);
    net.now += 9 * SECOND;
    assert_int_equal(node_data(&net.a, &pkt, "forged", 6, net.now), L4M_OK);
    pkt.bytes[pkt.len - 1] ^= 1;
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    l4m_tick(net.b.host, heard + 10 * SECOND - 1);
    node_events(&net.b);
    assert_int_equal(net.b.events[L4M_EVENT_FAILED], 0);
    l4m_tick(net.b.host, heard + 10 * SECOND);
    node_events(&net.b);
    assert_int_equal(net.b.events[L4M_EVENT_FAILED], 1);
    assert_int_equal(net.b.reason, L4M_ERR_IDLE);
    assert_int_equal(node_data(&net.b, &pkt, "dead", 4, net.now), L4M_ERR_STATE);
    assert_int_equal(l4m_move(net.b.assoc, net.now), L4M_ERR_STATE);
    net_down(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r8_r10_data_from_a_new_address_moves_the_peer),
        cmocka_unit_test(test_r9_empty_packet_at_once),
        cmocka_unit_test(test_r9_r17_empty_packet_on_tcp_is_a_pure_acknowledgement),
        cmocka_unit_test(test_r9_empty_schedule_and_unreachable),
        cmocka_unit_test(test_r9_number_of_empty_packets_is_configured),
        cmocka_unit_test(test_r11_r12_equal_or_smaller_sequence_does_not_move),
        cmocka_unit_test(test_r11_larger_sequence_without_mac_does_not_move),
        cmocka_unit_test(test_r11_moves_overtaking_each_other),
        cmocka_unit_test(test_r9_old_echo_does_not_end_the_empty_packets),
        cmocka_unit_test(test_r10_sequence_across_16_bits),
        cmocka_unit_test(test_r10_sequence_exhausted),
        cmocka_unit_test(test_packet_numbers_exhausted),
        cmocka_unit_test(test_packet_numbers_across_32_bits),
        cmocka_unit_test(test_r8_r12_between_ipv4_and_ipv6),
        cmocka_unit_test(test_r8_responder_moves_before_confirmation),
        cmocka_unit_test(test_r8_initiator_moves_during_setup),
        cmocka_unit_test(test_idle_timeout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
