/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "net.h"

#include <string.h>

#include <pcap/dlt.h>

#include "hex.h"

enum
{
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_IPV6 = 0x86dd,
    ETHERTYPE_VLAN = 0x8100,
    ETHERTYPE_QINQ = 0x88a8,
    PPP_IPV4 = 0x0021,
    PPP_IPV6 = 0x0057,
    NEXT_HOP_BY_HOP = 0,
    NEXT_ROUTING = 43,
    NEXT_FRAGMENT = 44,
    NEXT_AH = 51,
    NEXT_DESTINATION = 60,
    NEXT_MOBILITY = 135,
    IPV4_HEADER = 20,
    IPV6_HEADER = 40
};

/** What can be wrong, in words. */
static l4m_tool_carried broken(l4m_tool_l4 *out, const char *problem)
{
    out->problem = problem;
    return L4M_TOOL_BROKEN;
}

bool l4m_tool_link_known(int link)
{
    switch (link)
    {
    case DLT_NULL:
    case DLT_EN10MB:
    case DLT_PPP:
    case DLT_PPP_SERIAL:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
    case DLT_LOOP:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
        return true;
    default:
        return false;
    }
}

/** The packet of an upper protocol, \p whole bytes of it on the wire. */
static l4m_tool_carried upper(l4m_tool_l4 *out, uint8_t proto, const uint8_t *pkt, size_t len, size_t whole)
{
    if (proto != L4M_PROTO_TCP && proto != L4M_PROTO_UDP)
    {
        return L4M_TOOL_OTHER;
    }
    out->proto = proto;
    out->pkt = pkt;
    /* Behind the IP packet there may be padding of the link's. */
    out->len = len < whole ? len : whole;
    out->whole = whole;
    return L4M_TOOL_L4;
}

static l4m_tool_carried ipv4(l4m_tool_l4 *out, const uint8_t *pkt, size_t len)
{
    if (len < IPV4_HEADER)
    {
        return broken(out, "IPv4 header cut off");
    }
    size_t header = (size_t)4 * (pkt[0] & 15);
    size_t total = l4m_tool_get16(pkt + 2);
    if (header < IPV4_HEADER || header > len)
    {
        return broken(out, "impossible length of the IPv4 header");
    }
    if (total == 0)
    {
        /* Left to the network card, which makes several packets of this one. */
        total = len;
    }
    if (total < header)
    {
        return broken(out, "total length of IPv4 below that of its header");
    }
    out->src.family = out->dst.family = 4;
    memcpy(out->src.bytes, pkt + 12, 4);
    memcpy(out->dst.bytes, pkt + 16, 4);
    if (l4m_tool_get16(pkt + 6) & 0x3fff)
    {
        return L4M_TOOL_FRAGMENT;
    }
    return upper(out, pkt[9], pkt + header, len - header, total - header);
}

static bool is_extension(uint8_t next)
{
    return next == NEXT_HOP_BY_HOP || next == NEXT_ROUTING || next == NEXT_DESTINATION || next == NEXT_AH ||
           next == NEXT_MOBILITY;
}

static l4m_tool_carried ipv6(l4m_tool_l4 *out, const uint8_t *pkt, size_t len)
{
    if (len < IPV6_HEADER)
    {
        return broken(out, "IPv6 header cut off");
    }
    size_t whole = IPV6_HEADER + (size_t)l4m_tool_get16(pkt + 4);
    uint8_t next = pkt[6];
    size_t at = IPV6_HEADER;

    if (whole == IPV6_HEADER && next != NEXT_HOP_BY_HOP)
    {
        /* No payload, or left to the network card. */
        whole = len;
    }
    out->src.family = out->dst.family = 6;
    memcpy(out->src.bytes, pkt + 8, 16);
    memcpy(out->dst.bytes, pkt + 24, 16);
    if (len > whole)
    {
        len = whole;
    }
    while (is_extension(next))
    {
        if (len - at < 8)
        {
            return broken(out, "IPv6 extension header cut off");
        }
        /* The length of AH counts otherwise (RFC 4302 2.2). */
        size_t size = next == NEXT_AH ? (size_t)4 * pkt[at + 1] + 8 : (size_t)8 * pkt[at + 1] + 8;
        if (size > len - at)
        {
            return broken(out, "IPv6 extension header runs past the packet");
        }
        next = pkt[at];
        at += size;
    }
    if (next == NEXT_FRAGMENT)
    {
        return L4M_TOOL_FRAGMENT;
    }
    return upper(out, next, pkt + at, len - at, whole - at);
}

l4m_tool_carried l4m_tool_ip(l4m_tool_l4 *out, const uint8_t *pkt, size_t len)
{
    memset(out, 0, sizeof *out);
    if (len == 0)
    {
        return broken(out, "empty frame");
    }
    switch (pkt[0] >> 4)
    {
    case 4:
        return ipv4(out, pkt, len);
    case 6:
        return ipv6(out, pkt, len);
    default:
        return broken(out, "neither IPv4 nor IPv6");
    }
}

/** Where the IP packet begins, by an EtherType at \p at that VLAN tags may follow. */
static l4m_tool_carried by_ethertype(l4m_tool_l4 *out, const uint8_t *frame, size_t len, size_t at, size_t payload)
{
    if (len < payload)
    {
        return broken(out, "frame cut off");
    }
    unsigned type = l4m_tool_get16(frame + at);
    while (type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ)
    {
        if (len - payload < 4)
        {
            return broken(out, "VLAN tag cut off");
        }
        type = l4m_tool_get16(frame + payload + 2);
        payload += 4;
    }
    if (type != ETHERTYPE_IPV4 && type != ETHERTYPE_IPV6)
    {
        return L4M_TOOL_OTHER;
    }
    return l4m_tool_ip(out, frame + payload, len - payload);
}

static l4m_tool_carried ppp(l4m_tool_l4 *out, const uint8_t *frame, size_t len)
{
    if (len >= 2 && frame[0] == 0xff && frame[1] == 0x03)
    {
        frame += 2;
        len -= 2;
    }
    if (len < 2)
    {
        return broken(out, "PPP frame cut off");
    }
    unsigned protocol = l4m_tool_get16(frame);
    if (protocol != PPP_IPV4 && protocol != PPP_IPV6)
    {
        return L4M_TOOL_OTHER;
    }
    return l4m_tool_ip(out, frame + 2, len - 2);
}

l4m_tool_carried l4m_tool_frame(l4m_tool_l4 *out, int link, const uint8_t *frame, size_t len)
{
    memset(out, 0, sizeof *out);
    switch (link)
    {
    case DLT_EN10MB:
        return by_ethertype(out, frame, len, 12, 14);
    case DLT_LINUX_SLL:
        return by_ethertype(out, frame, len, 14, 16);
    case DLT_LINUX_SLL2:
        return by_ethertype(out, frame, len, 0, 20);
    case DLT_PPP:
    case DLT_PPP_SERIAL:
        return ppp(out, frame, len);
    case DLT_NULL:
    case DLT_LOOP:
        return len < 4 ? broken(out, "frame cut off") : l4m_tool_ip(out, frame + 4, len - 4);
    default:
        return l4m_tool_ip(out, frame, len);
    }
}
