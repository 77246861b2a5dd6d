/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// What Mobile IPv4 refuses: forged, replayed, malformed, and what it does not offer.

#include "mip4-test-bed.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/mip4-tunnel-end.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/udp-header.h"

#include <algorithm>
#include <functional>

namespace ns3
{

namespace
{

/** A datagram as a node got it. */
struct Captured
{
    std::vector<uint8_t> bytes; //!< payload
    uint16_t port{0};           //!< where it went
};

/** Captures datagrams to or from port 434 that are for a node. @param node the node @param captured
 * receives them, in order */
void
Capture(Ptr<Node> node, std::vector<Captured>& captured)
{
    node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "LocalDeliver",
        Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>(
            [&captured](const Ipv4Header& header, Ptr<const Packet> packet, uint32_t) {
                if (header.GetProtocol() != 17)
                {
                    return;
                }
                Ptr<Packet> copy = packet->Copy();
                UdpHeader udp;
                copy->RemoveHeader(udp);
                if (udp.GetDestinationPort() != MIP4_PORT && udp.GetSourcePort() != MIP4_PORT)
                {
                    return;
                }
                Captured one;
                one.port = udp.GetDestinationPort();
                one.bytes.resize(copy->GetSize());
                copy->CopyData(one.bytes.data(), copy->GetSize());
                captured.push_back(one);
            }));
}

/** @return a message @param bytes on the wire */
Mip4Message
Read(const std::vector<uint8_t>& bytes)
{
    Ptr<Packet> packet = Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
    Mip4Message message;
    packet->RemoveHeader(message);
    return message;
}

/** @return a packet with an IPv4 header before it, as a tunnel has inside @param from source @param
 * to destination */
std::vector<uint8_t>
MakeInner(const Ipv4Address& from, const Ipv4Address& to)
{
    Ipv4Header header;
    header.SetSource(from);
    header.SetDestination(to);
    header.SetProtocol(253);
    header.SetPayloadSize(8);
    header.SetTtl(64);
    Ptr<Packet> packet = Create<Packet>(8);
    packet->AddHeader(header);
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}

} // namespace

/**
 * @ingroup mip4
 * An attacker beside the correspondent sends registrations to the home agent: captured ones again,
 * ones with a wrong key, ones that were changed. The binding stays what it is.
 */
class Mip4ForgedRequestCase : public TestCase
{
  public:
    Mip4ForgedRequestCase()
        : TestCase("forged and replayed requests")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4", Mip4TestBed::Ordinary());
        std::vector<Captured> captured;
        Capture(bed.plan.home.router, captured);
        bed.port->Plug("lan-1");
        bed.MoveAt(Seconds(2), "lan-2");
        const InetSocketAddress agent(bed.plan.home.gateway, MIP4_PORT);
        Ptr<Node> attacker = bed.plan.correspondents[0];
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_ASSERT_MSG_EQ(captured.size(), 2, "two requests");
            m_binding = bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress())->careOf;
            // Both within the tolerance of the clock.
            bed.Inject(attacker, captured[0].bytes, agent);
            bed.Inject(attacker, captured[1].bytes, agent);
            // One that would take the mobile's packets to the attacker.
            Mip4Message forged = Read(captured[1].bytes);
            forged.careOfAddress = bed.correspondent;
            forged.identification = ToNtp(Simulator::Now());
            bed.Inject(attacker, forged.GetBytes(), agent);
            forged.extensions.clear();
            bed.Inject(attacker, forged.GetBytes(), agent);
            Mip4Security wrong;
            wrong.Sign(forged);
            bed.Inject(attacker, forged.GetBytes(), agent);
            // Each byte of the message and its extension is covered.
            m_bytes = static_cast<uint32_t>(captured[1].bytes.size());
            for (uint32_t i = 0; i < m_bytes; ++i)
            {
                std::vector<uint8_t> changed = captured[1].bytes;
                changed[i] ^= 0x01;
                bed.Inject(attacker, changed, agent);
            }
        });
        // Long after, the same once more.
        Simulator::Schedule(Seconds(60), [&]() { bed.Inject(attacker, captured[1].bytes, agent); });
        bed.Run(Seconds(61));
        const Mip4HomeAgent::Counters& counters = bed.GetHomeAgent()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.accepted, 2, "the mobile's own");
        NS_TEST_EXPECT_MSG_EQ(counters.identification, 3, "the replayed");
        // Of the changed ones some are malformed (type and lengths), some are of mobiles that are
        // not known (the home address); all others fail authentication.
        NS_TEST_EXPECT_MSG_EQ(counters.authentication + counters.malformed + counters.others,
                              3 + m_bytes,
                              "the forged");
        NS_TEST_EXPECT_MSG_EQ(counters.others, 4, "of the home address");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress())->careOf,
                              m_binding,
                              "the binding is what it was");
    }

    Ipv4Address m_binding; //!< care-of address before the attack
    uint32_t m_bytes{0};   //!< of a request
};

/**
 * @ingroup mip4
 * The attacker sends replies to the mobile and to its foreign agent. None is taken.
 */
class Mip4ForgedReplyCase : public TestCase
{
  public:
    Mip4ForgedReplyCase()
        : TestCase("forged and replayed replies")
    {
    }

  private:
    void DoRun() override
    {
        CheckMobile();
        CheckForeignAgent();
    }

    /** Replies to a mobile with a co-located address. */
    void CheckMobile()
    {
        Mip4TestBed bed("mip4", Mip4TestBed::Ordinary());
        std::vector<Captured> captured;
        Capture(bed.plan.mobiles[0], captured);
        bed.port->Plug("lan-1");
        Ptr<Node> attacker = bed.plan.correspondents[0];
        Simulator::Schedule(Seconds(2), [&]() {
            NS_TEST_ASSERT_MSG_EQ(captured.size(), 1, "one reply");
            const InetSocketAddress mobile(bed.GetMobileNode()->GetAttachment()->careOf,
                                           captured[0].port);
            bed.Inject(attacker, captured[0].bytes, mobile);
            Mip4Message forged = Read(captured[0].bytes);
            forged.lifetime = 1;
            bed.Inject(attacker, forged.GetBytes(), mobile);
            forged.extensions.clear();
            bed.Inject(attacker, forged.GetBytes(), mobile);
            // A foreign agent's denial needs no key, but there is none.
            forged.code = static_cast<uint8_t>(Mip4Code::FA_RESOURCES);
            bed.Inject(attacker, forged.GetBytes(), mobile);
            bed.Inject(attacker, {3, 0, 0}, mobile);
        });
        bed.Run(Seconds(3));
        const auto& counters = bed.GetMobileNode()->GetRegistration()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.accepted, 1, "the home agent's own");
        NS_TEST_EXPECT_MSG_EQ(counters.denied, 0, "no denial is taken");
        NS_TEST_EXPECT_MSG_EQ(counters.unmatched, 1, "the replayed");
        NS_TEST_EXPECT_MSG_EQ(counters.authentication, 3, "the forged, and the denial");
        NS_TEST_EXPECT_MSG_EQ(counters.malformed, 1, "the short one");
    }

    /** Replies to a foreign agent. */
    void CheckForeignAgent()
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        std::vector<Captured> captured;
        Capture(bed.plan.access[0].router, captured);
        bed.port->Plug("lan-1");
        bed.MoveAt(Seconds(2), "lan-2");
        Ptr<Node> attacker = bed.plan.correspondents[0];
        const InetSocketAddress agent(bed.plan.access[0].gateway, MIP4_PORT);
        Simulator::Schedule(Seconds(3), [&]() {
            NS_TEST_ASSERT_MSG_EQ(captured.size(), 2, "a request and its reply");
            bed.Inject(attacker, captured[1].bytes, agent);
            bed.Inject(attacker, captured[0].bytes, agent); // it did not come by the link
            bed.Inject(attacker, {1, 2, 3}, agent);
        });
        // While a request is on its way to the home agent: an old reply, and a denial with the
        // right identification by somebody else.
        bed.MoveAt(Seconds(4), "lan-1");
        Simulator::Schedule(Seconds(4) + MilliSeconds(1), [&]() {
            const Mip4Message request = Read(captured.back().bytes);
            NS_TEST_ASSERT_MSG_EQ(request.GetName(), "Registration Request", "the new one");
            bed.Inject(attacker, captured[1].bytes, agent);
            Mip4Message denial = Read(captured[1].bytes);
            denial.code = static_cast<uint8_t>(Mip4Code::HA_PROHIBITED);
            denial.identification = request.identification;
            bed.Inject(attacker, denial.GetBytes(), agent);
        });
        bed.Run(Seconds(5));
        const Mip4ForeignAgent::Counters& counters = bed.GetForeignAgent(0)->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.relayedReplies, 2, "the home agent's own");
        NS_TEST_EXPECT_MSG_EQ(counters.relayedRequests, 2, "the mobile's own");
        NS_TEST_EXPECT_MSG_EQ(counters.unmatched, 3, "the replayed and the forged replies");
        const auto& atMobile = bed.GetMobileNode()->GetRegistration()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(atMobile.accepted, 3, "each of its registrations");
        NS_TEST_EXPECT_MSG_EQ(atMobile.denied + atMobile.authentication, 0, "undisturbed");
        NS_TEST_EXPECT_MSG_EQ(counters.refused, 1, "the request from elsewhere");
        NS_TEST_EXPECT_MSG_EQ(counters.malformed, 1, "the short one");
    }
};

/**
 * @ingroup mip4
 * Tunnels are opened only for whom they are meant, from whom they are expected.
 */
class Mip4ForgedTunnelCase : public TestCase
{
  public:
    Mip4ForgedTunnelCase()
        : TestCase("forged tunnels")
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary());
        bed.port->Plug("lan-1");
        Ptr<Node> attacker = bed.plan.correspondents[0];
        const InetSocketAddress foreignAgent(bed.plan.access[0].gateway, 0);
        const InetSocketAddress homeAgent(bed.plan.home.gateway, 0);
        const Ipv4Address home = bed.GetHomeAddress();
        Simulator::Schedule(Seconds(2), [&]() {
            bed.Inject(attacker, MakeInner(bed.correspondent, home), foreignAgent, 4);
            bed.Inject(attacker, MakeInner(home, bed.correspondent), homeAgent, 4);
            // Not a whole packet inside.
            std::vector<uint8_t> inner = MakeInner(bed.correspondent, home);
            inner.resize(19);
            bed.Inject(attacker, inner, foreignAgent, 4);
            inner[0] = 0x65;
            inner.resize(40);
            bed.Inject(attacker, inner, foreignAgent, 4);
        });
        bed.Run(Seconds(3));
        Ptr<Mip4TunnelEnd> atForeign = Mip4TunnelEnd::Get(bed.plan.access[0].router);
        Ptr<Mip4TunnelEnd> atHome = Mip4TunnelEnd::Get(bed.plan.home.router);
        NS_TEST_EXPECT_MSG_EQ(atForeign->GetOpened() + atHome->GetOpened(), 0, "none is opened");
        NS_TEST_EXPECT_MSG_EQ(atForeign->GetRefused(), 1, "not the home agent's");
        NS_TEST_EXPECT_MSG_EQ(atHome->GetRefused(), 1, "not the care-of address's");
        NS_TEST_EXPECT_MSG_EQ(atForeign->GetMalformed(), 2, "no packet inside");
    }
};

/**
 * @ingroup mip4
 * Requests for what is not there get the codes that the RFCs have for them.
 */
class Mip4CodesCase : public TestCase
{
  public:
    Mip4CodesCase()
        : TestCase("codes")
    {
    }

  private:
    /** A change of a request, and the code that follows. */
    struct Change
    {
        std::function<void(Mip4Message&)> change; //!< what is changed, before it is signed
        Mip4Code code;                            //!< the answer
    };

    void DoRun() override
    {
        const Change changes[] = {
            {[](Mip4Message& m) { m.flags |= Mip4Message::MINIMAL; }, Mip4Code::HA_ENCAPSULATION},
            {[](Mip4Message& m) { m.flags |= Mip4Message::GRE; }, Mip4Code::HA_ENCAPSULATION},
            {[](Mip4Message& m) { m.flags |= Mip4Message::RESERVED_R; }, Mip4Code::HA_POOR_REQUEST},
            {[](Mip4Message& m) { m.flags |= Mip4Message::RESERVED_X; }, Mip4Code::HA_POOR_REQUEST},
            {[](Mip4Message& m) { m.homeAgent = Ipv4Address("10.9.9.9"); },
             Mip4Code::HA_UNKNOWN_HOME_AGENT},
            {[](Mip4Message& m) { m.careOfAddress = m.homeAddress; }, Mip4Code::HA_POOR_REQUEST},
            {[](Mip4Message& m) { m.homeAddress = Ipv4Address("10.1.99.9"); },
             Mip4Code::HA_PROHIBITED},
            {[](Mip4Message& m) { m.identification -= 8ULL << 32; }, Mip4Code::HA_IDENTIFICATION},
            {[](Mip4Message& m) { m.identification += 8ULL << 32; }, Mip4Code::HA_IDENTIFICATION},
            {[](Mip4Message& m) { m.flags |= Mip4Message::SIMULTANEOUS; },
             Mip4Code::ACCEPTED_NOT_SIMULTANEOUS},
            {[](Mip4Message&) {}, Mip4Code::ACCEPTED},
        };
        for (std::size_t i = 0; i < std::size(changes); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(+Ask("mip4", changes[i]),
                                  +static_cast<uint8_t>(changes[i].code),
                                  "change " << i);
        }
        // A foreign agent's own.
        const Change foreign[] = {
            {[](Mip4Message& m) { m.flags |= Mip4Message::GRE; }, Mip4Code::FA_ENCAPSULATION},
            {[](Mip4Message& m) { m.careOfAddress = Ipv4Address("10.9.9.9"); },
             Mip4Code::FA_CARE_OF_ADDRESS},
            {[](Mip4Message& m) { m.lifetime = 1801; }, Mip4Code::FA_LIFETIME},
            {[](Mip4Message& m) { m.flags |= Mip4Message::REVERSE_TUNNEL; },
             Mip4Code::FA_TOO_DISTANT},
            {[](Mip4Message& m) { m.flags |= Mip4Message::DECAPSULATION; },
             Mip4Code::FA_POOR_REQUEST},
            {[](Mip4Message& m) { m.flags |= Mip4Message::RESERVED_R; }, Mip4Code::FA_POOR_REQUEST},
            {[](Mip4Message& m) { m.flags |= Mip4Message::RESERVED_X; }, Mip4Code::FA_POOR_REQUEST},
        };
        for (std::size_t i = 0; i < std::size(foreign); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(+Ask("mip4-fa", foreign[i]),
                                  +static_cast<uint8_t>(foreign[i].code),
                                  "change " << i);
        }
    }

    /** @return the code of the reply to a changed request @param system to which @param change what
     * is changed */
    static uint8_t Ask(const std::string& system, const Change& change)
    {
        Mip4TestBed bed(system, Mip4TestBed::Ordinary());
        const bool foreign = system == "mip4-fa";
        bed.port->Plug("lan-1");
        uint8_t code = 255;
        Ptr<Node> node = bed.plan.mobiles[0];
        Ptr<Socket> socket;
        Simulator::Schedule(Seconds(1), [&]() {
            Mip4Message request(Mip4Message::Type::REQUEST);
            request.homeAddress = bed.GetHomeAddress();
            request.homeAgent = bed.plan.home.gateway;
            request.careOfAddress = bed.GetMobileNode()->GetAttachment()->careOf;
            request.lifetime = 100;
            request.identification = ToNtp(Simulator::Now());
            change.change(request);
            Mip4Security::Derive(bed.GetHomeAddress()).Sign(request);
            const std::vector<uint8_t> bytes = request.GetBytes();
            socket = Socket::CreateSocket(node, TypeId::LookupByName("ns3::UdpSocketFactory"));
            socket->Bind(InetSocketAddress(foreign ? bed.GetHomeAddress()
                                           : request.careOfAddress == request.homeAddress
                                               ? bed.GetMobileNode()->GetAttachment()->careOf
                                               : request.careOfAddress,
                                           5555));
            socket->SetRecvCallback(Callback<void, Ptr<Socket>>([&code](Ptr<Socket> s) {
                Mip4Message reply;
                s->Recv()->RemoveHeader(reply);
                code = reply.code;
            }));
            socket->SendTo(
                bytes.data(),
                static_cast<uint32_t>(bytes.size()),
                0,
                InetSocketAddress(foreign ? bed.plan.access[0].gateway : bed.plan.home.gateway,
                                  MIP4_PORT));
        });
        bed.Run(Seconds(2));
        return code;
    }
};

/** Suite mip4-security. */
class Mip4SecurityTestSuite : public TestSuite
{
  public:
    Mip4SecurityTestSuite()
        : TestSuite("mip4-security", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new Mip4ForgedRequestCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ForgedReplyCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4ForgedTunnelCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new Mip4CodesCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static Mip4SecurityTestSuite g_mip4SecurityTestSuite; //!< registers the suite

} // namespace ns3
