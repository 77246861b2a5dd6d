/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_resume.c Associations that are saved, and resumed by another process (spec, Resuming an association). */

#include "support.h"

#include <string.h>

#include "internal.h"

enum
{
    PACKETS = 100, /* set aside, where the number does not matter */
    MOVES = 4,
    AT_ROLE = 5,
    AT_SUITE = 6,
    AT_LOCAL_PORT = 8,
    AT_PEER_PORT = 10,
    AT_OWN_SEQ = 12,
    AT_CHECKSUM = L4M_SAVED_SIZE - 4
};

typedef uint8_t t_saved[L4M_SAVED_SIZE];

static void save(t_node *node, uint32_t packets, uint16_t moves, t_saved saved)
{
    assert_int_equal(l4m_save(node->assoc, packets, moves, saved), L4M_OK);
    assert_int_equal(l4m_stored(node->assoc, saved), L4M_OK);
}

/** The process ends with all it had, and another begins. */
static void kill_process(t_node *node)
{
    node_stop(node);
    memset(node->events, 0, sizeof node->events);
    node_start(node);
}

static void resume(t_net *net, t_node *node, const t_saved saved)
{
    kill_process(node);
    assert_int_equal(l4m_resume(node->host, &node->assoc, saved, sizeof(t_saved), net->now), L4M_OK);
}

/** Sets an association up, and saves the initiator's side of it. */
static void up_and_save(t_net *net, t_saved saved)
{
    net_up(net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    save(&net->a, PACKETS, MOVES, saved);
}

/** The same, and at once saved anew, as it should be. */
static void resume_and_save(t_net *net, t_node *node, t_saved saved)
{
    resume(net, node, saved);
    save(node, PACKETS, MOVES, saved);
}

static uint32_t number_of(t_packet *pkt)
{
    return get_u32(ext_of(pkt) + 8);
}

static void send(t_net *net, t_node *node, t_packet *pkt)
{
    assert_int_equal(node_data(node, pkt, "data", 4, net->now), L4M_OK);
}

/** Puts a right checksum behind changed bytes: CRC-32 by its definition, a division of polynomials. */
static void sign(t_saved saved)
{
    uint32_t rest = 0;
    for (size_t bit = 0; bit < 8 * (AT_CHECKSUM + 4); bit++)
    {
        unsigned in = bit < 8 * AT_CHECKSUM ? (unsigned)saved[bit / 8] >> bit % 8 & 1u : 0u;
        in ^= bit < 32;
        uint32_t out = rest >> 31;
        rest = rest << 1 | in;
        rest ^= out ? UINT32_C(0x04c11db7) : 0;
    }
    uint32_t reflected = 0;
    for (int bit = 0; bit < 32; bit++)
    {
        reflected |= (rest >> bit & 1) << (31 - bit);
    }
    put_u32(saved + AT_CHECKSUM, ~reflected);
}

/** With each suite, either side: another process goes on from another place, and the peer follows as after any move. */
static void test_round_trip(void **state)
{
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    (void)state;

    for (size_t s = 0; s < count; s++)
    {
        for (int side = 0; side <= 1; side++)
        {
            t_net net;
            t_packet pkt;
            t_saved saved;
            l4m_exported_keys before;
            l4m_exported_keys after;
            net_up(&net, L4M_PROTO_UDP, suites[s].id);
            t_node *node = side ? &net.b : &net.a;
            t_node *peer = side ? &net.a : &net.b;
            if (!suites[s].packet_numbers)
            {
                assert_int_equal(l4m_save(node->assoc, PACKETS, MOVES, saved), L4M_ERR_SUITE);
                net_check(&net);
                net_down(&net);
                continue;
            }
            /* Beyond what 32 bits on the wire can say. */
            node->assoc->next_number = peer->assoc->replay.next = UINT64_C(5) << 32;
            peer->assoc->next_number = node->assoc->replay.next = UINT64_C(7) << 32;
            node_move(peer, addr4(77), net.now);
            send(&net, peer, &pkt);
            assert_int_equal(node_input(node, &pkt, net.now), L4M_DELIVER);
            save(node, PACKETS, MOVES, saved);
            net_check(&net);
            assert_int_equal(l4m_assoc_export_keys(node->assoc, &before), L4M_OK);

            node->addr = addr4(99);
            resume_and_save(&net, node, saved);
            assert_int_equal(l4m_assoc_export_keys(node->assoc, &after), L4M_OK);
            assert_memory_equal(&before, &after, sizeof before);
            assert_int_equal(l4m_assoc_state(node->assoc), L4M_STATE_ESTABLISHED);
            assert_int_equal(l4m_assoc_is_initiator(node->assoc), side == 0);
            assert_int_equal(l4m_assoc_local_port(node->assoc), side ? PORT_B : PORT_A);
            assert_int_equal(l4m_assoc_peer_port(node->assoc), side ? PORT_A : PORT_B);
            assert_ptr_equal(l4m_assoc_suite(node->assoc), &suites[s]);
            assert_true(addr_equal(l4m_assoc_peer(node->assoc), &peer->addr));
            assert_int_equal(l4m_assoc_peer_seq(node->assoc), 1);
            assert_int_equal(l4m_assoc_rounds(node->assoc), 0);
            assert_null(node->assoc->setup);

            assert_int_equal(net_carry(&net, node, peer), 1);
            assert_true(addr_equal(l4m_assoc_peer(peer->assoc), &node->addr));
            assert_int_equal(peer->events[L4M_EVENT_PEER_MOVED], 1);
            assert_int_equal(net_carry(&net, peer, node), 1);
            assert_int_equal(node->events[L4M_EVENT_FOLLOWED], 1);
            assert_int_equal(l4m_deadline(node->host), L4M_NEVER);
            net_check(&net);
            node_move(node, addr4(100), net.now);
            net_check(&net);
            assert_int_equal(discards(node) + discards(peer), 0);
            net_down(&net);
        }
    }
}

/** As many packets as were set aside, control packets included, and not one more until it is saved anew. */
static void test_packets_set_aside(void **state)
{
    t_net net;
    t_packet pkt;
    t_saved saved;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_FAST);
    assert_true(l4m_assoc_packets_left(net.a.assoc) > UINT64_MAX - 100);
    save(&net.a, 3, MOVES, saved);
    send(&net, &net.a, &pkt);
    uint32_t first = number_of(&pkt);
    send(&net, &net.a, &pkt);
    assert_int_equal(l4m_assoc_packets_left(net.a.assoc), 1);
    node_move(&net.a, addr4(9), net.now);
    assert_int_equal(net_carry(&net, &net.a, &net.b), 1);
    assert_int_equal(l4m_assoc_packets_left(net.a.assoc), 0);
    assert_int_equal(node_data(&net.a, &pkt, "data", 4, net.now), L4M_ERR_UNSAVED);
    /* Nor an answer. */
    node_move(&net.b, addr4(10), net.now);
    assert_int_equal(net_carry(&net, &net.b, &net.a), 2);
    assert_int_equal(net_carry(&net, &net.a, &net.b), 0);
    assert_int_equal(node_data(&net.a, &pkt, "data", 4, net.now), L4M_ERR_UNSAVED);

    save(&net.a, 5, MOVES, saved);
    assert_int_equal(l4m_assoc_packets_left(net.a.assoc), 5);
    send(&net, &net.a, &pkt);
    assert_int_equal(number_of(&pkt), first + 3);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);

    /* Whoever resumes begins behind all of them, whether they were used or not. */
    resume_and_save(&net, &net.a, saved);
    send(&net, &net.a, &pkt);
    assert_int_equal(number_of(&pkt), first + 3 + 5);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);

    /* Nothing set aside: it is to end here. */
    save(&net.a, 0, 0, saved);
    assert_int_equal(node_data(&net.a, &pkt, "data", 4, net.now), L4M_ERR_UNSAVED);
    assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_UNSAVED);
    net_down(&net);
}

/** The same of moves; the peer takes the resumption for one more. */
static void test_moves_set_aside(void **state)
{
    t_net net;
    t_packet pkt;
    t_packet late;
    t_saved saved;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    save(&net.a, PACKETS, 2, saved);
    node_move(&net.a, addr4(11), net.now);
    node_move(&net.a, addr4(12), net.now);
    assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_UNSAVED);
    assert_int_equal(l4m_assoc_local_seq(net.a.assoc), 2);
    send(&net, &net.a, &late);
    send(&net, &net.a, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
    assert_int_equal(l4m_assoc_peer_seq(net.b.assoc), 2);

    net.a.addr = addr4(13);
    resume_and_save(&net, &net.a, saved);
    assert_int_equal(l4m_assoc_local_seq(net.a.assoc), 3);
    send(&net, &net.a, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
    assert_true(addr_equal(l4m_assoc_peer(net.b.assoc), &net.a.addr));
    /* A late packet of the process before is good, but moves nobody back. */
    assert_int_equal(node_input(&net.b, &late, net.now), L4M_DELIVER);
    assert_true(addr_equal(l4m_assoc_peer(net.b.assoc), &net.a.addr));
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    net_down(&net);
}

/** Bytes that were not stored in the end add nothing, and what they would have set aside is not exceeded either. */
static void test_storing_fails(void **state)
{
    t_net net;
    t_packet pkt;
    t_saved saved;
    t_saved lost;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    /* The very first: it may have been stored. */
    assert_int_equal(l4m_save(net.a.assoc, 2, 1, lost), L4M_OK);
    assert_int_equal(l4m_assoc_packets_left(net.a.assoc), 2);
    node_move(&net.a, addr4(9), net.now);
    assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_UNSAVED);

    save(&net.a, 2, 1, saved);
    assert_int_equal(l4m_save(net.a.assoc, 50, 50, lost), L4M_OK);
    assert_int_equal(l4m_assoc_packets_left(net.a.assoc), 2);
    node_move(&net.a, addr4(10), net.now);
    assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_UNSAVED);
    send(&net, &net.a, &pkt);
    send(&net, &net.a, &pkt);
    uint32_t last = number_of(&pkt);
    assert_int_equal(node_data(&net.a, &pkt, "data", 4, net.now), L4M_ERR_UNSAVED);

    /* Fewer than before: at once, for they may be stored any moment. */
    assert_int_equal(l4m_stored(net.a.assoc, lost), L4M_OK);
    assert_int_equal(l4m_assoc_packets_left(net.a.assoc), 48);
    assert_int_equal(l4m_save(net.a.assoc, 7, 0, lost), L4M_OK);
    assert_int_equal(l4m_assoc_packets_left(net.a.assoc), 7);
    assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_UNSAVED);

    /* From the ones that are still stored. */
    resume_and_save(&net, &net.a, saved);
    send(&net, &net.a, &pkt);
    assert_int_equal(number_of(&pkt), last + 1);
    net_down(&net);
}

/** A resumed association is silent until its own bytes are stored; so the process may be killed at any moment. */
static void test_silent_until_stored(void **state)
{
    t_net net;
    t_packet pkt;
    t_saved saved;
    (void)state;

    up_and_save(&net, saved);
    for (int killed = 0; killed < 5; killed++)
    {
        t_saved unstored;
        resume(&net, &net.a, saved);
        assert_int_equal(l4m_assoc_packets_left(net.a.assoc), 0);
        assert_int_equal(node_data(&net.a, &pkt, "data", 4, net.now), L4M_ERR_UNSAVED);
        assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_UNSAVED);
        assert_false(node_output(&net.a, &pkt, net.now));
        assert_int_equal(l4m_save(net.a.assoc, PACKETS, MOVES, unstored), L4M_OK);
        assert_int_equal(node_data(&net.a, &pkt, "data", 4, net.now), L4M_ERR_UNSAVED);
        assert_int_equal(l4m_move(net.a.assoc, net.now), L4M_ERR_UNSAVED);
        /* Twice on one host it cannot be. */
        l4m_assoc *second;
        assert_int_equal(l4m_resume(net.a.host, &second, saved, sizeof saved, net.now), L4M_ERR_PORTS);
        assert_null(second);
    }
    save(&net.a, PACKETS, MOVES, saved);
    net_carry(&net, &net.a, &net.b);
    net_carry(&net, &net.b, &net.a);
    net_check(&net);
    assert_int_equal(discards(&net.b), 0);
    net_down(&net);
}

/** Whatever is saved, stored, lost, sent, moved and killed in whatever order: no number and no sequence twice. */
static void test_no_number_is_used_twice(void **state)
{
    enum
    {
        STEPS = 20000,
        NUMBERS = 1 << 17
    };
    static uint8_t used[NUMBERS];
    static t_net net;
    t_packet pkt;
    t_saved stored;
    t_saved written;
    bool is_written = false;
    uint32_t refused = 0;
    uint32_t resumed = 0;
    uint32_t highest_seq = 0;
    l4m_rng_seeded seeded;
    l4m_rng rng = l4m_rng_from_seed(&seeded, 5, 5);
    (void)state;

    memset(used, 0, sizeof used);
    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_FAST);
    save(&net.a, 10, 1, stored);
    for (int step = 0; step < STEPS; step++)
    {
        uint8_t dice[3];
        rng.fill(rng.user, dice, sizeof dice);
        if (dice[0] < 20)
        {
            resume(&net, &net.a, stored);
            is_written = false;
            resumed++;
            /* Larger than any before that a packet carried. */
            assert_true(l4m_assoc_local_seq(net.a.assoc) > highest_seq);
        }
        else if (dice[0] < 60)
        {
            is_written = l4m_save(net.a.assoc, dice[1] % 16, dice[2] % 4, written) == L4M_OK;
        }
        else if (dice[0] < 90 && is_written)
        {
            /* Also long after: then it may have used more, and says so. */
            if (l4m_stored(net.a.assoc, written) == L4M_OK)
            {
                memcpy(stored, written, sizeof stored);
            }
        }
        else if (dice[0] < 110)
        {
            (void)l4m_move(net.a.assoc, net.now);
        }
        else if (node_data(&net.a, &pkt, "data", 4, net.now) == L4M_OK)
        {
            uint32_t number = number_of(&pkt);
            uint32_t seq = get_u32(ext_of(&pkt) + 4);
            assert_in_range(number, 0, NUMBERS - 1);
            assert_int_equal(used[number]++, 0);
            assert_true(seq >= highest_seq);
            highest_seq = seq;
            assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
        }
        else
        {
            refused++;
        }
    }
    assert_in_range(resumed, 1000, STEPS);
    assert_in_range(refused, 1000, STEPS);
    net_down(&net);
}

/** What the peer sent before it followed is refused, before and after; seen by the process before or not. */
static void test_replays(void **state)
{
    enum
    {
        OLD = 40
    };
    static t_net net;
    static t_packet old[OLD];
    t_packet pkt;
    t_packet ahead;
    t_saved saved;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    for (int i = 0; i < OLD; i++)
    {
        if (i == OLD / 4)
        {
            save(&net.a, PACKETS, MOVES, saved);
        }
        if (i == OLD / 2)
        {
            node_move(&net.a, addr4(9), net.now); /* followed: packets with another echo, too */
            net_carry(&net, &net.a, &net.b);
            net_carry(&net, &net.b, &net.a);
            send(&net, &net.a, &pkt);
            assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DELIVER);
        }
        send(&net, &net.b, &old[i]);
        if (i % 3 != 2)
        {
            assert_int_equal(node_input(&net.a, &old[i], net.now), L4M_DELIVER);
        }
    }
    resume_and_save(&net, &net.a, saved);
    uint32_t seq = l4m_assoc_local_seq(net.a.assoc);
    for (int i = 0; i < OLD; i++)
    {
        assert_int_equal(node_input(&net.a, &old[i], net.now), L4M_DISCARD);
        assert_int_equal(net.a.result.reason, L4M_ERR_REPLAY);
    }
    assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 0);
    /* An old EMPTY is not answered, and one from elsewhere moves nobody: nothing has an effect. */
    assert_int_equal(net_carry(&net, &net.a, &net.b), 1);
    assert_true(node_output(&net.b, &pkt, net.now)); /* the answer, which is late */
    assert_int_equal(get_u16(ext_of(&pkt) + 2), seq);
    send(&net, &net.b, &ahead);
    assert_int_equal(node_input(&net.a, &ahead, net.now), L4M_DELIVER);
    assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 1);
    /* Whatever has a smaller number is too late, the echo being right or not. */
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
    assert_int_equal(node_input(&net.a, &ahead, net.now), L4M_DISCARD);
    for (int i = 0; i < OLD; i++)
    {
        assert_int_equal(node_input(&net.a, &old[i], net.now), L4M_DISCARD);
    }
    assert_int_equal(l4m_host_discarded(net.a.host, L4M_ERR_REPLAY), 2 * OLD + 2);
    /* From here on packets may overtake each other as ever. */
    for (int i = 0; i < OLD; i++)
    {
        send(&net, &net.b, &old[i]);
    }
    for (int i = OLD - 1; i >= 0; i--)
    {
        assert_int_equal(node_input(&net.a, &old[i], net.now), L4M_DELIVER);
        assert_int_equal(node_input(&net.a, &old[i], net.now), L4M_DISCARD);
    }
    net_down(&net);
}

/** A move of the peer that it made meanwhile is not believed either as long as it may be a replay. */
static void test_a_replayed_move_moves_nobody(void **state)
{
    t_net net;
    t_packet pkt;
    t_saved saved;
    (void)state;

    up_and_save(&net, saved);
    l4m_addr before = net.b.addr;
    node_move(&net.b, addr4(50), net.now);
    assert_true(node_output(&net.b, &pkt, net.now));
    resume_and_save(&net, &net.a, saved);
    pkt.src = addr4(66);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
    assert_true(addr_equal(l4m_assoc_peer(net.a.assoc), &before));
    assert_int_equal(l4m_assoc_peer_seq(net.a.assoc), 0);
    assert_int_equal(node_drop_output(&net.a, net.now), 1); /* its own EMPTY, and no answer */
    net_down(&net);
}

/** Moved once more before the peer was heard: only what was sent after it heard of that counts. */
static void test_a_move_before_the_peer_is_heard(void **state)
{
    t_net net;
    t_packet answer;
    t_saved saved;
    (void)state;

    up_and_save(&net, saved);
    resume_and_save(&net, &net.a, saved);
    assert_int_equal(net_carry(&net, &net.a, &net.b), 1);
    assert_true(node_output(&net.b, &answer, net.now));
    node_move(&net.a, addr4(9), net.now);
    assert_int_equal(node_input(&net.a, &answer, net.now), L4M_DISCARD);
    assert_int_equal(net_carry(&net, &net.a, &net.b), 1);
    assert_int_equal(net_carry(&net, &net.b, &net.a), 1);
    assert_int_equal(net.a.events[L4M_EVENT_FOLLOWED], 1);
    net_check(&net);
    net_down(&net);
}

/** Both resumed, neither trusts the other's first packet: as with two moves at once, nothing arrives. */
static void test_both_resumed_at_once(void **state)
{
    t_net net;
    t_packet pkt;
    t_saved a;
    t_saved b;
    (void)state;

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    save(&net.a, PACKETS, MOVES, a);
    save(&net.b, PACKETS, MOVES, b);
    resume_and_save(&net, &net.a, a);
    resume_and_save(&net, &net.b, b);
    send(&net, &net.a, &pkt);
    assert_int_equal(node_input(&net.b, &pkt, net.now), L4M_DISCARD);
    send(&net, &net.b, &pkt);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DISCARD);
    /* One after the other they do. */
    net_down(&net);
    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    save(&net.a, PACKETS, MOVES, a);
    resume_and_save(&net, &net.a, a);
    net_carry(&net, &net.a, &net.b);
    net_carry(&net, &net.b, &net.a);
    save(&net.b, PACKETS, MOVES, b);
    resume_and_save(&net, &net.b, b);
    net_carry(&net, &net.b, &net.a);
    net_carry(&net, &net.a, &net.b);
    net_check(&net);
    net_down(&net);
}

/** The peer is gone: the caller hears of it, at the times of any move. Idle time runs from the resumption. */
static void test_unreachable_and_idle(void **state)
{
    t_net net;
    t_saved saved;
    unsigned empties = 0;
    (void)state;

    up_and_save(&net, saved);
    net.a.config.idle_timeout = 1000 * SECOND;
    net.now = 5; /* another clock */
    resume_and_save(&net, &net.a, saved);
    l4m_usec now = net.now;
    for (int i = 0; i <= net.a.config.empty_tries; i++)
    {
        l4m_tick(net.a.host, now);
        empties += node_drop_output(&net.a, now);
        now = l4m_deadline(net.a.host);
        node_events(&net.a);
        assert_int_equal(net.a.events[L4M_EVENT_UNREACHABLE], i == net.a.config.empty_tries);
    }
    assert_int_equal(empties, net.a.config.empty_tries);
    assert_int_equal(l4m_deadline(net.a.host), net.now + 1000 * SECOND);
    l4m_tick(net.a.host, net.now + 1000 * SECOND);
    node_events(&net.a);
    assert_int_equal(net.a.reason, L4M_ERR_IDLE);
    net_down(&net);
}

/** A responder knows a late copy of the L4_INIT that it answered in another life. */
static void test_late_init_after_resuming(void **state)
{
    t_net net;
    t_packet init;
    t_packet pkt;
    t_saved saved;
    (void)state;

    net_init(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    net_first_init(&net, &init);
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DONE);
    net_offer(&net, &pkt);
    /* Too early: neither side, before both have the keys. */
    assert_int_equal(l4m_save(net.a.assoc, PACKETS, MOVES, saved), L4M_ERR_STATE);
    assert_int_equal(l4m_save(net.b.assoc, PACKETS, MOVES, saved), L4M_ERR_STATE);
    assert_int_equal(node_input(&net.a, &pkt, net.now), L4M_DONE);
    net_check(&net);
    save(&net.b, PACKETS, MOVES, saved);
    resume_and_save(&net, &net.b, saved);
    net_listen(&net, L4M_POLICY_FALLBACK);
    assert_int_equal(node_input(&net.b, &init, net.now), L4M_DISCARD);
    assert_int_equal(net.b.result.reason, L4M_ERR_DUPLICATE);
    net_down(&net);
}

/** What cannot be saved, and numbers at their ends. */
static void test_refusals_of_save(void **state)
{
    t_net net;
    t_saved saved;
    t_saved other;
    (void)state;

    net_up(&net, L4M_PROTO_TCP, L4M_SUITE_DEFAULT);
    assert_int_equal(l4m_save(net.a.assoc, PACKETS, MOVES, saved), L4M_ERR_ARGUMENT);
    net_down(&net);

    net_up(&net, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    assert_int_equal(l4m_save(net.a.assoc, L4M_RESERVE_MAX + 1, MOVES, saved), L4M_ERR_ARGUMENT);
    assert_true(l4m_assoc_packets_left(net.a.assoc) > UINT64_MAX - 100); /* refused: nothing has changed */
    assert_int_equal(l4m_save(net.a.assoc, L4M_RESERVE_MAX, MOVES, saved), L4M_OK);

    /* Bytes of the other side, which has the same keys, and of a move too many. */
    assert_int_equal(l4m_save(net.b.assoc, PACKETS, MOVES, other), L4M_OK);
    assert_int_equal(l4m_stored(net.a.assoc, other), L4M_ERR_ARGUMENT);
    saved[20] ^= 1;
    assert_int_equal(l4m_stored(net.a.assoc, saved), L4M_ERR_SAVED);
    saved[20] ^= 1;
    assert_int_equal(l4m_stored(net.a.assoc, saved), L4M_OK);
    saved[100] ^= 1; /* a key */
    sign(saved);
    assert_int_equal(l4m_stored(net.a.assoc, saved), L4M_ERR_ARGUMENT);

    /* Old bytes, of which more is used than they set aside. */
    save(&net.a, 0, 0, saved);
    save(&net.a, PACKETS, 0, other);
    t_packet pkt;
    send(&net, &net.a, &pkt);
    assert_int_equal(l4m_stored(net.a.assoc, saved), L4M_ERR_UNSAVED);
    save(&net.a, PACKETS, 0, saved);
    save(&net.a, PACKETS, 1, other);
    node_move(&net.a, addr4(9), net.now);
    assert_int_equal(l4m_stored(net.a.assoc, saved), L4M_ERR_UNSAVED);
    assert_int_equal(l4m_assoc_packets_left(net.a.assoc), PACKETS);

    net.a.assoc->own_seq = UINT16_MAX - 3;
    assert_int_equal(l4m_save(net.a.assoc, PACKETS, 2, saved), L4M_OK);
    assert_int_equal(get_u32(saved + AT_OWN_SEQ), UINT16_MAX);
    assert_int_equal(l4m_save(net.a.assoc, PACKETS, 3, saved), L4M_ERR_EXHAUSTED);
    assert_int_equal(l4m_save(net.a.assoc, PACKETS, UINT16_MAX, saved), L4M_ERR_EXHAUSTED);
    net.a.assoc->own_seq = UINT16_MAX;
    assert_int_equal(l4m_save(net.a.assoc, PACKETS, 0, saved), L4M_ERR_EXHAUSTED);
    net.a.assoc->own_seq = UINT32_MAX;
    assert_int_equal(l4m_save(net.a.assoc, PACKETS, 0, saved), L4M_ERR_EXHAUSTED);
    net.a.assoc->own_seq = 5;
    net.a.assoc->next_number = UINT64_MAX - 1 - PACKETS;
    assert_int_equal(l4m_save(net.a.assoc, PACKETS, 0, saved), L4M_OK);
    assert_int_equal(l4m_save(net.a.assoc, PACKETS + 1, 0, saved), L4M_ERR_EXHAUSTED);
    net_down(&net);
}

/** Each bit and each length, and what has a right checksum but no sense. */
static void test_spoilt_bytes(void **state)
{
    t_net net;
    t_saved saved;
    uint8_t longer[2 * L4M_SAVED_SIZE] = {0};
    l4m_assoc *assoc = NULL;
    (void)state;

    up_and_save(&net, saved);
    kill_process(&net.a);
    for (size_t bit = 0; bit < 8 * sizeof saved; bit++)
    {
        saved[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(l4m_resume(net.a.host, &assoc, saved, sizeof saved, net.now), L4M_ERR_SAVED);
        assert_null(assoc);
        saved[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    memcpy(longer, saved, sizeof saved);
    for (size_t len = 0; len <= sizeof longer; len++)
    {
        l4m_error expected = len == sizeof saved ? L4M_OK : L4M_ERR_SAVED;
        /* In a block of exactly that size, so that a read beyond is found. */
        uint8_t *copy = test_malloc(len + 1);
        memcpy(copy + 1, longer, len);
        assert_int_equal(l4m_resume(net.a.host, &assoc, copy + 1, len, net.now), expected);
        test_free(copy);
        l4m_close(assoc);
    }

    static const struct
    {
        size_t at;
        uint16_t value;
    } senseless[] = {{AT_ROLE - 1, 0x0102}, /* version 1, role 2 */
                     {AT_ROLE - 1, 0x0200},
                     {AT_SUITE, 0x7777},
                     {AT_SUITE, L4M_SUITE_PAPER},
                     {AT_LOCAL_PORT, 0},
                     {AT_PEER_PORT, 0},
                     {AT_OWN_SEQ, 1},      /* 65536 and more */
                     {AT_OWN_SEQ + 2, 0}}; /* 0 */
    for (size_t i = 0; i < sizeof senseless / sizeof senseless[0]; i++)
    {
        uint16_t before = get_u16(saved + senseless[i].at);
        put_u16(saved + senseless[i].at, senseless[i].value);
        sign(saved);
        assert_int_equal(l4m_resume(net.a.host, &assoc, saved, sizeof saved, net.now), L4M_ERR_SAVED);
        put_u16(saved + senseless[i].at, before);
    }
    /* Signed rightly, so that those were refused for their values. */
    sign(saved);
    assert_int_equal(l4m_resume(net.a.host, &assoc, saved, sizeof saved, net.now), L4M_OK);
    net_down(&net);
}

/** What the host has no room for leaves it as it was. */
static void test_refusals_of_resume(void **state)
{
    t_net net;
    t_saved saved;
    l4m_assoc *assoc;
    (void)state;

    up_and_save(&net, saved);
    assert_int_equal(l4m_resume(net.a.host, &assoc, saved, sizeof saved, net.now), L4M_ERR_PORTS);
    assert_null(assoc);
    net_check(&net);

    net.a.config.suites[0] = L4M_SUITE_FAST;
    kill_process(&net.a);
    assert_int_equal(l4m_resume(net.a.host, &assoc, saved, sizeof saved, net.now), L4M_ERR_SUITE);
    assert_null(assoc);
    net.a.config.suites[0] = L4M_SUITE_DEFAULT;
    net.a.config.max_associations = 0;
    kill_process(&net.a);
    assert_int_equal(l4m_resume(net.a.host, &assoc, saved, sizeof saved, net.now), L4M_ERR_LIMIT);
    net.a.config.max_associations = 1;
    net_down(&net);
}

/** Wherever memory runs out, tables that grow included. */
static void test_memory_runs_out(void **state)
{
    enum
    {
        ASSOCIATIONS = 200
    };
    t_net net;
    t_saved saved;
    l4m_assoc *assoc;
    long most = 0;
    (void)state;

    up_and_save(&net, saved);
    kill_process(&net.a);
    for (uint16_t i = 0; i < ASSOCIATIONS; i++)
    {
        l4m_error err = L4M_ERR_MEMORY;
        put_u16(saved + AT_PEER_PORT, (uint16_t)(PORT_B + i));
        sign(saved);
        for (long failures = 0; err == L4M_ERR_MEMORY; failures++)
        {
            net.a.mem.left = failures;
            err = l4m_resume(net.a.host, &assoc, saved, sizeof saved, net.now);
            assert_int_equal(l4m_host_associations(net.a.host), i + (err == L4M_OK));
            most = failures > most ? failures : most;
        }
        assert_int_equal(err, L4M_OK);
    }
    /* Heap, association, set-up, and twice the table. */
    assert_in_range(most, 3, 5);
    net_down(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_packets_set_aside),
        cmocka_unit_test(test_moves_set_aside),
        cmocka_unit_test(test_storing_fails),
        cmocka_unit_test(test_silent_until_stored),
        cmocka_unit_test(test_no_number_is_used_twice),
        cmocka_unit_test(test_replays),
        cmocka_unit_test(test_a_replayed_move_moves_nobody),
        cmocka_unit_test(test_a_move_before_the_peer_is_heard),
        cmocka_unit_test(test_both_resumed_at_once),
        cmocka_unit_test(test_unreachable_and_idle),
        cmocka_unit_test(test_late_init_after_resuming),
        cmocka_unit_test(test_refusals_of_save),
        cmocka_unit_test(test_spoilt_bytes),
        cmocka_unit_test(test_refusals_of_resume),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
