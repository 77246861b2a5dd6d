/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "campaign.h"

#include "paper/job-pool.h"
#include "run.h"
#include "summary.h"

#include "ns3/results-database.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>

namespace l4m
{
namespace lab
{

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using ns3::ResultsDatabase;
using ns3::RunRecord;

namespace
{

/** A run that is to be done. */
struct Task
{
    const Settings* settings; //!< its settings
    uint32_t seed;            //!< its seed
    std::string name;         //!< for people
};

/** @return the name of a run, for people */
std::string
Describe(const Settings& s, uint32_t seed)
{
    std::string name = s.system + ", " + s.access + ", " + s.traffic;
    if (!s.label.empty())
    {
        name += " (" + s.label + ")";
    }
    return name + ", seed " + std::to_string(seed);
}

/** Makes a folder. */
void
MakeFolder(const fs::path& path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error || !fs::is_directory(path))
    {
        throw std::runtime_error("the folder " + path.string() +
                                 " cannot be made: " + error.message());
    }
}

/** Writes results in the order of the tasks, whichever is ready first: so that files are the same
 * whatever the order. */
class InOrder
{
  public:
    InOrder(ResultsDatabase& database, std::size_t count)
        : m_database(database),
          m_count(count)
    {
    }

    /** A task has ended. */
    void Add(std::size_t index, const std::string& record)
    {
        m_waiting[index] = record;
        for (auto next = m_waiting.find(m_next); next != m_waiting.end();
             next = m_waiting.find(m_next))
        {
            m_database.AddRun(ns3::RunRecordFromJson(next->second));
            m_waiting.erase(next);
            ++m_next;
        }
    }

    /** @return whether all are written */
    bool IsComplete() const
    {
        return m_next == m_count;
    }

  private:
    ResultsDatabase& m_database;                  //!< where to
    std::size_t m_count;                          //!< tasks in all
    std::size_t m_next{0};                        //!< the next to be written
    std::map<std::size_t, std::string> m_waiting; //!< ready before their turn
};

/** @return the tasks that are not in the database yet */
std::vector<Task>
FindTasks(const Campaign& campaign, ResultsDatabase& database, std::size_t& there)
{
    std::vector<Task> tasks;
    there = 0;
    for (const Settings& settings : campaign.settings)
    {
        for (uint32_t i = 0; i < campaign.seeds; ++i)
        {
            const uint32_t seed = campaign.firstSeed + i;
            if (database.HasRun(RunKey(settings, seed)))
            {
                ++there;
                continue;
            }
            tasks.push_back({&settings, seed, Describe(settings, seed)});
        }
    }
    return tasks;
}

/** @return the work of a task */
paper::Job
MakeJob(const Task& task, const Campaign& campaign)
{
    const std::string key = RunKey(*task.settings, task.seed);
    RunFiles files;
    if (campaign.events)
    {
        files.events = campaign.out + "/events/" + key + ".jsonl";
    }
    if (campaign.pcap)
    {
        files.pcap = campaign.out + "/pcap/" + key;
    }
    return {task.name,
            [task, files]() -> ordered_json { return Run(*task.settings, task.seed, files); }};
}

} // namespace

void
RunCampaign(const Campaign& campaign)
{
    MakeFolder(campaign.out);
    MakeFolder(campaign.out + "/events");
    if (campaign.pcap)
    {
        MakeFolder(campaign.out + "/pcap");
    }
    ResultsDatabase database(campaign.out + "/results.sqlite");
    std::size_t there = 0;
    const std::vector<Task> tasks = FindTasks(campaign, database, there);
    if (there > 0)
    {
        std::fprintf(stderr,
                     "%zu runs are there already and are not repeated (to do so after a change of "
                     "the code: another --out, or delete %s)\n",
                     there,
                     campaign.out.c_str());
    }
    std::vector<paper::Job> jobs;
    for (const Task& task : tasks)
    {
        jobs.push_back(MakeJob(task, campaign));
    }
    const auto begin = std::chrono::steady_clock::now();
    InOrder writer(database, tasks.size());
    paper::RunJobs(jobs,
                   campaign.jobs,
                   [&](std::size_t done, std::size_t index, const ordered_json& result) {
                       writer.Add(index, result.get<std::string>());
                       const std::chrono::duration<double> took =
                           std::chrono::steady_clock::now() - begin;
                       std::fprintf(stderr,
                                    "[%zu/%zu] %s (%.1f s)\n",
                                    done,
                                    tasks.size(),
                                    tasks[index].name.c_str(),
                                    took.count());
                   });
    database.ExportCsv(campaign.out);
    PrintSummary(campaign);
}

} // namespace lab
} // namespace l4m
