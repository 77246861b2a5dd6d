/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_REGISTRATION_H
#define MIP4_REGISTRATION_H

#include "mip4-link.h"
#include "mip4-message.h"
#include "mip4-security.h"

#include "ns3/callback.h"
#include "ns3/crypto-cost-model.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"

#include <memory>

namespace ns3
{

namespace l4mobility
{
class Cpu;
}

/**
 * @ingroup mip4
 * A mobile's registrations (RFC 5944 section 3.6): sends requests, repeats and renews them, checks
 * replies.
 *
 * A request is repeated after twice the last round trip to the home agent and ProcessingAllowance,
 * MinRetransmissionInterval at least, and each time after at least twice the time before (section
 * 3.6.3). Each has a new identification, as timestamps need it (section 5.7.1).
 */
class Mip4Registration : public Object
{
  public:
    /** What is to be registered, and by whom it goes. */
    struct Target
    {
        Ipv4Address source;      //!< of the requests
        Ipv4Address destination; //!< foreign or home agent
        Ipv4Address careOf;      //!< care-of address; the home address: deregistration
        uint8_t flags{0};        //!< Mip4Message::Flags
        uint16_t lifetime{0};    //!< asked for; 0: deregistration
    };

    /** What was refused, and why. */
    struct Counters
    {
        uint64_t requests{0};        //!< sent
        uint64_t retransmissions{0}; //!< of these, those that repeat one
        uint64_t accepted{0};        //!< replies that accept
        uint64_t denied{0};          //!< replies that do not
        uint64_t malformed{0};       //!< datagrams that are no Registration Reply
        uint64_t authentication{0};  //!< replies without a right authentication extension
        uint64_t unmatched{0};       //!< replies to no request, or to an older one
        uint64_t resynchronised{0};  //!< clocks set by code 133
    };

    /** Tells that a registration was accepted; true: it only renewed one. */
    using Accepted = Callback<void, bool>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4Registration();
    ~Mip4Registration() override;

    /**
     * @param node the mobile
     * @param homeAddress its home address
     * @param homeAgent its home agent
     * @param security shared with that
     * @param accepted is called when a reply accepts
     */
    void Setup(Ptr<Node> node,
               const Ipv4Address& homeAddress,
               const Ipv4Address& homeAgent,
               const Mip4Security& security,
               Accepted accepted);
    /** @param costs what computation costs; nullptr: nothing */
    void SetCosts(Ptr<CryptoCostModel> costs);

    /** Fixes the random numbers. @param stream first stream number to use @return how many were
     * used */
    int64_t AssignStreams(int64_t stream);

    /** Registers, and renews the registration before its lifetime ends. @param target what */
    void Begin(const Target& target);
    /** Sends no more requests, and expects no reply. */
    void End();

    /** @return Lifetime that is asked for, in seconds */
    uint16_t GetLifetime() const;
    /** @return what was refused */
    const Counters& GetCounters() const;
    /** @return processor time spent */
    Time GetComputation() const;
    /** @return the last round trip of a request and its reply; 0: there was none */
    Time GetRoundTrip() const;

  protected:
    void DoDispose() override;

  private:
    /** Sends a request. @param again whether it repeats one */
    void Request(bool again);
    /** Sends what has been computed. @param request the request @param epoch see m_epoch */
    void Send(Mip4Message request, uint32_t epoch);
    /** @return the identification of a request that is made now */
    uint64_t MakeIdentification();
    /** @return time until the request is repeated */
    Time NextInterval();
    /** Datagrams have come. */
    void Receive(Ptr<Socket> socket);
    /** A reply to the last request has come. @param reply the reply */
    void Take(const Mip4Message& reply);
    /** A reply has accepted. @param reply the reply */
    void Accept(const Mip4Message& reply);
    /** A reply has denied. @param reply the reply */
    void Deny(const Mip4Message& reply);
    /** Renews the registration. */
    void Renew();

    Time m_lifetime;                           //!< RegistrationLifetime
    Time m_minInterval;                        //!< MinRetransmissionInterval
    Time m_allowance;                          //!< ProcessingAllowance
    Time m_renewBefore;                        //!< RenewBefore
    Time m_clockOffset;                        //!< ClockOffset
    Ptr<Node> m_node;                          //!< the mobile
    Ipv4Address m_homeAddress;                 //!< its home address
    Ipv4Address m_homeAgent;                   //!< its home agent
    Mip4Security m_security;                   //!< shared with that
    Accepted m_accepted;                       //!< see Setup()
    Ptr<CryptoCostModel> m_costs;              //!< see SetCosts()
    Ptr<UniformRandomVariable> m_random;       //!< of identifications
    std::unique_ptr<l4mobility::Cpu> m_cpu;    //!< computes one thing at a time
    Ptr<Socket> m_socket;                      //!< of the present target
    Target m_target;                           //!< what is registered
    uint32_t m_epoch{0};                       //!< Begin() and End() change it
    bool m_waiting{false};                     //!< whether a reply is expected
    bool m_renewal{false};                     //!< whether it has been accepted before
    bool m_clockSet{false};                    //!< whether code 133 has come since the last reply
                                               //!< that accepts
    uint64_t m_identification{0};              //!< of the last request
    Time m_sentAt;                             //!< when that was sent
    Time m_interval;                           //!< between the last two requests
    Time m_roundTrip;                          //!< see GetRoundTrip()
    Time m_computation;                        //!< see GetComputation()
    Counters m_counters;                       //!< see GetCounters()
    EventId m_retransmission;                  //!< request to be repeated
    EventId m_renewing;                        //!< Renew() to come
    TracedCallback<const Mip4Sent&> m_message; //!< Message
};

} // namespace ns3

#endif /* MIP4_REGISTRATION_H */
