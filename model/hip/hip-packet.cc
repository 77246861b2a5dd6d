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

/** Next Header: nothing follows. */
constexpr uint8_t NO_NEXT_HEADER{59};

/** Version 1, and the bit that tells HIP from SHIM6 (5.1). */
constexpr uint8_t VERSION{0x11};

/** More than any type of a parameter. */
constexpr uint32_t ALL{0x10000};

/** \return bytes of a parameter with padding (5.2.1) \param contents bytes of its contents */
uint32_t
GetParameterSize(std::size_t contents)
{
    return static_cast<uint32_t>((4 + contents + 7) / 8 * 8);
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

const HipBytes*
HipPacket::Find(uint16_t parameterType) const
{
    for (const HipParameter& one : m_parameters)
    {
        if (one.type == parameterType)
        {
            return &one.contents;
        }
    }
    return nullptr;
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
HipPacket::Encode(uint32_t before) const
{
    HipWriter writer;
    writer.Put(NO_NEXT_HEADER, 1);
    // In units of 8 bytes, without the first 8.
    writer.Put(GetSizeUpTo(before) / 8 - 1, 1);
    writer.Put(type & 0x7fU, 1).Put(VERSION, 1).Put(0, 2).Put(controls, 2);
    writer.Put(sender).Put(receiver);
    for (const HipParameter& one : m_parameters)
    {
        if (one.type < before)
        {
            writer.Put(one.type, 2).Put(one.contents.size(), 2);
            writer.Put(one.contents).Put(one.padding);
        }
    }
    return writer.Get();
}

HipBytes
HipPacket::GetCovered(uint16_t before) const
{
    return Encode(before);
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
    NS_ABORT_MSG_IF(bytes.size() > 2048, "a HIP packet has 2048 bytes at most, as its length says");
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
    m_parameters.clear();
    m_status = Status::MALFORMED;
    if (Decode(bytes))
    {
        m_status = Sum(bytes) == 0xffff ? Status::GOOD : Status::CHECKSUM;
    }
    return static_cast<uint32_t>(bytes.size());
}

bool
HipPacket::Decode(const HipBytes& bytes)
{
    HipReader reader(bytes);
    const uint64_t next = reader.Get(1);
    const uint64_t length = reader.Get(1);
    type = static_cast<uint8_t>(reader.Get(1));
    const uint64_t version = reader.Get(1);
    reader.Get(2);
    controls = static_cast<uint16_t>(reader.Get(2));
    sender = reader.GetAddress();
    receiver = reader.GetAddress();
    // Reserved bits of the version's byte are sent as 0; MACs would not cover others here.
    if (!reader.IsGood() || next != NO_NEXT_HEADER || (length + 1) * 8 != bytes.size() ||
        type > 0x7f || version != VERSION)
    {
        return false;
    }
    uint64_t last = 0;
    while (reader.GetLeft() > 0)
    {
        HipParameter one;
        one.type = static_cast<uint16_t>(reader.Get(2));
        const auto size = static_cast<std::size_t>(reader.Get(2));
        one.contents = reader.GetBytes(size);
        one.padding = reader.GetBytes(GetParameterSize(size) - 4 - size);
        if (!reader.IsGood() || one.type < last)
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
