/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_LAB_DATAGRAM_TRAFFIC_H
#define L4M_LAB_DATAGRAM_TRAFFIC_H

#include "traffic.h"

namespace l4m
{
namespace lab
{

/**
 * Datagrams at a constant rate between a mobile and a correspondent. Each carries its number and
 * the time when it was sent (ns-3's SeqTsHeader). The correspondent talks to the address from which
 * it heard first, and takes nothing from others: a session belongs to an address, if the mobility
 * system does not make it something else.
 */
class DatagramTraffic : public Traffic
{
  public:
    /** Who sends how much. The default is a voice call by G.711 (RFC 3551), 64 kbit/s. */
    struct Pattern
    {
        ns3::Time interval{ns3::MilliSeconds(20)}; //!< between two datagrams
        uint32_t payload{160};                     //!< bytes of one, at least 12
        bool up{true}; //!< whether the mobile talks; else it says one word and listens
    };

    /** @param context between whom @param pattern how much @param port of the correspondent */
    DatagramTraffic(const TrafficContext& context, const Pattern& pattern, uint16_t port);
    ~DatagramTraffic() override;

    void Start() override;
    void Finish() override;

  private:
    /** One direction. */
    struct Way
    {
        ns3::Ptr<ns3::Socket> socket;       //!< of the sender
        ns3::HandoverRecorder::FlowId flow; //!< as the recorder knows it
        uint32_t next{0};                   //!< number of the next datagram
        bool once{false};                   //!< says one word only
    };

    /** Sends the next datagram. */
    void Send(Way& way);
    /** Datagrams have arrived. */
    void Receive(Way& way, ns3::Ptr<ns3::Socket> socket);

    TrafficContext m_context;              //!< between whom
    Pattern m_pattern;                     //!< how much
    uint16_t m_port;                       //!< of the correspondent
    ns3::Ptr<ns3::Socket> m_mobile;        //!< the mobile's socket
    ns3::Ptr<ns3::Socket> m_correspondent; //!< the correspondent's socket
    ns3::Address m_first;                  //!< from which it heard first
    bool m_answered{false};                //!< the mobile has heard something
    Way m_up;                              //!< mobile to correspondent
    Way m_down;                            //!< correspondent to mobile
};

} // namespace lab
} // namespace l4m

#endif /* L4M_LAB_DATAGRAM_TRAFFIC_H */
