/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "interface-addresses.h"

#include "ns3/abort.h"
#include "ns3/arp-cache.h"
#include "ns3/boolean.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ndisc-cache.h"
#include "ns3/node.h"

namespace ns3
{

namespace
{

/** Switches duplicate address detection off for as long as it lives. */
class NoDad
{
  public:
    /** @param node on which node */
    explicit NoDad(Ptr<Node> node)
        : m_icmp(node->GetObject<Icmpv6L4Protocol>())
    {
        BooleanValue before;
        m_icmp->GetAttribute("DAD", before);
        m_before = before.Get();
        m_icmp->SetAttribute("DAD", BooleanValue(false));
    }

    ~NoDad()
    {
        m_icmp->SetAttribute("DAD", BooleanValue(m_before));
    }

    NoDad(const NoDad&) = delete;
    NoDad& operator=(const NoDad&) = delete;

  private:
    Ptr<Icmpv6L4Protocol> m_icmp; //!< the node's
    bool m_before{true};          //!< what it was
};

/** @return a device's IPv4 interface @param device the device */
Ptr<Ipv4Interface>
GetInterface4(Ptr<NetDevice> device)
{
    Ptr<Ipv4L3Protocol> ipv4 = device->GetNode()->GetObject<Ipv4L3Protocol>();
    int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
    NS_ABORT_MSG_IF(interface < 0, "the device is no IPv4 interface of its node");
    return ipv4->GetInterface(static_cast<uint32_t>(interface));
}

/** @return a device's IPv6 interface @param device the device */
Ptr<Ipv6Interface>
GetInterface6(Ptr<NetDevice> device)
{
    Ptr<Ipv6L3Protocol> ipv6 = device->GetNode()->GetObject<Ipv6L3Protocol>();
    int32_t interface = ipv6 ? ipv6->GetInterfaceForDevice(device) : -1;
    NS_ABORT_MSG_IF(interface < 0, "the device is no IPv6 interface of its node");
    return ipv6->GetInterface(static_cast<uint32_t>(interface));
}

/** @return the address that holds an interface while it has no other @param device its device */
Ipv4Address
GetHoldAddress(Ptr<NetDevice> device)
{
    return Ipv4Address(0xa9fe0000 | (device->GetIfIndex() + 1));
}

} // namespace

void
HoldInterface(Ptr<NetDevice> device)
{
    Ptr<Ipv4Interface> interface = GetInterface4(device);
    if (interface->GetNAddresses() == 0)
    {
        interface->AddAddress(Ipv4InterfaceAddress(GetHoldAddress(device), Ipv4Mask::GetOnes()));
    }
}

void
AddInterface(Ptr<NetDevice> device, bool ipv4, bool ipv6)
{
    Ptr<Node> node = device->GetNode();
    if (ipv4)
    {
        Ptr<Ipv4> stack = node->GetObject<Ipv4>();
        NS_ABORT_MSG_UNLESS(stack, "a node without IPv4: install an internet stack first");
        if (stack->GetInterfaceForDevice(device) < 0)
        {
            stack->SetUp(stack->AddInterface(device));
        }
    }
    if (ipv6)
    {
        Ptr<Ipv6> stack = node->GetObject<Ipv6>();
        NS_ABORT_MSG_UNLESS(stack, "a node without IPv6: install an internet stack first");
        if (stack->GetInterfaceForDevice(device) < 0)
        {
            NoDad off(node);
            stack->SetUp(stack->AddInterface(device));
        }
    }
}

void
ForwardIpv6(Ptr<NetDevice> device)
{
    Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
    ipv6->SetForwarding(static_cast<uint32_t>(ipv6->GetInterfaceForDevice(device)), true);
    // ns-3 3.43 drops what comes in elsewhere, which 3.40 finds for itself by routing.
    ipv6->SetAttribute("StrongEndSystemModel", BooleanValue(false));
}

void
AddInterfaceAddress(Ptr<NetDevice> device, const Address& address, uint8_t prefixLength)
{
    Ptr<Node> node = device->GetNode();
    if (Ipv4Address::IsMatchingType(address))
    {
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        Ipv4Mask mask(prefixLength == 0 ? 0 : 0xffffffffU << (32 - prefixLength));
        ipv4->AddAddress(static_cast<uint32_t>(ipv4->GetInterfaceForDevice(device)),
                         Ipv4InterfaceAddress(Ipv4Address::ConvertFrom(address), mask));
        GetInterface4(device)->RemoveAddress(GetHoldAddress(device));
        return;
    }
    Ptr<Ipv6> ipv6 = node->GetObject<Ipv6>();
    NoDad off(node);
    ipv6->AddAddress(
        static_cast<uint32_t>(ipv6->GetInterfaceForDevice(device)),
        Ipv6InterfaceAddress(Ipv6Address::ConvertFrom(address), Ipv6Prefix(prefixLength)));
}

void
RemoveInterfaceAddress(Ptr<NetDevice> device, const Address& address)
{
    if (Ipv4Address::IsMatchingType(address))
    {
        Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
        ipv4->RemoveAddress(static_cast<uint32_t>(ipv4->GetInterfaceForDevice(device)),
                            Ipv4Address::ConvertFrom(address));
        HoldInterface(device);
        return;
    }
    Ptr<Ipv6> ipv6 = device->GetNode()->GetObject<Ipv6>();
    ipv6->RemoveAddress(static_cast<uint32_t>(ipv6->GetInterfaceForDevice(device)),
                        Ipv6Address::ConvertFrom(address));
}

void
SetNeighbour(Ptr<NetDevice> device, const Address& neighbour, const Address& linkAddress)
{
    if (Ipv4Address::IsMatchingType(neighbour))
    {
        Ptr<ArpCache> cache = GetInterface4(device)->GetArpCache();
        Ipv4Address address = Ipv4Address::ConvertFrom(neighbour);
        ArpCache::Entry* entry = cache->Lookup(address);
        entry = entry ? entry : cache->Add(address);
        entry->SetMacAddress(linkAddress);
        entry->MarkPermanent();
        return;
    }
    Ptr<NdiscCache> cache = GetInterface6(device)->GetNdiscCache();
    Ipv6Address address = Ipv6Address::ConvertFrom(neighbour);
    NdiscCache::Entry* entry = cache->Lookup(address);
    entry = entry ? entry : cache->Add(address);
    entry->SetMacAddress(linkAddress);
    entry->MarkPermanent();
}

} // namespace ns3
