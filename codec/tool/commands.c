/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "capture.h"
#include "show.h"

/** What decode and check have in common. */
typedef struct run
{
    const l4m_tool_options *options;
    bool checking;
    l4m_tool_keylog log;
    l4m_tool_track *track;
    uint64_t start; /**< nanoseconds */
    bool opened;
    bool started;
    uint64_t extended;
    uint64_t plain;
    uint64_t wrong;
    uint64_t macs[L4M_TOOL_MACS];
    uint64_t unread; /**< fragments, broken packets, and those cut off in the TCP or UDP header */
} run;

static bool print_json(json_t *object)
{
    bool good = object != NULL && json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15)) == 0;
    json_decref(object);
    puts("");
    if (!good)
    {
        fprintf(stderr, "l4m-tool: no memory\n");
    }
    return good;
}

/** Whether anything is wrong with a packet, or remains unknown that a check should find out. */
static bool is_wrong(const l4m_tool_packet *packet)
{
    return packet->error != L4M_OK || packet->mac == L4M_TOOL_MAC_WRONG || packet->mac == L4M_TOOL_MAC_NO_KEY ||
           packet->mac == L4M_TOOL_MAC_UNKNOWN;
}

/** Whether a packet may have been one of an association, and cannot be read. */
static bool is_unread(const l4m_tool_packet *packet, l4m_tool_carried carried)
{
    return packet->verdict == L4M_TOOL_UNREADABLE && carried != L4M_TOOL_OTHER;
}

static void count(run *r, const l4m_tool_packet *packet, l4m_tool_carried carried)
{
    r->unread += is_unread(packet, carried);
    r->plain += packet->verdict == L4M_TOOL_PLAIN;
    r->wrong += is_wrong(packet);
    if (packet->verdict == L4M_TOOL_EXTENDED)
    {
        r->extended++;
        r->macs[packet->mac]++;
    }
}

static bool wanted(const run *r, const l4m_tool_packet *packet, l4m_tool_carried carried)
{
    bool unread = is_unread(packet, carried);
    if (r->checking)
    {
        return unread || is_wrong(packet);
    }
    return r->options->all || unread || (packet->verdict != L4M_TOOL_PLAIN && packet->verdict != L4M_TOOL_UNREADABLE);
}

/** One frame. @return false where there is no memory */
static bool frame(run *r, const l4m_tool_captured *captured)
{
    l4m_tool_l4 l4;
    l4m_tool_packet packet;
    l4m_tool_carried carried = l4m_tool_frame(&l4, captured->link, captured->bytes, captured->len);

    if (!l4m_tool_track_packet(r->track, &packet, carried, &l4))
    {
        fprintf(stderr, "l4m-tool: no memory\n");
        return false;
    }
    if (!r->started)
    {
        r->start = captured->nanosec;
        r->started = true;
    }
    count(r, &packet, carried);
    if (!wanted(r, &packet, carried))
    {
        return true;
    }
    /* Below 0 where a file is not in the order of time. */
    int64_t since = (int64_t)(captured->nanosec - r->start);
    l4m_tool_place place = {captured->file, captured->frame, (double)since / 1e9};
    if (r->options->json)
    {
        return print_json(l4m_tool_show_json(&place, &packet));
    }
    l4m_tool_show_line(stdout, &place, &packet);
    return true;
}

/** Reads keys and captures and shows what is wanted. @return the exit status so far */
static int read_all(run *r)
{
    const l4m_tool_options *options = r->options;
    if (options->keys != NULL && !l4m_tool_keylog_read(&r->log, options->keys))
    {
        return 2;
    }
    r->track = l4m_tool_track_new(&r->log);
    if (r->track == NULL)
    {
        fprintf(stderr, "l4m-tool: libcrypto or memory fails\n");
        return 2;
    }
    l4m_tool_captures *captures = l4m_tool_captures_open(options->files, options->file_count);
    if (captures == NULL)
    {
        return 2;
    }
    r->opened = true;
    l4m_tool_captured captured;
    bool good = true;
    while (good && l4m_tool_captures_next(captures, &captured))
    {
        good = frame(r, &captured);
    }
    return l4m_tool_captures_close(captures) && good ? 0 : 2;
}

static void end(run *r)
{
    if (r->track != NULL)
    {
        l4m_tool_track_free(r->track);
    }
    l4m_tool_keylog_free(&r->log);
}

int l4m_tool_decode(const l4m_tool_options *options)
{
    run r = {.options = options};
    int status = read_all(&r);
    end(&r);
    return status;
}

static void show_assoc(const l4m_tool_assoc *assoc)
{
    printf("%s %u:%u %s: %llu + %llu packets, %llu + %llu bytes, %llu + %llu moves%s\n",
           assoc->proto == L4M_PROTO_TCP ? "tcp" : "udp",
           assoc->pair.initiator,
           assoc->pair.responder,
           assoc->suite->name,
           (unsigned long long)assoc->packets[1],
           (unsigned long long)assoc->packets[0],
           (unsigned long long)assoc->payload[1],
           (unsigned long long)assoc->payload[0],
           (unsigned long long)assoc->moves[1],
           (unsigned long long)assoc->moves[0],
           assoc->seen_setup ? "" : " (set-up not captured)");
}

static json_t *assoc_json(const l4m_tool_assoc *assoc)
{
    return json_pack("{s:s, s:[i,i], s:s, s:[I,I], s:[I,I], s:[I,I], s:b}",
                     "protocol",
                     assoc->proto == L4M_PROTO_TCP ? "tcp" : "udp",
                     "pair",
                     (int)assoc->pair.initiator,
                     (int)assoc->pair.responder,
                     "suite",
                     assoc->suite->name,
                     "packets",
                     (json_int_t)assoc->packets[1],
                     (json_int_t)assoc->packets[0],
                     "bytes",
                     (json_int_t)assoc->payload[1],
                     (json_int_t)assoc->payload[0],
                     "moves",
                     (json_int_t)assoc->moves[1],
                     (json_int_t)assoc->moves[0],
                     "setup_captured",
                     (int)assoc->seen_setup);
}

static bool summary_json(const run *r)
{
    json_t *assocs = json_array();
    for (size_t i = 0; i < l4m_tool_track_count(r->track); i++)
    {
        json_array_append_new(assocs, assoc_json(l4m_tool_track_assoc(r->track, i)));
    }
    return print_json(json_pack("{s:o, s:I, s:I, s:I, s:I, s:I}",
                                "associations",
                                assocs,
                                "extended",
                                (json_int_t)r->extended,
                                "macs_right",
                                (json_int_t)r->macs[L4M_TOOL_MAC_RIGHT],
                                "wrong",
                                (json_int_t)r->wrong,
                                "unreadable",
                                (json_int_t)r->unread,
                                "plain",
                                (json_int_t)r->plain));
}

static void summary(const run *r)
{
    for (size_t i = 0; i < l4m_tool_track_count(r->track); i++)
    {
        show_assoc(l4m_tool_track_assoc(r->track, i));
    }
    printf("%llu packets with an extended header, %llu MACs right, %llu packets wrong or not checked, "
           "%llu unreadable, %llu plain\n",
           (unsigned long long)r->extended,
           (unsigned long long)r->macs[L4M_TOOL_MAC_RIGHT],
           (unsigned long long)r->wrong,
           (unsigned long long)r->unread,
           (unsigned long long)r->plain);
}

int l4m_tool_check(const l4m_tool_options *options)
{
    run r = {.options = options, .checking = true};
    if (options->keys == NULL)
    {
        fprintf(stderr, "l4m-tool: check needs --keys=FILE\n");
        return 2;
    }
    int status = read_all(&r);
    if (r.opened)
    {
        if (options->json)
        {
            (void)summary_json(&r);
        }
        else
        {
            summary(&r);
        }
    }
    if (status == 0 && (r.wrong != 0 || r.unread != 0 || r.macs[L4M_TOOL_MAC_RIGHT] == 0))
    {
        status = 1;
    }
    end(&r);
    return status;
}

/* make */

static l4m_tool_built built;

/** Writes a packet that was made, and lets the L4_INITs among them be found by the L4_OFFERs that follow. */
static bool put_out(l4m_tool_track *track, l4m_tool_writer *writer)
{
    l4m_tool_packet packet;
    if (!l4m_tool_track_packet(track, &packet, L4M_TOOL_L4, &built.l4))
    {
        fprintf(stderr, "l4m-tool: no memory\n");
        return false;
    }
    if (writer != NULL)
    {
        return l4m_tool_writer_put(writer,
                                   (uint64_t)(built.seconds * 1e9),
                                   &built.l4.src,
                                   &built.l4.dst,
                                   built.l4.proto,
                                   built.bytes,
                                   built.len);
    }
    for (size_t i = 0; i < built.len; i++)
    {
        printf("%02x", built.bytes[i]);
    }
    puts("");
    return true;
}

/** Makes a packet of each object of a file. */
static bool make_all(const l4m_tool_keylog *log, FILE *in, const char *name, l4m_tool_writer *writer)
{
    char why[L4M_TOOL_WHY_MAX];
    l4m_tool_track *track = l4m_tool_track_new(log);
    bool good = track != NULL;
    for (unsigned long number = 1; good; number++)
    {
        json_error_t error;
        int c;
        do
        {
            c = getc(in);
        } while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
        if (c == EOF || ungetc(c, in) == EOF)
        {
            break;
        }
        json_t *object = json_loadf(in, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &error);
        if (object == NULL)
        {
            fprintf(stderr, "l4m-tool: %s, object %lu: not JSON: %s\n", name, number, error.text);
            good = false;
        }
        else if (!l4m_tool_build(track, log, object, &built, why))
        {
            fprintf(stderr, "l4m-tool: %s, object %lu: %s\n", name, number, why);
            good = false;
        }
        else
        {
            good = put_out(track, writer);
        }
        json_decref(object);
    }
    if (track != NULL)
    {
        l4m_tool_track_free(track);
    }
    return good && !ferror(in);
}

/** Makes a packet of each object of an open file, into the capture that is wanted. */
static bool make_from(const l4m_tool_options *options, const l4m_tool_keylog *log, FILE *in, const char *name)
{
    if (options->pcap == NULL)
    {
        return make_all(log, in, name, NULL);
    }
    l4m_tool_writer *writer = l4m_tool_writer_open(options->pcap);
    if (writer == NULL)
    {
        return false;
    }
    bool good = make_all(log, in, name, writer);
    return l4m_tool_writer_close(writer) && good;
}

int l4m_tool_make(const l4m_tool_options *options)
{
    l4m_tool_keylog log = {0};
    const char *name = options->file_count == 0 ? "-" : options->files[0];
    bool good = false;
    if (options->file_count > 1)
    {
        fprintf(stderr, "l4m-tool: make takes one file\n");
        return 2;
    }
    if (options->keys != NULL && !l4m_tool_keylog_read(&log, options->keys))
    {
        l4m_tool_keylog_free(&log);
        return 2;
    }
    FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    if (in == NULL)
    {
        fprintf(stderr, "l4m-tool: %s: %s\n", name, strerror(errno));
    }
    else
    {
        good = make_from(options, &log, in, name);
        (void)fclose(in);
    }
    l4m_tool_keylog_free(&log);
    return good ? 0 : 2;
}
