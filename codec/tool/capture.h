/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_CAPTURE_H
#define L4M_TOOL_CAPTURE_H

/**
 * @file capture.h
 * Captures in and out: pcap and pcapng files, several of them merged by time.
 *
 * A host that moves is often captured on several interfaces, each with a file of its own (ns-3 does so); only together
 * do they show the whole association.
 */

#include "net.h"

/** One captured frame. */
typedef struct l4m_tool_captured
{
    const char *file;
    uint64_t frame;   /**< in its file, from 1 */
    uint64_t nanosec; /**< since 1970 */
    int link;         /**< link type, DLT_... */
    const uint8_t *bytes;
    size_t len;
} l4m_tool_captured;

typedef struct l4m_tool_captures l4m_tool_captures;

/**
 * Opens files.
 * @param names file names, "-" for standard input
 * @return NULL after saying on stderr what is wrong
 */
l4m_tool_captures *l4m_tool_captures_open(char *const *names, size_t count);

/** The next frame of all files; its bytes stay until the next call. @return false at the end */
bool l4m_tool_captures_next(l4m_tool_captures *captures, l4m_tool_captured *out);

/**
 * Closes the files.
 * @return false where one was cut off or malformed, which was said on stderr; its frames before that were handed out
 */
bool l4m_tool_captures_close(l4m_tool_captures *captures);

typedef struct l4m_tool_writer l4m_tool_writer;

/** Begins a pcap file of raw IP packets. @return NULL after saying on stderr what is wrong */
l4m_tool_writer *l4m_tool_writer_open(const char *name);

/**
 * Writes a packet behind an IP header of its own, its TCP or UDP checksum filled in.
 * @return false where the packet is too long for IP
 */
bool l4m_tool_writer_put(l4m_tool_writer *writer,
                         uint64_t nanosec,
                         const l4m_addr *src,
                         const l4m_addr *dst,
                         uint8_t proto,
                         const uint8_t *pkt,
                         size_t len);

/** Ends the file. @return false after saying on stderr what is wrong */
bool l4m_tool_writer_close(l4m_tool_writer *writer);

#endif
