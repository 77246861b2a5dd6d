/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LTE_RADIO_H
#define LTE_RADIO_H

#include "ns3/net-device-container.h"
#include "ns3/propagation-loss-model.h"

#include <set>

namespace ns3
{

class LteEnbRrc;
class MobilityModel;

/**
 * \ingroup access
 * The air between the cells and the mobiles of one LTE core. Mobiles' radios can be switched off:
 * ns-3's own search for a cell as soon as they have none. Put in front of the loss models of both
 * directions.
 */
class LteRadio : public PropagationLossModel
{
  public:
    /**
     * \brief Get the type ID.
     * \return the object TypeId
     */
    static TypeId GetTypeId();

    LteRadio();
    ~LteRadio() override;

    /** Switches a mobile's radio. \param mobile whose \param on whether it sends and hears */
    void Switch(Ptr<const MobilityModel> mobile, bool on);

    /** Adds a cell. \param cell a LteEnbNetDevice */
    void AddCell(Ptr<NetDevice> cell);
    /** \return all cells */
    const NetDeviceContainer& GetCells() const;
    /** \return a cell's RRC, or nullptr \param cellId the cell's number */
    Ptr<LteEnbRrc> FindRrc(uint16_t cellId) const;

  protected:
    void DoDispose() override;

  private:
    // inherited
    double DoCalcRxPower(double txPowerDbm,
                         Ptr<MobilityModel> a,
                         Ptr<MobilityModel> b) const override;
    int64_t DoAssignStreams(int64_t stream) override;

    std::set<const MobilityModel*> m_off; //!< mobiles whose radios are off
    NetDeviceContainer m_cells;           //!< all cells
};

} // namespace ns3

#endif /* LTE_RADIO_H */
