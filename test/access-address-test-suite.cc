/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Addresses by DHCP and by autoconfiguration: each time is compared with the sum computed by hand,
// and the node's routes are left alone.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "access-wifi-test-bed.h"

#include "ns3/application.h"
#include "ns3/boolean.h"
#include "ns3/dhcp-config.h"
#include "ns3/dhcp-server.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/ipv6-routing-table-entry.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/lan-access-helper.h"
#include "ns3/llc-snap-header.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"

#include <functional>

namespace ns3
{
namespace l4mtest
{

/** A DHCP lease takes Collect and, over Wi-Fi, four frames with their access to the medium. */
static void
DhcpCollect(Case& test)
{
    for (int64_t collect : {0, 200, 1000, 5000})
    {
        WifiTestBed bed;
        bed.wifi->SetDhcpAttribute("Collect", TimeValue(MilliSeconds(collect)));
        bed.AddNetwork("a", 0, 36);
        bed.AddNetwork("b", 1000, 36);
        bed.AddMobile(10);
        bed.Teleport(Seconds(8), 1010);
        bed.bed.Run(Seconds(16));
        for (uint32_t n : {0, 1})
        {
            std::string what =
                "Collect " + std::to_string(collect) + " ms, network " + std::to_string(n);
            test.Equal(bed.bed.When(AccessStep::MOVEMENT_DETECTED, n),
                       bed.bed.When(AccessStep::LINK_UP, n),
                       "movement is detected at link-up, " + what);
            // A DHCP message of 300 to 400 bytes takes 0.5 ms at 6 Mbit/s.
            Near(test,
                 bed.Between(AccessStep::LINK_UP, AccessStep::ADDRESS_USABLE, n),
                 MilliSeconds(collect) + MilliSeconds(2),
                 MilliSeconds(3),
                 what);
        }
        test.Equal(bed.bed.When(AccessStep::ADDRESS_LOST, 0),
                   bed.bed.When(AccessStep::LINK_LOST, 0),
                   "it is lost with the link");
        test.Equal(bed.bed.notices.size(), 3U, "an address, none, another");
        test.Check(bed.bed.notices[0].second.all[0].gateway == Ipv4Address("10.1.0.1"),
                   "the first router");
        test.Check(bed.bed.notices[2].second.all[0].address == Ipv4Address("10.2.1.1"),
                   "the second network's first address");
        test.Check(bed.bed.notices[2].second.all[0].gateway == Ipv4Address("10.2.0.1"),
                   "the second router");
    }
}

/** \return a DHCP server \param router its node, of the network \param network the network */
static Ptr<DhcpServer>
AddServer(const AccessNetwork& network)
{
    Ptr<DhcpServer> server = CreateObject<DhcpServer>();
    server->SetAttribute("PoolAddresses", Ipv4AddressValue(network.network));
    server->SetAttribute("PoolMask", Ipv4MaskValue(network.mask));
    server->SetAttribute("FirstAddress",
                         Ipv4AddressValue(Ipv4Address(network.network.Get() + 0x101)));
    server->SetAttribute("LastAddress",
                         Ipv4AddressValue(Ipv4Address(network.network.Get() + 0x1ff)));
    server->SetAttribute("Gateway", Ipv4AddressValue(network.gateway));
    network.router->AddApplication(server);
    return server;
}

/** Over a cable, whose delay is the only one, a lease takes two round trips. */
static void
DhcpRoundTrips(Case& test)
{
    for (int64_t delay : {1, 10, 80})
    {
        AccessTestBed bed(false);
        Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
        lan->SetAttribute("FixedAddresses", BooleanValue(false));
        lan->SetSegmentAttribute("Delay", TimeValue(MilliSeconds(delay)));
        AddServer(lan->InstallNetwork("lan-1", bed.AddRouter(1), 1));
        AddServer(lan->InstallNetwork("lan-2", bed.AddRouter(2), 2));
        Ptr<LanPort> port = lan->InstallMobile(bed.GetMobile());
        Ptr<DhcpConfig> dhcp = CreateObject<DhcpConfig>();
        dhcp->SetAttribute("Collect", TimeValue(Time(0)));
        port->AddAddressConfig(dhcp);
        bed.GetManager()->AddLink(port);
        Simulator::Schedule(Seconds(1), &LanPort::Plug, port, "lan-1");
        Simulator::Schedule(Seconds(2), &LanPort::MoveTo, port, "lan-2");
        Simulator::Schedule(Seconds(3), &LanPort::MoveTo, port, "lan-1");
        bed.Run(Seconds(4));
        test.Equal(bed.Count(AccessStep::ADDRESS_USABLE), 3U, "addresses");
        for (uint32_t n : {0, 1, 2})
        {
            Near(test,
                 bed.When(AccessStep::ADDRESS_USABLE, n),
                 Seconds(n + 1) + 4 * MilliSeconds(delay),
                 MilliSeconds(1),
                 "lease " + std::to_string(n) + " with " + std::to_string(delay) + " ms");
        }
        test.Check(bed.events.back().second.address == Ipv4Address("10.1.1.1"),
                   "the same address as before");
    }
}

/** A discovery that nobody hears is repeated each Retransmission. */
static void
DhcpRetransmission(Case& test)
{
    for (int64_t interval : {300, 700})
    {
        WifiTestBed bed;
        bed.wifi->SetDhcpAttribute("Retransmission", TimeValue(MilliSeconds(interval)));
        AccessNetwork network = bed.AddNetwork("a", 0, 36);
        network.router->GetApplication(0)->SetStartTime(Seconds(2));
        bed.AddMobile(10);
        bed.bed.Run(Seconds(4));
        Time up = bed.bed.When(AccessStep::LINK_UP, 0);
        Time sum = up;
        while (sum < Seconds(2))
        {
            sum += MilliSeconds(interval);
        }
        Near(test,
             bed.bed.When(AccessStep::ADDRESS_USABLE, 0),
             sum + MilliSeconds(2),
             MilliSeconds(3),
             "each " + std::to_string(interval) + " ms");
    }
}

/** A lease that is not renewed is lost when it is over, and another is asked for. */
static void
DhcpExpiry(Case& test)
{
    WifiTestBed bed;
    bed.wifi->SetDhcpServerAttribute("LeaseTime", TimeValue(Seconds(4)));
    bed.wifi->SetDhcpServerAttribute("RenewTime", TimeValue(Seconds(2)));
    bed.wifi->SetDhcpServerAttribute("RebindTime", TimeValue(Seconds(3)));
    AccessNetwork network = bed.AddNetwork("a", 0, 36);
    network.router->GetApplication(0)->SetStopTime(Seconds(5));
    bed.AddMobile(10);
    bed.bed.Run(Seconds(12));
    // Renewed 2 and 4 s after the lease, by one exchange each; before the first, either side asks
    // for the other's hardware address, up to 10 ms late.
    Near(test,
         bed.Between(AccessStep::ADDRESS_USABLE, AccessStep::ADDRESS_LOST, 0),
         Seconds(8),
         MilliSeconds(30),
         "the end of the lease");
    test.Equal(bed.bed.Count(AccessStep::LINK_LOST), 0U, "the link stays");
    test.Equal(bed.bed.Count(AccessStep::ADDRESS_USABLE), 1U, "addresses");
    test.Check(bed.bed.notices.back().second.all.empty(), "none is left");
}

/** Runs a check each 5 ms. \param check the check */
static void
Poll(std::function<void()> check)
{
    check();
    Simulator::Schedule(MilliSeconds(5), &Poll, check);
}

/** A mobile with a cable, which is preferred all the time, and with Wi-Fi. */
struct CableAndWifi
{
    /** \param ipv6 family */
    explicit CableAndWifi(bool ipv6)
        : bed(ipv6),
          lan(CreateObject<LanAccessHelper>())
    {
        lan->SetIpv6(ipv6);
        lan->InstallNetwork("lan", bed.bed.AddRouter(9), 9);
        port = lan->InstallMobile(bed.bed.GetMobile());
        port->Plug("lan");
        bed.bed.GetManager()->AddLink(port);
    }

    WifiTestBed bed;          //!< Wi-Fi
    Ptr<LanAccessHelper> lan; //!< cable
    Ptr<LanPort> port;        //!< the mobile's cable
};

/** What DHCP's client does to routes on the side does no harm to another link: while it waits, at a
 * lease, at its renewals, and when the link is lost with and without a lease. */
static void
DhcpRoutes(Case& test)
{
    CableAndWifi two(false);
    WifiTestBed& bed = two.bed;
    bed.wifi->SetDhcpAttribute("Collect", TimeValue(Seconds(1)));
    bed.wifi->SetDhcpServerAttribute("LeaseTime", TimeValue(Seconds(4)));
    bed.wifi->SetDhcpServerAttribute("RenewTime", TimeValue(Seconds(2)));
    bed.wifi->SetDhcpServerAttribute("RebindTime", TimeValue(Seconds(3)));
    AccessNetwork network = bed.AddNetwork("a", 0, 36);
    network.router->GetApplication(0)->SetStopTime(Seconds(9));
    bed.AddMobile(10);
    bed.Teleport(Seconds(9), -100000);
    bed.Teleport(Seconds(12), 10);
    bed.Teleport(Seconds(15), -100000);
    Ptr<Ipv4> ipv4 = bed.bed.GetMobile()->GetObject<Ipv4>();
    auto routing = Ipv4RoutingHelper::GetRouting<Ipv4StaticRouting>(ipv4->GetRoutingProtocol());
    auto cable = static_cast<uint32_t>(ipv4->GetInterfaceForDevice(two.port->GetDevice()));
    uint32_t polls = 0;
    uint32_t defaults = 0;
    uint32_t loopback = 0;
    uint32_t strange = 0;
    std::function<void()> check = [&]() {
        ++polls;
        for (uint32_t i = 0; i < routing->GetNRoutes(); ++i)
        {
            Ipv4RoutingTableEntry route = routing->GetRoute(i);
            bool isDefault = route.GetDestNetworkMask() == Ipv4Mask::GetZero();
            defaults += isDefault && route.GetInterface() == cable;
            strange += isDefault && route.GetInterface() != cable;
            loopback += route.GetDestNetwork() == Ipv4Address("127.0.0.0");
        }
    };
    Simulator::Schedule(MicroSeconds(3), &Poll, check);
    bed.bed.SendPackets(Seconds(1) + MicroSeconds(100), Seconds(17), MilliSeconds(10));
    bed.bed.Run(Seconds(18));
    test.Equal(bed.bed.Count(AccessStep::LINK_LOST), 2U, "Wi-Fi was lost with and without lease");
    test.Equal(bed.bed.Count(AccessStep::ADDRESS_USABLE), 2U, "addresses of the cable and Wi-Fi");
    test.Equal(polls > 3000, true, "it was looked often enough");
    test.Equal(defaults, polls, "one default route through the cable");
    test.Equal(strange, 0U, "and none elsewhere");
    test.Equal(loopback, polls, "the loopback route");
    test.Equal(bed.bed.LostUp().size() + bed.bed.LostDown().size(), 0U, "packets lost");
}

/** Router Advertisements heard on one link do no harm to another. */
static void
SlaacRoutes(Case& test)
{
    CableAndWifi two(true);
    WifiTestBed& bed = two.bed;
    bed.AddNetwork("a", 0, 36);
    bed.AddMobile(10);
    bed.Teleport(Seconds(5), -100000);
    Ptr<Ipv6> ipv6 = bed.bed.GetMobile()->GetObject<Ipv6>();
    auto routing = Ipv6RoutingHelper::GetRouting<Ipv6StaticRouting>(ipv6->GetRoutingProtocol());
    auto cable = static_cast<uint32_t>(ipv6->GetInterfaceForDevice(two.port->GetDevice()));
    uint32_t polls = 0;
    uint32_t defaults = 0;
    uint32_t strange = 0;
    std::function<void()> check = [&]() {
        ++polls;
        for (uint32_t i = 0; i < routing->GetNRoutes(); ++i)
        {
            Ipv6RoutingTableEntry route = routing->GetRoute(i);
            defaults += route.IsDefault() && route.GetInterface() == cable;
            strange += route.IsDefault() && route.GetInterface() != cable;
        }
    };
    Simulator::Schedule(MicroSeconds(3), &Poll, check);
    bed.bed.SendPackets(Seconds(1) + MicroSeconds(100), Seconds(7), MilliSeconds(10));
    bed.bed.Run(Seconds(8));
    test.Equal(bed.bed.Count(AccessStep::ADDRESS_USABLE), 2U, "addresses of the cable and Wi-Fi");
    test.Equal(polls > 1000, true, "it was looked often enough");
    test.Equal(defaults, polls, "one default route through the cable");
    test.Equal(strange, 0U, "and none elsewhere");
    test.Equal(bed.bed.LostUp().size() + bed.bed.LostDown().size(), 0U, "packets lost");
}

/** Without solicitation, movement is detected at the router's next advertisement. */
static void
SlaacInterval(Case& test)
{
    for (int64_t interval : {50, 300, 1000, 2500})
    {
        WifiTestBed bed(true);
        bed.wifi->SetAttribute("MinRtrAdvInterval", TimeValue(MilliSeconds(interval)));
        bed.wifi->SetAttribute("MaxRtrAdvInterval", TimeValue(MilliSeconds(interval)));
        bed.wifi->SetSlaacAttribute("SolicitOnLinkUp", BooleanValue(false));
        AccessNetwork network = bed.AddNetwork("a", 0, 36);
        bed.AddMobile(10);
        Simulator::Schedule(MilliSeconds(4420), &WifiSupplicant::Leave, bed.link);
        bed.bed.Run(Seconds(7));
        Time up = bed.bed.When(AccessStep::LINK_UP, 1);
        int64_t next = up.GetMilliSeconds() / interval + 1;
        Near(test,
             bed.bed.When(AccessStep::MOVEMENT_DETECTED, 1),
             MilliSeconds(next * interval),
             WifiTestBed::FRAME,
             "advertisements each " + std::to_string(interval) + " ms");
        test.Equal(bed.bed.Count(AccessStep::MOVEMENT_DETECTED), 2U, "once for each link");
        test.Equal(bed.bed.When(AccessStep::ADDRESS_LOST, 0), MilliSeconds(4420), "lost at once");
        UsableAddress usable = bed.bed.notices.back().second.all.at(0);
        test.Check(usable.gateway == network.gateway6, "the gateway is the router's link-local");
        test.Check(Ipv6Address::ConvertFrom(usable.gateway).IsLinkLocal(), "link-local");
    }
}

/** When the router heard each solicitation. \param router the router \param [out] heard times */
static void
RecordSolicitations(Ptr<Node> router, std::vector<Time>& heard)
{
    router->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
        "LocalDeliver",
        Callback<void, const Ipv6Header&, Ptr<const Packet>, uint32_t>(
            [&heard](const Ipv6Header&, Ptr<const Packet> packet, uint32_t) {
                uint8_t type = 0;
                packet->CopyData(&type, 1);
                if (type == Icmpv6Header::ICMPV6_ND_ROUTER_SOLICITATION)
                {
                    heard.push_back(Simulator::Now());
                }
            }));
}

/** A solicitation goes out RsDelay after link-up, and is answered within 0.5 s. */
static void
SlaacSolicitation(Case& test)
{
    for (int64_t delay : {0, 300, 900})
    {
        WifiTestBed bed(true);
        bed.wifi->SetAttribute("MinRtrAdvInterval", TimeValue(Seconds(10)));
        bed.wifi->SetAttribute("MaxRtrAdvInterval", TimeValue(Seconds(10)));
        bed.wifi->SetSlaacAttribute("RsDelay", TimeValue(MilliSeconds(delay)));
        AccessNetwork network = bed.AddNetwork("a", 0, 36);
        bed.AddMobile(10);
        std::vector<Time> heard;
        RecordSolicitations(network.router, heard);
        Simulator::Schedule(Seconds(14), &WifiSupplicant::Leave, bed.link);
        bed.bed.Run(Seconds(16));
        Near(test,
             heard.back(),
             bed.bed.When(AccessStep::LINK_UP, 1) + MilliSeconds(delay),
             WifiTestBed::FRAME,
             "solicitation");
        Near(test,
             bed.bed.When(AccessStep::MOVEMENT_DETECTED, 1),
             heard.back(),
             MilliSeconds(500) + WifiTestBed::FRAME,
             "the answer to it");
    }
}

/** Solicitations that nobody answers are repeated each RsInterval, RsCount in all. */
static void
SlaacRepetition(Case& test)
{
    for (uint32_t count : {1, 2, 3})
    {
        for (int64_t interval : {500, 1500})
        {
            WifiTestBed bed(true);
            bed.wifi->SetSlaacAttribute("RsInterval", TimeValue(MilliSeconds(interval)));
            bed.wifi->SetSlaacAttribute("RsCount", UintegerValue(count));
            AccessNetwork network = bed.AddNetwork("a", 0, 36);
            network.router->GetApplication(0)->SetStopTime(Seconds(3));
            bed.AddMobile(10);
            std::vector<Time> heard;
            RecordSolicitations(network.router, heard);
            Simulator::Schedule(Seconds(4), &WifiSupplicant::Leave, bed.link);
            Simulator::Schedule(Seconds(4), [&heard]() { heard.clear(); });
            bed.bed.Run(Seconds(14));
            test.Equal(heard.size(), std::size_t{count}, "solicitations");
            for (uint32_t i = 0; i < heard.size(); ++i)
            {
                Near(test,
                     heard[i],
                     bed.bed.When(AccessStep::LINK_UP, 1) + i * MilliSeconds(interval),
                     WifiTestBed::FRAME,
                     "solicitation " + std::to_string(i));
            }
            test.Equal(bed.bed.Count(AccessStep::MOVEMENT_DETECTED), 1U, "only before");
        }
    }
}

/** Counts the probes for duplicates of global addresses that a device sends. \param device the
 * device \param [out] probes how many */
static void
CountProbes(Ptr<WifiNetDevice> device, uint32_t& probes)
{
    device->GetMac()->TraceConnectWithoutContext(
        "MacTx",
        Callback<void, Ptr<const Packet>>([&probes](Ptr<const Packet> sent) {
            Ptr<Packet> packet = sent->Copy();
            LlcSnapHeader llc;
            Ipv6Header ip;
            Icmpv6NS solicitation;
            packet->RemoveHeader(llc);
            if (llc.GetType() != Ipv6L3Protocol::PROT_NUMBER)
            {
                return;
            }
            packet->RemoveHeader(ip);
            uint8_t type = 0;
            packet->CopyData(&type, 1);
            if (ip.GetSource().IsAny() && type == Icmpv6Header::ICMPV6_ND_NEIGHBOR_SOLICITATION)
            {
                packet->RemoveHeader(solicitation);
                probes += solicitation.GetIpv6Target().IsLinkLocal() ? 0 : 1;
            }
        }));
}

/** Duplicate address detection delays the address by its time, or not at all. */
static void
SlaacDad(Case& test)
{
    for (const std::string mode : {"Normal", "Optimistic", "Off"})
    {
        for (int64_t timeout : {1000, 300})
        {
            WifiTestBed bed(true);
            bed.wifi->SetSlaacAttribute("Dad", StringValue(mode));
            bed.AddNetwork("a", 0, 36);
            bed.AddNetwork("b", 1000, 36);
            bed.AddMobile(10);
            bed.bed.GetMobile()->GetObject<Icmpv6L4Protocol>()->SetAttribute(
                "DadTimeout",
                TimeValue(MilliSeconds(timeout)));
            uint32_t probes = 0;
            CountProbes(DynamicCast<WifiNetDevice>(bed.link->GetDevice()), probes);
            bed.Teleport(Seconds(3), 1010);
            bed.bed.Run(Seconds(7));
            for (uint32_t n : {0, 1})
            {
                test.Equal(
                    bed.Between(AccessStep::MOVEMENT_DETECTED, AccessStep::ADDRESS_USABLE, n),
                    MilliSeconds(mode == "Normal" ? timeout : 0),
                    mode + ", " + std::to_string(timeout) + " ms");
            }
            test.Equal(probes, mode == "Off" ? 0U : 2U, "probes, " + mode);
        }
    }
}

/** An address that is another's too is not used; an optimistic node stops using it. */
static void
SlaacDuplicate(Case& test)
{
    for (const std::string mode : {"Normal", "Optimistic", "Off"})
    {
        WifiTestBed bed(true);
        bed.wifi->SetSlaacAttribute("Dad", StringValue(mode));
        AccessNetwork network = bed.AddNetwork("a", 0, 36);
        bed.AddMobile(10);
        Ptr<Ipv6> router = network.router->GetObject<Ipv6>();
        Ipv6Address address =
            Ipv6Address::MakeAutoconfiguredAddress(bed.link->GetDevice()->GetAddress(),
                                                   network.network6);
        router->AddAddress(static_cast<uint32_t>(router->GetInterfaceForDevice(
                               network.router->GetDevice(network.routerDevice))),
                           Ipv6InterfaceAddress(address, network.prefix6));
        bed.bed.Run(Seconds(4));
        test.Equal(bed.bed.Count(AccessStep::ADDRESS_USABLE),
                   mode == "Normal" ? 0U : 1U,
                   "addresses, " + mode);
        test.Equal(bed.bed.Count(AccessStep::ADDRESS_LOST),
                   mode == "Optimistic" ? 1U : 0U,
                   "addresses lost, " + mode);
        test.Equal(bed.bed.GetMobile()->GetObject<Ipv6>()->GetInterfaceForAddress(address) >= 0,
                   mode == "Off",
                   "it is on the interface, " + mode);
    }
}

/** Addresses. */
class AddressSuite : public TestSuite
{
  public:
    AddressSuite()
        : TestSuite("lab-access-address", l4mobility::UnitTest<TestSuite>(0))
    {
        Add("DHCP: Collect", DhcpCollect);
        Add("DHCP: round trips", DhcpRoundTrips);
        Add("DHCP: retransmission", DhcpRetransmission);
        Add("DHCP: end of a lease", DhcpExpiry);
        Add("DHCP: routes of other links", DhcpRoutes);
        Add("autoconfiguration: routes of other links", SlaacRoutes);
        Add("autoconfiguration: interval of advertisements", SlaacInterval);
        Add("autoconfiguration: solicitation", SlaacSolicitation);
        Add("autoconfiguration: solicitation repeated", SlaacRepetition);
        Add("autoconfiguration: duplicate address detection", SlaacDad);
        Add("autoconfiguration: a duplicate", SlaacDuplicate);
    }

  private:
    /** Adds a case. \param name its name \param body what it does */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static AddressSuite g_addressSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
