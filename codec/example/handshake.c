/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 *
 * Two hosts in one program, no network: they agree on keys, one moves, and data finds its way before and after.
 */
#include <l4m/l4m.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const l4m_usec now = 0; /* nothing here waits */
static void need(bool holds, const char *what)
{
    if (!holds)
    {
        fprintf(stderr, "handshake: %s\n", what);
        exit(1);
    }
}

/* One packet from the address src into a host: what the host makes of it is printed and returned. */
static l4m_verdict arrive(l4m_host *host, const l4m_addr *src, uint8_t *pkt, size_t len)
{
    l4m_incoming in = {.proto = L4M_PROTO_UDP, .src = *src, .pkt = pkt, .len = len};
    l4m_result result;
    l4m_event event;
    l4m_verdict verdict = l4m_input(host, &in, &result, now);
    if (verdict == L4M_DELIVER)
    {
        size_t headers = result.l4_len + result.ext_len;
        printf("%zu bytes from 10.0.0.%d: %.*s\n", len, src->bytes[3], (int)(len - headers), (char *)pkt + headers);
    }
    while (l4m_next_event(host, &event))
    {
        if (event.type == L4M_EVENT_PEER_MOVED)
        {
            puts("the peer has moved");
        }
    }
    return verdict;
}

/* Whatever one host has to send by itself. */
static void carry(l4m_host *from, const l4m_addr *src, l4m_host *to)
{
    uint8_t pkt[L4M_OUTPUT_MAX];
    l4m_outgoing out;
    while (l4m_output(from, &out, pkt, sizeof pkt, now))
    {
        need(arrive(to, src, pkt, out.len) == L4M_DONE, "a message of the set-up was not taken");
    }
}

int main(void)
{
    l4m_config config;
    l4m_host *a = NULL, *b = NULL;
    l4m_assoc *assoc = NULL;
    l4m_addr at = {4, {10, 0, 0, 1}}, b_at = {4, {10, 0, 0, 2}};
    uint8_t pkt[1500];
    l4m_config_default(&config);
    need(l4m_host_new(&a, &config) == L4M_OK && l4m_host_new(&b, &config) == L4M_OK, "no hosts");
    need(l4m_listen(b, L4M_PROTO_UDP, 7000, L4M_POLICY_REQUIRE) == L4M_OK, "cannot listen");
    need(l4m_connect(a, &assoc, L4M_PROTO_UDP, 50000, 7000, &b_at, NULL, now) == L4M_OK, "cannot connect");
    carry(a, &at, b);   /* L4_INIT */
    carry(b, &b_at, a); /* L4_OFFER */
    for (int i = 0; i < 2; i++, at.bytes[3] = 99)
    {
        size_t gap = 8 + l4m_assoc_overhead(assoc); /* for the UDP header and the extended header behind it */
        need(i == 0 || l4m_move(assoc, now) == L4M_OK, "cannot move");
        memcpy(pkt + gap, "hello", 5);
        need(l4m_protect(assoc, pkt, gap + 5, 8, now) == L4M_OK, "cannot protect");
        need(arrive(b, &at, pkt, gap + 5) == L4M_DELIVER, "was not delivered");
    }
    l4m_host_free(a);
    l4m_host_free(b);
}
