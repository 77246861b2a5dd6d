/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "fixed-config.h"

#include "interface-addresses.h"

#include "ns3/boolean.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(FixedConfig);

TypeId
FixedConfig::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::FixedConfig")
            .SetParent<AddressConfig>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<FixedConfig>()
            .AddAttribute("DetectionDelay",
                          "Time from link-up until the network is known.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&FixedConfig::m_detectionDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Delay",
                          "Time from when the network is known until the address is usable.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&FixedConfig::m_delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Neighbours",
                          "Whether the mobile and its router know each other's link-layer "
                          "addresses beforehand. False: they ask by ARP or neighbour discovery.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&FixedConfig::m_neighbours),
                          MakeBooleanChecker());
    return tid;
}

FixedConfig::FixedConfig() = default;
FixedConfig::~FixedConfig() = default;

void
FixedConfig::DoDispose()
{
    m_event.Cancel();
    m_entries.clear();
    AddressConfig::DoDispose();
}

void
FixedConfig::AddNetwork(const AccessNetwork& network, const Address& address)
{
    m_entries[network.name] = Entry{network, address};
}

void
FixedConfig::Start(const std::string& network)
{
    auto it = m_entries.find(network);
    if (it == m_entries.end())
    {
        return;
    }
    // Not even an event in between where there is no delay: all happens at one moment.
    if (m_detectionDelay.IsZero())
    {
        Detected(it->second);
        return;
    }
    m_event = Simulator::Schedule(m_detectionDelay, &FixedConfig::Detected, this, it->second);
}

void
FixedConfig::Stop()
{
    m_event.Cancel();
    for (const UsableAddress& usable : GetUsable())
    {
        RemoveInterfaceAddress(GetDevice(), usable.address);
    }
    NotifyAllLost();
}

void
FixedConfig::Detected(const Entry& entry)
{
    NotifyMovementDetected();
    if (m_delay.IsZero())
    {
        Assign(entry);
        return;
    }
    m_event = Simulator::Schedule(m_delay, &FixedConfig::Assign, this, entry);
}

void
FixedConfig::Assign(const Entry& entry)
{
    bool ipv4 = Ipv4Address::IsMatchingType(entry.address);
    const AccessNetwork& network = entry.network;
    Address gateway = ipv4 ? Address(network.gateway) : Address(network.gateway6);
    uint8_t length = ipv4 ? network.mask.GetPrefixLength() : network.prefix6.GetPrefixLength();
    AddInterfaceAddress(GetDevice(), entry.address, length);
    if (m_neighbours)
    {
        Ptr<NetDevice> router = network.router->GetDevice(network.routerDevice);
        SetNeighbour(GetDevice(), gateway, router->GetAddress());
        SetNeighbour(router, entry.address, GetDevice()->GetAddress());
    }
    NotifyUsable(UsableAddress{entry.address, gateway, network.name, GetDevice()->GetIfIndex()});
}

} // namespace ns3
