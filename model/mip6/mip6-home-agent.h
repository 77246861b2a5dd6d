/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_HOME_AGENT_H
#define MIP6_HOME_AGENT_H

#include "mip6-agent.h"
#include "mip6-binding-cache.h"
#include "mip6-security.h"

#include "ns3/event-id.h"

#include <map>

namespace ns3
{

/**
 * @ingroup mip6
 * A home agent (RFC 6275 section 10): a router of the home network that keeps the bindings of the
 * mobiles that are away, stands in for them on the home link, and tunnels their packets.
 */
class Mip6HomeAgent : public Mip6Agent
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6HomeAgent();
    ~Mip6HomeAgent() override;

    /**
     * Makes a router a home agent.
     * @param device its device on the home link
     * @param address its global address there
     * @param prefix the home network's prefix
     */
    void Setup(Ptr<NetDevice> device, const Ipv6Address& address, const Ipv6Prefix& prefix);
    /** Makes a mobile known. @param home its home address @param key that both share */
    void AddMobile(const Ipv6Address& home, const Mip6Key& key);
    /** @return a mobile's care-of address, or :: where it has no binding @param home whose */
    Ipv6Address GetCareOf(const Ipv6Address& home);
    /** @return Binding Updates accepted */
    uint64_t GetAccepted() const;
    /** @return how often duplicate address detection was done */
    uint64_t GetDetections() const;

    /** TracedCallback signature of Bound. @param home whose @param careOf where its packets go now;
     * ::: home */
    typedef void (*BoundTracedCallback)(const Ipv6Address& home, const Ipv6Address& careOf);

  protected:
    void DoDispose() override;
    void HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival) override;
    bool AcceptTunnelled(const Ipv6Header& outer, const Ipv6Header& inner) override;
    Ptr<Ipv6Route> RouteOutput(const Ipv6Header& header) override;
    Ptr<Ipv6Route> RouteInput(const Ipv6Header& header) override;
    void SendCaptured(Ptr<Packet> packet, const Ipv6Header& header) override;
    Ptr<NetDevice> GetInnerDevice(Ptr<NetDevice> device) const override;

  private:
    /** A Binding Update that is authentic. */
    struct Update
    {
        Ipv6Address home;     //!< of this address
        Ipv6Address careOf;   //!< to this address; the home address: no more
        Ipv6Address source;   //!< of the packet: where the answer goes
        bool direct{false};   //!< the packet had no Home Address option
        uint16_t sequence{0}; //!< Sequence Number
        Time lifetime;        //!< as asked for
    };

    /** What is known of a mobile. */
    struct Mobile
    {
        Mip6Key key{};         //!< shared with it
        bool detecting{false}; //!< duplicate address detection is under way
        EventId detection;     //!< its end
        Update pending;        //!< the update that waits for that
        EventId expiry;        //!< the binding's end
        Time invalid;          //!< what is left of a removed binding is kept until then
    };

    /** Judges a Binding Update. */
    void HandleUpdate(const Mip6Message& message, const Mip6Arrival& arrival);
    /** Acts on an authentic update. */
    void Decide(const Update& update);
    /** Acts on an authentic, fresh update. */
    void Register(const Update& update);
    /** Removes a mobile's binding, at its own request. */
    void Deregister(const Update& update);
    /** Makes a binding, and acknowledges. */
    void Bind(const Update& update);
    /** A binding's lifetime has ended. @param home whose */
    void Expire(Ipv6Address home);
    /** Sends a Binding Acknowledgement. @param update what it answers @param status its status
     * @param sequence its number @param lifetime granted, in units of 4 s */
    void Acknowledge(const Update& update,
                     Mip6Message::Status status,
                     uint16_t sequence,
                     uint16_t lifetime);
    /** Begins duplicate address detection (RFC 4862). @param home of this address */
    void Detect(const Ipv6Address& home);
    /** Ends it without a duplicate. @param home of this address */
    void EndDetection(Ipv6Address home);
    /** Ends it with a duplicate. @param home of this address */
    void FoundDuplicate(const Ipv6Address& home);
    /** Begins to stand in for an address on the home link (section 10.4.1). */
    void StartProxy(const Ipv6Address& home);
    /** Ends that. */
    void StopProxy(const Ipv6Address& home);
    /** A packet is delivered in this node: looks for Neighbor Discovery. */
    void Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    /** Takes a Neighbor Solicitation. @param header IPv6's @param packet from ICMP's header on */
    void HandleSolicitation(const Ipv6Header& header, Ptr<Packet> packet);
    /** Sends a Neighbor Advertisement of a mobile's address. @param home the address @param to
     * whom; all nodes: unsolicited @param linkAddress where that is; an invalid one: to be resolved
     */
    void Advertise(const Ipv6Address& home, const Ipv6Address& to, const Address& linkAddress);
    /** Lets packets to an address' solicited-node group in, or not. */
    void Listen(const Ipv6Address& home, bool listen);

    Time m_detectionTime;                                                //!< DupAddrDetectTime
    Time m_maxLifetime;                                                  //!< MaxBindingLifetime
    Ptr<NetDevice> m_homeDevice;                                         //!< on the home link
    uint32_t m_homeInterface{0};                                         //!< its interface
    Ipv6Address m_address;                                               //!< of the home agent
    Ipv6Prefix m_prefix;                                                 //!< of the home network
    Mip6BindingCache m_bindings;                                         //!< of home registrations
    std::map<Ipv6Address, Mobile> m_mobiles;                             //!< by home address
    uint64_t m_accepted{0};                                              //!< see GetAccepted()
    uint64_t m_detections{0};                                            //!< see GetDetections()
    TracedCallback<const Ipv6Address&, const Ipv6Address&> m_boundTrace; //!< Bound
};

} // namespace ns3

#endif /* MIP6_HOME_AGENT_H */
