/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file seeds.c
 * Writes what fuzzing begins with: packets of genuine associations for the targets that read bytes, and scripts for
 * those that follow one. The same files each time.
 */

#include <errno.h>
#include <sys/stat.h>

#include "bytes.h"
#include "world.h"

enum
{
    NAME_BYTES = 4096,
    SEED_MAX = 8192,
    PACKETS = 10
};

/** A seed under construction. */
typedef struct seed
{
    size_t len;
    uint8_t bytes[SEED_MAX];
} seed;

static const char *top;

static void add(seed *s, const void *bytes, size_t len)
{
    REQUIRE(len <= sizeof s->bytes - s->len);
    memcpy(s->bytes + s->len, bytes, len);
    s->len += len;
}

static void add_byte(seed *s, uint8_t value)
{
    add(s, &value, 1);
}

static void add_word(seed *s, size_t value)
{
    uint8_t word[2];
    l4m_put16(word, (uint16_t)value);
    add(s, word, sizeof word);
}

static void make_folder(const char *name)
{
    if (mkdir(name, 0777) != 0 && errno != EEXIST)
    {
        fprintf(stderr, "%s: cannot be made: %s\n", name, strerror(errno));
        exit(1);
    }
}

static void save(const char *target, const char *what, unsigned number, const seed *s)
{
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "%s/%s", top, target);
    make_folder(name);
    snprintf(name, sizeof name, "%s/%s/%s-%02u", top, target, what, number);
    FILE *file = fopen(name, "wb");
    if (file == NULL || fwrite(s->bytes, 1, s->len, file) != s->len || fclose(file) != 0)
    {
        fprintf(stderr, "%s: cannot be written: %s\n", name, strerror(errno));
        exit(1);
    }
}

/** A packet of the record, kept after it was delivered. */
typedef struct record
{
    size_t count;
    fuzz_packet packets[PACKETS];
} record;

static void carry(fuzz_world *world, record *r, size_t to)
{
    REQUIRE(world->on_wire > 0 && r->count < PACKETS);
    r->packets[r->count++] = world->wire[0];
    (void)fuzz_deliver(world, to, world->wire, NULL, false);
    fuzz_drop(world, world->wire);
}

/** Other keys than those of the targets, which take what has a right MAC for a break. */
static void start(fuzz_world *world)
{
    world->hosts[0].rng.seed = 2;
    world->hosts[1].rng.seed = 2;
    fuzz_start(world);
}

/** Bytes that an association can be resumed from, as fuzz_resume.c reads them, and a packet of its peer behind them. */
static void save_saved(l4m_assoc *assoc, const char *what, const fuzz_packet *packet)
{
    uint8_t saved[L4M_SAVED_SIZE];
    seed s = {.len = 0};
    if (l4m_save(assoc, 1, 1, saved) == L4M_OK)
    {
        add_byte(&s, 1);
        add(&s, saved, sizeof saved);
        add(&s, packet->bytes, packet->len);
        save("resume", what, 0, &s);
    }
}

/** An association from its L4_INIT to the answer of a move. */
static void live(record *r, uint8_t proto, uint16_t suite)
{
    static fuzz_world world;
    fuzz_prepare(&world, proto, suite);
    start(&world);
    REQUIRE(l4m_listen(world.hosts[1].host, proto, 7000, L4M_POLICY_FALLBACK) == L4M_OK);
    fuzz_connect(&world, 0, 0);
    if (proto == L4M_PROTO_TCP)
    {
        fuzz_attach(&world, 0, &world.hosts[0].assocs[0], L4M_TCP_SYN);
        carry(&world, r, 1);
        fuzz_attach(&world, 1, &world.hosts[1].assocs[0], L4M_TCP_SYN | L4M_TCP_ACK);
    }
    else
    {
        REQUIRE(fuzz_output(&world, 0));
        carry(&world, r, 1);
        REQUIRE(fuzz_output(&world, 1));
    }
    carry(&world, r, 0);
    fuzz_data(&world, 0, &world.hosts[0].assocs[0], 12);
    carry(&world, r, 1);
    fuzz_data(&world, 1, &world.hosts[1].assocs[0], 12);
    carry(&world, r, 0);
    REQUIRE(l4m_move(world.hosts[0].assocs[0].assoc, world.now) == L4M_OK);
    REQUIRE(fuzz_output(&world, 0));
    carry(&world, r, 1);
    REQUIRE(fuzz_output(&world, 1));
    carry(&world, r, 0);
    save_saved(world.hosts[0].assocs[0].assoc, "initiator", &r->packets[r->count - 1]);
    save_saved(world.hosts[1].assocs[0].assoc, "responder", &r->packets[r->count - 2]);
    fuzz_end(&world);
}

/** An L4_OFFER of the kind that asks for another round. */
static void live_retry(record *r)
{
    static fuzz_world world;
    fuzz_prepare(&world, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    world.hosts[0].config.suites[1] = L4M_SUITE_PAPER;
    world.hosts[0].config.suite_count = 2;
    world.hosts[1].config.suites[0] = L4M_SUITE_PAPER;
    world.hosts[1].taken = 0x0f;
    start(&world);
    REQUIRE(l4m_listen(world.hosts[1].host, L4M_PROTO_UDP, 7000, L4M_POLICY_FALLBACK) == L4M_OK);
    fuzz_connect(&world, 0, 0);
    for (size_t from = 0; r->count < PACKETS && fuzz_output(&world, from); from = 1 - from)
    {
        carry(&world, r, 1 - from);
    }
    fuzz_end(&world);
}

static void save_header(const fuzz_packet *packet, const char *what, unsigned number, bool numbered)
{
    bool tcp = packet->proto == L4M_PROTO_TCP;
    size_t l4_len = l4m_l4_length(packet->proto, packet->bytes, packet->len);
    seed ext = {.len = 0};
    seed whole = {.len = 0};

    add_byte(&ext, numbered);
    add(&ext, packet->bytes + l4_len, packet->len - l4_len);
    save("header", what, number, &ext);
    add_byte(&whole, tcp ? 3 : 2);
    add(&whole, packet->bytes, packet->len);
    save("header", what, number + 50, &whole);
}

static void save_input(const fuzz_packet *packet, const char *what, unsigned number)
{
    for (uint8_t progress = 0; progress < 4; progress++)
    {
        seed s = {.len = 0};
        add_byte(&s, (uint8_t)((packet->proto == L4M_PROTO_TCP) | progress << 1));
        add_byte(&s, (uint8_t)(1 - packet->sender));
        add_word(&s, packet->len);
        add(&s, packet->bytes, packet->len);
        save("input", what, number + 10u * progress, &s);
    }
}

/** A packet in an IPv4 header. */
static size_t wrap(uint8_t *out, const fuzz_packet *packet)
{
    memset(out, 0, 20);
    out[0] = 0x45;
    l4m_put16(out + 2, (uint16_t)(packet->len + 20));
    out[8] = 64;
    out[9] = packet->proto;
    out[12] = out[16] = 10;
    out[15] = (uint8_t)(packet->sender + 1);
    out[19] = (uint8_t)(2 - packet->sender);
    memcpy(out + 20, packet->bytes, packet->len);
    return packet->len + 20;
}

static void add_little(seed *s, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    add(s, bytes, sizeof bytes);
}

static void save_capture(const record *r, const char *what)
{
    /* The head of a pcap file: magic, version 2.4, snap length, link type 101: raw IP. */
    static const uint8_t head[] = {0xd4, 0xc3, 0xb2, 0xa1, 2,    0,    4, 0, 0,   0, 0, 0,
                                   0,    0,    0,    0,    0xff, 0xff, 0, 0, 101, 0, 0, 0};
    seed frames = {.len = 0};
    seed file = {.len = 0};

    add_byte(&frames, 0);
    add_byte(&file, 0x80);
    add(&file, head, sizeof head);
    for (uint32_t i = 0; i < r->count; i++)
    {
        uint8_t frame[FUZZ_PACKET_MAX + 20];
        size_t len = wrap(frame, &r->packets[i]);
        add_word(&frames, len);
        add(&frames, frame, len);
        add_little(&file, i);
        add_little(&file, 0);
        add_little(&file, (uint32_t)len);
        add_little(&file, (uint32_t)len);
        add(&file, frame, len);
    }
    save("capture", what, 0, &frames);
    save("capture", what, 1, &file);
}

static void save_record(const record *r, const char *what, bool numbered)
{
    for (unsigned i = 0; i < r->count; i++)
    {
        save_header(&r->packets[i], what, i, numbered && i >= 2);
        save_input(&r->packets[i], what, i);
    }
    save_capture(r, what);
}

/** Options of an L4_INIT and of an L4_OFFER as fuzz_setup.c reads them: kind, length, value. */
static void save_options(void)
{
    static const uint8_t init[] = {0x10, 1, 0,    4,    0,    0x10, 0,    0x11, 2,    0,    6,    0,
                                   31,   1, 2,    3,    4,    3,    0,    8,    0x9c, 0x40, 0x1b, 0x58,
                                   0xc0, 1, 0x1b, 0x58, 0x80, 0x12, 0x34, 0,    3,    1,    2,    3};
    static const uint8_t accept[] = {0x11, 4, 0, 6, 0, 0x10, 0x9c, 0x40, 0x1b, 0x58, 2, 0, 6, 0, 31, 1, 2, 3, 4};
    static const uint8_t retry[] = {0x13, 5, 0, 2, 0, 2, 3, 0, 4, 0x9c, 0x40, 0x1b, 0x58};
    seed s = {.len = 0};
    add(&s, init, sizeof init);
    save("setup", "init", 0, &s);
    s.len = 0;
    add(&s, accept, sizeof accept);
    save("setup", "accept", 0, &s);
    s.len = 0;
    add(&s, retry, sizeof retry);
    save("setup", "retry", 0, &s);
}

/** An L4_INIT whose last option is as long as what is left of the header with the option's own head. */
static void save_overlong(void)
{
    static const uint8_t option[] = {0x80, 0x01, 0, 4};
    seed s = {.len = 1 + L4M_INIT_FIXED};
    s.bytes[1] = L4M_VERSION << 4 | L4M_TYPE_INIT;
    s.bytes[2] = (L4M_INIT_FIXED + sizeof option) / 4;
    l4m_put32(s.bytes + 1 + L4M_AT_MAGIC, L4M_MAGIC);
    add(&s, option, sizeof option);
    save("header", "overlong", 0, &s);
}

/** Scripts as fuzz_machine.c reads them: four bytes of configuration, then steps. */
static void save_scripts(void)
{
    static const uint8_t udp[] = {0,    0x3f, 0,    0, 0,    0,    1,    0, 0x83, 0,    0x81, 0, 3,    0,
                                  1,    0,    0x83, 0, 0x81, 0,    3,    0, 9,    0x28, 0x83, 0, 0x89, 0x28,
                                  3,    0,    10,   0, 1,    0,    0x83, 0, 0x81, 0,    3,    0, 14,   0,
                                  0x8e, 0,    0x8a, 0, 0x89, 0x28, 3,    0, 9,    0x28, 0x83, 0, 11,   28};
    static const uint8_t tcp[] = {1, 0x3f, 0,    0,    0,    0,    2, 0,  0x83, 0,    0x82, 8,    3, 0,
                                  9, 0x28, 0x83, 0,    0x89, 0x28, 3, 0,  9,    0x28, 5,    0,    0, 30,
                                  1, 7,    0,    0x83, 0,    10,   0, 11, 19,   1,    0,    0x83, 0};
    static const uint8_t rounds[] = {0x38, 0x3f, 0,    0x0f, 0,    0, 1, 0, 0x83, 0, 0x81, 0, 3,  0,
                                     1,    0,    0x83, 0,    0x81, 0, 3, 0, 1,    0, 0x83, 0, 12, 0};
    static const uint8_t crossing[] = {0,    0x3f, 0,    0,    0, 0, 0x80, 16,   1, 0, 0x81, 0,    0x83,
                                       0x41, 3,    0x81, 0x81, 0, 1, 0,    0x83, 0, 3, 0,    0x83, 0};
    static const uint8_t forged[] = {0,    0x3f, 0, 0,  0, 0, 16, 8,    2, 1, 2, 0x9c, 0x40, 0x1b,
                                     0x58, 3,    0, 16, 0, 1, 3,  0xf8, 0, 0, 0, 0,    0x83, 0};
    static const uint8_t repeated[] = {0, 0x3f, 0, 0, 0,    0, 1,    0,    0x83, 0,    0x81, 0,
                                       3, 0,    9, 0, 0x83, 0, 0x89, 0x28, 3,    0x40, 3,    0};
    static const struct
    {
        const char *name;
        const uint8_t *bytes;
        size_t len;
    } scripts[] = {
        {"udp", udp, sizeof udp},
        {"tcp", tcp, sizeof tcp},
        {"rounds", rounds, sizeof rounds},
        {"crossing", crossing, sizeof crossing},
        {"forged", forged, sizeof forged},
        {"repeated", repeated, sizeof repeated},
    };
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
    {
        seed s = {.len = 0};
        add(&s, scripts[i].bytes, scripts[i].len);
        save("machine", scripts[i].name, 0, &s);
    }
}

int main(int argc, char **argv)
{
    static record r;
    if (argc != 2)
    {
        fprintf(stderr, "usage: %s FOLDER\nWrites seeds for each fuzz target into a folder of its name.\n", argv[0]);
        return 2;
    }
    top = argv[1];
    make_folder(top);
    live(&r, L4M_PROTO_UDP, L4M_SUITE_DEFAULT);
    save_record(&r, "udp", true);
    r.count = 0;
    live(&r, L4M_PROTO_TCP, L4M_SUITE_FAST);
    save_record(&r, "tcp", true);
    r.count = 0;
    live_retry(&r);
    save_record(&r, "retry", false);
    save_options();
    save_overlong();
    save_scripts();
    return 0;
}
