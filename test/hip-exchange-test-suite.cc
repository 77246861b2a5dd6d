/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// HIP's base exchange and state machine (RFC 5201, 4.1 and 4.4).

#include "hip-test-bed.h"

#include "ns3/l4m-ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

namespace ns3
{

using State = HipAssociation::State;

/**
 * \ingroup hip
 * Data begins a base exchange, and arrives after it, in either family, and from either end.
 */
class HipExchangeCase : public TestCase
{
  public:
    /** \param ipv6 family \param upwards whether the mobile begins */
    HipExchangeCase(bool ipv6, bool upwards)
        : TestCase(std::string("base exchange begun by the ") +
                   (upwards ? "mobile" : "correspondent") + (ipv6 ? ", IPv6" : ", IPv4")),
          m_ipv6(ipv6),
          m_upwards(upwards)
    {
    }

  private:
    void DoRun() override
    {
        HipTestBed::Options options;
        options.ipv6 = m_ipv6;
        HipTestBed bed(options);
        const Time interval = MilliSeconds(100);
        bed.TalkOneWay(m_upwards, Seconds(1), Seconds(2), interval);
        bed.Run(Seconds(3));
        const auto& way = m_upwards ? bed.up : bed.down;
        NS_TEST_EXPECT_MSG_EQ(way.size(), 10, "sent");
        NS_TEST_EXPECT_MSG_EQ(HipTestBed::Lost(way, Seconds(1), Seconds(2)), 0, "all arrive");
        Ptr<Node> initiator = m_upwards ? bed.mobile : bed.correspondent;
        Ptr<Node> responder = m_upwards ? bed.correspondent : bed.mobile;
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(initiator, HipPacket::R1).size(), m_upwards ? 2 : 1, "R1");
        NS_TEST_EXPECT_MSG_EQ(bed.Heard(responder, HipPacket::I2).size(), 1, "I2");
        NS_TEST_EXPECT_MSG_EQ((bed.GetAssociation(m_upwards)->GetState() == State::ESTABLISHED),
                              true,
                              "initiator");
        NS_TEST_EXPECT_MSG_EQ((bed.GetAssociation(!m_upwards)->GetState() == State::ESTABLISHED),
                              true,
                              "responder: data has come");
    }

    bool m_ipv6;    //!< family
    bool m_upwards; //!< whether the mobile begins
};

/** Suite hip-exchange. */
class HipExchangeTestSuite : public TestSuite
{
  public:
    HipExchangeTestSuite()
        : TestSuite("hip-exchange", l4mobility::UnitTest<TestSuite>(0))
    {
        for (const bool ipv6 : {false, true})
        {
            for (const bool upwards : {false, true})
            {
                AddTestCase(new HipExchangeCase(ipv6, upwards), l4mobility::QuickTest<TestCase>(0));
            }
        }
    }
};

static HipExchangeTestSuite g_hipExchangeTestSuite; //!< registers the suite

} // namespace ns3
