/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "file-source.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace l4m
{
namespace paper
{

namespace
{

/** Largest file that is taken: a transfer of it takes minutes. */
const uint64_t g_largestFile = uint64_t{1} << 30;

/** \return the length of a file; throws where it is not one that can be sent */
uint64_t
CheckedSize(const std::string& path)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
    {
        throw std::runtime_error("there is no file \"" + path +
                                 "\"; give the path of a file that can be read");
    }
    if (!fs::is_regular_file(status))
    {
        throw std::runtime_error("\"" + path + "\" is " +
                                 (fs::is_directory(status) ? "a directory" : "not a regular file") +
                                 "; give the path of an ordinary file");
    }
    const uint64_t size = fs::file_size(path, error);
    if (error)
    {
        throw std::runtime_error("the length of \"" + path +
                                 "\" cannot be found: " + error.message());
    }
    if (size == 0)
    {
        throw std::runtime_error("\"" + path + "\" is empty; give a file of at least one byte");
    }
    if (size > g_largestFile)
    {
        throw std::runtime_error("\"" + path + "\" has " + std::to_string(size) +
                                 " bytes; allowed: at most " + std::to_string(g_largestFile));
    }
    return size;
}

} // namespace

FileSource::FileSource(const std::string& path, uint64_t least)
    : m_path(path),
      m_file(),
      m_fileSize(CheckedSize(path)),
      m_copies(std::max<uint64_t>(1, (least + m_fileSize - 1) / m_fileSize))
{
    m_file.open(path, std::ios::binary);
    if (!m_file)
    {
        throw std::runtime_error("\"" + path +
                                 "\" cannot be opened for reading; check its permissions");
    }
}

uint64_t
FileSource::GetFileSize() const
{
    return m_fileSize;
}

uint64_t
FileSource::GetCopies() const
{
    return m_copies;
}

uint64_t
FileSource::GetSize() const
{
    return m_fileSize * m_copies;
}

std::size_t
FileSource::Read(uint8_t* buffer, std::size_t size)
{
    if (m_position == GetSize())
    {
        return 0;
    }
    const uint64_t offset = m_position % m_fileSize;
    if (offset == 0)
    {
        m_file.seekg(0);
    }
    const uint64_t left = m_fileSize - offset;
    const std::size_t want = static_cast<std::size_t>(std::min<uint64_t>(size, left));
    if (!m_file.read(reinterpret_cast<char*>(buffer), static_cast<std::streamsize>(want)))
    {
        throw std::runtime_error("\"" + m_path + "\" could not be read to its end; did it change?");
    }
    m_position += want;
    return want;
}

} // namespace paper
} // namespace l4m
