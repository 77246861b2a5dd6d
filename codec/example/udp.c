/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file udp.c Packets of the library over ordinary UDP sockets. */

#include "udp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

const char *udp_program = "l4m";

void udp_fail(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout);
    fprintf(stderr, "%s: ", udp_program);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(status);
}

l4m_usec udp_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (l4m_usec)t.tv_sec * 1000000 + (l4m_usec)t.tv_nsec / 1000;
}

l4m_addr udp_address(const char *text)
{
    l4m_addr address = {.family = 4};
    if (inet_pton(AF_INET, text, address.bytes) != 1)
    {
        udp_fail(2, "'%s' is not an IPv4 address such as 127.0.0.2", text);
    }
    return address;
}

unsigned udp_number(const char *option, const char *text, unsigned least, unsigned most)
{
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value < least || value > most)
    {
        udp_fail(2, "%s takes a number from %u to %u, not '%s'", option, least, most, text);
    }
    return (unsigned)value;
}

const char *udp_text(const l4m_addr *address)
{
    static char text[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, address->bytes, text, sizeof text);
}

static struct sockaddr_in socket_address(const l4m_addr *address, uint16_t port)
{
    struct sockaddr_in s = {.sin_family = AF_INET, .sin_port = htons(port)};
    memcpy(&s.sin_addr, address->bytes, 4);
    return s;
}

int udp_open(const l4m_addr *address, uint16_t port)
{
    struct sockaddr_in own = socket_address(address, port);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&own, sizeof own) != 0)
    {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

uint16_t udp_port(int fd)
{
    struct sockaddr_in own = {0};
    socklen_t len = sizeof own;
    if (getsockname(fd, (struct sockaddr *)&own, &len) != 0)
    {
        udp_fail(1, "the socket's port: %s", strerror(errno));
    }
    return ntohs(own.sin_port);
}

uint16_t udp_field(const uint8_t *pkt, size_t at)
{
    return (uint16_t)(pkt[at] << 8 | pkt[at + 1]);
}

static void set_field(uint8_t *pkt, size_t at, uint16_t value)
{
    pkt[at] = (uint8_t)(value >> 8);
    pkt[at + 1] = (uint8_t)value;
}

bool udp_wait(int fd, l4m_usec until)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    l4m_usec now = udp_now();
    l4m_usec left = until > now ? until - now : 0;
    /* Rounded up, lest the last part of a millisecond be spent in a busy loop; at most a minute at a time. */
    int milliseconds = left > 60000000 ? 60000 : (int)((left + 999) / 1000);
    return poll(&p, 1, milliseconds) > 0;
}

bool udp_receive(int fd, l4m_incoming *in, uint8_t *buf)
{
    struct sockaddr_in from = {0};
    socklen_t from_len = sizeof from;
    ssize_t got = recvfrom(fd, buf + UDP_HEADER, UDP_PACKET_MAX - UDP_HEADER, 0, (struct sockaddr *)&from, &from_len);
    if (got < 0)
    {
        return false;
    }
    size_t len = UDP_HEADER + (size_t)got;
    set_field(buf, 0, ntohs(from.sin_port));
    set_field(buf, 2, udp_port(fd));
    set_field(buf, 4, (uint16_t)len);
    set_field(buf, 6, 0);
    *in = (l4m_incoming){.proto = L4M_PROTO_UDP, .src = {.family = 4}, .pkt = buf, .len = len};
    memcpy(in->src.bytes, &from.sin_addr, 4);
    return true;
}

void udp_send(int fd, const uint8_t *pkt, size_t len, const l4m_addr *to)
{
    struct sockaddr_in peer = socket_address(to, udp_field(pkt, 2));
    if (sendto(fd, pkt + UDP_HEADER, len - UDP_HEADER, 0, (struct sockaddr *)&peer, sizeof peer) < 0)
    {
        fprintf(stderr, "%s: a packet to %s was not sent: %s\n", udp_program, udp_text(to), strerror(errno));
    }
}

void udp_flush(l4m_host *host, int fd)
{
    uint8_t pkt[L4M_OUTPUT_MAX];
    l4m_outgoing out;
    while (l4m_output(host, &out, pkt, sizeof pkt, udp_now()))
    {
        udp_send(fd, pkt, out.len, &out.dst);
    }
}

void udp_say(l4m_assoc *assoc, int fd, const void *data, size_t len)
{
    uint8_t pkt[UDP_PACKET_MAX];
    size_t before = UDP_HEADER + l4m_assoc_overhead(assoc);
    if (len > sizeof pkt - before)
    {
        udp_fail(1, "%zu bytes of data do not fit into a packet", len);
    }
    memcpy(pkt + before, data, len);
    l4m_error error = l4m_protect(assoc, pkt, before + len, UDP_HEADER, udp_now());
    if (error != L4M_OK)
    {
        udp_fail(1, "a packet could not be protected: %s", l4m_strerror(error));
    }
    udp_send(fd, pkt, before + len, l4m_assoc_peer(assoc));
}

static void print_key(FILE *out, const uint8_t *key, size_t len)
{
    fputc(' ', out);
    for (size_t i = 0; i < len; i++)
    {
        fprintf(out, "%02x", key[i]);
    }
}

void udp_log_keys(const l4m_assoc *assoc, const char *file)
{
    l4m_exported_keys keys;
    l4m_error error = l4m_assoc_export_keys(assoc, &keys);
    if (error != L4M_OK)
    {
        udp_fail(1, "no keys: %s", l4m_strerror(error));
    }
    unsigned own = l4m_assoc_local_port(assoc);
    unsigned peer = l4m_assoc_peer_port(assoc);
    bool initiator = l4m_assoc_is_initiator(assoc);
    int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "a");
    if (out != NULL)
    {
        fprintf(out, "l4m udp %u %u %s", initiator ? own : peer, initiator ? peer : own, l4m_assoc_suite(assoc)->name);
        print_key(out, keys.i2r, keys.packet_key_len);
        print_key(out, keys.r2i, keys.packet_key_len);
        print_key(out, keys.confirm, keys.confirm_key_len);
        fputc('\n', out);
    }
    bool written = out != NULL && !ferror(out);
    if (out == NULL || fclose(out) != 0 || !written)
    {
        udp_fail(1, "the key log %s cannot be written: %s", file, strerror(errno));
    }
}

void udp_print_discarded(const l4m_host *host)
{
    for (int reason = 0; reason < L4M_ERR_COUNT; reason++)
    {
        uint64_t count = l4m_host_discarded(host, (l4m_error)reason);
        if (count > 0)
        {
            printf("discarded %s %llu\n", l4m_error_name((l4m_error)reason), (unsigned long long)count);
        }
    }
}
