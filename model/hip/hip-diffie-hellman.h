/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_DIFFIE_HELLMAN_H
#define HIP_DIFFIE_HELLMAN_H

#include "hip-crypto.h"

#include <optional>

namespace ns3
{

/**
 * @ingroup hip
 * A host's part of a Diffie-Hellman exchange modulo a prime. Groups (RFC 5201, 5.2.6): 1 (384
 * bits), 2 (768), 3 (1536), 4 (3072), 5 (6144), 6 (8192); generator 2, of group 2 it is 22.
 */
class HipKeyPair
{
  public:
    /** Makes a pair. @param group Group ID, one that IsGroup() @param random gives the exponent */
    HipKeyPair(uint8_t group, HipRandom& random);

    /** @return whether there is a group of that number @param group the number */
    static bool IsGroup(uint8_t group);
    /** @return bits of a group's prime @param group its number */
    static unsigned GetBits(uint8_t group);
    /** @return bits of exponents, by the larger estimate of RFC 3526, 8 @param group its number */
    static unsigned GetExponentBits(uint8_t group);

    /** @return Group ID */
    uint8_t GetGroup() const;
    /** @return the public value, as long as the prime */
    const HipBytes& GetPublicValue() const;
    /** @return the shared secret, as long as the prime; nothing where the other's value is not
     * between 1 and the prime less 1 @param other the other's public value */
    std::optional<HipBytes> Agree(const HipBytes& other) const;

  private:
    uint8_t m_group;     //!< Group ID
    HipBytes m_exponent; //!< secret
    HipBytes m_public;   //!< public value
};

} // namespace ns3

#endif /* HIP_DIFFIE_HELLMAN_H */
