/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-packet.h"

#include "ns3/abort.h"
#include "ns3/ipv4-address.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HipPacket);

namespace
{

/** Version of HIP (5.1). */
constexpr uint8_t VERSION{1};

/** Types of transport formats: the only ones that are not in the order of their types (5.2.1). */
constexpr uint16_t FIRST_TRANSPORT{2048};
constexpr uint16_t LAST_TRANSPORT{4095};

/** More than any type of a parameter. */
constexpr uint32_t ALL{0x10000};

/** @return bytes of a parameter with padding (5.2.1) @param contents bytes of its contents */
uint32_t
GetParameterSize(std::size_t contents)
{
    return static_cast<uint32_t>((4 + contents + 7) / 8 * 8);
}

/** @return whether a type is that of a transport format */
bool
IsTransport(uint64_t type)
{
    return type >= FIRST_TRANSPORT && type <= LAST_TRANSPORT;
}

/** Adds a parameter. @param writer to these bytes @param one the parameter */
void
PutParameter(HipWriter& writer, const HipParameter& one)
{
    writer.Put(one.type, 2).Put(one.contents.size(), 2).Put(one.contents).Put(one.padding);
}

} // namespace

TypeId
HipPacket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HipPacket")
                            .SetParent<Header>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<HipPacket>();
    return tid;
}

HipPacket::HipPacket() = default;

HipPacket::HipPacket(Type packetType, const Ipv6Address& from, const Ipv6Address& to)
    : type(packetType),
      sender(from),
      receiver(to)
{
}

TypeId
HipPacket::GetInstanceTypeId() const
{
    return GetTypeId();
}

std::string
HipPacket::GetName(uint8_t type)
{
    switch (type)
    {
    case I1:
        return "I1";
    case R1:
        return "R1";
    case I2:
        return "I2";
    case R2:
        return "R2";
    case UPDATE:
        return "UPDATE";
    case NOTIFY:
        return "NOTIFY";
    case CLOSE:
        return "CLOSE";
    case CLOSE_ACK:
        return "CLOSE_ACK";
    default:
        return "type " + std::to_string(type);
    }
}

void
HipPacket::SetAddresses(const Address& source, const Address& destination)
{
    m_source = source;
    m_destination = destination;
}

HipPacket::Status
HipPacket::GetStatus() const
{
    return m_status;
}

void
HipPacket::Add(uint16_t parameterType, const HipBytes& contents)
{
    const auto place =
        std::upper_bound(m_parameters.begin(),
                         m_parameters.end(),
                         parameterType,
                         [](uint16_t value, const HipParameter& one) { return value < one.type; });
    HipParameter parameter;
    parameter.type = parameterType;
    parameter.contents = contents;
    parameter.padding.resize(GetParameterSize(contents.size()) - 4 - contents.size());
    m_parameters.insert(place, parameter);
}

void
HipPacket::Remove(uint16_t parameterType)
{
    const auto is = [parameterType](const HipParameter& one) { return one.type == parameterType; };
    m_parameters.erase(std::remove_if(m_parameters.begin(), m_parameters.end(), is),
                       m_parameters.end());
}

const HipParameter*
HipPacket::FindParameter(uint16_t parameterType) const
{
    for (const HipParameter& one : m_parameters)
    {
        if (one.type == parameterType)
        {
            return &one;
        }
    }
    return nullptr;
}

const HipBytes*
HipPacket::Find(uint16_t parameterType) const
{
    const HipParameter* one = FindParameter(parameterType);
    return one ? &one->contents : nullptr;
}

std::vector<HipBytes>
HipPacket::FindAll(uint16_t parameterType) const
{
    std::vector<HipBytes> all;
    for (const HipParameter& one : m_parameters)
    {
        if (one.type == parameterType)
        {
            all.push_back(one.contents);
        }
    }
    return all;
}

const std::vector<HipParameter>&
HipPacket::GetParameters() const
{
    return m_parameters;
}

uint32_t
HipPacket::GetSizeUpTo(uint32_t before) const
{
    uint32_t size = FIXED;
    for (const HipParameter& one : m_parameters)
    {
        size += one.type < before ? GetParameterSize(one.contents.size()) : 0;
    }
    return size;
}

HipBytes
HipPacket::Encode(uint32_t before, const HipParameter* last) const
{
    const uint32_t more = last ? GetParameterSize(last->contents.size()) : 0;
    HipWriter writer;
    writer.Put(m_ignored.next, 1);
    // In units of 8 bytes, without the first 8.
    writer.Put((GetSizeUpTo(before) + more) / 8 - 1, 1);
    writer.Put(static_cast<uint8_t>(m_ignored.typeBit | (type & 0x7fU)), 1);
    writer.Put(m_ignored.version, 1).Put(0, 2).Put(controls, 2);
    writer.Put(sender).Put(receiver);
    for (const HipParameter& one : m_parameters)
    {
        if (one.type < before)
        {
            PutParameter(writer, one);
        }
    }
    if (last)
    {
        PutParameter(writer, *last);
    }
    return writer.Get();
}

HipBytes
HipPacket::GetCovered(uint16_t before) const
{
    return Encode(before);
}

HipBytes
HipPacket::GetCoveredWith(uint16_t before, const HipParameter& last) const
{
    return Encode(before, &last);
}

uint16_t
HipPacket::Sum(const HipBytes& bytes) const
{
    HipWriter all;
    if (Ipv4Address::IsMatchingType(m_source))
    {
        all.Put(Ipv4Address::ConvertFrom(m_source).Get(), 4);
        all.Put(Ipv4Address::ConvertFrom(m_destination).Get(), 4);
    }
    else if (Ipv6Address::IsMatchingType(m_source))
    {
        all.Put(Ipv6Address::ConvertFrom(m_source));
        all.Put(Ipv6Address::ConvertFrom(m_destination));
    }
    all.Put(bytes.size(), 4).Put(PROT_NUMBER, 4).Put(bytes);
    HipBytes words = all.Get();
    words.resize(words.size() + words.size() % 2);
    uint64_t sum = 0;
    for (std::size_t i = 0; i < words.size(); i += 2)
    {
        sum += uint64_t{words[i]} << 8 | words[i + 1];
    }
    while (sum >> 16 != 0)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<uint16_t>(sum);
}

uint32_t
HipPacket::GetSerializedSize() const
{
    return GetSizeUpTo(ALL);
}

void
HipPacket::Serialize(Buffer::Iterator start) const
{
    HipBytes bytes = Encode(ALL);
    NS_ABORT_MSG_IF(bytes.size() > MAXIMUM_SIZE,
                    "a HIP packet has 2048 bytes at most, as its length says");
    const auto checksum = static_cast<uint16_t>(~Sum(bytes));
    bytes[4] = static_cast<uint8_t>(checksum >> 8);
    bytes[5] = static_cast<uint8_t>(checksum);
    start.Write(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

uint32_t
HipPacket::Deserialize(Buffer::Iterator start)
{
    HipBytes bytes(start.GetRemainingSize());
    start.Read(bytes.data(), static_cast<uint32_t>(bytes.size()));
    const auto read = static_cast<uint32_t>(bytes.size());
    m_parameters.clear();
    m_status = Status::MALFORMED;
    if (Decode(bytes))
    {
        m_status = Sum(bytes) == 0xffff ? Status::GOOD : Status::CHECKSUM;
    }
    return read;
}

bool
HipPacket::Decode(HipBytes& bytes)
{
    // What follows is no part of the packet, whatever Next Header says it is (5.1).
    const std::size_t length = bytes.size() < FIXED ? 0 : (bytes[1] + std::size_t{1}) * 8;
    if (length < FIXED || length > bytes.size())
    {
        return false;
    }
    bytes.resize(length);
    HipReader reader(bytes);
    m_ignored.next = static_cast<uint8_t>(reader.Get(1));
    reader.Get(1);
    type = static_cast<uint8_t>(reader.Get(1));
    m_ignored.typeBit = static_cast<uint8_t>(type & 0x80U);
    type = static_cast<uint8_t>(type & 0x7fU);
    m_ignored.version = static_cast<uint8_t>(reader.Get(1));
    reader.Get(2);
    controls = static_cast<uint16_t>(reader.Get(2));
    sender = reader.GetAddress();
    receiver = reader.GetAddress();
    if (m_ignored.version >> 4 != VERSION)
    {
        return false;
    }
    uint16_t last = 0;
    while (reader.GetLeft() > 0)
    {
        HipParameter one;
        one.type = static_cast<uint16_t>(reader.Get(2));
        const auto size = static_cast<std::size_t>(reader.Get(2));
        one.contents = reader.GetBytes(size);
        one.padding = reader.GetBytes(GetParameterSize(size) - 4 - size);
        const bool ordered = one.type >= last || (IsTransport(one.type) && IsTransport(last));
        if (!reader.IsGood() || !ordered)
        {
            m_parameters.clear();
            return false;
        }
        last = one.type;
        m_parameters.push_back(one);
    }
    return true;
}

void
HipPacket::Print(std::ostream& os) const
{
    os << GetName(type) << " " << sender << " > " << receiver;
    for (const HipParameter& one : m_parameters)
    {
        os << " " << one.type;
    }
}

} // namespace ns3
