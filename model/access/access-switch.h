/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ACCESS_SWITCH_H
#define ACCESS_SWITCH_H

#include "access-manager.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <set>
#include <vector>

namespace ns3
{

/**
 * @ingroup access
 * Decides which of a mobile's links carries its packets: at times set beforehand (SwitchAt()), or
 * by the strength of one link's signal (Watch()).
 *
 * Break before make: the old link is given up first, and only then does the new one look for its
 * network. Until it has an address the mobile has none.
 *
 * Make before break: the new link gets its address while the old one goes on; then the packets move
 * (default routes, and the notice); the old link is kept for the time Overlap, and then given up if
 * the attribute Release says so.
 */
class AccessSwitch : public Object
{
  public:
    /** In which order links change. */
    enum Order
    {
        BREAK_BEFORE_MAKE, //!< one link at a time
        MAKE_BEFORE_BREAK  //!< the new one before the old one goes
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AccessSwitch();
    ~AccessSwitch() override;

    /**
     * Takes charge of a mobile's links, and becomes part of its node. Start() takes the place of
     * AccessManager::Start().
     * @param manager the mobile's, with all its links
     */
    void SetManager(Ptr<AccessManager> manager);

    /**
     * Starts the links: break before make, only one; make before break, all where Release is false.
     * @param link the one that is to carry the packets at first
     */
    void Start(Ptr<AccessLink> link);

    /**
     * Makes another link the one to carry the packets, at a later time.
     * @param when simulation time, from now on
     * @param link the link
     */
    void SwitchAt(const Time& when, Ptr<AccessLink> link);
    /** Makes another link the one to carry the packets. @param link the link */
    void SwitchTo(Ptr<AccessLink> link);

    /**
     * Uses a link for as long as its signal is strong enough: leaves it when the signal is below
     * Threshold or gone, and comes back when it is Hysteresis above. Before Start() or after it.
     * @param link the link; one that measures its signal while it is switched off
     * @param fallback which link to use otherwise
     */
    void Watch(Ptr<AccessLink> link, Ptr<AccessLink> fallback);

    /** @return the link that is wanted; packets are on it once it has an address */
    Ptr<AccessLink> GetWanted() const;

  protected:
    void DoDispose() override;

  private:
    /** Switches a link on. @param link the link */
    void TurnOn(Ptr<AccessLink> link);
    /** Gives up all links but the wanted one. */
    void TurnOthersOff();
    /** The manager has told of addresses. @param node the mobile @param usable its addresses */
    void Told(Ptr<Node> node, const UsableAddresses& usable);
    /** Looks from now on, once there is a link to be watched and one that is wanted. */
    void BeginToLook();
    /** Looks at the signal of the watched link. */
    void Look();

    Order m_order{BREAK_BEFORE_MAKE};  //!< Order
    Time m_overlap;                    //!< Overlap
    bool m_release{true};              //!< Release
    double m_threshold{0};             //!< Threshold
    double m_hysteresis{0};            //!< Hysteresis
    Time m_interval;                   //!< Interval
    Ptr<AccessManager> m_manager;      //!< the mobile's
    Ptr<AccessLink> m_wanted;          //!< see GetWanted()
    Ptr<AccessLink> m_watched;         //!< see Watch()
    Ptr<AccessLink> m_fallback;        //!< see Watch()
    bool m_attached{false};            //!< whether the watched link has been up since it is wanted
    std::set<Ptr<AccessLink>> m_begun; //!< links whose Start() has been called
    std::set<Ptr<AccessLink>> m_on;    //!< links that are switched on
    EventId m_off;                     //!< TurnOthersOff() to come
    EventId m_look;                    //!< Look() to come
};

} // namespace ns3

#endif /* ACCESS_SWITCH_H */
