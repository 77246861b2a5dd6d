/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file flow-monitor.cc
 * FlowMonitor and a connection that moves. FlowMonitor looks at packets below the layer: what it
 * calls a flow ends with an address, so that a connection is one flow, in each direction, for each
 * address that its ends have had. The ports on the wire stay, and with them the layer's
 * L4MobilityInfo tells which flows are one connection.
 *
 * Run it:  ./l4m run flow-monitor [--xml=FILE]
 */

#include "arguments.h"
#include "two-networks.h"

#include "ns3/command-line.h"
#include "ns3/flow-monitor-helper.h"
#include "ns3/ipv4-flow-classifier.h"
#include "ns3/l4-mobility-protocol.h"
#include "ns3/simulator.h"

#include <iostream>
#include <vector>

using namespace ns3;

namespace
{

/** Notes a connection. */
void
Established(std::vector<L4MobilityInfo>* connections, const L4MobilityInfo& info)
{
    connections->push_back(info);
}

/** What the flows of one connection come to, in the direction to this node. */
struct Sum
{
    uint32_t flows = 0;   //!< how many there were
    uint64_t packets = 0; //!< that arrived
    uint64_t bytes = 0;   //!< that arrived, with the IP header
};

/** @return whether a flow carries packets of an association to the node that tells of it */
bool
IsOf(const Ipv4FlowClassifier::FiveTuple& flow, const L4MobilityInfo& info)
{
    return flow.protocol == info.protocol && flow.destinationPort == info.localPort &&
           flow.sourcePort == info.peerPort;
}

/** Prints a flow. */
void
Print(const Ipv4FlowClassifier::FiveTuple& flow, const FlowMonitor::FlowStats& stats)
{
    std::cout << "flow " << flow.sourceAddress << " " << flow.sourcePort << " to "
              << flow.destinationAddress << " " << flow.destinationPort << ": " << stats.rxPackets
              << " of " << stats.txPackets << " packets, " << stats.rxBytes << " bytes, from "
              << stats.timeFirstTxPacket.As(Time::S) << " to "
              << stats.timeLastRxPacket.As(Time::S);
    if (stats.rxPackets > 0)
    {
        std::cout << ", mean delay " << (stats.delaySum / stats.rxPackets).As(Time::MS);
    }
    std::cout << "\n";
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string xml;
    CommandLine cmd(__FILE__);
    cmd.AddValue("xml", "file for all that FlowMonitor has counted; none if empty", xml);
    ParseArguments(cmd, argc, argv);
    // FlowMonitor does not say whether it could write.
    if (!xml.empty())
    {
        NeedWritable(cmd, "--xml", xml);
    }

    TwoNetworks scene;
    std::vector<L4MobilityInfo> connections;
    scene.nodes.Get(2)->GetObject<L4MobilityProtocol>()->TraceConnectWithoutContext(
        "Established",
        MakeBoundCallback(&Established, &connections));
    FlowMonitorHelper helper;
    Ptr<FlowMonitor> monitor = helper.InstallAll();
    scene.Run();
    monitor->CheckForLostPackets();

    Ptr<Ipv4FlowClassifier> classifier = DynamicCast<Ipv4FlowClassifier>(helper.GetClassifier());
    for (const auto& [id, stats] : monitor->GetFlowStats())
    {
        Print(classifier->FindFlow(id), stats);
    }
    for (const auto& info : connections)
    {
        Sum sum;
        for (const auto& [id, stats] : monitor->GetFlowStats())
        {
            if (IsOf(classifier->FindFlow(id), info))
            {
                sum.flows++;
                sum.packets += stats.rxPackets;
                sum.bytes += stats.rxBytes;
            }
        }
        std::cout << "connection to server port " << info.socketLocalPort << ": " << sum.flows
                  << " flows, " << sum.packets << " packets, " << sum.bytes << " bytes\n";
    }
    std::cout << scene.GetReceived() << " bytes to the application\n";
    if (!xml.empty())
    {
        monitor->SerializeToXmlFile(xml, false, false);
    }
    Simulator::Destroy();
    return 0;
}
