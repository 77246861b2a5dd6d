/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LAN_ACCESS_HELPER_H
#define LAN_ACCESS_HELPER_H

#include "ns3/access-network.h"
#include "ns3/lan-port.h"
#include "ns3/lan-segment.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"

#include <string>
#include <vector>

namespace ns3
{

class FixedConfig;
class Node;

/**
 * @ingroup access
 * Local networks by cable, and mobiles that are plugged into one after the other. With everything
 * at its default it is ideal access: a move takes no time at all.
 *
 * IPv4: the network is 10.k.0.0/16, the router 10.k.0.1, the mobile installed n-th 10.k.10.0 + n.
 * IPv6: the network is fd00:0:0:k::/64, the router fd00:0:0:k::1 and its link-local address, the
 * mobile fd00:0:0:k::a00 + n.
 */
class LanAccessHelper : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LanAccessHelper();
    ~LanAccessHelper() override;

    /**
     * Makes networks and mobiles IPv6 ones. To be said before any is installed.
     * @param ipv6 whether they are; else they are IPv4 ones
     */
    void SetIpv6(bool ipv6);

    /** Sets an attribute of the networks' LanSegment. @param name its name @param value its value
     */
    void SetSegmentAttribute(const std::string& name, const AttributeValue& value);
    /** Sets an attribute of the mobiles' LanPort. @param name its name @param value its value */
    void SetPortAttribute(const std::string& name, const AttributeValue& value);
    /** Sets an attribute of the mobiles' FixedConfig. @param name its name @param value its value
     */
    void SetFixedAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Installs a network. Mobiles installed before it can be plugged into it too.
     * @param name its name, unique
     * @param router a node with an internet stack, which becomes its router
     * @param k number of its prefixes, 0 to 255
     * @return what others need to know of it
     */
    AccessNetwork InstallNetwork(const std::string& name, Ptr<Node> router, uint32_t k);

    /**
     * Gives a mobile a card. Its cable is nowhere: see LanPort::Plug().
     * @param mobile a node with an internet stack
     * @return the link, to be added to the node's AccessManager
     */
    Ptr<LanPort> InstallMobile(Ptr<Node> mobile);

  protected:
    void DoDispose() override;

  private:
    /** A network installed. */
    struct Segment
    {
        AccessNetwork network;   //!< what others know of it
        Ptr<LanSegment> segment; //!< its channel
    };

    /** A mobile installed. */
    struct Mobile
    {
        Ptr<LanPort> port;      //!< its link
        Ptr<FixedConfig> fixed; //!< its addresses; nullptr where they come otherwise
        uint32_t number{0};     //!< from 0 on, in order of installation
    };

    /** Makes a network known to a mobile. @param segment the network @param mobile the mobile */
    void Introduce(const Segment& segment, const Mobile& mobile) const;

    bool m_fixed{true};              //!< FixedAddresses
    bool m_ipv6{false};              //!< see SetIpv6()
    ObjectFactory m_segmentFactory;  //!< of LanSegment
    ObjectFactory m_portFactory;     //!< of LanPort
    ObjectFactory m_fixedFactory;    //!< of FixedConfig
    std::vector<Segment> m_segments; //!< all networks
    std::vector<Mobile> m_mobiles;   //!< all mobiles
};

} // namespace ns3

#endif /* LAN_ACCESS_HELPER_H */
