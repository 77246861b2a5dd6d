/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LAB_BACKBONE_H
#define LAB_BACKBONE_H

#include "ns3/address.h"
#include "ns3/data-rate.h"
#include "ns3/ingress-filter.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

namespace ns3
{

class NetDevice;
class Node;

/**
 * @ingroup access
 * What stands behind the access networks: a core router, and on links of its own to it a
 * correspondent and the access routers. All routes are static ones.
 *
 * The core router takes from a link only what has a source address of the networks behind it, where
 * IngressFilter is true. Links have 10.200.n.0/24 or fd00:0:0:c8nn::/64, n counted from 0.
 */
class LabBackbone : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LabBackbone();
    ~LabBackbone() override;

    /** Makes the core router and the correspondent. @param ipv6 whether all is IPv6, else IPv4 */
    void Build(bool ipv6);

    /**
     * Adds an access router.
     * @param k number of the networks behind it: 10.k.0.0/16 or fd00:0:0:k::/64, to which the core
     * router gets a route
     * @return the router
     */
    Ptr<Node> AddAccessRouter(uint32_t k);

    /**
     * Refuses foreign sources on the core router's youngest link, which a network of others hangs
     * on, such as an LTE core.
     * @param k number of the networks behind it
     */
    void FilterYoungestLink(uint32_t k);

    /** @return the core router */
    Ptr<Node> GetCore() const;
    /** @return the correspondent */
    Ptr<Node> GetCorrespondent() const;
    /** @return the correspondent's Ipv4Address or Ipv6Address */
    Address GetCorrespondentAddress() const;

  protected:
    void DoDispose() override;

  private:
    /** A link's ends. */
    struct Link
    {
        Ptr<NetDevice> near; //!< device of the core router
        Ptr<NetDevice> far;  //!< device at the other end
        Address nearAddress; //!< of the core router
        Address farAddress;  //!< at the other end
    };

    /** Sets a filter that lets nothing pass, where there are to be any. @param device of the core
     * router */
    void SetFilter(Ptr<NetDevice> device);
    /** Lets the packets of a network pass, on the core router's youngest link. @param network the
     * network @param length of its prefix */
    void Allow(const Address& network, uint8_t length);
    /** Links a node with the core router, which becomes the node's default router. @param node the
     * node @param delay of the link */
    Link Connect(Ptr<Node> node, const Time& delay);
    /** Adds a route. @param node to this node @param network to there @param length of its prefix
     * @param gateway next hop @param device by this device */
    void AddRoute(Ptr<Node> node,
                  const Address& network,
                  uint8_t length,
                  const Address& gateway,
                  Ptr<NetDevice> device) const;

    Time m_accessDelay;             //!< AccessDelay
    Time m_coreDelay;               //!< CoreDelay
    DataRate m_rate;                //!< Rate
    bool m_ingressFilter;           //!< IngressFilter
    Ptr<IngressFilter> m_filter;    //!< of the youngest link
    bool m_ipv6{false};             //!< family
    uint32_t m_links{0};            //!< made so far
    Ptr<Node> m_core;               //!< core router
    Ptr<Node> m_correspondent;      //!< correspondent
    Address m_correspondentAddress; //!< its address
};

} // namespace ns3

#endif /* LAB_BACKBONE_H */
