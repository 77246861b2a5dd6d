/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-intruder.h"

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/mip4-advertisement.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

namespace ns3
{

namespace
{

/** UDP port of an intruder. */
constexpr uint16_t PORT{4444};

/** Sends an IP packet. */
void
SendIp(Ptr<NetDevice> device,
       const Address& link,
       const Ipv4Address& source,
       const Ipv4Address& destination,
       uint8_t protocol,
       uint8_t ttl,
       Ptr<Packet> payload)
{
    Ipv4Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetProtocol(protocol);
    header.SetPayloadSize(static_cast<uint16_t>(payload->GetSize()));
    header.SetTtl(ttl);
    payload->AddHeader(header);
    device->Send(payload, link, Ipv4L3Protocol::PROT_NUMBER);
}

} // namespace

void
CaptureMip4(Ptr<Node> node, std::vector<Mip4Message>& messages, std::vector<uint16_t>* ports)
{
    node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "LocalDeliver",
        Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>(
            [&messages, ports](const Ipv4Header& header, Ptr<const Packet> packet, uint32_t) {
                Ptr<Packet> copy = packet->Copy();
                UdpHeader udp;
                if (header.GetProtocol() != UdpL4Protocol::PROT_NUMBER)
                {
                    return;
                }
                copy->RemoveHeader(udp);
                if (udp.GetDestinationPort() != MIP4_PORT && udp.GetSourcePort() != MIP4_PORT)
                {
                    return;
                }
                Mip4Message message;
                copy->RemoveHeader(message);
                messages.push_back(message);
                if (ports)
                {
                    ports->push_back(udp.GetSourcePort());
                }
            }));
}

void
SendMip4(Ptr<NetDevice> device,
         const Address& link,
         const Ipv4Address& source,
         const InetSocketAddress& to,
         uint8_t ttl,
         const Mip4Message& message)
{
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(message);
    UdpHeader udp;
    udp.SetSourcePort(PORT);
    udp.SetDestinationPort(to.GetPort());
    packet->AddHeader(udp);
    SendIp(device, link, source, to.GetIpv4(), UdpL4Protocol::PROT_NUMBER, ttl, packet);
}

Mip4Intruder::Mip4Intruder(Mip4TestBed& bed, const std::string& network)
    : m_network(bed.plan.home)
{
    for (const AccessNetwork& visited : bed.plan.access)
    {
        m_network = visited.name == network ? visited : m_network;
    }
    Ptr<Node> node = CreateObject<Node>();
    InternetStackHelper().Install(node);
    Ptr<LanPort> port = bed.lan->InstallMobile(node);
    device = port->GetDevice();
    port->Plug(network);
    port->Start();
    node->RegisterProtocolHandler(Callback<void,
                                           Ptr<NetDevice>,
                                           Ptr<const Packet>,
                                           uint16_t,
                                           const Address&,
                                           const Address&,
                                           NetDevice::PacketType>([this](Ptr<NetDevice>,
                                                                         Ptr<const Packet> packet,
                                                                         uint16_t,
                                                                         const Address&,
                                                                         const Address& to,
                                                                         NetDevice::PacketType) {
                                      Ptr<Packet> copy = packet->Copy();
                                      Ipv4Header ip;
                                      copy->RemoveHeader(ip);
                                      UdpHeader udp;
                                      if (ip.GetProtocol() == UdpL4Protocol::PROT_NUMBER &&
                                          to == device->GetAddress())
                                      {
                                          copy->RemoveHeader(udp);
                                          replies += udp.GetSourcePort() == MIP4_PORT ? 1 : 0;
                                      }
                                  }),
                                  Ipv4L3Protocol::PROT_NUMBER,
                                  device);
}

void
Mip4Intruder::Send(const Ipv4Address& source,
                   const Ipv4Address& destination,
                   uint8_t protocol,
                   Ptr<Packet> payload)
{
    SendIp(device,
           m_network.router->GetDevice(m_network.routerDevice)->GetAddress(),
           source,
           destination,
           protocol,
           64,
           payload);
}

void
Mip4Intruder::Solicit(const Ipv4Address& source)
{
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(Mip4Solicitation());
    SendIp(device, device->GetBroadcast(), source, Ipv4Address("224.0.0.2"), 1, 1, packet);
}

void
Mip4Intruder::Request(const Ipv4Address& source, const Mip4Message& request)
{
    SendMip4(device,
             m_network.router->GetDevice(m_network.routerDevice)->GetAddress(),
             source,
             InetSocketAddress(m_network.gateway, MIP4_PORT),
             255,
             request);
}

} // namespace ns3
