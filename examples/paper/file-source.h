/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_FILE_SOURCE_H
#define L4M_PAPER_FILE_SOURCE_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace l4m
{
namespace paper
{

/**
 * The bytes of a real file, the whole of it as many times over as a transfer needs to last.
 */
class FileSource
{
  public:
    /**
     * Opens a file.
     * @param path a regular file that is not empty
     * @param least how many bytes the source holds at least: the file is repeated, always whole
     *
     * Throws std::runtime_error with a sentence that says what is wrong and what is allowed.
     */
    FileSource(const std::string& path, uint64_t least);

    /** @return the length of the file in bytes */
    uint64_t GetFileSize() const;
    /** @return how many times it is repeated */
    uint64_t GetCopies() const;
    /** @return the length of all in bytes */
    uint64_t GetSize() const;

    /**
     * Reads on.
     * @param buffer where to
     * @param size its length
     * @return bytes read: fewer than \p size only at the end
     */
    std::size_t Read(uint8_t* buffer, std::size_t size);

  private:
    /** Lets go of a file in memory. */
    struct Unmap
    {
        std::size_t size; //!< of the file
        void operator()(uint8_t* bytes) const;
    };

    std::unique_ptr<uint8_t, Unmap> m_file; //!< the file, mapped into memory
    uint64_t m_copies;                      //!< how often it is repeated
    uint64_t m_position{0};                 //!< in all bytes
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_FILE_SOURCE_H */
