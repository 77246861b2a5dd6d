/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// What a program that comes from ns-3's TCP finds again: doc/from-tcp.rst.

#include "l4-mobility-test-bed.h"
#include "l4-mobility-test-case.h"

#include "ns3/config.h"
#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-base.h"

#include <map>

namespace ns3
{
namespace l4mtest
{

/** Where ns-3's programs find the sockets of a node's TCP. */
static const std::string SOCKETS = "/NodeList/*/$ns3::TcpL4Protocol/SocketList/*/";

/** Attributes that can be read and set are read, and set to what they are. */
static void
Attributes(Case& test)
{
    Bed bed;
    bed.Install({CLIENT});
    Ptr<Socket> socket =
        Socket::CreateSocket(bed.GetNode(CLIENT), TypeId::LookupByName(MOBILE_TCP));
    test.Equal(socket->GetInstanceTypeId().GetName(),
               std::string("ns3::MobileTcpSocket"),
               "type of the socket");
    Ptr<Socket> plain = Socket::CreateSocket(bed.GetNode(CLIENT), TypeId::LookupByName(PLAIN_TCP));
    uint32_t n = 0;
    for (TypeId type = TcpSocketBase::GetTypeId(); type != Object::GetTypeId();
         type = type.GetParent())
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            const TypeId::AttributeInformation about = type.GetAttribute(i);
            if (about.checker->GetValueTypeName() == "ns3::PointerValue")
            {
                continue; // ns-3 3.37 crashes on setting an object as text
            }
            // Some ns-3 itself cannot read or set as text: callbacks, and UseEcn in 3.37.
            StringValue text;
            const bool read = plain->GetAttributeFailSafe(about.name, text);
            test.Equal(socket->GetAttributeFailSafe(about.name, text), read, "get " + about.name);
            const bool set = read && plain->SetAttributeFailSafe(about.name, text);
            test.Equal(read && socket->SetAttributeFailSafe(about.name, text),
                       set,
                       "set " + about.name);
            n += set;
        }
    }
    test.Check(n >= 20, "there were attributes to try");
}

/** Every trace source of TcpSocketBase is found; those of a transfer fire along the usual paths. */
static void
Traces(Case& test)
{
    const std::map<std::string, bool> paths = {{"$ns3::TcpSocketBase/", true},
                                               {"$ns3::MobileTcpSocket/", true},
                                               {"$ns3::MobileTcpSocketFactory/", false}};
    for (const auto& [type, there] : paths)
    {
        Bed bed;
        bed.Install({CLIENT, SERVER});
        Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 100000);
        transfer.Start(Seconds(1));
        std::map<std::string, uint32_t> fired;
        bool found = false;
        Simulator::Schedule(Seconds(1.0001), [&, path = SOCKETS + type] {
            found = Config::ConnectWithoutContextFailSafe(
                path + "CongestionWindow",
                l4mobility::CallbackOf<void, uint32_t, uint32_t>(
                    [&fired](uint32_t, uint32_t) { fired["CongestionWindow"]++; }));
            Config::ConnectWithoutContextFailSafe(
                path + "RTO",
                l4mobility::CallbackOf<void, Time, Time>([&fired](Time, Time) { fired["RTO"]++; }));
            Config::ConnectWithoutContextFailSafe(
                path + "State",
                l4mobility::CallbackOf<void, TcpSocket::TcpStates_t, TcpSocket::TcpStates_t>(
                    [&fired](TcpSocket::TcpStates_t, TcpSocket::TcpStates_t) {
                        fired["State"]++;
                    }));
            for (const char* packets : {"Tx", "Rx"})
            {
                Config::ConnectWithoutContextFailSafe(
                    path + packets,
                    l4mobility::CallbackOf<void,
                                           Ptr<const Packet>,
                                           const TcpHeader&,
                                           Ptr<const TcpSocketBase>>(
                        [&fired, packets](Ptr<const Packet>,
                                          const TcpHeader&,
                                          Ptr<const TcpSocketBase>) { fired[packets]++; }));
            }
        });
        bed.Run(Seconds(5));
        test.Equal(transfer.received, 100000U, "bytes that arrived");
        test.Check(found == there, "path " + type);
        for (const char* name : {"CongestionWindow", "RTO", "State", "Tx", "Rx"})
        {
            test.Check((fired[name] > 0) == there, type + name);
        }
    }
    for (std::size_t i = 0; i < TcpSocketBase::GetTypeId().GetTraceSourceN(); ++i)
    {
        const std::string name = TcpSocketBase::GetTypeId().GetTraceSource(i).name;
        test.Check(TypeId::LookupByName("ns3::MobileTcpSocket").LookupTraceSourceByName(name) !=
                       nullptr,
                   "trace source " + name);
    }
}

/** With the layer's header the same bytes arrive, in the same order, and the round-trip estimate is
 * no other by more than what the header takes to be sent. */
static void
SameAsPlain(Case& test)
{
    uint64_t received[2];
    Time finished[2];
    for (bool mobile : {false, true})
    {
        Bed bed;
        bed.Install({CLIENT, SERVER});
        Transfer transfer(bed,
                          mobile ? MOBILE_TCP : PLAIN_TCP,
                          mobile ? MOBILE_TCP : PLAIN_TCP,
                          4,
                          1000000);
        transfer.Start(Seconds(1));
        bed.Run(Seconds(20));
        test.Check(transfer.intact, "the bytes are those that were sent");
        received[mobile] = transfer.received;
        finished[mobile] = transfer.arrivals.back() - Seconds(1);
    }
    test.Equal(received[true], received[false], "bytes");
    const double ratio = finished[true].GetSeconds() / finished[false].GetSeconds();
    // Segments of 536 bytes and 52 of headers grow by the extended header's 28.
    test.Check(ratio > 1 && ratio < 1.1, "time, as a multiple: " + std::to_string(ratio));
}

/** What programs from ns-3's TCP rely on. */
class PortedSuite : public TestSuite
{
  public:
    PortedSuite()
        : TestSuite("l4-mobility-ported", l4mobility::UnitTest<TestSuite>(0))
    {
        Add("attributes of TcpSocketBase", Attributes);
        Add("trace sources of TcpSocketBase", Traces);
        Add("a transfer that does not move", SameAsPlain);
    }

  private:
    /** Adds a case. */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static PortedSuite g_portedSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
