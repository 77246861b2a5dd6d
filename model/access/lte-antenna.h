/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef LTE_ANTENNA_H
#define LTE_ANTENNA_H

#include "ns3/mobility-model.h"

namespace ns3
{

/**
 * @ingroup access
 * Where an LTE device of a mobile is: where the node is, while its radio is on. While it is off, it
 * is too far away for any signal. ns-3's LTE devices have no switch of their own, and search for a
 * cell whenever they have none.
 */
class LteAntenna : public MobilityModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LteAntenna();
    ~LteAntenna() override;

    /** @param body where the node is */
    void SetBody(Ptr<MobilityModel> body);
    /** Switches the radio, which is off at first. @param on whether it sends and hears */
    void Switch(bool on);

    /** @return an antenna like this one; pure in MobilityModel from 3.46 on, and not there before
     */
    Ptr<MobilityModel> Copy() const;

  protected:
    void DoDispose() override;

  private:
    // inherited
    Vector DoGetPosition() const override;
    void DoSetPosition(const Vector& position) override;
    Vector DoGetVelocity() const override;

    Ptr<MobilityModel> m_body; //!< where the node is
    bool m_on{false};          //!< whether the radio is on
};

} // namespace ns3

#endif /* LTE_ANTENNA_H */
