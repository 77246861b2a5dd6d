/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "udp-run.h"

#include "datagram-peer.h"
#include "lan-move.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <set>

using namespace ns3;
using nlohmann::ordered_json;

namespace l4m
{
namespace paper
{

namespace
{

/** Port of B: RTP's. */
const uint16_t g_port = 5004;

/** A says hello at this time. */
const Time g_start = MilliSeconds(100);

/** What became of one direction; see UdpRun::Simulate(). */
ordered_json
Direction(const DatagramPeer& from, const DatagramPeer& to, Time usable)
{
    std::set<uint64_t> arrived;
    Time resumed = Seconds(-1);
    for (const auto& datagram : to.GetReceived())
    {
        arrived.insert(datagram.second);
        if (resumed.IsNegative() && datagram.first >= usable)
        {
            resumed = datagram.first;
        }
    }
    const auto& sent = from.GetSent();
    uint64_t before = 0;
    uint64_t after = 0;
    for (uint64_t number = 0; number < sent.size(); ++number)
    {
        if (arrived.count(number) == 0)
        {
            ++(sent[number] < usable ? before : after);
        }
    }
    ordered_json r;
    r["sent"] = sent.size();
    r["received"] = arrived.size();
    r["lost"] = before + after;
    r["lost_in_outage"] = before;
    r["lost_after"] = after;
    r["resumed_ns"] = resumed.IsNegative() ? ordered_json(nullptr)
                                           : ordered_json((resumed - usable).GetNanoSeconds());
    return r;
}

} // namespace

ordered_json
UdpRun::Simulate() const
{
    RngSeedManager::SetSeed(seed);
    LanMove lan;
    stack.Install(lan.GetHosts());
    const Time interval = MilliSeconds(20);
    const Time usable = g_start + moveAfter + outage;
    const Time end = usable + talkAfter;

    auto b = CreateObject<DatagramPeer>();
    b->SetAttribute("Protocol", TypeIdValue(stack.GetUdpFactory()));
    b->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), g_port)));
    b->SetAttribute("Interval", TimeValue(interval));
    b->SetStopTime(end);
    lan.GetPeer()->AddApplication(b);

    auto a = CreateObject<DatagramPeer>();
    a->SetAttribute("Protocol", TypeIdValue(stack.GetUdpFactory()));
    a->SetAttribute("Remote", AddressValue(InetSocketAddress(lan.GetPeerAddress(), g_port)));
    a->SetAttribute("Interval", TimeValue(moverSends ? interval : Time(0)));
    a->SetStartTime(g_start);
    a->SetStopTime(end);
    lan.GetMover()->AddApplication(a);

    lan.Move(g_start + moveAfter, outage);
    // One second for what is still under way.
    Simulator::Stop(end + Seconds(1));
    Simulator::Run();
    ordered_json r;
    r["interval_ns"] = interval.GetNanoSeconds();
    r["a_to_b"] = Direction(*a, *b, usable);
    r["b_to_a"] = Direction(*b, *a, usable);
    Simulator::Destroy();
    return r;
}

} // namespace paper
} // namespace l4m
