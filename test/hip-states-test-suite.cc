/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// HIP's state machine: each state and each packet (RFC 5201, 4.4.2).

#include "hip-puppet.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

namespace ns3
{

namespace
{

using State = HipAssociation::State;

/** ESP in place of a packet type. */
constexpr uint8_t ESP{0};

/** Until an answer is there. */
const Time PATIENCE = MilliSeconds(50);

/** What the tables say of a packet in a state. */
struct Rule
{
    State state;    //!< before
    uint8_t type;   //!< of the packet
    bool greater;   //!< whether the sender's tag is the greater one
    uint8_t answer; //!< type of the answer, 0: none
    State after;    //!< state after it
};

} // namespace

/**
 * @ingroup hip
 * One rule: a host is brought into a state, one packet that is right in itself comes, and its
 * answer and the host's state are looked at.
 */
class HipRuleCase : public TestCase
{
  public:
    /** @param rule to try */
    explicit HipRuleCase(const Rule& rule)
        : TestCase(HipAssociation::GetName(rule.state) + ", " +
                   (rule.type == ESP ? "data" : HipPacket::GetName(rule.type)) +
                   (rule.greater ? ", sender greater" : ", sender smaller")),
          m_rule(rule)
    {
    }

  private:
    State GetState(HipTestBed& bed, const HipPuppet& puppet) const
    {
        const HipAssociation* association =
            HipTestBed::Hip(bed.correspondent)->GetAssociation(puppet.GetHit());
        return association ? association->GetState() : State::UNASSOCIATED;
    }

    void Wait(HipTestBed& bed, const Time& time = PATIENCE)
    {
        bed.Run(Simulator::Now() + time);
    }

    /** Brings the host into the rule's state. */
    void Reach(HipTestBed& bed, HipPuppet& puppet)
    {
        Ptr<HipHost> host = HipTestBed::Hip(bed.correspondent);
        switch (m_rule.state)
        {
        case State::UNASSOCIATED:
            return;
        case State::I1_SENT:
        case State::I2_SENT:
        case State::ESTABLISHED:
            puppet.Call();
            Wait(bed);
            if (m_rule.state == State::I1_SENT)
            {
                return;
            }
            puppet.Send(puppet.MakeR1(1));
            Wait(bed);
            if (m_rule.state == State::I2_SENT)
            {
                return;
            }
            puppet.Send(puppet.MakeR2(puppet.GetHeard(HipPacket::I2).back()));
            break;
        case State::E_FAILED:
            host->SetAttribute("I1_RETRIES_MAX", UintegerValue(0));
            puppet.Call();
            Wait(bed, Seconds(1));
            break;
        default:
            NS_TEST_ASSERT_MSG_EQ(puppet.Associate(), true, "base exchange");
            if (m_rule.state == State::CLOSING)
            {
                host->Close(puppet.GetHit());
            }
            else if (m_rule.state == State::CLOSED)
            {
                puppet.Send(puppet.MakeClosing(HipPacket::CLOSE, {1, 2, 3}));
            }
            break;
        }
        Wait(bed);
    }

    /** Sends the rule's packet. @param early R1 that the host sent before */
    void Inject(HipPuppet& puppet, const HipPacket& early)
    {
        HipPacket packet = puppet.Make(static_cast<HipPacket::Type>(m_rule.type));
        switch (m_rule.type)
        {
        case ESP:
            puppet.SendEsp(puppet.MakeEsp({1, 2, 3, 4, 5, 6, 7, 8}));
            return;
        case HipPacket::I1:
            break;
        case HipPacket::R1:
            packet = puppet.MakeR1(2);
            break;
        case HipPacket::I2:
            // Another one than before.
            ++puppet.spi;
            packet = puppet.MakeI2(early);
            break;
        case HipPacket::R2: {
            const std::vector<HipPacket> i2 = puppet.GetHeard(HipPacket::I2);
            packet = i2.empty() ? puppet.Sign(packet) : puppet.MakeR2(i2.back());
            break;
        }
        case HipPacket::UPDATE:
            packet = puppet.MakeUpdate(0, puppet.own);
            break;
        case HipPacket::CLOSE:
            packet = puppet.MakeClosing(HipPacket::CLOSE, {4, 5, 6});
            break;
        case HipPacket::CLOSE_ACK: {
            const std::vector<HipPacket> close = puppet.GetHeard(HipPacket::CLOSE);
            packet = puppet.MakeClosing(
                HipPacket::CLOSE_ACK,
                close.empty() ? HipBytes{7} : *close.back().Find(HIP_ECHO_REQUEST_SIGNED));
            break;
        }
        default:
            packet.Add(HIP_NOTIFICATION, {0, 0, 0, 7});
            packet = puppet.Sign(packet);
            break;
        }
        puppet.Send(packet);
    }

    /** @return packets that came at a wrong time, or of no association, or NOTIFYs */
    static uint64_t CountDropped(const HipTestBed& bed)
    {
        const HipHost::Counters& counters = HipTestBed::Hip(bed.correspondent)->GetCounters();
        return counters.unexpected + counters.unknown + counters.notified + counters.signature +
               counters.echo;
    }

    void DoRun() override
    {
        HipTestBed bed;
        HipPuppet puppet(bed, bed.correspondent, m_rule.greater);
        bed.Run(Seconds(1));
        puppet.Send(puppet.Make(HipPacket::I1));
        Wait(bed, MilliSeconds(200));
        NS_TEST_ASSERT_MSG_EQ(puppet.GetHeard(HipPacket::R1).size(), 1, "R1");
        const HipPacket early = puppet.GetHeard(HipPacket::R1).back();
        Reach(bed, puppet);
        NS_TEST_ASSERT_MSG_EQ(HipAssociation::GetName(GetState(bed, puppet)),
                              HipAssociation::GetName(m_rule.state),
                              "before");
        const std::size_t heard = puppet.heard.size();
        const uint64_t dropped = CountDropped(bed);
        Inject(puppet, early);
        Wait(bed);
        NS_TEST_EXPECT_MSG_EQ(HipAssociation::GetName(GetState(bed, puppet)),
                              HipAssociation::GetName(m_rule.after),
                              "after");
        std::vector<uint8_t> answers;
        for (std::size_t i = heard; i < puppet.heard.size(); ++i)
        {
            if (puppet.heard[i].IsHip())
            {
                answers.push_back(puppet.heard[i].GetType());
            }
        }
        NS_TEST_ASSERT_MSG_EQ(answers.size(), (m_rule.answer == 0 ? 0 : 1), "answers");
        if (answers.empty() && m_rule.state == m_rule.after && m_rule.type != ESP)
        {
            NS_TEST_EXPECT_MSG_EQ(CountDropped(bed), dropped + 1, "dropped by its state");
        }
        if (!answers.empty())
        {
            NS_TEST_EXPECT_MSG_EQ(HipPacket::GetName(answers[0]),
                                  HipPacket::GetName(m_rule.answer),
                                  "answer");
        }
    }

    Rule m_rule; //!< to try
};

/** Suite hip-states. */
class HipStatesTestSuite : public TestSuite
{
  public:
    HipStatesTestSuite()
        : TestSuite("hip-states", l4mobility::UnitTest<TestSuite>(0))
    {
        // Tables 2 to 9; "sender greater" matters where a comparison of tags is asked for.
        using P = HipPacket;
        using S = State;
        const std::vector<Rule> rules = {
            {S::UNASSOCIATED, P::I1, true, P::R1, S::UNASSOCIATED},
            {S::UNASSOCIATED, P::R1, true, 0, S::UNASSOCIATED},
            {S::UNASSOCIATED, P::I2, true, P::R2, S::R2_SENT},
            {S::UNASSOCIATED, P::R2, true, 0, S::UNASSOCIATED},
            {S::UNASSOCIATED, P::UPDATE, true, 0, S::UNASSOCIATED},
            {S::UNASSOCIATED, P::NOTIFY, true, 0, S::UNASSOCIATED},
            {S::UNASSOCIATED, P::CLOSE, true, 0, S::UNASSOCIATED},
            {S::UNASSOCIATED, P::CLOSE_ACK, true, 0, S::UNASSOCIATED},
            {S::I1_SENT, P::I1, true, 0, S::I1_SENT},
            {S::I1_SENT, P::I1, false, P::R1, S::I1_SENT},
            {S::I1_SENT, P::R1, true, P::I2, S::I2_SENT},
            {S::I1_SENT, P::I2, true, P::R2, S::R2_SENT},
            {S::I1_SENT, P::I2, false, P::R2, S::R2_SENT},
            {S::I1_SENT, P::R2, true, 0, S::I1_SENT},
            {S::I1_SENT, P::UPDATE, true, 0, S::I1_SENT},
            {S::I1_SENT, P::NOTIFY, true, 0, S::I1_SENT},
            {S::I1_SENT, P::CLOSE, true, 0, S::I1_SENT},
            {S::I1_SENT, P::CLOSE_ACK, true, 0, S::I1_SENT},
            {S::I2_SENT, P::I1, true, P::R1, S::I2_SENT},
            {S::I2_SENT, P::R1, true, P::I2, S::I2_SENT},
            {S::I2_SENT, P::I2, true, 0, S::I2_SENT},
            {S::I2_SENT, P::I2, false, P::R2, S::R2_SENT},
            {S::I2_SENT, P::R2, true, 0, S::ESTABLISHED},
            {S::I2_SENT, P::UPDATE, true, 0, S::I2_SENT},
            {S::I2_SENT, P::NOTIFY, true, 0, S::I2_SENT},
            {S::I2_SENT, P::CLOSE, true, 0, S::I2_SENT},
            {S::I2_SENT, P::CLOSE_ACK, true, 0, S::I2_SENT},
            {S::R2_SENT, P::I1, true, P::R1, S::R2_SENT},
            {S::R2_SENT, P::R1, true, 0, S::R2_SENT},
            {S::R2_SENT, P::I2, true, P::R2, S::R2_SENT},
            {S::R2_SENT, P::R2, true, 0, S::R2_SENT},
            {S::R2_SENT, P::UPDATE, true, P::UPDATE, S::ESTABLISHED},
            {S::R2_SENT, P::NOTIFY, true, 0, S::R2_SENT},
            {S::R2_SENT, P::CLOSE, true, P::CLOSE_ACK, S::CLOSED},
            {S::R2_SENT, P::CLOSE_ACK, true, 0, S::R2_SENT},
            {S::R2_SENT, ESP, true, 0, S::ESTABLISHED},
            {S::ESTABLISHED, P::I1, true, P::R1, S::ESTABLISHED},
            {S::ESTABLISHED, P::R1, true, 0, S::ESTABLISHED},
            {S::ESTABLISHED, P::I2, true, P::R2, S::R2_SENT},
            {S::ESTABLISHED, P::R2, true, 0, S::ESTABLISHED},
            {S::ESTABLISHED, P::UPDATE, true, P::UPDATE, S::ESTABLISHED},
            {S::ESTABLISHED, P::NOTIFY, true, 0, S::ESTABLISHED},
            {S::ESTABLISHED, P::CLOSE, true, P::CLOSE_ACK, S::CLOSED},
            {S::ESTABLISHED, P::CLOSE_ACK, true, 0, S::ESTABLISHED},
            {S::ESTABLISHED, ESP, true, 0, S::ESTABLISHED},
            {S::CLOSING, P::I1, true, P::R1, S::CLOSING},
            {S::CLOSING, P::R1, true, 0, S::CLOSING},
            {S::CLOSING, P::I2, true, P::R2, S::R2_SENT},
            {S::CLOSING, P::R2, true, 0, S::CLOSING},
            {S::CLOSING, P::UPDATE, true, 0, S::CLOSING},
            {S::CLOSING, P::NOTIFY, true, 0, S::CLOSING},
            {S::CLOSING, P::CLOSE, true, P::CLOSE_ACK, S::CLOSED},
            {S::CLOSING, P::CLOSE_ACK, true, 0, S::UNASSOCIATED},
            {S::CLOSED, P::I1, true, P::R1, S::CLOSED},
            {S::CLOSED, P::R1, true, 0, S::CLOSED},
            {S::CLOSED, P::I2, true, P::R2, S::R2_SENT},
            {S::CLOSED, P::R2, true, 0, S::CLOSED},
            {S::CLOSED, P::UPDATE, true, 0, S::CLOSED},
            {S::CLOSED, P::NOTIFY, true, 0, S::CLOSED},
            {S::CLOSED, P::CLOSE, true, P::CLOSE_ACK, S::CLOSED},
            {S::CLOSED, P::CLOSE_ACK, true, 0, S::CLOSED},
            {S::E_FAILED, P::I1, true, 0, S::E_FAILED},
            {S::E_FAILED, P::R1, true, 0, S::E_FAILED},
            {S::E_FAILED, P::I2, true, 0, S::E_FAILED},
            {S::E_FAILED, P::R2, true, 0, S::E_FAILED},
            {S::E_FAILED, P::UPDATE, true, 0, S::E_FAILED},
            {S::E_FAILED, P::NOTIFY, true, 0, S::E_FAILED},
            {S::E_FAILED, P::CLOSE, true, 0, S::E_FAILED},
            {S::E_FAILED, P::CLOSE_ACK, true, 0, S::E_FAILED},
        };
        for (const Rule& rule : rules)
        {
            AddTestCase(new HipRuleCase(rule), l4mobility::QuickTest<TestCase>(0));
        }
    }
};

static HipStatesTestSuite g_hipStatesTestSuite; //!< registers the suite

} // namespace ns3
