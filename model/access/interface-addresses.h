/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef INTERFACE_ADDRESSES_H
#define INTERFACE_ADDRESSES_H

#include "ns3/address.h"
#include "ns3/net-device.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{

/**
 * @ingroup access
 * Makes sure that a device is an interface of its node's IP layers, and up. IPv6's link-local
 * address is made without duplicate address detection.
 * @param device the device; its node has an internet stack
 * @param ipv4 whether it is to be one of IPv4
 * @param ipv6 whether it is to be one of IPv6
 */
void AddInterface(Ptr<NetDevice> device, bool ipv4, bool ipv6);

/**
 * @ingroup access
 * Sees to it that an IPv4 interface is never without an address, as DhcpClient needs of all other
 * interfaces of its node: its broadcasts end the program otherwise. While there is no other, it is
 * one of 169.254.0.0/16, with a prefix of 32 bits, so that it takes no packets.
 * @param device the device, an interface of that family
 */
void HoldInterface(Ptr<NetDevice> device);

/**
 * @ingroup access
 * Has a router forward the IPv6 packets that come in on a device. Those for any of the router's
 * addresses are its own, wherever they come in (RFC 1812 section 5.2.3).
 * @param device the device, an interface of that family
 */
void ForwardIpv6(Ptr<NetDevice> device);

/**
 * @ingroup access
 * Puts an address on a device's interface at once, without duplicate address detection.
 * @param device the device, an interface of that family
 * @param address Ipv4Address or Ipv6Address
 * @param prefixLength length of its network's prefix
 */
void AddInterfaceAddress(Ptr<NetDevice> device, const Address& address, uint8_t prefixLength);

/**
 * @ingroup access
 * Takes an address away from a device's interface. HoldInterface() is done for IPv4.
 * @param device the device
 * @param address Ipv4Address or Ipv6Address
 */
void RemoveInterfaceAddress(Ptr<NetDevice> device, const Address& address);

/**
 * @ingroup access
 * Puts a neighbour into a device's ARP or neighbour cache for good.
 * @param device the device, an interface of that family
 * @param neighbour the neighbour's Ipv4Address or Ipv6Address
 * @param linkAddress its link-layer address
 */
void SetNeighbour(Ptr<NetDevice> device, const Address& neighbour, const Address& linkAddress);

} // namespace ns3

#endif /* INTERFACE_ADDRESSES_H */
