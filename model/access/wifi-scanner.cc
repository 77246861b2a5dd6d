/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "wifi-scanner.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/sta-wifi-mac.h"
#include "ns3/wifi-mac-header.h"
#include "ns3/wifi-phy-state-helper.h"

#include <limits>
#include <optional>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(WifiScanner);

TypeId
WifiScanner::GetTypeId()
{
    static TypeId tid = TypeId("ns3::WifiScanner")
                            .SetParent<WifiAssocManager>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<WifiScanner>();
    return tid;
}

WifiScanner::WifiScanner() = default;
WifiScanner::~WifiScanner() = default;

void
WifiScanner::DoDispose()
{
    m_event.Cancel();
    m_giveUp.Cancel();
    m_listener = Listener();
    m_phy = nullptr;
    m_heard.clear();
    WifiAssocManager::DoDispose();
}

void
WifiScanner::Install(Ptr<WifiPhy> phy, const Listener& listener)
{
    m_phy = phy;
    m_listener = listener;
    m_phy->TraceConnectWithoutContext("MonitorSnifferRx",
                                      MakeCallback(&WifiScanner::Received, this));
    m_phy->GetState()->TraceConnectWithoutContext("State",
                                                  MakeCallback(&WifiScanner::StateBegan, this));
}

void
WifiScanner::StateBegan(Time start, Time duration, WifiPhyState state)
{
    if (state == WifiPhyState::TX)
    {
        // A frame that is cut off is told of again, as short as it became.
        m_sentUntil = Max(m_sentUntil, start + duration);
    }
}

void
WifiScanner::Enable(const WifiScanPlan& plan)
{
    m_plan = plan;
    m_enabled = true;
    if (m_wanted)
    {
        DoStartScanning();
    }
}

void
WifiScanner::Disable()
{
    m_enabled = false;
    m_running = false;
    m_listening = false;
    m_next = nullptr;
    m_event.Cancel();
    if (!m_giveUp.IsExpired())
    {
        // It waits for the answer to its request: it is to ignore that.
        m_giveUp.Cancel();
        GiveUp();
    }
}

void
WifiScanner::SetFormer(const Mac48Address& bssid)
{
    m_former = bssid;
}

double
WifiScanner::GetSignal(const Mac48Address& bssid) const
{
    auto it = m_signal.find(bssid);
    return it == m_signal.end() ? std::numeric_limits<double>::quiet_NaN() : it->second.signal;
}

double
WifiScanner::GetStrongest(const Time& since) const
{
    double strongest = std::numeric_limits<double>::quiet_NaN();
    for (const auto& [bssid, heard] : m_signal)
    {
        if (heard.at >= since && !(heard.signal <= strongest))
        {
            strongest = heard.signal;
        }
    }
    return strongest;
}

std::string
WifiScanner::GetChosen() const
{
    return m_chosen;
}

void
WifiScanner::Received(Ptr<const Packet> packet,
                      uint16_t,
                      WifiTxVector,
                      MpduInfo,
                      SignalNoiseDbm signal,
                      uint16_t)
{
    WifiMacHeader header;
    packet->PeekHeader(header);
    if (header.IsBeacon() || header.IsProbeResp())
    {
        m_signal[header.GetAddr3()] = Heard{signal.signal, Simulator::Now()};
        if (header.IsBeacon())
        {
            m_listener.beacon(header.GetAddr3());
        }
    }
}

void
WifiScanner::DoStartScanning()
{
    m_wanted = true;
    if (!m_enabled || m_running)
    {
        // The station asks again in the middle of a search when the watchdog over the beacons of
        // the network that it has left runs out.
        return;
    }
    m_running = true;
    m_giveUp.Cancel();
    // Not at once: the station may be in the midst of turning its radio off and on. If it has cut
    // off a frame so, ns-3's channel access goes on until the frame's end, and takes no change of
    // channel.
    m_event = Simulator::Schedule(Max(Time(0), m_sentUntil - Simulator::Now()),
                                  &WifiScanner::Begin,
                                  this);
}

void
WifiScanner::Begin()
{
    m_heard.clear();
    m_position = 0;
    m_listener.began();
    Visit();
}

void
WifiScanner::Visit()
{
    Tune(m_plan.channels[m_position], &WifiScanner::Listen);
}

void
WifiScanner::Tune(uint8_t channel, void (WifiScanner::*next)())
{
    if (m_phy->GetChannelNumber() == channel)
    {
        (this->*next)();
        return;
    }
    m_next = next;
    // The radio waits for the end of a frame that it is sending; NotifyChannelSwitched() follows.
    m_phy->SetOperatingChannel(
        WifiPhy::ChannelTuple{channel, m_phy->GetChannelWidth(), m_phy->GetPhyBand(), 0});
}

void
WifiScanner::NotifyChannelSwitched(uint8_t)
{
    if (m_next)
    {
        m_event = Simulator::Schedule(m_plan.switching, m_next, this);
        m_next = nullptr;
    }
}

void
WifiScanner::Listen()
{
    m_listening = true;
    m_heardHere = false;
    if (m_plan.active)
    {
        m_event = Simulator::Schedule(GetScanParams().probeDelay, &WifiScanner::Probe, this);
    }
    else
    {
        m_event = Simulator::Schedule(m_plan.passiveDwell, &WifiScanner::NextChannel, this);
    }
}

void
WifiScanner::Probe()
{
    l4mobility::SendProbeRequest(*m_mac, 0);
    m_event = Simulator::Schedule(m_plan.minDwell, &WifiScanner::MinOver, this);
}

void
WifiScanner::MinOver()
{
    if (m_heardHere)
    {
        m_event =
            Simulator::Schedule(m_plan.maxDwell - m_plan.minDwell, &WifiScanner::NextChannel, this);
        return;
    }
    NextChannel();
}

void
WifiScanner::NextChannel()
{
    m_listening = false;
    ++m_position;
    if (m_position < m_plan.channels.size())
    {
        Visit();
        return;
    }
    m_position = 0;
    if (m_heard.empty())
    {
        Visit();
        return;
    }
    Choose();
}

void
WifiScanner::NotifyApInfo(const StaWifiMac::ApInfo&& apInfo)
{
    if (m_listening && MatchScanParams(apInfo))
    {
        m_heardHere = true;
        m_heard.insert_or_assign(apInfo.m_bssid, apInfo);
    }
}

/** @return the name that a network gives itself @param info what was heard of it */
static std::string
SsidOf(const StaWifiMac::ApInfo& info)
{
    if (auto beacon = std::get_if<MgtBeaconHeader>(&info.m_frame); beacon)
    {
        return l4mobility::NetworkName(*beacon, 0);
    }
    return l4mobility::NetworkName(std::get<MgtProbeResponseHeader>(info.m_frame), 0);
}

void
WifiScanner::Choose()
{
    auto worth = [this](const Mac48Address& bssid) {
        return GetSignal(bssid) + (bssid == m_former ? m_plan.hysteresis : 0);
    };
    auto best = m_heard.begin();
    for (auto it = m_heard.begin(); it != m_heard.end(); ++it)
    {
        if (worth(it->first) > worth(best->first))
        {
            best = it;
        }
    }
    m_former = Mac48Address();
    m_best = best->first;
    m_chosen = SsidOf(best->second);
    m_listener.ended(m_chosen);
    Tune(best->second.m_channel.number, &WifiScanner::Join);
}

void
WifiScanner::Join()
{
    m_running = false;
    m_wanted = false;
    m_giveUp = Simulator::Schedule(m_plan.association, &WifiScanner::GiveUp, this);
    m_joining = true;
    WifiAssocManager::NotifyApInfo(std::move(m_heard.at(m_best)));
    m_joining = false;
    ScanningTimeout();
}

void
WifiScanner::GiveUp()
{
    if (!m_running && !m_mac->IsAssociated())
    {
        m_mac->ScanningTimeout(std::nullopt);
    }
}

bool
WifiScanner::Compare(const StaWifiMac::ApInfo& lhs, const StaWifiMac::ApInfo& rhs) const
{
    return lhs.m_snr > rhs.m_snr;
}

bool
WifiScanner::CanBeInserted(const StaWifiMac::ApInfo&) const
{
    return m_joining;
}

bool
WifiScanner::CanBeReturned(const StaWifiMac::ApInfo&) const
{
    return true;
}

} // namespace ns3
