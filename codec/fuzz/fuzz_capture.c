/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file fuzz_capture.c
 * Target "capture": what l4m-tool reads. The first byte says whether the rest is a capture file as it stands, or frames
 * each behind its length, which get past libpcap; and which link type those have.
 */

#include <sys/mman.h>
#include <unistd.h>

#include <pcap/dlt.h>

#include "capture.h"
#include "fuzz.h"
#include "show.h"

static void show(const l4m_tool_place *place, const l4m_tool_packet *packet)
{
    static FILE *nowhere;
    if (nowhere == NULL)
    {
        nowhere = fopen("/dev/null", "w");
        REQUIRE(nowhere != NULL);
    }
    l4m_tool_show_line(nowhere, place, packet);
    json_t *object = l4m_tool_show_json(place, packet);
    REQUIRE(object != NULL);
    char *text = json_dumps(object, 0);
    REQUIRE(text != NULL);
    free(text);
    json_decref(object);
}

static void look_at_frame(l4m_tool_track *track, int link, const uint8_t *bytes, size_t len, uint64_t number)
{
    l4m_tool_l4 l4;
    l4m_tool_packet packet;
    l4m_tool_place place = {"capture", number, 0.0};
    uint8_t *frame = fuzz_copy(bytes, len);

    l4m_tool_carried carried = l4m_tool_frame(&l4, link, frame, len);
    if (carried == L4M_TOOL_L4)
    {
        REQUIRE(l4.pkt >= frame && l4.len <= len && (size_t)(l4.pkt - frame) <= len - l4.len);
    }
    REQUIRE(l4m_tool_track_packet(track, &packet, carried, &l4));
    show(&place, &packet);
    free(frame);
}

static void read_frames(l4m_tool_track *track, fuzz_reader *reader, int link)
{
    uint64_t number = 0;
    while (reader->left != 0)
    {
        const uint8_t *bytes;
        size_t len = fuzz_bytes(reader, fuzz_word(reader) % 2048u, &bytes);
        look_at_frame(track, link, bytes, len, ++number);
    }
}

static void read_file(l4m_tool_track *track, const fuzz_reader *reader)
{
    char name[32];
    char *names[] = {name};
    l4m_tool_captured captured;
    int file = memfd_create("capture", 0);

    REQUIRE(file >= 0 && write(file, reader->at, reader->left) == (ssize_t)reader->left);
    snprintf(name, sizeof name, "/dev/fd/%d", file);
    l4m_tool_captures *captures = l4m_tool_captures_open(names, 1);
    while (captures != NULL && l4m_tool_captures_next(captures, &captured))
    {
        look_at_frame(track, captured.link, captured.bytes, captured.len, captured.frame);
    }
    if (captures != NULL)
    {
        (void)l4m_tool_captures_close(captures);
    }
    close(file);
}

/** A key for the associations of the input to hold or fail under. */
static void add_key(l4m_tool_keylog *log)
{
    l4m_tool_secret secret = {.proto = L4M_PROTO_UDP, .pair = {40000, 7000}, .suite = l4m_suite_by_id(0x0010)};
    memset(&secret.keys, 7, sizeof secret.keys);
    secret.keys.packet_key_len = 32;
    secret.keys.confirm_key_len = 32;
    REQUIRE(l4m_tool_keylog_add(log, &secret));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int links[] = {DLT_RAW, DLT_EN10MB, DLT_PPP, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_NULL, DLT_IPV4};
    fuzz_reader reader = {data, size};
    uint8_t what = fuzz_byte(&reader);
    l4m_tool_keylog log = {.items = NULL};

    add_key(&log);
    l4m_tool_track *track = l4m_tool_track_new(&log);
    REQUIRE(track != NULL);
    if (what & 0x80)
    {
        read_file(track, &reader);
    }
    else
    {
        int link = links[what % (sizeof links / sizeof links[0])];
        read_frames(track, &reader, l4m_tool_link_known(link) ? link : DLT_RAW);
    }
    l4m_tool_track_free(track);
    l4m_tool_keylog_free(&log);
    return 0;
}
