/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-settings.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HipSettings);

namespace
{

/** Adds attributes of keys, puzzles and ESP. */
TypeId
AddSecurity(TypeId tid)
{
    return tid
        .AddAttribute("PuzzleK",
                      "Bits of the puzzle in this host's R1, 0 to 20 (RFC 5201, 4.1.2)",
                      UintegerValue(10),
                      MakeUintegerAccessor(&HipSettings::k),
                      MakeUintegerChecker<uint8_t>(0, 20))
        .AddAttribute(
            "PuzzleLifetime",
            "A puzzle is good so long at least, and a new generation of puzzles begins so "
            "often, 1 s or more (RFC 5201, 5.2.3, 5.2.4)",
            TimeValue(Seconds(32)),
            MakeTimeAccessor(&HipSettings::puzzleLifetime),
            MakeTimeChecker(Seconds(1)))
        .AddAttribute(
            "DhLifetime",
            "This host's R1 offer the same Diffie-Hellman value so long, 1 s or more (RFC "
            "5201, 5.3.2)",
            TimeValue(Minutes(15)),
            MakeTimeAccessor(&HipSettings::dhLifetime),
            MakeTimeChecker(Seconds(1)))
        .AddAttribute("R1Interval",
                      "Between two R1 to the same address at least; an I1 that comes sooner is "
                      "dropped (RFC 5201, 6.7)",
                      TimeValue(MilliSeconds(100)),
                      MakeTimeAccessor(&HipSettings::r1Interval),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("DhGroup",
                      "Diffie-Hellman group in this host's R1, 1 to 6: 384, 768, 1536, 3072, 6144, "
                      "8192 bits (RFC 5201, 5.2.6; it asks for 1 and 3)",
                      UintegerValue(3),
                      MakeUintegerAccessor(&HipSettings::group),
                      MakeUintegerChecker<uint8_t>(1, 6))
        .AddAttribute(
            "RsaBits",
            "Bits of this host's RSA key, 512 to 4096, a multiple of 64 (RFC 5201, 5.2.8)",
            UintegerValue(1024),
            MakeUintegerAccessor(&HipSettings::rsaBits),
            MakeUintegerChecker<uint32_t>(512, 4096))
        .AddAttribute("EspSuite",
                      "Suite of ESP that this host offers first: 1 AES-CBC with HMAC-SHA1, 5 "
                      "HMAC-SHA1 only (RFC 5202, 5.1.2)",
                      UintegerValue(1),
                      MakeUintegerAccessor(&HipSettings::suite),
                      MakeUintegerChecker<uint16_t>(1, 5))
        .AddAttribute(
            "ReplayWindow",
            "Packets of ESP that the anti-replay window spans, 32 to 64 (RFC 4303, 3.4.3)",
            UintegerValue(64),
            MakeUintegerAccessor(&HipSettings::window),
            MakeUintegerChecker<uint32_t>(32, 64))
        .AddAttribute("QueueSize",
                      "Packets of data that wait for a base exchange at most",
                      UintegerValue(101),
                      MakeUintegerAccessor(&HipSettings::queueSize),
                      MakeUintegerChecker<uint32_t>(1));
}

/** Adds attributes of timers. */
TypeId
AddTimers(TypeId tid)
{
    return tid
        .AddAttribute("I1_RETRIES_MAX",
                      "How often an I1 is sent again (RFC 5201, 4.4.2)",
                      UintegerValue(5),
                      MakeUintegerAccessor(&HipSettings::i1Retries),
                      MakeUintegerChecker<uint32_t>())
        .AddAttribute("I2_RETRIES_MAX",
                      "How often an I2 is sent again (RFC 5201, 4.4.2)",
                      UintegerValue(5),
                      MakeUintegerAccessor(&HipSettings::i2Retries),
                      MakeUintegerChecker<uint32_t>())
        .AddAttribute("UPDATE_RETRY_MAX",
                      "How often an UPDATE is sent again (RFC 5201, 6.11)",
                      UintegerValue(10),
                      MakeUintegerAccessor(&HipSettings::updateRetries),
                      MakeUintegerChecker<uint32_t>())
        .AddAttribute(
            "RetransmissionTimeout",
            "Until I1, I2 or CLOSE is first sent again; doubles each time. Also for an "
            "UPDATE while no round-trip time is known; else that takes 2 of the last round "
            "trip (RFC 5201, 6.11)",
            TimeValue(Seconds(1)),
            MakeTimeAccessor(&HipSettings::timeout),
            MakeTimeChecker(MilliSeconds(1)))
        .AddAttribute("MaximumTimeout",
                      "No more than this between two of the same",
                      TimeValue(Seconds(60)),
                      MakeTimeAccessor(&HipSettings::maximumTimeout),
                      MakeTimeChecker(MilliSeconds(1)))
        .AddAttribute("ExchangeCompleteTimeout",
                      "From R2-SENT to ESTABLISHED without data: as long as I2 may be sent again "
                      "(RFC 5201, 2.3 and 6.9)",
                      TimeValue(Seconds(31)),
                      MakeTimeAccessor(&HipSettings::exchangeComplete),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("UAL",
                      "Unused Association Lifetime (RFC 5201, 4.4.2)",
                      TimeValue(Minutes(15)),
                      MakeTimeAccessor(&HipSettings::unusedLifetime),
                      MakeTimeChecker(Seconds(1)))
        .AddAttribute("MSL",
                      "Maximum Segment Lifetime (RFC 5201, 4.4.2; RFC 793)",
                      TimeValue(Minutes(2)),
                      MakeTimeAccessor(&HipSettings::segmentLifetime),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("FailedTime",
                      "From E-FAILED to UNASSOCIATED (RFC 5201, 4.4.2)",
                      TimeValue(Seconds(5)),
                      MakeTimeAccessor(&HipSettings::failedTime),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("RegistrationLifetime",
                      "Registration at a rendezvous server that is asked for, or granted at most "
                      "(RFC 5203, 4)",
                      TimeValue(Seconds(600)),
                      MakeTimeAccessor(&HipSettings::registrationLifetime),
                      MakeTimeChecker(Seconds(1)));
}

/** Adds attributes of readdressing. */
TypeId
AddMobility(TypeId tid)
{
    return tid
        .AddAttribute("DataBeforeAck",
                      "Whether data leaves by a new own address before the UPDATE is acknowledged. "
                      "RFC 5206 verifies addresses that packets go to, not those they come from",
                      BooleanValue(true),
                      MakeBooleanAccessor(&HipSettings::dataBeforeAck),
                      MakeBooleanChecker())
        .AddAttribute("CreditBased",
                      "Whether data goes to a peer's address that is not verified, as far as there "
                      "is credit (RFC 5206, 5.6)",
                      BooleanValue(false),
                      MakeBooleanAccessor(&HipSettings::credit),
                      MakeBooleanChecker())
        .AddAttribute("RekeyOnMove",
                      "Whether a move brings new keys of ESP and new SPIs (RFC 5206, 3.2.2)",
                      BooleanValue(false),
                      MakeBooleanAccessor(&HipSettings::rekey),
                      MakeBooleanChecker())
        .AddAttribute("CreditAgingInterval",
                      "So often credit is taken away (RFC 5206, 5.6.2)",
                      TimeValue(Seconds(5)),
                      MakeTimeAccessor(&HipSettings::creditAgingInterval),
                      MakeTimeChecker(MilliSeconds(1)))
        .AddAttribute("CreditAgingFactor",
                      "And so much of it is left, 0 to 1 (RFC 5206, 5.6.2)",
                      DoubleValue(0.875),
                      MakeDoubleAccessor(&HipSettings::creditAgingFactor),
                      MakeDoubleChecker<double>(0, 1));
}

} // namespace

TypeId
HipSettings::GetTypeId()
{
    static TypeId tid = AddMobility(AddTimers(
        AddSecurity(TypeId("ns3::HipSettings").SetParent<Object>().SetGroupName("L4MobilityLab"))));
    return tid;
}

HipSettings::HipSettings() = default;
HipSettings::~HipSettings() = default;

} // namespace ns3
