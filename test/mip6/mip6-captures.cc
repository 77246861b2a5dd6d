/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Writes captures of Mobile IPv6 at all nodes: a mobile moves through both visited networks and
// comes home, under datagrams both ways; the correspondent asks for a refresh, and gets a packet
// with a Home Address option that it has no binding for. Arguments: the system and where captures
// begin.

#include "mip6-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/mip6-extension.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-header.h"

#include <iostream>

int
main(int argc, char* argv[])
{
    using namespace ns3;
    if (argc != 3)
    {
        std::cerr << "usage: mip6-captures SYSTEM PREFIX\n";
        return 2;
    }
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    Mip6TestBed bed(argv[1], {}, "lan-1");
    bed.SendPackets(Seconds(2), Seconds(2.01), MilliSeconds(50));
    bed.SendOneWay(false, true, Seconds(2.3), Seconds(22));
    bed.SendPackets(Seconds(22), Seconds(26), MilliSeconds(50));
    bed.MoveAt(Seconds(23), "lan-2");
    bed.MoveAt(Seconds(25), "home");
    if (bed.GetCorrespondent())
    {
        bed.GetCorrespondent()->SetAttribute("MAX_RR_BINDING_LIFETIME", TimeValue(Seconds(20)));
        Simulator::Schedule(Seconds(24), [&bed]() {
            Mip6HomeAddressHeader option;
            option.nextHeader = 17;
            option.homeAddress = bed.GetMobile()->GetHomeAddress();
            Ptr<Packet> packet = Create<Packet>(10);
            UdpHeader udp;
            udp.EnableChecksums();
            udp.InitializeChecksum(*option.homeAddress, bed.GetCorrespondentAddress(), 17);
            packet->AddHeader(udp);
            packet->AddHeader(option);
            Mip6TestBed::Inject(bed.plan.correspondents[0],
                                packet,
                                Ipv6Address("fd00:0:0:3::bad"),
                                bed.GetCorrespondentAddress(),
                                Mip6HomeAddressHeader::PROT_NUMBER);
        });
    }
    InternetStackHelper().EnablePcapIpv6All(argv[2]);
    bed.Run(Seconds(27));
    return 0;
}
