/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-crypto.h"

#include "ns3/abort.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace ns3
{

namespace
{

/** @return a digest @param data of this @param kind algorithm @param size its bytes */
HipBytes
Digest(const HipBytes& data, const EVP_MD* kind, std::size_t size)
{
    HipBytes digest(size);
    const int done = EVP_Digest(data.data(), data.size(), digest.data(), nullptr, kind, nullptr);
    NS_ABORT_MSG_IF(done != 1, "the crypto library lacks a hash function");
    return digest;
}

/** @return what the puzzle's hash is of, J last */
HipBytes
PuzzleInput(uint64_t i, const Ipv6Address& initiator, const Ipv6Address& responder, uint64_t j)
{
    return HipWriter().Put(i, 8).Put(initiator).Put(responder).Put(j, 8).Get();
}

/** @return whether the lowest bits of a hash are 0 @param hash the hash @param bits how many */
bool
HasZeros(const uint8_t* hash, unsigned bits)
{
    for (std::size_t at = HIP_HASH_SIZE; at-- > 0 && bits > 0;)
    {
        const unsigned here = std::min(bits, 8U);
        if ((hash[at] & ((1U << here) - 1)) != 0)
        {
            return false;
        }
        bits -= here;
    }
    return true;
}

} // namespace

HipRandom::HipRandom(const std::string& purpose)
    : m_purpose("hip " + std::to_string(RngSeedManager::GetSeed()) + " " +
                std::to_string(RngSeedManager::GetRun()) + " " + purpose)
{
}

HipBytes
HipRandom::Get(std::size_t count)
{
    HipBytes bytes;
    while (bytes.size() < count)
    {
        if (m_left.empty())
        {
            HipWriter writer;
            writer.Put(HipBytes(m_purpose.begin(), m_purpose.end())).Put(m_counter++, 8);
            m_left = Digest(writer.Get(), EVP_sha256(), SHA256_DIGEST_LENGTH);
        }
        const auto taken =
            static_cast<std::ptrdiff_t>(std::min(count - bytes.size(), m_left.size()));
        bytes.insert(bytes.end(), m_left.begin(), m_left.begin() + taken);
        m_left.erase(m_left.begin(), m_left.begin() + taken);
    }
    return bytes;
}

uint64_t
HipRandom::GetNumber(unsigned bytes)
{
    const HipBytes random = Get(bytes);
    return HipReader(random).Get(bytes);
}

HipBytes
HipSha1(const HipBytes& data)
{
    return Digest(data, EVP_sha1(), HIP_HASH_SIZE);
}

HipBytes
HipHmac(const HipBytes& key, const HipBytes& data)
{
    HipBytes mac(HIP_HASH_SIZE);
    unsigned int length = 0;
    const unsigned char* done = HMAC(EVP_sha1(),
                                     key.data(),
                                     static_cast<int>(key.size()),
                                     data.data(),
                                     data.size(),
                                     mac.data(),
                                     &length);
    NS_ABORT_MSG_IF(!done || length != mac.size(), "the crypto library has no HMAC-SHA1");
    return mac;
}

bool
IsSameHip(const HipBytes& one, const HipBytes& other)
{
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

bool
IsHipSolution(const HipSolution& solution,
              const Ipv6Address& initiator,
              const Ipv6Address& responder)
{
    const HipBytes hash =
        HipSha1(PuzzleInput(solution.random, initiator, responder, solution.solution));
    return HasZeros(hash.data(), solution.k);
}

HipSolution
SolveHipPuzzle(const HipPuzzle& puzzle,
               const Ipv6Address& initiator,
               const Ipv6Address& responder,
               HipRandom& random,
               uint64_t& tries)
{
    NS_ABORT_MSG_IF(puzzle.k > 40, "a puzzle with more than 40 bits takes too long");
    HipSolution solution;
    solution.k = puzzle.k;
    solution.opaque = puzzle.opaque;
    solution.random = puzzle.random;
    solution.solution = random.GetNumber(8);
    for (tries = 1; !IsHipSolution(solution, initiator, responder); ++tries)
    {
        ++solution.solution;
    }
    return solution;
}

HipKeymat::HipKeymat(const HipBytes& secret,
                     const Ipv6Address& one,
                     const Ipv6Address& other,
                     uint64_t i,
                     uint64_t j)
    : m_secret(secret),
      m_first(
          HipWriter().Put(std::min(one, other)).Put(std::max(one, other)).Put(i, 8).Put(j, 8).Get())
{
}

HipBytes
HipKeymat::Draw(std::size_t count)
{
    while (m_left.size() < count)
    {
        // After block 255 comes 0 (6.5).
        ++m_blocks;
        HipWriter writer;
        writer.Put(m_secret).Put(m_blocks == 1 ? m_first : m_block).Put(m_blocks, 1);
        m_block = HipSha1(writer.Get());
        m_left.insert(m_left.end(), m_block.begin(), m_block.end());
    }
    const auto taken = static_cast<std::ptrdiff_t>(count);
    HipBytes bytes(m_left.begin(), m_left.begin() + taken);
    m_left.erase(m_left.begin(), m_left.begin() + taken);
    m_index = static_cast<uint16_t>(m_index + count);
    return bytes;
}

uint16_t
HipKeymat::GetIndex() const
{
    return m_index;
}

} // namespace ns3
