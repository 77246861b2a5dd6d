/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <stdlib.h>
#include <string.h>

#include "hex.h"
#include "show.h"

/* jansson's ..._set_new() takes NULL for "no memory" and then fails; the last call of a build decides by `ok`. */

static bool set(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value) == 0;
}

static bool set_number(json_t *object, const char *name, uint64_t value)
{
    return set(object, name, json_integer((json_int_t)value));
}

static json_t *hex(const uint8_t *bytes, size_t len)
{
    char *text = malloc(2 * len + 1);
    if (text == NULL)
    {
        return NULL;
    }
    l4m_tool_to_hex(text, bytes, len);
    json_t *out = json_string(text);
    free(text);
    return out;
}

static json_t *suite_json(unsigned id)
{
    const l4m_suite *suite = l4m_suite_by_id((uint16_t)id);
    return suite == NULL ? json_integer((json_int_t)id) : json_string(suite->name);
}

static json_t *group_json(unsigned group)
{
    const char *name = l4m_group_name((uint16_t)group);
    return name == NULL ? json_integer((json_int_t)group) : json_string(name);
}

static json_t *pair_json(const uint8_t *value)
{
    return json_pack("[i, i]", (int)l4m_tool_get16(value), (int)l4m_tool_get16(value + 2));
}

static json_t *list_json(const l4m_option *option)
{
    json_t *list = json_array();
    size_t step = option->type == L4M_OPTION_SUITES ? 2 : 4;
    for (size_t i = 0; i + step <= option->length; i += step)
    {
        const uint8_t *value = option->value + i;
        json_array_append_new(list, step == 2 ? suite_json(l4m_tool_get16(value)) : pair_json(value));
    }
    return list;
}

/** An option by name, or by number with its value in hexadecimal. */
static json_t *option_json(const l4m_option *option, bool setup)
{
    const char *name = setup ? l4m_tool_option_name(option->type) : NULL;
    json_t *out = json_object();
    bool ok = set(out, "type", name == NULL ? json_integer(option->type) : json_string(name));
    switch (name == NULL ? 0 : option->type)
    {
    case L4M_OPTION_SUITES:
        ok = ok && set(out, "suites", list_json(option));
        break;
    case L4M_OPTION_PORT_PAIRS:
        ok = ok && set(out, "pairs", list_json(option));
        break;
    case L4M_OPTION_KEY_SHARE:
        ok = ok && set(out, "group", group_json(l4m_tool_get16(option->value))) &&
             set(out, "public", hex(option->value + 2, option->length - 2U));
        break;
    case L4M_OPTION_CHOICE:
        ok = ok && set(out, "suite", suite_json(l4m_tool_get16(option->value))) &&
             set(out, "pair", pair_json(option->value + 2));
        break;
    case L4M_OPTION_GROUP:
        ok = ok && set(out, "group", group_json(l4m_tool_get16(option->value)));
        break;
    default:
        ok = ok && set(out, "value", hex(option->value, option->length));
    }
    if (!ok)
    {
        json_decref(out);
        return NULL;
    }
    return out;
}

static json_t *options_json(const l4m_header *header)
{
    json_t *list = json_array();
    const uint8_t *cursor = header->options;
    l4m_option option;
    while (l4m_option_next(&option, &cursor, header->options + header->options_length) == 1)
    {
        if (json_array_append_new(list, option_json(&option, header->type <= L4M_TYPE_OFFER)) != 0)
        {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static bool add_setup(json_t *out, const l4m_header *header)
{
    bool ok = set_number(out, "round", header->round) && set(out, "nonce_i", hex(header->nonce_i, L4M_NONCE_SIZE));
    if (header->type == L4M_TYPE_OFFER)
    {
        ok = ok && set(out, "result", json_string(l4m_tool_result_name(header->result))) &&
             set_number(out, "reason", header->reason) && set(out, "nonce_r", hex(header->nonce_r, L4M_NONCE_SIZE));
    }
    return ok;
}

static bool add_number(json_t *out, uint64_t number)
{
    char text[24];
    if (number <= INT64_MAX)
    {
        return set_number(out, "packet_number", number);
    }
    /* Beyond what a JSON integer holds here. */
    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    return set(out, "packet_number", json_string(text));
}

static bool add_extended(json_t *out, const l4m_tool_packet *packet)
{
    const l4m_header *header = &packet->header;
    bool ok = set(out, "type", json_string(l4m_tool_type_name(header->type))) &&
              set(out, "from", json_string(packet->from_initiator ? "initiator" : "responder")) &&
              set_number(out, "echo", header->echo) && set_number(out, "state_sequence", header->state_seq);
    if (header->type <= L4M_TYPE_OFFER)
    {
        ok = ok && add_setup(out, header);
    }
    else if (packet->suite != NULL && packet->suite->packet_numbers)
    {
        ok = ok && add_number(out, packet->number);
    }
    if (header->mac != NULL)
    {
        ok = ok && set(out, "mac", hex(header->mac, L4M_MAC_SIZE));
    }
    return ok && set(out, "mac_is", json_string(l4m_tool_mac_name(packet->mac))) &&
           set(out, "options", options_json(header));
}

static bool add_tcp(json_t *out, const l4m_tool_packet *packet)
{
    const uint8_t *tcp = packet->l4.pkt;
    json_t *fields = json_object();
    bool ok = set_number(fields, "sequence", l4m_tool_get32(tcp + 4)) &&
              set_number(fields, "acknowledgement", l4m_tool_get32(tcp + 8)) &&
              set_number(fields, "flags", l4m_tool_get16(tcp + 12) & 0xfffU) &&
              set_number(fields, "window", l4m_tool_get16(tcp + 14)) &&
              set_number(fields, "urgent", l4m_tool_get16(tcp + 18)) &&
              set(fields, "options", hex(tcp + 20, packet->l4_len - 20));
    return set(out, "tcp", fields) && ok;
}

static bool add_l4(json_t *out, const l4m_tool_packet *packet)
{
    const l4m_tool_l4 *l4 = &packet->l4;
    char src[L4M_TOOL_ADDR_TEXT];
    char dst[L4M_TOOL_ADDR_TEXT];
    bool ok = set(out, "source", json_string(l4m_tool_addr_text(&l4->src, src))) &&
              set(out, "destination", json_string(l4m_tool_addr_text(&l4->dst, dst))) &&
              set(out, "protocol", json_string(l4->proto == L4M_PROTO_TCP ? "tcp" : "udp"));
    if (packet->l4_len != 0)
    {
        ok = ok && set_number(out, "source_port", l4m_tool_get16(l4->pkt)) &&
             set_number(out, "destination_port", l4m_tool_get16(l4->pkt + 2));
    }
    if (packet->l4_len != 0 && l4->proto == L4M_PROTO_TCP)
    {
        ok = ok && add_tcp(out, packet);
    }
    if (l4->len < l4->whole)
    {
        ok = ok && set(out, "cut_off", json_true());
    }
    return ok;
}

static bool add_rest(json_t *out, const l4m_tool_packet *packet)
{
    bool ok = set(out, "verdict", json_string(l4m_tool_verdict_name(packet->verdict)));
    if (packet->verdict == L4M_TOOL_UNREADABLE)
    {
        return ok && set(out, "why", json_string(packet->words));
    }
    ok = ok && add_l4(out, packet);
    if (packet->error != L4M_OK)
    {
        ok = ok && set(out, "error", json_string(l4m_error_name(packet->error))) &&
             set(out, "why", json_string(l4m_strerror(packet->error)));
    }
    if (packet->suite != NULL)
    {
        ok = ok && set(out, "suite", json_string(packet->suite->name));
    }
    if (packet->verdict == L4M_TOOL_EXTENDED)
    {
        ok = ok && add_extended(out, packet);
    }
    return ok && (packet->l4_len == 0 || set(out, "payload", hex(packet->payload, packet->payload_len)));
}

/** A file's name, which may be any bytes. JSON is UTF-8: of a name that is not, all that is not ASCII becomes "?". */
static json_t *file_name(const char *name)
{
    json_t *text = json_string(name);
    if (text != NULL)
    {
        return text;
    }
    char *ascii = strdup(name);
    if (ascii == NULL)
    {
        return NULL;
    }
    for (char *c = ascii; *c != '\0'; c++)
    {
        if ((unsigned char)*c >= 0x80)
        {
            *c = '?';
        }
    }
    text = json_string(ascii);
    free(ascii);
    return text;
}

json_t *l4m_tool_show_json(const l4m_tool_place *place, const l4m_tool_packet *packet)
{
    json_t *out = json_object();
    bool ok = set(out, "file", file_name(place->file)) && set_number(out, "frame", place->frame) &&
              set(out, "seconds", json_real(place->seconds)) && add_rest(out, packet);
    if (!ok)
    {
        json_decref(out);
        return NULL;
    }
    return out;
}
