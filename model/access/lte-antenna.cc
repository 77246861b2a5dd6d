/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lte-antenna.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LteAntenna);

/** Distance in metres of a radio that is off: some 300 dB of loss in free space. */
static constexpr double OFF_DISTANCE{1e13};

TypeId
LteAntenna::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LteAntenna")
                            .SetParent<MobilityModel>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<LteAntenna>();
    return tid;
}

LteAntenna::LteAntenna() = default;
LteAntenna::~LteAntenna() = default;

Ptr<MobilityModel>
LteAntenna::Copy() const
{
    return CopyObject(Ptr<const LteAntenna>(this));
}

void
LteAntenna::DoDispose()
{
    m_body = nullptr;
    MobilityModel::DoDispose();
}

void
LteAntenna::SetBody(Ptr<MobilityModel> body)
{
    m_body = body;
}

void
LteAntenna::Switch(bool on)
{
    m_on = on;
}

Vector
LteAntenna::DoGetPosition() const
{
    return m_on ? m_body->GetPosition() : Vector(OFF_DISTANCE, 0, 0);
}

void
LteAntenna::DoSetPosition(const Vector& position)
{
    m_body->SetPosition(position);
}

Vector
LteAntenna::DoGetVelocity() const
{
    return m_body->GetVelocity();
}

} // namespace ns3
