/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file echo-server.c Sends back what its clients send, wherever they move. */

#include "udp.h"

#include <errno.h>
#include <getopt.h>
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

static const char usage[] = "usage: echo-server [--address ADDRESS] [--port PORT]\n"
                            "  --address ADDRESS  the own address (127.0.0.1)\n"
                            "  --port PORT        the own port; 0, the default: the system chooses one\n"
                            "Ends on SIGTERM or SIGINT and then says what it has discarded.\n";

/** Tells of one event; an association that has ended is closed. */
static void tell(const l4m_event *event)
{
    const char *where = udp_text(l4m_assoc_peer(event->assoc));
    unsigned port = l4m_assoc_peer_port(event->assoc);
    switch (event->type)
    {
    case L4M_EVENT_ESTABLISHED:
        printf("established %s %u %s\n", where, port, l4m_assoc_suite(event->assoc)->name);
        break;
    case L4M_EVENT_PEER_MOVED:
        printf("moved %s %u\n", where, port);
        break;
    case L4M_EVENT_FAILED:
        printf("ended %s %u %s\n", where, port, l4m_error_name(event->reason));
        l4m_close(event->assoc);
        break;
    case L4M_EVENT_FOLLOWED:
    case L4M_EVENT_UNREACHABLE: /* not here: the server itself does not move */
        break;
    }
}

/** One packet from the network, and whatever follows from it. */
static void serve(l4m_host *host, int fd, const l4m_incoming *in)
{
    l4m_result result;
    l4m_event event;
    l4m_verdict verdict = l4m_input(host, in, &result, udp_now());
    if (verdict == L4M_DELIVER)
    {
        size_t before = result.l4_len + result.ext_len;
        udp_say(result.assoc, fd, in->pkt + before, in->len - before);
    }
    while (l4m_next_event(host, &event))
    {
        tell(&event);
    }
    udp_flush(host, fd);
}

static void run(l4m_host *host, int fd)
{
    uint8_t buf[UDP_PACKET_MAX];
    l4m_incoming in;
    l4m_event event;
    while (!asked_to_end)
    {
        /* A signal that comes just before the wait is found a fifth of a second later. */
        l4m_usec look_again = udp_now() + 200000;
        l4m_usec deadline = l4m_deadline(host);
        udp_wait(fd, deadline < look_again ? deadline : look_again);
        while (udp_receive(fd, &in, buf))
        {
            serve(host, fd, &in);
        }
        l4m_tick(host, udp_now());
        while (l4m_next_event(host, &event))
        {
            tell(&event);
        }
        udp_flush(host, fd);
    }
    /* What has arrived by now is still looked at, so that the counters are complete. */
    while (udp_receive(fd, &in, buf))
    {
        serve(host, fd, &in);
    }
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"address", required_argument, NULL, 'a'},
                                            {"port", required_argument, NULL, 'p'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    l4m_addr address = {4, {127, 0, 0, 1}};
    unsigned port = 0;
    int c;

    udp_program = "echo-server";
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
    {
        switch (c)
        {
        case 'a':
            address = udp_address(optarg);
            break;
        case 'p':
            port = udp_number("--port", optarg, 0, 65535);
            break;
        case 'h':
            fputs(usage, stdout);
            return 0;
        default:
            fputs(usage, stderr);
            return 2;
        }
    }
    if (optind < argc)
    {
        udp_fail(2, "'%s' is one argument too many; --help lists the options", argv[optind]);
    }

    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);

    int fd = udp_open(&address, (uint16_t)port);
    if (fd < 0)
    {
        udp_fail(1, "port %u of %s cannot be used: %s", port, udp_text(&address), strerror(errno));
    }
    l4m_config config;
    l4m_host *host;
    l4m_config_default(&config);
    l4m_error error = l4m_host_new(&host, &config);
    if (error == L4M_OK)
    {
        error = l4m_listen(host, L4M_PROTO_UDP, udp_port(fd), L4M_POLICY_REQUIRE);
    }
    if (error != L4M_OK)
    {
        udp_fail(1, "%s", l4m_strerror(error));
    }
    printf("listening %s %u\n", udp_text(&address), udp_port(fd));
    run(host, fd);
    udp_print_discarded(host);
    l4m_host_free(host);
    close(fd);
}
