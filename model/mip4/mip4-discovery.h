/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_DISCOVERY_H
#define MIP4_DISCOVERY_H

#include "mip4-advertisement.h"
#include "mip4-link.h"

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <optional>

namespace ns3
{

/**
 * @ingroup mip4
 * Agent discovery of a mobile on one of its devices (RFC 5944 section 2.4): solicits, hears
 * advertisements, and tells which agent there is.
 *
 * A movement is told by the link layer (section 2.4.2 allows it): whoever owns the object calls
 * Begin() on link-up. Besides it is detected as in section 2.4.2.1: when the agent's advertisements
 * have stopped for their lifetime (another agent that was heard meanwhile takes its place at once),
 * and when its sequence numbers tell of a restart (section 2.3.2).
 */
class Mip4Discovery : public Object
{
  public:
    /** An agent that has been heard. */
    struct Agent
    {
        Ipv4Address address;      //!< source of its advertisements
        Mip4Advertisement advert; //!< the last
        Time expiry;              //!< when that is no longer valid
    };

    /** Tells of an agent: its address, and whether it is one that had been told before and has been
     * restarted. */
    using Found = Callback<void, const Agent&, bool>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4Discovery();
    ~Mip4Discovery() override;

    /**
     * @param device on which device
     * @param homeAddress source of solicitations
     * @param found is called when an agent has been found
     * @param lost is called when its advertisements have stopped
     */
    void Setup(Ptr<NetDevice> device,
               const Ipv4Address& homeAddress,
               Found found,
               Callback<void> lost);

    /** Looks for an agent, from the beginning. */
    void Begin();
    /** Looks for none, forgets the one there was. */
    void End();
    /** @return whether it looks for an agent or has one */
    bool IsRunning() const;
    /** @return the present agent, or nullptr */
    const Agent* GetAgent() const;

    /** @return the link */
    Ptr<Mip4Link> GetLink() const;
    /** @return ICMP messages that were none of router discovery */
    uint64_t GetMalformed() const;
    /** Fixes the random numbers. @param stream first stream number to use @return how many were
     * used */
    int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /** Sends a solicitation, and plans the next. */
    void Solicit();
    /** An ICMP message has come. */
    void Heard(const Ipv4Header& header, Ptr<const Packet> message, const Address& from);
    /** Goes by an agent until its advertisement is no longer valid. @param agent which */
    void Take(const Agent& agent);
    /** The agent's advertisements have stopped. */
    void Expire();

    Time m_maxDelay;                           //!< MAX_SOLICITATION_DELAY
    Time m_interval;                           //!< SOLICITATION_INTERVAL
    Time m_maxInterval;                        //!< MaxSolicitationInterval
    bool m_solicit{true};                      //!< Solicit
    uint32_t m_maxSolicitations{0};            //!< MAX_SOLICITATIONS
    Ptr<UniformRandomVariable> m_random;       //!< delay
    Ptr<Mip4Link> m_link;                      //!< the link
    Ipv4Address m_homeAddress;                 //!< the mobile's
    Found m_found;                             //!< see Setup()
    Callback<void> m_lost;                     //!< see Setup()
    bool m_running{false};                     //!< see IsRunning()
    std::optional<Agent> m_agent;              //!< the present one
    std::optional<Agent> m_other;              //!< the last other one that was heard
    uint32_t m_sent{0};                        //!< solicitations since Begin()
    Time m_backOff;                            //!< until the next one, after the first few
    uint64_t m_malformed{0};                   //!< see GetMalformed()
    EventId m_next;                            //!< Solicit() to come
    EventId m_expiry;                          //!< Expire() to come
    TracedCallback<const Mip4Sent&> m_message; //!< Message
};

} // namespace ns3

#endif /* MIP4_DISCOVERY_H */
