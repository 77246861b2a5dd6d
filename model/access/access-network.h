/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ACCESS_NETWORK_H
#define ACCESS_NETWORK_H

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"

#include <string>

namespace ns3
{

/**
 * @ingroup access
 * A network that a mobile node can be attached to: one router, one prefix of each family.
 */
struct AccessNetwork
{
    std::string name;         //!< unique in a scenario, such as "wifi-1"
    Ptr<Node> router;         //!< access router, or the packet gateway of an LTE core
    uint32_t routerDevice{0}; //!< index of the router's device towards the mobiles
    Ipv4Address gateway;      //!< the router's IPv4 address on the link
    Ipv4Address network;      //!< IPv4 prefix
    Ipv4Mask mask;            //!< of the IPv4 prefix
    Ipv6Address gateway6;     //!< the router's link-local address; :: where there is no IPv6
    Ipv6Address network6;     //!< IPv6 prefix
    Ipv6Prefix prefix6;       //!< its length
};

} // namespace ns3

#endif /* ACCESS_NETWORK_H */
