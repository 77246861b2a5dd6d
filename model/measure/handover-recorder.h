/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HANDOVER_RECORDER_H
#define HANDOVER_RECORDER_H

#include "flow-tracker.h"
#include "measure-log.h"
#include "packet-memory.h"

#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-base.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

class Node;
class Socket;

/**
 * @ingroup measure
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

        /** @param other another @return whether they differ: ns-3's callbacks ask */
        bool operator!=(const FlowId& other) const
        {
            return mobile != other.mobile || flow != other.flow;
        }
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    HandoverRecorder();
    ~HandoverRecorder() override;

    /** Listens to a mobile's access and IP. @param mobile a node with an AccessManager @return its
     * index, from 0 */
    uint32_t WatchMobile(Ptr<Node> mobile);
    /** Listens to a correspondent's IP, for the size of packets. @param node the node */
    void WatchCorrespondent(Ptr<Node> node);
    /** Listens to the system under test. @param system the system */
    void WatchSystem(Ptr<MobilitySystem> system);

    /**
     * Adds a flow.
     * @param mobile index of the mobile
     * @param name unique for the mobile
     * @param up whether the mobile sends
     * @param protocol 6 or 17
     * @return its name here
     */
    FlowId AddFlow(uint32_t mobile, const std::string& name, bool up, uint8_t protocol);
    /** Says which port the mobile's socket has. @param id the flow @param port the port */
    void SetPort(FlowId id, uint16_t port);

    /** A datagram is sent. @param id the flow @param seq its number @param bytes of payload */
    void NoteSent(FlowId id, uint64_t seq, uint32_t bytes);
    /**
     * A datagram has arrived.
     * @param id the flow
     * @param packet as the receiving socket gave it, for its uid
     * @param seq its number
     * @param sent when it was sent
     */
    void NoteReceived(FlowId id, Ptr<const Packet> packet, uint64_t seq, Time sent);

    /** Listens to the sender of a TCP flow. @param id the flow @param socket its socket, before the
     * first data */
    void WatchSender(FlowId id, Ptr<Socket> socket);
    /** Listens to the receiver of a TCP flow. @param id the flow @param socket its socket, before
     * the first data */
    void WatchReceiver(FlowId id, Ptr<Socket> socket);

    /** @return a flow's log, for what the application has to say @param id the flow */
    FlowLog& GetFlow(FlowId id);

    /** Completes the logs; once, at the end. @return one for each mobile */
    const std::vector<MobileLog>& Finish();

  protected:
    void DoDispose() override;

  private:
    /** What is remembered of a node. */
    struct NodeState
    {
        PacketMemory arrivals;                    //!< packets that arrived at its IP
        PacketMemory departures;                  //!< packets that its IP sent
        std::map<uint32_t, uint32_t> attachments; //!< number by device
        uint32_t attachmentCount{0};              //!< numbers given so far
    };

    /** A step of access. */
    void AccessHappened(uint32_t mobile, Ptr<Node> node, const AccessEvent& event);
    /** A notice. */
    void Noticed(uint32_t mobile, Ptr<Node> node, const UsableAddresses& usable);
    /** IPv4 received. */
    void Received4(uint32_t node, Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);
    /** IPv6 received. */
    void Received6(uint32_t node, Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface);
    /** IPv4 sent. */
    void Sent4(uint32_t node, Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);
    /** IPv6 sent. */
    void Sent6(uint32_t node, Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface);
    /** @return how a packet passes now @param node its id @param packet the packet @param ipHeader
     * bytes of its IP header @param device by which device */
    Passage Describe(uint32_t node,
                     Ptr<const Packet> packet,
                     uint32_t ipHeader,
                     Ptr<NetDevice> device);
    /** A TCP segment arrived at a node's IP. @param node its id @param uid of the packet @param
     * segment without the IP header @param passage how it passed */
    void SegmentAtIp(uint32_t node, uint64_t uid, Ptr<Packet> segment, const Passage& passage);
    /** @return who follows the flow that a TCP segment at IP belongs to, or nullptr @param mobile
     * index of the mobile @param up direction @param port the mobile's on the wire */
    FlowTracker* FindStream(std::size_t mobile, bool up, uint16_t port);
    /** @return how a packet that a socket got passed its node's IP, with the mobile's attachment */
    std::optional<Passage> Trace(FlowId id, Ptr<const Packet> packet);
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
    /** @return who follows a flow */
    FlowTracker& Tracker(FlowId id);
    /** @return index of a mobile's node, or that of none */
    std::size_t IndexOf(Ptr<Node> mobile) const;

    std::vector<Ptr<Node>> m_mobiles;              //!< by index
    std::vector<MobileLog> m_logs;                 //!< by index
    std::vector<std::vector<FlowTracker>> m_flows; //!< by mobile and flow
    std::map<uint32_t, NodeState> m_nodes;         //!< by node id
    bool m_streams{false};                         //!< whether there is a TCP flow
};

} // namespace ns3

#endif /* HANDOVER_RECORDER_H */
