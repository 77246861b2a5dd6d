/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4m/error.h"

typedef struct entry
{
    const char *name;
    const char *text;
} entry;

static const entry entries[L4M_ERR_COUNT] = {
    [L4M_OK] = {"ok", "no error"},
    [L4M_ERR_ARGUMENT] = {"argument", "an argument is outside its documented range"},
    [L4M_ERR_MEMORY] = {"memory", "out of memory"},
    [L4M_ERR_CRYPTO] = {"crypto", "libcrypto refused an operation"},
    [L4M_ERR_RANDOM] = {"random", "the source of randomness failed"},
    [L4M_ERR_BUFFER] = {"buffer", "the output buffer is too small"},
    [L4M_ERR_STATE] = {"state", "the association is not in a state for this"},
    [L4M_ERR_EXHAUSTED] = {"exhausted", "packet numbers or state sequences are used up"},
    [L4M_ERR_LIMIT] = {"limit", "the host holds as many associations as it may"},
    [L4M_ERR_TRUNCATED] = {"truncated", "packet is shorter than its length fields say"},
    [L4M_ERR_L4_HEADER] = {"l4-header", "malformed TCP or UDP header"},
    [L4M_ERR_VERSION] = {"version", "extended header of an unknown version"},
    [L4M_ERR_TYPE] = {"type", "unknown message type"},
    [L4M_ERR_LENGTH] = {"length", "header length impossible for the message type"},
    [L4M_ERR_MAGIC] = {"magic", "L4_INIT or L4_OFFER without the magic number"},
    [L4M_ERR_OPTION_LENGTH] = {"option-length", "an option has a wrong size"},
    [L4M_ERR_OPTION_CRITICAL] = {"option-critical", "unknown option that is marked critical"},
    [L4M_ERR_OPTION_MISSING] = {"option-missing", "a required option is absent"},
    [L4M_ERR_OPTION_DUPLICATE] = {"option-duplicate", "an option stands twice"},
    [L4M_ERR_NO_ASSOCIATION] = {"no-association", "no association has this port pair"},
    [L4M_ERR_MAC] = {"mac", "the message authentication code does not hold"},
    [L4M_ERR_REPLAY] = {"replay", "packet number seen before or too old"},
    [L4M_ERR_SUITE] = {"suite", "no suite in common, or one that was not proposed"},
    [L4M_ERR_PUBLIC_VALUE] = {"public-value", "unacceptable Diffie-Hellman public value"},
    [L4M_ERR_PORTS] = {"ports", "no port pair could be agreed on"},
    [L4M_ERR_NOT_LISTENING] = {"not-listening", "no mobile socket listens on this port"},
    [L4M_ERR_UNEXPECTED] = {"unexpected", "valid message that does not fit the state"},
    [L4M_ERR_DUPLICATE] = {"duplicate", "L4_INIT that has been answered and confirmed"},
    [L4M_ERR_CROSSED] = {"crossed", "the own L4_INIT goes before a crossing one"},
    [L4M_ERR_REFLECTED] = {"reflected", "the own L4_INIT came back"},
    [L4M_ERR_BUSY] = {"busy", "too many half-open associations"},
    [L4M_ERR_TIMEOUT] = {"timeout", "no answer within all repetitions"},
    [L4M_ERR_REFUSED] = {"refused", "the peer refused mobility"},
    [L4M_ERR_PLAIN] = {"plain", "the peer is an ordinary socket"},
    [L4M_ERR_IDLE] = {"idle", "nothing received for the idle time"},
    [L4M_ERR_UNSAVED] = {"unsaved", "what was set aside when the association was saved is used up"},
    [L4M_ERR_SAVED] = {"saved", "not a saved association, or spoilt, or of another version"},
};

static const entry unknown = {"unknown", "unknown error"};

static const entry *find(l4m_error code)
{
    return (unsigned)code < L4M_ERR_COUNT ? &entries[code] : &unknown;
}

const char *l4m_strerror(l4m_error code)
{
    return find(code)->text;
}

const char *l4m_error_name(l4m_error code)
{
    return find(code)->name;
}
