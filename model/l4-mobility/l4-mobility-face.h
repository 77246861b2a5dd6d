/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_FACE_H
#define L4_MOBILITY_FACE_H

#include "l4-mobility-ip.h"

#include "ns3/ip-l4-protocol.h"

namespace ns3
{

class L4MobilityCore;

/**
 * @ingroup l4mobility
 * The layer's face towards IPv4 and IPv6 for one transport protocol: it takes that protocol's place
 * there, and stands under it.
 */
class L4MobilityFace : public IpL4Protocol
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    L4MobilityFace();
    ~L4MobilityFace() override;

    /**
     * Takes the place of a transport protocol.
     * @param core where packets go
     * @param upper the node's TcpL4Protocol or UdpL4Protocol
     * @param ipv4 the node's IPv4, or nullptr
     * @param ipv6 the node's IPv6, or nullptr
     */
    void Insert(L4MobilityCore* core,
                Ptr<IpL4Protocol> upper,
                Ptr<Ipv4L3Protocol> ipv4,
                Ptr<Ipv6L3Protocol> ipv6);

    /** @return the transport protocol above */
    Ptr<IpL4Protocol> GetUpper() const;

    /** Hands an arrived packet to the transport protocol as it came. */
    IpL4Protocol::RxStatus PassUp(const l4mobility::Arrival& arrival) const;

    int GetProtocolNumber() const override;
    IpL4Protocol::RxStatus Receive(Ptr<Packet> p,
                                   const Ipv4Header& header,
                                   Ptr<Ipv4Interface> incomingInterface) override;
    IpL4Protocol::RxStatus Receive(Ptr<Packet> p,
                                   const Ipv6Header& header,
                                   Ptr<Ipv6Interface> incomingInterface) override;
    void ReceiveIcmp(Ipv4Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv4Address payloadSource,
                     Ipv4Address payloadDestination,
                     const uint8_t payload[8]) override;
    void ReceiveIcmp(Ipv6Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv6Address payloadSource,
                     Ipv6Address payloadDestination,
                     const uint8_t payload[8]) override;
    void SetDownTarget(DownTargetCallback cb) override;
    void SetDownTarget6(DownTargetCallback6 cb) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    void DoDispose() override;

  private:
    /** A packet on its way down in IPv4. */
    void Send4(Ptr<Packet> packet,
               Ipv4Address source,
               Ipv4Address destination,
               uint8_t protocol,
               Ptr<Ipv4Route> route);
    /** A packet on its way down in IPv6. */
    void Send6(Ptr<Packet> packet,
               Ipv6Address source,
               Ipv6Address destination,
               uint8_t protocol,
               Ptr<Ipv6Route> route);

    L4MobilityCore* m_core{nullptr}; //!< where packets go
    Ptr<IpL4Protocol> m_upper;       //!< the transport protocol
    DownTargetCallback m_down;       //!< where the transport protocol sent to in IPv4
    DownTargetCallback6 m_down6;     //!< where the transport protocol sent to in IPv6
};

} // namespace ns3

#endif /* L4_MOBILITY_FACE_H */
