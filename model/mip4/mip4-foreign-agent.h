/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_FOREIGN_AGENT_H
#define MIP4_FOREIGN_AGENT_H

#include "mip4-advertiser.h"
#include "mip4-message.h"
#include "mip4-tunnel-device.h"

#include "ns3/event-id.h"
#include "ns3/ipv4-route.h"
#include "ns3/object.h"
#include "ns3/socket.h"

#include <map>
#include <optional>

namespace ns3
{

/**
 * @ingroup mip4
 * A foreign agent (RFC 5944 sections 3.7 and 4.2.2), part of a visited network's router: advertises
 * a care-of address, relays registrations, keeps the visitor list, is the end of the tunnels for
 * its visitors, and tunnels for them to their home agents where they ask for it (RFC 3024, direct
 * delivery style).
 */
class Mip4ForeignAgent : public Object
{
  public:
    /** What was refused, and why. */
    struct Counters
    {
        uint64_t relayedRequests{0}; //!< requests passed on to a home agent
        uint64_t relayedReplies{0};  //!< replies passed on to a mobile
        uint64_t malformed{0};       //!< datagrams that are no registration message
        uint64_t refused{0};         //!< requests answered by the agent itself, codes 64 to 127
        uint64_t unmatched{0};       //!< replies to no pending request: late, repeated, or forged
        uint64_t timeouts{0};        //!< requests that no reply came to (code 78)
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4ForeignAgent();
    ~Mip4ForeignAgent() override;

    /**
     * Makes a router a foreign agent. It becomes part of the node.
     * @param device its device on the visited network
     * @param address its address there, which is also the care-of address
     * @param prefixLength of the visited network
     */
    void Setup(Ptr<NetDevice> device, const Ipv4Address& address, uint8_t prefixLength);

    /** @return the advertiser on the visited network */
    Ptr<Mip4Advertiser> GetAdvertiser() const;
    /** @return what was refused */
    const Counters& GetCounters() const;
    /** @return whether a mobile is in the visitor list @param homeAddress the mobile's */
    bool HasVisitor(const Ipv4Address& homeAddress) const;

  protected:
    void DoDispose() override;

  private:
    /** An entry of the visitor list (section 3.7.1). */
    struct Visitor
    {
        Address link;              //!< the mobile's link-layer address
        Ipv4Address homeAgent;     //!< the mobile's
        bool reverseTunnel{false}; //!< whether its packets are tunnelled
        EventId expiry;            //!< end of its lifetime
    };

    /** A request that has been relayed. */
    struct Pending
    {
        Mip4Message request; //!< as it was relayed
        Address from;        //!< the mobile's address and UDP port
        Address link;        //!< the mobile's link-layer address
        EventId timeout;     //!< when it is given up
    };

    /** Passes on what one of its parts sends. */
    void Tell(const Mip4Sent& sent);
    /** Datagrams have come. */
    void Receive(Ptr<Socket> socket);
    /** A request has come. @param request the request @param from the sender @param ttl of its
     * packet */
    void Request(Mip4Message request, Address from, uint8_t ttl);
    /** @return why a request is refused, or nothing */
    std::optional<Mip4Code> Judge(const Mip4Message& request, uint8_t ttl) const;
    /** Answers a request by itself. @param pending the request @param code why */
    void Refuse(const Pending& pending, Mip4Code code);
    /** A reply has come. @param reply the reply @param from the sender */
    void Reply(Mip4Message reply, const Address& from);
    /** Does what an accepted request says. @param pending the request @param lifetime granted */
    void Accept(const Pending& pending, uint16_t lifetime);
    /** No reply has come. @param homeAddress the mobile's */
    void GiveUp(Ipv4Address homeAddress);
    /** A visitor leaves. @param homeAddress the mobile's */
    void Leave(Ipv4Address homeAddress);
    /** Sends a message. @param message the message @param to to whom */
    void Send(const Mip4Message& message, const Address& to);
    /** Sends a reply to a mobile. @param reply the reply @param pending to what */
    void Answer(const Mip4Message& reply, const Pending& pending);
    /** @return the route of a packet that the agent sends */
    Ptr<Ipv4Route> RouteOutput(const Ipv4Header& header, Ptr<const NetDevice> device);
    /** @return the route of a packet to or from a visitor */
    Ptr<Ipv4Route> RouteInput(const Ipv4Header& header, Ptr<const NetDevice> device);
    /** @return in which tunnel a packet goes */
    std::optional<Mip4Tunnel> ChooseTunnel(const Ipv4Header& header);
    /** @return whether a tunnel is known */
    bool Accepts(const Ipv4Header& outer, const Ipv4Header& inner);

    Time m_maxLifetime;                        //!< MaxRegistrationLifetime
    Time m_registrationTimeout;                //!< RegistrationTimeout
    uint32_t m_maxVisitors{0};                 //!< MaxVisitors
    bool m_reverse{true};                      //!< ReverseTunnel
    bool m_reverseMandatory{false};            //!< ReverseTunnelMandatory
    Ipv4Address m_address;                     //!< care-of address
    Ptr<NetDevice> m_device;                   //!< on the visited network
    Ptr<Mip4Advertiser> m_advertiser;          //!< on the visited network
    Ptr<Mip4TunnelDevice> m_tunnel;            //!< entrance of reverse tunnels
    Ptr<Socket> m_socket;                      //!< port 434
    std::map<Ipv4Address, Visitor> m_visitors; //!< by home address
    std::map<Ipv4Address, Pending> m_pending;  //!< by home address
    std::optional<Ipv4Address> m_answered;     //!< to whom Answer() is sending
    Counters m_counters;                       //!< see GetCounters()
    TracedCallback<const Mip4Sent&> m_message; //!< Message
};

} // namespace ns3

#endif /* MIP4_FOREIGN_AGENT_H */
