/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Mobile IPv4's handovers: how long they take, and what they carry over.

#include "mip4-test-bed.h"

#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/mip4-link.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <fstream>

namespace ns3
{

namespace
{

/** Time between two datagrams of the streams in the tests of the formula. */
const Time INTERVAL = MicroSeconds(100);

/** What links of 1 Gbit/s add: some hundred bytes on up to eight links. */
const Time SERIALISATION = MicroSeconds(20);

/** The first datagram may come so much later than the formula says: one packet time. */
const Time PACKET_TIME = INTERVAL + SERIALISATION;

} // namespace

/**
 * \ingroup mip4
 * T_proto in ideal access equals its formula, away from home and on return.
 */
class Mip4FormulaCase : public TestCase
{
  public:
    /** \param system name \param delays of the links \param reverse whether tunnels go both ways */
    Mip4FormulaCase(const std::string& system, const Mip4TestBed::Delays& delays, bool reverse)
        : TestCase("T_proto of " + system + (reverse ? ", reverse tunnel" : ", triangle") +
                   ", R_MC " + std::to_string(delays.Mc().GetMilliSeconds()) + " R_MH " +
                   std::to_string(delays.Mh().GetMilliSeconds()) + " R_HC " +
                   std::to_string(delays.Hc().GetMilliSeconds()) + " ms"),
          m_system(system),
          m_delays(delays),
          m_reverse(reverse)
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed(m_system, m_delays, {{"ReverseTunnel", m_reverse ? "true" : "false"}});
        bed.port->Plug("lan-1");
        bed.MoveAt(Seconds(2), "lan-2");
        const Time home = Seconds(2) + 2 * m_delays.Mh() + m_delays.Hc() / 2;
        bed.MoveAt(home, "home");
        bed.Talk(Seconds(1.94), home + m_delays.Hc(), INTERVAL);
        bed.Run(Seconds(3));

        // An agent has to be asked who it is; the registration goes to the home agent and back; the
        // first datagram up leaves then, the first down leaves the home agent half-way.
        const Time discovery = m_system == "mip4-fa" ? 2 * m_delays.segment : Time(0);
        const Time oneWay = m_reverse ? (m_delays.Mh() + m_delays.Hc()) / 2 : m_delays.Mc() / 2;
        Check(bed, Seconds(2), discovery + m_delays.Mh() + oneWay, discovery + m_delays.Mh());
        // At home nothing has to be waited for to send, and the home agent is on the link.
        const Time homeUp = m_delays.segment + m_delays.home + m_delays.core;
        Check(bed, home, discovery + homeUp, discovery + 2 * m_delays.segment);
    }

    /** \param bed the bed \param moved when \param up what the formula says \param down likewise */
    void Check(const Mip4TestBed& bed, const Time& moved, const Time& up, const Time& down)
    {
        const Time tookUp = Mip4TestBed::FirstSentAfter(bed.up, moved) - moved;
        const Time tookDown = Mip4TestBed::FirstArrivedAfter(bed.down, moved) - moved;
        NS_TEST_EXPECT_MSG_GT_OR_EQ(tookUp, up, "up, not sooner");
        NS_TEST_EXPECT_MSG_LT(tookUp, up + PACKET_TIME, "up");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(tookDown, down, "down, not sooner");
        NS_TEST_EXPECT_MSG_LT(tookDown, down + PACKET_TIME, "down");
    }

    std::string m_system;         //!< name
    Mip4TestBed::Delays m_delays; //!< of the links
    bool m_reverse;               //!< whether tunnels go both ways
};

/**
 * \ingroup mip4
 * What the system tells of a move: ways, messages with their sizes, set-up.
 */
class Mip4ToldCase : public TestCase
{
  public:
    /** \param system name */
    explicit Mip4ToldCase(const std::string& system)
        : TestCase("what " + system + " tells"),
          m_system(system)
    {
    }

  private:
    void DoRun() override
    {
        const Mip4TestBed::Delays delays = Mip4TestBed::Ordinary();
        // No advertisement but those that are asked for.
        Mip4TestBed bed(m_system, delays, {{"MaxAdvertisementInterval", "600s"}});
        bed.port->Plug("lan-1");
        // The announcements of the first registration are over.
        bed.MoveAt(MOVED, "lan-2");
        Simulator::Schedule(MOVED - MilliSeconds(1), [&bed, this]() {
            NS_TEST_ASSERT_MSG_EQ(bed.setUps.size(), 1, "one set-up");
            NS_TEST_EXPECT_MSG_EQ(bed.setUps[0].began, Time(0), "at the start");
            NS_TEST_EXPECT_MSG_GT(bed.setUps[0].mobileComputation, Time(0), "HMACs cost");
            NS_TEST_EXPECT_MSG_GT(bed.setUps[0].peerComputation, Time(0), "HMACs cost");
            bed.ready.clear();
            bed.signalling.clear();
        });
        std::string file = CreateTempDirFilename("costs");
        std::ofstream(file) << "mac.hmac-md5.packet = 1000\nmac.hmac-md5.byte = 10\n";
        bed.GetHomeAgent()->SetCosts(Costs(file));
        bed.GetMobileNode()->GetRegistration()->SetCosts(Costs(file));
        bed.Run(MOVED + Seconds(1));
        CheckReady(bed, delays);
        CheckMessages(bed);
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 1, "a move is no set-up");
    }

    /** \return costs \param file where they are */
    static Ptr<CryptoCostModel> Costs(const std::string& file)
    {
        std::string error;
        return CryptoCostModel::FromName("measured:" + file, error);
    }

    /** \param bed the bed \param delays its delays */
    void CheckReady(const Mip4TestBed& bed, const Mip4TestBed::Delays& delays)
    {
        const Time discovery = m_system == "mip4-fa" ? 2 * delays.segment : Time(0);
        // Four HMACs of 1.5 microseconds, of 46 and 42 bytes.
        const Time slack = SERIALISATION + MicroSeconds(8);
        NS_TEST_ASSERT_MSG_EQ(bed.ready.size(), 2, "a way down and a way up");
        NS_TEST_EXPECT_MSG_EQ(bed.ready[0].second.up, false, "the home agent decides first");
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.ready[0].first,
                                  MOVED + discovery + delays.Mh() / 2 + slack / 2,
                                  slack,
                                  "when the request has arrived");
        NS_TEST_EXPECT_MSG_EQ(bed.ready[1].second.up, true, "then the mobile");
        NS_TEST_EXPECT_MSG_EQ_TOL(bed.ready[1].first,
                                  MOVED + discovery + delays.Mh() + slack / 2,
                                  slack,
                                  "when the reply has arrived");
        for (const auto& [when, ready] : bed.ready)
        {
            NS_TEST_EXPECT_MSG_EQ(ready.mobile, bed.plan.mobiles[0], "the one that moved");
            NS_TEST_EXPECT_MSG_EQ(unsigned(ready.protocol), 0, "all flows");
        }
    }

    /** \param bed the bed */
    void CheckMessages(const Mip4TestBed& bed)
    {
        // IP 20, UDP 8, request 24 or reply 20, authentication 22; ICMP 8 and 8 for the router, 12
        // for the agent with one care-of address, 3 for the length of its prefix.
        const std::vector<std::pair<std::string, uint32_t>> all = {
            {"Agent Solicitation", 28},
            {"Agent Advertisement", 51},
            {"Registration Request", 74},
            {"Registration Request", 74},
            {"Registration Reply", 70},
            {"Registration Reply", 70},
        };
        const std::vector<std::pair<std::string, uint32_t>> coLocated = {all[2], all[4]};
        const auto& wanted = m_system == "mip4-fa" ? all : coLocated;
        NS_TEST_ASSERT_MSG_EQ(bed.signalling.size(), wanted.size(), "messages of a move");
        for (std::size_t i = 0; i < wanted.size(); ++i)
        {
            const SignallingMessage& message = bed.signalling[i].second;
            NS_TEST_EXPECT_MSG_EQ(message.name, wanted[i].first, "in this order");
            NS_TEST_EXPECT_MSG_EQ(message.bytes, wanted[i].second, message.name);
            NS_TEST_EXPECT_MSG_EQ(message.setUp, false, "of a move");
            NS_TEST_EXPECT_MSG_EQ(message.mobile, bed.plan.mobiles[0], "for whom");
        }
    }

    const Time MOVED = Seconds(4); //!< when it moves
    std::string m_system;          //!< name
};

/**
 * \ingroup mip4
 * Twenty handovers in a row, with ping-pong and returns home, under a file in each direction and a
 * stream of datagrams.
 */
class Mip4TwentyCase : public TestCase
{
  public:
    /** \param system name \param reverse whether tunnels go both ways */
    Mip4TwentyCase(const std::string& system, bool reverse)
        : TestCase("twenty handovers, " + system + (reverse ? "" : ", triangle")),
          m_system(system),
          m_reverse(reverse)
    {
    }

  private:
    void DoRun() override;

    /** \return the byte of a file at a place \param place from 0 */
    static uint8_t ByteAt(uint64_t place)
    {
        return static_cast<uint8_t>((place * 2654435761U) >> 13 ^ place);
    }

    /** Sends what the file's pace allows, until the last move is over. \param sent bytes so far
     * \param socket by which */
    static void Write(uint64_t* sent, Ptr<Socket> socket)
    {
        const uint64_t until = std::min<uint64_t>(FILE_SIZE, *sent + PORTION);
        while (*sent < until && socket->GetTxAvailable() > 0)
        {
            uint8_t bytes[PORTION];
            const auto size =
                static_cast<uint32_t>(std::min<uint64_t>(until - *sent, socket->GetTxAvailable()));
            for (uint32_t i = 0; i < size; ++i)
            {
                bytes[i] = ByteAt(*sent + i);
            }
            const int done = socket->Send(bytes, size, 0);
            *sent += static_cast<uint64_t>(std::max(done, 0));
        }
        if (*sent < FILE_SIZE)
        {
            Simulator::Schedule(PACE, &Mip4TwentyCase::Write, sent, socket);
        }
    }

    /** Checks what has come. \param received bytes so far \param socket where */
    void Read(uint64_t* received, Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            std::vector<uint8_t> bytes(packet->GetSize());
            packet->CopyData(bytes.data(), packet->GetSize());
            for (uint8_t byte : bytes)
            {
                m_wrong += byte == ByteAt((*received)++) ? 0 : 1;
            }
        }
    }

    /** Bytes that are sent at once. */
    static constexpr uint64_t PORTION{3000};
    /** Bytes of each file: a portion each PACE lasts until the last move is over. */
    static constexpr uint64_t FILE_SIZE{PORTION * 1100};
    /** Time between two portions. */
    static const Time PACE;

    std::string m_system;   //!< name
    bool m_reverse;         //!< whether tunnels go both ways
    uint64_t m_wrong{0};    //!< bytes that are not the file's
    uint64_t m_sentUp{0};   //!< bytes
    uint64_t m_sentDown{0}; //!< bytes
    uint64_t m_gotUp{0};    //!< bytes
    uint64_t m_gotDown{0};  //!< bytes
    Ptr<Socket> m_accepted; //!< at the correspondent
};

const Time Mip4TwentyCase::PACE = MilliSeconds(20);

void
Mip4TwentyCase::DoRun()
{
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1400));
    Mip4TestBed bed(m_system,
                    Mip4TestBed::Ordinary(),
                    {{"ReverseTunnel", m_reverse ? "true" : "false"}});
    bed.port->Plug("lan-1");
    const std::vector<std::string> tour = {"lan-2", "lan-1", "home", "lan-1", "lan-2"};
    for (uint32_t i = 0; i < 20; ++i)
    {
        bed.MoveAt(Seconds(2 + i), tour[i % tour.size()]);
    }
    bed.Talk(Seconds(1), Seconds(23), MilliSeconds(5));
    Ptr<Socket> listener =
        Socket::CreateSocket(bed.plan.correspondents[0], TcpSocketFactory::GetTypeId());
    listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 80));
    listener->Listen();
    listener->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>([this](Ptr<Socket> socket, const Address&) {
            m_accepted = socket;
            socket->SetRecvCallback(
                Callback<void, Ptr<Socket>>([this](Ptr<Socket> s) { Read(&m_gotUp, s); }));
            Write(&m_sentDown, socket);
        }));
    Ptr<Socket> client = Socket::CreateSocket(bed.plan.mobiles[0], TcpSocketFactory::GetTypeId());
    client->Bind(InetSocketAddress(bed.GetHomeAddress(), 0));
    client->SetRecvCallback(
        Callback<void, Ptr<Socket>>([this](Ptr<Socket> s) { Read(&m_gotDown, s); }));
    client->SetConnectCallback(
        Callback<void, Ptr<Socket>>([this](Ptr<Socket> s) { Write(&m_sentUp, s); }),
        MakeNullCallback<void, Ptr<Socket>>());
    Simulator::Schedule(Seconds(1), [client, &bed]() {
        client->Connect(InetSocketAddress(bed.correspondent, 80));
    });
    // The last move is under way in the middle of both files.
    Simulator::Schedule(Seconds(21), [this]() {
        NS_TEST_EXPECT_MSG_LT(m_gotUp, FILE_SIZE, "the file up is not over");
        NS_TEST_EXPECT_MSG_LT(m_gotDown, FILE_SIZE, "the file down is not over");
    });
    bed.Run(Seconds(60));

    NS_TEST_EXPECT_MSG_EQ(m_gotUp, FILE_SIZE, "the whole file up");
    NS_TEST_EXPECT_MSG_EQ(m_gotDown, FILE_SIZE, "the whole file down");
    NS_TEST_EXPECT_MSG_EQ(m_wrong, 0, "no byte is wrong");
    for (uint32_t i = 0; i < 20; ++i)
    {
        const Time moved = Seconds(2 + i);
        const Time settled = moved + MilliSeconds(100);
        NS_TEST_EXPECT_MSG_EQ(Mip4TestBed::Lost(bed.up, settled, moved + MilliSeconds(900)),
                              0,
                              "no datagram up is lost between two moves, move " << i);
        NS_TEST_EXPECT_MSG_EQ(Mip4TestBed::Lost(bed.down, settled, moved + MilliSeconds(900)),
                              0,
                              "no datagram down is lost between two moves, move " << i);
    }
    // The last move is to lan-2.
    const Mip4HomeAgent::Binding* binding = bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress());
    NS_TEST_ASSERT_MSG_NE(binding, nullptr, "the binding is there");
    NS_TEST_EXPECT_MSG_EQ(bed.GetMobileNode()->GetAttachment()->careOf,
                          binding->careOf,
                          "and both ends agree");
    const Mip4HomeAgent::Counters& counters = bed.GetHomeAgent()->GetCounters();
    NS_TEST_EXPECT_MSG_EQ(counters.accepted, 21, "as many as attachments");
    NS_TEST_EXPECT_MSG_EQ(counters.identification + counters.authentication + counters.others,
                          0,
                          "nothing refused");
    client->Close();
    m_accepted = nullptr;
}

/**
 * \ingroup mip4
 * The mobile is at home and leaves it; a host of the home network talks to it. Proxy and gratuitous
 * ARP see to it that each packet finds it.
 */
class Mip4HomeCase : public TestCase
{
  public:
    /** \param system name */
    explicit Mip4HomeCase(const std::string& system)
        : TestCase("a host of the home network, " + system),
          m_system(system)
    {
    }

  private:
    void DoRun() override
    {
        Mip4TestBed bed(m_system, Mip4TestBed::Ordinary());
        // The correspondent of this test is a host on the home network.
        Ptr<Node> host = CreateObject<Node>();
        InternetStackHelper().Install(host);
        Ptr<AccessManager> manager = CreateObject<AccessManager>();
        host->AggregateObject(manager);
        Ptr<LanPort> port = bed.lan->InstallMobile(host);
        manager->AddLink(port);
        port->Plug("home");
        manager->Start();
        Ptr<Mip4Link> link = CreateObject<Mip4Link>();
        link->SetDevice(port->GetDevice(), Mip4Link::Listener());
        bed.correspondent = Ipv4Address("10.1.10.1");
        bed.plan.correspondents = {host};
        bed.port->Plug("home");
        bed.MoveAt(Seconds(2), "lan-1");
        bed.MoveAt(Seconds(4), "home");
        bed.Talk(Seconds(1), Seconds(6), MilliSeconds(10));
        bed.Run(Seconds(7));
        for (const auto* way : {&bed.up, &bed.down})
        {
            for (uint32_t second : {1, 2, 4})
            {
                NS_TEST_EXPECT_MSG_EQ(
                    Mip4TestBed::Lost(*way, Seconds(second + 0.2), Seconds(second + 0.9)),
                    0,
                    "all arrive after second " << second);
            }
        }
        // While it is away the host's packets pass the home agent; at home they do not.
        const Time segment = Mip4TestBed::Ordinary().segment;
        NS_TEST_EXPECT_MSG_LT(Longest(bed.down, Seconds(4.5), Seconds(6)),
                              segment + MicroSeconds(10),
                              "straight to the mobile at home");
        NS_TEST_EXPECT_MSG_GT(Longest(bed.down, Seconds(2.5), Seconds(3.9)),
                              2 * segment + MilliSeconds(13),
                              "through the tunnel when it is away");
        NS_TEST_EXPECT_MSG_GT(Count(bed, "Gratuitous ARP"), 3, "announced more than once");
        NS_TEST_EXPECT_MSG_EQ(bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress()),
                              nullptr,
                              "deregistered");
        const auto& counters = bed.GetMobileNode()->GetRegistration()->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.accepted, 2, "when it left and when it came home");
        NS_TEST_EXPECT_MSG_EQ(counters.retransmissions, 0, "replies find it in both places");
        link->Dispose();
        manager->Dispose();
    }

    /** \return longest way of a datagram \param way datagrams \param from sent \param to sent */
    static Time Longest(const std::vector<Mip4TestBed::Datagram>& way,
                        const Time& from,
                        const Time& to)
    {
        Time longest;
        for (const Mip4TestBed::Datagram& one : way)
        {
            if (one.sent >= from && one.sent < to)
            {
                longest = Max(longest, one.arrived - one.sent);
            }
        }
        return longest;
    }

    /** \return messages with a name \param bed where \param name which */
    static std::size_t Count(const Mip4TestBed& bed, const std::string& name)
    {
        return static_cast<std::size_t>(
            std::count_if(bed.signalling.begin(), bed.signalling.end(), [&name](const auto& one) {
                return one.second.name == name;
            }));
    }

    std::string m_system; //!< name
};

/**
 * \ingroup mip4
 * With a foreign agent a move is acted upon when the link is up, or when an address is usable, as
 * is asked for.
 */
class Mip4TriggerCase : public TestCase
{
  public:
    Mip4TriggerCase()
        : TestCase("link-up and notice")
    {
    }

  private:
    void DoRun() override
    {
        const Time address = MilliSeconds(70);
        Config::SetDefault("ns3::FixedConfig::Delay", TimeValue(address));
        for (const std::string trigger : {"LinkUp", "Notice"})
        {
            Mip4TestBed bed("mip4-fa", Mip4TestBed::Ordinary(), {{"Trigger", trigger}});
            bed.port->Plug("lan-1");
            bed.MoveAt(Seconds(2), "lan-2");
            bed.Talk(Seconds(1.5), Seconds(2.5), MilliSeconds(1));
            bed.Run(Seconds(3));
            const Time wait = trigger == "Notice" ? address : Time(0);
            const Time down = Mip4TestBed::FirstArrivedAfter(bed.down, Seconds(2)) - Seconds(2);
            const Mip4TestBed::Delays delays = Mip4TestBed::Ordinary();
            const Time wanted = wait + 2 * delays.segment + delays.Mh();
            NS_TEST_EXPECT_MSG_GT_OR_EQ(down, wanted, trigger);
            NS_TEST_EXPECT_MSG_LT(down, wanted + MilliSeconds(1) + SERIALISATION, trigger);
            NS_TEST_EXPECT_MSG_EQ(bed.SentByMobile("Agent Solicitation").at(1),
                                  Seconds(2) + wait,
                                  trigger);
            NS_TEST_EXPECT_MSG_EQ(bed.SentByMobile("Registration Request").size(), 2, "no more");
        }
        Config::Reset();
    }
};

/** Suite mip4-handover. */
class Mip4HandoverTestSuite : public TestSuite
{
  public:
    Mip4HandoverTestSuite()
        : TestSuite("mip4-handover", UNIT)
    {
        const auto ms = [](double x) { return MicroSeconds(static_cast<uint64_t>(1000 * x)); };
        const Mip4TestBed::Delays settings[] = {
            {ms(7.5), ms(5), ms(1), ms(0.5)},    // R_MC 18, R_MH 26, R_HC 12 ms
            {ms(1.5), ms(7.5), ms(17.5), ms(1)}, // 40, 20, 50 ms
            {ms(1.9), ms(48), ms(1), ms(0.1)},   // 6, 100, 98 ms
        };
        for (const std::string system : {"mip4", "mip4-fa"})
        {
            for (const Mip4TestBed::Delays& delays : settings)
            {
                AddTestCase(new Mip4FormulaCase(system, delays, true), TestCase::QUICK);
                AddTestCase(new Mip4FormulaCase(system, delays, false), TestCase::QUICK);
            }
            AddTestCase(new Mip4ToldCase(system), TestCase::QUICK);
            AddTestCase(new Mip4TwentyCase(system, true), TestCase::QUICK);
            AddTestCase(new Mip4HomeCase(system), TestCase::QUICK);
        }
        AddTestCase(new Mip4TwentyCase("mip4-fa", false), TestCase::QUICK);
        AddTestCase(new Mip4TriggerCase, TestCase::QUICK);
    }
};

static Mip4HandoverTestSuite g_mip4HandoverTestSuite; //!< registers the suite

} // namespace ns3
