/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Addresses by autoconfiguration: each time is compared with the sum computed by hand, and the
// node's routes are left alone.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "access-wifi-test-bed.h"

#include "ns3/application.h"
#include "ns3/boolean.h"
#include "ns3/icmpv6-header.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-routing-helper.h"
#include "ns3/ipv6-routing-table-entry.h"
#include "ns3/ipv6-static-routing.h"
#include "ns3/llc-snap-header.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-mac.h"
#include "ns3/wifi-net-device.h"

#include <algorithm>
#include <functional>

namespace ns3
{
namespace l4mtest
{

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

/** When the router heard each solicitation. @param router the router @param [out] heard times */
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
        std::vector<Time> heard;
        RecordSolicitations(network.router, heard);
        WatchAddresses(test, bed.bed, true);
        Simulator::Schedule(MilliSeconds(4420), &WifiSupplicant::Leave, bed.link);
        // ns-3 sends one by itself when the node starts.
        Simulator::Schedule(MilliSeconds(4420), [&heard]() { heard.clear(); });
        bed.bed.Run(Seconds(7));
        test.Equal(heard.size(), std::size_t{0}, "solicitations");
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

/** @return when a router sent each advertisement, as the mobile hears them
 * @param test the case @param bed where
 * @param until end of the run */
static std::vector<Time>
Advertisements(Case& test, WifiTestBed& bed, const Time& until)
{
    std::vector<Time> heard;
    bed.bed.GetMobile()->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
        "LocalDeliver",
        Callback<void, const Ipv6Header&, Ptr<const Packet>, uint32_t>(
            [&test, &heard](const Ipv6Header&, Ptr<const Packet> packet, uint32_t) {
                uint8_t type = 0;
                packet->CopyData(&type, 1);
                if (type == Icmpv6Header::ICMPV6_ND_ROUTER_ADVERTISEMENT)
                {
                    // Header 16, prefix 32, the router's link-layer address 8.
                    test.Equal(packet->GetSize(), 56U, "bytes");
                    heard.push_back(Simulator::Now());
                }
            }));
    bed.bed.Run(until);
    return heard;
}

/** A solicitation goes out RsDelay after link-up, and is answered within SolicitedDelay. */
static void
SlaacSolicitation(Case& test)
{
    for (int64_t delay : {0, 300, 900})
    {
        for (int64_t answer : {0, 10, 500})
        {
            WifiTestBed bed(true);
            bed.wifi->SetAttribute("MinRtrAdvInterval", TimeValue(Seconds(10)));
            bed.wifi->SetAttribute("MaxRtrAdvInterval", TimeValue(Seconds(10)));
            bed.wifi->SetAttribute("SolicitedDelay", TimeValue(MilliSeconds(answer)));
            bed.wifi->SetSlaacAttribute("RsDelay", TimeValue(MilliSeconds(delay)));
            AccessNetwork network = bed.AddNetwork("a", 0, 36);
            bed.AddMobile(10);
            std::vector<Time> heard;
            RecordSolicitations(network.router, heard);
            // The last advertisement is from 3 to 3.5 s.
            Simulator::Schedule(Seconds(8), &WifiSupplicant::Leave, bed.link);
            Simulator::Schedule(Seconds(8), [&heard]() { heard.clear(); });
            bed.bed.Run(Seconds(12));
            test.Equal(heard.size(), std::size_t{1}, "solicitations: none after the answer");
            Near(test,
                 heard.back(),
                 bed.bed.When(AccessStep::LINK_UP, 1) + MilliSeconds(delay),
                 WifiTestBed::FRAME,
                 "solicitation");
            Near(test,
                 bed.bed.When(AccessStep::MOVEMENT_DETECTED, 1),
                 heard.back(),
                 MilliSeconds(answer) + WifiTestBed::FRAME,
                 "the answer to it");
        }
    }
}

/** An answer comes no sooner than MinDelayBetweenRas after the last advertisement, and the next
 * interval begins with it; it does not come where the next advertisement is sooner. */
static void
SlaacMinDelay(Case& test)
{
    for (int64_t least : {30, 1000, 3000, 7000})
    {
        WifiTestBed bed(true);
        bed.wifi->SetAttribute("MinRtrAdvInterval", TimeValue(Seconds(5)));
        bed.wifi->SetAttribute("MaxRtrAdvInterval", TimeValue(Seconds(5)));
        bed.wifi->SetAttribute("SolicitedDelay", TimeValue(Time(0)));
        bed.wifi->SetAttribute("MinDelayBetweenRas", TimeValue(MilliSeconds(least)));
        // ns-3 solicits by itself when its link-local address is sure, up to 10 ms after 1 s, and
        // up to 4 times again where nothing answers.
        bed.wifi->SetSlaacAttribute("SolicitOnLinkUp", BooleanValue(false));
        bed.AddNetwork("a", 0, 36);
        bed.AddMobile(10);
        std::vector<Time> heard = Advertisements(test, bed, Seconds(11));
        if (heard.size() < 2)
        {
            test.Check(false, "no advertisements");
            continue;
        }
        Time answer = MilliSeconds(std::max<int64_t>(least, 1000));
        Time first = answer > Seconds(5) ? Seconds(5) : answer;
        Near(test, heard.at(0), first, MilliSeconds(12), "the answer, or the next by itself");
        Near(test,
             heard.at(1),
             heard.at(0) + Seconds(5) - MilliSeconds(1),
             MilliSeconds(2),
             "next");
    }
}

/** Several solicitations before the answer get one answer, no sooner than MinDelayBetweenRas after
 * the last advertisement. */
static void
SlaacOneAnswer(Case& test)
{
    WifiTestBed bed(true);
    bed.wifi->SetAttribute("MinRtrAdvInterval", TimeValue(Seconds(10)));
    bed.wifi->SetAttribute("MaxRtrAdvInterval", TimeValue(Seconds(10)));
    bed.wifi->SetAttribute("SolicitedDelay", TimeValue(Time(0)));
    bed.wifi->SetSlaacAttribute("RsInterval", TimeValue(MilliSeconds(400)));
    AccessNetwork network = bed.AddNetwork("a", 0, 36);
    bed.AddMobile(10);
    std::vector<Time> solicited;
    RecordSolicitations(network.router, solicited);
    Simulator::Schedule(Seconds(4), &WifiSupplicant::Leave, bed.link);
    std::vector<Time> heard = Advertisements(test, bed, Seconds(14));
    // The first advertisement, at 0, is before the mobile's link. Solicitations come from 0.12 s
    // on.
    test.Check(solicited.size() > 2 && solicited[2] < Seconds(1.5), "several solicitations");
    test.Equal(heard.size(), std::size_t{2}, "an answer after each link-up");
    Near(test, heard.front(), Seconds(3), WifiTestBed::FRAME, "the first answer");
    Near(test, heard.back(), Seconds(6), WifiTestBed::FRAME, "the second");
}

/** Intervals between advertisements are drawn from the whole range. */
static void
SlaacRange(Case& test)
{
    WifiTestBed bed(true);
    bed.AddNetwork("a", 0, 36);
    bed.AddMobile(10);
    std::vector<Time> heard = Advertisements(test, bed, Seconds(20));
    Time shortest = Seconds(1);
    Time longest;
    for (std::size_t i = 1; i < heard.size(); ++i)
    {
        shortest = std::min(shortest, heard[i] - heard[i - 1]);
        longest = std::max(longest, heard[i] - heard[i - 1]);
    }
    // Some 400 of 30 to 70 ms each, and what they are late.
    test.Check(heard.size() > 350 && heard.size() < 450, "advertisements");
    Near(test, shortest + WifiTestBed::FRAME, MilliSeconds(30), MilliSeconds(3), "shortest");
    Near(test, longest + MilliSeconds(1), MilliSeconds(70), MilliSeconds(3), "longest");
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

/** Counts the probes for duplicates of global addresses that a device sends. @param device the
 * device @param [out] probes how many */
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

/** Duplicate address detection ends with the link, and begins anew with the next. */
static void
SlaacInterrupted(Case& test)
{
    WifiTestBed bed(true);
    bed.AddNetwork("a", 0, 36);
    bed.AddMobile(10);
    Simulator::Schedule(MilliSeconds(700), &WifiSupplicant::Leave, bed.link);
    bed.bed.Run(Seconds(4));
    test.Equal(bed.bed.Count(AccessStep::MOVEMENT_DETECTED), 2U, "movement detected");
    test.Equal(bed.bed.Count(AccessStep::ADDRESS_USABLE), 1U, "addresses");
    test.Equal(bed.bed.When(AccessStep::ADDRESS_USABLE, 0),
               bed.bed.When(AccessStep::MOVEMENT_DETECTED, 1) + Seconds(1),
               "the whole time");
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

/** Addresses by autoconfiguration. */
class SlaacSuite : public TestSuite
{
  public:
    SlaacSuite()
        : TestSuite("lab-access-slaac", l4mobility::UnitTest<TestSuite>(0))
    {
        Add("routes of other links", SlaacRoutes);
        Add("interval of advertisements", SlaacInterval);
        Add("solicitation", SlaacSolicitation);
        Add("least time between advertisements", SlaacMinDelay);
        Add("one answer", SlaacOneAnswer);
        Add("range of intervals", SlaacRange);
        Add("solicitation repeated", SlaacRepetition);
        Add("duplicate address detection", SlaacDad);
        Add("duplicate address detection interrupted", SlaacInterrupted);
        Add("a duplicate", SlaacDuplicate);
    }

  private:
    /** Adds a case. @param name its name @param body what it does */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static SlaacSuite g_slaacSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
