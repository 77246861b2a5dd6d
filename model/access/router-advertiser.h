/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ROUTER_ADVERTISER_H
#define ROUTER_ADVERTISER_H

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/ipv6-address.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{

class Ipv6Header;
class Ipv6L3Protocol;
class Packet;

/**
 * @ingroup access
 * Sends Router Advertisements for one prefix on one device of a router (RFC 4861, 6.2).
 *
 * ns-3's Radvd has the time in which a solicitation is answered, and the 3 s that it leaves between
 * two advertisements, as constants; routers for mobile nodes have shorter ones (RFC 6275, 7.5).
 * Here both are attributes.
 *
 * An advertisement comes MinRtrAdvInterval to MaxRtrAdvInterval after the one before, the first at
 * the start. A solicitation is answered to all nodes, within SolicitedDelay of it, or of the moment
 * MinDelayBetweenRas after the last advertisement if that is later; the interval begins anew with
 * the answer. There is no answer where the next advertisement comes earlier anyway.
 */
class RouterAdvertiser : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RouterAdvertiser();
    ~RouterAdvertiser() override;

    /**
     * Says what to advertise, before the start.
     * @param device where: an IPv6 interface of the node
     * @param prefix the prefix, from which nodes may make their addresses
     * @param length its length in bits
     */
    void SetPrefix(Ptr<NetDevice> device, const Ipv6Address& prefix, uint8_t length);

    /**
     * Fixes the random numbers.
     * @param stream first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** A packet for this node: notes solicitations. */
    void Delivered(const Ipv6Header& header, Ptr<const Packet> packet, uint32_t interface);
    /** Sends an advertisement, and schedules the next. */
    void Advertise();
    /** @return the index of the device's IPv6 interface */
    uint32_t GetInterface() const;

    Time m_min;                          //!< MinRtrAdvInterval
    Time m_max;                          //!< MaxRtrAdvInterval
    Time m_solicitedDelay;               //!< SolicitedDelay
    Time m_minDelay;                     //!< MinDelayBetweenRas
    Time m_lifetime;                     //!< RouterLifetime
    Ptr<UniformRandomVariable> m_random; //!< draws intervals and delays
    Ptr<NetDevice> m_device;             //!< where it advertises
    Ptr<Ipv6L3Protocol> m_ipv6;          //!< the node's
    Ipv6Address m_prefix;                //!< what it advertises
    uint8_t m_length{64};                //!< length of the prefix
    Time m_last;                         //!< when the last advertisement was sent
    EventId m_next;                      //!< the next one by itself
    EventId m_answer;                    //!< the answer to a solicitation
};

} // namespace ns3

#endif /* ROUTER_ADVERTISER_H */
