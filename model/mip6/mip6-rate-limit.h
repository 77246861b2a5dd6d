/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_RATE_LIMIT_H
#define MIP6_RATE_LIMIT_H

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>

namespace ns3
{

/** @ingroup mip6
 * MAX_UPDATE_RATE (RFC 6275 section 12): messages of one type to one node within a second. */
constexpr uint32_t MIP6_MAX_UPDATE_RATE{3};

/**
 * @ingroup mip6
 * Counts what is sent, so that no more than a number is within any second (RFC 6275 sections 9.3.3,
 * 11.5.3 and 11.8).
 */
class Mip6RateLimit
{
  public:
    /** @param count how many may be sent within a second, 1 or more */
    explicit Mip6RateLimit(uint32_t count = MIP6_MAX_UPDATE_RATE);

    /** Asks for leave to send one. @return 0: it may be sent, and counts; else how long until it
     * may */
    Time Take();

  private:
    uint32_t m_count;        //!< how many within a second
    std::deque<Time> m_sent; //!< when the last ones were, no more than the count
};

} // namespace ns3

#endif /* MIP6_RATE_LIMIT_H */
