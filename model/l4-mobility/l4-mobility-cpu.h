/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4_MOBILITY_CPU_H
#define L4_MOBILITY_CPU_H

#include "l4m-ns3-compat.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <utility>

namespace ns3
{
namespace l4mobility
{

/**
 * A node's one processor: computations wait for those before them, and what follows from a
 * computation happens when it is done, in order. Where nothing takes time nothing is delayed and no
 * event is made.
 */
class Cpu
{
  public:
    /** Adds a computation. @param duration how long it takes */
    void Charge(Time duration)
    {
        if (duration.IsStrictlyPositive())
        {
            m_freeAt = GetFreeAt() + duration;
        }
    }

    /** @return when all computations so far are done: now, if they are */
    Time GetFreeAt() const
    {
        return Max(m_freeAt, Simulator::Now());
    }

    /** @return whether what follows from a computation can happen at once */
    bool IsIdle() const
    {
        return m_pending == 0 && m_freeAt <= Simulator::Now();
    }

    /** Does something when all computations so far are done. @param action what */
    template <typename F>
    void WhenDone(F&& action)
    {
        if (IsIdle())
        {
            action();
            return;
        }
        ++m_pending;
        ScheduleAction(GetFreeAt() - Simulator::Now(),
                       [this, action = std::forward<F>(action)]() mutable {
                           --m_pending;
                           action();
                       });
    }

  private:
    Time m_freeAt;         //!< when the last computation is done
    uint64_t m_pending{0}; //!< actions that wait; while there are any, none may overtake them
};

} // namespace l4mobility
} // namespace ns3

#endif /* L4_MOBILITY_CPU_H */
