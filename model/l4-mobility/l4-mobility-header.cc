/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-header.h"

#include "l4m/header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(L4MobilityHeader);

TypeId
L4MobilityHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::L4MobilityHeader")
                            .SetParent<Header>()
                            .SetGroupName("L4Mobility")
                            .AddConstructor<L4MobilityHeader>();
    return tid;
}

TypeId
L4MobilityHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

L4MobilityHeader::L4MobilityHeader() = default;

L4MobilityHeader::L4MobilityHeader(const uint8_t* bytes, uint32_t length)
    : m_bytes(bytes, bytes + length)
{
}

void
L4MobilityHeader::Print(std::ostream& os) const
{
    static const char* const names[] = {"?", "INIT", "OFFER", "DATA", "EMPTY", "ANSWER"};
    if (m_bytes.size() < 8)
    {
        os << "truncated";
        return;
    }
    unsigned type = m_bytes[0] & 0x0f;
    uint32_t seq =
        static_cast<uint32_t>(m_bytes[4]) << 24 | m_bytes[5] << 16 | m_bytes[6] << 8 | m_bytes[7];
    os << "L4_" << (type <= L4M_TYPE_ANSWER ? names[type] : names[0]) << " version "
       << (m_bytes[0] >> 4) << " length " << m_bytes.size() << " seq " << seq << " echo "
       << (m_bytes[2] << 8 | m_bytes[3]);
}

uint32_t
L4MobilityHeader::GetSerializedSize() const
{
    return static_cast<uint32_t>(m_bytes.size());
}

void
L4MobilityHeader::Serialize(Buffer::Iterator start) const
{
    start.Write(m_bytes.data(), GetSerializedSize());
}

uint32_t
L4MobilityHeader::Deserialize(Buffer::Iterator start)
{
    Buffer::Iterator i = start;
    uint32_t length = 0;
    if (i.GetRemainingSize() >= 2)
    {
        i.Next();
        length = std::min(i.ReadU8() * 4U, start.GetRemainingSize());
    }
    m_bytes.resize(length);
    start.Read(m_bytes.data(), length);
    return length;
}

namespace l4mobility
{

RawHeader::RawHeader(TypeId type, const uint8_t* bytes, uint32_t length)
    : m_type(type),
      m_bytes(bytes),
      m_length(length)
{
}

TypeId
RawHeader::GetInstanceTypeId() const
{
    return m_type;
}

void
RawHeader::Print(std::ostream& os) const
{
    os << m_length << " bytes of " << m_type.GetName();
}

uint32_t
RawHeader::GetSerializedSize() const
{
    return m_length;
}

void
RawHeader::Serialize(Buffer::Iterator start) const
{
    start.Write(m_bytes, m_length);
}

uint32_t
RawHeader::Deserialize(Buffer::Iterator /* start */)
{
    return 0; // only ever written
}

} // namespace l4mobility
} // namespace ns3
