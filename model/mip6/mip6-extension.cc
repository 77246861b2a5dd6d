/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip6-extension.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip6HomeAddressHeader);
NS_OBJECT_ENSURE_REGISTERED(Mip6RoutingHeader);

namespace
{

/** Option types (RFC 8200 section 4.2, RFC 6275 section 6.3). */
enum : uint8_t
{
    PAD1 = 0,
    PADN = 1,
    HOME_ADDRESS = 201
};

/** Routing type (RFC 6275 section 6.4). */
constexpr uint8_t TYPE_2{2};

/** Reads an extension header. @param start its beginning @param bytes receives it, if it is whole
 * @return its bytes, or all there are where it is cut short */
uint32_t
ReadHeader(Buffer::Iterator start, std::vector<uint8_t>& bytes)
{
    const uint32_t size = start.GetRemainingSize();
    bytes.clear();
    if (size < 8)
    {
        return size;
    }
    std::array<uint8_t, 2> begin{};
    Buffer::Iterator peek = start;
    peek.Read(begin.data(), begin.size());
    const uint32_t whole = 8U * (begin[1] + 1U);
    if (whole > size)
    {
        return size;
    }
    bytes.resize(whole);
    start.Read(bytes.data(), whole);
    return whole;
}

} // namespace

TypeId
Mip6HomeAddressHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6HomeAddressHeader")
                            .SetParent<Header>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip6HomeAddressHeader>();
    return tid;
}

Mip6HomeAddressHeader::Mip6HomeAddressHeader() = default;
Mip6HomeAddressHeader::~Mip6HomeAddressHeader() = default;

TypeId
Mip6HomeAddressHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

bool
Mip6HomeAddressHeader::IsValid() const
{
    return m_valid;
}

std::optional<uint32_t>
Mip6HomeAddressHeader::GetUnknownOption() const
{
    return m_unknown;
}

void
Mip6HomeAddressHeader::Print(std::ostream& os) const
{
    os << "Home Address " << homeAddress.value_or(Ipv6Address());
}

uint32_t
Mip6HomeAddressHeader::GetSerializedSize() const
{
    return SIZE;
}

void
Mip6HomeAddressHeader::Serialize(Buffer::Iterator start) const
{
    // The option stands at 8 n + 6, so that its address is aligned.
    std::array<uint8_t, SIZE> bytes{nextHeader, SIZE / 8 - 1, PADN, 2, 0, 0, HOME_ADDRESS, 16};
    homeAddress.value_or(Ipv6Address()).Serialize(&bytes[8]);
    start.Write(bytes.data(), SIZE);
}

uint32_t
Mip6HomeAddressHeader::Deserialize(Buffer::Iterator start)
{
    std::vector<uint8_t> bytes;
    const uint32_t size = ReadHeader(start, bytes);
    m_valid = !bytes.empty();
    m_unknown.reset();
    homeAddress.reset();
    nextHeader = m_valid ? bytes[0] : 0;
    std::size_t offset = 2;
    while (m_valid && offset < bytes.size())
    {
        const uint8_t option = bytes[offset];
        if (option == PAD1)
        {
            ++offset;
            continue;
        }
        const std::size_t length = offset + 1 < bytes.size() ? bytes[offset + 1] : 0;
        const std::size_t end = offset + 2 + length;
        if (end > bytes.size())
        {
            m_valid = false;
        }
        else if (option == HOME_ADDRESS)
        {
            m_valid = length == 16 && !homeAddress;
            homeAddress = m_valid ? Ipv6Address::Deserialize(&bytes[offset + 2]) : Ipv6Address();
        }
        else if (option >> 6 > 0)
        {
            m_valid = false;
            if (option >> 6 > 1)
            {
                m_unknown = static_cast<uint32_t>(offset);
            }
        }
        offset = end;
    }
    return size;
}

TypeId
Mip6RoutingHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Mip6RoutingHeader")
                            .SetParent<Header>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<Mip6RoutingHeader>();
    return tid;
}

Mip6RoutingHeader::Mip6RoutingHeader() = default;
Mip6RoutingHeader::~Mip6RoutingHeader() = default;

TypeId
Mip6RoutingHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

bool
Mip6RoutingHeader::IsValid() const
{
    return m_valid;
}

void
Mip6RoutingHeader::Print(std::ostream& os) const
{
    os << "Type 2 Routing " << homeAddress;
}

uint32_t
Mip6RoutingHeader::GetSerializedSize() const
{
    return SIZE;
}

void
Mip6RoutingHeader::Serialize(Buffer::Iterator start) const
{
    // One segment is left, the home address; four bytes are reserved.
    std::array<uint8_t, SIZE> bytes{nextHeader, SIZE / 8 - 1, TYPE_2, 1};
    homeAddress.Serialize(&bytes[8]);
    start.Write(bytes.data(), SIZE);
}

uint32_t
Mip6RoutingHeader::Deserialize(Buffer::Iterator start)
{
    std::vector<uint8_t> bytes;
    const uint32_t size = ReadHeader(start, bytes);
    m_valid = bytes.size() == SIZE && bytes[2] == TYPE_2 && bytes[3] == 1;
    nextHeader = m_valid ? bytes[0] : 0;
    homeAddress = m_valid ? Ipv6Address::Deserialize(&bytes[8]) : Ipv6Address();
    return size;
}

} // namespace ns3
