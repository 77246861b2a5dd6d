/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_COSTS_H
#define HIP_COSTS_H

#include "ns3/crypto-cost-model.h"
#include "ns3/nstime.h"

namespace ns3
{

/**
 * @ingroup hip
 * How long HIP's computations take, by the cost model that all systems share.
 *
 * What the model lacks follows from one of its figures, a power modulo the 1024-bit prime, by the
 * counts that the model itself uses (Menezes, van Oorschot, Vanstone, Handbook of Applied
 * Cryptography, chapter 14): a power takes 1.5 multiplications per bit of the exponent (14.79), one
 * multiplication time with the square of the length (14.12); signing with RSA is two powers of half
 * the length (Garner's algorithm, 14.71 and 14.75), verifying with exponent 65537 is 17
 * multiplications. A SHA-1 of one block costs what 64 bytes more cost in a HMAC-SHA1.
 */
class HipCosts
{
  public:
    HipCosts() = default;
    /** @param model the model, or nullptr: nothing takes time */
    explicit HipCosts(Ptr<const CryptoCostModel> model);

    /** @return for a key pair @param group Group ID */
    Time GetKeyGeneration(uint8_t group) const;
    /** @return for a shared secret @param group Group ID */
    Time GetAgreement(uint8_t group) const;
    /** @return for a signature @param bits of the RSA modulus */
    Time GetSigning(unsigned bits) const;
    /** @return for checking one @param bits of the RSA modulus */
    Time GetVerifying(unsigned bits) const;
    /** @return for hashes of one block @param count how many */
    Time GetHashes(uint64_t count) const;
    /** @return for a HMAC-SHA1 @param bytes covered */
    Time GetMac(std::size_t bytes) const;

  private:
    /** @return for a number of multiplications @param count how many @param bits of the modulus */
    Time GetMultiplications(double count, double bits) const;
    /** @return by the model, or where it has no such group by the count @param kind "keygen." or
     * "derive." @param group Group ID */
    Time GetPower(const std::string& kind, uint8_t group) const;

    Ptr<const CryptoCostModel> m_model; //!< may be nullptr
};

} // namespace ns3

#endif /* HIP_COSTS_H */
