/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file fuzz_machine.c
 * Target "machine": two hosts, everything that a caller and a network can do to them, in the order that the input
 * says. Its first bytes choose the configuration; then each step is a byte for what, and bytes for how.
 */

#include "bytes.h"
#include "world.h"

enum
{
    STEPS_MAX = 200
};

/** Nibbles and bytes of a step. */
typedef struct step
{
    fuzz_world *world;
    fuzz_reader *reader;
    size_t host; /**< 0 or 1 */
    uint8_t how;
} step;

static fuzz_seen *picked_assoc(const step *s)
{
    return fuzz_pick(&s->world->hosts[s->host], s->how & 7);
}

static fuzz_packet *picked_packet(const step *s)
{
    return s->world->on_wire == 0 ? NULL : &s->world->wire[s->how % s->world->on_wire];
}

static void do_connect(const step *s)
{
    fuzz_connect(s->world, s->host, s->how);
}

static void do_output(const step *s)
{
    (void)fuzz_output(s->world, s->host);
}

static void do_attach(const step *s)
{
    static const uint8_t flags[] = {L4M_TCP_SYN, L4M_TCP_SYN | L4M_TCP_ACK, L4M_TCP_ACK, L4M_TCP_RST};
    fuzz_seen *seen = picked_assoc(s);
    if (seen != NULL)
    {
        fuzz_attach(s->world, s->host, seen, flags[s->how >> 3 & 3]);
    }
}

/** The first packet of the wire, or another one; to its addressee, or back to its sender; and it may stay there. */
static void do_deliver(const step *s)
{
    fuzz_packet *packet = s->how & 0x80 ? picked_packet(s) : s->world->wire;
    const fuzz_seen *claimed = fuzz_pick(&s->world->hosts[s->host], s->how & 3);
    if (s->world->on_wire == 0)
    {
        return;
    }
    l4m_assoc *names = s->how & 4 && claimed != NULL ? claimed->assoc : NULL;
    fuzz_deliver(s->world, s->host, packet, names, s->how & 8);
    if (!(s->how & 0x40))
    {
        fuzz_drop(s->world, packet);
    }
}

static void do_drop(const step *s)
{
    fuzz_packet *packet = picked_packet(s);
    if (packet != NULL)
    {
        fuzz_drop(s->world, packet);
    }
}

/** Changes a byte. */
static void do_spoil(const step *s)
{
    fuzz_packet *packet = picked_packet(s);
    size_t at = fuzz_word(s->reader);
    uint8_t by = fuzz_byte(s->reader);
    if (packet == NULL || packet->len == 0)
    {
        return;
    }
    packet->bytes[at % packet->len] ^= by;
}

static void do_resize(const step *s)
{
    fuzz_packet *packet = picked_packet(s);
    size_t len = fuzz_word(s->reader) % FUZZ_PACKET_MAX;
    if (packet == NULL || packet->len == len)
    {
        return;
    }
    if (len > packet->len)
    {
        memset(packet->bytes + packet->len, 0, len - packet->len);
    }
    packet->len = len;
}

static void do_seal(const step *s)
{
    fuzz_packet *packet = picked_packet(s);
    if (packet != NULL)
    {
        fuzz_seal(packet);
    }
}

static void do_source(const step *s)
{
    fuzz_packet *packet = picked_packet(s);
    if (packet != NULL)
    {
        packet->src = fuzz_addr(fuzz_byte(s->reader));
    }
}

static void do_data(const step *s)
{
    fuzz_seen *seen = picked_assoc(s);
    if (seen != NULL)
    {
        fuzz_data(s->world, s->host, seen, s->how >> 3);
    }
}

static void do_move(const step *s)
{
    fuzz_host *host = &s->world->hosts[s->host];
    fuzz_seen *seen = picked_assoc(s);
    if (seen != NULL)
    {
        host->addr = fuzz_addr((uint8_t)(2 + s->how));
        l4m_error err = l4m_move(seen->assoc, s->world->now);
        REQUIRE(err == L4M_OK || err == L4M_ERR_STATE);
    }
}

static void do_wait(const step *s)
{
    s->world->now += UINT64_C(1) << (s->how & 31);
    for (size_t i = 0; i < 2; i++)
    {
        l4m_host *host = s->world->hosts[i].host;
        l4m_tick(host, s->world->now);
        REQUIRE(l4m_deadline(host) > s->world->now);
    }
}

static void do_close(const step *s)
{
    fuzz_seen *seen = picked_assoc(s);
    if (seen != NULL)
    {
        fuzz_close(s->world, s->host, seen);
    }
}

static void do_listen(const step *s)
{
    l4m_host *host = s->world->hosts[s->host].host;
    uint16_t port = (uint16_t)(7000 + (s->how & 3));
    if (s->how & 4)
    {
        l4m_unlisten(host, s->world->proto, port);
    }
    else
    {
        REQUIRE(l4m_listen(host, s->world->proto, port, s->how & 8 ? L4M_POLICY_REQUIRE : L4M_POLICY_FALLBACK) ==
                L4M_OK);
    }
}

static void do_events(const step *s)
{
    fuzz_events(s->world, s->host);
}

/** A packet that no host has made. */
static void do_forge(const step *s)
{
    fuzz_packet *packet = fuzz_new_packet(s->world, s->host);
    const uint8_t *bytes;
    size_t len = fuzz_bytes(s->reader, s->how, &bytes);
    if (packet != NULL)
    {
        memcpy(packet->bytes, bytes, len);
        packet->len = len;
    }
}

/** Options that the input writes down, behind a set-up message. */
static void forge_options(const step *s, l4m_writer *w)
{
    uint8_t count = fuzz_byte(s->reader) & 7;
    for (uint8_t i = 0; i < count; i++)
    {
        uint8_t kind = fuzz_byte(s->reader);
        const uint8_t *bytes;
        l4m_pair pair = {fuzz_word(s->reader), fuzz_word(s->reader)};
        uint16_t suite = (uint16_t)(kind & 8 ? L4M_SUITE_DEFAULT : kind >> 4);
        uint16_t group = kind & 8 ? L4M_GROUP_X25519 : L4M_GROUP_MODP1024;
        size_t len = fuzz_bytes(s->reader, kind & 0x80 ? 32 : kind >> 4, &bytes);
        switch (kind & 7)
        {
        case 0:
            l4m_write_suites(w, &suite, 1);
            break;
        case 1:
            l4m_write_share(w, group, bytes, len);
            break;
        case 2:
            l4m_write_pairs(w, &pair, 1);
            break;
        case 3:
            l4m_write_choice(w, suite, pair);
            break;
        default:
            l4m_write_group(w, group);
            break;
        }
    }
}

/** An L4_INIT, or an L4_OFFER that answers the L4_INIT of an association, from somebody who has seen that. */
static void do_forge_setup(const step *s)
{
    static const uint8_t nonce[L4M_NONCE_SIZE] = {0x55};
    uint8_t buf[L4M_HEADER_MAX];
    l4m_writer w;
    const fuzz_seen *seen = picked_assoc(s);
    const l4m_setup *setup = seen != NULL ? seen->assoc->setup : NULL;
    bool offer = s->how & 8 && setup != NULL;
    uint8_t kind = fuzz_byte(s->reader);
    l4m_pair ports = setup != NULL ? setup->header_pair : (l4m_pair){40000, 7000};

    if (offer)
    {
        l4m_write_offer(&w, buf, kind, 0, setup->round, (l4m_offer_result)(kind & 3), setup->nonce_i, nonce);
    }
    else
    {
        l4m_write_init(&w, buf, kind, kind & 7, kind & 8 && setup != NULL ? setup->nonce_i : nonce);
    }
    forge_options(s, &w);
    size_t ext_len = l4m_write_end(&w);
    fuzz_packet *packet = fuzz_new_packet(s->world, 1 - s->host);
    if (packet == NULL || ext_len == 0)
    {
        s->world->on_wire -= packet != NULL;
        return;
    }
    size_t l4_len = 8;
    if (s->world->proto == L4M_PROTO_TCP)
    {
        static const uint8_t option[] = {L4M_TCP_OPTION_KIND, L4M_TCP_OPTION_SIZE, 0x4c, 0x34};
        l4_len = 24;
        packet->bytes[12] = 6 << 4;
        packet->bytes[L4M_AT_TCP_FLAGS] = (uint8_t)(offer ? kind >> 3 : L4M_TCP_SYN);
        memcpy(packet->bytes + 20, option, sizeof option);
    }
    memcpy(packet->bytes + l4_len, buf, ext_len);
    packet->len = l4_len + ext_len;
    l4m_put_ports(packet->bytes, offer ? ports.responder : ports.initiator, offer ? ports.initiator : ports.responder);
}

static void (*const steps[])(const step *s) = {
    do_connect,
    do_output,
    do_attach,
    do_deliver,
    do_drop,
    do_spoil,
    do_resize,
    do_seal,
    do_source,
    do_data,
    do_move,
    do_wait,
    do_close,
    do_listen,
    do_events,
    do_forge,
    do_forge_setup,
};

static void configure(fuzz_world *world, fuzz_reader *reader)
{
    static const uint16_t suites[] = {L4M_SUITE_DEFAULT, L4M_SUITE_FAST, L4M_SUITE_PAPER, L4M_SUITE_DEFAULT};
    uint8_t what = fuzz_byte(reader);
    uint8_t more = fuzz_byte(reader);

    fuzz_prepare(world, what & 1 ? L4M_PROTO_TCP : L4M_PROTO_UDP, suites[what >> 1 & 3]);
    for (size_t i = 0; i < 2; i++)
    {
        l4m_config *config = &world->hosts[i].config;
        uint16_t second = i == 0 ? L4M_SUITE_FAST : L4M_SUITE_PAPER;
        if ((what & (8u << i)) && config->suites[0] != second) /* two suites, in another order on each side */
        {
            config->suites[i] = config->suites[0];
            config->suites[1 - i] = second;
            config->suite_count = 2;
        }
        config->empty_tries = more & 3;
        config->max_half_open = 1 + (more >> 2 & 3);
        config->max_rounds = (uint8_t)(1 + (more >> 4 & 3));
        config->idle_timeout = more & 0x40 ? 5000000 : L4M_NEVER;
        config->max_associations = 4;
        config->candidates = (uint8_t)(1 + (what >> 5 & 3));
        world->hosts[i].taken = fuzz_byte(reader);
    }
    fuzz_start(world);
    if (!(what & 0x80))
    {
        REQUIRE(l4m_listen(world->hosts[1].host, world->proto, 7000, L4M_POLICY_FALLBACK) == L4M_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static fuzz_world world;
    fuzz_reader reader = {data, size};
    unsigned count = 0;

    configure(&world, &reader);
    while (reader.left != 0 && count++ < STEPS_MAX)
    {
        uint8_t what = fuzz_byte(&reader);
        step s = {&world, &reader, what >> 7, fuzz_byte(&reader)};
        steps[(what & 0x7f) % (sizeof steps / sizeof steps[0])](&s);
        fuzz_look(&world);
    }
    fuzz_end(&world);
    return 0;
}
