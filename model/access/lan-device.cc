/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lan-device.h"

#include "lan-segment.h"

#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LanDevice);

TypeId
LanDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LanDevice")
            .SetParent<SimpleNetDevice>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<LanDevice>()
            .AddAttribute("MaxPackets",
                          "Packets that may wait in the card, the one being sent included; further "
                          "ones are dropped.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&LanDevice::m_maxPackets),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Drop",
                            "A packet was not sent: there is no cable, or too many wait.",
                            MakeTraceSourceAccessor(&LanDevice::m_drop),
                            "ns3::LanDevice::DropTracedCallback");
    return tid;
}

LanDevice::LanDevice() = default;
LanDevice::~LanDevice() = default;

void
LanDevice::DoDispose()
{
    m_sending.Cancel();
    m_frames.clear();
    m_segment = nullptr;
    SimpleNetDevice::DoDispose();
}

void
LanDevice::Attach(Ptr<LanSegment> segment)
{
    m_segment = segment;
    ++m_attachment;
    segment->Attach(this);
}

void
LanDevice::Detach()
{
    if (!m_segment)
    {
        return;
    }
    m_segment->Detach(this);
    m_segment = nullptr;
    ++m_attachment;
    m_sending.Cancel();
    for (const Frame& frame : m_frames)
    {
        m_drop(frame.packet);
    }
    m_frames.clear();
}

uint32_t
LanDevice::GetAttachment() const
{
    return m_attachment;
}

void
LanDevice::SetCarrier(bool carrier)
{
    if (carrier != m_carrier)
    {
        m_carrier = carrier;
        m_linkChange();
    }
}

Ptr<Channel>
LanDevice::GetChannel() const
{
    return m_segment;
}

bool
LanDevice::IsLinkUp() const
{
    return m_carrier;
}

void
LanDevice::AddLinkChangeCallback(Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
LanDevice::SendFrom(Ptr<Packet> packet,
                    const Address& source,
                    const Address& dest,
                    uint16_t protocolNumber)
{
    if (!m_segment || packet->GetSize() > GetMtu() || m_frames.size() >= m_maxPackets)
    {
        m_drop(packet);
        return false;
    }
    m_frames.push_back(Frame{packet,
                             protocolNumber,
                             Mac48Address::ConvertFrom(dest),
                             Mac48Address::ConvertFrom(source)});
    if (m_frames.size() == 1)
    {
        BeginFrame();
    }
    return true;
}

void
LanDevice::BeginFrame()
{
    Time busy = m_segment->GetTransmissionTime(m_frames.front().packet->GetSize());
    if (busy.IsZero())
    {
        EndFrame();
        return;
    }
    m_sending = Simulator::Schedule(busy, &LanDevice::EndFrame, this);
}

void
LanDevice::EndFrame()
{
    Frame frame = m_frames.front();
    m_frames.pop_front();
    m_segment->Send(frame.packet, frame.protocol, frame.to, frame.from, this);
    if (!m_frames.empty())
    {
        BeginFrame();
    }
}

} // namespace ns3
