/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_WIRE_H
#define L4M_TOOL_WIRE_H

/**
 * @file wire.h
 * What the tool needs of the codec beyond its public interface. wire.c is the only file that includes headers of
 * codec/src.
 */

#include "l4m/l4m.h"

/** Algorithms, fetched once. */
typedef struct l4m_crypto l4m_tool_crypto;

/** @return NULL where libcrypto or the memory fails */
l4m_tool_crypto *l4m_tool_crypto_new(void);
void l4m_tool_crypto_free(l4m_tool_crypto *crypto);

/** A port pair, the initiator's port first. */
typedef struct l4m_tool_pair
{
    uint16_t initiator;
    uint16_t responder;
} l4m_tool_pair;

/** A key as it stands in a key log. */
typedef struct l4m_tool_key
{
    const uint8_t *bytes;
    size_t len;
} l4m_tool_key;

/** Bytes of K_i2r and K_r2i of a suite (spec 6.1), salt included. */
size_t l4m_tool_packet_key_size(const l4m_suite *suite);
/** Bytes of K_confirm of a suite. */
size_t l4m_tool_confirm_key_size(const l4m_suite *suite);

/** Length of the TCP or UDP header at the beginning of a packet, 0 where it is impossible or cut off. */
size_t l4m_tool_l4_length(uint8_t proto, const uint8_t *pkt, size_t len);

/** The packet number that \p low stands for, the nearest to \p next (spec 6.4). */
uint64_t l4m_tool_expand(uint64_t next, uint32_t low);

/**
 * MAC of a DATA, EMPTY or ANSWER (spec 6.3).
 * @param pkt    from the L4 header on; not changed
 * @param mac_at where its MAC stands
 */
l4m_error l4m_tool_packet_mac(l4m_tool_crypto *crypto,
                              const l4m_suite *suite,
                              l4m_tool_key key,
                              uint8_t proto,
                              const uint8_t *pkt,
                              size_t len,
                              size_t mac_at,
                              uint64_t number,
                              uint8_t mac[L4M_MAC_SIZE]);

/**
 * MAC of an L4_OFFER that accepts (spec 6.2).
 * @param pkt    L4 header and extended header, to the end of the packet; not changed
 * @param l4_len bytes of L4 header
 * @param init   the extended header of the L4_INIT that it answers
 */
l4m_error l4m_tool_offer_mac(l4m_tool_crypto *crypto,
                             const l4m_suite *suite,
                             l4m_tool_key key,
                             uint8_t proto,
                             const uint8_t *pkt,
                             size_t len,
                             size_t l4_len,
                             const uint8_t *init,
                             size_t init_len,
                             uint8_t mac[L4M_MAC_SIZE]);

/** What the options of an L4_INIT or L4_OFFER say, as far as the tool looks at it. */
typedef struct l4m_tool_offers
{
    uint16_t suites[L4M_SUITES_MAX];
    size_t suite_count;
    l4m_tool_pair pairs[L4M_PAIRS_MAX];
    size_t pair_count;
    size_t share_count;
    uint16_t share_group; /**< of the first key share */
    const uint8_t *share; /**< its public value */
    size_t share_len;
    bool has_choice;
    uint16_t chosen_suite;
    l4m_tool_pair chosen_pair;
    uint16_t group; /**< 0: none wanted */
} l4m_tool_offers;

/**
 * Reads the options of a decoded L4_INIT or L4_OFFER.
 * @return L4M_OK, L4M_ERR_OPTION_LENGTH, L4M_ERR_OPTION_CRITICAL, L4M_ERR_OPTION_DUPLICATE or L4M_ERR_PORTS
 */
l4m_error l4m_tool_offers_read(l4m_tool_offers *out, const l4m_header *header);

/** L4M_ERR_OPTION_CRITICAL where a DATA, EMPTY or ANSWER has a critical option (none is known), else L4M_OK. */
l4m_error l4m_tool_options_none(const l4m_header *header);

/** Everything that follows from a private key and the two messages of the accepted round. */
typedef struct l4m_tool_agreed
{
    uint8_t secret[L4M_PUBLIC_MAX];
    size_t secret_len;
    uint8_t transcript[64];
    l4m_exported_keys keys;
} l4m_tool_agreed;

/**
 * Shared secret, transcript and keys (spec 5, 6.1).
 * @param own   the own pair
 * @param peer  the peer's public value
 * @param init  extended header of the L4_INIT
 * @param offer extended header of the L4_OFFER, its MAC as sent
 */
l4m_error l4m_tool_agree(l4m_tool_crypto *crypto,
                         const l4m_suite *suite,
                         const l4m_keypair *own,
                         l4m_tool_key peer,
                         l4m_tool_key init,
                         l4m_tool_key offer,
                         l4m_tool_agreed *out);

#endif
