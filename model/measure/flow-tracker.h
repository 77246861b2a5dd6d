/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef FLOW_TRACKER_H
#define FLOW_TRACKER_H

#include "measure-log.h"
#include "packet-memory.h"

#include "ns3/tcp-header.h"

#include <map>
#include <optional>

namespace ns3
{

/**
 * @ingroup measure
 * Numbers that have been seen, as ranges.
 */
class SeenNumbers
{
  public:
    /** Adds a range. @param begin first number @param end behind the last @return how many of them
     * are new */
    uint64_t Add(uint64_t begin, uint64_t end);
    /** @return the first number that has not been seen */
    uint64_t GetFirstMissing() const;

  private:
    std::map<uint64_t, uint64_t> m_ranges; //!< ends by beginnings; they neither touch nor overlap
};

/**
 * @ingroup measure
 * Follows one direction of an application's data, and writes it down.
 */
class FlowTracker
{
  public:
    /** @param log what is known of the flow beforehand */
    explicit FlowTracker(const FlowLog& log);

    /** @return what has been written down */
    FlowLog& GetLog();

    /** A datagram is sent. @param seq its number @param bytes of payload */
    void DatagramSent(uint64_t seq, uint32_t bytes);
    /**
     * A datagram has arrived.
     * @param seq its number
     * @param bytes of payload
     * @param sent when it was sent
     * @param passage how it passed the receiver's IP, where that is known
     */
    void DatagramReceived(uint64_t seq,
                          uint32_t bytes,
                          Time sent,
                          const std::optional<Passage>& passage);

    /** A TCP segment is sent. @param header its header @param bytes of payload */
    void SegmentSent(const TcpHeader& header, uint32_t bytes);
    /** The sender of a TCP flow receives anything. */
    void SenderHeard();
    /** A TCP segment has arrived. @param header its header @param bytes of payload @param passage
     * as above */
    void SegmentReceived(const TcpHeader& header,
                         uint32_t bytes,
                         const std::optional<Passage>& passage);

    /**
     * A TCP segment has come to the receiver's IP. TCP tells nothing of data that it has already,
     * as that which is repeated at once after a move may be: this does.
     * @param number its sequence number
     * @param header bytes of its header, options included
     * @param bytes behind the header
     * @param passage how it passed IP
     */
    void SegmentAtIp(SequenceNumber32 number,
                     uint32_t header,
                     uint32_t bytes,
                     const Passage& passage);

  private:
    /** When a segment was sent. */
    struct Sending
    {
        Time when;            //!< last
        uint32_t bytes{0};    //!< of payload
        bool repeated{false}; //!< whether that was not the first time
    };

    /** @return place of a number in the stream @param number as in a header */
    uint64_t PlaceOf(SequenceNumber32 number);
    /** Writes down a segment's arrival. @param place of it in the stream @param header bytes of its
     * header @param bytes of payload @param passage as for SegmentReceived() */
    void Arrived(uint64_t place,
                 uint32_t header,
                 uint32_t bytes,
                 const std::optional<Passage>& passage);
    /** Writes down the size of an arrival's headers. */
    void CountHeaders(const ReceivedData& data, uint32_t l4Header, const Passage& passage);

    FlowLog m_log;                          //!< what has been written down
    SeenNumbers m_arrived;                  //!< datagrams or bytes
    uint64_t m_highest{0};                  //!< highest seq that has arrived
    std::map<uint64_t, Sending> m_sent;     //!< segments that may still arrive, by place
    uint64_t m_sentEnd{0};                  //!< behind the last byte sent
    Time m_heard{-1};                       //!< when the sender last received anything
    std::optional<SequenceNumber32> m_base; //!< number of the first byte
};

} // namespace ns3

#endif /* FLOW_TRACKER_H */
