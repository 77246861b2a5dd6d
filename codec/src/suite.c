/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "l4m/suite.h"

/* So that a row is a line. */
#define X942 L4M_KDF_RFC2631
#define HKDF L4M_KDF_HKDF_SHA256
#define MD5 L4M_MAC_HMAC_MD5
#define SHA1 L4M_MAC_HMAC_SHA1
#define SHA256 L4M_MAC_HMAC_SHA256
#define GMAC L4M_MAC_AES128_GMAC

static const l4m_suite suites[] = {
    {L4M_SUITE_PAPER, "paper", L4M_GROUP_MODP1024, X942, MD5, MD5, false},
    {L4M_SUITE_MODP1536_HMAC_SHA1, "modp1536-hmac-sha1", L4M_GROUP_MODP1536, X942, SHA1, SHA1, true},
    {L4M_SUITE_MODP1536_HMAC_SHA256, "modp1536-hmac-sha256", L4M_GROUP_MODP1536, HKDF, SHA256, SHA256, true},
    {L4M_SUITE_MODP2048_HMAC_SHA1, "modp2048-hmac-sha1", L4M_GROUP_MODP2048, X942, SHA1, SHA1, true},
    {L4M_SUITE_MODP2048_HMAC_SHA256, "modp2048-hmac-sha256", L4M_GROUP_MODP2048, HKDF, SHA256, SHA256, true},
    {L4M_SUITE_MODP3072_HMAC_SHA1, "modp3072-hmac-sha1", L4M_GROUP_MODP3072, X942, SHA1, SHA1, true},
    {L4M_SUITE_MODP3072_HMAC_SHA256, "modp3072-hmac-sha256", L4M_GROUP_MODP3072, HKDF, SHA256, SHA256, true},
    {L4M_SUITE_DEFAULT, "default", L4M_GROUP_X25519, HKDF, SHA256, SHA256, true},
    {L4M_SUITE_FAST, "fast", L4M_GROUP_X25519, HKDF, GMAC, SHA256, true},
};

static const struct
{
    uint16_t id;
    const char *name;
    size_t public_size;
} groups[] = {
    {L4M_GROUP_MODP1024, "modp1024", 128},
    {L4M_GROUP_MODP1536, "modp1536", 192},
    {L4M_GROUP_MODP2048, "modp2048", 256},
    {L4M_GROUP_MODP3072, "modp3072", 384},
    {L4M_GROUP_X25519, "x25519", 32},
};

enum
{
    SUITE_COUNT = sizeof suites / sizeof suites[0],
    GROUP_COUNT = sizeof groups / sizeof groups[0],
    OVERHEAD = 24, /* base 8, MAC 16 */
    PACKET_NUMBER_SIZE = 4
};

const l4m_suite *l4m_suites(size_t *count)
{
    if (count != NULL)
    {
        *count = SUITE_COUNT;
    }
    return suites;
}

const l4m_suite *l4m_suite_by_id(uint16_t id)
{
    for (size_t i = 0; i < SUITE_COUNT; i++)
    {
        if (suites[i].id == id)
        {
            return &suites[i];
        }
    }
    return NULL;
}

const l4m_suite *l4m_suite_by_name(const char *name)
{
    for (size_t i = 0; name != NULL && i < SUITE_COUNT; i++)
    {
        if (strcmp(suites[i].name, name) == 0)
        {
            return &suites[i];
        }
    }
    return NULL;
}

size_t l4m_group_public_size(uint16_t group)
{
    for (size_t i = 0; i < GROUP_COUNT; i++)
    {
        if (groups[i].id == group)
        {
            return groups[i].public_size;
        }
    }
    return 0;
}

const char *l4m_group_name(uint16_t group)
{
    for (size_t i = 0; i < GROUP_COUNT; i++)
    {
        if (groups[i].id == group)
        {
            return groups[i].name;
        }
    }
    return NULL;
}

size_t l4m_suite_overhead(const l4m_suite *suite)
{
    return suite->packet_numbers ? OVERHEAD + PACKET_NUMBER_SIZE : OVERHEAD;
}
