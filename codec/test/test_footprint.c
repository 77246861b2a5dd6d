/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_footprint.c What an association and a packet take of memory: the library's own, and libcrypto's for it.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <openssl/crypto.h>

#include "l4m/l4m.h"

enum
{
    RESPONDER_PORT = 7000,
    FIRST_PORT = 10000,
    UDP_HEADER = 8,
    PACKET = 1400
};

/** Blocks and bytes in use, and blocks ever asked for. */
typedef struct footprint
{
    long made;
    long live;
    long bytes;
} footprint;

static footprint of_libcrypto;

/** Each block is preceded by its size. */
typedef union block_head {
    size_t size;
    max_align_t align;
} block_head;

static void *counted_alloc(footprint *f, size_t size)
{
    block_head *head = malloc(sizeof *head + size);
    if (head == NULL)
    {
        return NULL;
    }
    head->size = size;
    f->made++;
    f->live++;
    f->bytes += (long)size;
    return head + 1;
}

static void counted_free(footprint *f, void *ptr)
{
    if (ptr != NULL)
    {
        block_head *head = (block_head *)ptr - 1;
        f->live--;
        f->bytes -= (long)head->size;
        free(head);
    }
}

static void *libcrypto_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return counted_alloc(&of_libcrypto, size);
}

static void libcrypto_free(void *ptr, const char *file, int line)
{
    (void)file;
    (void)line;
    counted_free(&of_libcrypto, ptr);
}

static void *libcrypto_realloc(void *ptr, size_t size, const char *file, int line)
{
    if (ptr == NULL)
    {
        return libcrypto_malloc(size, file, line);
    }
    block_head *old = (block_head *)ptr - 1;
    of_libcrypto.bytes += (long)size - (long)old->size;
    block_head *head = realloc(old, sizeof *head + size);
    if (head == NULL)
    {
        return NULL;
    }
    head->size = size;
    return head + 1;
}

static void *library_alloc(size_t size, void *user)
{
    return counted_alloc(user, size);
}

static void library_free(void *ptr, void *user)
{
    counted_free(user, ptr);
}

/** Two hosts. */
typedef struct two_hosts
{
    l4m_host *initiator;
    l4m_host *responder;
    footprint mine; /**< the initiator's */
    footprint other;
    l4m_assoc *from;
    l4m_assoc *to;
} two_hosts;

static const l4m_addr initiator_addr = {4, {10, 0, 0, 1}};
static const l4m_addr responder_addr = {4, {10, 0, 0, 2}};

static void start(two_hosts *h, uint16_t suite)
{
    l4m_config config;
    *h = (two_hosts){.initiator = NULL};
    l4m_config_default(&config);
    config.suites[0] = suite;
    config.suite_count = 1;
    config.mem = (l4m_mem){library_alloc, library_free, &h->mine};
    assert_int_equal(l4m_host_new(&h->initiator, &config), L4M_OK);
    config.mem.user = &h->other;
    assert_int_equal(l4m_host_new(&h->responder, &config), L4M_OK);
    assert_int_equal(l4m_listen(h->responder, L4M_PROTO_UDP, RESPONDER_PORT, L4M_POLICY_REQUIRE), L4M_OK);
}

static void stop(two_hosts *h)
{
    l4m_host_free(h->initiator);
    l4m_host_free(h->responder);
    assert_int_equal(h->mine.live, 0);
    assert_int_equal(h->other.live, 0);
}

static bool carry(two_hosts *h, l4m_host *from, l4m_host *to)
{
    uint8_t buf[L4M_OUTPUT_MAX];
    l4m_outgoing out;
    l4m_result result;
    l4m_event event;
    if (!l4m_output(from, &out, buf, sizeof buf, 0))
    {
        return false;
    }
    l4m_incoming in = {
        .proto = out.proto,
        .src = from == h->initiator ? initiator_addr : responder_addr,
        .pkt = buf,
        .len = out.len,
    };
    assert_int_not_equal(l4m_input(to, &in, &result, 0), L4M_DISCARD);
    if (to == h->responder && result.assoc != NULL)
    {
        h->to = result.assoc;
    }
    while (l4m_next_event(from, &event) || l4m_next_event(to, &event))
    {
    }
    return true;
}

/** One more association; set up to its end. */
static void connect_one(two_hosts *h, uint16_t i)
{
    uint16_t port = (uint16_t)(FIRST_PORT + i);
    l4m_error err = l4m_connect(h->initiator, &h->from, L4M_PROTO_UDP, port, RESPONDER_PORT, &responder_addr, NULL, 0);
    assert_int_equal(err, L4M_OK);
    while (carry(h, h->initiator, h->responder) || carry(h, h->responder, h->initiator))
    {
    }
    assert_int_equal(l4m_assoc_state(h->from), L4M_STATE_ESTABLISHED);
    assert_int_equal(l4m_assoc_state(h->to), L4M_STATE_ESTABLISHED);
}

/** Whatever their number: tables grow by doubling, so that it is largest right after that. */
static void an_association_takes_512_bytes(void **state)
{
    enum
    {
        FIRST = 1000,
        LAST = 3300 /* the table doubled at 1639 and 3277, the heap at 1025 and 2049 */
    };
    (void)state;
    two_hosts h;
    long libcrypto = 0;
    long most = 0;
    start(&h, L4M_SUITE_FAST);
    const long before[2] = {h.mine.bytes, h.other.bytes};
    for (uint16_t i = 1; i <= LAST; i++)
    {
        connect_one(&h, i);
        if (i < FIRST)
        {
            libcrypto = of_libcrypto.bytes;
            continue;
        }
        const long each[2] = {(h.mine.bytes - before[0]) / i, (h.other.bytes - before[1]) / i};
        assert_in_range(each[0], 1, 512);
        assert_in_range(each[1], 1, 512);
        most = each[0] > most ? each[0] : most;
        /* What libcrypto holds does not grow with them. */
        assert_true(of_libcrypto.bytes <= libcrypto + 4096);
    }
    print_message("at most %ld bytes an association\n", most);
    stop(&h);
}

static void send_one(two_hosts *h, uint8_t *pkt)
{
    l4m_result result;
    l4m_incoming in = {
        .proto = L4M_PROTO_UDP,
        .src = initiator_addr,
        .pkt = pkt,
        .len = PACKET,
    };
    assert_int_equal(l4m_protect(h->from, pkt, PACKET, UDP_HEADER, 0), L4M_OK);
    assert_int_equal(l4m_input(h->responder, &in, &result, 0), L4M_DELIVER);
}

/**
 * None of the library's, with any suite. None of libcrypto's with GMAC; with HMAC no more than copying the two keyed
 * states of the hash takes in libcrypto 3.0, a block each, at either end.
 */
static void a_packet_takes_no_allocation(void **state)
{
    enum
    {
        PACKETS = 100
    };
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    (void)state;
    for (size_t s = 0; s < count; s++)
    {
        static uint8_t pkt[PACKET];
        two_hosts h;
        start(&h, suites[s].id);
        connect_one(&h, 1);
        send_one(&h, pkt);
        const footprint before[3] = {h.mine, h.other, of_libcrypto};
        for (int i = 0; i < PACKETS; i++)
        {
            send_one(&h, pkt);
        }
        assert_int_equal(h.mine.made, before[0].made);
        assert_int_equal(h.other.made, before[1].made);
        const long allowed = suites[s].mac == L4M_MAC_AES128_GMAC ? 0 : 4 * PACKETS;
        assert_true(of_libcrypto.made - before[2].made <= allowed);
        assert_int_equal(of_libcrypto.live, before[2].live);
        stop(&h);
    }
}

/** With more associations than keyed contexts, too: those are keyed anew in place. */
static void keying_anew_takes_no_allocation(void **state)
{
    enum
    {
        ASSOCIATIONS = 300 /* of which 128 have contexts at a time */
    };
    static uint8_t pkt[PACKET];
    static l4m_assoc *from[ASSOCIATIONS];
    (void)state;
    two_hosts h;
    start(&h, L4M_SUITE_FAST);
    for (uint16_t i = 0; i < ASSOCIATIONS; i++)
    {
        connect_one(&h, i);
        from[i] = h.from;
    }
    footprint before[3] = {{0}};
    for (int round = 0; round < 3; round++)
    {
        for (size_t i = 0; i < ASSOCIATIONS; i++)
        {
            h.from = from[i];
            send_one(&h, pkt);
        }
        if (round > 0) /* in the first all contexts come into use */
        {
            assert_int_equal(h.mine.made, before[0].made);
            assert_int_equal(h.other.made, before[1].made);
            assert_int_equal(of_libcrypto.made, before[2].made);
        }
        before[0] = h.mine;
        before[1] = h.other;
        before[2] = of_libcrypto;
    }
    stop(&h);
}

int main(void)
{
    /* Before libcrypto allocates anything, or it refuses. */
    if (CRYPTO_set_mem_functions(libcrypto_malloc, libcrypto_realloc, libcrypto_free) != 1)
    {
        return EXIT_FAILURE;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_association_takes_512_bytes),
        cmocka_unit_test(a_packet_takes_no_allocation),
        cmocka_unit_test(keying_anew_takes_no_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
