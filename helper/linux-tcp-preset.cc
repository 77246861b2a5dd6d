/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "linux-tcp-preset.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/log.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/tcp-bic.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LinuxTcpPreset");
NS_OBJECT_ENSURE_REGISTERED(LinuxRttEstimator);

TypeId
LinuxRttEstimator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LinuxRttEstimator")
            .SetParent<RttEstimator>()
            .SetGroupName("L4Mobility")
            .AddConstructor<LinuxRttEstimator>()
            .AddAttribute("Jiffy",
                          "Tick of the kernel's clock in which round-trip times are counted: 1/HZ",
                          TimeValue(MilliSeconds(4)),
                          MakeTimeAccessor(&LinuxRttEstimator::m_jiffy),
                          MakeTimeChecker(MicroSeconds(1)));
    return tid;
}

LinuxRttEstimator::LinuxRttEstimator() = default;

LinuxRttEstimator::LinuxRttEstimator(const LinuxRttEstimator& other) = default;

LinuxRttEstimator::~LinuxRttEstimator() = default;

void
LinuxRttEstimator::Measurement(Time t)
{
    // Ticks that passed while the segment was under way, not its duration divided by a tick.
    const int64_t now = Simulator::Now().GetNanoSeconds();
    const int64_t tick = m_jiffy.GetNanoSeconds();
    const int64_t ticks = now / tick - (now - t.GetNanoSeconds()) / tick;
    const int64_t sample = std::max<int64_t>(ticks, 1);
    if (m_nSamples == 0)
    {
        m_srtt8 = 8 * sample;
        m_deviation4 = 2 * sample;
    }
    else
    {
        const int64_t error = sample - m_srtt8 / 8;
        m_srtt8 += error;
        m_deviation4 += std::abs(error) - m_deviation4 / 4;
    }
    ++m_nSamples;
    Publish();
}

void
LinuxRttEstimator::Publish()
{
    m_estimatedRtt = m_jiffy * (m_srtt8 / 8);
    m_estimatedVariation = m_jiffy * m_deviation4 / 4;
}

Ptr<RttEstimator>
LinuxRttEstimator::Copy() const
{
    return CopyObject<LinuxRttEstimator>(this);
}

void
LinuxRttEstimator::Reset()
{
    RttEstimator::Reset();
    m_srtt8 = 0;
    m_deviation4 = 0;
}

/** What sets one attribute of ns3::TcpSocket or ns3::TcpSocketBase. */
using AttributeSetter = std::function<
    void(const std::string& type, const std::string& name, const AttributeValue& value)>;

/** Hands every value that is an attribute of a socket to a setter. */
static void
SetSocketAttributes(const LinuxTcpPreset& preset, const AttributeSetter& set)
{
    const std::string socket = "ns3::TcpSocket";
    const std::string base = "ns3::TcpSocketBase";
    const uint32_t window = preset.GetWindow();
    const uint32_t wholeSegments = window - window % preset.segmentSize;
    set(socket, "RcvBufSize", UintegerValue(window));
    set(socket, "SndBufSize", UintegerValue(std::min(preset.sendBuffer, wholeSegments)));
    set(socket, "SegmentSize", UintegerValue(preset.segmentSize));
    set(socket, "InitialCwnd", UintegerValue(3));
    set(socket, "ConnTimeout", TimeValue(Seconds(3)));
    set(socket, "ConnCount", UintegerValue(5));
    set(socket, "DataRetries", UintegerValue(15));
    set(socket, "DelAckTimeout", TimeValue(MilliSeconds(40)));
    set(socket, "DelAckCount", UintegerValue(2));
    set(socket, "TcpNoDelay", BooleanValue(false));
    set(base, "MinRto", TimeValue(MilliSeconds(200)));
    set(base, "ClockGranularity", TimeValue(MilliSeconds(200)));
    set(base, "WindowScaling", BooleanValue(true));
    set(base, "Sack", BooleanValue(true));
    set(base, "Timestamp", BooleanValue(true));
}

uint32_t
LinuxTcpPreset::GetWindow() const
{
    // A quarter is kept for the kernel's own structures: tcp_adv_win_scale = 2.
    return receiveBuffer - receiveBuffer / 4;
}

void
LinuxTcpPreset::SetDefaults() const
{
    NS_ABORT_MSG_IF(!jiffy.IsStrictlyPositive(), "LinuxTcpPreset: a tick must be positive");
    NS_ABORT_MSG_IF(receiveBuffer < 2048, "LinuxTcpPreset: a receive buffer of at least 2048");
    SetSocketAttributes(
        *this,
        [](const std::string& type, const std::string& name, const AttributeValue& value) {
            Config::SetDefault(type + "::" + name, value);
        });
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpBic::GetTypeId()));
    Config::SetDefault("ns3::LinuxRttEstimator::Jiffy", TimeValue(jiffy));
    Config::SetDefault(
        "ns3::TcpL4Protocol::RttEstimatorType",
        TypeIdValue(ticks ? LinuxRttEstimator::GetTypeId() : RttMeanDeviation::GetTypeId()));
}

void
LinuxTcpPreset::Apply(Ptr<Socket> socket) const
{
    SetSocketAttributes(
        *this,
        [socket](const std::string&, const std::string& name, const AttributeValue& value) {
            socket->SetAttribute(name, value);
        });
}

} // namespace ns3
