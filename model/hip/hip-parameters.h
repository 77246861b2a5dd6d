/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_PARAMETERS_H
#define HIP_PARAMETERS_H

#include "hip-packet.h"

#include <optional>
#include <vector>

namespace ns3
{

// Contents of parameters. Each knows its bytes, and reads any: a packet that lacks the parameter,
// or has one of another length, gives none.

/** @ingroup hip  ESP_INFO (RFC 5202, 5.1.1). */
struct HipEspInfo
{
    static constexpr uint16_t TYPE{HIP_ESP_INFO}; //!< of the parameter

    uint16_t keymatIndex{0}; //!< where new keys begin in the keying material; 0: no new keys
    uint32_t oldSpi{0};      //!< of the sender's inbound association; 0: there was none
    uint32_t newSpi{0};      //!< likewise, from now on; 0: it ends

    /** @return bytes of the contents */
    HipBytes ToBytes() const;
    /** Reads. @param reader from here */
    void Read(HipReader& reader);
};

/** @ingroup hip  PUZZLE (RFC 5201, 5.2.4). */
struct HipPuzzle
{
    static constexpr uint16_t TYPE{HIP_PUZZLE}; //!< of the parameter

    uint8_t k{0};        //!< number of verified bits
    uint8_t lifetime{0}; //!< valid 2^(lifetime - 32) seconds
    uint16_t opaque{0};  //!< comes back in the solution
    uint64_t random{0};  //!< I

    /** @return bytes of the contents */
    HipBytes ToBytes() const;
    /** Reads. @param reader from here */
    void Read(HipReader& reader);
};

/** @ingroup hip  SOLUTION (RFC 5201, 5.2.5). */
struct HipSolution
{
    static constexpr uint16_t TYPE{HIP_SOLUTION}; //!< of the parameter

    uint8_t k{0};         //!< of the puzzle
    uint16_t opaque{0};   //!< of the puzzle
    uint64_t random{0};   //!< I
    uint64_t solution{0}; //!< J

    /** @return bytes of the contents */
    HipBytes ToBytes() const;
    /** Reads. @param reader from here */
    void Read(HipReader& reader);
};

/** @ingroup hip  DIFFIE_HELLMAN (RFC 5201, 5.2.6): of two values the one of the stronger known
 * group is read. */
struct HipDiffieHellman
{
    static constexpr uint16_t TYPE{HIP_DIFFIE_HELLMAN}; //!< of the parameter

    uint8_t group{0};     //!< Group ID
    HipBytes publicValue; //!< big endian

    /** @return bytes of the contents */
    HipBytes ToBytes() const;
    /** Reads. @param reader from here */
    void Read(HipReader& reader);
};

/** @ingroup hip  R1_COUNTER (RFC 5201, 5.2.3). */
struct HipR1Counter
{
    static constexpr uint16_t TYPE{HIP_R1_COUNTER}; //!< of the parameter

    uint64_t counter{0}; //!< generation of puzzles

    /** @return bytes of the contents */
    HipBytes ToBytes() const;
    /** Reads. @param reader from here */
    void Read(HipReader& reader);
};

/** @ingroup hip  HOST_ID (RFC 5201, 5.2.8), without a domain identifier. */
struct HipHostId
{
    static constexpr uint16_t TYPE{HIP_HOST_ID}; //!< of the parameter

    uint8_t algorithm{0}; //!< 5: RSA
    HipBytes key;         //!< the public key as RFC 3110 has it

    /** @return bytes of the contents */
    HipBytes ToBytes() const;
    /** Reads. @param reader from here */
    void Read(HipReader& reader);
};

/** @ingroup hip  A locator of LOCATOR (RFC 5206, 4). */
struct HipLocator
{
    uint8_t trafficType{0}; //!< 0: both, 1: HIP's packets, 2: data
    bool preferred{false};  //!< preferred for its kind of traffic
    uint32_t lifetime{0};   //!< seconds
    uint32_t spi{0};        //!< of locator type 1; 0: type 0
    Ipv6Address address;    //!< IPv4 mapped
};

/** @ingroup hip  LOCATOR (RFC 5206, 4). */
struct HipLocators
{
    static constexpr uint16_t TYPE{HIP_LOCATOR}; //!< of the parameter

    std::vector<HipLocator> all; //!< in order, those of known types
    HipBytes unknown;            //!< the first of an unknown type that is preferred, as received

    /** @return bytes of the contents */
    HipBytes ToBytes() const;
    /** Reads. @param reader from here */
    void Read(HipReader& reader);
};

/** @ingroup hip  REG_INFO, REG_REQUEST, REG_RESPONSE, REG_FAILED (RFC 5203, 4): first byte or
 * bytes, then a byte for each service. */
struct HipRegistration
{
    /** Service: rendezvous (RFC 5204, 4.1). */
    static constexpr uint8_t RENDEZVOUS{1};

    uint8_t first{0};              //!< least lifetime of REG_INFO, else lifetime or reason
    uint8_t maximum{0};            //!< of REG_INFO only
    std::vector<uint8_t> services; //!< types

    /** @return bytes of the contents @param info whether it is a REG_INFO */
    HipBytes ToBytes(bool info) const;
    /** @return read contents, or nothing @param contents of the parameter, or nullptr @param info
     * whether it is a REG_INFO */
    static std::optional<HipRegistration> Read(const HipBytes* contents, bool info);
    /** @return whether a service is among them @param service its type */
    bool Has(uint8_t service) const;

    /** @return the code of a lifetime, 2^((code - 64) / 8) seconds @param seconds the lifetime,
     * more than 0 */
    static uint8_t ToCode(double seconds);
    /** @return seconds @param code of a lifetime */
    static double ToSeconds(uint8_t code);
};

/** @ingroup hip  @return a parameter of a packet @param packet the packet */
template <typename T>
std::optional<T>
GetHipParameter(const HipPacket& packet)
{
    const HipBytes* contents = packet.Find(T::TYPE);
    if (!contents)
    {
        return std::nullopt;
    }
    HipReader reader(*contents);
    T parameter;
    parameter.Read(reader);
    return reader.IsGood() ? std::optional<T>(parameter) : std::nullopt;
}

/** @ingroup hip  Adds a parameter. @param packet to this packet @param parameter the parameter */
template <typename T>
void
AddHipParameter(HipPacket& packet, const T& parameter)
{
    packet.Add(T::TYPE, parameter.ToBytes());
}

/** @ingroup hip  Most suites of a HIP_TRANSFORM or ESP_TRANSFORM; more are not looked at (RFC 5201,
 * 5.2.7; RFC 5202, 5.1.2). */
constexpr std::size_t HIP_MAXIMUM_SUITES{6};

/** @ingroup hip
 * @return numbers behind one another
 * @param numbers these
 * @param bytes of each
 * @param reserved zeros in front
 */
HipBytes ToHipList(const std::vector<uint32_t>& numbers, unsigned bytes, unsigned reserved = 0);
/** @ingroup hip
 * @return the numbers, none where the length is wrong
 * @param contents of a parameter, or nullptr
 * @param bytes of each
 * @param reserved bytes in front
 */
std::vector<uint32_t> FromHipList(const HipBytes* contents, unsigned bytes, unsigned reserved = 0);

} // namespace ns3

#endif /* HIP_PARAMETERS_H */
