/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef SQLITE_FILE_H
#define SQLITE_FILE_H

#include <cstdint>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string>

namespace ns3
{

/**
 * @ingroup measure
 * An open SQLite database. What goes wrong is thrown as std::runtime_error, with the file's name
 * and plain words.
 */
class SqliteFile
{
  public:
    /**
     * Opens a database for reading and writing, or makes an empty one.
     * @param path of the file; its folder must exist
     */
    explicit SqliteFile(const std::string& path);

    /** Runs statements without parameters and results. @param sql the statements */
    void Execute(const std::string& sql);

    /** @return the one number that a query returns @param sql the query */
    int64_t GetNumber(const std::string& sql);

    /** Throws what SQLite says of its last call. */
    [[noreturn]] void Fail() const;
    /** Throws. @param why what is wrong */
    [[noreturn]] void Fail(const std::string& why) const;

  private:
    friend class SqliteStatement;

    /** Closes the file. */
    struct Close
    {
        /** @param db to close */
        void operator()(sqlite3* db) const;
    };

    std::string m_path;                   //!< of the file
    std::unique_ptr<sqlite3, Close> m_db; //!< SQLite's handle
};

/**
 * @ingroup measure
 * A prepared statement. The file must stay open as long as it lives.
 */
class SqliteStatement
{
  public:
    /** @param file the database @param sql one statement, ? for each parameter */
    SqliteStatement(SqliteFile& file, const std::string& sql);

    /** Gives the next parameter its value. @param value a number */
    void Bind(int64_t value);
    /** Gives the next parameter its value. @param value a number; not finite is an error */
    void Bind(double value);
    /** Gives the next parameter its value. @param value true becomes 1, false 0 */
    void Bind(bool value);
    /** Gives the next parameter its value. @param value text in UTF-8 */
    void Bind(const std::string& value);

    /** Gives the next parameter its value. @param value nothing becomes NULL */
    template <typename T>
    void Bind(const std::optional<T>& value)
    {
        if (value)
        {
            Bind(*value);
        }
        else
        {
            BindNull();
        }
    }

    /** Executes a statement without results, and makes it ready for other values. */
    void Run();
    /** @return whether there is a row of results, the next one */
    bool Step();

    /** @return number of columns of a result */
    int GetColumns() const;
    /** @return name of a column @param column from 0 */
    std::string GetName(int column) const;
    /** @return whether a column of the row is NULL, INTEGER, FLOAT or TEXT: SQLite's code */
    int GetType(int column) const;
    /** @return a column of the row as a number @param column from 0 */
    int64_t GetInteger(int column) const;
    /** @return a column of the row as a number @param column from 0 */
    double GetReal(int column) const;
    /** @return a column of the row as text @param column from 0 */
    std::string GetText(int column) const;

  private:
    /** Gives the next parameter NULL. */
    void BindNull();
    /** Throws unless the last call went well. @param code what it returned */
    void Check(int code) const;

    /** Frees a statement. */
    struct Finalize
    {
        /** @param statement to free */
        void operator()(sqlite3_stmt* statement) const;
    };

    SqliteFile& m_file;                                  //!< the database
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement; //!< SQLite's handle
    int m_bound{0};                                      //!< parameters that have a value
};

} // namespace ns3

#endif /* SQLITE_FILE_H */
