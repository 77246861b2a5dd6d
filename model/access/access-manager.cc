/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "access-manager.h"

#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/ipv6-routing-table-entry.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AccessManager);

std::string
UsableAddresses::GetNetwork() const
{
    return all.empty() ? std::string() : all.front().network;
}

TypeId
AccessManager::GetTypeId()
{
    static TypeId tid = TypeId("ns3::AccessManager")
                            .SetParent<Object>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<AccessManager>()
                            .AddTraceSource("UsableAddresses",
                                            "The node's usable addresses are now these.",
                                            MakeTraceSourceAccessor(&AccessManager::m_usableTrace),
                                            "ns3::AccessManager::UsableTracedCallback")
                            .AddTraceSource("Event",
                                            "Something happened to one of the node's links.",
                                            MakeTraceSourceAccessor(&AccessManager::m_eventTrace),
                                            "ns3::AccessManager::EventTracedCallback");
    return tid;
}

AccessManager::AccessManager() = default;
AccessManager::~AccessManager() = default;

void
AccessManager::DoDispose()
{
    for (const Ptr<AccessLink>& link : m_links)
    {
        link->Dispose();
    }
    m_links.clear();
    m_wanted = nullptr;
    m_preferred = nullptr;
    Object::DoDispose();
}

void
AccessManager::AddLink(Ptr<AccessLink> link)
{
    m_links.push_back(link);
    link->TraceConnectWithoutContext("Event", MakeCallback(&AccessManager::LinkEvent, this));
}

const std::vector<Ptr<AccessLink>>&
AccessManager::GetLinks() const
{
    return m_links;
}

void
AccessManager::Start()
{
    for (const Ptr<AccessLink>& link : m_links)
    {
        link->Start();
    }
}

void
AccessManager::Prefer(Ptr<AccessLink> link)
{
    m_wanted = link;
    Update();
}

Ptr<AccessLink>
AccessManager::GetPreferred() const
{
    return m_preferred;
}

const UsableAddresses&
AccessManager::GetUsable() const
{
    return m_usable;
}

void
AccessManager::LinkEvent(Ptr<AccessLink> link, const AccessEvent& event)
{
    (void)link;
    m_eventTrace(GetObject<Node>(), event);
    if (event.step == AccessStep::ADDRESS_USABLE || event.step == AccessStep::ADDRESS_LOST)
    {
        Update();
    }
}

void
AccessManager::Update()
{
    std::vector<Ptr<AccessLink>> order = m_links;
    std::stable_partition(order.begin(), order.end(), [this](const Ptr<AccessLink>& link) {
        return link == m_wanted;
    });
    UsableAddresses usable;
    Ptr<AccessLink> preferred;
    for (const Ptr<AccessLink>& link : order)
    {
        std::vector<UsableAddress> addresses = link->GetUsable();
        if (!addresses.empty() && !preferred)
        {
            preferred = link;
        }
        usable.all.insert(usable.all.end(), addresses.begin(), addresses.end());
    }
    m_preferred = preferred;
    SetDefaultRoutes();
    if (usable.all == m_usable.all)
    {
        return;
    }
    m_usable = usable;
    m_usableTrace(GetObject<Node>(), m_usable);
}

/** Removes a node's IPv4 default routes. */
static void
RemoveDefaultRoutes(Ptr<Ipv4StaticRouting> routing)
{
    for (uint32_t i = routing->GetNRoutes(); i-- > 0;)
    {
        if (routing->GetRoute(i).IsDefault())
        {
            routing->RemoveRoute(i);
        }
    }
}

/** Removes a node's IPv6 default routes. */
static void
RemoveDefaultRoutes(Ptr<Ipv6StaticRouting> routing)
{
    for (uint32_t i = routing->GetNRoutes(); i-- > 0;)
    {
        if (routing->GetRoute(i).IsDefault())
        {
            routing->RemoveRoute(i);
        }
    }
}

void
AccessManager::SetDefaultRoutes()
{
    Ptr<Node> node = GetObject<Node>();
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    Ptr<Ipv4StaticRouting> routing4 =
        ipv4 ? Ipv4RoutingHelper::GetRouting<Ipv4StaticRouting>(ipv4->GetRoutingProtocol())
             : nullptr;
    Ptr<Ipv6StaticRouting> routing6 =
        ipv6 ? Ipv6RoutingHelper::GetRouting<Ipv6StaticRouting>(ipv6->GetRoutingProtocol())
             : nullptr;
    if (routing4)
    {
        RemoveDefaultRoutes(routing4);
    }
    if (routing6)
    {
        RemoveDefaultRoutes(routing6);
    }
    if (!m_preferred)
    {
        return;
    }
    for (const UsableAddress& usable : m_preferred->GetUsable())
    {
        if (routing4 && Ipv4Address::IsMatchingType(usable.gateway))
        {
            routing4->SetDefaultRoute(Ipv4Address::ConvertFrom(usable.gateway),
                                      ipv4->GetInterfaceForDevice(m_preferred->GetDevice()));
        }
        else if (routing6 && Ipv6Address::IsMatchingType(usable.gateway))
        {
            routing6->SetDefaultRoute(Ipv6Address::ConvertFrom(usable.gateway),
                                      ipv6->GetInterfaceForDevice(m_preferred->GetDevice()));
        }
    }
}

} // namespace ns3
