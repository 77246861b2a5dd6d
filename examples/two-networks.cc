/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "two-networks.h"

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/l4-mobility-helper.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

using namespace ns3;

TwoNetworks::TwoNetworks()
    : nodes(3)
{
    InternetStackHelper().Install(nodes);
    L4MobilityHelper().Install(NodeContainer(nodes.Get(0), nodes.Get(2))); // (1)

    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", StringValue("5ms"));
    Ipv4InterfaceContainer before = Connect(nodes.Get(0), "10.1.0.0");
    Ipv4InterfaceContainer after = Connect(nodes.Get(0), "10.2.0.0");
    Ipv4InterfaceContainer far = Connect(nodes.Get(2), "10.3.0.0");
    Ipv4StaticRoutingHelper()
        .GetStaticRouting(far.Get(0).first)
        ->SetDefaultRoute(far.GetAddress(1), far.Get(0).second);

    Plug(after.Get(0).second, false, Ipv4Address());
    Plug(before.Get(0).second, true, before.GetAddress(1));
    Simulator::Schedule(Seconds(2),
                        &TwoNetworks::Plug,
                        this,
                        before.Get(0).second,
                        false,
                        Ipv4Address());
    Simulator::Schedule(Seconds(2.1),
                        &TwoNetworks::Plug,
                        this,
                        after.Get(0).second,
                        true,
                        after.GetAddress(1));

    const std::string factory = "ns3::MobileTcpSocketFactory"; // (2)
    PacketSinkHelper sink(factory, InetSocketAddress(Ipv4Address::GetAny(), 7000));
    m_sink = sink.Install(nodes.Get(2));
    OnOffHelper source(factory, InetSocketAddress(far.GetAddress(0), 7000));
    source.SetConstantRate(DataRate("2Mbps"), 1000);
    ApplicationContainer sender = source.Install(nodes.Get(0));
    sender.Start(Seconds(0.5));
    sender.Stop(Seconds(4));
}

void
TwoNetworks::Run()
{
    Simulator::Stop(Seconds(6));
    Simulator::Run();
}

uint64_t
TwoNetworks::GetReceived() const
{
    return DynamicCast<PacketSink>(m_sink.Get(0))->GetTotalRx();
}

Ipv4InterfaceContainer
TwoNetworks::Connect(Ptr<Node> host, const char* network)
{
    NetDeviceContainer pair = link.Install(host, nodes.Get(1));
    devices.Add(pair);
    Ipv4AddressHelper addresses(network, "255.255.255.0");
    return addresses.Assign(pair);
}

void
TwoNetworks::Plug(uint32_t interface, bool up, Ipv4Address gateway)
{
    Ptr<Ipv4> ipv4 = nodes.Get(0)->GetObject<Ipv4>();
    if (!up)
    {
        ipv4->SetDown(interface);
        return;
    }
    ipv4->SetUp(interface);
    Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(gateway, interface);
}
