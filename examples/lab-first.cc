/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file lab-first.cc
 * A scenario of one's own in the handover lab: a node walks from one access point to the next
 * while it sends 50 packets a second with ns-3's OnOffApplication.
 *
 * Run it:  ./l4m run lab-first [--system=none] [--speed=5]
 * It prints each handover with the parts of its gap. doc/lab-tutorial.rst goes through it. (With
 * ordinary sockets it goes on too, after as long: nobody answers, and PacketSink does not mind that
 * the packets have another source.)
 */

#include "arguments.h"

#include "ns3/access-manager.h"
#include "ns3/applications-module.h"
#include "ns3/command-line.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/handover-recorder.h"
#include "ns3/internet-module.h"
#include "ns3/lab-backbone.h"
#include "ns3/mobility-system.h"
#include "ns3/run-record.h"
#include "ns3/run-rows.h"
#include "ns3/wifi-access-helper.h"

#include <algorithm>
#include <cstdio>
#include <iostream>

using namespace ns3;

namespace
{

const uint16_t g_port = 9000;

/** Installs sender and receiver and lets the recorder listen. */
void
AddTraffic(Ptr<Node> mobile,
           const LabBackbone& backbone,
           Ptr<MobilitySystem> system,
           Ptr<HandoverRecorder> recorder)
{
    const auto flow = recorder->AddFlow(0, "voice", true, UdpL4Protocol::PROT_NUMBER);
    const Address name = system->GetCorrespondentAddress(backbone.GetCorrespondent(),
                                                         backbone.GetCorrespondentAddress());
    OnOffHelper source(system->GetUdpFactory(),
                       InetSocketAddress(Ipv4Address::ConvertFrom(name), g_port));
    source.SetConstantRate(DataRate("64kbps"), 160);
    source.SetAttribute("EnableSeqTsSizeHeader", BooleanValue(true));
    ApplicationContainer sender = source.Install(mobile);
    sender.Start(Seconds(4));
    PacketSinkHelper sink(system->GetUdpFactory(),
                          InetSocketAddress(Ipv4Address::GetAny(), g_port));
    ApplicationContainer receiver = sink.Install(backbone.GetCorrespondent());

    sender.Get(0)->TraceConnectWithoutContext(
        "TxWithSeqTsSize",
        Callback<void, Ptr<const Packet>, const Address&, const Address&, const SeqTsSizeHeader&>(
            [=](Ptr<const Packet> packet,
                const Address&,
                const Address&,
                const SeqTsSizeHeader& header) {
                recorder->NoteSent(flow, header.GetSeq(), packet->GetSize());
            }));
    receiver.Get(0)->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, const Address&>(
            [=](Ptr<const Packet> packet, const Address&) {
                SeqTsSizeHeader header;
                packet->PeekHeader(header);
                recorder->NoteReceived(flow, packet, header.GetSeq(), header.GetTs());
            }));
}

/** Prints the handovers. */
void
Print(Ptr<HandoverRecorder> recorder)
{
    RunRecord record;
    AddRows(recorder->Finish(), record);
    const auto ms = [](const std::optional<int64_t>& ns) {
        return static_cast<double>(ns.value_or(0)) / 1e6;
    };
    for (const HandoverRow& row : record.handovers)
    {
        std::printf("handover %lld, %s to %s: %s; gap %.3f ms = d_L2 %.3f + d_MD %.3f + d_AC %.3f "
                    "+ T_proto %.3f + T_transport %.3f; %lld packets lost\n",
                    static_cast<long long>(row.number),
                    row.fromNetwork.c_str(),
                    row.toNetwork.value_or("nowhere").c_str(),
                    row.outcome.c_str(),
                    ms(row.totalNs),
                    ms(row.dL2Ns),
                    ms(row.dMdNs),
                    ms(row.dAcNs),
                    ms(row.tProtoNs),
                    ms(row.tTransportNs),
                    static_cast<long long>(row.lost));
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string name = "l4-mobility";
    double speed = 5;
    CommandLine command(__FILE__);
    command.AddValue("system", "mobility system", name);
    command.AddValue("speed", "of the mobile, in m/s", speed);
    ParseArguments(command, argc, argv);
    Ptr<MobilitySystem> system = MobilitySystem::Create(name);
    if (!system)
    {
        std::cerr << "--system=" << name << " is none of these:";
        for (const std::string& known : MobilitySystem::GetNames())
        {
            std::cerr << " " << known;
        }
        std::cerr << "\n";
        return 2;
    }
    if (speed <= 0)
    {
        std::cerr << "--speed=" << speed << " is not more than 0\n";
        return 2;
    }

    // Correspondent and core router; 9 ms from the mobile.
    Ptr<LabBackbone> backbone = CreateObject<LabBackbone>();
    backbone->Build(false);

    Ptr<Node> mobile = CreateObject<Node>();
    InternetStackHelper().Install(mobile);
    Ptr<ConstantVelocityMobilityModel> walk = CreateObject<ConstantVelocityMobilityModel>();
    walk->SetPosition(Vector(0, 3, 1.5));
    walk->SetVelocity(Vector(speed, 0, 0));
    mobile->AggregateObject(walk);
    Ptr<AccessManager> manager = CreateObject<AccessManager>();
    mobile->AggregateObject(manager);

    // Two access points, 100 m apart, that reach 60 m each.
    Ptr<WifiAccessHelper> wifi = CreateObject<WifiAccessHelper>();
    wifi->SetAttribute("Range", DoubleValue(60));
    // DHCP takes the first offer; ns-3 waits 5 s for others.
    wifi->SetDhcpAttribute("Collect", TimeValue(Seconds(0)));
    NetworkPlan plan;
    plan.mobiles = {mobile};
    plan.correspondents = {backbone->GetCorrespondent()};
    plan.core = backbone->GetCore();
    plan.access = {
        wifi->InstallNetwork("hall", backbone->AddAccessRouter(1), Vector(0, 0, 5), 36, 1),
        wifi->InstallNetwork("yard", backbone->AddAccessRouter(2), Vector(100, 0, 5), 40, 2)};
    manager->AddLink(wifi->InstallMobile(mobile));
    wifi->AssignStreams(1000);
    system->Install(plan);

    Ptr<HandoverRecorder> recorder = CreateObject<HandoverRecorder>();
    recorder->WatchMobile(mobile);
    recorder->WatchCorrespondent(backbone->GetCorrespondent());
    recorder->WatchSystem(system);
    AddTraffic(mobile, *backbone, system, recorder);

    Simulator::Schedule(Seconds(0), &AccessManager::Start, manager);
    Simulator::Stop(Seconds(140 / speed));
    Simulator::Run();
    Print(recorder);
    system->Dispose();
    Simulator::Destroy();
    return 0;
}
