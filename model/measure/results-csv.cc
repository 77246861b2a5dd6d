/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "results-database.h"
#include "sqlite-file.h"
#include "whole-file.h"

#include <charconv>

namespace ns3
{

namespace
{

/** @return text as a field (RFC 4180) */
std::string
Quote(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
    {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text)
    {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

/** @return a number in as few digits as give the same number again */
std::string
Shortest(double number)
{
    char text[32];
    const auto result = std::to_chars(text, text + sizeof(text), number);
    return std::string(text, result.ptr);
}

/** @return a column of a result as a field */
std::string
Field(const SqliteStatement& row, int column)
{
    switch (row.GetType(column))
    {
    case SQLITE_NULL:
        return "";
    case SQLITE_FLOAT:
        return Shortest(row.GetReal(column));
    default:
        return Quote(row.GetText(column));
    }
}

} // namespace

void
ResultsDatabase::ExportCsv(const std::string& folder)
{
    for (const std::string table : {"run", "flow", "setup", "handover", "published"})
    {
        WholeFile whole(folder + "/" + table + ".csv");
        std::ostream& file = whole.GetStream();
        SqliteStatement row(*m_file, "SELECT * FROM " + table + " ORDER BY rowid");
        const int columns = row.GetColumns();
        for (int i = 0; i < columns; ++i)
        {
            file << (i == 0 ? "" : ",") << row.GetName(i);
        }
        file << "\r\n";
        while (row.Step())
        {
            for (int i = 0; i < columns; ++i)
            {
                file << (i == 0 ? "" : ",") << Field(row, i);
            }
            file << "\r\n";
        }
        whole.Finish();
    }
}

} // namespace ns3
