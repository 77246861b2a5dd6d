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
 * \ingroup mip6
 * A home agent (RFC 6275 section 10): a router of the home network that keeps the bindings of the
 * mobiles that are away, stands in for them on the home link, and tunnels their packets.
 */
class Mip6HomeAgent : public Mip6Agent
{
  public:
    /**
     * \brief Get the type ID.
     * \return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6HomeAgent();
    ~Mip6HomeAgent() override;

    /**
     * Makes a router a home agent.
     * \param device its device on the home link
     * \param address its global address there
     * \param prefix the home network's prefix
     */
    void Setup(Ptr<NetDevice> device, const Ipv6Address& address, const Ipv6Prefix& prefix);
    /** Makes a mobile known. \param home its home address \param key that both share */
    void AddMobile(const Ipv6Address& home, const Mip6Key& key);
    /** \return a mobile's care-of address, or :: where it has no binding \param home whose */
    Ipv6Address GetCareOf(const Ipv6Address& home);
    /** \return Binding Updates accepted */
    uint64_t GetAccepted() const;
    /** \return how often duplicate address detection was done */
    uint64_t GetDetections() const;

    /** TracedCallback signature of Bound. \param home whose \param careOf where its packets go now;
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
    /** What is known of a mobile. */
    struct Mobile
    {
        Mip6Key key{};             //!< shared with it
        bool detecting{false};     //!< duplicate address detection is under way
        EventId detection;         //!< its end
        Mip6Message pending;       //!< the update that waits for that
        Ipv6Address pendingCareOf; //!< its care-of address
        EventId expiry;            //!< the binding's end
    };

    /** Judges a Binding Update. */
    void HandleUpdate(const Mip6Message& update, const Mip6Arrival& arrival);
    /** Acts on an authentic, fresh update. \param update the update \param home whose \param careOf
     * its care-of address */
    void Register(const Mip6Message& update, const Ipv6Address& home, const Ipv6Address& careOf);
    /** Removes a mobile's binding, at its own request. */
    void Deregister(const Mip6Message& update, const Ipv6Address& home);
    /** Makes a binding, and acknowledges. */
    void Bind(const Mip6Message& update, const Ipv6Address& home, const Ipv6Address& careOf);
    /** A binding's lifetime has ended. \param home whose */
    void Expire(Ipv6Address home);
    /** Sends a Binding Acknowledgement. \param home to whom \param careOf where; the home address
     * itself: at home \param status its status \param sequence its number \param lifetime granted
     */
    void Acknowledge(const Ipv6Address& home,
                     const Ipv6Address& careOf,
                     Mip6Message::Status status,
                     uint16_t sequence,
                     uint16_t lifetime);
    /** Begins duplicate address detection (RFC 4862). \param home of this address */
    void Detect(const Ipv6Address& home);
    /** Ends it without a duplicate. \param home of this address */
    void EndDetection(Ipv6Address home);
    /** Ends it with a duplicate. \param home of this address */
    void FoundDuplicate(const Ipv6Address& home);
    /** Begins to stand in for an address on the home link (section 10.4.1). */
    void StartProxy(const Ipv6Address& home);
    /** Ends that. */
    void StopProxy(const Ipv6Address& home);
    /** A packet is delivered in this node: looks for Neighbor Discovery. */
    void Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    /** Sends a Neighbor Advertisement of a mobile's address. \param home the address \param to whom
     * \param linkAddress where \param solicited whether it answers */
    void Advertise(const Ipv6Address& home,
                   const Ipv6Address& to,
                   const Address& linkAddress,
                   bool solicited);
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
