/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_HELPER_H
#define L4_MOBILITY_HELPER_H

#include "ns3/l4-mobility-protocol.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{

/**
 * @ingroup l4mobility
 * Makes nodes mobile in layer 4. Two lines turn a scenario mobile:
 *
 * @code
 * // 1, after InternetStackHelper
 * L4MobilityHelper().Install(nodes);
 * // 2, instead of ns3::TcpSocketFactory
 * BulkSendHelper source("ns3::MobileTcpSocketFactory", serverAddress);
 * @endcode
 *
 * The other factory is "ns3::MobileUdpSocketFactory". Applications that name their factory in code
 * (UdpClient, UdpServer, UdpEcho...) are reached by port: SetAttribute("MobilePorts",
 * StringValue("udp:4000")).
 */
class L4MobilityHelper
{
  public:
    L4MobilityHelper();

    /**
     * Sets an attribute of each L4MobilityProtocol that Install() will make.
     * @param name its name
     * @param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * The paper's own behaviour (fidelity preset "paper"): suite "paper", TCP is not told of moves
     * (Kick false), and the empty packet is sent once (EmptyTries 1).
     */
    void SetPaperPreset();

    /**
     * Installs on a node that has an internet stack (InternetStackHelper) and no L4MobilityProtocol
     * yet. @return the layer
     */
    Ptr<L4MobilityProtocol> Install(Ptr<Node> node) const;

    /** Installs on each node of a container. */
    void Install(const NodeContainer& nodes) const;

    /**
     * Tells every layer in \p nodes which addresses \p host has at this moment, as a name service
     * would: needed where a connection is to move between IPv4 and IPv6
     * (L4MobilityProtocol::AddHostAddresses).
     */
    static void KnowAddresses(const NodeContainer& nodes, Ptr<Node> host);

  private:
    ObjectFactory m_factory; //!< makes the layers
};

} // namespace ns3

#endif /* L4_MOBILITY_HELPER_H */
