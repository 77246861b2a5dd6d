/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Moves: TCP and UDP, each direction, each family and between them, with data flowing and without.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "l4-mobility-test-bed.h"
#include "l4-mobility-test-case.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace l4mtest
{

/** One round trip between client and server: four links. */
static const Time ROUND_TRIP = MilliSeconds(4);
/** What a window of 4096 bytes adds where it stands in a queue of 10 Mbit/s. */
static const Time QUEUE = MilliSeconds(4);

/** A move of a host from one link to the other in the middle of a transfer. */
struct Movement
{
    uint32_t mover;  //!< who
    bool fromServer; //!< who sends
    int before;      //!< family of the address before
    int after;       //!< family of the address after
};

/** The host of a movement gets its new address some time after the loss of the old. */
static void
ScheduleMove(Bed& bed, const Movement& m, Time lost, Time found)
{
    Simulator::Schedule(lost, [&bed, m]() { bed.Detach(m.mover, 0, m.before); });
    Simulator::Schedule(found, [&bed, m]() { bed.Attach(m.mover, 1, m.after); });
}

/** Leaves a host only its addresses of one family. */
static void
OnlyFamily(Bed& bed, uint32_t host, int family)
{
    bed.Detach(host, 0, family == 4 ? 6 : 4);
}

/** A transfer across a move goes on within a round trip of the new address. */
static void
TcpMove(Case& test, Movement m, Time outage)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    OnlyFamily(bed, m.mover, m.before);
    L4MobilityHelper::KnowAddresses(NodeContainer(bed.GetNode(CLIENT)), bed.GetNode(SERVER));
    L4MobilityHelper::KnowAddresses(NodeContainer(bed.GetNode(SERVER)), bed.GetNode(CLIENT));
    const Time lost = Seconds(1.3);
    const Time found = lost + outage;
    ScheduleMove(bed, m, lost, found);
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, m.before, 0, m.fromServer);
    transfer.Start(Seconds(1));
    bed.Run(found + Seconds(0.5));

    const uint32_t other = m.mover == CLIENT ? SERVER : CLIENT;
    test.Check(transfer.intact, "the bytes are those sent");
    test.Check(!transfer.reset, "nobody was told of an error");
    Time resumed = transfer.FirstAfter(found);
    Time pause = resumed - found;
    test.Check(resumed != Time::Max(), "data flows after the move");
    // What is sent again first may have arrived before the move, its acknowledgement not: then new
    // data takes a round trip more.
    test.Check(pause < 2 * ROUND_TRIP + QUEUE,
               "data flows within two round trips: " + std::to_string(pause.GetSeconds()));
    test.Check(transfer.LongestPause(resumed) < MilliSeconds(50), "and goes on flowing");
    test.Equal(bed.told[m.mover].moved.size(), 1U, "own moves told at the mover");
    test.Equal(bed.told[other].peerMoved.size(), 1U, "moves of the peer told at the other");
    test.Equal(bed.told[m.mover].followed.size(), 1U, "the mover knows that it was followed");
    if (!bed.told[other].peerMoved.empty())
    {
        const L4MobilityInfo& info = bed.told[other].peerMoved[0].second;
        test.Check(info.peer == bed.GetAddress(m.mover, 1, m.after), "the peer's new address");
        test.Equal(info.peerSeq, 1U, "the peer's state sequence");
        // What the sockets believe has not changed.
        Address believed = m.mover == CLIENT ? bed.GetAddress(CLIENT, 0, m.before)
                                             : bed.GetAddress(SERVER, 0, m.before);
        test.Check(info.socketPeer == believed, "the address that the socket believes");
    }
}

/** There and back again, several times. */
static void
TcpManyMoves(Case& test, bool bothHosts, bool families)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    L4MobilityHelper::KnowAddresses(NodeContainer(bed.GetNode(CLIENT)), bed.GetNode(SERVER));
    OnlyFamily(bed, CLIENT, 4);
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 0);
    transfer.Start(Seconds(1));
    for (int i = 0; i < 6; ++i)
    {
        uint32_t host = bothHosts && i % 2 == 1 ? SERVER : CLIENT;
        uint32_t from = bothHosts ? (i / 2) % 2 : i % 2;
        Time at = Seconds(2 + i);
        if (families)
        {
            // IPv4 on link 0, IPv6 on link 1.
            Simulator::Schedule(at,
                                [&bed, from]() { bed.Detach(CLIENT, from, from == 0 ? 4 : 6); });
            Simulator::Schedule(at + MilliSeconds(300), [&bed, from]() {
                bed.Attach(CLIENT, 1 - from, from == 0 ? 6 : 4);
            });
        }
        else
        {
            Simulator::Schedule(at, &Bed::Detach, &bed, host, from, 4);
            Simulator::Schedule(at + MilliSeconds(300), &Bed::Attach, &bed, host, 1 - from, 4);
        }
    }
    bed.Run(Seconds(9));
    test.Check(transfer.intact, "the bytes are those sent");
    std::size_t perHost = bothHosts ? 3 : 6;
    test.Equal(bed.told[SERVER].peerMoved.size(),
               perHost,
               "moves of the client told at the server");
    test.Equal(bed.told[CLIENT].peerMoved.size(),
               bothHosts  ? 3U
               : families ? 6U // the server's own address changes with the family that it sends in
                          : 0U,
               "moves of the server told at the client");
    for (int i = 0; i < 6; ++i)
    {
        Time found = Seconds(2 + i) + MilliSeconds(300);
        test.Check(transfer.FirstAfter(found) - found < 2 * ROUND_TRIP + QUEUE,
                   "data flows within two round trips of move " + std::to_string(i));
    }
}

/** Both move at once: each tells the other's old address, and neither is heard until one returns.
 */
static void
BothAtOnce(Case& test, bool oneReturns)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    bed.MoveAt(Seconds(2), CLIENT, 0, 1, 4);
    bed.MoveAt(Seconds(2), SERVER, 0, 1, 4);
    if (oneReturns)
    {
        bed.MoveAt(Seconds(6), SERVER, 1, 0, 4);
    }
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 0);
    transfer.Start(Seconds(1));
    bed.Run(oneReturns ? Seconds(12) : Seconds(60));
    test.Check(transfer.received > 0, "data flowed before");
    const Time resumed = transfer.FirstAfter(Seconds(2.1));
    if (oneReturns)
    {
        test.Check(resumed > Seconds(6) && resumed < Seconds(11),
                   "it goes on after one has returned: " + std::to_string(resumed.GetSeconds()));
        test.Check(transfer.intact, "the bytes are those sent");
    }
    else
    {
        test.Check(resumed == Time::Max(), "none is heard");
    }
}

/** The paper's behaviour: TCP waits for its timer. */
static void
NoKick(Case& test, bool moverSends)
{
    Bed bed;
    bed.helper.SetPaperPreset();
    bed.Install({CLIENT, SERVER});
    const Time lost = Seconds(2);
    const Time found = Seconds(4.5);
    ScheduleMove(bed, {CLIENT, !moverSends, 4, 4}, lost, found);
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 0, !moverSends);
    transfer.Start(Seconds(1));
    bed.Run(Seconds(9));
    // ns-3's RTO is 1 s at least, doubling: retransmissions about 1, 3 and 7 s after the loss. The
    // one at 3 s is the first that gets through.
    Time resumed = transfer.FirstAfter(found);
    test.Check(resumed > Seconds(4.9) && resumed < Seconds(5.3),
               "resumes with the timer: " + std::to_string(resumed.GetSeconds()));
    test.Check(transfer.intact, "the bytes are those sent");
    test.Equal(bed.told[SERVER].established.at(0).suite, std::string("paper"), "suite");
}

/** A plain connection does not survive the same move. */
static void
PlainDies(Case& test)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    ScheduleMove(bed, {CLIENT, false, 4, 4}, Seconds(2), Seconds(2.5));
    Transfer transfer(bed, PLAIN_TCP, PLAIN_TCP, 4, 0);
    transfer.Start(Seconds(1));
    bed.Run(Seconds(60));
    test.Check(transfer.received > 0, "data flowed before");
    test.Check(transfer.FirstAfter(Seconds(2.5)) == Time::Max(), "none flowed after");
}

/** An idle connection: the empty packet tells the peer. */
static void
IdleMove(Case& test, bool tcp, bool emptyPacket)
{
    Bed bed;
    bed.helper.SetAttribute("EmptyPacket", BooleanValue(emptyPacket));
    bed.Install({CLIENT, SERVER});
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 100);
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10));
    if (tcp)
    {
        // Only the client closes: the server's side stays open, and idle.
        transfer.Start(Seconds(1));
        Simulator::Schedule(Seconds(1.001), [&]() {
            transfer.listeningSocket->SetAcceptCallback(
                MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                l4mobility::CallbackOf<void, Ptr<Socket>, const Address&>(
                    [&](Ptr<Socket> socket, const Address& /* from */) {
                        transfer.serverSocket = socket;
                    }));
        });
    }
    else
    {
        stream.Start(Seconds(1), Seconds(1.5));
        // What the idle listener is there for: the server speaks up after the move.
        Simulator::Schedule(Seconds(3), &Stream::Push, &stream);
    }
    bed.MoveAt(Seconds(2), CLIENT, 0, 1, 4);
    bed.Record();
    bed.Run(Seconds(4));
    std::vector<Time> sent;
    for (const Seen& s : bed.seen)
    {
        if (s.host == CLIENT && s.fromHost && s.at >= Seconds(2) && s.ExtType() == L4M_TYPE_EMPTY)
        {
            sent.push_back(s.at);
        }
    }
    test.Equal(bed.told[SERVER].peerMoved.size(),
               emptyPacket ? 1U : 0U,
               "moves told at the server");
    if (emptyPacket)
    {
        test.Equal(sent.size(), 1U, "empty packets: the first is answered");
        test.Check(!sent.empty() && sent[0] - Seconds(2) < MicroSeconds(100), "sent at once");
        test.Equal(bed.told[CLIENT].followed.size(), 1U, "the mover knows that it was followed");
    }
    if (!tcp)
    {
        test.Equal(stream.answered.size(), emptyPacket ? 1U : 0U, "datagrams to the idle listener");
    }
}

/** An empty packet that gets lost is repeated. */
static void
EmptyRepeated(Case& test, uint32_t tries)
{
    Bed bed;
    bed.helper.SetAttribute("EmptyTries", UintegerValue(tries));
    bed.Install({CLIENT, SERVER});
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10));
    stream.Start(Seconds(1), Seconds(1.5));
    // While the server is away nothing reaches it; it returns to the same address.
    Simulator::Schedule(Seconds(1.9), &Bed::Detach, &bed, SERVER, 0, 4);
    bed.MoveAt(Seconds(2), CLIENT, 0, 1, 4);
    Simulator::Schedule(Seconds(3), &Bed::Attach, &bed, SERVER, 0, 4);
    bed.Run(Seconds(6));
    // Empty packets at 2.0, 2.5 and 3.5 s.
    test.Equal(bed.told[SERVER].peerMoved.size(), tries > 2 ? 1U : 0U, "moves told at the server");
    if (tries > 2 && !bed.told[SERVER].peerMoved.empty())
    {
        Time told = bed.told[SERVER].peerMoved[0].first;
        test.Check(told > Seconds(3.5) && told < Seconds(3.51), "with the third empty packet");
    }
}

/** Datagrams flow on: what is sent after the new address arrives, and so do the answers. */
static void
UdpMove(Case& test, int before, int after)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    OnlyFamily(bed, CLIENT, before);
    L4MobilityHelper::KnowAddresses(NodeContainer(bed.GetNode(CLIENT)), bed.GetNode(SERVER));
    ScheduleMove(bed, {CLIENT, false, before, after}, Seconds(2.0005), Seconds(2.2005));
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, before, MilliSeconds(10), true);
    stream.Start(Seconds(1), Seconds(3));
    bed.Run(Seconds(4));
    // Datagrams 0 to 100 leave until 2.000 s, 101 to 120 while there is no address, 121 on at 2.210
    // s and later.
    test.Equal(stream.sent, 200U, "datagrams that the socket took: the application sees no error");
    test.Equal(stream.arrived.size(), 180U, "datagrams that arrived");
    test.Check(stream.arrived.size() > 101 && stream.arrived[100] == 100 &&
                   stream.arrived[101] == 121,
               "only those sent without an address are missing");
    // The answers to the last datagrams before the loss find nobody.
    test.Equal(stream.answered.size(), 179U, "answers that arrived");
    test.Equal(bed.told[SERVER].peerMoved.size(), 1U, "moves told at the server");
    test.Check(stream.clientName == bed.GetSocketAddress(CLIENT, 0, before, 49153),
               "the server's application sees the client where it was");
}

/** The server of a UDP association moves. */
static void
UdpServerMoves(Case& test)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    bed.MoveAt(Seconds(2.0005), SERVER, 0, 1, 4);
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10), true);
    stream.Start(Seconds(1), Seconds(3));
    bed.Run(Seconds(4));
    // The empty packet reaches the client at 2.003 s, before it sends again.
    test.Equal(stream.sent, 200U, "datagrams sent");
    test.Equal(stream.arrived.size(), 199U, "datagrams that arrived: one was on its way");
    test.Equal(bed.told[CLIENT].peerMoved.size(), 1U, "moves told at the client");
}

/** A connection whose first packets are lost because its host moves while it connects. */
static void
MoveDuringSetUp(Case& test, bool tcp)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    bed.MoveAt(Seconds(1.001), CLIENT, 0, 1, 4);
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 30000);
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(100));
    if (tcp)
    {
        transfer.Start(Seconds(1));
    }
    else
    {
        stream.Start(Seconds(1), Seconds(2));
    }
    bed.Run(Seconds(10));
    if (tcp)
    {
        test.Equal(transfer.received, 30000U, "bytes received");
    }
    else
    {
        test.Equal(stream.arrived.size(), 10U, "datagrams that arrived");
    }
    test.Equal(bed.told[CLIENT].established.size(), 1U, "associations");
}

/** A default route that changes while both addresses stay. */
static void
RouteChange(Case& test, bool notify)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10));
    stream.Start(Seconds(1), notify ? Seconds(1.5) : Seconds(3));
    // Both links have an address from the beginning, link 0 alone has the default route.
    bed.Attach(CLIENT, 1, 4);
    Ptr<Ipv4StaticRouting> routes =
        Ipv4StaticRoutingHelper().GetStaticRouting(bed.GetNode(CLIENT)->GetObject<Ipv4>());
    routes->RemoveRoute(routes->GetNRoutes() - 1);
    Simulator::Schedule(Seconds(2), [&]() {
        Ptr<Ipv4> ipv4 = bed.GetNode(CLIENT)->GetObject<Ipv4>();
        Ptr<Ipv4StaticRouting> routing = Ipv4StaticRoutingHelper().GetStaticRouting(ipv4);
        routing->SetDefaultRoute("10.1.2.1",
                                 ipv4->GetInterfaceForDevice(bed.GetDevice(CLIENT, 1)),
                                 0);
        if (notify)
        {
            bed.GetLayer(CLIENT)->NotifyAddressChange();
        }
    });
    bed.Run(Seconds(4));
    test.Equal(bed.told[SERVER].peerMoved.size(), 1U, "moves told at the server");
    if (!bed.told[SERVER].peerMoved.empty())
    {
        test.Check(bed.told[SERVER].peerMoved[0].first < Seconds(2.02), "at once");
        test.Check(bed.told[SERVER].peerMoved[0].second.peer == bed.GetAddress(CLIENT, 1, 4),
                   "where to");
    }
    test.Equal(stream.arrived.size(), stream.sent, "datagrams that arrived");
}

/** Moves. */
class MoveSuite : public TestSuite
{
  public:
    MoveSuite()
        : TestSuite("l4-mobility-move", l4mobility::UnitTest<TestSuite>(0))
    {
        for (uint32_t mover : {CLIENT, SERVER})
        {
            for (bool fromServer : {false, true})
            {
                for (auto [before, after] :
                     {std::pair(4, 4), std::pair(6, 6), std::pair(4, 6), std::pair(6, 4)})
                {
                    Movement m{mover, fromServer, before, after};
                    bool moverSends = fromServer == (mover == SERVER);
                    std::string name = std::string("R8 R10 R11: TCP, ") +
                                       (mover == CLIENT ? "client" : "server") + " moves from IPv" +
                                       std::to_string(before) + " to IPv" + std::to_string(after) +
                                       (moverSends ? " and sends" : " and receives");
                    Add(name, [m](Case& test) { TcpMove(test, m, MilliSeconds(200)); });
                    Add(name + ", no outage", [m](Case& test) { TcpMove(test, m, Time(0)); });
                }
            }
        }
        Add("R8 R10: client moves six times", [](Case& t) { TcpManyMoves(t, false, false); });
        Add("R8 R10: both move in turn", [](Case& t) { TcpManyMoves(t, true, false); });
        Add("R8 R10: between IPv4 and IPv6 six times",
            [](Case& t) { TcpManyMoves(t, false, true); });
        Add("R8: both move at once", [](Case& t) { BothAtOnce(t, false); });
        Add("R8: both move at once, one returns", [](Case& t) { BothAtOnce(t, true); });
        Add("R19: without kick TCP waits for its timer, mover sends",
            [](Case& t) { NoKick(t, true); });
        Add("R19: without kick TCP waits for its timer, mover receives",
            [](Case& t) { NoKick(t, false); });
        Add("R18 R19: plain TCP dies in the same move", PlainDies);
        Add("R9: idle TCP", [](Case& t) { IdleMove(t, true, true); });
        Add("R9: idle TCP, no empty packet", [](Case& t) { IdleMove(t, true, false); });
        Add("R9: idle UDP", [](Case& t) { IdleMove(t, false, true); });
        Add("R9: idle UDP, no empty packet", [](Case& t) { IdleMove(t, false, false); });
        Add("R9: a lost empty packet is repeated", [](Case& t) { EmptyRepeated(t, 8); });
        Add("R9: EmptyTries 1 repeats nothing", [](Case& t) { EmptyRepeated(t, 1); });
        for (auto [before, after] :
             {std::pair(4, 4), std::pair(6, 6), std::pair(4, 6), std::pair(6, 4)})
        {
            int b = before;
            int a = after;
            Add("R2 R8 R11: UDP, client moves from IPv" + std::to_string(b) + " to IPv" +
                    std::to_string(a),
                [b, a](Case& test) { UdpMove(test, b, a); });
        }
        Add("R2 R9: UDP, server moves", UdpServerMoves);
        Add("R14: TCP client moves during set-up", [](Case& t) { MoveDuringSetUp(t, true); });
        Add("R14: UDP client moves during set-up", [](Case& t) { MoveDuringSetUp(t, false); });
        Add("R8: the default route changes, data flows", [](Case& t) { RouteChange(t, false); });
        Add("R9: the default route changes, idle, NotifyAddressChange",
            [](Case& t) { RouteChange(t, true); });
    }

  private:
    /** Adds a case. */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static MoveSuite g_moveSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
