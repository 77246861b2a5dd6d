/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ACCESS_LINK_H
#define ACCESS_LINK_H

#include "address-config.h"

#include "ns3/address.h"
#include "ns3/net-device.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @defgroup access Access
 * What moves a node from one access network to the next, and what that takes. It knows no mobility
 * protocol: all it says is which addresses of a node are usable.
 */

/**
 * @ingroup access
 * A step on the way from one attachment to the next, in the order in which they come.
 */
enum class AccessStep : uint8_t
{
    LINK_LOST,         //!< the node knows that it has lost its link (or gives it up)
    SCAN_BEGAN,        //!< it looks for another
    SCAN_ENDED,        //!< it has chosen one
    LINK_UP,           //!< the link layer carries packets
    MOVEMENT_DETECTED, //!< the IP layer knows in which network it is
    ADDRESS_USABLE,    //!< an address of that network may be a packet's source
    ADDRESS_LOST       //!< an address may be used no more
};

/** @return a step as results name it, such as "link-up" */
std::string ToString(AccessStep step);

/**
 * @ingroup access
 * What a link tells of itself.
 */
struct AccessEvent
{
    AccessStep step;     //!< what happened
    std::string network; //!< the network's name; of LINK_LOST and ADDRESS_LOST: the one left
    uint32_t device{0};  //!< index of the node's device
    Address address;     //!< of ADDRESS_*: Ipv4Address or Ipv6Address; else invalid
};

/**
 * @ingroup access
 * One device of a mobile node, with what attaches it to networks and what gives it addresses there.
 * Kinds of access derive from it: they call NotifyLost() and the like as things happen to them.
 */
class AccessLink : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AccessLink();
    ~AccessLink() override;

    /** @param device the node's device; needed before anything else */
    void SetDevice(Ptr<NetDevice> device);
    /** @return the node's device */
    Ptr<NetDevice> GetDevice() const;

    /**
     * Adds a way to get addresses, one for each family that the link is to have.
     * @param config the way; it is started on link-up and stopped on link-loss
     */
    void AddAddressConfig(Ptr<AddressConfig> config);
    /** @return the ways to get addresses */
    const std::vector<Ptr<AddressConfig>>& GetAddressConfigs() const;

    /** @return the network that the device is attached to, empty while it is to none */
    std::string GetNetwork() const;

    /** @return all addresses that are usable on this link now */
    std::vector<UsableAddress> GetUsable() const;

    /** @return strength of the received signal in dBm as the device sees it; NaN where the kind of
     * access has none or nothing is heard */
    virtual double GetSignal() const;

    /** Begins to look for a network; called once, at the simulation's start or later. */
    virtual void Start() = 0;

    /**
     * Gives up the network, and looks for none until Enable(): the link is lost at once. Kinds of
     * access that cannot do so end the program with a message.
     */
    virtual void Disable();
    /** Looks for a network again after Disable(). */
    virtual void Enable();

    /**
     * TracedCallback signature of Event.
     * @param link whose
     * @param event what happened
     */
    typedef void (*EventTracedCallback)(Ptr<AccessLink> link, const AccessEvent& event);

  protected:
    void DoDispose() override;

    /** The link is lost. Stops the address configurations, which give up their addresses. */
    void NotifyLost();
    /**
     * The link is interrupted, and the network will be the same: addresses stay. It ends with
     * NotifyResumed(), or with NotifyLost(), which then tells of no second loss.
     */
    void NotifyInterrupted();
    /** The link is up again after NotifyInterrupted(). */
    void NotifyResumed();
    /** The search for a network begins. */
    void NotifyScanBegan();
    /** A network has been chosen. @param network its name */
    void NotifyScanEnded(const std::string& network);
    /** The link layer carries packets. Starts the address configurations. @param network its name
     */
    void NotifyUp(const std::string& network);

  private:
    /** Tells those who listen. */
    void Notify(AccessStep step, const std::string& network, const Address& address = Address());

    Ptr<NetDevice> m_device;                                     //!< the node's device
    std::vector<Ptr<AddressConfig>> m_configs;                   //!< ways to get addresses
    std::string m_network;                                       //!< see GetNetwork()
    bool m_interrupted{false};                                   //!< see NotifyInterrupted()
    TracedCallback<Ptr<AccessLink>, const AccessEvent&> m_event; //!< Event
};

} // namespace ns3

#endif /* ACCESS_LINK_H */
