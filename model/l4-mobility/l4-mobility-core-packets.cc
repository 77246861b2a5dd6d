/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The part of L4MobilityCore through which every packet goes: bytes for the codec, headers for
// ns-3.

#include "l4-mobility-address.h"
#include "l4-mobility-core.h"
#include "l4-mobility-header.h"
#include "l4-mobility-udp-path.h"

#include "ns3/log.h"
#include "ns3/tcp-header.h"
#include "ns3/udp-header.h"

#include <cstring>
#include <memory>

namespace ns3
{

using namespace l4mobility;

NS_LOG_COMPONENT_DEFINE("L4MobilityPackets");

std::vector<uint8_t>&
L4MobilityCore::Bytes(Ptr<const Packet> packet)
{
    packet->CopyData(m_arrived.data(), static_cast<uint32_t>(m_arrived.size()));
    return m_arrived;
}

/** @return the type of a transport protocol's header */
static TypeId
HeaderType(uint8_t protocol)
{
    return protocol == L4M_PROTO_TCP ? TcpHeader::GetTypeId() : UdpHeader::GetTypeId();
}

void
L4MobilityCore::FillChecksum(const l4m_addr& src,
                             const l4m_addr& dst,
                             uint8_t protocol,
                             uint8_t* bytes,
                             std::size_t length) const
{
    const std::size_t at = protocol == L4M_PROTO_TCP ? 16 : 6;
    bytes[at] = 0;
    bytes[at + 1] = 0;
    if (m_checksums)
    {
        uint16_t sum = Checksum(src, dst, protocol, bytes, length);
        // Zero means "no checksum" on UDP (RFC 768).
        sum = sum == 0 && protocol == L4M_PROTO_UDP ? 0xffff : sum;
        bytes[at] = static_cast<uint8_t>(sum >> 8);
        bytes[at + 1] = static_cast<uint8_t>(sum);
    }
}

bool
L4MobilityCore::HasWrongChecksum(const Arrival& arrival, const uint8_t* bytes) const
{
    return m_checksums &&
           Checksum(arrival.src, arrival.dst, arrival.protocol, bytes, arrival.packet->GetSize()) !=
               0;
}

/** Copies the packet tags of one packet to another. */
static void
CopyPacketTags(Ptr<const Packet> from, Ptr<Packet> to)
{
    for (PacketTagIterator i = from->GetPacketTagIterator(); i.HasNext();)
    {
        PacketTagIterator::Item item = i.Next();
        std::unique_ptr<ObjectBase> made(item.GetTypeId().GetConstructor()());
        auto tag = dynamic_cast<Tag*>(made.get());
        item.GetTag(*tag);
        to->AddPacketTag(*tag);
    }
}

/**
 * What follows the L4 header of a packet, in a buffer of its own with room in front. TCP keeps a
 * reference to the buffer of what it sends; ns-3 would copy that for each header put in front.
 */
static Ptr<Packet>
TakePayload(Ptr<Packet> packet, std::size_t l4Length)
{
    Ptr<Packet> payload = Create<Packet>();
    packet->RemoveAtStart(static_cast<uint32_t>(l4Length));
    payload->AddAtEnd(packet);
    payload->SetNixVector(packet->GetNixVector());
    CopyPacketTags(packet, payload);
    return payload;
}

void
L4MobilityCore::SendProtected(Ptr<Flow> flow, Ptr<Packet> packet, Ptr<Ipv4Route> hint)
{
    Path path = FindPath(*flow, hint);
    const std::size_t extLength = l4m_assoc_overhead(flow->assoc);
    const std::size_t size = packet->GetSize();
    if (path.src.family == 0 || size + extLength > 65535)
    {
        NS_LOG_LOGIC("flow " << flow->id << ": no way to the peer, or too long");
        return;
    }
    // The payload to its place behind the extended header, then the L4 header down to the
    // beginning.
    uint8_t* bytes = m_departing.data();
    packet->CopyData(bytes + extLength, static_cast<uint32_t>(size));
    const std::size_t l4Length =
        flow->inner.protocol == L4M_PROTO_TCP ? (bytes[extLength + 12] >> 4) * 4U : 8U;
    std::memmove(bytes, bytes + extLength, l4Length);

    l4m_work before = Work();
    l4m_error error = l4m_protect(flow->assoc, bytes, size + extLength, l4Length, Now());
    if (error != L4M_OK)
    {
        NS_LOG_WARN("flow " << flow->id << ": not sent: " << l4m_strerror(error));
        return;
    }
    Charge(before, flow->assoc);
    FillChecksum(path.src, path.dst, flow->inner.protocol, bytes, size + extLength);
    Ptr<Packet> out = TakePayload(packet, l4Length);
    out->AddHeader(RawHeader(L4MobilityHeader::GetTypeId(),
                             bytes + l4Length,
                             static_cast<uint32_t>(extLength)));
    out->AddHeader(
        RawHeader(HeaderType(flow->inner.protocol), bytes, static_cast<uint32_t>(l4Length)));
    Send(out, flow->inner.protocol, path);
}

void
L4MobilityCore::Send(Ptr<Packet> packet, uint8_t protocol, const Path& path)
{
    if (m_cpu.IsIdle())
    {
        m_ip.Send(packet, protocol, path);
        return;
    }
    WhenDone([this, packet, protocol, path]() { m_ip.Send(packet, protocol, path); });
}

/** @return the name of a message by the type in its extended header; nullptr for data */
static const char*
MessageName(uint8_t first)
{
    switch (first & 0x0f)
    {
    case L4M_TYPE_INIT:
        return "L4_INIT";
    case L4M_TYPE_OFFER:
        return "L4_OFFER";
    case L4M_TYPE_EMPTY:
        return "EMPTY";
    case L4M_TYPE_ANSWER:
        return "ANSWER";
    default:
        return nullptr;
    }
}

void
L4MobilityCore::TellSignalling(const Ptr<Flow>& flow,
                               uint8_t protocol,
                               uint32_t size,
                               const uint8_t* bytes,
                               std::size_t length,
                               std::size_t l4Length) const
{
    const char* name = MessageName(bytes[l4Length]);
    if (!name)
    {
        return;
    }
    L4MobilityInfo info = flow ? flow->Info() : L4MobilityInfo();
    info.protocol = protocol;
    // On a SYN it adds itself and the option of 4 bytes that announces it.
    const bool rides = protocol == L4M_PROTO_TCP && (bytes[13] & TcpHeader::SYN);
    m_owner.m_signalling(info, name, rides ? static_cast<uint32_t>(length - l4Length) + 4 : size);
}

void
L4MobilityCore::SendBytes(Ptr<Flow> flow,
                          uint8_t protocol,
                          const l4m_addr& dst,
                          uint8_t* bytes,
                          std::size_t length,
                          std::size_t l4Length,
                          Ptr<Packet> packet)
{
    Path path = flow && flow->assoc ? FindPath(*flow, nullptr) : m_ip.Find(dst, protocol);
    if (path.src.family == 0)
    {
        return;
    }
    FillChecksum(path.src, path.dst, protocol, bytes, length);
    if (length > l4Length && !m_owner.m_signalling.IsEmpty())
    {
        const auto ip = static_cast<uint32_t>(path.src.family == 4 ? 20 : 40);
        TellSignalling(flow, protocol, ip + static_cast<uint32_t>(length), bytes, length, l4Length);
    }
    packet->AddHeader(RawHeader(L4MobilityHeader::GetTypeId(),
                                bytes + l4Length,
                                static_cast<uint32_t>(length - l4Length)));
    packet->AddHeader(RawHeader(HeaderType(protocol), bytes, static_cast<uint32_t>(l4Length)));
    Send(packet, protocol, path);
}

void
L4MobilityCore::Deliver(Ptr<Flow> flow,
                        Arrival& arrival,
                        std::vector<uint8_t>& bytes,
                        std::size_t l4Length,
                        std::size_t extLength)
{
    const Inner& inner = flow->inner;
    const std::size_t size = arrival.packet->GetSize() - extLength;
    uint8_t header[60];
    // What the socket gets is contiguous in the buffer too, for the checksum.
    uint8_t* start = bytes.data() + extLength;
    std::memmove(start, bytes.data(), l4Length);
    start[0] = static_cast<uint8_t>(inner.peerPort >> 8);
    start[1] = static_cast<uint8_t>(inner.peerPort);
    start[2] = static_cast<uint8_t>(inner.localPort >> 8);
    start[3] = static_cast<uint8_t>(inner.localPort);
    if (inner.protocol == L4M_PROTO_UDP)
    {
        start[4] = static_cast<uint8_t>(size >> 8);
        start[5] = static_cast<uint8_t>(size);
    }
    FillChecksum(inner.peer, inner.local, inner.protocol, start, size);
    std::memcpy(header, start, l4Length);
    arrival.packet->RemoveAtStart(static_cast<uint32_t>(l4Length + extLength));
    arrival.packet->AddHeader(
        RawHeader(HeaderType(inner.protocol), header, static_cast<uint32_t>(l4Length)));
    if (m_cpu.IsIdle())
    {
        PassUp(*flow, arrival);
        return;
    }
    // The IP header must be there until then.
    Ipv4Header header4 = arrival.header4 ? *arrival.header4 : Ipv4Header();
    Ipv6Header header6 = arrival.header6 ? *arrival.header6 : Ipv6Header();
    WhenDone([this, flow, header4, header6, later = arrival]() mutable {
        later.header4 = later.header4 ? &header4 : nullptr;
        later.header6 = later.header6 ? &header6 : nullptr;
        PassUp(*flow, later);
    });
}

void
L4MobilityCore::PassUp(Flow& flow, const Arrival& arrival)
{
    if (!m_node)
    {
        return; // disposed of meanwhile
    }
    IpL4Protocol::RxStatus status =
        m_ip.Deliver(Face(arrival.protocol).GetUpper(), arrival, flow.inner.peer, flow.inner.local);
    if (status == IpL4Protocol::RX_ENDPOINT_UNREACH)
    {
        m_udp->SocketGone(&flow);
    }
}

l4m_verdict
L4MobilityCore::Input(const Arrival& arrival,
                      std::vector<uint8_t>& bytes,
                      const Flow* claimed,
                      const std::function<bool()>& hasPlainSocket,
                      l4m_result& result)
{
    l4m_incoming in{};
    in.proto = arrival.protocol;
    in.src = arrival.src;
    in.pkt = bytes.data();
    in.len = arrival.packet->GetSize();
    in.claimed = claimed ? claimed->assoc : nullptr;
    // Whether there is an ordinary socket is worth finding out only if the packet does not
    // authenticate.
    in.plain_socket = !claimed;
    l4m_work before = Work();
    l4m_verdict verdict = l4m_input(m_host, &in, &result, Now());
    if (verdict == L4M_PLAIN && in.plain_socket &&
        l4m_has_pair(m_host,
                     in.proto,
                     static_cast<uint16_t>(in.pkt[2] << 8 | in.pkt[3]),
                     static_cast<uint16_t>(in.pkt[0] << 8 | in.pkt[1])) &&
        !hasPlainSocket())
    {
        in.plain_socket = false;
        verdict = l4m_input(m_host, &in, &result, Now());
    }
    Charge(before, result.assoc);
    return verdict;
}

void
L4MobilityCore::Reject(const Arrival& arrival, l4m_error reason)
{
    m_owner.m_rejected(arrival.packet, ToAddress(arrival.src), l4m_error_name(reason));
}

void
L4MobilityCore::RejectTruncated(const Arrival& arrival)
{
    l4m_result result;
    auto drop = []() { return false; };
    l4m_verdict verdict = Input(arrival, Bytes(arrival.packet), nullptr, drop, result);
    if (verdict == L4M_DISCARD)
    {
        Reject(arrival, result.reason);
    }
}

} // namespace ns3
