/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "summary.h"

#include "presets.h"
#include "run.h"

#include "ns3/sqlite-file.h"

#include <cmath>
#include <cstdio>
#include <string>

namespace l4m
{
namespace lab
{

using ns3::SqliteFile;
using ns3::SqliteStatement;

namespace
{

/** @return SQL that lists the keys of a setting's runs */
std::string
KeyList(const Settings& settings, const Campaign& campaign)
{
    std::string keys;
    for (uint32_t i = 0; i < campaign.seeds; ++i)
    {
        keys += (keys.empty() ? "'" : ", '") + RunKey(settings, campaign.firstSeed + i) + "'";
    }
    return keys;
}

/** Prints what a setting did to its flows' gaps. */
void
PrintGaps(SqliteFile& file, const std::string& keys)
{
    SqliteStatement rows(
        file,
        "SELECT flow, direction, count(*), count(g1_ns), avg(total_ns) / 1e6, avg(d_l2_ns) / 1e6, "
        "avg(d_md_ns) / 1e6, avg(d_ac_ns) / 1e6, avg(t_proto_ns) / 1e6, avg(t_transport_ns) / 1e6, "
        "avg(handover.lost), avg(t_delivery_ns) / 1e6 FROM handover JOIN run ON run.id = run_id "
        "WHERE key IN (" +
            keys + ") AND g0_ns IS NOT NULL GROUP BY flow, direction ORDER BY flow");
    std::printf("  %-10s %9s %9s  = %9s %9s %9s %9s %9s %8s %10s\n",
                "flow",
                "resumed",
                "gap, ms",
                "d_l2",
                "d_md",
                "d_ac",
                "t_proto",
                "t_transp",
                "lost",
                "t0>data");
    while (rows.Step())
    {
        std::printf("  %-10s %4lld/%-4lld",
                    rows.GetText(0).c_str(),
                    static_cast<long long>(rows.GetInteger(3)),
                    static_cast<long long>(rows.GetInteger(2)));
        for (int column = 4; column <= 9; ++column)
        {
            std::printf(column == 5 ? "  = " : " ");
            rows.GetInteger(3) > 0 ? std::printf("%9.3f", rows.GetReal(column))
                                   : std::printf("%9s", "never");
        }
        std::printf(" %8.1f", rows.GetReal(10));
        rows.GetInteger(3) > 0 ? std::printf(" %10.3f\n", rows.GetReal(11))
                               : std::printf(" %10s\n", "never");
    }
}

/** Prints what became of a setting's flows. */
void
PrintFlows(SqliteFile& file, const std::string& keys)
{
    SqliteStatement rows(file,
                         "SELECT name, outcome, count(*), sum(sha256_sent = sha256_received) FROM "
                         "flow JOIN run ON run.id = run_id WHERE key IN (" +
                             keys + ") GROUP BY name, outcome ORDER BY name, outcome");
    while (rows.Step())
    {
        std::printf("  %s: %s in %lld",
                    rows.GetText(0).c_str(),
                    rows.GetText(1).c_str(),
                    static_cast<long long>(rows.GetInteger(2)));
        rows.GetText(3).empty() ? std::printf("\n")
                                : std::printf(", SHA-256 the same at both ends in %lld\n",
                                              static_cast<long long>(rows.GetInteger(3)));
    }
}

} // namespace

void
PrintSummary(const Campaign& campaign)
{
    SqliteFile file(campaign.out + "/results.sqlite");
    for (const Settings& settings : campaign.settings)
    {
        const std::string keys = KeyList(settings, campaign);
        std::printf("\n%s%s%s, %s, %s, %s%s, %u %s; means\n",
                    settings.preset.c_str(),
                    settings.preset.empty() ? "" : ": ",
                    settings.system.c_str(),
                    settings.access.c_str(),
                    settings.family.c_str(),
                    settings.traffic.c_str(),
                    settings.label.empty() ? "" : (" (" + settings.label + ")").c_str(),
                    campaign.seeds,
                    campaign.seeds == 1 ? "seed" : "seeds");
        PrintGaps(file, keys);
        PrintFlows(file, keys);
    }
    for (const ns3::PublishedRow& row : PublishedFigures(campaign.settings.front().preset))
    {
        std::printf("  published, %s: %g %s (%s)\n",
                    row.metric.c_str(),
                    row.value,
                    row.unit.c_str(),
                    row.source.c_str());
    }
    std::printf("\nResults: %s/results.sqlite\n", campaign.out.c_str());
}

} // namespace lab
} // namespace l4m
