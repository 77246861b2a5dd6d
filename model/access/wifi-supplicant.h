/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef WIFI_SUPPLICANT_H
#define WIFI_SUPPLICANT_H

#include "access-link.h"

#include "ns3/mac48-address.h"
#include "ns3/nstime.h"

#include <string>
#include <vector>

namespace ns3
{

class StaWifiMac;
class WifiNetDevice;
class WifiScanner;

/**
 * @ingroup access
 * Attaches a Wi-Fi station to networks, as the supplicant of an operating system does.
 *
 * The time without a link follows its causes:
 * - loss: MissedBeacons beacon intervals after the last beacon that was heard. With RoamThreshold,
 *   the station leaves earlier, at the first beacon that is weaker;
 * - search: for each channel the time to switch to it (none for the one that the radio is on) and
 *   the dwell time. A round that hears nothing is followed by the next;
 * - joining: the switch back to the chosen network's channel, and the exchange of association
 *   request and response.
 *
 * The network's name is its SSID, whichever that is: the station joins any. GetSignal() is that of
 * the last beacon of its network; without one, the strongest beacon of the last second, on the
 * channel that the radio is on.
 */
class WifiSupplicant : public AccessLink
{
  public:
    /** How it searches. */
    enum Scan
    {
        PASSIVE, //!< waits for beacons
        ACTIVE   //!< sends probe requests
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WifiSupplicant();
    ~WifiSupplicant() override;

    /**
     * Takes charge of a device, which stays without a network until Start().
     * @param device a device with one link and a StaWifiMac, not yet initialized
     */
    void SetWifiDevice(Ptr<WifiNetDevice> device);

    /**
     * Reads a list of channels.
     * @param text numbers from 1 to 233 with commas or blanks between them
     * @param [out] channels the numbers
     * @return what is wrong with the text, empty where nothing is
     */
    static std::string ReadChannels(const std::string& text, std::vector<uint8_t>& channels);

    /** Leaves the present network, where there is one, and searches for the best. */
    void Leave();

    // inherited
    void Start() override;
    void Disable() override;
    void Enable() override;
    double GetSignal() const override;

  protected:
    void DoDispose() override;

  private:
    /** Begins to search, as the attributes say. */
    void Search();
    /** The station was associated, or is so no more. */
    void LinkChanged();
    /** A beacon was heard. @param bssid whose */
    void Beacon(const Mac48Address& bssid);

    Ptr<StaWifiMac> m_mac;        //!< the station
    Ptr<WifiScanner> m_scanner;   //!< searches for it
    bool m_started{false};        //!< see Start()
    bool m_disabled{false};       //!< see Disable()
    bool m_up{false};             //!< whether it has a link
    bool m_armed{true};           //!< whether a weak signal makes it leave
    double m_leftAt{0};           //!< dBm at the last attempt to find a better network
    std::string m_channels;       //!< Channels
    Scan m_scan{PASSIVE};         //!< Scan
    Time m_passiveDwell;          //!< PassiveDwell
    Time m_minDwell;              //!< ActiveMinDwell
    Time m_maxDwell;              //!< ActiveMaxDwell
    Time m_switching;             //!< SwitchingTime
    Time m_association;           //!< AssociationTimeout
    uint32_t m_missedBeacons{10}; //!< MissedBeacons
    double m_roamThreshold{0};    //!< RoamThreshold
    double m_hysteresis{0};       //!< RoamHysteresis
};

} // namespace ns3

#endif /* WIFI_SUPPLICANT_H */
