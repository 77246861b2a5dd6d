/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "bytes.h"
#include "internal.h"

enum
{
    TCP_HEADER_MAX = 60,
    AT_TCP_SEQ = 4,
    AT_TCP_ACK = 8,
    AT_TCP_WINDOW = 14
};

void l4m_tcp_sent(l4m_assoc *assoc, const uint8_t *tcp, size_t payload_len)
{
    uint8_t flags = tcp[L4M_AT_TCP_FLAGS];
    uint32_t taken = (uint32_t)payload_len + (flags & L4M_TCP_SYN ? 1 : 0) + (flags & L4M_TCP_FIN ? 1 : 0);
    uint32_t next = l4m_get32(tcp + AT_TCP_SEQ) + taken;

    /* A retransmission does not take the sequence back. */
    if (next - assoc->tcp_seq < UINT32_C(1) << 31 || flags & L4M_TCP_SYN)
    {
        assoc->tcp_seq = next;
    }
    assoc->tcp_ack = l4m_get32(tcp + AT_TCP_ACK);
    assoc->tcp_window = l4m_get16(tcp + AT_TCP_WINDOW);
}

static void put_tcp(uint8_t *buf, uint32_t seq, uint32_t ack, size_t l4_len, uint8_t flags, uint16_t window)
{
    memset(buf, 0, L4M_TCP_HEADER_MIN);
    l4m_put32(buf + AT_TCP_SEQ, seq);
    l4m_put32(buf + AT_TCP_ACK, ack);
    buf[L4M_AT_TCP_OFFSET] = (uint8_t)(l4_len / 4 << 4);
    buf[L4M_AT_TCP_FLAGS] = flags;
    l4m_put16(buf + AT_TCP_WINDOW, window);
}

static size_t put_udp(uint8_t *buf, size_t ext_len)
{
    memset(buf, 0, L4M_UDP_HEADER);
    l4m_udp_length(buf, L4M_UDP_HEADER + ext_len);
    return L4M_UDP_HEADER;
}

size_t l4m_control_l4(const l4m_assoc *assoc, uint8_t *buf, size_t ext_len)
{
    if (assoc->proto == L4M_PROTO_UDP)
    {
        return put_udp(buf, ext_len);
    }
    put_tcp(buf, assoc->tcp_seq, assoc->tcp_ack, L4M_TCP_HEADER_MIN, L4M_TCP_ACK, assoc->tcp_window);
    return L4M_TCP_HEADER_MIN;
}

static void put_option(uint8_t *p)
{
    p[0] = L4M_TCP_OPTION_KIND;
    p[1] = L4M_TCP_OPTION_SIZE;
    l4m_put16(p + 2, L4M_TCP_OPTION_EXID);
}

size_t l4m_reply_l4(const l4m_incoming *in, uint8_t *buf, size_t ext_len)
{
    size_t l4_len;
    if (in->proto == L4M_PROTO_UDP)
    {
        l4_len = put_udp(buf, ext_len);
    }
    else
    {
        l4_len = L4M_TCP_HEADER_MIN + L4M_TCP_OPTION_SIZE;
        put_tcp(buf, 0, l4m_get32(in->pkt + AT_TCP_SEQ) + 1, l4_len, L4M_TCP_RST | L4M_TCP_ACK, 0);
        put_option(buf + L4M_TCP_HEADER_MIN);
    }
    l4m_put_ports(buf, l4m_get16(in->pkt + 2), l4m_get16(in->pkt));
    return l4_len;
}

bool l4m_acknowledges_syn(const l4m_assoc *assoc, const uint8_t *tcp)
{
    uint8_t flags = tcp[L4M_AT_TCP_FLAGS];
    return (flags & (L4M_TCP_SYN | L4M_TCP_RST)) && (flags & L4M_TCP_ACK) &&
           l4m_get32(tcp + AT_TCP_ACK) == assoc->tcp_seq;
}

/** Copies the TCP header behind which a set-up message travels, with its option. @return the new length, 0: no room */
static size_t copy_tcp_with_option(uint8_t *out, const uint8_t *tcp, size_t tcp_len)
{
    size_t l4_len = tcp_len + L4M_TCP_OPTION_SIZE;
    if (l4_len > TCP_HEADER_MAX)
    {
        return 0;
    }
    /* In front of the others, so that an end-of-options byte does not hide it. */
    memcpy(out, tcp, L4M_TCP_HEADER_MIN);
    put_option(out + L4M_TCP_HEADER_MIN);
    memcpy(out + L4M_TCP_HEADER_MIN + L4M_TCP_OPTION_SIZE, tcp + L4M_TCP_HEADER_MIN, tcp_len - L4M_TCP_HEADER_MIN);
    out[L4M_AT_TCP_OFFSET] = (uint8_t)(l4_len / 4 << 4 | (out[L4M_AT_TCP_OFFSET] & 15));
    memset(out + l4m_checksum_offset(L4M_PROTO_TCP), 0, 2);
    return l4_len;
}

/** The message of this state, and whether it belongs on a segment with these flags. */
static l4m_error pick_message(const l4m_assoc *assoc, uint8_t flags, const uint8_t **message, size_t *len)
{
    const l4m_setup *setup = assoc->setup;
    bool ack = flags & L4M_TCP_ACK;

    if (!(flags & L4M_TCP_SYN))
    {
        return L4M_ERR_L4_HEADER;
    }
    if (assoc->state == L4M_STATE_INIT_SENT && !ack)
    {
        *message = setup->init;
        *len = setup->init_len;
        return L4M_OK;
    }
    if (setup != NULL && !assoc->initiator && l4m_has_keys(assoc) && ack)
    {
        *message = setup->offer;
        *len = setup->offer_len;
        return L4M_OK;
    }
    return L4M_ERR_STATE;
}

l4m_error l4m_attach(l4m_assoc *assoc,
                     const uint8_t *tcp,
                     size_t tcp_len,
                     uint8_t *out,
                     size_t cap,
                     size_t *out_len,
                     size_t *l4_len,
                     l4m_usec now)
{
    const uint8_t *message;
    size_t len;

    (void)now;
    if (assoc->proto != L4M_PROTO_TCP || l4m_l4_length(L4M_PROTO_TCP, tcp, tcp_len) != tcp_len)
    {
        return L4M_ERR_ARGUMENT;
    }
    l4m_error err = pick_message(assoc, tcp[L4M_AT_TCP_FLAGS], &message, &len);
    if (err != L4M_OK)
    {
        return err;
    }
    if (cap < tcp_len + L4M_TCP_OPTION_SIZE + len)
    {
        return L4M_ERR_BUFFER;
    }
    *l4_len = copy_tcp_with_option(out, tcp, tcp_len);
    if (*l4_len == 0)
    {
        return L4M_ERR_L4_HEADER;
    }
    l4m_pair ports = assoc->setup->header_pair;
    memcpy(out + *l4_len, message, len);
    *out_len = *l4_len + len;
    l4m_tcp_sent(assoc, tcp, 0);
    if (assoc->initiator)
    {
        l4m_put_ports(out, ports.initiator, ports.responder);
        return L4M_OK;
    }
    l4m_put_ports(out, ports.responder, ports.initiator);
    return l4m_offer_mac(assoc, out, *l4_len, out + *l4_len + L4M_AT_OFFER_MAC);
}
