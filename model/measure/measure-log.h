/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MEASURE_LOG_H
#define MEASURE_LOG_H

#include "ns3/access-manager.h"
#include "ns3/mobility-system.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @defgroup measure Measuring
 * Where the time of a handover goes. It listens to trace sources; nothing depends on it.
 */

/**
 * @ingroup measure
 * Data handed to IP by the sender of a flow.
 */
struct SentData
{
    Time when;         //!< when
    uint64_t seq{0};   //!< number of the datagram, or of the first byte in the stream
    uint32_t bytes{0}; //!< of payload
    bool again{false}; //!< has been sent before
};

/**
 * @ingroup measure
 * Data that arrived at the receiver of a flow.
 */
struct ReceivedData
{
    Time when;              //!< when
    Time sent;              //!< when it was last sent before that
    uint64_t seq{0};        //!< see SentData
    uint32_t bytes{0};      //!< of payload
    uint32_t fresh{0};      //!< of these, bytes that had not arrived before
    uint32_t attachment{0}; //!< of the mobile that it used, 0: not known
    bool duplicate{false};  //!< has arrived before
    bool reordered{false};  //!< arrived behind what was sent later, though never repeated
};

/**
 * @ingroup measure
 * One direction of an application's data, and what became of it.
 */
struct FlowLog
{
    std::string name;                   //!< unique for a mobile
    uint32_t mobile{0};                 //!< index of the mobile
    bool up{false};                     //!< mobile to correspondent
    uint8_t protocol{0};                //!< 6 or 17
    uint16_t port{0};                   //!< the mobile's, as its socket believes it
    std::vector<SentData> sent;         //!< in order
    std::vector<ReceivedData> received; //!< in order
    std::vector<Time> timeouts;         //!< when TCP's retransmission timer ran out
    uint64_t headerPackets{0};          //!< packets of which the size on the wire is known
    uint64_t headerBytes{0}; //!< of these on the mobile's link, beyond payload and ordinary headers
    std::string sha256Sent;  //!< of a file, else empty
    std::string sha256Received; //!< of a file, else empty
    std::string outcome;        //!< what the application says
};

/**
 * @ingroup measure
 * A step of access, or a notice.
 */
struct AccessRecord
{
    Time when;                      //!< when
    bool notice{false};             //!< a notice; else an event
    AccessEvent event;              //!< of an event
    uint32_t attachment{0};         //!< of LINK_UP: the number it gets, from 1
    std::vector<UsableAddress> all; //!< of a notice
};

/**
 * @ingroup measure
 * All that was seen of one mobile.
 */
struct MobileLog
{
    std::vector<AccessRecord> access;                           //!< in order
    std::vector<std::pair<Time, PathReady>> ready;              //!< in order
    std::vector<std::pair<Time, SignallingMessage>> signalling; //!< in order
    std::vector<SetUpReport> setUps;                            //!< in order
    std::vector<FlowLog> flows;                                 //!< its data
};

} // namespace ns3

#endif /* MEASURE_LOG_H */
