/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "hex.h"

enum
{
    SNAP_LENGTH = 65535,
    NANOSEC_PER_SEC = 1000000000
};

/** A file, with the frame that comes next. */
typedef struct source
{
    const char *name;
    pcap_t *pcap;
    int link;
    uint64_t frame;
    bool pending;
    struct pcap_pkthdr *header;
    const uint8_t *bytes;
} source;

struct l4m_tool_captures
{
    size_t count;
    source *last; /**< whose frame was handed out */
    bool failed;
    source sources[];
};

/** Reads the frame that comes next, if there is one. */
static void advance(l4m_tool_captures *captures, source *from)
{
    int result = pcap_next_ex(from->pcap, &from->header, &from->bytes);
    from->pending = result == 1;
    from->frame++;
    if (result != 1 && result != PCAP_ERROR_BREAK)
    {
        fprintf(stderr,
                "l4m-tool: %s: cannot be read beyond frame %llu: %s\n",
                from->name,
                (unsigned long long)(from->frame - 1),
                pcap_geterr(from->pcap));
        captures->failed = true;
    }
}

static bool open_source(source *to, const char *name)
{
    char error[PCAP_ERRBUF_SIZE] = "";
    to->name = name;
    to->pcap = pcap_open_offline_with_tstamp_precision(name, PCAP_TSTAMP_PRECISION_NANO, error);
    if (to->pcap == NULL)
    {
        fprintf(stderr, "l4m-tool: %s: not a capture that can be read: %s\n", name, error);
        return false;
    }
    to->link = pcap_datalink(to->pcap);
    if (!l4m_tool_link_known(to->link))
    {
        const char *text = pcap_datalink_val_to_description(to->link);
        fprintf(stderr,
                "l4m-tool: %s: link type %d (%s) is not known here; Ethernet, PPP, raw IP, Linux cooked and loopback "
                "are\n",
                name,
                to->link,
                text == NULL ? "no name" : text);
        return false;
    }
    return true;
}

l4m_tool_captures *l4m_tool_captures_open(char *const *names, size_t count)
{
    l4m_tool_captures *captures = calloc(1, sizeof *captures + count * sizeof captures->sources[0]);
    if (captures == NULL)
    {
        fprintf(stderr, "l4m-tool: no memory\n");
        return NULL;
    }
    captures->count = count;
    for (size_t i = 0; i < count; i++)
    {
        if (!open_source(&captures->sources[i], names[i]))
        {
            (void)l4m_tool_captures_close(captures);
            return NULL;
        }
    }
    for (size_t i = 0; i < count; i++)
    {
        advance(captures, &captures->sources[i]);
    }
    return captures;
}

static uint64_t when(const source *from)
{
    /* With nanosecond precision tv_usec counts nanoseconds. */
    return (uint64_t)from->header->ts.tv_sec * NANOSEC_PER_SEC + (uint64_t)from->header->ts.tv_usec;
}

bool l4m_tool_captures_next(l4m_tool_captures *captures, l4m_tool_captured *out)
{
    source *first = NULL;
    if (captures->last != NULL)
    {
        advance(captures, captures->last);
        captures->last = NULL;
    }
    for (size_t i = 0; i < captures->count; i++)
    {
        source *here = &captures->sources[i];
        if (here->pending && (first == NULL || when(here) < when(first)))
        {
            first = here;
        }
    }
    if (first == NULL)
    {
        return false;
    }
    captures->last = first;
    *out = (l4m_tool_captured){
        .file = first->name,
        .frame = first->frame,
        .nanosec = when(first),
        .link = first->link,
        .bytes = first->bytes,
        .len = first->header->caplen,
    };
    return true;
}

bool l4m_tool_captures_close(l4m_tool_captures *captures)
{
    bool good = !captures->failed;
    for (size_t i = 0; i < captures->count; i++)
    {
        if (captures->sources[i].pcap != NULL)
        {
            pcap_close(captures->sources[i].pcap);
        }
    }
    free(captures);
    return good;
}

struct l4m_tool_writer
{
    const char *name;
    pcap_t *pcap;
    pcap_dumper_t *dumper;
};

l4m_tool_writer *l4m_tool_writer_open(const char *name)
{
    l4m_tool_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
    {
        fprintf(stderr, "l4m-tool: no memory\n");
        return NULL;
    }
    writer->name = name;
    writer->pcap = pcap_open_dead_with_tstamp_precision(DLT_RAW, SNAP_LENGTH, PCAP_TSTAMP_PRECISION_NANO);
    writer->dumper = writer->pcap == NULL ? NULL : pcap_dump_open(writer->pcap, name);
    if (writer->dumper == NULL)
    {
        fprintf(stderr,
                "l4m-tool: %s: cannot be written: %s\n",
                name,
                writer->pcap == NULL ? "no memory" : pcap_geterr(writer->pcap));
        if (writer->pcap != NULL)
        {
            pcap_close(writer->pcap);
        }
        free(writer);
        return NULL;
    }
    return writer;
}

/** Sum of 16-bit words (RFC 1071). */
static uint32_t add_words(uint32_t sum, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i + 1 < len; i += 2)
    {
        sum += l4m_tool_get16(bytes + i);
    }
    if (len % 2 != 0)
    {
        sum += (uint32_t)bytes[len - 1] << 8;
    }
    return sum;
}

static uint16_t fold(uint32_t sum)
{
    while (sum >> 16 != 0)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t)~sum;
}

/** Writes an IP header. @return its length */
static size_t put_ip(uint8_t *out, const l4m_addr *src, const l4m_addr *dst, uint8_t proto, size_t len)
{
    if (src->family == 6)
    {
        l4m_tool_put32(out, UINT32_C(6) << 28);
        l4m_tool_put16(out + 4, (uint32_t)len);
        out[6] = proto;
        out[7] = 64;
        memcpy(out + 8, src->bytes, 16);
        memcpy(out + 24, dst->bytes, 16);
        return 40;
    }
    memset(out, 0, 20);
    out[0] = 0x45;
    l4m_tool_put16(out + 2, (uint32_t)len + 20);
    out[8] = 64;
    out[9] = proto;
    memcpy(out + 12, src->bytes, 4);
    memcpy(out + 16, dst->bytes, 4);
    l4m_tool_put16(out + 10, fold(add_words(0, out, 20)));
    return 20;
}

static void put_checksum(uint8_t *pkt, size_t len, const l4m_addr *src, const l4m_addr *dst, uint8_t proto)
{
    size_t at = proto == L4M_PROTO_TCP ? 16 : 6;
    size_t address = src->family == 6 ? 16 : 4;
    uint32_t sum = add_words(0, src->bytes, address);
    sum = add_words(sum, dst->bytes, address);
    sum += (uint32_t)len + proto;
    l4m_tool_put16(pkt + at, 0);
    uint16_t checksum = fold(add_words(sum, pkt, len));
    /* 0 says that there is none (RFC 768). */
    l4m_tool_put16(pkt + at, checksum == 0 && proto == L4M_PROTO_UDP ? 0xffff : checksum);
}

/** An IPv4 address as IPv6 writes it (RFC 4291 2.5.5.2), for a packet between families. */
static l4m_addr as_ipv6(const l4m_addr *addr)
{
    l4m_addr out = {.family = 6, .bytes = {[10] = 0xff, [11] = 0xff}};
    if (addr->family == 6)
    {
        return *addr;
    }
    memcpy(out.bytes + 12, addr->bytes, 4);
    return out;
}

bool l4m_tool_writer_put(l4m_tool_writer *writer,
                         uint64_t nanosec,
                         const l4m_addr *src,
                         const l4m_addr *dst,
                         uint8_t proto,
                         const uint8_t *pkt,
                         size_t len)
{
    static uint8_t frame[SNAP_LENGTH];
    l4m_addr from = *src;
    l4m_addr to = *dst;

    if (from.family != to.family)
    {
        from = as_ipv6(src);
        to = as_ipv6(dst);
    }
    if (len > sizeof frame - 40)
    {
        fprintf(stderr, "l4m-tool: a packet of %zu bytes is too long for IP\n", len);
        return false;
    }
    size_t at = put_ip(frame, &from, &to, proto, len);
    memcpy(frame + at, pkt, len);
    put_checksum(frame + at, len, &from, &to, proto);
    struct pcap_pkthdr header = {.caplen = (bpf_u_int32)(at + len), .len = (bpf_u_int32)(at + len)};
    header.ts.tv_sec = (time_t)(nanosec / NANOSEC_PER_SEC);
    header.ts.tv_usec = (suseconds_t)(nanosec % NANOSEC_PER_SEC);
    pcap_dump((u_char *)writer->dumper, &header, frame);
    return true;
}

bool l4m_tool_writer_close(l4m_tool_writer *writer)
{
    bool good = pcap_dump_flush(writer->dumper) == 0 && !ferror(pcap_dump_file(writer->dumper));
    if (!good)
    {
        fprintf(stderr, "l4m-tool: %s: cannot be written\n", writer->name);
    }
    pcap_dump_close(writer->dumper);
    pcap_close(writer->pcap);
    free(writer);
    return good;
}
