/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "show.h"

#include <string.h>

#include <arpa/inet.h>

#include "hex.h"

const char *l4m_tool_type_name(unsigned type)
{
    static const char *const names[] = {"reserved", "L4_INIT", "L4_OFFER", "DATA", "EMPTY", "ANSWER"};
    return type < sizeof names / sizeof *names ? names[type] : names[0];
}

const char *l4m_tool_result_name(unsigned result)
{
    static const char *const names[] = {"accept", "retry", "refuse", "reserved"};
    return names[result < 3 ? result : 3];
}

const char *l4m_tool_mac_name(l4m_tool_mac mac)
{
    static const char *const names[L4M_TOOL_MACS] = {"absent", "right", "wrong", "no key", "not checked"};
    return names[mac];
}

const char *l4m_tool_verdict_name(l4m_tool_verdict verdict)
{
    static const char *const names[] = {"plain", "extended", "malformed", "cut off", "unreadable"};
    return names[verdict];
}

const char *l4m_tool_option_name(unsigned type)
{
    static const char *const names[] = {"SUITES", "KEY_SHARE", "PORT_PAIRS", "CHOICE", "GROUP"};
    return type >= L4M_OPTION_SUITES && type <= L4M_OPTION_GROUP ? names[type - L4M_OPTION_SUITES] : NULL;
}

const char *l4m_tool_addr_text(const l4m_addr *addr, char text[L4M_TOOL_ADDR_TEXT])
{
    if (addr->family == 0 ||
        inet_ntop(addr->family == 4 ? AF_INET : AF_INET6, addr->bytes, text, L4M_TOOL_ADDR_TEXT) == NULL)
    {
        text[0] = '?';
        text[1] = '\0';
    }
    return text;
}

static void show_end(FILE *out, const l4m_addr *addr, const uint8_t *port)
{
    char text[L4M_TOOL_ADDR_TEXT];
    l4m_tool_addr_text(addr, text);
    fprintf(out, addr->family == 6 ? "[%s]" : "%s", text);
    if (port != NULL)
    {
        fprintf(out, ":%u", l4m_tool_get16(port));
    }
}

static void show_suite(FILE *out, unsigned id)
{
    const l4m_suite *suite = l4m_suite_by_id((uint16_t)id);
    if (suite == NULL)
    {
        fprintf(out, "0x%04x", id);
        return;
    }
    fprintf(out, "%s", suite->name);
}

static void show_group(FILE *out, unsigned group)
{
    const char *name = l4m_group_name((uint16_t)group);
    if (name == NULL)
    {
        fprintf(out, "group %u", group);
        return;
    }
    fprintf(out, "%s", name);
}

static void show_pairs(FILE *out, const l4m_option *option)
{
    for (size_t i = 0; i + 4 <= option->length; i += 4)
    {
        fprintf(out,
                "%s%u:%u",
                i == 0 ? "" : ",",
                l4m_tool_get16(option->value + i),
                l4m_tool_get16(option->value + i + 2));
    }
}

static void show_option(FILE *out, const l4m_option *option)
{
    const char *name = l4m_tool_option_name(option->type);
    if (name == NULL)
    {
        fprintf(out, " option 0x%04x (%u bytes)", option->type, option->length);
        return;
    }
    fprintf(out, " %s ", name);
    switch (option->type)
    {
    case L4M_OPTION_SUITES:
        for (size_t i = 0; i + 2 <= option->length; i += 2)
        {
            fprintf(out, "%s", i == 0 ? "" : ",");
            show_suite(out, l4m_tool_get16(option->value + i));
        }
        break;
    case L4M_OPTION_PORT_PAIRS:
        show_pairs(out, option);
        break;
    case L4M_OPTION_CHOICE:
        show_suite(out, l4m_tool_get16(option->value));
        fprintf(out, " %u:%u", l4m_tool_get16(option->value + 2), l4m_tool_get16(option->value + 4));
        break;
    default:
        show_group(out, l4m_tool_get16(option->value));
    }
}

static void show_options(FILE *out, const l4m_header *header)
{
    const uint8_t *cursor = header->options;
    l4m_option option;
    while (l4m_option_next(&option, &cursor, header->options + header->options_length) == 1)
    {
        /* Those of set-up were read before and have the sizes that they should have; elsewhere none is defined. */
        if (header->type > L4M_TYPE_OFFER)
        {
            fprintf(out, " option 0x%04x (%u bytes)", option.type, option.length);
        }
        else
        {
            show_option(out, &option);
        }
    }
}

static void show_extended(FILE *out, const l4m_tool_packet *packet)
{
    const l4m_header *header = &packet->header;
    fprintf(out, " %s seq %u echo %u", l4m_tool_type_name(header->type), header->state_seq, header->echo);
    if (header->type <= L4M_TYPE_OFFER)
    {
        fprintf(out, " round %u", header->round);
        if (header->type == L4M_TYPE_OFFER)
        {
            fprintf(out, " %s", l4m_tool_result_name(header->result));
        }
        if (header->reason != 0)
        {
            fprintf(out, " (%s)", l4m_error_name((l4m_error)header->reason));
        }
    }
    else if (packet->suite != NULL && packet->suite->packet_numbers)
    {
        fprintf(out, " number %llu", (unsigned long long)packet->number);
    }
    show_options(out, header);
    if (header->type == L4M_TYPE_DATA)
    {
        fprintf(out, " payload %zu", packet->l4.whole - packet->l4_len - header->length);
    }
    if (packet->mac != L4M_TOOL_MAC_ABSENT)
    {
        fprintf(out, " MAC %s", l4m_tool_mac_name(packet->mac));
    }
}

void l4m_tool_show_line(FILE *out, const l4m_tool_place *place, const l4m_tool_packet *packet)
{
    const l4m_tool_l4 *l4 = &packet->l4;
    bool ports = l4->pkt != NULL && l4->len >= 4;

    fprintf(out, "%.6f ", place->seconds);
    if (packet->verdict == L4M_TOOL_UNREADABLE)
    {
        fprintf(out, "frame %llu: %s\n", (unsigned long long)place->frame, packet->words);
        return;
    }
    show_end(out, &l4->src, ports ? l4->pkt : NULL);
    fprintf(out, " > ");
    show_end(out, &l4->dst, ports ? l4->pkt + 2 : NULL);
    fprintf(out, " %s", l4->proto == L4M_PROTO_TCP ? "tcp" : "udp");
    if (packet->verdict == L4M_TOOL_EXTENDED)
    {
        show_extended(out, packet);
    }
    else
    {
        fprintf(out, " %s", l4m_tool_verdict_name(packet->verdict));
    }
    if (packet->error != L4M_OK)
    {
        fprintf(out, " WRONG %s: %s", l4m_error_name(packet->error), l4m_strerror(packet->error));
    }
    const char *cut = packet->verdict == L4M_TOOL_CUT ? " by the capture before its extended header ends"
                                                      : " (cut off by the capture)";
    fprintf(out, "%s\n", l4->len < l4->whole ? cut : "");
}
