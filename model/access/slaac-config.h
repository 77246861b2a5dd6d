/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef SLAAC_CONFIG_H
#define SLAAC_CONFIG_H

#include "address-config.h"

#include "ns3/event-id.h"
#include "ns3/ipv6-address.h"
#include "ns3/ipv6-routing-table-entry.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/nstime.h"

#include <string>
#include <vector>

namespace ns3
{

class Icmpv6L4Protocol;
class Ipv6Header;
class Ipv6L3Protocol;

/**
 * @ingroup access
 * IPv6 addresses by stateless autoconfiguration (RFC 4862), from ns-3's Neighbor Discovery.
 *
 * The time from link-up to a usable address:
 * - the wait for a Router Advertisement, which means that movement is detected: the next that the
 *   router sends by itself, or the answer to a Router Solicitation, sent RsDelay after link-up;
 * - duplicate address detection, for as long as the node's Icmpv6L4Protocol::DadTimeout says.
 *
 * What ns-3 leaves out and this adds: a solicitation on link-up, and the removal of addresses on
 * link-loss. What it does on the side and this undoes: each advertisement sets a default route,
 * even if another link is preferred. The link-local address stays as it is all the time.
 */
class SlaacConfig : public AddressConfig
{
  public:
    /** Duplicate address detection. */
    enum Dad
    {
        NORMAL,     //!< an address is usable when no duplicate was found (RFC 4862)
        OPTIMISTIC, //!< it is usable at once, and lost if a duplicate is found (RFC 4429)
        OFF         //!< none
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SlaacConfig();
    ~SlaacConfig() override;

    // inherited
    void Start(const std::string& network) override;
    void Stop() override;

  protected:
    void DoDispose() override;

  private:
    /** An address made from an advertised prefix. */
    struct Candidate
    {
        Ipv6Address address; //!< itself
        Ipv6Address router;  //!< who advertised the prefix
        EventId detection;   //!< end of duplicate address detection
    };

    /** Finds the node's IPv6, and listens to it. */
    void Attach();
    /** Sends a Router Solicitation. @param left how many more, one each RsInterval */
    void Solicit(uint32_t left);
    /** A packet for this node: notes advertisements, before ns-3 acts on them. */
    void Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    /** Acts on an advertisement, after ns-3 has. @param packet from the ICMPv6 header on @param
     * router its sender */
    void HandleAdvertisement(Ptr<const Packet> packet, Ipv6Address router);
    /** Takes an address from a prefix. @param prefix the prefix @param length its length @param
     * router who advertised it */
    void Adopt(const Ipv6Address& prefix, uint8_t length, const Ipv6Address& router);
    /** Duplicate address detection is over. @param address of this address */
    void EndDetection(Ipv6Address address);
    /** @return whether an address was found to be another's too @param address this one */
    bool IsDuplicate(const Ipv6Address& address) const;
    /** Tells that an address may be used. @param candidate which */
    void Tell(const Candidate& candidate);
    /** Removes the default routes that ns-3 added since Delivered(). */
    void RemoveNewDefaultRoutes();
    /** @return the index of the device's IPv6 interface */
    uint32_t GetInterface() const;

    Dad m_dad{NORMAL};                           //!< Dad
    bool m_solicit{true};                        //!< SolicitOnLinkUp
    Time m_rsDelay;                              //!< RsDelay
    Time m_rsInterval;                           //!< RsInterval
    uint32_t m_rsCount{3};                       //!< RsCount
    Ptr<Ipv6L3Protocol> m_ipv6;                  //!< the node's
    Ptr<Icmpv6L4Protocol> m_icmpv6;              //!< the node's
    Ptr<Ipv6StaticRouting> m_routing;            //!< the node's
    std::string m_network;                       //!< name of the present one; empty: link is down
    bool m_detected{false};                      //!< an advertisement came since link-up
    EventId m_solicitation;                      //!< the next solicitation
    std::vector<Candidate> m_candidates;         //!< addresses of the present network
    std::vector<Ipv6RoutingTableEntry> m_routes; //!< before an advertisement
};

} // namespace ns3

#endif /* SLAAC_CONFIG_H */
