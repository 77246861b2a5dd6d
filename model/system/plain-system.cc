/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "plain-system.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PlainSystem);

TypeId
PlainSystem::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PlainSystem")
                            .SetParent<MobilitySystem>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<PlainSystem>();
    return tid;
}

std::string
PlainSystem::GetName() const
{
    return "none";
}

MobilitySystem::Fidelity
PlainSystem::GetFidelity() const
{
    return Fidelity::COMPLETE;
}

std::string
PlainSystem::GetInfrastructure() const
{
    return "";
}

bool
PlainSystem::Supports(bool ipv6) const
{
    (void)ipv6;
    return true;
}

void
PlainSystem::Install(const NetworkPlan& plan)
{
    (void)plan;
}

std::string
PlainSystem::GetTcpFactory() const
{
    return "ns3::TcpSocketFactory";
}

std::string
PlainSystem::GetUdpFactory() const
{
    return "ns3::UdpSocketFactory";
}

} // namespace ns3
