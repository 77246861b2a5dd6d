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
 * clock shows; the limit is held against that. For the paper's suite it says as well what bare
 * HMAC-MD5 of as many bytes in as many packets takes: what is left when nothing but MACs costs.
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
#include <openssl/evp.h>
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
const double g_limit = 1.15;

/** The suite that makes its MACs with HMAC-MD5. */
const char* const g_paperSuite = "paper";

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

/** Adds the MACs that a host has computed, and the bytes that they covered. */
void
AddWork(Ptr<Node> node, uint64_t& macs, uint64_t& bytes)
{
    if (Ptr<L4MobilityProtocol> layer = node->GetObject<L4MobilityProtocol>())
    {
        macs += l4m_host_work(layer->GetHost())->macs;
        bytes += l4m_host_work(layer->GetHost())->mac_bytes;
    }
}

/** @return seconds of processor time since a value of std::clock() */
double
CpuSince(std::clock_t begin)
{
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/**
 * Makes bare MACs as libcrypto does them by itself. HMAC-MD5's cost is a sum of one for each packet
 * and one for each byte, so that packets of the mean size stand for all.
 * @return seconds of processor time
 */
double
MakeBareMacs(uint64_t macs, uint64_t bytes)
{
    EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    EVP_MAC_CTX* context = EVP_MAC_CTX_new(hmac);
    const std::vector<uint8_t> packet(macs > 0 ? bytes / macs : 0);
    uint8_t key[16] = {};
    uint8_t mac[16];
    std::size_t length = 0;
    char digest[] = "MD5";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_utf8_string("digest", digest, 3), OSSL_PARAM_END};
    bool ok = EVP_MAC_init(context, key, sizeof(key), parameters) == 1;
    const std::clock_t begin = std::clock();
    for (uint64_t i = 0; i < macs && ok; ++i)
    {
        ok = EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
             EVP_MAC_update(context, packet.data(), packet.size()) == 1 &&
             EVP_MAC_final(context, mac, &length, sizeof(mac)) == 1;
    }
    const double took = CpuSince(begin);
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(hmac);
    if (!ok)
    {
        throw std::runtime_error("libcrypto makes no HMAC-MD5");
    }
    return took;
}

/** Simulates one transfer. @return its wall-clock and processor time in seconds, bytes received,
 * MACs computed, and the processor time of as many bare ones */
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
    const double cpu = CpuSince(cpuBegin);
    uint64_t macs = 0;
    uint64_t macBytes = 0;
    AddWork(lan.GetMover(), macs, macBytes);
    AddWork(lan.GetPeer(), macs, macBytes);
    const bool isHmacMd5 = stack.mobile && stack.suite == g_paperSuite;
    const ordered_json result{{"seconds", took.count()},
                              {"cpu", cpu},
                              {"received", received->GetTotalRx()},
                              {"macs", macs},
                              {"bare", isHmacMd5 ? MakeBareMacs(macs, macBytes) : 0.0}};
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

/** Runs all kinds in turn. @return for each kind its name, seconds of each repetition and MACs */
ordered_json
Measure(const Options& options)
{
    std::vector<Kind> kinds{{"ordinary", Stack::Plain()}};
    for (const char* suite : {g_paperSuite, "default", "fast"})
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
        std::vector<double> bareRatios;
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
            bareRatios.push_back(result["bare"].get<double>() / results[i]["cpu"].get<double>());
        }
        rows.push_back({{"sockets", kinds[k].name},
                        {"seconds", seconds},
                        {"cpu", cpu},
                        {"median", Median(seconds)},
                        {"cpu_median", Median(cpu)},
                        {"ratio", Median(ratios)},
                        {"cpu_ratio", Median(cpuRatios)},
                        {"macs", results[k]["macs"]},
                        {"bare_ratio", Median(bareRatios)}});
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
        const double ratio = rows[1]["cpu_ratio"];
        const double bare = rows[1]["bare_ratio"];
        const bool met = ratio <= g_limit;
        std::printf(
            "  suite paper, processor: %.3f x (at most %.2f x: %s); of that bare HMAC-MD5 of "
            "the same packets %.3f x, everything else %.3f x\n",
            ratio,
            g_limit,
            met ? "met" : "MISSED",
            bare,
            ratio - 1 - bare);
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
