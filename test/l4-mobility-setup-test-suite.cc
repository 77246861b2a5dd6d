/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Setting up: handshakes, port negotiation, and peers without mobility.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "l4-mobility-test-bed.h"
#include "l4-mobility-test-case.h"
#include "l4m/l4m.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-header.h"
#include "ns3/uinteger.h"

#include <set>

namespace ns3
{
namespace l4mtest
{

/** @return the packets of one protocol on one host's links */
static std::vector<Seen>
On(const Bed& bed, uint32_t host, uint8_t protocol)
{
    std::vector<Seen> found;
    for (const Seen& s : bed.seen)
    {
        if (s.host == host && s.Protocol() == protocol)
        {
            found.push_back(s);
        }
    }
    return found;
}

/** @return how many packets a plain connection of so many bytes needs, as the client's link sees it
 */
static std::size_t
PlainPackets(int family, uint64_t bytes)
{
    Bed bed;
    bed.Record();
    Transfer transfer(bed, PLAIN_TCP, PLAIN_TCP, family, bytes);
    transfer.Start(Seconds(1));
    bed.Run(Seconds(10));
    return On(bed, CLIENT, L4M_PROTO_TCP).size();
}

/** A connection with one suite. */
static void
TcpHandshake(Case& test, const std::string& suite, int family)
{
    const uint64_t bytes = 20000;
    const std::size_t plain = PlainPackets(family, bytes);
    Bed bed;
    bed.helper.SetAttribute("Suites", StringValue(suite));
    bed.Install({CLIENT, SERVER});
    bed.Record();
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, family, bytes);
    transfer.Start(Seconds(1));
    bed.Run(Seconds(10));

    test.Equal(transfer.received, bytes, "bytes received");
    test.Check(transfer.intact, "the bytes are those sent");
    for (uint32_t host : {CLIENT, SERVER})
    {
        test.Equal(bed.told[host].established.size(), 1U, "associations established");
        if (!bed.told[host].established.empty())
        {
            test.Equal(bed.told[host].established[0].suite, suite, "agreed suite");
            test.Equal(bed.told[host].established[0].rounds, 1U, "rounds");
        }
    }
    std::vector<Seen> wire = On(bed, CLIENT, L4M_PROTO_TCP);
    test.Check(wire.size() > 3, "packets were seen");
    const unsigned flags[] = {TcpHeader::SYN, TcpHeader::SYN | TcpHeader::ACK, TcpHeader::ACK};
    for (std::size_t i = 0; i < wire.size(); ++i)
    {
        unsigned type = i == 0 ? L4M_TYPE_INIT : i == 1 ? L4M_TYPE_OFFER : L4M_TYPE_DATA;
        test.Equal(wire[i].ExtType(),
                   type,
                   "message behind the TCP header of packet " + std::to_string(i));
        test.Equal(wire[i].fromHost ? wire[i].DestinationPort() : wire[i].SourcePort(),
                   5000,
                   "server's port in the ordinary place");
        if (i < 3)
        {
            test.Equal(unsigned(wire[i].TcpFlags()),
                       flags[i],
                       "TCP flags of packet " + std::to_string(i));
        }
    }
    test.Equal(wire.size(), plain, "packets of the whole connection, as a plain one's");
}

/** Datagrams before, during and after the set-up of an association. */
static void
UdpSetUp(Case& test, const std::string& suite, int family)
{
    Bed bed;
    bed.helper.SetAttribute("Suites", StringValue(suite));
    bed.Install({CLIENT, SERVER});
    bed.Record();
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, family, MilliSeconds(1), true);
    stream.Start(Seconds(1), Seconds(1.02));
    bed.Run(Seconds(3));

    test.Equal(stream.sent, 20U, "datagrams sent");
    test.Equal(stream.arrived.size(), 20U, "datagrams that arrived");
    test.Equal(stream.answered.size(), 20U, "answers that arrived");
    for (uint32_t i = 0; i < stream.arrived.size(); ++i)
    {
        test.Equal(stream.arrived[i], i, "order of arrival");
    }
    test.Equal(stream.strange, 0U, "bytes of the protocol that reached an application");
    std::vector<Seen> wire = On(bed, CLIENT, L4M_PROTO_UDP);
    test.Check(wire.size() > 2, "packets were seen");
    if (wire.size() > 2)
    {
        test.Check(wire[0].fromHost && wire[0].ExtType() == L4M_TYPE_INIT,
                   "first comes the L4_INIT");
        test.Check(!wire[1].fromHost && wire[1].ExtType() == L4M_TYPE_OFFER, "then the L4_OFFER");
    }
    for (std::size_t i = 2; i < wire.size(); ++i)
    {
        test.Equal(wire[i].ExtType(), unsigned(L4M_TYPE_DATA), "then data and nothing else");
    }
}

/** No more datagrams wait for the association than the attribute says. */
static void
UdpQueueBound(Case& test)
{
    Bed bed;
    bed.helper.SetAttribute("UdpQueue", UintegerValue(3));
    bed.Install({CLIENT, SERVER});
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MicroSeconds(100));
    stream.Start(Seconds(1), Seconds(1.003)); // the L4_OFFER needs 4 ms
    bed.Run(Seconds(3));
    test.Equal(stream.sent, 30U, "datagrams sent");
    test.Check(stream.arrived == std::vector<uint32_t>({0, 1, 2}), "the first three arrived");
}

/** Two clients that begin with the same port, to one server. */
static void
SamePort(Case& test, bool tcp, uint32_t candidates, uint32_t rounds)
{
    Bed bed;
    bed.helper.SetAttribute("Candidates", UintegerValue(candidates));
    bed.Install({CLIENT, SERVER, OTHER});
    Transfer first(bed, MOBILE_TCP, MOBILE_TCP, 4, 50000);
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10));
    Ptr<Socket> second;
    uint64_t received = 0;
    if (tcp)
    {
        first.Start(Seconds(1), CLIENT);
        // Both connect to one listening socket: the second only sends.
        Simulator::Schedule(Seconds(1.01), [&]() {
            second = Socket::CreateSocket(bed.GetNode(OTHER), TypeId::LookupByName(MOBILE_TCP));
            second->SetConnectCallback(
                l4mobility::CallbackOf<void, Ptr<Socket>>([](Ptr<Socket> socket) {
                    std::vector<uint8_t> data(2000, 7);
                    socket->Send(data.data(), 2000, 0);
                }),
                MakeNullCallback<void, Ptr<Socket>>());
            second->Connect(bed.GetSocketAddress(SERVER, 0, 4, 5000));
            first.listeningSocket->SetAcceptCallback(
                MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                l4mobility::CallbackOf<void, Ptr<Socket>, const Address&>(
                    [&](Ptr<Socket> socket, const Address& /* from */) {
                        socket->SetRecvCallback(
                            l4mobility::CallbackOf<void, Ptr<Socket>>([&](Ptr<Socket> s) {
                                while (Ptr<Packet> p = s->Recv())
                                {
                                    if (p->GetSize() == 0)
                                    {
                                        break;
                                    }
                                    received += p->GetSize();
                                }
                            }));
                    }));
        });
    }
    else
    {
        stream.Start(Seconds(1), Seconds(2), CLIENT);
        Simulator::Schedule(Seconds(1.1), [&]() {
            second = Socket::CreateSocket(bed.GetNode(OTHER), TypeId::LookupByName(MOBILE_UDP));
            second->Bind();
            second->Connect(bed.GetSocketAddress(SERVER, 0, 4, 6000));
            second->Send(Create<Packet>(500));
        });
    }
    bed.Run(Seconds(8));
    if (tcp)
    {
        test.Equal(first.received, 50000U, "bytes of the first client");
        test.Check(first.intact, "the first client's bytes are those sent");
        test.Equal(received, 2000U, "bytes of the second client");
    }
    else
    {
        test.Equal(stream.arrived.size(), 100U, "datagrams of the first client");
        test.Equal(stream.strange, 1U, "datagrams of the second client");
    }
    test.Equal(bed.told[SERVER].established.size(), 2U, "associations at the server");
    if (bed.told[SERVER].established.size() == 2 && !bed.told[OTHER].established.empty())
    {
        const L4MobilityInfo& a = bed.told[SERVER].established[0];
        const L4MobilityInfo& b = bed.told[SERVER].established[1];
        test.Equal(a.peerPort, 49153, "the first client keeps its port");
        test.Check(a.peerPort != b.peerPort, "port pairs are unique at the server");
        test.Equal(bed.told[OTHER].established[0].socketLocalPort,
                   49153,
                   "what the second socket believes");
        test.Equal(bed.told[OTHER].established[0].rounds, rounds, "rounds of the second client");
    }
}

/** A peer without the layer, or without a mobile socket. */
static void
PlainPeer(Case& test, bool tcp, bool layerAtPeer, bool require)
{
    Bed bed;
    bed.helper.SetAttribute("Policy", StringValue(require ? "Require" : "Fallback"));
    bed.helper.SetAttribute("InitTries", UintegerValue(2));
    bed.Install(layerAtPeer ? std::vector<uint32_t>{CLIENT, SERVER}
                            : std::vector<uint32_t>{CLIENT});
    Transfer transfer(bed, MOBILE_TCP, PLAIN_TCP, 4, 30000);
    Stream stream(bed, MOBILE_UDP, PLAIN_UDP, 4, MilliSeconds(100), true);
    if (tcp)
    {
        transfer.Start(Seconds(1));
    }
    else
    {
        stream.Start(Seconds(1), Seconds(6));
    }
    bed.Run(Seconds(20));
    test.Equal(bed.told[CLIENT].established.size(), 0U, "associations");
    test.Equal(bed.told[CLIENT].failed.size(), 1U, "failures told");
    if (tcp)
    {
        test.Equal(transfer.received, require ? 0U : 30000U, "bytes received");
        test.Check(transfer.intact, "the bytes are those sent");
        test.Equal(transfer.connected,
                   !require,
                   "whether the application was told of a connection");
        test.Equal(transfer.failed, require, "whether the application was told of a failure");
        test.Equal(bed.told[CLIENT].failed.at(0), std::string("plain"), "reason");
    }
    else
    {
        // L4_INIT at 1 and 2 s; after 4 s the datagrams go plain.
        test.Equal(stream.arrived.size(), require ? 0U : 50U, "datagrams that arrived");
        test.Equal(stream.answered.size(), require ? 0U : 50U, "answers that arrived");
        test.Equal(bed.told[CLIENT].failed.at(0), std::string("timeout"), "reason");
    }
}

/** A plain client at a mobile listener. */
static void
PlainClient(Case& test, bool tcp, bool require)
{
    Bed bed;
    bed.helper.SetAttribute("Policy", StringValue(require ? "Require" : "Fallback"));
    bed.Install({SERVER});
    bed.Record();
    Transfer transfer(bed, PLAIN_TCP, MOBILE_TCP, 4, 30000);
    Stream stream(bed, PLAIN_UDP, MOBILE_UDP, 4, MilliSeconds(100), true);
    if (tcp)
    {
        transfer.Start(Seconds(1));
    }
    else
    {
        stream.Start(Seconds(1), Seconds(2));
    }
    bed.Run(Seconds(6));
    if (tcp)
    {
        test.Equal(transfer.received, require ? 0U : 30000U, "bytes received");
        bool reset = false;
        for (const Seen& s : On(bed, CLIENT, L4M_PROTO_TCP))
        {
            reset = reset || (!s.fromHost && (s.TcpFlags() & TcpHeader::RST));
        }
        test.Equal(reset, require, "whether the SYN was answered with a RST");
    }
    else
    {
        test.Equal(stream.arrived.size(), require ? 0U : 10U, "datagrams that arrived");
        test.Equal(stream.answered.size(), require ? 0U : 10U, "answers that arrived");
    }
    test.Check((bed.GetLayer(SERVER)->GetDiscarded(L4M_ERR_PLAIN) > 0) == require,
               "discarded as plain");
}

/** Only a connected socket is mobile. */
static void
Unconnected(Case& test)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    bed.Record();
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10));
    stream.Start(Seconds(5), Seconds(5)); // opens the server's socket
    Ptr<Socket> socket =
        Socket::CreateSocket(bed.GetNode(CLIENT), TypeId::LookupByName(MOBILE_UDP));
    socket->Bind();
    Simulator::Schedule(Seconds(1), [&]() {
        socket->SendTo(Create<Packet>(50), 0, bed.GetSocketAddress(SERVER, 0, 4, 6000));
    });
    bed.Run(Seconds(2));
    test.Equal(stream.strange, 1U, "datagrams that arrived");
    test.Equal(bed.GetLayer(CLIENT)->GetNAssociations(), 0U, "associations");
    test.Equal(On(bed, CLIENT, L4M_PROTO_UDP).size(), 1U, "packets on the wire");
}

/** Peers with one suite in common, and with none. */
static void
SuiteChoice(Case& test)
{
    for (bool common : {true, false})
    {
        Bed bed;
        bed.helper.SetAttribute("Suites", StringValue("modp2048-hmac-sha256,paper"));
        bed.Install({CLIENT});
        bed.helper.SetAttribute("Suites", StringValue(common ? "fast,paper" : "fast"));
        bed.Install({SERVER});
        Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 30000);
        transfer.Start(Seconds(1));
        bed.Run(Seconds(10));
        test.Equal(transfer.received, 30000U, "bytes received");
        test.Equal(bed.told[CLIENT].established.size(), common ? 1U : 0U, "associations");
        if (common && !bed.told[CLIENT].established.empty())
        {
            test.Equal(bed.told[CLIENT].established[0].suite, std::string("paper"), "agreed suite");
            test.Equal(bed.told[CLIENT].established[0].rounds,
                       2U,
                       "rounds: the first had another group's key");
        }
    }
}

/** A connection that is closed leaves nothing behind. */
static void
CloseFrees(Case& test)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 30000);
    transfer.Start(Seconds(1));
    Simulator::Schedule(Seconds(0.9), [&]() { transfer.listeningSocket->Close(); });
    Transfer second(bed, MOBILE_TCP, MOBILE_TCP, 4, 30000);
    second.Start(Seconds(2), CLIENT, 5001);
    Simulator::Schedule(Seconds(2.001), [&]() {
        test.Equal(bed.GetLayer(CLIENT)->GetNAssociations() > 0,
                   true,
                   "associations while connected");
    });
    bed.Run(Seconds(400)); // TIME_WAIT lasts 240 s
    test.Equal(transfer.received, 0U, "bytes received through a closed listener");
    test.Equal(second.received, 30000U, "bytes received");
    test.Equal(bed.GetLayer(CLIENT)->GetNAssociations(), 0U, "associations at the client");
    test.Equal(bed.GetLayer(SERVER)->GetNAssociations(), 0U, "associations at the server");
}

/** Set-up. */
class SetUpSuite : public TestSuite
{
  public:
    SetUpSuite()
        : TestSuite("l4-mobility-setup", l4mobility::UnitTest<TestSuite>(0))
    {
        std::size_t count = 0;
        const l4m_suite* suites = l4m_suites(&count);
        for (std::size_t i = 0; i < count; ++i)
        {
            std::string suite = suites[i].name;
            for (int family : {4, 6})
            {
                std::string ip = ", IPv" + std::to_string(family);
                Add("R5 R6 R16 R17: TCP handshake, " + suite + ip,
                    [suite, family](Case& test) { TcpHandshake(test, suite, family); });
                Add("R2 R4 R5 R15: UDP set-up, " + suite + ip,
                    [suite, family](Case& test) { UdpSetUp(test, suite, family); });
            }
        }
        Add("R15: UdpQueue bounds what waits", UdpQueueBound);
        Add("R13 R14: same port twice, TCP, one round", [](Case& t) { SamePort(t, true, 4, 1); });
        Add("R13 R14: same port twice, TCP, two rounds", [](Case& t) { SamePort(t, true, 1, 2); });
        Add("R13 R14: same port twice, UDP, one round", [](Case& t) { SamePort(t, false, 4, 1); });
        Add("R13 R14: same port twice, UDP, two rounds", [](Case& t) { SamePort(t, false, 1, 2); });
        for (bool tcp : {true, false})
        {
            std::string protocol = tcp ? "TCP" : "UDP";
            for (bool require : {false, true})
            {
                std::string policy = require ? ", Require" : ", Fallback";
                for (bool layer : {false, true})
                {
                    Add("R18: " + protocol + " to a plain socket" +
                            (layer ? " beside the layer" : "") + policy,
                        [=](Case& test) { PlainPeer(test, tcp, layer, require); });
                }
                Add("R18: " + protocol + " from a plain socket" + policy,
                    [=](Case& test) { PlainClient(test, tcp, require); });
            }
        }
        Add("R4: an unconnected socket stays ordinary", Unconnected);
        Add("R6: suites in common and none", SuiteChoice);
        Add("closing frees associations and listeners", CloseFrees);
    }

  private:
    /** Adds a case. */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static SetUpSuite g_setUpSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
