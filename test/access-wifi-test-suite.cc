/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Loss, search and joining in Wi-Fi: each time is compared with the sum computed by hand.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "access-wifi-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3
{
namespace l4mtest
{

/** Out of every access point's range. */
static constexpr double NOWHERE{-100000};

/** The loss is found MissedBeacons intervals after the last beacon. */
static void
Loss(Case& test)
{
    // In units of 1.024 ms, of which beacon intervals are multiples.
    for (int64_t units : {50, 100, 200})
    {
        for (uint32_t missed : {2, 7, 10})
        {
            WifiTestBed bed;
            Time interval = MicroSeconds(1024 * units);
            bed.wifi->SetAttribute("BeaconInterval", TimeValue(interval));
            bed.wifi->SetSupplicantAttribute("MissedBeacons", UintegerValue(missed));
            bed.wifi->SetSupplicantAttribute("PassiveDwell", TimeValue(interval * 2));
            bed.AddNetwork("a", 0, 36);
            bed.AddMobile(10);
            // Beacon 20 is the last that it hears.
            bed.Teleport(interval * 20.5, NOWHERE);
            bed.bed.Run(interval * 40);
            Near(test,
                 bed.bed.When(AccessStep::LINK_LOST, 0),
                 interval * (20 + static_cast<int64_t>(missed)),
                 WifiTestBed::FRAME,
                 std::to_string(missed) + " beacons of " + std::to_string(units) + " units");
            test.Equal(bed.Where(AccessStep::LINK_LOST, 0), std::string("a"), "the network left");
        }
    }
}

/** @return a list of channels, 36 first and 48 last @param n how many, 1 to 4; 1 is 48 alone */
static std::string
Channels(uint32_t n)
{
    const std::string lists[] = {"48", "36,48", "36,40,48", "36,40,44,48"};
    return lists[n - 1];
}

/** A mobile that moves from network "a" on channel 36 to "b" on 48. @param bed where @param n how
 * many channels it searches */
static void
MoveFromAToB(WifiTestBed& bed, uint32_t n)
{
    bed.wifi->SetSupplicantAttribute("Channels", StringValue(Channels(n)));
    bed.AddNetwork("a", 0, 36);
    bed.AddNetwork("b", 1000, 48);
    bed.AddMobile(10);
    bed.Teleport(Seconds(3), 1010);
    bed.bed.Run(Seconds(8));
}

/** A passive search takes the dwell time on each channel and a switch to each but the first. */
static void
PassiveSearch(Case& test)
{
    for (uint32_t n : {2, 3, 4})
    {
        for (int64_t dwell : {110, 150, 400})
        {
            for (int64_t switching : {0, 250, 5000})
            {
                WifiTestBed bed;
                bed.wifi->SetSupplicantAttribute("PassiveDwell", TimeValue(MilliSeconds(dwell)));
                bed.wifi->SetSupplicantAttribute("SwitchingTime",
                                                 TimeValue(MicroSeconds(switching)));
                MoveFromAToB(bed, n);
                std::string what = std::to_string(n) + " channels, " + std::to_string(dwell) +
                                   " ms each, " + std::to_string(switching) + " us to switch";
                test.Equal(bed.Between(AccessStep::LINK_LOST, AccessStep::SCAN_BEGAN, 0) < Time(0),
                           true,
                           "the first search is before the first loss");
                test.Equal(bed.bed.When(AccessStep::SCAN_BEGAN, 1),
                           bed.bed.When(AccessStep::LINK_LOST, 0),
                           "the search begins at the loss, " + what);
                test.Equal(bed.Between(AccessStep::SCAN_BEGAN, AccessStep::SCAN_ENDED, 1),
                           n * MilliSeconds(dwell) + (n - 1) * MicroSeconds(switching),
                           "search, " + what);
                Near(test,
                     bed.Between(AccessStep::SCAN_ENDED, AccessStep::LINK_UP, 1),
                     Time(0),
                     WifiTestBed::FRAME,
                     "joining, on the channel that it is on, " + what);
                test.Equal(bed.Where(AccessStep::SCAN_ENDED, 1), std::string("b"), "chosen");
                test.Equal(bed.Where(AccessStep::LINK_UP, 1), std::string("b"), "joined");
            }
        }
    }
}

/** An active search takes MinDwell where nothing answers and MaxDwell where something does, after
 * 50 to 250 us before each probe request. */
static void
ActiveSearch(Case& test)
{
    for (uint32_t n : {2, 3, 4})
    {
        for (int64_t min : {5, 20})
        {
            for (int64_t max : {10, 30, 90})
            {
                WifiTestBed bed;
                // No beacon helps: the answers are what is heard.
                bed.wifi->SetAttribute("BeaconInterval", TimeValue(MicroSeconds(1024 * 400)));
                bed.wifi->SetSupplicantAttribute("MissedBeacons", UintegerValue(2));
                bed.wifi->SetSupplicantAttribute("Scan", StringValue("Active"));
                bed.wifi->SetSupplicantAttribute("ActiveMinDwell", TimeValue(MilliSeconds(min)));
                bed.wifi->SetSupplicantAttribute("ActiveMaxDwell", TimeValue(MilliSeconds(max)));
                MoveFromAToB(bed, n);
                Near(test,
                     bed.Between(AccessStep::SCAN_BEGAN, AccessStep::SCAN_ENDED, 1),
                     (n - 1) * (MilliSeconds(std::min(min, max)) + MicroSeconds(250)) +
                         MilliSeconds(max) + n * MicroSeconds(50),
                     n * MicroSeconds(200),
                     "search of " + std::to_string(n) + " channels");
                test.Equal(bed.Where(AccessStep::LINK_UP, 1), std::string("b"), "joined");
            }
        }
    }
}

/** The network chosen is the one heard best, on one channel and on two; joining takes the switch
 * back to its channel. */
static void
BestHeard(Case& test)
{
    for (uint16_t second : {36, 40})
    {
        for (double x : {90.0, 110.0})
        {
            WifiTestBed bed;
            bed.wifi->SetAttribute("BeaconJitter", BooleanValue(true));
            bed.wifi->SetSupplicantAttribute("SwitchingTime", TimeValue(MilliSeconds(3)));
            bed.AddNetwork("a", 0, 36);
            bed.AddNetwork("b", 200, second);
            bed.AddMobile(x);
            bed.bed.Run(Seconds(1));
            bool a = x < 100;
            test.Equal(bed.Where(AccessStep::LINK_UP, 0),
                       std::string(a ? "a" : "b"),
                       "the nearer, channel " + std::to_string(second));
            Near(test,
                 bed.Between(AccessStep::SCAN_ENDED, AccessStep::LINK_UP, 0),
                 MilliSeconds(a && second == 40 ? 3 : 0),
                 WifiTestBed::FRAME,
                 "joining");
            double signal = WifiTestBed::SignalOver(a ? x : 200 - x);
            test.Check(std::abs(bed.link->GetSignal() - signal) < 0.001,
                       "the signal in dBm: " + std::to_string(bed.link->GetSignal()) +
                           ", expected " + std::to_string(signal));
        }
    }
}

/** Where nothing is heard, the search goes on, round after round. */
static void
NothingHeard(Case& test)
{
    WifiTestBed bed;
    bed.wifi->SetSupplicantAttribute("PassiveDwell", TimeValue(MilliSeconds(120)));
    bed.wifi->SetSupplicantAttribute("SwitchingTime", TimeValue(Time(0)));
    bed.wifi->SetSupplicantAttribute("Channels", StringValue("36 40, 44"));
    bed.AddNetwork("a", 0, 36);
    bed.AddMobile(NOWHERE);
    // In the ninth round of three channels of 0.12 s, from 2.88 s on.
    bed.Teleport(Seconds(2.8), 10);
    bed.bed.Run(Seconds(4));
    test.Equal(bed.bed.Count(AccessStep::SCAN_BEGAN), 1U, "one search");
    test.Equal(bed.bed.When(AccessStep::SCAN_ENDED, 0), Seconds(9 * 0.36), "nine rounds");
    test.Equal(bed.Where(AccessStep::LINK_UP, 0), std::string("a"), "joined");
}

/** What is heard while the radio is switching does not count. */
static void
HeardWhileSwitching(Case& test)
{
    WifiTestBed bed;
    bed.wifi->SetSupplicantAttribute("PassiveDwell", TimeValue(MilliSeconds(20)));
    bed.wifi->SetSupplicantAttribute("SwitchingTime", TimeValue(MilliSeconds(150)));
    bed.wifi->SetSupplicantAttribute("Channels", StringValue("36,40"));
    bed.AddNetwork("a", 0, 40);
    bed.AddMobile(10);
    bed.bed.Run(Seconds(5));
    // It listens to channel 40 from 320 ms + n x 340 ms on, for 20 ms. Of the beacons, each 102.4
    // ms, the 43rd at 4403.2 ms is the first that comes in such a time: from 4400 ms on.
    test.Equal(bed.bed.When(AccessStep::SCAN_ENDED, 0), MilliSeconds(4420), "heard");
}

/** With RoamThreshold the station leaves at the first beacon that is weaker, and without it when
 * beacons are missed. */
static void
Threshold(Case& test)
{
    for (bool roams : {true, false})
    {
        WifiTestBed bed;
        Time interval = MicroSeconds(102400);
        if (roams)
        {
            bed.wifi->SetSupplicantAttribute("RoamThreshold", DoubleValue(-75));
        }
        bed.AddNetwork("a", 0, 36);
        bed.AddNetwork("b", 200, 40);
        bed.AddMobile(50);
        bed.Travel(Seconds(0), 10);
        bed.bed.Run(Seconds(18));
        // -75 dBm are 7 dB more than at the end of the range: 150 m / 10^(7 / 30) = 87.65 m, where
        // it is after 3.765 s, between beacons 36 and 37. The end of the range comes after 10 s:
        // beacon 97 is the last, and 10 are missed.
        int64_t beacon = roams ? 37 : 97 + 10;
        Near(test,
             bed.bed.When(AccessStep::LINK_LOST, 0),
             interval * beacon,
             WifiTestBed::FRAME,
             roams ? "left at a beacon" : "lost beacons");
        test.Equal(bed.Where(AccessStep::LINK_UP, 1),
                   std::string(roams ? "a" : "b"),
                   "at 88 m the old network is still the better one");
    }
}

/** A station that has left because of a weak signal goes elsewhere only where it is stronger by
 * RoamHysteresis, and does not try again before the signal has changed by as much. */
static void
Hysteresis(Case& test)
{
    // At 110 m from "a": -77.96 dBm. "b" is stronger by 2.2 dB where it is 93 m away, by 3.2 dB at
    // 86 m.
    for (double distance : {93.0, 86.0})
    {
        for (uint16_t channel : {36, 40})
        {
            WifiTestBed bed;
            bed.wifi->SetAttribute("BeaconJitter", BooleanValue(true));
            bed.wifi->SetSupplicantAttribute("RoamThreshold", DoubleValue(-75));
            bed.wifi->SetSupplicantAttribute("RoamHysteresis", DoubleValue(3));
            bed.AddNetwork("a", 0, 36);
            bed.AddNetwork("b", 110 + distance, channel);
            bed.AddMobile(50);
            bed.Teleport(Seconds(2), 110);
            bed.bed.Run(Seconds(10));
            test.Equal(bed.bed.Count(AccessStep::LINK_LOST), 1U, "it leaves once");
            test.Equal(bed.Where(AccessStep::LINK_UP, 1),
                       std::string(distance > 90 ? "a" : "b"),
                       "joined, with the other " + std::to_string(distance) + " m away");
        }
    }
    // Each 3 dB less make it try again: at -75, -78 and -81 dBm.
    WifiTestBed bed;
    bed.wifi->SetSupplicantAttribute("RoamThreshold", DoubleValue(-75));
    bed.wifi->SetSupplicantAttribute("RoamHysteresis", DoubleValue(3));
    bed.AddNetwork("a", 0, 36);
    bed.AddMobile(80);
    bed.Travel(Seconds(0), 5);
    bed.bed.Run(Seconds(13.9));
    test.Equal(bed.bed.Count(AccessStep::LINK_LOST), 3U, "one attempt each 3 dB");
}

/** A search that is longer than the watchdog over the beacons of the network left is not
 * disturbed by it. */
static void
LongSearch(Case& test)
{
    WifiTestBed bed;
    bed.wifi->SetSupplicantAttribute("Channels",
                                     StringValue("36,40,44,48,52,56,60,64,149,153,157"));
    bed.wifi->SetSupplicantAttribute("PassiveDwell", TimeValue(MilliSeconds(200)));
    bed.wifi->SetSupplicantAttribute("SwitchingTime", TimeValue(Time(0)));
    bed.AddNetwork("a", 0, 36);
    bed.AddMobile(10);
    Simulator::Schedule(Seconds(4), &WifiSupplicant::Leave, bed.link);
    // It is there again at 6.2 s, and leaves before its first beacon there.
    bed.bed.Run(Seconds(8));
    test.Equal(bed.bed.When(AccessStep::LINK_LOST, 0), Seconds(4), "left at once");
    test.Equal(bed.bed.When(AccessStep::SCAN_ENDED, 1), Seconds(4 + 11 * 0.2), "one round");
    test.Equal(bed.bed.Count(AccessStep::SCAN_BEGAN), 2U, "searches");
    test.Equal(bed.bed.Count(AccessStep::LINK_LOST), 1U, "losses");
    test.Equal(bed.link->GetNetwork(), std::string("a"), "network");
}

/** A request for association that nobody answers is followed by another search. */
static void
Unanswered(Case& test)
{
    for (int64_t timeout : {50, 200, 3000})
    {
        WifiTestBed bed;
        bed.wifi->SetSupplicantAttribute("AssociationTimeout", TimeValue(MilliSeconds(timeout)));
        bed.wifi->SetSupplicantAttribute("PassiveDwell", TimeValue(MilliSeconds(120)));
        bed.AddNetwork("a", 0, 36);
        bed.AddMobile(10);
        bed.Teleport(MilliSeconds(119), NOWHERE);
        bed.Teleport(Seconds(5), 10);
        bed.bed.Run(Seconds(8));
        test.Equal(bed.bed.When(AccessStep::SCAN_ENDED, 0), MilliSeconds(120), "chosen");
        test.Equal(bed.bed.When(AccessStep::SCAN_BEGAN, 1),
                   MilliSeconds(120) + std::min(MilliSeconds(timeout), MicroSeconds(1024000)),
                   "the next search, after the timeout or 10 beacon intervals");
        test.Check(bed.bed.When(AccessStep::LINK_UP, 0) > Seconds(5), "joined later");
        test.Equal(bed.bed.Count(AccessStep::LINK_LOST), 0U, "losses");
        test.Equal(bed.link->GetNetwork(), std::string("a"), "network");
    }
}

/** A link that is disabled is lost at once and stays so until it is enabled, in whatever state it
 * was. */
static void
Disabled(Case& test)
{
    // 60 ms: in the search. 120.1 ms: the request for association is out. 3 s: attached.
    for (int64_t when : {60000, 120100, 3000000})
    {
        WifiTestBed bed;
        bed.wifi->SetSupplicantAttribute("PassiveDwell", TimeValue(MilliSeconds(120)));
        bed.AddNetwork("a", 0, 36);
        bed.AddMobile(10);
        Simulator::Schedule(MicroSeconds(when), &WifiSupplicant::Disable, bed.link);
        Simulator::Schedule(Seconds(6), &WifiSupplicant::Enable, bed.link);
        bed.bed.Run(Seconds(8));
        bool attached = when == 3000000;
        test.Equal(bed.bed.Count(AccessStep::LINK_LOST), attached ? 1U : 0U, "losses");
        test.Check(!attached || bed.bed.When(AccessStep::LINK_LOST, 0) == Seconds(3), "at once");
        test.Equal(bed.bed.Count(AccessStep::LINK_UP), attached ? 2U : 1U, "links");
        Near(test,
             bed.bed.When(AccessStep::LINK_UP, attached ? 1 : 0),
             Seconds(6) + MilliSeconds(120),
             WifiTestBed::FRAME,
             "joined after it was enabled, disabled after " + std::to_string(when) + " us");
    }
}

/** A station that is not attached has the signal of what it still hears, for a second. */
static void
SignalForgotten(Case& test)
{
    WifiTestBed bed;
    bed.AddNetwork("a", 0, 36);
    bed.AddMobile(10);
    Simulator::Schedule(Seconds(3), &WifiSupplicant::Disable, bed.link);
    bed.Teleport(Seconds(5), NOWHERE);
    double near = 0;
    double gone = 0;
    Simulator::Schedule(Seconds(4.5), [&]() { near = bed.link->GetSignal(); });
    Simulator::Schedule(Seconds(6.2), [&]() { gone = bed.link->GetSignal(); });
    bed.bed.Run(Seconds(7));
    test.Check(std::abs(near - WifiTestBed::SignalOver(10)) < 0.001, "heard, though disabled");
    test.Check(std::isnan(gone), "not heard for more than a second");
}

/** Twenty handovers back and forth, on one channel and on two: each ends in the other network, and
 * packets go there and back afterwards. */
static void
BackAndForth(Case& test, bool ipv6)
{
    for (uint16_t second : {36, 40})
    {
        WifiTestBed bed(ipv6);
        bed.wifi->SetAttribute("BeaconJitter", BooleanValue(true));
        bed.wifi->SetSlaacAttribute("Dad", StringValue("Optimistic"));
        bed.AddNetwork("a", 0, 36);
        bed.AddNetwork("b", 200, second);
        bed.AddMobile(20);
        const uint32_t handovers = 20;
        for (uint32_t i = 0; i < handovers; ++i)
        {
            bed.Teleport(Seconds(3 * (i + 1)), i % 2 == 0 ? 180 : 20);
        }
        bed.bed.SendPackets(Seconds(1), Seconds(3 * (handovers + 1)), MilliSeconds(40));
        bed.bed.Run(Seconds(3 * (handovers + 1)));
        std::string what = "channel " + std::to_string(second);
        test.Equal(bed.bed.Count(AccessStep::LINK_UP), handovers + 1, "links, " + what);
        test.Equal(bed.bed.Count(AccessStep::LINK_LOST), handovers, "losses, " + what);
        test.Equal(bed.bed.Count(AccessStep::ADDRESS_USABLE), handovers + 1, "addresses, " + what);
        for (uint32_t i = 0; i <= handovers; ++i)
        {
            test.Equal(bed.Where(AccessStep::ADDRESS_USABLE, i),
                       std::string(i % 2 == 0 ? "a" : "b"),
                       "network " + std::to_string(i) + ", " + what);
            // The last second before the next move, but for what is under way at its end.
            Time end = Seconds(3 * (i + 1));
            uint32_t sent = 0;
            for (uint32_t n = 0; n < bed.bed.sent; ++n)
            {
                Time age = end - bed.bed.sentAt[n];
                if (age > MilliSeconds(20) && age < Seconds(1))
                {
                    ++sent;
                    test.Check(bed.bed.down.count(n) == 1, "an answer, " + what);
                }
            }
            test.Check(sent > 20, "packets were sent");
        }
    }
}

/** @return all events of a run as text @param run number of the run */
static std::string
History(uint32_t run)
{
    RngSeedManager::SetRun(run);
    WifiTestBed bed;
    bed.wifi->SetAttribute("BeaconJitter", BooleanValue(true));
    bed.wifi->SetSupplicantAttribute("Scan", StringValue("Active"));
    bed.AddNetwork("a", 0, 36);
    bed.AddNetwork("b", 200, 36);
    bed.AddMobile(20);
    bed.Travel(Seconds(1), 20);
    bed.bed.SendPackets(Seconds(1), Seconds(15), MilliSeconds(20));
    bed.bed.Run(Seconds(15));
    std::ostringstream text;
    for (const auto& [when, event] : bed.bed.events)
    {
        text << when.GetNanoSeconds() << ToString(event.step) << event.network << '\n';
    }
    for (const auto& [number, arrival] : bed.bed.down)
    {
        text << number << ' ' << arrival.GetNanoSeconds() << '\n';
    }
    RngSeedManager::SetRun(1);
    return text.str();
}

/** The same run twice is the same; another is not. */
static void
Deterministic(Case& test)
{
    std::string one = History(1);
    test.Check(one.size() > 1000, "something happened");
    test.Check(one == History(1), "the same run");
    test.Check(one != History(2), "another run");
}

/** Lists of channels, good and bad. */
static void
ChannelLists(Case& test)
{
    std::vector<uint8_t> channels;
    test.Equal(WifiSupplicant::ReadChannels(" 36,40  233,1 ", channels), std::string(), "good");
    test.Check(channels == std::vector<uint8_t>{36, 40, 233, 1}, "what it says");
    test.Check(WifiSupplicant::ReadChannels("", channels).empty() && channels.empty(), "none");
    for (const std::string bad : {"36,0", "234", "-1", "36;40", "a", "99999999999999999999"})
    {
        std::string error = WifiSupplicant::ReadChannels(bad, channels);
        test.Check(error.find("1 to 233") != std::string::npos, bad + ": " + error);
    }
    Ptr<WifiAccessHelper> wifi = CreateObject<WifiAccessHelper>();
    std::vector<uint16_t> a = wifi->GetChannels();
    test.Check(a.size() > 10 && a[0] == 36 && a[1] == 40, "802.11a");
    wifi->SetAttribute("Standard", StringValue("802.11g"));
    std::vector<uint16_t> g = wifi->GetChannels();
    test.Check(g.size() == 13 && g.front() == 1 && g.back() == 13, "802.11g");
}

/** Wi-Fi. */
class WifiSuite : public TestSuite
{
  public:
    WifiSuite()
        : TestSuite("lab-access-wifi", l4mobility::UnitTest<TestSuite>(0))
    {
        Add("loss: missed beacons x interval", Loss);
        Add("passive search: channels x dwell", PassiveSearch);
        Add("active search: channels x dwell", ActiveSearch);
        Add("the network heard best", BestHeard);
        Add("nothing heard", NothingHeard);
        Add("heard while switching", HeardWhileSwitching);
        Add("roaming by threshold", Threshold);
        Add("roaming with hysteresis", Hysteresis);
        Add("a search longer than the watchdog", LongSearch);
        Add("association without answer", Unanswered);
        Add("disabled and enabled", Disabled);
        Add("a signal is forgotten", SignalForgotten);
        Add("20 handovers, IPv4", [](Case& test) { BackAndForth(test, false); });
        Add("20 handovers, IPv6", [](Case& test) { BackAndForth(test, true); });
        Add("two runs of one seed", Deterministic);
        Add("lists of channels", ChannelLists);
    }

  private:
    /** Adds a case. @param name its name @param body what it does */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static WifiSuite g_wifiSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
