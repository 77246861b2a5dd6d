/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_ADDRESS_H
#define L4_MOBILITY_ADDRESS_H

#include "l4m/types.h"

#include "ns3/address.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

namespace ns3
{
namespace l4mobility
{

/** @return the codec's form of an IPv4 address */
l4m_addr FromIpv4(Ipv4Address address);
/** @return the codec's form of an IPv6 address; an IPv4-mapped one becomes IPv4 */
l4m_addr FromIpv6(Ipv6Address address);
/** @return the codec's form of an Ipv4Address or Ipv6Address; family 0 for anything else */
l4m_addr FromAddress(const Address& address);
/** @return the IPv4 address; the family must be 4 */
Ipv4Address ToIpv4(const l4m_addr& address);
/** @return the IPv6 address; the family must be 6 */
Ipv6Address ToIpv6(const l4m_addr& address);
/** @return an Ipv4Address, an Ipv6Address, or an invalid address for family 0 */
Address ToAddress(const l4m_addr& address);
/** @return whether both are the same address of the same family */
bool Same(const l4m_addr& a, const l4m_addr& b);
/** @return whether an address is a unicast address of another host's, not loopback, multicast,
 * broadcast or unspecified */
bool IsUnicastElsewhere(const l4m_addr& address);

/**
 * The checksum of TCP and UDP (RFC 1071) with the pseudo-header of RFC 9293 3.1 or RFC 8200 8.1.
 * @param src source address
 * @param dst destination address, of the same family
 * @param protocol 6 or 17
 * @param bytes from the L4 header on
 * @param length of these
 * @return 0 if the checksum in the bytes is right; the checksum to put there if it is zero in the
 * bytes
 */
uint16_t Checksum(const l4m_addr& src,
                  const l4m_addr& dst,
                  uint8_t protocol,
                  const uint8_t* bytes,
                  size_t length);

} // namespace l4mobility
} // namespace ns3

#endif /* L4_MOBILITY_ADDRESS_H */
