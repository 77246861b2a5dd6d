/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LAN_PORT_H
#define LAN_PORT_H

#include "access-link.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <map>
#include <string>

namespace ns3
{

class LanDevice;
class LanSegment;

/**
 * @ingroup access
 * A cable between a mobile and one of several local networks, which is pulled out of one and
 * plugged into the next when the scenario says so.
 *
 * With the delays at 0 it is ideal access: MoveTo() changes the network at one moment, and where
 * the address comes from a FixedConfig without delays, the address too.
 */
class LanPort : public AccessLink
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LanPort();
    ~LanPort() override;

    /** Takes charge of a device. @param device the device, attached to no segment */
    void SetLanDevice(Ptr<LanDevice> device);
    /** Makes a network known. @param name its name @param segment where it is plugged in */
    void AddNetwork(const std::string& name, Ptr<LanSegment> segment);
    /** @return whether a network is known @param name its name */
    bool HasNetwork(const std::string& name) const;

    /**
     * Plugs the cable in; the link is up LinkUpDelay later. Before Start() it only says where
     * Start() is to plug it in.
     * @param network name of a known network; the cable is in none
     */
    void Plug(const std::string& network);
    /**
     * Pulls the cable out. No packet comes or goes from now on; the node knows it LossDelay later,
     * or when the link is up again if that is earlier.
     */
    void Unplug();
    /** Unplug() and Plug() at one moment. @param network name of a known network */
    void MoveTo(const std::string& network);

    // inherited
    void Start() override;
    void Disable() override;
    void Enable() override;

  protected:
    void DoDispose() override;

  private:
    /** The cable has been in a network for long enough. */
    void LinkUp();
    /** The node learns that the link is lost. */
    void LinkLost();
    /** The device's link has come or gone. */
    void LinkChanged();

    Time m_linkUpDelay;                                //!< LinkUpDelay
    Time m_lossDelay;                                  //!< LossDelay
    std::map<std::string, Ptr<LanSegment>> m_segments; //!< known networks
    Ptr<LanDevice> m_lanDevice;                        //!< the device
    std::string m_plugged;                             //!< where the cable is, empty: nowhere
    std::string m_disabled;                            //!< where it was before Disable()
    bool m_started{false};                             //!< whether Start() has been called
    EventId m_up;                                      //!< LinkUp() to come
    EventId m_lost;                                    //!< LinkLost() to come
};

} // namespace ns3

#endif /* LAN_PORT_H */
