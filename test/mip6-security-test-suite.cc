/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// What Mobile IPv6 refuses: forged and replayed messages, packets without a binding, duplicates.

#include "mip6-test-bed.h"

#include "ns3/inet6-socket-address.h"
#include "ns3/interface-addresses.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/mip6-extension.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/udp-header.h"

#include <algorithm>
#include <functional>

namespace ns3
{

namespace
{

/** Where an attacker is. */
const Ipv6Address ATTACKER("fd00:0:0:3::bad");

/** Number of IPv6 in IPv6, and of UDP. */
const uint8_t TUNNEL = 41;
const uint8_t UDP = 17;

/** A packet that a node has taken. */
struct Taken
{
    Time when;          //!< then
    Ipv6Header header;  //!< its IPv6 header
    Ptr<Packet> packet; //!< what followed that
};

/** Remembers packets with a message of a type that a node takes. */
class Tap
{
  public:
    /** @param node which @param type MH Type */
    Tap(Ptr<Node> node, uint8_t type)
        : m_type(type)
    {
        node->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
            "LocalDeliver",
            Callback<void, const Ipv6Header&, Ptr<const Packet>, uint32_t>(
                [this](const Ipv6Header& header, Ptr<const Packet> packet, uint32_t) {
                    Note(header, packet);
                }));
    }

    std::vector<Taken> all; //!< in order

  private:
    void Note(const Ipv6Header& header, Ptr<const Packet> packet)
    {
        uint8_t bytes[27] = {};
        packet->CopyData(bytes, sizeof(bytes));
        const uint8_t next = header.GetNextHeader();
        if ((next == 60 && bytes[0] == 135 && bytes[26] == m_type) ||
            (next == 135 && bytes[2] == m_type))
        {
            all.push_back({Simulator::Now(), header, packet->Copy()});
        }
    }

    uint8_t m_type; //!< MH Type
};

/** @return a message with a right checksum */
Ptr<Packet>
Write(Mip6Message message, const Ipv6Address& source, const Ipv6Address& destination)
{
    Ptr<Packet> packet = Create<Packet>();
    message.SetAddresses(source, destination);
    packet->AddHeader(message);
    return packet;
}

/** @return a packet with a Home Address option in front */
Ptr<Packet>
WithHomeAddress(Ptr<Packet> packet, const Ipv6Address& home, uint8_t next)
{
    Mip6HomeAddressHeader option;
    option.nextHeader = next;
    option.homeAddress = home;
    packet->AddHeader(option);
    return packet;
}

/** @return a datagram for the correspondent's socket of the bed */
Ptr<Packet>
Datagram(uint16_t port)
{
    UdpHeader udp;
    udp.SetSourcePort(1234);
    udp.SetDestinationPort(port);
    Ptr<Packet> packet = Create<Packet>(10);
    packet->AddHeader(udp);
    return packet;
}

} // namespace

/**
 * @ingroup mip6
 * A case on a bed where the mobile moved to lan-2 at 4 s, with bindings everywhere.
 */
class Mip6AttackCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /** Lets an attack happen at 6 s. @param attack what happens @param after is looked at 1 s later
     */
    void Play(Mip6TestBed& bed,
              const std::function<void()>& attack,
              const std::function<void()>& after)
    {
        m_home = bed.GetMobile()->GetHomeAddress();
        m_homeAgent = Ipv6Address("fd00:0:0:1::1");
        bed.SendPackets(Seconds(3), Seconds(5), MilliSeconds(10));
        bed.MoveAt(Seconds(4), "lan-2");
        Simulator::Schedule(Seconds(6), attack);
        Simulator::Schedule(Seconds(7), after);
        bed.Run(Seconds(8));
    }

    /** Bindings are what they were. */
    void ExpectBindings(Mip6TestBed& bed)
    {
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(m_home),
                              bed.GetMobile()->GetCareOf(),
                              "home agent's binding");
        NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(m_home),
                              bed.GetMobile()->GetCareOf(),
                              "correspondent's binding");
    }

    Ipv6Address m_home;      //!< the mobile's
    Ipv6Address m_homeAgent; //!< the home agent's
};

/** @ingroup mip6
 * The home agent under attack. */
class Mip6HomeAgentAttackCase : public Mip6AttackCase
{
  public:
    Mip6HomeAgentAttackCase()
        : Mip6AttackCase("forged and replayed registrations at the home agent")
    {
    }

  private:
    void DoRun() override
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Ptr<Node> router = bed.plan.home.router;
        Tap updates(router, Mip6Message::BU);
        const auto before = [&]() { return bed.GetHomeAgent()->GetCounters(); };
        const auto attack = [&]() {
            NS_TEST_ASSERT_MSG_EQ(updates.all.size(), 2, "two registrations");
            // The first one again: its care-of address is the old one.
            const Taken& old = updates.all[0];
            Mip6TestBed::Inject(router,
                                old.packet,
                                old.header.GetSource(),
                                m_homeAgent,
                                old.header.GetNextHeader());
            Mip6Message update(Mip6Message::BU);
            update.acknowledge = true;
            update.homeRegistration = true;
            update.sequence = 1000;
            update.lifetime = 100;
            const auto send = [&](const Ipv6Address& home) {
                Mip6TestBed::Inject(router,
                                    WithHomeAddress(Write(update, home, m_homeAgent), home, 135),
                                    ATTACKER,
                                    m_homeAgent,
                                    60);
            };
            send(m_home);
            update.authentication = Mip6Message::Authentication{Mip6Message::FIRST_SPI, {1, 2, 3}};
            send(m_home);
            update.lifetime = 0;
            send(m_home);
            send(Ipv6Address("fd00:0:0:1::1499"));
            send(Ipv6Address("fd00:0:0:9::1"));
            update.homeRegistration = false;
            send(m_home);
            // In the tunnel, from another than the care-of address.
            Ptr<Packet> packet = Datagram(7000);
            Ipv6Header inner;
            inner.SetSource(m_home);
            inner.SetDestination(bed.GetCorrespondentAddress());
            inner.SetNextHeader(UDP);
            inner.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
            packet->AddHeader(inner);
            Mip6TestBed::Inject(router, packet, ATTACKER, m_homeAgent, TUNNEL);
        };
        const auto after = [&]() {
            NS_TEST_EXPECT_MSG_EQ(before().replayed, 1, "one replayed");
            NS_TEST_EXPECT_MSG_EQ(before().forged, 6, "six forged");
            NS_TEST_EXPECT_MSG_EQ(before().badTunnel, 1, "one in the tunnel");
            ExpectBindings(bed);
            // Answered are the replayed one, and those of home addresses that have no key: what
            // cannot be authenticated gets no authentic refusal.
            const std::vector<Time> answers = bed.When("Binding Acknowledgement");
            NS_TEST_EXPECT_MSG_EQ(std::count(answers.begin(), answers.end(), Seconds(6)),
                                  1,
                                  "those on behalf of the mobile");
        };
        Play(bed, attack, after);
    }
};

/** @ingroup mip6
 * The correspondent under attack. */
class Mip6CorrespondentAttackCase : public Mip6AttackCase
{
  public:
    Mip6CorrespondentAttackCase()
        : Mip6AttackCase("forged and replayed updates at the correspondent")
    {
    }

  private:
    void DoRun() override
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Ptr<Node> node = bed.plan.correspondents[0];
        const Ipv6Address own = bed.GetCorrespondentAddress();
        Tap updates(node, Mip6Message::BU);
        std::size_t arrivals = 0;
        const auto attack = [&]() {
            NS_TEST_ASSERT_MSG_EQ(updates.all.size(), 2, "two updates");
            arrivals = bed.up.size();
            const Taken& old = updates.all[0];
            Mip6TestBed::Inject(node, old.packet, old.header.GetSource(), own, 60);
            Mip6Message update(Mip6Message::BU);
            update.sequence = 1000;
            update.lifetime = 100;
            const auto send = [&]() {
                Mip6TestBed::Inject(node,
                                    WithHomeAddress(Write(update, m_home, own), m_home, 135),
                                    ATTACKER,
                                    own,
                                    60);
            };
            send();
            update.authorization = Mip6Authenticator{4, 5, 6};
            send();
            update.nonceIndices = std::make_pair(uint16_t{0}, uint16_t{0});
            send();
            update.homeRegistration = true;
            send();
            // Neither test may come with a Home Address option.
            Mip6TestBed::Inject(
                node,
                WithHomeAddress(Write(Mip6Message(Mip6Message::HOTI), m_home, own), m_home, 135),
                ATTACKER,
                own,
                60);
            // Data with a home address that is not the sender's.
            Mip6TestBed::Inject(node,
                                WithHomeAddress(Datagram(7000), m_home, UDP),
                                ATTACKER,
                                own,
                                60);
        };
        const auto after = [&]() {
            const Mip6Agent::Counters& counters = bed.GetCorrespondent()->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(counters.replayed, 1, "one replayed");
            NS_TEST_EXPECT_MSG_EQ(counters.forged, 5, "five forged");
            NS_TEST_EXPECT_MSG_EQ(counters.noBinding, 1, "data");
            NS_TEST_EXPECT_MSG_EQ(bed.Count("Binding Error"), 1, "told by a Binding Error");
            NS_TEST_EXPECT_MSG_EQ(bed.up.size(), arrivals, "not delivered");
            ExpectBindings(bed);
        };
        Play(bed, attack, after);
    }
};

/** @ingroup mip6
 * The mobile under attack. */
class Mip6MobileAttackCase : public Mip6AttackCase
{
  public:
    Mip6MobileAttackCase()
        : Mip6AttackCase("forged answers and packets at the mobile")
    {
    }

  private:
    void DoRun() override
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        Ptr<Node> node = bed.plan.mobiles[0];
        const Ipv6Address correspondent = bed.GetCorrespondentAddress();
        Tap tests(node, Mip6Message::HOT);
        std::size_t arrivals = 0;
        const auto attack = [&]() {
            arrivals = bed.down.size();
            const Ipv6Address careOf = bed.GetMobile()->GetCareOf();
            Mip6Message answer(Mip6Message::BA);
            answer.sequence = 2;
            answer.status = 128;
            const auto send = [&](const Mip6Message& message, const Ipv6Address& from) {
                Mip6RoutingHeader routing;
                routing.nextHeader = 135;
                routing.homeAddress = m_home;
                Ptr<Packet> packet = Write(message, from, m_home);
                packet->AddHeader(routing);
                Mip6TestBed::Inject(node, packet, from, careOf, 43);
            };
            send(answer, m_homeAgent);
            send(answer, correspondent);
            answer.authentication = Mip6Message::Authentication{Mip6Message::FIRST_SPI, {1}};
            answer.authorization.reset();
            send(answer, m_homeAgent);
            // A Care-of Test with a wrong cookie.
            Mip6TestBed::Inject(node,
                                Write(Mip6Message(Mip6Message::COT), correspondent, careOf),
                                correspondent,
                                careOf,
                                135);
            // The right Home Test, but not out of the tunnel.
            NS_TEST_ASSERT_MSG_EQ(tests.all.size(), 2, "two Home Tests");
            Mip6TestBed::Inject(node, tests.all[1].packet, correspondent, m_home, 135);
            // A Routing header to another address.
            Mip6RoutingHeader elsewhere;
            elsewhere.nextHeader = UDP;
            elsewhere.homeAddress = ATTACKER;
            Ptr<Packet> packet = Datagram(6000);
            packet->AddHeader(elsewhere);
            Mip6TestBed::Inject(node, packet, correspondent, careOf, 43);
            // A tunnel that is not the home agent's.
            Ptr<Packet> tunnelled = Datagram(6000);
            Ipv6Header inner;
            inner.SetSource(correspondent);
            inner.SetDestination(m_home);
            inner.SetNextHeader(UDP);
            inner.SetPayloadLength(static_cast<uint16_t>(tunnelled->GetSize()));
            tunnelled->AddHeader(inner);
            Mip6TestBed::Inject(node, tunnelled, ATTACKER, careOf, TUNNEL);
        };
        const auto after = [&]() {
            const Mip6Agent::Counters& counters = bed.GetMobile()->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(counters.forged, 5, "five forged");
            NS_TEST_EXPECT_MSG_EQ(counters.badRouting, 1, "one Routing header");
            NS_TEST_EXPECT_MSG_EQ(counters.badTunnel, 1, "one tunnel");
            NS_TEST_EXPECT_MSG_EQ(bed.down.size(), arrivals, "nothing delivered");
            NS_TEST_EXPECT_MSG_EQ(
                (bed.GetMobile()->GetState() == Mip6MobileNode::State::REGISTERED),
                true,
                "still registered");
            ExpectBindings(bed);
        };
        Play(bed, attack, after);
    }
};

/** @ingroup mip6
 * A Binding Update whose nonces have expired is refused with status 138 and brings no binding back,
 * when the correspondent has none any more. */
class Mip6NonceCase : public TestCase
{
  public:
    Mip6NonceCase()
        : TestCase("expired nonces")
    {
    }

  private:
    void DoRun() override
    {
        Mip6TestBed bed("mip6", {}, "lan-1");
        bed.GetCorrespondent()->SetAttribute("MAX_RR_BINDING_LIFETIME", TimeValue(Seconds(60)));
        Ptr<Node> node = bed.plan.correspondents[0];
        Tap updates(node, Mip6Message::BU);
        Tap answers(bed.plan.mobiles[0], Mip6Message::BA);
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        bed.SendPackets(Seconds(35), Seconds(35.001));
        // The nonce is from 30 s, so that it ends at 270 s.
        for (const Time& when : {Seconds(269.9), Seconds(270.1)})
        {
            Simulator::Schedule(when, [&]() {
                NS_TEST_ASSERT_MSG_EQ(updates.all.empty(), false, "an update");
                NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(home),
                                      Ipv6Address(),
                                      "its binding has ended");
                const Taken& old = updates.all[0];
                const Ipv6Address from = old.header.GetSource();
                Mip6TestBed::Inject(node, old.packet, from, bed.GetCorrespondentAddress(), 60);
            });
        }
        // One of the two only: index 9 is that of 270 s.
        for (const auto& [indices, when] : {std::make_pair(std::make_pair(1, 9), Seconds(271)),
                                            std::make_pair(std::make_pair(9, 1), Seconds(272))})
        {
            Mip6Message update(Mip6Message::BU);
            update.lifetime = 10;
            update.nonceIndices = indices;
            update.authorization = Mip6Authenticator();
            Simulator::Schedule(when, [&bed, update, node, home]() {
                const Ipv6Address own = bed.GetCorrespondentAddress();
                Mip6TestBed::Inject(node,
                                    WithHomeAddress(Write(update, home, own), home, 135),
                                    bed.GetMobile()->GetCareOf(),
                                    own,
                                    60);
            });
        }
        bed.Run(Seconds(275));
        NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCounters().replayed, 4, "all refused");
        NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(home), Ipv6Address(), "no binding");
        std::vector<unsigned> statuses;
        for (const Taken& one : answers.all)
        {
            uint8_t bytes[7] = {};
            one.packet->CopyData(bytes, sizeof(bytes));
            if (one.when > Seconds(200))
            {
                statuses.push_back(bytes[6]);
            }
        }
        NS_TEST_ASSERT_MSG_EQ(statuses.size(), 4, "all answered");
        NS_TEST_EXPECT_MSG_EQ(statuses[0], 135, "sequence number out of window");
        NS_TEST_EXPECT_MSG_EQ(statuses[1], 138, "expired nonces");
        NS_TEST_EXPECT_MSG_EQ(statuses[2], 136, "expired home nonce index");
        NS_TEST_EXPECT_MSG_EQ(statuses[3], 137, "expired care-of nonce index");
    }
};

/** @ingroup mip6
 * The home link: the home agent speaks for a mobile that is away, and finds an address that is
 * taken. */
class Mip6HomeLinkCase : public TestCase
{
  public:
    Mip6HomeLinkCase()
        : TestCase("home link: proxy, and a duplicate address")
    {
    }

  private:
    /** A node on the home link sends to the mobile. @param to network where that is */
    void Proxy(const std::string& to)
    {
        Mip6TestBed bed("mip6-tunnel", {}, "home");
        Ptr<Node> neighbour = bed.AddNeighbour();
        bed.MoveAt(Seconds(1), "lan-1");
        bed.MoveAt(Seconds(4), to);
        Ptr<Socket> socket =
            Socket::CreateSocket(neighbour, TypeId::LookupByName("ns3::UdpSocketFactory"));
        socket->Bind6();
        for (uint32_t i = 2; i <= 5; ++i)
        {
            Simulator::Schedule(Seconds(i) + MilliSeconds(500), [&]() {
                socket->SendTo(Create<Packet>(10),
                               0,
                               Inet6SocketAddress(bed.GetMobile()->GetHomeAddress(), 6000));
            });
        }
        bed.Run(Seconds(7));
        NS_TEST_ASSERT_MSG_EQ(bed.down.size(), 4, "to the mobile at " << to);
        NS_TEST_EXPECT_MSG_GT(bed.down.back(), Seconds(5.49), "the last one too");
    }

    void Duplicate()
    {
        Mip6TestBed bed("mip6-tunnel", {}, "lan-1");
        Ptr<Node> neighbour = bed.AddNeighbour();
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        AddInterfaceAddress(neighbour->GetObject<Ipv6L3Protocol>()->GetNetDevice(1), home, 64);
        Tap answers(bed.plan.mobiles[0], Mip6Message::BA);
        bed.Run(Seconds(5));
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home), Ipv6Address(), "no binding");
        NS_TEST_EXPECT_MSG_EQ((bed.GetMobile()->GetState() == Mip6MobileNode::State::REFUSED),
                              true,
                              "refused");
        NS_TEST_ASSERT_MSG_EQ(answers.all.size(), 1, "one answer");
        uint8_t bytes[7] = {};
        answers.all[0].packet->CopyData(bytes, sizeof(bytes));
        NS_TEST_EXPECT_MSG_EQ(unsigned(bytes[6]), 134, "Duplicate Address Detection failed");
    }

    void DoRun() override
    {
        Proxy("lan-2");
        Proxy("home");
        Duplicate();
    }
};

/** Suite mip6-security. */
class Mip6SecurityTestSuite : public TestSuite
{
  public:
    Mip6SecurityTestSuite()
        : TestSuite("mip6-security", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new Mip6HomeAgentAttackCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6CorrespondentAttackCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6MobileAttackCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6NonceCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip6HomeLinkCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip6SecurityTestSuite g_mip6SecurityTestSuite; //!< registers the suite

} // namespace ns3
