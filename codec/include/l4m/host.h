/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_HOST_H
#define L4M_HOST_H

/**
 * @file l4m/host.h
 * One host: its configuration, the ports on which mobile sockets listen, its associations and what
 * it discarded.
 *
 * Threads: a host, with all that belongs to it, is used by one thread at a time. Different hosts may be used by
 * different threads at once, as far as their memory and randomness allow that; those of l4m_config_default() do. After
 * a fork() only one of the two processes may go on with a host: both would use the same packet numbers.
 *
 * How a caller runs it:
 *
 *   packet from the network    l4m_input()                 assoc.h
 *   packet to the network      l4m_attach(), l4m_protect() assoc.h
 *   own address changed        l4m_move()                  assoc.h
 *   deadline passed            l4m_tick()                  here
 *   after each of these        l4m_next_event() until there is none, then l4m_output() until it has nothing
 *
 * An association lives from l4m_connect(), or from the L4_INIT that a listening port got, to l4m_close(), or to
 * l4m_host_free(). The library itself frees none: one that has failed, be it half open and never seen by an
 * application, stays until it is closed. l4m_close() takes its events and output back.
 *
 * Events come first so that data sent because of one spares an empty packet.
 */

#include "l4m/keypair.h"
#include "l4m/suite.h"
#include "l4m/types.h"

#ifdef __cplusplus
extern "C"
{
#endif

/** A host: its configuration and all its associations. */
typedef struct l4m_host l4m_host;
/** What two hosts share of one connection; of a host, which frees it. */
typedef struct l4m_assoc l4m_assoc;

/** Most suites in a configuration and most port pairs in one message. */
enum
{
    L4M_SUITES_MAX = 16,
    L4M_PAIRS_MAX = 16
};

/** What a listening socket wants of a peer that does not ask for mobility, or that has no suite in common. */
typedef enum l4m_policy
{
    L4M_POLICY_FALLBACK, /**< go on as an ordinary socket (R18) */
    L4M_POLICY_REQUIRE   /**< refuse */
} l4m_policy;

/**
 * Configuration; begin with l4m_config_default(). Times are in microseconds, below 2^48 - 1 (8.9 years).
 */
typedef struct l4m_config
{
    uint16_t suites[L4M_SUITES_MAX]; /**< allowed suites, each once; as initiator in order of preference */
    size_t suite_count;              /**< 1 to L4M_SUITES_MAX */
    l4m_mem mem;                     /**< where memory comes from */
    l4m_rng rng;                     /**< where randomness comes from */

    /**
     * Whether this host may use a port pair; NULL: always. Asked besides the host's own table, so that ordinary
     * sockets keep their ports. It is not asked about the ports given to l4m_connect(). A host that always answers
     * false therefore keeps to those: fit for a program that has but one socket. May not call the library.
     */
    bool (*port_free)(void *user, uint8_t proto, uint16_t local_port, uint16_t peer_port);
    void *user; /**< handed to port_free */

    uint8_t candidates;    /**< port pairs in a first L4_INIT or in an L4_OFFER, 1 to 16; default 4 (R14) */
    uint8_t max_rounds;    /**< rounds of L4_INIT / L4_OFFER, 1 to 16; default 4 (R14) */
    l4m_usec init_timeout; /**< UDP: first repetition of an L4_INIT, doubling; not 0; default 1 s (RFC 8085 3.1.1) */
    uint8_t init_tries;    /**< UDP: transmissions of an L4_INIT, 1 to 16; default 4 */
    l4m_usec
        half_open_timeout; /**< responder: wait for the first authenticated packet; not 0, or L4M_NEVER; default 60 s */
    l4m_usec empty_timeout; /**< first repetition of the empty packet, doubling; not 0; default 500 ms (R9) */
    uint8_t empty_tries;    /**< transmissions of an empty packet per move, 0 to 16; 1: never repeated; default 8 */
    /** End an association after so long without an authenticated packet; not 0; default L4M_NEVER. */
    l4m_usec idle_timeout;
    uint32_t max_associations; /**< in any state, 0 to 2^32 - 1; default 1048576 */
    uint32_t max_half_open;    /**< half-open associations as responder, 0 to 2^32 - 1; default 1024 */
} l4m_config;

/** Fills \p config with the defaults: suites "default" and "fast", the system's memory and randomness. */
void l4m_config_default(l4m_config *config);

/**
 * Makes a host.
 * @param out    receives the host, or NULL on error
 * @param config copied
 * @return L4M_OK, L4M_ERR_ARGUMENT (an unknown or repeated suite, a number out of range), L4M_ERR_MEMORY,
 * L4M_ERR_RANDOM or L4M_ERR_CRYPTO
 */
l4m_error l4m_host_new(l4m_host **out, const l4m_config *config);

/** Closes all associations, wipes their keys and frees the host; NULL is allowed. */
void l4m_host_free(l4m_host *host);

/**
 * Lets mobile sockets be reached on a port (R18: a port that was not named here is an ordinary one).
 * Calling it again changes the policy.
 * @param host   the host
 * @param proto  L4M_PROTO_TCP or L4M_PROTO_UDP
 * @param port   1 to 65535
 * @param policy towards peers without mobility
 * @return L4M_OK, L4M_ERR_ARGUMENT or L4M_ERR_MEMORY
 */
l4m_error l4m_listen(l4m_host *host, uint8_t proto, uint16_t port, l4m_policy policy);

/** Undoes l4m_listen(); established associations stay. */
void l4m_unlisten(l4m_host *host, uint8_t proto, uint16_t port);

/** The number of associations in any state. */
size_t l4m_host_associations(const l4m_host *host);

/**
 * How many received packets were discarded for a reason.
 * @param host   the host
 * @param reason one of the L4M_ERR_... codes; others give 0
 */
uint64_t l4m_host_discarded(const l4m_host *host, l4m_error reason);

/** Cryptographic operations that a host has done since it was made, for models of their cost. */
typedef struct l4m_work
{
    uint64_t keygen;    /**< key pairs generated */
    uint64_t derive;    /**< shared secrets computed, with the check of the public value */
    uint64_t kdf;       /**< key derivations */
    uint64_t macs;      /**< packet MACs made or checked */
    uint64_t mac_bytes; /**< bytes that those covered */
} l4m_work;

/** The work done so far; the counters go on counting as long as the host lives. */
const l4m_work *l4m_host_work(const l4m_host *host);

/** When l4m_tick() wants to be called; L4M_NEVER if not at all. It changes with every other call. */
l4m_usec l4m_deadline(const l4m_host *host);

/**
 * Lets timers run out that are due: repetitions become ready for l4m_output(), failures become events.
 * Calling it early or late does no harm.
 */
void l4m_tick(l4m_host *host, l4m_usec now);

/** A packet that the library wants sent. */
typedef struct l4m_outgoing
{
    uint8_t proto;    /**< L4M_PROTO_... */
    l4m_addr dst;     /**< where to */
    l4m_assoc *assoc; /**< whose packet it is; NULL for an answer that keeps no state */
    size_t len;       /**< bytes written: L4 header and extended header; the checksum is the caller's to fill */
} l4m_outgoing;

/** A buffer that holds any packet of l4m_output(). */
#define L4M_OUTPUT_MAX 1088

/**
 * The next packet that the library itself has to send (L4_INIT and L4_OFFER on UDP, empty packets, answers). An
 * L4_OFFER that keeps no state (retry, refuse) waits for one call of l4m_input() only: the next takes its place.
 * @param host the host
 * @param out  describes the packet
 * @param buf  receives the packet from its L4 header on, checksum zero
 * @param cap  at least L4M_OUTPUT_MAX; with less the answer is always false
 * @param now  the time
 * @return true with a packet, false when there is none
 */
bool l4m_output(l4m_host *host, l4m_outgoing *out, uint8_t *buf, size_t cap, l4m_usec now);

/** What happened to an association. */
typedef enum l4m_event_type
{
    L4M_EVENT_ESTABLISHED, /**< keys agreed; as responder: the initiator has proved that it holds them */
    L4M_EVENT_PEER_MOVED,  /**< an authenticated packet with a larger state sequence moved the peer (R11) */
    L4M_EVENT_FOLLOWED,    /**< the peer is known to have followed our own move */
    L4M_EVENT_UNREACHABLE, /**< all empty packets went unanswered; the association lives on */
    L4M_EVENT_FAILED       /**< set-up failed or the association ended, also one of a responder that was never
                                established; close it. Reasons: L4M_ERR_TIMEOUT, _REFUSED, _PORTS, _SUITE, _PLAIN, _IDLE;
                                the machine's limits, L4M_ERR_MEMORY, _RANDOM, _CRYPTO */
} l4m_event_type;

/** An event. */
typedef struct l4m_event
{
    l4m_event_type type; /**< what happened */
    l4m_assoc *assoc;    /**< to which association */
    l4m_error reason;    /**< with L4M_EVENT_FAILED, else L4M_OK */
} l4m_event;

/**
 * The next event. The association may be closed, and any function called, before the next is asked for.
 * @param host  the host
 * @param event receives it
 * @return true with an event, false when there is none
 */
bool l4m_next_event(l4m_host *host, l4m_event *event);

#ifdef __cplusplus
}
#endif

#endif
