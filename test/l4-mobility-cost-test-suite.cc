/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// What cryptography costs in simulated time.

#include "../model/l4-mobility/l4m-ns3-compat.h"
#include "l4-mobility-test-bed.h"
#include "l4-mobility-test-case.h"
#include "l4m/l4m.h"

#include "ns3/crypto-cost-model.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <sstream>

namespace ns3
{
namespace l4mtest
{

/** @return a model with some costs @param text as in a file */
static Ptr<CryptoCostModel>
ModelOf(const std::string& text)
{
    Ptr<CryptoCostModel> model = CreateObject<CryptoCostModel>();
    std::istringstream in(text);
    std::string error;
    return model->ReadCosts(in, error) ? model : nullptr;
}

/** Bad names and bad files get a sentence. */
static void
BadInput(Case& test)
{
    std::string error;
    test.Check(CryptoCostModel::FromName("paper-2007", error) == nullptr, "an unknown preset");
    test.Check(error.find("paper-2007") != std::string::npos &&
                   error.find("paper-2006") != std::string::npos,
               "the message names what was wrong and what is allowed: " + error);
    test.Check(CryptoCostModel::FromName("measured:/nowhere/at/all", error) == nullptr,
               "a file that is not there");
    test.Check(error.find("/nowhere/at/all") != std::string::npos,
               "the message names it: " + error);
    Ptr<CryptoCostModel> model = CreateObject<CryptoCostModel>();
    for (const char* bad : {"keygen.modp1024 = fast",
                            "keygen.modp1024",
                            "keygen.modp1025 = 1",
                            "keygen.modp1024 = -1",
                            "keygen.modp1024 = 1 2",
                            "keygen.modp1024 = nan"})
    {
        std::istringstream in(std::string("# a comment\n\n") + bad + "\n");
        test.Check(!model->ReadCosts(in, error), bad);
        test.Check(error.find("line 3") != std::string::npos,
                   "the message names the line: " + error);
        test.Check(model->IsFree(), "and nothing has changed");
    }
    std::vector<uint16_t> ids;
    for (const char* bad : {"", "papier", "paper,papier", "paper,paper", "paper,"})
    {
        test.Check(!L4MobilityProtocol::ParseSuites(bad, ids).empty(),
                   std::string("suites \"") + bad + "\"");
    }
    test.Check(L4MobilityProtocol::ParseSuites("fast, paper", ids).empty() && ids.size() == 2,
               "good suites");
}

/** The sum of operations. */
static void
Sums(Case& test)
{
    Ptr<CryptoCostModel> model =
        ModelOf("keygen.modp1024 = 1000\nderive.modp1024=200\n"
                "kdf.rfc2631 = 30\nmac.hmac-md5.packet = 4\n  mac.hmac-md5.byte = 0.5\n");
    test.Check(model != nullptr, "the file is read");
    l4m_work before{};
    before.keygen = 5;
    l4m_work after = before;
    after.keygen += 2;
    after.derive += 3;
    after.kdf += 1;
    after.macs += 2;
    after.mac_bytes += 100;
    const l4m_suite* paper = l4m_suite_by_name("paper");
    test.Equal(model->GetCost(paper, before, after).GetNanoSeconds(),
               2000 + 600 + 30 + 8 + 50,
               "ns");
    test.Equal(model->GetCost(l4m_suite_by_name("default"), before, after).GetNanoSeconds(),
               0,
               "ns of a suite without costs");
    test.Equal(model->GetCost(paper, after, after).GetNanoSeconds(), 0, "ns of no work");
    test.Equal(model->GetPreset(), std::string("measured"), "preset");
}

/** The fitted preset: four exponentiations make up the paper's handshake; others by the stated
 * rule. */
static void
Fitted(Case& test)
{
    std::string error;
    Ptr<CryptoCostModel> model = CryptoCostModel::FromName("paper-2006", error);
    double one = model->GetOperation("derive.modp1024").GetDouble();
    test.Equal(model->GetOperation("keygen.modp1024"),
               model->GetOperation("derive.modp1024"),
               "both exponentiations");
    // 2.3 ms less the plain 0.18 ms, less what the longer SYN and SYN/ACK are on the wires of a 100
    // Mbit/s LAN.
    test.Check(4 * one > 2.0e6 && 4 * one < 2.12e6,
               "four exponentiations in ns: " + std::to_string(4 * one));
    auto ratio = [&](const std::string& group) {
        return model->GetOperation("derive." + group).GetDouble() / one;
    };
    auto near = [](double a, double b) { return a > b * 0.999 && a < b * 1.001; };
    test.Check(near(ratio("modp1536"), 1.5 * 2.25),
               "MODP 1536: 240 for 160 bits of exponent, 1536 for 1024 squared");
    test.Check(near(ratio("modp2048"), 2.0 * 4), "MODP 2048: 320 for 160 bits");
    test.Check(near(ratio("modp3072"), 2.625 * 9), "MODP 3072: 420 for 160 bits");
    test.Check(ratio("x25519") < 1, "X25519 costs less");
    test.Check(!model->IsFree() && model->GetOperation("mac.hmac-md5.packet").IsZero(),
               "packets are free");
}

/** When a TCP client is connected, and when its association is established. */
static std::pair<Time, Time>
HandshakeTimes(Ptr<CryptoCostModel> model, uint32_t keys)
{
    Bed bed;
    bed.helper.SetAttribute("Suites", StringValue("paper"));
    bed.helper.SetAttribute("CostModel", PointerValue(model));
    bed.helper.SetAttribute("PrecomputedKeys", UintegerValue(keys));
    bed.Install({CLIENT, SERVER});
    Transfer transfer(bed, MOBILE_TCP, MOBILE_TCP, 4, 1000);
    transfer.Start(Seconds(1));
    bed.Run(Seconds(3));
    if (transfer.received != 1000 || bed.told[CLIENT].established.size() != 1)
    {
        return {Time(0), Time(0)};
    }
    return {transfer.connectedAt - Seconds(1),
            bed.told[CLIENT].established[0].established - Seconds(1)};
}

/** The handshake takes longer by what was computed one after the other. */
static void
Handshake(Case& test)
{
    Ptr<CryptoCostModel> model =
        ModelOf("keygen.modp1024 = 1000000\nderive.modp1024 = 2000000\nkdf.rfc2631 = 300000\n");
    auto [freeConnected, freeEstablished] = HandshakeTimes(CreateObject<CryptoCostModel>(), 0);
    auto [connected, established] = HandshakeTimes(model, 0);
    auto [aheadConnected, aheadEstablished] = HandshakeTimes(model, 1);
    test.Check(freeConnected > MilliSeconds(4), "two round trips of links take 4 ms");
    // Client: key pair. Server: key pair, secret, keys. Client: secret, keys.
    Time sum = MicroSeconds(1000 + 1000 + 2000 + 300 + 2000 + 300);
    test.Equal(connected - freeConnected, sum, "longer until connected");
    test.Equal(established - freeEstablished, sum, "longer until established");
    test.Equal(aheadConnected - freeConnected,
               sum - MicroSeconds(1000),
               "with a key pair made ahead");
}

/** Each packet waits for its MAC on both sides, in order. */
static void
Packets(Case& test)
{
    Time arrival[2];
    for (bool costs : {false, true})
    {
        Bed bed;
        bed.helper.SetAttribute("Suites", StringValue("paper"));
        bed.helper.SetAttribute(
            "CostModel",
            PointerValue(costs ? ModelOf("mac.hmac-md5.packet = 20000\nmac.hmac-md5.byte = 100\n")
                               : CreateObject<CryptoCostModel>()));
        bed.Install({CLIENT, SERVER});
        Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(100));
        stream.Start(Seconds(1), Seconds(1.5));
        bed.Run(Seconds(3));
        test.Equal(stream.arrived.size(), 5U, "datagrams that arrived");
        arrival[costs] = stream.arrivedAt.at(3);
    }
    // 8 bytes of UDP header, 24 of extended header, 100 of payload: made, then checked.
    test.Equal(arrival[1] - arrival[0],
               2 * (MicroSeconds(20) + NanoSeconds(132 * 100)),
               "longer on the way");

    Bed bed;
    bed.helper.SetAttribute("Suites", StringValue("paper"));
    bed.helper.SetAttribute("CostModel", PointerValue(ModelOf("mac.hmac-md5.packet = 2000000\n")));
    bed.Install({CLIENT, SERVER});
    Stream stream(bed, MOBILE_UDP, MOBILE_UDP, 4, MilliSeconds(1));
    stream.Start(Seconds(1), Seconds(1.05));
    bed.Run(Seconds(3));
    test.Equal(stream.arrived.size(),
               50U,
               "datagrams that arrived at a processor that is too slow");
    for (uint32_t i = 1; i < stream.arrived.size(); ++i)
    {
        test.Equal(stream.arrived[i], i, "order");
        test.Check(stream.arrivedAt[i] - stream.arrivedAt[i - 1] >= MilliSeconds(2),
                   "one after the other");
    }
}

/** Costs. */
class CostSuite : public TestSuite
{
  public:
    CostSuite()
        : TestSuite("l4-mobility-cost", l4mobility::UnitTest<TestSuite>(0))
    {
        Add("bad names and files", BadInput);
        Add("costs add up", Sums);
        Add("R19: preset paper-2006", Fitted);
        Add("R19: computation delays the handshake", Handshake);
        Add("computation delays packets, in order", Packets);
    }

  private:
    /** Adds a case. */
    void Add(const std::string& name, std::function<void(Case&)> body)
    {
        AddTestCase(new Case(name, std::move(body)), l4mobility::QuickTest<TestCase>(0));
    }
};

static CostSuite g_costSuite; //!< registers itself

} // namespace l4mtest
} // namespace ns3
