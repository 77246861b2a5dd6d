/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-mobile-routing.h"

#include "mip4-routing.h"
#include "mip4-tunnel-end.h"

#include "ns3/abort.h"
#include "ns3/ipv4.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4MobileRouting);

TypeId
Mip4MobileRouting::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4MobileRouting")
                            .SetParent<Object>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip4MobileRouting>();
    return tid;
}

Mip4MobileRouting::Mip4MobileRouting() = default;
Mip4MobileRouting::~Mip4MobileRouting() = default;

void
Mip4MobileRouting::DoDispose()
{
    m_target.reset();
    m_current.reset();
    m_tunnel = nullptr;
    m_manager = nullptr;
    m_node = nullptr;
    Object::DoDispose();
}

void
Mip4MobileRouting::Setup(Ptr<Node> node,
                         const Ipv4Address& homeAddress,
                         const Ipv4Address& homeAgent,
                         const Ipv4Mask& homeMask)
{
    m_node = node;
    m_homeAddress = homeAddress;
    m_homeAgent = homeAgent;
    m_homeMask = homeMask;
    m_manager = node->GetObject<AccessManager>();
    NS_ABORT_MSG_UNLESS(m_manager, "a mobile needs an AccessManager");
    m_tunnel =
        Mip4TunnelDevice::Install(node, MakeCallback(&Mip4MobileRouting::ChooseTunnel, this));
    Mip4Routing::Install(
        node,
        MakeCallback(&Mip4MobileRouting::Route, this),
        MakeNullCallback<Ptr<Ipv4Route>, const Ipv4Header&, Ptr<const NetDevice>>());
    Mip4TunnelEnd::Get(node)->AddAcceptor(MakeCallback(&Mip4MobileRouting::Accepts, this));
}

void
Mip4MobileRouting::SetTarget(const std::optional<Mip4Attachment>& target)
{
    m_target = target;
}

const std::optional<Mip4Attachment>&
Mip4MobileRouting::GetTarget() const
{
    return m_target;
}

void
Mip4MobileRouting::SetCurrent(const std::optional<Mip4Attachment>& current)
{
    m_current = current;
}

const std::optional<Mip4Attachment>&
Mip4MobileRouting::GetCurrent() const
{
    return m_current;
}

uint64_t
Mip4MobileRouting::GetDropped() const
{
    return m_tunnel->GetDropped();
}

Ptr<Ipv4Route>
Mip4MobileRouting::Route(const Ipv4Header& header, Ptr<const NetDevice> oif)
{
    const Ipv4Address to = header.GetDestination();
    const Ipv4Address from = header.GetSource();
    const bool anySource = !l4mobility::IsGiven(from);
    if ((anySource && oif) || to.IsLocalhost() ||
        m_node->GetObject<Ipv4>()->GetInterfaceForAddress(to) >= 0)
    {
        return nullptr;
    }
    return anySource || from == m_homeAddress ? RouteFromHome(to) : RouteFromCareOf(from, to);
}

Ptr<Ipv4Route>
Mip4MobileRouting::RouteFromHome(const Ipv4Address& destination)
{
    const Ipv4Address home = m_homeAddress;
    const Ipv4Address onLink = Ipv4Address::GetAny();
    if (m_target && m_target->kind != Mip4Attachment::Kind::CO_LOCATED &&
        destination == m_target->router)
    {
        return MakeMip4Route(m_target->device, onLink, home, destination);
    }
    // Without a way, and in a reverse tunnel of one's own, packets go to the tunnel's entrance.
    if (!m_current || (m_current->kind == Mip4Attachment::Kind::CO_LOCATED && m_current->reverse))
    {
        return MakeMip4Route(m_tunnel, onLink, home, destination);
    }
    const bool neighbour =
        m_current->kind == Mip4Attachment::Kind::HOME && m_homeMask.IsMatch(destination, home);
    return MakeMip4Route(m_current->device,
                         neighbour ? onLink : m_current->router,
                         home,
                         destination);
}

Ptr<Ipv4Route>
Mip4MobileRouting::RouteFromCareOf(const Ipv4Address& source, const Ipv4Address& destination)
{
    for (const UsableAddress& usable : m_manager->GetUsable().all)
    {
        if (usable.address == Address(source))
        {
            return MakeMip4Route(m_node->GetDevice(usable.device),
                                 Ipv4Address::ConvertFrom(usable.gateway),
                                 source,
                                 destination);
        }
    }
    return nullptr;
}

std::optional<Mip4Tunnel>
Mip4MobileRouting::ChooseTunnel(const Ipv4Header& /* header */)
{
    if (!m_current || m_current->kind != Mip4Attachment::Kind::CO_LOCATED || !m_current->reverse)
    {
        return std::nullopt;
    }
    Ptr<Ipv4Route> route = RouteFromCareOf(m_current->careOf, m_homeAgent);
    return Mip4Tunnel{m_current->careOf, m_homeAgent, route};
}

bool
Mip4MobileRouting::Accepts(const Ipv4Header& outer, const Ipv4Header& inner)
{
    return outer.GetSource() == m_homeAgent && inner.GetDestination() == m_homeAddress;
}

} // namespace ns3
