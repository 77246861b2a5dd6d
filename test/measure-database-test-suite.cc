/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// What the results database keeps, and what it refuses.

#include "ns3/l4m-ns3-compat.h"
#include "ns3/results-database.h"
#include "ns3/run-record.h"
#include "ns3/test.h"

#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

namespace ns3
{

namespace
{

/** @return a run with a row in each table @param key its key */
RunRecord
MakeRun(const std::string& key)
{
    RunRecord record;
    record.run.key = key;
    record.run.label = "a label, with \"quotes\"";
    record.run.preset = "S4";
    record.run.system = "none";
    record.run.fidelity = "complete";
    record.run.infrastructure = "home agent";
    record.run.access = "ideal";
    record.run.traffic = "voice";
    record.run.family = "ipv4";
    record.run.seed = 7;
    record.run.config = R"({"speed":1.5})";
    record.run.ns3Version = "3.37";
    record.run.projectVersion = "0.1.0";
    record.run.simulatedNs = 60000000000;
    record.run.simulatorEvents = 12345;
    FlowRow flow;
    flow.name = "voice";
    flow.direction = "down";
    flow.protocol = "udp";
    flow.sentPackets = 3000;
    flow.headerBytes = 28.1;
    flow.transitNs = 9000123;
    flow.sha256Sent = "00ff";
    flow.outcome = "line\nbreak";
    record.flows.push_back(flow);
    SetUpRow setUp;
    setUp.protocol = "udp";
    setUp.port = 6000;
    setUp.durationNs = 18000000;
    record.setUps.push_back(setUp);
    HandoverRow handover;
    handover.number = 1;
    handover.flow = "voice";
    handover.direction = "down";
    handover.fromNetwork = "a";
    handover.toNetwork = "b";
    handover.fromAddress = "10.1.0.2";
    handover.addressChanged = true;
    handover.totalNs = std::numeric_limits<int64_t>::max();
    handover.goodputBeforeBps = 64000.25;
    handover.outcome = "resumed";
    record.handovers.push_back(handover);
    record.published.push_back({"S4", "gap", 0.1, "s", "a paper"});
    return record;
}

/** @return a file's bytes */
std::string
ReadFile(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/** Makes a file. */
void
WriteFile(const std::string& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

/** @return what a function throws, or nothing */
std::string
ErrorOf(const std::function<void()>& function)
{
    try
    {
        function();
    }
    catch (const std::runtime_error& error)
    {
        return error.what();
    }
    return "";
}

/** Runs SQL on a file, through nothing of ours. @return the first column of the first row */
std::string
Sql(const std::string& path, const std::string& sql)
{
    sqlite3* db = nullptr;
    sqlite3_open(path.c_str(), &db);
    std::string result = "(nothing)";
    sqlite3_exec(
        db,
        sql.c_str(),
        [](void* to, int, char** columns, char**) {
            *static_cast<std::string*>(to) = columns[0] ? columns[0] : "NULL";
            return 1;
        },
        &result,
        nullptr);
    sqlite3_close(db);
    return result;
}

} // namespace

/** Base of the cases: a file of its own. */
class DatabaseCase : public TestCase
{
  public:
    /** @param name of the case */
    explicit DatabaseCase(const std::string& name)
        : TestCase(name)
    {
    }

  protected:
    /** @return path of a file that is not there @param name of the file */
    std::string Fresh(const std::string& name)
    {
        const std::string path = CreateTempDirFilename(name);
        std::remove(path.c_str());
        return path;
    }

    /** Holds that a message has a word. @param message the message @param word the word */
    void ExpectWord(const std::string& message, const std::string& word)
    {
        NS_TEST_EXPECT_MSG_NE(message.find(word), std::string::npos, message + ": no " + word);
    }
};

/** A record becomes JSON and comes back. */
class RecordCase : public DatabaseCase
{
  public:
    RecordCase()
        : DatabaseCase("a record as JSON")
    {
    }

  private:
    void DoRun() override
    {
        const RunRecord record = MakeRun("k");
        const std::string json = ToJson(record);
        NS_TEST_EXPECT_MSG_EQ(json.find('\n'), std::string::npos, "one line");
        const RunRecord again = RunRecordFromJson(json);
        NS_TEST_EXPECT_MSG_EQ(ToJson(again), json, "the same again");
        NS_TEST_ASSERT_MSG_EQ(again.handovers.size(), 1, "a handover");
        const HandoverRow& row = again.handovers[0];
        NS_TEST_EXPECT_MSG_EQ(*row.totalNs, std::numeric_limits<int64_t>::max(), "to the ns");
        NS_TEST_EXPECT_MSG_EQ(row.toAddress.has_value(), false, "nothing stays nothing");
        NS_TEST_EXPECT_MSG_EQ(row.addressChanged.value_or(false), true, "a truth");
        NS_TEST_EXPECT_MSG_EQ(row.goodputBeforeBps, 64000.25, "a real number");
        NS_TEST_EXPECT_MSG_EQ(again.flows.at(0).outcome, "line\nbreak", "text");

        for (const std::string& bad : {std::string(), std::string("[]"), json.substr(0, 200)})
        {
            ExpectWord(ErrorOf([&bad]() { RunRecordFromJson(bad); }), "not the record of a run");
        }
        RunRecord infinite = record;
        infinite.published[0].value = std::numeric_limits<double>::infinity();
        ExpectWord(ErrorOf([&infinite]() { ToJson(infinite); }), "not a finite number");
        RunRecord latin = record;
        latin.run.label = "\xe9";
        ExpectWord(ErrorOf([&latin]() { ToJson(latin); }), "not UTF-8");
    }
};

/** What is written is there, once, as the same bytes each time. */
class KeepCase : public DatabaseCase
{
  public:
    KeepCase()
        : DatabaseCase("what is kept")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = Fresh("kept.sqlite");
        {
            ResultsDatabase database(path);
            NS_TEST_EXPECT_MSG_EQ(database.HasRun("one"), false, "nothing yet");
            database.AddRun(MakeRun("one"));
            database.AddRun(MakeRun("two"));
        }
        ResultsDatabase database(path);
        NS_TEST_EXPECT_MSG_EQ(database.HasRun("one"), true, "kept");
        NS_TEST_EXPECT_MSG_EQ(database.HasRun("three"), false, "not there");
        ExpectWord(ErrorOf([&database]() { database.AddRun(MakeRun("two")); }), "two already");
        CheckRows(path);

        const std::string same = Fresh("same.sqlite");
        {
            ResultsDatabase other(same);
            other.AddRun(MakeRun("one"));
        }
        {
            ResultsDatabase other(same);
            other.AddRun(MakeRun("two"));
        }
        NS_TEST_EXPECT_MSG_EQ((ReadFile(same) == ReadFile(path)), true, "the same bytes");
        NS_TEST_EXPECT_MSG_EQ(access((same + "-wal").c_str(), F_OK), -1, "one file");
        NS_TEST_EXPECT_MSG_EQ(access((same + "-journal").c_str(), F_OK), -1, "one file");
    }

    /** Asks the file itself. @param path of it */
    void CheckRows(const std::string& path)
    {
        const std::vector<std::pair<std::string, std::string>> expected{
            {"PRAGMA user_version", "2"},
            {"PRAGMA application_id", "1278496049"},
            {"PRAGMA journal_mode", "delete"},
            {"SELECT count(*) FROM run", "2"},
            {"SELECT label FROM run WHERE id = 2", "a label, with \"quotes\""},
            {"SELECT seed FROM run WHERE key = 'one'", "7"},
            {"SELECT count(*) FROM flow JOIN run ON run_id = id WHERE key = 'two'", "1"},
            {"SELECT header_bytes FROM flow", "28.1"},
            {"SELECT sha256_received FROM flow", "NULL"},
            {"SELECT duration_ns FROM setup", "18000000"},
            {"SELECT total_ns FROM handover", "9223372036854775807"},
            {"SELECT address_changed FROM handover", "1"},
            {"SELECT g1_ns FROM handover", "NULL"},
            {"SELECT count(*) FROM published", "1"}};
        for (const auto& [sql, result] : expected)
        {
            NS_TEST_EXPECT_MSG_EQ(Sql(path, sql), result, sql);
        }
    }
};

/** Tables as CSV. */
class CsvCase : public DatabaseCase
{
  public:
    CsvCase()
        : DatabaseCase("comma-separated values")
    {
    }

  private:
    void DoRun() override
    {
        ResultsDatabase database(Fresh("csv.sqlite"));
        database.AddRun(MakeRun("one"));
        const std::string run = CreateTempDirFilename("run.csv");
        const std::string folder = run.substr(0, run.rfind('/'));
        database.ExportCsv(folder);
        NS_TEST_EXPECT_MSG_EQ(
            ReadFile(run),
            "id,key,label,preset,system,fidelity,infrastructure,access,traffic,family,seed,config,"
            "ns3_version,"
            "project_version,simulated_ns,simulator_events\r\n"
            "1,one,\"a label, with \"\"quotes\"\"\",S4,none,complete,home agent,ideal,voice,ipv4,7,"
            "\"{\"\"speed\"\":1.5}\",3.37,0.1.0,60000000000,12345\r\n",
            "runs");
        const std::string flow = ReadFile(folder + "/flow.csv");
        NS_TEST_EXPECT_MSG_EQ(
            flow.substr(flow.find("\r\n") + 2),
            "1,0,voice,down,udp,3000,0,0,0,0,0,0,0,28.1,9000123,00ff,,\"line\nbreak\""
            "\r\n",
            "flows");
        NS_TEST_EXPECT_MSG_EQ(ReadFile(folder + "/published.csv"),
                              "preset,metric,value,unit,source\r\nS4,gap,0.1,s,a paper\r\n",
                              "published figures");
        ExpectWord(ErrorOf([&database]() { database.ExportCsv("/nonexistent"); }),
                   "cannot be written: No such file");
    }
};

/** Files that are not ours, or not whole. */
class RefuseCase : public DatabaseCase
{
  public:
    RefuseCase()
        : DatabaseCase("what is refused")
    {
    }

  private:
    /** Holds that a file is refused and stays as it is. @param path of it @param words of the
     * message */
    void Refuse(const std::string& path, const std::vector<std::string>& words)
    {
        const std::string before = ReadFile(path);
        const std::string error = ErrorOf([&path]() { ResultsDatabase database(path); });
        ExpectWord(error, path);
        for (const std::string& word : words)
        {
            ExpectWord(error, word);
        }
        NS_TEST_EXPECT_MSG_EQ((ReadFile(path) == before), true, path + " has changed");
    }

    void DoRun() override
    {
        const std::string text = Fresh("text.sqlite");
        WriteFile(text, std::string(5000, 'x'));
        Refuse(text, {"not an SQLite database"});

        const std::string foreign = Fresh("foreign.sqlite");
        Sql(foreign, "CREATE TABLE t (a); PRAGMA user_version = 1;");
        Refuse(foreign, {"another program"});

        const std::string later = Fresh("later.sqlite");
        {
            ResultsDatabase database(later);
            database.AddRun(MakeRun("one"));
        }
        const std::string whole = ReadFile(later);
        Sql(later, "PRAGMA user_version = 3");
        Refuse(later, {"version 3", "version 2"});

        const std::string cut = Fresh("cut.sqlite");
        for (const std::size_t size : {whole.size() / 2, whole.size() - 100, std::size_t(60)})
        {
            WriteFile(cut, whole.substr(0, size));
            Refuse(cut, {"damaged or has been cut off"});
        }

        const std::string locked = Fresh("locked.sqlite");
        ResultsDatabase database(locked);
        sqlite3* other = nullptr;
        sqlite3_open(locked.c_str(), &other);
        sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr);
        ExpectWord(ErrorOf([&database]() { database.AddRun(MakeRun("one")); }), "another program");
        sqlite3_close(other);
        database.AddRun(MakeRun("one"));
        NS_TEST_EXPECT_MSG_EQ(database.HasRun("one"), true, "once the other is done");

        ExpectWord(ErrorOf([]() { ResultsDatabase none("/nonexistent/r.sqlite"); }),
                   "No such file");
    }
};

/** A disk that has no room: here, a limit to the size of files. */
class FullCase : public DatabaseCase
{
  public:
    FullCase()
        : DatabaseCase("a full disk")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = Fresh("full.sqlite");
        ResultsDatabase database(path);
        database.AddRun(MakeRun("one"));
        const std::string before = ReadFile(path);

        RunRecord large = MakeRun("two");
        large.run.config = std::string(1 << 20, 'c');
        rlimit usual{};
        getrlimit(RLIMIT_FSIZE, &usual);
        const rlimit small{before.size() + 8192, usual.rlim_max};
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &small);
        const std::string error = ErrorOf([&]() { database.AddRun(large); });
        const std::string folder = path.substr(0, path.rfind('/'));
        const rlimit tiny{10, usual.rlim_max};
        WriteFile(folder + "/run.csv", "earlier");
        setrlimit(RLIMIT_FSIZE, &tiny);
        const std::string exportError = ErrorOf([&]() { database.ExportCsv(folder); });
        setrlimit(RLIMIT_FSIZE, &usual);
        std::signal(SIGXFSZ, handler);

        ExpectWord(error, "is there room on the disk?");
        ExpectWord(exportError, "run.csv cannot be written: File too large");
        NS_TEST_EXPECT_MSG_EQ(ReadFile(folder + "/run.csv"), "earlier", "the former export");
        NS_TEST_EXPECT_MSG_EQ(access((folder + "/run.csv.part").c_str(), F_OK), -1, "no rest");
        NS_TEST_EXPECT_MSG_EQ(database.HasRun("one"), true, "the earlier run");
        NS_TEST_EXPECT_MSG_EQ(database.HasRun("two"), false, "nothing of the other");
        NS_TEST_EXPECT_MSG_EQ(Sql(path, "SELECT count(*) FROM flow"), "1", "nothing of the other");
        NS_TEST_EXPECT_MSG_EQ(Sql(path, "PRAGMA integrity_check"), "ok", "undamaged");
        database.AddRun(large);
        NS_TEST_EXPECT_MSG_EQ(database.HasRun("two"), true, "once there is room");
    }
};

/** Suite lab-measure-database. */
class MeasureDatabaseTestSuite : public TestSuite
{
  public:
    MeasureDatabaseTestSuite()
        : TestSuite("lab-measure-database", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new RecordCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new KeepCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new CsvCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new RefuseCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new FullCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static MeasureDatabaseTestSuite g_measureDatabaseTestSuite; //!< registers the suite

} // namespace ns3
