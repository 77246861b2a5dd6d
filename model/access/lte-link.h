/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LTE_LINK_H
#define LTE_LINK_H

#include "access-link.h"

#include "ns3/epc-ue-nas.h"
#include "ns3/event-id.h"
#include "ns3/net-device-container.h"
#include "ns3/nstime.h"
#include "ns3/simple-ref-count.h"

#include <string>

namespace ns3
{

class LteAntenna;
class LteEnbRrc;
class LteUeNetDevice;

/**
 * @ingroup access
 * The cells of one LTE core, to which more may be added.
 */
class LteCells : public SimpleRefCount<LteCells>
{
  public:
    /** @return a cell's RRC @param cellId the cell's number; nullptr: none has it */
    Ptr<LteEnbRrc> FindRrc(uint16_t cellId) const;

    NetDeviceContainer devices; //!< each a LteEnbNetDevice
};

/**
 * @ingroup access
 * A mobile's attachment to one LTE core, by whichever of its cells is strongest.
 *
 * - Search: from switching on until a cell has been chosen.
 * - Link-up: the RRC connection and the default bearer are there. The address is the subscriber's,
 *   and comes with the bearer: a FixedConfig without delays.
 * - Loss: radio link failure (ns-3's Qout, N310, T310), a failed handover, or Disable(). The search
 *   begins again at once, except after Disable().
 * - Handover between cells of the core: loss and link-up without a change of the address.
 *
 * Disable() detaches: the link is lost at once. While the mobile is just connecting or being handed
 * over it goes on, unseen, until that is done, which ns-3 cannot abort, and detaches then.
 */
class LteLink : public AccessLink
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LteLink();
    ~LteLink() override;

    /**
     * Takes charge of a device, whose radio is off until Start().
     * @param device the device, attached by LteHelper::Attach()
     * @param antenna its antenna
     * @param cells the core's
     * @param network the core's name
     */
    void SetLteDevice(Ptr<LteUeNetDevice> device,
                      Ptr<LteAntenna> antenna,
                      Ptr<LteCells> cells,
                      const std::string& network);

    // inherited
    double GetSignal() const override;
    void Start() override;
    void Disable() override;
    void Enable() override;

  protected:
    void DoDispose() override;

  private:
    /** A cell has been chosen. @param imsi the subscriber @param cellId the cell */
    void CellChosen(uint64_t imsi, uint16_t cellId);
    /** A bearer is there. @param imsi the subscriber @param cellId the cell @param rnti the
     * mobile's number in it @param channel the bearer's logical channel */
    void BearerCreated(uint64_t imsi, uint16_t cellId, uint16_t rnti, uint8_t channel);
    /** The first bearer is there. */
    void LinkUp();
    /** The connection to the core has come or gone. @param before state @param now state */
    void NasChanged(EpcUeNas::State before, EpcUeNas::State now);
    /** A handover begins. @param imsi the subscriber @param cellId the old cell @param rnti the
     * mobile's number in it @param target the new cell */
    void HandoverBegan(uint64_t imsi, uint16_t cellId, uint16_t rnti, uint16_t target);
    /** A handover is done. @param imsi the subscriber @param cellId the new cell @param rnti the
     * mobile's number in it */
    void HandoverEnded(uint64_t imsi, uint16_t cellId, uint16_t rnti);
    /** A cell has been measured. @param rnti the mobile's number @param cellId the cell @param
     * rsrp in dBm @param rsrq in dB @param serving whether it is the mobile's cell @param carrier
     * number of the carrier */
    void Measured(uint16_t rnti,
                  uint16_t cellId,
                  double rsrp,
                  double rsrq,
                  bool serving,
                  uint8_t carrier);
    /** Detaches and switches the radio off, now or as soon as ns-3 can. */
    void Leave();

    Ptr<LteUeNetDevice> m_ue;  //!< the device
    Ptr<LteAntenna> m_antenna; //!< its antenna
    Ptr<LteCells> m_cells;     //!< the cells of the core
    std::string m_name;        //!< the core's name
    bool m_enabled{false};     //!< whether the link is wanted
    bool m_up{false};          //!< whether it is up
    bool m_handover{false};    //!< whether it is being handed over
    bool m_bearer{false};      //!< whether the bearer is there
    Time m_settled;            //!< when the cell has finished what the mobile has
    EventId m_linkUp;          //!< LinkUp() to come
    EventId m_leave;           //!< Leave() to come
    double m_signal;           //!< of the mobile's cell, in dBm; NaN: none
};

} // namespace ns3

#endif /* LTE_LINK_H */
