/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_JOB_POOL_H
#define L4M_PAPER_JOB_POOL_H

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace l4m
{
namespace paper
{

/** One simulation. */
struct Job
{
    std::string name;                             //!< for messages
    std::function<nlohmann::ordered_json()> work; //!< what is done
};

/** Called as jobs end: how many have, which one just did, and its result. */
using JobProgress =
    std::function<void(std::size_t done, std::size_t index, const nlohmann::ordered_json& result)>;

/**
 * Runs each job in a process of its own, forked from this one, some at a time. A job sees the state
 * that this process has now, so that its result depends neither on the other jobs nor on their
 * order.
 *
 * @param jobs what to do
 * @param parallel how many processes at a time, at least 1
 * @param progress told of each job that has ended
 * @return the results in the order of the jobs
 *
 * Throws std::runtime_error where a job failed, with its name and reason, after ending the others.
 */
std::vector<nlohmann::ordered_json> RunJobs(const std::vector<Job>& jobs,
                                            unsigned parallel,
                                            const JobProgress& progress);

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_JOB_POOL_H */
