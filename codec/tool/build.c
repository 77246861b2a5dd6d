/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "build.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "hex.h"

enum
{
    UDP_HEADER = 8,
    TCP_HEADER_MIN = 20,
    TCP_OPTIONS_MAX = 40,
    AT_MAC_OF_OFFER = 48,
    MAGIC = 0x4c344d31,
    FLAG_SYN = 0x02,
    FLAG_ACK = 0x10
};

/** A packet in the making. The first thing that is wrong is kept; what follows then does nothing. */
typedef struct maker
{
    const l4m_tool_track *track;
    const l4m_tool_keylog *log;
    json_t *object;
    l4m_tool_built *out;
    char *why;
    bool wrong;
    l4m_type type;
    const l4m_suite *suite;
    l4m_tool_pair pair; /**< of the association */
    uint64_t number;
    size_t l4_len;
    size_t ext_len;
    size_t mac_at; /**< 0: the message has no MAC */
} maker;

__attribute__((format(printf, 2, 3))) static void fail(maker *m, const char *format, ...)
{
    if (!m->wrong)
    {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(m->why, L4M_TOOL_WHY_MAX, format, args);
        va_end(args);
    }
    m->wrong = true;
}

/* Fields. */

/** An integer, or a string of decimal digits. @return the default where there is none */
static uint64_t number_of(maker *m, const json_t *object, const char *name, uint64_t otherwise, uint64_t most)
{
    const json_t *field = json_object_get(object, name);
    uint64_t value = otherwise;
    bool good = true;
    if (json_is_integer(field))
    {
        good = json_integer_value(field) >= 0;
        value = good ? (uint64_t)json_integer_value(field) : 0;
    }
    else if (json_is_string(field))
    {
        char *end;
        const char *text = json_string_value(field);
        value = strtoull(text, &end, 10);
        good = text[0] >= '0' && text[0] <= '9' && *end == '\0';
    }
    else
    {
        good = field == NULL;
    }
    if (!good || value > most)
    {
        fail(m, "\"%s\" is not an integer from 0 to %llu", name, (unsigned long long)most);
        return 0;
    }
    return value;
}

/** Hexadecimal digits. @return the number of bytes, 0 where the field is missing */
static size_t hex_of(maker *m, const json_t *object, const char *name, uint8_t *out, size_t cap)
{
    const json_t *field = json_object_get(object, name);
    size_t len = 0;
    if (field == NULL)
    {
        return 0;
    }
    if (!json_is_string(field) || !l4m_tool_from_hex(json_string_value(field), out, cap, &len))
    {
        fail(m, "\"%s\" is not hexadecimal of at most %zu bytes", name, cap);
        return 0;
    }
    return len;
}

/** Exactly \p len bytes; they must be there if \p required, else they are zero. */
static void bytes_of(maker *m, const char *name, uint8_t *out, size_t len, bool required)
{
    size_t got = hex_of(m, m->object, name, out, len);
    if (got != len && (required || got != 0))
    {
        fail(m, "\"%s\" must be %zu bytes in hexadecimal", name, len);
    }
}

static const char *text_of(const maker *m, const char *name)
{
    const char *text = json_string_value(json_object_get(m->object, name));
    return text == NULL ? "" : text;
}

static uint16_t port_of(maker *m, const char *name)
{
    uint16_t port = (uint16_t)number_of(m, m->object, name, 0, UINT16_MAX);
    if (port == 0)
    {
        fail(m, "\"%s\" must be a port from 1 to 65535", name);
    }
    return port;
}

static void address_of(maker *m, const char *name, const char *otherwise, l4m_addr *out)
{
    const char *text = json_object_get(m->object, name) == NULL ? otherwise : text_of(m, name);
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, out->bytes) == 1)
    {
        out->family = 4;
    }
    else if (inet_pton(AF_INET6, text, out->bytes) == 1)
    {
        out->family = 6;
    }
    else
    {
        fail(m, "\"%s\" is not an IPv4 or IPv6 address", name);
    }
}

/** A suite or group by name or number. */
static uint16_t id_of(maker *m, const json_t *field, bool group)
{
    if (json_is_integer(field) && json_integer_value(field) >= 0 && json_integer_value(field) <= UINT16_MAX)
    {
        return (uint16_t)json_integer_value(field);
    }
    const char *name = json_string_value(field);
    if (name != NULL && !group && l4m_suite_by_name(name) != NULL)
    {
        return l4m_suite_by_name(name)->id;
    }
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    for (size_t i = 0; name != NULL && group && i < count; i++)
    {
        if (strcmp(l4m_group_name(suites[i].group), name) == 0)
        {
            return suites[i].group;
        }
    }
    fail(m, group ? "a group is neither a name nor a number" : "a suite is neither a name nor a number");
    return 0;
}

/* Bytes. */

static uint8_t *room(maker *m, size_t len)
{
    static uint8_t nowhere[L4M_TOOL_PACKET_MAX];
    if (m->wrong || len > sizeof m->out->bytes - m->out->len)
    {
        fail(m, "the packet is too long");
        return nowhere;
    }
    uint8_t *at = m->out->bytes + m->out->len;
    memset(at, 0, len);
    m->out->len += len;
    return at;
}

static void put8(maker *m, unsigned value)
{
    *room(m, 1) = (uint8_t)value;
}

static void put16(maker *m, uint32_t value)
{
    l4m_tool_put16(room(m, 2), value);
}

static void put32(maker *m, uint32_t value)
{
    l4m_tool_put32(room(m, 4), value);
}

static void put_hex(maker *m, const json_t *object, const char *name)
{
    static uint8_t bytes[L4M_TOOL_PACKET_MAX];
    size_t len = hex_of(m, object, name, bytes, sizeof bytes);
    memcpy(room(m, len), bytes, len);
}

static void put_pair(maker *m, const json_t *pair)
{
    for (size_t i = 0; i < 2; i++)
    {
        const json_t *port = json_array_get(pair, i);
        if (json_array_size(pair) != 2 || !json_is_integer(port) || json_integer_value(port) < 1 ||
            json_integer_value(port) > UINT16_MAX)
        {
            fail(m, "a pair is not two ports from 1 to 65535");
        }
        put16(m, (uint32_t)json_integer_value(port));
    }
}

/* Options. */

static const char *const option_names[] = {"SUITES", "KEY_SHARE", "PORT_PAIRS", "CHOICE", "GROUP"};

static uint16_t option_type(maker *m, const json_t *option)
{
    const char *name = json_string_value(json_object_get(option, "type"));
    for (unsigned i = 0; name != NULL && i < sizeof option_names / sizeof *option_names; i++)
    {
        if (strcmp(name, option_names[i]) == 0)
        {
            return (uint16_t)(L4M_OPTION_SUITES + i);
        }
    }
    if (!json_is_integer(json_object_get(option, "type")))
    {
        fail(m, "the \"type\" of an option is SUITES, KEY_SHARE, PORT_PAIRS, CHOICE, GROUP, or a number");
    }
    return (uint16_t)number_of(m, option, "type", 0, UINT16_MAX);
}

static void put_list(maker *m, const json_t *list, bool suites)
{
    size_t i;
    json_t *item;
    if (json_array_size(list) == 0)
    {
        fail(m, suites ? "SUITES needs an array \"suites\"" : "PORT_PAIRS needs an array \"pairs\"");
    }
    json_array_foreach(list, i, item)
    {
        if (suites)
        {
            put16(m, id_of(m, item, false));
        }
        else
        {
            put_pair(m, item);
        }
    }
}

static void put_value(maker *m, const json_t *option, uint16_t type)
{
    bool by_name = json_is_string(json_object_get(option, "type"));
    switch (by_name ? type : 0)
    {
    case L4M_OPTION_SUITES:
        put_list(m, json_object_get(option, "suites"), true);
        break;
    case L4M_OPTION_PORT_PAIRS:
        put_list(m, json_object_get(option, "pairs"), false);
        break;
    case L4M_OPTION_KEY_SHARE:
        put16(m, id_of(m, json_object_get(option, "group"), true));
        put_hex(m, option, "public");
        break;
    case L4M_OPTION_CHOICE: {
        m->suite = l4m_suite_by_id(id_of(m, json_object_get(option, "suite"), false));
        put16(m, id_of(m, json_object_get(option, "suite"), false));
        put_pair(m, json_object_get(option, "pair"));
        if (!m->wrong)
        {
            const uint8_t *pair = m->out->bytes + m->out->len - 4;
            m->pair = (l4m_tool_pair){l4m_tool_get16(pair), l4m_tool_get16(pair + 2)};
        }
        break;
    }
    case L4M_OPTION_GROUP:
        put16(m, id_of(m, json_object_get(option, "group"), true));
        break;
    default:
        put_hex(m, option, "value");
    }
}

static void put_options(maker *m)
{
    size_t i;
    json_t *option;
    const json_t *options = json_object_get(m->object, "options");
    if (options != NULL && !json_is_array(options))
    {
        fail(m, "\"options\" is not an array");
    }
    json_array_foreach(options, i, option)
    {
        uint16_t type = option_type(m, option);
        put16(m, type);
        size_t at = m->out->len;
        put16(m, 0);
        put_value(m, option, type);
        size_t len = m->out->len - at - 2;
        if (m->wrong)
        {
            return;
        }
        if (len > UINT16_MAX)
        {
            fail(m, "an option is too long");
            return;
        }
        l4m_tool_put16(m->out->bytes + at, (uint32_t)len);
        (void)room(m, (4 - len % 4) % 4);
    }
}

/* Messages. */

static void put_tcp(maker *m)
{
    static const uint8_t announce[] = {L4M_TCP_OPTION_KIND, L4M_TCP_OPTION_SIZE, 0x4c, 0x34};
    const json_t *fields = json_object_get(m->object, "tcp");
    bool setup = m->type == L4M_TYPE_INIT || m->type == L4M_TYPE_OFFER;
    unsigned flags = setup ? FLAG_SYN | (m->type == L4M_TYPE_OFFER ? FLAG_ACK : 0U) : FLAG_ACK;
    uint8_t options[TCP_OPTIONS_MAX];
    if (fields != NULL && !json_is_object(fields))
    {
        fail(m, "\"tcp\" is not an object");
    }
    size_t options_len = hex_of(m, fields, "options", options, sizeof options);

    if (json_object_get(fields, "options") == NULL && setup)
    {
        memcpy(options, announce, sizeof announce);
        options_len = sizeof announce;
    }
    if (options_len % 4 != 0)
    {
        fail(m, "\"options\" of \"tcp\" must be a multiple of 4 bytes");
    }
    m->l4_len = TCP_HEADER_MIN + options_len;
    put32(m, (uint32_t)number_of(m, fields, "sequence", 0, UINT32_MAX));
    put32(m, (uint32_t)number_of(m, fields, "acknowledgement", 0, UINT32_MAX));
    put16(m, (uint32_t)(m->l4_len / 4 << 12) | (uint32_t)number_of(m, fields, "flags", flags, 0xfff));
    put16(m, (uint32_t)number_of(m, fields, "window", UINT16_MAX, UINT16_MAX));
    put16(m, 0);
    put16(m, (uint32_t)number_of(m, fields, "urgent", 0, UINT16_MAX));
    memcpy(room(m, options_len), options, options_len);
}

static void put_l4(maker *m)
{
    const char *protocol = text_of(m, "protocol");
    put16(m, port_of(m, "source_port"));
    put16(m, port_of(m, "destination_port"));
    if (strcmp(protocol, "udp") == 0)
    {
        m->out->l4.proto = L4M_PROTO_UDP;
        m->l4_len = UDP_HEADER;
        put32(m, 0);
    }
    else if (strcmp(protocol, "tcp") == 0)
    {
        m->out->l4.proto = L4M_PROTO_TCP;
        put_tcp(m);
    }
    else
    {
        fail(m, "\"protocol\" is neither \"tcp\" nor \"udp\"");
    }
}

static void put_setup(maker *m)
{
    uint8_t nonce_i[L4M_NONCE_SIZE];
    uint8_t nonce_r[L4M_NONCE_SIZE] = {0};
    static const char *const results[] = {"accept", "retry", "refuse"};
    bool offer = m->type == L4M_TYPE_OFFER;
    unsigned result = 0;

    while (offer && result < 3 && strcmp(text_of(m, "result"), results[result]) != 0)
    {
        result++;
    }
    if (result == 3)
    {
        fail(m, "\"result\" is not \"accept\", \"retry\" or \"refuse\"");
    }
    bytes_of(m, "nonce_i", nonce_i, sizeof nonce_i, true);
    put32(m, MAGIC);
    put8(m, (unsigned)number_of(m, m->object, "round", 0, UINT8_MAX));
    put8(m, result);
    put8(m, offer ? (unsigned)number_of(m, m->object, "reason", 0, UINT8_MAX) : 0);
    put8(m, 0);
    memcpy(room(m, sizeof nonce_i), nonce_i, sizeof nonce_i);
    if (offer)
    {
        bytes_of(m, "nonce_r", nonce_r, sizeof nonce_r, result == L4M_OFFER_ACCEPT);
        memcpy(room(m, sizeof nonce_r), nonce_r, sizeof nonce_r);
        m->mac_at = result == L4M_OFFER_ACCEPT ? m->out->len : 0;
        (void)room(m, L4M_MAC_SIZE);
    }
}

static void put_data(maker *m)
{
    m->suite = l4m_suite_by_name(text_of(m, "suite"));
    if (m->suite == NULL)
    {
        fail(m, "\"suite\" is not the name of a suite");
        return;
    }
    m->number = number_of(m, m->object, "packet_number", 0, UINT64_MAX - 1);
    if (m->suite->packet_numbers)
    {
        put32(m, (uint32_t)m->number);
    }
    m->mac_at = m->out->len;
    (void)room(m, L4M_MAC_SIZE);
    uint16_t src = l4m_tool_get16(m->out->bytes);
    uint16_t dst = l4m_tool_get16(m->out->bytes + 2);
    bool initiator = strcmp(text_of(m, "from"), "initiator") == 0;
    m->pair = initiator ? (l4m_tool_pair){src, dst} : (l4m_tool_pair){dst, src};
}

static void put_extended(maker *m)
{
    put8(m, (unsigned)L4M_VERSION << 4 | (unsigned)m->type);
    put8(m, 0);
    put16(m, (uint32_t)number_of(m, m->object, "echo", 0, UINT16_MAX));
    put32(m, (uint32_t)number_of(m, m->object, "state_sequence", 0, UINT32_MAX));
    if (m->type <= L4M_TYPE_OFFER)
    {
        put_setup(m);
    }
    else
    {
        put_data(m);
    }
    put_options(m);
    m->ext_len = m->out->len - m->l4_len;
    if (m->ext_len > L4M_HEADER_MAX)
    {
        fail(m, "the extended header has %zu bytes, at most %d are possible", m->ext_len, L4M_HEADER_MAX);
    }
    if (!m->wrong)
    {
        m->out->bytes[m->l4_len + 1] = (uint8_t)(m->ext_len / 4);
    }
}

/* MACs. */

static bool mac_of_offer(maker *m, const l4m_tool_secret *secret, uint8_t *mac)
{
    l4m_tool_built *out = m->out;
    l4m_header header;
    l4m_tool_key init;
    out->l4.pkt = out->bytes;
    out->l4.len = out->l4.whole = out->len;
    if (l4m_header_decode(&header, out->bytes + m->l4_len, m->ext_len, false) != L4M_OK ||
        !l4m_tool_track_init(m->track, &out->l4, &header, &init))
    {
        fail(m, "the L4_INIT of this L4_OFFER must be made before it: same ports, \"nonce_i\" and \"round\"");
        return false;
    }
    l4m_tool_key key = {secret->keys.confirm, secret->keys.confirm_key_len};
    return l4m_tool_offer_mac(l4m_tool_track_crypto(m->track),
                              m->suite,
                              key,
                              out->l4.proto,
                              out->bytes,
                              out->len,
                              m->l4_len,
                              init.bytes,
                              init.len,
                              mac) == L4M_OK;
}

static bool mac_of_data(maker *m, const l4m_tool_secret *secret, uint8_t *mac)
{
    bool initiator = strcmp(text_of(m, "from"), "initiator") == 0;
    if (!initiator && strcmp(text_of(m, "from"), "responder") != 0)
    {
        fail(m, "\"from\" is neither \"initiator\" nor \"responder\"");
        return false;
    }
    l4m_tool_key key = {initiator ? secret->keys.i2r : secret->keys.r2i, secret->keys.packet_key_len};
    return l4m_tool_packet_mac(l4m_tool_track_crypto(m->track),
                               m->suite,
                               key,
                               m->out->l4.proto,
                               m->out->bytes,
                               m->out->len,
                               m->mac_at,
                               m->number,
                               mac) == L4M_OK;
}

/** Makes the MAC with the last key that fits, or the one that gives the MAC which the object has. */
static void put_mac(maker *m)
{
    uint8_t given[L4M_MAC_SIZE] = {0};
    uint8_t mac[L4M_MAC_SIZE];
    bool found = false;
    bytes_of(m, "mac", given, sizeof given, false);
    for (size_t i = m->log->count; i-- > 0 && !m->wrong;)
    {
        const l4m_tool_secret *secret = &m->log->items[i];
        uint8_t made[L4M_MAC_SIZE];
        if (secret->proto != m->out->l4.proto || secret->suite != m->suite ||
            memcmp(&secret->pair, &m->pair, sizeof m->pair) != 0 ||
            !(m->type == L4M_TYPE_OFFER ? mac_of_offer(m, secret, made) : mac_of_data(m, secret, made)))
        {
            continue;
        }
        if (!found || memcmp(made, given, sizeof made) == 0)
        {
            memcpy(mac, made, sizeof mac);
        }
        found = true;
    }
    if (!found && json_object_get(m->object, "mac") == NULL)
    {
        fail(m, "there is neither a key for these ports and this suite nor a \"mac\"");
    }
    if (!m->wrong)
    {
        memcpy(m->out->bytes + m->mac_at, found ? mac : given, sizeof mac);
    }
}

/** @return 0 for a plain packet, which has no "type" */
static l4m_type type_of(maker *m)
{
    static const char *const names[] = {"", "L4_INIT", "L4_OFFER", "DATA", "EMPTY", "ANSWER"};
    if (json_object_get(m->object, "type") == NULL)
    {
        return (l4m_type)0;
    }
    const char *name = text_of(m, "type");
    for (unsigned i = 1; i < sizeof names / sizeof *names; i++)
    {
        if (strcmp(name, names[i]) == 0)
        {
            return (l4m_type)i;
        }
    }
    fail(m, "\"type\" is not L4_INIT, L4_OFFER, DATA, EMPTY or ANSWER");
    return L4M_TYPE_DATA;
}

/** When the packet was sent, in seconds; 0 where the field is missing. */
static double seconds_of(maker *m)
{
    const json_t *field = json_object_get(m->object, "seconds");
    double seconds = field == NULL ? 0 : json_number_value(field);
    /* A capture has 32 bits for it. */
    if ((field != NULL && !json_is_number(field)) || seconds < 0 || seconds > UINT32_MAX)
    {
        fail(m, "\"seconds\" is not a number from 0 to %lu", (unsigned long)UINT32_MAX);
        return 0;
    }
    return seconds;
}

bool l4m_tool_build(const l4m_tool_track *track,
                    const l4m_tool_keylog *log,
                    json_t *object,
                    l4m_tool_built *out,
                    char why[L4M_TOOL_WHY_MAX])
{
    maker m = {.track = track, .log = log, .object = object, .out = out, .why = why};

    out->len = 0;
    memset(&out->l4, 0, sizeof out->l4);
    if (!json_is_object(object))
    {
        fail(&m, "not a JSON object");
        return false;
    }
    if (!l4m_tool_fields_known(object, why, L4M_TOOL_WHY_MAX))
    {
        return false;
    }
    m.type = type_of(&m);
    out->seconds = seconds_of(&m);
    address_of(&m, "source", "192.0.2.1", &out->l4.src);
    address_of(&m, "destination", "192.0.2.2", &out->l4.dst);
    put_l4(&m);
    if (m.type != 0)
    {
        put_extended(&m);
    }
    put_hex(&m, object, "payload");
    if (!m.wrong && m.type != 0 && m.type != L4M_TYPE_DATA && out->len != m.l4_len + m.ext_len)
    {
        fail(&m, "nothing may follow the extended header of this \"type\": leave \"payload\" out");
    }
    if (!m.wrong && out->l4.proto == L4M_PROTO_UDP)
    {
        l4m_tool_put16(out->bytes + 4, (uint32_t)out->len);
    }
    if (!m.wrong && m.mac_at != 0)
    {
        put_mac(&m);
    }
    out->l4.pkt = out->bytes;
    out->l4.len = out->l4.whole = out->len;
    return !m.wrong;
}
