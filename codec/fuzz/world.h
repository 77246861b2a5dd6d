/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_FUZZ_WORLD_H
#define L4M_FUZZ_WORLD_H

/**
 * @file world.h
 * Two hosts and the packets on their way, for targets that run the whole protocol. What is done to them is the input's
 * to say; what must hold whatever that is, is checked here:
 *
 *   - a packet is restored after l4m_input(), and counted where it is discarded
 *   - the offsets in a result lie within the packet
 *   - nothing is delivered but what the other host has sent, and where packets have numbers, once
 *   - states go forwards, state sequences grow
 *   - when a host is freed, no memory stays behind
 */

#include "fuzz.h"
#include "internal.h"

enum
{
    FUZZ_ASSOCS = 6,
    FUZZ_WIRE = 12,
    FUZZ_PACKET_MAX = 1400
};

/** A packet from its L4 header on. */
typedef struct fuzz_packet
{
    uint8_t proto;
    l4m_addr src;
    size_t len;
    uint8_t sender;  /**< which host made it */
    uint8_t id;      /**< of data, from 1; 0: not data */
    bool sealed;     /**< its MAC was made anew with the sender's key */
    l4m_assoc *from; /**< whose key made the MAC, as long as that lives; NULL: none */
    uint8_t bytes[FUZZ_PACKET_MAX];
    size_t made_len; /**< bytes when the MAC was made; 0: never, by nobody who has a key */
    uint8_t made[FUZZ_PACKET_MAX];
} fuzz_packet;

/** What was last seen of an association. */
typedef struct fuzz_seen
{
    l4m_assoc *assoc;
    l4m_state state;
    uint32_t local_seq;
    uint32_t peer_seq;
    uint32_t tcp_seq;
} fuzz_seen;

typedef struct fuzz_host
{
    l4m_host *host;
    l4m_config config;
    l4m_rng_seeded rng;
    long blocks; /**< of memory that are not given back */
    l4m_addr addr;
    uint8_t taken; /**< of the local port's low bits: pairs that port_free refuses */
    fuzz_seen assocs[FUZZ_ASSOCS];
    size_t count;
    uint64_t delivered[4]; /**< packets by their number, a bit each */
} fuzz_host;

typedef struct fuzz_world
{
    fuzz_host hosts[2];
    fuzz_packet wire[FUZZ_WIRE];
    size_t on_wire;
    uint8_t next_id;
    uint8_t proto;
    bool taken;      /**< a packet's MAC has held, and its data were delivered */
    bool harmful;    /**< one that a peer has changed before it made the MAC */
    bool unnumbered; /**< some suite is allowed that has no packet numbers */
    l4m_usec now;
} fuzz_world;

/** 10.0.0.x */
l4m_addr fuzz_addr(uint8_t x);

/** Two hosts that have nothing in common yet. The configurations can be changed until fuzz_start(). */
void fuzz_prepare(fuzz_world *world, uint8_t proto, uint16_t suite);
void fuzz_start(fuzz_world *world);
/** Frees both hosts. */
void fuzz_end(fuzz_world *world);

/** Looks at all associations: what has changed since the last time may have. */
void fuzz_look(fuzz_world *world);
/** Takes in all events of a host; of associations that have failed, too. */
void fuzz_events(fuzz_world *world, size_t host);
/** The association \p index of a host, counted round, or NULL. */
fuzz_seen *fuzz_pick(fuzz_host *host, uint8_t index);
/** Closes an association. */
void fuzz_close(fuzz_world *world, size_t host, const fuzz_seen *seen);

/** A free place on the wire, all zero but for protocol and source; NULL where the wire is full. */
fuzz_packet *fuzz_new_packet(fuzz_world *world, size_t sender);
/** Takes a packet off the wire. */
void fuzz_drop(fuzz_world *world, fuzz_packet *packet);
/** l4m_connect() between ports that \p ports tells apart. */
void fuzz_connect(fuzz_world *world, size_t host, uint8_t ports);
/** Puts what l4m_output() has next onto the wire. */
bool fuzz_output(fuzz_world *world, size_t host);
/** A TCP segment through l4m_attach(). */
void fuzz_attach(fuzz_world *world, size_t host, fuzz_seen *seen, uint8_t flags);
/** Data through l4m_protect(). */
void fuzz_data(fuzz_world *world, size_t host, fuzz_seen *seen, size_t len);
/** Takes the bytes as they are for what the sender meant. */
void fuzz_made(fuzz_packet *packet);
/** Makes the MAC of a packet anew, as a peer that means harm can. */
void fuzz_seal(fuzz_packet *packet);
/** l4m_input(); the packet stays on the wire. */
l4m_verdict fuzz_deliver(fuzz_world *world, size_t host, const fuzz_packet *packet, l4m_assoc *claimed, bool plain);

#endif
