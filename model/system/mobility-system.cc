/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mobility-system.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/object-factory.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MobilitySystem);

TypeId
MobilitySystem::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MobilitySystem")
                            .SetParent<Object>()
                            .SetGroupName("L4MobilityLab")
                            .AddTraceSource("PathReady",
                                            "A way to the mobile's present address is open.",
                                            MakeTraceSourceAccessor(&MobilitySystem::m_pathReady),
                                            "ns3::MobilitySystem::PathReadyTracedCallback")
                            .AddTraceSource("Signalling",
                                            "A message of the system is sent.",
                                            MakeTraceSourceAccessor(&MobilitySystem::m_signalling),
                                            "ns3::MobilitySystem::SignallingTracedCallback")
                            .AddTraceSource("SetUp",
                                            "A set-up is complete.",
                                            MakeTraceSourceAccessor(&MobilitySystem::m_setUp),
                                            "ns3::MobilitySystem::SetUpTracedCallback");
    return tid;
}

MobilitySystem::MobilitySystem() = default;
MobilitySystem::~MobilitySystem() = default;

/** @return one system of each kind that there is */
static std::vector<Ptr<MobilitySystem>>
MakeOneOfEach()
{
    std::vector<Ptr<MobilitySystem>> all;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        TypeId tid = TypeId::GetRegistered(i);
        if (tid.IsChildOf(MobilitySystem::GetTypeId()) && tid.HasConstructor())
        {
            ObjectFactory factory;
            factory.SetTypeId(tid);
            all.push_back(factory.Create<MobilitySystem>());
        }
    }
    return all;
}

std::vector<std::string>
MobilitySystem::GetNames()
{
    std::vector<std::string> names;
    for (const Ptr<MobilitySystem>& system : MakeOneOfEach())
    {
        names.push_back(system->GetName());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Ptr<MobilitySystem>
MobilitySystem::Create(const std::string& name)
{
    for (const Ptr<MobilitySystem>& system : MakeOneOfEach())
    {
        if (system->GetName() == name)
        {
            return system;
        }
    }
    return nullptr;
}

Address
MobilitySystem::GetCorrespondentAddress(Ptr<Node> correspondent, const Address& plain) const
{
    (void)correspondent;
    return plain;
}

Address
MobilitySystem::GetMobileAddress(Ptr<Node> mobile, bool ipv6) const
{
    (void)mobile;
    return ipv6 ? Address(Ipv6Address::GetAny()) : Address(Ipv4Address::GetAny());
}

uint32_t
MobilitySystem::GetSegmentOverhead() const
{
    return 0;
}

void
MobilitySystem::TellPathReady(const PathReady& ready) const
{
    m_pathReady(ready);
}

void
MobilitySystem::TellSignalling(const SignallingMessage& message) const
{
    m_signalling(message);
}

void
MobilitySystem::TellSetUp(const SetUpReport& report) const
{
    m_setUp(report);
}

} // namespace ns3
