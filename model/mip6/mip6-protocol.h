/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_PROTOCOL_H
#define MIP6_PROTOCOL_H

#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-interface.h"
#include "ns3/packet.h"

namespace ns3
{

/**
 * @ingroup mip6
 * One of the headers of Mobile IPv6 as a protocol of a node's IPv6: hands all to a callback.
 */
class Mip6Protocol : public IpL4Protocol
{
  public:
    /** Takes a packet. */
    using Receiver = Callback<void, Ptr<Packet>, const Ipv6Header&, Ptr<Ipv6Interface>>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6Protocol();
    /** @param number of the protocol @param receiver takes the packets */
    Mip6Protocol(int number, Receiver receiver);
    ~Mip6Protocol() override;

    // inherited
    int GetProtocolNumber() const override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> interface) override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> interface) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    void DoDispose() override;

  private:
    int m_number{0};             //!< of the protocol
    Receiver m_receiver;         //!< takes the packets
    DownTargetCallback m_down;   //!< as set
    DownTargetCallback6 m_down6; //!< as set
};

} // namespace ns3

#endif /* MIP6_PROTOCOL_H */
