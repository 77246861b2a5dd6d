/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/*
 * How much the mobility layer slows a simulation down: the wall-clock of 100 MB over TCP on a
 * 100 Mbit/s LAN, with a MAC really made and checked for each packet, against ordinary ns-3 TCP.
 * Each is done several times in turn, each in a process of its own. A ratio is the median of those
 * to the ordinary transfer of the same round, so that a load that comes and goes matters little.
 *
 *   ./l4m bench                      runs this among others
 *   l4m-bench-simulator [--json FILE] [--quick] [--check]
 *
 * Prints a line for each kind of socket: seconds of wall-clock and of processor time, each as a
 * ratio to ordinary ones too, and MACs computed. The processor's ratio is what an idle machine's
 * clock shows.
 */

#include "paper/job-pool.h"
#include "paper/lan-move.h"
#include "paper/stack.h"

#include "ns3/applications-module.h"
#include "ns3/inet-socket-address.h"
#include "ns3/l4-mobility-protocol.h"
#include "ns3/linux-tcp-preset.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace l4m::paper;
using nlohmann::ordered_json;

namespace
{

/** Port of the receiver. */
const uint16_t g_port = 20;

/** The mobility layer with the paper's suite may take this much longer than ordinary TCP. */
const double g_limit = 1.25;

/** What the command line says. */
struct Options
{
    std::string json;         //!< file to write to; empty: none
    bool check = false;       //!< whether a missed limit is an error
    uint64_t megabytes = 100; //!< of one transfer
    unsigned repetitions = 5; //!< of each kind of socket
};

/** One kind of socket. */
struct Kind
{
    std::string name; //!< for people and JSON
    Stack stack;      //!< what it is
};

/** \return MACs that a host has computed */
uint64_t
CountMacs(Ptr<Node> node)
{
    Ptr<L4MobilityProtocol> layer = node->GetObject<L4MobilityProtocol>();
    return layer ? l4m_host_work(layer->GetHost())->macs : 0;
}

/** Simulates one transfer. \return its wall-clock and processor time in seconds, bytes received,
 * MACs computed */
ordered_json
Transfer(const Stack& stack, uint64_t bytes)
{
    LinuxTcpPreset().SetDefaults();
    LanMove lan;
    stack.Install(lan.GetHosts());
    const std::string factory = stack.GetTcpFactory().GetName();
    BulkSendHelper source(factory, InetSocketAddress(lan.GetPeerAddress(), g_port));
    source.SetAttribute("MaxBytes", UintegerValue(bytes));
    source.Install(lan.GetMover()).Start(MilliSeconds(100));
    PacketSinkHelper sink(factory, InetSocketAddress(Ipv4Address::GetAny(), g_port));
    Ptr<PacketSink> received = DynamicCast<PacketSink>(sink.Install(lan.GetPeer()).Get(0));
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t cpuBegin = std::clock();
    Simulator::Stop(Hours(1));
    Simulator::Run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const double cpu = static_cast<double>(std::clock() - cpuBegin) / CLOCKS_PER_SEC;
    const ordered_json result{{"seconds", took.count()},
                              {"cpu", cpu},
                              {"received", received->GetTotalRx()},
                              {"macs", CountMacs(lan.GetMover()) + CountMacs(lan.GetPeer())}};
    Simulator::Destroy();
    return result;
}

double
Median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/** Reads the command line; throws std::invalid_argument with what is wrong and allowed. */
Options
ReadCommandLine(const std::vector<std::string>& words)
{
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i)
    {
        if (words[i] == "--json" && i + 1 < words.size())
        {
            options.json = words[++i];
        }
        else if (words[i] == "--quick")
        {
            options.megabytes = 20;
            options.repetitions = 3;
        }
        else if (words[i] == "--check")
        {
            options.check = true;
        }
        else
        {
            throw std::invalid_argument(words[i] == "--json"
                                            ? "--json needs the name of a file"
                                            : "\"" + words[i] +
                                                  "\" is not an option; allowed: --json FILE, "
                                                  "--quick (20 MB, three times), --check (status 2 "
                                                  "if the limit is missed)");
        }
    }
    return options;
}

/** Runs all kinds in turn. \return for each kind its name, seconds of each repetition and MACs */
ordered_json
Measure(const Options& options)
{
    std::vector<Kind> kinds{{"ordinary", Stack::Plain()}};
    for (const char* suite : {"paper", "default", "fast"})
    {
        kinds.push_back({suite, Stack::Paper()});
        kinds.back().stack.suite = suite;
        kinds.back().stack.costs = "none";
    }
    const uint64_t bytes = options.megabytes * 1000000;
    std::vector<Job> jobs;
    for (unsigned r = 0; r < options.repetitions; ++r)
    {
        for (const auto& kind : kinds)
        {
            jobs.push_back(Job{kind.name, [kind, bytes] { return Transfer(kind.stack, bytes); }});
        }
    }
    std::fprintf(stderr,
                 "simulator: %zu transfers of %llu MB\n",
                 jobs.size(),
                 static_cast<unsigned long long>(options.megabytes));
    const auto results =
        RunJobs(jobs, 1, [&](std::size_t done, std::size_t index, const ordered_json& result) {
            std::fprintf(stderr,
                         "[%2zu/%zu] %s: %.2f s\n",
                         done,
                         jobs.size(),
                         jobs[index].name.c_str(),
                         result["seconds"].get<double>());
        });
    ordered_json rows;
    for (std::size_t k = 0; k < kinds.size(); ++k)
    {
        std::vector<double> seconds;
        std::vector<double> cpu;
        std::vector<double> ratios;
        std::vector<double> cpuRatios;
        for (std::size_t i = 0; i < results.size(); i += kinds.size())
        {
            const ordered_json& result = results[i + k];
            if (result["received"] != bytes)
            {
                throw std::runtime_error("a transfer did not arrive whole");
            }
            seconds.push_back(result["seconds"]);
            cpu.push_back(result["cpu"]);
            ratios.push_back(seconds.back() / results[i]["seconds"].get<double>());
            cpuRatios.push_back(cpu.back() / results[i]["cpu"].get<double>());
        }
        rows.push_back({{"sockets", kinds[k].name},
                        {"seconds", seconds},
                        {"cpu", cpu},
                        {"median", Median(seconds)},
                        {"cpu_median", Median(cpu)},
                        {"ratio", Median(ratios)},
                        {"cpu_ratio", Median(cpuRatios)},
                        {"macs", results[k]["macs"]}});
    }
    return rows;
}

} // namespace

int
main(int argc, char* argv[])
{
    try
    {
        const Options options = ReadCommandLine({argv + 1, argv + argc});
        const ordered_json rows = Measure(options);
        std::printf("Simulating %llu MB over TCP (medians of %u)\n",
                    static_cast<unsigned long long>(options.megabytes),
                    options.repetitions);
        for (const auto& row : rows)
        {
            std::printf("  %-9s %6.2f s  %5.3f x   processor %6.2f s  %5.3f x   %8llu MACs\n",
                        row["sockets"].get<std::string>().c_str(),
                        row["median"].get<double>(),
                        row["ratio"].get<double>(),
                        row["cpu_median"].get<double>(),
                        row["cpu_ratio"].get<double>(),
                        static_cast<unsigned long long>(row["macs"]));
        }
        const bool met = rows[1]["ratio"].get<double>() <= g_limit;
        std::printf("  limit for suite paper, wall-clock: %.2f x: %s\n",
                    g_limit,
                    met ? "met" : "missed");
        if (!options.json.empty())
        {
            std::ofstream file(options.json);
            file << ordered_json{{"megabytes", options.megabytes}, {"simulator", rows}}.dump(2)
                 << "\n";
            file.close();
            if (!file)
            {
                throw std::runtime_error("\"" + options.json + "\" cannot be written");
            }
        }
        return options.check && !met ? 2 : 0;
    }
    catch (const std::exception& e)
    {
        std::fprintf(stderr, "l4m-bench-simulator: %s\n", e.what());
        return 1;
    }
}
