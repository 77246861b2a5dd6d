/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "file-source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace l4m
{
namespace paper
{

namespace
{

/** Largest file that is taken: a transfer of it takes minutes. */
const uint64_t g_largestFile = uint64_t{1} << 30;

/** @return the length of a file; throws where it is not one that can be sent */
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

void
FileSource::Unmap::operator()(uint8_t* bytes) const
{
    munmap(bytes, size);
}

FileSource::FileSource(const std::string& path, uint64_t least)
    : m_file(nullptr, Unmap{static_cast<std::size_t>(CheckedSize(path))}),
      m_copies(std::max<uint64_t>(1, (least + GetFileSize() - 1) / GetFileSize()))
{
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
    {
        throw std::runtime_error("\"" + path + "\" cannot be opened for reading (" +
                                 std::strerror(errno) + "); give one that can");
    }
    void* bytes = mmap(nullptr, m_file.get_deleter().size, PROT_READ, MAP_PRIVATE, file, 0);
    const int error = errno;
    close(file);
    if (bytes == MAP_FAILED)
    {
        throw std::runtime_error("\"" + path + "\" cannot be read: " + std::strerror(error));
    }
    m_file.reset(static_cast<uint8_t*>(bytes));
}

uint64_t
FileSource::GetFileSize() const
{
    return m_file.get_deleter().size;
}

uint64_t
FileSource::GetCopies() const
{
    return m_copies;
}

uint64_t
FileSource::GetSize() const
{
    return GetFileSize() * m_copies;
}

std::size_t
FileSource::Read(uint8_t* buffer, std::size_t size)
{
    const std::size_t total =
        static_cast<std::size_t>(std::min(GetSize() - m_position, uint64_t{size}));
    for (std::size_t done = 0; done < total;)
    {
        const uint64_t offset = m_position % GetFileSize();
        const std::size_t part =
            static_cast<std::size_t>(std::min<uint64_t>(total - done, GetFileSize() - offset));
        std::copy_n(m_file.get() + offset, part, buffer + done);
        done += part;
        m_position += part;
    }
    return total;
}

} // namespace paper
} // namespace l4m
