/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef INGRESS_FILTER_H
#define INGRESS_FILTER_H

#include "ns3/error-model.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @ingroup access
 * What a provider's router does on the link to a customer's network (RFC 2827, BCP 38): it takes
 * no packet whose source address is not of that network. So a mobile that has moved cannot send on
 * from the address that it had before.
 *
 * It is set as ReceiveErrorModel of a point-to-point device, whose PhyRxDrop tells what was
 * refused. Link-local and unspecified IPv6 sources pass: they go no further than the link.
 */
class IngressFilter : public ErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    IngressFilter();
    ~IngressFilter() override;

    /** Lets sources of a network pass. @param network the network @param mask its mask */
    void Allow(Ipv4Address network, Ipv4Mask mask);
    /** Lets sources of a network pass. @param network the network @param prefix its prefix */
    void Allow(Ipv6Address network, Ipv6Prefix prefix);

    /** @return packets refused so far */
    uint64_t GetRefused() const;

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    /** @return whether a source may pass @param source the source */
    bool IsAllowed(Ipv4Address source) const;
    /** @return whether a source may pass @param source the source */
    bool IsAllowed(Ipv6Address source) const;

    std::vector<std::pair<Ipv4Address, Ipv4Mask>> m_networks;    //!< that pass
    std::vector<std::pair<Ipv6Address, Ipv6Prefix>> m_networks6; //!< that pass
    uint64_t m_refused{0};                                       //!< packets
};

} // namespace ns3

#endif /* INGRESS_FILTER_H */
