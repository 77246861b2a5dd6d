/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_BYTES_H
#define HIP_BYTES_H

#include "ns3/address.h"
#include "ns3/ipv6-address.h"

#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * @ingroup hip
 * Bytes as they are on the wire.
 */
using HipBytes = std::vector<uint8_t>;

/**
 * @ingroup hip
 * Puts numbers behind one another, in network byte order.
 */
class HipWriter
{
  public:
    /** Adds a number. @param value the number @param bytes how many of its bytes, 1 to 8 */
    HipWriter& Put(uint64_t value, unsigned bytes);
    /** Adds bytes. @param bytes these */
    HipWriter& Put(const HipBytes& bytes);
    /** Adds the 16 bytes of an address. @param address an IPv6 address */
    HipWriter& Put(const Ipv6Address& address);
    /** @return what was put */
    const HipBytes& Get() const;

  private:
    HipBytes m_bytes; //!< so far
};

/**
 * @ingroup hip
 * Takes numbers out of bytes. What goes beyond the end is 0, and is remembered.
 */
class HipReader
{
  public:
    /** @param bytes to read; they have to live as long as the reader */
    explicit HipReader(const HipBytes& bytes);

    /** @return the next number @param bytes how many bytes it has, 1 to 8 */
    uint64_t Get(unsigned bytes);
    /** @return the next bytes @param count how many */
    HipBytes GetBytes(std::size_t count);
    /** @return all the bytes that are left */
    HipBytes GetRest();
    /** @return the next address */
    Ipv6Address GetAddress();
    /** @return how many bytes are left */
    std::size_t GetLeft() const;
    /** @return whether nothing was read beyond the end */
    bool IsGood() const;

  private:
    const HipBytes& m_bytes; //!< to read
    std::size_t m_at{0};     //!< where
    bool m_good{true};       //!< see IsGood()
};

/**
 * @ingroup hip
 * @return an address as HIP has it on the wire: IPv4 mapped into IPv6 (RFC 5206, 4)
 * @param address an Ipv4Address or Ipv6Address
 */
Ipv6Address ToHipWire(const Address& address);

/**
 * @ingroup hip
 * @return the other way round: an Ipv4Address where one is mapped, else an Ipv6Address
 * @param address as on the wire
 */
Address FromHipWire(const Ipv6Address& address);

} // namespace ns3

#endif /* HIP_BYTES_H */
