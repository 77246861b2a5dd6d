/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "whole-file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace ns3
{

WholeFile::WholeFile(const std::string& path)
    : m_path(path),
      m_part(path + ".part")
{
    errno = 0;
    m_file.open(m_part, std::ios::binary | std::ios::trunc);
    m_error = m_file ? 0 : errno;
}

WholeFile::~WholeFile()
{
    if (!m_finished)
    {
        m_file.close();
        std::remove(m_part.c_str());
    }
}

std::ostream&
WholeFile::GetStream()
{
    return m_file;
}

void
WholeFile::Finish()
{
    if (m_file)
    {
        errno = 0;
        m_file.close();
        m_finished = m_file && std::rename(m_part.c_str(), m_path.c_str()) == 0;
        m_error = errno;
    }
    if (!m_finished)
    {
        throw std::runtime_error(m_path + " cannot be written: " +
                                 (m_error != 0 ? std::strerror(m_error) : "is the disk full?"));
    }
}

} // namespace ns3
