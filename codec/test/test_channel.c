/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file test_channel.c Two hosts on a channel that loses, delays, reorders, doubles and spoils packets, and that move
 * as they talk. In the end the channel is good: then everything must have arrived, once, unspoilt, and each must know
 * where the other is. There is no third party to ask (R1).
 */

#include "support.h"

#include <string.h>

#include "internal.h"

enum
{
    IN_FLIGHT = 512,
    LOG = 4096,
    CHUNKS = 10,
    HEAD = 8, /* id 4, kind 1, unused 1, index 2 */
    BODY = 40,
    KIND_DATA = 1,
    KIND_ACK = 2,
    MOVES = 4
};

#define GOOD_AT (15 * SECOND)
#define END_AT (200 * SECOND)
#define APP_TIMEOUT (SECOND * 3 / 10)

/** What one side has sent and got. */
typedef struct side
{
    t_node *node;
    uint8_t number; /**< 0: A, 1: B */
    bool attached;
    uint16_t addresses; /**< that it has had */
    uint32_t sent;
    struct
    {
        uint8_t kind;
        uint16_t index;
        bool delivered;
    } log[LOG];
    uint16_t sending; /**< chunk on its way */
    uint16_t expected;
    l4m_usec app_at;
    l4m_usec move_at[MOVES];
    l4m_usec back_at;
    unsigned moves;
    unsigned spoilt_refused;
} side;

typedef struct flight
{
    l4m_usec when;
    bool spoilt;
    t_packet pkt;
} flight;

typedef struct channel
{
    t_net net;
    side sides[2];
    l4m_rng_seeded state;
    l4m_rng rng;
    bool spoils;
    uint8_t loss; /**< of 256 */
    bool numbered;
    size_t count;
    flight flights[IN_FLIGHT];
} channel;

static uint32_t random32(channel *c)
{
    uint8_t b[4];
    assert_true(c->rng.fill(c->rng.user, b, sizeof b));
    return get_u32(b);
}

static bool chance(channel *c, uint8_t of256)
{
    return random32(c) % 256 < of256;
}

/** The \p n-th address of a side; every third is IPv6. */
static l4m_addr address_of(uint8_t number, uint16_t n)
{
    l4m_addr a = n % 3 == 2 ? addr6(number) : addr4(number);
    a.bytes[a.family == 6 ? 13 : 2] = (uint8_t)(n + 1);
    return a;
}

/** R1: packets go to where the other side is or was, and to nobody else. */
static void assert_goes_to(const l4m_addr *dst, const side *other)
{
    for (uint16_t n = 0; n < other->addresses; n++)
    {
        l4m_addr a = address_of(other->number, n);
        if (addr_equal(dst, &a))
        {
            return;
        }
    }
    fail_msg("a packet to a third party");
}

static void spoil(channel *c, flight *f)
{
    /* TCP's checksum is what keeps its header whole; behind it all may change. */
    size_t from = f->pkt.proto == L4M_PROTO_TCP ? (size_t)(ext_of(&f->pkt) - f->pkt.bytes) : 4;
    for (uint32_t n = 1 + random32(c) % 3; n > 0 && f->pkt.len > from; n--)
    {
        f->pkt.bytes[from + random32(c) % (f->pkt.len - from)] ^= (uint8_t)(1 + random32(c) % 255);
    }
    if (f->pkt.proto == L4M_PROTO_UDP)
    {
        memset(f->pkt.bytes + 6, 0, 2);
    }
    f->spoilt = true;
}

static void launch(channel *c, const t_packet *pkt, bool bad)
{
    flight *f = &c->flights[c->count];
    assert_in_range(c->count, 0, IN_FLIGHT - 1);
    f->pkt = *pkt;
    f->spoilt = false;
    f->when = c->net.now + 5000 + (bad ? random32(c) % 250000 : 0);
    if (bad && c->spoils && chance(c, 25))
    {
        flight before = *f;
        spoil(c, f);
        f->spoilt = memcmp(before.pkt.bytes, f->pkt.bytes, f->pkt.len) != 0;
    }
    c->count++;
}

static void transmit(channel *c, side *from, const t_packet *pkt)
{
    bool bad = c->net.now < GOOD_AT;
    assert_goes_to(&pkt->dst, &c->sides[1 - from->number]);
    if (!from->attached || (bad && chance(c, c->loss)))
    {
        return;
    }
    launch(c, pkt, bad);
    if (bad && chance(c, 30))
    {
        launch(c, pkt, bad);
    }
}

static void flush(channel *c, side *s)
{
    t_packet pkt;
    while (node_output(s->node, &pkt, c->net.now))
    {
        transmit(c, s, &pkt);
    }
}

static bool established(const side *s)
{
    return s->node->assoc != NULL && l4m_assoc_state(s->node->assoc) == L4M_STATE_ESTABLISHED;
}

static void body(uint8_t *out, uint8_t number, uint8_t kind, uint16_t index)
{
    for (size_t i = 0; i < BODY; i++)
    {
        out[i] = (uint8_t)(number * 97 + kind * 31 + index * 7 + (int)(i * i));
    }
}

static void send_message(channel *c, side *s, uint8_t kind, uint16_t index)
{
    uint8_t message[HEAD + BODY] = {0};
    t_packet pkt;

    assert_in_range(s->sent, 0, LOG - 1);
    put_u32(message, s->sent);
    message[4] = kind;
    put_u16(message + 6, index);
    body(message + HEAD, s->number, kind, index);
    assert_int_equal(node_data(s->node, &pkt, message, sizeof message, c->net.now), L4M_OK);
    s->log[s->sent].kind = kind;
    s->log[s->sent].index = index;
    s->sent++;
    transmit(c, s, &pkt);
}

static void send_chunk(channel *c, side *s)
{
    s->app_at = c->net.now + APP_TIMEOUT;
    if (established(s) && s->sending < CHUNKS)
    {
        send_message(c, s, KIND_DATA, s->sending);
    }
    if (s->sending == CHUNKS)
    {
        s->app_at = L4M_NEVER;
    }
}

/** What a socket got: something that the other side sent, whole, and in numbered suites once. */
static void receive(channel *c, side *s, const t_packet *pkt)
{
    side *peer = &c->sides[1 - s->number];
    const l4m_result *r = &s->node->result;
    const uint8_t *message = pkt->bytes + r->l4_len + r->ext_len;
    size_t len = pkt->len - r->l4_len - r->ext_len;
    uint8_t want[BODY];

    if (len == 0)
    {
        return; /* TCP's acknowledgement of the SYN/ACK */
    }
    assert_int_equal(len, HEAD + BODY);
    uint32_t id = get_u32(message);
    assert_true(id < peer->sent);
    assert_int_equal(message[4], peer->log[id].kind);
    assert_int_equal(get_u16(message + 6), peer->log[id].index);
    body(want, peer->number, peer->log[id].kind, peer->log[id].index);
    assert_memory_equal(message + HEAD, want, BODY);
    assert_false(c->numbered && peer->log[id].delivered);
    peer->log[id].delivered = true;

    uint16_t index = peer->log[id].index;
    if (peer->log[id].kind == KIND_DATA)
    {
        assert_true(index <= s->expected);
        s->expected = (uint16_t)(s->expected + (index == s->expected));
        send_message(c, s, KIND_ACK, index);
    }
    else if (index == s->sending)
    {
        s->sending++;
        send_chunk(c, s);
    }
}

/** TCP's part: a SYN for each SYN, a SYN/ACK for each of those, an acknowledgement for each of them. */
static void handshake(channel *c, side *s, l4m_verdict verdict)
{
    t_packet pkt;
    t_node *node = s->node;
    l4m_assoc *own = node->assoc;

    if (verdict == L4M_SYN)
    {
        node->assoc = node->result.assoc; /* one of a spoilt SYN, perhaps */
        assert_int_equal(node_attach(node, T_SYN | T_ACK, &pkt, c->net.now), L4M_OK);
        node->assoc = own;
    }
    else if (verdict == L4M_RESEND)
    {
        assert_int_equal(node_attach(node, T_SYN, &pkt, c->net.now), L4M_OK);
    }
    else
    {
        assert_int_equal(node_segment(node, &pkt, T_ACK, "", 0, c->net.now), L4M_OK);
    }
    transmit(c, s, &pkt);
}

static void arrive(channel *c, size_t i)
{
    flight f = c->flights[i];
    c->flights[i] = c->flights[--c->count];
    for (int k = 0; k < 2; k++)
    {
        side *s = &c->sides[k];
        if (!s->attached || !addr_equal(&f.pkt.dst, &s->node->addr))
        {
            continue;
        }
        l4m_verdict verdict = node_input(s->node, &f.pkt, c->net.now);
        if (verdict == L4M_DELIVER)
        {
            assert_false(f.spoilt);
            receive(c, s, &f.pkt);
        }
        else if (verdict == L4M_SYN || verdict == L4M_SYN_ACK || verdict == L4M_RESEND)
        {
            handshake(c, s, verdict);
        }
        s->spoilt_refused += f.spoilt;
        flush(c, s);
    }
}

/** Whether all associations of a side, those of spoilt L4_INITs too, know where the other side is and are known there.
 */
static bool settled(const side *s, const side *other)
{
    for (const l4m_assoc *a = s->node->host->all; a != NULL; a = a->next)
    {
        if (!addr_equal(&a->peer, &other->node->addr) || (a->announcing && (a->moving || s->number == 1)))
        {
            return false;
        }
    }
    return s->attached;
}

static bool in_touch(const channel *c)
{
    return settled(&c->sides[0], &c->sides[1]) && settled(&c->sides[1], &c->sides[0]);
}

/** Loses its network; comes back elsewhere. Both at once is beyond this version of the protocol. */
static void maybe_leave(channel *c, side *s)
{
    for (size_t m = 0; m < MOVES; m++)
    {
        if (s->move_at[m] > c->net.now)
        {
            continue;
        }
        bool may = in_touch(c) && s->node->assoc != NULL && c->net.now < GOOD_AT;
        s->move_at[m] = may || c->net.now >= GOOD_AT ? L4M_NEVER : c->net.now + SECOND / 2;
        if (may)
        {
            s->attached = false;
            s->back_at = c->net.now + 1 + random32(c) % 1500000;
        }
    }
}

static void come_back(channel *c, side *s)
{
    s->attached = true;
    s->back_at = L4M_NEVER;
    s->node->addr = address_of(s->number, s->addresses++);
    for (l4m_assoc *a = s->node->host->all; a != NULL; a = a->next)
    {
        l4m_error err = l4m_move(a, c->net.now);
        assert_true(err == L4M_OK || err == L4M_ERR_STATE);
        s->moves += a == s->node->assoc && err == L4M_OK;
    }
}

static l4m_usec earlier(l4m_usec a, l4m_usec b)
{
    return a < b ? a : b;
}

static l4m_usec next_time(const channel *c)
{
    l4m_usec t = L4M_NEVER;
    for (size_t i = 0; i < c->count; i++)
    {
        t = earlier(t, c->flights[i].when);
    }
    for (int k = 0; k < 2; k++)
    {
        const side *s = &c->sides[k];
        t = earlier(t, earlier(l4m_deadline(s->node->host), earlier(s->app_at, s->back_at)));
        for (size_t m = 0; m < MOVES; m++)
        {
            t = earlier(t, s->move_at[m]);
        }
    }
    return t;
}

static void timers(channel *c, side *s)
{
    t_packet pkt;
    l4m_tick(s->node->host, c->net.now);
    node_events(s->node);
    if (s->number == 1 && s->node->assoc != NULL && l4m_assoc_state(s->node->assoc) == L4M_STATE_FAILED)
    {
        l4m_close(s->node->assoc);
        s->node->assoc = NULL;
    }
    if (s->back_at <= c->net.now)
    {
        come_back(c, s);
    }
    maybe_leave(c, s);
    if (s->app_at <= c->net.now)
    {
        bool syn = c->net.proto == L4M_PROTO_TCP && s->node->assoc != NULL &&
                   l4m_assoc_state(s->node->assoc) == L4M_STATE_INIT_SENT;
        if (syn)
        {
            assert_int_equal(node_attach(s->node, T_SYN, &pkt, c->net.now), L4M_OK);
            transmit(c, s, &pkt);
        }
        send_chunk(c, s);
    }
    flush(c, s);
}

static void start(channel *c, uint64_t seed, uint8_t proto, uint16_t suite)
{
    memset(c, 0, sizeof *c);
    c->rng = l4m_rng_from_seed(&c->state, seed, 50);
    c->spoils = seed % 2 == 1;
    c->loss = (uint8_t)(random32(c) % 90);
    c->numbered = l4m_suite_by_id(suite)->packet_numbers;
    net_prepare(&c->net, proto, suite);
    c->net.a.rng.seeded.seed = c->net.b.rng.seeded.seed = seed;
    for (uint8_t k = 0; k < 2; k++)
    {
        side *s = &c->sides[k];
        s->node = k == 0 ? &c->net.a : &c->net.b;
        s->number = k;
        s->attached = true;
        s->back_at = L4M_NEVER;
        s->app_at = c->net.now;
        s->node->addr = address_of(k, s->addresses++);
        for (size_t m = 0; m < MOVES; m++)
        {
            /* Some in the midst of set-up. */
            s->move_at[m] = c->net.now + random32(c) % (m == 0 ? 400000 : 13000000);
        }
        node_start(s->node);
    }
    net_listen(&c->net, L4M_POLICY_FALLBACK);
    assert_int_equal(node_connect(&c->net.a, proto, &c->net.b.addr, c->net.now), L4M_OK);
    flush(c, &c->sides[0]);
}

static void step(channel *c)
{
    for (size_t i = 0; i < c->count; i++)
    {
        if (c->flights[i].when <= c->net.now)
        {
            arrive(c, i);
            return;
        }
    }
    timers(c, &c->sides[0]);
    timers(c, &c->sides[1]);
}

/** @return A was established; if not it says why */
static bool run(channel *c, unsigned *moves, unsigned *spoilt)
{
    while (next_time(c) < END_AT && l4m_assoc_state(c->net.a.assoc) != L4M_STATE_FAILED)
    {
        l4m_usec t = next_time(c);
        c->net.now = t > c->net.now ? t : c->net.now;
        step(c);
    }
    *spoilt += c->sides[0].spoilt_refused + c->sides[1].spoilt_refused;
    if (l4m_assoc_state(c->net.a.assoc) == L4M_STATE_FAILED)
    {
        l4m_error reason = c->net.a.reason;
        bool may = reason == L4M_ERR_TIMEOUT || reason == L4M_ERR_REFUSED || reason == L4M_ERR_SUITE ||
                   reason == L4M_ERR_PORTS;
        assert_true(c->spoils ? may : reason == L4M_ERR_TIMEOUT);
        return false;
    }
    if (l4m_assoc_state(c->net.a.assoc) == L4M_STATE_INIT_SENT)
    {
        /* TCP gives up by itself. The responder has left before the initiator knew more than its old address. */
        assert_int_equal(c->net.proto, L4M_PROTO_TCP);
        assert_true(c->sides[1].addresses > 1);
        return false;
    }
    for (int k = 0; k < 2; k++)
    {
        const side *s = &c->sides[k];
        const side *peer = &c->sides[1 - k];
        assert_true(established(s));
        assert_true(addr_equal(l4m_assoc_peer(s->node->assoc), &peer->node->addr));
        assert_int_equal(l4m_assoc_peer_seq(s->node->assoc), l4m_assoc_local_seq(peer->node->assoc));
        assert_false(s->node->assoc->announcing);
        assert_int_equal(s->node->events[L4M_EVENT_FOLLOWED] > 0, s->moves > 0);
        assert_int_equal(s->sending, CHUNKS);
        assert_int_equal(s->expected, CHUNKS);
        assert_int_equal(s->node->events[L4M_EVENT_ESTABLISHED], 1);
        *moves += s->moves;
    }
    return true;
}

static void many(uint8_t proto)
{
    static const uint16_t suites[] = {L4M_SUITE_DEFAULT, L4M_SUITE_PAPER, L4M_SUITE_FAST};
    static channel c;
    unsigned succeeded = 0;
    unsigned moves = 0;
    unsigned spoilt = 0;

    for (uint64_t seed = 0; seed < 240; seed++)
    {
        start(&c, seed, proto, suites[seed / 2 % 3]);
        succeeded += run(&c, &moves, &spoilt);
        net_down(&c.net);
    }
    print_message("%u of 240 attempts succeeded, %u moves, %u spoilt packets arrived\n", succeeded, moves, spoilt);
    assert_in_range(succeeded, 160, 240);
    assert_in_range(moves, 300, 2000);
    assert_in_range(spoilt, 200, 20000);
}

static void test_r1_r7_r8_r15_udp_on_a_bad_channel(void **state)
{
    (void)state;
    many(L4M_PROTO_UDP);
}

static void test_r1_r7_r8_r16_tcp_on_a_bad_channel(void **state)
{
    (void)state;
    many(L4M_PROTO_TCP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r1_r7_r8_r15_udp_on_a_bad_channel),
        cmocka_unit_test(test_r1_r7_r8_r16_tcp_on_a_bad_channel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
