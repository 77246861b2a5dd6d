/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-message.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6Message);

namespace
{

/** "No Next Header": what the Payload Proto field must say (RFC 6275 section 6.1.1). */
constexpr uint8_t NO_NEXT_HEADER{59};

/** Offset of the checksum. */
constexpr std::size_t CHECKSUM{4};

/** Offset of what depends on the type. */
constexpr std::size_t DATA{6};

/** Mobility option types (RFC 6275 section 6.2, RFC 4285 section 5). */
enum OptionType : uint8_t
{
    PAD1 = 0,
    PADN = 1,
    REFRESH_ADVICE = 2,
    ALTERNATE_CARE_OF = 3,
    NONCE_INDICES = 4,
    AUTHORIZATION = 5,
    AUTHENTICATION = 9
};

/** Subtype of an authentication between mobile node and home agent (RFC 4285 section 5.1). */
constexpr uint8_t MN_HA{1};

/** Bytes before the authenticator in the data of an authentication option: subtype, SPI. */
constexpr std::size_t BEFORE_AUTHENTICATOR{5};

using Bytes = std::vector<uint8_t>;

void
Append16(Bytes& bytes, uint16_t value)
{
    bytes.push_back(static_cast<uint8_t>(value >> 8));
    bytes.push_back(static_cast<uint8_t>(value));
}

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

/** Adds padding. @param count bytes of it */
void
Pad(Bytes& bytes, std::size_t count)
{
    if (count == 1)
    {
        bytes.push_back(PAD1);
    }
    else if (count > 1)
    {
        bytes.push_back(PADN);
        bytes.push_back(static_cast<uint8_t>(count - 2));
        bytes.insert(bytes.end(), count - 2, 0);
    }
}

/** Begins an option: multiple and remainder say where it may stand (section 6.2). */
void
BeginOption(Bytes& bytes, uint8_t type, std::size_t length, std::size_t multiple, std::size_t rest)
{
    Pad(bytes, (multiple + rest - bytes.size() % multiple) % multiple);
    bytes.push_back(type);
    bytes.push_back(static_cast<uint8_t>(length));
}

/** @return the checksum of a message that has 0 in its place, or 0 if the one in it is right
 * (RFC 8200 section 8.1) */
uint16_t
Checksum(const Bytes& message, const Ipv6Address& source, const Ipv6Address& destination)
{
    Bytes all;
    AppendAddress(all, source);
    AppendAddress(all, destination);
    Append16(all, static_cast<uint16_t>(message.size() >> 16));
    Append16(all, static_cast<uint16_t>(message.size()));
    Append16(all, 0);
    Append16(all, Mip6Message::PROT_NUMBER);
    AppendAll(all, message);
    uint32_t sum = 0;
    for (std::size_t i = 0; i + 1 < all.size(); i += 2)
    {
        sum += static_cast<uint32_t>(all[i]) << 8 | all[i + 1];
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<uint16_t>(~sum);
}

} // namespace

TypeId
Mip6Message::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6Message")
                            .SetParent<Header>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip6Message>();
    return tid;
}

Mip6Message::Mip6Message() = default;

Mip6Message::Mip6Message(Type messageType)
    : type(messageType)
{
}

Mip6Message::~Mip6Message() = default;

TypeId
Mip6Message::GetInstanceTypeId() const
{
    return GetTypeId();
}

void
Mip6Message::SetAddresses(const Ipv6Address& source, const Ipv6Address& destination)
{
    m_source = source;
    m_destination = destination;
}

Mip6Message::Error
Mip6Message::GetError() const
{
    return m_error;
}

bool
Mip6Message::IsKnown() const
{
    return type <= BE;
}

std::string
Mip6Message::GetName() const
{
    static const std::array<const char*, 8> names{"Binding Refresh Request",
                                                  "Home Test Init",
                                                  "Care-of Test Init",
                                                  "Home Test",
                                                  "Care-of Test",
                                                  "Binding Update",
                                                  "Binding Acknowledgement",
                                                  "Binding Error"};
    return IsKnown() ? names[type] : "Mobility Header " + std::to_string(type);
}

void
Mip6Message::Print(std::ostream& os) const
{
    os << GetName() << " sequence " << sequence << " lifetime " << lifetime << " status "
       << unsigned(status);
}

std::vector<uint8_t>
Mip6Message::Build(std::size_t& covered) const
{
    Bytes bytes{NO_NEXT_HEADER, 0, type, 0, 0, 0};
    switch (type)
    {
    case HOTI:
    case COTI:
        Append16(bytes, 0);
        AppendAll(bytes, cookie);
        break;
    case HOT:
    case COT:
        Append16(bytes, nonceIndex);
        AppendAll(bytes, cookie);
        AppendAll(bytes, token);
        break;
    case BU:
        Append16(bytes, sequence);
        bytes.push_back(
            static_cast<uint8_t>((acknowledge ? 0x80 : 0) | (homeRegistration ? 0x40 : 0)));
        bytes.push_back(0);
        Append16(bytes, lifetime);
        break;
    case BA:
        bytes.push_back(status);
        bytes.push_back(0);
        Append16(bytes, sequence);
        Append16(bytes, lifetime);
        break;
    case BE:
        bytes.push_back(status);
        bytes.push_back(0);
        AppendAddress(bytes, homeAddress);
        break;
    default:
        Append16(bytes, 0);
    }
    if (refreshAdvice)
    {
        BeginOption(bytes, REFRESH_ADVICE, 2, 2, 0);
        Append16(bytes, *refreshAdvice);
    }
    if (careOf)
    {
        BeginOption(bytes, ALTERNATE_CARE_OF, 16, 8, 6);
        AppendAddress(bytes, *careOf);
    }
    if (nonceIndices)
    {
        BeginOption(bytes, NONCE_INDICES, 4, 2, 0);
        Append16(bytes, nonceIndices->first);
        Append16(bytes, nonceIndices->second);
    }
    covered = 0;
    if (authorization)
    {
        BeginOption(bytes, AUTHORIZATION, authorization->size(), 8, 2);
        covered = bytes.size();
        AppendAll(bytes, *authorization);
    }
    if (authentication)
    {
        BeginOption(bytes,
                    AUTHENTICATION,
                    BEFORE_AUTHENTICATOR + authentication->authenticator.size(),
                    4,
                    1);
        bytes.push_back(MN_HA);
        Append16(bytes, static_cast<uint16_t>(authentication->spi >> 16));
        Append16(bytes, static_cast<uint16_t>(authentication->spi));
        covered = bytes.size();
        AppendAll(bytes, authentication->authenticator);
    }
    Pad(bytes, (8 - bytes.size() % 8) % 8);
    bytes[1] = static_cast<uint8_t>(bytes.size() / 8 - 1);
    return bytes;
}

std::vector<uint8_t>
Mip6Message::GetCovered() const
{
    Bytes bytes = m_received;
    std::size_t covered = m_receivedCovered;
    if (bytes.empty())
    {
        bytes = Build(covered);
    }
    bytes.resize(covered);
    if (covered >= DATA)
    {
        bytes[CHECKSUM] = 0;
        bytes[CHECKSUM + 1] = 0;
    }
    return bytes;
}

uint32_t
Mip6Message::GetSerializedSize() const
{
    std::size_t covered;
    return static_cast<uint32_t>(Build(covered).size());
}

void
Mip6Message::Serialize(Buffer::Iterator start) const
{
    std::size_t covered;
    Bytes bytes = Build(covered);
    const uint16_t checksum = Checksum(bytes, m_source, m_destination);
    bytes[CHECKSUM] = static_cast<uint8_t>(checksum >> 8);
    bytes[CHECKSUM + 1] = static_cast<uint8_t>(checksum);
    start.Write(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

uint16_t
Mip6Message::Read16(std::size_t offset) const
{
    return static_cast<uint16_t>(m_received[offset] << 8 | m_received[offset + 1]);
}

uint32_t
Mip6Message::Deserialize(Buffer::Iterator start)
{
    const uint32_t size = start.GetRemainingSize();
    m_received.resize(size);
    start.Read(m_received.data(), size);
    m_receivedCovered = 0;
    m_error = Error::TOO_SHORT;
    if (size < 8 || size < 8U * (m_received[1] + 1U))
    {
        return size;
    }
    m_received.resize(8U * (m_received[1] + 1U));
    if (Checksum(m_received, m_source, m_destination) != 0)
    {
        m_error = Error::BAD_CHECKSUM;
        return size;
    }
    type = m_received[2];
    m_error = Error::NONE;
    if (!IsKnown())
    {
        // What follows is of an unknown form.
        return size;
    }
    if (m_received[0] != NO_NEXT_HEADER)
    {
        m_error = Error::BAD_PROTO;
        return size;
    }
    const std::size_t options = ReadFixed();
    if (options == 0)
    {
        m_error = Error::BAD_LENGTH;
        return size;
    }
    ReadOptions(options);
    return size;
}

std::size_t
Mip6Message::ReadFixed()
{
    static const std::array<std::size_t, 8> sizes{8, 16, 16, 24, 24, 12, 12, 24};
    if (m_received.size() < sizes[type])
    {
        return 0;
    }
    const auto data = m_received.begin() + DATA;
    switch (type)
    {
    case HOTI:
    case COTI:
        std::copy_n(data + 2, cookie.size(), cookie.begin());
        break;
    case HOT:
    case COT:
        nonceIndex = Read16(DATA);
        std::copy_n(data + 2, cookie.size(), cookie.begin());
        std::copy_n(data + 10, token.size(), token.begin());
        break;
    case BU:
        sequence = Read16(DATA);
        acknowledge = (data[2] & 0x80) != 0;
        homeRegistration = (data[2] & 0x40) != 0;
        lifetime = Read16(DATA + 4);
        break;
    case BA:
        status = data[0];
        sequence = Read16(DATA + 2);
        lifetime = Read16(DATA + 4);
        break;
    case BE:
        status = data[0];
        homeAddress = Ipv6Address::Deserialize(&m_received[DATA + 2]);
        break;
    default:
        break;
    }
    return sizes[type];
}

void
Mip6Message::ReadOptions(std::size_t offset)
{
    while (offset < m_received.size())
    {
        const uint8_t option = m_received[offset];
        if (option == PAD1)
        {
            ++offset;
            continue;
        }
        const std::size_t length = offset + 1 < m_received.size() ? m_received[offset + 1] : 0;
        // What follows an authenticator would not be covered by it (RFC 4285 section 5.1).
        const bool late = authentication && option != PADN;
        if (late || offset + 2 + length > m_received.size() ||
            !ReadOption(option, offset + 2, length))
        {
            m_error = Error::BAD_OPTION;
            return;
        }
        offset += 2 + length;
    }
}

bool
Mip6Message::ReadOption(uint8_t optionType, std::size_t offset, std::size_t length)
{
    Mip6Authenticator authenticator{};
    switch (optionType)
    {
    case REFRESH_ADVICE:
        if (length != 2)
        {
            return false;
        }
        refreshAdvice = Read16(offset);
        break;
    case ALTERNATE_CARE_OF:
        if (length != 16)
        {
            return false;
        }
        careOf = Ipv6Address::Deserialize(&m_received[offset]);
        break;
    case NONCE_INDICES:
        if (length != 4)
        {
            return false;
        }
        nonceIndices = std::make_pair(Read16(offset), Read16(offset + 2));
        break;
    case AUTHORIZATION:
        // It stands last, without padding (section 6.2.7).
        if (length != authenticator.size() || offset + length != m_received.size())
        {
            return false;
        }
        std::copy_n(&m_received[offset], authenticator.size(), authenticator.begin());
        authorization = authenticator;
        m_receivedCovered = offset;
        break;
    case AUTHENTICATION: {
        if (length > 0 && m_received[offset] != MN_HA)
        {
            // Between others, as a mobile and its AAA server: as unknown as any other option.
            break;
        }
        if (length != BEFORE_AUTHENTICATOR + authenticator.size())
        {
            return false;
        }
        m_receivedCovered = offset + BEFORE_AUTHENTICATOR;
        Authentication found;
        found.spi = static_cast<uint32_t>(Read16(offset + 1)) << 16 | Read16(offset + 3);
        std::copy_n(&m_received[m_receivedCovered],
                    found.authenticator.size(),
                    found.authenticator.begin());
        authentication = found;
        break;
    }
    default:
        // Unknown options are skipped (section 6.2.1).
        break;
    }
    return true;
}

} // namespace ns3
