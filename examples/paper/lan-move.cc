/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "lan-move.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/l4-mobility-protocol.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"

using namespace ns3;

namespace l4m
{
namespace paper
{

namespace
{

/**
 * Delay of one link. Calibrated: a SYN and a SYN/ACK cross two links each, 4 x 40.36 us, and take
 * 4 x 4.64 us to be sent (58 bytes with IP, TCP and framing at 100 Mbit/s).
 */
const Time g_linkDelay = NanoSeconds(40360);

const Ipv4Mask g_mask("255.255.255.0");
const Ipv4Address g_router[] = {"10.1.1.1", "10.1.2.1", "10.1.3.1"};
const Ipv4Address g_moverOld("10.1.1.2");
const Ipv4Address g_moverNew("10.1.2.2");
const Ipv4Address g_peer("10.1.3.2");

/** Interface numbers of A: 0 is the loopback. */
const uint32_t g_interfaceOld = 1;
const uint32_t g_interfaceNew = 2;

/** Adds a device to a node's IPv4, with an address unless \p up is false. */
void
AddInterface(Ptr<NetDevice> device, Ipv4Address address, bool up)
{
    Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
    const uint32_t interface = ipv4->AddInterface(device);
    if (up)
    {
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, g_mask));
        ipv4->SetUp(interface);
    }
    else
    {
        ipv4->SetDown(interface);
    }
}

/** Sends everything that is not local to a router. */
void
SetDefaultRoute(Ptr<Node> node, Ipv4Address router, uint32_t interface)
{
    Ipv4StaticRoutingHelper()
        .GetStaticRouting(node->GetObject<Ipv4>())
        ->SetDefaultRoute(router, interface);
}

} // namespace

LanMove::LanMove()
    : m_router(CreateObject<Node>())
{
    m_hosts.Create(2);
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(m_hosts);
    internet.Install(m_router);
    // A host does not forward: after the move A would otherwise route what is sent to its old
    // address.
    for (uint32_t i = 0; i < m_hosts.GetN(); ++i)
    {
        m_hosts.Get(i)->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
    }

    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate("100Mbps")));
    link.SetChannelAttribute("Delay", TimeValue(g_linkDelay));
    m_net1 = link.Install(GetMover(), m_router);
    const NetDeviceContainer net2 = link.Install(GetMover(), m_router);
    const NetDeviceContainer net3 = link.Install(GetPeer(), m_router);

    TrafficControlHelper queues;
    queues.SetRootQueueDisc("ns3::PfifoFastQueueDisc", "MaxSize", StringValue("1000p"));
    for (const auto& net : {m_net1, net2, net3})
    {
        queues.Install(net);
    }

    AddInterface(m_net1.Get(0), g_moverOld, true);
    AddInterface(net2.Get(0), g_moverNew, false);
    AddInterface(net3.Get(0), g_peer, true);
    AddInterface(m_net1.Get(1), g_router[0], true);
    AddInterface(net2.Get(1), g_router[1], true);
    AddInterface(net3.Get(1), g_router[2], true);
    SetDefaultRoute(GetMover(), g_router[0], g_interfaceOld);
    SetDefaultRoute(GetPeer(), g_router[2], 1);

    for (uint32_t end = 0; end < 2; ++end)
    {
        m_cable[end] = CreateObject<RateErrorModel>();
        m_cable[end]->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        m_cable[end]->SetRate(1.0);
        m_cable[end]->Disable();
        m_net1.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(m_cable[end]));
    }
}

Ptr<Node>
LanMove::GetMover() const
{
    return m_hosts.Get(0);
}

Ptr<Node>
LanMove::GetPeer() const
{
    return m_hosts.Get(1);
}

NodeContainer
LanMove::GetHosts() const
{
    return m_hosts;
}

Ipv4Address
LanMove::GetPeerAddress() const
{
    return g_peer;
}

Ipv4Address
LanMove::GetOldAddress() const
{
    return g_moverOld;
}

Ipv4Address
LanMove::GetNewAddress() const
{
    return g_moverNew;
}

void
LanMove::Move(Time when, Time outage)
{
    Simulator::Schedule(when, &LanMove::Leave, this);
    Simulator::Schedule(when + outage, &LanMove::Arrive, this);
}

void
LanMove::Unplug(Time when, Time outage)
{
    Simulator::Schedule(when, &LanMove::SetCable, this, false);
    Simulator::Schedule(when + outage, &LanMove::SetCable, this, true);
}

void
LanMove::SetCable(bool plugged)
{
    for (const auto& end : m_cable)
    {
        if (plugged)
        {
            end->Disable();
        }
        else
        {
            end->Enable();
        }
    }
}

void
LanMove::Leave()
{
    SetCable(false);
    Ptr<Ipv4> ipv4 = GetMover()->GetObject<Ipv4>();
    ipv4->SetDown(g_interfaceOld);
    ipv4->RemoveAddress(g_interfaceOld, g_moverOld);
}

void
LanMove::Arrive()
{
    Ptr<Ipv4> ipv4 = GetMover()->GetObject<Ipv4>();
    ipv4->AddAddress(g_interfaceNew, Ipv4InterfaceAddress(g_moverNew, g_mask));
    ipv4->SetUp(g_interfaceNew);
    SetDefaultRoute(GetMover(), g_router[1], g_interfaceNew);
    // A default route is not among the changes that the layer is told of by ns-3.
    if (Ptr<L4MobilityProtocol> layer = GetMover()->GetObject<L4MobilityProtocol>())
    {
        layer->NotifyAddressChange();
    }
}

} // namespace paper
} // namespace l4m
