/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "table.h"

#include "format.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

using nlohmann::ordered_json;

namespace l4m
{
namespace paper
{

namespace
{

/** Lines of cells, columns aligned: the first to the left, the others to the right. */
class Grid
{
  public:
    void Add(const std::vector<std::string>& cells)
    {
        m_lines.push_back(cells);
    }

    std::string GetText() const
    {
        std::vector<std::size_t> widths;
        for (const auto& line : m_lines)
        {
            widths.resize(std::max(widths.size(), line.size()));
            for (std::size_t i = 0; i < line.size(); ++i)
            {
                widths[i] = std::max(widths[i], line[i].size());
            }
        }
        std::string text;
        for (const auto& line : m_lines)
        {
            text += " ";
            for (std::size_t i = 0; i < line.size(); ++i)
            {
                const std::string space(widths[i] - line[i].size(), ' ');
                text += i == 0 ? " " + line[i] + space : "   " + space + line[i];
            }
            text += "\n";
        }
        return text;
    }

  private:
    std::vector<std::vector<std::string>> m_lines;
};

/** @return the first row in which all these keys have these values; null where there is none */
ordered_json
Find(const ordered_json& rows, const ordered_json& wanted)
{
    for (const auto& row : rows)
    {
        const bool all = std::all_of(wanted.items().begin(),
                                     wanted.items().end(),
                                     [&](const auto& w) { return row.at(w.key()) == w.value(); });
        if (all)
        {
            return row;
        }
    }
    return nullptr;
}

/** @return the time of a handshake with its unit, or a dash */
std::string
Handshake(const ordered_json& row)
{
    return row.is_null() ? "-" : Fixed(row.at("handshake_ns"), g_millisecond, 3) + " ms";
}

std::string
Resumption(const ordered_json& ns)
{
    return ns.is_null() ? "never" : Fixed(ns, g_second, 3) + " s";
}

std::string
Megabytes(const ordered_json& bytes)
{
    return Fixed(bytes.get<int64_t>(), 1000000, 2) + " MB";
}

/** The paper's own table, and ours beside it. */
std::string
PaperTable(const ordered_json& all)
{
    const ordered_json& handshakes = all.at("handshake");
    const ordered_json paper = Find(all.at("transfer"), {{"run", "paper"}});
    const ordered_json plain = Find(all.at("transfer"), {{"run", "plain"}});
    Grid grid;
    grid.Add({"", "paper", "here"});
    grid.Add({"TCP's 3-way handshake, ordinary sockets",
              "0.18 ms",
              Handshake(Find(handshakes, {{"sockets", "ordinary"}}))});
    grid.Add({"TCP's 3-way handshake, mobile sockets (computing time fitted)",
              "2.3 ms",
              Handshake(Find(handshakes, {{"suite", "paper"}, {"costs", "paper-2006"}}))});
    grid.Add({"from the move of network to data flowing again, mobile sockets",
              "12.8 s",
              Resumption(paper.at("resumed_ns"))});
    grid.Add({"the same, ordinary sockets",
              "connection lost",
              plain.at("end") == "lost" ? "connection lost" : Resumption(plain.at("resumed_ns"))});
    return "The paper's table\n\n" + grid.GetText();
}

/** Handshakes of all suites. */
std::string
HandshakeTable(const Results& results)
{
    const ordered_json& rows = results.everywhere.at("handshake");
    Grid grid;
    grid.Add({"suite", "computing is free", "paper-2006 (fitted)", "this host (measured)"});
    for (const auto& row : rows)
    {
        if (row.at("costs") != "paper-2006")
        {
            continue;
        }
        const ordered_json& suite = row.at("suite");
        ordered_json host;
        if (!results.thisHost.is_null())
        {
            host = Find(results.thisHost.at("handshake"), {{"suite", suite}});
        }
        grid.Add({suite.get<std::string>(),
                  Handshake(Find(rows, {{"suite", suite}, {"costs", "none"}})),
                  Handshake(row),
                  Handshake(host)});
    }
    return "TCP's 3-way handshake with mobile sockets, by suite and cost of computing\n\n" +
           grid.GetText();
}

/** What became of each transfer. */
std::string
TransferTable(const ordered_json& all)
{
    const std::vector<std::pair<const char*, const char*>> names{
        {"paper", "mobile, as in the paper"},
        {"kick", "mobile, TCP told of the move"},
        {"plain", "ordinary TCP"},
        {"plain-unplugged", "ordinary TCP, address kept (*)"}};
    Grid grid;
    grid.Add({"", "data flows again", "end", "arrived", "SHA-256"});
    for (const auto& name : names)
    {
        const ordered_json row = Find(all.at("transfer"), {{"run", name.first}});
        const bool same = row.at("sha256_sent") == row.at("sha256_received");
        grid.Add(
            {name.second,
             Resumption(row.at("resumed_ns")),
             row.at("end").get<std::string>() + " after " +
                 Fixed(row.at("end_ns"), g_second, 1, "?") + " s",
             Megabytes(row.at("bytes_delivered")) + " of " + Megabytes(row.at("bytes_offered")),
             same ? "the same" : "differs"});
    }
    const ordered_json row = Find(all.at("transfer"), {{"run", "paper"}});
    const std::string times =
        row.at("copies") == 1 ? "once" : row.at("copies").dump() + " times over";
    return "File transfer, the new address usable " + Fixed(row.at("outage_ns"), g_second, 3) +
           " s after the move (times from the move)\n\n" + grid.GetText() +
           "\n  file: " + all.at("settings").at("file").get<std::string>() + ", " +
           row.at("file_size").dump() + " bytes, sent " + times +
           "\n  SHA-256 sent:     " + row.at("sha256_sent").get<std::string>() +
           "\n  SHA-256 received: " + row.at("sha256_received").get<std::string>() + "\n";
}

/** Why the resumption comes when it does. */
std::string
Reason(const ordered_json& all)
{
    const ordered_json row = Find(all.at("transfer"), {{"run", "paper"}});
    const ordered_json& tries = row.at("retransmissions_ns");
    std::string times;
    // The last ones of one instant are the data that follows the retransmission that got through.
    std::size_t count = 0;
    for (const auto& t : tries)
    {
        if (!row.at("resumed_ns").is_null() && count > 0 &&
            t.get<int64_t>() - tries.at(count - 1).get<int64_t>() < row.at("rto_ns").get<int64_t>())
        {
            break;
        }
        times += (count == 0 ? "" : ", ") + Fixed(t, g_second, 3);
        ++count;
    }
    const int64_t rto = row.at("rto_ns").get<int64_t>();
    const std::string timer = Fixed(rto, g_millisecond, 1) + " ms";
    const std::string number = std::to_string(count);
    std::string text = "Why: TCP's timer at the move was " + timer + " (round-trip time " +
                       Fixed(row.at("srtt_ns"), g_millisecond, 1) +
                       " ms + 200 ms) and doubled from then on.\nTCP retransmitted after " + times +
                       " s; number " + number + " got through.\n";
    if (count == 0 || count > 32)
    {
        return text;
    }
    const int64_t predicted = ((int64_t{1} << count) - 1) * rto;
    const int64_t difference = predicted - tries.at(count - 1).get<int64_t>();
    if (std::abs(difference) < 5 * g_millisecond)
    {
        return text + "(2^" + number + " - 1) x " + timer + " = " + Fixed(predicted, g_second, 3) +
               " s.\n";
    }
    // So it was not the doubling timer alone.
    return text + (count == 1
                       ? "It did not wait for the timer: acknowledgements that the peer sent to "
                         "the new address came first.\n"
                       : "From 60 s on, ns-3 doubles the timer no more.\n");
}

/** Ranges of outages with the same resumption. */
std::string
StaircaseTable(const ordered_json& rows)
{
    Grid grid;
    grid.Add({"new address usable after", "paper", "told of the move (after the new address)"});
    for (std::size_t i = 0; i < rows.size() && rows[i].at("mode") == "paper";)
    {
        const auto step = [&](std::size_t k) {
            return Fixed(rows[k].at("resumed_ns"), g_second, 2);
        };
        std::size_t last = i;
        while (last + 1 < rows.size() && rows[last + 1].at("mode") == "paper" &&
               step(last + 1) == step(i))
        {
            ++last;
        }
        int64_t slowest = 0;
        bool all = true;
        for (std::size_t k = i; k <= last; ++k)
        {
            const ordered_json& outage = rows[k].at("outage_ns");
            const ordered_json kick = Find(rows, {{"mode", "kick"}, {"outage_ns", outage}});
            all = all && !kick.at("resumed_ns").is_null();
            slowest =
                std::max(slowest,
                         all ? kick.at("resumed_ns").get<int64_t>() - outage.get<int64_t>() : 0);
        }
        const std::string from = Fixed(rows[i].at("outage_ns"), g_second, 2);
        const std::string to = Fixed(rows[last].at("outage_ns"), g_second, 2);
        grid.Add({from == to ? from + " s" : from + " to " + to + " s",
                  Resumption(rows[i].at("resumed_ns")),
                  all ? "at most " + Fixed(slowest, g_millisecond, 2) + " ms" : "never"});
        i = last + 1;
    }
    return "The staircase: data flowing again after the move, by the moment the new address "
           "came\n\n" +
           grid.GetText();
}

std::string
SensitivityTable(const ordered_json& rows)
{
    Grid grid;
    std::vector<std::string> head{"kernel tick"};
    std::vector<std::string> line;
    for (const auto& row : rows)
    {
        if (row.at("jiffy_ns") == rows[0].at("jiffy_ns"))
        {
            head.push_back(row.at("window").dump() + " byte");
        }
    }
    grid.Add(head);
    for (const auto& row : rows)
    {
        if (line.empty())
        {
            line.push_back(Fixed(row.at("jiffy_ns"), g_millisecond, 0) + " ms");
        }
        line.push_back(Resumption(row.at("resumed_ns")));
        if (line.size() == head.size())
        {
            grid.Add(line);
            line.clear();
        }
    }
    return "Data flowing again, by what Linux could have been set to (receive window, HZ = "
           "1/tick)\n"
           "The default of Linux 2.6.14 is 4 ms and 65535 byte.\n\n" +
           grid.GetText();
}

std::string
UdpTable(const ordered_json& rows)
{
    const std::vector<std::pair<const char*, const char*>> names{
        {"flowing", "mobile, both ends send"},
        {"idle", "mobile, the mover only receives"},
        {"idle-no-empty", "the same without empty packet"},
        {"plain", "ordinary sockets, both ends send"}};
    Grid grid;
    grid.Add({"", "lost A to B", "lost B to A", "A to B again", "B to A again"});
    for (const auto& name : names)
    {
        const ordered_json row = Find(rows, {{"run", name.first}});
        std::vector<std::string> line{name.second};
        const ordered_json& there = row.at("a_to_b");
        const ordered_json& back = row.at("b_to_a");
        // One datagram, at the beginning, is all that the silent end sends.
        const bool sends = there.at("sent").get<uint64_t>() > 1;
        auto lost = [](const ordered_json& d) {
            return d.at("lost_in_outage").dump() + " + " + d.at("lost_after").dump() + " of " +
                   d.at("sent").dump();
        };
        auto again = [](const ordered_json& d) {
            return d.at("resumed_ns").is_null()
                       ? std::string("never")
                       : Fixed(d.at("resumed_ns"), g_millisecond, 2) + " ms";
        };
        line.push_back(sends ? lost(there) : "-");
        line.push_back(lost(back));
        line.push_back(sends ? again(there) : "-");
        line.push_back(again(back));
        grid.Add(line);
    }
    return "UDP, 50 datagrams a second, A moves\n"
           "(lost during the outage + after it; times from the new address)\n\n" +
           grid.GetText();
}

} // namespace

std::string
MakeTable(const Results& results)
{
    const ordered_json& all = results.everywhere;
    return PaperTable(all) + "\n" + Reason(all) + "\n" + HandshakeTable(results) + "\n" +
           TransferTable(all) + "\n" + StaircaseTable(all.at("staircase")) + "\n" +
           SensitivityTable(all.at("sensitivity")) + "\n" + UdpTable(all.at("udp"));
}

} // namespace paper
} // namespace l4m
