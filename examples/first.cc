/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file first.cc
 * A first scenario: a host sends for four seconds and after two of them changes its network.
 *
 *              10.1.0.0/24 (until 2 s)
 *     mover ========================== router ---------- server
 *              10.2.0.0/24 (from 2.1 s)       10.3.0.0/24
 *
 * Run it:  ./l4m run first [--udp] [--suite=paper] [--pcap=PREFIX --keys=FILE]
 * It prints what became of the connection; without the two lines marked (1) and (2) nothing would
 * arrive after the move.
 */

#include "arguments.h"

#include "ns3/applications-module.h"
#include "ns3/command-line.h"
#include "ns3/internet-module.h"
#include "ns3/l4-mobility-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"

#include <iostream>

using namespace ns3;

namespace
{

/** Says when an association was established. */
void
Established(std::string node, const L4MobilityInfo& info)
{
    std::cout << Simulator::Now().As(Time::S) << " " << node << ": established, suite "
              << info.suite << ", ports " << info.localPort << " and " << info.peerPort << "\n";
}

/** Says when a peer has moved. */
void
PeerMoved(std::string node, const L4MobilityInfo& info, const Address& from, const Address& to)
{
    std::cout << Simulator::Now().As(Time::S) << " " << node << ": peer moved from "
              << Ipv4Address::ConvertFrom(from) << " to " << Ipv4Address::ConvertFrom(to)
              << ", state sequence " << info.peerSeq << "\n";
}

/** Counts what the application has sent. */
void
Sent(uint64_t* bytes, Ptr<const Packet> packet)
{
    *bytes += packet->GetSize();
}

/** Connects the traces of a node. */
void
Trace(Ptr<Node> node, const std::string& name)
{
    Ptr<L4MobilityProtocol> layer = node->GetObject<L4MobilityProtocol>();
    layer->TraceConnectWithoutContext("Established", MakeBoundCallback(&Established, name));
    layer->TraceConnectWithoutContext("PeerMoved", MakeBoundCallback(&PeerMoved, name));
}

/** Pulls one cable of a host and plugs in the other, with a default route through it. */
void
Switch(Ptr<Ipv4> ipv4, uint32_t down, uint32_t up, Ipv4Address gateway)
{
    if (down != 0)
    {
        ipv4->SetDown(down);
    }
    if (up != 0)
    {
        ipv4->SetUp(up);
        Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(gateway, up);
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string suite = "default";
    std::string pcap;
    std::string keys;
    bool udp = false;
    CommandLine cmd(__FILE__);
    cmd.AddValue("suite",
                 "suite of the connection: paper, default, fast, modp2048-hmac-sha1, ...",
                 suite);
    cmd.AddValue("udp", "datagrams instead of a TCP stream", udp);
    cmd.AddValue("pcap", "prefix of the captures; none if empty", pcap);
    cmd.AddValue("keys",
                 "file of the connection's keys, to verify the captures with; none if empty",
                 keys);
    ParseArguments(cmd, argc, argv);

    std::vector<uint16_t> known;
    const std::string wrong = L4MobilityProtocol::ParseSuites(suite, known);
    if (!wrong.empty())
    {
        std::cerr << "first: " << wrong << "\n";
        return 2;
    }
    if (!keys.empty())
    {
        NeedWritable(cmd, "--keys", keys);
    }

    NodeContainer nodes(3);
    Ptr<Node> mover = nodes.Get(0);
    Ptr<Node> router = nodes.Get(1);
    Ptr<Node> server = nodes.Get(2);
    InternetStackHelper().Install(nodes);

    L4MobilityHelper mobility;
    mobility.SetAttribute("Suites", StringValue(suite));
    mobility.SetAttribute("KeyLog", StringValue(keys));
    mobility.Install(NodeContainer(mover, server)); // (1)
    Trace(mover, "mover");
    Trace(server, "server");

    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", StringValue("5ms"));
    Ipv4AddressHelper addresses;
    addresses.SetBase("10.1.0.0", "255.255.255.0");
    Ipv4InterfaceContainer before = addresses.Assign(link.Install(mover, router));
    addresses.SetBase("10.2.0.0", "255.255.255.0");
    Ipv4InterfaceContainer after = addresses.Assign(link.Install(mover, router));
    addresses.SetBase("10.3.0.0", "255.255.255.0");
    Ipv4InterfaceContainer far = addresses.Assign(link.Install(server, router));

    Ptr<Ipv4> serverIp = server->GetObject<Ipv4>();
    Switch(serverIp, 0, far.Get(0).second, far.GetAddress(1));
    Ptr<Ipv4> moverIp = mover->GetObject<Ipv4>();
    Switch(moverIp, after.Get(0).second, before.Get(0).second, before.GetAddress(1));
    Simulator::Schedule(Seconds(2), &Switch, moverIp, before.Get(0).second, 0, Ipv4Address());
    Simulator::Schedule(Seconds(2.1),
                        &Switch,
                        moverIp,
                        0,
                        after.Get(0).second,
                        after.GetAddress(1));

    const std::string factory =
        udp ? "ns3::MobileUdpSocketFactory" : "ns3::MobileTcpSocketFactory"; // (2)
    PacketSinkHelper sink(factory, InetSocketAddress(Ipv4Address::GetAny(), 7000));
    ApplicationContainer receiver = sink.Install(server);
    OnOffHelper source(factory, InetSocketAddress(far.GetAddress(0), 7000));
    source.SetConstantRate(DataRate("2Mbps"), 1000);
    ApplicationContainer sender = source.Install(mover);
    sender.Start(Seconds(0.5));
    sender.Stop(Seconds(4));
    uint64_t sent = 0;
    sender.Get(0)->TraceConnectWithoutContext("Tx", MakeBoundCallback(&Sent, &sent));

    if (!pcap.empty())
    {
        Ptr<NetDevice> device = serverIp->GetNetDevice(far.Get(0).second);
        NeedWritable(cmd, "--pcap", PcapHelper().GetFilenameFromDevice(pcap, device));
        link.EnablePcap(pcap, device);
    }
    Simulator::Stop(Seconds(6));
    Simulator::Run();
    std::cout << DynamicCast<PacketSink>(receiver.Get(0))->GetTotalRx() << " of " << sent
              << " bytes arrived\n";
    Simulator::Destroy();
    return 0;
}
