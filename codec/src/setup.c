/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "setup.h"

#include <string.h>

#include "bytes.h"

static l4m_error read_suites(l4m_offers *out, const l4m_option *opt)
{
    if (out->suite_count != 0)
    {
        return L4M_ERR_OPTION_DUPLICATE;
    }
    if (opt->length == 0 || opt->length % 2 != 0)
    {
        return L4M_ERR_OPTION_LENGTH;
    }
    for (size_t i = 0; i < opt->length && out->suite_count < L4M_SUITES_MAX; i += 2)
    {
        out->suites[out->suite_count++] = l4m_get16(opt->value + i);
    }
    return L4M_OK;
}

static l4m_error read_share(l4m_offers *out, const l4m_option *opt)
{
    if (opt->length < 3)
    {
        return L4M_ERR_OPTION_LENGTH;
    }
    uint16_t group = l4m_get16(opt->value);
    for (size_t i = 0; i < out->share_count; i++)
    {
        if (out->shares[i].group == group)
        {
            return L4M_ERR_OPTION_DUPLICATE;
        }
    }
    if (out->share_count < sizeof out->shares / sizeof out->shares[0])
    {
        out->shares[out->share_count++] = (l4m_share){group, opt->length - 2u, opt->value + 2};
    }
    return L4M_OK;
}

static l4m_pair get_pair(const uint8_t *p)
{
    return (l4m_pair){l4m_get16(p), l4m_get16(p + 2)};
}

static l4m_error read_pairs(l4m_offers *out, const l4m_option *opt)
{
    if (out->pair_count != 0)
    {
        return L4M_ERR_OPTION_DUPLICATE;
    }
    if (opt->length == 0 || opt->length % 4 != 0)
    {
        return L4M_ERR_OPTION_LENGTH;
    }
    for (size_t i = 0; i < opt->length && out->pair_count < L4M_PAIRS_MAX; i += 4)
    {
        l4m_pair pair = get_pair(opt->value + i);
        if (pair.initiator == 0 || pair.responder == 0)
        {
            return L4M_ERR_PORTS;
        }
        out->pairs[out->pair_count++] = pair;
    }
    return L4M_OK;
}

static l4m_error read_choice(l4m_offers *out, const l4m_option *opt)
{
    if (out->has_choice)
    {
        return L4M_ERR_OPTION_DUPLICATE;
    }
    if (opt->length != 6)
    {
        return L4M_ERR_OPTION_LENGTH;
    }
    out->has_choice = true;
    out->chosen_suite = l4m_get16(opt->value);
    out->chosen_pair = get_pair(opt->value + 2);
    return L4M_OK;
}

static l4m_error read_group(l4m_offers *out, const l4m_option *opt)
{
    if (out->group != 0)
    {
        return L4M_ERR_OPTION_DUPLICATE;
    }
    if (opt->length != 2)
    {
        return L4M_ERR_OPTION_LENGTH;
    }
    out->group = l4m_get16(opt->value);
    return L4M_OK;
}

/** Which options which message may have: a row an option. */
static const struct
{
    uint16_t option;
    bool in_init;
    bool in_offer;
    l4m_error (*read)(l4m_offers *out, const l4m_option *opt);
} readers[] = {
    {L4M_OPTION_SUITES, true, false, read_suites},
    {L4M_OPTION_KEY_SHARE, true, true, read_share},
    {L4M_OPTION_PORT_PAIRS, true, true, read_pairs},
    {L4M_OPTION_CHOICE, false, true, read_choice},
    {L4M_OPTION_GROUP, false, true, read_group},
};

static l4m_error read_option(l4m_offers *out, uint8_t type, const l4m_option *opt)
{
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
    {
        bool allowed = type == L4M_TYPE_INIT ? readers[i].in_init : readers[i].in_offer;
        if (allowed && readers[i].option == opt->type)
        {
            return readers[i].read(out, opt);
        }
    }
    return opt->type & L4M_OPTION_CRITICAL ? L4M_ERR_OPTION_CRITICAL : L4M_OK;
}

l4m_error l4m_offers_read(l4m_offers *out, const l4m_header *header)
{
    const uint8_t *cursor = header->options;
    const uint8_t *end = header->options + header->options_length;
    l4m_option opt;

    memset(out, 0, sizeof *out);
    while (l4m_option_next(&opt, &cursor, end) == 1)
    {
        l4m_error err = read_option(out, header->type, &opt);
        if (err != L4M_OK)
        {
            return err;
        }
    }
    return L4M_OK;
}

l4m_error l4m_options_check(const uint8_t *options, size_t length)
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

l4m_error l4m_options_none(const l4m_header *header)
{
    const uint8_t *cursor = header->options;
    const uint8_t *end = header->options + header->options_length;
    l4m_option opt;

    while (l4m_option_next(&opt, &cursor, end) == 1)
    {
        if (opt.type & L4M_OPTION_CRITICAL)
        {
            return L4M_ERR_OPTION_CRITICAL;
        }
    }
    return L4M_OK;
}

static void begin(l4m_writer *w, uint8_t *buf, l4m_type type, size_t fixed, uint16_t echo, uint32_t state_seq)
{
    memset(buf, 0, fixed);
    buf[0] = (uint8_t)(L4M_VERSION << 4 | type);
    l4m_put16(buf + 2, echo);
    l4m_put32(buf + 4, state_seq);
    l4m_put32(buf + L4M_AT_MAGIC, L4M_MAGIC);
    w->buf = buf;
    w->len = fixed;
    w->overflow = false;
}

void l4m_write_init(l4m_writer *w, uint8_t *buf, uint32_t state_seq, uint8_t round, const uint8_t *nonce_i)
{
    begin(w, buf, L4M_TYPE_INIT, L4M_INIT_FIXED, 0, state_seq);
    buf[L4M_AT_ROUND] = round;
    memcpy(buf + L4M_AT_NONCE_I, nonce_i, L4M_NONCE_SIZE);
}

void l4m_write_offer(l4m_writer *w,
                     uint8_t *buf,
                     uint32_t state_seq,
                     uint16_t echo,
                     uint8_t round,
                     l4m_offer_result result,
                     const uint8_t *nonce_i,
                     const uint8_t *nonce_r)
{
    begin(w, buf, L4M_TYPE_OFFER, L4M_OFFER_FIXED, echo, state_seq);
    buf[L4M_AT_ROUND] = round;
    buf[L4M_AT_RESULT] = (uint8_t)result;
    memcpy(buf + L4M_AT_NONCE_I, nonce_i, L4M_NONCE_SIZE);
    if (nonce_r != NULL)
    {
        memcpy(buf + L4M_AT_NONCE_R, nonce_r, L4M_NONCE_SIZE);
    }
}

/** Room for an option of \p length bytes, its head written and its padding zero; NULL where there is none. */
static uint8_t *option(l4m_writer *w, uint16_t type, size_t length)
{
    size_t padded = (length + 3) / 4 * 4;
    if (w->overflow || padded + 4 > L4M_HEADER_MAX - w->len)
    {
        w->overflow = true;
        return NULL;
    }
    uint8_t *p = w->buf + w->len;
    w->len += 4 + padded;
    memset(p, 0, 4 + padded);
    l4m_put16(p, type);
    l4m_put16(p + 2, (uint16_t)length);
    return p + 4;
}

void l4m_write_suites(l4m_writer *w, const uint16_t *suites, size_t count)
{
    uint8_t *p = option(w, L4M_OPTION_SUITES, 2 * count);
    for (size_t i = 0; p != NULL && i < count; i++)
    {
        l4m_put16(p + 2 * i, suites[i]);
    }
}

void l4m_write_share(l4m_writer *w, uint16_t group, const uint8_t *value, size_t len)
{
    uint8_t *p = option(w, L4M_OPTION_KEY_SHARE, 2 + len);
    if (p != NULL)
    {
        l4m_put16(p, group);
        memcpy(p + 2, value, len);
    }
}

static void put_pair(uint8_t *p, l4m_pair pair)
{
    l4m_put16(p, pair.initiator);
    l4m_put16(p + 2, pair.responder);
}

void l4m_write_pairs(l4m_writer *w, const l4m_pair *pairs, size_t count)
{
    uint8_t *p = option(w, L4M_OPTION_PORT_PAIRS, 4 * count);
    for (size_t i = 0; p != NULL && i < count; i++)
    {
        put_pair(p + 4 * i, pairs[i]);
    }
}

void l4m_write_choice(l4m_writer *w, uint16_t suite, l4m_pair pair)
{
    uint8_t *p = option(w, L4M_OPTION_CHOICE, 6);
    if (p != NULL)
    {
        l4m_put16(p, suite);
        put_pair(p + 2, pair);
    }
}

void l4m_write_group(l4m_writer *w, uint16_t group)
{
    uint8_t *p = option(w, L4M_OPTION_GROUP, 2);
    if (p != NULL)
    {
        l4m_put16(p, group);
    }
}

size_t l4m_write_end(l4m_writer *w)
{
    if (w->overflow)
    {
        return 0;
    }
    w->buf[1] = (uint8_t)(w->len / 4);
    return w->len;
}
