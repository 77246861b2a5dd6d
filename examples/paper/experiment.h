/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_PAPER_EXPERIMENT_H
#define L4M_PAPER_EXPERIMENT_H

#include "settings.h"

#include <nlohmann/json.hpp>

namespace l4m
{
namespace paper
{

/** All that came out. */
struct Results
{
    /**
     * The same for the same settings on any machine:
     * - settings;
     * - handshake: rows {sockets, suite, costs, handshake_ns};
     * - transfer: rows {run, ... as TransferRun::Simulate() has them};
     * - staircase: rows {mode, outage_ns, resumed_ns, rto_ns};
     * - sensitivity: rows {jiffy_ns, receive_buffer, window, srtt_ns, rto_ns, resumed_ns};
     * - udp: rows {run, ... as UdpRun::Simulate() has them}.
     */
    nlohmann::ordered_json everywhere;
    /** Settings and handshake rows with this host's measured costs; null where there are none. */
    nlohmann::ordered_json thisHost;
};

/**
 * Simulates everything, with lines of progress on standard error.
 * @param settings checked ones
 * @return the results
 *
 * Throws std::runtime_error where a simulation fails.
 */
Results RunExperiment(const Settings& settings);

} // namespace paper
} // namespace l4m

#endif /* L4M_PAPER_EXPERIMENT_H */
