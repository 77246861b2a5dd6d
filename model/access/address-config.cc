/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "address-config.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AddressConfig);

bool
operator==(const UsableAddress& a, const UsableAddress& b)
{
    return a.address == b.address && a.gateway == b.gateway && a.network == b.network &&
           a.device == b.device;
}

TypeId
AddressConfig::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::AddressConfig").SetParent<Object>().SetGroupName("L4MobilityLab");
    return tid;
}

AddressConfig::AddressConfig() = default;
AddressConfig::~AddressConfig() = default;

void
AddressConfig::DoDispose()
{
    m_listener = Listener();
    m_device = nullptr;
    m_usable.clear();
    Object::DoDispose();
}

void
AddressConfig::SetListener(const Listener& listener)
{
    m_listener = listener;
}

void
AddressConfig::SetDevice(Ptr<NetDevice> device)
{
    m_device = device;
}

const std::vector<UsableAddress>&
AddressConfig::GetUsable() const
{
    return m_usable;
}

Ptr<NetDevice>
AddressConfig::GetDevice() const
{
    return m_device;
}

void
AddressConfig::NotifyMovementDetected()
{
    if (!m_listener.movementDetected.IsNull())
    {
        m_listener.movementDetected();
    }
}

void
AddressConfig::NotifyUsable(const UsableAddress& address)
{
    if (std::find(m_usable.begin(), m_usable.end(), address) != m_usable.end())
    {
        return;
    }
    m_usable.push_back(address);
    if (!m_listener.usable.IsNull())
    {
        m_listener.usable(address);
    }
}

void
AddressConfig::NotifyAllLost()
{
    std::vector<UsableAddress> lost;
    lost.swap(m_usable);
    for (const UsableAddress& address : lost)
    {
        if (!m_listener.lost.IsNull())
        {
            m_listener.lost(address);
        }
    }
}

} // namespace ns3
