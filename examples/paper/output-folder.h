/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_OUTPUT_FOLDER_H
#define L4M_PAPER_OUTPUT_FOLDER_H

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace l4m
{
namespace paper
{

/** A folder that gets all files of a run, or none of them. */
class OutputFolder
{
  public:
    /**
     * Makes the folder if it is not there, and tries whether files can be written.
     * @param path of the folder
     *
     * Throws std::runtime_error with a sentence that says what is wrong and what is allowed.
     */
    explicit OutputFolder(const std::string& path);

    /** Removes the folders that were made, if nothing was written into them. */
    ~OutputFolder();

    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    /**
     * Keeps a file until Write().
     * @param name of the file
     * @param content of the file
     */
    void Add(const std::string& name, const std::string& content);

    /**
     * Keeps in mind that a file of an earlier run is not to be there any more.
     * @param name of the file
     */
    void Remove(const std::string& name);

    /**
     * Writes all files under other names, then renames them. Throws std::runtime_error where one
     * cannot be written; then none is left behind.
     */
    void Write();

  private:
    /** Writes one file; throws std::runtime_error where that fails. */
    static void WriteFile(const std::filesystem::path& path, const std::string& content);

    std::filesystem::path m_path;                             //!< the folder
    std::vector<std::filesystem::path> m_made;                //!< folders made, outermost first
    std::vector<std::pair<std::string, std::string>> m_files; //!< names and contents
    std::vector<std::string> m_removed;                       //!< names
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_OUTPUT_FOLDER_H */
