/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_ERROR_H
#define L4M_ERROR_H

/**
 * @file l4m/error.h
 * Every function that can fail returns one of these. The same codes count discarded packets:
 * l4m_host_discarded() answers how many packets fell to each.
 */

#ifdef __cplusplus
extern "C"
{
#endif

/** Result codes. L4M_OK is 0; the rest are stable small positive numbers. */
typedef enum l4m_error
{
    L4M_OK = 0,

    /* The caller's mistakes and the machine's limits. */
    L4M_ERR_ARGUMENT,  /**< an argument is outside its documented range */
    L4M_ERR_MEMORY,    /**< the allocator returned NULL */
    L4M_ERR_CRYPTO,    /**< libcrypto refused an operation that should work */
    L4M_ERR_RANDOM,    /**< the source of randomness failed */
    L4M_ERR_BUFFER,    /**< the output buffer is too small */
    L4M_ERR_STATE,     /**< the association is not in a state for this call */
    L4M_ERR_EXHAUSTED, /**< packet numbers or state sequences are used up */
    L4M_ERR_LIMIT,     /**< the host holds as many associations as it may */

    /* What can be wrong with the form of a received packet (spec, Error handling). */
    L4M_ERR_TRUNCATED,        /**< shorter than its own length fields say */
    L4M_ERR_L4_HEADER,        /**< the TCP or UDP header itself is malformed */
    L4M_ERR_VERSION,          /**< extended header of a version not known here */
    L4M_ERR_TYPE,             /**< message type not known here */
    L4M_ERR_LENGTH,           /**< header length impossible for the message type */
    L4M_ERR_MAGIC,            /**< L4_INIT or L4_OFFER without the magic number */
    L4M_ERR_OPTION_LENGTH,    /**< an option runs past the header or has a wrong size */
    L4M_ERR_OPTION_CRITICAL,  /**< unknown option that is marked critical */
    L4M_ERR_OPTION_MISSING,   /**< an option that the message must have is absent */
    L4M_ERR_OPTION_DUPLICATE, /**< an option stands twice that may stand once */

    /* What can be wrong with its meaning. */
    L4M_ERR_NO_ASSOCIATION, /**< extended, but no association has this port pair */
    L4M_ERR_MAC,            /**< the message authentication code does not hold (R7) */
    L4M_ERR_REPLAY,         /**< packet number seen before or too old */
    L4M_ERR_SUITE,          /**< no suite in common, or one that was not proposed */
    L4M_ERR_PUBLIC_VALUE,   /**< the peer's Diffie-Hellman value is unacceptable */
    L4M_ERR_PORTS,          /**< no port pair could be agreed on (R13, R14) */
    L4M_ERR_NOT_LISTENING,  /**< L4_INIT to a port where no mobile socket listens */
    L4M_ERR_UNEXPECTED,     /**< valid, but not in this state (a late L4_OFFER, say) */
    L4M_ERR_DUPLICATE,      /**< an L4_INIT that has been answered and confirmed already */
    L4M_ERR_CROSSED,        /**< our own L4_INIT goes before the crossing one */
    L4M_ERR_REFLECTED,      /**< our own L4_INIT came back to us */
    L4M_ERR_BUSY,           /**< too many half-open associations */

    /* How an association ends by itself. */
    L4M_ERR_TIMEOUT, /**< no answer within all repetitions */
    L4M_ERR_REFUSED, /**< the peer refused mobility */
    L4M_ERR_PLAIN,   /**< the peer is an ordinary socket */
    L4M_ERR_IDLE,    /**< nothing received for the configured idle time */

    /* Of associations that are saved (resume.h). */
    L4M_ERR_UNSAVED, /**< what was set aside when the association was saved is used up; save it anew */
    L4M_ERR_SAVED,   /**< bytes that are no saved association, are spoilt, or are of another version */

    L4M_ERR_COUNT /**< number of codes, not a code */
} l4m_error;

/**
 * A short English text for a code.
 * @param code any value; numbers that are not codes get "unknown error"
 * @return a static string, never NULL
 */
const char *l4m_strerror(l4m_error code);

/**
 * The name of a code in lower case with hyphens ("option-critical"), fit for logs and file formats.
 * @param code any value
 * @return a static string, never NULL
 */
const char *l4m_error_name(l4m_error code);

#ifdef __cplusplus
}
#endif

#endif
