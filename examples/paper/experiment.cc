/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "experiment.h"

#include "format.h"
#include "job-pool.h"
#include "l4m/suite.h"
#include "transfer-run.h"
#include "udp-run.h"

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

using namespace ns3;
using nlohmann::ordered_json;

namespace l4m
{
namespace paper
{

namespace
{

/** The transfers that are shown send at least this much: it takes 2 s of 100 Mbit/s. */
const uint64_t g_transferBytes = 24000000;
/** The move comes this long after connect(), in the middle of that. */
const Time g_moveAfter = Seconds(1);

/** Where only the resumption matters, the move comes earlier. */
const uint64_t g_shortBytes = 4000000;
const Time g_shortMoveAfter = MilliSeconds(100);

/** One simulation and where its result goes. */
struct Planned
{
    std::string section; //!< of the results
    bool thisHost;       //!< whether it depends on this host
    ordered_json labels; //!< first columns of its row
    Job job;             //!< its work gives the other columns
};

/** All simulations, in the order of the results. */
class Plan
{
  public:
    explicit Plan(const Settings& settings)
        : m_settings(settings)
    {
        AddTransfers();
        AddHandshakes();
        AddUdp();
        AddStaircase();
        AddSensitivity();
    }

    const std::vector<Planned>& Get() const
    {
        return m_planned;
    }

  private:
    /** @return a transfer with what all of them share */
    TransferRun MakeTransfer(const Stack& stack) const
    {
        TransferRun run;
        run.stack = stack;
        run.file = m_settings.file;
        run.seed = m_settings.seed;
        run.outage = NanoSeconds(m_settings.outageNs);
        return run;
    }

    /** @return a transfer of which only the resumption matters */
    TransferRun MakeShort(const Stack& stack) const
    {
        TransferRun run = MakeTransfer(stack);
        run.least = g_shortBytes;
        run.moveAfter = g_shortMoveAfter;
        run.stopWhenResumed = true;
        return run;
    }

    /** @return a stack with the chosen suite */
    Stack Chosen(Stack stack) const
    {
        stack.suite = m_settings.suite;
        return stack;
    }

    void Add(const std::string& section,
             const ordered_json& labels,
             const std::string& name,
             const std::function<ordered_json()>& work,
             bool thisHost = false)
    {
        m_planned.push_back(Planned{section, thisHost, labels, Job{name, work}});
    }

    void AddTransfers()
    {
        const struct
        {
            const char* name;
            const char* text;
            Stack stack;
            TransferRun::Event event;
        } runs[] = {
            {"paper", "file transfer, the paper's behaviour", Stack::Paper(), TransferRun::MOVE},
            {"kick", "file transfer, TCP told of the move", Stack::Kick(), TransferRun::MOVE},
            {"plain", "file transfer, ordinary TCP", Stack::Plain(), TransferRun::MOVE},
            {"plain-unplugged",
             "file transfer, ordinary TCP, cable pulled and put back, same address",
             Stack::Plain(),
             TransferRun::UNPLUG},
        };

        for (const auto& r : runs)
        {
            TransferRun run = MakeTransfer(Chosen(r.stack));
            run.least = g_transferBytes;
            run.moveAfter = g_moveAfter;
            run.event = r.event;
            run.record = r.stack.mobile;
            Add("transfer", {{"run", r.name}}, r.text, [run] { return run.Simulate(); });
        }
    }

    void AddHandshake(const std::string& sockets, const Stack& stack, const std::string& costs)
    {
        TransferRun run = MakeTransfer(stack);
        run.event = TransferRun::NOTHING;
        ordered_json labels{{"sockets", sockets}};
        labels["suite"] = stack.mobile ? ordered_json(stack.suite) : ordered_json(nullptr);
        labels["costs"] = stack.mobile ? ordered_json(costs) : ordered_json(nullptr);
        const std::string name =
            "handshake, " + sockets + (stack.mobile ? ", suite " + stack.suite + ", " + costs : "");
        auto simulate = [run] {
            return ordered_json{{"handshake_ns", run.Simulate()["handshake_ns"]}};
        };
        Add("handshake", labels, name, simulate, costs == "this-host");
    }

    void AddHandshakes()
    {
        AddHandshake("ordinary", Stack::Plain(), "");
        std::vector<std::pair<std::string, std::string>> costs{{"none", "none"},
                                                               {"paper-2006", "paper-2006"}};
        if (!m_settings.costs.empty())
        {
            costs.emplace_back("this-host", "measured:" + m_settings.costs);
        }
        std::size_t count = 0;
        const l4m_suite* suites = l4m_suites(&count);
        for (const auto& c : costs)
        {
            for (std::size_t i = 0; i < count; ++i)
            {
                Stack stack = Stack::Paper();
                stack.suite = suites[i].name;
                stack.costs = c.second;
                AddHandshake("mobile", stack, c.first);
            }
        }
    }

    void AddUdp()
    {
        Stack silent = Stack::Paper();
        silent.emptyPacket = false;

        const struct
        {
            const char* name;
            const char* text;
            Stack stack;
            bool moverSends;
        } runs[] = {
            {"flowing", "UDP, both ends send", Stack::Paper(), true},
            {"idle", "UDP, the mover only receives", Stack::Paper(), false},
            {"idle-no-empty", "UDP, the mover only receives, no empty packet", silent, false},
            {"plain", "UDP, ordinary sockets, both ends send", Stack::Plain(), true},
        };

        for (const auto& r : runs)
        {
            UdpRun run;
            run.stack = Chosen(r.stack);
            run.moverSends = r.moverSends;
            // Not a multiple of the interval between two datagrams.
            run.moveAfter = MilliSeconds(1005);
            run.outage = NanoSeconds(m_settings.outageNs);
            run.talkAfter = Seconds(2);
            run.seed = m_settings.seed;
            Add("udp", {{"run", r.name}}, r.text, [run] { return run.Simulate(); });
        }
    }

    void AddStaircase()
    {
        for (const auto& mode :
             {std::make_pair("paper", Stack::Paper()), std::make_pair("kick", Stack::Kick())})
        {
            for (int64_t outage = 0; outage <= g_staircaseEndNs; outage += m_settings.stepNs)
            {
                TransferRun run = MakeShort(Chosen(mode.second));
                run.outage = NanoSeconds(outage);
                Add("staircase",
                    {{"mode", mode.first}, {"outage_ns", outage}},
                    std::string("staircase, ") + mode.first + ", new address after " +
                        Fixed(outage, g_second, 3) + " s",
                    [run] {
                        const ordered_json r = run.Simulate();
                        return ordered_json{{"resumed_ns", r["resumed_ns"]},
                                            {"rto_ns", r["rto_ns"]}};
                    });
            }
        }
    }

    /** What else Linux 2.6.14 could have been set to: its tick and its receive buffer. */
    void AddSensitivity()
    {
        for (const Time& jiffy : {MilliSeconds(1), MilliSeconds(4), MilliSeconds(10)})
        {
            for (uint32_t buffer : {21845, 43690, 87380, 174760})
            {
                TransferRun run = MakeShort(Chosen(Stack::Paper()));
                run.outage = Seconds(10);
                run.tcp.jiffy = jiffy;
                run.tcp.receiveBuffer = buffer;
                ordered_json labels{{"jiffy_ns", jiffy.GetNanoSeconds()},
                                    {"receive_buffer", buffer},
                                    {"window", run.tcp.GetWindow()}};
                Add("sensitivity",
                    labels,
                    "sensitivity, tick " + Fixed(jiffy.GetNanoSeconds(), g_millisecond, 0) +
                        " ms, receive buffer " + std::to_string(buffer) + " bytes",
                    [run] {
                        const ordered_json r = run.Simulate();
                        return ordered_json{{"srtt_ns", r["srtt_ns"]},
                                            {"rto_ns", r["rto_ns"]},
                                            {"resumed_ns", r["resumed_ns"]}};
                    });
            }
        }
    }

    const Settings& m_settings;
    std::vector<Planned> m_planned;
};

/** Tells how far the experiment is: each of the few long simulations, every tenth of the rest. */
void
ShowProgress(const std::vector<Planned>& plan,
             std::size_t done,
             std::size_t index,
             const ordered_json& result)
{
    const Planned& p = plan[index];
    const bool shown =
        p.section == "transfer" || done % (plan.size() / 10 + 1) == 0 || done == plan.size();
    if (!shown)
    {
        return;
    }
    std::string came;
    if (result.contains("resumed_ns"))
    {
        came = result["resumed_ns"].is_null()
                   ? ": no data flows any more"
                   : ": data flows again after " + Fixed(result["resumed_ns"], g_second, 3) + " s";
    }
    std::fprintf(stderr, "[%3zu/%zu] %s%s\n", done, plan.size(), p.job.name.c_str(), came.c_str());
}

/** @return what the results depend on */
ordered_json
Describe(const Settings& settings)
{
    return ordered_json{{"file", settings.file},
                        {"suite", settings.suite},
                        {"outage_ns", settings.outageNs},
                        {"staircase_step_ns", settings.stepNs},
                        {"seed", settings.seed}};
}

} // namespace

Results
RunExperiment(const Settings& settings)
{
    const Plan plan(settings);
    const std::vector<Planned>& planned = plan.Get();
    std::vector<Job> jobs;
    for (const auto& p : planned)
    {
        jobs.push_back(p.job);
    }
    std::fprintf(stderr, "%zu simulations, %u at a time\n", jobs.size(), settings.jobs);
    const std::vector<ordered_json> done =
        RunJobs(jobs,
                settings.jobs,
                [&](std::size_t n, std::size_t index, const ordered_json& result) {
                    ShowProgress(planned, n, index, result);
                });
    Results results;
    results.everywhere["settings"] = Describe(settings);
    for (std::size_t i = 0; i < planned.size(); ++i)
    {
        ordered_json row = planned[i].labels;
        row.update(done[i]);
        ordered_json& document = planned[i].thisHost ? results.thisHost : results.everywhere;
        document[planned[i].section].push_back(row);
    }
    return results;
}

} // namespace paper
} // namespace l4m
