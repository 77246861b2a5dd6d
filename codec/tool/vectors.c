/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "capture.h"
#include "commands.h"
#include "hex.h"
#include "show.h"

enum
{
    NANOSEC_APART = 1000000 /* between packets of a capture that is written */
};

/** A connection of the file that is being checked. */
typedef struct connection
{
    json_t *object;
    const char *name;
    uint8_t proto;
    l4m_tool_keylog log;
    l4m_tool_track *track;
    uint64_t messages;
    uint64_t macs;
    uint64_t problems;
} connection;

__attribute__((format(printf, 2, 3))) static void problem(connection *c, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    printf("WRONG %s: %s\n", c->name, text);
    c->problems++;
}

/** A byte string of an object. @return false where it is missing, malformed or too long */
static bool bytes_of(const json_t *object, const char *name, uint8_t *out, size_t cap, size_t *len)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && l4m_tool_from_hex(text, out, cap, len);
}

static bool same_bytes(const json_t *object, const char *name, const uint8_t *bytes, size_t len)
{
    uint8_t value[L4M_PUBLIC_MAX];
    size_t value_len;
    return bytes_of(object, name, value, sizeof value, &value_len) && value_len == len &&
           memcmp(value, bytes, len) == 0;
}

static bool address_of(const json_t *object, const char *name, l4m_addr *out)
{
    const char *text = json_string_value(json_object_get(object, name));
    memset(out, 0, sizeof *out);
    if (text != NULL && inet_pton(AF_INET, text, out->bytes) == 1)
    {
        out->family = 4;
    }
    else if (text != NULL && inet_pton(AF_INET6, text, out->bytes) == 1)
    {
        out->family = 6;
    }
    return out->family != 0;
}

/** A packet of the file as l4m_tool_track_packet() takes it. @param bytes L4M_TOOL_PACKET_MAX, for its own */
static bool read_packet(const connection *c, const json_t *packet, l4m_tool_l4 *l4, uint8_t *bytes)
{
    memset(l4, 0, sizeof *l4);
    l4->proto = c->proto;
    l4->pkt = bytes;
    bool good = bytes_of(packet, "bytes", bytes, L4M_TOOL_PACKET_MAX, &l4->len) &&
                address_of(packet, "src", &l4->src) && address_of(packet, "dst", &l4->dst);
    l4->whole = l4->len;
    return good;
}

/** The messages of the accepted round. */
typedef struct round_messages
{
    uint8_t init[L4M_TOOL_PACKET_MAX];
    uint8_t offer[L4M_TOOL_PACKET_MAX];
    l4m_tool_packet init_packet;
    l4m_tool_packet offer_packet;
    bool accepted;
} round_messages;

static round_messages messages;

/** Finds the accepted round, with a tracker of its own. */
static bool find_round(const connection *c)
{
    static uint8_t bytes[L4M_TOOL_PACKET_MAX];
    size_t i;
    json_t *object;
    l4m_tool_track *track = l4m_tool_track_new(&c->log);

    messages.accepted = false;
    json_array_foreach(json_object_get(c->object, "packets"), i, object)
    {
        l4m_tool_l4 l4;
        l4m_tool_packet packet;
        if (track == NULL || messages.accepted || !read_packet(c, object, &l4, bytes))
        {
            break;
        }
        memcpy(messages.offer, bytes, l4.len);
        l4.pkt = messages.offer;
        if (!l4m_tool_track_packet(track, &packet, L4M_TOOL_L4, &l4) || packet.verdict != L4M_TOOL_EXTENDED)
        {
            break;
        }
        if (packet.header.type == L4M_TYPE_INIT)
        {
            memcpy(messages.init, bytes, l4.len);
            l4.pkt = messages.init;
            (void)l4m_tool_track_packet(track, &messages.init_packet, L4M_TOOL_L4, &l4);
        }
        else if (packet.header.type == L4M_TYPE_OFFER && packet.header.result == L4M_OFFER_ACCEPT &&
                 packet.error == L4M_OK && messages.init_packet.l4.pkt != NULL)
        {
            messages.offer_packet = packet;
            messages.accepted = true;
        }
    }
    if (track != NULL)
    {
        l4m_tool_track_free(track);
    }
    return messages.accepted;
}

/** The public value of a group that an L4_INIT has. */
static l4m_tool_key share_of(const l4m_header *header, uint16_t group)
{
    const uint8_t *cursor = header->options;
    l4m_option option;
    while (l4m_option_next(&option, &cursor, header->options + header->options_length) == 1)
    {
        if (option.type == L4M_OPTION_KEY_SHARE && l4m_tool_get16(option.value) == group)
        {
            return (l4m_tool_key){option.value + 2, option.length - 2U};
        }
    }
    return (l4m_tool_key){NULL, 0};
}

/** Everything that one side's private key leads to, compared with what the file says. */
static void check_side(connection *c, const char *field, l4m_tool_key own, l4m_tool_key peer, l4m_tool_agreed *agreed)
{
    uint8_t private_key[L4M_PUBLIC_MAX];
    size_t len;
    l4m_keypair *pair = NULL;
    l4m_mem mem = l4m_mem_default();
    const l4m_suite *suite = messages.offer_packet.suite;

    if (!bytes_of(c->object, field, private_key, sizeof private_key, &len) ||
        l4m_keypair_from_private(&pair, suite->group, private_key, len, &mem) != L4M_OK)
    {
        problem(c, "%s is missing or unusable", field);
        return;
    }
    if (own.len != l4m_group_public_size(suite->group) || memcmp(l4m_keypair_public(pair), own.bytes, own.len) != 0)
    {
        problem(c, "%s does not belong to the key share", field);
    }
    const l4m_header *init = &messages.init_packet.header;
    const l4m_header *offer = &messages.offer_packet.header;
    l4m_tool_key init_bytes = {messages.init + messages.init_packet.l4_len, init->length};
    l4m_tool_key offer_bytes = {messages.offer + messages.offer_packet.l4_len, offer->length};
    l4m_error err = l4m_tool_agree(l4m_tool_track_crypto(c->track), suite, pair, peer, init_bytes, offer_bytes, agreed);
    l4m_keypair_free(pair);
    if (err != L4M_OK)
    {
        problem(c, "no keys from %s: %s", field, l4m_strerror(err));
        return;
    }
    const l4m_exported_keys *keys = &agreed->keys;
    if (!same_bytes(c->object, "shared_secret", agreed->secret, agreed->secret_len) ||
        !same_bytes(c->object, "transcript", agreed->transcript, sizeof agreed->transcript) ||
        !same_bytes(c->object, "key_i2r", keys->i2r, keys->packet_key_len) ||
        !same_bytes(c->object, "key_r2i", keys->r2i, keys->packet_key_len) ||
        !same_bytes(c->object, "key_confirm", keys->confirm, keys->confirm_key_len))
    {
        problem(c, "shared_secret, transcript or keys are not those of %s", field);
    }
}

/** Keys of the connection, worked out from the private keys of both sides. */
static void check_keys(connection *c)
{
    l4m_tool_agreed agreed = {.secret_len = 0};
    const l4m_suite *suite = messages.offer_packet.suite;
    l4m_tool_key initiator = share_of(&messages.init_packet.header, suite->group);
    l4m_tool_key responder = share_of(&messages.offer_packet.header, suite->group);
    const char *name = json_string_value(json_object_get(c->object, "suite"));

    if (initiator.bytes == NULL)
    {
        problem(c, "the L4_INIT has no key share of the suite's group");
        return;
    }
    if (name == NULL || strcmp(name, suite->name) != 0 ||
        json_integer_value(json_object_get(c->object, "suite_id")) != suite->id)
    {
        problem(c, "suite is %s, 0x%04x", suite->name, suite->id);
    }
    check_side(c, "initiator_private", initiator, responder, &agreed);
    check_side(c, "responder_private", responder, initiator, &agreed);
    l4m_tool_secret secret = {
        .proto = c->proto,
        .pair = messages.offer_packet.offers.chosen_pair,
        .suite = suite,
        .keys = agreed.keys,
    };
    if (!l4m_tool_keylog_add(&c->log, &secret))
    {
        problem(c, "no memory");
    }
}

/** A packet that is made again from its fields is the same. */
static void check_again(connection *c, size_t number, const l4m_tool_packet *packet, const l4m_tool_l4 *l4)
{
    static l4m_tool_built again;
    char why[L4M_TOOL_WHY_MAX];
    l4m_tool_place place = {.file = "", .frame = number};
    json_t *fields = l4m_tool_show_json(&place, packet);

    if (!l4m_tool_build(c->track, &c->log, fields, &again, why))
    {
        problem(c, "packet %zu cannot be made again: %s", number, why);
    }
    else if (again.len != l4->len || memcmp(again.bytes, l4->pkt, l4->len) != 0)
    {
        problem(c, "packet %zu, made again from its fields, is another", number);
    }
    json_decref(fields);
}

/** One packet: form, direction, meaning, MAC, and what check_again() says. */
static void check_packet(connection *c, size_t number, const json_t *object, l4m_tool_writer *writer, uint64_t when)
{
    static uint8_t bytes[L4M_TOOL_PACKET_MAX];
    l4m_tool_l4 l4;
    l4m_tool_packet packet;
    const char *meaning = json_string_value(json_object_get(object, "meaning"));
    const char *from = json_string_value(json_object_get(object, "from"));

    if (meaning == NULL || from == NULL || !read_packet(c, object, &l4, bytes) ||
        !l4m_tool_track_packet(c->track, &packet, L4M_TOOL_L4, &l4))
    {
        problem(c, "packet %zu lacks a field, or one is malformed", number);
        return;
    }
    if (packet.verdict != L4M_TOOL_EXTENDED || packet.error != L4M_OK)
    {
        problem(c, "packet %zu is %s: %s", number, l4m_tool_verdict_name(packet.verdict), l4m_strerror(packet.error));
        return;
    }
    c->messages++;
    c->macs += packet.mac == L4M_TOOL_MAC_RIGHT;
    if (packet.mac != L4M_TOOL_MAC_RIGHT && packet.mac != L4M_TOOL_MAC_ABSENT)
    {
        problem(c, "packet %zu: MAC %s", number, l4m_tool_mac_name(packet.mac));
    }
    if (strstr(meaning, l4m_tool_type_name(packet.header.type)) == NULL)
    {
        problem(c, "packet %zu is %s", number, l4m_tool_type_name(packet.header.type));
    }
    if (strcmp(from, packet.from_initiator ? "initiator" : "responder") != 0)
    {
        problem(c, "packet %zu is from the %s", number, packet.from_initiator ? "initiator" : "responder");
    }
    check_again(c, number, &packet, &l4);
    if (writer != NULL && !l4m_tool_writer_put(writer, when, &l4.src, &l4.dst, l4.proto, bytes, l4.len))
    {
        c->problems++;
    }
}

static bool begin(connection *c, json_t *object)
{
    memset(c, 0, sizeof *c);
    c->object = object;
    c->name = json_string_value(json_object_get(object, "name"));
    const char *protocol = json_string_value(json_object_get(object, "protocol"));
    if (c->name == NULL || protocol == NULL || (strcmp(protocol, "udp") != 0 && strcmp(protocol, "tcp") != 0) ||
        json_array_size(json_object_get(object, "packets")) == 0)
    {
        c->name = c->name == NULL ? "?" : c->name;
        problem(c, "an object lacks its name, protocol or packets");
        return false;
    }
    c->proto = protocol[0] == 't' ? L4M_PROTO_TCP : L4M_PROTO_UDP;
    c->track = l4m_tool_track_new(&c->log);
    if (c->track == NULL)
    {
        problem(c, "libcrypto or memory fails");
    }
    return c->track != NULL;
}

static void show_packet(const connection *c, size_t number, const json_t *object, const l4m_tool_options *options)
{
    static uint8_t bytes[L4M_TOOL_PACKET_MAX];
    l4m_tool_place place = {.file = c->name, .frame = number};
    l4m_tool_l4 l4;
    l4m_tool_packet packet;
    if (!read_packet(c, object, &l4, bytes) || !l4m_tool_track_packet(c->track, &packet, L4M_TOOL_L4, &l4))
    {
        return;
    }
    if (options->packet > 0 && number != (size_t)options->packet)
    {
        return;
    }
    if (options->json)
    {
        json_t *fields = l4m_tool_show_json(&place, &packet);
        (void)json_dumpf(fields, stdout, JSON_COMPACT);
        puts("");
        json_decref(fields);
    }
    else if (options->packet > 0)
    {
        puts(json_string_value(json_object_get(object, "bytes")));
    }
    else
    {
        l4m_tool_show_line(stdout, &place, &packet);
    }
}

/** Writes the connection's keys as a line of a key log. */
static void write_keys(FILE *out, const l4m_tool_keylog *log)
{
    for (size_t i = 0; i < log->count; i++)
    {
        const l4m_tool_secret *secret = &log->items[i];
        const uint8_t *const keys[] = {secret->keys.i2r, secret->keys.r2i, secret->keys.confirm};
        fprintf(out,
                "l4m %s %u %u %s",
                secret->proto == L4M_PROTO_TCP ? "tcp" : "udp",
                secret->pair.initiator,
                secret->pair.responder,
                secret->suite->name);
        for (size_t k = 0; k < 3; k++)
        {
            char text[2 * 36 + 1];
            l4m_tool_to_hex(text, keys[k], k < 2 ? secret->keys.packet_key_len : secret->keys.confirm_key_len);
            fprintf(out, " %s", text);
        }
        fputs("\n", out);
    }
}

/** Where the file's packets go, beside being checked. */
typedef struct outputs
{
    l4m_tool_writer *writer;
    FILE *keys;
    uint64_t when; /**< nanoseconds */
} outputs;

/** Everything that can be wrong with a connection. */
static void check_all(connection *c, outputs *to)
{
    size_t i;
    json_t *packet;
    if (find_round(c))
    {
        check_keys(c);
    }
    json_array_foreach(json_object_get(c->object, "packets"), i, packet)
    {
        check_packet(c, i + 1, packet, to->writer, to->when += NANOSEC_APART);
    }
    if (messages.accepted && c->macs == 0)
    {
        problem(c, "no MAC was checked");
    }
    if (!messages.accepted && json_object_get(c->object, "shared_secret") != NULL)
    {
        problem(c, "no L4_OFFER accepts");
    }
    if (to->keys != NULL)
    {
        write_keys(to->keys, &c->log);
    }
}

/** Shows its packets, from the beginning: packet numbers begin anew. */
static void show_all(connection *c, const l4m_tool_options *options)
{
    size_t i;
    json_t *packet;
    l4m_tool_track_free(c->track);
    c->track = l4m_tool_track_new(&c->log);
    if (c->track == NULL)
    {
        problem(c, "no memory");
        return;
    }
    json_array_foreach(json_object_get(c->object, "packets"), i, packet)
    {
        show_packet(c, i + 1, packet, options);
    }
}

/** Checks a connection, and shows it if it was asked for. @return whether all was right */
static bool check_connection(connection *c, json_t *object, const l4m_tool_options *options, outputs *to)
{
    if (begin(c, object))
    {
        check_all(c, to);
        if (options->connection > 0)
        {
            show_all(c, options);
        }
        else if (c->problems == 0)
        {
            printf("ok    %s, %s: %llu messages, %llu MACs\n",
                   c->name,
                   c->proto == L4M_PROTO_TCP ? "tcp" : "udp",
                   (unsigned long long)c->messages,
                   (unsigned long long)c->macs);
        }
    }
    if (c->track != NULL)
    {
        l4m_tool_track_free(c->track);
    }
    l4m_tool_keylog_free(&c->log);
    return c->problems == 0;
}

static int check_file(json_t *file, const l4m_tool_options *options, outputs *to)
{
    connection c;
    size_t wrong = 0;
    size_t count = json_array_size(file);
    unsigned long long sent = 0;
    unsigned long long macs = 0;
    for (size_t i = 1; i < count; i++)
    {
        if (options->connection < 0 || (size_t)options->connection == i)
        {
            wrong += !check_connection(&c, json_array_get(file, i), options, to);
            sent += c.messages;
            macs += c.macs;
        }
    }
    if (options->connection < 0)
    {
        printf("%zu connections, %llu messages, %llu MACs verified, %zu wrong\n", count - 1, sent, macs, wrong);
    }
    return wrong != 0 || sent == 0 ? 1 : 0;
}

static bool numbers_exist(const json_t *file, const l4m_tool_options *options)
{
    if (json_array_size(file) < 2)
    {
        fprintf(stderr,
                "l4m-tool: not test vectors: an array whose first object explains it and the others are connections\n");
        return false;
    }
    if (options->connection >= (long)json_array_size(file))
    {
        fprintf(stderr, "l4m-tool: there are %zu connections\n", json_array_size(file) - 1);
        return false;
    }
    if (options->packet > 0 && options->connection < 0)
    {
        fprintf(stderr, "l4m-tool: --packet needs --connection\n");
        return false;
    }
    const json_t *packets = json_object_get(json_array_get(file, (size_t)options->connection), "packets");
    if (options->packet > (long)json_array_size(packets))
    {
        fprintf(stderr, "l4m-tool: there are %zu packets in this connection\n", json_array_size(packets));
        return false;
    }
    return true;
}

/** The file of vectors, or NULL and a message. */
static json_t *load(const char *name)
{
    json_error_t error;
    json_t *file = json_load_file(name, JSON_REJECT_DUPLICATES, &error);
    if (file == NULL && error.line < 0)
    {
        fprintf(stderr, "l4m-tool: %s\n", error.text);
    }
    else if (file == NULL)
    {
        fprintf(stderr, "l4m-tool: %s, line %d: %s\n", name, error.line, error.text);
    }
    return file;
}

int l4m_tool_vectors(const l4m_tool_options *options)
{
    outputs to = {0};
    int status = 2;

    if (options->file_count != 1)
    {
        fprintf(stderr, "l4m-tool: vectors takes one file\n");
        return 2;
    }
    json_t *file = load(options->files[0]);
    if (file == NULL)
    {
        return 2;
    }
    bool good = numbers_exist(file, options);
    if (good && options->pcap != NULL)
    {
        to.writer = l4m_tool_writer_open(options->pcap);
        good = to.writer != NULL;
    }
    if (good && options->keys_out != NULL)
    {
        to.keys = fopen(options->keys_out, "w");
        good = to.keys != NULL;
        if (!good)
        {
            fprintf(stderr, "l4m-tool: %s: %s\n", options->keys_out, strerror(errno));
        }
    }
    if (good)
    {
        status = check_file(file, options, &to);
    }
    if (to.writer != NULL && !l4m_tool_writer_close(to.writer))
    {
        status = 2;
    }
    if (to.keys != NULL && fclose(to.keys) != 0)
    {
        fprintf(stderr, "l4m-tool: %s: %s\n", options->keys_out, strerror(errno));
        status = 2;
    }
    json_decref(file);
    return status;
}
