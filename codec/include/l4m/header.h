/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_HEADER_H
#define L4M_HEADER_H

/**
 * @file l4m/header.h
 * The extended L4 header (spec, Extended header): between the TCP or UDP header and the payload.
 * Programs that use associations need nothing of this; decoders and tests do.
 */

#include "l4m/types.h"

#ifdef __cplusplus
extern "C"
{
#endif

/** Message types. */
typedef enum l4m_type
{
    L4M_TYPE_INIT = 1,  /**< L4_INIT: proposes suites, keys and port pairs (R14) */
    L4M_TYPE_OFFER = 2, /**< L4_OFFER: chooses, names possible ports, or refuses (R14) */
    L4M_TYPE_DATA = 3,  /**< an ordinary segment or datagram with state sequence and MAC */
    L4M_TYPE_EMPTY = 4, /**< the empty packet (R9); asks for an L4_ANSWER */
    L4M_TYPE_ANSWER = 5 /**< the answer to an empty packet */
} l4m_type;

/** Protocol constants (spec, Constants). */
enum
{
    L4M_VERSION = 1,           /**< of the wire format, not of the library */
    L4M_HEADER_MAX = 1020,     /**< longest extended header in bytes (255 words) */
    L4M_MAC_SIZE = 16,         /**< bytes of MAC on every packet after set-up */
    L4M_NONCE_SIZE = 16,       /**< bytes of each side's nonce */
    L4M_TCP_OPTION_KIND = 254, /**< experimental TCP option, RFC 6994 */
    L4M_TCP_OPTION_SIZE = 4,
    L4M_TCP_OPTION_EXID = 0x4c34 /**< "L4"; not registered with IANA */
};

/** What an L4_OFFER says. */
typedef enum l4m_offer_result
{
    L4M_OFFER_ACCEPT = 0, /**< suite and port pair chosen, keys exchanged */
    L4M_OFFER_RETRY = 1,  /**< send another L4_INIT: other ports, or the key of another group */
    L4M_OFFER_REFUSE = 2  /**< no mobility here */
} l4m_offer_result;

/** An extended header taken apart; pointers point into the packet. */
typedef struct l4m_header
{
    uint8_t version;        /**< of the format */
    uint8_t type;           /**< an l4m_type */
    size_t length;          /**< of the whole extended header in bytes */
    uint16_t echo;          /**< low 16 bits of the peer's state sequence that the sender holds */
    uint32_t state_seq;     /**< the sender's state sequence (R10) */
    uint32_t packet_number; /**< low 32 bits; 0 where the suite has none */
    const uint8_t *mac;     /**< L4M_MAC_SIZE bytes; NULL in an L4_INIT */
    const uint8_t *nonce_i; /**< initiator's nonce; only in L4_INIT and L4_OFFER, else NULL */
    const uint8_t *nonce_r; /**< responder's nonce; only in L4_OFFER, else NULL */
    uint8_t round;          /**< round of negotiation, from 0; only in L4_INIT and L4_OFFER */
    uint8_t result;         /**< an l4m_offer_result; only in L4_OFFER */
    uint8_t reason;         /**< an l4m_error, advisory; only in an L4_OFFER that refuses */
    const uint8_t *options; /**< options after the fixed part */
    size_t options_length;  /**< in bytes */
} l4m_header;

/**
 * Takes an extended header apart, checking every length; options are checked for form but not for meaning.
 *
 * @param out            receives the fields; untouched on error
 * @param buf            first byte after the L4 header
 * @param len            bytes from there to the end of the packet
 * @param packet_numbers whether the association's suite has packet numbers (only for DATA, EMPTY, ANSWER)
 * @return L4M_OK, L4M_ERR_TRUNCATED, L4M_ERR_VERSION, L4M_ERR_TYPE, L4M_ERR_LENGTH, L4M_ERR_MAGIC or
 *         L4M_ERR_OPTION_LENGTH
 */
l4m_error l4m_header_decode(l4m_header *out, const uint8_t *buf, size_t len, bool packet_numbers);

/** Option types; those with the top bit set are critical: whoever does not know them refuses the message. */
enum
{
    L4M_OPTION_CRITICAL = 0x8000,
    L4M_OPTION_SUITES = 0x8001,     /**< L4_INIT: suites, best first */
    L4M_OPTION_KEY_SHARE = 0x8002,  /**< group and public value */
    L4M_OPTION_PORT_PAIRS = 0x8003, /**< candidates (L4_INIT), possible pairs (L4_OFFER, retry) */
    L4M_OPTION_CHOICE = 0x8004,     /**< L4_OFFER, accept: suite and port pair */
    L4M_OPTION_GROUP = 0x8005       /**< L4_OFFER, retry: the group whose key is wanted */
};

/** One option, pointing into the packet. */
typedef struct l4m_option
{
    uint16_t type;        /**< one of L4M_OPTION_..., or one that this version does not know */
    uint16_t length;      /**< of the value in bytes, without padding */
    const uint8_t *value; /**< the value */
} l4m_option;

/**
 * Steps through options.
 * @param out    receives the option
 * @param cursor in and out: where to read; begin with header->options
 * @param end    header->options + header->options_length
 * @return 1 with an option, 0 at the end, -1 where an option runs past the end
 */
int l4m_option_next(l4m_option *out, const uint8_t **cursor, const uint8_t *end);

/**
 * Whether a TCP header carries the option that announces an extended header on a SYN or SYN/ACK.
 * @param tcp     first byte of the TCP header
 * @param tcp_len length of the TCP header with its options
 */
bool l4m_tcp_has_option(const uint8_t *tcp, size_t tcp_len);

#ifdef __cplusplus
}
#endif

#endif
