/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "job-pool.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <list>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

using nlohmann::ordered_json;

namespace l4m
{
namespace paper
{

namespace
{

/** A job under way. */
struct Running
{
    std::size_t index;  //!< of the job
    pid_t process;      //!< that does it
    int pipe;           //!< from which its result is read
    std::string output; //!< read so far
};

/** Writes all of a text to a pipe. */
bool
WriteAll(int pipe, const std::string& text)
{
    std::size_t written = 0;
    while (written < text.size())
    {
        const ssize_t n = write(pipe, text.data() + written, text.size() - written);
        if (n < 0 && errno != EINTR)
        {
            return false;
        }
        written += n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    return true;
}

/** What the process of a job does; does not return. */
[[noreturn]] void
Work(const Job& job, int pipe)
{
    ordered_json answer;
    try
    {
        answer["result"] = job.work();
    }
    catch (const std::exception& e)
    {
        answer["error"] = e.what();
    }
    const bool written = WriteAll(pipe, answer.dump());
    _exit(written ? 0 : 1);
}

/** Starts the process of a job. */
Running
Start(const Job& job, std::size_t index)
{
    int ends[2];
    if (pipe(ends) != 0)
    {
        throw std::runtime_error(std::string("no pipe could be made: ") + std::strerror(errno));
    }
    // What is buffered would otherwise be written by both processes.
    std::fflush(nullptr);
    const pid_t process = fork();
    if (process < 0)
    {
        close(ends[0]);
        close(ends[1]);
        throw std::runtime_error(std::string("no process could be started: ") +
                                 std::strerror(errno));
    }
    if (process == 0)
    {
        close(ends[0]);
        Work(job, ends[1]);
    }
    close(ends[1]);
    return Running{index, process, ends[0], ""};
}

/** Ends the processes of all jobs under way. */
void
EndAll(std::list<Running>& running)
{
    for (const auto& r : running)
    {
        kill(r.process, SIGKILL);
        waitpid(r.process, nullptr, 0);
        close(r.pipe);
    }
    running.clear();
}

/** Waits until some pipes have something to say, and reads it. @return those that have ended */
std::list<Running>
ReadSome(std::list<Running>& running)
{
    std::vector<pollfd> polls;
    for (const auto& r : running)
    {
        polls.push_back(pollfd{r.pipe, POLLIN, 0});
    }
    if (poll(polls.data(), polls.size(), -1) < 0 && errno != EINTR)
    {
        throw std::runtime_error(std::string("poll: ") + std::strerror(errno));
    }
    std::list<Running> ended;
    auto r = running.begin();
    for (const auto& p : polls)
    {
        const auto current = r++;
        if (p.revents == 0)
        {
            continue;
        }
        char block[65536];
        const ssize_t n = read(current->pipe, block, sizeof block);
        if (n > 0)
        {
            current->output.append(block, static_cast<std::size_t>(n));
        }
        else if (n == 0 || errno != EINTR)
        {
            ended.splice(ended.end(), running, current);
        }
    }
    return ended;
}

/** Takes leave of a process that has closed its pipe. @return its job's result */
ordered_json
Collect(const Running& ended, const Job& job)
{
    int status = 0;
    close(ended.pipe);
    waitpid(ended.process, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    {
        throw std::runtime_error("the simulation \"" + job.name + "\" crashed");
    }
    ordered_json answer = ordered_json::parse(ended.output);
    if (answer.contains("error"))
    {
        throw std::runtime_error("the simulation \"" + job.name +
                                 "\" failed: " + answer["error"].get<std::string>());
    }
    return answer["result"];
}

} // namespace

std::vector<ordered_json>
RunJobs(const std::vector<Job>& jobs, unsigned parallel, const JobProgress& progress)
{
    std::vector<ordered_json> results(jobs.size());
    std::list<Running> running;
    std::size_t next = 0;
    std::size_t done = 0;
    try
    {
        while (done < jobs.size())
        {
            while (running.size() < parallel && next < jobs.size())
            {
                running.push_back(Start(jobs[next], next));
                ++next;
            }
            for (const auto& ended : ReadSome(running))
            {
                results[ended.index] = Collect(ended, jobs[ended.index]);
                ++done;
                progress(done, ended.index, results[ended.index]);
            }
        }
    }
    catch (...)
    {
        EndAll(running);
        throw;
    }
    return results;
}

} // namespace paper
} // namespace l4m
