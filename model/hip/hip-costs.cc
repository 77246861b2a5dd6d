/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-costs.h"

#include "hip-diffie-hellman.h"
#include "l4m/suite.h"

#include <cmath>

namespace ns3
{

namespace
{

/** Bits of the exponent in the model's figure for the 1024-bit prime. */
constexpr double REFERENCE_EXPONENT{160};

/** Multiplications per bit of an exponent. */
constexpr double PER_BIT{1.5};

/** Squarings and multiplications for the exponent 65537. */
constexpr double PUBLIC_EXPONENT{17};

/** Bytes of a block of SHA-1. */
constexpr uint64_t BLOCK{64};

} // namespace

HipCosts::HipCosts(Ptr<const CryptoCostModel> model)
    : m_model(model)
{
}

Time
HipCosts::GetMultiplications(double count, double bits) const
{
    if (!m_model)
    {
        return Time(0);
    }
    const Time power =
        m_model->GetOperation(std::string("derive.") + l4m_group_name(L4M_GROUP_MODP1024));
    const double one = static_cast<double>(power.GetNanoSeconds()) / (PER_BIT * REFERENCE_EXPONENT);
    return NanoSeconds(std::llround(one * count * (bits / 1024) * (bits / 1024)));
}

Time
HipCosts::GetPower(const std::string& kind, uint8_t group) const
{
    const unsigned bits = HipKeyPair::GetBits(group);
    if (m_model && (bits == 1536 || bits == 3072))
    {
        return m_model->GetOperation(
            kind + l4m_group_name(bits == 1536 ? L4M_GROUP_MODP1536 : L4M_GROUP_MODP3072));
    }
    return GetMultiplications(PER_BIT * HipKeyPair::GetExponentBits(group), bits);
}

Time
HipCosts::GetKeyGeneration(uint8_t group) const
{
    return GetPower("keygen.", group);
}

Time
HipCosts::GetAgreement(uint8_t group) const
{
    return GetPower("derive.", group);
}

Time
HipCosts::GetSigning(unsigned bits) const
{
    const double half = bits / 2.0;
    return GetMultiplications(2 * PER_BIT * half, half);
}

Time
HipCosts::GetVerifying(unsigned bits) const
{
    return GetMultiplications(PUBLIC_EXPONENT, bits);
}

Time
HipCosts::GetMac(std::size_t bytes) const
{
    if (!m_model)
    {
        return Time(0);
    }
    // Of the suite only the MAC is charged.
    l4m_suite suite = *l4m_suites(nullptr);
    suite.mac = L4M_MAC_HMAC_SHA1;
    l4m_work work{};
    work.macs = 1;
    work.mac_bytes = bytes;
    return m_model->GetCost(&suite, l4m_work{}, work);
}

Time
HipCosts::GetHashes(uint64_t count) const
{
    return GetMac(count * BLOCK) - GetMac(0);
}

} // namespace ns3
