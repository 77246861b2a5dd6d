/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_INTRUDER_H
#define MIP4_INTRUDER_H

#include "mip4-test-bed.h"

#include "ns3/inet-socket-address.h"
#include "ns3/mip4-message.h"
#include "ns3/net-device.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup mip4
 * Keeps the messages of Mobile IPv4 that are for a node.
 * @param node the node
 * @param messages receives them, in order
 * @param ports receives the UDP port of each sender, where it is not nullptr
 */
void CaptureMip4(Ptr<Node> node,
                 std::vector<Mip4Message>& messages,
                 std::vector<uint16_t>* ports = nullptr);

/**
 * @ingroup mip4
 * Sends a message with any sender's address.
 * @param device by which
 * @param link destination on the link
 * @param source IP address
 * @param to IP address and UDP port
 * @param ttl time to live
 * @param message the message
 */
void SendMip4(Ptr<NetDevice> device,
              const Address& link,
              const Ipv4Address& source,
              const InetSocketAddress& to,
              uint8_t ttl,
              const Mip4Message& message);

/**
 * @ingroup mip4
 * Another host on one of the networks of a test bed, which sends by whatever address it likes.
 */
class Mip4Intruder
{
  public:
    /** @param bed the bed @param network name of the network */
    Mip4Intruder(Mip4TestBed& bed, const std::string& network);

    /** Sends an IP packet to the router. @param source address @param destination address
     * @param protocol its number @param payload what follows the header */
    void Send(const Ipv4Address& source,
              const Ipv4Address& destination,
              uint8_t protocol,
              Ptr<Packet> payload);
    /** Sends an Agent Solicitation. @param source address */
    void Solicit(const Ipv4Address& source);
    /** Sends a Registration Request to the router. @param source address @param request the request
     */
    void Request(const Ipv4Address& source, const Mip4Message& request);

    Ptr<NetDevice> device; //!< its device
    uint32_t replies{0};   //!< packets from port 434 that were sent to its device

  private:
    AccessNetwork m_network; //!< where it is
};

} // namespace ns3

#endif /* MIP4_INTRUDER_H */
