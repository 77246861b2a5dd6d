/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-diffie-hellman.h"

#include "ns3/abort.h"

#include <memory>
#include <openssl/bn.h>

namespace ns3
{

namespace
{

/** A number that frees itself. */
using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;

/** A group: Group ID less 1 is its index. */
struct Group
{
    unsigned bits;         //!< of the prime
    unsigned exponentBits; //!< of private exponents
    uint8_t generator;     //!< RFC 5201, appendices D and E; RFC 3526
};

const Group GROUPS[] =
    {{384, 160, 2}, {768, 160, 22}, {1536, 240, 2}, {3072, 420, 2}, {6144, 540, 2}, {8192, 620, 2}};

Number
FromBytes(const HipBytes& bytes)
{
    return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), BN_clear_free);
}

Number
GetPrime(uint8_t group)
{
    BIGNUM* prime = nullptr;
    switch (group)
    {
    case 1:
        // RFC 5201, appendix D.
        BN_hex2bn(&prime,
                  "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD1"
                  "29024E088A67CC74020BBEA63B13B202FFFFFFFFFFFFFFFF");
        break;
    case 2:
        prime = BN_get_rfc2409_prime_768(nullptr);
        break;
    case 3:
        prime = BN_get_rfc3526_prime_1536(nullptr);
        break;
    case 4:
        prime = BN_get_rfc3526_prime_3072(nullptr);
        break;
    case 5:
        prime = BN_get_rfc3526_prime_6144(nullptr);
        break;
    default:
        prime = BN_get_rfc3526_prime_8192(nullptr);
        break;
    }
    return Number(prime, BN_clear_free);
}

/** @return a number to the power of another, as long as the prime */
HipBytes
Power(uint8_t group, const Number& base, const HipBytes& exponent)
{
    const Number prime = GetPrime(group);
    const Number power = FromBytes(exponent);
    const Number result(BN_new(), BN_clear_free);
    const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), BN_CTX_free);
    const int done = BN_mod_exp(result.get(), base.get(), power.get(), prime.get(), context.get());
    HipBytes bytes(HipKeyPair::GetBits(group) / 8);
    NS_ABORT_MSG_IF(
        done != 1 || BN_bn2binpad(result.get(), bytes.data(), static_cast<int>(bytes.size())) < 0,
        "the crypto library cannot compute a power");
    return bytes;
}

} // namespace

HipKeyPair::HipKeyPair(uint8_t group, HipRandom& random)
    : m_group(group)
{
    NS_ABORT_MSG_UNLESS(IsGroup(group), "HIP has the groups 1 to 6");
    m_exponent = random.Get((GetExponentBits(group) + 7) / 8);
    m_exponent.front() |= 0x80;
    m_public = Power(group, FromBytes({GROUPS[group - 1].generator}), m_exponent);
}

bool
HipKeyPair::IsGroup(uint8_t group)
{
    return group >= 1 && group <= std::size(GROUPS);
}

unsigned
HipKeyPair::GetBits(uint8_t group)
{
    return GROUPS[group - 1].bits;
}

unsigned
HipKeyPair::GetExponentBits(uint8_t group)
{
    return GROUPS[group - 1].exponentBits;
}

uint8_t
HipKeyPair::GetGroup() const
{
    return m_group;
}

const HipBytes&
HipKeyPair::GetPublicValue() const
{
    return m_public;
}

std::optional<HipBytes>
HipKeyPair::Agree(const HipBytes& other) const
{
    const Number value = FromBytes(other);
    const Number limit = GetPrime(m_group);
    BN_sub_word(limit.get(), 1);
    if (BN_cmp(value.get(), BN_value_one()) <= 0 || BN_cmp(value.get(), limit.get()) >= 0)
    {
        return std::nullopt;
    }
    return Power(m_group, value, m_exponent);
}

} // namespace ns3
