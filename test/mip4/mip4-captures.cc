/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Writes captures of Mobile IPv4 at all nodes: a mobile with a wrong clock moves through both
// visited networks and comes home, under datagrams both ways. Arguments: the system and where
// captures begin.

#include "mip4-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/string.h"

#include <iostream>

int
main(int argc, char* argv[])
{
    using namespace ns3;
    if (argc != 3)
    {
        std::cerr << "usage: mip4-captures SYSTEM PREFIX\n";
        return 2;
    }
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    Mip4TestBed bed(argv[1], Mip4TestBed::Ordinary());
    bed.GetMobileNode()->GetRegistration()->SetAttribute("ClockOffset", StringValue("100s"));
    bed.port->Plug("lan-1");
    bed.MoveAt(Seconds(2), "lan-2");
    bed.MoveAt(Seconds(3), "home");
    bed.Talk(Seconds(1), Seconds(4), MilliSeconds(50));
    InternetStackHelper().EnablePcapIpv4All(argv[2]);
    bed.Run(Seconds(5));
    return 0;
}
