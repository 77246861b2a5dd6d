/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <string.h>

#include "bytes.h"
#include "internal.h"

/**
 * MAC of a packet (spec, MAC input): the checksum counts as zero, and in the place of the MAC stand the high 32 bits of
 * the packet number and zeros. So the packet is one stretch of bytes, and the whole number is authenticated.
 */
static l4m_error packet_mac(l4m_assoc *assoc,
                            l4m_mac_key *key,
                            uint64_t number,
                            uint8_t *pkt,
                            size_t len,
                            size_t mac_at,
                            uint8_t mac[L4M_MAC_SIZE])
{
    l4m_host *host = assoc->host;
    memset(pkt + l4m_checksum_offset(assoc->proto), 0, 2);
    memset(pkt + mac_at, 0, L4M_MAC_SIZE);
    l4m_put32(pkt + mac_at, (uint32_t)(number >> 32));
    host->work.macs++;
    host->work.mac_bytes += len;
    return l4m_crypto_mac(host->crypto, key, number, pkt, len, mac);
}

/** Writes the extended header of \p ext_len bytes at \p l4_len, then its MAC over all \p len bytes. */
static l4m_error seal(l4m_assoc *assoc, l4m_type type, uint8_t *pkt, size_t len, size_t l4_len, size_t ext_len)
{
    uint8_t *ext = pkt + l4_len;
    size_t mac_at = l4_len + ext_len - L4M_MAC_SIZE;
    uint64_t number = assoc->next_number;

    if (number >= assoc->number_end)
    {
        return number == UINT64_MAX ? L4M_ERR_EXHAUSTED : L4M_ERR_UNSAVED;
    }
    l4m_put_ports(pkt, assoc->local_port, assoc->peer_port);
    ext[0] = (uint8_t)(L4M_VERSION << 4 | type);
    ext[1] = (uint8_t)(ext_len / 4);
    l4m_put16(ext + 2, (uint16_t)assoc->peer_seq);
    l4m_put32(ext + 4, assoc->own_seq);
    if (assoc->suite->packet_numbers)
    {
        l4m_put32(ext + L4M_BASE_SIZE, (uint32_t)number);
        /* Counted before the MAC is made: a number is never used twice, whatever happens. */
        assoc->next_number++;
    }
    /* The MAC may go to its place at once: it is written when all bytes have been read. */
    l4m_error err = packet_mac(
        assoc, l4m_send_key(assoc), assoc->suite->packet_numbers ? number : 0, pkt, len, mac_at, pkt + mac_at);
    if (err == L4M_OK)
    {
        assoc->sent_since = true;
    }
    return err;
}

l4m_error l4m_protect(l4m_assoc *assoc, uint8_t *pkt, size_t len, size_t l4_len, l4m_usec now)
{
    (void)now;
    if (!l4m_has_keys(assoc))
    {
        return L4M_ERR_STATE;
    }
    size_t ext_len = l4m_suite_overhead(assoc->suite);
    if (l4_len > len || len - l4_len < ext_len || len > UINT16_MAX || l4m_l4_length(assoc->proto, pkt, len) != l4_len)
    {
        return L4M_ERR_ARGUMENT;
    }
    if (assoc->proto == L4M_PROTO_UDP)
    {
        l4m_udp_length(pkt, len);
    }
    else
    {
        l4m_tcp_sent(assoc, pkt, len - l4_len - ext_len);
    }
    return seal(assoc, L4M_TYPE_DATA, pkt, len, l4_len, ext_len);
}

size_t l4m_control_packet(l4m_assoc *assoc, l4m_type type, uint8_t *buf)
{
    size_t ext_len = l4m_suite_overhead(assoc->suite);
    size_t l4_len = l4m_control_l4(assoc, buf, ext_len);
    size_t len = l4_len + ext_len;
    return seal(assoc, type, buf, len, l4_len, ext_len) == L4M_OK ? len : 0;
}

/** Verifies and restores; on success \p number is the packet number in full. */
static l4m_error authenticate(l4m_assoc *assoc, const l4m_incoming *in, const l4m_header *header, uint64_t *number)
{
    size_t check_at = l4m_checksum_offset(in->proto);
    size_t mac_at = (size_t)(header->mac - in->pkt);
    uint8_t checksum[2];
    uint8_t received[L4M_MAC_SIZE];
    uint8_t mac[L4M_MAC_SIZE];

    *number = assoc->suite->packet_numbers ? l4m_replay_expand(&assoc->replay, header->packet_number) : 0;
    memcpy(checksum, in->pkt + check_at, 2);
    memcpy(received, header->mac, L4M_MAC_SIZE);
    l4m_error err = packet_mac(assoc, l4m_receive_key(assoc), *number, in->pkt, in->len, mac_at, mac);
    memcpy(in->pkt + check_at, checksum, 2);
    memcpy(in->pkt + mac_at, received, L4M_MAC_SIZE);
    if (err != L4M_OK)
    {
        return err;
    }
    return l4m_crypto_equal(mac, received, L4M_MAC_SIZE) ? L4M_OK : L4M_ERR_MAC;
}

/** The peer has proved that it holds the keys. */
static void confirm(l4m_assoc *assoc, const l4m_incoming *in, l4m_type type, l4m_usec now)
{
    l4m_host *host = assoc->host;
    if (assoc->state == L4M_STATE_OFFER_SENT)
    {
        assoc->state = L4M_STATE_ESTABLISHED;
        host->half_open--;
        /* The address held so far is that of an L4_INIT, which anybody who saw it can repeat from elsewhere. */
        assoc->peer = in->src;
        l4m_raise(assoc, L4M_EVENT_ESTABLISHED);
    }
    if (assoc->proto != L4M_PROTO_TCP || type == L4M_TYPE_DATA)
    {
        /* TCP may have to repeat its SYN/ACK until the peer's TCP, not just its layer below, has been heard. */
        l4m_setup_done(assoc);
    }
    assoc->expire_at = l4m_after(now, host->config.idle_timeout);
    l4m_rearm(assoc);
}

/** The peer holds our present state sequence: no need to repeat it. */
static void followed(l4m_assoc *assoc)
{
    assoc->announcing = false;
    assoc->out &= (uint8_t)~L4M_OUT_EMPTY;
    assoc->empty_at = L4M_NEVER;
    l4m_rearm(assoc);
    if (assoc->moving)
    {
        assoc->moving = false;
        l4m_raise(assoc, L4M_EVENT_FOLLOWED);
    }
}

/** The steps that can discard a packet (spec 8). They leave the association as it is. */
static l4m_error admit(l4m_assoc *assoc, const l4m_incoming *in, size_t l4_len, l4m_header *header, uint64_t *number)
{
    bool numbers = assoc->suite->packet_numbers;

    l4m_error err = l4m_header_decode(header, in->pkt + l4_len, in->len - l4_len, numbers);
    if (err != L4M_OK)
    {
        return err;
    }
    if (header->type == L4M_TYPE_INIT || header->type == L4M_TYPE_OFFER)
    {
        /* On a segment that does not announce it: it has no MAC to look at, and no business here. */
        return L4M_ERR_UNEXPECTED;
    }
    if (header->type != L4M_TYPE_DATA && header->length != in->len - l4_len)
    {
        return L4M_ERR_LENGTH;
    }
    err = authenticate(assoc, in, header, number);
    if (err == L4M_OK && numbers && !l4m_replay_fresh(&assoc->replay, *number))
    {
        err = L4M_ERR_REPLAY;
    }
    if (err == L4M_OK && assoc->resuming && header->echo != (uint16_t)assoc->own_seq)
    {
        /* Sent before the peer heard of the resumption: whether it was taken in then is not known here. */
        err = L4M_ERR_REPLAY;
    }
    if (err == L4M_OK && header->options_length != 0)
    {
        err = l4m_options_none(header);
    }
    return err;
}

/** What an authenticated packet tells about its sender (R8, R11). */
static void take_effect(l4m_assoc *assoc, const l4m_incoming *in, const l4m_header *header)
{
    if (header->state_seq > assoc->peer_seq)
    {
        assoc->peer_seq = header->state_seq;
        assoc->peer = in->src;
        l4m_raise(assoc, L4M_EVENT_PEER_MOVED);
    }
    if (assoc->announcing && header->echo == (uint16_t)assoc->own_seq)
    {
        followed(assoc);
    }
    if (header->type == L4M_TYPE_EMPTY)
    {
        l4m_want_output(assoc, L4M_OUT_ANSWER);
    }
}

l4m_error l4m_data_input(l4m_assoc *assoc, const l4m_incoming *in, size_t l4_len, l4m_header *header, l4m_usec now)
{
    uint64_t number;

    l4m_error err = admit(assoc, in, l4_len, header, &number);
    if (err != L4M_OK)
    {
        return err;
    }
    if (assoc->resuming)
    {
        /* Whatever has a smaller number may have been taken in before. */
        l4m_replay_begin(&assoc->replay, number);
        assoc->resuming = false;
    }
    if (assoc->suite->packet_numbers)
    {
        l4m_replay_mark(&assoc->replay, number);
    }
    assoc->heard_at = now;
    if (assoc->setup != NULL)
    {
        confirm(assoc, in, (l4m_type)header->type, now);
    }
    take_effect(assoc, in, header);
    return L4M_OK;
}

void l4m_announce(l4m_assoc *assoc, l4m_usec now)
{
    assoc->announcing = true;
    assoc->sent_since = false;
    assoc->empty_left = assoc->host->config.empty_tries;
    assoc->empty_timeout = assoc->host->config.empty_timeout;
    assoc->empty_at = L4M_NEVER;
    if (assoc->empty_left > 0)
    {
        l4m_empty_due(assoc, now);
    }
    l4m_rearm(assoc);
}

void l4m_empty_due(l4m_assoc *assoc, l4m_usec now)
{
    if (assoc->empty_left == 0)
    {
        assoc->empty_at = L4M_NEVER;
        if (assoc->moving)
        {
            l4m_raise(assoc, L4M_EVENT_UNREACHABLE);
        }
    }
    else
    {
        assoc->empty_left--;
        assoc->empty_at = now + assoc->empty_timeout;
        assoc->empty_timeout *= 2;
        l4m_want_output(assoc, L4M_OUT_EMPTY);
    }
    l4m_rearm(assoc);
}

l4m_error l4m_move(l4m_assoc *assoc, l4m_usec now)
{
    if (!l4m_has_keys(assoc))
    {
        return L4M_ERR_STATE;
    }
    if (assoc->own_seq >= assoc->seq_last)
    {
        return assoc->own_seq == UINT32_MAX ? L4M_ERR_EXHAUSTED : L4M_ERR_UNSAVED;
    }
    assoc->own_seq++;
    assoc->moving = true;
    l4m_announce(assoc, now);
    return L4M_OK;
}
