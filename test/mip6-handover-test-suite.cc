/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Handovers with Mobile IPv6 in ideal access: the times of the formula, and many in a row.

#include "mip6-test-bed.h"

#include "ns3/inet6-socket-address.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** When the mobile moves. */
const Time MOVE = Seconds(4);

/** What transmissions take beside the links' delays: less than this. */
const Time SLACK = MicroSeconds(50);

} // namespace

/**
 * @ingroup mip6
 * The times from the usable address to the first packet, and of each message, by formula.
 */
class Mip6FormulaCase : public TestCase
{
  public:
    /** @param name of the system @param delays of the links */
    Mip6FormulaCase(const std::string& name, const Mip6TestBed::Delays& delays)
        : TestCase(name + ": formula, one-way delays " + ToText(delays)),
          m_name(name),
          m_mc(2 * (delays.access + delays.core)),
          m_mh(2 * (delays.access + delays.home)),
          m_hc(2 * (delays.home + delays.core)),
          m_delays(delays)
    {
    }

  private:
    static std::string ToText(const Mip6TestBed::Delays& delays)
    {
        return std::to_string(delays.access.GetMicroSeconds()) + ", " +
               std::to_string(delays.home.GetMicroSeconds()) + ", " +
               std::to_string(delays.core.GetMicroSeconds()) + " us";
    }

    /** @param what is tested @param found time found @param wanted time by formula @param packet
     * tolerance: a packet's interval, or nothing */
    void Expect(const std::string& what, const Time& found, const Time& wanted, const Time& packet)
    {
        NS_TEST_EXPECT_MSG_GT_OR_EQ(found, wanted, what);
        NS_TEST_EXPECT_MSG_LT_OR_EQ(found, wanted + packet + SLACK, what);
    }

    void DoRun() override
    {
        const bool optimised = m_name == "mip6";
        Mip6TestBed bed(m_name, m_delays, "lan-1");
        std::vector<Time> direct;
        bed.plan.correspondents[0]->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
            "LocalDeliver",
            Callback<void, const Ipv6Header&, Ptr<const Packet>, uint32_t>(
                [&direct](const Ipv6Header& header, Ptr<const Packet> packet, uint32_t) {
                    uint8_t next = 0;
                    packet->CopyData(&next, 1);
                    if (header.GetNextHeader() == 60 && next == 17)
                    {
                        direct.push_back(Simulator::Now());
                    }
                }));
        bed.SendPackets(Seconds(3.7), Seconds(4.3));
        bed.MoveAt(MOVE, "lan-2");
        bed.Run(Seconds(5));

        const Time half = (m_mh + m_hc) / 2;
        // What was under way by the old path arrives until then.
        Expect("up",
               Mip6TestBed::FirstAfter(bed.up, MOVE + half + SLACK) - MOVE,
               m_mh + half,
               Mip6TestBed::INTERVAL);
        const Time routability = std::max(m_mh + m_hc, m_mc);
        Expect("down",
               Mip6TestBed::FirstAfter(bed.down, MOVE + SLACK) - MOVE,
               optimised ? m_mh + routability + m_mc : m_mh,
               Mip6TestBed::INTERVAL);
        if (optimised)
        {
            Expect("up, directly",
                   Mip6TestBed::FirstAfter(direct, MOVE + m_mc / 2 + SLACK) - MOVE,
                   m_mh + routability + m_mc / 2,
                   Mip6TestBed::INTERVAL);
        }
        CheckSetUp(bed);
        CheckMessages(bed, optimised, routability);
    }

    /** The first registration, with the second of duplicate address detection. */
    void CheckSetUp(const Mip6TestBed& bed)
    {
        NS_TEST_ASSERT_MSG_EQ(bed.setUps.size(), 1, "one set-up");
        Expect("set-up",
               bed.setUps[0].established - bed.setUps[0].began,
               Seconds(1) + m_mh,
               Time(0));
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetDetections(), 1, "not at the second network");
    }

    /** Number, sizes and times of the messages after the move, and when ways are said to be open.
     */
    void CheckMessages(const Mip6TestBed& bed, bool optimised, const Time& routability)
    {
        struct Expected
        {
            std::string name;
            uint32_t bytes;
            Time after;
        };

        // IP 40, extension header 24, outer header 40; messages by sections 6.1.2 to 6.1.8.
        std::vector<Expected> expected{{"Binding Update", 40 + 24 + 56, Time(0)},
                                       {"Binding Acknowledgement", 40 + 24 + 32, m_mh / 2}};
        std::vector<std::pair<bool, Time>> ready{{false, m_mh / 2}, {true, m_mh}};
        if (optimised)
        {
            expected.push_back({"Home Test Init", 40 + 40 + 16, m_mh});
            expected.push_back({"Care-of Test Init", 40 + 16, m_mh});
            expected.push_back({"Care-of Test", 40 + 24, m_mh + m_mc / 2});
            expected.push_back({"Home Test", 40 + 24, m_mh + (m_mh + m_hc) / 2});
            expected.push_back({"Binding Update", 40 + 24 + 32, m_mh + routability});
            expected.push_back(
                {"Binding Acknowledgement", 40 + 24 + 32, m_mh + routability + m_mc / 2});
            ready = {{true, m_mh}, {false, m_mh + routability + m_mc / 2}};
        }
        auto message = std::find_if(bed.messages.begin(), bed.messages.end(), [](const auto& one) {
            return one.when >= MOVE;
        });
        NS_TEST_ASSERT_MSG_EQ((bed.messages.end() - message),
                              static_cast<std::ptrdiff_t>(expected.size()),
                              "messages of a move");
        for (const Expected& one : expected)
        {
            if (message == bed.messages.end())
            {
                return;
            }
            NS_TEST_EXPECT_MSG_EQ(message->what.name, one.name, "in this order");
            NS_TEST_EXPECT_MSG_EQ(message->what.bytes, one.bytes, one.name);
            NS_TEST_EXPECT_MSG_EQ(message->what.mobile, bed.plan.mobiles[0], one.name);
            NS_TEST_EXPECT_MSG_EQ(message->what.setUp, false, one.name);
            Expect(one.name, message->when - MOVE, one.after, Time(0));
            ++message;
        }
        std::vector<std::pair<Time, PathReady>> told;
        std::copy_if(bed.ready.begin(),
                     bed.ready.end(),
                     std::back_inserter(told),
                     [](const auto& one) { return one.first >= MOVE; });
        NS_TEST_ASSERT_MSG_EQ(told.size(), ready.size(), "each way once");
        for (std::size_t i = 0; i < std::min(told.size(), ready.size()); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(told[i].second.up, ready[i].first, "which way");
            Expect("a way is open", told[i].first - MOVE, ready[i].second, Time(0));
        }
    }

    std::string m_name;           //!< of the system
    Time m_mc;                    //!< R_MC
    Time m_mh;                    //!< R_MH
    Time m_hc;                    //!< R_HC
    Mip6TestBed::Delays m_delays; //!< of the links
};

/**
 * @ingroup mip6
 * Twenty handovers in a row, home and ping-pong among them: UDP flows after each, TCP delivers each
 * byte in order, and the bindings are right.
 */
class Mip6ManyCase : public TestCase
{
  public:
    /** @param name of the system */
    explicit Mip6ManyCase(const std::string& name)
        : TestCase(name + ": twenty handovers, home and ping-pong among them"),
          m_name(name)
    {
    }

  private:
    /** Between two moves: more than duplicate address detection takes. */
    const Time m_period = Seconds(2);

    /** Bytes of the file: byte n is n times 7, and some. */
    static constexpr uint32_t FILE_SIZE{4'000'000};

    static uint8_t ByteAt(uint32_t n)
    {
        return static_cast<uint8_t>(n * 7 + n / 251);
    }

    /** Gives TCP what it takes of the file. */
    void Feed(Ptr<Socket> socket)
    {
        while (m_fed < FILE_SIZE && socket->GetTxAvailable() > 0)
        {
            std::vector<uint8_t> bytes(
                std::min({socket->GetTxAvailable(), FILE_SIZE - m_fed, 4000U}));
            for (std::size_t i = 0; i < bytes.size(); ++i)
            {
                bytes[i] = ByteAt(m_fed + static_cast<uint32_t>(i));
            }
            const int taken = socket->Send(bytes.data(), static_cast<uint32_t>(bytes.size()), 0);
            if (taken <= 0)
            {
                return;
            }
            m_fed += static_cast<uint32_t>(taken);
        }
    }

    /** Compares what comes with the file. */
    void Take(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            std::vector<uint8_t> bytes(packet->GetSize());
            packet->CopyData(bytes.data(), packet->GetSize());
            for (uint8_t byte : bytes)
            {
                m_wrong += byte == ByteAt(m_taken++) ? 0 : 1;
            }
        }
    }

    /** Opens a connection from the mobile to the correspondent. */
    void StartTcp(Mip6TestBed& bed)
    {
        const TypeId tcp = TypeId::LookupByName(bed.system->GetTcpFactory());
        m_server = Socket::CreateSocket(bed.plan.correspondents[0], tcp);
        m_server->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), 80));
        m_server->Listen();
        m_server->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            Callback<void, Ptr<Socket>, const Address&>([this](Ptr<Socket> one, const Address&) {
                one->SetRecvCallback(
                    Callback<void, Ptr<Socket>>([this](Ptr<Socket> from) { Take(from); }));
            }));
        m_client = Socket::CreateSocket(bed.plan.mobiles[0], tcp);
        m_client->SetAttribute("MinRto", TimeValue(MilliSeconds(200)));
        m_client->Bind6();
        m_client->SetSendCallback(Callback<void, Ptr<Socket>, uint32_t>(
            [this](Ptr<Socket> socket, uint32_t) { Feed(socket); }));
        m_client->SetConnectCallback(
            Callback<void, Ptr<Socket>>([this](Ptr<Socket> socket) { Feed(socket); }),
            MakeNullCallback<void, Ptr<Socket>>());
        m_client->Connect(Inet6SocketAddress(bed.GetCorrespondentAddress(), 80));
    }

    /** Looks at the bindings, just before a move. @param network where the mobile is */
    void CheckBindings(Mip6TestBed& bed, const std::string& network)
    {
        const Ipv6Address home = bed.GetMobile()->GetHomeAddress();
        const bool atHome = network == "home";
        const Ipv6Address wanted = atHome ? Ipv6Address() : bed.GetMobile()->GetCareOf();
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetCareOf(home), wanted, network);
        if (bed.GetCorrespondent())
        {
            NS_TEST_EXPECT_MSG_EQ(bed.GetCorrespondent()->GetCareOf(home), wanted, network);
        }
        NS_TEST_EXPECT_MSG_EQ(
            (bed.GetMobile()->GetState() ==
             (atHome ? Mip6MobileNode::State::HOME : Mip6MobileNode::State::REGISTERED)),
            true,
            network);
    }

    void DoRun() override
    {
        Mip6TestBed bed(m_name, {}, "home");
        const std::vector<std::string> ways{"lan-1", "lan-2", "lan-1", "lan-2", "home"};
        const Time end = 21 * m_period + Seconds(1);
        bed.SendPackets(Seconds(1), end, MilliSeconds(10));
        Simulator::Schedule(Seconds(1), [this, &bed]() { StartTcp(bed); });
        std::string at = "home";
        for (uint32_t n = 0; n < 20; ++n)
        {
            const Time when = (n + 1) * m_period;
            Simulator::Schedule(when - MilliSeconds(1),
                                [this, &bed, at]() { CheckBindings(bed, at); });
            at = ways[n % ways.size()];
            bed.MoveAt(when, at);
        }
        bed.Run(end + Seconds(8));
        for (uint32_t n = 0; n < 20; ++n)
        {
            // The last of each period: all is settled by then.
            const Time then = (n + 2) * m_period - MilliSeconds(100);
            for (const std::vector<Time>* arrivals : {&bed.up, &bed.down})
            {
                NS_TEST_EXPECT_MSG_LT(Mip6TestBed::FirstAfter(*arrivals, then),
                                      then + MilliSeconds(40),
                                      "UDP after handover " << n);
            }
        }
        // From home to another network duplicate address detection is due, and only there.
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetDetections(), 4, "first registrations");
        NS_TEST_EXPECT_MSG_EQ(m_taken, FILE_SIZE, "all of the file");
        NS_TEST_EXPECT_MSG_EQ(m_wrong, 0, "each byte of it");
        NS_TEST_EXPECT_MSG_EQ(bed.GetMobile()->GetRetransmissions(), 0, "nothing is lost");
        m_client = nullptr;
        m_server = nullptr;
    }

    std::string m_name;   //!< of the system
    Ptr<Socket> m_server; //!< at the correspondent
    Ptr<Socket> m_client; //!< at the mobile
    uint32_t m_fed{0};    //!< bytes given to TCP
    uint32_t m_taken{0};  //!< bytes received
    uint32_t m_wrong{0};  //!< bytes that were not those of the file
};

/** Suite mip6-handover. */
class Mip6HandoverTestSuite : public TestSuite
{
  public:
    Mip6HandoverTestSuite()
        : TestSuite("mip6-handover", l4mobility::UnitTest<TestSuite>(0))
    {
        const std::vector<Mip6TestBed::Delays> settings{
            {MilliSeconds(8), MilliSeconds(5), MilliSeconds(1)},
            {MilliSeconds(4), MilliSeconds(20), MilliSeconds(5)},
            {MicroSeconds(500), MilliSeconds(1), MilliSeconds(30)}};
        for (const std::string name : {"mip6-tunnel", "mip6"})
        {
            for (const Mip6TestBed::Delays& delays : settings)
            {
                AddTestCase(new Mip6FormulaCase(name, delays), l4mobility::QuickTest<TestCase>(0));
            }
            AddTestCase(new Mip6ManyCase(name), l4mobility::QuickTest<TestCase>(0));
        }
    }
};

static Mip6HandoverTestSuite g_mip6HandoverTestSuite; //!< registers the suite

} // namespace ns3
