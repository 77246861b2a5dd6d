/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_TRACK_H
#define L4M_TOOL_TRACK_H

/**
 * @file track.h
 * What a captured packet is, told from what was captured before: set-up messages say it themselves; later packets have
 * no mark and are known by the port pair of their association (spec 7.5, 8), or by a key under which their MAC holds.
 */

#include "keys.h"
#include "net.h"

/** What a packet was found to be. */
typedef enum l4m_tool_verdict
{
    L4M_TOOL_PLAIN,     /**< without extended header */
    L4M_TOOL_EXTENDED,  /**< with one; the fields of l4m_tool_packet are set */
    L4M_TOOL_MALFORMED, /**< should have one, but its form is wrong; see error */
    L4M_TOOL_CUT,       /**< has or may have one, before whose end the capture ends: nothing more is known of it */
    L4M_TOOL_UNREADABLE /**< no TCP or UDP packet, or one cut off in its TCP or UDP header; see words */
} l4m_tool_verdict;

/** What its MAC was found to be. */
typedef enum l4m_tool_mac
{
    L4M_TOOL_MAC_ABSENT,  /**< L4_INIT, and an L4_OFFER that does not accept */
    L4M_TOOL_MAC_RIGHT,   /**< it holds */
    L4M_TOOL_MAC_WRONG,   /**< it holds under no key that was given for these ports and this suite */
    L4M_TOOL_MAC_NO_KEY,  /**< no key was given */
    L4M_TOOL_MAC_UNKNOWN, /**< not checked: packet cut off by the capture, or L4_INIT not captured */
    L4M_TOOL_MACS
} l4m_tool_mac;

/** An association in the capture. */
typedef struct l4m_tool_assoc l4m_tool_assoc;

/** A packet and what is known of it. Pointers point into the packet. */
typedef struct l4m_tool_packet
{
    l4m_tool_l4 l4;
    l4m_tool_verdict verdict;
    const char *words; /**< L4M_TOOL_UNREADABLE: why */
    size_t l4_len;
    l4m_error error;        /**< what is wrong, L4M_OK: nothing. May also be set where an extended header was read */
    l4m_header header;      /**< L4M_TOOL_EXTENDED */
    l4m_tool_offers offers; /**< of an L4_INIT or L4_OFFER */
    const l4m_suite *suite; /**< of the association; NULL: not known */
    uint64_t number;        /**< packet number, where the suite has one */
    bool from_initiator;    /**< direction; L4_INIT, L4_OFFER, and packets of an association */
    l4m_tool_mac mac;
    l4m_tool_assoc *assoc; /**< NULL: none */
    const uint8_t *payload;
    size_t payload_len; /**< bytes captured */
} l4m_tool_packet;

/** What was counted of an association. */
struct l4m_tool_assoc
{
    uint8_t proto;
    l4m_tool_pair pair;
    const l4m_suite *suite;
    bool seen_setup;       /**< L4_OFFER captured; else known by a key alone */
    bool has_key;          /**< whether a key has been found that its packets hold under */
    size_t key;            /**< which, in the key log */
    uint64_t next[2];      /**< packet number expected next; of the responder, of the initiator */
    uint32_t state_seq[2]; /**< largest seen */
    l4m_addr addr[2];      /**< where the two are */
    uint8_t nonces[2 * L4M_NONCE_SIZE];
    uint64_t packets[2]; /**< DATA, EMPTY, ANSWER */
    uint64_t payload[2]; /**< bytes */
    uint64_t moves[2];
};

/** All that is remembered. */
typedef struct l4m_tool_track l4m_tool_track;

/** @param log keys; may grow meanwhile. It must outlive the result. @return NULL where there is no memory */
l4m_tool_track *l4m_tool_track_new(const l4m_tool_keylog *log);
void l4m_tool_track_free(l4m_tool_track *track);

/** Finds out what a captured packet is. @return false where there is no memory */
bool l4m_tool_track_packet(l4m_tool_track *track,
                           l4m_tool_packet *out,
                           l4m_tool_carried carried,
                           const l4m_tool_l4 *l4);

/** The associations so far. */
const l4m_tool_assoc *l4m_tool_track_assoc(const l4m_tool_track *track, size_t index);
size_t l4m_tool_track_count(const l4m_tool_track *track);

/** The L4_INIT that an L4_OFFER answers, as captured before it. @return false where there is none */
bool l4m_tool_track_init(const l4m_tool_track *track,
                         const l4m_tool_l4 *offer_l4,
                         const l4m_header *offer,
                         l4m_tool_key *init);

/** libcrypto's algorithms, for others that need them. */
l4m_tool_crypto *l4m_tool_track_crypto(const l4m_tool_track *track);

#endif
