/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TEST_SUPPORT_H
#define L4M_TEST_SUPPORT_H

/**
 * @file support.h
 * What the tests share: memory and randomness that fail on demand, a host on a wire of byte strings (t_node), and two
 * such hosts (t_net). Nothing here decides anything about the protocol.
 */

/* What cmocka.h needs before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "l4m/l4m.h"

#define SECOND UINT64_C(1000000)

/** Ports of the connection of net_connect(). */
enum
{
    PORT_A = 40000,
    PORT_B = 7000
};

/** Flags of a TCP header. */
enum
{
    T_FIN = 0x01,
    T_SYN = 0x02,
    T_RST = 0x04,
    T_PSH = 0x08,
    T_ACK = 0x10
};

/** An allocator that counts, and fails when told to. */
typedef struct t_mem
{
    long left;        /**< allocations until the first failure; -1: none fails */
    long made;        /**< allocations so far */
    long outstanding; /**< blocks not given back */
} t_mem;

/** Seeded randomness that fails when told to and remembers what it gave. */
typedef struct t_rng
{
    l4m_rng_seeded seeded;
    l4m_rng inner;
    long left; /**< calls until the first failure; -1: none fails */
    long calls;
    uint8_t last[512]; /**< what the last call of more than 16 bytes gave: a private key */
    size_t last_len;
} t_rng;

/** A packet on the wire, from its L4 header on. */
typedef struct t_packet
{
    uint8_t proto;
    l4m_addr src;
    l4m_addr dst;
    size_t len;
    size_t l4_len; /**< of a packet that a node made; 0 where it is not known */
    uint8_t bytes[2048];
} t_packet;

/** One host with at most one socket. */
typedef struct t_node
{
    l4m_host *host;
    l4m_config config; /**< to be changed between node_init() and node_start() */
    t_mem mem;
    t_rng rng;
    l4m_addr addr;
    l4m_assoc *assoc;

    /* What its socket sees, and the ordinary stack looks up. */
    uint16_t app_local;
    uint16_t app_peer;
    l4m_addr app_addr;
    bool plain_socket;

    uint32_t tcp_seq;
    uint32_t tcp_ack;

    l4m_result result; /**< of the last node_input() */
    unsigned events[L4M_EVENT_FAILED + 1];
    l4m_error reason; /**< of the last L4M_EVENT_FAILED */
} t_node;

typedef struct t_net
{
    t_node a; /**< initiator */
    t_node b; /**< responder, listens on PORT_B */
    uint8_t proto;
    l4m_usec now;
} t_net;

/** 10.0.0.x */
l4m_addr addr4(uint8_t x);
/** fd00::x */
l4m_addr addr6(uint8_t x);
bool addr_equal(const l4m_addr *a, const l4m_addr *b);

l4m_mem t_mem_of(t_mem *mem);
l4m_rng t_rng_of(t_rng *rng);

/** Configuration with one suite and no host yet. */
void node_init(t_node *node, uint64_t seed, uint8_t address, uint16_t suite);
void node_start(t_node *node);
/** Frees the host and checks that no memory is left behind. */
void node_stop(t_node *node);
/** l4m_connect() from PORT_A to PORT_B. */
l4m_error node_connect(t_node *node, uint8_t proto, const l4m_addr *peer, l4m_usec now);
/**
 * Hands a packet to a host: in a block of exactly its size, so that a read beyond is found, and checks that the call
 * restored it. Takes events in.
 */
l4m_verdict node_input(t_node *node, const t_packet *pkt, l4m_usec now);
/** The next packet of l4m_output(). */
bool node_output(t_node *node, t_packet *pkt, l4m_usec now);
/** Fetches that packet and throws it away. @return how many there were */
unsigned node_drop_output(t_node *node, l4m_usec now);
/** Takes events in. */
void node_events(t_node *node);
/** A TCP header of 20 bytes in the node's own sequence. @return 20 */
size_t node_tcp(const t_node *node, uint8_t *buf, uint8_t flags);
/** A SYN or SYN/ACK through l4m_attach(). */
l4m_error node_attach(t_node *node, uint8_t flags, t_packet *pkt, l4m_usec now);
/** Data to where the peer is held to be. */
l4m_error node_data(t_node *node, t_packet *pkt, const void *data, size_t len, l4m_usec now);
/** A TCP segment with these flags. */
l4m_error node_segment(t_node *node, t_packet *pkt, uint8_t flags, const void *data, size_t len, l4m_usec now);
/** The payload of the packet that was just delivered to a node equals this. */
void assert_payload(const t_node *node, const t_packet *pkt, const void *data, size_t len);
/** The node changes its address and tells its association. */
void node_move(t_node *node, l4m_addr to, l4m_usec now);

/** Two hosts that know each other's address, started. */
void net_init(t_net *net, uint8_t proto, uint16_t suite);
/** The same without hosts: configurations may still be changed; node_start() both, then net_listen(). */
void net_prepare(t_net *net, uint8_t proto, uint16_t suite);
void net_listen(t_net *net, l4m_policy policy);
/** The first message of A: L4_INIT, on TCP on its SYN. */
void net_first_init(t_net *net, t_packet *pkt);
/** The L4_OFFER that B has ready after that. */
void net_offer(t_net *net, t_packet *pkt);
/** Set-up until both are established and nothing is on the way. */
void net_connect(t_net *net);
/** Sends a few bytes each way and checks that they arrive. */
void net_check(t_net *net);
/** net_init() and net_connect(). */
void net_up(t_net *net, uint8_t proto, uint16_t suite);
void net_down(t_net *net);
/** Carries everything that one host has ready to the other. @return how many packets */
unsigned net_carry(t_net *net, t_node *from, t_node *to);

/** The sum of all discard counters. */
uint64_t discards(const t_node *node);
/** Where the extended header of a packet begins. */
uint8_t *ext_of(t_packet *pkt);
uint32_t get_u32(const uint8_t *p);
uint16_t get_u16(const uint8_t *p);
void put_u16(uint8_t *p, uint16_t v);
void put_u32(uint8_t *p, uint32_t v);
/** The value of an option of the message at \p ext, or NULL. */
uint8_t *find_option(uint8_t *ext, uint16_t type, uint16_t *length);
/** An L4_INIT or L4_OFFER with an option put behind its last. */
void add_option(t_packet *pkt, uint16_t type, const void *value, uint16_t length);

#endif
