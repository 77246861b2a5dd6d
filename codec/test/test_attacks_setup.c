/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_attacks_setup.c What an attacker can do to set-up: downgrade, forge, replay, spoil keys. */

#include "support.h"

#include <string.h>

#include "internal.h"

static const uint8_t protos[] = {L4M_PROTO_UDP, L4M_PROTO_TCP};

/** Both allow default and fast; the initiator prefers default. */
static void two_suites(t_net *net, uint8_t proto)
{
    net_prepare(net, proto, L4M_SUITE_DEFAULT);
    net->a.config.suites[1] = net->b.config.suites[1] = L4M_SUITE_FAST;
    net->a.config.suite_count = net->b.config.suite_count = 2;
    node_start(&net->a);
    node_start(&net->b);
    net_listen(net, L4M_POLICY_FALLBACK);
}

static void assert_discarded(t_node *node, const t_packet *pkt, l4m_error reason)
{
    assert_int_equal(node_input(node, pkt, SECOND), L4M_DISCARD);
    assert_int_equal(node->result.reason, reason);
}

/** A still waits and can still be established by the genuine L4_OFFER. */
static void assert_recovers(t_net *net, const t_packet *offer)
{
    assert_int_equal(l4m_assoc_state(net->a.assoc), L4M_STATE_INIT_SENT);
    assert_null(l4m_assoc_suite(net->a.assoc));
    node_input(&net->a, offer, net->now);
    net->a.tcp_seq++;
    net->b.tcp_seq++;
    net_check(net);
}

/** Everything in set-up is under the transcript: the attacker strikes the better suite off the L4_INIT. */
static void test_r6_suite_downgrade_in_the_init(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet init;
        t_packet offer;
        uint16_t length;
        two_suites(&net, protos[p]);
        net_first_init(&net, &init);
        uint8_t *suites = find_option(ext_of(&init), L4M_OPTION_SUITES, &length);
        assert_int_equal(get_u16(suites), L4M_SUITE_DEFAULT);
        put_u16(suites, L4M_SUITE_FAST);
        node_input(&net.b, &init, net.now);
        assert_int_equal(l4m_assoc_suite(net.b.assoc)->id, L4M_SUITE_FAST);
        net_offer(&net, &offer);
        assert_discarded(&net.a, &offer, L4M_ERR_MAC);
        assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_INIT_SENT);
        net_down(&net);
    }
}

static void test_r6_suite_changed_in_the_offer(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet pkt;
        t_packet offer;
        uint16_t length;
        two_suites(&net, protos[p]);
        net_first_init(&net, &pkt);
        node_input(&net.b, &pkt, net.now);
        net_offer(&net, &offer);
        pkt = offer;
        uint8_t *choice = find_option(ext_of(&pkt), L4M_OPTION_CHOICE, &length);
        put_u16(choice, L4M_SUITE_FAST);
        assert_discarded(&net.a, &pkt, L4M_ERR_MAC);
        put_u16(choice, L4M_SUITE_PAPER); /* was not proposed */
        assert_discarded(&net.a, &pkt, L4M_ERR_SUITE);
        put_u16(choice, 0x4242);
        assert_discarded(&net.a, &pkt, L4M_ERR_SUITE);
        assert_recovers(&net, &offer);
        net_down(&net);
    }
}

/** The same with ports: R13 and R14 rest on both sides meaning the same pair. */
static void test_r13_r14_ports_changed_on_the_way(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet init;
        t_packet pkt;
        t_packet offer;
        uint16_t length;

        net_init(&net, protos[p], L4M_SUITE_DEFAULT);
        net_first_init(&net, &init);
        const uint8_t *pairs = find_option(ext_of(&init), L4M_OPTION_PORT_PAIRS, &length);
        uint16_t other = get_u16(pairs + 4);
        node_input(&net.b, &init, net.now);
        net_offer(&net, &offer);
        pkt = offer;
        uint8_t *choice = find_option(ext_of(&pkt), L4M_OPTION_CHOICE, &length);
        put_u16(choice + 2, other);
        assert_discarded(&net.a, &pkt, L4M_ERR_MAC);
        put_u16(choice + 2, 1);
        assert_discarded(&net.a, &pkt, L4M_ERR_PORTS);
        put_u16(choice + 2, 0);
        assert_discarded(&net.a, &pkt, L4M_ERR_PORTS);
        put_u16(choice + 2, PORT_A);
        put_u16(choice + 4, PORT_B + 1);
        assert_discarded(&net.a, &pkt, L4M_ERR_PORTS);
        assert_recovers(&net, &offer);
        net_down(&net);

        net_init(&net, protos[p], L4M_SUITE_DEFAULT);
        net_first_init(&net, &init);
        put_u16(find_option(ext_of(&init), L4M_OPTION_PORT_PAIRS, &length), other);
        node_input(&net.b, &init, net.now);
        assert_int_equal(l4m_assoc_peer_port(net.b.assoc), other);
        net_offer(&net, &offer);
        assert_discarded(&net.a, &offer, L4M_ERR_MAC);
        net_down(&net);
    }
}

/** R5: not one bit of either message, nor of the header before an L4_OFFER, can be changed unnoticed. */
static void test_r5_every_bit_of_setup_counts(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet init;
        t_packet offer;
        net_init(&net, protos[p], L4M_SUITE_FAST);
        net_first_init(&net, &init);
        node_input(&net.b, &init, net.now);
        net_offer(&net, &offer);
        for (size_t bit = 32; bit < 8 * offer.len; bit++)
        {
            t_packet bad = offer;
            size_t i = bit / 8;
            bad.bytes[i] ^= (uint8_t)(1u << bit % 8);
            /* Without its option a SYN/ACK is plain, and harmless only if it does not acknowledge the SYN. */
            bool option = protos[p] == L4M_PROTO_TCP && ((i >= 20 && i < 24) || i == 12 || i == 13);
            bool checksum = protos[p] == L4M_PROTO_TCP ? i == 16 || i == 17 : i == 6 || i == 7;
            /* A refusal has no MAC (spec, Asking for mobility); it is tested elsewhere. */
            bool result = &offer.bytes[i] == ext_of(&offer) + 13;
            if (!option && !checksum && !result)
            {
                assert_int_equal(node_input(&net.a, &bad, net.now), L4M_DISCARD);
                assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_INIT_SENT);
            }
        }
        assert_recovers(&net, &offer);
        net_down(&net);

        for (size_t bit = 0; bit < 8u * 4u * ext_of(&init)[1]; bit++)
        {
            t_packet bad = init;
            ext_of(&bad)[bit / 8] ^= (uint8_t)(1u << bit % 8);
            net_init(&net, protos[p], L4M_SUITE_FAST);
            net_first_init(&net, &init);
            l4m_verdict verdict = node_input(&net.b, &bad, net.now);
            if (verdict == L4M_SYN || (verdict == L4M_DONE && net.b.assoc != NULL))
            {
                net_offer(&net, &offer);
                assert_int_equal(node_input(&net.a, &offer, net.now), L4M_DISCARD);
                assert_int_equal(l4m_assoc_state(net.a.assoc), L4M_STATE_INIT_SENT);
            }
            net_down(&net);
        }
    }
}

/** A spoilt or changed copy of the L4_INIT, nonce and all, comes first: the genuine one is answered all the same. */
static void test_r5_spoilt_init_does_not_block_the_genuine(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet init;
        t_packet bad;
        t_packet offer;
        net_init(&net, protos[p], L4M_SUITE_DEFAULT);
        net_first_init(&net, &init);
        bad = init;
        add_option(&bad, 0x0015, "", 0);
        l4m_verdict taken = protos[p] == L4M_PROTO_TCP ? L4M_SYN : L4M_DONE;
        assert_int_equal(node_input(&net.b, &bad, net.now), taken);
        net_offer(&net, &offer);
        assert_discarded(&net.a, &offer, L4M_ERR_MAC);
        net.b.assoc = NULL;
        assert_int_equal(node_input(&net.b, &init, net.now), taken);
        assert_int_equal(node_input(&net.b, &init, net.now), taken);
        assert_int_equal(l4m_host_associations(net.b.host), 2);
        net_offer(&net, &offer);
        assert_recovers(&net, &offer);
        net_down(&net);
    }
}

/** Retry and refuse have no MAC; the nonce stands for it, and the round. */
static void test_r14_forged_retry_and_refuse(void **state)
{
    (void)state;
    for (uint8_t result = L4M_OFFER_RETRY; result <= L4M_OFFER_REFUSE + 1; result++)
    {
        t_net net;
        t_packet init;
        t_packet good;
        t_packet offer;
        net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        net_first_init(&net, &init);
        node_input(&net.b, &init, net.now);
        net_offer(&net, &good);
        offer = good;
        offer.len = 8 + 64;
        ext_of(&offer)[1] = 16;
        ext_of(&offer)[13] = result;
        add_option(&offer, L4M_OPTION_PORT_PAIRS, "\xc0\0\x1b\x58", 4);
        for (size_t i = 16; i < 32; i++)
        {
            ext_of(&offer)[i] ^= 1;
            assert_discarded(&net.a, &offer, L4M_ERR_UNEXPECTED);
            ext_of(&offer)[i] ^= 1;
        }
        ext_of(&offer)[12] = 1;
        assert_discarded(&net.a, &offer, L4M_ERR_UNEXPECTED);
        ext_of(&offer)[12] = 0;
        if (result > L4M_OFFER_REFUSE)
        {
            assert_discarded(&net.a, &offer, L4M_ERR_UNEXPECTED);
        }
        assert_recovers(&net, &good);
        /* After that they have no effect even with the right nonce: by whoever was on the path. */
        assert_discarded(&net.a, &offer, L4M_ERR_UNEXPECTED);
        assert_int_equal(net.a.events[L4M_EVENT_FAILED], 0);
        net_down(&net);
    }
}

static void test_r14_retry_without_a_request(void **state)
{
    t_net net;
    t_packet init;
    t_packet offer;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    node_input(&net.b, &init, net.now);
    net_offer(&net, &offer);
    offer.len = 8 + 64;
    ext_of(&offer)[1] = 16;
    ext_of(&offer)[13] = L4M_OFFER_RETRY;
    assert_discarded(&net.a, &offer, L4M_ERR_OPTION_MISSING);
    net_down(&net);
}

/** An L4_OFFER of an earlier round comes late. */
static void test_r14_stale_offer_of_an_earlier_round(void **state)
{
    t_net net;
    t_packet init;
    t_packet stale;
    t_packet retry;
    t_packet offer;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    node_input(&net.b, &init, net.now);
    net_offer(&net, &stale);
    retry = stale;
    retry.len = 8 + 64;
    ext_of(&retry)[1] = 16;
    ext_of(&retry)[13] = L4M_OFFER_RETRY;
    add_option(&retry, L4M_OPTION_PORT_PAIRS, "\xc0\0\x1b\x58", 4);
    assert_int_equal(node_input(&net.a, &retry, net.now), L4M_DONE);
    assert_true(node_output(&net.a, &init, net.now));
    assert_int_equal(ext_of(&init)[12], 1);
    assert_discarded(&net.a, &stale, L4M_ERR_UNEXPECTED);
    ext_of(&stale)[12] = 1;
    assert_discarded(&net.a, &stale, L4M_ERR_UNEXPECTED);
    net.b.assoc = NULL;
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DONE);
    net_offer(&net, &offer);
    assert_recovers(&net, &offer);
    net_down(&net);
}

/** One of the values that RFC 2631 2.1.5 forbids, or one too large for the group. */
static void spoil(uint8_t *value, size_t len, int how, const uint8_t *prime)
{
    memset(value, 0, len);
    switch (how)
    {
    case 0:
        break;
    case 1:
        value[len - 1] = 1;
        break;
    case 2:
        memcpy(value, prime, len);
        value[len - 1]--;
        break;
    case 3:
        memcpy(value, prime, len);
        break;
    default:
        memset(value, 0xff, len);
        break;
    }
}

/** Public values that would give the secret away, in both directions; RFC 2409 6.2 has the prime. */
static void test_r5_bad_public_values(void **state)
{
    static const uint8_t prime[] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc9, 0x0f, 0xda, 0xa2, 0x21, 0x68, 0xc2, 0x34,
        0xc4, 0xc6, 0x62, 0x8b, 0x80, 0xdc, 0x1c, 0xd1, 0x29, 0x02, 0x4e, 0x08, 0x8a, 0x67, 0xcc, 0x74,
        0x02, 0x0b, 0xbe, 0xa6, 0x3b, 0x13, 0x9b, 0x22, 0x51, 0x4a, 0x08, 0x79, 0x8e, 0x34, 0x04, 0xdd,
        0xef, 0x95, 0x19, 0xb3, 0xcd, 0x3a, 0x43, 0x1b, 0x30, 0x2b, 0x0a, 0x6d, 0xf2, 0x5f, 0x14, 0x37,
        0x4f, 0xe1, 0x35, 0x6d, 0x6d, 0x51, 0xc2, 0x45, 0xe4, 0x85, 0xb5, 0x76, 0x62, 0x5e, 0x7e, 0xc6,
        0xf4, 0x4c, 0x42, 0xe9, 0xa6, 0x37, 0xed, 0x6b, 0x0b, 0xff, 0x5c, 0xb6, 0xf4, 0x06, 0xb7, 0xed,
        0xee, 0x38, 0x6b, 0xfb, 0x5a, 0x89, 0x9f, 0xa5, 0xae, 0x9f, 0x24, 0x11, 0x7c, 0x4b, 0x1f, 0xe6,
        0x49, 0x28, 0x66, 0x51, 0xec, 0xe6, 0x53, 0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    (void)state;

    for (int how = 0; how < 5; how++)
    {
        t_net net;
        t_packet init;
        t_packet offer;
        t_packet bad;
        uint16_t length;
        net_init(&net, L4M_PROTO_UDP, L4M_SUITE_PAPER);
        net_first_init(&net, &init);
        bad = init;
        uint8_t *share = find_option(ext_of(&bad), L4M_OPTION_KEY_SHARE, &length);
        assert_int_equal(length, 130);
        spoil(share + 2, 128, how, prime);
        assert_discarded(&net.b, &bad, L4M_ERR_PUBLIC_VALUE);
        assert_int_equal(l4m_host_associations(net.b.host), 0);
        assert_false(node_output(&net.b, &bad, net.now));
        node_input(&net.b, &init, net.now);
        net_offer(&net, &offer);
        bad = offer;
        spoil(find_option(ext_of(&bad), L4M_OPTION_KEY_SHARE, &length) + 2, 128, how, prime);
        assert_discarded(&net.a, &bad, L4M_ERR_PUBLIC_VALUE);
        assert_recovers(&net, &offer);
        net_down(&net);
    }
}

/** X25519: points of low order give a secret of zeros (RFC 7748 6.1). */
static void test_r5_low_order_points(void **state)
{
    /* Orders 1, 4, 8, 8, 2, and 4 again, not reduced. */
    static const char *const points[] = {
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "\xe0\xeb\x7a\x7c\x3b\x41\xb8\xae\x16\x56\xe3\xfa\xf1\x9f\xc4\x6a"
        "\xda\x09\x8d\xeb\x9c\x32\xb1\xfd\x86\x62\x05\x16\x5f\x49\xb8\x00",
        "\x5f\x9c\x95\xbc\xa3\x50\x8c\x24\xb1\xd0\xb1\x55\x9c\x83\xef\x5b"
        "\x04\x44\x5c\xc4\x58\x1c\x8e\x86\xd8\x22\x4e\xdd\xd0\x9f\x11\x57",
        "\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        "\xed\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    };
    (void)state;

    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++)
    {
        t_net net;
        t_packet init;
        t_packet offer;
        t_packet bad;
        uint16_t length;
        net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
        net_first_init(&net, &init);
        bad = init;
        memcpy(find_option(ext_of(&bad), L4M_OPTION_KEY_SHARE, &length) + 2, points[i], 32);
        assert_discarded(&net.b, &bad, L4M_ERR_PUBLIC_VALUE);
        node_input(&net.b, &init, net.now);
        net_offer(&net, &offer);
        bad = offer;
        memcpy(find_option(ext_of(&bad), L4M_OPTION_KEY_SHARE, &length) + 2, points[i], 32);
        assert_discarded(&net.a, &bad, L4M_ERR_PUBLIC_VALUE);
        assert_recovers(&net, &offer);
        net_down(&net);
    }
}

/** A share of another length than its group's. */
static void test_r5_public_value_of_wrong_length(void **state)
{
    t_net net;
    t_packet init;
    uint16_t length;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    uint8_t *share = find_option(ext_of(&init), L4M_OPTION_KEY_SHARE, &length);
    put_u16(share - 2, 33);
    assert_discarded(&net.b, &init, L4M_ERR_PUBLIC_VALUE);
    net_down(&net);
}

static void test_messages_without_their_options(void **state)
{
    t_net net;
    t_packet init;
    t_packet offer;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    pkt = init;
    pkt.len = 8 + 32;
    ext_of(&pkt)[1] = 8;
    assert_discarded(&net.b, &pkt, L4M_ERR_OPTION_MISSING);
    add_option(&pkt, L4M_OPTION_SUITES, "\0\x10", 2);
    assert_discarded(&net.b, &pkt, L4M_ERR_OPTION_MISSING);
    add_option(&pkt, 0x8015, "", 0);
    assert_discarded(&net.b, &pkt, L4M_ERR_OPTION_CRITICAL);
    /* A message and bytes behind it. */
    pkt = init;
    pkt.len += 4;
    assert_discarded(&net.b, &pkt, L4M_ERR_LENGTH);

    node_input(&net.b, &init, net.now);
    net_offer(&net, &offer);
    pkt = offer;
    add_option(&pkt, 0x8015, "", 0);
    assert_discarded(&net.a, &pkt, L4M_ERR_OPTION_CRITICAL);
    pkt = offer;
    add_option(&pkt, 0x0015, "", 0); /* not critical, but the MAC tells */
    assert_discarded(&net.a, &pkt, L4M_ERR_MAC);
    pkt = offer;
    add_option(&pkt, L4M_OPTION_KEY_SHARE, "\0\2x", 3);
    assert_discarded(&net.a, &pkt, L4M_ERR_OPTION_MISSING);
    pkt = offer;
    pkt.len = 8 + 64;
    ext_of(&pkt)[1] = 16;
    assert_discarded(&net.a, &pkt, L4M_ERR_OPTION_MISSING);
    assert_recovers(&net, &offer);
    net_down(&net);
}

/** R16: there is no data on a SYN; and set-up messages stand on no other segments than theirs. */
static void test_r16_wrong_segments(void **state)
{
    t_net net;
    t_packet init;
    t_packet offer;
    t_packet pkt;
    (void)state;

    net_init(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    pkt = init;
    memcpy(pkt.bytes + pkt.len, "data", 4);
    pkt.len += 4;
    assert_discarded(&net.b, &pkt, L4M_ERR_LENGTH);
    pkt = init;
    pkt.bytes[13] = T_SYN | T_ACK;
    assert_discarded(&net.b, &pkt, L4M_ERR_UNEXPECTED);
    pkt.bytes[13] = T_RST | T_ACK;
    assert_discarded(&net.b, &pkt, L4M_ERR_UNEXPECTED);
    assert_int_equal(l4m_host_associations(net.b.host), 0);
    node_input(&net.b, &init, net.now);
    net_offer(&net, &offer);
    pkt = offer;
    pkt.bytes[13] = T_RST | T_ACK;
    assert_discarded(&net.a, &pkt, L4M_ERR_UNEXPECTED);
    pkt.bytes[13] = T_SYN;
    assert_discarded(&net.a, &pkt, L4M_ERR_UNEXPECTED);
    /* On the right segment, but no set-up message: it has no nonces to look at. */
    for (uint8_t type = L4M_TYPE_DATA; type <= L4M_TYPE_ANSWER; type++)
    {
        pkt = offer;
        uint8_t *ext = ext_of(&pkt);
        pkt.len = (size_t)(ext - pkt.bytes) + 24;
        ext[0] = (uint8_t)(L4M_VERSION << 4 | type);
        ext[1] = 6;
        assert_discarded(&net.a, &pkt, L4M_ERR_UNEXPECTED);
    }
    assert_recovers(&net, &offer);
    net_down(&net);
}

/**
 * R11: a copy of the L4_INIT from elsewhere gets a copy of the L4_OFFER there, since its sender may have moved; but the
 * first packet that proves the key says where the initiator is.
 */
static void test_r11_copied_init_does_not_move_for_good(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet init;
        t_packet pkt;
        net_init(&net, protos[p], L4M_SUITE_DEFAULT);
        net_first_init(&net, &init);
        node_input(&net.b, &init, net.now);
        net_offer(&net, &pkt);
        node_input(&net.a, &pkt, net.now);
        init.src = addr4(66);
        node_input(&net.b, &init, net.now);
        net.a.tcp_seq++;
        net.b.tcp_seq++;
        net_check(&net);
        assert_true(addr_equal(l4m_assoc_peer(net.b.assoc), &net.a.addr));
        assert_int_equal(net.b.events[L4M_EVENT_PEER_MOVED], 0);
        net_down(&net);
    }
}

/** R18: nothing unauthenticated, of whatever form, talks an initiator on UDP out of its attempt. */
static void test_r18_no_datagram_ends_an_attempt(void **state)
{
    t_net net;
    t_packet init;
    t_packet pkt;
    t_packet offer;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    node_input(&net.b, &init, net.now);
    net_offer(&net, &offer);
    for (unsigned first = 0; first < 256; first++)
    {
        for (int magic = 0; magic <= 1; magic++)
        {
            for (size_t len = 0; len < 140; len += 7)
            {
                pkt = (t_packet){.proto = L4M_PROTO_UDP, .src = net.b.addr, .len = 8 + len};
                put_u16(pkt.bytes, PORT_B);
                put_u16(pkt.bytes + 2, PORT_A);
                pkt.bytes[8] = (uint8_t)first;
                pkt.bytes[9] = (uint8_t)(len / 4);
                memcpy(pkt.bytes + 16, magic ? "L4M1" : "xxxx", 4);
                assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
            }
        }
    }
    assert_int_equal(net.a.events[L4M_EVENT_FAILED], 0);
    assert_recovers(&net, &offer);
    net_down(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r6_suite_downgrade_in_the_init),
        cmocka_unit_test(test_r6_suite_changed_in_the_offer),
        cmocka_unit_test(test_r13_r14_ports_changed_on_the_way),
        cmocka_unit_test(test_r5_every_bit_of_setup_counts),
        cmocka_unit_test(test_r5_spoilt_init_does_not_block_the_genuine),
        cmocka_unit_test(test_r14_forged_retry_and_refuse),
        cmocka_unit_test(test_r14_retry_without_a_request),
        cmocka_unit_test(test_r14_stale_offer_of_an_earlier_round),
        cmocka_unit_test(test_r5_bad_public_values),
        cmocka_unit_test(test_r5_low_order_points),
        cmocka_unit_test(test_r5_public_value_of_wrong_length),
        cmocka_unit_test(test_messages_without_their_options),
        cmocka_unit_test(test_r16_wrong_segments),
        cmocka_unit_test(test_r11_copied_init_does_not_move_for_good),
        cmocka_unit_test(test_r18_no_datagram_ends_an_attempt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
