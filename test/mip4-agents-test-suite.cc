/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Answers of Mobile IPv4's agents that depend on their settings, or on who else answers.

#include "mip4-intruder.h"
#include "mip4-test-bed.h"

#include "ns3/boolean.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

namespace ns3
{

namespace
{

/** @return a request of a bed's mobile, not signed @param bed the bed @param careOf address */
Mip4Message
MakeRequest(const Mip4TestBed& bed, const Ipv4Address& careOf)
{
    Mip4Message request(Mip4Message::Type::REQUEST);
    request.homeAddress = bed.GetHomeAddress();
    request.homeAgent = bed.plan.home.gateway;
    request.careOfAddress = careOf;
    request.lifetime = 100;
    request.identification = ToNtp(Simulator::Now());
    return request;
}

} // namespace

/**
 * @ingroup mip4
 * Codes of a foreign agent that its settings, or silence, call for: 74, 75, 66, 78.
 */
class Mip4ForeignCodesCase : public TestCase
{
  public:
    Mip4ForeignCodesCase()
        : TestCase("codes of a foreign agent's settings")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        std::vector<Mip4Message> heard;
        CaptureMip4(bed.plan.mobiles[0], heard);
        bed.port->Plug("lan-1");
        Ptr<Mip4ForeignAgent> agent = bed.GetForeignAgent(0);
        const Ipv4Address gateway = bed.plan.access[0].gateway;
        const auto ask = [&](Mip4Message request) {
            Mip4Security::Derive(bed.GetHomeAddress()).Sign(request);
            bed.Inject(bed.plan.mobiles[0],
                       request.GetBytes(),
                       InetSocketAddress(gateway, MIP4_PORT));
        };
        Simulator::Schedule(Seconds(1), [&]() {
            agent->SetAttribute("ReverseTunnel", BooleanValue(false));
            Mip4Message request = MakeRequest(bed, gateway);
            request.flags = Mip4Message::REVERSE_TUNNEL;
            ask(request);
        });
        Simulator::Schedule(Seconds(2), [&]() {
            agent->SetAttribute("ReverseTunnelMandatory", BooleanValue(true));
            ask(MakeRequest(bed, gateway));
        });
        Simulator::Schedule(Seconds(3), [&]() {
            agent->SetAttribute("ReverseTunnelMandatory", BooleanValue(false));
            agent->SetAttribute("MaxVisitors", UintegerValue(1));
            Mip4Message request = MakeRequest(bed, gateway);
            request.homeAddress = Ipv4Address("10.1.99.9");
            ask(request);
        });
        Simulator::Schedule(Seconds(4), [&]() {
            Mip4Message request = MakeRequest(bed, gateway);
            request.homeAgent = Ipv4Address("10.9.9.9");
            ask(request);
        });
        bed.Run(Seconds(12));
        const int codes[] = {0, 74, 75, 66, 78};
        NS_TEST_ASSERT_MSG_EQ(heard.size(), std::size(codes), "each is answered");
        for (std::size_t i = 0; i < std::size(codes); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(+heard[i].code, codes[i], "answer " << i);
        }
    }
};

/**
 * @ingroup mip4
 * With the home agent's address: a reply to another request is not passed on, one without
 * authentication becomes code 71.
 */
class Mip4ForeignRepliesCase : public TestCase
{
  public:
    Mip4ForeignRepliesCase()
        : TestCase("replies that a foreign agent does not pass on")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        std::vector<Mip4Message> heard;
        CaptureMip4(bed.plan.mobiles[0], heard);
        bed.port->Plug("lan-1");
        const InetSocketAddress agent(bed.plan.access[0].gateway, MIP4_PORT);
        Simulator::Schedule(Seconds(1), [&]() {
            Mip4Message request = MakeRequest(bed, bed.plan.access[0].gateway);
            Mip4Security::Derive(bed.GetHomeAddress()).Sign(request);
            bed.Inject(bed.plan.mobiles[0], request.GetBytes(), agent);
            Mip4Message reply(Mip4Message::Type::REPLY);
            reply.homeAddress = request.homeAddress;
            reply.homeAgent = request.homeAgent;
            reply.identification = request.identification ^ 1;
            reply.code = static_cast<uint8_t>(Mip4Code::HA_PROHIBITED);
            Mip4Security().Sign(reply);
            // Device 1 leads to the core.
            Ptr<NetDevice> exit = bed.plan.home.router->GetDevice(1);
            SendMip4(exit, exit->GetBroadcast(), bed.plan.home.gateway, agent, 64, reply);
            reply.identification = request.identification;
            reply.extensions.clear();
            SendMip4(exit, exit->GetBroadcast(), bed.plan.home.gateway, agent, 64, reply);
        });
        bed.Run(Seconds(2));
        NS_TEST_ASSERT_MSG_EQ(heard.size(), 2, "of its own request, and of this");
        NS_TEST_EXPECT_MSG_EQ(+heard[1].code, 71, "without authentication");
        // The home agent's own comes after that, to a request that is over.
        NS_TEST_EXPECT_MSG_EQ(bed.GetForeignAgent(0)->GetCounters().unmatched, 2, "not passed on");
    }
};

/**
 * @ingroup mip4
 * A home agent grants no more than its own lifetime, and ends no binding but the one that is named.
 */
class Mip4HomeLimitsCase : public TestCase
{
  public:
    Mip4HomeLimitsCase()
        : TestCase("what a home agent grants and ends")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4", Mip4TestBed::Ordinary());
        std::vector<Mip4Message> heard;
        CaptureMip4(bed.plan.mobiles[0], heard);
        bed.port->Plug("lan-1");
        const auto ask = [&](const Ipv4Address& careOf, uint16_t lifetime) {
            Mip4Message request = MakeRequest(bed, careOf);
            request.lifetime = lifetime;
            Mip4Security::Derive(bed.GetHomeAddress()).Sign(request);
            Ptr<NetDevice> device = bed.port->GetDevice();
            const AccessNetwork& network = bed.plan.access[0];
            SendMip4(device,
                     network.router->GetDevice(network.routerDevice)->GetAddress(),
                     bed.GetMobileNode()->GetAttachment()->careOf,
                     InetSocketAddress(bed.plan.home.gateway, MIP4_PORT),
                     64,
                     request);
        };
        Simulator::Schedule(Seconds(1),
                            [&]() { ask(bed.GetMobileNode()->GetAttachment()->careOf, 5000); });
        Simulator::Schedule(Seconds(2), [&]() { ask(Ipv4Address("10.9.9.9"), 0); });
        bed.Run(Seconds(3));
        NS_TEST_ASSERT_MSG_EQ(heard.size(), 3, "each is answered");
        NS_TEST_EXPECT_MSG_EQ(heard[1].lifetime, 1800, "no more than is allowed");
        NS_TEST_EXPECT_MSG_EQ(+heard[2].code, 0, "accepted");
        NS_TEST_EXPECT_MSG_NE(bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress()),
                              nullptr,
                              "and the binding is there");
    }
};

/** Suite mip4-agents. */
class Mip4AgentsTestSuite : public TestSuite
{
  public:
    Mip4AgentsTestSuite()
        : TestSuite("mip4-agents", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new Mip4ForeignCodesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ForeignRepliesCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4HomeLimitsCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip4AgentsTestSuite g_mip4AgentsTestSuite; //!< registers the suite

} // namespace ns3
