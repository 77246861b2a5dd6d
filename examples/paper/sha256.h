/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_SHA256_H
#define L4M_PAPER_SHA256_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace l4m
{
namespace paper
{

/** A running SHA-256 (FIPS 180-4), by libcrypto. */
class Sha256
{
  public:
    /** Begins with no bytes; throws std::runtime_error where libcrypto has no SHA-256. */
    Sha256();
    ~Sha256();

    /**
     * Adds bytes.
     * @param data the bytes
     * @param size how many
     */
    void Add(const uint8_t* data, std::size_t size);

    /** @return the digest of the bytes so far, 64 hexadecimal digits; more may be added after */
    std::string GetHex() const;

  private:
    /** Frees libcrypto's context. */
    struct Free
    {
        void operator()(evp_md_ctx_st* context) const;
    };

    std::unique_ptr<evp_md_ctx_st, Free> m_context; //!< libcrypto's state
};

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_SHA256_H */
