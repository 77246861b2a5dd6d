/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_SYSTEM_H
#define L4_MOBILITY_SYSTEM_H

#include "crypto-cost-model.h"
#include "l4-mobility-protocol.h"

#include "ns3/mobility-system.h"

#include <map>

namespace ns3
{

/**
 * @ingroup l4mobility
 * L4 mobility as a system under test. Complete: real keys, a real MAC on every packet.
 *
 * The way up is open when a mobile's association has its new address; the way down when the
 * correspondent has taken a packet with the larger state sequence (R8).
 */
class L4MobilitySystem : public MobilitySystem
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    L4MobilitySystem();
    ~L4MobilitySystem() override;

    std::string GetName() const override;
    Fidelity GetFidelity() const override;
    std::string GetInfrastructure() const override;
    bool Supports(bool ipv6) const override;
    void Install(const NetworkPlan& plan) override;
    std::string GetTcpFactory() const override;
    std::string GetUdpFactory() const override;

  protected:
    void DoDispose() override;

  private:
    /** @return whether the list of suites is one @param suites names, comma separated */
    bool SetSuites(std::string suites);
    /** @return the suites */
    std::string GetSuites() const;
    /** @return whether there is such a cost model @param costs its name */
    bool SetCosts(std::string costs);
    /** @return the name of the cost model */
    std::string GetCosts() const;

    /** A mobile's addresses have changed. */
    void AddressesChanged(Ptr<Node> node, const UsableAddresses& usable);
    /** An association of a mobile has another own address. */
    void Moved(Ptr<Node> mobile,
               const L4MobilityInfo& info,
               const Address& from,
               const Address& to);
    /** A correspondent's peer has moved. */
    void PeerMoved(Ptr<Node> correspondent,
                   const L4MobilityInfo& info,
                   const Address& from,
                   const Address& to);
    /** A mobile's association is established. */
    void Established(Ptr<Node> mobile, const L4MobilityInfo& info);
    /** A node sends a message of the protocol. */
    void Message(Ptr<Node> sender,
                 const L4MobilityInfo& info,
                 const std::string& message,
                 uint32_t bytes);

    /** Finds a correspondent's association at the mobile it is with. @param correspondent the node
     * @param info the association there @param mobile receives the node @return the association at
     * the mobile; of port 0 where there is none */
    L4MobilityInfo FindAtMobile(Ptr<Node> correspondent,
                                const L4MobilityInfo& info,
                                Ptr<Node>& mobile) const;

    NetworkPlan m_plan;               //!< the scenario's nodes
    std::string m_suites{"default"};  //!< Suites
    std::string m_costs{"none"};      //!< Costs
    Ptr<CryptoCostModel> m_costModel; //!< of that name
    bool m_kick;                      //!< Kick
    bool m_emptyPacket;               //!< EmptyPacket
    uint8_t m_emptyTries;             //!< EmptyTries
};

} // namespace ns3

#endif /* L4_MOBILITY_SYSTEM_H */
