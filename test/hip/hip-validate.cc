/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The long forms of HIP's tests: figures beside their formulas, many seeds, losses, tours. Prints a
// RESULT line for each, and fails where one is out of its bounds.

#include "hip-delays.h"
#include "hip-tour.h"
#include "validation-line.h"

#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <cmath>

using namespace ns3;

namespace
{

/** Both policies. */
const std::string SYSTEMS[] = {"hip", "hip-credit"};

/** Prints a delay. @param kind of HIP @param delay what was measured */
void
ResultOfDelay(const HipKind& kind, const HipDelay& delay)
{
    Result(kind.GetName() + ", " + delay.what + "; ms",
           Milliseconds(delay.measured),
           Milliseconds(delay.formula) + " and at most " + Milliseconds(delay.tolerance) +
               " more (formula in doc/hip.rst)",
           delay.Holds());
}

/** A move at three settings: both policies, both families. */
void
CheckMoves()
{
    HipKind kind;
    Time furthest;
    uint32_t others = 0;
    for (const bool ipv6 : {false, true})
    {
        kind.ipv6 = ipv6;
        for (const std::string& system : SYSTEMS)
        {
            kind.system = system;
            for (const HipTestBed::Delays& setting : GetHipSettings())
            {
                kind.delays = setting;
                const std::vector<HipDelay> delays = MeasureHipMove(kind);
                ResultOfDelay(kind, delays[0]);
                ResultOfDelay(kind, delays[1]);
                HipKind home = kind;
                home.to = "home";
                for (const HipDelay& delay : MeasureHipMove(home))
                {
                    furthest = Max(furthest, Abs(delay.measured - delay.formula));
                    ++others;
                }
            }
        }
    }
    Result("hip and hip-credit, the same on return home, datagrams and what the system tells, of " +
               std::to_string(others) + " figures: furthest from the formula; ms",
           Milliseconds(furthest),
           "0.560 at most (interval of datagrams and time on the wire)",
           furthest <= MicroSeconds(560));
    kind = HipKind();
    kind.dataBeforeAck = false;
    for (const HipTestBed::Delays& setting : GetHipSettings())
    {
        kind.delays = setting;
        const std::vector<HipDelay> delays = MeasureHipMove(kind);
        ResultOfDelay(kind, delays[0]);
        ResultOfDelay(kind, delays[1]);
    }
}

/** Base exchanges at three settings, both families. */
void
CheckSetUps()
{
    HipKind kind;
    for (const bool ipv6 : {false, true})
    {
        kind.ipv6 = ipv6;
        for (const HipTestBed::Delays& setting : GetHipSettings())
        {
            kind.delays = setting;
            for (const HipDelay& delay : MeasureHipSetUps(kind))
            {
                ResultOfDelay(kind, delay);
            }
        }
    }
}

/** Losses of 1 % and 10 % at each host, 400 moves each, half of them with IPv6. */
void
CheckLosses()
{
    constexpr uint32_t seeds{20};
    for (const std::string& system : SYSTEMS)
    {
        for (const double rate : {0.01, 0.1})
        {
            HipLosses sum;
            sum.shortest = Time::Max();
            for (uint32_t seed = 1; seed <= seeds; ++seed)
            {
                RngSeedManager::SetRun(seed);
                const HipLosses one = MeasureHipLosses(system, seed % 2 == 0, rate, 20);
                sum.moves += one.moves;
                sum.lost += one.lost;
                sum.first += one.first;
                sum.late += one.late;
                sum.again += one.again;
                sum.silent += one.silent;
                sum.repeated += one.repeated;
                sum.shortest = Min(sum.shortest, one.shortest);
                sum.doubled = sum.doubled && one.doubled;
            }
            const std::string name = system +
                                     ", signalling lost at each host: " + Text(100 * rate, 0) +
                                     " % (" + std::to_string(sum.lost) + " packets), ";
            const double expected = HipFirstShare(rate);
            const double bound = 4 * std::sqrt(expected * (1 - expected) / sum.moves);
            const double share = static_cast<double>(sum.first) / sum.moves;
            Result(name + "share of moves that need no packet again",
                   Text(share, 3),
                   Text(expected, 3) + " +- " + Text(bound, 3) +
                       " (three packets, four standard deviations)",
                   std::abs(share - expected) <= bound);
            const double late = sum.moves * HipLateShare(rate);
            const double most = std::floor(late + 4 * std::sqrt(late));
            Result(name + "moves not over 8 s later, of " + std::to_string(sum.moves),
                   std::to_string(sum.late),
                   "at most " + Text(most, 0) + " (four UPDATEs lost, four standard deviations)",
                   sum.late <= most && sum.silent <= most);
            Result(name + "base exchanges but the first",
                   std::to_string(sum.again),
                   "0 (no association is lost)",
                   sum.again == 0);
            Result(name + "least time until an UPDATE is sent again, of " +
                       std::to_string(sum.repeated) + "; ms",
                   Milliseconds(sum.shortest) + (sum.doubled ? ", doubled" : ", not doubled"),
                   "36 at least, doubled each time (two round trips, RFC 5201 section 6.11)",
                   sum.shortest >= 2 * HipTestBed::Delays().Mc() && sum.doubled);
        }
    }
    RngSeedManager::SetRun(1);
}

/** Tours of 100 moves with five seeds. */
void
CheckTours()
{
    constexpr uint32_t moves{100};
    for (const std::string& system : SYSTEMS)
    {
        for (const bool ipv6 : {false, true})
        {
            uint64_t missing = 0;
            uint32_t lost = 0;
            uint32_t troubles = 0;
            uint32_t updates = 0;
            uint32_t all = 0;
            for (uint32_t seed = 1; seed <= 5; ++seed)
            {
                RngSeedManager::SetRun(seed);
                const HipTour tour = RunHipTour(system, ipv6, moves);
                missing += 2 * tour.fileSize - tour.up - tour.down + tour.wrong;
                lost += tour.lost;
                troubles += tour.unsettled + tour.stateChanges + tour.setUps - 1;
                updates += tour.updates;
                all += moves;
            }
            const std::string name = system + (ipv6 ? ", IPv6" : ", IPv4") + ", tours with " +
                                     std::to_string(all) + " moves: ";
            Result(name + "bytes wrong or missing of files up and down",
                   std::to_string(missing),
                   "0 (each byte is compared)",
                   missing == 0);
            Result(name + "datagrams lost later than 0.15 s after a move",
                   std::to_string(lost),
                   "0 (2 R_MC is below that)",
                   lost == 0);
            Result(name + "moves after which ends differ about addresses, changes of state, "
                          "base exchanges but the first",
                   std::to_string(troubles),
                   "0 (no association is lost)",
                   troubles == 0);
            Result(name + "UPDATEs between mobile and correspondent",
                   std::to_string(updates),
                   std::to_string(3 * all) + " (three a move, RFC 5206 section 3.2.1)",
                   updates == 3 * all);
        }
    }
    RngSeedManager::SetRun(1);
}

} // namespace

int
main()
{
    CheckMoves();
    CheckSetUps();
    CheckLosses();
    CheckTours();
    return g_failed ? 1 : 0;
}
