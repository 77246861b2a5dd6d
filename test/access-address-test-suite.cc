/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Addresses by DHCP: each time is compared with the sum computed by hand, and the node's routes are
// left alone.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "access-wifi-test-bed.h"

#include "ns3/application.h"
#include "ns3/boolean.h"
#include "ns3/dhcp-config.h"
#include "ns3/dhcp-server.h"
#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/lan-access-helper.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

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
        WatchAddresses(test, bed.bed, false);
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

/** @return a DHCP server @param router its node, of the network @param network the network */
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

/** Addresses by DHCP. */
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
    }

  private:
    /** Adds a case. @param name its name @param body what it does */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static AddressSuite g_addressSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
