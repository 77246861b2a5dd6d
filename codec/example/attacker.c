/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file attacker.c
 * Sits between an echo client and the server, as a router of the network might, and tries to draw the connection to
 * itself. It passes on each packet and keeps a copy. Each time the server has answered, it sends everything it has kept
 * of the client once more from an address of its own, and the last packet also with a larger state sequence, as if the
 * client had moved there. It has no key. What the server then sends to that address is counted. The client gets all
 * that the server ever sent it once more, too, and before it gets anything new.
 */

#include "udp.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t asked_to_end;

static void end(int signal)
{
    (void)signal;
    asked_to_end = 1;
}

enum
{
    KEPT_MAX = 64 /**< packets */
};

static const char usage[] = "usage: attacker --port PORT [OPTIONS]\n"
                            "  --port PORT       the server's port\n"
                            "  --server ADDRESS  the server's address (127.0.0.1)\n"
                            "  --at ADDRESS      where clients take it for the server (127.0.0.9)\n"
                            "  --from ADDRESS    where its own packets come from (127.0.0.66)\n"
                            "Ends on SIGTERM or SIGINT and then says what it has done.\n";

typedef struct copies
{
    size_t count;
    size_t len[KEPT_MAX];
    uint8_t pkt[KEPT_MAX][UDP_PACKET_MAX];
} copies;

typedef struct attacker
{
    l4m_addr server;
    l4m_addr at;
    l4m_addr from;
    unsigned port;

    int to_client; /**< at, the server's port */
    int to_server; /**< at, the client's port; -1 before there is a client */
    int own;       /**< from, the client's port */
    l4m_addr client;

    copies of_client;
    copies of_server; /**< but for L4_OFFERs, which stand outside of any order */

    unsigned long replayed;
    unsigned long altered;
    unsigned long won;      /**< packets that the server sent to us instead of the client */
    unsigned long returned; /**< copies sent to the client where it is now */
} attacker;

static int must_open(const l4m_addr *address, uint16_t port)
{
    int fd = udp_open(address, port);
    if (fd < 0)
    {
        udp_fail(1, "port %u of %s cannot be used: %s", port, udp_text(address), strerror(errno));
    }
    return fd;
}

static void keep(copies *c, const l4m_incoming *in)
{
    if (c->count < KEPT_MAX)
    {
        memcpy(c->pkt[c->count], in->pkt, in->len);
        c->len[c->count] = in->len;
        c->count++;
    }
}

/** The one client: whoever comes first, from whichever address, with its port. */
static void from_client(attacker *a, const l4m_incoming *in)
{
    uint16_t port = udp_field(in->pkt, 0);
    if (a->to_server < 0)
    {
        a->to_server = must_open(&a->at, port);
        a->own = must_open(&a->from, port);
    }
    if (port != udp_port(a->to_server))
    {
        return;
    }
    if (memcmp(&a->client, &in->src, sizeof a->client) != 0)
    {
        a->client = in->src;
        a->returned = 0;
    }
    udp_send(a->to_server, in->pkt, in->len, &a->server);
    keep(&a->of_client, in);
}

static void attack_server(attacker *a)
{
    const copies *c = &a->of_client;
    for (size_t i = 0; i < c->count; i++)
    {
        udp_send(a->own, c->pkt[i], c->len[i], &a->server);
        a->replayed++;
    }
    uint8_t last[UDP_PACKET_MAX];
    memcpy(last, c->pkt[c->count - 1], sizeof last);
    last[UDP_HEADER + 7]++; /* the low byte of the state sequence */
    udp_send(a->own, last, c->len[c->count - 1], &a->server);
    a->altered++;
}

static void attack_client(attacker *a)
{
    const copies *c = &a->of_server;
    for (size_t i = 0; i < c->count; i++)
    {
        udp_send(a->to_client, c->pkt[i], c->len[i], &a->client);
        a->returned++;
    }
}

static void from_server(attacker *a, const l4m_incoming *in)
{
    l4m_header header = {.type = 0};
    l4m_error error = l4m_header_decode(&header, in->pkt + UDP_HEADER, in->len - UDP_HEADER, true);
    bool offer = error != L4M_OK || header.type == L4M_TYPE_OFFER;
    if (!offer)
    {
        attack_client(a);
    }
    udp_send(a->to_client, in->pkt, in->len, &a->client);
    if (!offer)
    {
        keep(&a->of_server, in);
    }
    if (header.type == L4M_TYPE_DATA)
    {
        attack_server(a);
    }
}

static void run(attacker *a)
{
    uint8_t buf[UDP_PACKET_MAX];
    l4m_incoming in;
    while (!asked_to_end)
    {
        struct pollfd p[] = {{a->to_client, POLLIN, 0}, {a->to_server, POLLIN, 0}, {a->own, POLLIN, 0}};
        poll(p, 3, 200);
        while (udp_receive(a->to_client, &in, buf))
        {
            from_client(a, &in);
        }
        while (a->to_server >= 0 && udp_receive(a->to_server, &in, buf))
        {
            from_server(a, &in);
        }
        while (a->own >= 0 && udp_receive(a->own, &in, buf))
        {
            a->won++;
        }
    }
}

static bool options(attacker *a, int argc, char **argv)
{
    static const struct option list[] = {{"server", required_argument, NULL, 's'},
                                         {"port", required_argument, NULL, 'p'},
                                         {"at", required_argument, NULL, 'a'},
                                         {"from", required_argument, NULL, 'f'},
                                         {"help", no_argument, NULL, 'h'},
                                         {NULL, 0, NULL, 0}};
    int o;
    while ((o = getopt_long(argc, argv, "", list, NULL)) != -1)
    {
        switch (o)
        {
        case 's':
            a->server = udp_address(optarg);
            break;
        case 'p':
            a->port = udp_number("--port", optarg, 1, 65535);
            break;
        case 'a':
            a->at = udp_address(optarg);
            break;
        case 'f':
            a->from = udp_address(optarg);
            break;
        case 'h':
            return false;
        default:
            udp_fail(2, "--help lists the options");
        }
    }
    if (optind < argc)
    {
        udp_fail(2, "'%s' is one argument too many; --help lists the options", argv[optind]);
    }
    if (a->port == 0)
    {
        udp_fail(2, "--port is missing: the server says which one it listens on");
    }
    return true;
}

int main(int argc, char **argv)
{
    static attacker a = {.server = {4, {127, 0, 0, 1}},
                         .at = {4, {127, 0, 0, 9}},
                         .from = {4, {127, 0, 0, 66}},
                         .to_server = -1,
                         .own = -1};
    udp_program = "attacker";
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!options(&a, argc, argv))
    {
        fputs(usage, stdout);
        return 0;
    }
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);

    a.to_client = must_open(&a.at, (uint16_t)a.port);
    printf("waiting %s %u\n", udp_text(&a.at), a.port);
    run(&a);
    printf("replayed %lu\naltered %lu\nwon %lu\nreturned %lu\n", a.replayed, a.altered, a.won, a.returned);
}
