/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_SYSTEM_H
#define HIP_SYSTEM_H

#include "hip-host.h"

#include "ns3/mobility-system.h"

#include <map>
#include <string>

namespace ns3
{

/**
 * @ingroup hip
 * HIP where a mobile's new address is verified before data goes there: "hip". Mobiles and
 * correspondents are HIP hosts; the home network's router is the mobiles' rendezvous server.
 * Applications use local scope identifiers (IPv4) or tags (IPv6).
 */
class HipSystem : public MobilitySystem
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    HipSystem();
    ~HipSystem() override;

    // inherited
    std::string GetName() const override;
    Fidelity GetFidelity() const override;
    std::string GetInfrastructure() const override;
    bool Supports(bool ipv6) const override;
    void Install(const NetworkPlan& plan) override;
    std::string GetTcpFactory() const override;
    std::string GetUdpFactory() const override;
    Address GetCorrespondentAddress(Ptr<Node> correspondent, const Address& plain) const override;
    Address GetMobileAddress(Ptr<Node> mobile, bool ipv6) const override;
    uint32_t GetSegmentOverhead() const override;

  protected:
    void DoDispose() override;
    /** @return whether credit is given */
    virtual bool GivesCredit() const;

  private:
    /** @return whether there is such a cost model @param costs its name */
    bool SetCosts(std::string costs);
    /** @return the name of the cost model */
    std::string GetCosts() const;
    /** Makes a node a HIP host. @param node the node @param serves whether it is a rendezvous
     * server */
    void InstallHost(Ptr<Node> node, bool serves);
    /** Makes a mobile follow its addresses. */
    void InstallMobile(Ptr<Node> mobile);
    /** @return the first global address of a node with a route, or an invalid one */
    Address FindAddress(Ptr<Node> node) const;
    /** A mobile's addresses have changed. */
    void AddressesChanged(Ptr<Node> node, const UsableAddresses& usable);
    /** A host sends a message. */
    void Sent(Ptr<Node> sender, const HipSent& sent);
    /** An association of a host has another state. */
    void StateChanged(Ptr<Node> node,
                      const Ipv6Address& peer,
                      HipAssociation::State from,
                      HipAssociation::State to);
    /** A mobile's data leaves by its new address. */
    void Moved(Ptr<Node> mobile, const Ipv6Address& peer, const Address& locator);
    /** A mobile has the same address again. */
    void Returned(Ptr<Node> mobile, const Ipv6Address& peer, const Address& locator);
    /** A correspondent's data goes to a mobile's new address. */
    void PeerMoved(Ptr<Node> correspondent, const Ipv6Address& peer, const Address& locator);
    /** @return the mobile of an association, or nullptr @param node one end @param peer tag of the
     * other */
    Ptr<Node> FindMobile(Ptr<Node> node, const Ipv6Address& peer) const;
    /** Tells that a way is open. */
    void TellReady(Ptr<Node> mobile, bool up) const;

    NetworkPlan m_plan;                         //!< the scenario's nodes
    std::string m_costs{"none"};                //!< Costs
    Ptr<CryptoCostModel> m_costModel;           //!< of that name
    uint8_t m_k{0};                             //!< PuzzleK
    uint8_t m_group{0};                         //!< DhGroup
    uint32_t m_rsaBits{0};                      //!< RsaBits
    uint16_t m_suite{0};                        //!< EspSuite
    bool m_dataBeforeAck{true};                 //!< DataBeforeAck
    bool m_rekey{false};                        //!< RekeyOnMove
    bool m_rendezvous{true};                    //!< Rendezvous
    std::map<Ipv6Address, Ptr<Node>> m_mobiles; //!< by tag
    std::map<Ipv6Address, Ptr<Node>> m_hosts;   //!< mobiles and correspondents by tag
};

/**
 * @ingroup hip
 * HIP with credit-based authorisation: "hip-credit". Data goes to a new address before it is
 * verified, as much as came from the mobile before.
 */
class HipCreditSystem : public HipSystem
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string GetName() const override;

  protected:
    bool GivesCredit() const override;
};

} // namespace ns3

#endif /* HIP_SYSTEM_H */
