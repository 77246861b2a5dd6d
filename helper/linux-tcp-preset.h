/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LINUX_TCP_PRESET_H
#define LINUX_TCP_PRESET_H

#include "ns3/l4m-ns3-compat.h"
#include "ns3/nstime.h"
#include "ns3/rtt-estimator.h"

#include <cstdint>

namespace ns3
{

class Socket;

/**
 * @ingroup l4mobility
 * Round-trip time as Linux kept it until version 3.14: measured in ticks of the kernel's clock
 * (jiffies), whole ones, and never less than one.
 *
 * A sample is the number of ticks between sending and acknowledgement; 0 counts as 1. The smoothed
 * value moves by an eighth of each error (RFC 6298, section 2) in integers of an eighth of a tick,
 * and the estimate that enters the retransmission timer is the whole ticks of it. So on a LAN, any
 * round-trip time below two ticks makes a timer of one tick + 200 ms.
 *
 * Simplified: Linux slows the decay of the mean deviation; that matters only where four times the
 * deviation exceeds the 200 ms that the timer adds at least.
 */
class LinuxRttEstimator : public l4mobility::Typed<LinuxRttEstimator, RttEstimator>
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LinuxRttEstimator();
    /**
     * @brief Copy constructor
     * @param other the estimator to copy
     */
    LinuxRttEstimator(const LinuxRttEstimator& other);
    ~LinuxRttEstimator() override;

    void Measurement(Time t) override;
    Ptr<RttEstimator> Copy() const override;
    void Reset() override;

  private:
    /** Makes the estimates that ns-3 reads out of the kernel's integers. */
    void Publish();

    Time m_jiffy;            //!< Jiffy: one tick of the kernel's clock
    int64_t m_srtt8{0};      //!< smoothed round-trip time, eighths of a tick
    int64_t m_deviation4{0}; //!< mean deviation, quarters of a tick
};

/**
 * @ingroup l4mobility
 * ns-3's TCP with the values of a Linux host, where ns-3's own defaults differ from them.
 *
 * What it sets, and where each value is from:
 * - retransmission timer: smoothed round-trip time + max(200 ms, 4 x deviation)
 *   (TCP_RTO_MIN = HZ/5), in ns-3 ClockGranularity = 200 ms; MinRto 200 ms instead of 1 s; the
 *   estimator is LinuxRttEstimator;
 * - a lost segment is sent again 15 times (tcp_retries2), a SYN 5 times (tcp_syn_retries) from 3 s
 *   on (TCP_TIMEOUT_INIT, RFC 2988);
 * - acknowledgements are delayed by at most 40 ms (TCP_DELACK_MIN = HZ/25) or one segment;
 * - receive window: three quarters (tcp_adv_win_scale = 2) of tcp_rmem's default of 87380 bytes,
 *   65535 bytes; its automatic growth is not modelled;
 * - send buffer: 131072 bytes, what tcp_wmem lets it grow to, but no more whole segments than the
 *   window takes: where the peer's window is what limits a flow, ns-3 3.37 crashes on a duplicate
 *   acknowledgement (it makes a segment of no bytes), and what is in flight is the same;
 * - first window of 3 segments (RFC 3390), BIC as congestion control (the default from 2.6.8 to
 *   2.6.18), selective acknowledgements, timestamps, window scaling and Nagle's algorithm on.
 *
 * The defaults of an object are those of Linux 2.6.14 as it comes.
 */
struct LinuxTcpPreset
{
    /** Tick of the kernel's clock: 4 ms (CONFIG_HZ = 250, the default since 2.6.13). Positive. */
    Time jiffy = MilliSeconds(4);
    /** Receive buffer in bytes as sysctl counts it, at least 2048. */
    uint32_t receiveBuffer = 87380;
    /** Send buffer in bytes, at least one segment. */
    uint32_t sendBuffer = 131072;
    /** Payload of a full segment in bytes: 1500 - 40 - 12 bytes of timestamps. */
    uint32_t segmentSize = 1448;
    /** Whether round-trip times are measured in whole ticks. false: ns-3's own estimator. */
    bool ticks = true;

    /** @return the largest receive window in bytes: three quarters of the receive buffer */
    uint32_t GetWindow() const;

    /**
     * Makes these the defaults (Config::SetDefault) of every node and TCP socket made from now on.
     * Call it before the internet stack is installed.
     */
    void SetDefaults() const;

    /**
     * Sets those values that are attributes of a socket, on one socket, before it connects or
     * listens. The estimator and the congestion control belong to the node: SetDefaults().
     * @param socket a TCP socket
     */
    void Apply(Ptr<Socket> socket) const;
};

} // namespace ns3

#endif /* LINUX_TCP_PRESET_H */
