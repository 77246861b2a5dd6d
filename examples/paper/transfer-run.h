/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_TRANSFER_RUN_H
#define L4M_PAPER_TRANSFER_RUN_H

#include "stack.h"

#include "ns3/linux-tcp-preset.h"
#include "ns3/nstime.h"

#include <nlohmann/json.hpp>
#include <string>

namespace l4m
{
namespace paper
{

/** One file transfer from A to B, with a move in the middle. */
struct TransferRun
{
    /** What happens to A. */
    enum Event
    {
        NOTHING, //!< it stays, and only the handshake matters
        MOVE,    //!< it changes network and address
        UNPLUG   //!< its cable is pulled and put back; the address stays
    };

    Stack stack;                  //!< of both hosts
    ns3::LinuxTcpPreset tcp;      //!< of both hosts
    std::string file;             //!< path of what is sent
    uint64_t least = 0;           //!< bytes to send at least: the file is repeated
    Event event = MOVE;           //!< in the middle
    ns3::Time moveAfter;          //!< from connect() to the event
    ns3::Time outage;             //!< from the event until A can be reached again
    bool stopWhenResumed = false; //!< whether the rest of the file does not matter
    bool record = false;          //!< whether the time-sequence data is wanted
    uint32_t seed = 1;            //!< of ns-3's random numbers

    /**
     * Simulates it, in a process that has simulated nothing before.
     *
     * @return an object with
     * - handshake_ns: from connect() until the connection was established at A;
     * - outage_ns: as given;
     * - rto_ns, srtt_ns: TCP's timer and smoothed round-trip time at A when the move came;
     * - retransmissions_ns: after the move, while no data arrived, the times of what A's TCP sent;
     * - resumed_ns: from the move until data reached B's application through the new network, null
     *   if never;
     * - end: "complete", "lost" (the sender's socket reported an error) or "unfinished" (neither
     *   within the simulated time), and end_ns, from the move;
     * - bytes_offered, bytes_delivered; sha256_sent, sha256_received, of what the socket took and
     *   of what B read; file_size and copies of the file;
     * - sequence, if asked for: [ns from the move, "sent" or "delivered", byte].
     */
    nlohmann::ordered_json Simulate() const;
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_TRANSFER_RUN_H */
