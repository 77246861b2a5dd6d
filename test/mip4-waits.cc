/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-waits.h"

#include "mip4-test-bed.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** Time between two moves, at least: the advertisements' lifetime of 3 s is over before. */
const Time PERIOD = Seconds(6);

/** Times of a router's advertisements. */
std::vector<Time>
Advertised(const Mip4TestBed& bed, uint32_t network)
{
    std::vector<Time> times;
    for (const auto& [when, message] : bed.signalling)
    {
        if (message.name == "Agent Advertisement" &&
            message.sender == bed.plan.access[network].router)
        {
            times.push_back(when);
        }
    }
    return times;
}

/** @return the first of ascending times that is not before another, or -1 s */
Time
FirstFrom(const std::vector<Time>& times, const Time& from)
{
    const auto found = std::lower_bound(times.begin(), times.end(), from);
    return found == times.end() ? Seconds(-1) : *found;
}

/** @return the last of ascending times that is before another, or -1 s */
Time
LastBefore(const std::vector<Time>& times, const Time& before)
{
    const auto found = std::lower_bound(times.begin(), times.end(), before);
    return found == times.begin() ? Seconds(-1) : *(found - 1);
}

} // namespace

std::vector<Mip4Wait>
MeasureMip4Waits(const std::string& trigger, uint32_t moves)
{
    const Mip4TestBed::Delays delays = Mip4TestBed::Ordinary();
    Mip4TestBed bed("mip4-fa", delays, {{"Solicit", "false"}, {"Trigger", trigger}});
    Ptr<UniformRandomVariable> random = CreateObject<UniformRandomVariable>();
    random->SetStream(7);
    std::vector<Time> moments;
    bed.port->Plug("lan-1");
    for (uint32_t i = 0; i < moves; ++i)
    {
        moments.push_back((i + 1) * PERIOD + Seconds(random->GetValue(0, 2)));
        bed.MoveAt(moments.back(), i % 2 == 0 ? "lan-2" : "lan-1");
    }
    bed.Run((moves + 2) * PERIOD);
    const std::vector<Time> advertised[] = {Advertised(bed, 0), Advertised(bed, 1)};
    const std::vector<Time> requests = bed.SentByMobile("Registration Request");
    std::vector<Mip4Wait> waits;
    for (uint32_t i = 0; i < moves; ++i)
    {
        const Time moved = moments[i];
        const Time request = FirstFrom(requests, moved);
        const Time next = i + 1 < moves ? moments[i + 1] : (moves + 2) * PERIOD;
        Mip4Wait wait;
        wait.waited = request < next ? request - moved : Seconds(-1);
        wait.expected = delays.segment - moved;
        wait.expected += trigger == "Notice" ? FirstFrom(advertised[(i + 1) % 2], moved)
                                             : LastBefore(advertised[i % 2], moved) + Seconds(3);
        waits.push_back(wait);
    }
    return waits;
}

Time
MeanMip4Wait(const Time& least, const Time& most)
{
    const double a = least.GetSeconds();
    const double b = most.GetSeconds();
    return Seconds((a * a + a * b + b * b) / (3 * (a + b)));
}

} // namespace ns3
