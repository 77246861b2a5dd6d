/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// What L4 mobility tells as a system under test.

#include "access-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/lan-access-helper.h"
#include "ns3/mobility-system.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** Port of the correspondent. */
const uint16_t PORT = 7000;

/** Port of each mobile's socket. */
const uint16_t MOBILE_PORT = 6000;

/** Time that packets may take on links beside their delay: a few hundred bytes at 100 Mbit/s,
 * twice. */
const Time SLACK = MicroSeconds(200);

/** Delay of a LAN segment. */
const Time SEGMENT_DELAY = MicroSeconds(400);

} // namespace

/**
 * @ingroup mobilitysystem
 * Systems are found by name.
 */
class SystemNamesCase : public TestCase
{
  public:
    SystemNamesCase()
        : TestCase("systems by name")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<std::string> names = MobilitySystem::GetNames();
        for (const std::string name : {"l4-mobility", "none"})
        {
            NS_TEST_EXPECT_MSG_EQ(std::count(names.begin(), names.end(), name), 1, name);
            NS_TEST_EXPECT_MSG_EQ(MobilitySystem::Create(name)->GetName(), name, "the one asked");
        }
        NS_TEST_EXPECT_MSG_EQ(MobilitySystem::Create("no such"), nullptr, "an unknown name");
        Ptr<MobilitySystem> system = MobilitySystem::Create("l4-mobility");
        NS_TEST_EXPECT_MSG_EQ(system->SetAttributeFailSafe("Suites", StringValue("rot13")),
                              false,
                              "an unknown suite");
        NS_TEST_EXPECT_MSG_EQ(system->SetAttributeFailSafe("Costs", StringValue("much")),
                              false,
                              "unknown costs");
    }
};

/**
 * @ingroup mobilitysystem
 * Two mobiles whose sockets have the same ports connect to one correspondent (R13); one of them
 * moves. What the system tells is of that one, at the times of the formula: the way up is open at
 * once, the way down half a round-trip time later.
 */
class L4MobilitySystemCase : public TestCase
{
  public:
    /** @param ipv6 family */
    explicit L4MobilitySystemCase(bool ipv6)
        : TestCase(std::string("what L4 mobility tells of a move, IPv") + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6)
    {
    }

  private:
    void DoRun() override;

    /** @return a second mobile like the bed's, with an AccessManager */
    Ptr<Node> AddMobile();
    /** Lets a mobile's socket speak once. @param mobile whose @return the socket */
    Ptr<Socket> Speak(Ptr<Node> mobile);
    /** @return the correspondent's name */
    Address Correspondent() const;
    /** What was told before the move. */
    void CheckSetUp();
    /** What was told of the move. */
    void CheckMove();

    bool m_ipv6;                                                  //!< family
    Ptr<Node> m_correspondent;                                    //!< the correspondent
    Ptr<Node> m_mover;                                            //!< the mobile that moves
    Ptr<MobilitySystem> m_system;                                 //!< under test
    std::vector<std::pair<Time, PathReady>> m_ready;              //!< told
    std::vector<std::pair<Time, SignallingMessage>> m_signalling; //!< told
    std::vector<SetUpReport> m_setUps;                            //!< told
};

Address
L4MobilitySystemCase::Correspondent() const
{
    if (m_ipv6)
    {
        Ptr<Ipv6> ipv6 = m_correspondent->GetObject<Ipv6>();
        return Inet6SocketAddress(ipv6->GetAddress(1, 1).GetAddress(), PORT);
    }
    return InetSocketAddress(m_correspondent->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal(), PORT);
}

Ptr<Node>
L4MobilitySystemCase::AddMobile()
{
    Ptr<Node> mobile = CreateObject<Node>();
    InternetStackHelper().Install(mobile);
    mobile->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
    mobile->AggregateObject(CreateObject<AccessManager>());
    return mobile;
}

Ptr<Socket>
L4MobilitySystemCase::Speak(Ptr<Node> mobile)
{
    Ptr<Socket> socket =
        Socket::CreateSocket(mobile, TypeId::LookupByName(m_system->GetUdpFactory()));
    socket->Bind(m_ipv6 ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), MOBILE_PORT))
                        : Address(InetSocketAddress(Ipv4Address::GetAny(), MOBILE_PORT)));
    socket->Connect(Correspondent());
    socket->Send(Create<Packet>(100));
    return socket;
}

void
L4MobilitySystemCase::CheckSetUp()
{
    NS_TEST_ASSERT_MSG_EQ(m_setUps.size(), 2, "two associations");
    const Time roundTrip = 2 * (SEGMENT_DELAY + 2 * AccessTestBed::LINK_DELAY);
    for (const SetUpReport& report : m_setUps)
    {
        NS_TEST_EXPECT_MSG_EQ(unsigned(report.protocol), 17, "UDP");
        NS_TEST_EXPECT_MSG_EQ(report.began, Seconds(1), "when the socket spoke");
        NS_TEST_EXPECT_MSG_GT(report.mobileComputation, Time(0), "computation costs time");
        NS_TEST_EXPECT_MSG_GT(report.peerComputation, Time(0), "computation costs time");
    }
    Time took = m_setUps[0].established - m_setUps[0].began;
    Time computed = m_setUps[0].mobileComputation + m_setUps[0].peerComputation;
    NS_TEST_EXPECT_MSG_GT_OR_EQ(took, roundTrip + computed, "a round trip, and what is computed");
    // The correspondent may have been busy with the other one.
    NS_TEST_EXPECT_MSG_LT(took,
                          roundTrip + computed + m_setUps[1].peerComputation + SLACK,
                          "a round trip, and what is computed");
}

void
L4MobilitySystemCase::CheckMove()
{
    NS_TEST_ASSERT_MSG_EQ(m_ready.size(), 2, "a way up and a way down");
    for (const auto& [when, ready] : m_ready)
    {
        NS_TEST_EXPECT_MSG_EQ(ready.mobile, m_mover, "the one that moved");
        NS_TEST_EXPECT_MSG_EQ(unsigned(ready.protocol), 17, "UDP");
        NS_TEST_EXPECT_MSG_EQ(ready.mobilePort, MOBILE_PORT, "as its socket knows it");
    }
    const Time half = SEGMENT_DELAY + 2 * AccessTestBed::LINK_DELAY;
    NS_TEST_EXPECT_MSG_EQ(m_ready[0].second.up, true, "up first");
    NS_TEST_EXPECT_MSG_EQ(m_ready[0].first, Seconds(2), "at once");
    NS_TEST_EXPECT_MSG_EQ(m_ready[1].second.up, false, "then down");
    NS_TEST_EXPECT_MSG_GT_OR_EQ(m_ready[1].first, Seconds(2) + half, "half a round trip later");
    NS_TEST_EXPECT_MSG_LT(m_ready[1].first, Seconds(2) + half + SLACK, "half a round trip later");

    // R9: an empty packet and its answer: IP, UDP and extended header of the default suite.
    const uint32_t bytes = (m_ipv6 ? 40 : 20) + 8 + 28;
    NS_TEST_ASSERT_MSG_EQ(m_signalling.size(), 2, "an empty packet and its answer");
    NS_TEST_EXPECT_MSG_EQ(m_signalling[0].second.name, "EMPTY", "of the mobile");
    NS_TEST_EXPECT_MSG_EQ(m_signalling[0].second.sender, m_mover, "of the mobile");
    NS_TEST_EXPECT_MSG_EQ(m_signalling[1].second.name, "ANSWER", "of the correspondent");
    NS_TEST_EXPECT_MSG_EQ(m_signalling[1].second.sender, m_correspondent, "of the correspondent");
    for (const auto& [when, message] : m_signalling)
    {
        NS_TEST_EXPECT_MSG_EQ(message.mobile, m_mover, "on behalf of the one that moved");
        NS_TEST_EXPECT_MSG_EQ(message.bytes, bytes, "size of the packet");
        NS_TEST_EXPECT_MSG_EQ(message.setUp, false, "of a move");
    }
}

void
L4MobilitySystemCase::DoRun()
{
    AccessTestBed bed(m_ipv6);
    m_correspondent = bed.GetCorrespondent();
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetIpv6(m_ipv6);
    lan->SetSegmentAttribute("Delay", TimeValue(SEGMENT_DELAY));
    NetworkPlan plan;
    plan.ipv6 = m_ipv6;
    plan.correspondents = {m_correspondent};
    plan.mobiles = {bed.GetMobile(), AddMobile()};
    plan.access = {lan->InstallNetwork("lan-1", bed.AddRouter(1), 1),
                   lan->InstallNetwork("lan-2", bed.AddRouter(2), 2)};
    std::vector<Ptr<LanPort>> ports;
    for (const Ptr<Node>& mobile : plan.mobiles)
    {
        ports.push_back(lan->InstallMobile(mobile));
        mobile->GetObject<AccessManager>()->AddLink(ports.back());
        ports.back()->Plug("lan-1");
    }
    m_mover = plan.mobiles[1];

    m_system = MobilitySystem::Create("l4-mobility");
    m_system->SetAttribute("Costs", StringValue("paper-2006"));
    m_system->Install(plan);
    m_system->TraceConnectWithoutContext(
        "PathReady",
        Callback<void, const PathReady&>(
            [this](const PathReady& ready) { m_ready.emplace_back(Simulator::Now(), ready); }));
    m_system->TraceConnectWithoutContext(
        "Signalling",
        Callback<void, const SignallingMessage&>([this](const SignallingMessage& message) {
            m_signalling.emplace_back(Simulator::Now(), message);
        }));
    m_system->TraceConnectWithoutContext(
        "SetUp",
        Callback<void, const SetUpReport&>(
            [this](const SetUpReport& report) { m_setUps.push_back(report); }));

    Ptr<Socket> server =
        Socket::CreateSocket(m_correspondent, TypeId::LookupByName(m_system->GetUdpFactory()));
    server->Bind(m_ipv6 ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), PORT))
                        : Address(InetSocketAddress(Ipv4Address::GetAny(), PORT)));
    std::vector<Ptr<Socket>> sockets;
    for (const Ptr<Node>& mobile : plan.mobiles)
    {
        Simulator::Schedule(Seconds(1),
                            [this, mobile, &sockets]() { sockets.push_back(Speak(mobile)); });
    }
    Simulator::Schedule(Seconds(1.9), [this]() {
        CheckSetUp();
        for (const auto& [when, message] : m_signalling)
        {
            NS_TEST_EXPECT_MSG_EQ(message.setUp,
                                  (message.name.substr(0, 3) == "L4_"),
                                  message.name);
        }
        NS_TEST_EXPECT_MSG_GT_OR_EQ(m_signalling.size(), 4, "two questions, two answers");
        m_signalling.clear();
    });
    Simulator::Schedule(Seconds(2), &LanPort::MoveTo, ports[1], "lan-2");
    bed.GetManager()->Start();
    m_mover->GetObject<AccessManager>()->Start();
    Simulator::Stop(Seconds(3));
    Simulator::Run();
    CheckMove();
    sockets.clear();
    m_system->Dispose();
}

/** Suite lab-system. */
class MobilitySystemTestSuite : public TestSuite
{
  public:
    MobilitySystemTestSuite()
        : TestSuite("lab-system", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new SystemNamesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new L4MobilitySystemCase(false), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new L4MobilitySystemCase(true), l4mobility::QuickTest<TestCase>(0));
    }
};

static MobilitySystemTestSuite g_mobilitySystemTestSuite; //!< registers the suite

} // namespace ns3
