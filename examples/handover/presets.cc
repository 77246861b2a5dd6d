/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "presets.h"

#include <functional>
#include <map>
#include <sstream>

namespace l4m
{
namespace lab
{

namespace
{

const int64_t g_millisecond = 1'000'000;
const int64_t g_second = 1'000'000'000;

/** @return a number in as few digits as it takes, six at most */
std::string
Number(double number)
{
    std::ostringstream text;
    text << number;
    return text.str();
}

/** A preset. */
struct Preset
{
    std::string name;                            //!< as --preset takes it
    std::string text;                            //!< what it is, and where it is from
    std::function<std::vector<Settings>()> make; //!< its settings
    std::vector<ns3::PublishedRow> published;    //!< figures of others
};

/** @return settings of the preset's common kind: Wi-Fi to Wi-Fi over IPv6 */
Settings
Wifi6()
{
    Settings s;
    s.family = "ipv6";
    s.beacon = 102'400'000;
    s.solicit = false;
    return s;
}

std::vector<Settings>
S1()
{
    Settings slow = Wifi6();
    slow.varied = "ra";
    slow.distance = 300;
    slow.speed = 10;
    slow.raMin = 3 * g_second;
    slow.raMax = 7 * g_second;
    Settings fast = slow;
    fast.raMin = 30 * g_millisecond;
    fast.raMax = 70 * g_millisecond;
    return {slow, fast};
}

std::vector<Settings>
S2()
{
    Settings s = Wifi6();
    s.networks = 3;
    s.distance = 300;
    s.channels = "36,40,44";
    s.handovers = 4;
    s.raMin = 1 * g_second;
    s.raMax = 3 * g_second;
    return {s};
}

std::vector<Settings>
S4()
{
    Settings s = Wifi6();
    s.distance = 50;
    s.speed = 5;
    s.raMin = 50 * g_millisecond;
    s.raMax = 1500 * g_millisecond;
    s.rate = "100Mbps";
    s.accessDelay = 2 * g_millisecond;
    s.coreDelay = 2 * g_millisecond;
    s.traffic = "cbr";
    s.payload = 1024;
    s.interval = 50 * g_millisecond;
    s.handovers = 4;
    return {s};
}

/** @return what the set-ups of OMNeT++'s xMIPv6 and of INET have in common: the mobile leaves its
 * home network; an access point is lost after 3.5 beacons of 0.1 s (here 4 of 98 time units); two
 * channels are searched in 0.65 s, 0.25 s of it on the silent one (here 0.325 s on each) */
Settings
FromHome()
{
    Settings s = Wifi6();
    s.home = "first";
    s.handovers = 1;
    s.mobility = "straight";
    s.duration = 20 * g_second;
    s.beacon = 100'352'000;
    s.missed = 4;
    s.dwell = 325 * g_millisecond;
    s.rate = "100Mbps";
    s.traffic = "cbr";
    return s;
}

std::vector<Settings>
Xmipv6()
{
    Settings s = FromHome();
    s.distance = 50;
    s.speed = 5;
    s.homeDelay = 0;
    s.accessDelay = 2 * g_millisecond;
    s.coreDelay = 2 * g_millisecond;
    s.payload = 1024;
    s.interval = 50 * g_millisecond;
    s.varied = "ra";
    std::vector<Settings> all;
    s.raMin = 1 * g_second;
    s.raMax = 3 * g_second;
    all.push_back(s);
    s.raMin = 50 * g_millisecond;
    s.raMax = 1500 * g_millisecond;
    all.push_back(s);
    s.raMin = 30 * g_millisecond;
    s.raMax = 70 * g_millisecond;
    all.push_back(s);
    return all;
}

std::vector<Settings>
Inet()
{
    Settings s = FromHome();
    s.distance = 300;
    s.speed = 60;
    s.homeDelay = 5 * g_millisecond;
    s.accessDelay = 8 * g_millisecond;
    s.coreDelay = 1 * g_millisecond;
    s.raMin = 3 * g_second;
    s.raMax = 7 * g_second;
    s.solicit = true;
    s.payload = 56;
    s.interval = 500 * g_millisecond;
    return {s};
}

std::vector<Settings>
S5()
{
    std::vector<Settings> all;
    for (const std::string traffic : {"voice", "cbr", "file"})
    {
        Settings s = Wifi6();
        s.distance = 200;
        s.speed = 5 / 3.6;
        s.raMin = 750 * g_millisecond;
        s.raMax = 1 * g_second;
        s.accessDelay = 10 * g_millisecond;
        s.coreDelay = 10 * g_millisecond;
        s.handovers = 1;
        s.traffic = traffic;
        s.varied = "traffic";
        s.payload = 1250;
        s.interval = 4 * g_millisecond;
        all.push_back(s);
    }
    return all;
}

std::vector<Settings>
S7()
{
    Settings s;
    s.access = "lte-x2";
    s.distance = 500;
    s.speed = 20;
    s.handovers = 2;
    s.traffic = "cbr";
    return {s};
}

std::vector<Settings>
S10()
{
    Settings s;
    s.mobiles = 50;
    s.networks = 4;
    s.distance = 60;
    s.channels = "36,40,44,48";
    s.mobility = "random-waypoint";
    // So that all of the 180 m x 30 m is covered.
    s.range = 50;
    s.traffic = "cbr";
    s.interval = 100'000'000;
    s.payload = 1024;
    s.speed = 1.5;
    s.duration = 60 * g_second;
    s.rate = "100Mbps";
    return {s};
}

std::vector<Settings>
S12()
{
    std::vector<Settings> all;
    auto add = [&all](const std::string& varied, const std::function<void(Settings&)>& change) {
        Settings s;
        change(s);
        s.varied = varied;
        all.push_back(s);
    };
    for (uint32_t missed : {3, 5, 10})
    {
        add("missed", [missed](Settings& s) { s.missed = missed; });
    }
    for (int64_t dwell : {110, 200, 400})
    {
        add("dwell", [dwell](Settings& s) { s.dwell = dwell * g_millisecond; });
    }
    for (int64_t wait : {0, 1, 5})
    {
        add("wait", [wait](Settings& s) { s.dhcpWait = wait * g_second; });
    }
    for (int64_t beacon : {51, 102, 205})
    {
        add("beacon", [beacon](Settings& s) {
            s.beacon = beacon * g_millisecond;
            s.dwell = 250 * g_millisecond;
        });
    }
    for (int speed : {2, 10, 20})
    {
        add("speed", [speed](Settings& s) { s.speed = speed; });
    }
    return all;
}

std::vector<Settings>
S14()
{
    std::vector<Settings> all;
    for (const std::string order : {"hard", "soft"})
    {
        Settings s;
        s.access = "wifi-lte";
        s.order = order;
        s.varied = "switch";
        s.handovers = 4;
        all.push_back(s);
    }
    return all;
}

std::vector<Settings>
Paper()
{
    Settings s;
    s.access = "lan";
    s.traffic = "file-up";
    s.outage = 10 * g_second;
    s.period = 5 * g_second;
    s.handovers = 1;
    s.duration = 40 * g_second;
    s.rate = "100Mbps";
    s.accessDelay = 40'000;
    s.coreDelay = 40'000;
    return {s};
}

std::vector<Settings>
Compare()
{
    std::vector<Settings> all;
    for (const std::string family : {"ipv4", "ipv6"})
    {
        for (const std::string access : {"wifi", "wifi-lte"})
        {
            for (const std::string traffic : {"voice", "file"})
            {
                Settings s;
                s.family = family;
                s.access = access;
                s.traffic = traffic;
                s.costs = "paper-2006";
                s.rate = "2Mbps";
                all.push_back(s);
            }
        }
    }
    return all;
}

/** Where published figures of Mobile IPv6 are from. */
const char* g_cni = "MIPv6: CNI test bed, as the ns-3 MIPv6 model of 2017 quotes it";
const char* g_xmip = "MIPv6: OMNeT++ xMIPv6, as the ns-3 MIPv6 model of 2017 quotes it";
const char* g_ns3 = "MIPv6: ns-3 MIPv6 model of 2017";
const char* g_mipl = "MIPv6: Linux MIPL test bed, as the ns-3 MIPv6 model of 2017 quotes it";
const char* g_inet = "MIPv6: INET 4.7's example mipv6, configuration Handover";
const char* g_kddi = "the paper of 2006";

/** @return all presets */
const std::vector<Preset>&
All()
{
    static const std::vector<Preset> all{
        {"S1",
         "two access points 300 m apart, 10 m/s, RA 3 to 7 s and 0.03 to 0.07 s (after the "
         "evaluation of OMNeT++'s xMIPv6)",
         S1,
         {{"S1", "total, RA 0.03-0.07 s", 2.606, "s", g_cni},
          {"S1", "total, RA 0.03-0.07 s", 2.696, "s", g_xmip},
          {"S1", "total, RA 0.03-0.07 s", 2.574, "s", g_ns3}}},
        {"S2",
         "three networks 300 m apart, two handovers on the way and two on the way back",
         S2,
         {{"S2", "total, RA 1-3 s", 4.336, "s", g_cni},
          {"S2", "total, RA 1-3 s", 3.659, "s", g_xmip},
          {"S2", "total, RA 1-3 s", 3.635, "s", g_ns3}}},
        {"S4",
         "two access routers 50 m apart, 5 m/s to and fro, RA 0.05 to 1.5 s, links of 100 Mbit/s "
         "and 2 ms, UDP of 1024 bytes each 50 ms (after the ns-3 MIPv6 model of 2017)",
         S4,
         {{"S4", "total, RA 0.05-1.5 s", 3.088, "s", g_cni},
          {"S4", "total, RA 0.05-1.5 s", 3.147, "s", g_xmip},
          {"S4", "total, RA 0.05-1.5 s", 3.118, "s", g_ns3},
          {"S4", "total, RA 0.05-1.5 s", 1.896, "s", g_mipl}}},
        {"xmipv6",
         "the set-up of a published table of Mobile IPv6: correspondent - home agent - access "
         "routers, the mobile leaves home, search and loss as in OMNeT++'s xMIPv6, three "
         "settings of RA",
         Xmipv6,
         {{"xmipv6", "total, RA 1-3 s", 4.336, "s", g_cni},
          {"xmipv6", "total, RA 1-3 s", 3.659, "s", g_xmip},
          {"xmipv6", "total, RA 1-3 s", 3.635, "s", g_ns3},
          {"xmipv6", "total, RA 0.05-1.5 s", 3.088, "s", g_cni},
          {"xmipv6", "total, RA 0.05-1.5 s", 3.147, "s", g_xmip},
          {"xmipv6", "total, RA 0.05-1.5 s", 3.118, "s", g_ns3},
          {"xmipv6", "total, RA 0.03-0.07 s", 2.606, "s", g_cni},
          {"xmipv6", "total, RA 0.03-0.07 s", 2.696, "s", g_xmip},
          {"xmipv6", "total, RA 0.03-0.07 s", 2.574, "s", g_ns3}}},
        {"inet",
         "INET's example of Mobile IPv6: the mobile leaves home, RA 3 to 7 s, solicited; WAN of 1, "
         "5 and 8 ms one way; 56 bytes each 0.5 s",
         Inet,
         {{"inet", "gap, one seed", 4.026, "s", g_inet},
          {"inet", "gap, least of ten seeds", 4.0, "s", g_inet},
          {"inet", "gap, longest of ten seeds", 7.5, "s", g_inet}}},
        {"S5", "walking: 200 m, 5 km/h, RA 1 s, links of 10 ms; voice, 2.5 Mbit/s, a file", S5, {}},
        {"S7",
         "the control: two LTE cells 500 m apart, 20 m/s, X2 handover by A3-RSRP; the address "
         "stays",
         S7,
         {}},
        {"S10",
         "a hot spot: 4 access points, 50 mobiles at random waypoints, 1024 B each 100 ms both "
         "ways, 60 s",
         S10,
         {}},
        {"S12",
         "a sweep: missed beacons, dwell, DHCP's wait, beacon interval, speed, one at a time",
         S12,
         {}},
        {"S14", "Wi-Fi to LTE and back, break before make and make before break", S14, {}},
        {"compare",
         "for --system=all: Wi-Fi to Wi-Fi and Wi-Fi to LTE, there and back, voice and a file, "
         "IPv4 "
         "and IPv6; what ./l4m run compare runs",
         Compare,
         {}},
        {"paper",
         "the paper's LAN: a file, the cable moved, the new address after 10 s, RTT 0.16 ms (the "
         "experiment itself is ./l4m reproduce)",
         Paper,
         {{"paper", "from the move to data", 12.8, "s", g_kddi},
          {"paper", "TCP handshake, ordinary", 0.00018, "s", g_kddi},
          {"paper", "TCP handshake, mobile", 0.0023, "s", g_kddi}}}};
    return all;
}

} // namespace

std::vector<std::string>
PresetNames()
{
    std::vector<std::string> names{"list"};
    for (const Preset& preset : All())
    {
        names.push_back(preset.name);
    }
    return names;
}

std::string
DescribePresets()
{
    std::string text;
    for (const Preset& preset : All())
    {
        text += preset.name + std::string(8 - preset.name.size(), ' ') + preset.text + "\n";
    }
    return text;
}

std::vector<Settings>
FindPreset(const std::string& name)
{
    for (const Preset& preset : All())
    {
        if (preset.name == name)
        {
            std::vector<Settings> settings = preset.make();
            for (Settings& one : settings)
            {
                one.preset = name;
            }
            return settings;
        }
    }
    return {};
}

std::string
LabelOf(const Settings& s)
{
    if (s.varied == "traffic")
    {
        // Bits in a nanosecond are Gbit/s.
        const double mbps = 8e3 * s.payload / static_cast<double>(s.interval);
        return s.traffic == "cbr" ? "cbr " + Number(mbps) + " Mbit/s" : s.traffic;
    }
    const auto in = [](int64_t ns, int64_t unit) {
        return Number(static_cast<double>(ns) / static_cast<double>(unit));
    };
    const std::map<std::string, std::string> labels{
        {"ra", "RA " + in(s.raMin, g_second) + " to " + in(s.raMax, g_second) + " s"},
        {"switch", s.order},
        {"missed", "missed beacons " + std::to_string(s.missed)},
        {"dwell", "dwell " + in(s.dwell, g_millisecond) + " ms"},
        {"wait", "DHCP wait " + in(s.dhcpWait, g_second) + " s"},
        {"beacon", "beacon " + in(s.beacon, g_millisecond) + " ms"},
        {"speed", "speed " + Number(s.speed) + " m/s"}};
    const auto label = labels.find(s.varied);
    return label == labels.end() ? "" : label->second;
}

std::vector<ns3::PublishedRow>
PublishedFigures(const std::string& name)
{
    for (const Preset& preset : All())
    {
        if (preset.name == name)
        {
            return preset.published;
        }
    }
    return {};
}

} // namespace lab
} // namespace l4m
