/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_TUNNEL_DEVICE_H
#define MIP4_TUNNEL_DEVICE_H

#include "ns3/callback.h"
#include "ns3/error-model.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/packet.h"
#include "ns3/queue.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"

#include <optional>

namespace ns3
{

/**
 * @ingroup mip4
 * Where a tunnel goes, and from where.
 */
struct Mip4Tunnel
{
    Ipv4Address entry;    //!< source of the outer header
    Ipv4Address exit;     //!< destination of the outer header
    Ptr<Ipv4Route> route; //!< the way there; nullptr: as the node's routing says
};

/**
 * @ingroup mip4
 * Entrance of tunnels of IP in IP (RFC 2003): an interface of a node's IPv4 whose packets get an
 * outer header and are sent again. It asks for each packet in which tunnel it goes; one that goes
 * in none is dropped.
 *
 * The outer header (RFC 2003 section 3.1): type of service and don't-fragment bit are the inner
 * one's, the TTL is the attribute Ttl. Packets that are too long are fragmented outside, by ns-3's
 * IPv4, and put together at the tunnel's end. There is no path MTU discovery (section 5.1).
 */
class Mip4TunnelDevice : public SimpleNetDevice
{
  public:
    /** Asks for the tunnel of a packet with this header. */
    using Chooser = Callback<std::optional<Mip4Tunnel>, const Ipv4Header&>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4TunnelDevice();
    ~Mip4TunnelDevice() override;

    /**
     * Makes a device an interface of a node's IPv4.
     * @param node a node with an IPv4 stack
     * @param chooser says in which tunnel a packet goes
     * @return the device
     */
    static Ptr<Mip4TunnelDevice> Install(Ptr<Node> node, Chooser chooser);

    /** @return packets that went into no tunnel */
    uint64_t GetDropped() const;

    // inherited
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    bool NeedsArp() const override;

  protected:
    void DoDispose() override;

  private:
    uint8_t m_ttl{64};     //!< Ttl
    Chooser m_chooser;     //!< which tunnel
    uint64_t m_dropped{0}; //!< see GetDropped()
    uint16_t m_id{0};      //!< identification of the next outer header
};

} // namespace ns3

#endif /* MIP4_TUNNEL_DEVICE_H */
