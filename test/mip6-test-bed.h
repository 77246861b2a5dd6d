/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_TEST_BED_H
#define MIP6_TEST_BED_H

#include "ns3/error-model.h"
#include "ns3/lab-backbone.h"
#include "ns3/lan-access-helper.h"
#include "ns3/lan-port.h"
#include "ns3/mip6-system.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup mip6
 * Loses messages of the Mobility Header, in tunnels too, and nothing else.
 */
class Mip6Loss : public ErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6Loss();
    ~Mip6Loss() override;

    std::set<uint8_t> types; //!< MH Types that are lost; empty: all
    double rate{0};          //!< how many of them, 0 to 1
    uint32_t lost{0};        //!< so far

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    Ptr<UniformRandomVariable> m_random; //!< which ones
};

/**
 * @ingroup mip6
 * What tests of Mobile IPv6 share: a correspondent, a home network and two others, one mobile that
 * is plugged into one of them, and UDP packets each way at a fixed interval. Access is ideal.
 */
class Mip6TestBed
{
  public:
    /** Delays of links, one way. */
    struct Delays
    {
        Time access{MilliSeconds(4)}; //!< access router to core
        Time home{MilliSeconds(8)};   //!< home router to core
        Time core{MilliSeconds(5)};   //!< correspondent to core
    };

    /** A message that a system told of. */
    struct Message
    {
        Time when;              //!< when it was sent
        SignallingMessage what; //!< what was told
    };

    /** Interval of packets of either direction. */
    static const Time INTERVAL;

    /** @param system "mip6" or "mip6-tunnel" @param delays of links @param start where the mobile
     * is plugged in at first */
    Mip6TestBed(const std::string& system, const Delays& delays, const std::string& start);
    ~Mip6TestBed();

    /** Sends packets both ways from now on. @param from from then on @param to until then @param
     * interval between two */
    void SendPackets(const Time& from, const Time& to, const Time& interval = INTERVAL);
    /** Sends packets each 100 ms. @param upwards whether the mobile does @param downwards whether
     * the correspondent does @param from from then on @param to until then */
    void SendOneWay(bool upwards, bool downwards, const Time& from, const Time& to);
    /** Moves the mobile. @param when then @param network "home", "lan-1" or "lan-2" */
    void MoveAt(const Time& when, const std::string& network);
    /** Puts another node on the home link. @return the node, with address ::a01 there */
    Ptr<Node> AddNeighbour();
    /** Lets a node have a packet, as if it came by its first device. @param node the node @param
     * packet without IPv6 header @param source for that @param destination for that @param next for
     * that: number of the packet's first header */
    static void Inject(Ptr<Node> node,
                       Ptr<Packet> packet,
                       const Ipv6Address& source,
                       const Ipv6Address& destination,
                       uint8_t next);
    /** Runs the simulation. @param until its end */
    void Run(const Time& until);

    /** @return when the first packet that arrives after a time does @param arrivals up or down
     * @param after that time */
    static Time FirstAfter(const std::vector<Time>& arrivals, const Time& after);
    /** @return how many messages of a name were sent @param name as in the RFC */
    uint32_t Count(const std::string& name) const;
    /** @return when messages of a name were sent @param name as in the RFC */
    std::vector<Time> When(const std::string& name) const;

    /** @return the mobile's part */
    Ptr<Mip6MobileNode> GetMobile() const;
    /** @return the home agent */
    Ptr<Mip6HomeAgent> GetHomeAgent() const;
    /** @return the correspondent's part, or nullptr */
    Ptr<Mip6Correspondent> GetCorrespondent() const;
    /** @return the correspondent's address */
    Ipv6Address GetCorrespondentAddress() const;

    Ptr<Mip6TunnelSystem> system;                  //!< under test
    NetworkPlan plan;                              //!< nodes and networks
    Ptr<Mip6Loss> lossUp;                          //!< on all access links, away from the mobile
    Ptr<Mip6Loss> lossDown;                        //!< likewise, towards the mobile
    std::vector<Time> up;                          //!< arrivals at the correspondent
    std::vector<Time> down;                        //!< arrivals at the mobile
    std::vector<Message> messages;                 //!< told
    std::vector<std::pair<Time, PathReady>> ready; //!< told
    std::vector<SetUpReport> setUps;               //!< told
    uint32_t sentUp{0};                            //!< packets sent
    uint32_t sentDown{0};                          //!< packets sent

  private:
    /** Sends the next packet. @param socket by this @param sent counts them @param to until then
     * @param interval between two */
    void SendNext(Ptr<Socket> socket, uint32_t* sent, Time to, Time interval);

    Ptr<LabBackbone> m_backbone;        //!< what stands behind
    Ptr<LanAccessHelper> m_lan;         //!< the networks
    Ptr<LanPort> m_port;                //!< the mobile's
    std::vector<Ptr<Socket>> m_sockets; //!< of the mobile and the correspondent
};

} // namespace ns3

#endif /* MIP6_TEST_BED_H */
