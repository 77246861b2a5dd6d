/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-device.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-extension-demux.h"
#include "ns3/ipv6-extension.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HipDevice);
NS_OBJECT_ENSURE_REGISTERED(HipProtocol);

namespace
{

/** Longest packet that goes in. BEET mode has no place for inner fragments (RFC 5202, appendix B):
 * packets are cut after ESP, if at all. */
constexpr uint16_t DEVICE_MTU{65535};

/** Bits of the tags' networks. */
constexpr uint8_t HIT_PREFIX{28};
const Ipv4Mask LSI_MASK("255.0.0.0");

} // namespace

TypeId
HipDevice::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HipDevice")
                            .SetParent<SimpleNetDevice>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<HipDevice>();
    return tid;
}

HipDevice::HipDevice() = default;
HipDevice::~HipDevice() = default;

void
HipDevice::DoDispose()
{
    m_sender.Nullify();
    SimpleNetDevice::DoDispose();
}

Ptr<HipDevice>
HipDevice::Install(Ptr<Node> node, const Address& address, Sender sender)
{
    Ptr<HipDevice> device = CreateObject<HipDevice>();
    device->SetAddress(Mac48Address::Allocate());
    device->SetMtu(DEVICE_MTU);
    device->m_sender = sender;
    node->AddDevice(device);
    if (Ipv4Address::IsMatchingType(address))
    {
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(device);
        ipv4->AddAddress(interface,
                         Ipv4InterfaceAddress(Ipv4Address::ConvertFrom(address), LSI_MASK));
        ipv4->SetUp(interface);
        return device;
    }
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    const uint32_t interface = ipv6->AddInterface(device);
    // Forwarding interfaces send no Router Solicitations.
    ipv6->SetForwarding(interface, true);
    ipv6->SetUp(interface);
    ipv6->AddAddress(
        interface,
        Ipv6InterfaceAddress(Ipv6Address::ConvertFrom(address), Ipv6Prefix(HIT_PREFIX)));
    return device;
}

bool
HipDevice::NeedsArp() const
{
    return false;
}

bool
HipDevice::SendFrom(Ptr<Packet> packet,
                    const Address& /* source */,
                    const Address& /* dest */,
                    uint16_t /* protocolNumber */)
{
    m_sender(packet);
    return true;
}

TypeId
HipProtocol::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HipProtocol")
                            .SetParent<IpL4Protocol>()
                            .SetGroupName("L4MobilityLab")
                            .AddConstructor<HipProtocol>();
    return tid;
}

HipProtocol::HipProtocol() = default;

HipProtocol::HipProtocol(int number, Receiver receiver)
    : m_number(number),
      m_receiver(receiver)
{
}

HipProtocol::~HipProtocol() = default;

void
HipProtocol::DoDispose()
{
    m_receiver.Nullify();
    m_down.Nullify();
    m_down6.Nullify();
    IpL4Protocol::DoDispose();
}

void
HipProtocol::Install(Ptr<Node> node, uint8_t number, Receiver receiver)
{
    if (Ptr<Ipv4L3Protocol> ipv4 = node->GetObject<Ipv4L3Protocol>())
    {
        ipv4->Insert(CreateObject<HipProtocol>(number, receiver));
    }
    if (Ptr<Ipv6L3Protocol> ipv6 = node->GetObject<Ipv6L3Protocol>())
    {
        // ns-3's own ESP is an extension header that does nothing, and would be asked first.
        Ptr<Ipv6ExtensionDemux> extensions = node->GetObject<Ipv6ExtensionDemux>();
        if (Ptr<Ipv6Extension> extension = extensions->GetExtension(number))
        {
            extensions->Remove(extension);
        }
        ipv6->Insert(CreateObject<HipProtocol>(number, receiver));
    }
}

int
HipProtocol::GetProtocolNumber() const
{
    return m_number;
}

IpL4Protocol::RxStatus
HipProtocol::Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> /* interface */)
{
    m_receiver(packet, header.GetSource(), header.GetDestination());
    return RX_OK;
}

IpL4Protocol::RxStatus
HipProtocol::Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> /* interface */)
{
    m_receiver(packet, header.GetSource(), header.GetDestination());
    return RX_OK;
}

void
HipProtocol::SetDownTarget(DownTargetCallback callback)
{
    m_down = callback;
}

void
HipProtocol::SetDownTarget6(DownTargetCallback6 callback)
{
    m_down6 = callback;
}

IpL4Protocol::DownTargetCallback
HipProtocol::GetDownTarget() const
{
    return m_down;
}

IpL4Protocol::DownTargetCallback6
HipProtocol::GetDownTarget6() const
{
    return m_down6;
}

} // namespace ns3
