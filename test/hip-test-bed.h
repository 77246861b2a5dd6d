/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_TEST_BED_H
#define HIP_TEST_BED_H

#include "ns3/hip-system.h"
#include "ns3/lab-backbone.h"
#include "ns3/lan-access-helper.h"
#include "ns3/lan-port.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @ingroup hip
 * A packet of HIP or ESP that arrives at a host.
 */
struct HipArrival
{
    Time when;           //!< when it arrives
    Ptr<Node> node;      //!< where
    uint8_t protocol{0}; //!< HipPacket::PROT_NUMBER or HipSecurityAssociation::PROT_NUMBER
    Address source;      //!< of the IP header
    Address destination; //!< of the IP header
    HipBytes bytes;      //!< behind the IP header
    Ptr<Packet> packet;  //!< the same, with its tags; nullptr: of no socket

    /** @return whether it is HIP's; else it is ESP */
    bool IsHip() const;
    /** @return a packet of HIP, as its receiver reads it */
    HipPacket Read() const;
    /** @return HipPacket::Type, 0 for ESP */
    uint8_t GetType() const;

    /** @return a packet of HIP for a host, with the right checksum @param node the host @param
     * packet what to say @param source of the IP header @param destination of the IP header */
    static HipArrival Make(Ptr<Node> node,
                           HipPacket packet,
                           const Address& source,
                           const Address& destination);
};

/**
 * @ingroup hip
 * What tests of HIP share: a correspondent, a home network whose router is the rendezvous server,
 * two other networks, one mobile that is plugged into one of them, datagrams each way, a record of
 * what the system tells and of all packets of HIP that arrive, and a filter that each packet of HIP
 * and of ESP passes as it arrives at any of the three hosts. Access is ideal.
 */
class HipTestBed
{
  public:
    /** One-way delays of links. */
    struct Delays
    {
        Time access{MilliSeconds(4)}; //!< access routers to core
        Time home{MilliSeconds(8)};   //!< home router to core
        Time core{MilliSeconds(5)};   //!< correspondent to core
        Time segment{0};              //!< of local networks

        /** @return round-trip time mobile to correspondent, away from home */
        Time Mc() const;
        /** @return round-trip time mobile to rendezvous server, away from home */
        Time Mh() const;
        /** @return round-trip time rendezvous server to correspondent */
        Time Hc() const;
    };

    /** What a bed can be. */
    struct Options
    {
        bool ipv6{false};           //!< family of addresses; applications have tags with IPv6
        std::string system{"hip"};  //!< or "hip-credit"
        std::string start{"lan-1"}; //!< where the mobile is at first; empty: nowhere
        Delays delays;              //!< of links
        std::vector<std::pair<std::string, std::string>> attributes; //!< of the system, by name
    };

    /** A datagram. */
    struct Datagram
    {
        Time sent;    //!< when
        Time arrived; //!< when; 0: never
    };

    /** Looks at a packet that arrives, and may change it. @return whether it goes on to the host */
    using Filter = std::function<bool(HipArrival& arrival)>;

    HipTestBed();
    /** @param options what it is */
    explicit HipTestBed(const Options& options);
    ~HipTestBed();

    /** Sends datagrams both ways. @param from first @param to none from then on @param interval
     * between two */
    void Talk(const Time& from, const Time& to, const Time& interval);
    /** Sends datagrams one way. @param upwards whether the mobile does, else the correspondent
     * @param from first @param to none from then on @param interval between two */
    void TalkOneWay(bool upwards, const Time& from, const Time& to, const Time& interval);
    /** Moves the mobile. @param when simulation time @param network "home", "lan-1", "lan-2", or
     * empty: nowhere */
    void MoveAt(const Time& when, const std::string& network);
    /** Lets a packet arrive, past the filter. @param arrival the packet @param delay from now */
    void Deliver(const HipArrival& arrival, const Time& delay = Time(0));
    /** Loses packets of HIP on their way. @param rate probability @param types of them; empty: all
     */
    void LoseHip(double rate, const std::set<uint8_t>& types = {});
    /** Runs the simulation. @param until its end, simulation time */
    void Run(const Time& until);

    /** @return times when a host sent messages of a name @param node the host, nullptr: any
     * @param name as in the RFC */
    std::vector<Time> When(Ptr<Node> node, const std::string& name) const;
    /** @return packets of HIP that arrived at a host @param node the host @param type of them */
    std::vector<HipArrival> Heard(Ptr<Node> node, uint8_t type) const;
    /** @return the first arrival at a time or later, Time::Max() where there is none @param way
     * up or down @param when that time */
    static Time FirstArrivedAfter(const std::vector<Datagram>& way, const Time& when);
    /** @return arrival of the first to arrive of those sent at a time or later, Time::Max() where
     * none does @param way up or down @param when that time */
    static Time FirstSentAfter(const std::vector<Datagram>& way, const Time& when);
    /** @return datagrams that did not arrive, of those sent within a time @param way up or down
     * @param from from then on @param to before then */
    static uint32_t Lost(const std::vector<Datagram>& way, const Time& from, const Time& to);

    /** @return a host's HIP @param node the host */
    static Ptr<HipHost> Hip(Ptr<Node> node);
    /** @return one end of the association of mobile and correspondent, or nullptr @param mine
     * whether the mobile's end, else the correspondent's */
    HipAssociation* GetAssociation(bool mine) const;
    /** @return the mobile's address now; invalid: it has none */
    Address GetMobileLocator() const;

    NetworkPlan plan;                                         //!< nodes and networks
    Ptr<HipSystem> system;                                    //!< under test
    Ptr<Node> mobile;                                         //!< the mobile
    Ptr<Node> correspondent;                                  //!< the correspondent
    Ptr<Node> server;                                         //!< the rendezvous server
    Address correspondentLocator;                             //!< its address
    Address serverLocator;                                    //!< its address
    Filter filter;                                            //!< see Filter; may be empty
    bool recordEsp{false};                                    //!< whether heard has ESP too
    std::vector<HipArrival> heard;                            //!< before the filter, in order
    uint32_t lost{0};                                         //!< by LoseHip()
    std::vector<Datagram> up;                                 //!< mobile to correspondent
    std::vector<Datagram> down;                               //!< correspondent to mobile
    std::vector<std::pair<Time, PathReady>> ready;            //!< told
    std::vector<std::pair<Time, SignallingMessage>> messages; //!< told
    std::vector<SetUpReport> setUps;                          //!< told

  private:
    /** Makes nodes and networks. */
    void Build();
    /** Begins to record what the system tells. */
    void Listen();
    /** Puts the filter in front of a host. */
    void Tap(Ptr<Node> node);
    /** A packet has come. @param node where @param protocol its number @param packet behind the IP
     * header @param source of the IP header @param destination of the IP header */
    void Arrived(Ptr<Node> node,
                 uint8_t protocol,
                 Ptr<Packet> packet,
                 const Address& source,
                 const Address& destination);
    /** Hands a packet to a host. @param arrival the packet */
    void HandOver(HipArrival arrival);
    /** @return a host's socket @param node the host @param port of it @param way arrivals there */
    Ptr<Socket> Open(Ptr<Node> node, uint16_t port, std::vector<Datagram>* way);
    /** Sends the next datagram. @param upwards which way @param to none from then on @param
     * interval until the next */
    void SendNext(bool upwards, Time to, Time interval);

    Options m_options;                      //!< what it is
    Ptr<LabBackbone> m_backbone;            //!< what stands behind
    Ptr<LanAccessHelper> m_lan;             //!< local networks
    Ptr<LanPort> m_port;                    //!< the mobile's
    Ptr<UniformRandomVariable> m_random;    //!< what is lost
    Ptr<Socket> m_mobileSocket;             //!< sends up
    Ptr<Socket> m_correspondentSocket;      //!< sends down
    std::vector<Ptr<IpL4Protocol>> m_hosts; //!< what the filter stands in front of
    std::map<std::pair<uint32_t, uint8_t>, std::size_t>
        m_places; //!< by node and protocol, places in m_hosts
};

} // namespace ns3

#endif /* HIP_TEST_BED_H */
