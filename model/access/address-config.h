/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ADDRESS_CONFIG_H
#define ADDRESS_CONFIG_H

#include "ns3/address.h"
#include "ns3/callback.h"
#include "ns3/net-device.h"
#include "ns3/object.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup access
 * An address that a node may use as the source of its packets, and the way out from there.
 */
struct UsableAddress
{
    Address address;     //!< Ipv4Address or Ipv6Address
    Address gateway;     //!< default router on its link, of the same family
    std::string network; //!< name of the network it belongs to
    uint32_t device{0};  //!< index of the node's device
};

/** @return whether two are the same in every respect */
bool operator==(const UsableAddress& a, const UsableAddress& b);

/**
 * @ingroup access
 * Gives a link an address of one family once the link is up. It puts the address on the node's
 * interface itself and takes it away again; default routes are the AccessManager's.
 */
class AddressConfig : public Object
{
  public:
    /** What a configuration reports. */
    struct Listener
    {
        Callback<void> movementDetected;             //!< the network is known; once a Start()
        Callback<void, const UsableAddress&> usable; //!< an address may be used
        Callback<void, const UsableAddress&> lost;   //!< an address may be used no more
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AddressConfig();
    ~AddressConfig() override;

    /** @param listener whom to tell: the AccessLink sets it */
    void SetListener(const Listener& listener);
    /** @param device on which device: the AccessLink sets it */
    void SetDevice(Ptr<NetDevice> device);

    /**
     * The link is up. Begins to get an address.
     * @param network name of the network as the link layer knows it
     */
    virtual void Start(const std::string& network) = 0;

    /** The link is lost. Takes addresses away at once, and tells of each. */
    virtual void Stop() = 0;

    /** @return the addresses that are usable now */
    const std::vector<UsableAddress>& GetUsable() const;

  protected:
    void DoDispose() override;

    /** @return the node's device */
    Ptr<NetDevice> GetDevice() const;
    /** The network is known. */
    void NotifyMovementDetected();
    /** An address may be used from now on. */
    void NotifyUsable(const UsableAddress& address);
    /** None of the addresses may be used from now on. */
    void NotifyAllLost();

  private:
    Listener m_listener;                 //!< whom to tell
    Ptr<NetDevice> m_device;             //!< on which device
    std::vector<UsableAddress> m_usable; //!< usable addresses
};

} // namespace ns3

#endif /* ADDRESS_CONFIG_H */
