/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-loss.h"

#include "mip4-test-bed.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/** Time between two moves: requests after 0, 1, 3, 7 and 15 s. */
const Time PERIOD = Seconds(20);

/** @return in which period a time is */
int64_t
PeriodOf(const Time& when)
{
    return when.GetNanoSeconds() / PERIOD.GetNanoSeconds();
}

/** Looks at the times of requests. Those before and after a solicitation are of two attachments:
 * the agent was lost between them. */
void
CheckRequests(const std::vector<Time>& requests,
              const std::vector<Time>& solicitations,
              Mip4Losses& losses)
{
    Time gap;
    losses.shortest = PERIOD;
    for (std::size_t i = 1; i < requests.size(); ++i)
    {
        const auto solicited =
            std::upper_bound(solicitations.begin(), solicitations.end(), requests[i - 1]);
        const bool anew = solicited != solicitations.end() && *solicited <= requests[i];
        if (anew || PeriodOf(requests[i]) != PeriodOf(requests[i - 1]))
        {
            gap = Time(0);
            continue;
        }
        const Time now = requests[i] - requests[i - 1];
        losses.shortest = Min(losses.shortest, now);
        losses.doubled = losses.doubled && now >= 2 * gap;
        gap = now;
    }
    for (uint32_t i = 1; i <= losses.moves; ++i)
    {
        losses.firstTry += std::count_if(requests.begin(), requests.end(), [i](const Time& when) {
                               return PeriodOf(when) == i;
                           }) == 1;
    }
}

} // namespace

Mip4Losses
MeasureMip4Losses(const std::string& system, double rate, uint32_t moves)
{
    Mip4Losses losses;
    losses.moves = moves;
    Mip4TestBed bed(system, Mip4TestBed::Ordinary());
    bed.port->Plug("lan-1");
    bed.SetLoss(rate);
    const std::string networks[] = {"lan-2", "lan-1", "home", "lan-1", "lan-2"};
    for (uint32_t i = 0; i < moves; ++i)
    {
        bed.MoveAt((i + 1) * PERIOD, networks[i % std::size(networks)]);
    }
    bed.Talk(Seconds(5), (moves + 1) * PERIOD, MilliSeconds(100));
    bed.Run((moves + 1) * PERIOD + Seconds(1));
    for (uint32_t i = 0; i < moves; ++i)
    {
        const Time next = (i + 2) * PERIOD;
        losses.late +=
            Mip4TestBed::Lost(bed.up, next - Seconds(4), next - Seconds(1)) +
                        Mip4TestBed::Lost(bed.down, next - Seconds(4), next - Seconds(1)) >
                    0
                ? 1
                : 0;
    }
    CheckRequests(bed.SentByMobile("Registration Request"),
                  bed.SentByMobile("Agent Solicitation"),
                  losses);
    losses.lost = bed.loss->lost;
    losses.retransmissions = bed.GetMobileNode()->GetRegistration()->GetCounters().retransmissions;
    return losses;
}

double
Mip4FirstTryShare(double rate)
{
    // One in five goes home, where the home agent is the next node.
    return (4 * std::pow(1 - rate, 4) + std::pow(1 - rate, 2)) / 5;
}

} // namespace ns3
