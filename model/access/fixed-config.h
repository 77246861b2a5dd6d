/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef FIXED_CONFIG_H
#define FIXED_CONFIG_H

#include "access-network.h"
#include "address-config.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <map>
#include <string>

namespace ns3
{

/**
 * @ingroup access
 * Addresses that are known beforehand: one for each network, of one family. They take the time that
 * attributes say, none by default, and no packet is needed for them: no DHCP, no router
 * advertisement, no duplicate address detection, and where the attribute Neighbours says so neither
 * ARP nor neighbour discovery between the mobile and its router.
 */
class FixedConfig : public AddressConfig
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FixedConfig();
    ~FixedConfig() override;

    /**
     * Says what the address in a network is. In a network without one the link gets none.
     * @param network the network
     * @param address Ipv4Address or Ipv6Address, which is to be of the same family in all networks
     */
    void AddNetwork(const AccessNetwork& network, const Address& address);

    // inherited
    void Start(const std::string& network) override;
    void Stop() override;

  protected:
    void DoDispose() override;

  private:
    /** What is known of a network. */
    struct Entry
    {
        AccessNetwork network; //!< the network
        Address address;       //!< the mobile's address there
    };

    /** The network is known. @param entry which it is */
    void Detected(const Entry& entry);
    /** The address is had. @param entry which it is */
    void Assign(const Entry& entry);

    Time m_detectionDelay;                  //!< DetectionDelay
    Time m_delay;                           //!< Delay
    bool m_neighbours{true};                //!< Neighbours
    std::map<std::string, Entry> m_entries; //!< by the network's name
    EventId m_event;                        //!< the next step
};

} // namespace ns3

#endif /* FIXED_CONFIG_H */
