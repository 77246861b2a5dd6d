/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// What must not happen: plain sockets disturbed, forgeries delivered, packets fragmented,
// applications changed.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "l4-mobility-test-bed.h"
#include "l4-mobility-test-case.h"
#include "l4m/l4m.h"

#include "ns3/boolean.h"
#include "ns3/bulk-send-helper.h"
#include "ns3/config.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-header.h"
#include "ns3/udp-client-server-helper.h"
#include "ns3/udp-echo-helper.h"
#include "ns3/udp-header.h"
#include "ns3/udp-server.h"
#include "ns3/uinteger.h"

#include <fstream>
#include <set>

namespace ns3
{
namespace l4mtest
{

/** What the client's links carried: plain traffic, with and without the layer and mobile sockets
 * around. */
static std::vector<Seen>
PlainTraffic(Case& test, bool layer, int family)
{
    Bed bed;
    if (layer)
    {
        uint64_t stream = RngSeedManager::GetNextStreamIndex();
        bed.Install({CLIENT, SERVER, OTHER});
        test.Equal(RngSeedManager::GetNextStreamIndex(),
                   stream + 1,
                   "next stream of random numbers");
    }
    bed.Record();
    // First another host's traffic with the same server, mobile where there is the layer; then it
    // is idle.
    Stream other(bed,
                 layer ? MOBILE_UDP : PLAIN_UDP,
                 layer ? MOBILE_UDP : PLAIN_UDP,
                 4,
                 MilliSeconds(10));
    other.Start(Seconds(1), Seconds(1.3), OTHER, 6500);
    Transfer transfer(bed, PLAIN_TCP, PLAIN_TCP, family, 60000);
    transfer.Start(Seconds(3));
    Transfer back(bed, PLAIN_TCP, PLAIN_TCP, family, 60000, true);
    back.Start(Seconds(4), CLIENT, 5001);
    Stream stream(bed, PLAIN_UDP, PLAIN_UDP, family, MilliSeconds(10), true);
    stream.Start(Seconds(3), Seconds(3.5));
    bed.Run(Seconds(8));
    std::vector<Seen> client;
    for (const Seen& s : bed.seen)
    {
        if (s.host == CLIENT)
        {
            client.push_back(s);
        }
    }
    return client;
}

/** Plain sockets send the same bytes at the same times. */
static void
PlainUntouched(Case& test, int family)
{
    std::vector<Seen> without = PlainTraffic(test, false, family);
    std::vector<Seen> with = PlainTraffic(test, true, family);
    test.Check(without.size() > 200, "packets were seen");
    test.Equal(with.size(), without.size(), "packets");
    for (std::size_t i = 0; i < std::min(with.size(), without.size()); ++i)
    {
        if (with[i].at != without[i].at || with[i].bytes != without[i].bytes)
        {
            test.Check(false, "packet " + std::to_string(i) + " differs");
            return;
        }
    }
}

/** Ways to spoil a packet. */
static std::vector<std::vector<uint8_t>>
Forgeries(const Seen& seen)
{
    std::vector<std::vector<uint8_t>> all;
    const std::size_t ip = seen.IpLength();
    const std::size_t ext = ip + seen.L4Length();
    const std::vector<uint8_t>& good = seen.bytes;
    auto flipped = [&good](std::size_t at, uint8_t bit) {
        std::vector<uint8_t> bytes = good;
        bytes[at] ^= bit;
        return bytes;
    };
    for (std::size_t at :
         {ext, ext + 1, ext + 2, ext + 5, ext + 7, ext + 9, ext + 20, good.size() - 1})
    {
        all.push_back(flipped(at, 1));
        all.push_back(flipped(at, 0x80));
    }
    if (seen.Protocol() == L4M_PROTO_TCP)
    {
        all.push_back(flipped(ip + 7, 1));               // sequence number
        all.push_back(flipped(ip + 13, TcpHeader::RST)); // reset
        all.push_back(flipped(ip + 13, TcpHeader::FIN));
        all.push_back(flipped(ip + 13, TcpHeader::SYN));
        all.push_back(flipped(ip + 12, 0x10)); // length of the header
    }
    // Without extended header, as an ordinary stack would take it.
    std::vector<uint8_t> plain = good;
    plain.erase(plain.begin() + static_cast<long>(ext),
                plain.begin() + static_cast<long>(ext + good[ext + 1] * 4));
    all.push_back(plain);
    // A larger state sequence: would move the peer.
    all.push_back(flipped(ext + 4, 1));
    // Cut off everywhere.
    for (std::size_t length = ip + 1; length < std::min(good.size(), ext + 60); ++length)
    {
        all.emplace_back(good.begin(), good.begin() + static_cast<long>(length));
    }
    // Other bytes behind the right ports.
    for (uint8_t fill : {0x00, 0x11, 0x12, 0x13, 0x14, 0x15, 0xff})
    {
        std::vector<uint8_t> bytes = good;
        std::fill(bytes.begin() + static_cast<long>(ext), bytes.end(), fill);
        all.push_back(bytes);
    }
    return all;
}

/** Forged packets of all kinds, from the peer's address and from another's, reach nobody and move
 * nobody. */
static void
Forged(Case& test, bool tcp, const std::string& suite, int family)
{
    Bed bed;
    bed.helper.SetAttribute("Suites", StringValue(suite));
    // A UDP listener that falls back takes plain datagrams from anyone but the peers of its
    // associations.
    bed.helper.SetAttribute("Policy", StringValue("Require"));
    bed.Install({CLIENT, SERVER});
    bed.Record();
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, family, 0);
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, family, MilliSeconds(1), true);
    if (tcp)
    {
        transfer.Start(Seconds(1));
    }
    else
    {
        stream.Start(Seconds(1), Seconds(2.9));
    }
    std::size_t injected = 0;
    Simulator::Schedule(Seconds(1.5), [&]() {
        // The last packet with data to the server, and the last to the client.
        for (uint32_t host : {SERVER, CLIENT})
        {
            const Seen* last = nullptr;
            for (const Seen& s : bed.seen)
            {
                bool here = s.host == host && !s.fromHost && s.ExtType() == L4M_TYPE_DATA;
                last = here && s.at < Seconds(1.49) ? &s : last;
            }
            test.Check(last != nullptr, "a packet to forge was seen");
            if (!last)
            {
                continue;
            }
            double ms = 1;
            for (const std::vector<uint8_t>& bytes : Forgeries(*last))
            {
                std::vector<uint8_t> elsewhere = bytes;
                elsewhere[last->Family() == 4 ? 15 : 23] ^= 0x40; // another source address
                for (const std::vector<uint8_t>& b : {bytes, elsewhere})
                {
                    Simulator::Schedule(MicroSeconds(static_cast<uint64_t>(ms * 1000)),
                                        &Bed::Inject,
                                        &bed,
                                        host,
                                        0,
                                        b);
                    ms += 2;
                    ++injected;
                }
            }
        }
    });
    bed.Run(Seconds(3));
    uint64_t discarded =
        bed.GetLayer(CLIENT)->GetDiscardedTotal() + bed.GetLayer(SERVER)->GetDiscardedTotal();
    test.Check(injected > 200, "packets were injected");
    // Packets too short for ports are nobody's; TCP without ports drops them itself.
    test.Check(discarded > injected * 8 / 10,
               "discarded and counted: " + std::to_string(discarded) + " of " +
                   std::to_string(injected));
    test.Equal(discarded,
               bed.told[CLIENT].rejected.size() + bed.told[SERVER].rejected.size(),
               "told of as many");
    test.Check(bed.GetLayer(SERVER)->GetDiscarded(L4M_ERR_MAC) > 0, "some for their MAC");
    for (uint32_t host : {CLIENT, SERVER})
    {
        test.Equal(bed.told[host].peerMoved.size(), 0U, "moves told");
        test.Equal(bed.told[host].failed.size(), 0U, "failures told");
        test.Equal(bed.GetLayer(host)->GetNAssociations(), 1U, "associations");
    }
    if (tcp)
    {
        test.Check(transfer.intact && !transfer.reset, "the bytes are those sent");
        test.Check(transfer.FirstAfter(Seconds(2.9)) < Seconds(3), "and still flow");
    }
    else
    {
        test.Equal(stream.strange, 0U, "strange datagrams");
        test.Equal(std::set<uint32_t>(stream.arrived.begin(), stream.arrived.end()).size(),
                   stream.arrived.size(),
                   "datagrams that arrived once");
        test.Equal(stream.arrived.size(), stream.sent, "datagrams that arrived");
        test.Equal(stream.answered.size(), stream.sent, "answers that arrived");
    }
}

/** Whole old packets, from where they came and from elsewhere. */
static void
Replayed(Case& test, const std::string& suite)
{
    Bed bed;
    bed.helper.SetAttribute("Suites", StringValue(suite));
    bed.Install({CLIENT, SERVER});
    bed.Record();
    bed.MoveAt(Seconds(1.5005), CLIENT, 0, 1, 4);
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10), true);
    stream.Start(Seconds(1), Seconds(2.9));
    Simulator::Schedule(Seconds(2), [&]() {
        for (const Seen& s : std::vector<Seen>(bed.seen))
        {
            // All that the client ever sent, the packets of before the move among them.
            if (s.host == SERVER && !s.fromHost && s.Protocol() == L4M_PROTO_UDP)
            {
                bed.Inject(SERVER, 0, s.bytes);
            }
        }
    });
    bed.Run(Seconds(4));
    test.Equal(bed.told[SERVER].peerMoved.size(),
               1U,
               "moves told at the server: only the true one");
    std::set<uint32_t> answers(stream.answered.begin(), stream.answered.end());
    // One answer was on its way to the old address.
    test.Check(answers.size() + 1 >= stream.sent, "the answers find the client where it is");
    std::set<uint32_t> different(stream.arrived.begin(), stream.arrived.end());
    test.Equal(different.size(), stream.sent, "different datagrams that arrived");
    if (suite != "paper")
    {
        test.Equal(stream.arrived.size(), stream.sent, "none arrived twice");
        test.Check(bed.GetLayer(SERVER)->GetDiscarded(L4M_ERR_REPLAY) > 50,
                   "discarded as replayed");
    }
}

/**
 * Another host takes the address from which a client has moved away, and connects with the same
 * port; then a mobile socket beside that one, with the next port.
 */
static void
AddressReuse(Case& test, bool mobile)
{
    Bed bed;
    bed.Install({CLIENT, SERVER, OTHER});
    bed.MoveAt(Seconds(1.2), CLIENT, 0, 1, 4);
    Simulator::Schedule(Seconds(1.3), [&]() {
        Ptr<Ipv4> ipv4 = bed.GetNode(OTHER)->GetObject<Ipv4>();
        bed.Detach(OTHER, 0, 4);
        uint32_t i = ipv4->GetInterfaceForDevice(bed.GetDevice(OTHER, 1));
        ipv4->AddAddress(i, Ipv4InterfaceAddress("10.1.1.2", "255.255.255.255"));
        Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute("10.3.2.1", i);
        Ptr<Ipv4> router = bed.GetRouter()->GetObject<Ipv4>();
        Ipv4StaticRoutingHelper().GetStaticRouting(router)->AddHostRouteTo(
            "10.1.1.2",
            router->GetInterfaceForAddress("10.3.2.1"));
    });
    Transfer first(bed, MOBILE_TCP, MOBILE_TCP, 4, 0);
    first.Start(Seconds(1));
    uint64_t received = 0;
    Ptr<Socket> second;
    Ptr<Socket> third;
    Simulator::Schedule(Seconds(1.4), [&]() {
        first.listeningSocket->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            l4mobility::CallbackOf<void, Ptr<Socket>, const Address&>(
                [&](Ptr<Socket> socket, const Address& from) {
                    test.Check(InetSocketAddress::ConvertFrom(from).GetIpv4() ==
                                   Ipv4Address("10.1.1.2"),
                               "the second client's address");
                    socket->SetRecvCallback(l4mobility::CallbackOf<void, Ptr<Socket>>(
                        [&](Ptr<Socket> s) { received += s->Recv()->GetSize(); }));
                }));
        second = Socket::CreateSocket(bed.GetNode(OTHER),
                                      TypeId::LookupByName(mobile ? MOBILE_TCP : PLAIN_TCP));
        second->SetConnectCallback(l4mobility::CallbackOf<void, Ptr<Socket>>(
                                       [](Ptr<Socket> s) { s->Send(Create<Packet>(400)); }),
                                   MakeNullCallback<void, Ptr<Socket>>());
        second->Connect(bed.GetSocketAddress(SERVER, 0, 4, 5000));
        Address name;
        second->GetSockName(name);
        test.Equal(InetSocketAddress::ConvertFrom(name).GetPort(),
                   49153,
                   "the same port as the first client's");
    });
    Simulator::Schedule(Seconds(1.6), [&]() {
        third = Socket::CreateSocket(bed.GetNode(OTHER), TypeId::LookupByName(MOBILE_TCP));
        third->SetConnectCallback(l4mobility::CallbackOf<void, Ptr<Socket>>(
                                      [](Ptr<Socket> s) { s->Send(Create<Packet>(300)); }),
                                  MakeNullCallback<void, Ptr<Socket>>());
        third->Connect(bed.GetSocketAddress(SERVER, 0, 4, 5000));
    });
    bed.Run(Seconds(2.5));
    test.Equal(received, 700U, "bytes of the second and the third connection");
    test.Check(first.intact && !first.reset, "the first client's bytes are those sent");
    test.Check(first.FirstAfter(Seconds(2.4)) < Seconds(2.5), "and still flow");
}

/** A connected socket's port is its own, although ns-3's UDP would let anyone send to it. */
static void
Strangers(Case& test, int family)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    bed.Record();
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, family, MilliSeconds(10), true);
    stream.Start(Seconds(1), Seconds(2));
    Simulator::Schedule(Seconds(1.5), [&]() {
        const Seen* last = nullptr;
        for (const Seen& s : bed.seen)
        {
            bool here = s.host == CLIENT && !s.fromHost && s.ExtType() == L4M_TYPE_DATA;
            last = here ? &s : last;
        }
        test.Check(last != nullptr, "a packet to the client was seen");
        if (last)
        {
            std::vector<uint8_t> port = last->bytes;
            port.at(last->IpLength() + 1) ^= 1; // the peer's address, another port
            std::vector<uint8_t> host = port;
            host.at(family == 4 ? 15 : 23) ^= 0x40; // another address too
            bed.Inject(CLIENT, 0, port);
            bed.Inject(CLIENT, 0, host);
        }
    });
    bed.Run(Seconds(3));
    test.Equal(stream.strange, 0U, "strange datagrams");
    test.Equal(stream.answered.size(), stream.sent, "answers");
    test.Equal(bed.GetLayer(CLIENT)->GetDiscardedTotal(), 2U, "packets discarded");
}

/** No node but the two hosts takes part. */
static void
NoServer(Case& test)
{
    Bed bed;
    bed.Install({CLIENT, SERVER});
    bed.Record();
    bed.MoveAt(Seconds(1.2), CLIENT, 0, 1, 4);
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 0);
    transfer.Start(Seconds(1));
    bed.Run(Seconds(1.5));
    test.Check(!bed.GetRouter()->GetObject<L4MobilityProtocol>(), "the router has no layer");
    test.Check(transfer.FirstAfter(Seconds(1.4)) < Seconds(1.5), "data flows");
    const std::set<uint32_t> ends{Ipv4Address("10.1.1.2").Get(),
                                  Ipv4Address("10.1.2.2").Get(),
                                  Ipv4Address("10.2.1.2").Get()};
    for (const Seen& s : bed.seen)
    {
        if (s.Family() == 4)
        {
            Ipv4Header header;
            Create<Packet>(s.bytes.data(), static_cast<uint32_t>(s.bytes.size()))
                ->PeekHeader(header);
            bool between =
                ends.count(header.GetSource().Get()) && ends.count(header.GetDestination().Get());
            test.Check(between && s.Protocol() == L4M_PROTO_TCP,
                       "packets between the two hosts only");
        }
    }
}

/** ns-3's own applications, as they are, across a move. */
static void
Applications(Case& test, const std::string& which)
{
    Bed bed;
    bed.helper.SetAttribute("MobilePorts", StringValue("udp:7000,tcp:7001"));
    bed.Install({CLIENT, SERVER});
    Address server = bed.GetSocketAddress(SERVER, 0, 4, which == "tcp-port" ? 7001 : 7000);
    Address any = InetSocketAddress(Ipv4Address::GetAny(), which == "tcp-port" ? 7001 : 7000);
    const Time lost = Seconds(2.0005);
    bed.MoveAt(lost, CLIENT, 0, 1, 4);
    ApplicationContainer source;
    ApplicationContainer sink;
    Time last;
    uint64_t before = 0;
    if (which == "bulk" || which == "onoff" || which == "tcp-port")
    {
        std::string factory = which == "bulk"       ? MOBILE_TCP
                              : which == "tcp-port" ? PLAIN_TCP
                                                    : MOBILE_UDP;
        if (which == "onoff")
        {
            OnOffHelper helper(factory, server);
            helper.SetConstantRate(DataRate("400kb/s"), 500);
            source = helper.Install(bed.GetNode(CLIENT));
        }
        else
        {
            source = BulkSendHelper(factory, server).Install(bed.GetNode(CLIENT));
        }
        sink = PacketSinkHelper(factory, any).Install(bed.GetNode(SERVER));
        sink.Get(0)->TraceConnectWithoutContext(
            "Rx",
            l4mobility::CallbackOf<void, Ptr<const Packet>, const Address&>(
                [&](Ptr<const Packet> /* p */, const Address& /* from */) {
                    last = Simulator::Now();
                }));
    }
    else if (which == "udp-client")
    {
        UdpClientHelper helper(server);
        helper.SetAttribute("Interval", TimeValue(MilliSeconds(10)));
        helper.SetAttribute("MaxPackets", UintegerValue(100000));
        source = helper.Install(bed.GetNode(CLIENT));
        sink = UdpServerHelper(7000).Install(bed.GetNode(SERVER));
        // The server's trace "Rx" has another signature in 3.48.
        sink.Get(0)->TraceConnectWithoutContext(
            "RxWithAddresses",
            l4mobility::CallbackOf<void, Ptr<const Packet>, const Address&, const Address&>(
                [&](Ptr<const Packet> /* p */, const Address& /* from */, const Address& /* to */) {
                    last = Simulator::Now();
                }));
    }
    else
    {
        UdpEchoClientHelper helper(server);
        helper.SetAttribute("Interval", TimeValue(MilliSeconds(10)));
        helper.SetAttribute("MaxPackets", UintegerValue(100000));
        source = helper.Install(bed.GetNode(CLIENT));
        sink = UdpEchoServerHelper(7000).Install(bed.GetNode(SERVER));
        source.Get(0)->TraceConnectWithoutContext(
            "Rx",
            l4mobility::CallbackOf<void, Ptr<const Packet>>(
                [&](Ptr<const Packet> /* p */) { last = Simulator::Now(); }));
    }
    source.Start(Seconds(1));
    source.Stop(Seconds(9));
    Simulator::Schedule(Seconds(1.9), [&]() { before = last.GetMilliSeconds(); });
    bed.Run(Seconds(9));
    test.Check(before > 1800, "data flowed before the move");
    test.Check(last > Seconds(8.8), "and after it: " + std::to_string(last.GetSeconds()));
    test.Equal(bed.told[SERVER].peerMoved.size(), 1U, "moves told at the server");
}

/** Large segments: nothing is fragmented, and a smaller size of the user's stays. */
static void
NoFragments(Case& test, int family, uint32_t segment)
{
    Bed bed;
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(segment));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(65536));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(65536));
    bed.Install({CLIENT, SERVER});
    bed.Record();
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, family, 200000);
    transfer.Start(Seconds(1));
    Transfer back(bed, MOBILE_TCP, MOBILE_TCP, family, 200000, true);
    back.Start(Seconds(3), CLIENT, 5001);
    bed.Run(Seconds(8));
    test.Equal(transfer.received, 200000U, "bytes received by the server");
    test.Equal(back.received, 200000U, "bytes received by the client");
    std::size_t longest = 0;
    for (const Seen& s : bed.seen)
    {
        test.Check(!s.IsFragment(), "no fragment");
        longest = std::max(longest, s.bytes.size());
    }
    test.Check(longest <= 1500, "no packet longer than the MTU: " + std::to_string(longest));
    if (segment < 1400)
    {
        // IP, TCP with timestamps, extended header.
        test.Equal(longest, segment + (family == 4 ? 20 : 40) + 32 + 28, "the longest packet");
    }
}

/** With checksums in the simulation, all on the wire are right, and a wrong one is dropped. */
static void
Checksums(Case& test, int family)
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    {
        Bed bed;
        bed.Install({CLIENT, SERVER});
        bed.Record();
        bed.MoveAt(Seconds(1.2), CLIENT, 0, 1, family);
        Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, family, 0);
        transfer.Start(Seconds(1));
        Stream stream(bed, MOBILE_UDP, MOBILE_UDP, family, MilliSeconds(10), true);
        stream.Start(Seconds(1), Seconds(1.5));
        bed.Run(Seconds(1.6));
        test.Check(transfer.intact && transfer.FirstAfter(Seconds(1.5)) < Seconds(1.6),
                   "TCP data flows");
        test.Check(stream.arrived.size() >= 49, "UDP data flows");
        std::size_t wrong = 0;
        std::size_t checked = 0;
        for (const Seen& s : bed.seen)
        {
            if (s.Protocol() != L4M_PROTO_TCP && s.Protocol() != L4M_PROTO_UDP)
            {
                continue;
            }
            // RFC 1071 once more: words, addresses and pseudo-header add up to all ones.
            uint32_t sum = s.Protocol() + static_cast<uint32_t>(s.bytes.size() - s.IpLength());
            std::size_t from = family == 4 ? 12 : 8;
            for (std::size_t i = from; i < s.bytes.size(); ++i)
            {
                sum += i % 2 == 0 ? static_cast<uint32_t>(s.bytes[i]) << 8 : s.bytes[i];
            }
            while (sum >> 16)
            {
                sum = (sum & 0xffff) + (sum >> 16);
            }
            wrong += sum != 0xffff;
            ++checked;
        }
        test.Check(checked > 100, "packets were checked");
        test.Equal(wrong, 0U, "wrong checksums");
    }
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
}

/** What three hosts sent, with keys and all. */
static std::vector<Seen>
Everything(uint64_t run)
{
    Bed bed;
    RngSeedManager::SetRun(run);
    bed.Install({CLIENT, SERVER});
    bed.Record();
    bed.MoveAt(Seconds(1.2), CLIENT, 0, 1, 4);
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 0);
    transfer.Start(Seconds(1));
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10), true);
    stream.Start(Seconds(1), Seconds(1.5));
    bed.Run(Seconds(2));
    return bed.seen;
}

/** The same seed gives the same bytes; another run other keys. */
static void
Reproducible(Case& test)
{
    std::vector<Seen> first = Everything(1);
    std::vector<Seen> again = Everything(1);
    std::vector<Seen> other = Everything(2);
    test.Check(first.size() > 100, "packets were seen");
    test.Equal(first.size(), again.size(), "packets");
    bool same = first.size() == again.size();
    for (std::size_t i = 0; same && i < first.size(); ++i)
    {
        same = first[i].at == again[i].at && first[i].bytes == again[i].bytes;
    }
    test.Check(same, "the same bytes at the same times");
    auto find = [](const std::vector<Seen>& seen) {
        for (const Seen& s : seen)
        {
            if (s.ExtType() == L4M_TYPE_INIT)
            {
                return s.bytes;
            }
        }
        return std::vector<uint8_t>();
    };
    test.Check(!find(first).empty() && find(first) != find(other), "another run has other keys");
}

/** The key log has a line for each association of its initiator. */
static void
KeyLog(Case& test)
{
    std::string path = test.TempFile("keys.txt");
    std::remove(path.c_str());
    Bed bed;
    bed.helper.SetAttribute("KeyLog", StringValue(path));
    bed.helper.SetAttribute("Suites", StringValue("fast"));
    bed.Install({CLIENT, SERVER});
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 1000);
    transfer.Start(Seconds(1));
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10));
    stream.Start(Seconds(2), Seconds(2.1));
    bed.Run(Seconds(3));
    std::ifstream in(path);
    std::string line;
    std::vector<std::string> lines;
    while (std::getline(in, line))
    {
        lines.push_back(line);
    }
    test.Equal(lines.size(), 2U, "lines");
    if (lines.size() == 2)
    {
        test.Equal(lines[0].substr(0, 29),
                   std::string("l4m tcp 49153 5000 fast ").append(lines[0].substr(24, 5)),
                   "first line");
        test.Equal(lines[1].substr(0, 8), std::string("l4m udp "), "second line");
        // Two packet keys of 16 bytes with 4 of salt, a confirm key of 32.
        test.Equal(lines[0].size(), 24U + 40 + 1 + 40 + 1 + 64, "length of the first line");
    }
}

/** A mobile socket that connects to its own host is an ordinary one. */
static void
ToSelf(Case& test)
{
    Bed bed;
    bed.Install({SERVER});
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(10));
    stream.Start(Seconds(2), Seconds(2)); // opens the server's socket
    std::vector<Ptr<Socket>> sockets;
    for (const char* own : {"127.0.0.1", "10.2.1.2"})
    {
        Simulator::Schedule(Seconds(1), [&bed, &sockets, own]() {
            sockets.push_back(
                Socket::CreateSocket(bed.GetNode(SERVER), TypeId::LookupByName(MOBILE_UDP)));
            sockets.back()->Bind();
            sockets.back()->Connect(InetSocketAddress(own, 6000));
            sockets.back()->Send(Create<Packet>(50));
        });
    }
    bed.Run(Seconds(1.9));
    test.Equal(stream.strange, 2U, "datagrams that arrived");
    test.Equal(bed.GetLayer(SERVER)->GetNAssociations(), 0U, "associations");
}

/** What must not happen. */
class IsolationSuite : public TestSuite
{
  public:
    IsolationSuite()
        : TestSuite("l4-mobility-isolation", l4mobility::UnitTest<TestSuite>(0))
    {
        Add("R18: plain sockets untouched, IPv4", [](Case& t) { PlainUntouched(t, 4); });
        Add("R18: plain sockets untouched, IPv6", [](Case& t) { PlainUntouched(t, 6); });
        for (bool tcp : {true, false})
        {
            for (const char* suite : {"paper", "default"})
            {
                for (int family : {4, 6})
                {
                    std::string s = suite;
                    Add(std::string("R7 R11 R12: forged packets, ") + (tcp ? "TCP, " : "UDP, ") +
                            s + ", IPv" + std::to_string(family),
                        [=](Case& t) { Forged(t, tcp, s, family); });
                }
            }
        }
        Add("R10 R11: old packets, paper", [](Case& t) { Replayed(t, "paper"); });
        Add("R10 R11: old packets, default", [](Case& t) { Replayed(t, "default"); });
        Add("R12 R13: another mobile host takes the old address",
            [](Case& t) { AddressReuse(t, true); });
        Add("R18: an ordinary host takes the old address", [](Case& t) { AddressReuse(t, false); });
        Add("R4 R7: strangers at a connected socket's port, IPv4",
            [](Case& t) { Strangers(t, 4); });
        Add("R4 R7: strangers at a connected socket's port, IPv6",
            [](Case& t) { Strangers(t, 6); });
        Add("R1: no server in the network", NoServer);
        for (const char* app : {"bulk", "onoff", "udp-client", "udp-echo", "tcp-port"})
        {
            std::string which = app;
            Add("R3: applications unchanged, " + which,
                [which](Case& t) { Applications(t, which); });
        }
        for (int family : {4, 6})
        {
            std::string ip = ", IPv" + std::to_string(family);
            Add("R17: nothing is fragmented" + ip,
                [family](Case& t) { NoFragments(t, family, 1448); });
            Add("R17: a smaller segment size stays" + ip,
                [family](Case& t) { NoFragments(t, family, 700); });
            Add("R17: checksums" + ip, [family](Case& t) { Checksums(t, family); });
        }
        Add("the same seed gives the same bytes", Reproducible);
        Add("key log", KeyLog);
        Add("a connection to the own host is ordinary", ToSelf);
    }

  private:
    /** Adds a case. */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static IsolationSuite g_isolationSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
