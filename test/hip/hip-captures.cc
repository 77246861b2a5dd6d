/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Writes captures of HIP at all nodes: the correspondent reaches the mobile through the rendezvous
// server; the mobile moves through all three networks, under datagrams both ways; the correspondent
// is sent a critical parameter that nobody knows, and tells so; the mobile closes the association.
// Arguments: the system, the family (4 or 6), the suite of ESP (1 or 5) and where captures begin.
// Prints the numbers of the hosts' nodes, which their keys follow from.

#include "hip-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/simulator.h"

#include <iostream>

namespace
{

/** A type of parameter that is critical, and not known. */
constexpr uint16_t UNKNOWN{4097};

} // namespace

int
main(int argc, char* argv[])
{
    using namespace ns3;
    if (argc != 5)
    {
        std::cerr << "usage: hip-captures SYSTEM 4|6 SUITE PREFIX\n";
        return 2;
    }
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    HipTestBed::Options options;
    options.system = argv[1];
    options.ipv6 = std::string(argv[2]) == "6";
    options.attributes = {{"EspSuite", argv[3]}};
    HipTestBed bed(options);
    bed.TalkOneWay(false, Seconds(2), Seconds(2.5), MilliSeconds(50));
    bed.Talk(Seconds(2.5), Seconds(9), MilliSeconds(50));
    bed.MoveAt(Seconds(3), "lan-2");
    bed.MoveAt(Seconds(5), "home");
    bed.MoveAt(Seconds(7), "lan-1");
    Simulator::Schedule(Seconds(8), [&bed]() {
        HipPacket packet(HipPacket::UPDATE,
                         HipTestBed::Hip(bed.mobile)->GetHit(),
                         HipTestBed::Hip(bed.correspondent)->GetHit());
        packet.Add(UNKNOWN, HipBytes(4));
        bed.Deliver(HipArrival::Make(bed.correspondent,
                                     packet,
                                     bed.GetMobileLocator(),
                                     bed.correspondentLocator));
    });
    Simulator::Schedule(Seconds(9.5), [&bed]() {
        HipTestBed::Hip(bed.mobile)->Close(HipTestBed::Hip(bed.correspondent)->GetHit());
    });
    InternetStackHelper internet;
    if (options.ipv6)
    {
        internet.EnablePcapIpv6All(argv[4]);
    }
    else
    {
        internet.EnablePcapIpv4All(argv[4]);
    }
    bed.Run(Seconds(10));
    std::cout << "mobile " << bed.mobile->GetId() << "\ncorrespondent "
              << bed.correspondent->GetId() << "\nserver " << bed.server->GetId() << "\n";
    return 0;
}
