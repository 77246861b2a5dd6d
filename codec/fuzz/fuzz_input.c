/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file fuzz_input.c
 * Target "input": packets of any bytes to a host whose association is in a state of the input's choice. Nothing of it
 * may be delivered, and an established association must work afterwards.
 */

#include "world.h"

enum
{
    PACKETS_MAX = 8
};

/** Carries all that is under way, until nothing is. */
static void settle(fuzz_world *world)
{
    for (size_t host = 0; host < 2; host++)
    {
        while (fuzz_output(world, host))
        {
            (void)fuzz_deliver(world, 1 - host, world->wire, NULL, false);
            fuzz_drop(world, world->wire);
            host = 0;
        }
    }
}

/** One packet from \p from to the other host. */
static void carry(fuzz_world *world, size_t from, l4m_verdict expected)
{
    REQUIRE(world->on_wire == 1);
    REQUIRE(fuzz_deliver(world, 1 - from, world->wire, NULL, false) == expected);
    fuzz_drop(world, world->wire);
}

/** Data in both directions, which nothing that came before may hinder. */
static void talk(fuzz_world *world)
{
    for (size_t from = 0; from < 2; from++)
    {
        fuzz_data(world, from, &world->hosts[from].assocs[0], 5);
        carry(world, from, L4M_DELIVER);
    }
}

/** Set-up as far as \p progress says: 0 nothing, 1 the L4_INIT is under way, 2 the L4_OFFER is, 3 all of it. */
static void set_up(fuzz_world *world, unsigned progress)
{
    bool tcp = world->proto == L4M_PROTO_TCP;
    if (progress == 0)
    {
        return;
    }
    fuzz_connect(world, 0, 0);
    if (tcp)
    {
        fuzz_attach(world, 0, &world->hosts[0].assocs[0], L4M_TCP_SYN);
    }
    else
    {
        REQUIRE(fuzz_output(world, 0));
    }
    if (progress == 1)
    {
        fuzz_drop(world, world->wire);
        return;
    }
    carry(world, 0, tcp ? L4M_SYN : L4M_DONE);
    if (tcp)
    {
        fuzz_attach(world, 1, &world->hosts[1].assocs[0], L4M_TCP_SYN | L4M_TCP_ACK);
    }
    else
    {
        REQUIRE(fuzz_output(world, 1));
    }
    if (progress == 2)
    {
        fuzz_drop(world, world->wire);
        return;
    }
    carry(world, 1, tcp ? L4M_SYN_ACK : L4M_DONE);
    talk(world);
    settle(world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static fuzz_world world;
    fuzz_reader reader = {data, size};
    uint8_t what = fuzz_byte(&reader);
    unsigned progress = what >> 1 & 3;
    unsigned count = 0;

    fuzz_prepare(&world, what & 1 ? L4M_PROTO_TCP : L4M_PROTO_UDP, what & 8 ? L4M_SUITE_FAST : L4M_SUITE_DEFAULT);
    fuzz_start(&world);
    REQUIRE(l4m_listen(world.hosts[1].host, world.proto, 7000, what & 16 ? L4M_POLICY_REQUIRE : L4M_POLICY_FALLBACK) ==
            L4M_OK);
    set_up(&world, progress);
    while (reader.left != 0 && count++ < PACKETS_MAX)
    {
        uint8_t how = fuzz_byte(&reader);
        size_t to = how & 1;
        const uint8_t *bytes;
        size_t len = fuzz_bytes(&reader, fuzz_word(&reader) % FUZZ_PACKET_MAX, &bytes);
        fuzz_packet *packet = fuzz_new_packet(&world, 1 - to);
        const fuzz_seen *claimed = fuzz_pick(&world.hosts[to], 0);
        memcpy(packet->bytes, bytes, len);
        packet->len = len;
        packet->proto = how & 8 ? fuzz_byte(&reader) : world.proto;
        if (how & 2)
        {
            packet->src = fuzz_addr(99);
        }
        REQUIRE(fuzz_deliver(&world, to, packet, how & 4 && claimed != NULL ? claimed->assoc : NULL, how & 16) !=
                L4M_DELIVER);
        fuzz_drop(&world, packet);
        settle(&world);
    }
    if (progress == 3)
    {
        talk(&world);
    }
    fuzz_end(&world);
    return 0;
}
