/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SRC_SETUP_H
#define L4M_SRC_SETUP_H

/**
 * @file setup.h
 * L4_INIT and L4_OFFER as they stand on the wire (spec, L4_INIT and L4_OFFER).
 */

#include "l4m/header.h"
#include "l4m/host.h"

/** A port pair, the initiator's port first, as in every message. */
typedef struct l4m_pair
{
    uint16_t initiator;
    uint16_t responder;
} l4m_pair;

/** A public value in a message. */
typedef struct l4m_share
{
    uint16_t group;
    size_t len;
    const uint8_t *value;
} l4m_share;

/** What the options of an L4_INIT or L4_OFFER say. */
typedef struct l4m_offers
{
    uint16_t suites[L4M_SUITES_MAX]; /**< those beyond the room for them are left out: they come last in preference */
    size_t suite_count;
    l4m_share shares[8];
    size_t share_count;
    l4m_pair pairs[L4M_PAIRS_MAX];
    size_t pair_count;
    bool has_choice;
    uint16_t chosen_suite;
    l4m_pair chosen_pair;
    uint16_t group; /**< 0: none wanted */
} l4m_offers;

/** Offsets in the fixed parts. */
enum
{
    L4M_BASE_SIZE = 8,
    L4M_AT_MAGIC = 8,
    L4M_AT_ROUND = 12,
    L4M_AT_RESULT = 13,
    L4M_AT_REASON = 14,
    L4M_AT_NONCE_I = 16,
    L4M_AT_NONCE_R = 32,
    L4M_AT_OFFER_MAC = 48,
    L4M_INIT_FIXED = 32,
    L4M_OFFER_FIXED = 64,
    L4M_MAGIC = 0x4c344d31 /* "L4M1" */
};

/**
 * Reads the options that a decoded L4_INIT or L4_OFFER may have.
 * @return L4M_OK, L4M_ERR_OPTION_LENGTH, L4M_ERR_OPTION_CRITICAL, L4M_ERR_OPTION_DUPLICATE, or L4M_ERR_PORTS (a port 0)
 */
l4m_error l4m_offers_read(l4m_offers *out, const l4m_header *header);

/** Whether options fill \p length bytes, each with its padding. @return L4M_OK or L4M_ERR_OPTION_LENGTH */
l4m_error l4m_options_check(const uint8_t *options, size_t length);

/** Checks the options of a message that knows none: whatever is critical is refused. */
l4m_error l4m_options_none(const l4m_header *header);

/** A message under construction. */
typedef struct l4m_writer
{
    uint8_t *buf; /**< L4M_HEADER_MAX bytes */
    size_t len;
    bool overflow;
} l4m_writer;

/** Begins an L4_INIT; nonce_i is in the caller's hand. */
void l4m_write_init(l4m_writer *w, uint8_t *buf, uint32_t state_seq, uint8_t round, const uint8_t *nonce_i);
/** Begins an L4_OFFER; \p nonce_r may be NULL for none. */
void l4m_write_offer(l4m_writer *w,
                     uint8_t *buf,
                     uint32_t state_seq,
                     uint16_t echo,
                     uint8_t round,
                     l4m_offer_result result,
                     const uint8_t *nonce_i,
                     const uint8_t *nonce_r);
void l4m_write_suites(l4m_writer *w, const uint16_t *suites, size_t count);
void l4m_write_share(l4m_writer *w, uint16_t group, const uint8_t *value, size_t len);
void l4m_write_pairs(l4m_writer *w, const l4m_pair *pairs, size_t count);
void l4m_write_choice(l4m_writer *w, uint16_t suite, l4m_pair pair);
void l4m_write_group(l4m_writer *w, uint16_t group);
/** Fills in the header length. @return it, or 0 where the message has grown too long */
size_t l4m_write_end(l4m_writer *w);

#endif
