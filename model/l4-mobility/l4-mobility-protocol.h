/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_PROTOCOL_H
#define L4_MOBILITY_PROTOCOL_H

#include "crypto-cost-model.h"
#include "l4m/l4m.h"

#include "ns3/address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

class L4MobilityCore;
class MobileTcpSocket;
class Node;
class Socket;

/**
 * @defgroup l4mobility L4 mobility
 * TCP and UDP sockets that outlive a change of IP address, with no server and no change to
 * applications.
 */

/**
 * @ingroup l4mobility
 * What a trace tells of one association.
 */
struct L4MobilityInfo
{
    uint8_t protocol = 0;         //!< 6 (TCP) or 17 (UDP)
    bool initiator = false;       //!< whether this node sent the L4_INIT
    std::string suite;            //!< name of the agreed suite, empty before there is one
    uint32_t rounds = 0;          //!< rounds of L4_INIT / L4_OFFER, from 1
    uint16_t socketLocalPort = 0; //!< own port as the socket believes it
    uint16_t socketPeerPort = 0;  //!< peer's port as the socket believes it
    Address socketLocal;    //!< own address as the socket believes it (Ipv4Address or Ipv6Address)
    Address socketPeer;     //!< peer's address as the socket believes it
    uint16_t localPort = 0; //!< own port on the wire
    uint16_t peerPort = 0;  //!< peer's port on the wire
    Address peer;           //!< where the peer is now (Ipv4Address or Ipv6Address)
    uint32_t localSeq = 0;  //!< own state sequence
    uint32_t peerSeq = 0;   //!< largest state sequence seen of the peer
    Time began;             //!< when the socket asked for the connection, or the L4_INIT arrived
    Time initSent;          //!< when the first L4_INIT left (initiator), else zero
    Time offered;           //!< when the L4_OFFER arrived (initiator) or left (responder)
    Time established;       //!< when the association was established, zero before
    Time computation;       //!< this node's processor time for it until then
};

/**
 * @ingroup l4mobility
 * The mobility layer of a node: between TCP and UDP above, IPv4 and IPv6 below. Aggregate it to a
 * node that has an internet stack (L4MobilityHelper does). A node without it, and sockets that do
 * not ask for it, see nothing of it.
 */
class L4MobilityProtocol : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    L4MobilityProtocol();
    ~L4MobilityProtocol() override;

    L4MobilityProtocol(const L4MobilityProtocol&) = delete;
    L4MobilityProtocol& operator=(const L4MobilityProtocol&) = delete;

    /**
     * Checks a list of suites.
     * @param names comma-separated names
     * @param ids receives their identifiers
     * @return an empty string, or what is wrong and what is allowed
     */
    static std::string ParseSuites(const std::string& names, std::vector<uint16_t>& ids);

    /**
     * Says that the node's usable addresses or routes may have changed. Changes of addresses and
     * interfaces are noticed without it; a changed default route is noticed at the next packet
     * sent, and at once with this call.
     */
    void NotifyAddressChange();

    /**
     * Says that some addresses are those of one host, as a name service would. Used where the
     * peer's present address cannot be reached for want of an own address in its family. @param
     * addresses Ipv4Address or Ipv6Address each
     */
    void AddHostAddresses(const std::vector<Address>& addresses);

    /** @return how many received packets were discarded for a reason */
    uint64_t GetDiscarded(l4m_error reason) const;

    /** @return how many received packets were discarded for any reason */
    uint64_t GetDiscardedTotal() const;

    /** @return the number of associations in any state */
    uint32_t GetNAssociations() const;

    /** @return what the traces would tell of every association at this moment, oldest first */
    std::vector<L4MobilityInfo> GetAssociations() const;

    /** @return the works: for the sockets */
    L4MobilityCore& GetCore() const;

    /** @return whether MobilePorts names a port @param protocol 6 or 17 @param port the port */
    bool IsListed(uint8_t protocol, uint16_t port) const;

    /** @return the codec's host: for measuring and for tests. It is made when the first packet or
     * socket needs it */
    l4m_host* GetHost() const;

    /** @param model the cost of computation; never nullptr */
    void SetCostModel(Ptr<CryptoCostModel> model);
    /** @return the cost of computation */
    Ptr<CryptoCostModel> GetCostModel() const;

    /** @param names suites, comma separated, in order of preference; ends the program with a
     * message where one is unknown */
    void SetSuites(std::string names);
    /** @return the names of the suites */
    std::string GetSuites() const;

    /** @param policy "Fallback" or "Require" */
    void SetPolicy(std::string policy);
    /** @return "Fallback" or "Require" */
    std::string GetPolicy() const;

    /** @param ports "all", or a comma-separated list of "udp:PORT", "tcp:PORT", "udp:all",
     * "tcp:all"; ends the program with a message where wrong */
    void SetMobilePorts(std::string ports);
    /** @return the list of ports */
    std::string GetMobilePorts() const;

    /**
     * TracedCallback signature of Established, Followed and PortsNegotiated.
     * @param info the association
     */
    typedef void (*AssociationTracedCallback)(const L4MobilityInfo& info);

    /**
     * TracedCallback signature of PeerMoved and Moved.
     * @param info the association
     * @param from the address before (Ipv4Address, Ipv6Address, or invalid where there was none)
     * @param to the address now
     */
    typedef void (*MovedTracedCallback)(const L4MobilityInfo& info,
                                        const Address& from,
                                        const Address& to);

    /**
     * TracedCallback signature of Rejected.
     * @param packet the packet from its L4 header on, as it arrived
     * @param from the source address of its IP header
     * @param reason an l4m_error_name(), such as "mac"
     */
    typedef void (*RejectedTracedCallback)(Ptr<const Packet> packet,
                                           const Address& from,
                                           const std::string& reason);

    /**
     * TracedCallback signature of Signalling.
     * @param info the association; of an L4_OFFER that makes none only the protocol is set
     * @param message "L4_INIT", "L4_OFFER", "EMPTY" or "ANSWER"
     * @param bytes what it puts on the wire: the IP packet, or on a SYN what it adds to that
     */
    typedef void (*SignallingTracedCallback)(const L4MobilityInfo& info,
                                             const std::string& message,
                                             uint32_t bytes);

    /**
     * TracedCallback signature of Failed.
     * @param info the association
     * @param reason an l4m_error_name(), such as "timeout" or "plain"
     */
    typedef void (*FailedTracedCallback)(const L4MobilityInfo& info, const std::string& reason);

  protected:
    void NotifyNewAggregate() override;
    void DoDispose() override;

  private:
    friend class L4MobilityCore;

    std::unique_ptr<L4MobilityCore> m_core; //!< the works

    // Attributes; help texts in GetTypeId() give units and ranges.
    std::string m_suites;             //!< Suites
    std::vector<uint16_t> m_suiteIds; //!< Suites, as identifiers
    uint8_t m_candidates;             //!< Candidates
    uint8_t m_maxRounds;              //!< MaxRounds
    bool m_require;                   //!< Policy
    bool m_kick;                      //!< Kick
    bool m_emptyPacket;               //!< EmptyPacket
    Time m_emptyTimeout;              //!< EmptyTimeout
    uint8_t m_emptyTries;             //!< EmptyTries
    Time m_initTimeout;               //!< InitTimeout
    uint8_t m_initTries;              //!< InitTries
    uint32_t m_precomputedKeys;       //!< PrecomputedKeys
    Time m_idleTimeout;               //!< IdleTimeout
    uint32_t m_udpQueue;              //!< UdpQueue
    std::string m_keyLog;             //!< KeyLog
    std::string m_mobilePorts;        //!< MobilePorts
    std::set<uint32_t> m_listedPorts; //!< MobilePorts: protocol << 16 | port, port 0 for all
    bool m_installed{false};          //!< whether the node has the layer
    Ptr<CryptoCostModel> m_costModel; //!< CostModel

    TracedCallback<const L4MobilityInfo&> m_established;     //!< Established
    TracedCallback<const L4MobilityInfo&> m_portsNegotiated; //!< PortsNegotiated
    TracedCallback<const L4MobilityInfo&> m_followed;        //!< Followed
    TracedCallback<const L4MobilityInfo&, const Address&, const Address&>
        m_peerMoved;                                                                  //!< PeerMoved
    TracedCallback<const L4MobilityInfo&, const Address&, const Address&> m_moved;    //!< Moved
    TracedCallback<Ptr<const Packet>, const Address&, const std::string&> m_rejected; //!< Rejected
    TracedCallback<const L4MobilityInfo&, const std::string&, uint32_t>
        m_signalling;                                                   //!< Signalling
    TracedCallback<const L4MobilityInfo&, const std::string&> m_failed; //!< Failed
};

} // namespace ns3

#endif /* L4_MOBILITY_PROTOCOL_H */
