/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-advertisement.h"

#include "ns3/address-utils.h"
#include "ns3/buffer.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4Advertisement);
NS_OBJECT_ENSURE_REGISTERED(Mip4Solicitation);

namespace
{

/** Size of both messages without what an advertisement has more. */
constexpr uint32_t FIXED_SIZE{8};

/** Extensions of an advertisement. */
enum Extension : uint8_t
{
    PADDING = 0,
    AGENT = 16,
    PREFIX_LENGTHS = 19
};

/** ICMP code of an agent that does not route common traffic (RFC 5944 section 2.1). */
constexpr uint8_t NOT_A_ROUTER{16};

/** Words of 32 bits of a router's entry. */
constexpr uint8_t ENTRY_WORDS{2};

/** Bytes of the data of a mobility extension without care-of address. */
constexpr uint8_t AGENT_SIZE{6};

/** Puts the checksum of a message in its place. @param start of the message @param size its size */
void
WriteChecksum(Buffer::Iterator start, uint32_t size)
{
    Buffer::Iterator message = start;
    const uint16_t checksum = message.CalculateIpChecksum(static_cast<uint16_t>(size));
    start.Next(2);
    start.WriteU16(checksum);
}

/** @return whether a message has the right size and checksum and is of a type @param start of the
 * message @param type the type */
bool
IsIcmp(Buffer::Iterator start, uint8_t type)
{
    const uint32_t size = start.GetRemainingSize();
    if (size < FIXED_SIZE || size > 0xffff)
    {
        return false;
    }
    Buffer::Iterator message = start;
    return message.CalculateIpChecksum(static_cast<uint16_t>(size)) == 0 && start.ReadU8() == type;
}

} // namespace

TypeId
Mip4Advertisement::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4Advertisement")
                            .SetParent<Header>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip4Advertisement>();
    return tid;
}

Mip4Advertisement::Mip4Advertisement() = default;
Mip4Advertisement::~Mip4Advertisement() = default;

bool
Mip4Advertisement::IsValid() const
{
    return m_valid;
}

bool
Mip4Advertisement::HasAgent() const
{
    return m_valid && agent;
}

TypeId
Mip4Advertisement::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
Mip4Advertisement::GetSerializedSize() const
{
    std::size_t size = FIXED_SIZE + 4 * ENTRY_WORDS * routers.size();
    size += agent ? 2 + AGENT_SIZE + 4 * careOf.size() : 0;
    size += prefixLengths.empty() ? 0 : 2 + prefixLengths.size();
    return static_cast<uint32_t>(size);
}

void
Mip4Advertisement::Serialize(Buffer::Iterator start) const
{
    Buffer::Iterator i = start;
    i.WriteU8(ICMP_TYPE);
    i.WriteU8(code);
    i.WriteHtonU16(0);
    i.WriteU8(static_cast<uint8_t>(routers.size()));
    i.WriteU8(ENTRY_WORDS);
    i.WriteHtonU16(lifetime);
    for (const auto& [address, preference] : routers)
    {
        WriteTo(i, address);
        i.WriteHtonU32(static_cast<uint32_t>(preference));
    }
    if (agent)
    {
        i.WriteU8(AGENT);
        i.WriteU8(static_cast<uint8_t>(AGENT_SIZE + 4 * careOf.size()));
        i.WriteHtonU16(sequence);
        i.WriteHtonU16(registrationLifetime);
        i.WriteU8(flags);
        i.WriteU8(0);
        for (const Ipv4Address& address : careOf)
        {
            WriteTo(i, address);
        }
    }
    if (!prefixLengths.empty())
    {
        i.WriteU8(PREFIX_LENGTHS);
        i.WriteU8(static_cast<uint8_t>(prefixLengths.size()));
        i.Write(prefixLengths.data(), static_cast<uint32_t>(prefixLengths.size()));
    }
    WriteChecksum(start, GetSerializedSize());
}

uint32_t
Mip4Advertisement::Deserialize(Buffer::Iterator start)
{
    const uint32_t size = start.GetRemainingSize();
    routers.clear();
    careOf.clear();
    prefixLengths.clear();
    agent = false;
    m_valid = false;
    if (!IsIcmp(start, ICMP_TYPE))
    {
        return size;
    }
    start.Next();
    code = start.ReadU8();
    start.Next(2);
    const uint8_t count = start.ReadU8();
    const uint8_t words = start.ReadU8();
    lifetime = start.ReadNtohU16();
    // RFC 5944 section 2.1 allows no router at all, RFC 1256 entries that are longer than its own.
    if ((code != 0 && code != NOT_A_ROUTER) || words < ENTRY_WORDS ||
        start.GetRemainingSize() < 4U * words * count)
    {
        return size;
    }
    for (uint8_t n = 0; n < count; ++n)
    {
        Ipv4Address address;
        ReadFrom(start, address);
        routers.emplace_back(address, static_cast<int32_t>(start.ReadNtohU32()));
        start.Next(4U * (words - ENTRY_WORDS));
    }
    m_valid = ReadExtensions(start);
    return size;
}

bool
Mip4Advertisement::ReadExtensions(Buffer::Iterator start)
{
    while (start.GetRemainingSize() > 0)
    {
        const uint8_t type = start.ReadU8();
        if (type == PADDING)
        {
            continue;
        }
        if (start.GetRemainingSize() == 0)
        {
            return false;
        }
        const uint8_t length = start.ReadU8();
        if (length > start.GetRemainingSize())
        {
            return false;
        }
        if (type == AGENT && !ReadAgent(start, length))
        {
            return false;
        }
        if (type == PREFIX_LENGTHS)
        {
            prefixLengths.resize(length);
            Buffer::Iterator data = start;
            data.Read(prefixLengths.data(), length);
        }
        // Others are skipped whatever their type is (RFC 5944 section 1.8).
        start.Next(length);
    }
    return true;
}

bool
Mip4Advertisement::ReadAgent(Buffer::Iterator start, uint8_t length)
{
    if (agent || length < AGENT_SIZE || (length - AGENT_SIZE) % 4 != 0)
    {
        return false;
    }
    agent = true;
    sequence = start.ReadNtohU16();
    registrationLifetime = start.ReadNtohU16();
    flags = start.ReadU8();
    start.Next();
    for (uint8_t done = AGENT_SIZE; done < length; done += 4)
    {
        Ipv4Address address;
        ReadFrom(start, address);
        careOf.push_back(address);
    }
    return true;
}

void
Mip4Advertisement::Print(std::ostream& os) const
{
    os << "Agent Advertisement sequence=" << sequence << " flags=" << +flags;
}

TypeId
Mip4Solicitation::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4Solicitation")
                            .SetParent<Header>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip4Solicitation>();
    return tid;
}

Mip4Solicitation::Mip4Solicitation() = default;
Mip4Solicitation::~Mip4Solicitation() = default;

bool
Mip4Solicitation::IsValid() const
{
    return m_valid;
}

TypeId
Mip4Solicitation::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
Mip4Solicitation::GetSerializedSize() const
{
    return FIXED_SIZE;
}

void
Mip4Solicitation::Serialize(Buffer::Iterator start) const
{
    Buffer::Iterator i = start;
    i.WriteU8(ICMP_TYPE);
    i.WriteU8(0, FIXED_SIZE - 1);
    WriteChecksum(start, FIXED_SIZE);
}

uint32_t
Mip4Solicitation::Deserialize(Buffer::Iterator start)
{
    const uint32_t size = start.GetRemainingSize();
    m_valid = IsIcmp(start, ICMP_TYPE);
    return size;
}

void
Mip4Solicitation::Print(std::ostream& os) const
{
    os << "Agent Solicitation";
}

} // namespace ns3
