#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""A published table of Mobile IPv6, three settings of Router Advertisements: its terms beside ours, and ours beside formulas.

Arguments: the program l4m-handover, and how many seeds. The published figures are those that the documentation of a Mobile IPv6
model for ns-3 (2017) gives for a test bed (CNI), for OMNeT++ (xMIPv6) and for itself, in seconds. The set-up is preset xmipv6.
"""

import sys

import lab_terms

SOURCE = "test bed CNI / OMNeT++ xMIPv6 / ns-3 model of 2017"

# Label of the setting; interval of advertisements, least and most; T_md, T_hr, T_rr, T_cr and total.
PUBLISHED = {
    "RA 1 to 3 s": (1, 3, (3.288, 2.643, 2.600), (1.040, 1.003, 1.022), (0.005, 0.009, 0.009), (0.003, 0.004, 0.004), (4.336, 3.659, 3.635)),
    "RA 0.05 to 1.5 s": (0.05, 1.5, (2.041, 2.131, 2.083), (1.040, 1.003, 1.022), (0.005, 0.009, 0.009), (0.002, 0.004, 0.004),
                         (3.088, 3.147, 3.118)),
    "RA 0.03 to 0.07 s": (0.03, 0.07, (1.558, 1.680, 1.539), (1.041, 1.003, 1.022), (0.005, 0.009, 0.009), (0.002, 0.004, 0.004),
                          (2.606, 2.696, 2.574)),
}

# One way, in seconds: home agent, access router and correspondent to the core.
HOME, ACCESS, CORE = 0, 0.002, 0.002
DWELL, SWITCH = 0.325, 0.00025


def compare(results, label, terms):
    """All lines of one setting."""
    least, most, *figures = PUBLISHED[label]
    wait = (least**2 + least * most + most**2) / (3 * (least + most))
    to_home, to_correspondent = 2 * (HOME + ACCESS), 2 * (ACCESS + CORE)
    through_home = to_home + 2 * (HOME + CORE)
    formulas = [
        ("search and association", [one.search for one in terms], 2 * DWELL + SWITCH, 0.003, "channels x dwell, one change of channel"),
        ("wait for an advertisement", [one.wait for one in terms], wait, 0.002, "(a^2 + ab + b^2) / 3 (a + b)"),
        ("care-of address", [one.detection for one in terms], 1, 0.001, "RFC 4862: RetransTimer"),
        ("T_hr", [one.home for one in terms], 1 + to_home, 0.015, "1 s of detection + R_MH; more: address resolution, Wi-Fi"),
        ("T_rr", [one.routability for one in terms], max(through_home, to_correspondent), 0.002, "max(R_MH + R_HC, R_MC)"),
        ("T_cr", [one.correspondent for one in terms], to_correspondent / 2, 0.001, "R_MC / 2"),
    ]
    for name, values, wanted, slack, text in formulas:
        results.formula(f"{label}: {name}; s", values, wanted, slack, text)
    movement = [one.movement for one in terms]
    total = [one.movement + one.home + one.routability + one.correspondent for one in terms]
    # Why one of them may differ is said where it does; it is no excuse for a formula that does not hold.
    because = (f"search 0.650, mean wait {wait:.3f} and detection 1.000 s are what the set-up gives; the published means have errors "
               "of their own, which are not told, and the search of the test bed and of the ns-3 model is not known")
    for name, values, published, why in (
        ("T_md", movement, figures[0], because),
        ("T_hr", [one.home for one in terms], figures[1], "1 s and R_MH, with address resolution"),
        ("T_rr", [one.routability for one in terms], figures[2], "R_MC follows from the published delays of links"),
        ("T_cr", [one.correspondent for one in terms], figures[3], "half of R_MC, likewise"),
        ("total", total, figures[4], because),
    ):
        results.published(f"{label}: {name}; s", values, published, SOURCE, why)


def main():
    results = lab_terms.Results()
    runs = lab_terms.run_preset(sys.argv[1], "xmipv6", "mip6", int(sys.argv[2]))
    if set(runs) != set(PUBLISHED):
        raise SystemExit(f"the preset's settings are {sorted(runs)}")
    for label in PUBLISHED:
        compare(results, label, runs[label])
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
