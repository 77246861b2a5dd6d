/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef UDP_H
#define UDP_H

/**
 * @file udp.h
 * What the examples share: packets of the library over ordinary UDP sockets on IPv4.
 *
 * To the library a packet begins with its UDP header. An ordinary socket neither shows nor takes that header, so it is
 * left out when a packet is sent and made again from the ports when one arrives. The kernel's header is the same one as
 * long as the socket is bound to the association's own port.
 */

#include <l4m/l4m.h>

enum
{
    UDP_HEADER = 8,
    UDP_PACKET_MAX = 2048 /**< room for a packet, UDP header included */
};

/** What goes wrong is told on standard error as "PROGRAM: ..."; set first of all by each program. */
extern const char *udp_program;

/** Prints a sentence and ends the program. @param status 2: wrong use; 1: all else */
_Noreturn void udp_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Microseconds of a clock that never runs backwards. */
l4m_usec udp_now(void);

/** An address such as 127.0.0.2; anything else ends the program with status 2. */
l4m_addr udp_address(const char *text);

/** A decimal number from \p least to \p most; anything else ends the program with status 2. */
unsigned udp_number(const char *option, const char *text, unsigned least, unsigned most);

/** The address as text in a static buffer of its own. */
const char *udp_text(const l4m_addr *address);

/**
 * A socket bound to an address.
 * @param port a port, or 0: the system chooses one
 * @return the socket, or -1 (errno says why)
 */
int udp_open(const l4m_addr *address, uint16_t port);

/** The port a socket is bound to. */
uint16_t udp_port(int fd);

/** A 16-bit field in network byte order: 0 is the source port of a packet, 2 its destination port. */
uint16_t udp_field(const uint8_t *pkt, size_t at);

/** Waits until a socket has something or the time has come. @return whether it has something */
bool udp_wait(int fd, l4m_usec until);

/**
 * Takes a packet from a socket, if there is one.
 * @param in  receives what l4m_input() wants
 * @param buf UDP_PACKET_MAX bytes, where the packet goes
 * @return whether there was one
 */
bool udp_receive(int fd, l4m_incoming *in, uint8_t *buf);

/** Sends a packet to an address and to the port that its own UDP header names. What the network refuses is lost. */
void udp_send(int fd, const uint8_t *pkt, size_t len, const l4m_addr *to);

/** Sends whatever the library itself has to send. */
void udp_flush(l4m_host *host, int fd);

/** Sends data on an association, to where its peer is now. */
void udp_say(l4m_assoc *assoc, int fd, const void *data, size_t len);

/**
 * Adds the keys of an association to a key log, with which l4m-tool and Wireshark check MACs (doc/tools.rst). Whoever
 * has it can forge packets: for tests alone. A new file is for its owner to read and write and for nobody else; one
 * that is there keeps its mode. A file that cannot be written ends the program with status 1.
 */
void udp_log_keys(const l4m_assoc *assoc, const char *file);

/** Prints how many packets a host has discarded, a line for each reason: "discarded REASON COUNT". */
void udp_print_discarded(const l4m_host *host);

#endif
