/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-parameters.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/** Flags and protocol of a DNSKEY record's key in HOST_ID (RFC 5201, 5.2.8). */
constexpr uint16_t KEY_FLAGS{0x0202};
constexpr uint8_t KEY_PROTOCOL{0xff};

/** Group IDs are 1 to this; greater ones are stronger (RFC 5201, 5.2.6). */
constexpr uint8_t LAST_GROUP{6};

/** Lengths of locators in units of 4 bytes: type 0 and type 1 (RFC 5206, 4.2). */
constexpr uint8_t PLAIN_LENGTH{4};
constexpr uint8_t SPI_LENGTH{5};

} // namespace

HipBytes
HipEspInfo::ToBytes() const
{
    return HipWriter().Put(0, 2).Put(keymatIndex, 2).Put(oldSpi, 4).Put(newSpi, 4).Get();
}

void
HipEspInfo::Read(HipReader& reader)
{
    reader.Get(2);
    keymatIndex = static_cast<uint16_t>(reader.Get(2));
    oldSpi = static_cast<uint32_t>(reader.Get(4));
    newSpi = static_cast<uint32_t>(reader.Get(4));
}

HipBytes
HipPuzzle::ToBytes() const
{
    return HipWriter().Put(k, 1).Put(lifetime, 1).Put(opaque, 2).Put(random, 8).Get();
}

void
HipPuzzle::Read(HipReader& reader)
{
    k = static_cast<uint8_t>(reader.Get(1));
    lifetime = static_cast<uint8_t>(reader.Get(1));
    opaque = static_cast<uint16_t>(reader.Get(2));
    random = reader.Get(8);
}

HipBytes
HipSolution::ToBytes() const
{
    return HipWriter().Put(k, 1).Put(0, 1).Put(opaque, 2).Put(random, 8).Put(solution, 8).Get();
}

void
HipSolution::Read(HipReader& reader)
{
    k = static_cast<uint8_t>(reader.Get(1));
    reader.Get(1);
    opaque = static_cast<uint16_t>(reader.Get(2));
    random = reader.Get(8);
    solution = reader.Get(8);
}

HipBytes
HipDiffieHellman::ToBytes() const
{
    return HipWriter().Put(group, 1).Put(publicValue.size(), 2).Put(publicValue).Get();
}

void
HipDiffieHellman::Read(HipReader& reader)
{
    const auto isKnown = [](uint8_t one) { return one >= 1 && one <= LAST_GROUP; };
    group = static_cast<uint8_t>(reader.Get(1));
    publicValue = reader.GetBytes(static_cast<std::size_t>(reader.Get(2)));
    if (!reader.IsGood() || reader.GetLeft() == 0)
    {
        return;
    }
    const auto other = static_cast<uint8_t>(reader.Get(1));
    const HipBytes value = reader.GetBytes(static_cast<std::size_t>(reader.Get(2)));
    if (isKnown(other) && (other > group || !isKnown(group)))
    {
        group = other;
        publicValue = value;
    }
}

HipBytes
HipR1Counter::ToBytes() const
{
    return HipWriter().Put(0, 4).Put(counter, 8).Get();
}

void
HipR1Counter::Read(HipReader& reader)
{
    reader.Get(4);
    counter = reader.Get(8);
}

HipBytes
HipHostId::ToBytes() const
{
    HipWriter writer;
    // No domain identifier: its type and length are 0.
    writer.Put(4 + key.size(), 2).Put(0, 2);
    writer.Put(KEY_FLAGS, 2).Put(KEY_PROTOCOL, 1).Put(algorithm, 1).Put(key);
    return writer.Get();
}

void
HipHostId::Read(HipReader& reader)
{
    const auto length = static_cast<std::size_t>(reader.Get(2));
    const auto domain = static_cast<std::size_t>(reader.Get(2) & 0xfff);
    reader.Get(3);
    algorithm = static_cast<uint8_t>(reader.Get(1));
    key = reader.GetBytes(length < 4 ? SIZE_MAX / 2 : length - 4);
    reader.GetBytes(domain);
}

HipBytes
HipLocators::ToBytes() const
{
    HipWriter writer;
    for (const HipLocator& one : all)
    {
        const bool spi = one.spi != 0;
        writer.Put(one.trafficType, 1).Put(spi ? 1 : 0, 1);
        writer.Put(spi ? SPI_LENGTH : PLAIN_LENGTH, 1).Put(one.preferred ? 1 : 0, 1);
        writer.Put(one.lifetime, 4);
        if (spi)
        {
            writer.Put(one.spi, 4);
        }
        writer.Put(one.address);
    }
    return writer.Get();
}

void
HipLocators::Read(HipReader& reader)
{
    while (reader.IsGood() && reader.GetLeft() > 0)
    {
        HipLocator one;
        one.trafficType = static_cast<uint8_t>(reader.Get(1));
        const uint64_t type = reader.Get(1);
        const auto length = static_cast<std::size_t>(reader.Get(1));
        one.preferred = (reader.Get(1) & 1) != 0;
        one.lifetime = static_cast<uint32_t>(reader.Get(4));
        const HipBytes bytes = reader.GetBytes(4 * length);
        // Locators of other types are skipped, and complained of if they matter (RFC 5206, 5.3).
        if (type > 1 && one.preferred && unknown.empty())
        {
            unknown = bytes;
        }
        if ((type == 0 && length == PLAIN_LENGTH) || (type == 1 && length == SPI_LENGTH))
        {
            HipReader locator(bytes);
            one.spi = type == 1 ? static_cast<uint32_t>(locator.Get(4)) : 0;
            one.address = locator.GetAddress();
            all.push_back(one);
        }
    }
}

HipBytes
HipRegistration::ToBytes(bool info) const
{
    HipWriter writer;
    writer.Put(first, 1);
    if (info)
    {
        writer.Put(maximum, 1);
    }
    return writer.Put(services).Get();
}

std::optional<HipRegistration>
HipRegistration::Read(const HipBytes* contents, bool info)
{
    if (!contents)
    {
        return std::nullopt;
    }
    HipReader reader(*contents);
    HipRegistration registration;
    registration.first = static_cast<uint8_t>(reader.Get(1));
    registration.maximum = info ? static_cast<uint8_t>(reader.Get(1)) : 0;
    registration.services = reader.GetRest();
    return reader.IsGood() ? std::optional<HipRegistration>(registration) : std::nullopt;
}

bool
HipRegistration::Has(uint8_t service) const
{
    return std::find(services.begin(), services.end(), service) != services.end();
}

uint8_t
HipRegistration::ToCode(double seconds)
{
    const double code = std::floor(64 + 8 * std::log2(seconds) + 1e-9);
    return static_cast<uint8_t>(std::clamp(code, 1.0, 255.0));
}

double
HipRegistration::ToSeconds(uint8_t code)
{
    return std::exp2((code - 64.0) / 8);
}

HipBytes
ToHipList(const std::vector<uint32_t>& numbers, unsigned bytes, unsigned reserved)
{
    HipWriter writer;
    writer.Put(0, reserved);
    for (uint32_t number : numbers)
    {
        writer.Put(number, bytes);
    }
    return writer.Get();
}

std::vector<uint32_t>
FromHipList(const HipBytes* contents, unsigned bytes, unsigned reserved)
{
    std::vector<uint32_t> numbers;
    if (!contents || contents->size() < reserved || (contents->size() - reserved) % bytes != 0)
    {
        return numbers;
    }
    HipReader reader(*contents);
    reader.Get(reserved);
    while (reader.GetLeft() > 0)
    {
        numbers.push_back(static_cast<uint32_t>(reader.Get(bytes)));
    }
    return numbers;
}

} // namespace ns3
