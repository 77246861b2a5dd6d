#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""INET's example of Mobile IPv6, term by term: its published budget beside ours, and ours beside formulas.

Arguments: the program l4m-handover, and how many seeds. The set-up is preset inet.
"""

import math
import pathlib
import random
import subprocess
import sys
import tempfile

import lab_terms

SOURCE = "INET 4.7, one seed"

BEACON, MISSED = 0.100352, 4
INTERVAL = 0.5
DWELL, SWITCH = 0.325, 0.00025
HOME, ACCESS, CORE = 0.005, 0.008, 0.001
RA = 3.0, 7.0
SOLICITED, BETWEEN = 0.5, 3.0
HEADERS = 40 + 8

UDP = bytes([17])
KINDS = {UDP: ("plain", 0), bytes([41]): ("tunnel", 46), bytes([60]): ("direct", 40), bytes([43]): ("direct", 40)}
"""By the first header of a packet: what kind it is, and where the number of the next header stands."""

TEN = 4.0, 7.5
"""What ten seeds of INET span."""


def advertisement(link_up, rng):
    """A draw of the wait for an advertisement that is asked for at link-up (RFC 4861 section 6.2.6).

    Advertisements go at intervals, the first at the start; an answer goes after up to 0.5 s, but 3 s after the last one at the earliest.
    """
    last = 0.0
    due = rng.uniform(*RA)
    while due <= link_up:
        last, due = due, due + rng.uniform(*RA)
    answer = max(link_up, last + BETWEEN) + rng.uniform(0, SOLICITED)
    return min(answer, due) - link_up


def expected_wait(terms):
    """Mean and standard deviation of the wait, by draws for the moments at which links came up."""
    rng = random.Random(1)
    draws = [advertisement(one.link_up, rng) for one in terms for _ in range(2000)]
    average = lab_terms.mean(draws)
    return average, math.sqrt(lab_terms.mean([(one - average) ** 2 for one in draws]))


def within(results, what, values, least, most, published, text):
    """Each value against bounds that follow from the set-up; the published one must lie in them too, or it is said why it does not."""
    holds = least <= min(values) and max(values) <= most
    results.tell(what, f"{min(values):.3f} to {max(values):.3f}, mean {lab_terms.mean(values):.3f}", f"{least:.3f} to {most:.3f} ({text}); "
                 f"{published:.3f} ({SOURCE})", "fails" if not holds else "holds" if least <= published <= most else
                 "differs: INET adds a random delay of up to 1 s (RFC 4862 section 5.4.2) to its detection, which RFC 6275 section 11.5.3 "
                 "advises against")


def sizes(program):
    """Bytes of IP packets with data: plain, in the tunnel, with optimised routes."""
    found = {}
    for system in ("mip6-tunnel", "mip6"):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([program, "--preset=inet", f"--system={system}", "--seeds=1", "--pcap", f"--out={folder}"], check=True, capture_output=True)
            for path in pathlib.Path(folder).rglob("*.pcap"):
                data, at = path.read_bytes(), 24
                while at < len(data):
                    size = int.from_bytes(data[at + 8 : at + 12], "little")
                    packet, at = data[at + 16 : at + 16 + size], at + 16 + size
                    kind, next_header = KINDS.get(packet[6:7], (None, 0))
                    if kind and (not next_header or packet[next_header : next_header + 1] == UDP):
                        found.setdefault(kind, set()).add(size)
    return found


def budget(results, terms):
    """The terms of the published budget."""
    movement = [one.wait for one in terms]
    wait, spread = expected_wait(terms)
    rest = [one.gap - one.last_packet - one.search - one.wait - one.detection - one.home for one in terms]
    to_home = 1 + 2 * (HOME + ACCESS)
    loss = [one.last_packet for one in terms]
    # The last beacon came up to an interval before the cell's edge, the last packet up to one of its own.
    within(results, "beacon loss, from the last packet; s", loss, (MISSED - 1) * BEACON, MISSED * BEACON + INTERVAL + 0.05, 0.743,
           "missed beacons x interval, less up to one interval, and up to one of packets")
    results.formula("beacon loss, mean; s", loss, (MISSED - 0.5) * BEACON + INTERVAL / 2, 0.05,
                    "(missed - 1/2) x beacon interval + packet interval / 2; INET: (3.5 - 1/2) x 0.1 + 0.25 = 0.55")
    search = [one.search for one in terms]
    within(results, "scan and association; s", search, 2 * DWELL + SWITCH, 2 * DWELL + SWITCH + 0.003, 0.651, "channels x dwell, association")
    within(results, "wait for an advertisement; s", movement, 0, BETWEEN + SOLICITED, 0.459, "MIN_DELAY_BETWEEN_RAS + MAX_RA_DELAY_TIME")
    found, bound = lab_terms.mean(movement), 4 * spread / math.sqrt(len(movement))
    results.tell("wait for an advertisement, mean; s", f"{found:.3f}", f"{wait:.3f} +- {bound:.3f} (draws by RFC 4861 section 6.2.6)",
                 "holds" if abs(found - wait) <= bound else "fails")
    within(results, "duplicate address detection of the care-of address; s", [one.detection for one in terms], 0.999, 1.001, 1.057,
           "RetransTimer")
    within(results, "Binding Update, home agent's detection, Acknowledgement; s", [one.home for one in terms], to_home, to_home + 0.025, 1.043,
           "1 s + R_MH of 26 ms; more: address resolution, Wi-Fi")
    within(results, "until the next packet; s", rest, -HOME - ACCESS - CORE - 0.025, INTERVAL + 0.05, 0.074, "packet interval")
    gaps = [one.gap for one in terms]
    least = (MISSED - 1) * BEACON + 2 * DWELL + 1 + to_home
    most = MISSED * BEACON + INTERVAL + 2 * DWELL + BETWEEN + SOLICITED + 1 + to_home + INTERVAL + 0.15
    within(results, "whole gap; s", gaps, least, most, 4.026, "sums of the bounds")
    # INET's least and longest of ten are draws from between these bounds too.
    inside = least <= TEN[0] and TEN[1] <= most + 1
    results.tell(f"whole gap, least and longest of {len(gaps)}; s", f"{min(gaps):.1f} to {max(gaps):.1f}",
                 f"4.0 to 7.5 (INET 4.7, ten seeds); bounds {least:.1f} to {most:.1f}, 1 s more with INET's own detection",
                 "holds" if inside else "fails")


def round_trips(results, program, tunnelled):
    """At home, in the tunnel, with optimised routes."""
    optimised = lab_terms.run_preset(program, "inet", "mip6", 3)[""]
    for what, values, wanted, published in (
        ("at home", [one.round_trips[0] for one in tunnelled], 2 * (HOME + CORE), 0.014),
        ("in the tunnel", [one.round_trips[1] for one in tunnelled], 2 * (CORE + HOME + HOME + ACCESS), 0.040),
        ("with optimised routes", [one.round_trips[1] for one in optimised], 2 * (CORE + ACCESS), 0.020),
    ):
        found = lab_terms.mean(values)
        holds = wanted <= found <= wanted + 0.002
        verdict = "fails" if not holds else "holds" if abs(found - published) < 0.0005 else (
            f"differs: INET's Wi-Fi at 2 Mbit/s takes {1000 * (published - wanted):.0f} ms of it, this one at 54 Mbit/s "
            f"{1000 * (found - wanted):.1f} ms")
        results.tell(f"round trip {what}; ms", f"{1000 * found:.2f}", f"{1000 * wanted:.0f} (links) and Wi-Fi; {1000 * published:.0f} ({SOURCE})", verdict)


def main():
    program, seeds = sys.argv[1], int(sys.argv[2])
    results = lab_terms.Results()
    terms = lab_terms.run_preset(program, "inet", "mip6-tunnel", seeds)[""]
    budget(results, terms)
    round_trips(results, program, terms)
    found = sizes(program)
    for what, kind, more in (("in the tunnel", "tunnel", 40), ("with optimised routes", "direct", 24)):
        extra = sorted(size - 56 - HEADERS for size in found[kind])
        results.tell(f"bytes more {what}", ", ".join(str(one) for one in extra), f"{more} (RFC 2473; RFC 6275 sections 6.3, 6.4; INET 4.7)",
                     "holds" if extra == [more] and found["plain"] == {56 + HEADERS} else "fails")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
