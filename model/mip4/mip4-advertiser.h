/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_ADVERTISER_H
#define MIP4_ADVERTISER_H

#include "mip4-advertisement.h"
#include "mip4-link.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

namespace ns3
{

/**
 * @ingroup mip4
 * Sends an agent's advertisements on a link: at intervals (RFC 1256 section 4), and at once to who
 * solicits (unicast, as section 4.2 allows).
 */
class Mip4Advertiser : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip4Advertiser();
    ~Mip4Advertiser() override;

    /**
     * Begins to advertise when the simulation starts.
     * @param device on which device
     * @param agent the agent's address on the link
     * @param content what is advertised; lifetime and sequence are filled in
     */
    void Begin(Ptr<NetDevice> device, const Ipv4Address& agent, const Mip4Advertisement& content);

    /** @return the link */
    Ptr<Mip4Link> GetLink() const;

    /** Fixes the random numbers. @param stream first stream number to use @return how many were
     * used */
    int64_t AssignStreams(int64_t stream);

    /** @return ICMP messages that were no solicitation */
    uint64_t GetMalformed() const;

    /** Sends all that follows with sequence numbers from 0, as after a restart (RFC 5944 section
     * 2.3.2). */
    void Restart();

  protected:
    void DoDispose() override;

  private:
    /** Sends an unsolicited advertisement, and plans the next. */
    void Periodic();
    /** Sends an advertisement. @param destination to whom @param solicitor who asked; 0.0.0.0:
     * nobody */
    void Advertise(const Ipv4Address& destination, const Ipv4Address& solicitor);
    /** An ICMP message has come. */
    void Heard(const Ipv4Header& header, Ptr<const Packet> message, const Address& from);
    /** @return MinAdvertisementInterval, or what stands for it */
    Time GetMinInterval() const;

    Time m_minInterval;                        //!< MinAdvertisementInterval
    Time m_maxInterval;                        //!< MaxAdvertisementInterval
    Time m_lifetime;                           //!< AdvertisementLifetime
    Time m_maxInitialInterval;                 //!< MAX_INITIAL_ADVERT_INTERVAL
    uint32_t m_maxInitial{0};                  //!< MAX_INITIAL_ADVERTISEMENTS
    Ipv4Address m_destination;                 //!< AdvertisementAddress
    Ptr<UniformRandomVariable> m_random;       //!< intervals
    Ptr<Mip4Link> m_link;                      //!< the link
    Ipv4Address m_agent;                       //!< address on the link
    Mip4Advertisement m_content;               //!< what is advertised
    uint32_t m_sent{0};                        //!< unsolicited advertisements
    uint64_t m_malformed{0};                   //!< see GetMalformed()
    EventId m_next;                            //!< Periodic() to come
    TracedCallback<const Mip4Sent&> m_message; //!< Message
};

} // namespace ns3

#endif /* MIP4_ADVERTISER_H */
