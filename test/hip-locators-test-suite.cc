/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The peer's addresses in HIP: unverified, active, deprecated, and credit (RFC 5206, 5).

#include "hip-puppet.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

namespace ns3
{

namespace
{

using Status = HipAssociation::Status;

/** Until an answer is there. */
const Time PATIENCE = MilliSeconds(50);

/** What transmissions take beside the links' delays, a few times. */
const Time SLACK = MicroSeconds(200);

/** Seconds that addresses are good for. */
constexpr uint32_t LIFETIME{1000};

/** @return a change that lists other addresses, the first one as preferred @param spi of the
 * puppet @param addresses these @param lifetimes of each, in seconds */
HipPuppet::Change
Listing(uint32_t spi,
        const std::vector<Address>& addresses,
        const std::vector<uint32_t>& lifetimes = {})
{
    HipLocators locators;
    for (std::size_t i = 0; i < addresses.size(); ++i)
    {
        HipLocator one;
        one.preferred = i == 0;
        one.lifetime = i < lifetimes.size() ? lifetimes[i] : LIFETIME;
        one.spi = spi;
        one.address = ToHipWire(addresses[i]);
        locators.all.push_back(one);
    }
    return [locators](HipPacket& packet) {
        packet.Remove(HIP_LOCATOR);
        AddHipParameter(packet, locators);
    };
}

} // namespace

/**
 * @ingroup hip
 * A correspondent and a puppet that has two addresses.
 */
class HipLocatorCase : public TestCase
{
  protected:
    using TestCase::TestCase;

    /** Begins. @param system "hip" or "hip-credit" */
    void Begin(const std::string& system = "hip")
    {
        HipTestBed::Options options;
        options.system = system;
        DoTeardown();
        m_bed = std::make_unique<HipTestBed>(options);
        m_puppet = std::make_unique<HipPuppet>(*m_bed, m_bed->correspondent);
        m_bed->Run(Seconds(1));
        NS_TEST_ASSERT_MSG_EQ(m_puppet->Associate(), true, "base exchange");
        m_host = HipTestBed::Hip(m_bed->correspondent);
        m_association = m_host->GetAssociation(m_puppet->GetHit());
        m_own = m_puppet->own;
        m_other = m_puppet->GetOtherAddress();
        m_seq = 0;
    }

    void DoTeardown() override
    {
        m_puppet.reset();
        m_host = nullptr;
        m_bed.reset();
    }

    void Wait(const Time& time = PATIENCE)
    {
        m_bed->Run(Simulator::Now() + time);
    }

    /** Says where the puppet is. @return the answer, with its destination */
    HipArrival Tell(const std::vector<Address>& addresses,
                    const std::vector<uint32_t>& lifetimes = {})
    {
        m_puppet->heard.clear();
        m_puppet->Send(m_puppet->MakeUpdate(m_seq++,
                                            m_own,
                                            LIFETIME,
                                            Listing(m_puppet->spi, addresses, lifetimes)));
        Wait();
        return m_puppet->heard.empty() ? HipArrival() : m_puppet->heard.front();
    }

    /** Answers the last UPDATE that asks for an echo. */
    void Echo()
    {
        m_puppet->Send(m_puppet->MakeAnswer(m_puppet->GetHeard(HipPacket::UPDATE).back()));
        Wait();
    }

    /** @return where datagrams of the correspondent arrive @param count how many it sends */
    std::vector<Address> GetDestinations(std::size_t count = 1)
    {
        const std::size_t before = m_puppet->heard.size();
        for (std::size_t i = 0; i < count; ++i)
        {
            m_puppet->Call();
        }
        Wait();
        std::vector<Address> found;
        for (std::size_t i = before; i < m_puppet->heard.size(); ++i)
        {
            if (!m_puppet->heard[i].IsHip())
            {
                found.push_back(m_puppet->heard[i].destination);
                m_espSize = m_puppet->heard[i].bytes.size();
            }
        }
        return found;
    }

    /** Asks for both addresses' status. */
    void Expect(Status own, Status other, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ((m_association->GetStatus(m_own) == own), true, what << ": own");
        NS_TEST_EXPECT_MSG_EQ((m_association->GetStatus(m_other) == other),
                              true,
                              what << ": other");
    }

    std::unique_ptr<HipTestBed> m_bed;      //!< where
    std::unique_ptr<HipPuppet> m_puppet;    //!< whose addresses
    Ptr<HipHost> m_host;                    //!< the correspondent
    HipAssociation* m_association{nullptr}; //!< of the correspondent
    Address m_own;                          //!< the puppet's first address
    Address m_other;                        //!< its second one
    uint32_t m_seq{0};                      //!< of the next UPDATE
    std::size_t m_espSize{0};               //!< bytes of the last packet of data
};

/**
 * @ingroup hip
 * A move: the new address is unverified until the echo comes back, the old one is deprecated.
 */
class HipStatusCase : public HipLocatorCase
{
  public:
    HipStatusCase()
        : HipLocatorCase("status of addresses after a move")
    {
    }

  private:
    void DoRun() override
    {
        Begin();
        Expect(Status::ACTIVE, Status::DEPRECATED, "after the exchange");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_own}), true, "data");
        HipArrival answer = Tell({m_other});
        NS_TEST_EXPECT_MSG_EQ(answer.destination, m_other, "asked where it says that it is");
        const HipPacket question = answer.Read();
        NS_TEST_EXPECT_MSG_EQ((question.Find(HIP_ECHO_REQUEST_SIGNED) && question.Find(HIP_ACK) &&
                               question.Find(HIP_SEQ) && question.Find(HIP_ESP_INFO)),
                              true,
                              "figure 3");
        Expect(Status::DEPRECATED, Status::UNVERIFIED, "told");
        NS_TEST_EXPECT_MSG_EQ(GetDestinations(3).size(), 0, "no data (5.6.1)");
        NS_TEST_EXPECT_MSG_EQ(m_host->GetCounters().unverified, 3, "counted");
        Echo();
        Expect(Status::DEPRECATED, Status::ACTIVE, "answered");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_other}), true, "data");
        // Back: a deprecated one is verified again.
        answer = Tell({m_own});
        NS_TEST_EXPECT_MSG_EQ((answer.Read().Find(HIP_ECHO_REQUEST_SIGNED) != nullptr),
                              true,
                              "back");
        Expect(Status::UNVERIFIED, Status::DEPRECATED, "back");
        // And forth before that: the one that is asked for now counts.
        const HipPacket old = m_puppet->GetHeard(HipPacket::UPDATE).back();
        Tell({m_other});
        m_puppet->Send(m_puppet->MakeAnswer(old));
        Wait();
        Expect(Status::DEPRECATED, Status::UNVERIFIED, "the answer is to an older question");
        Echo();
        Expect(Status::DEPRECATED, Status::ACTIVE, "forth");
        // None at all: what there was is used for want of others.
        NS_TEST_EXPECT_MSG_EQ((Tell({}).Read().Find(HIP_ACK) != nullptr), true, "none");
        Expect(Status::DEPRECATED, Status::DEPRECATED, "none");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_other}), true, "none");
    }
};

/**
 * @ingroup hip
 * Two addresses at once: the one that is active is used until the preferred one is; each is
 * verified once.
 */
class HipTwoLocatorsCase : public HipLocatorCase
{
  public:
    HipTwoLocatorsCase()
        : HipLocatorCase("two addresses at once, lifetimes")
    {
    }

  private:
    void Preferred()
    {
        Begin();
        Tell({m_other, m_own});
        Expect(Status::ACTIVE, Status::UNVERIFIED, "another one, preferred");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_own}),
                              true,
                              "the active one meanwhile (5.4)");
        Echo();
        Expect(Status::ACTIVE, Status::ACTIVE, "answered");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_other}), true, "then");
        // Both are active: no question, no waiting (5.5).
        const HipArrival answer = Tell({m_own, m_other});
        NS_TEST_EXPECT_MSG_EQ((answer.Read().Find(HIP_ECHO_REQUEST_SIGNED) == nullptr),
                              true,
                              "no question");
        NS_TEST_EXPECT_MSG_EQ((answer.Read().Find(HIP_ACK) != nullptr), true, "acknowledged");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_own}), true, "at once");
        Tell({m_other});
        Expect(Status::DEPRECATED, Status::ACTIVE, "the first is gone");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_other}), true, "too");
    }

    /** One that is not preferred is verified too, by an UPDATE of its own. */
    void Second()
    {
        Begin();
        Tell({m_own, m_other});
        std::vector<HipArrival> updates = m_puppet->heard;
        NS_TEST_ASSERT_MSG_EQ(updates.size(), 2, "acknowledged, and asked");
        NS_TEST_EXPECT_MSG_EQ(updates[0].destination, m_own, "acknowledged where it is");
        NS_TEST_EXPECT_MSG_EQ(updates[1].destination, m_other, "asked where it may be");
        Echo();
        Expect(Status::ACTIVE, Status::ACTIVE, "answered");
        // One that does not answer is none; the association is not broken for it.
        Begin();
        m_host->SetAttribute("UPDATE_RETRY_MAX", UintegerValue(2));
        Tell({m_own, m_other});
        Wait(Seconds(6));
        Expect(Status::ACTIVE, Status::UNVERIFIED, "it is asked for a while");
        Wait(Seconds(2));
        Expect(Status::ACTIVE, Status::DEPRECATED, "no answer");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_own}), true, "goes on");
        // A preferred one that does not answer breaks it (RFC 5201, 6.11).
        Tell({m_other});
        Wait(Seconds(8));
        NS_TEST_EXPECT_MSG_EQ((m_association->GetState() == HipAssociation::State::CLOSING),
                              true,
                              "broken");
    }

    void Lifetimes()
    {
        Begin();
        Tell({m_other, m_own}, {5, 8});
        Echo();
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_other}), true, "both");
        Wait(Seconds(5));
        Expect(Status::ACTIVE, Status::DEPRECATED, "after 5 s");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_own}), true, "one");
        Wait(Seconds(3));
        Expect(Status::DEPRECATED, Status::DEPRECATED, "after 8 s");
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_other}),
                              true,
                              "deprecated, but there is no other (4)");
        const HipArrival answer = Tell({m_other});
        NS_TEST_EXPECT_MSG_EQ((answer.Read().Find(HIP_ECHO_REQUEST_SIGNED) != nullptr),
                              true,
                              "verified again");
    }

    void DoRun() override
    {
        Preferred();
        Second();
        Lifetimes();
    }
};

/**
 * @ingroup hip
 * Credit (5.6): as much as came goes to an unverified address, and it fades.
 */
class HipCreditCase : public HipLocatorCase
{
  public:
    HipCreditCase()
        : HipLocatorCase("credit")
    {
    }

  private:
    /** Earns credit. @param packets how many @return its bytes */
    uint64_t Earn(std::size_t packets)
    {
        uint64_t bytes = 0;
        for (std::size_t i = 0; i < packets; ++i)
        {
            const HipBytes esp = m_puppet->MakeEsp(HipBytes(100));
            bytes += esp.size();
            m_puppet->SendEsp(esp);
        }
        Wait(MilliSeconds(1));
        return bytes;
    }

    void Spend()
    {
        Begin("hip-credit");
        GetDestinations();
        const uint64_t earned = Earn(3);
        NS_TEST_EXPECT_MSG_EQ(m_association->GetCredit(), earned, "earned");
        GetDestinations(5);
        NS_TEST_EXPECT_MSG_EQ(m_association->GetCredit(), earned, "verified ones cost nothing");
        Tell({m_other});
        const std::vector<Address> found = GetDestinations(20);
        NS_TEST_EXPECT_MSG_EQ(found.size(), earned / m_espSize, "as many as there is credit for");
        NS_TEST_EXPECT_MSG_EQ((found == std::vector<Address>(found.size(), m_other)),
                              true,
                              "to the new one");
        NS_TEST_EXPECT_MSG_EQ(m_host->GetCounters().unverified,
                              20 - found.size(),
                              "the others are dropped (figure 15)");
        NS_TEST_EXPECT_MSG_EQ(m_association->GetCredit(), earned % m_espSize, "spent");
        Echo();
        NS_TEST_EXPECT_MSG_EQ(GetDestinations(20).size(), 20, "verified");
    }

    /** An active address is used before credit. */
    void Active()
    {
        Begin("hip-credit");
        const uint64_t earned = Earn(3);
        Tell({m_other, m_own});
        NS_TEST_EXPECT_MSG_EQ((GetDestinations() == std::vector<Address>{m_own}), true, "active");
        NS_TEST_EXPECT_MSG_EQ(m_association->GetCredit(), earned, "costs nothing");
    }

    void Fade()
    {
        Begin("hip-credit");
        auto left = Earn(50);
        for (int i = 0; i < 4; ++i)
        {
            Wait(Seconds(5));
            left = left * 7 / 8;
            NS_TEST_EXPECT_MSG_EQ(m_association->GetCredit(), left, "7/8 each 5 s");
        }
    }

    /** Without the policy nothing is given. */
    void None()
    {
        Begin("hip");
        GetDestinations();
        Earn(50);
        Tell({m_other});
        NS_TEST_EXPECT_MSG_EQ(GetDestinations(3).size(), 0, "no credit is given");
    }

    void DoRun() override
    {
        Spend();
        Active();
        Fade();
        None();
    }
};

/**
 * @ingroup hip
 * What a mobile says of its addresses, and when its data leaves.
 */
class HipAnnounceCase : public TestCase
{
  public:
    HipAnnounceCase()
        : TestCase("a mobile's own addresses")
    {
    }

  private:
    /** All usable addresses are listed, the preferred one first; none twice, no UPDATE for none. */
    void List()
    {
        HipTestBed bed;
        bed.Talk(Seconds(1), Seconds(9), MilliSeconds(20));
        bed.Run(Seconds(2));
        Ptr<HipHost> host = HipTestBed::Hip(bed.mobile);
        const Address own = bed.GetMobileLocator();
        const Address second = Ipv4Address("10.9.0.9");
        host->SetLocators({own, second});
        bed.Run(Seconds(3));
        std::vector<HipArrival> updates = bed.Heard(bed.correspondent, HipPacket::UPDATE);
        NS_TEST_ASSERT_MSG_EQ(updates.size(), 1, "told");
        const HipLocators locators = *GetHipParameter<HipLocators>(updates[0].Read());
        const HipEspInfo info = *GetHipParameter<HipEspInfo>(updates[0].Read());
        NS_TEST_EXPECT_MSG_EQ(info.oldSpi, info.newSpi, "no new key");
        NS_TEST_ASSERT_MSG_EQ(locators.all.size(), 2, "both");
        NS_TEST_EXPECT_MSG_EQ(locators.all[0].address, ToHipWire(own), "the preferred one");
        NS_TEST_EXPECT_MSG_EQ(locators.all[1].address, ToHipWire(second), "the other one");
        NS_TEST_EXPECT_MSG_EQ(locators.all[0].preferred, true, "P");
        NS_TEST_EXPECT_MSG_EQ(locators.all[1].preferred, false, "no P");
        NS_TEST_EXPECT_MSG_EQ(locators.all[1].spi, info.newSpi, "type 1");
        const std::size_t ready = bed.ready.size();
        host->SetLocators({own, second});
        bed.Run(Seconds(4));
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(bed.correspondent, HipPacket::UPDATE).size(),
                              1,
                              "nothing new");
        NS_TEST_EXPECT_MSG_GT(bed.ready.size(), ready, "the ways are open");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, Seconds(1), Seconds(4) - PATIENCE), 0, "up");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, Seconds(1), Seconds(4) - PATIENCE),
                              0,
                              "down");
    }

    /** @param before setting DataBeforeAck @param up round trips until data arrives at the
     * correspondent */
    void Wait(bool before, double up)
    {
        HipTestBed::Options options;
        options.attributes = {{"DataBeforeAck", before ? "true" : "false"}};
        HipTestBed bed(options);
        const Time interval = MicroSeconds(500);
        const Time move = Seconds(3);
        bed.TalkOneWay(true, Seconds(2), Seconds(4), interval);
        bed.MoveAt(move, "lan-2");
        bed.Run(Seconds(4));
        const Time first = HipTestBed::FirstSentAfter(bed.up, move) - move;
        const Time wanted = up * options.delays.Mc();
        NS_TEST_EXPECT_MSG_GT_OR_EQ(first, wanted, "first up");
        NS_TEST_EXPECT_MSG_LT(first, wanted + interval + SLACK, "first up");
    }

    void DoRun() override
    {
        List();
        Wait(true, 0.5);
        Wait(false, 1.5);
    }
};

/**
 * @ingroup hip
 * Moves with new keys (RFC 5206, 3.2.2; RFC 5202, 6.8 to 6.10): SPIs change at both ends, and no
 * data is lost for it, whatever is lost of the exchange.
 */
class HipRekeyCase : public TestCase
{
  public:
    HipRekeyCase()
        : TestCase("moves with new keys")
    {
    }

  private:
    /** @return SPIs of data to a host that arrived from a time on */
    static std::set<uint32_t> GetSpis(const HipTestBed& bed, Ptr<Node> node, const Time& from)
    {
        std::set<uint32_t> spis;
        for (const HipArrival& one : bed.heard)
        {
            if (one.node == node && !one.IsHip() && one.when >= from)
            {
                spis.insert(static_cast<uint32_t>(HipReader(one.bytes).Get(4)));
            }
        }
        return spis;
    }

    /** @param lost which of the three UPDATEs does not arrive, 0: all do */
    void Move(std::size_t lost)
    {
        HipTestBed::Options options;
        options.attributes = {{"RekeyOnMove", "true"}};
        HipTestBed bed(options);
        bed.recordEsp = true;
        bed.Talk(Seconds(2), Seconds(9), MilliSeconds(5));
        bed.Run(Seconds(4) - MilliSeconds(1));
        const std::set<uint32_t> up = GetSpis(bed, bed.correspondent, Seconds(2));
        const std::set<uint32_t> down = GetSpis(bed, bed.mobile, Seconds(2));
        NS_TEST_ASSERT_MSG_EQ((up.size() == 1 && down.size() == 1), true, "one each");
        const Ipv6Address hits[] = {HipTestBed::Hip(bed.mobile)->GetHit(),
                                    HipTestBed::Hip(bed.correspondent)->GetHit()};
        std::size_t count = 0;
        bed.filter = [&count, &hits, lost](HipArrival& arrival) {
            if (arrival.GetType() != HipPacket::UPDATE)
            {
                return true;
            }
            const HipPacket update = arrival.Read();
            const bool between = (update.sender == hits[0] || update.sender == hits[1]) &&
                                 (update.receiver == hits[0] || update.receiver == hits[1]);
            count += between ? 1 : 0;
            return !between || count != lost;
        };
        bed.MoveAt(Seconds(4), "lan-2");
        bed.Run(Seconds(6));
        const std::set<uint32_t> newUp = GetSpis(bed, bed.correspondent, Seconds(5));
        const std::set<uint32_t> newDown = GetSpis(bed, bed.mobile, Seconds(5));
        NS_TEST_ASSERT_MSG_EQ((newUp.size() == 1 && newDown.size() == 1), true, "one each, then");
        NS_TEST_EXPECT_MSG_NE(*newUp.begin(), *up.begin(), "new SPI up");
        NS_TEST_EXPECT_MSG_NE(*newDown.begin(), *down.begin(), "new SPI down");
        bed.filter = nullptr;
        bed.MoveAt(Seconds(6), "lan-1");
        bed.Run(Seconds(10));
        // What was on its way to the old network is lost, for two round trips; the correspondent
        // has measured none, and asks for the echo again after 1 s.
        const Time gap = MilliSeconds(60);
        const Time ends[] = {gap, 2 * gap, 2 * gap, Seconds(1) + gap};
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.up, Seconds(2), Seconds(9)), 0, "up");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, Seconds(4) + ends[lost], Seconds(6) - gap),
                              0,
                              "down");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(bed.down, Seconds(6) + gap, Seconds(9)), 0, "down");
        NS_TEST_EXPECT_MSG_EQ(bed.setUps.size(), 1, "the same association");
        for (const bool mine : {false, true})
        {
            const Ptr<HipHost> host = HipTestBed::Hip(mine ? bed.mobile : bed.correspondent);
            NS_TEST_EXPECT_MSG_EQ(host->GetCounters().espForged, 0, "keys are the same");
            NS_TEST_EXPECT_MSG_EQ(host->GetCounters().espUnknown, 0, "SPIs are known");
        }
        const HipEspInfo info = *GetHipParameter<HipEspInfo>(GetLast(bed));
        // HIP's keys take 72 bytes, and each pair of ESP's as many.
        NS_TEST_EXPECT_MSG_EQ(info.keymatIndex, 3 * 72, "the third pair of keys");
    }

    /** @return the last UPDATE with LOCATOR that came to the correspondent */
    static HipPacket GetLast(const HipTestBed& bed)
    {
        HipPacket last;
        for (const HipArrival& one : bed.Heard(bed.correspondent, HipPacket::UPDATE))
        {
            last = one.Read().Find(HIP_LOCATOR) ? one.Read() : last;
        }
        return last;
    }

    /** Data on the new association says as much as the acknowledgement that is lost (RFC 5202,
     * 3.3.2). */
    void Data()
    {
        HipTestBed::Options options;
        options.system = "hip-credit";
        options.attributes = {{"RekeyOnMove", "true"}};
        HipTestBed bed(options);
        bed.recordEsp = true;
        bed.Talk(Seconds(2), Seconds(5), MilliSeconds(5));
        bed.MoveAt(Seconds(4), "lan-2");
        bed.filter = [&bed](HipArrival& arrival) {
            return arrival.node != bed.correspondent || arrival.GetType() != HipPacket::UPDATE ||
                   arrival.Read().Find(HIP_LOCATOR);
        };
        bed.Run(Seconds(4.2));
        const std::set<uint32_t> before = GetSpis(bed, bed.mobile, Seconds(2));
        bed.Run(Seconds(4.5));
        const std::set<uint32_t> after = GetSpis(bed, bed.mobile, Seconds(4.2));
        NS_TEST_EXPECT_MSG_EQ(before.size(), 2, "the old one and the new one");
        NS_TEST_EXPECT_MSG_EQ(after.size(), 1, "the new one");
    }

    void DoRun() override
    {
        for (std::size_t lost = 0; lost <= 3; ++lost)
        {
            Move(lost);
        }
        Data();
    }
};

/** Suite hip-locators. */
class HipLocatorsTestSuite : public TestSuite
{
  public:
    HipLocatorsTestSuite()
        : TestSuite("hip-locators", l4mobility::UnitTest<TestSuite>(0))
    {
        AddTestCase(new HipStatusCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipTwoLocatorsCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipCreditCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipRekeyCase, l4mobility::QuickTest<TestCase>(0));
        AddTestCase(new HipAnnounceCase, l4mobility::QuickTest<TestCase>(0));
    }
};

static HipLocatorsTestSuite g_hipLocatorsTestSuite; //!< registers the suite

} // namespace ns3
