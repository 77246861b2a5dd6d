/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lte-radio.h"

#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/mobility-model.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LteRadio);

/** Loss in dB where a radio is off: more than any receiver hears through. */
static constexpr double OFF_LOSS{1000};

TypeId
LteRadio::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LteRadio")
                            .SetParent<PropagationLossModel>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<LteRadio>();
    return tid;
}

LteRadio::LteRadio() = default;
LteRadio::~LteRadio() = default;

void
LteRadio::DoDispose()
{
    m_off.clear();
    m_cells = NetDeviceContainer();
    PropagationLossModel::DoDispose();
}

void
LteRadio::Switch(Ptr<const MobilityModel> mobile, bool on)
{
    if (on)
    {
        m_off.erase(PeekPointer(mobile));
    }
    else
    {
        m_off.insert(PeekPointer(mobile));
    }
}

void
LteRadio::AddCell(Ptr<NetDevice> cell)
{
    m_cells.Add(cell);
}

const NetDeviceContainer&
LteRadio::GetCells() const
{
    return m_cells;
}

Ptr<LteEnbRrc>
LteRadio::FindRrc(uint16_t cellId) const
{
    for (auto it = m_cells.Begin(); it != m_cells.End(); ++it)
    {
        Ptr<LteEnbNetDevice> cell = DynamicCast<LteEnbNetDevice>(*it);
        if (cell->HasCellId(cellId))
        {
            return cell->GetRrc();
        }
    }
    return nullptr;
}

double
LteRadio::DoCalcRxPower(double txPowerDbm, Ptr<MobilityModel> a, Ptr<MobilityModel> b) const
{
    bool off = m_off.count(PeekPointer(a)) > 0 || m_off.count(PeekPointer(b)) > 0;
    return off ? txPowerDbm - OFF_LOSS : txPowerDbm;
}

int64_t
LteRadio::DoAssignStreams(int64_t)
{
    return 0;
}

} // namespace ns3
