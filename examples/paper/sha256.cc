/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "sha256.h"

#include <openssl/evp.h>
#include <stdexcept>

namespace l4m
{
namespace paper
{

namespace
{

/** @param ok what a libcrypto function returned: 1 is success */
void
Check(int ok)
{
    if (ok != 1)
    {
        throw std::runtime_error("libcrypto cannot compute SHA-256");
    }
}

} // namespace

void
Sha256::Free::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Sha256::Sha256()
    : m_context(EVP_MD_CTX_new())
{
    Check(m_context ? EVP_DigestInit_ex2(m_context.get(), EVP_sha256(), nullptr) : 0);
}

Sha256::~Sha256() = default;

void
Sha256::Add(const uint8_t* data, std::size_t size)
{
    Check(EVP_DigestUpdate(m_context.get(), data, size));
}

std::string
Sha256::GetHex() const
{
    std::unique_ptr<evp_md_ctx_st, Free> copy(EVP_MD_CTX_new());
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    Check(copy ? EVP_MD_CTX_copy_ex(copy.get(), m_context.get()) : 0);
    Check(EVP_DigestFinal_ex(copy.get(), digest, &size));
    std::string hex;
    for (unsigned int i = 0; i < size; ++i)
    {
        hex += "0123456789abcdef"[digest[i] >> 4];
        hex += "0123456789abcdef"[digest[i] & 0xf];
    }
    return hex;
}

} // namespace paper
} // namespace l4m
