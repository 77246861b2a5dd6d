/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_MOBILE_ROUTING_H
#define MIP4_MOBILE_ROUTING_H

#include "mip4-tunnel-device.h"

#include "ns3/access-manager.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv4-route.h"
#include "ns3/net-device.h"
#include "ns3/object.h"

#include <cstdint>
#include <optional>

namespace ns3
{

/**
 * @ingroup mip4
 * How a mobile is attached, or is to be.
 */
struct Mip4Attachment
{
    /** To what. */
    enum class Kind : uint8_t
    {
        HOME,       //!< its home network
        FOREIGN,    //!< a foreign agent
        CO_LOCATED, //!< a network that gives it an address
    };

    Kind kind{Kind::HOME}; //!< to what
    Ptr<NetDevice> device; //!< by which device
    Ipv4Address router;    //!< next hop: agent or default router
    Ipv4Address careOf;    //!< care-of address; at home the home address
    bool reverse{false};   //!< whether packets go to the home agent too
    uint16_t lifetime{0};  //!< longest that the agent accepts, in seconds
};

/**
 * @ingroup mip4
 * The way that a mobile's packets go (RFC 5944 section 4.2.1, RFC 3024): those of the home address
 * by the present attachment, those of a care-of address by the link that it belongs to; and the
 * tunnels that end at the mobile.
 */
class Mip4MobileRouting : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4MobileRouting();
    ~Mip4MobileRouting() override;

    /**
     * @param node a node with an AccessManager
     * @param homeAddress the mobile's
     * @param homeAgent the mobile's
     * @param homeMask of the home network
     */
    void Setup(Ptr<Node> node,
               const Ipv4Address& homeAddress,
               const Ipv4Address& homeAgent,
               const Ipv4Mask& homeMask);

    /** Sets what is registered or being registered: its agent is a neighbour from now on.
     * @param target the attachment, or none */
    void SetTarget(const std::optional<Mip4Attachment>& target);
    /** @return what is registered or being registered */
    const std::optional<Mip4Attachment>& GetTarget() const;
    /** Sets the attachment by which packets go. @param current the attachment, or none */
    void SetCurrent(const std::optional<Mip4Attachment>& current);
    /** @return the attachment by which packets go */
    const std::optional<Mip4Attachment>& GetCurrent() const;

    /** @return packets that had no way to go */
    uint64_t GetDropped() const;

  protected:
    void DoDispose() override;

  private:
    /** @return the route of a packet that the node sends */
    Ptr<Ipv4Route> Route(const Ipv4Header& header, Ptr<const NetDevice> oif);
    /** @return the route of a packet from the home address @param destination of the packet */
    Ptr<Ipv4Route> RouteFromHome(const Ipv4Address& destination);
    /** @return the route of a packet from a care-of address, or nullptr */
    Ptr<Ipv4Route> RouteFromCareOf(const Ipv4Address& source, const Ipv4Address& destination);
    /** @return in which tunnel a packet goes */
    std::optional<Mip4Tunnel> ChooseTunnel(const Ipv4Header& header);
    /** @return whether a tunnel is known */
    bool Accepts(const Ipv4Header& outer, const Ipv4Header& inner);

    Ptr<Node> m_node;                        //!< the node
    Ptr<AccessManager> m_manager;            //!< the node's
    Ipv4Address m_homeAddress;               //!< the mobile's
    Ipv4Address m_homeAgent;                 //!< the mobile's
    Ipv4Mask m_homeMask;                     //!< of the home network
    Ptr<Mip4TunnelDevice> m_tunnel;          //!< entrance of reverse tunnels
    std::optional<Mip4Attachment> m_target;  //!< see SetTarget()
    std::optional<Mip4Attachment> m_current; //!< see SetCurrent()
};

} // namespace ns3

#endif /* MIP4_MOBILE_ROUTING_H */
