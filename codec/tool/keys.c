/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "hex.h"

enum
{
    WORDS = 8,
    LINE_MAX_SIZE = 512
};

/** Cuts a line into words. @return how many there are; those beyond WORDS are counted only */
static size_t split(char *line, char *words[WORDS])
{
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \t\r\n", &rest); word != NULL; word = strtok_r(NULL, " \t\r\n", &rest))
    {
        if (count < WORDS)
        {
            words[count] = word;
        }
        count++;
    }
    return count;
}

static bool read_port(const char *word, uint16_t *port)
{
    char *end;
    unsigned long value = strtoul(word, &end, 10);
    *port = (uint16_t)value;
    return word[0] >= '0' && word[0] <= '9' && *end == '\0' && value >= 1 && value <= UINT16_MAX;
}

static bool read_key(const char *word, uint8_t *key, size_t cap, size_t wanted)
{
    size_t len;
    return l4m_tool_from_hex(word, key, cap, &len) && len == wanted;
}

static const char *read_secret(char *words[WORDS], l4m_tool_secret *out)
{
    memset(out, 0, sizeof *out);
    if (strcmp(words[1], "tcp") != 0 && strcmp(words[1], "udp") != 0)
    {
        return "the second word is neither \"tcp\" nor \"udp\"";
    }
    out->proto = words[1][0] == 't' ? L4M_PROTO_TCP : L4M_PROTO_UDP;
    if (!read_port(words[2], &out->pair.initiator) || !read_port(words[3], &out->pair.responder))
    {
        return "a port is not a number from 1 to 65535";
    }
    out->suite = l4m_suite_by_name(words[4]);
    if (out->suite == NULL)
    {
        return "the suite is not known; suites are paper, default, fast, modp2048-hmac-sha256, ...";
    }
    size_t packet = l4m_tool_packet_key_size(out->suite);
    size_t confirm = l4m_tool_confirm_key_size(out->suite);
    out->keys.packet_key_len = packet;
    out->keys.confirm_key_len = confirm;
    if (!read_key(words[5], out->keys.i2r, sizeof out->keys.i2r, packet) ||
        !read_key(words[6], out->keys.r2i, sizeof out->keys.r2i, packet) ||
        !read_key(words[7], out->keys.confirm, sizeof out->keys.confirm, confirm))
    {
        return "a key is not in hexadecimal, or not as long as its suite asks for";
    }
    return NULL;
}

static bool same(const l4m_tool_secret *a, const l4m_tool_secret *b)
{
    return a->proto == b->proto && a->pair.initiator == b->pair.initiator && a->pair.responder == b->pair.responder &&
           a->suite == b->suite && memcmp(a->keys.i2r, b->keys.i2r, sizeof a->keys.i2r) == 0 &&
           memcmp(a->keys.r2i, b->keys.r2i, sizeof a->keys.r2i) == 0 &&
           memcmp(a->keys.confirm, b->keys.confirm, sizeof a->keys.confirm) == 0;
}

bool l4m_tool_keylog_add(l4m_tool_keylog *log, const l4m_tool_secret *secret)
{
    for (size_t i = 0; i < log->count; i++)
    {
        if (same(&log->items[i], secret))
        {
            return true;
        }
    }
    if (log->count == log->room)
    {
        size_t room = log->room == 0 ? 16 : 2 * log->room;
        l4m_tool_secret *items = realloc(log->items, room * sizeof *items);
        if (items == NULL)
        {
            return false;
        }
        log->items = items;
        log->room = room;
    }
    log->items[log->count++] = *secret;
    return true;
}

/** One line. @return what is wrong with it, or NULL */
static const char *read_line(l4m_tool_keylog *log, char *line)
{
    char *words[WORDS];
    l4m_tool_secret secret;
    size_t count = split(line, words);

    if (count == 0 || strcmp(words[0], "l4m") != 0)
    {
        return NULL;
    }
    if (count != WORDS)
    {
        return "a line has 8 words: l4m tcp|udp PORT PORT SUITE KEY KEY KEY";
    }
    const char *problem = read_secret(words, &secret);
    if (problem == NULL && !l4m_tool_keylog_add(log, &secret))
    {
        problem = "no memory";
    }
    OPENSSL_cleanse(&secret, sizeof secret);
    return problem;
}

bool l4m_tool_keylog_read(l4m_tool_keylog *log, const char *name)
{
    FILE *file = fopen(name, "r");
    if (file == NULL)
    {
        fprintf(stderr, "l4m-tool: %s: %s\n", name, strerror(errno));
        return false;
    }
    char line[LINE_MAX_SIZE];
    const char *problem = NULL;
    unsigned number = 0;
    while (problem == NULL && fgets(line, sizeof line, file) != NULL)
    {
        number++;
        problem = strlen(line) + 1 == sizeof line ? "the line is too long" : read_line(log, line);
    }
    if (problem == NULL && ferror(file))
    {
        problem = "cannot be read";
    }
    if (problem != NULL)
    {
        fprintf(stderr, "l4m-tool: %s, line %u: %s\n", name, number, problem);
    }
    OPENSSL_cleanse(line, sizeof line);
    (void)fclose(file);
    return problem == NULL;
}

void l4m_tool_keylog_free(l4m_tool_keylog *log)
{
    if (log->items != NULL)
    {
        OPENSSL_cleanse(log->items, log->count * sizeof *log->items);
    }
    free(log->items);
    memset(log, 0, sizeof *log);
}
