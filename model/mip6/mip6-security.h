/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_SECURITY_H
#define MIP6_SECURITY_H

#include "mip6-message.h"

#include "ns3/crypto-cost-model.h"
#include "ns3/nstime.h"

#include <array>
#include <string>
#include <vector>

namespace ns3
{

/** @ingroup mip6
 * A key of 160 bits: Kcn, Kbm; or the one that mobile node and home agent share, of 128 bits and
 * then zeros, which HMAC would put there by itself. */
using Mip6Key = std::array<uint8_t, 20>;

/** @ingroup mip6
 * A nonce of a correspondent node: 64 bits (RFC 6275 section 5.2.2). */
using Mip6Nonce = std::array<uint8_t, 8>;

/** @ingroup mip6 @return a key that follows from the simulation's seed and run @param purpose what
 * it is for, unique */
Mip6Key DeriveMip6Key(const std::string& purpose);

/** @ingroup mip6 @return a key as mobile node and home agent share it: 16 bytes long (RFC 4285
 * section 5.1), follows from the simulation's seed and run @param purpose what it is for, unique */
Mip6Key DeriveMip6SharedKey(const std::string& purpose);

/** @ingroup mip6 @return a cookie that follows from a key @param key whose @param count how many
 * were made before */
Mip6Token MakeMip6Cookie(const Mip6Key& key, uint32_t count);

/** @ingroup mip6 @return a nonce that follows from a key @param key whose @param index its index */
Mip6Nonce MakeMip6Nonce(const Mip6Key& key, uint16_t index);

/**
 * @ingroup mip6
 * @return a keygen token (RFC 6275 section 5.2.5)
 * @param kcn the correspondent's key
 * @param address home address or care-of address
 * @param nonce the nonce
 * @param careOf whether the address is a care-of address
 */
Mip6Token MakeMip6KeygenToken(const Mip6Key& kcn,
                              const Ipv6Address& address,
                              const Mip6Nonce& nonce,
                              bool careOf);

/** @ingroup mip6 @return Kbm (section 5.2.5) @param home home keygen token @param careOf care-of
 * keygen token; nullptr where a binding is deleted */
Mip6Key MakeMip6Kbm(const Mip6Token& home, const Mip6Token* careOf);

/**
 * @ingroup mip6
 * @return an authenticator: First(96, HMAC_SHA1(key, care-of address | other | message)), as in RFC
 * 6275 section 6.2.7 (other: the correspondent) and in RFC 4285 section 5.1 (other: home address)
 * @param key Kbm, or the key shared with the home agent
 * @param careOf care-of address
 * @param other the other address
 * @param message with an authorization or authentication option in it
 */
Mip6Authenticator MakeMip6Authenticator(const Mip6Key& key,
                                        const Ipv6Address& careOf,
                                        const Ipv6Address& other,
                                        const Mip6Message& message);

/** @ingroup mip6 @return whether two authenticators are the same, in constant time */
bool IsSameMip6(const Mip6Authenticator& one, const Mip6Authenticator& other);

/** @ingroup mip6
 * @return what a number of HMAC-SHA1 costs
 * @param costs the model; nullptr: nothing
 * @param count how many
 * @param bytes of each
 */
Time GetMip6Cost(Ptr<const CryptoCostModel> costs, uint32_t count, uint32_t bytes);

} // namespace ns3

#endif /* MIP6_SECURITY_H */
