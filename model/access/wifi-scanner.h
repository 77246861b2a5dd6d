/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef WIFI_SCANNER_H
#define WIFI_SCANNER_H

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/mac48-address.h"
#include "ns3/nstime.h"
#include "ns3/wifi-assoc-manager.h"
#include "ns3/wifi-phy-state.h"
#include "ns3/wifi-phy.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup access
 * How a station searches.
 */
struct WifiScanPlan
{
    std::vector<uint8_t> channels; //!< numbers of the channels to visit, in this order; not empty
    bool active{false};            //!< whether it sends probe requests
    Time passiveDwell;             //!< passive: stay on each channel
    Time minDwell;                 //!< active: stay on a channel where nothing answers
    Time maxDwell;                 //!< active: stay on a channel where something does
    Time switching;                //!< time to change the channel
    Time association;              //!< wait for the answer to an association request
    double hysteresis{0};          //!< dB by which another network must be better than the former
};

/**
 * @ingroup access
 * Searches a list of channels, for a single-link station, and joins the network heard best.
 *
 * ns-3's own association manager listens to the channel that the radio is on and to no other. This
 * one takes its place: whenever the station has no network, it goes through the channels of its
 * plan, one after the other, until something is heard; it then goes to the channel of the network
 * with the strongest signal (the last beacon's or probe response's) and hands it to the station,
 * which sends the association request. No answer in time begins the search anew.
 */
class WifiScanner : public WifiAssocManager
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WifiScanner();
    ~WifiScanner() override;

    /** What a scanner tells. */
    struct Listener
    {
        Callback<void> began;                       //!< the search begins
        Callback<void, const std::string&> ended;   //!< a network, of this SSID, was chosen
        Callback<void, const Mac48Address&> beacon; //!< one of this BSS was heard
    };

    /** @param phy the station's radio @param listener whom to tell */
    void Install(Ptr<WifiPhy> phy, const Listener& listener);

    /** Lets the search begin: until then the station stays without a network. @param plan how */
    void Enable(const WifiScanPlan& plan);

    /** Ends a search, and lets none begin until Enable(). */
    void Disable();

    /** The next search prefers this network to others, by the hysteresis. @param bssid its address
     */
    void SetFormer(const Mac48Address& bssid);

    /** @return dBm of the last beacon or probe response of a network, NaN where none was heard */
    double GetSignal(const Mac48Address& bssid) const;

    /** @return dBm of the strongest beacon or probe response heard since then, NaN where none was
     * @param since when */
    double GetStrongest(const Time& since) const;

    /** @return the SSID of the network chosen last */
    std::string GetChosen() const;

    // inherited
    void NotifyApInfo(const StaWifiMac::ApInfo&& apInfo) override;
    void NotifyChannelSwitched(uint8_t linkId) override;
    bool Compare(const StaWifiMac::ApInfo& lhs, const StaWifiMac::ApInfo& rhs) const override;

  protected:
    void DoDispose() override;
    bool CanBeInserted(const StaWifiMac::ApInfo& apInfo) const override;
    bool CanBeReturned(const StaWifiMac::ApInfo& apInfo) const override;

  private:
    void DoStartScanning() override;

    /** A beacon or probe response. */
    struct Heard
    {
        double signal; //!< dBm
        Time at;       //!< when
    };

    /** The radio received a frame. Notes the signal of beacons and probe responses. */
    void Received(Ptr<const Packet> packet,
                  uint16_t frequency,
                  WifiTxVector txVector,
                  MpduInfo mpdu,
                  SignalNoiseDbm signal,
                  uint16_t station);
    /** The radio enters a state. Notes until when it sends. */
    void StateBegan(Time start, Time duration, WifiPhyState state);
    /** Goes to the first channel. */
    void Begin();
    /** Goes to the present channel of the plan. */
    void Visit();
    /** Changes the channel. @param channel its number @param next what to do there */
    void Tune(uint8_t channel, void (WifiScanner::*next)());
    /** Begins to listen on the present channel. */
    void Listen();
    /** Sends a probe request. */
    void Probe();
    /** The least time on a channel is over: stays if something was heard. */
    void MinOver();
    /** Has heard enough of this channel. */
    void NextChannel();
    /** Has visited all channels. */
    void Choose();
    /** Hands the chosen network to the station. */
    void Join();
    /** There was no answer to the association request. */
    void GiveUp();

    WifiScanPlan m_plan;                                //!< how to search
    Listener m_listener;                                //!< whom to tell
    Ptr<WifiPhy> m_phy;                                 //!< the station's radio
    bool m_enabled{false};                              //!< see Enable()
    bool m_wanted{false};                               //!< the station has no network
    bool m_running{false};                              //!< a search is going on
    bool m_listening{false};                            //!< on a channel of the plan
    bool m_heardHere{false};                            //!< something was heard on this channel
    bool m_joining{false};                              //!< the choice is handed on
    std::size_t m_position{0};                          //!< in the plan's channels
    std::map<Mac48Address, StaWifiMac::ApInfo> m_heard; //!< networks of this search
    std::map<Mac48Address, Heard> m_signal;             //!< the last frame of each network
    Mac48Address m_best;                                //!< BSSID of the network chosen
    Mac48Address m_former;                              //!< see SetFormer()
    std::string m_chosen;                               //!< see GetChosen()
    /** What to do on the new channel. */
    void (WifiScanner::*m_next)(){nullptr};
    Time m_sentUntil; //!< end of the last frame that the radio has begun to send
    EventId m_event;  //!< next step of the search
    EventId m_giveUp; //!< the wait for the association
};

} // namespace ns3

#endif /* WIFI_SCANNER_H */
