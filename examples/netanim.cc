/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file netanim.cc
 * A move to look at in NetAnim. The server's description follows the peer's address, its colour
 * changes with each move that it learns of, and each packet's text shows its extended header.
 *
 * Run it:  ./l4m run netanim [--out=FILE]
 */

#include "arguments.h"
#include "two-networks.h"

#include "ns3/command-line.h"
#include "ns3/l4-mobility-protocol.h"
#include "ns3/netanim-module.h"
#include "ns3/simulator.h"

#include <iostream>
#include <sstream>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

/** Shows on the server where its peer is. */
void
PeerMoved(AnimationInterface* anim,
          Ptr<Node> server,
          const L4MobilityInfo& /* info */,
          const Address& /* from */,
          const Address& to)
{
    std::ostringstream text;
    text << "server, peer at " << Ipv4Address::ConvertFrom(to);
    anim->UpdateNodeDescription(server, text.str());
    anim->UpdateNodeColor(server, 0, 160, 0);
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string out = "l4m-netanim.xml";
    CommandLine cmd(__FILE__);
    cmd.AddValue("out", "file to open in NetAnim", out);
    ParseArguments(cmd, argc, argv);
    NeedWritable(cmd, "--out", out);

    TwoNetworks scene;
    const std::vector<std::pair<const char*, double>> places = {{"mover", 10},
                                                                {"router", 40},
                                                                {"server", 70}};
    for (uint32_t i = 0; i < places.size(); ++i)
    {
        AnimationInterface::SetConstantPosition(scene.nodes.Get(i), places[i].second, 20);
    }
    AnimationInterface anim(out);
    anim.EnablePacketMetadata(true);
    for (uint32_t i = 0; i < places.size(); ++i)
    {
        anim.UpdateNodeDescription(scene.nodes.Get(i), places[i].first);
    }
    Ptr<Node> server = scene.nodes.Get(2);
    server->GetObject<L4MobilityProtocol>()->TraceConnectWithoutContext(
        "PeerMoved",
        MakeBoundCallback(&PeerMoved, &anim, server));

    scene.Run();
    std::cout << scene.GetReceived() << " bytes to the application; open " << out
              << " in NetAnim\n";
    Simulator::Destroy();
    return 0;
}
