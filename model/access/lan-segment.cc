/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lan-segment.h"

#include "lan-device.h"

#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LanSegment);

TypeId
LanSegment::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LanSegment")
            .SetParent<Channel>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<LanSegment>()
            .AddAttribute("Delay",
                          "Time from the end of a packet's transmission to its arrival.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&LanSegment::m_delay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("DataRate",
                          "Rate at which each device sends. 0: without limit.",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&LanSegment::m_rate),
                          MakeDataRateChecker())
            .AddAttribute("FrameBytes",
                          "Bytes that each packet takes on the line beyond its own. Ethernet's 38: "
                          "header and checksum 18, preamble 8, gap 12.",
                          UintegerValue(38),
                          MakeUintegerAccessor(&LanSegment::m_frameBytes),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddTraceSource("Lost",
                            "A packet was under way to a device that is not there any more.",
                            MakeTraceSourceAccessor(&LanSegment::m_lost),
                            "ns3::LanSegment::LostTracedCallback");
    return tid;
}

LanSegment::LanSegment() = default;
LanSegment::~LanSegment() = default;

void
LanSegment::DoDispose()
{
    m_devices.clear();
    Channel::DoDispose();
}

void
LanSegment::Attach(Ptr<LanDevice> device)
{
    m_devices.push_back(device);
}

void
LanSegment::Detach(Ptr<LanDevice> device)
{
    m_devices.erase(std::remove(m_devices.begin(), m_devices.end(), device), m_devices.end());
}

Time
LanSegment::GetTransmissionTime(uint32_t bytes) const
{
    return m_rate.GetBitRate() == 0 ? Time(0) : m_rate.CalculateBytesTxTime(bytes + m_frameBytes);
}

void
LanSegment::Send(Ptr<Packet> packet,
                 uint16_t protocol,
                 const Mac48Address& to,
                 const Mac48Address& from,
                 Ptr<LanDevice> sender)
{
    for (const Ptr<LanDevice>& device : m_devices)
    {
        if (device == sender || (!to.IsGroup() && device->GetAddress() != Address(to)))
        {
            continue;
        }
        Frame frame{packet->Copy(), protocol, to, from};
        uint32_t attachment = device->GetAttachment();
        Simulator::ScheduleWithContext(
            device->GetNode()->GetId(),
            m_delay,
            [segment = Ptr<LanSegment>(this), frame, device, attachment]() {
                segment->Deliver(frame, device, attachment);
            });
    }
}

void
LanSegment::Deliver(const Frame& frame, Ptr<LanDevice> device, uint32_t attachment)
{
    if (device->GetAttachment() != attachment)
    {
        m_lost(frame.packet);
        return;
    }
    device->Receive(frame.packet, frame.protocol, frame.to, frame.from);
}

std::size_t
LanSegment::GetNDevices() const
{
    return m_devices.size();
}

Ptr<NetDevice>
LanSegment::GetDevice(std::size_t i) const
{
    return m_devices.at(i);
}

} // namespace ns3
