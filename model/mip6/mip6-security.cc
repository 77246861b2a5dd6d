/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-security.h"

#include "ns3/abort.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace ns3
{

namespace
{

using Bytes = std::vector<uint8_t>;

template <typename T>
void
AppendAll(Bytes& bytes, const T& values)
{
    bytes.insert(bytes.end(), values.begin(), values.end());
}

void
AppendAddress(Bytes& bytes, const Ipv6Address& address)
{
    std::array<uint8_t, 16> raw{};
    address.Serialize(raw.data());
    AppendAll(bytes, raw);
}

void
AppendNumber(Bytes& bytes, uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        bytes.push_back(static_cast<uint8_t>(number >> shift));
    }
}

Mip6Key
HmacSha1(const Mip6Key& key, const Bytes& data)
{
    Mip6Key mac{};
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

Mip6Key
Sha1(const Bytes& data)
{
    Mip6Key digest{};
    const int done =
        EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    NS_ABORT_MSG_IF(done != 1, "the crypto library has no SHA-1");
    return digest;
}

/** @return the first bytes of a MAC */
template <typename T>
T
First(const Mip6Key& mac)
{
    T first{};
    std::copy_n(mac.begin(), first.size(), first.begin());
    return first;
}

/** @return bytes that follow from a key, a letter and a number */
Mip6Key
Expand(const Mip6Key& key, char letter, uint32_t number)
{
    Bytes data{static_cast<uint8_t>(letter)};
    AppendNumber(data, number);
    return HmacSha1(key, data);
}

} // namespace

Mip6Key
DeriveMip6Key(const std::string& purpose)
{
    const std::string text = "mip6 " + std::to_string(RngSeedManager::GetSeed()) + " " +
                             std::to_string(RngSeedManager::GetRun()) + " " + purpose;
    return Sha1(Bytes(text.begin(), text.end()));
}

Mip6Key
DeriveMip6SharedKey(const std::string& purpose)
{
    constexpr std::size_t length = 16;
    Mip6Key key = DeriveMip6Key(purpose);
    std::fill(key.begin() + length, key.end(), 0);
    return key;
}

Mip6Token
MakeMip6Cookie(const Mip6Key& key, uint32_t count)
{
    return First<Mip6Token>(Expand(key, 'c', count));
}

Mip6Nonce
MakeMip6Nonce(const Mip6Key& key, uint16_t index)
{
    return First<Mip6Nonce>(Expand(key, 'n', index));
}

Mip6Token
MakeMip6KeygenToken(const Mip6Key& kcn,
                    const Ipv6Address& address,
                    const Mip6Nonce& nonce,
                    bool careOf)
{
    Bytes data;
    AppendAddress(data, address);
    AppendAll(data, nonce);
    data.push_back(careOf ? 1 : 0);
    return First<Mip6Token>(HmacSha1(kcn, data));
}

Mip6Key
MakeMip6Kbm(const Mip6Token& home, const Mip6Token* careOf)
{
    Bytes data(home.begin(), home.end());
    if (careOf)
    {
        AppendAll(data, *careOf);
    }
    return Sha1(data);
}

Mip6Authenticator
MakeMip6Authenticator(const Mip6Key& key,
                      const Ipv6Address& careOf,
                      const Ipv6Address& other,
                      const Mip6Message& message)
{
    Bytes data;
    AppendAddress(data, careOf);
    AppendAddress(data, other);
    AppendAll(data, message.GetCovered());
    return First<Mip6Authenticator>(HmacSha1(key, data));
}

bool
IsSameMip6(const Mip6Authenticator& one, const Mip6Authenticator& other)
{
    return CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

Time
GetMip6Cost(Ptr<const CryptoCostModel> costs, uint32_t count, uint32_t bytes)
{
    if (!costs)
    {
        return Time(0);
    }
    // Of the suite only the MAC is charged.
    l4m_suite suite = *l4m_suites(nullptr);
    suite.mac = L4M_MAC_HMAC_SHA1;
    l4m_work work{};
    work.macs = count;
    work.mac_bytes = uint64_t{count} * bytes;
    return costs->GetCost(&suite, l4m_work{}, work);
}

} // namespace ns3
