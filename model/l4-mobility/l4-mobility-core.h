/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_CORE_H
#define L4_MOBILITY_CORE_H

#include "l4-mobility-cpu.h"
#include "l4-mobility-face.h"
#include "l4-mobility-flow.h"
#include "l4-mobility-ip.h"
#include "l4-mobility-protocol.h"
#include "l4-mobility-watch.h"

#include "ns3/event-id.h"

#include <deque>
#include <set>
#include <vector>

namespace ns3
{

class L4MobilityTcpPath;
class L4MobilityUdpPath;
class MobileTcpSocket;

/**
 * @ingroup l4mobility
 * The works of an L4MobilityProtocol: the codec's host with its timers and events, the flows, and
 * what TCP and UDP have in common. All that is a TCP or UDP matter only is in L4MobilityTcpPath and
 * L4MobilityUdpPath. It decides nothing of the protocol: the codec does.
 */
class L4MobilityCore
{
  public:
    /** @param owner whose works these are; holds the attributes and fires the traces */
    explicit L4MobilityCore(L4MobilityProtocol& owner);
    ~L4MobilityCore();

    L4MobilityCore(const L4MobilityCore&) = delete;
    L4MobilityCore& operator=(const L4MobilityCore&) = delete;

    /** Puts the layer between the transport protocols and the IPs of a node; a second call does
     * nothing. */
    void Install(Ptr<Node> node);

    /** Closes everything. */
    void Dispose();

    /** @return whether any socket or port of the node is mobile; while none is, the layer only
     * passes packets on */
    bool IsActive() const
    {
        return m_host || !m_owner.m_mobilePorts.empty();
    }

    /** Makes the codec's host if there is none. @return the host */
    l4m_host* Host()
    {
        if (!m_host)
        {
            MakeHost();
        }
        return m_host;
    }

    /** @return the host, or nullptr while there is none */
    l4m_host* PeekHost() const;

    // From the faces.

    /** A packet arrived. @return what the transport protocol answered, or RX_OK */
    IpL4Protocol::RxStatus Receive(L4MobilityFace& face, l4mobility::Arrival& arrival);

    /**
     * A transport protocol sends.
     * @param protocol 6 or 17
     * @param packet from its L4 header on
     * @param src the source that the socket believes
     * @param dst the destination that the socket believes
     * @param hint the route that was looked up for it, or nullptr
     * @return whether the layer has taken it; if not, it goes its ordinary way
     */
    bool SendDown(uint8_t protocol,
                  Ptr<Packet> packet,
                  const l4m_addr& src,
                  const l4m_addr& dst,
                  Ptr<Ipv4Route> hint);

    // For the paths of TCP and UDP.

    /** @return the node */
    Ptr<Node> GetNode() const;
    /** @return the flows */
    l4mobility::FlowTable& Flows();
    /** @return the two IPs */
    l4mobility::Ip& GetIp();
    /** @return the TCP path */
    L4MobilityTcpPath& Tcp();
    /** @return the UDP path */
    L4MobilityUdpPath& Udp();
    /** @return the face under a transport protocol */
    L4MobilityFace& Face(uint8_t protocol);

    /** @return an arrived packet's bytes, in a buffer that has room behind them; good until the
     * next call */
    std::vector<uint8_t>& Bytes(Ptr<const Packet> packet);

    /** @return the time as the codec counts it */
    static l4m_usec Now();

    /** @return whether the attribute Policy is "Require" */
    bool RequiresMobility() const;

    /** @return whether an arrived packet's checksum is wrong, where the simulation has checksums */
    bool HasWrongChecksum(const l4mobility::Arrival& arrival, const uint8_t* bytes) const;

    /** @return the attribute UdpQueue */
    std::size_t GetUdpQueue() const;

    /** @return whether MobilePorts names a port */
    bool IsListed(uint8_t protocol, uint16_t port) const;

    /** Lets a port be reached by L4_INIT; counts how often it was asked to. */
    void Listen(uint8_t protocol, uint16_t port);
    /** Undoes one Listen(). */
    void Unlisten(uint8_t protocol, uint16_t port);
    /** @return whether a port can be reached by L4_INIT */
    bool IsListening(uint8_t protocol, uint16_t port) const;

    /**
     * Makes a flow with this node as initiator and begins its association.
     * @param inner as the socket believes it
     * @param tcp its socket, or nullptr
     * @return the flow; its fate says what to do with its packets
     */
    Ptr<l4mobility::Flow> Connect(const l4mobility::Inner& inner, Ptr<TcpSocketBase> tcp);

    /**
     * Makes a flow for an association that a peer began, unless it has one.
     * @param assoc the association
     * @param inner as the packet has it; ports and addresses that a socket already believes in are
     * changed until they are unique @return the flow
     */
    Ptr<l4mobility::Flow> Accept(l4m_assoc* assoc, l4mobility::Inner inner);

    /** Closes a flow's association and forgets the flow. */
    void Close(Ptr<l4mobility::Flow> flow);

    /**
     * Sends a socket's packet through its association.
     * @param flow established, or a responder
     * @param packet with L4 header
     * @param hint see SendDown()
     */
    void SendProtected(Ptr<l4mobility::Flow> flow, Ptr<Packet> packet, Ptr<Ipv4Route> hint);

    /**
     * Sends bytes that the codec wrote, or a plain packet of the layer's own.
     * @param flow whose, or nullptr
     * @param protocol 6 or 17
     * @param dst where to
     * @param bytes L4 header and extended header; the checksum is filled in here
     * @param length of these
     * @param l4Length of the L4 header
     * @param packet empty, with the tags to carry
     */
    void SendBytes(Ptr<l4mobility::Flow> flow,
                   uint8_t protocol,
                   const l4m_addr& dst,
                   uint8_t* bytes,
                   size_t length,
                   size_t l4Length,
                   Ptr<Packet> packet);

    /**
     * Asks the codec about an arrived packet, and charges the processor.
     * @param arrival how it came
     * @param bytes all of it
     * @param claimed the flow whose socket it names, or nullptr
     * @param hasPlainSocket finds out whether an ordinary connected socket has its addresses and
     * ports @param result what the codec says @return the codec's verdict
     */
    l4m_verdict Input(const l4mobility::Arrival& arrival,
                      std::vector<uint8_t>& bytes,
                      const l4mobility::Flow* claimed,
                      const std::function<bool()>& hasPlainSocket,
                      l4m_result& result);

    /**
     * Hands a packet to a flow's socket, without extended header and with the ports and addresses
     * that the socket believes. @param flow whose @param arrival how it came @param bytes all of
     * it; the L4 header is changed @param l4Length of the L4 header @param extLength of the
     * extended header
     */
    void Deliver(Ptr<l4mobility::Flow> flow,
                 l4mobility::Arrival& arrival,
                 std::vector<uint8_t>& bytes,
                 size_t l4Length,
                 size_t extLength);

    /** Charges the node's processor for what the codec did since \p before. */
    void Charge(const l4m_work& before, const l4m_assoc* assoc);
    /** @return the codec's counters of work, zeros where no work costs anything */
    l4m_work Work() const;

    /** Does something when the processor is done. */
    template <typename F>
    void WhenDone(F&& action)
    {
        m_cpu.WhenDone(std::forward<F>(action));
    }

    /** @return when the processor is done */
    Time DoneAt() const;

    /** Deals with the codec's events; kicks wait for AfterCodec(). */
    void HandleEvents();
    /** Sends what the codec has to send, kicks sockets, sets the timer: after each call of the
     * codec. */
    void AfterCodec();

    /** Fires Rejected. */
    void Reject(const l4mobility::Arrival& arrival, l4m_error reason);
    /** Lets the codec count a packet that has not even a whole L4 header; ns-3 would read beyond
     * its end. */
    void RejectTruncated(const l4mobility::Arrival& arrival);
    /** Looks at all flows whether their own address changed, now. */
    void CheckAddresses();
    /** Lets CheckAddresses() run once all events of this moment are over. */
    void ScheduleCheck();

    /** @return the largest segment that TCP may send so that nothing is fragmented, in bytes; 0 if
     * not known */
    uint32_t SegmentLimit() const;

  private:
    /** Makes the codec's host. */
    void MakeHost();
    /** Writes a checksum where TCP or UDP has it; zero if the simulation has no checksums. */
    void FillChecksum(const l4m_addr& src,
                      const l4m_addr& dst,
                      uint8_t protocol,
                      uint8_t* bytes,
                      size_t length) const;
    /** Looks up the way for a flow and tells the codec if the own address changed. @return the way
     */
    l4mobility::Path FindPath(l4mobility::Flow& flow, Ptr<Ipv4Route> hint);
    /** Fires Signalling. @param flow whose @param protocol 6 or 17 @param size of the IP packet in
     * bytes @param bytes from its L4 header on @param length of these @param l4Length of the L4
     * header */
    void TellSignalling(const Ptr<l4mobility::Flow>& flow,
                        uint8_t protocol,
                        uint32_t size,
                        const uint8_t* bytes,
                        std::size_t length,
                        std::size_t l4Length) const;
    /** Sends a packet once the processor is done with it. */
    void Send(Ptr<Packet> packet, uint8_t protocol, const l4mobility::Path& path);
    /** Hands a packet that Deliver() has prepared to the socket. */
    void PassUp(l4mobility::Flow& flow, const l4mobility::Arrival& arrival);
    /** The own address of a flow is another now. */
    void Moved(l4mobility::Flow& flow, const l4m_addr& source);
    /** Deals with one event. */
    void HandleEvent(const l4m_event& event);
    /** A flow's association has its ports and keys. */
    void Established(Ptr<l4mobility::Flow> flow);
    /** Appends a flow's keys to the file that KeyLog names. */
    void LogKeys(const l4mobility::Flow& flow) const;
    /** A flow's set-up failed, or its association ended. */
    void Failed(Ptr<l4mobility::Flow> flow, l4m_error reason);
    /** Sends what the codec has to send. */
    void SendOutput();
    /** Sets the timer to the codec's deadline. */
    void SetTimer();
    /** The timer ran out. */
    void TimerExpired();
    /** @return a key pair made ahead, or nullptr for none */
    l4m_keypair* TakeKey();
    /** Answers l4m_config::port_free. */
    static bool PortFree(void* user, uint8_t protocol, uint16_t localPort, uint16_t peerPort);

    L4MobilityProtocol& m_owner;              //!< whose works these are
    Ptr<Node> m_node;                         //!< the node
    l4m_host* m_host{nullptr};                //!< the codec's host
    l4m_rng_seeded m_rngState{};              //!< of the codec's randomness
    l4m_rng m_rng{};                          //!< the codec's randomness
    l4mobility::Ip m_ip;                      //!< the two IPs
    l4mobility::FlowTable m_flows;            //!< the flows
    l4mobility::Cpu m_cpu;                    //!< the processor
    Time m_unclaimed;                         //!< last cost, of an association without flow yet
    Ptr<L4MobilityFace> m_tcpFace;            //!< under TCP
    Ptr<L4MobilityFace> m_udpFace;            //!< under UDP
    Ptr<l4mobility::Watch4> m_watch4;         //!< on IPv4's addresses
    Ptr<l4mobility::Watch6> m_watch6;         //!< on IPv6's addresses
    std::unique_ptr<L4MobilityTcpPath> m_tcp; //!< what only TCP needs
    std::unique_ptr<L4MobilityUdpPath> m_udp; //!< what only UDP needs
    bool m_checksums{false};                  //!< Node::ChecksumEnabled()
    std::vector<uint8_t> m_arrived;           //!< see Bytes()
    std::vector<uint8_t> m_departing;         //!< where SendProtected() puts a packet together
    std::deque<l4m_keypair*> m_keys;          //!< made ahead
    std::map<std::pair<uint8_t, uint16_t>, uint32_t> m_listening; //!< how often Listen() was asked
    std::vector<Ptr<l4mobility::Flow>> m_kicks; //!< flows whose TCP is to be told of a move
    EventId m_timer;                            //!< of the codec's deadline
    EventId m_check;                            //!< of ScheduleCheck()
    l4m_usec m_timerAt{L4M_NEVER};              //!< when the timer runs out
};

} // namespace ns3

#endif /* L4_MOBILITY_CORE_H */
