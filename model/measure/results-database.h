/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef RESULTS_DATABASE_H
#define RESULTS_DATABASE_H

#include "run-record.h"

#include <memory>
#include <string>

namespace ns3
{

class SqliteFile;

/**
 * @ingroup measure
 * Results of runs in an SQLite database. Tables and columns have the names that run-columns.h
 * lists; every table but "run" and "published" begins with run_id, which is run.id.
 *
 * A run is written in one transaction: it is there as a whole or not at all. The same runs written
 * in the same order make the same bytes.
 *
 * Whatever goes wrong is thrown as std::runtime_error with a sentence that says what, and what was
 * there before stays as it is.
 */
class ResultsDatabase
{
  public:
    /** Version of the tables: the database's user_version. */
    static constexpr int64_t VERSION = 2;
    /** Marks a file as ours: the database's application_id. */
    static constexpr int64_t APPLICATION = 0x4c344d31;

    /**
     * Opens a database, or makes one. One that was made by another program or has another version
     * is refused, and so is one that is damaged.
     * @param path of the file; its folder must exist
     */
    explicit ResultsDatabase(const std::string& path);
    ~ResultsDatabase();

    /** @return whether a run is there @param key of the run */
    bool HasRun(const std::string& key);

    /**
     * Adds a run. Published figures are kept once, however many runs bring them.
     * @param record its rows; its key must be new
     */
    void AddRun(const RunRecord& record);

    /**
     * Writes each table into a file of comma-separated values (RFC 4180) with a line of names:
     * run.csv, flow.csv, setup.csv, handover.csv and published.csv. NULL is an empty field.
     * Files that are there are replaced, each once the new one is complete.
     * @param folder where to; it must exist
     */
    void ExportCsv(const std::string& folder);

  private:
    /** Makes the tables, or sees that they are ours. */
    void Prepare();

    std::unique_ptr<SqliteFile> m_file; //!< the database
};

} // namespace ns3

#endif /* RESULTS_DATABASE_H */
