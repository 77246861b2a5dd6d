/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_ASSOCIATION_H
#define HIP_ASSOCIATION_H

#include "hip-esp.h"
#include "hip-identity.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

class HipHost;

/**
 * @ingroup hip
 * A host's association with another: the state machine of RFC 5201, 4.4, its timers, the pair of
 * ESP security associations, the peer's locators (RFC 5206).
 */
class HipAssociation
{
  public:
    /** States (RFC 5201, 4.4.1). */
    enum class State : uint8_t
    {
        UNASSOCIATED,
        I1_SENT,
        I2_SENT,
        R2_SENT,
        ESTABLISHED,
        CLOSING,
        CLOSED,
        E_FAILED
    };

    /** @param host whose @param peer the other end's tag */
    HipAssociation(HipHost& host, const Ipv6Address& peer);
    ~HipAssociation();

    /** @return a state as the RFC names it @param state the state */
    static std::string GetName(State state);

    /** @return state */
    State GetState() const;
    /** @return whether data and UPDATEs can be sent */
    bool IsReady() const;
    /** @return the other end's tag */
    const Ipv6Address& GetPeer() const;
    /** @return where data goes to, if anywhere */
    const Address& GetPeerLocator() const;
    /** @return own address, as far as the peer has been told; invalid where there is none */
    const Address& GetOwnLocator() const;
    /** What is known of a peer's address (RFC 5206, 5.1). */
    enum class Status : uint8_t
    {
        UNVERIFIED,
        ACTIVE,
        DEPRECATED
    };
    /** @return what is known of an address of the peer @param address of it */
    Status GetStatus(const Address& address) const;
    /** @return whether the peer's preferred address is not verified yet */
    bool IsVerifying() const;
    /** @return bytes that may be sent to an address that is not verified */
    uint64_t GetCredit();
    /** @return processor time of the base exchange */
    Time GetComputation() const;
    /** @return when the base exchange was asked for */
    Time GetBegin() const;
    /** @return whether this end asked for it */
    bool IsInitiator() const;
    /** @return until when this host serves the peer as a rendezvous server */
    Time GetServedUntil() const;
    /** @return until when the peer serves this host so */
    Time GetRegisteredUntil() const;
    /** @return how often something was sent again because a timer ran out */
    uint32_t GetRetransmissions() const;

    /** Begins a base exchange, if there is neither an association nor one on its way. */
    void Start();
    /** Data of the host itself. @param packet of the protocol @param next protocol */
    void SendData(Ptr<Packet> packet, uint8_t next);
    /** The host's addresses have changed. */
    void LocatorsChanged();
    /** Ends the association. */
    void Close();

    /** A packet of HIP arrives; it is well formed, and from this peer. @param packet the packet
     * @param from its source @param to its destination */
    void Receive(const HipPacket& packet, const Address& from, const Address& to);
    /** ESP of the present SPI arrives. @param packet the packet @param bytes its bytes */
    void ReceiveEsp(Ptr<Packet> packet, const HipBytes& bytes);

    /** Adds RVS_HMAC to a packet that is relayed to the peer. @param packet the packet */
    void AddRelayMac(HipPacket& packet) const;
    /** @return whether RVS_HMAC of a packet is right, which the peer relayed @param packet it */
    bool IsRelayMacRight(const HipPacket& packet) const;

  private:
    /** Keys of a pair of ESP's associations. */
    struct EspKeys
    {
        HipBytes outCipher; //!< of what is sent
        HipBytes outMac;    //!< of what is sent
        HipBytes inCipher;  //!< of what comes
        HipBytes inMac;     //!< of what comes
    };

    /** New keys of ESP that are being agreed on (RFC 5202, 6.8 to 6.10). */
    struct Rekeying
    {
        uint32_t spi{0};                             //!< own SPI from then on
        uint16_t index{0};                           //!< of KEYMAT, as it was proposed
        bool acknowledged{false};                    //!< whether the peer knows these
        std::unique_ptr<HipSecurityAssociation> in;  //!< new one, where the peer's SPI is known
        std::unique_ptr<HipSecurityAssociation> out; //!< likewise
    };

    /** Data that waits. */
    struct Waiting
    {
        Ptr<Packet> packet; //!< of the protocol
        uint8_t next;       //!< protocol
    };

    /** An address of the peer; one that is not listed is deprecated. */
    struct Locator
    {
        Address address;      //!< IP address
        bool verified{false}; //!< whether it is known to be the peer's
        Time until;           //!< end of its lifetime
    };

    /** Keys of HIP. */
    struct Keys
    {
        HipKeymat keymat;        //!< what the keys of ESP are drawn from
        HipBytes out;            //!< HMAC of own packets
        HipBytes in;             //!< HMAC of the peer's
        uint16_t keymatIndex{0}; //!< where keys of ESP begin
    };

    // hip-association.cc: state, data, timers

    /** Enters a state and says so to the host. @param state the new one */
    void SetState(State state);
    /** Charges the host's processor. */
    void Compute(const Time& duration);
    /** Sends a packet by the present addresses. @param packet it @param to where */
    void Send(const HipPacket& packet, const Address& to);
    /** Protects a packet and sends it. */
    void Protect(const Waiting& data);
    /** Sends what waits. */
    void SendWaiting();
    /** Gives all up. */
    void Forget();
    /** Adds HMAC and HIP_SIGNATURE, and charges for them. */
    void Authenticate(HipPacket& packet);
    /** @return whether the HMAC is right; counts it where not */
    bool IsMacRight(const HipPacket& packet);
    /** @return whether the signature is right, which is charged for; counts it where not */
    bool IsSignatureRight(const HipPacket& packet);
    /** Sends a packet, and again until it is answered. @param packet it @param to where @param
     * retries how often again */
    void SendReliably(const HipPacket& packet, const Address& to, uint32_t retries);
    /** The timer of SendReliably() has run out. */
    void TimedOut();
    /** Stops that timer. */
    void StopTimer();
    /** Looks whether the association is in use. */
    void CheckUse();
    /** Answers requests for an echo (RFC 5201, 5.2.17, 5.2.18). @param request packet that may have
     * some @param answer gets what they ask for */
    static void EchoBack(const HipPacket& request, HipPacket& answer);

    // hip-base-exchange.cc

    /** Begins the exchange (RFC 5201, 6.6). */
    void SendI1();
    /** Checks an R1 and answers it (RFC 5201, 6.8). @param r1 the packet @param from its source */
    void ReceiveR1(const HipPacket& r1, const Address& from);
    /** Checks an I2 and answers it (RFC 5201, 6.9). @param i2 the packet @param from its source
     * @param to its destination */
    void ReceiveI2(const HipPacket& i2, const Address& from, const Address& to);
    /** @return whether an R1 is as new as what is known of the peer's (RFC 5201, 4.1.4, 6.8) @param
     * r1 the packet */
    bool IsNewR1(const HipPacket& r1) const;
    /** Ends the exchange (RFC 5201, 6.10). @param r2 the packet @param from its source */
    void ReceiveR2(const HipPacket& r2, const Address& from);
    /** Answers a valid R1. */
    void SendI2(const HipPacket& r1, const HipIdentity& responder, const Address& from);
    /** Answers a valid I2. @param i2 the packet @param generation of its puzzle @param from its
     * source @param to its destination */
    void SendR2(const HipPacket& i2, uint64_t generation, const Address& from, const Address& to);
    /** @return whether the state machine takes an I2 now */
    bool TakesI2() const;
    /** @return the keys of HIP (6.5), and the material where those of ESP begin */
    Keys DeriveKeys(const HipBytes& secret, const HipSolution& solution, uint16_t suite) const;
    /** From R2-SENT to ESTABLISHED after some time. */
    void StartExchangeTimer();
    /** @return the next keys of ESP (RFC 5202, 7) */
    EspKeys DrawEspKeys();
    /** Derives the keys of ESP, and makes its inbound association. */
    void MakeSecurityAssociations();
    /** Makes the outbound association. @param spi the peer's */
    void MakeOutbound(uint32_t spi);
    /** The base exchange is complete. */
    void Established();
    /** @return parameter ESP_INFO of new keys */
    HipEspInfo MakeEspInfo() const;

    // hip-update.cc

    /** Tells the peer of the present addresses. @param now these, the preferred one first */
    void Announce(const std::vector<Address>& now);
    /** Sends an UPDATE with SEQ and all that is to be told, and again until it is acknowledged. It
     * takes the place of one that is not. @param acknowledged with ACK, perhaps */
    void SendUpdate(HipPacket acknowledged);
    /** Resends the UPDATE that is not acknowledged. */
    void RepeatUpdate();
    /** Schedules UpdateTimedOut(). */
    void StartUpdateTimer();
    /** The timer of SendUpdate() has run out. */
    void UpdateTimedOut();
    /** Checks an UPDATE and acts on it (RFC 5201, 6.12). @param update the packet @param from its
     * source */
    void ReceiveUpdate(const HipPacket& update, const Address& from);
    /** The UPDATE has been sent as often as it may be. */
    void UpdateFailed();
    /** @return whether an UPDATE is no repetition; answers one */
    bool IsNews(const HipPacket& update);
    /** Takes an UPDATE that is authentic. */
    void TakeUpdate(const HipPacket& update, const Address& from);
    /** Takes ACK and what comes with it. @return whether it acknowledges what was waited for */
    bool TakeAcknowledgement(const HipPacket& update);
    /** Answers an UPDATE with SEQ. @param update the packet @param from its source */
    void Acknowledge(const HipPacket& update, const Address& from);
    /** Takes a round-trip time. @param begin when the request left */
    void TakeRoundTrip(const Time& begin);

    // hip-locators.cc

    /** @return whether ESP_INFO and LOCATOR of an UPDATE are in order (RFC 5206, 5.3), also where
     * there are none @param update the packet @param from its source */
    bool AreLocatorsRight(const HipPacket& update, const Address& from);
    /** Takes LOCATOR. */
    void TakeLocators(const HipLocators& locators);
    /** Chooses what is to be verified next: the preferred address first. @return whether there is
     * one */
    bool ChooseUnverified();
    /** The address that was to be verified is. */
    void Verified();
    /** @return a verified address that is listed, the preferred one first; or nullptr */
    const Locator* FindActive() const;
    /** @return whether an address is used no more @param one the address */
    static bool IsOver(const Locator& one);
    /** @return where a packet of data goes now, paid for; an invalid address where it must not go
     * anywhere @param bytes of the packet */
    Address ChooseDestination(uint32_t bytes);
    /** Takes earned credit away as time passes (RFC 5206, 5.6.2). */
    void AgeCredit();

    // hip-rekeying.cc

    /** Proposes new keys. @param index of KEYMAT where they begin */
    void StartRekeying(uint16_t index);
    /** @return whether ESP_INFO of an UPDATE is in order (RFC 5206, 5.3) @param info ESP_INFO */
    bool IsEspInfoRight(const HipEspInfo& info) const;
    /** Takes the peer's part of new keys. @param info ESP_INFO with a new SPI @return whether the
     * peer has to be told of own ones */
    bool TakeEspInfo(const HipEspInfo& info);
    /** Takes the new associations in use; what is on its way by the old one is still taken. */
    void FinishRekeying();
    /** @return the inbound association of an SPI, or nullptr @param spi own SPI */
    HipSecurityAssociation* FindInbound(uint32_t spi) const;
    /** Data has come by an association. @param spi of it */
    void UsedInbound(uint32_t spi);
    /** Forgets all SPIs and the associations of ESP. */
    void ForgetSpis();

    // hip-registration.cc

    /** Registers, as a client. */
    void Register();
    /** @return what a registration asks for */
    HipBytes MakeRequest() const;
    /** Grants a registration. @param packet with REG_REQUEST, perhaps @param answer gets the
     * response */
    void Grant(const HipPacket& packet, HipPacket& answer);
    /** Takes the answer to a registration. @param packet with REG_RESPONSE, perhaps */
    void TakeGrant(const HipPacket& packet);

    // hip-closing.cc

    /** Checks a CLOSE, answers it and ends (RFC 5201, 6.14). @param close the packet @param from
     * its source */
    void ReceiveClose(const HipPacket& close, const Address& from);
    /** Ends what CLOSE began (RFC 5201, 6.15). @param ack the packet */
    void ReceiveCloseAck(const HipPacket& ack);
    /** Takes note of what the peer says of its troubles (RFC 5201, 6.13). @param notify the packet
     */
    void ReceiveNotify(const HipPacket& notify);
    /** The peer has not answered CLOSE. */
    void CloseTimedOut();
    /** Closing has taken as long as it may. */
    void ClosingOver();

    HipHost& m_host;                       //!< whose
    Ipv6Address m_peer;                    //!< the other end's tag
    State m_state{State::UNASSOCIATED};    //!< state
    std::optional<HipIdentity> m_identity; //!< the other end's, where it is known
    HipParameter m_hostId;                 //!< that in a responder's R1, as received
    Address m_own;                         //!< see GetOwnLocator()
    Address m_peerLocator;                 //!< the last one that data went to as verified; in the
                                           //!< base exchange where it answers
    std::deque<Waiting> m_waiting;         //!< data before there are keys
    Time m_lastUse;                        //!< when data last passed
    Time m_begin;                          //!< see GetBegin()
    Time m_computation;                    //!< see GetComputation()
    bool m_initiator{false};               //!< see IsInitiator()
    uint64_t m_incarnation{0};             //!< counts base exchanges; what is computed for an
                                           //!< earlier one is dropped

    // Retransmission of I1, I2 and CLOSE.
    std::optional<HipPacket> m_sent; //!< what is sent again
    Address m_sentTo;                //!< where
    uint32_t m_retriesLeft{0};       //!< how often again
    Time m_timeout;                  //!< until the next
    EventId m_timer;                 //!< for it
    uint32_t m_retransmissions{0};   //!< see GetRetransmissions()
    Time m_sentAt;                   //!< when it left first
    bool m_sentAgain{false};         //!< whether it was sent again
    EventId m_stateTimer;            //!< of R2-SENT, CLOSING, CLOSED and E-FAILED
    EventId m_useTimer;              //!< of CheckUse()

    // Keys.
    Keys m_keys;                                   //!< of HIP
    uint16_t m_suite{0};                           //!< of ESP
    uint64_t m_r1Counter{0};                       //!< of the R1 that was answered
    uint32_t m_spi{0};                             //!< own SPI
    EspKeys m_espKeys;                             //!< until the peer's SPI is known
    std::unique_ptr<HipSecurityAssociation> m_in;  //!< from the peer
    std::unique_ptr<HipSecurityAssociation> m_out; //!< to the peer
    std::optional<Rekeying> m_rekeying;            //!< new ones that are being agreed on
    std::unique_ptr<HipSecurityAssociation> m_old; //!< from the peer, before new keys
    std::optional<HipPacket> m_r2;                 //!< the answer to the last I2
    HipBytes m_i2;                                 //!< what that I2 was, without what may change

    // Readdressing.
    std::vector<Address> m_announced;    //!< own addresses that the peer was told last
    std::vector<Locator> m_locators;     //!< the peer's addresses, the preferred one first
    std::optional<Address> m_verifying;  //!< which of them is being verified
    HipBytes m_nonce;                    //!< asked back from there
    uint32_t m_updateId{0};              //!< of the next UPDATE
    std::optional<uint32_t> m_pendingId; //!< of the UPDATE that is not acknowledged
    HipPacket m_update;                  //!< that UPDATE
    Time m_updateSentAt;                 //!< when it left first
    bool m_updateSentAgain{false};       //!< whether it was sent again
    std::optional<Time> m_roundTrip;     //!< the last one measured
    bool m_tellLocator{false};           //!< the present addresses are not acknowledged
    bool m_askRegistration{false};       //!< a registration is not acknowledged
    bool m_toldPeer{false};              //!< the preferred address is in use on credit
    uint32_t m_updateRetriesLeft{0};     //!< how often again
    Time m_updateTimeout;                //!< until the next
    EventId m_updateTimer;               //!< for it
    std::optional<uint32_t> m_lastSeq;   //!< of the peer's UPDATEs
    std::optional<HipPacket> m_answer;   //!< to the last of them
    Address m_answerTo;                  //!< where that went
    uint64_t m_credit{0};                //!< see GetCredit()
    Time m_creditAged;                   //!< when it was last taken away from
    bool m_mayUseNew{true};              //!< whether data may be sent by the own new address
    Time m_servedUntil;                  //!< see GetServedUntil()
    Time m_registeredUntil;              //!< see GetRegisteredUntil()
    EventId m_registerTimer;             //!< before that
    HipBytes m_closeNonce;               //!< of CLOSE
};

} // namespace ns3

#endif /* HIP_ASSOCIATION_H */
