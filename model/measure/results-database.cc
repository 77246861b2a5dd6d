/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "results-database.h"

#include "run-columns.h"
#include "sqlite-file.h"

namespace ns3
{

namespace
{

/** Makes the column definitions of a table. */
class ColumnDefinitions
{
  public:
    /** A column that is never NULL. */
    template <typename T>
    void operator()(const char* name, const T& field)
    {
        Add(name, TypeOf(field));
        m_sql += " NOT NULL";
    }

    /** A column that may be NULL. */
    template <typename T>
    void operator()(const char* name, const std::optional<T>& field)
    {
        Add(name, TypeOf(field.value_or(T())));
    }

    /** @return the definitions of a kind of row */
    template <typename Row>
    static std::string Of()
    {
        ColumnDefinitions definitions;
        const Row row;
        VisitColumns(row, definitions);
        return definitions.m_sql;
    }

  private:
    /** Begins the definition of a column. */
    void Add(const char* name, const char* type)
    {
        m_sql += std::string(m_sql.empty() ? "" : ", ") + name + " " + type;
    }

    /** @return SQLite's type of a column */
    static const char* TypeOf(const std::string& /* text */)
    {
        return "TEXT";
    }

    /** @return SQLite's type of a column */
    static const char* TypeOf(double /* number */)
    {
        return "REAL";
    }

    /** @return SQLite's type of a column */
    static const char* TypeOf(int64_t /* number */)
    {
        return "INTEGER";
    }

    /** @return SQLite's type of a column */
    static const char* TypeOf(bool /* truth */)
    {
        return "INTEGER";
    }

    std::string m_sql; //!< the definitions so far
};

/** @return SQL that makes a table of rows that belong to a run @param keys primary key, or none */
template <typename Row>
std::string
MakeTable(const std::string& name, const std::string& keys)
{
    return "CREATE TABLE " + name + " (run_id INTEGER NOT NULL REFERENCES run (id), " +
           ColumnDefinitions::Of<Row>() + (keys.empty() ? "" : ", UNIQUE (" + keys + ")") +
           ") STRICT; ";
}

/** @return SQL that makes all tables */
std::string
MakeTables()
{
    return "CREATE TABLE run (id INTEGER PRIMARY KEY, " + ColumnDefinitions::Of<RunInfo>() +
           ", UNIQUE (key)) STRICT; " +
           MakeTable<FlowRow>("flow", "run_id, mobile, name, direction") +
           MakeTable<SetUpRow>("setup", "") +
           MakeTable<HandoverRow>("handover", "run_id, mobile, number, flow, direction") +
           "CREATE TABLE published (" + ColumnDefinitions::Of<PublishedRow>() +
           ", UNIQUE (preset, metric, source)) STRICT; ";
}

/** Inserts rows of one table. */
template <typename Row>
class Inserter
{
  public:
    /**
     * @param file the database
     * @param table its name
     * @param first name of the first column where a row lacks it, or empty
     * @param conflict what to do with a row that is there: SQL, or empty
     */
    Inserter(SqliteFile& file,
             const std::string& table,
             const std::string& first,
             const std::string& conflict = "")
        : m_statement(file, Insert(table, first) + conflict)
    {
    }

    /** Inserts a row. */
    void Add(const Row& row)
    {
        VisitColumns(row, [this](const char*, const auto& field) { m_statement.Bind(field); });
        m_statement.Run();
    }

    /** Inserts a row that belongs to a run. */
    void Add(int64_t run, const Row& row)
    {
        m_statement.Bind(run);
        Add(row);
    }

  private:
    /** @return the SQL */
    static std::string Insert(const std::string& table, const std::string& first)
    {
        std::string names = first;
        std::string marks = first.empty() ? "" : "?";
        const Row row;
        VisitColumns(row, [&](const char* name, const auto&) {
            names += (names.empty() ? "" : ", ") + std::string(name);
            marks += marks.empty() ? "?" : ", ?";
        });
        return "INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")";
    }

    SqliteStatement m_statement; //!< prepared
};

/** Inserts rows that belong to a run. */
template <typename Row>
void
InsertAll(SqliteFile& file, const std::string& table, int64_t run, const std::vector<Row>& rows)
{
    Inserter<Row> inserter(file, table, "run_id");
    for (const Row& row : rows)
    {
        inserter.Add(run, row);
    }
}

/** A transaction: undone unless it was committed. */
class Transaction
{
  public:
    /** Begins it. @param file the database */
    explicit Transaction(SqliteFile& file)
        : m_file(file)
    {
        m_file.Execute("BEGIN IMMEDIATE");
    }

    ~Transaction()
    {
        if (m_open)
        {
            try
            {
                m_file.Execute("ROLLBACK");
            }
            catch (const std::exception&)
            {
                // SQLite has undone it by itself, as it does when the disk is full.
            }
        }
    }

    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /** Makes it last. */
    void Commit()
    {
        m_file.Execute("COMMIT");
        m_open = false;
    }

  private:
    SqliteFile& m_file; //!< the database
    bool m_open{true};  //!< not yet committed
};

} // namespace

ResultsDatabase::ResultsDatabase(const std::string& path)
    : m_file(std::make_unique<SqliteFile>(path))
{
    Prepare();
}

ResultsDatabase::~ResultsDatabase() = default;

void
ResultsDatabase::Prepare()
{
    // Takes effect on an empty file only.
    m_file->Execute("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8';");
    Transaction transaction(*m_file);
    const int64_t application = m_file->GetNumber("PRAGMA application_id");
    const int64_t version = m_file->GetNumber("PRAGMA user_version");
    const int64_t tables = m_file->GetNumber("SELECT count(*) FROM sqlite_schema");
    if (application == 0 && version == 0 && tables == 0)
    {
        m_file->Execute(MakeTables() + "PRAGMA application_id = " + std::to_string(APPLICATION) +
                        "; PRAGMA user_version = " + std::to_string(VERSION) + ";");
        transaction.Commit();
        return;
    }
    if (application != APPLICATION)
    {
        m_file->Fail("it is the database of another program (its application_id is " +
                     std::to_string(application) + ", that of results is " +
                     std::to_string(APPLICATION) + ")");
    }
    if (version != VERSION)
    {
        m_file->Fail("it has version " + std::to_string(version) +
                     " of the tables, this program version " + std::to_string(VERSION) +
                     "; name another file, or take the program that made it");
    }
    SqliteStatement check(*m_file, "PRAGMA quick_check(1)");
    if (!check.Step() || check.GetText(0) != "ok")
    {
        m_file->Fail("it is damaged or has been cut off");
    }
}

bool
ResultsDatabase::HasRun(const std::string& key)
{
    SqliteStatement statement(*m_file, "SELECT id FROM run WHERE key = ?");
    statement.Bind(key);
    return statement.Step();
}

void
ResultsDatabase::AddRun(const RunRecord& record)
{
    Transaction transaction(*m_file);
    if (HasRun(record.run.key))
    {
        m_file->Fail("it has a run " + record.run.key + " already");
    }
    Inserter<RunInfo>(*m_file, "run", "").Add(record.run);
    const int64_t run = m_file->GetNumber("SELECT last_insert_rowid()");
    InsertAll(*m_file, "flow", run, record.flows);
    InsertAll(*m_file, "setup", run, record.setUps);
    InsertAll(*m_file, "handover", run, record.handovers);
    Inserter<PublishedRow> published(
        *m_file,
        "published",
        "",
        " ON CONFLICT DO UPDATE SET value = excluded.value, unit = excluded.unit");
    for (const PublishedRow& row : record.published)
    {
        published.Add(row);
    }
    transaction.Commit();
}

} // namespace ns3
