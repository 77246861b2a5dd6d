/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_AGENT_H
#define MIP6_AGENT_H

#include "mip6-message.h"
#include "mip6-rate-limit.h"

#include "ns3/crypto-cost-model.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-route.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

#include <functional>

namespace ns3
{

class Ipv6L3Protocol;
class Mip6Device;
class Node;

/**
 * @ingroup mip6
 * How a message of the Mobility Header came.
 */
struct Mip6Arrival
{
    Ipv6Address source;      //!< of the packet: the care-of address, where there is a home address
    Ipv6Address destination; //!< of the packet
    Ipv6Address homeAddress; //!< of the Home Address option; :: where there was none
    bool tunnelled{false};   //!< the packet came out of a tunnel

    /** @return the home address where there was one, else the source */
    Ipv6Address GetSender() const;
};

/**
 * @ingroup mip6
 * A message of the Mobility Header, when it is sent.
 */
struct Mip6Sent
{
    Ipv6Address homeAddress; //!< on whose behalf; may be :: for a Care-of Test
    Ipv6Address careOf;      //!< the mobile's other address, where it is known
    std::string name;        //!< as the RFC names it
    uint32_t bytes{0};       //!< of the IP packet, outer header included
};

/**
 * @ingroup mip6
 * What home agent, mobile node and correspondent node have in common: the headers of Mobile IPv6
 * are taken off what comes, messages and packets are judged by the class that derives from it, and
 * what the routing hook captures is sent on with another header. Aggregated to its node, one a
 * node.
 *
 * The headers are protocols of the node's IPv6: 135 Mobility Header, 41 IPv6 in IPv6 (RFC 2473), 60
 * Destination Options, 43 Routing; the latter two take the place of ns-3's. What is left of a
 * packet goes through IPv6 again, as it came by the device on which it came.
 */
class Mip6Agent : public Object
{
  public:
    /** Packets that were dropped, by reason. */
    struct Counters
    {
        uint64_t malformed{0};   //!< headers and messages that could not be read
        uint64_t badChecksum{0}; //!< messages with a wrong checksum
        uint64_t forged{0};      //!< messages whose authenticator, cookie or way was wrong
        uint64_t replayed{0};    //!< messages with an old sequence number or nonce
        uint64_t noBinding{0};   //!< packets with a Home Address option that no binding allows
        uint64_t badTunnel{0};   //!< tunnelled packets that are not of a binding
        uint64_t badRouting{0};  //!< packets with a Routing header that is not for this node
        uint64_t notSent{0};     //!< packets to send for which there was no way
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6Agent();
    ~Mip6Agent() override;

    /** Takes its place on a node. @param node a node with an IPv6 stack */
    void Install(Ptr<Node> node);
    /** Sets what computation costs. @param costs the model; nullptr: nothing */
    void SetCosts(Ptr<CryptoCostModel> costs);

    /** @return what was dropped */
    const Counters& GetCounters() const;
    /** @return processor time used so far */
    Time GetComputation() const;

    /** TracedCallback signature of Message. @param sent what is sent */
    typedef void (*MessageTracedCallback)(const Mip6Sent& sent);

  protected:
    void DoDispose() override;

    /** @return whether an address is a unicast routable one @param address any */
    static bool IsRoutable(const Ipv6Address& address);

    /** A message came. @param message without errors @param arrival how it came */
    virtual void HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival) = 0;
    /** Judges a tunnelled packet. @return whether it may pass @param outer header of the tunnel
     * @param inner header of the packet */
    virtual bool AcceptTunnelled(const Ipv6Header& outer, const Ipv6Header& inner);
    /** Judges a Home Address option. @return whether there is a binding @param home home address
     * @param careOf care-of address */
    virtual bool AcceptHomeAddress(const Ipv6Address& home, const Ipv6Address& careOf);
    /** Judges a Routing header. @return whether it is for this node @param home its address */
    virtual bool AcceptRouting(const Ipv6Address& home);
    /** Chooses the route of a packet that the node sends. @return nullptr: not this agent's
     * business @param header the packet's */
    virtual Ptr<Ipv6Route> RouteOutput(const Ipv6Header& header);
    /** Chooses the route of a packet that the node forwards. @return nullptr: not this agent's
     * business @param header the packet's */
    virtual Ptr<Ipv6Route> RouteInput(const Ipv6Header& header);
    /** Sends what a route by the virtual device has captured. @param packet without its IPv6 header
     * @param header that header */
    virtual void SendCaptured(Ptr<Packet> packet, const Ipv6Header& header);
    /** @return the device by which packets out of tunnels come in @param device by which the tunnel
     * came */
    virtual Ptr<NetDevice> GetInnerDevice(Ptr<NetDevice> device) const;

    /** @return the node's IPv6 */
    Ptr<Ipv6L3Protocol> GetIpv6() const;
    /** @return the virtual device, whose packets go to SendCaptured() */
    Ptr<Mip6Device> GetDevice() const;
    /** @return a route by the virtual device @param source for the packet @param destination of it
     */
    Ptr<Ipv6Route> MakeCapturingRoute(const Ipv6Address& source,
                                      const Ipv6Address& destination) const;
    /** @return the route that the node has without Mobile IPv6, or nullptr */
    Ptr<Ipv6Route> FindRoute(const Ipv6Address& source, const Ipv6Address& destination) const;

    /** Sends a packet past the hook. @param packet without IPv6 header @param source its source
     * @param destination its destination @param next number of its first header */
    void Send(Ptr<Packet> packet,
              const Ipv6Address& source,
              const Ipv6Address& destination,
              uint8_t next);
    /** Sends a packet in a tunnel. @param packet without its IPv6 header @param inner that header
     * @param entry source of the outer one @param exit destination of the outer one */
    void SendTunnelled(Ptr<Packet> packet,
                       const Ipv6Header& inner,
                       const Ipv6Address& entry,
                       const Ipv6Address& exit);
    /** Sends a packet with a Home Address option. @param packet without IPv6 header @param next
     * number of its first header @param careOf source @param home for the option @param destination
     * its destination */
    void SendWithHomeAddress(Ptr<Packet> packet,
                             uint8_t next,
                             const Ipv6Address& careOf,
                             const Ipv6Address& home,
                             const Ipv6Address& destination);
    /** Sends a packet with a Routing header. @param packet without IPv6 header @param next number
     * of its first header @param source its source @param careOf its destination @param home for
     * the Routing header */
    void SendWithRouting(Ptr<Packet> packet,
                         uint8_t next,
                         const Ipv6Address& source,
                         const Ipv6Address& careOf,
                         const Ipv6Address& home);
    /** @return a packet with a message @param message it @param source of the packet, as the
     * checksum wants it @param destination of the packet, likewise */
    static Ptr<Packet> MakePacket(Mip6Message message,
                                  const Ipv6Address& source,
                                  const Ipv6Address& destination);
    /** Sends a message with nothing between it and the IP header. */
    void SendPlain(const Mip6Message& message,
                   const Ipv6Address& source,
                   const Ipv6Address& destination);
    /** Tells of a message that is sent. @param message it @param home mobile's home address @param
     * careOf mobile's care-of address @param extra bytes between IP header and message */
    void TellSent(const Mip6Message& message,
                  const Ipv6Address& home,
                  const Ipv6Address& careOf,
                  uint32_t extra);
    /** Does something after the time that HMACs take; the node computes one thing at a time. @param
     * count how many @param bytes of each @param work what */
    void Compute(uint32_t count, uint32_t bytes, std::function<void()> work);

    Counters m_counters; //!< see GetCounters()

  private:
    /** Takes what IPv6 hands up. @param packet from the header on @param header IPv6's @param
     * interface by which it came */
    void ReceiveMessage(Ptr<Packet> packet, const Ipv6Header& header, Ptr<Ipv6Interface> interface);
    /** See ReceiveMessage(). */
    void ReceiveTunnelled(Ptr<Packet> packet,
                          const Ipv6Header& header,
                          Ptr<Ipv6Interface> interface);
    /** See ReceiveMessage(). */
    void ReceiveDestination(Ptr<Packet> packet,
                            const Ipv6Header& header,
                            Ptr<Ipv6Interface> interface);
    /** See ReceiveMessage(). */
    void ReceiveRouting(Ptr<Packet> packet, const Ipv6Header& header, Ptr<Ipv6Interface> interface);
    /** Reads a message and has it handled. @param packet from the message on @param arrival how it
     * came @param whole the packet from its IPv6 header on, as it came here */
    void Read(Ptr<Packet> packet, const Mip6Arrival& arrival, Ptr<Packet> whole);
    /** Takes a packet with a Home Address option and no message. */
    void ReceiveFromHome(Ptr<Packet> packet,
                         Ipv6Header rest,
                         const Ipv6Address& home,
                         Ptr<NetDevice> device);
    /** Lets IPv6 have a packet again. @param packet without IPv6 header @param header for it @param
     * device by which it is to come */
    void Reinject(Ptr<Packet> packet, Ipv6Header header, Ptr<NetDevice> device);
    /** The virtual device has a packet. */
    void Captured(Ptr<Packet> packet);
    /** Sends an ICMP Parameter Problem (RFC 6275 section 9.2), if the rate allows. @param whole the
     * packet that it is about @param source where that came from @param code of the problem @param
     * pointer where in the packet it is */
    void SendProblem(Ptr<Packet> whole, const Ipv6Address& source, uint8_t code, uint32_t pointer);
    /** Sends a Binding Error (RFC 6275 section 9.3.3), if the rate allows. */
    void SendError(Mip6Message::Status status,
                   const Ipv6Address& source,
                   const Ipv6Address& destination,
                   const Ipv6Address& home);

    Ptr<Node> m_node;                               //!< whose
    Ptr<Ipv6L3Protocol> m_ipv6;                     //!< the node's
    Ptr<Mip6Device> m_device;                       //!< see GetDevice()
    Ptr<CryptoCostModel> m_costs;                   //!< what computation costs
    Time m_computation;                             //!< see GetComputation()
    Time m_computing;                               //!< what is computed is ready then
    Mip6RateLimit m_errors;                         //!< of Binding Errors and ICMP errors
    bool m_tunnelled{false};                        //!< a packet out of a tunnel is under way
    TracedCallback<const Mip6Sent&> m_messageTrace; //!< Message
};

} // namespace ns3

#endif /* MIP6_AGENT_H */
