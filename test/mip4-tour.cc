/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "mip4-tour.h"

#include "mip4-test-bed.h"

#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** Bytes that are sent at once. */
constexpr uint64_t PORTION{3000};

/** Time between two portions. */
const Time PACE = MilliSeconds(20);

/** When the first move is. */
const Time FIRST = Seconds(2);

/** @return the byte of a file at a place @param place from 0 */
uint8_t
ByteAt(uint64_t place)
{
    return static_cast<uint8_t>((place * 2654435761U) >> 13 ^ place);
}

/** Sends what the file's pace allows. @param sent bytes so far @param size of the file @param
 * socket by which */
void
Write(uint64_t* sent, uint64_t size, Ptr<Socket> socket)
{
    const uint64_t until = std::min(size, *sent + PORTION);
    while (*sent < until && socket->GetTxAvailable() > 0)
    {
        uint8_t bytes[PORTION];
        const auto part =
            static_cast<uint32_t>(std::min<uint64_t>(until - *sent, socket->GetTxAvailable()));
        for (uint32_t i = 0; i < part; ++i)
        {
            bytes[i] = ByteAt(*sent + i);
        }
        const int done = socket->Send(bytes, part, 0);
        *sent += static_cast<uint64_t>(std::max(done, 0));
    }
    if (*sent < size)
    {
        Simulator::Schedule(PACE, &Write, sent, size, socket);
    }
}

/** Checks what has come. @param received bytes so far @param wrong bytes that are not the file's
 * @param socket where */
void
Read(uint64_t* received, uint64_t* wrong, Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), packet->GetSize());
        for (uint8_t byte : bytes)
        {
            *wrong += byte == ByteAt((*received)++) ? 0 : 1;
        }
    }
}

/** Sees to it that what comes to a socket is read. */
void
ReadFrom(Ptr<Socket> socket, uint64_t* received, uint64_t* wrong)
{
    socket->SetRecvCallback(Callback<void, Ptr<Socket>>(
        [received, wrong](Ptr<Socket> s) { Read(received, wrong, s); }));
}

/** Counts what was lost when each move was over, and before the next. */
void
CountLost(const Mip4TestBed& bed, uint32_t moves, Mip4Tour& tour)
{
    for (uint32_t i = 0; i < moves; ++i)
    {
        const Time from = FIRST + Seconds(i) + MilliSeconds(100);
        const Time to = FIRST + Seconds(i) + MilliSeconds(900);
        tour.lostUp += Mip4TestBed::Lost(bed.up, from, to);
        tour.lostDown += Mip4TestBed::Lost(bed.down, from, to);
    }
}

} // namespace

Mip4Tour
RunMip4Tour(const std::string& system, bool reverse, uint32_t moves)
{
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1400));
    Mip4Tour tour;
    uint64_t sentUp = 0;
    uint64_t sentDown = 0;
    const Time last = FIRST + Seconds(moves - 1);
    // Each portion takes PACE, from 1 s on: the files last until the last move is over.
    tour.fileSize = PORTION * 50 * (moves + 2);
    Mip4TestBed bed(system,
                    Mip4TestBed::Ordinary(),
                    {{"ReverseTunnel", reverse ? "true" : "false"}});
    bed.port->Plug("lan-1");
    const std::string networks[] = {"lan-2", "lan-1", "home", "lan-1", "lan-2"};
    for (uint32_t i = 0; i < moves; ++i)
    {
        bed.MoveAt(FIRST + Seconds(i), networks[i % std::size(networks)]);
    }
    bed.Talk(Seconds(1), last + Seconds(2), MilliSeconds(10));
    Ptr<Socket> accepted;
    Ptr<Socket> listener =
        Socket::CreateSocket(bed.plan.correspondents[0], TcpSocketFactory::GetTypeId());
    listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 80));
    listener->Listen();
    listener->SetAcceptCallback(
        MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
        Callback<void, Ptr<Socket>, const Address&>([&](Ptr<Socket> socket, const Address&) {
            accepted = socket;
            ReadFrom(socket, &tour.up, &tour.wrong);
            Write(&sentDown, tour.fileSize, socket);
        }));
    Ptr<Socket> client = Socket::CreateSocket(bed.plan.mobiles[0], TcpSocketFactory::GetTypeId());
    client->Bind(InetSocketAddress(bed.GetHomeAddress(), 0));
    ReadFrom(client, &tour.down, &tour.wrong);
    client->SetConnectCallback(Callback<void, Ptr<Socket>>([&](Ptr<Socket> socket) {
                                   Write(&sentUp, tour.fileSize, socket);
                               }),
                               MakeNullCallback<void, Ptr<Socket>>());
    Simulator::Schedule(Seconds(1), [client, &bed]() {
        client->Connect(InetSocketAddress(bed.correspondent, 80));
    });
    Simulator::Schedule(last, [&tour]() {
        tour.earlyUp = tour.up;
        tour.earlyDown = tour.down;
    });
    bed.Run(last + Seconds(20));
    CountLost(bed, moves, tour);
    const Mip4HomeAgent::Binding* binding = bed.GetHomeAgent()->GetBinding(bed.GetHomeAddress());
    const Mip4MobileNode::Attachment* attachment = bed.GetMobileNode()->GetAttachment();
    tour.consistent = binding && attachment && binding->careOf == attachment->careOf;
    const Mip4HomeAgent::Counters& counters = bed.GetHomeAgent()->GetCounters();
    tour.accepted = counters.accepted;
    tour.refused = counters.identification + counters.authentication + counters.others;
    client->Close();
    Config::Reset();
    return tour;
}

} // namespace ns3
