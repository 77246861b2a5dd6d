/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_LINK_H
#define MIP4_LINK_H

#include "ns3/address.h"
#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <map>
#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup mip4
 * A message of Mobile IPv4, when it is sent.
 */
struct Mip4Sent
{
    std::string name;        //!< as the RFC names it
    uint32_t bytes{0};       //!< of the IP packet; of an ARP packet: all of it
    Ipv4Address homeAddress; //!< of the mobile that it concerns; 0.0.0.0: of none in particular
};

/** @ingroup mip4 TracedCallback signature of Message. @param sent what is sent */
typedef void (*Mip4SentTracedCallback)(const Mip4Sent& sent);

/**
 * @ingroup mip4
 * What a mobile or an agent does on a link below IP: it hears the ICMP messages of router discovery
 * and UDP packets to agents together with the link-layer addresses that they come from, so that
 * nobody needs ARP (RFC 5944 sections 3.7.1, 4.2.1: "a mobile node MUST NOT broadcast an ARP
 * Request" away from home), and it does proxy and gratuitous ARP (section 4.6).
 */
class Mip4Link : public Object
{
  public:
    /** Hears an ICMP message of router discovery: IP header, message, sender's link-layer
     * address. */
    using Listener = Callback<void, const Ipv4Header&, Ptr<const Packet>, const Address&>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4Link();
    ~Mip4Link() override;

    /** @param device the device, an interface of its node's IPv4 @param listener hears; may be null
     */
    void SetDevice(Ptr<NetDevice> device, Listener listener);
    /** @return the device */
    Ptr<NetDevice> GetDevice() const;

    /**
     * Sends an IP packet on the link, whatever the node's routing says.
     * @param packet what follows the IP header
     * @param protocol its number
     * @param source address
     * @param destination address
     * @param ttl time to live
     */
    void Send(Ptr<Packet> packet,
              uint8_t protocol,
              const Ipv4Address& source,
              const Ipv4Address& destination,
              uint8_t ttl);

    /** @return whether a host's link-layer address has been heard @param host its address */
    bool HasHeard(const Ipv4Address& host) const;
    /** @return the link-layer address from which a host was heard last @param host its address,
     * heard before */
    Address GetHeard(const Ipv4Address& host) const;
    /** Puts a host into the ARP cache. @param host its address @param owner its link-layer address
     * @param permanent whether for good; an entry that is there for good is left by one that is not
     */
    void Enter(const Ipv4Address& host, const Address& owner, bool permanent);
    /** Takes a host out of the ARP cache. @param host its address */
    void Forget(const Ipv4Address& host);

    /** Answers ARP requests for an address with the device's own link-layer address from now on.
     * @param address somebody else's */
    void AddProxy(const Ipv4Address& address);
    /** Answers them no more. @param address as in AddProxy() */
    void RemoveProxy(const Ipv4Address& address);
    /**
     * Announces by gratuitous ARP at which link-layer address an address is to be reached, several
     * times (attributes GratuitousArps, GratuitousArpInterval), until another announcement of the
     * same address or Quiet().
     * @param address the address
     * @param owner the link-layer address
     */
    void Announce(const Ipv4Address& address, const Address& owner);
    /** Stops announcing an address. @param address the address */
    void Quiet(const Ipv4Address& address);

    /** @return ARP requests answered for others */
    uint64_t GetProxied() const;

  protected:
    void DoDispose() override;

  private:
    /** An IPv4 packet. */
    void ReceiveIp(Ptr<NetDevice> device,
                   Ptr<const Packet> packet,
                   uint16_t protocol,
                   const Address& from,
                   const Address& to,
                   NetDevice::PacketType type);
    /** An ARP packet. */
    void ReceiveArp(Ptr<NetDevice> device,
                    Ptr<const Packet> packet,
                    uint16_t protocol,
                    const Address& from,
                    const Address& to,
                    NetDevice::PacketType type);
    /** Sends a gratuitous ARP packet. @param address of whom @param owner its link-layer address
     * @param left how many follow */
    void SendGratuitous(Ipv4Address address, Address owner, uint32_t left);
    /** A gratuitous ARP packet has come. @param address of whom @param owner its link-layer
     * address */
    void Merge(const Ipv4Address& address, const Address& owner);

    uint32_t m_gratuitousArps{0};               //!< GratuitousArps
    Time m_gratuitousInterval;                  //!< GratuitousArpInterval
    Ptr<NetDevice> m_device;                    //!< the device
    Listener m_listener;                        //!< hears
    std::map<Ipv4Address, Address> m_heard;     //!< link-layer addresses
    std::set<Ipv4Address> m_proxied;            //!< see AddProxy()
    std::map<Ipv4Address, EventId> m_announced; //!< announcements to come
    uint64_t m_answered{0};                     //!< see GetProxied()
    uint16_t m_id{0};                           //!< identification of the next packet
    TracedCallback<const Mip4Sent&> m_message;  //!< Message
};

} // namespace ns3

#endif /* MIP4_LINK_H */
