/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_RETURN_ROUTABILITY_H
#define MIP6_RETURN_ROUTABILITY_H

#include "mip6-agent.h"
#include "mip6-security.h"

#include "ns3/event-id.h"
#include "ns3/object.h"

#include <map>
#include <optional>
#include <utility>

namespace ns3
{

/**
 * @ingroup mip6
 * A mobile node's Binding Update List as far as correspondents go, and the return routability
 * procedure (RFC 6275 sections 5.2.5, 11.6 and 11.7.2).
 *
 * It begins with the first packet to or from a correspondent that goes through the home agent.
 * After a move it is done again with all correspondents that have a binding, once the home agent
 * has acknowledged the new address.
 */
class Mip6ReturnRoutability : public Object
{
  public:
    /** By which way a message goes. */
    enum class Way : uint8_t
    {
        HOME,    //!< from the home address, through the home agent where the mobile is away
        CARE_OF, //!< from the care-of address
        UPDATE   //!< from the care-of address with Home Address option; at home: from there
    };

    /** Sends a message. */
    using Sender = Callback<void, const Mip6Message&, const Ipv6Address&, Way>;
    /** Does something after the time that HMACs take: how many, bytes of each. */
    using Computer = std::function<void(uint32_t, uint32_t, std::function<void()>)>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6ReturnRoutability();
    ~Mip6ReturnRoutability() override;

    /** @param home the mobile's home address @param sender sends messages @param computer delays
     * work */
    void Setup(const Ipv6Address& home, Sender sender, Computer computer);

    /** The mobile has a new address, which the home agent knows. @param careOf the address; the
     * home address itself: the mobile is at home */
    void Moved(const Ipv6Address& careOf);
    /** The mobile has no address, or the home agent does not know it yet. */
    void Suspend();
    /** Bindings with correspondents are not to outlast the one with the home agent
     * (section 11.7.2). @param limit when that ends */
    void SetLimit(const Time& limit);
    /** A correspondent cannot do this (section 11.3.5): packets go through the home agent, and it
     * is not asked again for MAX_RR_BINDING_LIFETIME. @param correspondent which, if it was asked
     */
    void GiveUp(const Ipv6Address& correspondent);
    /** A packet of a correspondent's goes through the home agent. @param correspondent whose */
    void Use(const Ipv6Address& correspondent);
    /** @return whether packets to a correspondent may go with a Home Address option, which counts
     * as use @param correspondent to which */
    bool MayOptimise(const Ipv6Address& correspondent);

    /** A message of a correspondent came. @return false: it was forged, or is none of this
     * procedure @param message it @param arrival how it came */
    bool HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival);

    /** TracedCallback signature of Optimised. @param correspondent with which */
    typedef void (*OptimisedTracedCallback)(const Ipv6Address& correspondent);

  protected:
    void DoDispose() override;

  private:
    /** A message that is repeated until it is answered. */
    struct Repeated
    {
        Time timeout;         //!< until the next
        uint32_t attempts{0}; //!< sent so far
        EventId next;         //!< the next
    };

    /** A correspondent. */
    struct Entry
    {
        bool active{false};                   //!< the procedure is under way
        bool optimised{false};                //!< see MayOptimise()
        bool bound{false};                    //!< the correspondent may have a binding
        bool used{false};                     //!< packets went by the binding
        Mip6Token homeCookie{};               //!< of the last Home Test Init
        Mip6Token careOfCookie{};             //!< of the last Care-of Test Init
        std::optional<Mip6Token> homeToken;   //!< received
        std::optional<Mip6Token> careOfToken; //!< received
        uint16_t homeIndex{0};                //!< its nonce's
        uint16_t careOfIndex{0};              //!< its nonce's
        Time homeTokenSince;                  //!< when it came
        Mip6Key kbm{};                        //!< of the last Binding Update
        Repeated homeTest;                    //!< Home Test Init
        Repeated careOfTest;                  //!< Care-of Test Init
        Repeated update;                      //!< Binding Update
        Time sentAt;                          //!< when the last Binding Update was sent
        uint16_t asked{0};                    //!< lifetime in it, units of 4 s
        Time expires;                         //!< when the binding ends, as far as is known
        Time refusedUntil;                    //!< see GiveUp()
        EventId refresh;                      //!< of the binding, or its end
    };

    /** Begins the procedure. */
    void Begin(const Ipv6Address& correspondent);
    /** Asks for leave to send a message. @return whether it may be sent now; else it is due later
     * @param type MH Type @param message it @param send sends it @param correspondent to whom */
    bool Allow(Mip6Message::Type type,
               Repeated& message,
               void (Mip6ReturnRoutability::*send)(Ipv6Address),
               const Ipv6Address& correspondent);
    /** @return the last sequence number used with a correspondent; at first a random one */
    uint16_t& GetSequence(const Ipv6Address& correspondent);
    /** Sends a Home Test Init, and again after a time. */
    void SendHomeTestInit(Ipv6Address correspondent);
    /** Sends a Care-of Test Init, and again after a time. */
    void SendCareOfTestInit(Ipv6Address correspondent);
    /** Sends a Binding Update, if all that it needs is there. */
    void TryUpdate(const Ipv6Address& correspondent);
    /** Computes a Binding Update, and sends it. */
    void ComputeUpdate(Ipv6Address correspondent);
    /** Sends a Binding Update, and again after a time. */
    void SendUpdate(Ipv6Address correspondent);
    /** Makes a message due again. After MAX_RO_FAILURE repetitions packets go through the home
     * agent (section 5.2.9). @return false: it has been repeated long enough */
    bool Repeat(Repeated& message,
                void (Mip6ReturnRoutability::*send)(Ipv6Address),
                const Ipv6Address& correspondent);
    /** The binding is to be made anew, if it is in use. */
    void Refresh(Ipv6Address correspondent);
    /** The binding has ended. */
    void Forget(Ipv6Address correspondent);
    /** Stops all that is to be repeated. */
    static void Stop(Entry& entry);
    /** Takes a Home Test or a Care-of Test. */
    bool HandleTest(const Mip6Message& message, const Mip6Arrival& arrival);
    /** Takes a Binding Acknowledgement. */
    bool HandleAcknowledgement(const Mip6Message& message, const Mip6Arrival& arrival);
    /** @return whether the mobile is at home */
    bool IsAtHome() const;

    Time m_initialTimeout;                       //!< INITIAL_BINDACK_TIMEOUT
    Time m_maxTimeout;                           //!< MAX_BINDACK_TIMEOUT
    Time m_tokenLifetime;                        //!< MAX_TOKEN_LIFETIME
    Time m_bindingLifetime;                      //!< MAX_RR_BINDING_LIFETIME
    bool m_reuseHomeToken{false};                //!< ReuseHomeToken
    Ipv6Address m_home;                          //!< home address
    Ipv6Address m_careOf;                        //!< where the mobile is; ::: not known
    Mip6Key m_key{};                             //!< cookies follow from it
    uint32_t m_cookies{0};                       //!< made so far
    Sender m_sender;                             //!< sends messages
    Computer m_computer;                         //!< delays work
    Time m_limit{Time::Max()};                   //!< see SetLimit()
    std::map<Ipv6Address, Entry> m_entries;      //!< by correspondent
    std::map<Ipv6Address, uint16_t> m_sequences; //!< see GetSequence()
    std::map<std::pair<Ipv6Address, Mip6Message::Type>, Mip6RateLimit> m_rates; //!< see Allow()
    TracedCallback<const Ipv6Address&> m_optimisedTrace;                        //!< Optimised
};

} // namespace ns3

#endif /* MIP6_RETURN_ROUTABILITY_H */
