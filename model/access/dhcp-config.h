/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef DHCP_CONFIG_H
#define DHCP_CONFIG_H

#include "address-config.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/nstime.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class DhcpClient;
class Ipv4Header;

/**
 * @ingroup access
 * IPv4 addresses by DHCP, from ns-3's client.
 *
 * The time from link-up to a usable address is two exchanges with the server (discover and offer,
 * request and acknowledgement) and Collect between them. Movement is detected at link-up: the link
 * layer says which network it is.
 *
 * ns-3's client cannot be stopped and started as its Application interface would have it (a second
 * start uses the socket that the stop closed), nor be replaced (its link-change callback stays with
 * the device, and would start the old one again). So each device has one client for good, which
 * follows the device's link changes by itself; the device must therefore tell of them, as
 * WifiNetDevice does. What the client does to routes on the side is undone at once:
 * - while it waits, its address 0.0.0.0/0 is a route to everywhere: it finds 0.0.0.0/32 instead,
 *   which also stays while the link is down, as any UDP broadcast of a node with an interface
 *   without address ends the simulation;
 * - a lease, and each renewal of it, adds a default route, even if another link is preferred;
 * - link-down without a lease removes the node's first on-link route, whosever it is.
 */
class DhcpConfig : public AddressConfig
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DhcpConfig();
    ~DhcpConfig() override;

    /**
     * Fixes the random numbers of the client's transactions.
     * @param stream first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream);

    // inherited
    void Start(const std::string& network) override;
    void Stop() override;

  protected:
    void DoDispose() override;

  private:
    /** Puts the client to work, and looks out for what it does. */
    void CreateClient();
    /** Gives the interface the address 0.0.0.0 where it has none. */
    void HoldInterface();
    /** The client begins to act: remembers the routes. */
    void SaveRoutes();
    /** The client has acted: removes its default routes, puts back the routes that it removed. */
    void RestoreRoutes();
    /** A packet for this node. */
    void Delivered(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);
    /** The client has put an address on the interface. */
    void Leased(const Ipv4Address& address);
    /** Tells of the lease. */
    void TellLeased();
    /** The client's lease is over, without renewal. */
    void Expired(const Ipv4Address& address);
    /** @return the index of the device's IPv4 interface */
    uint32_t GetInterface() const;

    Time m_collect;                   //!< Collect
    Time m_retransmission;            //!< Retransmission
    Time m_reRequest;                 //!< ReRequest
    int64_t m_stream{-1};             //!< see AssignStreams(); -1: none given
    Ptr<DhcpClient> m_client;         //!< ns-3's
    Ptr<Ipv4> m_ipv4;                 //!< the node's
    Ptr<Ipv4StaticRouting> m_routing; //!< the node's
    std::string m_network;            //!< name of the present one
    Ipv4Address m_gateway;            //!< the router that the last lease named
    Ipv4Address m_lease;              //!< the present address; 0.0.0.0: none
    std::vector<std::pair<Ipv4RoutingTableEntry, uint32_t>> m_routes; //!< routes and metrics
};

} // namespace ns3

#endif /* DHCP_CONFIG_H */
