/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "access-switch.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AccessSwitch);

TypeId
AccessSwitch::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::AccessSwitch")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<AccessSwitch>()
            .AddAttribute("Order",
                          "BreakBeforeMake: the old link is given up before the new one begins to "
                          "look for its network. MakeBeforeBreak: it is kept until the new one has "
                          "an address, and for Overlap after that.",
                          EnumValue(BREAK_BEFORE_MAKE),
                          l4mobility::EnumAccessor(&AccessSwitch::m_order, 0),
                          MakeEnumChecker(BREAK_BEFORE_MAKE,
                                          "BreakBeforeMake",
                                          MAKE_BEFORE_BREAK,
                                          "MakeBeforeBreak"))
            .AddAttribute("Overlap",
                          "Make before break: time for which the old link is kept after the "
                          "packets have moved to the new one.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&AccessSwitch::m_overlap),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Release",
                          "Make before break: whether the old link is given up after Overlap. "
                          "False: all links are on all the time.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AccessSwitch::m_release),
                          MakeBooleanChecker())
            .AddAttribute("Threshold",
                          "Signal in dBm below which the watched link is left.",
                          DoubleValue(-80),
                          MakeDoubleAccessor(&AccessSwitch::m_threshold),
                          MakeDoubleChecker<double>(-200, 100))
            .AddAttribute("Hysteresis",
                          "dB that the signal must be above Threshold to come back to the watched "
                          "link.",
                          DoubleValue(5),
                          MakeDoubleAccessor(&AccessSwitch::m_hysteresis),
                          MakeDoubleChecker<double>(0, 100))
            .AddAttribute("Interval",
                          "Time between two looks at the signal.",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&AccessSwitch::m_interval),
                          MakeTimeChecker(MicroSeconds(1)));
    return tid;
}

AccessSwitch::AccessSwitch() = default;
AccessSwitch::~AccessSwitch() = default;

void
AccessSwitch::DoDispose()
{
    m_off.Cancel();
    m_look.Cancel();
    m_manager = nullptr;
    m_wanted = nullptr;
    m_watched = nullptr;
    m_fallback = nullptr;
    m_begun.clear();
    m_on.clear();
    Object::DoDispose();
}

void
AccessSwitch::SetManager(Ptr<AccessManager> manager)
{
    m_manager = manager;
    manager->AggregateObject(this);
    manager->TraceConnectWithoutContext("UsableAddresses", MakeCallback(&AccessSwitch::Told, this));
}

void
AccessSwitch::Start(Ptr<AccessLink> link)
{
    if (m_order == MAKE_BEFORE_BREAK && !m_release)
    {
        for (const Ptr<AccessLink>& each : m_manager->GetLinks())
        {
            TurnOn(each);
        }
    }
    SwitchTo(link);
    BeginToLook();
}

void
AccessSwitch::BeginToLook()
{
    if (m_watched && m_wanted && m_look.IsExpired())
    {
        m_look = Simulator::Schedule(m_interval, &AccessSwitch::Look, this);
    }
}

void
AccessSwitch::SwitchAt(const Time& when, Ptr<AccessLink> link)
{
    NS_ABORT_MSG_IF(when < Simulator::Now(), "a switch cannot be set for a time that is past");
    Simulator::Schedule(when - Simulator::Now(), &AccessSwitch::SwitchTo, this, link);
}

void
AccessSwitch::SwitchTo(Ptr<AccessLink> link)
{
    const std::vector<Ptr<AccessLink>>& links = m_manager->GetLinks();
    NS_ABORT_MSG_IF(std::find(links.begin(), links.end(), link) == links.end(),
                    "a switch to a link that the mobile does not have");
    if (link == m_wanted)
    {
        return;
    }
    m_wanted = link;
    m_attached = false;
    m_off.Cancel();
    if (m_order == BREAK_BEFORE_MAKE)
    {
        TurnOthersOff();
    }
    m_manager->Prefer(link);
    TurnOn(link);
}

void
AccessSwitch::Watch(Ptr<AccessLink> link, Ptr<AccessLink> fallback)
{
    m_watched = link;
    m_fallback = fallback;
    BeginToLook();
}

Ptr<AccessLink>
AccessSwitch::GetWanted() const
{
    return m_wanted;
}

void
AccessSwitch::TurnOn(Ptr<AccessLink> link)
{
    if (!m_on.insert(link).second)
    {
        return;
    }
    if (m_begun.insert(link).second)
    {
        link->Start();
    }
    else
    {
        link->Enable();
    }
}

void
AccessSwitch::TurnOthersOff()
{
    for (const Ptr<AccessLink>& link : m_manager->GetLinks())
    {
        if (link != m_wanted && m_on.erase(link) > 0)
        {
            link->Disable();
        }
    }
}

void
AccessSwitch::Told(Ptr<Node>, const UsableAddresses&)
{
    if (m_order == MAKE_BEFORE_BREAK && m_release && m_manager->GetPreferred() == m_wanted &&
        m_on.size() > 1 && m_off.IsExpired())
    {
        m_off = Simulator::Schedule(m_overlap, &AccessSwitch::TurnOthersOff, this);
    }
}

void
AccessSwitch::Look()
{
    m_look = Simulator::Schedule(m_interval, &AccessSwitch::Look, this);
    double signal = m_watched->GetSignal();
    if (m_wanted != m_watched)
    {
        if (signal >= m_threshold + m_hysteresis)
        {
            SwitchTo(m_watched);
        }
        return;
    }
    m_attached = m_attached || !m_watched->GetNetwork().empty();
    // Without a signal the comparison is false, which is as bad as a weak one once it was there.
    if (m_attached && !(signal >= m_threshold))
    {
        SwitchTo(m_fallback);
    }
}

} // namespace ns3
