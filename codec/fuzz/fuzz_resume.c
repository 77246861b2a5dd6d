/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file fuzz_resume.c
 * Target "resume": saved associations. The first byte says whether the bytes of one that follow get a right checksum;
 * behind them comes a packet for the association.
 */

#include "bytes.h"
#include "fuzz.h"

enum
{
    AT_CHECKSUM = L4M_SAVED_SIZE - 4,
    UDP_HEADER = 8,
    PACKET = 64,
    SET_ASIDE = 3
};

static void sign(uint8_t *saved)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < AT_CHECKSUM; i++)
    {
        crc ^= saved[i];
        for (int bit = 0; bit < 8; bit++)
        {
            crc = crc & 1 ? crc >> 1 ^ UINT32_C(0xedb88320) : crc >> 1;
        }
    }
    l4m_put32(saved + AT_CHECKSUM, ~crc);
}

static l4m_host *new_host(void)
{
    l4m_config config;
    l4m_host *host;
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);

    l4m_config_default(&config);
    for (size_t i = 0; i < count; i++)
    {
        config.suites[i] = suites[i].id;
    }
    config.suite_count = count;
    REQUIRE(l4m_host_new(&host, &config) == L4M_OK);
    return host;
}

static l4m_error protect(l4m_assoc *assoc)
{
    uint8_t pkt[PACKET] = {0};
    return l4m_protect(assoc, pkt, sizeof pkt, UDP_HEADER, 0);
}

/** What must hold of an association out of whatever bytes. */
static void use(l4m_host *host, l4m_assoc *assoc, const uint8_t *saved)
{
    uint8_t again[L4M_SAVED_SIZE];
    uint8_t buf[L4M_OUTPUT_MAX];
    l4m_outgoing out;
    l4m_assoc *second;

    REQUIRE(l4m_assoc_state(assoc) == L4M_STATE_ESTABLISHED);
    REQUIRE(l4m_resume(host, &second, saved, L4M_SAVED_SIZE, 0) == L4M_ERR_PORTS && second == NULL);
    l4m_error err = protect(assoc);
    REQUIRE(err == L4M_ERR_UNSAVED || err == L4M_ERR_EXHAUSTED);
    REQUIRE(!l4m_output(host, &out, buf, sizeof buf, 0) && l4m_move(assoc, 0) == L4M_ERR_UNSAVED);
    err = l4m_save(assoc, SET_ASIDE, 0, again);
    REQUIRE(err == L4M_OK || err == L4M_ERR_EXHAUSTED);
    if (err == L4M_OK)
    {
        REQUIRE(l4m_stored(assoc, again) == L4M_OK && l4m_assoc_packets_left(assoc) == SET_ASIDE);
        for (int i = 0; i < SET_ASIDE; i++)
        {
            REQUIRE(protect(assoc) == L4M_OK);
        }
        REQUIRE(protect(assoc) == L4M_ERR_UNSAVED);
        l4m_close(assoc);
        REQUIRE(l4m_resume(host, &assoc, again, sizeof again, 0) == L4M_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_reader reader = {data, size};
    const uint8_t *bytes;
    l4m_assoc *assoc;
    l4m_result result;

    uint8_t what = fuzz_byte(&reader);
    size_t len = fuzz_bytes(&reader, L4M_SAVED_SIZE + (what >> 1 & 1), &bytes);
    uint8_t *saved = fuzz_copy(bytes, len);
    if ((what & 1) && len == L4M_SAVED_SIZE)
    {
        sign(saved);
    }
    l4m_host *host = new_host();
    l4m_error err = l4m_resume(host, &assoc, saved, len, 0);
    REQUIRE((err == L4M_OK) == (assoc != NULL) && l4m_host_associations(host) == (err == L4M_OK));
    REQUIRE(err == L4M_OK || err == L4M_ERR_SAVED);
    if (err == L4M_OK)
    {
        use(host, assoc, saved);
    }
    len = fuzz_bytes(&reader, reader.left, &bytes);
    uint8_t *pkt = fuzz_copy(bytes, len);
    l4m_incoming in = {.proto = L4M_PROTO_UDP, .src = {.family = 4}, .pkt = pkt, .len = len};
    REQUIRE(l4m_input(host, &in, &result, 0) != L4M_DELIVER); /* nobody has the keys */
    l4m_host_free(host);
    free(pkt);
    free(saved);
    return 0;
}
