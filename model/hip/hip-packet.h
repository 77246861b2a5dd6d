/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_PACKET_H
#define HIP_PACKET_H

#include "hip-bytes.h"

#include "ns3/header.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @defgroup hip Host Identity Protocol
 * HIP after draft-ietf-hip-base-06 as RFC 5201 has it, ESP (RFC 5202), rendezvous (RFC 5203, 5204)
 * and mobility (RFC 5206).
 */

/**
 * @ingroup hip
 * Types of parameters (RFC 5201, 5.2; RFC 5202, 5.1; RFC 5203, 4; RFC 5204, 4.2; RFC 5206, 4).
 */
enum HipParameterType : uint16_t
{
    HIP_ESP_INFO = 65,
    HIP_R1_COUNTER = 128,
    HIP_LOCATOR = 193,
    HIP_PUZZLE = 257,
    HIP_SOLUTION = 321,
    HIP_SEQ = 385,
    HIP_ACK = 449,
    HIP_DIFFIE_HELLMAN = 513,
    HIP_TRANSFORM = 577,
    HIP_HOST_ID = 705,
    HIP_NOTIFICATION = 832,
    HIP_ECHO_REQUEST_SIGNED = 897,
    HIP_REG_INFO = 930,
    HIP_REG_REQUEST = 932,
    HIP_REG_RESPONSE = 934,
    HIP_REG_FAILED = 936,
    HIP_ECHO_RESPONSE_SIGNED = 961,
    HIP_ESP_TRANSFORM = 4095,
    HIP_HMAC = 61505,
    HIP_HMAC_2 = 61569,
    HIP_SIGNATURE_2 = 61633,
    HIP_SIGNATURE = 61697,
    HIP_ECHO_RESPONSE_UNSIGNED = 63425,
    HIP_ECHO_REQUEST_UNSIGNED = 63661,
    HIP_FROM = 65498,
    HIP_RVS_HMAC = 65500,
    HIP_VIA_RVS = 65502
};

/**
 * @ingroup hip
 * A parameter: type, length, contents, and zeros up to a multiple of 8 bytes (RFC 5201, 5.2.1).
 */
struct HipParameter
{
    uint16_t type{0};  //!< see HipParameterType; odd ones are critical
    HipBytes contents; //!< without type and length
    HipBytes padding;  //!< as received; receivers do not look at it, MACs and signatures cover it
};

/**
 * @ingroup hip
 * A HIP packet (RFC 5201, 5.1).
 */
class HipPacket : public Header
{
  public:
    /** IP protocol number. */
    static constexpr uint8_t PROT_NUMBER{139};

    /** Bytes of the longest packet, as its length field has it (5.1). */
    static constexpr uint32_t MAXIMUM_SIZE{2048};

    /** Packet types (5.3). */
    enum Type : uint8_t
    {
        I1 = 1,
        R1 = 2,
        I2 = 3,
        R2 = 4,
        UPDATE = 16,
        NOTIFY = 17,
        CLOSE = 18,
        CLOSE_ACK = 19
    };

    /** What Deserialize() made of the bytes. */
    enum class Status : uint8_t
    {
        GOOD,      //!< well formed, checksum right
        MALFORMED, //!< not a HIP packet of version 1, or lengths or the order of parameters wrong
        CHECKSUM   //!< checksum wrong
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    HipPacket();
    /** @param type of the packet @param sender its HIT @param receiver its HIT */
    HipPacket(Type type, const Ipv6Address& sender, const Ipv6Address& receiver);

    /** @return a packet type as the RFC has it, such as "UPDATE" @param type the number */
    static std::string GetName(uint8_t type);

    /** Says between which addresses it goes, for the checksum (5.1.1); before it is serialised or
     * deserialised. @param source an Ipv4Address or Ipv6Address @param destination likewise */
    void SetAddresses(const Address& source, const Address& destination);

    /** @return what Deserialize() made of the bytes */
    Status GetStatus() const;

    /** Adds a parameter where its type belongs. @param type of it @param contents of it */
    void Add(uint16_t type, const HipBytes& contents);
    /** Takes a parameter away. @param type of the parameters */
    void Remove(uint16_t type);
    /** @return the contents of the first parameter of a type, or nullptr @param type of it */
    const HipBytes* Find(uint16_t type) const;
    /** @return the first parameter of a type as it is on the wire, or nullptr @param type of it */
    const HipParameter* FindParameter(uint16_t type) const;
    /** @return the contents of all parameters of a type @param type of them */
    std::vector<HipBytes> FindAll(uint16_t type) const;
    /** @return all parameters, in order */
    const std::vector<HipParameter>& GetParameters() const;

    /**
     * @return what a MAC or signature covers: the packet up to a parameter, with a length for that
     * and checksum 0 (6.4.1, 6.4.2)
     * @param before type of the parameter
     */
    HipBytes GetCovered(uint16_t before) const;
    /**
     * @return the same with one parameter more at the end, whatever its type: what HMAC_2 covers
     * @param before type of the parameter
     * @param last the parameter at the end
     */
    HipBytes GetCoveredWith(uint16_t before, const HipParameter& last) const;

    // inherited
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    uint8_t type{0};      //!< packet type
    uint16_t controls{0}; //!< bit 0: anonymous sender
    Ipv6Address sender;   //!< sender's HIT
    Ipv6Address receiver; //!< receiver's HIT, :: where it is not known

  private:
    /** Bytes of the fixed header. */
    static constexpr uint32_t FIXED{40};

    /** What is sent as it is, and ignored when it is received (5.1); but MACs and signatures cover
     * it. */
    struct Ignored
    {
        uint8_t next{59};      //!< Next Header: nothing that a host knows
        uint8_t typeBit{0};    //!< bit in front of the packet type
        uint8_t version{0x11}; //!< version, reserved bits, and the bit that tells HIP from SHIM6
    };

    /** @return bytes of a packet with parameters below a type @param before this type */
    uint32_t GetSizeUpTo(uint32_t before) const;
    /** @return its bytes, checksum 0 @param before parameters below this type @param last one more
     * parameter at the end, or nullptr */
    HipBytes Encode(uint32_t before, const HipParameter* last = nullptr) const;
    /** @return sum over pseudo-header and packet, folded, not inverted @param bytes the packet */
    uint16_t Sum(const HipBytes& bytes) const;
    /** Reads a packet. @param bytes of it; what follows it is cut off @return whether it is well
     * formed */
    bool Decode(HipBytes& bytes);

    std::vector<HipParameter> m_parameters; //!< in order
    Ignored m_ignored;                      //!< of a received packet
    Address m_source;                       //!< for the checksum
    Address m_destination;                  //!< for the checksum
    Status m_status{Status::GOOD};          //!< see GetStatus()
};

} // namespace ns3

#endif /* HIP_PACKET_H */
