/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LAN_SEGMENT_H
#define LAN_SEGMENT_H

#include "ns3/channel.h"
#include "ns3/data-rate.h"
#include "ns3/mac48-address.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

#include <vector>

namespace ns3
{

class LanDevice;

/**
 * @ingroup access
 * A switched local network. Devices may come and go while it runs; what is under way to one that
 * leaves, or from one, is lost.
 */
class LanSegment : public Channel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LanSegment();
    ~LanSegment() override;

    /** A device is plugged in. @param device the device, so far attached to none */
    void Attach(Ptr<LanDevice> device);
    /** A device is pulled out. @param device the device, attached to this segment */
    void Detach(Ptr<LanDevice> device);

    /** @return how long one packet keeps a device's line busy @param bytes size of the packet */
    Time GetTransmissionTime(uint32_t bytes) const;

    /**
     * Carries a packet to those whom it is for.
     * @param packet the packet
     * @param protocol its EtherType
     * @param to destination
     * @param from source
     * @param sender the device that has sent it
     */
    void Send(Ptr<Packet> packet,
              uint16_t protocol,
              const Mac48Address& to,
              const Mac48Address& from,
              Ptr<LanDevice> sender);

    // inherited
    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

    /** TracedCallback signature of Lost. @param packet the packet */
    typedef void (*LostTracedCallback)(Ptr<const Packet> packet);

  protected:
    void DoDispose() override;

  private:
    /** A packet under way. */
    struct Frame
    {
        Ptr<Packet> packet; //!< the packet
        uint16_t protocol;  //!< its EtherType
        Mac48Address to;    //!< destination
        Mac48Address from;  //!< source
    };

    /** A packet arrives. @param frame the packet @param device where @param attachment the
     * device's attachment for which it was meant */
    void Deliver(const Frame& frame, Ptr<LanDevice> device, uint32_t attachment);

    Time m_delay;                             //!< Delay
    DataRate m_rate;                          //!< DataRate
    uint32_t m_frameBytes{0};                 //!< FrameBytes
    std::vector<Ptr<LanDevice>> m_devices;    //!< those attached, in order of attachment
    TracedCallback<Ptr<const Packet>> m_lost; //!< Lost
};

} // namespace ns3

#endif /* LAN_SEGMENT_H */
