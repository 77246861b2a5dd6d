/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef RESULTS_DATABASE_H
#define RESULTS_DATABASE_H

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

struct sqlite3;

namespace ns3
{

/**
 * \ingroup measure
 * Results of runs in an SQLite database. doc/lab-results.rst describes its tables.
 *
 * A run is written in one transaction: it is there as a whole or not at all. The same runs written
 * in the same order make the same bytes.
 *
 * Everything that goes wrong is thrown as std::runtime_error with a sentence that says what, and
 * what was there before stays as it is.
 */
class ResultsDatabase
{
  public:
    /** Version of the tables; it is the database's user_version. */
    static const int VERSION = 1;

    /**
     * Opens a database, or makes one.
     * \param path of the file; its folder must exist
     */
    explicit ResultsDatabase(const std::string& path);
    ~ResultsDatabase();

    /** \return whether a run is there already \param key of the run */
    bool HasRun(const std::string& key) const;

    /**
     * Adds a run.
     * \param record an object {"run": {...}, "flow": [{...}], "setup": [...], "handover": [...],
     * "published": [...]}, columns by name; those left out are NULL
     */
    void AddRun(const nlohmann::ordered_json& record);

    /**
     * Asks.
     * \param sql one SELECT, with ? where parameters stand
     * \param parameters text for these
     * \return the rows: objects with a member for each column
     */
    std::vector<nlohmann::ordered_json> Query(
        const std::string& sql,
        const std::vector<std::string>& parameters = {}) const;

    /** Writes each table into a file of comma-separated values. \param folder where: TABLE.csv */
    void WriteCsv(const std::string& folder) const;

  private:
    /** Closes SQLite's handle. */
    struct Close
    {
        void operator()(sqlite3* db) const;
    };

    /** Runs statements without results. \param sql the statements \param doing for messages */
    void Execute(const std::string& sql, const std::string& doing) const;
    /** Adds a row. \param table into which \param row columns by name \param run the run's id, or 0
     * for the table of runs \return its id */
    int64_t Insert(const std::string& table, const nlohmann::ordered_json& row, int64_t run) const;
    /** Makes the tables, or sees that they are ours. */
    void Prepare();
    /** Throws what SQLite says. \param doing what was being done */
    [[noreturn]] void Fail(const std::string& doing) const;

    std::string m_path;                   //!< of the file
    std::unique_ptr<sqlite3, Close> m_db; //!< SQLite's handle
};

} // namespace ns3

#endif /* RESULTS_DATABASE_H */
