/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_SECURITY_H
#define MIP4_SECURITY_H

#include "mip4-message.h"

#include "ns3/crypto-cost-model.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <array>
#include <cstdint>

namespace ns3
{

/**
 * @ingroup mip4
 * A mobility security association between a mobile node and its home agent (RFC 5944 section 5.1):
 * HMAC-MD5 with a key of 128 bits (RFC 2104), replay protection by timestamps.
 */
struct Mip4Security
{
    uint32_t spi{256};             //!< index; those below 256 are reserved (section 3.5.1)
    std::array<uint8_t, 16> key{}; //!< shared

    /**
     * @return an association whose key follows from the simulation's seed and run and the home
     * address, so that the same seed gives the same bytes
     * @param homeAddress of the mobile
     */
    static Mip4Security Derive(const Ipv4Address& homeAddress);

    /**
     * Adds the Mobile-Home Authentication Extension (section 3.5.2). Its authenticator covers the
     * message, the extensions before it, and its own type, length and SPI (section 3.5.1).
     * @param message the message
     */
    void Sign(Mip4Message& message) const;

    /**
     * @return whether a message has one Mobile-Home Authentication Extension, and it is right
     * @param message the message
     */
    bool Verify(const Mip4Message& message) const;
};

/**
 * @ingroup mip4
 * @return processor time of one HMAC-MD5 over a message
 * @param costs what computation costs; may be nullptr: nothing
 * @param message the message
 */
Time GetMip4Cost(Ptr<const CryptoCostModel> costs, const Mip4Message& message);

/**
 * @ingroup mip4
 * @return a time as NTP writes it: seconds since 1900 and their fraction, 32 bits each (RFC 5944
 * section 5.7.1). The simulation begins on 2026-01-01.
 * @param time simulation time, which may be a little negative
 */
uint64_t ToNtp(const Time& time);

} // namespace ns3

#endif /* MIP4_SECURITY_H */
