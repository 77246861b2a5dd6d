/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef RUN_RECORD_H
#define RUN_RECORD_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup measure
 * What was run: a row of the table run.
 */
struct RunInfo
{
    std::string key;            //!< unique in a database: names the settings and the seed
    std::string label;          //!< as figures name it
    std::string preset;         //!< name of the preset, or empty
    std::string system;         //!< mobility system
    std::string fidelity;       //!< how much of it is modelled
    std::string infrastructure; //!< what it needs in the network, or empty
    std::string access;         //!< kind of access
    std::string traffic;        //!< kind of traffic
    std::string family;         //!< "ipv4" or "ipv6"
    int64_t seed{0};            //!< of the random number streams
    std::string config;         //!< all settings, a JSON object
    std::string ns3Version;     //!< such as "3.37"
    std::string projectVersion; //!< of this project
    int64_t simulatedNs{0};     //!< simulated time, ns
    int64_t simulatorEvents{0}; //!< events that the simulator went through
};

/**
 * @ingroup measure
 * One direction of an application's data over the whole run: a row of the table flow.
 */
struct FlowRow
{
    int64_t mobile{0};                 //!< index of the mobile
    std::string name;                  //!< unique for a mobile and a direction
    std::string direction;             //!< "up": mobile to correspondent; "down"
    std::string protocol;              //!< "tcp" or "udp"
    int64_t sentPackets{0};            //!< data packets that the sender sent, repeated ones too
    int64_t receivedPackets{0};        //!< data packets that arrived, duplicates too
    int64_t lost{0};                   //!< sent and never arrived
    int64_t duplicated{0};             //!< arrived again
    int64_t reordered{0};              //!< arrived behind what was sent later
    int64_t sentBytes{0};              //!< of payload, repeated ones too
    int64_t receivedBytes{0};          //!< of payload, duplicates not counted
    int64_t tcpTimeouts{0};            //!< times that TCP's retransmission timer ran out
    std::optional<double> headerBytes; //!< bytes per data packet beyond the ordinary IP and TCP or
                                       //!< UDP headers and the payload; nothing where none arrived
    std::optional<int64_t> transitNs;  //!< mean time that new data was on its way, ns
    std::optional<std::string> sha256Sent;     //!< of a file
    std::optional<std::string> sha256Received; //!< of a file
    std::string outcome;                       //!< what the application says
};

/**
 * @ingroup measure
 * A set-up of an association, a registration and the like: a row of the table setup.
 */
struct SetUpRow
{
    int64_t mobile{0};        //!< index of the mobile
    std::string protocol;     //!< "tcp" or "udp"; "all": of the mobile as a whole
    int64_t port{0};          //!< the mobile's; 0: of the mobile as a whole
    int64_t beganNs{0};       //!< when it was asked for, ns
    int64_t establishedNs{0}; //!< when it was complete, ns
    int64_t durationNs{0};    //!< between these, ns
    int64_t mobileCpuNs{0};   //!< processor time of the mobile, ns
    int64_t peerCpuNs{0};     //!< processor time of the other side, ns
    int64_t messages{0};      //!< messages of set-ups of the mobile in that time
    int64_t bytes{0};         //!< bytes of these
};

/**
 * @ingroup measure
 * What a handover did to a flow: a row of the table handover. Times are ns of simulated time; one
 * that did not come is nothing. doc/lab.rst says what the parts are.
 */
struct HandoverRow
{
    int64_t mobile{0};                    //!< index of the mobile
    int64_t number{0};                    //!< of the mobile's handovers, from 1
    std::string flow;                     //!< name of the flow
    std::string direction;                //!< "up" or "down"
    std::string fromNetwork;              //!< network that was left
    std::optional<std::string> toNetwork; //!< network that was reached
    std::string fromAddress;              //!< preferred address before
    std::optional<std::string> toAddress; //!< preferred address after
    std::optional<bool> addressChanged;   //!< whether these differ
    std::optional<int64_t> g0Ns;          //!< last arrival by the old attachment
    int64_t lossNs{0};                    //!< loss noticed, or the switch decided
    std::optional<int64_t> scanBeganNs;   //!< search begun
    std::optional<int64_t> scanEndedNs;   //!< network chosen
    std::optional<int64_t> linkUpNs;      //!< L: link up
    std::optional<int64_t> movementNs;    //!< M: network known
    std::optional<int64_t> usableNs;      //!< A: address usable
    std::optional<int64_t> readyNs;       //!< the system opened the way
    std::optional<int64_t> sentNs;        //!< when the packet that arrived at g1 was sent
    std::optional<int64_t> g1Ns;          //!< first arrival by the new attachment
    std::optional<int64_t> dL2Ns;         //!< part: g0 to L
    std::optional<int64_t> dLossNs;       //!< of it: until the loss was noticed
    std::optional<int64_t> dScanNs;       //!< of it: until a network was chosen
    std::optional<int64_t> dJoinNs;       //!< of it: the rest
    std::optional<int64_t> dMdNs;         //!< part: L to M
    std::optional<int64_t> dAcNs;         //!< part: M to A
    std::optional<int64_t> tProtoNs;      //!< part: what the system and the way took
    std::optional<int64_t> tTransportNs;  //!< part: the way was open, nothing was sent
    std::optional<int64_t> totalNs;       //!< the five together: g0 to g1, or 0
    std::optional<int64_t> tDeliveryNs;   //!< A to g1, less what the sender waited
    std::optional<int64_t> overlapNs;     //!< g1 to g0 where both attachments carried data
    int64_t lost{0};                      //!< packets
    int64_t duplicated{0};                //!< packets
    int64_t reordered{0};                 //!< packets
    int64_t signallingMessages{0};        //!< messages of the system
    int64_t signallingBytes{0};           //!< bytes of these
    int64_t tcpTimeouts{0};               //!< of the sender, within the gap
    double goodputBeforeBps{0};           //!< bit/s over the last second before g0
    std::optional<int64_t> recoveryNs;    //!< g1 to 90 % of it
    std::string outcome;                  //!< how it ended
};

/**
 * @ingroup measure
 * A published figure that a preset shows beside ours: a row of the table published.
 */
struct PublishedRow
{
    std::string preset; //!< name of the preset
    std::string metric; //!< what it measures
    double value{0};    //!< the figure
    std::string unit;   //!< such as "s"
    std::string source; //!< where it was published
};

/**
 * @ingroup measure
 * All rows of one run. A run that was simulated by another process comes as JSON.
 */
struct RunRecord
{
    RunInfo run;                         //!< what was run
    std::vector<FlowRow> flows;          //!< its flows
    std::vector<SetUpRow> setUps;        //!< its set-ups
    std::vector<HandoverRow> handovers;  //!< its handovers
    std::vector<PublishedRow> published; //!< figures of its preset
};

/**
 * @ingroup measure
 * @param record the rows of a run
 * @return them as one line of JSON
 * @throw std::runtime_error where a text is not UTF-8 or a number is not finite
 */
std::string ToJson(const RunRecord& record);

/**
 * @ingroup measure
 * @param json what ToJson() returned
 * @return the rows
 * @throw std::runtime_error where it is no such thing, as when it was cut off
 */
RunRecord RunRecordFromJson(const std::string& json);

} // namespace ns3

#endif /* RUN_RECORD_H */
