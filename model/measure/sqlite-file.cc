/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "sqlite-file.h"

#include <cmath>
#include <cstring>
#include <stdexcept>

namespace ns3
{

namespace
{

/** How long to wait while another process writes, ms. */
const int PATIENCE = 2000;

/** @return what a code of SQLite means, in plain words; empty where SQLite's own must do */
std::string
Explain(int code)
{
    switch (code & 0xff)
    {
    case SQLITE_FULL:
        return "the disk is full";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "it is read-only, or its folder is";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is using it";
    case SQLITE_NOTADB:
        return "it is not an SQLite database";
    case SQLITE_CORRUPT:
        return "it is damaged or has been cut off";
    case SQLITE_IOERR:
        return "it could not be read or written; is there room on the disk?";
    case SQLITE_CANTOPEN:
        return "it cannot be opened or made";
    default:
        return "";
    }
}

} // namespace

void
SqliteFile::Close::operator()(sqlite3* db) const
{
    sqlite3_close(db);
}

SqliteFile::SqliteFile(const std::string& path)
    : m_path(path)
{
    sqlite3* db = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    m_db.reset(db);
    if (code != SQLITE_OK)
    {
        Fail();
    }
    sqlite3_busy_timeout(db, PATIENCE);
    // SQLite opens what it may not write without a word.
    if (sqlite3_db_readonly(db, "main") == 1)
    {
        Fail(Explain(SQLITE_READONLY));
    }
}

void
SqliteFile::Fail() const
{
    if (!m_db)
    {
        Fail("there is no memory to open it");
    }
    const int code = sqlite3_errcode(m_db.get());
    const int system = sqlite3_system_errno(m_db.get());
    std::string why = Explain(code);
    if (why.empty())
    {
        why = sqlite3_errmsg(m_db.get());
    }
    else if (((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN) && system != 0)
    {
        why += std::string(" (") + std::strerror(system) + ")";
    }
    Fail(why);
}

void
SqliteFile::Fail(const std::string& why) const
{
    throw std::runtime_error("results database " + m_path + ": " + why);
}

void
SqliteFile::Execute(const std::string& sql)
{
    if (sqlite3_exec(m_db.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    {
        Fail();
    }
}

int64_t
SqliteFile::GetNumber(const std::string& sql)
{
    SqliteStatement statement(*this, sql);
    return statement.Step() ? statement.GetInteger(0) : 0;
}

void
SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

SqliteStatement::SqliteStatement(SqliteFile& file, const std::string& sql)
    : m_file(file)
{
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(file.m_db.get(), sql.c_str(), -1, &statement, nullptr);
    m_statement.reset(statement);
    Check(code);
}

void
SqliteStatement::Check(int code) const
{
    if (code != SQLITE_OK)
    {
        m_file.Fail();
    }
}

void
SqliteStatement::Bind(int64_t value)
{
    Check(sqlite3_bind_int64(m_statement.get(), ++m_bound, value));
}

void
SqliteStatement::Bind(double value)
{
    if (!std::isfinite(value))
    {
        m_file.Fail("a number that is not finite was to be written");
    }
    Check(sqlite3_bind_double(m_statement.get(), ++m_bound, value));
}

void
SqliteStatement::Bind(bool value)
{
    Bind(static_cast<int64_t>(value ? 1 : 0));
}

void
SqliteStatement::Bind(const std::string& value)
{
    Check(sqlite3_bind_text64(m_statement.get(),
                              ++m_bound,
                              value.data(),
                              value.size(),
                              SQLITE_TRANSIENT,
                              SQLITE_UTF8));
}

void
SqliteStatement::BindNull()
{
    Check(sqlite3_bind_null(m_statement.get(), ++m_bound));
}

void
SqliteStatement::Run()
{
    while (Step())
    {
    }
    Check(sqlite3_reset(m_statement.get()));
    m_bound = 0;
}

bool
SqliteStatement::Step()
{
    const int code = sqlite3_step(m_statement.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE)
    {
        m_file.Fail();
    }
    return code == SQLITE_ROW;
}

int
SqliteStatement::GetColumns() const
{
    return sqlite3_column_count(m_statement.get());
}

std::string
SqliteStatement::GetName(int column) const
{
    return sqlite3_column_name(m_statement.get(), column);
}

int
SqliteStatement::GetType(int column) const
{
    return sqlite3_column_type(m_statement.get(), column);
}

int64_t
SqliteStatement::GetInteger(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double
SqliteStatement::GetReal(int column) const
{
    return sqlite3_column_double(m_statement.get(), column);
}

std::string
SqliteStatement::GetText(int column) const
{
    const void* text = sqlite3_column_text(m_statement.get(), column);
    const auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return std::string(static_cast<const char*>(text), bytes);
}

} // namespace ns3
