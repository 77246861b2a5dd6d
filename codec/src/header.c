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

/** Magic of a set-up message whose fixed part is there. */
static bool has_magic(const uint8_t *buf)
{
    return l4m_get32(buf + L4M_AT_MAGIC) == L4M_MAGIC;
}

static bool is_setup(uint8_t type)
{
    return type == L4M_TYPE_INIT || type == L4M_TYPE_OFFER;
}

/** Where \p out gets what only set-up messages have. */
static void decode_setup(l4m_header *out, const uint8_t *buf)
{
    bool offer = out->type == L4M_TYPE_OFFER;
    out->round = buf[L4M_AT_ROUND];
    out->result = offer ? buf[L4M_AT_RESULT] : 0;
    out->reason = offer ? buf[L4M_AT_REASON] : 0;
    out->nonce_i = buf + L4M_AT_NONCE_I;
    out->nonce_r = offer ? buf + L4M_AT_NONCE_R : NULL;
    out->packet_number = 0;
    out->mac = offer ? buf + L4M_AT_OFFER_MAC : NULL;
}

static void decode_data(l4m_header *out, const uint8_t *buf, size_t fixed, bool packet_numbers)
{
    out->round = 0;
    out->result = 0;
    out->reason = 0;
    out->nonce_i = NULL;
    out->nonce_r = NULL;
    out->packet_number = packet_numbers ? l4m_get32(buf + L4M_BASE_SIZE) : 0;
    out->mac = buf + fixed - L4M_MAC_SIZE;
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
    uint8_t type = buf[0] & 15;
    size_t length = (size_t)4 * buf[1];
    size_t fixed = fixed_size(type, packet_numbers);
    if (fixed == 0)
    {
        return L4M_ERR_TYPE;
    }
    if (length < fixed)
    {
        return L4M_ERR_LENGTH;
    }
    if (length > len)
    {
        return L4M_ERR_TRUNCATED;
    }
    if (is_setup(type) && !has_magic(buf))
    {
        return L4M_ERR_MAGIC;
    }
    if (length != fixed && l4m_options_check(buf + fixed, length - fixed) != L4M_OK)
    {
        return L4M_ERR_OPTION_LENGTH;
    }
    out->version = L4M_VERSION;
    out->type = type;
    out->length = length;
    out->echo = l4m_get16(buf + 2);
    out->state_seq = l4m_get32(buf + 4);
    out->options = buf + fixed;
    out->options_length = length - fixed;
    if (is_setup(type))
    {
        decode_setup(out, buf);
    }
    else
    {
        decode_data(out, buf, fixed, packet_numbers);
    }
    return L4M_OK;
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
    if (length > (left - 4) / 4 * 4) /* values are padded to whole words */
    {
        return -1;
    }
    out->type = l4m_get16(*cursor);
    out->length = length;
    out->value = *cursor + 4;
    *cursor += 4 + ((size_t)length + 3) / 4 * 4;
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
        if (i + 1 >= tcp_len)
        {
            return false;
        }
        size_t size = tcp[i + 1];
        if (size < 2 || size > tcp_len - i)
        {
            return false;
        }
        if (tcp[i] == L4M_TCP_OPTION_KIND && size == L4M_TCP_OPTION_SIZE &&
            l4m_get16(tcp + i + 2) == L4M_TCP_OPTION_EXID)
        {
            return true;
        }
        i += size;
    }
    return false;
}
