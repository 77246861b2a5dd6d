/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_MESSAGE_H
#define MIP6_MESSAGE_H

#include "ns3/header.h"
#include "ns3/ipv6-address.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @defgroup mip6 Mobile IPv6
 * Mobile IPv6 as RFC 3775 and RFC 6275 have it: home agent, mobile node, correspondent node.
 */

/** @ingroup mip6
 * A cookie or a keygen token (RFC 6275 section 5.2). */
using Mip6Token = std::array<uint8_t, 8>;

/** @ingroup mip6
 * An authenticator: the first 96 bits of an HMAC-SHA1. */
using Mip6Authenticator = std::array<uint8_t, 12>;

/**
 * @ingroup mip6
 * A message of the Mobility Header (RFC 6275 section 6.1), with its options.
 *
 * Deserialize() bears any bytes: GetError() says afterwards what is wrong with them. It takes all
 * of a packet's rest: what is behind the header is to be ignored, since "no next header" follows.
 */
class Mip6Message : public Header
{
  public:
    /** Number of the Mobility Header among IPv6's headers. */
    static constexpr uint8_t PROT_NUMBER{135};

    /** MH Type (RFC 6275 section 6.1.2 to 6.1.9). */
    enum Type : uint8_t
    {
        BRR = 0,  //!< Binding Refresh Request
        HOTI = 1, //!< Home Test Init
        COTI = 2, //!< Care-of Test Init
        HOT = 3,  //!< Home Test
        COT = 4,  //!< Care-of Test
        BU = 5,   //!< Binding Update
        BA = 6,   //!< Binding Acknowledgement
        BE = 7    //!< Binding Error
    };

    /** Status of Binding Acknowledgements (RFC 6275 section 6.1.8) and Errors (section 6.1.9). */
    enum Status : uint8_t
    {
        ACCEPTED = 0,                        //!< Binding Update accepted
        NO_BINDING = 1,                      //!< Binding Error: unknown binding for Home Address
                                             //!< destination option
        UNKNOWN_TYPE = 2,                    //!< Binding Error: unrecognized MH Type value
        HOME_REGISTRATION_UNSUPPORTED = 131, //!< Home registration not supported
        NOT_HOME_SUBNET = 132,               //!< Not home subnet
        NOT_HOME_AGENT = 133,                //!< Not home agent for this mobile node
        DAD_FAILED = 134,                    //!< Duplicate Address Detection failed
        SEQUENCE_OUT_OF_WINDOW = 135,        //!< Sequence number out of window
        EXPIRED_HOME_NONCE = 136,            //!< Expired home nonce index
        EXPIRED_CARE_OF_NONCE = 137,         //!< Expired care-of nonce index
        EXPIRED_NONCES = 138,                //!< Expired nonces
        TYPE_CHANGE_DISALLOWED = 139         //!< Registration type change disallowed
    };

    /** What is wrong with bytes received. */
    enum class Error : uint8_t
    {
        NONE,         //!< nothing
        TOO_SHORT,    //!< shorter than its Header Len says
        BAD_CHECKSUM, //!< the checksum is wrong
        BAD_PROTO,    //!< Payload Proto is not "no next header" (section 9.2)
        BAD_LENGTH,   //!< Header Len is less than its type has (section 9.2)
        BAD_OPTION    //!< an option reaches out of the message, or has a wrong length
    };

    /** The first Mobility SPI that is not reserved (RFC 4285 section 5.1): that of all mobiles
     * here, which their home addresses tell apart. */
    static constexpr uint32_t FIRST_SPI{256};

    /** Where the authenticator of RFC 4285 goes. */
    struct Authentication
    {
        uint32_t spi{FIRST_SPI};           //!< Mobility SPI
        Mip6Authenticator authenticator{}; //!< itself
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6Message();
    /** @param messageType of which type */
    explicit Mip6Message(Type messageType);
    ~Mip6Message() override;

    /** Says what addresses the checksum covers (section 6.1.1): a home address in the place of a
     * care-of address where the packet has both. To be said before AddHeader() or RemoveHeader().
     * @param source of the packet @param destination of the packet */
    void SetAddresses(const Ipv6Address& source, const Ipv6Address& destination);

    /** @return what is wrong with it, after Deserialize() */
    Error GetError() const;
    /** @return the name that the RFC gives to the message, such as "Binding Update" */
    std::string GetName() const;
    /** @return whether the type is one of those above */
    bool IsKnown() const;

    /**
     * @return the bytes that an authenticator covers: those before it, or for RFC 4285's those up
     * to and including the SPI; the checksum is 0
     */
    std::vector<uint8_t> GetCovered() const;

    // inherited
    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;

    uint8_t type{BRR};                     //!< MH Type
    Mip6Token cookie{};                    //!< HoTI, CoTI, HoT, CoT
    Mip6Token token{};                     //!< keygen token: HoT, CoT
    uint16_t nonceIndex{0};                //!< HoT, CoT
    uint16_t sequence{0};                  //!< BU, BA
    uint16_t lifetime{0};                  //!< BU, BA; in units of 4 seconds
    bool acknowledge{false};               //!< flag A of BU
    bool homeRegistration{false};          //!< flag H of BU
    uint8_t status{ACCEPTED};              //!< BA, BE
    Ipv6Address homeAddress;               //!< BE
    std::optional<uint16_t> refreshAdvice; //!< Binding Refresh Advice (6.2.4), units of 4 seconds
    std::optional<Ipv6Address> careOf;     //!< Alternate Care-of Address (6.2.5)
    std::optional<std::pair<uint16_t, uint16_t>> nonceIndices; //!< home, care-of (6.2.6)
    std::optional<Mip6Authenticator> authorization; //!< Binding Authorization Data (6.2.7)
    std::optional<Authentication> authentication;   //!< MN-HA authentication (RFC 4285 section 5)

  private:
    /** @return the message without its checksum @param covered receives how many bytes an
     * authenticator covers */
    std::vector<uint8_t> Build(std::size_t& covered) const;
    /** Reads what is fixed for a type. @return offset of the options, 0: too short */
    std::size_t ReadFixed();
    /** Reads the options. @param offset of the first */
    void ReadOptions(std::size_t offset);
    /** Reads one option. @param optionType its type @param offset of its data @param length of its
     * data @return whether its length is right */
    bool ReadOption(uint8_t optionType, std::size_t offset, std::size_t length);
    /** @return two bytes as a number @param offset of them in m_received */
    uint16_t Read16(std::size_t offset) const;

    Ipv6Address m_source;             //!< for the checksum
    Ipv6Address m_destination;        //!< for the checksum
    Error m_error{Error::NONE};       //!< see GetError()
    std::vector<uint8_t> m_received;  //!< as it came
    std::size_t m_receivedCovered{0}; //!< how much of it an authenticator covers
};

} // namespace ns3

#endif /* MIP6_MESSAGE_H */
