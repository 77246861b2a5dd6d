/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file tracing.cc
 * ns-3's pcap and ascii traces of a connection that moves: every device and every IPv4 interface.
 * An ascii trace prints the extended header behind the TCP header.
 *
 * Run it:  ./l4m run tracing [--prefix=PREFIX]
 */

#include "arguments.h"
#include "two-networks.h"

#include "ns3/command-line.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/simulator.h"
#include "ns3/trace-helper.h"

#include <iostream>

using namespace ns3;

int
main(int argc, char* argv[])
{
    std::string prefix = "l4m-tracing";
    CommandLine cmd(__FILE__);
    cmd.AddValue("prefix", "begin of the files' names", prefix);
    ParseArguments(cmd, argc, argv);

    const std::string packets = prefix + ".tr";
    const std::string addressed = prefix + "-ipv4.tr";
    NeedWritable(cmd, "--prefix", packets);
    NeedWritable(cmd, "--prefix", addressed);

    TwoNetworks scene;
    for (uint32_t i = 0; i < scene.devices.GetN(); ++i)
    {
        const std::string file = PcapHelper().GetFilenameFromDevice(prefix, scene.devices.Get(i));
        NeedWritable(cmd, "--prefix", file);
    }
    scene.link.EnablePcapAll(prefix);
    AsciiTraceHelper ascii;
    scene.link.EnableAsciiAll(ascii.CreateFileStream(packets));
    InternetStackHelper().EnableAsciiIpv4All(ascii.CreateFileStream(addressed));

    scene.Run();
    std::cout << scene.GetReceived() << " bytes to the application; traces: " << prefix
              << "-NODE-DEVICE.pcap, " << packets << ", " << addressed << "\n";
    Simulator::Destroy();
    return 0;
}
