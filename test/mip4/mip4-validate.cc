/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The long forms of Mobile IPv4's tests: figures beside their formulas, many seeds, losses, tours.
// Prints a RESULT line for each, and fails where one is out of its bounds.

#include "mip4-delays.h"
#include "mip4-loss.h"
#include "mip4-tour.h"
#include "mip4-waits.h"
#include "validation-line.h"

#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <cmath>

using namespace ns3;

namespace
{

/** Figures in ideal access: three settings, both systems, with and without reverse tunnel. */
void
CheckDelays()
{
    for (const std::string system : {"mip4", "mip4-fa"})
    {
        for (const bool reverse : {true, false})
        {
            for (const Mip4TestBed::Delays& setting : GetMip4Settings())
            {
                for (const Mip4Delay& delay : MeasureMip4Delays(system, setting, reverse))
                {
                    Result(system + (reverse ? ", " : ", triangle, ") + delay.what + ", " +
                               NameMip4Setting(setting) + "; ms",
                           Milliseconds(delay.measured),
                           Milliseconds(delay.formula) + " and at most " +
                               Milliseconds(MIP4_PACKET_TIME) + " more (formula in doc/mip4.rst)",
                           delay.measured >= delay.formula &&
                               delay.measured < delay.formula + MIP4_PACKET_TIME);
                }
            }
        }
    }
}

/** Losses of 1 % and 10 % at each device, 200 moves each. */
void
CheckLosses()
{
    constexpr uint32_t seeds{10};
    for (const std::string system : {"mip4", "mip4-fa"})
    {
        for (const double rate : {0.01, 0.1})
        {
            Mip4Losses sum;
            sum.shortest = Time::Max();
            for (uint32_t seed = 1; seed <= seeds; ++seed)
            {
                RngSeedManager::SetRun(seed);
                const Mip4Losses one = MeasureMip4Losses(system, rate, 20);
                sum.moves += one.moves;
                sum.late += one.late;
                sum.firstTry += one.firstTry;
                sum.shortest = Min(sum.shortest, one.shortest);
                sum.doubled = sum.doubled && one.doubled;
            }
            const std::string name =
                system + ", signalling lost at each device: " + Text(100 * rate, 0) + " %, ";
            // Five requests go before data are looked at, and all are lost with this probability.
            const double never = std::pow(1 - Mip4FirstTryShare(rate), 5);
            const double most = sum.moves * never + 4 * std::sqrt(sum.moves * never);
            Result(name + "moves not over 16 s later, of " + std::to_string(sum.moves),
                   std::to_string(sum.late),
                   Text(sum.moves * never, 2) + ", at most " + Text(std::floor(most), 0) +
                       " (five requests lost, RFC 5944 section 3.6.3; four standard deviations)",
                   sum.late <= most);
            Result(name + "least time between two requests; s",
                   Text(sum.shortest.GetSeconds(), 3) +
                       (sum.doubled ? ", doubled" : ", not doubled"),
                   "1 at least, doubled each time (RFC 5944 section 3.6.3)",
                   sum.shortest >= Seconds(1) && sum.doubled);
            const double expected = Mip4FirstTryShare(rate);
            const double bound = 4 * std::sqrt(expected * (1 - expected) / sum.moves);
            const double share = static_cast<double>(sum.firstTry) / sum.moves;
            Result(name + "share of moves that one request is enough for",
                   Text(share, 3),
                   Text(expected, 3) + " +- " + Text(bound, 3) +
                       " (each device of the way, four standard deviations)",
                   std::abs(share - expected) <= bound);
        }
    }
    RngSeedManager::SetRun(1);
}

/** Tours of 20 moves with ten seeds, and one of 200. */
void
CheckTours()
{
    const struct
    {
        std::string system;
        bool reverse;
    } kinds[] = {{"mip4", true}, {"mip4", false}, {"mip4-fa", true}, {"mip4-fa", false}};

    for (const auto& kind : kinds)
    {
        const std::string name = kind.system + (kind.reverse ? "" : ", triangle");
        uint64_t missing = 0;
        uint64_t datagrams = 0;
        uint64_t refused = 0;
        uint64_t accepted = 0;
        uint32_t moves = 0;
        for (uint32_t seed = 1; seed <= 11; ++seed)
        {
            RngSeedManager::SetRun(seed);
            const uint32_t each = seed == 11 ? 200 : 20;
            const Mip4Tour tour = RunMip4Tour(kind.system, kind.reverse, each);
            missing += 2 * tour.fileSize - tour.up - tour.down + tour.wrong;
            datagrams += tour.lostUp + tour.lostDown;
            refused += tour.refused + (tour.consistent ? 0 : 1);
            accepted += tour.accepted - 1;
            moves += each;
        }
        Result(name + ", tours with " + std::to_string(moves) +
                   " moves, TCP up and down: bytes wrong or missing",
               std::to_string(missing),
               "0 (each byte is compared)",
               missing == 0);
        Result(name + ", the same tours: datagrams lost later than 0.1 s after a move",
               std::to_string(datagrams),
               "0 (R_MH + R_HC is below that)",
               datagrams == 0);
        Result(name + ", the same tours: registrations accepted after the first; refused",
               std::to_string(accepted) + "; " + std::to_string(refused),
               std::to_string(moves) + "; 0 (one for each move)",
               accepted == moves && refused == 0);
    }
    RngSeedManager::SetRun(1);
}

/** Mobiles that ask for no agent. */
void
CheckWaits()
{
    constexpr uint32_t moves{1000};
    const Time mean = MeanMip4Wait(Seconds(0.75), Seconds(1));
    for (const std::string trigger : {"Notice", "Advertisement"})
    {
        Time sum;
        Time furthest;
        for (const Mip4Wait& wait : MeasureMip4Waits(trigger, moves))
        {
            sum += wait.waited;
            furthest = Max(furthest, Abs(wait.waited - wait.expected));
        }
        const Time expected = trigger == "Notice" ? mean : Seconds(3) - mean;
        // The standard deviation of a wait is 0.26 s.
        const Time bound = Seconds(4 * 0.26 / std::sqrt(moves));
        Result("mip4-fa, advertisements only, Trigger=" + trigger +
                   ", mean wait until the request; ms",
               Milliseconds(sum / moves),
               Milliseconds(expected) + " +- " + Milliseconds(bound) +
                   " (formula in doc/fairness.rst, four standard deviations)",
               Abs(sum / moves - expected) <= bound);
        Result("mip4-fa, the same: furthest from the advertisements that were sent; ms",
               Milliseconds(furthest),
               "0.050 at most (time on the wire)",
               furthest <= MicroSeconds(50));
    }
}

} // namespace

int
main()
{
    CheckDelays();
    CheckWaits();
    CheckLosses();
    CheckTours();
    return g_failed ? 1 : 0;
}
