/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-bytes.h"

#include "ns3/ipv4-address.h"

#include <algorithm>

namespace ns3
{

HipWriter&
HipWriter::Put(uint64_t value, unsigned bytes)
{
    for (unsigned i = bytes; i-- > 0;)
    {
        m_bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
    }
    return *this;
}

HipWriter&
HipWriter::Put(const HipBytes& bytes)
{
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    return *this;
}

HipWriter&
HipWriter::Put(const Ipv6Address& address)
{
    HipBytes raw(16);
    address.GetBytes(raw.data());
    return Put(raw);
}

const HipBytes&
HipWriter::Get() const
{
    return m_bytes;
}

HipReader::HipReader(const HipBytes& bytes)
    : m_bytes(bytes)
{
}

uint64_t
HipReader::Get(unsigned bytes)
{
    uint64_t value = 0;
    for (uint8_t byte : GetBytes(bytes))
    {
        value = value << 8 | byte;
    }
    return value;
}

HipBytes
HipReader::GetBytes(std::size_t count)
{
    if (count > GetLeft())
    {
        m_good = false;
        m_at = m_bytes.size();
        // Numbers and addresses still need theirs.
        return HipBytes(std::min<std::size_t>(count, 16));
    }
    HipBytes bytes(count);
    const auto from = m_bytes.begin() + static_cast<std::ptrdiff_t>(m_at);
    std::copy_n(from, count, bytes.begin());
    m_at += count;
    return bytes;
}

HipBytes
HipReader::GetRest()
{
    return GetBytes(GetLeft());
}

Ipv6Address
HipReader::GetAddress()
{
    return Ipv6Address(GetBytes(16).data());
}

std::size_t
HipReader::GetLeft() const
{
    return m_bytes.size() - m_at;
}

bool
HipReader::IsGood() const
{
    return m_good;
}

Ipv6Address
ToHipWire(const Address& address)
{
    return Ipv4Address::IsMatchingType(address)
               ? Ipv6Address::MakeIpv4MappedAddress(Ipv4Address::ConvertFrom(address))
               : Ipv6Address::ConvertFrom(address);
}

Address
FromHipWire(const Ipv6Address& address)
{
    return address.IsIpv4MappedAddress() ? Address(address.GetIpv4MappedAddress())
                                         : Address(address);
}

} // namespace ns3
