/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-address.h"

#include <cstring>

namespace ns3
{
namespace l4mobility
{

l4m_addr
FromIpv4(Ipv4Address address)
{
    l4m_addr a{};
    a.family = 4;
    const uint32_t host = address.Get();
    a.bytes[0] = static_cast<uint8_t>(host >> 24);
    a.bytes[1] = static_cast<uint8_t>(host >> 16);
    a.bytes[2] = static_cast<uint8_t>(host >> 8);
    a.bytes[3] = static_cast<uint8_t>(host);
    return a;
}

l4m_addr
FromIpv6(Ipv6Address address)
{
    if (address.IsIpv4MappedAddress())
    {
        return FromIpv4(address.GetIpv4MappedAddress());
    }
    l4m_addr a{};
    a.family = 6;
    address.Serialize(a.bytes);
    return a;
}

l4m_addr
FromAddress(const Address& address)
{
    if (Ipv4Address::IsMatchingType(address))
    {
        return FromIpv4(Ipv4Address::ConvertFrom(address));
    }
    if (Ipv6Address::IsMatchingType(address))
    {
        return FromIpv6(Ipv6Address::ConvertFrom(address));
    }
    return l4m_addr{};
}

Ipv4Address
ToIpv4(const l4m_addr& address)
{
    return Ipv4Address::Deserialize(address.bytes);
}

Ipv6Address
ToIpv6(const l4m_addr& address)
{
    return Ipv6Address::Deserialize(address.bytes);
}

Address
ToAddress(const l4m_addr& address)
{
    switch (address.family)
    {
    case 4:
        return ToIpv4(address);
    case 6:
        return ToIpv6(address);
    default:
        return Address();
    }
}

bool
Same(const l4m_addr& a, const l4m_addr& b)
{
    return a.family == b.family && std::memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}

bool
IsUnicastElsewhere(const l4m_addr& address)
{
    if (address.family == 4)
    {
        Ipv4Address a = ToIpv4(address);
        return !a.IsAny() && !a.IsBroadcast() && !a.IsMulticast() && !a.IsLocalhost();
    }
    if (address.family == 6)
    {
        Ipv6Address a = ToIpv6(address);
        return !a.IsAny() && !a.IsMulticast() && !a.IsLocalhost();
    }
    return false;
}

/** Adds big-endian 16-bit words; a last odd byte counts as the upper half of a word. */
static uint32_t
AddWords(uint32_t sum, const uint8_t* bytes, size_t length)
{
    for (; length >= 2; bytes += 2, length -= 2)
    {
        sum += static_cast<uint32_t>(bytes[0] << 8 | bytes[1]);
    }
    return length == 1 ? sum + static_cast<uint32_t>(bytes[0] << 8) : sum;
}

uint16_t
Checksum(const l4m_addr& src,
         const l4m_addr& dst,
         uint8_t protocol,
         const uint8_t* bytes,
         size_t length)
{
    // No carry is lost: 65535 bytes of 0xff add up to less than 2^31.
    size_t addressLength = src.family == 4 ? 4 : 16;
    uint32_t sum = AddWords(0, src.bytes, addressLength);
    sum = AddWords(sum, dst.bytes, addressLength);
    sum += protocol;
    sum += static_cast<uint32_t>(length);
    sum = AddWords(sum, bytes, length);
    while (sum >> 16)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<uint16_t>(~sum);
}

} // namespace l4mobility
} // namespace ns3
