/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_L4M_H
#define L4M_L4M_H

/**
 * @file l4m/l4m.h
 * L4 mobility: sockets that outlive a change of IP address.
 *
 * Include this one file, and read the tree in this order:
 *
 *   version.h  the version of the library
 *   error.h    what can go wrong, with text for each
 *   types.h    time, addresses, memory and randomness: what the caller owns
 *   suite.h    the algorithms two peers can agree on
 *   keypair.h  Diffie-Hellman key pairs, which may be made ahead of time
 *   host.h     one host: its configuration, listening ports, counters
 *   assoc.h    one association: connect, protect, receive, move
 *   resume.h   one association as bytes, to be taken up again by another process
 *   header.h   the extended L4 header on the wire, for tools and the curious
 *
 * The library is sans-IO. It opens no socket, reads no clock, starts no thread. The caller hands
 * in bytes, addresses and the time, and gets bytes to send, data to deliver and events.
 * The protocol itself is written down in doc/specification.rst; "spec" below means that text,
 * "R1" to "R19" the requirements of the paper that it lists.
 */

#include "l4m/version.h"
#include "l4m/error.h"
#include "l4m/types.h"
#include "l4m/suite.h"
#include "l4m/keypair.h"
#include "l4m/host.h"
#include "l4m/assoc.h"
#include "l4m/resume.h"
#include "l4m/header.h"

#endif
