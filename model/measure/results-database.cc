/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "results-database.h"

#include <algorithm>
#include <fstream>
#include <sqlite3.h>
#include <stdexcept>

namespace ns3
{

using nlohmann::ordered_json;

namespace
{

/** Marks a file as ours: "L4M1". */
const int APPLICATION_ID = 0x4c344d31;

/** A table: its name and its columns, as SQL has them. */
struct Table
{
    const char* name;                                         //!< name
    std::vector<std::pair<const char*, const char*>> columns; //!< names and types
};

/** All tables; "run_id" is the first column of all but the first. */
const std::vector<Table>&
Tables()
{
    static const std::vector<Table> tables{{"run",
                                            {{"key", "TEXT NOT NULL UNIQUE"},
                                             {"preset", "TEXT"},
                                             {"system", "TEXT NOT NULL"},
                                             {"fidelity", "TEXT NOT NULL"},
                                             {"access", "TEXT NOT NULL"},
                                             {"traffic", "TEXT NOT NULL"},
                                             {"family", "TEXT NOT NULL"},
                                             {"seed", "INTEGER NOT NULL"},
                                             {"label", "TEXT"},
                                             {"config", "TEXT NOT NULL"},
                                             {"ns3_version", "TEXT NOT NULL"},
                                             {"project_version", "TEXT NOT NULL"},
                                             {"simulated_ns", "INTEGER NOT NULL"},
                                             {"simulator_events", "INTEGER NOT NULL"}}},
                                           {"flow",
                                            {{"mobile", "INTEGER NOT NULL"},
                                             {"name", "TEXT NOT NULL"},
                                             {"direction", "TEXT NOT NULL"},
                                             {"protocol", "TEXT NOT NULL"},
                                             {"sent_packets", "INTEGER NOT NULL"},
                                             {"received_packets", "INTEGER NOT NULL"},
                                             {"lost", "INTEGER NOT NULL"},
                                             {"duplicated", "INTEGER NOT NULL"},
                                             {"reordered", "INTEGER NOT NULL"},
                                             {"sent_bytes", "INTEGER NOT NULL"},
                                             {"received_bytes", "INTEGER NOT NULL"},
                                             {"tcp_timeouts", "INTEGER NOT NULL"},
                                             {"header_bytes", "REAL"},
                                             {"sha256_sent", "TEXT"},
                                             {"sha256_received", "TEXT"},
                                             {"outcome", "TEXT NOT NULL"}}},
                                           {"setup",
                                            {{"mobile", "INTEGER NOT NULL"},
                                             {"protocol", "TEXT NOT NULL"},
                                             {"port", "INTEGER NOT NULL"},
                                             {"began_ns", "INTEGER NOT NULL"},
                                             {"established_ns", "INTEGER NOT NULL"},
                                             {"duration_ns", "INTEGER NOT NULL"},
                                             {"mobile_cpu_ns", "INTEGER NOT NULL"},
                                             {"peer_cpu_ns", "INTEGER NOT NULL"},
                                             {"messages", "INTEGER NOT NULL"},
                                             {"bytes", "INTEGER NOT NULL"}}},
                                           {"handover",
                                            {{"mobile", "INTEGER NOT NULL"},
                                             {"number", "INTEGER NOT NULL"},
                                             {"flow", "TEXT NOT NULL"},
                                             {"direction", "TEXT NOT NULL"},
                                             {"from_network", "TEXT NOT NULL"},
                                             {"to_network", "TEXT"},
                                             {"from_address", "TEXT NOT NULL"},
                                             {"to_address", "TEXT"},
                                             {"address_changed", "INTEGER"},
                                             {"g0_ns", "INTEGER NOT NULL"},
                                             {"loss_ns", "INTEGER NOT NULL"},
                                             {"scan_began_ns", "INTEGER"},
                                             {"scan_ended_ns", "INTEGER"},
                                             {"link_up_ns", "INTEGER"},
                                             {"movement_ns", "INTEGER"},
                                             {"usable_ns", "INTEGER"},
                                             {"ready_ns", "INTEGER"},
                                             {"sent_ns", "INTEGER"},
                                             {"g1_ns", "INTEGER"},
                                             {"d_l2_ns", "INTEGER"},
                                             {"d_loss_ns", "INTEGER"},
                                             {"d_scan_ns", "INTEGER"},
                                             {"d_join_ns", "INTEGER"},
                                             {"d_md_ns", "INTEGER"},
                                             {"d_ac_ns", "INTEGER"},
                                             {"t_proto_ns", "INTEGER"},
                                             {"t_transport_ns", "INTEGER"},
                                             {"total_ns", "INTEGER"},
                                             {"overlap_ns", "INTEGER"},
                                             {"lost", "INTEGER NOT NULL"},
                                             {"duplicated", "INTEGER NOT NULL"},
                                             {"reordered", "INTEGER NOT NULL"},
                                             {"signalling_messages", "INTEGER NOT NULL"},
                                             {"signalling_bytes", "INTEGER NOT NULL"},
                                             {"tcp_timeouts", "INTEGER NOT NULL"},
                                             {"goodput_before_bps", "REAL NOT NULL"},
                                             {"recovery_ns", "INTEGER"},
                                             {"outcome", "TEXT NOT NULL"}}},
                                           {"published",
                                            {{"metric", "TEXT NOT NULL"},
                                             {"value", "REAL NOT NULL"},
                                             {"unit", "TEXT NOT NULL"},
                                             {"source", "TEXT NOT NULL"}}}};
    return tables;
}

/** \return the SQL that makes all tables */
std::string
Schema()
{
    std::string sql;
    for (const Table& table : Tables())
    {
        const bool runs = &table == &Tables().front();
        sql += std::string("CREATE TABLE ") + table.name + " (" +
               (runs ? "id INTEGER PRIMARY KEY" : "run_id INTEGER NOT NULL REFERENCES run (id)");
        for (const auto& [name, type] : table.columns)
        {
            sql += std::string(", ") + name + " " + type;
        }
        sql += ");\n";
    }
    return sql;
}

/** Frees a statement. */
struct Finalize
{
    void operator()(sqlite3_stmt* statement) const
    {
        sqlite3_finalize(statement);
    }
};

using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

/** Puts a JSON value into a statement. \return SQLite's code */
int
Bind(sqlite3_stmt* statement, int at, const ordered_json& value)
{
    if (value.is_null())
    {
        return sqlite3_bind_null(statement, at);
    }
    if (value.is_boolean())
    {
        return sqlite3_bind_int(statement, at, value.get<bool>() ? 1 : 0);
    }
    if (value.is_number_integer())
    {
        return sqlite3_bind_int64(statement, at, value.get<int64_t>());
    }
    if (value.is_number_float())
    {
        return sqlite3_bind_double(statement, at, value.get<double>());
    }
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    return sqlite3_bind_text(statement, at, text.c_str(), -1, SQLITE_TRANSIENT);
}

/** \return a column of a result as JSON */
ordered_json
Column(sqlite3_stmt* statement, int at)
{
    switch (sqlite3_column_type(statement, at))
    {
    case SQLITE_INTEGER:
        return static_cast<int64_t>(sqlite3_column_int64(statement, at));
    case SQLITE_FLOAT:
        return sqlite3_column_double(statement, at);
    case SQLITE_NULL:
        return nullptr;
    default:
        return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, at)));
    }
}

/** \return a value as a field of a CSV file (RFC 4180) */
std::string
Field(const ordered_json& value)
{
    if (value.is_null())
    {
        return "";
    }
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (text.find_first_of(",\"\n\r") == std::string::npos)
    {
        return text;
    }
    std::string quoted = "\"";
    for (char c : text)
    {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

} // namespace

void
ResultsDatabase::Close::operator()(sqlite3* db) const
{
    sqlite3_close(db);
}

ResultsDatabase::ResultsDatabase(const std::string& path)
    : m_path(path)
{
    sqlite3* db = nullptr;
    const int code = sqlite3_open(path.c_str(), &db);
    m_db.reset(db);
    if (code != SQLITE_OK)
    {
        Fail("it cannot be opened");
    }
    sqlite3_busy_timeout(db, 10000);
    Prepare();
}

ResultsDatabase::~ResultsDatabase() = default;

void
ResultsDatabase::Fail(const std::string& doing) const
{
    std::string why;
    switch (sqlite3_errcode(m_db.get()) & 0xff)
    {
    case SQLITE_FULL:
        why = "the disk is full; make room and run the same command again, what is there is kept";
        break;
    case SQLITE_READONLY:
        why = "the file or its folder is read-only";
        break;
    case SQLITE_BUSY:
        why = "another process is writing to it";
        break;
    case SQLITE_NOTADB:
        why = "it is not an SQLite database";
        break;
    case SQLITE_CORRUPT:
        why = "it is damaged or cut off; move it away and run again";
        break;
    case SQLITE_IOERR:
        why = "reading or writing failed; is the disk full?";
        break;
    default:
        why = sqlite3_errmsg(m_db.get());
    }
    throw std::runtime_error("results database " + m_path + ": " + doing + ": " + why);
}

void
ResultsDatabase::Execute(const std::string& sql, const std::string& doing) const
{
    if (sqlite3_exec(m_db.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    {
        Fail(doing);
    }
}

void
ResultsDatabase::Prepare()
{
    const auto number = [this](const char* sql) {
        return Query(sql).front().front().get<int64_t>();
    };
    const bool empty = number("SELECT count(*) FROM sqlite_master") == 0;
    const int64_t application = number("PRAGMA application_id");
    const int64_t version = number("PRAGMA user_version");
    if (empty && application == 0 && version == 0)
    {
        Execute("PRAGMA page_size = 4096; PRAGMA application_id = " +
                    std::to_string(APPLICATION_ID) + ";",
                "it cannot be made");
        Execute("BEGIN IMMEDIATE; " + Schema() +
                    "PRAGMA user_version = " + std::to_string(VERSION) + "; COMMIT;",
                "its tables cannot be made");
        return;
    }
    if (application != APPLICATION_ID)
    {
        throw std::runtime_error("results database " + m_path +
                                 ": this is a database of another program; name another folder");
    }
    if (version != VERSION)
    {
        throw std::runtime_error("results database " + m_path + ": its version is " +
                                 std::to_string(version) + ", this program writes version " +
                                 std::to_string(VERSION) + "; name another folder");
    }
}

bool
ResultsDatabase::HasRun(const std::string& key) const
{
    return !Query("SELECT id FROM run WHERE key = ?", {key}).empty();
}

std::vector<ordered_json>
ResultsDatabase::Query(const std::string& sql, const std::vector<std::string>& parameters) const
{
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(m_db.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    {
        Fail("it cannot be read");
    }
    const Statement statement(raw);
    for (std::size_t i = 0; i < parameters.size(); ++i)
    {
        Bind(raw, static_cast<int>(i) + 1, parameters[i]);
    }
    std::vector<ordered_json> rows;
    int code;
    while ((code = sqlite3_step(raw)) == SQLITE_ROW)
    {
        ordered_json row = ordered_json::object();
        for (int i = 0; i < sqlite3_column_count(raw); ++i)
        {
            row[sqlite3_column_name(raw, i)] = Column(raw, i);
        }
        rows.push_back(row);
    }
    if (code != SQLITE_DONE)
    {
        Fail("it cannot be read");
    }
    return rows;
}

int64_t
ResultsDatabase::Insert(const std::string& table, const ordered_json& row, int64_t run) const
{
    std::string names = run == 0 ? "" : "run_id";
    std::string marks = run == 0 ? "" : "?";
    for (const auto& item : row.items())
    {
        names += (names.empty() ? "" : ", ") + item.key();
        marks += marks.empty() ? "?" : ", ?";
    }
    const std::string sql = "INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")";
    const std::string doing = "a row of table " + table + " cannot be written";
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(m_db.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    {
        Fail(doing);
    }
    const Statement statement(raw);
    int at = 1;
    if (run != 0)
    {
        Bind(raw, at++, run);
    }
    for (const auto& item : row.items())
    {
        Bind(raw, at++, item.value());
    }
    if (sqlite3_step(raw) != SQLITE_DONE)
    {
        Fail(doing);
    }
    return sqlite3_last_insert_rowid(m_db.get());
}

void
ResultsDatabase::AddRun(const ordered_json& record)
{
    Execute("BEGIN IMMEDIATE", "a run cannot be written");
    try
    {
        const int64_t run = Insert("run", record.at("run"), 0);
        for (const Table& table : Tables())
        {
            const auto rows = record.find(table.name);
            if (&table == &Tables().front() || rows == record.end())
            {
                continue;
            }
            for (const ordered_json& row : *rows)
            {
                Insert(table.name, row, run);
            }
        }
        Execute("COMMIT", "a run cannot be written");
    }
    catch (...)
    {
        sqlite3_exec(m_db.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
}

void
ResultsDatabase::WriteCsv(const std::string& folder) const
{
    for (const Table& table : Tables())
    {
        const bool runs = &table == &Tables().front();
        const std::string path = folder + "/" + table.name + ".csv";
        std::ofstream out(path + ".new", std::ios::binary);
        out << (runs ? "id" : "run_id");
        for (const auto& [name, type] : table.columns)
        {
            out << "," << name;
        }
        out << "\n";
        for (const ordered_json& row :
             Query(std::string("SELECT * FROM ") + table.name + " ORDER BY rowid"))
        {
            const char* separator = "";
            for (const auto& item : row.items())
            {
                out << separator << Field(item.value());
                separator = ",";
            }
            out << "\n";
        }
        out.close();
        if (!out || std::rename((path + ".new").c_str(), path.c_str()) != 0)
        {
            throw std::runtime_error(path + ": cannot be written; is the disk full?");
        }
    }
}

} // namespace ns3
