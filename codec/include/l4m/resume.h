/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_RESUME_H
#define L4M_RESUME_H

/**
 * @file l4m/resume.h
 * An established UDP association as bytes, with which another process takes it up again when the first has ended,
 * however it ended (spec, Resuming an association). To the peer that is a move like any other.
 *
 *   l4m_save()      in the living process: gives the bytes
 *   (store them)    under another name, flushed to the disk, then renamed
 *   l4m_stored()    tells the association that they are stored
 *   l4m_resume()    in the next process; then at once l4m_save(), store, l4m_stored()
 *
 * The bytes are secret: whoever has them can forge packets of either side. Store them as a private key is stored
 * (readable by its owner alone), wipe them from memory when they are stored, and delete them when the association ends.
 * They are guarded against accident, not against somebody who may write to them.
 *
 * No packet number may be used twice with one key: with GMAC two packets of one number give the key away. So l4m_save()
 * sets a stretch of packet numbers and of moves aside for the association that lives on. Beyond what the stored bytes
 * set aside it sends and moves no more (L4M_ERR_UNSAVED) until it is saved anew; whoever resumes begins behind it. A
 * resumed association has nothing set aside: it sends nothing until it is saved and stored itself. So the bytes that it
 * came from are replaced before they can do harm, and a process may be killed at any moment and begin anew from what is
 * stored.
 *
 * What the library cannot see is the caller's to see to:
 *
 * - Only the last stored bytes may be resumed from. Two associations that come from the same bytes, or one that comes
 *   from an old copy of them, use the same packet numbers and state sequences: the peer takes one packet of each number
 *   for a replay, and with GMAC the key is lost. So: no copies, no backups, no restored disk images, and a lock where
 *   two processes could resume at once.
 * - The association that was saved must have ended. What it was granted is its own, but saved anew it would go on into
 *   the packet numbers of the resumed one.
 */

#include "l4m/assoc.h"

#ifdef __cplusplus
extern "C"
{
#endif

/** Bytes of a saved association, whatever its suite. */
#define L4M_SAVED_SIZE 169

/** Most packets that can be set aside: 2^24. */
#define L4M_RESERVE_MAX (UINT32_C(1) << 24)

/**
 * Writes an association down. Until l4m_stored() it may use what earlier stored bytes set aside, and no more than these
 * do.
 *
 * Each resumption takes a state sequence beyond all that were set aside, and all of an association that is saved lie
 * below 2^16: the echo of a packet then tells which one its sender held (spec 9.4). Each skips the packet numbers that
 * were set aside and not used; a peer that has heard nothing for 2^31 of them does not understand the next one, nor
 * does a resumed association a peer that has meanwhile sent as many.
 *
 * @param assoc   on UDP, in L4M_STATE_ESTABLISHED, and of a suite with packet numbers
 * @param packets packets that it may still send, those of the library itself included, 0 to L4M_RESERVE_MAX
 * @param moves   moves that it may still make
 * @param saved   receives the bytes
 * @return L4M_OK, L4M_ERR_ARGUMENT (TCP, whose own state is not the library's; or too many packets), L4M_ERR_STATE,
 *         L4M_ERR_SUITE (a suite without packet numbers, where nothing would keep old packets out) or
 *         L4M_ERR_EXHAUSTED (packet numbers are used up, or state sequences up to 65535: set up a new association)
 */
l4m_error l4m_save(l4m_assoc *assoc, uint32_t packets, uint16_t moves, uint8_t saved[L4M_SAVED_SIZE]);

/**
 * Tells an association that bytes of l4m_save() are stored in the place of all earlier ones, so that it may use what
 * they set aside. Where storing fails, do not call it: the association goes on with what it had.
 *
 * @return L4M_OK, L4M_ERR_SAVED, L4M_ERR_ARGUMENT (of another association) or L4M_ERR_UNSAVED (old ones: it has used
 *         more than they set aside; they must not be resumed from)
 */
l4m_error l4m_stored(l4m_assoc *assoc, const uint8_t saved[L4M_SAVED_SIZE]);

/**
 * Takes an association up again. It has moved: its state sequence is larger than any before, an empty packet tells the
 * peer if nothing else does (R9), and L4M_EVENT_FOLLOWED or L4M_EVENT_UNREACHABLE comes. Until the first packet that
 * the peer sends after it has followed, every packet is discarded as a replay, for the process before may have taken it
 * in. If the peer itself moves, or is resumed, before it has followed, neither finds the other any more (spec 9.4).
 *
 * Nothing is sent before it is saved and stored anew: do that before l4m_output().
 *
 * @param host  the host
 * @param out   receives the association, or NULL on error
 * @param saved the bytes of l4m_save()
 * @param len   how many; any number
 * @param now   the time, which need not go on from that of the process before
 * @return L4M_OK, L4M_ERR_SAVED, L4M_ERR_SUITE (not one of the host's), L4M_ERR_PORTS (another association here has
 *         this port pair; port_free of l4m_config is not asked), L4M_ERR_LIMIT or L4M_ERR_MEMORY
 */
l4m_error l4m_resume(l4m_host *host, l4m_assoc **out, const uint8_t *saved, size_t len, l4m_usec now);

/**
 * Packets that an association may send before it has to be saved anew: a caller that does so in good time is never held
 * up. Without any left it makes no empty packets and answers either. UINT64_MAX or a little less: it was never saved.
 */
uint64_t l4m_assoc_packets_left(const l4m_assoc *assoc);

#ifdef __cplusplus
}
#endif

#endif
