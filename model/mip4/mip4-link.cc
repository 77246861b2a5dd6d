/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-link.h"

#include "mip4-advertisement.h"
#include "mip4-message.h"
#include "mip4-routing.h"

#include "ns3/arp-cache.h"
#include "ns3/arp-header.h"
#include "ns3/arp-l3-protocol.h"
#include "ns3/icmpv4-l4-protocol.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-route.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/uinteger.h"

#include <array>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Mip4Link);

namespace
{

/** @return a device's interface @param device the device */
Ptr<Ipv4Interface>
GetInterface(Ptr<NetDevice> device)
{
    Ptr<Ipv4L3Protocol> ipv4 = device->GetNode()->GetObject<Ipv4L3Protocol>();
    return ipv4->GetInterface(static_cast<uint32_t>(ipv4->GetInterfaceForDevice(device)));
}

/** Enters a link-layer address, and sends what has waited for it. @param interface whose ARP cache
 * it is @param entry of the neighbour @param owner the address */
void
Learn(Ptr<Ipv4Interface> interface, ArpCache::Entry* entry, const Address& owner)
{
    if (!entry->IsWaitReply())
    {
        // ns-3 takes answers only for what it has asked: as if it had.
        entry->MarkWaitReply({Create<Packet>(), Ipv4Header()});
        entry->ClearPendingPacket();
    }
    entry->MarkAlive(owner);
    for (auto pending = entry->DequeuePending(); pending.first; pending = entry->DequeuePending())
    {
        interface->Send(pending.first, pending.second, entry->GetIpv4Address());
    }
}

/** @return the first byte of a packet, 255 where it is empty */
uint8_t
FirstByte(Ptr<const Packet> packet)
{
    uint8_t first = 255;
    packet->CopyData(&first, 1);
    return first;
}

/** @return whether a packet has the length of ARP between IPv4 and 48-bit link-layer addresses, and
 * says so: ns-3 believes any */
bool
IsArp(Ptr<const Packet> packet)
{
    std::array<uint8_t, 28> bytes{};
    return packet->CopyData(bytes.data(), bytes.size()) == bytes.size() && bytes[4] == 6 &&
           bytes[5] == 4;
}

} // namespace

TypeId
Mip4Link::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Mip4Link")
            .SetParent<Object>()
            .SetGroupName("L4MobilityLab")
            .AddConstructor<Mip4Link>()
            .AddAttribute("GratuitousArps",
                          "How often an address is announced by gratuitous ARP (RFC 5944 section "
                          "4.6: a small number of times)",
                          UintegerValue(3),
                          MakeUintegerAccessor(&Mip4Link::m_gratuitousArps),
                          MakeUintegerChecker<uint32_t>(0, 16))
            .AddAttribute("GratuitousArpInterval",
                          "Time between two announcements",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Mip4Link::m_gratuitousInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddTraceSource("Message",
                            "A gratuitous ARP packet is sent.",
                            MakeTraceSourceAccessor(&Mip4Link::m_message),
                            "ns3::Mip4SentTracedCallback");
    return tid;
}

Mip4Link::Mip4Link() = default;
Mip4Link::~Mip4Link() = default;

void
Mip4Link::DoDispose()
{
    for (auto& [address, event] : m_announced)
    {
        event.Cancel();
    }
    m_announced.clear();
    m_listener.Nullify();
    m_device = nullptr;
    Object::DoDispose();
}

void
Mip4Link::SetDevice(Ptr<NetDevice> device, Listener listener)
{
    m_device = device;
    m_listener = listener;
    Ptr<Node> node = device->GetNode();
    node->RegisterProtocolHandler(MakeCallback(&Mip4Link::ReceiveIp, this),
                                  Ipv4L3Protocol::PROT_NUMBER,
                                  device);
    node->RegisterProtocolHandler(MakeCallback(&Mip4Link::ReceiveArp, this),
                                  ArpL3Protocol::PROT_NUMBER,
                                  device);
}

Ptr<NetDevice>
Mip4Link::GetDevice() const
{
    return m_device;
}

void
Mip4Link::Send(Ptr<Packet> packet,
               uint8_t protocol,
               const Ipv4Address& source,
               const Ipv4Address& destination,
               uint8_t ttl)
{
    Ipv4Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetProtocol(protocol);
    header.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
    header.SetTtl(ttl);
    header.SetIdentification(m_id++);
    if (Node::ChecksumEnabled())
    {
        header.EnableChecksum();
    }
    m_device->GetNode()->GetObject<Ipv4L3Protocol>()->SendWithHeader(
        packet,
        header,
        MakeMip4Route(m_device, Ipv4Address::GetAny(), source, destination));
}

void
Mip4Link::ReceiveIp(Ptr<NetDevice> /* device */,
                    Ptr<const Packet> packet,
                    uint16_t /* protocol */,
                    const Address& from,
                    const Address& /* to */,
                    NetDevice::PacketType /* type */)
{
    // ns-3 reads as many words as the first byte says.
    if (packet->GetSize() < 20 || packet->GetSize() < 4U * (FirstByte(packet) & 15) || !m_device)
    {
        return;
    }
    Ptr<Packet> payload = packet->Copy();
    Ipv4Header header;
    if (Node::ChecksumEnabled())
    {
        header.EnableChecksum();
    }
    payload->RemoveHeader(header);
    if (!header.IsChecksumOk() || header.GetPayloadSize() > payload->GetSize())
    {
        return;
    }
    payload->RemoveAtEnd(payload->GetSize() - header.GetPayloadSize());
    if (header.GetProtocol() == UdpL4Protocol::PROT_NUMBER && payload->GetSize() >= 8)
    {
        UdpHeader udp;
        payload->PeekHeader(udp);
        if (udp.GetDestinationPort() == MIP4_PORT)
        {
            m_heard[header.GetSource()] = from;
        }
        return;
    }
    const uint8_t type = FirstByte(payload);
    if (header.GetProtocol() == Icmpv4L4Protocol::GetStaticProtocolNumber() &&
        (type == Mip4Advertisement::ICMP_TYPE || type == Mip4Solicitation::ICMP_TYPE))
    {
        m_heard[header.GetSource()] = from;
        if (!m_listener.IsNull())
        {
            m_listener(header, payload, from);
        }
    }
}

bool
Mip4Link::HasHeard(const Ipv4Address& host) const
{
    return m_heard.count(host) > 0;
}

Address
Mip4Link::GetHeard(const Ipv4Address& host) const
{
    return m_heard.at(host);
}

void
Mip4Link::Enter(const Ipv4Address& host, const Address& owner, bool permanent)
{
    Ptr<ArpCache> cache = GetInterface(m_device)->GetArpCache();
    if (!cache)
    {
        return;
    }
    ArpCache::Entry* entry = cache->Lookup(host);
    entry = entry ? entry : cache->Add(host);
    if (permanent)
    {
        entry->SetMacAddress(owner);
        entry->ClearPendingPacket();
        entry->MarkPermanent();
    }
    else if (!entry->IsPermanent())
    {
        Learn(GetInterface(m_device), entry, owner);
    }
}

void
Mip4Link::Forget(const Ipv4Address& host)
{
    Ptr<ArpCache> cache = GetInterface(m_device)->GetArpCache();
    ArpCache::Entry* entry = cache ? cache->Lookup(host) : nullptr;
    if (entry)
    {
        cache->Remove(entry);
    }
}

void
Mip4Link::AddProxy(const Ipv4Address& address)
{
    m_proxied.insert(address);
}

void
Mip4Link::RemoveProxy(const Ipv4Address& address)
{
    m_proxied.erase(address);
}

void
Mip4Link::Announce(const Ipv4Address& address, const Address& owner)
{
    Quiet(address);
    if (m_gratuitousArps > 0)
    {
        SendGratuitous(address, owner, m_gratuitousArps - 1);
    }
}

void
Mip4Link::Quiet(const Ipv4Address& address)
{
    m_announced[address].Cancel();
}

void
Mip4Link::SendGratuitous(Ipv4Address address, Address owner, uint32_t left)
{
    // An ARP Request whose sender and target are the same (RFC 5944 section 4.6).
    ArpHeader arp;
    arp.SetRequest(owner, address, m_device->GetBroadcast(), address);
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(arp);
    m_message(Mip4Sent{"Gratuitous ARP", packet->GetSize(), address});
    m_device->Send(packet, m_device->GetBroadcast(), ArpL3Protocol::PROT_NUMBER);
    if (left > 0)
    {
        m_announced[address] = Simulator::Schedule(m_gratuitousInterval,
                                                   &Mip4Link::SendGratuitous,
                                                   this,
                                                   address,
                                                   owner,
                                                   left - 1);
    }
}

void
Mip4Link::ReceiveArp(Ptr<NetDevice> device,
                     Ptr<const Packet> packet,
                     uint16_t /* protocol */,
                     const Address& /* from */,
                     const Address& /* to */,
                     NetDevice::PacketType /* type */)
{
    ArpHeader arp;
    if (!m_device || !IsArp(packet) || packet->PeekHeader(arp) == 0)
    {
        return;
    }
    const Ipv4Address target = arp.GetDestinationIpv4Address();
    if (arp.GetSourceIpv4Address() == target)
    {
        Merge(target, arp.GetSourceHardwareAddress());
        return;
    }
    if (!arp.IsRequest() || m_proxied.count(target) == 0)
    {
        return;
    }
    ++m_answered;
    ArpHeader answer;
    answer.SetReply(device->GetAddress(),
                    target,
                    arp.GetSourceHardwareAddress(),
                    arp.GetSourceIpv4Address());
    Ptr<Packet> reply = Create<Packet>();
    reply->AddHeader(answer);
    device->Send(reply, arp.GetSourceHardwareAddress(), ArpL3Protocol::PROT_NUMBER);
}

void
Mip4Link::Merge(const Ipv4Address& address, const Address& owner)
{
    Ptr<Ipv4Interface> interface = GetInterface(m_device);
    ArpCache::Entry* entry = interface->GetArpCache()->Lookup(address);
    // RFC 826 changes what is there. A home agent has answered for the address, so that it needs to
    // know what it would have asked for otherwise.
    if (!entry && m_proxied.count(address) == 0)
    {
        return;
    }
    entry = entry ? entry : interface->GetArpCache()->Add(address);
    if (entry->IsPermanent())
    {
        entry->SetMacAddress(owner);
        return;
    }
    Learn(interface, entry, owner);
}

uint64_t
Mip4Link::GetProxied() const
{
    return m_answered;
}

} // namespace ns3
