/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_SETTINGS_H
#define HIP_SETTINGS_H

#include "ns3/nstime.h"
#include "ns3/object.h"

namespace ns3
{

/**
 * @ingroup hip
 * What can be set of a HIP host; the attributes say what each is. To be set before
 * HipHost::Setup().
 */
class HipSettings : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    HipSettings();
    ~HipSettings() override;

    uint8_t k{0};                //!< PuzzleK
    uint8_t group{0};            //!< DhGroup
    uint32_t rsaBits{0};         //!< RsaBits
    uint16_t suite{0};           //!< EspSuite
    uint32_t window{0};          //!< ReplayWindow
    uint32_t i1Retries{0};       //!< I1_RETRIES_MAX
    uint32_t i2Retries{0};       //!< I2_RETRIES_MAX
    uint32_t updateRetries{0};   //!< UPDATE_RETRY_MAX
    Time timeout;                //!< RetransmissionTimeout
    Time maximumTimeout;         //!< MaximumTimeout
    Time exchangeComplete;       //!< ExchangeCompleteTimeout
    Time unusedLifetime;         //!< UAL
    Time segmentLifetime;        //!< MSL
    Time failedTime;             //!< FailedTime
    Time puzzleLifetime;         //!< PuzzleLifetime
    Time dhLifetime;             //!< DhLifetime
    Time r1Interval;             //!< R1Interval
    Time registrationLifetime;   //!< RegistrationLifetime
    uint32_t queueSize{0};       //!< QueueSize
    bool dataBeforeAck{true};    //!< DataBeforeAck
    bool credit{false};          //!< CreditBased
    bool rekey{false};           //!< RekeyOnMove
    Time creditAgingInterval;    //!< CreditAgingInterval
    double creditAgingFactor{0}; //!< CreditAgingFactor
};

} // namespace ns3

#endif /* HIP_SETTINGS_H */
