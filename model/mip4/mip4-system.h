/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_SYSTEM_H
#define MIP4_SYSTEM_H

#include "mip4-home-agent.h"
#include "mip4-mobile-node.h"

#include "ns3/crypto-cost-model.h"
#include "ns3/mobility-system.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{

class Mip4ForeignAgent;

/**
 * @ingroup mip4
 * Mobile IPv4 with co-located care-of addresses: "mip4". The home network's router is the home
 * agent, the visited networks know nothing of it. The mobile's home address is 20.n + 1 hosts above
 * the home network's, 10.k.20.1 for the first mobile in the lab.
 */
class Mip4System : public MobilitySystem
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4System();
    ~Mip4System() override;

    /** @param costs "none", "paper-2006" or "measured:FILE" @return whether it is one of these */
    bool SetCosts(std::string costs);
    /** @return what computation costs */
    std::string GetCosts() const;

    /** @return the home agent, after Install() */
    Ptr<Mip4HomeAgent> GetHomeAgent() const;
    /** @return the foreign agents, in the order of the plan's networks that have one */
    const std::vector<Ptr<Mip4ForeignAgent>>& GetForeignAgents() const;

    // inherited
    std::string GetName() const override;
    Fidelity GetFidelity() const override;
    std::string GetInfrastructure() const override;
    bool Supports(bool ipv6) const override;
    void Install(const NetworkPlan& plan) override;
    std::string GetTcpFactory() const override;
    std::string GetUdpFactory() const override;
    Address GetMobileAddress(Ptr<Node> mobile, bool ipv6) const override;
    uint32_t GetSegmentOverhead() const override;

  protected:
    void DoDispose() override;
    /** @return whether foreign agents are installed and used */
    virtual bool UsesForeignAgents() const;

  private:
    /** Installs the home agent. */
    void InstallHomeAgent();
    /** Installs foreign agents where there can be one. @return names of the networks without */
    std::set<std::string> InstallForeignAgents();
    /** Makes a node a mobile one. @param index its index @param agentless names of networks */
    void InstallMobile(uint32_t index, const std::set<std::string>& agentless);
    /** @return the mobile with a home address, or nullptr */
    Ptr<Node> FindMobile(const Ipv4Address& homeAddress) const;
    /** A message is sent. */
    void Sent(Ptr<Node> sender, const Mip4Sent& sent);
    /** A mobile's packets go by another attachment. */
    void Attached(Ptr<Node> mobile,
                  const Mip4MobileNode::Attachment& attachment,
                  const Time& began);
    /** The home agent sends a mobile's packets elsewhere. */
    void Bound(const Ipv4Address& homeAddress, const Ipv4Address& careOf);
    /** Tells that a way is open. @param mobile whose @param up direction */
    void TellReady(Ptr<Node> mobile, bool up) const;

    std::string m_costs{"none"};                               //!< Costs
    Ptr<CryptoCostModel> m_costModel;                          //!< Costs
    bool m_reverse{true};                                      //!< ReverseTunnel
    bool m_solicit{true};                                      //!< Solicit
    Mip4MobileNode::Trigger m_trigger{Mip4MobileNode::NOTICE}; //!< Trigger
    Time m_lifetime;                                           //!< RegistrationLifetime
    Time m_advertisementInterval;                              //!< MaxAdvertisementInterval
    Time m_solicitationDelay;                                  //!< MAX_SOLICITATION_DELAY
    NetworkPlan m_plan;                                        //!< the scenario's nodes
    Ptr<Mip4HomeAgent> m_homeAgent;                            //!< in the home router
    std::vector<Ptr<Mip4ForeignAgent>> m_foreignAgents;        //!< in the access routers
    std::map<Ipv4Address, Ptr<Node>> m_mobiles;                //!< by home address
    std::map<Ipv4Address, bool> m_setUp; //!< whether the first registration is done
};

/**
 * @ingroup mip4
 * Mobile IPv4 with foreign agents: "mip4-fa". Each access router that has a link with link-layer
 * addresses is a foreign agent, whose address is the care-of address. In networks without (an LTE
 * core) the mobile uses the address that it is given.
 */
class Mip4FaSystem : public Mip4System
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string GetName() const override;
    std::string GetInfrastructure() const override;

  protected:
    bool UsesForeignAgents() const override;
};

} // namespace ns3

#endif /* MIP4_SYSTEM_H */
