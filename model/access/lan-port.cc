/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lan-port.h"

#include "lan-device.h"
#include "lan-segment.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LanPort);

TypeId
LanPort::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LanPort")
            .SetParent<AccessLink>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<LanPort>()
            .AddAttribute("LinkUpDelay",
                          "Time from plugging the cable in until the link carries packets.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&LanPort::m_linkUpDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("LossDelay",
                          "Time from pulling the cable out until the node knows. What it sends "
                          "until then is lost.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&LanPort::m_lossDelay),
                          MakeTimeChecker(Time(0)));
    return tid;
}

LanPort::LanPort() = default;
LanPort::~LanPort() = default;

void
LanPort::DoDispose()
{
    m_up.Cancel();
    m_lost.Cancel();
    m_segments.clear();
    m_lanDevice = nullptr;
    AccessLink::DoDispose();
}

void
LanPort::SetLanDevice(Ptr<LanDevice> device)
{
    m_lanDevice = device;
    SetDevice(device);
    device->AddLinkChangeCallback(MakeCallback(&LanPort::LinkChanged, this));
}

void
LanPort::AddNetwork(const std::string& name, Ptr<LanSegment> segment)
{
    m_segments[name] = segment;
}

bool
LanPort::HasNetwork(const std::string& name) const
{
    return m_segments.count(name) > 0;
}

void
LanPort::Start()
{
    m_started = true;
    std::string network;
    network.swap(m_plugged);
    if (!network.empty())
    {
        Plug(network);
    }
}

void
LanPort::Plug(const std::string& network)
{
    NS_ABORT_MSG_UNLESS(HasNetwork(network), "no local network is called \"" << network << "\"");
    NS_ABORT_MSG_UNLESS(m_plugged.empty() || !m_started,
                        "the cable is in \"" << m_plugged << "\": pull it out first");
    m_plugged = network;
    if (!m_started)
    {
        return;
    }
    if (m_linkUpDelay.IsZero())
    {
        LinkUp();
        return;
    }
    m_up = Simulator::Schedule(m_linkUpDelay, &LanPort::LinkUp, this);
}

void
LanPort::Unplug()
{
    m_plugged.clear();
    m_up.Cancel();
    m_lanDevice->Detach();
    if (!m_lanDevice->IsLinkUp() || !m_lost.IsExpired())
    {
        return;
    }
    if (m_lossDelay.IsZero())
    {
        LinkLost();
        return;
    }
    m_lost = Simulator::Schedule(m_lossDelay, &LanPort::LinkLost, this);
}

void
LanPort::MoveTo(const std::string& network)
{
    Unplug();
    Plug(network);
}

void
LanPort::Disable()
{
    std::string network = m_plugged;
    Unplug();
    if (!m_lost.IsExpired())
    {
        LinkLost();
    }
    m_disabled = network;
}

void
LanPort::Enable()
{
    if (m_plugged.empty() && !m_disabled.empty())
    {
        Plug(m_disabled);
    }
}

void
LanPort::LinkUp()
{
    // A card that has not yet told of the loss does so before it tells of the new link.
    LinkLost();
    m_lanDevice->Attach(m_segments.at(m_plugged));
    m_lanDevice->SetCarrier(true);
}

void
LanPort::LinkLost()
{
    m_lost.Cancel();
    m_lanDevice->SetCarrier(false);
}

void
LanPort::LinkChanged()
{
    if (m_lanDevice->IsLinkUp())
    {
        NotifyUp(m_plugged);
    }
    else
    {
        NotifyLost();
    }
}

} // namespace ns3
