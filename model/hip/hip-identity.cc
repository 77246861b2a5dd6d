/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-identity.h"

#include "ns3/abort.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace ns3
{

namespace
{

/** A number that frees itself. */
using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;

/** Context of a computation. */
using Context = std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)>;

/** Context ID of HIP's tags (RFC 5201, 3.2). */
const HipBytes CONTEXT_ID{0xF0,
                          0xEF,
                          0xF0,
                          0x2F,
                          0xBF,
                          0xF4,
                          0x3D,
                          0x0F,
                          0xE7,
                          0x93,
                          0x0C,
                          0x3C,
                          0x6E,
                          0x61,
                          0x74,
                          0xEA};

/** Public exponent of own keys. */
constexpr unsigned EXPONENT{65537};

Number
MakeNumber(BIGNUM* number)
{
    NS_ABORT_MSG_UNLESS(number, "the crypto library has no more memory");
    return Number(number, BN_clear_free);
}

Number
FromBytes(const HipBytes& bytes)
{
    return MakeNumber(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

HipBytes
ToBytes(const BIGNUM* number)
{
    HipBytes bytes(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, bytes.data());
    return bytes;
}

/** @return the first prime after a random number whose two highest bits are set, such that the
 * exponent can be inverted */
Number
MakePrime(unsigned bits, HipRandom& random, BN_CTX* context)
{
    HipBytes bytes = random.Get(bits / 8);
    bytes.front() |= 0xc0;
    bytes.back() |= 1;
    Number prime = FromBytes(bytes);
    while (BN_mod_word(prime.get(), EXPONENT) == 1 ||
           BN_check_prime(prime.get(), context, nullptr) != 1)
    {
        BN_add_word(prime.get(), 2);
    }
    return prime;
}

/** @return a key made of numbers by their names in the crypto library, or nullptr */
std::shared_ptr<EVP_PKEY>
MakeKey(const std::vector<std::pair<const char*, const BIGNUM*>>& numbers, int selection)
{
    const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(
        OSSL_PARAM_BLD_new(),
        OSSL_PARAM_BLD_free);
    for (const auto& [name, number] : numbers)
    {
        OSSL_PARAM_BLD_push_BN(builder.get(), name, number);
    }
    const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> parameters(
        OSSL_PARAM_BLD_to_param(builder.get()),
        OSSL_PARAM_free);
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr),
        EVP_PKEY_CTX_free);
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1)
    {
        return nullptr;
    }
    return std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
}

/** Frees what a signature is computed with. */
using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

} // namespace

void
HipIdentity::Set(const HipBytes& modulus, const HipBytes& exponent, const Key& key)
{
    m_key = key;
    m_bits = static_cast<unsigned>(8 * modulus.size());
    m_hostId.algorithm = RSA;
    m_hostId.key = HipWriter().Put(exponent.size(), 1).Put(exponent).Put(modulus).Get();
}

std::optional<HipIdentity>
HipIdentity::FromHostId(const HipHostId& hostId)
{
    HipReader reader(hostId.key);
    auto length = static_cast<std::size_t>(reader.Get(1));
    if (length == 0)
    {
        length = static_cast<std::size_t>(reader.Get(2));
    }
    const HipBytes exponent = reader.GetBytes(length);
    const HipBytes modulus = reader.GetRest();
    // Others would cost too much to verify, or are no keys at all.
    if (!reader.IsGood() || hostId.algorithm != RSA || modulus.size() < 64 ||
        modulus.size() > 512 || modulus.front() == 0 || exponent.empty() || exponent.size() > 8 ||
        exponent.front() == 0)
    {
        return std::nullopt;
    }
    const Number n = FromBytes(modulus);
    const Number e = FromBytes(exponent);
    const Key key = MakeKey({{OSSL_PKEY_PARAM_RSA_N, n.get()}, {OSSL_PKEY_PARAM_RSA_E, e.get()}},
                            EVP_PKEY_PUBLIC_KEY);
    if (!key)
    {
        return std::nullopt;
    }
    HipIdentity identity;
    identity.Set(modulus, exponent, key);
    identity.m_hostId.key = hostId.key;
    return identity;
}

const HipHostId&
HipIdentity::GetHostId() const
{
    return m_hostId;
}

unsigned
HipIdentity::GetBits() const
{
    return m_bits;
}

Ipv6Address
HipIdentity::GetHit() const
{
    const HipBytes hash = HipSha1(HipWriter().Put(CONTEXT_ID).Put(m_hostId.key).Get());
    // The middle 100 of the 160 bits, which begin after 30 (RFC 4843, 2).
    HipBytes tag{0x20, 0x01, 0x00, 0x10};
    tag.resize(16);
    for (unsigned bit = 0; bit < 100; ++bit)
    {
        const unsigned from = 30 + bit;
        const unsigned to = 28 + bit;
        const unsigned value = hash[from / 8] >> (7 - from % 8) & 1U;
        tag[to / 8] = static_cast<uint8_t>(tag[to / 8] | value << (7 - to % 8));
    }
    return Ipv6Address(tag.data());
}

bool
HipIdentity::IsTag(const Ipv6Address& address)
{
    return Ipv6Prefix(28).IsMatch(address, Ipv6Address("2001:10::"));
}

Ipv4Address
HipIdentity::ToLsi(const Ipv6Address& hit)
{
    uint8_t tag[16];
    hit.GetBytes(tag);
    return Ipv4Address(0x01000000U | static_cast<uint32_t>(tag[13]) << 16 |
                       static_cast<uint32_t>(tag[14]) << 8 | tag[15]);
}

bool
HipIdentity::Verify(const HipBytes& data, const HipBytes& signature) const
{
    if (signature.empty() || signature.front() != RSA)
    {
        return false;
    }
    const Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha1(), nullptr, m_key.get()) == 1 &&
           EVP_DigestVerify(digest.get(),
                            signature.data() + 1,
                            signature.size() - 1,
                            data.data(),
                            data.size()) == 1;
}

HipPrivateIdentity::HipPrivateIdentity(unsigned bits, HipRandom& random)
{
    NS_ABORT_MSG_IF(bits < 512 || bits > 4096 || bits % 64 != 0,
                    "an RSA key of HIP has 512 to 4096 bits, a multiple of 64");
    const Context context(BN_CTX_new(), BN_CTX_free);
    const Number p = MakePrime(bits / 2, random, context.get());
    const Number q = MakePrime(bits / 2, random, context.get());
    const Number n = MakeNumber(BN_new());
    const Number e = MakeNumber(BN_new());
    const Number p1 = MakeNumber(BN_dup(p.get()));
    const Number q1 = MakeNumber(BN_dup(q.get()));
    const Number phi = MakeNumber(BN_new());
    BN_mul(n.get(), p.get(), q.get(), context.get());
    BN_set_word(e.get(), EXPONENT);
    BN_sub_word(p1.get(), 1);
    BN_sub_word(q1.get(), 1);
    BN_mul(phi.get(), p1.get(), q1.get(), context.get());
    const Number d = MakeNumber(BN_mod_inverse(nullptr, e.get(), phi.get(), context.get()));
    const Number dp = MakeNumber(BN_new());
    const Number dq = MakeNumber(BN_new());
    BN_mod(dp.get(), d.get(), p1.get(), context.get());
    BN_mod(dq.get(), d.get(), q1.get(), context.get());
    const Number qInverse = MakeNumber(BN_mod_inverse(nullptr, q.get(), p.get(), context.get()));
    const Key key = MakeKey({{OSSL_PKEY_PARAM_RSA_N, n.get()},
                             {OSSL_PKEY_PARAM_RSA_E, e.get()},
                             {OSSL_PKEY_PARAM_RSA_D, d.get()},
                             {OSSL_PKEY_PARAM_RSA_FACTOR1, p.get()},
                             {OSSL_PKEY_PARAM_RSA_FACTOR2, q.get()},
                             {OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get()},
                             {OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get()},
                             {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qInverse.get()}},
                            EVP_PKEY_KEYPAIR);
    NS_ABORT_MSG_UNLESS(key, "the crypto library does not take an RSA key");
    Set(ToBytes(n.get()), ToBytes(e.get()), key);
}

HipBytes
HipPrivateIdentity::Sign(const HipBytes& data) const
{
    const Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    HipBytes signature(1 + m_bits / 8);
    signature.front() = RSA;
    std::size_t size = m_bits / 8;
    const bool done =
        EVP_DigestSignInit(digest.get(), nullptr, EVP_sha1(), nullptr, m_key.get()) == 1 &&
        EVP_DigestSign(digest.get(), signature.data() + 1, &size, data.data(), data.size()) == 1;
    NS_ABORT_MSG_UNLESS(done && size == m_bits / 8, "the crypto library cannot sign");
    return signature;
}

} // namespace ns3
