/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-delays.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

namespace
{

/** When the mobile moves. */
const Time MOVE = Seconds(3);

/** Time between two datagrams. */
const Time INTERVAL = MicroSeconds(500);

/** What transmissions take beside the links' delays: less than this. */
const Time SLACK = MicroSeconds(60);

/** Bytes of parameters, with type, length and padding (RFC 5201, 5.2; RFC 5202, 5.1; RFC 5206, 4):
 * a locator with SPI, a nonce of 16 bytes, a RSA key of 1024 bits. */
constexpr uint32_t FIXED{40};
constexpr uint32_t ESP_INFO{16};
constexpr uint32_t LOCATOR{32};
constexpr uint32_t SEQ{8};
constexpr uint32_t ACK{8};
constexpr uint32_t ECHO{24};
constexpr uint32_t MAC{24};
constexpr uint32_t SIGNATURE{136};

/** @return round-trip time of the mobile and a link behind the core, where the mobile is now */
Time
RoundTrip(const HipKind& kind, const Time& link)
{
    const HipTestBed::Delays& delays = kind.delays;
    return 2 * (delays.segment + (kind.to == "home" ? delays.home : delays.access) + link);
}

/** @return R_MC at the new place */
Time
GetMc(const HipKind& kind)
{
    return RoundTrip(kind, kind.delays.core);
}

/** @return R_MH at the new place */
Time
GetMh(const HipKind& kind)
{
    return kind.to == "home" ? 2 * kind.delays.segment : RoundTrip(kind, kind.delays.home);
}

} // namespace

std::string
HipKind::GetName() const
{
    std::ostringstream text;
    text << system << (ipv6 ? ", IPv6" : ", IPv4");
    if (!dataBeforeAck)
    {
        text << ", data after ACK";
    }
    text << ", R_MC " << delays.Mc().GetMilliSeconds() << ", R_MH " << delays.Mh().GetMilliSeconds()
         << ", R_HC " << delays.Hc().GetMilliSeconds() << " ms";
    return text.str();
}

HipTestBed::Options
HipKind::GetOptions() const
{
    HipTestBed::Options options;
    options.ipv6 = ipv6;
    options.system = system;
    options.start = start;
    options.delays = delays;
    options.attributes = {{"DataBeforeAck", dataBeforeAck ? "true" : "false"}};
    return options;
}

bool
HipDelay::Holds() const
{
    return measured >= formula && measured <= formula + tolerance;
}

std::vector<HipTestBed::Delays>
GetHipSettings()
{
    HipTestBed::Delays ordinary;
    ordinary.access = MilliSeconds(8);
    ordinary.home = MilliSeconds(5);
    ordinary.core = MilliSeconds(1);
    HipTestBed::Delays farHome;
    farHome.access = MilliSeconds(4);
    farHome.home = MilliSeconds(20);
    farHome.core = MilliSeconds(5);
    HipTestBed::Delays farPeer;
    farPeer.access = MicroSeconds(500);
    farPeer.home = MilliSeconds(1);
    farPeer.core = MilliSeconds(30);
    return {ordinary, farHome, farPeer};
}

std::vector<HipDelay>
MeasureHipMove(const HipKind& kind)
{
    HipTestBed bed(kind.GetOptions());
    bed.Talk(Seconds(2.7), Seconds(3.2), INTERVAL);
    bed.MoveAt(MOVE, kind.to);
    bed.Run(Seconds(4));
    const Time round = GetMc(kind);
    const bool credit = kind.system == "hip-credit";
    // Data leaves at once, or when the UPDATE is acknowledged.
    const Time up = kind.dataBeforeAck ? Time(0) : round;
    // The peer has heard of the address, or has its nonce back.
    const Time down = credit ? round / 2 : round + round / 2;
    std::vector<HipDelay> delays{{"first datagram up",
                                  HipTestBed::FirstSentAfter(bed.up, MOVE) - MOVE,
                                  up + round / 2,
                                  INTERVAL + SLACK},
                                 {"first datagram down",
                                  HipTestBed::FirstArrivedAfter(bed.down, MOVE) - MOVE,
                                  down + round / 2,
                                  INTERVAL + SLACK}};
    for (const bool upwards : {true, false})
    {
        Time told = Time::Max();
        for (const auto& [when, ready] : bed.ready)
        {
            told = ready.up == upwards && when >= MOVE ? Min(told, when - MOVE) : told;
        }
        delays.push_back(
            {upwards ? "way up is open" : "way down is open", told, upwards ? up : down, SLACK});
    }
    return delays;
}

std::vector<HipDelay>
MeasureHipSetUps(const HipKind& kind)
{
    const HipTestBed::Delays& delays = kind.delays;
    const Time direct = 2 * delays.Mc();
    // I1 goes by the server, the rest does not.
    const Time relayed = (delays.Hc() + delays.Mh()) / 2 + delays.Mc() + delays.Mc() / 2;
    std::vector<HipDelay> found;
    for (const bool upwards : {true, false})
    {
        HipTestBed bed(kind.GetOptions());
        bed.TalkOneWay(upwards, Seconds(2), Seconds(2.001), MilliSeconds(1));
        bed.Run(Seconds(3));
        Time measured = Time::Max();
        for (const SetUpReport& report : bed.setUps)
        {
            measured = report.began >= Seconds(2) ? report.established - report.began : measured;
        }
        found.push_back({upwards ? "base exchange from the mobile"
                                 : "base exchange from the correspondent, by the server",
                         measured,
                         upwards ? direct : relayed,
                         SLACK});
    }
    return found;
}

std::vector<HipExpectedMessage>
GetHipMessages(const HipKind& kind)
{
    const uint32_t ends = (kind.ipv6 ? 40 : 20) + FIXED + MAC + SIGNATURE;
    const uint32_t tells = ends + ESP_INFO + LOCATOR + SEQ;
    const uint32_t asks = ends + ESP_INFO + SEQ + ACK + ECHO;
    const uint32_t answers = ends + ACK + ECHO;
    std::vector<HipExpectedMessage> messages;
    for (const std::string peer : {"correspondent", "server"})
    {
        const Time round = peer == "server" ? GetMh(kind) : GetMc(kind);
        messages.push_back({"mobile", peer, tells, round / 2});
        messages.push_back({peer, "mobile", asks, round});
        messages.push_back({"mobile", peer, answers, round + round / 2});
    }
    return messages;
}

} // namespace ns3
