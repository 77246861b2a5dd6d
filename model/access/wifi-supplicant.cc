/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "wifi-supplicant.h"

#include "wifi-scanner.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/sta-wifi-mac.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-phy.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(WifiSupplicant);

/** The radio's only link. */
static constexpr uint8_t LINK{0};

TypeId
WifiSupplicant::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::WifiSupplicant")
            .SetParent<AccessLink>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<WifiSupplicant>()
            .AddAttribute("Channels",
                          "Numbers of the channels to search, in this order, with commas between "
                          "them. Empty: only the channel that the radio is on.",
                          StringValue(""),
                          MakeStringAccessor(&WifiSupplicant::m_channels),
                          MakeStringChecker())
            .AddAttribute("Scan",
                          "Passive: waits for beacons. Active: sends probe requests.",
                          EnumValue(PASSIVE),
                          l4mobility::EnumAccessor(&WifiSupplicant::m_scan, 0),
                          MakeEnumChecker(PASSIVE, "Passive", ACTIVE, "Active"))
            .AddAttribute("PassiveDwell",
                          "Passive search: stay on each channel. Longer than a beacon interval, or "
                          "networks are missed.",
                          TimeValue(MilliSeconds(120)),
                          MakeTimeAccessor(&WifiSupplicant::m_passiveDwell),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("ActiveMinDwell",
                          "Active search: stay on a channel, from the probe request on, where "
                          "nothing is heard; ActiveMaxDwell, where that is less.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&WifiSupplicant::m_minDwell),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("ActiveMaxDwell",
                          "Active search: stay on a channel, from the probe request on, where "
                          "something is heard within ActiveMinDwell.",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&WifiSupplicant::m_maxDwell),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("SwitchingTime",
                          "Time that the radio takes to change to another channel.",
                          TimeValue(MicroSeconds(250)),
                          MakeTimeAccessor(&WifiSupplicant::m_switching),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("AssociationTimeout",
                          "Wait for the answer to an association request, after which the search "
                          "begins anew; it does so too when MissedBeacons intervals are over.",
                          TimeValue(MilliSeconds(200)),
                          MakeTimeAccessor(&WifiSupplicant::m_association),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MissedBeacons",
                          "Beacons missed in a row that mean that the link is lost, 1 or more.",
                          UintegerValue(10),
                          MakeUintegerAccessor(&WifiSupplicant::m_missedBeacons),
                          MakeUintegerChecker<uint32_t>(1, 10000))
            .AddAttribute("RoamThreshold",
                          "Leaves a network at the first beacon weaker than this, in dBm, and "
                          "searches. After that, only when the signal has meanwhile been "
                          "RoamHysteresis above it, or has fallen by RoamHysteresis again. "
                          "-1000: never.",
                          DoubleValue(-1000),
                          MakeDoubleAccessor(&WifiSupplicant::m_roamThreshold),
                          MakeDoubleChecker<double>(-1000, 100))
            .AddAttribute("RoamHysteresis",
                          "dB by which another network must be stronger than the one left because "
                          "of RoamThreshold.",
                          DoubleValue(3),
                          MakeDoubleAccessor(&WifiSupplicant::m_hysteresis),
                          MakeDoubleChecker<double>(0, 100));
    return tid;
}

WifiSupplicant::WifiSupplicant() = default;
WifiSupplicant::~WifiSupplicant() = default;

void
WifiSupplicant::DoDispose()
{
    m_mac = nullptr;
    m_scanner = nullptr;
    AccessLink::DoDispose();
}

std::string
WifiSupplicant::ReadChannels(const std::string& text, std::vector<uint8_t>& channels)
{
    channels.clear();
    std::string blanks = text;
    for (char& c : blanks)
    {
        c = c == ',' ? ' ' : c;
    }
    std::istringstream in(blanks);
    std::string word;
    while (in >> word)
    {
        std::size_t used = 0;
        unsigned long number = 0;
        if (word.find_first_not_of("0123456789") == std::string::npos && word.size() < 4)
        {
            number = std::stoul(word, &used);
        }
        if (number < 1 || number > 233)
        {
            return "\"" + word + "\" is no Wi-Fi channel: numbers from 1 to 233 are";
        }
        channels.push_back(static_cast<uint8_t>(number));
    }
    return std::string();
}

void
WifiSupplicant::SetWifiDevice(Ptr<WifiNetDevice> device)
{
    m_mac = DynamicCast<StaWifiMac>(device->GetMac());
    NS_ABORT_MSG_UNLESS(m_mac, "a WifiSupplicant needs a device with a StaWifiMac");
    SetDevice(device);
    m_scanner = CreateObject<WifiScanner>();
    WifiScanner::Listener listener;
    listener.began = Callback<void>([this]() { NotifyScanBegan(); });
    listener.ended = Callback<void, const std::string&>(
        [this](const std::string& ssid) { NotifyScanEnded(ssid); });
    listener.beacon = MakeCallback(&WifiSupplicant::Beacon, this);
    m_scanner->Install(device->GetPhy(), listener);
    m_mac->SetAssocManager(m_scanner);
    // Any network will do, and no request is repeated: the scanner searches anew instead.
    m_mac->SetSsid(Ssid());
    m_mac->SetAttribute("AssocRequestTimeout", TimeValue(Days(10000)));
    // A radio that is switching cannot be turned off, which StaWifiMac does when the watchdog over
    // the beacons of a network left long ago runs out: so the scanner waits, not the radio.
    device->GetPhy()->SetAttribute("ChannelSwitchDelay", TimeValue(Time(0)));
    device->AddLinkChangeCallback(MakeCallback(&WifiSupplicant::LinkChanged, this));
}

void
WifiSupplicant::Start()
{
    m_started = true;
    if (!m_disabled)
    {
        Search();
    }
}

void
WifiSupplicant::Disable()
{
    m_disabled = true;
    m_scanner->Disable();
    Leave();
}

void
WifiSupplicant::Enable()
{
    m_disabled = false;
    if (m_started)
    {
        Search();
    }
}

void
WifiSupplicant::Search()
{
    WifiScanPlan plan;
    std::string error = ReadChannels(m_channels, plan.channels);
    NS_ABORT_MSG_UNLESS(error.empty(), "WifiSupplicant::Channels: " << error);
    if (plan.channels.empty())
    {
        plan.channels.push_back(m_mac->GetWifiPhy(LINK)->GetChannelNumber());
    }
    plan.active = m_scan == ACTIVE;
    plan.passiveDwell = m_passiveDwell;
    plan.minDwell = std::min(m_minDwell, m_maxDwell);
    plan.maxDwell = m_maxDwell;
    plan.switching = m_switching;
    plan.association = m_association;
    plan.hysteresis = m_hysteresis;
    m_mac->SetAttribute("MaxMissedBeacons", UintegerValue(m_missedBeacons));
    m_mac->SetAttribute("ActiveProbing", BooleanValue(plan.active));
    m_scanner->Enable(plan);
}

void
WifiSupplicant::Leave()
{
    if (!m_up)
    {
        return;
    }
    // What the station is told when its radio changes the channel: it drops the network, empties
    // its queues and asks its association manager for another.
    m_mac->NotifyChannelSwitching(LINK);
}

double
WifiSupplicant::GetSignal() const
{
    return m_up ? m_scanner->GetSignal(m_mac->GetBssid(LINK))
                : m_scanner->GetStrongest(Simulator::Now() - Seconds(1));
}

void
WifiSupplicant::LinkChanged()
{
    bool up = GetDevice()->IsLinkUp();
    if (up == m_up)
    {
        return;
    }
    m_up = up;
    if (up)
    {
        m_leftAt = GetSignal();
        m_armed = m_leftAt >= m_roamThreshold;
        NotifyUp(m_scanner->GetChosen());
    }
    else
    {
        NotifyLost();
    }
}

void
WifiSupplicant::Beacon(const Mac48Address& bssid)
{
    if (!m_up || bssid != m_mac->GetBssid(LINK))
    {
        return;
    }
    double signal = m_scanner->GetSignal(bssid);
    if (signal >= m_roamThreshold)
    {
        m_armed = m_armed || signal >= m_roamThreshold + m_hysteresis;
        return;
    }
    if (m_armed || signal <= m_leftAt - m_hysteresis)
    {
        m_armed = false;
        m_leftAt = signal;
        m_scanner->SetFormer(bssid);
        // Not from within the reception of the beacon.
        Simulator::ScheduleNow(&WifiSupplicant::Leave, this);
    }
}

} // namespace ns3
