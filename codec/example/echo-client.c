/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file echo-client.c
 * Talks to the echo server from one address after the other. At each move the socket is closed and another one opened
 * elsewhere; the association goes on. With --state it goes on in another process too: killed at any moment and started
 * again, this program takes the association up where it was.
 */

#include "state.h"
#include "udp.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
    PLACES_MAX = 16,
    TRIES = 10,               /**< transmissions of a message, and searches for a port */
    ANSWER_TIMEOUT = 1000000, /**< microseconds until a message is sent again */
    SET_ASIDE = 256           /**< packets between two savings, with room for those that go while one is due */
};

static const char usage[] =
    "usage: echo-client --port PORT [OPTIONS]\n"
    "  --port PORT        the server's port\n"
    "  --server ADDRESS   the server's address (127.0.0.1)\n"
    "  --from ADDRESS     an own address (127.0.0.2, then 127.0.0.3). Given again: the next one\n"
    "                     to move to, up to 16\n"
    "  --own-port PORT    the own port at all of them; 0, the default: the system chooses one\n"
    "  --messages COUNT   messages from each address, 1 to 1000 (3)\n"
    "  --keys FILE        adds the keys to a key log, for l4m-tool and Wireshark\n"
    "  --state FILE       keeps the association in a file. If it is there already: goes on with that\n"
    "                     association. Secret; not to be copied. Without the file: a new association\n";

typedef struct client
{
    l4m_addr server;
    unsigned server_port;
    l4m_addr places[PLACES_MAX];
    size_t place_count;
    unsigned messages; /**< from each place */
    const char *keys;  /**< file of the key log, or NULL */
    const char *state; /**< file of the saved association, or NULL */

    int fd;
    uint16_t port; /**< 0 before there is one, unless --own-port says which */
    l4m_host *host;
    l4m_assoc *assoc;
} client;

/** Whether the port of the first socket is free at another place too. */
static bool free_at(const client *c, const l4m_addr *place)
{
    if (memcmp(place, &c->places[0], sizeof *place) == 0)
    {
        return true;
    }
    int probe = udp_open(place, c->port);
    if (probe < 0 && errno != EADDRINUSE)
    {
        udp_fail(1, "no socket on %s: %s", udp_text(place), strerror(errno));
    }
    if (probe >= 0)
    {
        close(probe);
    }
    return probe >= 0;
}

static void open_at(client *c, size_t place)
{
    c->fd = udp_open(&c->places[place], c->port);
    if (c->fd < 0)
    {
        udp_fail(1, "port %u of %s cannot be used: %s", c->port, udp_text(&c->places[place]), strerror(errno));
    }
}

/** Opens the socket at the first place on a port that is free at all of them: it names the association and stays. */
static void open_first(client *c)
{
    if (c->port != 0)
    {
        open_at(c, 0);
        return;
    }
    for (int i = 0; i < TRIES; i++)
    {
        c->fd = udp_open(&c->places[0], 0);
        if (c->fd < 0)
        {
            udp_fail(1, "no socket on %s: %s", udp_text(&c->places[0]), strerror(errno));
        }
        c->port = udp_port(c->fd);
        size_t p = 1;
        while (p < c->place_count && free_at(c, &c->places[p]))
        {
            p++;
        }
        if (p == c->place_count)
        {
            return;
        }
        close(c->fd);
    }
    udp_fail(1, "no port is free on all own addresses");
}

static void events(client *c)
{
    l4m_event event;
    while (l4m_next_event(c->host, &event))
    {
        if (event.type == L4M_EVENT_ESTABLISHED)
        {
            printf("established %s\n", l4m_assoc_suite(c->assoc)->name);
        }
        else if (event.type == L4M_EVENT_FOLLOWED)
        {
            printf("followed\n");
        }
        else if (event.type == L4M_EVENT_FAILED)
        {
            udp_fail(1, "no association: %s", l4m_strerror(event.reason));
        }
    }
}

/** Saves the association, whenever half of what was set aside is used up or it is time anyway. */
static void keep(client *c, bool anyway)
{
    if (c->state != NULL && (anyway || l4m_assoc_packets_left(c->assoc) < SET_ASIDE / 2))
    {
        state_save(c->assoc, c->state, SET_ASIDE, 1);
    }
}

/**
 * Waits for a packet or for the library's next deadline, and deals with it.
 * @param data receives the payload of a packet for us
 * @param cap  size of \p data
 * @return bytes of payload; 0: there was none
 */
static size_t step(client *c, l4m_usec until, char *data, size_t cap)
{
    uint8_t buf[UDP_PACKET_MAX];
    l4m_incoming in;
    l4m_result result;
    size_t len = 0;
    l4m_usec deadline = l4m_deadline(c->host);

    udp_wait(c->fd, deadline < until ? deadline : until);
    if (udp_receive(c->fd, &in, buf) && l4m_input(c->host, &in, &result, udp_now()) == L4M_DELIVER)
    {
        size_t before = result.l4_len + result.ext_len;
        len = in.len - before < cap ? in.len - before : cap;
        memcpy(data, buf + before, len);
    }
    l4m_tick(c->host, udp_now());
    events(c);
    if (l4m_assoc_state(c->assoc) == L4M_STATE_ESTABLISHED)
    {
        keep(c, false);
    }
    udp_flush(c->host, c->fd);
    return len;
}

/** The kernel's socket has one port: no pair but its own will do, whatever the server proposes in place of a taken one.
 */
static bool no_other_pair(void *user, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    (void)user;
    (void)proto;
    (void)local_port;
    (void)peer_port;
    return false;
}

static void make_host(client *c)
{
    l4m_config config;
    l4m_config_default(&config);
    config.port_free = no_other_pair;
    /* Somebody waits at a terminal: 3 s for a server that is not there, not 15. */
    config.init_tries = 2;
    l4m_error error = l4m_host_new(&c->host, &config);
    if (error != L4M_OK)
    {
        udp_fail(1, "%s", l4m_strerror(error));
    }
}

/** Takes up the association of the state file, if there is one. Its own port is the one that the socket has to have. */
static bool resume(client *c)
{
    if (c->state == NULL)
    {
        return false;
    }
    state_lock(c->state);
    c->assoc = state_resume(c->host, c->state);
    if (c->assoc == NULL)
    {
        return false;
    }
    const l4m_addr *peer = l4m_assoc_peer(c->assoc);
    unsigned peer_port = l4m_assoc_peer_port(c->assoc);
    if (peer_port != c->server_port || memcmp(peer, &c->server, sizeof *peer) != 0)
    {
        udp_fail(1, "%s has an association with %s port %u, not with this server", c->state, udp_text(peer), peer_port);
    }
    c->port = l4m_assoc_local_port(c->assoc);
    return true;
}

static void connect_to_server(client *c)
{
    l4m_error error =
        l4m_connect(c->host, &c->assoc, L4M_PROTO_UDP, c->port, (uint16_t)c->server_port, &c->server, NULL, udp_now());
    if (error != L4M_OK)
    {
        udp_fail(1, "%s", l4m_strerror(error));
    }
    udp_flush(c->host, c->fd);
    char ignored[1];
    while (l4m_assoc_state(c->assoc) == L4M_STATE_INIT_SENT)
    {
        step(c, L4M_NEVER, ignored, sizeof ignored);
    }
}

/** Sends a message, again if need be, until it comes back. UDP may lose either way. */
static void echo(client *c, const char *message)
{
    char answer[UDP_PACKET_MAX];
    size_t len = strlen(message);
    for (int i = 0; i < TRIES; i++)
    {
        l4m_usec until = udp_now() + ANSWER_TIMEOUT;
        udp_say(c->assoc, c->fd, message, len);
        while (udp_now() < until)
        {
            if (step(c, until, answer, sizeof answer) == len && memcmp(answer, message, len) == 0)
            {
                printf("echo %s\n", message);
                return;
            }
        }
    }
    udp_fail(1, "no answer to '%s'", message);
}

static void options(client *c, int argc, char **argv)
{
    static const struct option list[] = {{"server", required_argument, NULL, 's'},
                                         {"port", required_argument, NULL, 'p'},
                                         {"from", required_argument, NULL, 'f'},
                                         {"own-port", required_argument, NULL, 'o'},
                                         {"messages", required_argument, NULL, 'm'},
                                         {"keys", required_argument, NULL, 'k'},
                                         {"state", required_argument, NULL, 't'},
                                         {"help", no_argument, NULL, 'h'},
                                         {NULL, 0, NULL, 0}};
    int o;
    while ((o = getopt_long(argc, argv, "", list, NULL)) != -1)
    {
        switch (o)
        {
        case 's':
            c->server = udp_address(optarg);
            break;
        case 'p':
            c->server_port = udp_number("--port", optarg, 1, 65535);
            break;
        case 'f':
            if (c->place_count == PLACES_MAX)
            {
                udp_fail(2, "--from may stand up to %d times", PLACES_MAX);
            }
            c->places[c->place_count++] = udp_address(optarg);
            break;
        case 'o':
            c->port = (uint16_t)udp_number("--own-port", optarg, 0, 65535);
            break;
        case 'm':
            c->messages = udp_number("--messages", optarg, 1, 1000);
            break;
        case 'k':
            c->keys = optarg;
            break;
        case 't':
            c->state = optarg;
            break;
        case 'h':
            fputs(usage, stdout);
            exit(0);
        default:
            fputs(usage, stderr);
            exit(2);
        }
    }
    if (optind < argc)
    {
        udp_fail(2, "'%s' is one argument too many; --help lists the options", argv[optind]);
    }
    if (c->server_port == 0)
    {
        udp_fail(2, "--port is missing: the server says which one it listens on");
    }
}

int main(int argc, char **argv)
{
    client c = {.server = {4, {127, 0, 0, 1}}, .messages = 3};
    udp_program = "echo-client";
    setvbuf(stdout, NULL, _IOLBF, 0);
    options(&c, argc, argv);
    if (c.place_count == 0)
    {
        c.places[c.place_count++] = (l4m_addr){4, {127, 0, 0, 2}};
        c.places[c.place_count++] = (l4m_addr){4, {127, 0, 0, 3}};
    }

    make_host(&c);
    bool resumed = resume(&c);
    open_first(&c);
    if (resumed)
    {
        printf("resumed %s\n", l4m_assoc_suite(c.assoc)->name);
    }
    else
    {
        connect_to_server(&c);
    }
    keep(&c, true);
    if (c.keys != NULL)
    {
        udp_log_keys(c.assoc, c.keys);
    }
    for (size_t place = 0; place < c.place_count; place++)
    {
        if (place > 0)
        {
            close(c.fd);
            open_at(&c, place);
            l4m_error error = l4m_move(c.assoc, udp_now());
            if (error != L4M_OK)
            {
                udp_fail(1, "the association cannot move: %s", l4m_strerror(error));
            }
            keep(&c, true); /* for the next move */
        }
        printf("at %s\n", udp_text(&c.places[place]));
        for (unsigned i = 1; i <= c.messages; i++)
        {
            char message[64];
            snprintf(message, sizeof message, "message %u from %s", i, udp_text(&c.places[place]));
            echo(&c, message);
        }
    }
    udp_print_discarded(c.host);
    l4m_host_free(c.host);
    close(c.fd);
}
