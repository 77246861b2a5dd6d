# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The one list of the module's files, for the stand-alone build and for the ns-3 tree alike.

set(l4_mobility_sources
    helper/l4-mobility-helper.cc
    helper/linux-tcp-preset.cc
    model/l4-mobility/crypto-cost-model.cc
    model/l4-mobility/l4-mobility-address.cc
    model/l4-mobility/l4-mobility-core-events.cc
    model/l4-mobility/l4-mobility-core-packets.cc
    model/l4-mobility/l4-mobility-core.cc
    model/l4-mobility/l4-mobility-face.cc
    model/l4-mobility/l4-mobility-flow.cc
    model/l4-mobility/l4-mobility-header.cc
    model/l4-mobility/l4-mobility-ip.cc
    model/l4-mobility/l4-mobility-protocol.cc
    model/l4-mobility/l4-mobility-sockets.cc
    model/l4-mobility/l4-mobility-tcp-path.cc
    model/l4-mobility/l4-mobility-udp-path.cc
    model/l4-mobility/l4-mobility-watch.cc
    model/l4-mobility/mobile-socket-factory.cc
    model/l4-mobility/mobile-tcp-socket.cc
)

# Reached as "ns3/NAME.h". The headers not listed are the module's own business.
set(l4_mobility_headers
    helper/l4-mobility-helper.h
    helper/linux-tcp-preset.h
    model/l4-mobility/crypto-cost-model.h
    model/l4-mobility/l4-mobility-protocol.h
    model/l4-mobility/mobile-socket-factory.h
    model/l4-mobility/mobile-tcp-socket.h
)

set(l4_mobility_ns3_modules core network internet)

set(l4_mobility_test_sources
    test/l4-mobility-cost-test-suite.cc
    test/l4-mobility-isolation-test-suite.cc
    test/l4-mobility-move-test-suite.cc
    test/l4-mobility-setup-test-suite.cc
    test/l4-mobility-test-bed.cc
)

# The handover lab: access networks, systems under test, measuring. A library of its own where the module is built by
# itself, so that the layer alone needs neither Wi-Fi nor LTE.
set(l4_mobility_lab_sources
    helper/lab-backbone.cc
    helper/lan-access-helper.cc
    helper/lte-access-helper.cc
    helper/wifi-access-helper.cc
    model/access/access-link.cc
    model/access/access-manager.cc
    model/access/access-switch.cc
    model/access/address-config.cc
    model/access/dhcp-config.cc
    model/access/fixed-config.cc
    model/access/ingress-filter.cc
    model/access/interface-addresses.cc
    model/access/lan-device.cc
    model/access/lan-port.cc
    model/access/lan-segment.cc
    model/access/lte-antenna.cc
    model/access/lte-link.cc
    model/access/router-advertiser.cc
    model/access/slaac-config.cc
    model/access/wifi-scanner.cc
    model/access/wifi-supplicant.cc
    model/l4-mobility/l4-mobility-system.cc
    model/measure/event-stream.cc
    model/measure/flow-tracker.cc
    model/measure/handover-analysis.cc
    model/measure/handover-marks.cc
    model/measure/handover-recorder.cc
    model/measure/results-database.cc
    model/measure/run-record.cc
    model/measure/packet-memory.cc
    model/measure/results-csv.cc
    model/measure/run-rows.cc
    model/measure/sqlite-file.cc
    model/measure/whole-file.cc
    model/system/mobility-system.cc
    model/system/plain-system.cc
)

set(l4_mobility_lab_headers
    helper/lab-backbone.h
    helper/lan-access-helper.h
    helper/lte-access-helper.h
    helper/wifi-access-helper.h
    model/access/access-link.h
    model/access/access-manager.h
    model/access/access-network.h
    model/access/access-switch.h
    model/access/address-config.h
    model/access/dhcp-config.h
    model/access/fixed-config.h
    model/access/ingress-filter.h
    model/access/interface-addresses.h
    model/access/lan-device.h
    model/access/lan-port.h
    model/access/lan-segment.h
    model/access/lte-antenna.h
    model/access/lte-link.h
    model/access/router-advertiser.h
    model/access/slaac-config.h
    model/access/wifi-scanner.h
    model/access/wifi-supplicant.h
    model/l4-mobility/l4-mobility-system.h
    model/measure/flow-tracker.h
    model/measure/handover-analysis.h
    model/measure/handover-marks.h
    model/measure/handover-recorder.h
    model/measure/measure-log.h
    model/measure/packet-memory.h
    model/measure/results-database.h
    model/measure/run-record.h
    model/measure/event-stream.h
    model/measure/run-rows.h
    model/measure/sqlite-file.h
    model/system/mobility-system.h
    model/system/plain-system.h
)

set(l4_mobility_lab_ns3_modules
    core
    network
    internet
    mobility
    wifi
    lte
    point-to-point
    csma
    bridge
    applications
    internet-apps
    traffic-control
)

set(l4_mobility_lab_test_sources
    test/access-address-test-suite.cc
    test/access-lan-test-suite.cc
    test/access-lte-test-suite.cc
    test/access-switch-test-suite.cc
    test/access-slaac-test-suite.cc
    test/access-test-bed.cc
    test/access-wifi-test-bed.cc
    test/access-wifi-test-suite.cc
    test/measure-database-test-suite.cc
    test/measure-flow-test-suite.cc
    test/measure-recorder-test-suite.cc
    test/measure-wire-test-suite.cc
    test/mobility-system-test-suite.cc
)
