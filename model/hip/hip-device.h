/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_DEVICE_H
#define HIP_DEVICE_H

#include "ns3/callback.h"
#include "ns3/error-model.h"
#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/packet.h"
#include "ns3/queue.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"

namespace ns3
{

class Node;

/**
 * @ingroup hip
 * The interface that a host's tag is on. What IP sends to tags comes here, and is handed to HIP.
 */
class HipDevice : public SimpleNetDevice
{
  public:
    /** Takes a packet, IP header included. */
    using Sender = Callback<void, Ptr<Packet>>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    HipDevice();
    ~HipDevice() override;

    /**
     * Makes a device an interface of a node's IP, and with it the tags' network a network of the
     * node: 2001:10::/28 or 1.0.0.0/8.
     * @param node a node with an internet stack
     * @param address the node's tag (Ipv6Address) or local scope identifier (Ipv4Address)
     * @param sender takes the packets
     * @return the device
     */
    static Ptr<HipDevice> Install(Ptr<Node> node, const Address& address, Sender sender);

    // inherited
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    bool NeedsArp() const override;

  protected:
    void DoDispose() override;

  private:
    Sender m_sender; //!< takes the packets
};

/**
 * @ingroup hip
 * HIP or ESP as a protocol of a node's IPv4 and IPv6: hands all to a callback.
 */
class HipProtocol : public IpL4Protocol
{
  public:
    /** Takes a packet without IP header, its source and destination. */
    using Receiver = Callback<void, Ptr<Packet>, const Address&, const Address&>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    HipProtocol();
    /** @param number of the protocol @param receiver takes the packets */
    HipProtocol(int number, Receiver receiver);
    ~HipProtocol() override;

    /** Makes it a protocol of all the IP that a node has. @param node a node with an internet stack
     * @param number of the protocol @param receiver takes the packets */
    static void Install(Ptr<Node> node, uint8_t number, Receiver receiver);

    // inherited
    int GetProtocolNumber() const override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv4Header& header,
                     Ptr<Ipv4Interface> interface) override;
    RxStatus Receive(Ptr<Packet> packet,
                     const Ipv6Header& header,
                     Ptr<Ipv6Interface> interface) override;
    void SetDownTarget(DownTargetCallback callback) override;
    void SetDownTarget6(DownTargetCallback6 callback) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    void DoDispose() override;

  private:
    int m_number{0};             //!< of the protocol
    Receiver m_receiver;         //!< takes the packets
    DownTargetCallback m_down;   //!< as set
    DownTargetCallback6 m_down6; //!< as set
};

} // namespace ns3

#endif /* HIP_DEVICE_H */
