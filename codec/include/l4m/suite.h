/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_SUITE_H
#define L4M_SUITE_H

/**
 * @file l4m/suite.h
 * A suite is a key agreement, a key derivation, a MAC, and whether packets are numbered
 * (spec, Suites). Suites are rows of a table: l4m_suites() is the table.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C"
{
#endif

/** Suite identifiers as they stand on the wire. */
enum
{
    L4M_SUITE_PAPER = 0x0001,                /**< MODP 1024, RFC 2631 KDF, HMAC-MD5 */
    L4M_SUITE_MODP1536_HMAC_SHA1 = 0x0002,   /**< RFC 2631 KDF, HMAC-SHA1-128 */
    L4M_SUITE_MODP1536_HMAC_SHA256 = 0x0003, /**< HKDF-SHA256, HMAC-SHA256-128 */
    L4M_SUITE_MODP2048_HMAC_SHA1 = 0x0004,
    L4M_SUITE_MODP2048_HMAC_SHA256 = 0x0005,
    L4M_SUITE_MODP3072_HMAC_SHA1 = 0x0006,
    L4M_SUITE_MODP3072_HMAC_SHA256 = 0x0007,
    L4M_SUITE_DEFAULT = 0x0010, /**< X25519, HKDF-SHA256, HMAC-SHA256-128, packet numbers */
    L4M_SUITE_FAST = 0x0011     /**< X25519, HKDF-SHA256, AES-128-GMAC, packet numbers */
};

/** Key-agreement groups: IANA's "Transform Type 4" (IKE) numbers. */
enum
{
    L4M_GROUP_MODP1024 = 2,
    L4M_GROUP_MODP1536 = 5,
    L4M_GROUP_MODP2048 = 14,
    L4M_GROUP_MODP3072 = 15,
    L4M_GROUP_X25519 = 31
};

/** Key-derivation functions. */
typedef enum l4m_kdf_id
{
    L4M_KDF_RFC2631,    /**< SHA-1 in a counter mode over DER OtherInfo, RFC 2631 2.1.2 */
    L4M_KDF_HKDF_SHA256 /**< RFC 5869 */
} l4m_kdf_id;

/** Message authentication codes; each is 16 bytes on the wire. */
typedef enum l4m_mac_id
{
    L4M_MAC_HMAC_MD5,    /**< RFC 2104, all 128 bits */
    L4M_MAC_HMAC_SHA1,   /**< RFC 2104, leftmost 128 bits */
    L4M_MAC_HMAC_SHA256, /**< RFC 2104, leftmost 128 bits */
    L4M_MAC_AES128_GMAC  /**< NIST SP 800-38D; the nonce is salt | packet number */
} l4m_mac_id;

/** A row of the table of suites. */
typedef struct l4m_suite
{
    uint16_t id;         /**< on the wire */
    const char *name;    /**< "paper", "modp2048-hmac-sha256", "default", "fast", ... */
    uint16_t group;      /**< key agreement, L4M_GROUP_... */
    l4m_kdf_id kdf;      /**< key derivation */
    l4m_mac_id mac;      /**< MAC of packets */
    l4m_mac_id confirm;  /**< MAC of L4_OFFER (never GMAC: an L4_OFFER has no packet number) */
    bool packet_numbers; /**< packets carry a number and a replay window guards them */
} l4m_suite;

/**
 * The table, in order of identifier.
 * @param count receives the number of rows; may be NULL
 */
const l4m_suite *l4m_suites(size_t *count);

/** The row with this identifier, or NULL. */
const l4m_suite *l4m_suite_by_id(uint16_t id);

/** The row with this name, or NULL. */
const l4m_suite *l4m_suite_by_name(const char *name);

/** The size of a group's public value on the wire in bytes, or 0 for an unknown group. */
size_t l4m_group_public_size(uint16_t group);

/** The name of a group ("modp1024", "x25519", ...), or NULL for an unknown group. */
const char *l4m_group_name(uint16_t group);

/** Bytes of extended header on each data packet of a suite: 24 without packet number, 28 with. */
size_t l4m_suite_overhead(const l4m_suite *suite);

#ifdef __cplusplus
}
#endif

#endif
