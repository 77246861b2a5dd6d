/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-delays.h"

namespace ns3
{

namespace
{

/** Time between two datagrams. */
const Time INTERVAL = MicroSeconds(100);

} // namespace

// Links of 1 Gbit/s add 20 us: some hundred bytes on up to eight links.
const Time MIP4_PACKET_TIME = INTERVAL + MicroSeconds(20);

std::vector<Mip4TestBed::Delays>
GetMip4Settings()
{
    const auto ms = [](double x) { return MicroSeconds(static_cast<uint64_t>(1000 * x)); };
    return {{ms(7.5), ms(5), ms(1), ms(0.5)},
            {ms(1.5), ms(7.5), ms(17.5), ms(1)},
            {ms(1.9), ms(48), ms(1), ms(0.1)}};
}

std::string
NameMip4Setting(const Mip4TestBed::Delays& delays)
{
    return "R_MC " + std::to_string(delays.Mc().GetMilliSeconds()) + " R_MH " +
           std::to_string(delays.Mh().GetMilliSeconds()) + " R_HC " +
           std::to_string(delays.Hc().GetMilliSeconds()) + " ms";
}

std::vector<Mip4Delay>
MeasureMip4Delays(const std::string& system, const Mip4TestBed::Delays& delays, bool reverse)
{
    Mip4TestBed bed(system, delays, {{"ReverseTunnel", reverse ? "true" : "false"}});
    bed.port->Plug("lan-1");
    const Time away = Seconds(2);
    const Time home = away + 2 * delays.Mh() + delays.Hc() / 2;
    bed.MoveAt(away, "lan-2");
    bed.MoveAt(home, "home");
    bed.Talk(Seconds(1.94), home + delays.Hc(), INTERVAL);
    bed.Run(Seconds(3));
    // An agent has to be asked who it is; the registration goes to the home agent and back; the
    // first datagram up leaves then, the first down leaves the home agent half-way.
    const Time discovery = system == "mip4-fa" ? 2 * delays.segment : Time(0);
    const Time oneWay = reverse ? (delays.Mh() + delays.Hc()) / 2 : delays.Mc() / 2;
    // At home nothing has to be waited for to send, and the home agent is on the link.
    const Time homeUp = delays.segment + delays.home + delays.core;
    return {{"away, up",
             Mip4TestBed::FirstSentAfter(bed.up, away) - away,
             discovery + delays.Mh() + oneWay},
            {"away, down",
             Mip4TestBed::FirstArrivedAfter(bed.down, away) - away,
             discovery + delays.Mh()},
            {"home, up", Mip4TestBed::FirstSentAfter(bed.up, home) - home, discovery + homeUp},
            {"home, down",
             Mip4TestBed::FirstArrivedAfter(bed.down, home) - home,
             discovery + 2 * delays.segment}};
}

} // namespace ns3
