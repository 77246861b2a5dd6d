/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_ADVERTISEMENT_H
#define MIP4_ADVERTISEMENT_H

#include "ns3/header.h"
#include "ns3/ipv4-address.h"

#include <cstdint>
#include <ostream>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @ingroup mip4
 * An Agent Advertisement: ICMP Router Advertisement (RFC 1256 section 3) with the Mobility Agent
 * Advertisement Extension (RFC 5944 section 2.1.1) and the Prefix-Lengths Extension (section
 * 2.1.2). The whole ICMP message, checksum included.
 *
 * Deserialize() takes any bytes; what is none of these, or has a wrong checksum, makes IsValid()
 * false. One without the mobility extension is valid, and HasAgent() false.
 */
class Mip4Advertisement : public Header
{
  public:
    /** ICMP type. */
    static constexpr uint8_t ICMP_TYPE{9};

    /** Bits of the mobility extension (RFC 5944 section 2.1.1, T: RFC 3024 section 3.1). */
    enum Flags : uint8_t
    {
        REGISTRATION_REQUIRED = 0x80, //!< R: through the agent, even with a co-located address
        BUSY = 0x40,                  //!< B: accepts no further mobiles
        HOME_AGENT = 0x20,            //!< H
        FOREIGN_AGENT = 0x10,         //!< F
        MINIMAL = 0x08,               //!< M: minimal encapsulation
        GRE = 0x04,                   //!< G: GRE
        REVERSE_TUNNEL = 0x01         //!< T: reverse tunnelling
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4Advertisement();
    ~Mip4Advertisement() override;

    /** @return whether what was deserialised is an advertisement */
    bool IsValid() const;
    /** @return whether it has the Mobility Agent Advertisement Extension */
    bool HasAgent() const;

    // inherited
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    uint8_t code{0};         //!< 0: also routes common traffic; 16: does not (section 2.1)
    uint16_t lifetime{1800}; //!< seconds for which the advertisement is valid
    /** Router addresses and their preference levels. */
    std::vector<std::pair<Ipv4Address, int32_t>> routers;
    bool agent{true};                   //!< whether there is a mobility extension
    uint16_t sequence{0};               //!< of advertisements since the agent started
    uint16_t registrationLifetime{0};   //!< longest that the agent accepts, in seconds
    uint8_t flags{0};                   //!< Flags
    std::vector<Ipv4Address> careOf;    //!< care-of addresses
    std::vector<uint8_t> prefixLengths; //!< one for each router, or empty: no such extension

  private:
    /** Reads what follows the routers. @param start where it begins @return whether it is well
     * formed */
    bool ReadExtensions(Buffer::Iterator start);
    /** Reads the mobility extension. @param start its data @param length of the data @return
     * whether it is well formed */
    bool ReadAgent(Buffer::Iterator start, uint8_t length);

    bool m_valid{true}; //!< see IsValid()
};

/**
 * @ingroup mip4
 * An Agent Solicitation: an ICMP Router Solicitation (RFC 1256 section 3, RFC 5944 section 2.2).
 * The whole ICMP message, checksum included.
 */
class Mip4Solicitation : public Header
{
  public:
    /** ICMP type. */
    static constexpr uint8_t ICMP_TYPE{10};

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4Solicitation();
    ~Mip4Solicitation() override;

    /** @return whether what was deserialised is a solicitation */
    bool IsValid() const;

    // inherited
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

  private:
    bool m_valid{true}; //!< see IsValid()
};

} // namespace ns3

#endif /* MIP4_ADVERTISEMENT_H */
