/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef ACCESS_TEST_BED_H
#define ACCESS_TEST_BED_H

#include "ns3/access-manager.h"
#include "ns3/access-network.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @ingroup access
 * What tests of access links share: a mobile, a correspondent, a core router between them, access
 * routers on it, and a stream of UDP packets that the mobile sends and the correspondent answers.
 */
class AccessTestBed
{
  public:
    /** Delay of each link of the core router. */
    static const Time LINK_DELAY;

    /** @param ipv6 whether all is IPv6, else IPv4 */
    explicit AccessTestBed(bool ipv6);
    ~AccessTestBed();

    /** @return a new access router, linked with the core @param k number of the network behind it
     */
    Ptr<Node> AddRouter(uint32_t k);
    /** @return the mobile */
    Ptr<Node> GetMobile() const;
    /** @return the mobile's */
    Ptr<AccessManager> GetManager() const;
    /** @return the correspondent */
    Ptr<Node> GetCorrespondent() const;

    /**
     * Sends packets, each answered to the address that it came from.
     * @param from when the first is sent
     * @param to when no more are sent
     * @param interval between two
     */
    void SendPackets(const Time& from, const Time& to, const Time& interval);

    /** Runs the simulation. @param until its end */
    void Run(const Time& until);

    /** @return how many events of a step there were @param step the step */
    uint32_t Count(AccessStep step) const;
    /** @return when the n-th event of a step was, or -1 s @param step the step @param n from 0 on
     */
    Time When(AccessStep step, uint32_t n) const;

    std::vector<std::pair<Time, AccessEvent>> events;      //!< the mobile's, in order
    std::vector<std::pair<Time, UsableAddresses>> notices; //!< the mobile's, in order
    uint32_t sent{0};                                      //!< packets sent
    std::vector<Time> sentAt;                              //!< when each was sent
    std::map<uint32_t, std::pair<Time, Address>> up;       //!< arrived: when, and from where
    std::map<uint32_t, Time> down;                         //!< answers arrived: when
    uint32_t again{0};                                     //!< those that arrived twice

    /** @return packets sent and not arrived at the correspondent */
    std::vector<uint32_t> LostUp() const;
    /** @return packets arrived whose answers did not */
    std::vector<uint32_t> LostDown() const;
    /** @return longest time between two arrivals of answers */
    Time LongestGap() const;

  private:
    /** Sends the next packet. @param to see SendPackets() @param interval as there */
    void SendNext(Time to, Time interval);
    /** Packets for the correspondent. @param socket where */
    void AtCorrespondent(Ptr<Socket> socket);
    /** Packets for the mobile. @param socket where */
    void AtMobile(Ptr<Socket> socket);

    bool m_ipv6;                  //!< family
    Ptr<Node> m_mobile;           //!< the mobile
    Ptr<Node> m_core;             //!< core router
    Ptr<Node> m_correspondent;    //!< correspondent
    Address m_correspondentName;  //!< its address with port
    Ptr<AccessManager> m_manager; //!< the mobile's
    Ptr<Socket> m_server;         //!< the correspondent's
    Ptr<Socket> m_client;         //!< the mobile's
};

} // namespace ns3

#endif /* ACCESS_TEST_BED_H */
