/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_MESSAGE_H
#define MIP4_MESSAGE_H

#include "ns3/header.h"
#include "ns3/ipv4-address.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @defgroup mip4 Mobile IPv4
 * Mobile IPv4: RFC 3344 as RFC 5944 corrects it, with reverse tunnelling (RFC 3024) over tunnels of
 * IP in IP (RFC 2003). "RFC 5944" in the comments of this group stands for both of the first two.
 */

/** @ingroup mip4 UDP port of agents (RFC 5944 section 3.1). */
constexpr uint16_t MIP4_PORT{434};

/** @ingroup mip4 Lifetime that stands for infinity (RFC 5944 section 3.3). */
constexpr uint16_t MIP4_INFINITY{0xffff};

/**
 * @ingroup mip4
 * Codes of a Registration Reply that this model gives or acts upon (RFC 5944 section 3.4, RFC 3024
 * section 3.4).
 */
enum class Mip4Code : uint8_t
{
    ACCEPTED = 0,                      //!< by the home agent
    ACCEPTED_NOT_SIMULTANEOUS = 1,     //!< by the home agent, without simultaneous bindings
    FA_PROHIBITED = 65,                //!< foreign agent: administratively prohibited
    FA_RESOURCES = 66,                 //!< foreign agent: insufficient resources
    FA_LIFETIME = 69,                  //!< foreign agent: requested lifetime too long
    FA_POOR_REQUEST = 70,              //!< foreign agent: poorly formed request
    FA_POOR_REPLY = 71,                //!< foreign agent: poorly formed reply
    FA_ENCAPSULATION = 72,             //!< foreign agent: requested encapsulation unavailable
    FA_NO_REVERSE_TUNNEL = 74,         //!< foreign agent: requested reverse tunnel unavailable
    FA_REVERSE_TUNNEL_MANDATORY = 75,  //!< foreign agent: the T bit is not set
    FA_TOO_DISTANT = 76,               //!< foreign agent: mobile node too distant (RFC 3024)
    FA_CARE_OF_ADDRESS = 77,           //!< foreign agent: invalid care-of address
    FA_TIMEOUT = 78,                   //!< foreign agent: registration timeout
    HA_UNSPECIFIED = 128,              //!< home agent: reason unspecified
    HA_PROHIBITED = 129,               //!< home agent: administratively prohibited
    HA_MOBILE_AUTHENTICATION = 131,    //!< home agent: mobile node failed authentication
    HA_IDENTIFICATION = 133,           //!< home agent: registration identification mismatch
    HA_POOR_REQUEST = 134,             //!< home agent: poorly formed request
    HA_UNKNOWN_HOME_AGENT = 136,       //!< home agent: unknown home agent address
    HA_NO_REVERSE_TUNNEL = 137,        //!< home agent: requested reverse tunnel unavailable
    HA_REVERSE_TUNNEL_MANDATORY = 138, //!< home agent: the T bit is not set
    HA_ENCAPSULATION = 139             //!< home agent: requested encapsulation unavailable
};

/**
 * @ingroup mip4
 * An extension of a registration message: type, length and data (RFC 5944 section 1.9).
 */
struct Mip4Extension
{
    /** Types that this model knows. */
    enum Type : uint8_t
    {
        PADDING = 0,         //!< one byte, without length (RFC 5944 section 2.1.3)
        MOBILE_HOME = 32,    //!< Mobile-Home Authentication Extension (section 3.5.2)
        MOBILE_FOREIGN = 33, //!< Mobile-Foreign Authentication Extension (section 3.5.3)
        FOREIGN_HOME = 34    //!< Foreign-Home Authentication Extension (section 3.5.4)
    };

    uint8_t type{0};           //!< its type
    std::vector<uint8_t> data; //!< at most 255 bytes
};

/**
 * @ingroup mip4
 * A Registration Request (RFC 5944 section 3.3) or Registration Reply (section 3.4) with its
 * extensions: all that a UDP datagram of port 434 has.
 *
 * Deserialize() takes any bytes. What is no message of these two types, is cut off, has an
 * extension that reaches beyond the end or one that is unknown and may not be skipped (type below
 * 128, section 1.8) makes IsValid() false.
 */
class Mip4Message : public Header
{
  public:
    /** Kinds of message. */
    enum class Type : uint8_t
    {
        REQUEST = 1, //!< Registration Request
        REPLY = 3    //!< Registration Reply
    };

    /** Bits of a Registration Request (RFC 5944 section 3.3, T: RFC 3024 section 3.2). */
    enum Flags : uint8_t
    {
        SIMULTANEOUS = 0x80,   //!< S: keep prior bindings
        BROADCAST = 0x40,      //!< B: tunnel broadcasts of the home network
        DECAPSULATION = 0x20,  //!< D: the mobile itself is the tunnel's end: co-located address
        MINIMAL = 0x10,        //!< M: minimal encapsulation
        GRE = 0x08,            //!< G: GRE
        RESERVED_R = 0x04,     //!< r: sent as zero
        REVERSE_TUNNEL = 0x02, //!< T: reverse tunnelling asked for
        RESERVED_X = 0x01      //!< x: sent as zero
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4Message();
    /** @param type which of the two */
    explicit Mip4Message(Type type);
    ~Mip4Message() override;

    /** @return its name in the RFC */
    std::string GetName() const;
    /** @return whether what was deserialised is a message */
    bool IsValid() const;

    // inherited
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /** @return the bytes on the wire */
    std::vector<uint8_t> GetBytes() const;
    /** @return the first extension of a type, or nullptr @param type the type */
    const Mip4Extension* Find(uint8_t type) const;
    /** @return how many extensions of a type there are @param type the type */
    std::size_t Count(uint8_t type) const;
    /** Removes what follows the first extension of a type. @param type the type */
    void RemoveAfter(uint8_t type);

    Type type{Type::REQUEST};              //!< which of the two
    uint8_t flags{0};                      //!< of a request: Flags
    uint8_t code{0};                       //!< of a reply: Mip4Code
    uint16_t lifetime{0};                  //!< seconds; 0: deregistration, or denied
    Ipv4Address homeAddress;               //!< of the mobile
    Ipv4Address homeAgent;                 //!< of the mobile
    Ipv4Address careOfAddress;             //!< of a request: the tunnel's end
    uint64_t identification{0};            //!< matches replies with requests, refuses replays
    std::vector<Mip4Extension> extensions; //!< in the order of the wire

  private:
    /** @return size without extensions */
    uint32_t GetFixedSize() const;
    /** Reads extensions. @param start where they begin @return whether they are well formed */
    bool ReadExtensions(Buffer::Iterator start);

    bool m_valid{true}; //!< see IsValid()
};

} // namespace ns3

#endif /* MIP4_MESSAGE_H */
