/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_CRYPTO_H
#define HIP_CRYPTO_H

#include "hip-bytes.h"
#include "hip-parameters.h"

#include <string>

namespace ns3
{

/**
 * @ingroup hip
 * Random bytes that follow from the simulation's seed and run and from a purpose: SHA-256 of these
 * and a counter. The same seed gives the same keys.
 */
class HipRandom
{
  public:
    /** @param purpose different for whatever is to be independent */
    explicit HipRandom(const std::string& purpose);

    /** @return the next bytes @param count how many */
    HipBytes Get(std::size_t count);
    /** @return the next number @param bytes how many bytes it has, 1 to 8 */
    uint64_t GetNumber(unsigned bytes);

  private:
    std::string m_purpose; //!< with seed and run
    uint64_t m_counter{0}; //!< blocks made so far
    HipBytes m_left;       //!< of the last block
};

/** @ingroup hip
 * Bytes of SHA-1 and of keys for HMAC-SHA1. */
constexpr std::size_t HIP_HASH_SIZE{20};

/** @ingroup hip  @return SHA-1 @param data of this */
HipBytes HipSha1(const HipBytes& data);

/** @ingroup hip  @return HMAC-SHA1, 20 bytes @param key the key @param data of this */
HipBytes HipHmac(const HipBytes& key, const HipBytes& data);

/** @ingroup hip
 * @return whether two are the same, in a time that tells nothing
 * @param one the first
 * @param other the second
 */
bool IsSameHip(const HipBytes& one, const HipBytes& other);

/**
 * @ingroup hip
 * @return whether a solution is right: the lowest K bits of SHA-1(I | HIT-I | HIT-R | J) are 0
 * (RFC 5201, appendix A)
 * @param solution with K, I and J
 * @param initiator its HIT
 * @param responder its HIT
 */
bool IsHipSolution(const HipSolution& solution,
                   const Ipv6Address& initiator,
                   const Ipv6Address& responder);

/**
 * @ingroup hip
 * Solves a puzzle, trying one J after the other.
 * @param puzzle the puzzle, K 40 at most
 * @param initiator its HIT
 * @param responder its HIT
 * @param random gives the first J
 * @param tries receives how often was tried
 * @return the solution
 */
HipSolution SolveHipPuzzle(const HipPuzzle& puzzle,
                           const Ipv6Address& initiator,
                           const Ipv6Address& responder,
                           HipRandom& random,
                           uint64_t& tries);

/**
 * @ingroup hip
 * Keying material (RFC 5201, 6.5): bytes that follow from a shared secret, drawn in order.
 */
class HipKeymat
{
  public:
    HipKeymat() = default;

    /**
     * @param secret Kij
     * @param one a HIT
     * @param other the other HIT
     * @param i the puzzle's I
     * @param j its solution's J
     */
    HipKeymat(const HipBytes& secret,
              const Ipv6Address& one,
              const Ipv6Address& other,
              uint64_t i,
              uint64_t j);

    /** @return the next bytes @param count how many, 65535 in all, as indices go */
    HipBytes Draw(std::size_t count);
    /** @return how many were drawn */
    uint16_t GetIndex() const;

  private:
    HipBytes m_secret;   //!< Kij
    HipBytes m_first;    //!< what follows the secret in the first block
    HipBytes m_block;    //!< the last block
    HipBytes m_left;     //!< of all blocks, not drawn
    uint8_t m_blocks{0}; //!< made so far
    uint16_t m_index{0}; //!< see GetIndex()
};

} // namespace ns3

#endif /* HIP_CRYPTO_H */
