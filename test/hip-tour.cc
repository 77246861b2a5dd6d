/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-tour.h"

#include "hip-test-bed.h"

#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/** Bytes that are sent at once. */
constexpr uint64_t PORTION{3000};

/** Time between two portions. */
const Time PACE = MilliSeconds(20);

/** When the first move of a tour is, and how long it is until the next. No multiple of it is one of
 * TCP's time-outs of 1, 2, ... s, or each repetition would meet a move, until TCP gives up. */
const Time FIRST = Seconds(3);
const Time STEP = MilliSeconds(1100);

/** Time between two moves under losses, and when all should be over. */
const Time PERIOD = Seconds(10);
const Time PATIENCE = Seconds(8);

/** Where a mobile goes: ping-pong, and home. */
const std::string WAYS[] = {"lan-2", "lan-1", "lan-2", "lan-1", "home"};

/** @return the byte of a file at a place @param place from 0 */
uint8_t
ByteAt(uint64_t place)
{
    return static_cast<uint8_t>((place * 2654435761U) >> 13 ^ place);
}

/** Both ends of a connection, and the file that each sends. */
class Files
{
  public:
    /** @param bed where @param tour gets what arrives */
    Files(HipTestBed& bed, bool ipv6, HipTour& tour)
        : m_tour(tour)
    {
        const TypeId tcp = TypeId::LookupByName(bed.system->GetTcpFactory());
        const Address to = bed.system->GetCorrespondentAddress(bed.correspondent, Address());
        const Address any = ipv6 ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), PORT))
                                 : Address(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        m_listening = Socket::CreateSocket(bed.correspondent, tcp);
        m_listening->Bind(any);
        m_listening->Listen();
        m_listening->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            Callback<void, Ptr<Socket>, const Address&>([this](Ptr<Socket> one, const Address&) {
                m_accepted = one;
                ReadFrom(one, &m_tour.up);
                Write(one, &m_sentDown);
            }));
        m_client = Socket::CreateSocket(bed.mobile, tcp);
        ipv6 ? m_client->Bind6() : m_client->Bind();
        ReadFrom(m_client, &m_tour.down);
        m_client->SetConnectCallback(
            Callback<void, Ptr<Socket>>([this](Ptr<Socket> one) { Write(one, &m_sentUp); }),
            MakeNullCallback<void, Ptr<Socket>>());
        m_client->Connect(ipv6 ? Address(Inet6SocketAddress(Ipv6Address::ConvertFrom(to), PORT))
                               : Address(InetSocketAddress(Ipv4Address::ConvertFrom(to), PORT)));
    }

  private:
    static constexpr uint16_t PORT{80}; //!< of the correspondent

    /** Sends what the file's pace allows. */
    void Write(Ptr<Socket> socket, uint64_t* sent)
    {
        const uint64_t until = std::min(m_tour.fileSize, *sent + PORTION);
        while (*sent < until && socket->GetTxAvailable() > 0)
        {
            uint8_t bytes[PORTION];
            const auto part =
                static_cast<uint32_t>(std::min<uint64_t>(until - *sent, socket->GetTxAvailable()));
            for (uint32_t i = 0; i < part; ++i)
            {
                bytes[i] = ByteAt(*sent + i);
            }
            *sent += static_cast<uint64_t>(std::max(socket->Send(bytes, part, 0), 0));
        }
        if (*sent < m_tour.fileSize)
        {
            Simulator::Schedule(PACE, &Files::Write, this, socket, sent);
        }
    }

    /** Compares what comes to a socket with the file. */
    void ReadFrom(Ptr<Socket> socket, uint64_t* received)
    {
        socket->SetRecvCallback(Callback<void, Ptr<Socket>>([this, received](Ptr<Socket> from) {
            while (Ptr<Packet> packet = from->Recv())
            {
                HipBytes bytes(packet->GetSize());
                packet->CopyData(bytes.data(), packet->GetSize());
                for (uint8_t byte : bytes)
                {
                    m_tour.wrong += byte == ByteAt((*received)++) ? 0 : 1;
                }
            }
        }));
    }

    HipTour& m_tour;         //!< gets what arrives
    Ptr<Socket> m_listening; //!< at the correspondent
    Ptr<Socket> m_accepted;  //!< at the correspondent
    Ptr<Socket> m_client;    //!< at the mobile
    uint64_t m_sentUp{0};    //!< bytes
    uint64_t m_sentDown{0};  //!< bytes
};

/** @return whether both ends agree on both addresses, verified */
bool
IsSettled(const HipTestBed& bed)
{
    const HipAssociation* mine = bed.GetAssociation(true);
    const HipAssociation* others = bed.GetAssociation(false);
    return mine && others && mine->GetState() == HipAssociation::State::ESTABLISHED &&
           others->GetState() == HipAssociation::State::ESTABLISHED && !others->IsVerifying() &&
           others->GetPeerLocator() == bed.GetMobileLocator() &&
           mine->GetOwnLocator() == bed.GetMobileLocator() &&
           mine->GetPeerLocator() == bed.correspondentLocator;
}

/** What UPDATEs of a move arrived at each end of the association, or were lost there. */
struct Heard
{
    std::vector<Time> told; //!< those with LOCATOR
    uint32_t asked{0};      //!< those with a nonce
    uint32_t answered{0};   //!< those that give it back
};

/** @return what was heard between two times */
Heard
GetHeard(const HipTestBed& bed, const Time& from, const Time& to)
{
    Heard heard;
    const Ipv6Address own = HipTestBed::Hip(bed.mobile)->GetHit();
    for (const HipArrival& one : bed.heard)
    {
        if (one.GetType() != HipPacket::UPDATE || one.when < from || one.when >= to ||
            one.node == bed.server || one.source == bed.serverLocator)
        {
            continue;
        }
        const HipPacket packet = one.Read();
        if (packet.sender != own)
        {
            heard.asked += packet.Find(HIP_ECHO_REQUEST_SIGNED) ? 1 : 0;
            continue;
        }
        heard.answered += packet.Find(HIP_ECHO_RESPONSE_SIGNED) ? 1 : 0;
        if (packet.Find(HIP_LOCATOR))
        {
            heard.told.push_back(one.when);
        }
    }
    return heard;
}

/** Looks at the waits between UPDATEs that are sent again. */
void
CheckWaits(const std::vector<Time>& told, HipLosses& losses)
{
    // Transmission differs by some microseconds.
    const Time tolerance = MicroSeconds(50);
    for (std::size_t i = 1; i < told.size(); ++i)
    {
        const Time wait = told[i] - told[i - 1];
        losses.shortest = Min(losses.shortest, wait);
        losses.doubled =
            losses.doubled && (i == 1 || Abs(wait - 2 * (told[i - 1] - told[i - 2])) <= tolerance);
        losses.compared += i > 1 ? 1 : 0;
        ++losses.repeated;
    }
}

} // namespace

HipTour
RunHipTour(const std::string& system, bool ipv6, uint32_t moves)
{
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1300));
    HipTour tour;
    HipTestBed::Options options;
    options.system = system;
    options.ipv6 = ipv6;
    HipTestBed bed(options);
    const Time last = FIRST + static_cast<int64_t>(moves) * STEP;
    // Each portion takes PACE, from 2 s on: the files last until the last move is over.
    tour.fileSize = PORTION *
                    static_cast<uint64_t>(STEP.GetMilliSeconds() / PACE.GetMilliSeconds()) *
                    (moves + 1);
    Files files(bed, ipv6, tour);
    bed.Talk(Seconds(2), last, MilliSeconds(10));
    for (const Ptr<Node>& node : {bed.mobile, bed.correspondent})
    {
        const Ipv6Address peer =
            HipTestBed::Hip(node == bed.mobile ? bed.correspondent : bed.mobile)->GetHit();
        HipTestBed::Hip(node)->TraceConnectWithoutContext(
            "State",
            Callback<void, const Ipv6Address&, HipAssociation::State, HipAssociation::State>(
                [&tour,
                 peer](const Ipv6Address& other, HipAssociation::State, HipAssociation::State) {
                    tour.stateChanges += other == peer && Simulator::Now() >= FIRST ? 1 : 0;
                }));
    }
    for (uint32_t i = 0; i < moves; ++i)
    {
        const Time when = FIRST + static_cast<int64_t>(i) * STEP;
        bed.MoveAt(when, WAYS[i % std::size(WAYS)]);
        Simulator::Schedule(when + STEP - MilliSeconds(1),
                            [&bed, &tour]() { tour.unsettled += IsSettled(bed) ? 0 : 1; });
    }
    bed.Run(last + Seconds(20));
    for (uint32_t i = 0; i < moves; ++i)
    {
        const Time when = FIRST + static_cast<int64_t>(i) * STEP;
        const Time from = when + MilliSeconds(150);
        const Time to = when + STEP - MilliSeconds(100);
        tour.lost += HipTestBed::Lost(bed.up, from, to) + HipTestBed::Lost(bed.down, from, to);
    }
    tour.setUps = static_cast<uint32_t>(bed.setUps.size());
    const Heard heard = GetHeard(bed, FIRST, last);
    tour.updates = static_cast<uint32_t>(heard.told.size()) + heard.asked + heard.answered;
    tour.retransmissions = bed.GetAssociation(true)->GetRetransmissions() +
                           bed.GetAssociation(false)->GetRetransmissions();
    Config::Reset();
    return tour;
}

HipLosses
MeasureHipLosses(const std::string& system, bool ipv6, double rate, uint32_t moves)
{
    HipLosses losses;
    losses.moves = moves;
    losses.shortest = PERIOD;
    HipTestBed::Options options;
    options.system = system;
    options.ipv6 = ipv6;
    HipTestBed bed(options);
    bed.LoseHip(rate);
    bed.Talk(Seconds(2), (moves + 1) * PERIOD, MilliSeconds(100));
    for (uint32_t i = 0; i < moves; ++i)
    {
        const Time when = (i + 1) * PERIOD;
        bed.MoveAt(when, WAYS[i % std::size(WAYS)]);
        Simulator::Schedule(when + PATIENCE,
                            [&bed, &losses]() { losses.late += IsSettled(bed) ? 0 : 1; });
    }
    bed.Run((moves + 1) * PERIOD);
    for (uint32_t i = 0; i < moves; ++i)
    {
        const Time when = (i + 1) * PERIOD;
        const Heard heard = GetHeard(bed, when, when + PERIOD);
        losses.first += heard.told.size() == 1 && heard.asked == 1 && heard.answered == 1 ? 1 : 0;
        CheckWaits(heard.told, losses);
        const Time from = when + PATIENCE;
        const Time to = when + PERIOD - MilliSeconds(100);
        losses.silent +=
            HipTestBed::Lost(bed.up, from, to) + HipTestBed::Lost(bed.down, from, to) > 0 ? 1 : 0;
    }
    losses.lost = bed.lost;
    losses.again = static_cast<uint32_t>(bed.setUps.size()) - 1;
    return losses;
}

double
HipFirstShare(double rate)
{
    return std::pow(1 - rate, 3);
}

double
HipLateShare(double rate)
{
    // Four UPDATEs with the address are lost, or each of four questions or its answer.
    return std::pow(rate, 4) + std::pow(1 - std::pow(1 - rate, 2), 4);
}

} // namespace ns3
