/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "run-record.h"

#include "run-columns.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace ns3
{

namespace
{

using Json = nlohmann::ordered_json;

/** Writes the columns of a row into a JSON object. */
class ColumnWriter
{
  public:
    /** @param object to write into */
    explicit ColumnWriter(Json& object)
        : m_object(object)
    {
    }

    /** A column of any type. */
    template <typename T>
    void operator()(const char* name, const T& field)
    {
        m_object[name] = field;
    }

    /** A number that JSON may be unable to hold. */
    void operator()(const char* name, const double& field)
    {
        if (!std::isfinite(field))
        {
            throw std::runtime_error(std::string("a run's ") + name + " is not a finite number");
        }
        m_object[name] = field;
    }

    /** A column that may be nothing. */
    template <typename T>
    void operator()(const char* name, const std::optional<T>& field)
    {
        if (field)
        {
            (*this)(name, *field);
        }
        else
        {
            m_object[name] = nullptr;
        }
    }

  private:
    Json& m_object; //!< to write into
};

/** Reads the columns of a row from a JSON object. */
class ColumnReader
{
  public:
    /** @param object to read from */
    explicit ColumnReader(const Json& object)
        : m_object(object)
    {
    }

    /** A column of any type. */
    template <typename T>
    void operator()(const char* name, T& field)
    {
        m_object.at(name).get_to(field);
    }

    /** A column that may be nothing. */
    template <typename T>
    void operator()(const char* name, std::optional<T>& field)
    {
        const Json& value = m_object.at(name);
        field.reset();
        if (!value.is_null())
        {
            field = value.get<T>();
        }
    }

  private:
    const Json& m_object; //!< to read from
};

/** @return an object with the columns of a row */
template <typename Row>
Json
WriteRow(const Row& row)
{
    Json object = Json::object();
    VisitColumns(row, ColumnWriter(object));
    return object;
}

/** @return rows as a JSON list */
template <typename Row>
Json
WriteRows(const std::vector<Row>& rows)
{
    Json list = Json::array();
    for (const Row& row : rows)
    {
        list.push_back(WriteRow(row));
    }
    return list;
}

/** Reads rows from a JSON list. */
template <typename Row>
void
ReadRows(const Json& list, std::vector<Row>& rows)
{
    for (const Json& object : list)
    {
        VisitColumns(rows.emplace_back(), ColumnReader(object));
    }
}

} // namespace

std::string
ToJson(const RunRecord& record)
{
    const Json json{{"run", WriteRow(record.run)},
                    {"flow", WriteRows(record.flows)},
                    {"setup", WriteRows(record.setUps)},
                    {"handover", WriteRows(record.handovers)},
                    {"published", WriteRows(record.published)}};
    try
    {
        return json.dump();
    }
    catch (const Json::exception& error)
    {
        throw std::runtime_error(std::string("a run's record holds text that is not UTF-8: ") +
                                 error.what());
    }
}

RunRecord
RunRecordFromJson(const std::string& text)
{
    try
    {
        const Json json = Json::parse(text);
        RunRecord record;
        VisitColumns(record.run, ColumnReader(json.at("run")));
        ReadRows(json.at("flow"), record.flows);
        ReadRows(json.at("setup"), record.setUps);
        ReadRows(json.at("handover"), record.handovers);
        ReadRows(json.at("published"), record.published);
        return record;
    }
    catch (const Json::exception& error)
    {
        throw std::runtime_error(std::string("this is not the record of a run: ") + error.what());
    }
}

} // namespace ns3
