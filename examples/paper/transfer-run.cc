/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "transfer-run.h"

#include "file-transfer.h"
#include "lan-move.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-base.h"

#include <memory>
#include <vector>

using namespace ns3;
using nlohmann::ordered_json;

namespace l4m
{
namespace paper
{

namespace
{

/** Port of the receiver: FTP's data port. */
const uint16_t g_port = 20;

/** The sender connects at this time, when both hosts are ready. */
const Time g_start = MilliSeconds(100);

/** A simulation ends this long after the event if nothing has ended it before. */
const Time g_patience = Hours(1);

/** Around the move and the resumption every point is recorded, elsewhere one in this time. */
const Time g_thinned = MilliSeconds(5);
/** How long before and after the move and the resumption counts as around them. */
const Time g_around = MilliSeconds(40);

/** Watches one transfer. */
class Watch
{
  public:
    Watch(const TransferRun& run,
          const LanMove& lan,
          Ptr<FileSender> sender,
          Ptr<FileReceiver> receiver)
        : m_run(run),
          m_newAddress(lan.GetNewAddress()),
          m_moveTime(g_start + run.moveAfter),
          m_sender(sender),
          m_receiver(receiver)
    {
        receiver->TraceConnectWithoutContext("Delivered", MakeCallback(&Watch::Delivered, this));
        receiver->TraceConnectWithoutContext("Finished", MakeCallback(&Watch::Ended, this));
        sender->TraceConnectWithoutContext("Lost", MakeCallback(&Watch::Ended, this));
        lan.GetPeer()->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "Rx",
            MakeCallback(&Watch::PeerReceived, this));
        if (run.event == TransferRun::NOTHING)
        {
            sender->TraceConnectWithoutContext("Connected", MakeCallback(&Watch::Ended, this));
        }
        // Just after the application has started and made its socket.
        Simulator::Schedule(g_start + NanoSeconds(1), &Watch::WatchSocket, this);
        if (run.event == TransferRun::UNPLUG)
        {
            Simulator::Schedule(m_moveTime + run.outage, &Watch::Reachable, this);
        }
    }

    ordered_json GetResult(const FileSource& file) const
    {
        auto fromMove = [this](Time t) -> ordered_json {
            return t.IsNegative() ? ordered_json(nullptr)
                                  : ordered_json((t - m_moveTime).GetNanoSeconds());
        };
        const Time finished = m_receiver->GetFinishedTime();
        const Time lost = m_sender->GetLostTime();
        const bool complete = !finished.IsNegative();
        ordered_json r;
        r["handshake_ns"] =
            (m_sender->GetConnectedTime() - m_sender->GetConnectTime()).GetNanoSeconds();
        r["outage_ns"] = m_run.outage.GetNanoSeconds();
        r["rto_ns"] = m_rto.GetNanoSeconds();
        r["srtt_ns"] = m_srtt.GetNanoSeconds();
        r["retransmissions_ns"] = m_retransmissions;
        r["resumed_ns"] = fromMove(m_resumed);
        r["end"] = complete ? "complete" : lost.IsNegative() ? "unfinished" : "lost";
        r["end_ns"] = fromMove(complete ? finished : lost);
        r["bytes_offered"] = file.GetSize();
        r["bytes_delivered"] = m_receiver->GetReceived();
        r["sha256_sent"] = m_sender->GetSha256();
        r["sha256_received"] = m_receiver->GetSha256();
        r["file_size"] = file.GetFileSize();
        r["copies"] = file.GetCopies();
        if (m_run.record)
        {
            r["sequence"] = m_sequence;
        }
        return r;
    }

  private:
    /** Follows the sender's TCP. */
    void WatchSocket()
    {
        Ptr<Socket> socket = m_sender->GetSocket();
        socket->TraceConnectWithoutContext("RTO", MakeCallback(&Watch::RtoChanged, this));
        socket->TraceConnectWithoutContext("RTT", MakeCallback(&Watch::RttChanged, this));
        socket->TraceConnectWithoutContext("Tx", MakeCallback(&Watch::Sent, this));
    }

    /** TCP's timer changed; after the move it only doubles. */
    void RtoChanged(Time, Time rto)
    {
        if (Simulator::Now() < m_moveTime)
        {
            m_rto = rto;
        }
    }

    /** TCP's smoothed round-trip time changed. */
    void RttChanged(Time, Time rtt)
    {
        if (Simulator::Now() < m_moveTime)
        {
            m_srtt = rtt;
        }
    }

    /** The sender's TCP handed a segment down. */
    void Sent(Ptr<const Packet> payload, const TcpHeader& header, Ptr<const TcpSocketBase>)
    {
        if (payload->GetSize() == 0)
        {
            return;
        }
        // ns-3 numbers the SYN 0, so the first byte of data is 1.
        const uint64_t byte = header.GetSequenceNumber().GetValue() - 1;
        const bool again = byte < m_highest;
        m_highest = std::max(m_highest, byte + payload->GetSize());
        if (Simulator::Now() >= m_moveTime && m_resumed.IsNegative() && again)
        {
            m_retransmissions.push_back((Simulator::Now() - m_moveTime).GetNanoSeconds());
        }
        Record("sent", byte, again, m_lastSentRecord);
    }

    /** The receiver's IP got a packet. */
    void PeerReceived(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
    {
        Ipv4Header header;
        packet->PeekHeader(header);
        if (header.GetSource() == m_newAddress)
        {
            Reachable();
        }
    }

    /** From now on what arrives has come over the new network. */
    void Reachable()
    {
        m_reachable = true;
    }

    /** The receiver's application read bytes. */
    void Delivered(uint64_t total)
    {
        if (m_reachable && m_resumed.IsNegative())
        {
            m_resumed = Simulator::Now();
            if (m_run.stopWhenResumed)
            {
                Simulator::Stop();
            }
        }
        Record("delivered", total, false, m_lastDeliveredRecord);
    }

    /** The transfer has ended, well or not, or as much of it as matters. */
    void Ended()
    {
        Simulator::Stop();
    }

    /** Adds a point to the time-sequence data, if it is worth one. */
    void Record(const char* what, uint64_t byte, bool always, Time& last)
    {
        if (!m_run.record)
        {
            return;
        }
        const Time now = Simulator::Now();
        const bool nearMove = Abs(now - m_moveTime) < g_around;
        const bool nearResumption = !m_resumed.IsNegative() && now - m_resumed < g_around;
        if (always || nearMove || nearResumption || now - last >= g_thinned)
        {
            last = now;
            m_sequence.push_back({(now - m_moveTime).GetNanoSeconds(), what, byte});
        }
    }

    const TransferRun& m_run;
    const Ipv4Address m_newAddress;
    const Time m_moveTime;
    Ptr<FileSender> m_sender;
    Ptr<FileReceiver> m_receiver;
    Time m_rto;                                      //!< at the move
    Time m_srtt;                                     //!< at the move
    Time m_resumed{Seconds(-1)};                     //!< when data arrived again
    bool m_reachable{false};                         //!< see Reachable()
    uint64_t m_highest{0};                           //!< first byte never sent
    std::vector<int64_t> m_retransmissions;          //!< ns after the move
    ordered_json m_sequence = ordered_json::array(); //!< see TransferRun::Simulate()
    Time m_lastSentRecord{Seconds(-1)};              //!< see Record()
    Time m_lastDeliveredRecord{Seconds(-1)};         //!< see Record()
};

} // namespace

ordered_json
TransferRun::Simulate() const
{
    RngSeedManager::SetSeed(seed);
    tcp.SetDefaults();
    LanMove lan;
    stack.Install(lan.GetHosts());

    auto receiver = CreateObject<FileReceiver>();
    receiver->SetAttribute("Protocol", TypeIdValue(stack.GetTcpFactory()));
    receiver->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), g_port)));
    lan.GetPeer()->AddApplication(receiver);

    auto sender = CreateObject<FileSender>();
    auto source = std::make_unique<FileSource>(file, least);
    const FileSource& described = *source;
    sender->SetAttribute("Protocol", TypeIdValue(stack.GetTcpFactory()));
    sender->SetAttribute("Remote", AddressValue(InetSocketAddress(lan.GetPeerAddress(), g_port)));
    sender->SetSource(std::move(source));
    sender->SetStartTime(g_start);
    lan.GetMover()->AddApplication(sender);

    const Time moveTime = g_start + moveAfter;
    if (event == MOVE)
    {
        lan.Move(moveTime, outage);
    }
    else if (event == UNPLUG)
    {
        lan.Unplug(moveTime, outage);
    }
    Watch watch(*this, lan, sender, receiver);
    Simulator::Stop(moveTime + outage + g_patience);
    Simulator::Run();
    const ordered_json result = watch.GetResult(described);
    Simulator::Destroy();
    return result;
}

} // namespace paper
} // namespace l4m
