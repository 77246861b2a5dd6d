/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef PLAIN_SYSTEM_H
#define PLAIN_SYSTEM_H

#include "mobility-system.h"

namespace ns3
{

/**
 * @ingroup mobilitysystem
 * No mobility at all: ns-3's own sockets. Complete, since there is nothing to leave out.
 */
class PlainSystem : public MobilitySystem
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string GetName() const override;
    Fidelity GetFidelity() const override;
    std::string GetInfrastructure() const override;
    bool Supports(bool ipv6) const override;
    void Install(const NetworkPlan& plan) override;
    std::string GetTcpFactory() const override;
    std::string GetUdpFactory() const override;
};

} // namespace ns3

#endif /* PLAIN_SYSTEM_H */
