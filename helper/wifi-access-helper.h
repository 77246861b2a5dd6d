/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef WIFI_ACCESS_HELPER_H
#define WIFI_ACCESS_HELPER_H

#include "ns3/access-link.h"
#include "ns3/access-network.h"
#include "ns3/attribute.h"
#include "ns3/ipv4-address.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"
#include "ns3/vector.h"
#include "ns3/wifi-standards.h"
#include "ns3/yans-wifi-helper.h"

#include <string>
#include <vector>

namespace ns3
{

class Node;
class RouterAdvertiser;
class WifiNetDevice;
class YansWifiChannel;

/**
 * @ingroup access
 * Wi-Fi networks, one access point each, and mobiles that move between them.
 *
 * All radios share one YansWifiChannel, on which those hear each other that are on the same channel
 * number. The access point is a device of the router itself. Its SSID is the network's name.
 *
 * IPv4: the network is 10.k.0.0/16, the router 10.k.0.1, and a DHCP server in it leases 10.k.1.1 to
 * 10.k.4.254. IPv6: the network is fd00:0:0:k::/64, and the router advertises it.
 */
class WifiAccessHelper : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WifiAccessHelper();
    ~WifiAccessHelper() override;

    /**
     * Makes networks and mobiles IPv6 ones. To be said before any is installed.
     * @param ipv6 whether they are; else they are IPv4 ones
     */
    void SetIpv6(bool ipv6);

    /** Sets an attribute of the WifiSupplicant that mobiles get. @param name its name @param value
     * its value */
    void SetSupplicantAttribute(const std::string& name, const AttributeValue& value);
    /** Sets an attribute of the DhcpConfig that mobiles get. @param name its name @param value its
     * value */
    void SetDhcpAttribute(const std::string& name, const AttributeValue& value);
    /** Sets an attribute of the SlaacConfig that mobiles get. @param name its name @param value its
     * value */
    void SetSlaacAttribute(const std::string& name, const AttributeValue& value);
    /** Sets an attribute of the DhcpServer that routers get. @param name its name @param value its
     * value */
    void SetDhcpServerAttribute(const std::string& name, const AttributeValue& value);

    /** @return the numbers of the standard's channels, of 20 MHz each, in ascending order */
    std::vector<uint16_t> GetChannels() const;

    /**
     * Installs a network.
     * @param name its name, and the SSID; at most 32 bytes, unique
     * @param router a node with an internet stack, which becomes its router and access point
     * @param position where that is, in metres
     * @param channelNumber one of GetChannels()
     * @param k number of its prefixes, 0 to 255
     * @return what others need to know of it
     */
    AccessNetwork InstallNetwork(const std::string& name,
                                 Ptr<Node> router,
                                 const Vector& position,
                                 uint16_t channelNumber,
                                 uint32_t k);

    /**
     * Gives a mobile a Wi-Fi device. It searches the channels of all networks installed before it,
     * where the supplicant's attribute Channels says nothing else.
     * @param mobile a node with an internet stack and a mobility model
     * @return the link, to be added to the node's AccessManager
     */
    Ptr<AccessLink> InstallMobile(Ptr<Node> mobile);

    /**
     * Fixes all random numbers of what has been installed.
     * @param stream first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /** Ends the program with a message unless a channel is one of GetChannels(). @param number the
     * channel */
    void CheckChannel(uint16_t number) const;
    /** Creates the shared radio channel. */
    void CreateChannel();
    /** @return a new Wi-Fi device @param node of this node @param mac its MAC @param channelNumber
     * its channel */
    Ptr<WifiNetDevice> CreateDevice(Ptr<Node> node,
                                    const WifiMacHelper& mac,
                                    uint16_t channelNumber);
    /** Gives a router its IPv6 addresses and its RouterAdvertiser. @param [in,out] network
     * which one @param k its number */
    void InstallIpv6(AccessNetwork& network, uint32_t k);
    /** Gives a router its IPv4 address and DHCP server. @param [in,out] network which one @param k
     * its number */
    void InstallIpv4(AccessNetwork& network, uint32_t k);

    double m_range{0};                                //!< Range
    double m_exponent{0};                             //!< PathLossExponent
    double m_floor{0};                                //!< InterferenceFloor
    Time m_beaconInterval;                            //!< BeaconInterval
    bool m_beaconJitter{true};                        //!< BeaconJitter
    WifiStandard m_standard{};                        //!< Standard
    std::string m_rateManager;                        //!< RateManager
    Time m_minAdvertisement;                          //!< MinRtrAdvInterval
    Time m_maxAdvertisement;                          //!< MaxRtrAdvInterval
    Time m_solicitedDelay;                            //!< SolicitedDelay
    Time m_minDelay;                                  //!< MinDelayBetweenRas
    bool m_ipv6{false};                               //!< see SetIpv6()
    ObjectFactory m_supplicants;                      //!< of WifiSupplicant
    ObjectFactory m_dhcps;                            //!< of DhcpConfig
    ObjectFactory m_slaacs;                           //!< of SlaacConfig
    ObjectFactory m_servers;                          //!< of DhcpServer
    Ptr<YansWifiChannel> m_channel;                   //!< shared by all
    std::vector<uint16_t> m_numbers;                  //!< of the networks' channels, each once
    std::vector<Ptr<WifiNetDevice>> m_devices;        //!< all installed
    std::vector<Ptr<RouterAdvertiser>> m_advertisers; //!< of all routers
    std::vector<Ptr<AddressConfig>> m_configs;        //!< of all mobiles
};

} // namespace ns3

#endif /* WIFI_ACCESS_HELPER_H */
