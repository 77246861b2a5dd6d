/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_HOME_AGENT_H
#define MIP4_HOME_AGENT_H

#include "mip4-advertiser.h"
#include "mip4-message.h"
#include "mip4-security.h"
#include "mip4-tunnel-device.h"

#include "ns3/crypto-cost-model.h"
#include "ns3/event-id.h"
#include "ns3/ipv4-route.h"
#include "ns3/object.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <optional>

namespace ns3
{

class InetSocketAddress;

namespace l4mobility
{
class Cpu;
}

/**
 * @ingroup mip4
 * A home agent (RFC 5944 sections 3.8 and 4.2.3), part of the home network's router: answers
 * registrations, keeps the mobility binding table, tunnels to care-of addresses, opens reverse
 * tunnels, and does proxy and gratuitous ARP for mobiles that are away. It advertises itself on the
 * home network.
 */
class Mip4HomeAgent : public Object
{
  public:
    /** What was refused, and why. */
    struct Counters
    {
        uint64_t accepted{0};       //!< registrations and deregistrations accepted
        uint64_t malformed{0};      //!< datagrams that are no Registration Request
        uint64_t authentication{0}; //!< code 131: forged, or a wrong key
        uint64_t identification{0}; //!< code 133: replayed, or a clock that is wrong
        uint64_t others{0};         //!< other codes
    };

    /** A mobility binding (section 3.8.1). */
    struct Binding
    {
        Ipv4Address careOf;        //!< the tunnel's end
        bool reverseTunnel{false}; //!< whether the mobile tunnels too
        EventId expiry;            //!< end of its lifetime
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4HomeAgent();
    ~Mip4HomeAgent() override;

    /**
     * Makes a router a home agent. It becomes part of the node.
     * @param device its device on the home network
     * @param address its address there
     * @param prefixLength of the home network
     */
    void Setup(Ptr<NetDevice> device, const Ipv4Address& address, uint8_t prefixLength);

    /** Serves a mobile. @param homeAddress of the home network @param security shared with it */
    void AddMobile(const Ipv4Address& homeAddress, const Mip4Security& security);

    /** @param costs what computation costs; nullptr: nothing */
    void SetCosts(Ptr<CryptoCostModel> costs);
    /** @return the advertiser on the home network */
    Ptr<Mip4Advertiser> GetAdvertiser() const;
    /** @return what was refused */
    const Counters& GetCounters() const;
    /** @return a mobile's binding, or nullptr @param homeAddress the mobile's */
    const Binding* GetBinding(const Ipv4Address& homeAddress) const;
    /** @return processor time spent on a mobile @param homeAddress the mobile's */
    Time GetComputation(const Ipv4Address& homeAddress) const;

    /** TracedCallback signature of Bound. @param homeAddress the mobile's @param careOf its new
     * care-of address; 0.0.0.0: none, it is at home or its lifetime is over */
    typedef void (*BoundTracedCallback)(const Ipv4Address& homeAddress, const Ipv4Address& careOf);

  protected:
    void DoDispose() override;

  private:
    /** What is known of a mobile. */
    struct Mobile
    {
        Mip4Security security;          //!< shared with it
        uint64_t identification{0};     //!< the last that was accepted
        std::optional<Binding> binding; //!< while it is away
        Time computation;               //!< see GetComputation()
    };

    /** Passes on what one of its parts sends. */
    void Tell(const Mip4Sent& sent);
    /** Datagrams have come. */
    void Receive(Ptr<Socket> socket);
    /** A request has been authenticated or not, and its time has passed. */
    void Answer(Mip4Message request, Address from);
    /** @return the code for a request @param request the request @param mobile what is known of its
     * sender */
    Mip4Code Judge(const Mip4Message& request, const Mobile* mobile) const;
    /** @return whether an identification is fresh (section 5.7.1) */
    bool IsFresh(uint64_t identification, const Mobile& mobile) const;
    /** Sends a reply. @param reply the reply @param to to whom */
    void Send(const Mip4Message& reply, const InetSocketAddress& to);
    /** Does what an accepted request says. @param request the request @param mobile its sender
     * @param lifetime granted */
    void Accept(const Mip4Message& request, Mobile& mobile, uint16_t lifetime);
    /** Removes a mobile's binding. @param homeAddress the mobile's */
    void Unbind(Ipv4Address homeAddress);
    /** Tells the home network that a mobile is there again. @param homeAddress the mobile's */
    void AnnounceReturned(Ipv4Address homeAddress);
    /** A binding's lifetime is over. @param homeAddress the mobile's */
    void Expire(Ipv4Address homeAddress);
    /** @return code's counter */
    uint64_t& CounterOf(Mip4Code code);
    /** @return in which tunnel a packet goes */
    std::optional<Mip4Tunnel> ChooseTunnel(const Ipv4Header& header);
    /** @return the route of a packet to a mobile that is away */
    Ptr<Ipv4Route> Route(const Ipv4Header& header, Ptr<const NetDevice> device);
    /** @return whether a reverse tunnel is known (RFC 3024 section 6.1) */
    bool Accepts(const Ipv4Header& outer, const Ipv4Header& inner);

    Time m_maxLifetime;                        //!< MaxRegistrationLifetime
    Time m_tolerance;                          //!< TimestampTolerance
    bool m_reverse{true};                      //!< ReverseTunnel
    Ipv4Address m_address;                     //!< its own
    Ptr<NetDevice> m_device;                   //!< on the home network
    Ptr<Mip4Advertiser> m_advertiser;          //!< on the home network
    Ptr<Mip4TunnelDevice> m_tunnel;            //!< entrance of all tunnels
    Ptr<Socket> m_socket;                      //!< port 434
    Ptr<CryptoCostModel> m_costs;              //!< see SetCosts()
    std::unique_ptr<l4mobility::Cpu> m_cpu;    //!< computes one thing at a time
    std::map<Ipv4Address, Mobile> m_mobiles;   //!< by home address
    Counters m_counters;                       //!< see GetCounters()
    TracedCallback<const Mip4Sent&> m_message; //!< Message
    TracedCallback<const Ipv4Address&, const Ipv4Address&> m_bound; //!< Bound
};

} // namespace ns3

#endif /* MIP4_HOME_AGENT_H */
