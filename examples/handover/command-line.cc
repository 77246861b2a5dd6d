/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "expansion.h"
#include "movement-file.h"
#include "paper/file-source.h"
#include "presets.h"
#include "settings.h"
#include "validators.h"

#include "ns3/data-rate.h"
#include "ns3/mobility-system.h"
#include "ns3/string.h"
#include "ns3/wifi-access-helper.h"
#include "ns3/wifi-supplicant.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <set>
#include <stdexcept>
#include <thread>

namespace l4m
{
namespace lab
{

using nlohmann::ordered_json;
using ns3::MobilitySystem;

namespace
{

const std::vector<std::string> g_accesses{"ideal", "lan", "wifi", "wifi-lte", "lte", "lte-x2"};
const std::vector<std::string> g_families{"ipv4", "ipv6"};
const std::vector<std::string> g_traffics{"file", "file-up", "file-down", "voice", "cbr", "listen"};
const std::vector<std::string> g_mobilities{"ping-pong", "straight", "random-waypoint"};
const std::vector<std::string> g_orders{"hard", "soft"};
const std::vector<std::string> g_triggers{"schedule", "signal"};
const std::vector<std::string> g_scans{"passive", "active"};
const std::vector<std::string> g_homes{"own", "first"};
const std::vector<std::string> g_dads{"normal", "optimistic", "off"};

/** What the helpers take: a beacon interval, and RFC 4861's most between advertisements, ns. */
const int64_t g_longestBeacon = 60'000'000'000;
const int64_t g_longestRa = 1'800'000'000'000;

/** Moves on schedule are up to so much later than the period says, ns: see Scene. */
const int64_t g_phase = 100'000'000;

/** Adds the options that say what happens to the mobile. */
void
AddScenarioOptions(CLI::App& app, Settings& s)
{
    app.add_option("--system",
                   s.system,
                   "mobility system; several with commas between them, or all that can do the "
                   "family")
        ->check(SomeSystems());
    app.add_option("--costs",
                   s.costs,
                   "time that cryptography takes, in systems that compute: none, paper-2006 or "
                   "measured:FILE");
    app.add_option_function<std::vector<std::string>>(
           "--set",
           [&s](const std::vector<std::string>& words) {
               for (const std::string& word : words)
               {
                   const std::size_t equals = word.find('=');
                   if (equals == std::string::npos)
                   {
                       throw CLI::ValidationError("--set", "\"" + word + "\" is not NAME=VALUE");
                   }
                   s.attributes.emplace_back(word.substr(0, equals), word.substr(equals + 1));
               }
           },
           "attribute of the system, such as Suites=fast; may be repeated")
        ->type_name("NAME=VALUE")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_option("--access", s.access, "kind of access")->check(OneOf(g_accesses));
    app.add_option("--family", s.family, "address family")->check(OneOf(g_families));
    app.add_option("--mobiles", s.mobiles, "how many mobiles")->check(CLI::Range(1, 200));
    app.add_option("--handovers", s.handovers, "moves that the run has time for")
        ->check(CLI::Range(1, 1000));
    AddDuration(app,
                "--duration",
                s.duration,
                1'000'000'000,
                "of the traffic; default: as the moves need");
    app.add_option("--mobility", s.mobility, "how mobiles move in Wi-Fi and LTE")
        ->check(OneOf(g_mobilities));
    app.add_option("--movement", s.movement, "ns-2 movement file, as SUMO exports it")
        ->type_name("FILE");
    app.add_option("--speed", s.speed, "m/s")->check(Between(0.1, 100.0));
    app.add_option("--distance", s.distance, "metres between neighbouring access points or cells")
        ->check(Between(10.0, 5000.0));
    app.add_option("--range",
                   s.range,
                   "metres that an access point reaches; default: 0.55 x distance")
        ->check(Between(2.0, 1000.0));
    app.add_option("--networks", s.networks, "Wi-Fi access points in a row")
        ->check(CLI::Range(2, 8));
    app.add_option("--switch", s.order, "break before make (hard) or make before break (soft)")
        ->check(OneOf(g_orders));
    app.add_option("--trigger", s.trigger, "what makes a node with two devices switch")
        ->check(OneOf(g_triggers));
    AddDuration(app, "--period", s.period, 100'000'000, "between two moves on schedule");
    AddDuration(app, "--outage", s.outage, 0, "lan: for how long the cable is in neither network");
}

/** Adds the options of traffic. */
void
AddTrafficOptions(CLI::App& app, Settings& s)
{
    app.add_option("--traffic", s.traffic, "what applications do")->check(OneOf(g_traffics));
    app.add_option("--file", s.file, "file that traffic file sends, over and over")
        ->type_name("FILE");
    app.add_option("--bytes", s.bytes, "bytes of a file transfer; 0: until the end")
        ->check(CLI::Range(int64_t{0}, int64_t{1'000'000'000'000}));
    AddDuration(app, "--interval", s.interval, 100'000, "cbr: between two datagrams");
    app.add_option("--payload", s.payload, "cbr: bytes of a datagram")->check(CLI::Range(12, 1400));
}

/** Adds the options of the networks. */
void
AddNetworkOptions(CLI::App& app, Settings& s)
{
    AddDuration(app, "--access-delay", s.accessDelay, 0, "one way, access router to core router");
    AddDuration(app,
                "--home-delay",
                s.homeDelay,
                0,
                "one way, home router to core router; default: as --access-delay");
    app.add_option("--home",
                   s.home,
                   "home network: one of its own, or that of the first access point")
        ->check(OneOf(g_homes));
    AddDuration(app, "--core-delay", s.coreDelay, 0, "one way, core router to correspondent");
    app.add_option("--rate", s.rate, "of links between routers, such as 20Mbps");
    app.add_option("--ingress-filter",
                   s.ingressFilter,
                   "whether networks refuse packets with a source address that is not theirs")
        ->transform(Truth());
    AddDuration(app, "--beacon", s.beacon, 10'240'000, "Wi-Fi: beacon interval", g_longestBeacon);
    app.add_option("--missed-beacons", s.missed, "Wi-Fi: that mean the link is lost")
        ->check(CLI::Range(1, 1000));
    app.add_option("--scan", s.scan, "Wi-Fi: how the station searches")->check(OneOf(g_scans));
    app.add_option("--channels", s.channels, "Wi-Fi: channels of the access points, in turn");
    app.add_option("--scan-channels",
                   s.scanned,
                   "Wi-Fi: channels that are searched; default: the same");
    AddDuration(app, "--dwell", s.dwell, 1'000'000, "Wi-Fi: search, on each channel");
    AddDuration(app, "--dhcp-wait", s.dhcpWait, 0, "IPv4: wait for further offers");
    AddDuration(app,
                "--ra-min",
                s.raMin,
                30'000'000,
                "IPv6: least time between advertisements",
                g_longestRa);
    AddDuration(app,
                "--ra-max",
                s.raMax,
                40'000'000,
                "IPv6: longest time between advertisements",
                g_longestRa);
    app.add_option("--solicit", s.solicit, "IPv6: whether link-up is followed by a solicitation")
        ->transform(Truth());
    app.add_option("--dad", s.dad, "IPv6: duplicate address detection")->check(OneOf(g_dads));
}

/** Adds the options of a call. */
void
AddCampaignOptions(CLI::App& app, Campaign& campaign)
{
    app.add_option("--seeds", campaign.seeds, "how many seeds")->check(CLI::Range(1, 10000));
    app.add_option("--first-seed", campaign.firstSeed, "the first of them")
        ->check(CLI::Range(1, 1000000000));
    app.add_option("--jobs", campaign.jobs, "simulations at a time")->check(CLI::Range(1, 64));
    app.add_option("--out", campaign.out, "folder of the results")->type_name("DIR");
    app.add_option("--events", campaign.events, "whether events are written (for timelines)")
        ->transform(Truth());
    app.add_flag("--pcap", campaign.pcap, "capture packets at the mobiles and correspondents");
}

/** @return the preset that the command line names, or empty */
std::string
NamedPreset(int argc, char* argv[])
{
    const std::string option = "--preset";
    for (int i = 1; i < argc; ++i)
    {
        const std::string word = argv[i];
        if (word.rfind(option + "=", 0) == 0)
        {
            return word.substr(option.size() + 1);
        }
        if (word == option && i + 1 < argc)
        {
            return argv[i + 1];
        }
    }
    return "";
}

/** Reads the command line over settings. @return false where only a text was asked for */
bool
Parse(int argc, char* argv[], Settings& settings, Campaign& campaign)
{
    CLI::App app{
        "A handover, measured: a mobile changes its network while it talks to a correspondent."};
    app.name("l4m run handover");
    // The front door puts words of its own before the user's.
    app.option_defaults()->always_capture_default()->multi_option_policy(
        CLI::MultiOptionPolicy::TakeLast);
    std::string preset;
    app.add_option("--preset",
                   preset,
                   "settings by name; options beside it change them; \"list\" explains")
        ->check(OneOf(PresetNames()));
    AddScenarioOptions(app, settings);
    AddTrafficOptions(app, settings);
    AddNetworkOptions(app, settings);
    AddCampaignOptions(app, campaign);
    try
    {
        app.parse(argc, argv);
    }
    catch (const CLI::CallForHelp&)
    {
        std::printf("%s\nTIME is a number with ns, us, ms or s, such as 102.4ms.\n",
                    app.help().c_str());
        return false;
    }
    catch (const CLI::ExtrasError& e)
    {
        throw std::invalid_argument(std::string(e.what()) + "; --help lists the options");
    }
    catch (const CLI::ParseError& e)
    {
        throw std::invalid_argument(e.what());
    }
    return true;
}

/** Throws where a list of channels is empty, or one of them is none. @param option that it is of
 * @param text the list */
void
CheckChannels(const std::string& option, const std::string& text)
{
    std::vector<uint8_t> numbers;
    const std::string wrong = ns3::WifiSupplicant::ReadChannels(text, numbers);
    if (!wrong.empty())
    {
        throw std::invalid_argument(option + ": " + wrong);
    }
    const std::vector<uint16_t> allowed = ns3::CreateObject<ns3::WifiAccessHelper>()->GetChannels();
    std::vector<std::string> names;
    std::transform(allowed.begin(), allowed.end(), std::back_inserter(names), [](uint16_t channel) {
        return std::to_string(channel);
    });
    if (numbers.empty())
    {
        throw std::invalid_argument(option + ": there is no channel in \"" + text +
                                    "\"; allowed are " + Join(names));
    }
    for (const uint8_t number : numbers)
    {
        if (std::find(allowed.begin(), allowed.end(), number) == allowed.end())
        {
            throw std::invalid_argument(option + ": " + std::to_string(number) +
                                        " is no channel of 802.11a; allowed are " + Join(names));
        }
    }
}

} // namespace

int64_t
ParseDuration(const std::string& text)
{
    static const std::vector<std::pair<std::string, double>> units{{"ns", 1},
                                                                   {"us", 1e3},
                                                                   {"ms", 1e6},
                                                                   {"s", 1e9}};
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string unit(parsed.ptr, text.data() + text.size());
    for (const auto& [name, factor] : units)
    {
        if (parsed.ec == std::errc() && unit == name && value >= 0 && value * factor < 1e14)
        {
            return std::llround(value * factor);
        }
    }
    throw CLI::ValidationError("\"" + text +
                               "\" is no time; a number with ns, us, ms or s is, such as 102.4ms");
}

ordered_json
ToJson(const Settings& s)
{
    ordered_json attributes = ordered_json::object();
    for (const auto& [name, value] : s.attributes)
    {
        attributes[name] = value;
    }
    return {{"preset", s.preset},
            {"label", s.label},
            {"system", s.system},
            {"attributes", attributes},
            {"costs", s.costs},
            {"costs_sha256", s.costsHash},
            {"access", s.access},
            {"family", s.family},
            {"traffic", s.traffic},
            {"file", s.file},
            {"file_sha256", s.fileHash},
            {"bytes", s.bytes},
            {"interval_ns", s.interval},
            {"payload", s.payload},
            {"mobiles", s.mobiles},
            {"handovers", s.handovers},
            {"duration_ns", s.duration},
            {"mobility", s.mobility},
            {"movement", s.movement},
            {"movement_sha256", s.movementHash},
            {"speed_mps", s.speed},
            {"distance_m", s.distance},
            {"range_m", s.range},
            {"networks", s.networks},
            {"switch", s.order},
            {"trigger", s.trigger},
            {"period_ns", s.period},
            {"outage_ns", s.outage},
            {"access_delay_ns", s.accessDelay},
            {"home_delay_ns", s.homeDelay < 0 ? s.accessDelay : s.homeDelay},
            {"home", s.home},
            {"core_delay_ns", s.coreDelay},
            {"rate", s.rate},
            {"beacon_ns", s.beacon},
            {"missed_beacons", s.missed},
            {"scan", s.scan},
            {"channels", s.channels},
            {"scan_channels", s.scanned},
            {"dwell_ns", s.dwell},
            {"dhcp_wait_ns", s.dhcpWait},
            {"ra_min_ns", s.raMin},
            {"ra_max_ns", s.raMax},
            {"solicit", s.solicit},
            {"dad", s.dad},
            {"ingress_filter", s.ingressFilter}};
}

bool
ReadCommandLine(int argc, char* argv[], Campaign& campaign)
{
    campaign.jobs = std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
    const std::string preset = NamedPreset(argc, argv);
    if (preset == "list")
    {
        std::printf("%s", DescribePresets().c_str());
        return false;
    }
    std::vector<Settings> settings = FindPreset(preset);
    if (settings.empty())
    {
        settings.emplace_back();
    }
    std::set<std::string> known;
    for (Settings& one : settings)
    {
        if (!Parse(argc, argv, one, campaign))
        {
            return false;
        }
        one.label = LabelOf(one);
        for (Settings& each : ForEachSystem(one))
        {
            Check(each);
            HashFiles(each);
            // An option may have made the same of several settings of a preset.
            if (known.insert(ToJson(each).dump()).second)
            {
                campaign.settings.push_back(each);
            }
        }
    }
    return true;
}

void
Check(const Settings& s)
{
    ns3::Ptr<MobilitySystem> system = MobilitySystem::Create(s.system);
    if (!system->Supports(s.family == "ipv6"))
    {
        throw std::invalid_argument("--system: " + s.system + " cannot do " + s.family);
    }
    for (const auto& [name, value] : s.attributes)
    {
        if (!system->SetAttributeFailSafe(name, ns3::StringValue(value)))
        {
            throw std::invalid_argument("--set: " + s.system + " has no attribute " + name +
                                        ", or it does not take \"" + value + "\"");
        }
    }
    ns3::TypeId::AttributeInformation information;
    if (system->GetInstanceTypeId().LookupAttributeByName("Costs", &information) &&
        !system->SetAttributeFailSafe("Costs", ns3::StringValue(s.costs)))
    {
        throw std::invalid_argument("--costs: \"" + s.costs +
                                    "\" cannot be had; allowed are none, paper-2006 and "
                                    "measured:FILE with a file that ./l4m reproduce has made");
    }
    ns3::DataRateValue rate;
    if (!rate.DeserializeFromString(s.rate, ns3::MakeDataRateChecker()) ||
        rate.Get().GetBitRate() == 0)
    {
        throw std::invalid_argument("--rate: \"" + s.rate + "\" is no rate; 20Mbps is one");
    }
    CheckChannels("--channels", s.channels);
    if (!s.scanned.empty())
    {
        CheckChannels("--scan-channels", s.scanned);
    }
    if (s.access == "lan" && s.handovers > 1 && s.outage + g_phase > s.period)
    {
        throw std::invalid_argument("--outage: the cable has to be in again before the next move; "
                                    "allowed is what is 0.1s shorter than --period, or less");
    }
    if (s.home != "own" && s.access != "wifi")
    {
        throw std::invalid_argument("--home: \"" + s.home +
                                    "\" is for --access=wifi; allowed here is own");
    }
    if (s.raMax < s.raMin)
    {
        throw std::invalid_argument("--ra-max is shorter than --ra-min");
    }
    try
    {
        paper::FileSource(s.file, 0);
    }
    catch (const std::runtime_error& e)
    {
        throw std::invalid_argument(std::string("--file: ") + e.what());
    }
    if (!s.movement.empty())
    {
        CheckMovementFile(s.movement, s.mobiles);
    }
}

} // namespace lab
} // namespace l4m
