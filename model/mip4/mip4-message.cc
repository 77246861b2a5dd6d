/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-message.h"

#include "ns3/address-utils.h"
#include "ns3/buffer.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4Message);

/** Extensions from this type on may be skipped by who does not know them. */
static constexpr uint8_t FIRST_SKIPPABLE{128};

TypeId
Mip4Message::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip4Message")
                            .SetParent<Header>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip4Message>();
    return tid;
}

Mip4Message::Mip4Message() = default;

Mip4Message::Mip4Message(Type ofType)
    : type(ofType)
{
}

Mip4Message::~Mip4Message() = default;

std::string
Mip4Message::GetName() const
{
    return type == Type::REQUEST ? "Registration Request" : "Registration Reply";
}

bool
Mip4Message::IsValid() const
{
    return m_valid;
}

TypeId
Mip4Message::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
Mip4Message::GetFixedSize() const
{
    return type == Type::REQUEST ? 24 : 20;
}

uint32_t
Mip4Message::GetSerializedSize() const
{
    uint32_t size = GetFixedSize();
    for (const Mip4Extension& extension : extensions)
    {
        size += extension.type == Mip4Extension::PADDING
                    ? 1
                    : 2 + static_cast<uint32_t>(extension.data.size());
    }
    return size;
}

void
Mip4Message::Serialize(Buffer::Iterator start) const
{
    start.WriteU8(static_cast<uint8_t>(type));
    start.WriteU8(type == Type::REQUEST ? flags : code);
    start.WriteHtonU16(lifetime);
    WriteTo(start, homeAddress);
    WriteTo(start, homeAgent);
    if (type == Type::REQUEST)
    {
        WriteTo(start, careOfAddress);
    }
    start.WriteHtonU64(identification);
    for (const Mip4Extension& extension : extensions)
    {
        start.WriteU8(extension.type);
        if (extension.type != Mip4Extension::PADDING)
        {
            start.WriteU8(static_cast<uint8_t>(extension.data.size()));
            start.Write(extension.data.data(), static_cast<uint32_t>(extension.data.size()));
        }
    }
}

uint32_t
Mip4Message::Deserialize(Buffer::Iterator start)
{
    const uint32_t size = start.GetRemainingSize();
    extensions.clear();
    m_valid = false;
    if (size == 0)
    {
        return 0;
    }
    const uint8_t first = start.ReadU8();
    if (first != static_cast<uint8_t>(Type::REQUEST) && first != static_cast<uint8_t>(Type::REPLY))
    {
        return size;
    }
    type = static_cast<Type>(first);
    if (size < GetFixedSize())
    {
        return size;
    }
    (type == Type::REQUEST ? flags : code) = start.ReadU8();
    lifetime = start.ReadNtohU16();
    ReadFrom(start, homeAddress);
    ReadFrom(start, homeAgent);
    if (type == Type::REQUEST)
    {
        ReadFrom(start, careOfAddress);
    }
    identification = start.ReadNtohU64();
    m_valid = ReadExtensions(start);
    return size;
}

bool
Mip4Message::ReadExtensions(Buffer::Iterator start)
{
    while (start.GetRemainingSize() > 0)
    {
        Mip4Extension extension;
        extension.type = start.ReadU8();
        if (extension.type != Mip4Extension::PADDING)
        {
            if (start.GetRemainingSize() == 0)
            {
                return false;
            }
            const uint8_t length = start.ReadU8();
            if (length > start.GetRemainingSize())
            {
                return false;
            }
            extension.data.resize(length);
            start.Read(extension.data.data(), length);
        }
        const bool known = extension.type == Mip4Extension::PADDING ||
                           extension.type == Mip4Extension::MOBILE_HOME ||
                           extension.type == Mip4Extension::MOBILE_FOREIGN ||
                           extension.type == Mip4Extension::FOREIGN_HOME;
        if (!known && extension.type < FIRST_SKIPPABLE)
        {
            return false;
        }
        extensions.push_back(std::move(extension));
    }
    return true;
}

void
Mip4Message::Print(std::ostream& os) const
{
    os << GetName() << " home=" << homeAddress << " lifetime=" << lifetime;
    if (type == Type::REQUEST)
    {
        os << " care-of=" << careOfAddress << " flags=" << +flags;
    }
    else
    {
        os << " code=" << +code;
    }
}

std::vector<uint8_t>
Mip4Message::GetBytes() const
{
    Buffer buffer;
    buffer.AddAtStart(GetSerializedSize());
    Serialize(buffer.Begin());
    std::vector<uint8_t> bytes(buffer.GetSize());
    buffer.CopyData(bytes.data(), buffer.GetSize());
    return bytes;
}

const Mip4Extension*
Mip4Message::Find(uint8_t wanted) const
{
    const auto found = std::find_if(extensions.begin(),
                                    extensions.end(),
                                    [wanted](const Mip4Extension& e) { return e.type == wanted; });
    return found == extensions.end() ? nullptr : &*found;
}

void
Mip4Message::RemoveAfter(uint8_t last)
{
    const Mip4Extension* found = Find(last);
    if (found)
    {
        extensions.resize(static_cast<std::size_t>(found - extensions.data()) + 1);
    }
}

std::size_t
Mip4Message::Count(uint8_t wanted) const
{
    return static_cast<std::size_t>(
        std::count_if(extensions.begin(), extensions.end(), [wanted](const Mip4Extension& e) {
            return e.type == wanted;
        }));
}

} // namespace ns3
