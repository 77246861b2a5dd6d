/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_ASSOC_H
#define L4M_ASSOC_H

/**
 * @file l4m/assoc.h
 * One association: two sockets that stay the same two while their addresses change.
 *
 * A packet is here its bytes from the TCP or UDP header on; IP is the caller's. TCP and UDP checksums too:
 * the library neither checks nor fills them, and takes them as zero under the MAC. Packets may lie at any address,
 * aligned or not.
 */

#include "l4m/host.h"

#ifdef __cplusplus
extern "C"
{
#endif

/** States (spec, State tables). */
typedef enum l4m_state
{
    L4M_STATE_INIT_SENT,   /**< initiator, waiting for an L4_OFFER */
    L4M_STATE_OFFER_SENT,  /**< responder, waiting for the first authenticated packet; may send already */
    L4M_STATE_ESTABLISHED, /**< both have proved that they hold the keys */
    L4M_STATE_FAILED       /**< waiting for l4m_close() */
} l4m_state;

/**
 * Begins an association as initiator.
 *
 * On UDP the L4_INIT is ready for l4m_output() when this returns (R15). On TCP it rides on the caller's SYN: hand each
 * SYN to l4m_attach() (R16). Where the peer's L4_INIT arrives meanwhile, one of the two goes on as responder (spec,
 * Crossing).
 *
 * @param host       the host
 * @param out        receives the association, or NULL on error
 * @param proto      L4M_PROTO_TCP or L4M_PROTO_UDP
 * @param local_port the socket's own port, 1 to 65535; first candidate (R14). The peer may choose another one, unless
 *                   port_free of l4m_config forbids that: l4m_assoc_local_port() tells
 * @param peer_port  the peer's port, 1 to 65535
 * @param peer       the peer's address
 * @param key        a key pair made ahead of time, which the association takes over whatever the result; its group must
 *                   be that of an allowed suite. NULL: one is made now for the first suite
 * @param now        the time
 * @return L4M_OK, L4M_ERR_ARGUMENT, L4M_ERR_PORTS (this port pair has an association here, and no other is free),
 *         L4M_ERR_LIMIT, L4M_ERR_MEMORY, L4M_ERR_RANDOM or L4M_ERR_CRYPTO
 */
l4m_error l4m_connect(l4m_host *host,
                      l4m_assoc **out,
                      uint8_t proto,
                      uint16_t local_port,
                      uint16_t peer_port,
                      const l4m_addr *peer,
                      l4m_keypair *key,
                      l4m_usec now);

/** Ends an association, wipes its keys and frees it. Nothing goes over the wire. NULL is allowed. */
void l4m_close(l4m_assoc *assoc);

/** What an arrived packet is. */
typedef enum l4m_verdict
{
    L4M_PLAIN,   /**< not ours: hand it unchanged to the ordinary stack. With an association in the result: that one
                    waited for an L4_OFFER and its peer answered as an ordinary socket (R18). It has failed
                    (L4M_ERR_PLAIN, there is an event): close it and fall back, or reset the connection */
    L4M_DELIVER, /**< authenticated: hand L4 header and payload to the socket of the association (R7) */
    L4M_SYN,     /**< TCP: an L4_INIT was accepted; hand the SYN without extended header to the listening socket and its
                      SYN/ACK to l4m_attach(). Also for repetitions of that SYN */
    L4M_SYN_ACK, /**< TCP: the L4_OFFER was accepted; hand the SYN/ACK without extended header to the socket */
    L4M_RESEND,  /**< TCP: the peer wants another round; send the SYN again through l4m_attach() */
    L4M_DONE,    /**< the library has dealt with it; there may be output and events */
    L4M_DISCARD  /**< discarded and counted; see the reason */
} l4m_verdict;

/** An arrived packet. */
typedef struct l4m_incoming
{
    uint8_t proto; /**< L4M_PROTO_... */
    l4m_addr src;  /**< source address of the IP header */
    uint8_t *pkt;  /**< from the L4 header on; changed during the call and restored before it returns */
    size_t len;    /**< bytes */

    /**
     * The association whose own socket, as the ordinary stack would look it up by addresses and ports, this packet
     * names; NULL if there is none. Nothing unauthenticated gets to that socket (R7), except that a plain SYN/ACK that
     * acknowledges our SYN finds the initiator that still waits for an L4_OFFER (R18).
     */
    l4m_assoc *claimed;

    /**
     * Whether an ordinary connected socket has exactly this packet's addresses and ports. By chance an association may
     * have the same port pair (R12); then a packet that does not authenticate is the ordinary socket's (R18). Need only
     * be right where l4m_has_pair() is true.
     */
    bool plain_socket;
} l4m_incoming;

/** What l4m_input() found. */
typedef struct l4m_result
{
    l4m_assoc *assoc; /**< whose packet it is, or NULL; with L4M_DISCARD whose it claims to be */
    size_t l4_len;    /**< bytes of L4 header */
    size_t ext_len;   /**< bytes of extended header behind it; the payload follows */
    l4m_error reason; /**< why, with L4M_DISCARD; with L4M_PLAIN it may tell why an extended packet was not taken */
} l4m_result;

/**
 * Takes in an arrived packet. Bytes of any kind are safe; a protocol other than TCP and UDP is discarded
 * (L4M_ERR_L4_HEADER).
 *
 * @param host   the host
 * @param in     the packet
 * @param result receives what was found
 * @param now    the time
 * @return the verdict
 */
l4m_verdict l4m_input(l4m_host *host, const l4m_incoming *in, l4m_result *result, l4m_usec now);

/**
 * Whether an association holds a port pair, so that plain_socket of l4m_incoming matters.
 * @param host       the host
 * @param proto      6 (TCP) or 17 (UDP)
 * @param local_port the destination port of an arrived packet
 * @param peer_port  its source port
 * @return whether one does
 */
bool l4m_has_pair(const l4m_host *host, uint8_t proto, uint16_t local_port, uint16_t peer_port);

/** Bytes that l4m_attach() may add to a TCP header: the option and the longest extended header. */
#define L4M_ATTACH_MAX (4 + 1020)

/**
 * Adds the L4_INIT to a SYN or the L4_OFFER to a SYN/ACK (R16). Each transmission goes through here.
 *
 * Ports are set to those of the L4_INIT; the TCP option that announces the extended header is added (spec, Telling
 * extended from plain). Data on the SYN is not supported.
 *
 * @param assoc   in L4M_STATE_INIT_SENT for a SYN; for a SYN/ACK, a responder that has had no data yet
 * @param tcp     the TCP header
 * @param tcp_len its length; at most 56, since the option takes 4 of the 60
 * @param out     receives TCP header and extended header, checksum zero
 * @param cap     size of \p out; tcp_len + L4M_ATTACH_MAX is always enough
 * @param out_len receives the length of both
 * @param l4_len  receives the length of the new TCP header
 * @param now     the time
 * @return L4M_OK, L4M_ERR_ARGUMENT, L4M_ERR_STATE, L4M_ERR_L4_HEADER (no room for the option, or not a SYN),
 *         L4M_ERR_BUFFER, L4M_ERR_MEMORY or L4M_ERR_CRYPTO
 */
l4m_error l4m_attach(l4m_assoc *assoc,
                     const uint8_t *tcp,
                     size_t tcp_len,
                     uint8_t *out,
                     size_t cap,
                     size_t *out_len,
                     size_t *l4_len,
                     l4m_usec now);

/** Bytes of extended header that l4m_protect() writes: 24 without packet number, 28 with; 0 before a suite is agreed.
 */
size_t l4m_assoc_overhead(const l4m_assoc *assoc);

/**
 * Makes a data packet (R6, R10): writes the extended header and its MAC, the negotiated ports, and on UDP the
 * length.
 *
 * @param assoc  established, or a responder in L4M_STATE_OFFER_SENT
 * @param pkt    L4 header, a gap of l4m_assoc_overhead() bytes, payload. On return complete but for the checksum,
 *               which is zero
 * @param len    bytes of all three, at most 65535
 * @param l4_len bytes of L4 header: 8 for UDP, 20 to 60 for TCP
 * @param now    the time
 * @return L4M_OK, L4M_ERR_ARGUMENT, L4M_ERR_STATE, L4M_ERR_EXHAUSTED, L4M_ERR_UNSAVED (resume.h), L4M_ERR_MEMORY or
 *         L4M_ERR_CRYPTO; on error the packet may have been written to and must not be sent
 */
l4m_error l4m_protect(l4m_assoc *assoc, uint8_t *pkt, size_t len, size_t l4_len, l4m_usec now);

/**
 * Tells an association that the own address has changed and the new one can be used: the state sequence grows by 1
 * (R10). If nothing is sent before the next l4m_output(), that gives an empty packet (R9), and more until the peer has
 * followed.
 * @return L4M_OK, L4M_ERR_STATE (still waiting for the L4_OFFER or failed: nothing to do, since the next L4_INIT tells
 *         the new address by itself), L4M_ERR_EXHAUSTED or L4M_ERR_UNSAVED (resume.h)
 */
l4m_error l4m_move(l4m_assoc *assoc, l4m_usec now);

/** Hangs a pointer of the caller's on an association; what it points to stays the caller's. */
void l4m_assoc_set_user(l4m_assoc *assoc, void *user);
/** That pointer, NULL at first. */
void *l4m_assoc_user(const l4m_assoc *assoc);
/** The state. */
l4m_state l4m_assoc_state(const l4m_assoc *assoc);
/** Whether this side sent the L4_INIT that counted. */
bool l4m_assoc_is_initiator(const l4m_assoc *assoc);
/** L4M_PROTO_TCP or L4M_PROTO_UDP. */
uint8_t l4m_assoc_proto(const l4m_assoc *assoc);
/** The own port on the wire: the negotiated one once there is a choice (R13). */
uint16_t l4m_assoc_local_port(const l4m_assoc *assoc);
/** The peer's port on the wire. */
uint16_t l4m_assoc_peer_port(const l4m_assoc *assoc);
/** Where the peer is (R11). Valid until l4m_close(), and never but the present address. */
const l4m_addr *l4m_assoc_peer(const l4m_assoc *assoc);
/** The agreed suite, or NULL before there is one. */
const l4m_suite *l4m_assoc_suite(const l4m_assoc *assoc);
/** The own state sequence (R10). */
uint32_t l4m_assoc_local_seq(const l4m_assoc *assoc);
/** The largest state sequence seen of the peer (R11). */
uint32_t l4m_assoc_peer_seq(const l4m_assoc *assoc);
/** Rounds of L4_INIT / L4_OFFER that set-up took, from 1; 0 of an association that was resumed. */
unsigned l4m_assoc_rounds(const l4m_assoc *assoc);
/** The host. */
l4m_host *l4m_assoc_host(const l4m_assoc *assoc);

/** Keys of an association, for captures and tests: whoever has them can forge its packets. */
typedef struct l4m_exported_keys
{
    uint8_t i2r[36];        /**< MAC key initiator to responder, then the 4 bytes of salt for GMAC */
    uint8_t r2i[36];        /**< the other direction */
    uint8_t confirm[32];    /**< key of the L4_OFFER's MAC */
    size_t packet_key_len;  /**< bytes of i2r and of r2i that are used */
    size_t confirm_key_len; /**< bytes of confirm that are used */
} l4m_exported_keys;

/**
 * Copies the keys out.
 * @return L4M_OK, or L4M_ERR_STATE before there are any
 */
l4m_error l4m_assoc_export_keys(const l4m_assoc *assoc, l4m_exported_keys *keys);

#ifdef __cplusplus
}
#endif

#endif
