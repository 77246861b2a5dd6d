/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LAN_DEVICE_H
#define LAN_DEVICE_H

#include "ns3/error-model.h"
#include "ns3/event-id.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/queue.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"

#include <deque>

namespace ns3
{

class LanSegment;

/**
 * @ingroup access
 * A network card whose cable can be moved from one LanSegment to another while the simulation runs.
 *
 * Two things are told apart: whether the cable is in (Attach(), Detach()), and whether the card
 * says so (SetCarrier()), which is when the node learns of it. Between the two what is sent goes
 * nowhere.
 */
class LanDevice : public SimpleNetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LanDevice();
    ~LanDevice() override;

    /** Plugs the cable in. @param segment where; the card is attached to none */
    void Attach(Ptr<LanSegment> segment);
    /** Pulls the cable out. What waits in the card, or is being sent, is lost. */
    void Detach();
    /** @return a number that Attach() and Detach() change */
    uint32_t GetAttachment() const;

    /** Says whether there is a link; tells those who asked AddLinkChangeCallback(). @param carrier
     * whether there is one */
    void SetCarrier(bool carrier);

    // inherited
    Ptr<Channel> GetChannel() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(Callback<void> callback) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;

    /** TracedCallback signature of Drop. @param packet the packet */
    typedef void (*DropTracedCallback)(Ptr<const Packet> packet);

  protected:
    void DoDispose() override;

  private:
    /** A packet that waits. */
    struct Frame
    {
        Ptr<Packet> packet; //!< the packet
        uint16_t protocol;  //!< its EtherType
        Mac48Address to;    //!< destination
        Mac48Address from;  //!< source
    };

    /** Begins to send the first packet that waits. */
    void BeginFrame();
    /** The first packet that waits has been sent. */
    void EndFrame();

    uint32_t m_maxPackets{0};                 //!< MaxPackets
    Ptr<LanSegment> m_segment;                //!< where the cable is, or nullptr
    uint32_t m_attachment{0};                 //!< see GetAttachment()
    bool m_carrier{false};                    //!< see SetCarrier()
    std::deque<Frame> m_frames;               //!< those that wait, and the one being sent
    EventId m_sending;                        //!< end of the one being sent
    TracedCallback<> m_linkChange;            //!< see AddLinkChangeCallback()
    TracedCallback<Ptr<const Packet>> m_drop; //!< Drop
};

} // namespace ns3

#endif /* LAN_DEVICE_H */
