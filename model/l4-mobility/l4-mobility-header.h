/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_HEADER_H
#define L4_MOBILITY_HEADER_H

#include "ns3/header.h"

#include <vector>

namespace ns3
{

/**
 * @ingroup l4mobility
 * The extended L4 header as ns-3 sees it: bytes that the codec wrote, which print as what they say.
 */
class L4MobilityHeader : public Header
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;

    L4MobilityHeader();

    /**
     * @param bytes the extended header
     * @param length of it
     */
    L4MobilityHeader(const uint8_t* bytes, uint32_t length);

    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;

  private:
    std::vector<uint8_t> m_bytes; //!< the extended header
};

namespace l4mobility
{

/**
 * Bytes that a packet is to carry as a header of another type (TcpHeader, UdpHeader): what ns-3
 * prints and removes it as, without the cost of taking it apart and putting it together again on
 * each packet. The bytes must outlive the object.
 */
class RawHeader : public Header
{
  public:
    /**
     * @param type whose bytes they are
     * @param bytes the header
     * @param length of it
     */
    RawHeader(TypeId type, const uint8_t* bytes, uint32_t length);

    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;

  private:
    TypeId m_type;          //!< whose bytes they are
    const uint8_t* m_bytes; //!< the header
    uint32_t m_length;      //!< of it
};

} // namespace l4mobility
} // namespace ns3

#endif /* L4_MOBILITY_HEADER_H */
