/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MEASURE_STORY_H
#define MEASURE_STORY_H

#include "ns3/ipv4-address.h"
#include "ns3/measure-log.h"
#include "ns3/run-rows.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup measure
 * What happened to a mobile with one flow, written down by hand. Times are in ms.
 */
class Story
{
  public:
    MobileLog log; //!< the story so far

    /** @param up direction of the flow @param protocol of the flow */
    Story(bool up, uint8_t protocol)
    {
        FlowLog flow;
        flow.name = "data";
        flow.up = up;
        flow.protocol = protocol;
        flow.port = 6000;
        log.flows.push_back(flow);
    }

    /** @return the flow */
    FlowLog& Flow()
    {
        return log.flows[0];
    }

    /** A step of access. */
    void Step(int64_t ms, AccessStep step, const std::string& network, uint32_t attachment = 0)
    {
        AccessRecord record;
        record.when = MilliSeconds(ms);
        record.event = {step, network, DeviceOf(network), Address()};
        record.attachment = attachment;
        log.access.push_back(record);
    }

    /** A notice. @param ms when @param networks where the mobile has an address, preferred first */
    void Notice(int64_t ms, const std::vector<std::string>& networks)
    {
        AccessRecord record;
        record.when = MilliSeconds(ms);
        record.notice = true;
        for (const std::string& network : networks)
        {
            const Ipv4Address address(0x0a000002 + 0x10000 * static_cast<uint32_t>(network[0]));
            record.all.push_back({address, Ipv4Address(), network, DeviceOf(network)});
        }
        log.access.push_back(record);
    }

    /** The mobile comes up in a network. */
    void Arrive(int64_t ms, const std::string& network, uint32_t attachment)
    {
        Step(ms, AccessStep::LINK_UP, network, attachment);
        Step(ms, AccessStep::MOVEMENT_DETECTED, network);
        Notice(ms, {network});
    }

    /** Data is sent. */
    void Send(int64_t ms, uint64_t seq)
    {
        SentData data;
        data.when = MilliSeconds(ms);
        data.seq = seq;
        data.bytes = 160;
        Flow().sent.push_back(data);
    }

    /** Data arrives. */
    ReceivedData& Receive(int64_t ms, int64_t sentMs, uint64_t seq, uint32_t attachment)
    {
        ReceivedData data;
        data.when = MilliSeconds(ms);
        data.sent = MilliSeconds(sentMs);
        data.seq = seq;
        data.bytes = 160;
        data.fresh = 160;
        data.attachment = attachment;
        Flow().received.push_back(data);
        return Flow().received.back();
    }

    /** Data sent every 20 ms arrives 10 ms later. */
    void Stream(int64_t fromMs, int64_t toMs, uint32_t attachment)
    {
        for (int64_t ms = fromMs; ms <= toMs; ms += 20)
        {
            Send(ms, static_cast<uint64_t>(ms / 20));
            if (attachment != 0)
            {
                Receive(ms + 10, ms, static_cast<uint64_t>(ms / 20), attachment);
            }
        }
    }

    /** The system opens a way. */
    void Ready(int64_t ms, bool up, uint8_t protocol = 17, uint16_t port = 6000)
    {
        log.ready.emplace_back(MilliSeconds(ms), PathReady{nullptr, up, protocol, port});
    }

    /** The system sends a message. */
    void Signal(int64_t ms, uint32_t bytes, bool setUp)
    {
        log.signalling.emplace_back(MilliSeconds(ms),
                                    SignallingMessage{nullptr, nullptr, "M", bytes, setUp});
    }

    /** @return the rows of its handovers */
    std::vector<HandoverRow> Rows() const
    {
        RunRecord record;
        AddRows({log}, record);
        return record.handovers;
    }

  private:
    /** @return the device that a network is reached by: "x..." has one of its own */
    static uint32_t DeviceOf(const std::string& network)
    {
        return network[0] == 'x' ? 2 : 1;
    }
};

} // namespace ns3

#endif /* MEASURE_STORY_H */
