/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The recorder on real traffic: packets are known again by their uids on all ways through the
// stacks, and what is recorded is what the formula says.

#include "access-test-bed.h"

#include "ns3/access-manager.h"
#include "ns3/handover-recorder.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/lan-access-helper.h"
#include "ns3/mobility-system.h"
#include "ns3/node-list.h"
#include "ns3/run-rows.h"
#include "ns3/seq-ts-header.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** Port of the correspondent. */
const uint16_t PORT = 7000;
/** Port of the mobile's socket. */
const uint16_t MOBILE_PORT = 6000;
/** Delay of a LAN segment. */
const Time SEGMENT_DELAY = MilliSeconds(4);
/** Between two datagrams. */
const Time INTERVAL = MilliSeconds(1);
/** When the mobile moves. */
const Time MOVE = Seconds(2);
/** What packets may take on links beside their delay, and computation. */
const Time SLACK = MicroSeconds(500);
/** Receive buffer of a stream in bytes: a window each round trip. */
const uint32_t WINDOW = 16384;
/** Bytes of a datagram. */
const uint32_t BYTES = 160;
/** When a part of a packet, and a whole one, come to the mobile's IP beside the stream. */
const Time PART = MOVE - MicroSeconds(100001);
const Time WHOLE = MOVE - MicroSeconds(90001);

} // namespace

/**
 * @ingroup measure
 * A mobile that moves between two LANs in zero time, a system, a recorder, and traffic.
 */
class WireCase : public TestCase
{
  public:
    /** @param traffic its name @param system name of the system @param ipv6 family */
    WireCase(const std::string& traffic, const std::string& system, bool ipv6)
        : TestCase(traffic + " over " + system + ", IPv" + (ipv6 ? "6" : "4")),
          m_ipv6(ipv6),
          m_name(system)
    {
    }

  protected:
    /** Starts the traffic. */
    virtual void Start() = 0;
    /** Looks at the logs before they are completed. */
    virtual void CheckRaw() = 0;
    /** Looks at the rows. @param record the rows */
    virtual void CheckRows(const RunRecord& record) = 0;

    /** @return an address of the family with a port, or any address */
    Address At(bool correspondent, uint16_t port) const;

    /** @return a round trip between mobile and correspondent */
    static Time RoundTrip()
    {
        return 2 * (SEGMENT_DELAY + 2 * AccessTestBed::LINK_DELAY);
    }

    /** Holds that the parts of each handover add up. @param record the rows */
    void CheckSums(const RunRecord& record);

    bool m_ipv6;                      //!< family
    std::string m_name;               //!< of the system
    Ptr<Node> m_mobile;               //!< the mobile
    Ptr<Node> m_correspondent;        //!< the correspondent
    Ptr<MobilitySystem> m_system;     //!< under test
    Ptr<HandoverRecorder> m_recorder; //!< under test
    Ptr<Socket> m_server;             //!< the correspondent's
    Ptr<Socket> m_client;             //!< the mobile's
    HandoverRecorder::FlowId m_up;    //!< flow up
    HandoverRecorder::FlowId m_down;  //!< flow down

  private:
    void DoRun() override;
};

Address
WireCase::At(bool correspondent, uint16_t port) const
{
    if (m_ipv6)
    {
        const Ipv6Address address =
            correspondent ? m_correspondent->GetObject<Ipv6>()->GetAddress(1, 1).GetAddress()
                          : Ipv6Address::GetAny();
        return Inet6SocketAddress(address, port);
    }
    const Ipv4Address address =
        correspondent ? m_correspondent->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal()
                      : Ipv4Address::GetAny();
    return InetSocketAddress(address, port);
}

void
WireCase::DoRun()
{
    AccessTestBed bed(m_ipv6);
    m_mobile = bed.GetMobile();
    // The bed makes mobile, core router, correspondent.
    m_correspondent = NodeList::GetNode(m_mobile->GetId() + 2);
    Ptr<LanAccessHelper> lan = CreateObject<LanAccessHelper>();
    lan->SetIpv6(m_ipv6);
    lan->SetSegmentAttribute("Delay", TimeValue(SEGMENT_DELAY));
    NetworkPlan plan;
    plan.ipv6 = m_ipv6;
    plan.mobiles = {m_mobile};
    plan.correspondents = {m_correspondent};
    plan.access = {lan->InstallNetwork("lan-1", bed.AddRouter(1), 1),
                   lan->InstallNetwork("lan-2", bed.AddRouter(2), 2)};
    Ptr<LanPort> port = lan->InstallMobile(m_mobile);
    bed.GetManager()->AddLink(port);
    port->Plug("lan-1");
    m_system = MobilitySystem::Create(m_name);
    m_system->SetAttributeFailSafe("Costs", StringValue("paper-2006"));
    m_system->Install(plan);
    m_recorder = CreateObject<HandoverRecorder>();
    m_recorder->WatchMobile(m_mobile);
    m_recorder->WatchCorrespondent(m_correspondent);
    m_recorder->WatchSystem(m_system);
    Simulator::Schedule(MOVE - MilliSeconds(500), &WireCase::Start, this);
    Simulator::Schedule(MOVE, &LanPort::MoveTo, port, "lan-2");
    bed.GetManager()->Start();
    Simulator::Stop(MOVE + MilliSeconds(300));
    Simulator::Run();
    CheckRaw();
    RunRecord record;
    AddRows(m_recorder->Finish(), record);
    CheckSums(record);
    CheckRows(record);
    m_recorder->Dispose();
    m_system->Dispose();
}

void
WireCase::CheckSums(const RunRecord& record)
{
    NS_TEST_EXPECT_MSG_GT_OR_EQ(record.handovers.size(), 1, "a handover");
    for (const HandoverRow& row : record.handovers)
    {
        NS_TEST_ASSERT_MSG_EQ(row.totalNs.has_value(), true, row.direction + ": " + row.outcome);
        NS_TEST_EXPECT_MSG_EQ(*row.dL2Ns + *row.dMdNs + *row.dAcNs + *row.tProtoNs +
                                  *row.tTransportNs,
                              *row.g1Ns - *row.g0Ns,
                              "the parts add up");
        NS_TEST_EXPECT_MSG_EQ(*row.usableNs, MOVE.GetNanoSeconds(), "an ideal move");
    }
}

/** Datagrams up; each is answered. */
class DatagramWireCase : public WireCase
{
  public:
    /** @param system name of the system @param ipv6 family */
    DatagramWireCase(const std::string& system, bool ipv6)
        : WireCase("datagrams", system, ipv6)
    {
    }

  private:
    void Start() override
    {
        const TypeId factory = TypeId::LookupByName(m_system->GetUdpFactory());
        m_server = Socket::CreateSocket(m_correspondent, factory);
        m_server->Bind(At(false, PORT));
        m_server->SetRecvCallback(MakeCallback(&DatagramWireCase::AtCorrespondent, this));
        m_client = Socket::CreateSocket(m_mobile, factory);
        m_client->Bind(At(false, MOBILE_PORT));
        m_client->Connect(At(true, PORT));
        m_client->SetRecvCallback(MakeCallback(&DatagramWireCase::AtMobile, this));
        m_up = m_recorder->AddFlow(0, "data", true, 17);
        m_down = m_recorder->AddFlow(0, "data", false, 17);
        m_recorder->SetPort(m_up, MOBILE_PORT);
        m_recorder->SetPort(m_down, MOBILE_PORT);
        Send();
    }

    /** @return a datagram @param number its number */
    static Ptr<Packet> Make(uint32_t number)
    {
        SeqTsHeader header;
        header.SetSeq(number);
        Ptr<Packet> packet = Create<Packet>(BYTES - header.GetSerializedSize());
        packet->AddHeader(header);
        return packet;
    }

    /** Tells the recorder of a datagram. @return its number */
    uint32_t Note(HandoverRecorder::FlowId flow, Ptr<Packet> packet)
    {
        SeqTsHeader header;
        packet->PeekHeader(header);
        m_recorder->NoteReceived(flow, packet, header.GetSeq(), header.GetTs());
        return header.GetSeq();
    }

    /** Sends the next one. */
    void Send()
    {
        m_recorder->NoteSent(m_up, m_next, BYTES);
        m_client->Send(Make(m_next++));
        Simulator::Schedule(INTERVAL, &DatagramWireCase::Send, this);
    }

    /** Answers. */
    void AtCorrespondent(Ptr<Socket> socket)
    {
        Address from;
        while (Ptr<Packet> packet = socket->RecvFrom(from))
        {
            const uint32_t number = Note(m_up, packet);
            m_recorder->NoteSent(m_down, number, BYTES);
            socket->SendTo(Make(number), 0, from);
        }
    }

    /** Takes answers. */
    void AtMobile(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            Note(m_down, packet);
        }
    }

    void CheckRaw() override
    {
        for (const ReceivedData& data : m_recorder->GetFlow(m_up).received)
        {
            // Computation may hold back what was sent just before the move.
            if (data.sent >= MOVE || data.sent < MOVE - SLACK)
            {
                NS_TEST_EXPECT_MSG_EQ(data.attachment, (data.sent < MOVE ? 1 : 2), "known by uid");
            }
        }
        for (const ReceivedData& data : m_recorder->GetFlow(m_down).received)
        {
            NS_TEST_EXPECT_MSG_EQ(data.attachment, (data.when < MOVE + SLACK ? 1 : 2), "by uid");
        }
    }

    void CheckRows(const RunRecord& record) override
    {
        NS_TEST_ASSERT_MSG_EQ(record.handovers.size(), 2, "up and down");
        for (const HandoverRow& row : record.handovers)
        {
            const bool up = row.direction == "up";
            const Time formula = up ? RoundTrip() / 2 : RoundTrip();
            // From the notice on: up, what was on its way still came after it.
            const Time took = NanoSeconds(*row.g1Ns - *row.usableNs);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(took, formula, row.direction + ": the formula");
            NS_TEST_EXPECT_MSG_LT(took, formula + INTERVAL + SLACK, row.direction + ": one packet");
            // Lost are only answers that were on their way, or were sent to the old address.
            const int64_t lost =
                up ? 0 : RoundTrip().GetMilliSeconds() / INTERVAL.GetMilliSeconds();
            NS_TEST_EXPECT_MSG_EQ_TOL(row.lost, lost, 2, row.direction);
        }
        for (const FlowRow& row : record.flows)
        {
            NS_TEST_EXPECT_MSG_EQ(*row.headerBytes,
                                  (m_name == "none" ? 0 : 28),
                                  row.direction + ": header of the default suite");
            NS_TEST_EXPECT_MSG_EQ(row.duplicated + row.reordered, 0, row.direction);
        }
    }

    uint32_t m_next{0}; //!< number of the next datagram
};

/** A stream over TCP. */
class StreamWireCase : public WireCase
{
  public:
    /** @param up direction @param ipv6 family */
    StreamWireCase(bool up, bool ipv6)
        : WireCase(std::string("a stream ") + (up ? "up" : "down"), "l4-mobility", ipv6),
          m_upwards(up)
    {
    }

  private:
    void Start() override
    {
        const TypeId factory = TypeId::LookupByName(m_system->GetTcpFactory());
        m_server = Socket::CreateSocket(m_correspondent, factory);
        m_client = Socket::CreateSocket(m_mobile, factory);
        for (const Ptr<Socket>& socket : {m_server, m_client})
        {
            socket->SetAttribute("RcvBufSize", UintegerValue(WINDOW));
        }
        m_server->Bind(At(false, PORT));
        m_server->Listen();
        m_server->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&StreamWireCase::Accepted, this));
        m_client->Bind(At(false, MOBILE_PORT));
        m_client->Connect(At(true, PORT));
        m_up = m_recorder->AddFlow(0, "stream", m_upwards, 6);
        m_recorder->SetPort(m_up, MOBILE_PORT);
    }

    /** The connection is there: data flows. */
    void Accepted(Ptr<Socket> socket, const Address& /* from */)
    {
        m_accepted = socket;
        Ptr<Socket> sender = m_upwards ? m_client : socket;
        Ptr<Socket> receiver = m_upwards ? socket : m_client;
        m_recorder->WatchSender(m_up, sender);
        m_recorder->WatchReceiver(m_up, receiver);
        receiver->SetRecvCallback(MakeCallback(&StreamWireCase::Take, this));
        if (!m_upwards && !m_ipv6)
        {
            receiver->TraceConnectWithoutContext("Rx", MakeCallback(&StreamWireCase::Told, this));
            Simulator::Schedule(PART - Simulator::Now(), &StreamWireCase::Again, this, 1504);
            Simulator::Schedule(WHOLE - Simulator::Now(), &StreamWireCase::Again, this, 0);
        }
        sender->SetSendCallback(MakeCallback(&StreamWireCase::Fill, this));
        Fill(sender, sender->GetTxAvailable());
    }

    /** What the receiver's TCP was told last. */
    void Told(Ptr<const Packet> packet,
              const TcpHeader& header,
              Ptr<const TcpSocketBase> /* socket */)
    {
        if (packet->GetSize() > 0)
        {
            m_last = header;
            m_lastBytes = packet->GetSize();
        }
    }

    /** The last segment comes to the receiver's IP again. @param offset of what comes, in bytes of
     * a larger packet that it is said to be a part of */
    void Again(uint16_t offset)
    {
        Ptr<Packet> packet = Create<Packet>(m_lastBytes + 28);
        packet->AddHeader(m_last);
        Ipv4Header ip;
        ip.SetProtocol(TcpL4Protocol::PROT_NUMBER);
        ip.SetSource(InetSocketAddress::ConvertFrom(At(true, PORT)).GetIpv4());
        Ptr<Ipv4L3Protocol> ipv4 = m_mobile->GetObject<Ipv4L3Protocol>();
        ip.SetDestination(ipv4->GetAddress(1, 0).GetLocal());
        ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        ip.SetFragmentOffset(offset);
        packet->AddHeader(ip);
        ipv4->Receive(ipv4->GetNetDevice(1),
                      packet,
                      Ipv4L3Protocol::PROT_NUMBER,
                      Address(),
                      Address(),
                      NetDevice::PACKET_HOST);
    }

    /** Gives a sender what it takes. */
    void Fill(Ptr<Socket> socket, uint32_t room)
    {
        while (room >= 1000 && socket->Send(Create<Packet>(1000)) > 0)
        {
            m_given += 1000;
            room = socket->GetTxAvailable();
        }
    }

    /** Takes what a receiver has. */
    void Take(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            if (packet->GetSize() == 0)
            {
                break;
            }
            m_taken += packet->GetSize();
        }
    }

    void CheckRaw() override
    {
        const FlowLog& flow = m_recorder->GetFlow(m_up);
        NS_TEST_EXPECT_MSG_GT(flow.received.size(), 500, "a stream");
        uint32_t unknown = 0;
        for (const ReceivedData& data : flow.received)
        {
            unknown += data.attachment == 0 ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(unknown, 0, "each segment is known by its uid");
        if (!m_upwards && !m_ipv6)
        {
            const auto arrivals = [&flow](const Time& when) {
                return std::count_if(flow.received.begin(),
                                     flow.received.end(),
                                     [&when](const auto& data) { return data.when == when; });
            };
            NS_TEST_EXPECT_MSG_EQ(arrivals(WHOLE), 1, "what TCP has already is counted at IP");
            NS_TEST_EXPECT_MSG_EQ(arrivals(PART), 0, "the middle of a packet is no header");
        }
    }

    void CheckRows(const RunRecord& record) override
    {
        NS_TEST_ASSERT_MSG_EQ(record.flows.size(), 1, "one flow");
        const FlowRow& flow = record.flows[0];
        NS_TEST_EXPECT_MSG_EQ(flow.receivedBytes, m_taken, "each byte counted once");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(flow.receivedBytes, m_given, "no more than there are");
        NS_TEST_EXPECT_MSG_EQ(*flow.headerBytes, 28, "header of the default suite");
        NS_TEST_EXPECT_MSG_EQ(flow.tcpTimeouts, 0, "the system asks TCP to repeat");
        const HandoverRow& row = record.handovers[0];
        const Time formula = m_upwards ? RoundTrip() / 2 : RoundTrip();
        const Time took = NanoSeconds(*row.g1Ns - *row.usableNs);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(took, formula, "the formula");
        NS_TEST_EXPECT_MSG_LT(took, formula + SLACK, "the formula");
        NS_TEST_EXPECT_MSG_GT(row.goodputBeforeBps, 1e6, "goodput before");
        NS_TEST_EXPECT_MSG_EQ(row.recoveryNs.has_value(), true, "and after");
    }

    bool m_upwards;          //!< direction
    uint32_t m_lastBytes{0}; //!< of the last segment that the receiver's TCP was told of
    TcpHeader m_last;        //!< its header
    int64_t m_given{0};      //!< bytes that the sender took
    int64_t m_taken{0};      //!< bytes that the receiver gave
    Ptr<Socket> m_accepted;  //!< the correspondent's end
};

/** Suite lab-measure-wire. */
class MeasureWireTestSuite : public TestSuite
{
  public:
    MeasureWireTestSuite()
        : TestSuite("lab-measure-wire", l4mobility::UnitTest<TestSuite>(0))
    {
        for (const bool ipv6 : {false, true})
        {
            for (const std::string system : {"l4-mobility", "none"})
            {
                AddTestCase(new DatagramWireCase(system, ipv6), l4mobility::QuickTest<TestCase>(0));
            }
            AddTestCase(new StreamWireCase(true, ipv6), l4mobility::QuickTest<TestCase>(0));
            AddTestCase(new StreamWireCase(false, ipv6), l4mobility::QuickTest<TestCase>(0));
        }
    }
};

static MeasureWireTestSuite g_measureWireTestSuite; //!< registers the suite

} // namespace ns3
