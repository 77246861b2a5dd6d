/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_TUNNEL_END_H
#define MIP4_TUNNEL_END_H

#include "ns3/callback.h"
#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4-header.h"

#include <vector>

namespace ns3
{

class Node;

/**
 * @ingroup mip4
 * Exit of tunnels of IP in IP (RFC 2003) on a node: takes off the outer header of packets of
 * protocol 4, and gives what is inside to the node's IPv4 as if it had arrived by the same device.
 *
 * It opens only tunnels that one of the node's agents knows (RFC 3024 section 6.1 asks a home agent
 * for this check); it counts and drops all else, and what has no whole IPv4 packet inside.
 */
class Mip4TunnelEnd : public IpL4Protocol
{
  public:
    /** Protocol number of IP in IP. */
    static constexpr uint8_t PROT_NUMBER{4};

    /** Says whether a tunnel with this outer header may hold a packet with this inner header. */
    using Acceptor = Callback<bool, const Ipv4Header&, const Ipv4Header&>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4TunnelEnd();
    ~Mip4TunnelEnd() override;

    /** @return the node's, which is made where there is none @param node with an IPv4 stack */
    static Ptr<Mip4TunnelEnd> Get(Ptr<Node> node);
    /** Adds one who knows tunnels. @param acceptor says which it knows */
    void AddAcceptor(Acceptor acceptor);

    /** @return packets that came out of a tunnel */
    uint64_t GetOpened() const;
    /** @return packets of tunnels that nobody knew */
    uint64_t GetRefused() const;
    /** @return packets without an IPv4 packet inside */
    uint64_t GetMalformed() const;

    // inherited
    int GetProtocolNumber() const override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> incomingInterface) override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> incomingInterface) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    void DoDispose() override;

  private:
    std::vector<Acceptor> m_acceptors; //!< who know tunnels
    DownTargetCallback m_downTarget;   //!< unused
    DownTargetCallback6 m_downTarget6; //!< unused
    uint64_t m_opened{0};              //!< see GetOpened()
    uint64_t m_refused{0};             //!< see GetRefused()
    uint64_t m_malformed{0};           //!< see GetMalformed()
};

} // namespace ns3

#endif /* MIP4_TUNNEL_END_H */
