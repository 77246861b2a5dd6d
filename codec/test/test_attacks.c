/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_attacks.c What an attacker can send to an established association, and what comes of it: nothing. */

#include "support.h"

#include <string.h>

#include "internal.h"

static const uint8_t protos[] = {L4M_PROTO_UDP, L4M_PROTO_TCP};

/** Checksums are not under the MAC: the IP stack checks them. */
static bool is_checksum(uint8_t proto, size_t i)
{
    return proto == L4M_PROTO_TCP ? i == 16 || i == 17 : i == 6 || i == 7;
}

/** R7, R17: every other bit of header and payload is under the MAC, in every suite. */
static void test_r6_r7_r17_every_bit_is_authenticated(void **state)
{
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    (void)state;

    for (size_t s = 0; s < count; s++)
    {
        for (size_t p = 0; p < 2; p++)
        {
            t_net net;
            t_packet good;
            net_up(&net, protos[p], suites[s].id);
            assert_int_equal(node_data(&net.a, &good, "secret", 6, net.now), L4M_OK);
            for (size_t bit = 0; bit < 8 * good.len; bit++)
            {
                t_packet bad = good;
                bad.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
                if (!is_checksum(protos[p], bit / 8))
                {
                    l4m_verdict verdict = node_input(&net.b, &bad, net.now);
                    assert_true(verdict == L4M_DISCARD || verdict == L4M_PLAIN);
                    /* Other ports name no association; that is an ordinary packet. */
                    assert_true(verdict == L4M_DISCARD || bit < 32);
                }
            }
            assert_int_equal(l4m_assoc_peer_seq(net.b.assoc), 0);
            assert_int_equal(net.b.events[L4M_EVENT_PEER_MOVED], 0);
            good.bytes[protos[p] == L4M_PROTO_TCP ? 16 : 6] ^= 0xff;
            assert_int_equal(node_input(&net.b, &good, net.now), L4M_DELIVER);
            net_down(&net);
        }
    }
}

static void test_r7_truncated_and_lengthened(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet pkt;
        net_up(&net, protos[p], L4M_SUITE_DEFAULT);
        assert_int_equal(node_data(&net.a, &pkt, "0123456789abcdef", 16, net.now), L4M_OK);
        size_t len = pkt.len;
        for (pkt.len = 0; pkt.len < len + 9; pkt.len++)
        {
            if (pkt.len != len)
            {
                assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
            }
        }
        pkt.len = len;
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
        net_down(&net);
    }
}

/** R7: a plain packet, whatever its flags, from the peer's own address does not reach the socket. */
static void test_r7_plain_packets_to_an_association(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        for (unsigned flags = 0; flags < 64; flags++)
        {
            t_net net;
            t_packet pkt;
            net_up(&net, protos[p], L4M_SUITE_DEFAULT);
            pkt = (t_packet){.proto = protos[p], .src = net.a.addr, .len = 20};
            node_tcp(&net.a, pkt.bytes, (uint8_t)flags);
            assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
            pkt.len = 120;
            memset(pkt.bytes + 20, 'x', 100);
            assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
            pkt.src = net.b.addr;
            node_tcp(&net.b, pkt.bytes, (uint8_t)flags);
            assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
            net_check(&net);
            net_down(&net);
        }
    }
}

static bool not_port_a(void *user, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    (void)user;
    (void)proto;
    (void)local_port;
    return peer_port != PORT_A;
}

/** R7: the socket's own ports are not those on the wire: a plain packet that names the socket is no better for that. */
static void test_r7_plain_packets_on_the_ports_of_the_socket(void **state)
{
    (void)state;
    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet pkt;

        net_prepare(&net, protos[p], L4M_SUITE_DEFAULT);
        net.b.config.port_free = not_port_a;
        node_start(&net.a);
        node_start(&net.b);
        net_listen(&net, L4M_POLICY_FALLBACK);
        net_connect(&net);
        assert_int_not_equal(l4m_assoc_local_port(net.a.assoc), PORT_A);
        pkt = (t_packet){.proto = protos[p], .src = net.b.addr, .len = 40};
        put_u16(pkt.bytes, PORT_B);
        put_u16(pkt.bytes + 2, PORT_A);
        pkt.bytes[12] = 5 << 4;
        pkt.bytes[13] = T_ACK;
        assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
        assert_int_equal(net.a.result.reason, L4M_ERR_NO_ASSOCIATION);
        net_check(&net);
        net_down(&net);
    }
}

/** R7: a forged RST ends nothing: plain, with a set-up message behind it, or with one of another version. */
static void test_r7_forged_reset(void **state)
{
    (void)state;
    for (int side = 0; side <= 1; side++)
    {
        for (int version = 1; version <= 2; version++)
        {
            t_net net;
            t_packet syn;
            net_init(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
            net_first_init(&net, &syn);
            net_connect(&net);
            t_node *victim = side ? &net.a : &net.b;
            t_node *other = side ? &net.b : &net.a;
            for (unsigned flags = 0; flags < 64; flags++)
            {
                for (uint8_t type = 0; type < 16; type++)
                {
                    t_packet pkt = syn;
                    pkt.src = other->addr;
                    put_u16(pkt.bytes, other->app_local);
                    put_u16(pkt.bytes + 2, other->app_peer);
                    pkt.bytes[13] = (uint8_t)flags;
                    ext_of(&pkt)[0] = (uint8_t)(version << 4 | type);
                    memset(ext_of(&pkt) + 16, 0x77, 16);
                    l4m_verdict verdict = node_input(victim, &pkt, net.now);
                    /* A listening host may take an L4_INIT for a new association, but nothing reaches the old socket.
                     */
                    bool new_init = !side && version == 1 && type == 1 && (flags & (T_SYN | T_ACK)) == T_SYN;
                    if (new_init && verdict == L4M_SYN)
                    {
                        assert_ptr_not_equal(victim->result.assoc, victim->assoc);
                        l4m_close(victim->result.assoc);
                    }
                    else
                    {
                        assert_int_equal(verdict, L4M_DISCARD);
                    }
                    assert_int_equal(l4m_assoc_state(victim->assoc), L4M_STATE_ESTABLISHED);
                }
            }
            assert_int_equal(victim->events[L4M_EVENT_FAILED], 0);
            node_drop_output(victim, net.now);
            net_check(&net);
            net_down(&net);
        }
    }
}

/** R7, on UDP: set-up messages of any kind at the socket of an established association. */
static void test_r7_setup_messages_at_an_established_socket(void **state)
{
    t_net net;
    t_packet init;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    l4m_tick(net.a.host, net.now + SECOND);
    net_connect(&net);
    for (unsigned first = 0; first < 256; first++)
    {
        t_packet pkt = init;
        pkt.src = net.b.addr;
        put_u16(pkt.bytes, PORT_B);
        put_u16(pkt.bytes + 2, PORT_A);
        ext_of(&pkt)[0] = (uint8_t)first;
        memset(ext_of(&pkt) + 16, 0x77, 16);
        assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
    }
    net_check(&net);
    net_down(&net);
}

/** A packet recorded and sent again, from its place or another: R11 in every suite, and in numbered ones not at all. */
static void test_r11_replayed_old_sequence_does_not_move(void **state)
{
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    (void)state;

    for (size_t s = 0; s < count; s++)
    {
        t_net net;
        t_packet at[3];
        net_up(&net, L4M_PROTO_UDP, suites[s].id);
        for (uint8_t i = 0; i < 3; i++)
        {
            node_move(&net.a, addr4((uint8_t)(20 + i)), net.now);
            assert_int_equal(node_data(&net.a, &at[i], "at", 2, net.now), L4M_OK);
            assert_int_equal(node_input(&net.b, &at[i], net.now), L4M_DELIVER);
        }
        for (uint8_t i = 0; i < 3; i++)
        {
            l4m_verdict want = suites[s].packet_numbers ? L4M_DISCARD : L4M_DELIVER;
            assert_int_equal(node_input(&net.b, &at[i], net.now), want);
            at[i].src = addr4(66);
            assert_int_equal(node_input(&net.b, &at[i], net.now), want);
            assert_int_equal(net.b.result.reason, suites[s].packet_numbers ? L4M_ERR_REPLAY : L4M_OK);
        }
        assert_true(addr_equal(l4m_assoc_peer(net.b.assoc), &net.a.addr));
        assert_int_equal(net.b.events[L4M_EVENT_PEER_MOVED], 3);
        net_check(&net);
        net_down(&net);
    }
}

/** A packet that comes back to its sender is no packet of the peer, whichever way round its ports are. */
static void test_r7_r12_reflected_packets(void **state)
{
    const uint16_t suites[] = {L4M_SUITE_PAPER, L4M_SUITE_DEFAULT, L4M_SUITE_FAST};
    (void)state;

    for (size_t s = 0; s < 3; s++)
    {
        for (size_t p = 0; p < 2; p++)
        {
            t_net net;
            t_packet pkt;
            net_up(&net, protos[p], suites[s]);
            assert_int_equal(node_data(&net.a, &pkt, "mirror", 6, net.now), L4M_OK);
            pkt.src = net.b.addr;
            assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_PLAIN); /* no association has these ports here */
            put_u16(pkt.bytes, PORT_B);
            put_u16(pkt.bytes + 2, PORT_A);
            assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
            assert_int_equal(net.a.result.reason, L4M_ERR_MAC);
            net_down(&net);
        }
    }
    /* Equal ports on both sides: the direction's key alone tells. */
    t_net net;
    t_packet pkt;
    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_PAPER);
    assert_int_equal(l4m_listen(net.b.host, L4M_PROTO_UDP, 5000, L4M_POLICY_FALLBACK), L4M_OK);
    assert_int_equal(l4m_connect(net.a.host, &net.a.assoc, L4M_PROTO_UDP, 5000, 5000, &net.b.addr, NULL, net.now),
                     L4M_OK);
    net_carry(&net, &net.a, &net.b);
    net_carry(&net, &net.b, &net.a);
    net_carry(&net, &net.a, &net.b);
    assert_int_equal(l4m_assoc_state(net.b.assoc), L4M_STATE_ESTABLISHED);
    assert_int_equal(node_data(&net.a, &pkt, "mirror", 6, net.now), L4M_OK);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.a.result.reason, L4M_ERR_MAC);
    net_down(&net);
}

/** A forged empty packet is not answered; a valid one seen again elsewhere is answered to the peer, not there. */
static void test_r9_answer_goes_to_the_held_address_only(void **state)
{
    t_net net;
    t_packet empty;
    t_packet pkt;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_PAPER);
    node_move(&net.a, addr4(9), net.now);
    assert_true(node_output(&net.a, &empty, net.now));
    pkt = empty;
    pkt.src = addr4(66);
    ext_of(&pkt)[20] ^= 1;
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    assert_false(node_output(&net.b, &pkt, net.now));
    assert_int_equal(node_input(&net.b, &empty, net.now), L4M_DONE);
    assert_int_equal(net_carry(&net, &net.b, &net.a), 1);
    empty.src = addr4(66);
    assert_int_equal(node_input(&net.b, &empty, net.now), L4M_DONE);
    assert_true(node_output(&net.b, &pkt, net.now));
    assert_true(addr_equal(&pkt.dst, &net.a.addr));
    net_down(&net);
}

/** With GMAC a nonce that came twice would give the key away: each direction counts, whatever the packet is. */
static void test_packet_numbers_never_repeat(void **state)
{
    t_net net;
    t_packet pkt;
    l4m_exported_keys keys;
    uint32_t next[2] = {0, 0};
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_FAST);
    net_first_init(&net, &pkt);
    node_input(&net.b, &pkt, net.now);
    net_offer(&net, &pkt);
    node_input(&net.a, &pkt, net.now);
    for (int i = 0; i < 300; i++)
    {
        t_node *from = i % 2 == 0 ? &net.a : &net.b;
        t_node *to = i % 2 == 0 ? &net.b : &net.a;
        if (i % 3 == 0)
        {
            node_move(from, addr4((uint8_t)i), net.now);
        }
        else if (i % 7 != 0)
        {
            assert_int_equal(node_data(from, &pkt, "x", 1, net.now), L4M_OK);
            assert_int_equal(get_u32(ext_of(&pkt) + 8), next[i % 2]++);
            if (i % 5 != 0)
            {
                node_input(to, &pkt, net.now);
            }
        }
        while (node_output(from, &pkt, net.now))
        {
            assert_int_equal(get_u32(ext_of(&pkt) + 8), next[i % 2]++);
            node_input(to, &pkt, net.now);
        }
    }
    assert_in_range(next[0], 100, 300);
    assert_int_equal(l4m_assoc_export_keys(net.a.assoc, &keys), L4M_OK);
    assert_memory_not_equal(keys.i2r, keys.r2i, 16);
    assert_memory_not_equal(keys.i2r + 16, keys.r2i + 16, 4);
    net_down(&net);
}

/** A packet with an option, or with payload where none may be, and a MAC that holds. */
static void sealed(t_net *net, t_packet *pkt, uint8_t type, const void *option, size_t option_len, size_t payload)
{
    l4m_assoc *a = net->a.assoc;
    uint8_t mac[16];
    *pkt = (t_packet){.proto = L4M_PROTO_UDP, .src = net->a.addr, .len = 36 + option_len + payload};
    uint8_t *ext = pkt->bytes + 8;
    put_u16(pkt->bytes, PORT_A);
    put_u16(pkt->bytes + 2, PORT_B);
    put_u16(pkt->bytes + 4, (uint16_t)pkt->len);
    ext[0] = (uint8_t)(0x10 | type);
    ext[1] = (uint8_t)((28 + option_len) / 4);
    put_u32(ext + 4, a->own_seq);
    put_u32(ext + 8, (uint32_t)a->next_number);
    memcpy(ext + 28, option, option_len);
    assert_int_equal(l4m_crypto_mac(net->a.host->crypto, &a->keys.i2r, a->next_number, pkt->bytes, pkt->len, mac),
                     L4M_OK);
    a->next_number++;
    memcpy(ext + 12, mac, 16);
}

static void test_options_and_payload_under_a_valid_mac(void **state)
{
    t_net net;
    t_packet pkt;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    sealed(&net, &pkt, L4M_TYPE_DATA, "\0\x10\0\2xy\0\0", 8, 5);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
    assert_payload(&net.b, &pkt, "\0\0\0\0\0", 5);
    net.a.assoc->own_seq = 3;
    sealed(&net, &pkt, L4M_TYPE_DATA, "\x80\x10\0\2xy\0\0", 8, 5);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_OPTION_CRITICAL);
    assert_int_equal(l4m_assoc_peer_seq(net.b.assoc), 0); /* nothing has changed */
    for (uint8_t type = L4M_TYPE_EMPTY; type <= L4M_TYPE_ANSWER; type++)
    {
        sealed(&net, &pkt, type, "", 0, 1);
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
        assert_int_equal(net.b.result.reason, L4M_ERR_LENGTH);
        sealed(&net, &pkt, type, "", 0, 0);
        assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DONE);
    }
    net_down(&net);
}

/** R7: whatever bytes an attacker changes in whatever packet, nothing comes through to the socket. */
static void test_r7_mutated_packets(void **state)
{
    enum
    {
        SAMPLES = 5
    };
    (void)state;

    for (size_t p = 0; p < 2; p++)
    {
        t_net net;
        t_packet samples[SAMPLES];
        net_init(&net, protos[p], L4M_SUITE_DEFAULT);
        net_first_init(&net, &samples[0]);
        node_input(&net.b, &samples[0], net.now);
        net_offer(&net, &samples[1]);
        node_input(&net.a, &samples[1], net.now);
        net.a.tcp_seq++;
        net.b.tcp_seq++;
        net_check(&net);
        net_carry(&net, &net.a, &net.b);
        net_carry(&net, &net.b, &net.a);
        assert_int_equal(node_data(&net.a, &samples[2], "data", 4, net.now), L4M_OK);
        node_move(&net.a, addr4(9), net.now);
        assert_true(node_output(&net.a, &samples[3], net.now));
        samples[4] = (t_packet){.proto = protos[p], .len = 200};
        node_tcp(&net.a, samples[4].bytes, T_ACK);
        net.a.addr = addr4(1);
        unsigned discarded = 0;
        for (uint64_t seed = 0; seed < 6000; seed++)
        {
            l4m_rng_seeded rng_state;
            l4m_rng rng = l4m_rng_from_seed(&rng_state, seed, p);
            uint8_t random[32];
            assert_true(rng.fill(rng.user, random, sizeof random));
            t_node *victim = random[0] % 2 == 0 ? &net.a : &net.b;
            t_packet pkt = samples[random[1] % SAMPLES];
            pkt.src = victim->app_addr;
            put_u16(pkt.bytes, victim->app_peer);
            put_u16(pkt.bytes + 2, victim->app_local);
            /* Behind the ports; on TCP often in the flags. */
            pkt.bytes[13] = p == 1 && random[2] % 2 == 0 ? random[3] : pkt.bytes[13];
            for (size_t i = 4; i < 4u + 3 * (random[2] % 8); i += 3)
            {
                pkt.bytes[4 + get_u16(random + i) % (pkt.len - 4)] ^= random[i + 2];
            }
            pkt.bytes[p == 1 ? 16 : 6] ^= 1;
            pkt.len -= random[31] % 4 == 0 ? random[30] % pkt.len : 0;
            l4m_verdict verdict = node_input(victim, &pkt, net.now);
            bool whole = random[1] % SAMPLES == 2 || random[1] % SAMPLES == 3;
            if (verdict == L4M_SYN || (verdict == L4M_DONE && !whole))
            {
                /* An L4_INIT for B that begins another association. */
                assert_ptr_equal(victim, &net.b);
                assert_true(victim->result.assoc != victim->assoc || verdict == L4M_DONE);
                if (victim->result.assoc != NULL && victim->result.assoc != victim->assoc)
                {
                    l4m_close(victim->result.assoc);
                }
                node_drop_output(victim, net.now);
                continue;
            }
            assert_int_not_equal(verdict, L4M_PLAIN);
            assert_true(verdict == L4M_DISCARD || whole);
            discarded += verdict == L4M_DISCARD;
        }
        assert_in_range(discarded, 4000, 6000);
        assert_int_equal(net.a.events[L4M_EVENT_FAILED] + net.b.events[L4M_EVENT_FAILED], 0);
        node_drop_output(&net.a, net.now);
        net_check(&net);
        net_down(&net);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r6_r7_r17_every_bit_is_authenticated),
        cmocka_unit_test(test_r7_truncated_and_lengthened),
        cmocka_unit_test(test_r7_plain_packets_to_an_association),
        cmocka_unit_test(test_r7_plain_packets_on_the_ports_of_the_socket),
        cmocka_unit_test(test_r7_forged_reset),
        cmocka_unit_test(test_r7_setup_messages_at_an_established_socket),
        cmocka_unit_test(test_r11_replayed_old_sequence_does_not_move),
        cmocka_unit_test(test_r7_r12_reflected_packets),
        cmocka_unit_test(test_r9_answer_goes_to_the_held_address_only),
        cmocka_unit_test(test_packet_numbers_never_repeat),
        cmocka_unit_test(test_options_and_payload_under_a_valid_mac),
        cmocka_unit_test(test_r7_mutated_packets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
