/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-security.h"

#include "ns3/abort.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <cstring>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string>
#include <vector>

namespace ns3
{

namespace
{

/** Bytes of an SPI. */
constexpr std::size_t SPI_SIZE{4};

/** Bytes of an HMAC-MD5. */
constexpr std::size_t MAC_SIZE{16};

/** 2026-01-01 in seconds since 1900, NTP's beginning. */
constexpr int64_t BEGIN_OF_SIMULATION{3976214400};

/** Bytes of the data of an extension with its SPI, but without authenticator. */
using Data = std::vector<uint8_t>;

/** @return the authenticator @param association the key @param message all before the extension
 * @param data of the extension, of which the SPI is covered */
std::array<uint8_t, MAC_SIZE>
Compute(const Mip4Security& association, const Mip4Message& message, const Data& data)
{
    std::vector<uint8_t> covered = message.GetBytes();
    covered.push_back(Mip4Extension::MOBILE_HOME);
    covered.push_back(static_cast<uint8_t>(SPI_SIZE + MAC_SIZE));
    for (std::size_t i = 0; i < SPI_SIZE; ++i)
    {
        covered.push_back(data.at(i));
    }
    std::array<uint8_t, MAC_SIZE> mac{};
    unsigned int length = 0;
    const unsigned char* done = HMAC(EVP_md5(),
                                     association.key.data(),
                                     static_cast<int>(association.key.size()),
                                     covered.data(),
                                     covered.size(),
                                     mac.data(),
                                     &length);
    NS_ABORT_MSG_IF(!done || length != MAC_SIZE, "the crypto library has no HMAC-MD5");
    return mac;
}

} // namespace

Mip4Security
Mip4Security::Derive(const Ipv4Address& homeAddress)
{
    const std::string text = "mip4 " + std::to_string(RngSeedManager::GetSeed()) + " " +
                             std::to_string(RngSeedManager::GetRun()) + " " +
                             std::to_string(homeAddress.Get());
    std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
    const int done =
        EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    NS_ABORT_MSG_IF(done != 1, "the crypto library has no SHA-256");
    Mip4Security association;
    std::copy_n(digest.begin(), association.key.size(), association.key.begin());
    return association;
}

void
Mip4Security::Sign(Mip4Message& message) const
{
    Mip4Extension extension;
    extension.type = Mip4Extension::MOBILE_HOME;
    extension.data.resize(SPI_SIZE + MAC_SIZE);
    for (std::size_t i = 0; i < SPI_SIZE; ++i)
    {
        extension.data[i] = static_cast<uint8_t>(spi >> (24 - 8 * i));
    }
    const std::array<uint8_t, MAC_SIZE> mac = Compute(*this, message, extension.data);
    std::copy(mac.begin(), mac.end(), extension.data.begin() + SPI_SIZE);
    message.extensions.push_back(extension);
}

bool
Mip4Security::Verify(const Mip4Message& message) const
{
    const Mip4Extension* extension = message.Find(Mip4Extension::MOBILE_HOME);
    if (message.Count(Mip4Extension::MOBILE_HOME) != 1 ||
        extension->data.size() != SPI_SIZE + MAC_SIZE)
    {
        return false;
    }
    uint32_t claimed = 0;
    for (std::size_t i = 0; i < SPI_SIZE; ++i)
    {
        claimed = claimed << 8 | extension->data[i];
    }
    Mip4Message before = message;
    before.extensions.resize(static_cast<std::size_t>(extension - message.extensions.data()));
    const std::array<uint8_t, MAC_SIZE> mac = Compute(*this, before, extension->data);
    return claimed == spi &&
           CRYPTO_memcmp(mac.data(), extension->data.data() + SPI_SIZE, MAC_SIZE) == 0;
}

Time
GetMip4Cost(Ptr<const CryptoCostModel> costs, const Mip4Message& message)
{
    if (!costs)
    {
        return Time(0);
    }
    // Of the suite only the MAC is charged.
    l4m_suite suite = *l4m_suites(nullptr);
    suite.mac = L4M_MAC_HMAC_MD5;
    l4m_work work{};
    work.macs = 1;
    work.mac_bytes = message.GetSerializedSize();
    return costs->GetCost(&suite, l4m_work{}, work);
}

uint64_t
ToNtp(const Time& time)
{
    const int64_t billion = 1'000'000'000;
    const int64_t now = time.GetNanoSeconds();
    const int64_t seconds = now >= 0 ? now / billion : -((billion - 1 - now) / billion);
    const auto rest = static_cast<uint64_t>(now - seconds * billion);
    const auto fraction = (rest << 32) / static_cast<uint64_t>(billion);
    return static_cast<uint64_t>(BEGIN_OF_SIMULATION + seconds) << 32 | fraction;
}

} // namespace ns3
