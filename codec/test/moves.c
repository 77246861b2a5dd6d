/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file moves.c
 * Very many moves: associations of each kind between pairs of hosts, on a channel that loses, delays, reorders, doubles
 * and spoils packets, whose two sides move at random times. What must hold all the while:
 *
 *   - a side holds its peer to be where that was when its state sequence was the one held (R10, R11)
 *   - data that is delivered is what was sent, and in the end all of it has been (R7, R8)
 *   - no association is stuck: between two moves of one, data gets through in both directions before long
 *   - the library's memory does not grow
 *
 * usage: codec-moves MOVES. Prints a RESULT line for each figure.
 */

#include "moves.h"

#include <string.h>

enum
{
    PAIRS = 8,   /**< pairs of hosts: UDP and TCP with each of four suites */
    ASSOCS = 16, /**< associations of a pair */
    PACKET_MAX = 256,
    BODY = 32,
    HEAD = 8, /**< of the data: number of the message, number that is acknowledged */
    LISTENING = 7000
};

#define MSEC UINT64_C(1000)
#define SECOND UINT64_C(1000000)
#define RESEND_AFTER (200 * MSEC)
#define TICK (50 * MSEC)
#define STUCK_AFTER (60 * SECOND)

/** One side of an association. */
typedef struct side
{
    l4m_assoc *assoc;
    uint32_t moves;
    uint32_t peer_seq; /**< largest held so far of the other side */
    uint32_t sending;  /**< message on its way, from 1 */
    uint32_t received; /**< last message that came */
    l4m_usec since;    /**< when something last got through */
    uint64_t delivered;
} side;

/** A pair of hosts and its associations. */
typedef struct pair
{
    l4m_host *hosts[2];
    uint8_t proto;
    side sides[ASSOCS][2];
} pair;

static pair pairs[PAIRS];
static l4m_usec now = SECOND;
static uint64_t moves_wanted;
uint64_t moves_made;
static bool closing;     /**< the channel is good from here on, and nobody moves */
static bool good = true; /**< the channel is good */
static uint64_t lost, spoilt, twice, refused, carried, waits;
static l4m_usec longest;

/* Addresses: a new one with each move, which tells whose it is and since which state sequence. */

static l4m_addr addr_of(uint8_t p, uint8_t a, uint8_t s, uint32_t seq)
{
    l4m_addr addr = {.family = 6, .bytes = {0xfd, p, a, s}};
    memcpy(addr.bytes + 4, &seq, sizeof seq);
    return addr;
}

static bool same_addr(const l4m_addr *a, const l4m_addr *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* The channel. */

static void send_once(const event *e)
{
    event copy = *e;
    copy.what = ARRIVAL;
    copy.when = now + 5 * MSEC + chance(95000);
    copy.pkt = malloc(e->len);
    REQUIRE(copy.pkt != NULL);
    memcpy(copy.pkt, e->pkt, e->len);
    if (!good && chance(100) < 2)
    {
        copy.pkt[chance((uint32_t)e->len)] ^= (uint8_t)(1u << chance(8));
        spoilt++;
    }
    schedule(copy);
}

/** Loss is 1 to 20 %, another for each association. */
static void send_packet(event e)
{
    carried++;
    if (!good && chance(100) < 1 + ((unsigned)e.pair * ASSOCS + e.assoc) % 20)
    {
        lost++;
        return;
    }
    send_once(&e);
    if (!good && chance(100) < 3)
    {
        send_once(&e);
        twice++;
    }
}

/* What a side sends. */

static uint8_t number_of(uint8_t p, uint8_t s, const l4m_assoc *assoc)
{
    for (uint8_t a = 0; a < ASSOCS; a++)
    {
        if (pairs[p].sides[a][s].assoc == assoc)
        {
            return a;
        }
    }
    return ASSOCS;
}

/** All that the library has ready. Before set-up is over an association is told by its ports. */
static void drain(uint8_t p, uint8_t s)
{
    uint8_t buf[L4M_OUTPUT_MAX];
    l4m_outgoing out;
    l4m_event ev;
    pair *here = &pairs[p];

    while (l4m_next_event(here->hosts[s], &ev))
    {
        REQUIRE(ev.type != L4M_EVENT_FAILED);
        waits += ev.type == L4M_EVENT_UNREACHABLE;
    }
    while (l4m_output(here->hosts[s], &out, buf, sizeof buf, now))
    {
        uint8_t a = number_of(p, s, out.assoc);
        REQUIRE(a < ASSOCS);
        send_packet((event){.pair = p,
                            .assoc = a,
                            .side = 1 - s,
                            .src = addr_of(p, a, s, here->sides[a][s].moves),
                            .dst = out.dst,
                            .len = out.len,
                            .pkt = buf});
    }
}

static uint8_t body_byte(uint8_t p, uint8_t a, uint8_t s, uint32_t message, size_t i)
{
    return (uint8_t)(p * 31u + a * 7u + s * 3u + message * 13u + i);
}

static size_t put_l4(const pair *here, uint8_t *pkt)
{
    size_t l4_len = here->proto == L4M_PROTO_TCP ? 20 : 8;
    memset(pkt, 0, l4_len);
    if (here->proto == L4M_PROTO_TCP)
    {
        pkt[12] = 5 << 4;
        pkt[13] = 0x10;
    }
    return l4_len;
}

/** The message on its way, again or for the first time, with the acknowledgement of what came. */
static void send_data(uint8_t p, uint8_t a, uint8_t s)
{
    side *me = &pairs[p].sides[a][s];
    uint8_t pkt[PACKET_MAX];
    size_t l4_len = put_l4(&pairs[p], pkt);
    size_t at = l4_len + l4m_assoc_overhead(me->assoc);

    memcpy(pkt + at, &me->sending, 4);
    memcpy(pkt + at + 4, &me->received, 4);
    for (size_t i = 0; i < BODY; i++)
    {
        pkt[at + HEAD + i] = body_byte(p, a, s, me->sending, i);
    }
    REQUIRE(l4m_protect(me->assoc, pkt, at + HEAD + BODY, l4_len, now) == L4M_OK);
    send_packet((event){.pair = p,
                        .assoc = a,
                        .side = 1 - s,
                        .src = addr_of(p, a, s, me->moves),
                        .dst = *l4m_assoc_peer(me->assoc),
                        .len = at + HEAD + BODY,
                        .pkt = pkt});
}

/* What a side gets. */

static void take_data(const event *e, const uint8_t *data, size_t len)
{
    side *me = &pairs[e->pair].sides[e->assoc][e->side];
    uint32_t message;
    uint32_t acknowledged;

    REQUIRE(len == HEAD + BODY);
    memcpy(&message, data, 4);
    memcpy(&acknowledged, data + 4, 4);
    for (size_t i = 0; i < BODY; i++)
    {
        REQUIRE(data[HEAD + i] == body_byte(e->pair, e->assoc, 1 - e->side, message, i));
    }
    REQUIRE(message <= me->received + 1 && acknowledged <= me->sending);
    if (message == me->received + 1)
    {
        me->received++;
        me->delivered++;
        longest = now - me->since > longest ? now - me->since : longest;
        me->since = now;
    }
    if (acknowledged == me->sending)
    {
        me->sending++;
    }
}

/** Where the other side is held to be is where it was at the state sequence held of it. */
static void check_peer(uint8_t p, uint8_t a, uint8_t s)
{
    side *me = &pairs[p].sides[a][s];
    const side *other = &pairs[p].sides[a][1 - s];
    uint32_t seq = l4m_assoc_peer_seq(me->assoc);
    l4m_addr where = addr_of(p, a, 1 - s, seq);

    REQUIRE(l4m_assoc_local_seq(me->assoc) == me->moves);
    REQUIRE(seq >= me->peer_seq && seq <= other->moves);
    me->peer_seq = seq;
    REQUIRE(same_addr(l4m_assoc_peer(me->assoc), &where));
}

static void arrive(const event *e)
{
    side *me = &pairs[e->pair].sides[e->assoc][e->side];
    l4m_addr here = addr_of(e->pair, e->assoc, e->side, me->moves);
    l4m_incoming in = {.proto = pairs[e->pair].proto, .src = e->src, .pkt = e->pkt, .len = e->len};
    l4m_result result;

    if (!same_addr(&e->dst, &here))
    {
        return; /* to a place that was left */
    }
    l4m_verdict verdict = l4m_input(pairs[e->pair].hosts[e->side], &in, &result, now);
    if (me->assoc == NULL)
    {
        REQUIRE(result.assoc != NULL && (verdict == L4M_DONE || verdict == L4M_SYN));
        me->assoc = result.assoc;
    }
    if (verdict == L4M_DELIVER)
    {
        REQUIRE(result.assoc == me->assoc);
        size_t at = result.l4_len + result.ext_len;
        take_data(e, e->pkt + at, e->len - at);
    }
    refused += verdict == L4M_DISCARD;
    if (l4m_assoc_state(me->assoc) != L4M_STATE_INIT_SENT)
    {
        check_peer(e->pair, e->assoc, e->side);
    }
    drain(e->pair, e->side);
}

/* Moves. */

/** Whether a side is where the other one holds it to be. */
static bool is_known(uint8_t p, uint8_t a, uint8_t s)
{
    return l4m_assoc_peer_seq(pairs[p].sides[a][1 - s].assoc) == pairs[p].sides[a][s].moves;
}

/**
 * Either side moves, but never both of one association so that neither knows where the other is: without a third party
 * they could not find each other again (spec, Both hosts move).
 */
static void move(const event *e)
{
    uint8_t s = (uint8_t)chance(2);
    if (closing)
    {
        return;
    }
    if (!is_known(e->pair, e->assoc, 1 - s))
    {
        s = 1 - s;
    }
    side *me = &pairs[e->pair].sides[e->assoc][s];
    me->moves++;
    moves_made++;
    REQUIRE(l4m_move(me->assoc, now) == L4M_OK);
    drain(e->pair, s);
    REQUIRE(now - me->since < STUCK_AFTER);
    event again = *e;
    again.when = now + 100 * MSEC + chance(1900) * MSEC;
    schedule(again);
}

static void handle(event *e)
{
    event again = *e;
    switch (e->what)
    {
    case ARRIVAL:
        arrive(e);
        free(e->pkt);
        break;
    case RESEND:
        send_data(e->pair, e->assoc, e->side);
        again.when = now + RESEND_AFTER + chance(100) * MSEC;
        schedule(again);
        break;
    case MOVE:
        move(e);
        break;
    default:
        l4m_tick(pairs[e->pair].hosts[e->side], now);
        drain(e->pair, e->side);
        again.when = now + TICK;
        schedule(again);
        break;
    }
}

static void run_until(l4m_usec end)
{
    while (event_due(end) && (closing || moves_made < moves_wanted))
    {
        event e = next_event();
        now = e.when;
        handle(&e);
    }
}

/* Set-up. */

static void attach(uint8_t p, uint8_t a, uint8_t s, uint8_t flags)
{
    side *me = &pairs[p].sides[a][s];
    uint8_t tcp[20];
    uint8_t pkt[20 + L4M_ATTACH_MAX];
    size_t l4_len;
    size_t len;
    put_l4(&pairs[p], tcp);
    tcp[13] = flags;
    REQUIRE(l4m_attach(me->assoc, tcp, sizeof tcp, pkt, sizeof pkt, &len, &l4_len, now) == L4M_OK);
    event e = {.pair = p,
               .assoc = a,
               .side = 1 - s,
               .src = addr_of(p, a, s, 0),
               .dst = addr_of(p, a, 1 - s, 0),
               .len = len,
               .pkt = pkt};
    arrive(&e);
}

static void set_up(uint8_t p, uint8_t a)
{
    pair *here = &pairs[p];
    l4m_addr peer = addr_of(p, a, 1, 0);
    side *sides = here->sides[a];

    REQUIRE(
        l4m_connect(here->hosts[0], &sides[0].assoc, here->proto, (uint16_t)(40000 + a), LISTENING, &peer, NULL, now) ==
        L4M_OK);
    if (here->proto == L4M_PROTO_TCP)
    {
        attach(p, a, 0, 0x02);
        attach(p, a, 1, 0x12);
    }
    else
    {
        drain(p, 0);
        run_until(now + SECOND);
    }
    REQUIRE(l4m_assoc_state(sides[0].assoc) == L4M_STATE_ESTABLISHED);
    for (uint8_t s = 0; s < 2; s++)
    {
        sides[s].sending = 1;
        sides[s].since = now;
        schedule((event){.when = now + chance(200000), .what = RESEND, .pair = p, .assoc = a, .side = s});
    }
    schedule((event){.when = now + 5 * SECOND + chance(1000000), .what = MOVE, .pair = p, .assoc = a});
}

static void start(uint8_t p)
{
    static const uint16_t suites[] = {
        L4M_SUITE_PAPER, L4M_SUITE_MODP1536_HMAC_SHA256, L4M_SUITE_DEFAULT, L4M_SUITE_FAST};
    static l4m_rng_seeded rngs[PAIRS][2];
    l4m_config config;

    pairs[p].proto = p % 2 == 0 ? L4M_PROTO_UDP : L4M_PROTO_TCP;
    for (uint8_t s = 0; s < 2; s++)
    {
        l4m_config_default(&config);
        config.suites[0] = suites[p / 2];
        config.suite_count = 1;
        config.mem = counted_memory();
        config.rng = l4m_rng_from_seed(&rngs[p][s], p, s);
        REQUIRE(l4m_host_new(&pairs[p].hosts[s], &config) == L4M_OK);
        schedule((event){.when = now, .what = TICKING, .pair = p, .side = s});
    }
    REQUIRE(l4m_listen(pairs[p].hosts[1], pairs[p].proto, LISTENING, L4M_POLICY_FALLBACK) == L4M_OK);
    for (uint8_t a = 0; a < ASSOCS; a++)
    {
        set_up(p, a);
    }
}

/** After a while on a good channel: each knows where the other is, and all messages but the last have come. */
static void check_end(uint8_t p, uint8_t a, uint64_t *delivered)
{
    for (uint8_t s = 0; s < 2; s++)
    {
        const side *me = &pairs[p].sides[a][s];
        const side *other = &pairs[p].sides[a][1 - s];
        check_peer(p, a, s);
        REQUIRE(is_known(p, a, s));
        REQUIRE(now - me->since < 2 * SECOND);
        REQUIRE(me->received + 1 >= other->sending);
        *delivered += me->delivered;
    }
}

static void result(const char *what, uint64_t measured, const char *expected)
{
    printf("RESULT\t%s\t%" PRIu64 "\t%s\tholds\n", what, measured, expected);
}

int main(int argc, char **argv)
{
    char *end = NULL;
    uint64_t delivered = 0;

    /* strtoull() takes a minus sign too, and gives what is left of 2^64. */
    moves_wanted = argc == 2 && argv[1][0] != '-' ? strtoull(argv[1], &end, 10) : 0;
    if (moves_wanted == 0 || *end != '\0')
    {
        fprintf(stderr, "usage: %s MOVES\nMOVES is a whole number, 1 or more.\n", argv[0]);
        return 2;
    }
    for (uint8_t p = 0; p < PAIRS; p++)
    {
        start(p);
    }
    run_until(now + 3 * SECOND);
    size_t held = bytes_held();
    good = false;
    while (moves_made < moves_wanted)
    {
        run_until(now + SECOND);
        REQUIRE(bytes_held() <= held);
    }
    good = true;
    closing = true;
    run_until(now + 60 * SECOND);
    for (uint8_t p = 0; p < PAIRS; p++)
    {
        for (uint8_t a = 0; a < ASSOCS; a++)
        {
            check_end(p, a, &delivered);
        }
    }
    for (uint8_t p = 0; p < PAIRS; p++)
    {
        l4m_host_free(pairs[p].hosts[0]);
        l4m_host_free(pairs[p].hosts[1]);
    }
    REQUIRE(bytes_held() == 0);
    drop_events();
    printf("%" PRIu64 " packets, %" PRIu64 " lost, %" PRIu64 " spoilt, %" PRIu64 " doubled; %" PRIu64 " refused\n",
           carried,
           lost,
           spoilt,
           twice,
           refused);
    printf("%d associations, %zu bytes of the library's; all empty packets unanswered %" PRIu64 " times\n",
           PAIRS * ASSOCS,
           held,
           waits);
    result("codec: moves under 1 to 20 % loss, reordering, doubling and bit errors", moves_made, "each followed");
    result("codec: messages delivered meanwhile, each compared byte by byte", delivered, "all that were sent");
    result("codec: longest time without data in one direction, ms", longest / 1000, "less than 60000");
    return 0;
}
