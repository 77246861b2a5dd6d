/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_TOOL_NET_H
#define L4M_TOOL_NET_H

/**
 * @file net.h
 * From a captured frame to the TCP or UDP packet in it.
 */

#include "l4m/types.h"

/** What a frame holds. */
typedef enum l4m_tool_carried
{
    L4M_TOOL_L4,       /**< a TCP or UDP packet */
    L4M_TOOL_OTHER,    /**< something else: ARP, ICMP, ... */
    L4M_TOOL_FRAGMENT, /**< a piece of an IP packet; not put together here */
    L4M_TOOL_BROKEN    /**< a frame or IP packet that is malformed or cut off before its TCP or UDP header */
} l4m_tool_carried;

/** The TCP or UDP packet of a frame. */
typedef struct l4m_tool_l4
{
    l4m_addr src;
    l4m_addr dst;
    uint8_t proto;       /**< L4M_PROTO_... */
    const uint8_t *pkt;  /**< from the L4 header on, inside the frame */
    size_t len;          /**< bytes captured of it */
    size_t whole;        /**< bytes that it had on the wire; more than len where the capture cut it off */
    const char *problem; /**< with L4M_TOOL_BROKEN: what is wrong */
} l4m_tool_l4;

/** Whether l4m_tool_frame() knows a link type (DLT_... of libpcap). */
bool l4m_tool_link_known(int link);

/**
 * Takes a frame apart.
 * @param link  link type, one that l4m_tool_link_known() knows
 * @param frame bytes captured
 * @param len   how many
 */
l4m_tool_carried l4m_tool_frame(l4m_tool_l4 *out, int link, const uint8_t *frame, size_t len);

/** Takes an IPv4 or IPv6 packet apart. */
l4m_tool_carried l4m_tool_ip(l4m_tool_l4 *out, const uint8_t *pkt, size_t len);

#endif
