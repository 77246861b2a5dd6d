/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Single rules of RFC 5944, 2003 and 3024 that no ordinary move shows.

#include "mip4-intruder.h"
#include "mip4-test-bed.h"

#include "ns3/arp-header.h"
#include "ns3/arp-l3-protocol.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/mip4-routing.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** Protocol number that nobody listens to (RFC 3692). */
constexpr uint8_t EXPERIMENT{253};

/** @return an ICMP message of which all but the type is as an agent has it @param lifetime of the
 * advertisement @param code of ICMP */
Mip4Advertisement
MakeAdvertisement(uint16_t lifetime, uint8_t code = 0)
{
    Mip4Advertisement advert;
    advert.code = code;
    advert.lifetime = lifetime;
    advert.agent = true;
    advert.flags = Mip4Advertisement::FOREIGN_AGENT;
    advert.registrationLifetime = 100;
    return advert;
}

/** @return the entrance of a node's tunnels */
Ptr<Mip4TunnelDevice>
FindTunnel(Ptr<Node> node)
{
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        Ptr<Mip4TunnelDevice> tunnel = DynamicCast<Mip4TunnelDevice>(node->GetDevice(i));
        if (tunnel)
        {
            return tunnel;
        }
    }
    return nullptr;
}

/** @return Mobile IPv4's part of a node's routing */
Ptr<Mip4Routing>
FindRouting(Ptr<Node> node)
{
    Ptr<Ipv4ListRouting> list =
        DynamicCast<Ipv4ListRouting>(node->GetObject<Ipv4>()->GetRoutingProtocol());
    for (uint32_t i = 0; i < list->GetNRoutingProtocols(); ++i)
    {
        int16_t priority = 0;
        Ptr<Mip4Routing> routing = DynamicCast<Mip4Routing>(list->GetRoutingProtocol(i, priority));
        if (routing)
        {
            return routing;
        }
    }
    return nullptr;
}

} // namespace

/**
 * @ingroup mip4
 * A lifetime begins when the request is sent, and not when the reply comes (RFC 5944 section
 * 3.6.2.2): else the home agent's would end before the mobile's. Round trips are long here.
 */
class Mip4LifetimeBeginsCase : public TestCase
{
  public:
    Mip4LifetimeBeginsCase()
        : TestCase("a lifetime begins with its request")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed::Delays delays = Mip4TestBed::Ordinary();
        delays.home = MilliSeconds(400);
        Mip4TestBed bed("mip4", delays, {{"RegistrationLifetime", "20s"}});
        bed.port->Plug("lan-1");
        bed.Run(Seconds(45));
        const std::vector<Time> requests = bed.SentByMobile("Registration Request");
        NS_TEST_ASSERT_MSG_EQ(requests.size(), 5, "each half of the lifetime");
        for (std::size_t i = 1; i < requests.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(requests[i] - requests[i - 1], Seconds(10), "from the request");
        }
    }
};

/**
 * @ingroup mip4
 * Extensions that follow the mobile's authentication are the foreign agent's: it passes none on, in
 * either direction (RFC 5944 sections 3.7.2.2 and 3.7.3.2).
 */
class Mip4ExtensionsCase : public TestCase
{
  public:
    Mip4ExtensionsCase()
        : TestCase("extensions for the foreign agent end there")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        std::vector<Mip4Message> atHome;
        std::vector<Mip4Message> atMobile;
        CaptureMip4(bed.plan.home.router, atHome);
        CaptureMip4(bed.plan.mobiles[0], atMobile);
        bed.port->Plug("lan-1");
        const Mip4Extension extra{Mip4Extension::MOBILE_FOREIGN, std::vector<uint8_t>(20)};
        const InetSocketAddress agent(bed.plan.access[0].gateway, MIP4_PORT);
        Simulator::Schedule(Seconds(1), [&]() {
            Mip4Message request(Mip4Message::Type::REQUEST);
            request.homeAddress = bed.GetHomeAddress();
            request.homeAgent = bed.plan.home.gateway;
            request.careOfAddress = bed.plan.access[0].gateway;
            request.lifetime = 100;
            request.identification = ToNtp(Simulator::Now());
            request.extensions.push_back(extra);
            Mip4Security::Derive(bed.GetHomeAddress()).Sign(request);
            request.extensions.push_back(extra);
            bed.Inject(bed.plan.mobiles[0], request.GetBytes(), agent);
            // Answered by somebody who has the home agent's address, before that can.
            Mip4Message reply(Mip4Message::Type::REPLY);
            reply.homeAddress = request.homeAddress;
            reply.homeAgent = request.homeAgent;
            reply.identification = request.identification;
            reply.extensions = request.extensions;
            // Device 1 leads to the core.
            Ptr<NetDevice> exit = bed.plan.home.router->GetDevice(1);
            SendMip4(exit, exit->GetBroadcast(), bed.plan.home.gateway, agent, 64, reply);
        });
        bed.Run(Seconds(2));
        NS_TEST_ASSERT_MSG_EQ(atHome.size(), 2, "the mobile's own, and this");
        NS_TEST_EXPECT_MSG_EQ(atHome[1].extensions.size(), 2, "what was before, and it");
        NS_TEST_EXPECT_MSG_EQ(+atHome[1].extensions.back().type,
                              +Mip4Extension::MOBILE_HOME,
                              "nothing after the authentication");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCounters().accepted, 2, "which holds");
        NS_TEST_ASSERT_MSG_EQ(atMobile.size(), 2, "replies to both");
        NS_TEST_EXPECT_MSG_EQ(atMobile[1].extensions.size(), 2, "what was before, and it");
    }
};

/**
 * @ingroup mip4
 * Whether an advertisement is one to go by: not with a lifetime of 0 (RFC 1256 section 4.1), nor
 * with a code that is none (RFC 5944 section 2.1).
 */
class Mip4UselessAdvertisementCase : public TestCase
{
  public:
    Mip4UselessAdvertisementCase()
        : TestCase("advertisements to go by")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4", Mip4TestBed::Ordinary());
        Ptr<Mip4Discovery> discovery = bed.GetMobileNode()->GetDiscovery(bed.port->GetDevice());
        const AccessNetwork& network = bed.plan.access[0];
        Ptr<Mip4Link> link = CreateObject<Mip4Link>();
        link->SetDevice(network.router->GetDevice(network.routerDevice), Mip4Link::Listener());
        bed.port->Plug("lan-1");
        Simulator::Schedule(Seconds(1), &Mip4Discovery::Begin, discovery);

        // When it is sent, what, and whether there is an agent then.
        const struct
        {
            double when;
            Mip4Advertisement advert;
            bool agent;
        } steps[] = {{2, MakeAdvertisement(0), false},
                     {3, MakeAdvertisement(10, 5), false},
                     {4, MakeAdvertisement(10, 16), true},
                     {5, MakeAdvertisement(10), true},
                     {6, MakeAdvertisement(10, 5), true},
                     {7, MakeAdvertisement(0), false},
                     {8, MakeAdvertisement(0), false}};

        for (const auto& step : steps)
        {
            Simulator::Schedule(Seconds(step.when), [&, step]() {
                Ptr<Packet> packet = Create<Packet>();
                packet->AddHeader(step.advert);
                link->Send(packet, 1, network.gateway, Ipv4Address("224.0.0.1"), 1);
            });
            Simulator::Schedule(Seconds(step.when + 0.5), [&, step]() {
                NS_TEST_EXPECT_MSG_EQ((discovery->GetAgent() != nullptr),
                                      step.agent,
                                      "after " << step.when << " s");
            });
        }
        bed.Run(Seconds(8.6));
        // 1, 2, 3 s until there is one; from 7 s on again.
        NS_TEST_EXPECT_MSG_EQ(bed.SentByMobile("Agent Solicitation").size(), 5, "asked");
        link->Dispose();
    }
};

/**
 * @ingroup mip4
 * When a mobile has come home the home agent announces its link-layer address too (RFC 5944 section
 * 4.6), for those that do not hear the mobile.
 */
class Mip4ReturnAnnouncedCase : public TestCase
{
  public:
    /** @param system name */
    explicit Mip4ReturnAnnouncedCase(const std::string& system)
        : TestCase("the home agent announces who has returned, " + system),
          m_system(system)
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed(m_system, Mip4TestBed::Ordinary());
        Mip4Intruder neighbour(bed, "home");
        const Address agent =
            bed.plan.home.router->GetDevice(bed.plan.home.routerDevice)->GetAddress();
        const Address mobile = bed.port->GetDevice()->GetAddress();
        std::vector<std::pair<Address, Address>> announced; // by whom, whose link-layer address
        neighbour.device->GetNode()->RegisterProtocolHandler(
            Callback<void,
                     Ptr<NetDevice>,
                     Ptr<const Packet>,
                     uint16_t,
                     const Address&,
                     const Address&,
                     NetDevice::PacketType>([&](Ptr<NetDevice>,
                                                Ptr<const Packet> packet,
                                                uint16_t,
                                                const Address& from,
                                                const Address&,
                                                NetDevice::PacketType) {
                ArpHeader arp;
                packet->PeekHeader(arp);
                if (arp.GetSourceIpv4Address() == bed.GetHomeAddress() &&
                    arp.GetDestinationIpv4Address() == bed.GetHomeAddress())
                {
                    announced.emplace_back(from, arp.GetSourceHardwareAddress());
                }
            }),
            ArpL3Protocol::PROT_NUMBER,
            neighbour.device);
        bed.port->Plug("lan-1");
        bed.MoveAt(Seconds(5), "home");
        bed.Run(Seconds(10));
        const auto count = [&announced](const Address& by, const Address& whose) {
            return std::count(announced.begin(), announced.end(), std::make_pair(by, whose));
        };
        NS_TEST_EXPECT_MSG_EQ(count(agent, agent), 3, "when it left");
        NS_TEST_EXPECT_MSG_EQ(count(mobile, mobile), 3, "by itself");
        NS_TEST_EXPECT_MSG_EQ(count(agent, mobile), 3, "by the home agent");
        NS_TEST_EXPECT_MSG_EQ(announced.size(), 9, "and nothing else");
    }

    std::string m_system; //!< name
};

/**
 * @ingroup mip4
 * Somebody on the visited link sends requests and solicitations with a visitor's address. The
 * visitor list stays as it is until the home agent accepts (RFC 5944 section 3.7.2.2), the
 * link-layer address included: the visitor's packets go to the visitor.
 */
class Mip4StolenAddressCase : public TestCase
{
  public:
    Mip4StolenAddressCase()
        : TestCase("a neighbour that takes a visitor's address")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        Mip4Intruder intruder(bed, "lan-1");
        bed.port->Plug("lan-1");
        bed.Talk(Seconds(1), Seconds(8), MilliSeconds(10));
        const Ipv4Address home = bed.GetHomeAddress();
        Simulator::Schedule(Seconds(2), [&]() { intruder.Solicit(home); });
        Simulator::Schedule(Seconds(3), [&]() {
            Mip4Message request(Mip4Message::Type::REQUEST);
            request.homeAddress = home;
            request.homeAgent = bed.plan.home.gateway;
            request.careOfAddress = bed.plan.access[0].gateway;
            request.lifetime = 100;
            request.identification = ToNtp(Simulator::Now());
            Mip4Security().Sign(request);
            intruder.Request(home, request);
            // One that the foreign agent itself refuses.
            request.lifetime = 0xffff;
            intruder.Request(home, request);
        });
        bed.Run(Seconds(9));
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCounters().authentication, 1, "refused");
        NS_TEST_EXPECT_MSG_EQ(bed.GetForeignAgent(0)->GetCounters().refused, 1, "refused");
        NS_TEST_EXPECT_MSG_EQ(Mip4TestBed::Lost(bed.down, Seconds(1), Seconds(8)), 0, "none lost");
        NS_TEST_EXPECT_MSG_EQ(intruder.replies, 2, "who asked is answered");
    }
};

/**
 * @ingroup mip4
 * Somebody on the visited link claims to be the home agent. The foreign agent sends requests where
 * routing says, and not where it has heard that address.
 */
class Mip4ClaimedHomeAgentCase : public TestCase
{
  public:
    Mip4ClaimedHomeAgentCase()
        : TestCase("a neighbour that claims to be the home agent")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        Mip4Intruder intruder(bed, "lan-1");
        Simulator::Schedule(Seconds(1), [&]() { intruder.Solicit(bed.plan.home.gateway); });
        bed.MoveAt(Seconds(2), "lan-1");
        bed.Run(Seconds(4));
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCounters().accepted, 1, "registered");
        NS_TEST_EXPECT_MSG_EQ(bed.SentByMobile("Registration Request").size(), 1, "at once");
    }
};

/**
 * @ingroup mip4
 * A denial without authentication ends nothing: the home agent's reply is still taken. A reply with
 * a code that no foreign agent has needs authentication (RFC 5944 section 3.6.2.1).
 */
class Mip4UnsignedCodesCase : public TestCase
{
  public:
    Mip4UnsignedCodesCase()
        : TestCase("codes without authentication")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        std::vector<Mip4Message> atAgent;
        std::vector<uint16_t> ports;
        CaptureMip4(bed.plan.access[0].router, atAgent, &ports);
        bed.port->Plug("lan-1");
        // The request is at the foreign agent after 0.6 ms, at the home agent after 13 ms more.
        Simulator::Schedule(MilliSeconds(5), [&]() {
            NS_TEST_ASSERT_MSG_EQ(atAgent.size(), 1, "the request");
            Mip4Message reply(Mip4Message::Type::REPLY);
            reply.homeAddress = bed.GetHomeAddress();
            reply.homeAgent = bed.plan.home.gateway;
            reply.identification = atAgent[0].identification;
            const InetSocketAddress mobile(bed.GetHomeAddress(), ports[0]);
            Ptr<NetDevice> link =
                bed.plan.access[0].router->GetDevice(bed.plan.access[0].routerDevice);
            for (const int code : {2, 63, 64, 127, 128})
            {
                reply.code = static_cast<uint8_t>(code);
                SendMip4(link,
                         bed.port->GetDevice()->GetAddress(),
                         bed.plan.access[0].gateway,
                         mobile,
                         255,
                         reply);
            }
        });
        bed.Run(Seconds(2));
        const auto& counters = bed.GetMobileNode()->GetRegistration()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.authentication, 3, "those of no foreign agent");
        NS_TEST_EXPECT_MSG_EQ(counters.denied, 2, "those of a foreign agent");
        NS_TEST_EXPECT_MSG_EQ(counters.accepted, 1, "and yet registered");
        NS_TEST_EXPECT_MSG_EQ(counters.requests, 1, "by the first request");
    }
};

/**
 * @ingroup mip4
 * What comes from a tunnel's end, or from the entrance itself, does not go into the tunnel (RFC
 * 2003 section 3.2, RFC 5944 section 4.2.3). It would come back.
 */
class Mip4LoopCase : public TestCase
{
  public:
    Mip4LoopCase()
        : TestCase("no loops through a tunnel")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4", Mip4TestBed::Ordinary());
        Mip4Intruder neighbour(bed, "home");
        bed.port->Plug("lan-1");
        uint32_t arrived = 0;
        bed.plan.mobiles[0]->GetObject<Ipv4>()->TraceConnectWithoutContext(
            "LocalDeliver",
            Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>(
                [&arrived](const Ipv4Header& header, Ptr<const Packet>, uint32_t) {
                    arrived += header.GetProtocol() == EXPERIMENT ? 1 : 0;
                }));
        Simulator::Schedule(Seconds(1), [&]() {
            const Ipv4Address home = bed.GetHomeAddress();
            const Ipv4Address careOf = bed.GetMobileNode()->GetAttachment()->careOf;
            neighbour.Send(bed.correspondent, home, EXPERIMENT, Create<Packet>(8));
            neighbour.Send(careOf, home, EXPERIMENT, Create<Packet>(8));
            neighbour.Send(bed.plan.home.gateway, home, EXPERIMENT, Create<Packet>(8));
        });
        bed.Run(Seconds(2));
        NS_TEST_EXPECT_MSG_EQ(arrived, 1, "from somebody else");
        NS_TEST_EXPECT_MSG_EQ(FindTunnel(bed.plan.home.router)->GetDropped(), 1, "from its end");
        NS_TEST_EXPECT_MSG_EQ(FindRouting(bed.plan.home.router)->GetLooped(), 1, "from itself");
    }
};

/** Suite mip4-rules. */
class Mip4RulesTestSuite : public TestSuite
{
  public:
    Mip4RulesTestSuite()
        : TestSuite("mip4-rules", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new Mip4LifetimeBeginsCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ExtensionsCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4UselessAdvertisementCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ReturnAnnouncedCase("mip4"), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ReturnAnnouncedCase("mip4-fa"), l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4StolenAddressCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ClaimedHomeAgentCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4UnsignedCodesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4LoopCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip4RulesTestSuite g_mip4RulesTestSuite; //!< registers the suite

} // namespace ns3
