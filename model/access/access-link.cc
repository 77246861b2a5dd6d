/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "access-link.h"

#include "ns3/abort.h"
#include "ns3/trace-source-accessor.h"

#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AccessLink);

std::string
ToString(AccessStep step)
{
    switch (step)
    {
    case AccessStep::LINK_LOST:
        return "link-lost";
    case AccessStep::SCAN_BEGAN:
        return "scan-began";
    case AccessStep::SCAN_ENDED:
        return "scan-ended";
    case AccessStep::LINK_UP:
        return "link-up";
    case AccessStep::MOVEMENT_DETECTED:
        return "movement-detected";
    case AccessStep::ADDRESS_USABLE:
        return "address-usable";
    case AccessStep::ADDRESS_LOST:
        return "address-lost";
    }
    return "unknown";
}

TypeId
AccessLink::GetTypeId()
{
    static TypeId tid = TypeId("ns3::AccessLink")
                            .SetParent<Object>()
                            .SetGroupName("L4MobilityLab")
                            .AddTraceSource("Event",
                                            "A step from one attachment to the next.",
                                            MakeTraceSourceAccessor(&AccessLink::m_event),
                                            "ns3::AccessLink::EventTracedCallback");
    return tid;
}

AccessLink::AccessLink() = default;
AccessLink::~AccessLink() = default;

void
AccessLink::DoDispose()
{
    for (const Ptr<AddressConfig>& config : m_configs)
    {
        config->Dispose();
    }
    m_configs.clear();
    m_device = nullptr;
    Object::DoDispose();
}

void
AccessLink::SetDevice(Ptr<NetDevice> device)
{
    m_device = device;
    for (const Ptr<AddressConfig>& config : m_configs)
    {
        config->SetDevice(device);
    }
}

Ptr<NetDevice>
AccessLink::GetDevice() const
{
    return m_device;
}

void
AccessLink::AddAddressConfig(Ptr<AddressConfig> config)
{
    config->SetDevice(m_device);
    AddressConfig::Listener listener;
    listener.movementDetected =
        Callback<void>([this]() { Notify(AccessStep::MOVEMENT_DETECTED, m_network); });
    listener.usable = Callback<void, const UsableAddress&>([this](const UsableAddress& usable) {
        Notify(AccessStep::ADDRESS_USABLE, usable.network, usable.address);
    });
    listener.lost = Callback<void, const UsableAddress&>([this](const UsableAddress& lost) {
        Notify(AccessStep::ADDRESS_LOST, lost.network, lost.address);
    });
    config->SetListener(listener);
    m_configs.push_back(config);
}

const std::vector<Ptr<AddressConfig>>&
AccessLink::GetAddressConfigs() const
{
    return m_configs;
}

std::string
AccessLink::GetNetwork() const
{
    return m_network;
}

std::vector<UsableAddress>
AccessLink::GetUsable() const
{
    std::vector<UsableAddress> all;
    for (const Ptr<AddressConfig>& config : m_configs)
    {
        all.insert(all.end(), config->GetUsable().begin(), config->GetUsable().end());
    }
    return all;
}

double
AccessLink::GetSignal() const
{
    return std::numeric_limits<double>::quiet_NaN();
}

void
AccessLink::Disable()
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " cannot be switched off");
}

void
AccessLink::Enable()
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " cannot be switched on again");
}

void
AccessLink::NotifyInterrupted()
{
    m_interrupted = true;
    Notify(AccessStep::LINK_LOST, m_network);
}

void
AccessLink::NotifyResumed()
{
    m_interrupted = false;
    Notify(AccessStep::LINK_UP, m_network);
}

void
AccessLink::NotifyLost()
{
    std::string network;
    network.swap(m_network);
    if (!m_interrupted)
    {
        Notify(AccessStep::LINK_LOST, network);
    }
    m_interrupted = false;
    for (const Ptr<AddressConfig>& config : m_configs)
    {
        config->Stop();
    }
}

void
AccessLink::NotifyScanBegan()
{
    Notify(AccessStep::SCAN_BEGAN, "");
}

void
AccessLink::NotifyScanEnded(const std::string& network)
{
    Notify(AccessStep::SCAN_ENDED, network);
}

void
AccessLink::NotifyUp(const std::string& network)
{
    m_network = network;
    Notify(AccessStep::LINK_UP, network);
    for (const Ptr<AddressConfig>& config : m_configs)
    {
        // Who hears of the link may have moved the node on.
        if (m_network == network)
        {
            config->Start(network);
        }
    }
}

void
AccessLink::Notify(AccessStep step, const std::string& network, const Address& address)
{
    AccessEvent event;
    event.step = step;
    event.network = network;
    event.device = m_device->GetIfIndex();
    event.address = address;
    m_event(Ptr<AccessLink>(this), event);
}

} // namespace ns3
