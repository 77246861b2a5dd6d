/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_EXTENSION_H
#define MIP6_EXTENSION_H

#include "ns3/header.h"
#include "ns3/ipv6-address.h"

#include <optional>

namespace ns3
{

/**
 * @ingroup mip6
 * IPv6's Destination Options header with the Home Address option (RFC 6275 section 6.3): 24 bytes.
 * Deserialize() bears any bytes, and takes other options too: they are skipped, or make the header
 * invalid, as the two highest bits of their type say (RFC 8200 section 4.2).
 */
class Mip6HomeAddressHeader : public Header
{
  public:
    /** Number of the Destination Options header. */
    static constexpr uint8_t PROT_NUMBER{60};
    /** Bytes of one with nothing but a home address. */
    static constexpr uint32_t SIZE{24};

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6HomeAddressHeader();
    ~Mip6HomeAddressHeader() override;

    /** @return whether it could be read, after Deserialize() */
    bool IsValid() const;
    /** @return where in the header the option stands that is unknown and whose type asks for an
     * ICMP Parameter Problem (RFC 8200 section 4.2), if that is why it is not valid */
    std::optional<uint32_t> GetUnknownOption() const;

    // inherited
    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;

    uint8_t nextHeader{0};                  //!< number of the header that follows
    std::optional<Ipv6Address> homeAddress; //!< none only in headers received

  private:
    bool m_valid{true};                //!< see IsValid()
    std::optional<uint32_t> m_unknown; //!< see GetUnknownOption()
};

/**
 * @ingroup mip6
 * IPv6's Routing header of type 2 (RFC 6275 section 6.4): 24 bytes. Deserialize() bears any bytes.
 */
class Mip6RoutingHeader : public Header
{
  public:
    /** Number of the Routing header. */
    static constexpr uint8_t PROT_NUMBER{43};
    /** Bytes of one. */
    static constexpr uint32_t SIZE{24};

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6RoutingHeader();
    ~Mip6RoutingHeader() override;

    /** @return whether it is of type 2 and as section 6.4.1 asks for, after Deserialize() */
    bool IsValid() const;

    // inherited
    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;

    uint8_t nextHeader{0};   //!< number of the header that follows
    Ipv6Address homeAddress; //!< where the packet goes in the end

  private:
    bool m_valid{true}; //!< see IsValid()
};

} // namespace ns3

#endif /* MIP6_EXTENSION_H */
