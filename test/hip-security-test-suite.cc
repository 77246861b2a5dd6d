/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Who must not: forged and replayed packets of HIP and ESP are refused, counted by name, and harm
// nothing.

#include "hip-puppet.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** Counter of a host. */
using Counter = uint64_t HipHost::Counters::*;
using Counters = HipHost::Counters;

/** Until an answer is there. */
const Time PATIENCE = MilliSeconds(50);

/** Interval of datagrams. */
const Time INTERVAL = MilliSeconds(20);

/** An attacker's address. */
const Ipv4Address ATTACKER("10.3.0.99");

/** Runs a bed for some time. */
void
Wait(HipTestBed& bed, const Time& time = PATIENCE)
{
    bed.Run(Simulator::Now() + time);
}

/** Changes a bit of a parameter. @param packet of it @param type of it @param at byte */
void
Flip(HipPacket& packet, uint16_t type, std::size_t at)
{
    HipBytes contents = *packet.Find(type);
    contents.at(at) ^= 0x10;
    packet.Remove(type);
    packet.Add(type, contents);
}

/** @return a change that flips a bit */
HipPuppet::Change
Flipping(uint16_t type, std::size_t at)
{
    return [type, at](HipPacket& packet) { Flip(packet, type, at); };
}

/** @return a change that takes a parameter away */
HipPuppet::Change
Removing(uint16_t type)
{
    return [type](HipPacket& packet) { packet.Remove(type); };
}

/** @return a packet that arrived, changed, with its checksum right */
HipArrival
Change(const HipArrival& arrival, const HipPuppet::Change& change)
{
    HipPacket packet = arrival.Read();
    change(packet);
    return HipArrival::Make(arrival.node, packet, arrival.source, arrival.destination);
}

} // namespace

/**
 * @ingroup hip
 * A test of something that must not work.
 */
class HipAttackCase : public TestCase
{
  protected:
    using TestCase::TestCase;

    /** Lets a packet arrive, and asks for one more of a counter. */
    void Refuse(HipTestBed& bed,
                const HipArrival& arrival,
                Counter counter,
                const std::string& what)
    {
        const Counters before = HipTestBed::Hip(arrival.node)->GetCounters();
        bed.Deliver(arrival);
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(arrival.node)->GetCounters().*counter,
                              before.*counter + 1,
                              what << ": refused and counted");
    }

    /** Asks for an association that is as it was. @param spi of it */
    void Unharmed(HipTestBed& bed, uint32_t seconds, const std::string& what)
    {
        const Time from = Simulator::Now() - Seconds(seconds);
        const Time to = Simulator::Now() - PATIENCE;
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, from, to), 0, what << ": up");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, from, to), 0, what << ": down");
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 1, what << ": the same association");
        NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(false)->GetPeerLocator(),
                              bed.GetMobileLocator(),
                              what << ": the mobile's address");
    }
};

/**
 * @ingroup hip
 * UPDATEs of others.
 */
class HipForgedUpdateCase : public HipAttackCase
{
  public:
    HipForgedUpdateCase()
        : HipAttackCase("forged UPDATEs")
    {
    }

  private:
    void DoRun() override
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(30), INTERVAL);
        bed.Run(Seconds(2));
        // The mobile's UPDATE is caught; what is made of it must not work, it itself must.
        std::vector<HipArrival> caught;
        bed.filter = [&bed, &caught](HipArrival& arrival) {
            const bool meant =
                arrival.node == bed.correspondent && arrival.GetType() == HipPacket::UPDATE;
            if (meant)
            {
                caught.push_back(arrival);
            }
            return !meant;
        };
        const Address before = bed.GetAssociation(false)->GetPeerLocator();
        bed.MoveAt(Seconds(2), "lan-2");
        bed.Run(Seconds(2.1));
        NS_TEST_ASSERT_MSG_GT(caught.size(), 0, "UPDATE");
        const HipArrival update = caught[0];
        const auto refuse =
            [&](const HipPuppet::Change& change, Counter counter, const char* what) {
                Refuse(bed, Change(update, change), counter, what);
                NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(false)->GetPeerLocator(), before, what);
                NS_TEST_EXPECT_MSG_EQ(bed.GetAssociation(false)->IsVerifying(), false, what);
            };
        refuse(Flipping(HIP_HMAC, 3), &Counters::mac, "another HMAC");
        refuse(Removing(HIP_HMAC), &Counters::mac, "no HMAC");
        refuse(Flipping(HIP_SIGNATURE, 30), &Counters::signature, "another signature");
        refuse(Removing(HIP_SIGNATURE), &Counters::signature, "no signature");
        refuse(Flipping(HIP_LOCATOR, 27), &Counters::mac, "another address");
        refuse(Flipping(HIP_SEQ, 3), &Counters::mac, "another number");
        refuse(Flipping(HIP_ESP_INFO, 11), &Counters::mac, "another SPI");
        refuse(
            [](HipPacket& packet) {
                packet.Add(HIP_ACK, {0, 0, 0, 0});
            },
            &Counters::mac,
            "more than was signed");
        refuse([](HipPacket& packet) { packet.sender = Ipv6Address("2001:10::1234"); },
               &Counters::unknown,
               "another sender");
        refuse([](HipPacket& packet) { packet.receiver = Ipv6Address("2001:10::1234"); },
               &Counters::unknown,
               "another receiver");
        HipArrival broken = update;
        broken.bytes[5] ^= 1;
        Refuse(bed, broken, &Counters::checksum, "another checksum");
        bed.filter = nullptr;
        bed.Deliver(update);
        bed.Run(Seconds(10));
        Unharmed(bed, 5, "the right one");
    }
};

/**
 * @ingroup hip
 * UPDATEs of the mobile itself, again.
 */
class HipReplayedUpdateCase : public HipAttackCase
{
  public:
    HipReplayedUpdateCase()
        : HipAttackCase("replayed UPDATEs")
    {
    }

  private:
    void DoRun() override
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(60), INTERVAL);
        bed.MoveAt(Seconds(3), "lan-2");
        bed.MoveAt(Seconds(6), "lan-1");
        bed.MoveAt(Seconds(9), "lan-2");
        bed.Run(Seconds(12));
        const std::vector<HipArrival> all = bed.Heard(bed.correspondent, HipPacket::UPDATE);
        const std::size_t answers = bed.Heard(bed.mobile, HipPacket::UPDATE).size();
        std::vector<HipArrival> moves;
        for (const HipArrival& one : all)
        {
            HipArrival elsewhere = one;
            if (one.Read().Find(HIP_LOCATOR))
            {
                moves.push_back(one);
                Refuse(bed, one, &Counters::replayed, "LOCATOR again");
                // The checksum covers addresses; an attacker makes it anew.
                elsewhere = HipArrival::Make(one.node, one.Read(), ATTACKER, one.destination);
                Refuse(bed, elsewhere, &Counters::replayed, "from elsewhere");
            }
            else
            {
                Refuse(bed, one, &Counters::ack, "an acknowledgement again");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(moves.size(), 3, "moves");
        // Only the last one is answered again, and where the first answer went.
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(bed.mobile, HipPacket::UPDATE).size(),
                              answers + 2,
                              "answers again");
        bed.Run(Simulator::Now() + Seconds(5));
        Unharmed(bed, 4, "replayed");
        // The other way: what the correspondent said.
        for (const HipArrival& one : bed.Heard(bed.mobile, HipPacket::UPDATE))
        {
            if (one.source == bed.correspondentLocator)
            {
                Refuse(bed,
                       one,
                       one.Read().Find(HIP_SEQ) ? &Counters::replayed : &Counters::ack,
                       "at the mobile");
            }
        }
        bed.Run(Simulator::Now() + Seconds(5));
        Unharmed(bed, 4, "replayed at the mobile");
    }
};

/**
 * @ingroup hip
 * UPDATEs that are authentic, and say what must not be said.
 */
class HipWrongUpdateCase : public HipAttackCase
{
  public:
    HipWrongUpdateCase()
        : HipAttackCase("authentic UPDATEs with wrong contents")
    {
    }

  private:
    /** @return a change that puts a parameter in the place of another */
    static HipPuppet::Change Putting(uint16_t type, const HipBytes& contents)
    {
        return [type, contents](HipPacket& packet) {
            packet.Remove(type);
            packet.Add(type, contents);
        };
    }

    /** Wrong answers to the question whether the peer is at an address. */
    void Answers()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(puppet.Associate(), true, "base exchange");
        Ptr<HipHost> host = HipTestBed::Hip(bed.correspondent);
        const HipAssociation* association = host->GetAssociation(puppet.GetHit());
        const Address other = puppet.GetOtherAddress();
        puppet.Send(puppet.MakeUpdate(0, other));
        Wait(bed);
        const auto status = [&]() { return association->GetStatus(other); };
        const auto unverified = HipAssociation::Status::UNVERIFIED;
        const HipPacket question = puppet.GetHeard(HipPacket::UPDATE).at(0);
        const Counters& counters = host->GetCounters();
        NS_TEST_EXPECT_MSG_EQ((status() == unverified), true, "asked for");
        puppet.Send(puppet.MakeAnswer(question, Putting(HIP_ACK, {0, 0, 0, 99})));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(counters.ack, 1, "acknowledges another UPDATE");
        puppet.Send(puppet.MakeAnswer(question, Removing(HIP_ACK)));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(counters.ack, 2, "acknowledges none");
        NS_TEST_EXPECT_MSG_EQ((status() == unverified), true, "although the echo is right");
        puppet.Send(puppet.MakeAnswer(question, Flipping(HIP_ECHO_RESPONSE_SIGNED, 2)));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(counters.echo, 1, "another echo");
        NS_TEST_EXPECT_MSG_EQ((status() == unverified), true, "although it is acknowledged");
        puppet.Send(puppet.MakeAnswer(question));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(counters.ack, 3, "too late: there is one answer");
        NS_TEST_EXPECT_MSG_EQ((status() == unverified), true, "too late");
        puppet.Send(puppet.MakeUpdate(1, other));
        Wait(bed);
        puppet.Send(puppet.MakeAnswer(puppet.GetHeard(HipPacket::UPDATE).back()));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ((status() == HipAssociation::Status::ACTIVE),
                              true,
                              "asked again, and answered");
    }

    /** Contents that no host may send; the UPDATE is as if it had not come. */
    void Contents()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(puppet.Associate(), true, "base exchange");
        Ptr<HipHost> host = HipTestBed::Hip(bed.correspondent);
        const HipAssociation* association = host->GetAssociation(puppet.GetHit());
        const Counters& counters = host->GetCounters();
        uint64_t refused = 0;
        const auto refuse = [&](const HipPacket& update, const char* what) {
            puppet.Send(update);
            Wait(bed);
            NS_TEST_EXPECT_MSG_EQ(counters.malformed, ++refused, what);
            NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::UPDATE).size(), 0, what);
            NS_TEST_EXPECT_MSG_EQ(association->GetPeerLocator(), puppet.own, what);
        };
        const Address other = puppet.GetOtherAddress();
        for (const char* address : {"224.0.0.1", "255.255.255.255", "0.0.0.0", "127.0.0.1"})
        {
            refuse(puppet.MakeUpdate(0, Ipv4Address(address)), address);
        }
        for (const char* address : {"ff02::1", "::1", "::", "fe80::1", "2001:10::5"})
        {
            refuse(puppet.MakeUpdate(0, Ipv6Address(address)), address);
        }
        refuse(puppet.MakeUpdate(0, other, 0), "no lifetime");
        refuse(puppet.MakeUpdate(0, other, 9, Removing(HIP_ESP_INFO)), "without ESP_INFO");
        refuse(puppet.MakeUpdate(0, other, 9, Flipping(HIP_ESP_INFO, 5)), "another old SPI");
        refuse(puppet.MakeUpdate(0, other, 9, Flipping(HIP_ESP_INFO, 9)), "another new SPI");
        refuse(puppet.MakeUpdate(0, other, 9, Flipping(HIP_LOCATOR, 8)), "locator of another SPI");
        refuse(puppet.MakeUpdate(0, other, 9, Putting(HIP_LOCATOR, {0, 1, 5, 1, 0, 0})),
               "too short");
        refuse(puppet.MakeUpdate(0, other, 9, Putting(HIP_SEQ, {0, 0, 0, 0, 0, 0, 0, 1})),
               "two numbers");
        // Types that are not known are skipped; the peer is told if they are preferred.
        puppet.Send(puppet.MakeUpdate(0,
                                      other,
                                      9,
                                      Putting(HIP_LOCATOR, {0, 7, 1, 1, 0, 0, 0, 9, 1, 2, 3, 4})));
        Wait(bed);
        const std::vector<HipPacket> notify = puppet.GetHeard(HipPacket::NOTIFY);
        NS_TEST_ASSERT_MSG_EQ(notify.size(), 1, "LOCATOR_TYPE_UNSUPPORTED");
        NS_TEST_EXPECT_MSG_EQ(
            (*notify[0].Find(HIP_NOTIFICATION) == HipBytes{0, 0, 0, 46, 1, 2, 3, 4}),
            true,
            "its contents");
        NS_TEST_EXPECT_MSG_EQ(association->GetPeerLocator(), puppet.own, "where it was");
    }

    void DoRun() override
    {
        Answers();
        Contents();
    }
};

/**
 * @ingroup hip
 * Base exchanges of others while there is an association: I2, R1, R2, and CLOSE.
 */
class HipForgedExchangeCase : public HipAttackCase
{
  public:
    HipForgedExchangeCase()
        : HipAttackCase("forged and replayed I2, R1, R2, CLOSE, CLOSE_ACK, NOTIFY")
    {
    }

  private:
    void Exchange()
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(60), INTERVAL);
        bed.Run(Seconds(2));
        const HipArrival i2 = bed.Heard(bed.correspondent, HipPacket::I2).at(0);
        Refuse(bed, i2, &Counters::replayed, "I2 again");
        Refuse(bed, Change(i2, Flipping(HIP_HMAC, 0)), &Counters::replayed, "told by its contents");
        Refuse(bed, Change(i2, Flipping(HIP_ESP_INFO, 11)), &Counters::mac, "another SPI");
        Refuse(bed, Change(i2, Flipping(HIP_SOLUTION, 19)), &Counters::puzzle, "another solution");
        Refuse(bed, Change(i2, Flipping(HIP_DIFFIE_HELLMAN, 100)), &Counters::mac, "another value");
        Refuse(bed, Change(i2, Flipping(HIP_HOST_ID, 40)), &Counters::identity, "another key");
        Refuse(bed,
               HipArrival::Make(i2.node, i2.Read(), ATTACKER, i2.destination),
               &Counters::puzzle,
               "from elsewhere");
        for (const HipArrival& one : bed.Heard(bed.mobile, HipPacket::R1))
        {
            Refuse(bed, one, &Counters::unexpected, "R1 again");
        }
        for (const HipArrival& one : bed.Heard(bed.mobile, HipPacket::R2))
        {
            Refuse(bed, one, &Counters::unexpected, "R2 again");
        }
        bed.Run(Simulator::Now() + Seconds(5));
        Unharmed(bed, 4, "exchange");
    }

    /** An I2 that is right but for its signature, or its MAC, of a host that has solved a puzzle.
     */
    void Initiator()
    {
        for (const uint16_t type : {HIP_HMAC, HIP_SIGNATURE})
        {
            HipTestBed bed;
            HipPuppet puppet(bed, bed.correspondent);
            bed.Run(Seconds(1));
            puppet.Send(puppet.Make(HipPacket::I1));
            Wait(bed);
            HipPacket i2 = puppet.MakeI2(puppet.GetHeard(HipPacket::R1).at(0));
            Flip(i2, type, 15);
            puppet.Send(i2);
            Wait(bed);
            const Counters& counters = HipTestBed::Hip(bed.correspondent)->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(counters.mac, (type == HIP_HMAC ? 1 : 0), "HMAC");
            NS_TEST_EXPECT_MSG_EQ(counters.signature, (type == HIP_HMAC ? 0 : 1), "signature");
            NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::R2).size(), 0, "no answer");
        }
    }

    void Close()
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(2), INTERVAL);
        bed.Run(Seconds(3));
        // A CLOSE that is caught.
        std::vector<HipArrival> caught;
        bed.filter = [&caught](HipArrival& arrival) {
            const bool meant = arrival.GetType() == HipPacket::CLOSE;
            if (meant)
            {
                caught.push_back(arrival);
            }
            return !meant;
        };
        HipTestBed::Hip(bed.mobile)->Close(HipTestBed::Hip(bed.correspondent)->GetHit());
        Wait(bed);
        NS_TEST_ASSERT_MSG_EQ(caught.size(), 1, "CLOSE");
        const HipArrival close = caught[0];
        Refuse(bed, Change(close, Flipping(HIP_HMAC, 5)), &Counters::mac, "another HMAC");
        Refuse(bed, Change(close, Flipping(HIP_SIGNATURE, 5)), &Counters::signature, "signature");
        Refuse(bed,
               Change(close, Removing(HIP_ECHO_REQUEST_SIGNED)),
               &Counters::malformed,
               "no echo");
        Refuse(bed,
               Change(close, Flipping(HIP_ECHO_REQUEST_SIGNED, 5)),
               &Counters::mac,
               "another echo");
        NS_TEST_EXPECT_MSG_EQ(
            (bed.GetAssociation(false)->GetState() == HipAssociation::State::ESTABLISHED),
            true,
            "as before");
        // Data needs another association; the CLOSE is of the one before.
        bed.filter = nullptr;
        bed.Talk(Seconds(4), Seconds(10), INTERVAL);
        bed.Run(Seconds(5));
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 2, "data goes on");
        Refuse(bed, close, &Counters::mac, "of the association before");
        bed.Run(Seconds(11));
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, Seconds(4), Seconds(10)), 0, "up");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, Seconds(4), Seconds(10)), 0, "down");
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 2, "the same association");
    }

    /** Wrong CLOSE_ACK do not end what is closing. */
    void CloseAck()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(puppet.Associate(), true, "base exchange");
        Ptr<HipHost> host = HipTestBed::Hip(bed.correspondent);
        host->Close(puppet.GetHit());
        Wait(bed);
        const HipBytes echo =
            *puppet.GetHeard(HipPacket::CLOSE).at(0).Find(HIP_ECHO_REQUEST_SIGNED);
        const HipPacket right = puppet.MakeClosing(HipPacket::CLOSE_ACK, echo);
        HipPacket mac = right;
        Flip(mac, HIP_HMAC, 1);
        HipPacket signature = right;
        Flip(signature, HIP_SIGNATURE, 9);
        for (const HipPacket& one :
             {puppet.MakeClosing(HipPacket::CLOSE_ACK, {1, 2}), mac, signature})
        {
            puppet.Send(one);
            Wait(bed);
            NS_TEST_EXPECT_MSG_EQ((host->GetAssociation(puppet.GetHit())->GetState() ==
                                   HipAssociation::State::CLOSING),
                                  true,
                                  "still closing");
        }
        const Counters& counters = host->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.echo, 1, "another echo");
        NS_TEST_EXPECT_MSG_EQ(counters.mac, 1, "another HMAC");
        NS_TEST_EXPECT_MSG_EQ(counters.signature, 1, "another signature");
        puppet.Send(right);
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ((host->GetAssociation(puppet.GetHit())->GetState() ==
                               HipAssociation::State::UNASSOCIATED),
                              true,
                              "the right one");
    }

    /** NOTIFY is for information only. */
    void Notify()
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(puppet.Associate(), true, "base exchange");
        HipPacket notify = puppet.Make(HipPacket::NOTIFY);
        notify.Add(HIP_NOTIFICATION, {0, 0, 0, 24});
        notify = puppet.Sign(notify);
        puppet.Send(notify);
        Flip(notify, HIP_SIGNATURE, 9);
        puppet.Send(notify);
        Wait(bed);
        const Counters& counters = HipTestBed::Hip(bed.correspondent)->GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.notified, 1, "a right one");
        NS_TEST_EXPECT_MSG_EQ(counters.signature, 1, "a wrong one");
        // A parameter that has to be known, and is not: told so, once in a while.
        for (int i = 0; i < 3; ++i)
        {
            HipPacket update = puppet.Make(HipPacket::UPDATE);
            update.Add(HIP_SEQ, ToHipList({static_cast<uint32_t>(i)}, 4));
            update.Add(1023, {1});
            puppet.Send(puppet.Sign(update));
            Wait(bed);
        }
        const std::vector<HipPacket> told = puppet.GetHeard(HipPacket::NOTIFY);
        NS_TEST_EXPECT_MSG_EQ(counters.unsupported, 3, "not looked at");
        NS_TEST_ASSERT_MSG_EQ(told.size(), 1, "once a second");
        NS_TEST_EXPECT_MSG_EQ((*told[0].Find(HIP_NOTIFICATION) == HipBytes{0, 0, 0, 1, 3, 255}),
                              true,
                              "which one");
    }

    void DoRun() override
    {
        Exchange();
        Initiator();
        Close();
        CloseAck();
        Notify();
    }
};

/**
 * @ingroup hip
 * ESP: replayed, forged, of nobody.
 */
class HipEspCase : public HipAttackCase
{
  public:
    HipEspCase()
        : HipAttackCase("replayed and forged ESP, and its numbers")
    {
    }

  private:
    void OnTheWay()
    {
        HipTestBed bed;
        bed.recordEsp = true;
        bed.TalkOneWay(true, Seconds(1), Seconds(4), INTERVAL);
        bed.Run(Seconds(4));
        std::vector<HipArrival> esp;
        std::copy_if(bed.heard.begin(),
                     bed.heard.end(),
                     std::back_inserter(esp),
                     [](const HipArrival& one) { return !one.IsHip(); });
        NS_TEST_ASSERT_MSG_EQ(esp.size(), 150, "data");
        const std::vector<HipTestBed::Datagram> before = bed.up;
        Refuse(bed, esp[149], &Counters::espReplayed, "the last one again");
        Refuse(bed, esp[86], &Counters::espReplayed, "the oldest of the window");
        Refuse(bed, esp[85], &Counters::espForged, "older: taken for one of the next 2^32");
        HipArrival forged = esp[149];
        forged.bytes[7] = static_cast<uint8_t>(forged.bytes[7] + 1);
        Refuse(bed, forged, &Counters::espForged, "another number");
        for (const std::size_t at : {std::size_t{8}, std::size_t{30}, esp[149].bytes.size() - 1})
        {
            forged = esp[149];
            forged.bytes[7] = static_cast<uint8_t>(forged.bytes[7] + 1);
            forged.bytes[at] ^= 1;
            Refuse(bed, forged, &Counters::espForged, "another byte");
        }
        HipArrival unknown = esp[149];
        unknown.bytes[0] ^= 1;
        Refuse(bed, unknown, &Counters::espUnknown, "another SPI");
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{3}, std::size_t{20}, esp[149].bytes.size() - 1})
        {
            HipArrival cut = esp[149];
            cut.bytes.resize(size);
            Refuse(bed, cut, &Counters::espMalformed, "too short, or no whole blocks");
        }
        for (std::size_t i = 0; i < before.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(bed.up[i].arrived, before[i].arrived, "delivered once");
        }
        bed.Talk(Seconds(6), Seconds(8), INTERVAL);
        bed.Run(Seconds(9));
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, Seconds(6), Seconds(8)), 0, "unharmed");
    }

    /** Where the half of the number that is sent begins again. */
    void Wrap()
    {
        const HipBytes cipher(16, 1);
        const HipBytes mac(20, 2);
        HipSecurityAssociation out(1000, 1, cipher, mac, 64);
        HipSecurityAssociation in(1000, 1, cipher, mac, 64);
        const uint64_t begin = (uint64_t{1} << 32) - 10;
        out.SetSequence(begin);
        in.SetSequence(begin);
        const HipBytes iv(16);
        std::vector<HipBytes> packets;
        HipSecurityAssociation::Content content{17, {1, 2, 3}};
        for (int i = 0; i < 20; ++i)
        {
            packets.push_back(out.Protect(content, iv));
        }
        const auto good = HipSecurityAssociation::Verdict::GOOD;
        // Some out of order, across the place.
        for (const std::size_t i : {0, 1, 12, 5, 19, 8, 9, 10})
        {
            NS_TEST_EXPECT_MSG_EQ((in.Open(packets[i], content) == good), true, "packet " << i);
            NS_TEST_EXPECT_MSG_EQ(
                (in.Open(packets[i], content) == HipSecurityAssociation::Verdict::REPLAYED),
                true,
                "again");
        }
        NS_TEST_EXPECT_MSG_EQ(in.GetSequence(), begin + 20, "the whole number");
        HipReader reader(packets[19]);
        reader.Get(4);
        NS_TEST_EXPECT_MSG_EQ(reader.Get(4), 10, "half of it is sent");
        // The same half of a number 2^32 before.
        HipSecurityAssociation old(1000, 1, cipher, mac, 64);
        old.SetSequence(10);
        NS_TEST_EXPECT_MSG_EQ(
            (in.Open(old.Protect(content, iv), content) == HipSecurityAssociation::Verdict::FORGED),
            true,
            "the MAC covers the other half");
    }

    void DoRun() override
    {
        OnTheWay();
        Wrap();
    }
};

/**
 * @ingroup hip
 * The rendezvous server and its clients (RFC 5204, 4.3.2): who relays, and for whom. Nobody makes a
 * client send R1 to a victim.
 */
class HipRelayCase : public HipAttackCase
{
  public:
    HipRelayCase()
        : HipAttackCase("forged and foreign relayed I1")
    {
    }

  private:
    void DoRun() override
    {
        HipTestBed bed;
        bed.Run(Seconds(1));
        const Ipv6Address correspondent = HipTestBed::Hip(bed.correspondent)->GetHit();
        const HipPacket i1(HipPacket::I1, correspondent, HipTestBed::Hip(bed.mobile)->GetHit());
        std::vector<HipArrival> caught;
        bed.filter = [&bed, &caught](HipArrival& arrival) {
            const bool meant = arrival.node == bed.mobile && arrival.GetType() == HipPacket::I1;
            if (meant)
            {
                caught.push_back(arrival);
            }
            return !meant;
        };
        bed.Deliver(HipArrival::Make(bed.server, i1, bed.correspondentLocator, bed.serverLocator));
        Wait(bed);
        NS_TEST_ASSERT_MSG_EQ(caught.size(), 1, "relayed");
        const HipArrival relayed = caught[0];
        NS_TEST_EXPECT_MSG_EQ(relayed.source, bed.serverLocator, "by its own address");
        NS_TEST_EXPECT_MSG_EQ((*relayed.Read().Find(HIP_FROM) ==
                               HipWriter().Put(ToHipWire(bed.correspondentLocator)).Get()),
                              true,
                              "FROM");
        NS_TEST_EXPECT_MSG_EQ((relayed.Read().GetStatus() == HipPacket::Status::GOOD),
                              true,
                              "checksum anew");
        Refuse(bed, Change(relayed, Flipping(HIP_FROM, 15)), &Counters::mac, "a victim in FROM");
        Refuse(bed, Change(relayed, Flipping(HIP_RVS_HMAC, 1)), &Counters::mac, "another HMAC");
        Refuse(bed, Change(relayed, Removing(HIP_RVS_HMAC)), &Counters::mac, "no HMAC");
        Refuse(bed, Change(relayed, Removing(HIP_FROM)), &Counters::mac, "no FROM");
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(bed.correspondent, HipPacket::R1).size(), 0, "no R1");
        bed.Deliver(relayed);
        Wait(bed);
        const std::vector<HipArrival> r1 = bed.Heard(bed.correspondent, HipPacket::R1);
        NS_TEST_ASSERT_MSG_EQ(r1.size(), 1, "the right one");
        NS_TEST_EXPECT_MSG_EQ((*r1[0].Read().Find(HIP_VIA_RVS) ==
                               HipWriter().Put(ToHipWire(bed.serverLocator)).Get()),
                              true,
                              "VIA_RVS");
        const HipPacket foreign(HipPacket::I1, correspondent, Ipv6Address("2001:10::77"));
        Refuse(bed,
               HipArrival::Make(bed.server, foreign, bed.correspondentLocator, bed.serverLocator),
               &Counters::unknown,
               "for nobody that is registered");
        // As long as an I1 can be: there is no room for FROM.
        HipPacket longest = i1;
        longest.Add(60000, HipBytes(2004));
        Refuse(bed,
               HipArrival::Make(bed.server, longest, bed.correspondentLocator, bed.serverLocator),
               &Counters::oversize,
               "too long when relayed");
    }
};

/**
 * @ingroup hip
 * An R1 that asks for a longer echo than an I2 has room for.
 */
class HipOversizeCase : public HipAttackCase
{
  public:
    HipOversizeCase()
        : HipAttackCase("an echo that makes the answer too long")
    {
    }

  private:
    void DoRun() override
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent);
        bed.Run(Seconds(1));
        puppet.Call();
        Wait(bed);
        puppet.Send(puppet.MakeR1(1, [](HipPacket& packet) {
            packet.Add(HIP_ECHO_REQUEST_SIGNED, HipBytes(1500));
        }));
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Hip(bed.correspondent)->GetCounters().oversize,
                              1,
                              "counted, and not sent");
        NS_TEST_EXPECT_MSG_EQ(puppet.GetHeard(HipPacket::I2).size(), 0, "not sent");
    }
};

/** Suite hip-security. */
class HipSecurityTestSuite : public TestSuite
{
  public:
    HipSecurityTestSuite()
        : TestSuite("hip-security", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new HipForgedUpdateCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipReplayedUpdateCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipWrongUpdateCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipForgedExchangeCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipEspCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipRelayCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipOversizeCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static HipSecurityTestSuite g_hipSecurityTestSuite; //!< registers the suite

} // namespace ns3
