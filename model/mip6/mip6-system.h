/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_SYSTEM_H
#define MIP6_SYSTEM_H

#include "mip6-correspondent.h"
#include "mip6-home-agent.h"
#include "mip6-mobile-node.h"

#include "ns3/mobility-system.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup mip6
 * Mobile IPv6 with bidirectional tunnelling: "mip6-tunnel". The home network's router is the home
 * agent; correspondents and visited networks know nothing of it. A mobile's home address is the
 * home network's ::14xx, in the lab fd00:0:0:k::1401 for the first mobile.
 */
class Mip6TunnelSystem : public MobilitySystem
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6TunnelSystem();
    ~Mip6TunnelSystem() override;

    /** @param costs "none", "paper-2006" or "measured:FILE" @return whether it is one of these */
    bool SetCosts(std::string costs);
    /** @return what computation costs */
    std::string GetCosts() const;

    /** @return the home agent, after Install() */
    Ptr<Mip6HomeAgent> GetHomeAgent() const;

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
    /** @return whether routes are optimised */
    virtual bool Optimises() const;

  private:
    /** Installs the home agent. */
    void InstallHomeAgent();
    /** Makes a node mobile. @param index of the mobile */
    void InstallMobile(uint32_t index);
    /** Installs the correspondents' side. */
    void InstallCorrespondents();
    /** A message is sent. */
    void Sent(Ptr<Node> sender, const Mip6Sent& sent);
    /** @return the mobile that a message is about, or nullptr */
    Ptr<Node> FindMobile(const Mip6Sent& sent) const;
    /** A mobile may send. */
    void Attached(Ptr<Node> mobile, Mip6MobileNode::State state, const Time& began);
    /** The home agent sends a mobile's packets elsewhere. */
    void BoundAtHome(const Ipv6Address& home, const Ipv6Address& careOf);
    /** A correspondent sends a mobile's packets elsewhere. */
    void BoundAtCorrespondent(Ptr<Node> correspondent,
                              const Ipv6Address& home,
                              const Ipv6Address& careOf);
    /** @return whether a correspondent has a binding of a mobile @param home its home address */
    bool HasBinding(const Ipv6Address& home) const;
    /** Tells that a way is open. */
    void TellReady(Ptr<Node> mobile, bool up) const;

    std::string m_costs{"none"};                          //!< Costs
    Ptr<CryptoCostModel> m_costModel;                     //!< Costs
    Time m_detectionTime;                                 //!< DupAddrDetectTime
    Time m_lifetime;                                      //!< BindingLifetime
    bool m_reuseHomeToken{false};                         //!< ReuseHomeToken
    NetworkPlan m_plan;                                   //!< the scenario's nodes
    Ptr<Mip6HomeAgent> m_homeAgent;                       //!< in the home router
    Ipv6Address m_homeAgentAddress;                       //!< its address
    std::vector<Ptr<Mip6Correspondent>> m_correspondents; //!< where routes are optimised
    std::map<Ipv6Address, Ptr<Node>> m_mobiles;           //!< by home address
    std::set<Ipv6Address> m_setUp; //!< home addresses whose first registration is done
};

/**
 * @ingroup mip6
 * Mobile IPv6 with route optimisation: "mip6".
 */
class Mip6System : public Mip6TunnelSystem
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string GetName() const override;

  protected:
    bool Optimises() const override;
};

} // namespace ns3

#endif /* MIP6_SYSTEM_H */
