/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_IDENTITY_H
#define HIP_IDENTITY_H

#include "hip-crypto.h"

#include "ns3/ipv4-address.h"

#include <memory>
#include <optional>

typedef struct evp_pkey_st EVP_PKEY;

namespace ns3
{

/**
 * @ingroup hip
 * A Host Identity: the public key of a host (RFC 5201, 3). RSA with SHA-1, which every host has to
 * know (5.2.8), as RFC 3110 writes it.
 */
class HipIdentity
{
  public:
    /** Algorithm in HOST_ID and signatures: RSA. */
    static constexpr uint8_t RSA{5};

    /** Reads a key. @return the identity, or nothing @param hostId what a HOST_ID says */
    static std::optional<HipIdentity> FromHostId(const HipHostId& hostId);

    /** @return the parameter HOST_ID */
    const HipHostId& GetHostId() const;
    /** @return the tag: 2001:10::/28 and 100 bits of a hash (RFC 4843) */
    Ipv6Address GetHit() const;
    /** @return bits of the modulus */
    unsigned GetBits() const;
    /** @return whether a signature is this host's @param data what is signed @param signature the
     * parameter's contents, algorithm first */
    bool Verify(const HipBytes& data, const HipBytes& signature) const;

    /** @return whether an address is a tag @param address the address */
    static bool IsTag(const Ipv6Address& address);
    /** @return the local scope identifier of a tag: 1.0.0.0/8 and 24 bits of the tag @param hit the
     * tag */
    static Ipv4Address ToLsi(const Ipv6Address& hit);

  protected:
    /** A key of the crypto library. */
    using Key = std::shared_ptr<EVP_PKEY>;

    HipIdentity() = default;
    /** Sets all. @param modulus of the key @param exponent public one @param key the key itself */
    void Set(const HipBytes& modulus, const HipBytes& exponent, const Key& key);

    Key m_key;          //!< public or private key
    HipHostId m_hostId; //!< see GetHostId()
    unsigned m_bits{0}; //!< see GetBits()
};

/**
 * @ingroup hip
 * A Host Identity with its private key.
 */
class HipPrivateIdentity : public HipIdentity
{
  public:
    /** Makes a key. @param bits of the modulus, 512 to 4096, a multiple of 64 @param random gives
     * the primes: the same ones for the same numbers */
    HipPrivateIdentity(unsigned bits, HipRandom& random);

    /** @return a signature with its algorithm in front, as in the parameter @param data to sign */
    HipBytes Sign(const HipBytes& data) const;
};

} // namespace ns3

#endif /* HIP_IDENTITY_H */
