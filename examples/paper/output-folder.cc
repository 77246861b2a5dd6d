/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "output-folder.h"

#include <fstream>
#include <stdexcept>
#include <system_error>

namespace fs = std::filesystem;

namespace l4m
{
namespace paper
{

namespace
{

/** Ending of files that are not complete yet. */
const char* const g_partial = ".partial";

} // namespace

OutputFolder::OutputFolder(const std::string& path)
    : m_path(fs::absolute(path).lexically_normal())
{
    std::error_code error;
    if (fs::exists(m_path, error) && !fs::is_directory(m_path, error))
    {
        throw std::runtime_error("\"" + path +
                                 "\" is not a folder; give the path of a folder, or of "
                                 "one that can be made");
    }
    for (fs::path p = m_path; !p.empty() && !fs::exists(p, error); p = p.parent_path())
    {
        m_made.insert(m_made.begin(), p);
    }
    fs::create_directories(m_path, error);
    const fs::path trial = m_path / (std::string("trial") + g_partial);
    try
    {
        if (error)
        {
            throw std::runtime_error(error.message());
        }
        WriteFile(trial, "");
    }
    catch (const std::runtime_error& e)
    {
        throw std::runtime_error("no results can be written to the folder \"" + path + "\" (" +
                                 e.what() + "); give one that can be made and written to");
    }
    fs::remove(trial, error);
}

OutputFolder::~OutputFolder()
{
    std::error_code error;
    for (auto p = m_made.rbegin(); p != m_made.rend(); ++p)
    {
        // Fails, as it should, where there is something in it.
        fs::remove(*p, error);
    }
}

void
OutputFolder::Add(const std::string& name, const std::string& content)
{
    m_files.emplace_back(name, content);
}

void
OutputFolder::Remove(const std::string& name)
{
    m_removed.push_back(name);
}

void
OutputFolder::WriteFile(const fs::path& path, const std::string& content)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    if (!file)
    {
        throw std::runtime_error("\"" + path.string() + "\" cannot be written");
    }
}

void
OutputFolder::Write()
{
    std::error_code error;
    try
    {
        for (const auto& file : m_files)
        {
            WriteFile(m_path / (file.first + g_partial), file.second);
        }
        for (const auto& file : m_files)
        {
            fs::rename(m_path / (file.first + g_partial), m_path / file.first);
        }
    }
    catch (const std::runtime_error&)
    {
        for (const auto& file : m_files)
        {
            fs::remove(m_path / (file.first + g_partial), error);
        }
        throw;
    }
    for (const auto& name : m_removed)
    {
        fs::remove(m_path / name, error);
    }
}

} // namespace paper
} // namespace l4m
