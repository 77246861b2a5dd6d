/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_HOST_H
#define HIP_HOST_H

#include "hip-association.h"
#include "hip-costs.h"
#include "hip-device.h"
#include "hip-responder.h"
#include "hip-settings.h"

#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class Node;

namespace l4mobility
{
class Cpu;
}

/**
 * @ingroup hip
 * A message of HIP, when it is sent.
 */
struct HipSent
{
    std::string name;  //!< packet type as in RFC 5201, 5.3
    Ipv6Address peer;  //!< HIT of the other end of the association
    uint32_t bytes{0}; //!< of the IP packet
    bool setUp{false}; //!< whether the association was not established yet
};

/**
 * @ingroup hip
 * HIP on a node, aggregated to it: its Host Identity, its associations, what it has in common for
 * all of them. Applications use tags or local scope identifiers as addresses, with ns-3's sockets.
 */
class HipHost : public HipSettings
{
  public:
    /** What applications of a node use. */
    enum class Applications : uint8_t
    {
        NONE, //!< nothing: the node is a rendezvous server
        LSI,  //!< local scope identifiers as IPv4 addresses
        HIT   //!< tags as IPv6 addresses
    };

    /** What was refused or dropped. */
    struct Counters
    {
        uint64_t malformed{0};   //!< HIP packets or parameters that are not well formed
        uint64_t checksum{0};    //!< HIP packets with a wrong checksum
        uint64_t unsupported{0}; //!< HIP packets with a critical parameter that is not known
        uint64_t unknown{0};     //!< HIP packets for another HIT, or of no association
        uint64_t unexpected{0};  //!< HIP packets that the state machine drops
        uint64_t storm{0};       //!< I1 soon after another from the same address
        uint64_t oversize{0};    //!< own HIP packets that would be too long, for what they answer
        uint64_t puzzle{0};      //!< I2 with a wrong or old solution
        uint64_t unsolved{0};    //!< puzzles that take longer to solve than they live
        uint64_t proposals{0};   //!< R1 and I2 without a group or suite that is known
        uint64_t identity{0};    //!< a HOST_ID that is no key, or not that of the HIT
        uint64_t mac{0};         //!< wrong HMAC, HMAC_2 or RVS_HMAC
        uint64_t signature{0};   //!< wrong signature
        uint64_t replayed{0};    //!< R1, I2, UPDATE seen before, or older than one seen
        uint64_t echo{0};        //!< echoed nonce that is not the one asked for
        uint64_t ack{0};        //!< UPDATE without SEQ that acknowledges nothing that is waited for
        uint64_t relayed{0};    //!< I1 sent on to a registered client
        uint64_t espUnknown{0}; //!< ESP with an SPI that is not known
        uint64_t espMalformed{0}; //!< ESP of a wrong length
        uint64_t espForged{0};    //!< ESP with a wrong MAC, also with a number below the window
        uint64_t espReplayed{0};  //!< ESP with a number that was seen before
        uint64_t unverified{0};   //!< data that no verified address and no credit was there for
        uint64_t noPeer{0};       //!< data for a tag of which no locator is known
        uint64_t noLocator{0};    //!< packets that wait for an own address, dropped
        uint64_t overflow{0};     //!< data that did not find room before the base exchange is done
        uint64_t notified{0};     //!< NOTIFY packets received
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    HipHost();
    ~HipHost() override;

    /** Makes a node a HIP host. @param node with an internet stack @param applications what they
     * use @param costs what computation costs, or nullptr */
    void Setup(Ptr<Node> node, Applications applications, Ptr<const CryptoCostModel> costs);
    /** Says where a host is found: what DNS would say (RFC 5205). @param hit its tag @param locator
     * its address or that of its rendezvous server */
    void AddPeer(const Ipv6Address& hit, const Address& locator);
    /** Registers at a rendezvous server as soon as there is an address, and stays registered.
     * @param server its tag @param locator its address */
    void RegisterAt(const Ipv6Address& server, const Address& locator);
    /** Offers the rendezvous service (RFC 5204). */
    void ServeRendezvous();
    /** The node's addresses have changed. @param locators all of them, the preferred one first */
    void SetLocators(const std::vector<Address>& locators);
    /** Ends an association (RFC 5201, 6.14). @param peer its other end */
    void Close(const Ipv6Address& peer);

    /** @return the host's tag */
    Ipv6Address GetHit() const;
    /** @return what applications call the host: its tag, or its local scope identifier */
    Address GetApplicationAddress() const;
    /** @return the preferred one of the addresses that SetLocators() said last, or an invalid one
     */
    Address GetLocator() const;
    /** @return address of a host or of its rendezvous server, as AddPeer() or RegisterAt() said it,
     * or an invalid one @param peer its tag */
    Address GetKnownLocator(const Ipv6Address& peer) const;
    /** @return the association with a host, or nullptr @param peer its tag */
    HipAssociation* GetAssociation(const Ipv6Address& peer);
    /** @return what was dropped */
    const Counters& GetCounters() const;
    /** @return settings */
    const HipSettings& GetSettings() const;

    /** TracedCallback signature of Message. @param sent what is sent */
    typedef void (*MessageTracedCallback)(const HipSent& sent);
    /** TracedCallback signature of State. @param peer other end @param from old state @param to new
     * state */
    typedef void (*StateTracedCallback)(const Ipv6Address& peer,
                                        HipAssociation::State from,
                                        HipAssociation::State to);
    /** TracedCallback signature of Locator. @param peer other end @param locator address */
    typedef void (*LocatorTracedCallback)(const Ipv6Address& peer, const Address& locator);

  protected:
    void DoDispose() override;

  private:
    friend class HipAssociation;

    /** A packet of HIP arrives. */
    void ReceiveHip(Ptr<Packet> packet, const Address& source, const Address& destination);
    /** A packet of ESP arrives. */
    void ReceiveEsp(Ptr<Packet> packet, const Address& source, const Address& destination);
    /** Data comes from the host itself. @param packet with its IP header */
    void Captured(Ptr<Packet> packet);
    /** An I1 for this host, or for a client. */
    void ReceiveI1(const HipPacket& i1, const Address& source, const Address& destination);
    /** An I1 is sent on to a client (RFC 5204, 4.3.1). */
    void Relay(const HipPacket& i1, const Address& source);
    /** @return where a R1 goes: to the initiator, also if its I1 came from the rendezvous server;
     * an invalid address where that is a forgery */
    Address GetInitiator(const HipPacket& i1, const Address& source);
    /** @return whether all parameters are known or not critical */
    bool IsSupported(const HipPacket& packet) const;
    /** Tells of a packet with a critical parameter that is not known. @param packet it @param
     * source its source */
    void NotifyUnsupported(const HipPacket& packet, const Address& source);
    /** @return the association with a host, made where there is none */
    HipAssociation& Need(const Ipv6Address& peer);

    // For associations.

    /** Sends a HIP packet, also if it takes time to compute it before. @param packet to send @param
     * from own address @param to where @param association of it, or nullptr */
    void Send(HipPacket packet,
              const Address& from,
              const Address& to,
              HipAssociation* association);
    /** Sends an IP packet. @return whether there is a route */
    bool SendIp(Ptr<Packet> packet, const Address& from, const Address& to, uint8_t protocol);
    /** Gives data to the host's sockets. @param packet of the protocol @param next protocol @param
     * peer whose it is */
    void Deliver(Ptr<Packet> packet, uint8_t next, const Ipv6Address& peer);
    /** @return own addresses towards another, the preferred one first */
    std::vector<Address> SelectLocators(const Address& peer);
    /** Tells a peer of trouble, if it has not been told so lately (RFC 5201, 5.2.16). @param
     * association with the peer @param to where @param type of the message @param data of it */
    void Notify(HipAssociation& association,
                const Address& to,
                uint16_t type,
                const HipBytes& data);
    /** @return an SPI that is not in use, for an association */
    uint32_t MakeSpi(HipAssociation* association);
    /** Forgets an SPI. */
    void RemoveSpi(uint32_t spi);
    /** @return whether the host wants to be registered there */
    bool IsServer(const Ipv6Address& peer) const;

    Ptr<Node> m_node;                                //!< whose
    Applications m_applications{Applications::NONE}; //!< see Setup()
    HipCosts m_costs;                                //!< see Setup()
    std::unique_ptr<l4mobility::Cpu> m_cpu;          //!< computes one thing at a time
    std::unique_ptr<HipRandom> m_random;             //!< of the host
    std::unique_ptr<HipPrivateIdentity> m_identity;  //!< Host Identity
    std::unique_ptr<HipResponder> m_responder;       //!< puzzles and R1
    Ptr<HipDevice> m_device;                         //!< where the tag is
    bool m_serves{false};                            //!< see ServeRendezvous()
    bool m_moves{false};                             //!< addresses come by SetLocators()
    std::vector<Address> m_locators;                 //!< see SetLocators()
    std::map<Ipv6Address, Address> m_peers;          //!< see AddPeer()
    std::map<Ipv4Address, Ipv6Address> m_hits;       //!< of local scope identifiers
    std::vector<Ipv6Address> m_servers;              //!< see RegisterAt()
    std::map<Ipv6Address, std::unique_ptr<HipAssociation>> m_associations; //!< by the peer's tag
    std::map<uint32_t, HipAssociation*> m_spis;                            //!< own SPIs
    Time m_lastNotify;      //!< when a NOTIFY was sent
    bool m_notified{false}; //!< whether one was sent
    Counters m_counters;    //!< see GetCounters()

    TracedCallback<const HipSent&> m_sentTrace; //!< Message
    TracedCallback<const Ipv6Address&, HipAssociation::State, HipAssociation::State>
        m_stateTrace;                                                  //!< State
    TracedCallback<const Ipv6Address&, const Address&> m_ownTrace;     //!< OwnLocator
    TracedCallback<const Ipv6Address&, const Address&> m_peerTrace;    //!< PeerLocator
    TracedCallback<const Ipv6Address&, const Address&> m_unmovedTrace; //!< SameLocator
};

} // namespace ns3

#endif /* HIP_HOST_H */
