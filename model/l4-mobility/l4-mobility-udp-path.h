/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_UDP_PATH_H
#define L4_MOBILITY_UDP_PATH_H

#include "l4-mobility-core.h"
#include "l4-mobility-sockets.h"

namespace ns3
{

/**
 * @ingroup l4mobility
 * What only UDP needs of the layer: an association is set up before data (R15), and ns-3's UDP
 * socket, whose class is not public, tells nobody of what it does.
 */
class L4MobilityUdpPath
{
  public:
    /** @param core what it works with */
    explicit L4MobilityUdpPath(L4MobilityCore& core);

    /** Forgets all sockets. */
    void Dispose();

    /** Makes a socket mobile: it was created by the node's UdpL4Protocol just now. */
    void Register(Ptr<Socket> socket);

    /** A datagram on its way down. @return whether the layer has taken it @see
     * L4MobilityCore::SendDown */
    bool SendDown(Ptr<Packet> packet,
                  const l4m_addr& src,
                  const l4m_addr& dst,
                  Ptr<Ipv4Route> hint);

    /** A datagram arrived. @return what IP is to be told */
    IpL4Protocol::RxStatus Receive(L4MobilityFace& face, l4mobility::Arrival& arrival);

    /** Sends what waited for an association. */
    void Flush(Ptr<l4mobility::Flow> flow);

    /**
     * The set-up of a flow failed, or its association ended; it has none any more.
     * @param flow the flow
     * @param plain whether to go on as an ordinary socket
     * @param established whether there had been an association
     */
    void SetUpFailed(Ptr<l4mobility::Flow> flow, bool plain, bool established);

    /** Nobody was there to take a datagram of a flow. */
    void SocketGone(Ptr<l4mobility::Flow> flow);

    /** Closes a UDP flow whose socket the application has closed. @return whether it was so */
    bool CloseIfOrphan(Ptr<l4mobility::Flow> flow);

    /** @return whether no ordinary socket of the node uses a port pair */
    bool IsPairFree(uint16_t localPort, uint16_t peerPort) const;

  private:
    /** @return the mobile socket on a port, or nullptr @param localPort the port @param peerPort
     * the peer's, which may be listed too */
    Ptr<Socket> FindMobile(uint16_t localPort, uint16_t peerPort) const;
    /** Lets L4_INIT reach a mobile socket's port, if it may. */
    void ListenIfMobile(const l4mobility::Inner& inner);
    /** @return whether an ordinary socket is connected to where a datagram comes from */
    bool HasPlainSocket(const l4mobility::Inner& inner) const;

    L4MobilityCore& m_core;             //!< what it works with
    std::vector<Ptr<Socket>> m_sockets; //!< mobile ones
};

} // namespace ns3

#endif /* L4_MOBILITY_UDP_PATH_H */
