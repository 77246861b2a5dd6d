/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_SCENE_H
#define L4M_LAB_SCENE_H

#include "settings.h"

#include "ns3/access-manager.h"
#include "ns3/access-switch.h"
#include "ns3/lab-backbone.h"
#include "ns3/lan-access-helper.h"
#include "ns3/lte-access-helper.h"
#include "ns3/mobility-model.h"
#include "ns3/mobility-system.h"
#include "ns3/random-variable-stream.h"
#include "ns3/wifi-access-helper.h"

#include <vector>

namespace l4m
{
namespace lab
{

/** The nodes and networks of a simulation, and what moves the mobiles. */
class Scene
{
  public:
    /** Builds all of it. @param settings as they have been checked */
    explicit Scene(const Settings& settings);

    /** @return the nodes and networks, as systems see them */
    const ns3::NetworkPlan& GetPlan() const;
    /** @return the correspondent's address */
    ns3::Address GetCorrespondentAddress() const;
    /** @return when traffic ends */
    ns3::Time GetEnd() const;
    /** Starts access on all mobiles, and the moves. */
    void Start();

  private:
    /** One mobile's links, in order of preference. */
    using Links = std::vector<ns3::Ptr<ns3::AccessLink>>;

    /** @return the router of the home network, at its distance */
    ns3::Ptr<ns3::Node> AddHomeRouter();
    void BuildLan();
    void BuildWifi();
    void BuildLte();
    /** Sets the Wi-Fi helper's attributes. */
    void ConfigureWifi();
    /** Adds a Wi-Fi network. @param index from 0 */
    void AddWifiNetwork(uint32_t index);
    /** Gives all mobiles their way through the scene. */
    void Move();
    /** @return metres that a mobile stands or passes beside the access points @param mobile its
     * index
     */
    double GetAside(uint32_t mobile) const;
    /** Gives one mobile its way to and fro. @param mobile which @param index its index */
    void MoveToAndFro(ns3::Ptr<ns3::Node> mobile, uint32_t index);
    /** Schedules the moves of a mobile that are not a matter of radio. */
    void ScheduleMoves(uint32_t mobile);
    /** @return whether mobiles have links of two kinds or two devices of one */
    bool HasTwoLinks() const;
    /** @return time that one way from end to end takes */
    ns3::Time GetLeg() const;

    Settings m_settings;                                 //!< what is asked for
    ns3::Ptr<ns3::LabBackbone> m_backbone;               //!< what stands behind
    ns3::Ptr<ns3::LanAccessHelper> m_lan;                //!< networks by cable
    ns3::Ptr<ns3::WifiAccessHelper> m_wifi;              //!< Wi-Fi networks
    ns3::Ptr<ns3::LteAccessHelper> m_lte;                //!< LTE cores
    ns3::NetworkPlan m_plan;                             //!< nodes and networks
    std::vector<Links> m_links;                          //!< by mobile
    std::vector<ns3::Ptr<ns3::AccessSwitch>> m_switches; //!< by mobile, where there are any
    ns3::Ptr<ns3::UniformRandomVariable> m_random;       //!< phases of moves
    uint32_t m_k{0};                                     //!< networks so far
};

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_SCENE_H */
