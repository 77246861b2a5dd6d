/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "result-files.h"

#include "format.h"

#include <functional>
#include <string>
#include <vector>

using nlohmann::ordered_json;

namespace l4m
{
namespace paper
{

namespace
{

/** A column of a CSV file: its name, and its text from a row. */
struct Column
{
    const char* name;
    std::function<std::string(const ordered_json& row)> text;
};

/** @return a CSV file; no text here has a comma, a quote or an end of line */
std::string
MakeCsv(const ordered_json& rows, const std::vector<Column>& columns)
{
    std::string csv;
    auto addLine = [&](const std::function<std::string(const Column&)>& text) {
        for (std::size_t i = 0; i < columns.size(); ++i)
        {
            csv += (i == 0 ? "" : ",") + text(columns[i]);
        }
        csv += "\n";
    };
    addLine([](const Column& c) { return c.name; });
    for (const auto& row : rows)
    {
        addLine([&row](const Column& c) { return c.text(row); });
    }
    return csv;
}

/** A column with a text or a whole number; empty for null. */
Column
Plain(const char* name, const char* key)
{
    return Column{name, [key](const ordered_json& row) {
                      const ordered_json& value = row.at(key);
                      return value.is_null()     ? std::string()
                             : value.is_string() ? value.get<std::string>()
                                                 : value.dump();
                  }};
}

/** A column with a time in seconds, to the microsecond; empty for null. */
Column
InSeconds(const char* name, const char* key)
{
    return Column{name, [key](const ordered_json& row) { return Fixed(row.at(key), g_second, 6); }};
}

/** A column with a time in milliseconds, to the microsecond; empty for null. */
Column
InMilliseconds(const char* name, const char* key)
{
    return Column{name,
                  [key](const ordered_json& row) { return Fixed(row.at(key), g_millisecond, 3); }};
}

std::string
HandshakeCsv(const ordered_json& rows)
{
    return MakeCsv(rows,
                   {Plain("sockets", "sockets"),
                    Plain("suite", "suite"),
                    Plain("costs", "costs"),
                    InMilliseconds("handshake_ms", "handshake_ns")});
}

std::string
TransferCsv(const ordered_json& rows)
{
    return MakeCsv(rows,
                   {Plain("run", "run"),
                    InSeconds("outage_s", "outage_ns"),
                    InMilliseconds("srtt_ms", "srtt_ns"),
                    InMilliseconds("rto_ms", "rto_ns"),
                    Column{"retransmissions",
                           [](const ordered_json& row) {
                               return std::to_string(row.at("retransmissions_ns").size());
                           }},
                    InSeconds("resumed_s", "resumed_ns"),
                    Plain("end", "end"),
                    InSeconds("end_s", "end_ns"),
                    Plain("bytes_offered", "bytes_offered"),
                    Plain("bytes_delivered", "bytes_delivered"),
                    Plain("sha256_sent", "sha256_sent"),
                    Plain("sha256_received", "sha256_received")});
}

/** Points of all recorded transfers, times from the move. */
std::string
SequenceCsv(const ordered_json& transfers)
{
    ordered_json rows = ordered_json::array();
    for (const auto& transfer : transfers)
    {
        if (!transfer.contains("sequence"))
        {
            continue;
        }
        for (const auto& point : transfer.at("sequence"))
        {
            rows.push_back({{"run", transfer.at("run")},
                            {"time", point.at(0)},
                            {"event", point.at(1)},
                            {"byte", point.at(2)}});
        }
    }
    return MakeCsv(rows,
                   {Plain("run", "run"),
                    InSeconds("time_s", "time"),
                    Plain("event", "event"),
                    Plain("byte", "byte")});
}

std::string
StaircaseCsv(const ordered_json& rows)
{
    return MakeCsv(rows,
                   {Plain("mode", "mode"),
                    InSeconds("new_address_s", "outage_ns"),
                    InSeconds("resumed_s", "resumed_ns"),
                    InMilliseconds("rto_ms", "rto_ns")});
}

std::string
SensitivityCsv(const ordered_json& rows)
{
    return MakeCsv(rows,
                   {InMilliseconds("tick_ms", "jiffy_ns"),
                    Plain("receive_buffer", "receive_buffer"),
                    Plain("window", "window"),
                    InMilliseconds("srtt_ms", "srtt_ns"),
                    InMilliseconds("rto_ms", "rto_ns"),
                    InSeconds("resumed_s", "resumed_ns")});
}

std::string
UdpCsv(const ordered_json& runs)
{
    ordered_json rows = ordered_json::array();
    for (const auto& run : runs)
    {
        for (const char* direction : {"a_to_b", "b_to_a"})
        {
            ordered_json row{{"run", run.at("run")}, {"direction", direction}};
            row.update(run.at(direction));
            rows.push_back(row);
        }
    }
    return MakeCsv(rows,
                   {Plain("run", "run"),
                    Plain("direction", "direction"),
                    Plain("sent", "sent"),
                    Plain("received", "received"),
                    Plain("lost", "lost"),
                    Plain("lost_in_outage", "lost_in_outage"),
                    Plain("lost_after", "lost_after"),
                    InMilliseconds("resumed_after_new_address_ms", "resumed_ns")});
}

/** @return the results without the time-sequence data, which is a file of its own */
std::string
MakeJson(ordered_json results)
{
    for (auto& transfer : results["transfer"])
    {
        transfer.erase("sequence");
    }
    return results.dump(2) + "\n";
}

} // namespace

void
AddResultFiles(const Results& results, OutputFolder& folder)
{
    const ordered_json& all = results.everywhere;
    folder.Add("reproduce.json", MakeJson(all));
    folder.Add("handshake.csv", HandshakeCsv(all.at("handshake")));
    folder.Add("transfer.csv", TransferCsv(all.at("transfer")));
    folder.Add("transfer-sequence.csv", SequenceCsv(all.at("transfer")));
    folder.Add("staircase.csv", StaircaseCsv(all.at("staircase")));
    folder.Add("sensitivity.csv", SensitivityCsv(all.at("sensitivity")));
    folder.Add("udp.csv", UdpCsv(all.at("udp")));
    if (results.thisHost.is_null())
    {
        folder.Remove("this-host.json");
        folder.Remove("this-host-handshake.csv");
        return;
    }
    folder.Add("this-host.json", results.thisHost.dump(2) + "\n");
    folder.Add("this-host-handshake.csv", HandshakeCsv(results.thisHost.at("handshake")));
}

} // namespace paper
} // namespace l4m
