/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HANDOVER_RECORDER_H
#define HANDOVER_RECORDER_H

#include "measure-log.h"

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-base.h"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

class Node;
class Socket;

/**
 * \ingroup measure
 * Writes down what access, the system under test, IP, TCP and the traffic tell through their trace
 * sources. What it means is worked out afterwards: FindHandovers(), MeasureHandover().
 */
class HandoverRecorder : public Object
{
  public:
    /** Names a flow: mobile and index in its log. */
    struct FlowId
    {
        uint32_t mobile{0};  //!< index of the mobile
        std::size_t flow{0}; //!< index of the flow

        /** \param other another \return whether they differ: ns-3's callbacks ask */
        bool operator!=(const FlowId& other) const
        {
            return mobile != other.mobile || flow != other.flow;
        }
    };

    /**
     * \brief Get the type ID.
     * \return the object TypeId
     */
    static TypeId GetTypeId();

    HandoverRecorder();
    ~HandoverRecorder() override;

    /** Listens to a mobile's access and IP. \param mobile a node with an AccessManager \return its
     * index, from 0 */
    uint32_t WatchMobile(Ptr<Node> mobile);
    /** Listens to a correspondent's IP, for the size of packets. \param node the node */
    void WatchCorrespondent(Ptr<Node> node);
    /** Listens to the system under test. \param system the system */
    void WatchSystem(Ptr<MobilitySystem> system);

    /**
     * Adds a flow.
     * \param mobile index of the mobile
     * \param name unique for the mobile
     * \param up whether the mobile sends
     * \param protocol 6 or 17
     * \return its name here
     */
    FlowId AddFlow(uint32_t mobile, const std::string& name, bool up, uint8_t protocol);
    /** Says which port the mobile's socket has. \param id the flow \param port the port */
    void SetPort(FlowId id, uint16_t port);

    /** A datagram is sent. \param id the flow \param seq its number \param bytes of payload */
    void NoteSent(FlowId id, uint64_t seq, uint32_t bytes);
    /**
     * A datagram has arrived.
     * \param id the flow
     * \param packet as the receiving socket gave it, for its uid
     * \param seq its number
     * \param sent when it was sent
     */
    void NoteReceived(FlowId id, Ptr<const Packet> packet, uint64_t seq, Time sent);

    /** Listens to the sender of a TCP flow. \param id the flow \param socket its socket, before the
     * first data */
    void WatchSender(FlowId id, Ptr<Socket> socket);
    /** Listens to the receiver of a TCP flow. \param id the flow \param socket its socket, before
     * the first data */
    void WatchReceiver(FlowId id, Ptr<Socket> socket);

    /** \return a flow's log, for what the application has to say \param id the flow */
    FlowLog& GetFlow(FlowId id);

    /** Completes the logs; once, at the end. \return one for each mobile */
    const std::vector<MobileLog>& Finish();

  protected:
    void DoDispose() override;

  private:
    /** A packet as it arrived at a node's IP. */
    struct Arrival
    {
        uint64_t uid{0};      //!< of the packet
        uint32_t bytes{0};    //!< with its IP header
        uint32_t ipHeader{0}; //!< of it, the IP header
        uint32_t device{0};   //!< index of the device
    };

    /** What is remembered of a node. */
    struct NodeState
    {
        std::deque<Arrival> arrivals;             //!< the latest, newest first
        std::map<uint32_t, uint32_t> attachments; //!< by device
        uint32_t attachmentCount{0};              //!< given so far
    };

    /** What is remembered of a flow. */
    struct FlowState
    {
        std::map<uint64_t, Time> sent; //!< when each was last sent
        std::set<uint64_t> repeated;   //!< which were sent more than once
        std::set<uint64_t> arrived;    //!< which have arrived
        uint64_t sentEnd{0};           //!< behind the last byte sent
        uint64_t highest{0};           //!< highest that has arrived
        bool acknowledged{true};       //!< the sender heard something since it last sent
        bool known{false};             //!< whether base is
        SequenceNumber32 base;         //!< TCP's number of the first byte
    };

    /** A step of access. */
    void AccessHappened(uint32_t mobile, Ptr<Node> node, const AccessEvent& event);
    /** A notice. */
    void Noticed(uint32_t mobile, Ptr<Node> node, const UsableAddresses& usable);
    /** IPv4 received. */
    void Received4(uint32_t node, Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);
    /** IPv6 received. */
    void Received6(uint32_t node, Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface);
    /** Remembers an arrival. */
    void Remember(uint32_t node, const Arrival& arrival);
    /** Listens to a node's IP. */
    void WatchIp(Ptr<Node> node);
    /** The system opened a way. */
    void Ready(const PathReady& ready);
    /** The system sends a message. */
    void Signalled(const SignallingMessage& message);
    /** A set-up is complete. */
    void SetUpDone(const SetUpReport& report);
    /** A TCP segment is sent. */
    void SegmentSent(FlowId id,
                     Ptr<const Packet> packet,
                     const TcpHeader& header,
                     Ptr<const TcpSocketBase> socket);
    /** The sender of a TCP flow receives. */
    void Acknowledged(FlowId id,
                      Ptr<const Packet> packet,
                      const TcpHeader& header,
                      Ptr<const TcpSocketBase> socket);
    /** A TCP segment arrived. */
    void SegmentReceived(FlowId id,
                         Ptr<const Packet> packet,
                         const TcpHeader& header,
                         Ptr<const TcpSocketBase> socket);
    /** Writes down an arrival. */
    void Write(FlowId id,
               Ptr<const Packet> packet,
               uint64_t seq,
               Time sent,
               uint32_t bytes,
               uint32_t l4Header);
    /** \return what is remembered of a flow */
    FlowState& State(FlowId id);
    /** \return place of a number in a flow's stream */
    static uint64_t Offset(FlowState& state, SequenceNumber32 number);
    /** \return index of a mobile's node, or that of none */
    std::size_t IndexOf(Ptr<Node> mobile) const;

    std::vector<Ptr<Node>> m_mobiles;            //!< by index
    std::vector<MobileLog> m_logs;               //!< by index
    std::vector<std::vector<FlowState>> m_flows; //!< by mobile and flow
    std::map<uint32_t, NodeState> m_nodes;       //!< by node id
};

} // namespace ns3

#endif /* HANDOVER_RECORDER_H */
