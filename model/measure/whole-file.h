/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <fstream>
#include <string>

namespace ns3
{

/**
 * @ingroup measure
 * A file that is there as a whole or not at all: until Finish() it has another name, and one that
 * is there already stays.
 */
class WholeFile
{
  public:
    /** @param path of the file; its folder must exist */
    explicit WholeFile(const std::string& path);
    /** Removes what was written, unless it was finished. */
    ~WholeFile();

    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;

    /** @return where to write to */
    std::ostream& GetStream();

    /**
     * Gives the file its name.
     * @throw std::runtime_error where it could not be written, with the reason
     */
    void Finish();

  private:
    std::string m_path;     //!< of the file
    std::string m_part;     //!< of what is written
    std::ofstream m_file;   //!< what is written
    int m_error{0};         //!< errno of what went wrong first
    bool m_finished{false}; //!< Finish() went well
};

} // namespace ns3

#endif /* WHOLE_FILE_H */
