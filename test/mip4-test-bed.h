/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP4_TEST_BED_H
#define MIP4_TEST_BED_H

#include "ns3/error-model.h"
#include "ns3/lab-backbone.h"
#include "ns3/lan-access-helper.h"
#include "ns3/mip4-foreign-agent.h"
#include "ns3/mip4-system.h"
#include "ns3/mobility-system.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @ingroup mip4
 * Loses messages of Mobile IPv4 with a probability: registrations, advertisements, solicitations.
 * All else passes. It is the receive error model of devices with Ethernet-like or PPP frames.
 */
class Mip4SignallingLoss : public ErrorModel
{
  public:
    /** @return the object TypeId */
    static TypeId GetTypeId();

    double rate{0};   //!< probability
    uint32_t lost{0}; //!< so far

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    Ptr<UniformRandomVariable> m_random; //!< which ones
};

/**
 * @ingroup mip4
 * What the tests of Mobile IPv4 share: a mobile that can be plugged into its home network "home"
 * and into "lan-1" and "lan-2", a correspondent, streams of datagrams both ways, and a record of
 * what the system tells.
 */
class Mip4TestBed
{
  public:
    /** One-way delays of the links to the core router, and of the local networks. */
    struct Delays
    {
        Time access;  //!< access routers
        Time home;    //!< home router
        Time core;    //!< correspondent
        Time segment; //!< local networks

        /** @return round-trip time mobile to correspondent, away from home */
        Time Mc() const
        {
            return 2 * (segment + access + core);
        }

        /** @return round-trip time mobile to home agent, away from home */
        Time Mh() const
        {
            return 2 * (segment + access + home);
        }

        /** @return round-trip time home agent to correspondent */
        Time Hc() const
        {
            return 2 * (home + core);
        }
    };

    /** A datagram. */
    struct Datagram
    {
        Time sent;    //!< when
        Time arrived; //!< when; 0: never
    };

    /**
     * @param system "mip4" or "mip4-fa"
     * @param delays of the links
     * @param attributes of the system, by name
     */
    Mip4TestBed(const std::string& system,
                const Delays& delays,
                const std::vector<std::pair<std::string, std::string>>& attributes = {});
    ~Mip4TestBed();

    /** @return delays as they are in an ordinary network */
    static Delays Ordinary();

    /** Plugs the cable in elsewhere. @param when simulation time @param network its name; empty:
     * nowhere */
    void MoveAt(const Time& when, const std::string& network);
    /** Sends datagrams both ways. @param from first @param to last @param interval between two */
    void Talk(const Time& from, const Time& to, const Time& interval);
    /** Sends one datagram from a node. @param node which @param bytes its payload @param to address
     * and port @param protocol 17: UDP; else that IP protocol, without UDP header */
    void Inject(Ptr<Node> node,
                const std::vector<uint8_t>& bytes,
                const InetSocketAddress& to,
                uint8_t protocol = 17);
    /** Loses signalling. @param rate probability */
    void SetLoss(double rate);
    /** Runs the simulation. @param until its end */
    void Run(const Time& until);

    /** @return the mobile's home address */
    Ipv4Address GetHomeAddress() const;
    /** @return the mobile's part of the model */
    Ptr<Mip4MobileNode> GetMobileNode() const;
    /** @return the home agent */
    Ptr<Mip4HomeAgent> GetHomeAgent() const;
    /** @return a foreign agent @param i 0: of lan-1, 1: of lan-2 */
    Ptr<Mip4ForeignAgent> GetForeignAgent(uint32_t i) const;
    /** @return times when the mobile sent messages of a name @param name as the RFC has it */
    std::vector<Time> SentByMobile(const std::string& name) const;
    /** @return datagrams of a direction that were sent within a time and did not arrive */
    static uint32_t Lost(const std::vector<Datagram>& way, const Time& from, const Time& to);
    /** @return arrival of the first datagram sent at a time or later, or -1 s */
    static Time FirstSentAfter(const std::vector<Datagram>& way, const Time& when);
    /** @return the first arrival at a time or later, or -1 s */
    static Time FirstArrivedAfter(const std::vector<Datagram>& way, const Time& when);

    NetworkPlan plan;                                           //!< nodes and networks
    Ptr<Mip4System> system;                                     //!< under test
    Ptr<LanAccessHelper> lan;                                   //!< local networks
    Ptr<LanPort> port;                                          //!< the mobile's
    Ipv4Address correspondent;                                  //!< the correspondent's address
    Ptr<Mip4SignallingLoss> loss;                               //!< see SetLoss()
    std::vector<Datagram> up;                                   //!< mobile to correspondent
    std::vector<Datagram> down;                                 //!< correspondent to mobile
    std::vector<std::pair<Time, PathReady>> ready;              //!< told
    std::vector<std::pair<Time, SignallingMessage>> signalling; //!< told
    std::vector<SetUpReport> setUps;                            //!< told

  private:
    /** Begins to record what the system tells. */
    void Listen();
    /** Sends the next datagram. @param way where it is recorded @param socket by which @param to
     * whom @param end when no more are sent @param interval until the next */
    void SendNext(std::vector<Datagram>* way,
                  Ptr<Socket> socket,
                  Address to,
                  Time end,
                  Time interval);
    /** Datagrams have come. @param way where they are recorded @param socket where */
    static void Receive(std::vector<Datagram>* way, Ptr<Socket> socket);

    Ptr<LabBackbone> m_backbone; //!< what stands behind
    Ptr<Socket> m_mobile;        //!< the mobile's
    Ptr<Socket> m_peer;          //!< the correspondent's
};

} // namespace ns3

#endif /* MIP4_TEST_BED_H */
