/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lte-link.h"

#include "lte-antenna.h"

#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-enb-rrc.h"
#include "ns3/lte-ue-net-device.h"
#include "ns3/lte-ue-phy.h"
#include "ns3/lte-ue-rrc.h"
#include "ns3/simulator.h"

#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LteLink);

/** How long a cell may take, after the mobile, to finish a connection or a handover. A mobile that
 * detaches before leaves the cell, or the core, in a state that ns-3 does not get out of. */
static const Time SETTLING = MilliSeconds(50);

Ptr<LteEnbRrc>
LteCells::FindRrc(uint16_t cellId) const
{
    for (auto it = devices.Begin(); it != devices.End(); ++it)
    {
        Ptr<LteEnbNetDevice> cell = DynamicCast<LteEnbNetDevice>(*it);
        if (cell->HasCellId(cellId))
        {
            return cell->GetRrc();
        }
    }
    return nullptr;
}

TypeId
LteLink::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LteLink")
                            .SetParent<AccessLink>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<LteLink>();
    return tid;
}

LteLink::LteLink()
    : m_signal(std::numeric_limits<double>::quiet_NaN())
{
}

LteLink::~LteLink() = default;

void
LteLink::DoDispose()
{
    m_linkUp.Cancel();
    m_leave.Cancel();
    m_ue = nullptr;
    m_antenna = nullptr;
    m_cells = nullptr;
    AccessLink::DoDispose();
}

void
LteLink::SetLteDevice(Ptr<LteUeNetDevice> device,
                      Ptr<LteAntenna> antenna,
                      Ptr<LteCells> cells,
                      const std::string& network)
{
    m_ue = device;
    m_antenna = antenna;
    m_cells = cells;
    m_name = network;
    SetDevice(device);
    Ptr<LteUeRrc> rrc = device->GetRrc();
    rrc->TraceConnectWithoutContext("InitialCellSelectionEndOk",
                                    MakeCallback(&LteLink::CellChosen, this));
    rrc->TraceConnectWithoutContext("DrbCreated", MakeCallback(&LteLink::BearerCreated, this));
    rrc->TraceConnectWithoutContext("HandoverStart", MakeCallback(&LteLink::HandoverBegan, this));
    rrc->TraceConnectWithoutContext("HandoverEndOk", MakeCallback(&LteLink::HandoverEnded, this));
    device->GetNas()->TraceConnectWithoutContext("StateTransition",
                                                 MakeCallback(&LteLink::NasChanged, this));
    device->GetPhy()->TraceConnectWithoutContext("ReportUeMeasurements",
                                                 MakeCallback(&LteLink::Measured, this));
}

double
LteLink::GetSignal() const
{
    return m_up ? m_signal : std::numeric_limits<double>::quiet_NaN();
}

void
LteLink::Start()
{
    Enable();
}

void
LteLink::Enable()
{
    if (m_enabled)
    {
        return;
    }
    m_enabled = true;
    NotifyScanBegan();
    if (m_bearer && !m_handover)
    {
        // It was to be given up, and has not been yet.
        m_leave.Cancel();
        LinkUp();
        return;
    }
    m_antenna->Switch(true);
}

void
LteLink::Disable()
{
    if (!m_enabled)
    {
        return;
    }
    m_enabled = false;
    m_linkUp.Cancel();
    if (m_up)
    {
        m_up = false;
        NotifyLost();
    }
    Leave();
}

void
LteLink::Leave()
{
    m_leave.Cancel();
    Ptr<LteUeRrc> rrc = m_ue->GetRrc();
    switch (rrc->GetState())
    {
    case LteUeRrc::CONNECTED_NORMALLY:
        if (m_bearer && Simulator::Now() < m_settled)
        {
            m_leave = Simulator::Schedule(m_settled - Simulator::Now(), &LteLink::Leave, this);
        }
        else if (m_bearer)
        {
            // What the mobile's detach request makes the cell do, and then the mobile itself.
            m_cells->FindRrc(rrc->GetCellId())
                ->GetLteEnbRrcSapProvider()
                ->RecvIdealUeContextRemoveRequest(rrc->GetRnti());
            m_ue->GetNas()->GetAsSapUser()->NotifyConnectionReleased();
            m_antenna->Switch(false);
        }
        break;
    case LteUeRrc::IDLE_WAIT_SIB2:
    case LteUeRrc::IDLE_RANDOM_ACCESS:
    case LteUeRrc::IDLE_CONNECTING:
    case LteUeRrc::CONNECTED_HANDOVER:
    case LteUeRrc::CONNECTED_PHY_PROBLEM:
        // LinkUp() calls again.
        break;
    default:
        m_antenna->Switch(false);
    }
}

void
LteLink::CellChosen(uint64_t, uint16_t)
{
    if (m_enabled)
    {
        NotifyScanEnded(m_name);
    }
}

void
LteLink::BearerCreated(uint64_t, uint16_t, uint16_t, uint8_t)
{
    m_bearer = true;
    m_settled = Simulator::Now() + SETTLING;
    if (!m_up)
    {
        // Not from within the mobile's RRC, which has yet to finish what it is doing.
        m_linkUp = Simulator::ScheduleNow(&LteLink::LinkUp, this);
    }
}

void
LteLink::LinkUp()
{
    if (!m_enabled)
    {
        Leave();
    }
    else if (!m_up && m_bearer && !m_handover)
    {
        m_up = true;
        NotifyUp(m_name);
    }
}

void
LteLink::NasChanged(EpcUeNas::State, EpcUeNas::State now)
{
    if (now == EpcUeNas::ACTIVE)
    {
        return;
    }
    m_bearer = false;
    m_handover = false;
    m_signal = std::numeric_limits<double>::quiet_NaN();
    m_linkUp.Cancel();
    if (m_up)
    {
        m_up = false;
        NotifyLost();
    }
    if (m_enabled)
    {
        NotifyScanBegan();
    }
}

void
LteLink::HandoverBegan(uint64_t, uint16_t, uint16_t, uint16_t)
{
    m_handover = true;
    if (m_up)
    {
        NotifyInterrupted();
    }
}

void
LteLink::HandoverEnded(uint64_t, uint16_t, uint16_t)
{
    m_handover = false;
    m_settled = Simulator::Now() + SETTLING;
    if (m_up)
    {
        NotifyResumed();
    }
    else
    {
        LinkUp();
    }
}

void
LteLink::Measured(uint16_t, uint16_t, double rsrp, double, bool serving, uint8_t)
{
    if (serving)
    {
        m_signal = rsrp;
    }
}

} // namespace ns3
