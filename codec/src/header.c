/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4m/header.h"

#include "bytes.h"
#include "setup.h"

/** Where the options begin, or 0 for a type not known. */
static size_t fixed_size(uint8_t type, bool packet_numbers)
{
    switch (type)
    {
    case L4M_TYPE_INIT:
        return L4M_INIT_FIXED;
    case L4M_TYPE_OFFER:
        return L4M_OFFER_FIXED;
    case L4M_TYPE_DATA:
    case L4M_TYPE_EMPTY:
    case L4M_TYPE_ANSWER:
        return L4M_BASE_SIZE + (packet_numbers ? 4 : 0) + L4M_MAC_SIZE;
    default:
        return 0;
    }
}

static l4m_error check_options(const uint8_t *options, size_t length)
{
    const uint8_t *cursor = options;
    l4m_option opt;
    int step;

    do
    {
        step = l4m_option_next(&opt, &cursor, options + length);
    } while (step == 1);
    return step == 0 ? L4M_OK : L4M_ERR_OPTION_LENGTH;
}

l4m_error l4m_header_decode(l4m_header *out, const uint8_t *buf, size_t len, bool packet_numbers)
{
    if (len < L4M_BASE_SIZE)
    {
        return L4M_ERR_TRUNCATED;
    }
    if (buf[0] >> 4 != L4M_VERSION)
    {
        return L4M_ERR_VERSION;
    }
    l4m_header h = {.version = L4M_VERSION, .type = buf[0] & 15, .length = (size_t)4 * buf[1]};
    size_t fixed = fixed_size(h.type, packet_numbers);
    if (fixed == 0)
    {
        return L4M_ERR_TYPE;
    }
    if (h.length < fixed)
    {
        return L4M_ERR_LENGTH;
    }
    if (h.length > len)
    {
        return L4M_ERR_TRUNCATED;
    }
    h.echo = l4m_get16(buf + 2);
    h.state_seq = l4m_get32(buf + 4);
    if (h.type == L4M_TYPE_INIT || h.type == L4M_TYPE_OFFER)
    {
        if (l4m_get32(buf + L4M_AT_MAGIC) != L4M_MAGIC)
        {
            return L4M_ERR_MAGIC;
        }
        h.round = buf[L4M_AT_ROUND];
        h.nonce_i = buf + L4M_AT_NONCE_I;
        if (h.type == L4M_TYPE_OFFER)
        {
            h.result = buf[L4M_AT_RESULT];
            h.reason = buf[L4M_AT_REASON];
            h.nonce_r = buf + L4M_AT_NONCE_R;
            h.mac = buf + L4M_AT_OFFER_MAC;
        }
    }
    else
    {
        h.packet_number = packet_numbers ? l4m_get32(buf + L4M_BASE_SIZE) : 0;
        h.mac = buf + fixed - L4M_MAC_SIZE;
    }
    h.options = buf + fixed;
    h.options_length = h.length - fixed;
    l4m_error err = check_options(h.options, h.options_length);
    if (err == L4M_OK)
    {
        *out = h;
    }
    return err;
}

int l4m_option_next(l4m_option *out, const uint8_t **cursor, const uint8_t *end)
{
    size_t left = (size_t)(end - *cursor);
    if (left == 0)
    {
        return 0;
    }
    if (left < 4)
    {
        return -1;
    }
    uint16_t length = l4m_get16(*cursor + 2);
    size_t padded = ((size_t)length + 3) / 4 * 4;
    if (padded > left - 4)
    {
        return -1;
    }
    out->type = l4m_get16(*cursor);
    out->length = length;
    out->value = *cursor + 4;
    *cursor += 4 + padded;
    return 1;
}

bool l4m_tcp_has_option(const uint8_t *tcp, size_t tcp_len)
{
    size_t i = 20;
    while (i < tcp_len && tcp[i] != 0)
    {
        if (tcp[i] == 1)
        {
            i++;
            continue;
        }
        if (i + 1 >= tcp_len || tcp[i + 1] < 2 || tcp[i + 1] > tcp_len - i)
        {
            return false;
        }
        if (tcp[i] == L4M_TCP_OPTION_KIND && tcp[i + 1] == L4M_TCP_OPTION_SIZE &&
            l4m_get16(tcp + i + 2) == L4M_TCP_OPTION_EXID)
        {
            return true;
        }
        i += tcp[i + 1];
    }
    return false;
}
