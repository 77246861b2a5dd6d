#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Mobile IPv6 with the three settings of Router Advertisements of a published table: its terms beside ours.

Arguments: the program l4m-handover, and how many seeds (100 where it is left out). Not a test: it judges nothing.
The published figures are those that the documentation of a Mobile IPv6 model for ns-3 (2017) gives for a test bed
(CNI), for OMNeT++ (xMIPv6) and for itself, in seconds.
"""

import json
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile

SETTINGS = [
    ("1.0 to 3.0 s", "1s", "3s"),
    ("0.05 to 1.5 s", "50ms", "1500ms"),
    ("0.03 to 0.07 s", "30ms", "70ms"),
]

PUBLISHED = {
    "1.0 to 3.0 s": {"T_md": (3.288, 2.643, 2.600), "T_hr": (1.040, 1.003, 1.022), "T_rr": (0.005, 0.009, 0.009),
                     "T_cr": (0.003, 0.004, 0.004), "total": (4.336, 3.659, 3.635)},
    "0.05 to 1.5 s": {"T_md": (2.041, 2.131, 2.083), "T_hr": (1.040, 1.003, 1.022), "T_rr": (0.005, 0.009, 0.009),
                      "T_cr": (0.002, 0.004, 0.004), "total": (3.088, 3.147, 3.118)},
    "0.03 to 0.07 s": {"T_md": (1.558, 1.680, 1.539), "T_hr": (1.041, 1.003, 1.022), "T_rr": (0.005, 0.009, 0.009),
                       "T_cr": (0.002, 0.004, 0.004), "total": (2.606, 2.696, 2.574)},
}

HOME_UPDATE = 120
"""Bytes of a Binding Update to the home agent; all others are to correspondents."""


def terms_of(path):
    """The terms of each handover of a run, in seconds: T_hr again, T_rr, T_cr; and T_hr of the first registration."""
    terms = {"T_hr, again": [], "T_rr": [], "T_cr": [], "T_hr": []}
    began = acknowledged = updated = None
    first = True
    for line in path.read_text().splitlines():
        event = json.loads(line)
        when = event["t"] / 1e9
        name = event.get("name") if event["e"] == "signal" else None
        if name == "Binding Update" and event["bytes"] == HOME_UPDATE:
            began, acknowledged = when, None
        elif name == "Binding Update":
            updated = when
            if acknowledged and not first:
                terms["T_rr"].append(when - acknowledged)
        elif name == "Binding Acknowledgement" and updated:
            # Sent half a round trip after the update; the mobile has it as much later.
            terms["T_cr"].append(2 * (when - updated))
            updated = None
        elif event["e"] == "ready" and event["direction"] == "up" and began:
            terms["T_hr" if first else "T_hr, again"].append(when - began)
            acknowledged, began, first = when, None, False
    return terms


def run(program, seeds, ra_min, ra_max):
    """All terms of all runs with one setting."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "--preset=S4", "--system=mip6", f"--ra-min={ra_min}", f"--ra-max={ra_max}"]
        command += [f"--seeds={seeds}", "--jobs=1", "--events=true", f"--out={folder}"]
        subprocess.run(command, check=True, capture_output=True)
        all_terms = {}
        for path in sorted(pathlib.Path(folder).glob("events/*.jsonl")):
            for term, values in terms_of(path).items():
                all_terms.setdefault(term, []).extend(values)
        database = sqlite3.connect(pathlib.Path(folder) / "results.sqlite")
        query = "select usable_ns - loss_ns, usable_ns - g0_ns, g1_ns - g0_ns from handover where direction = 'down'"
        rows = [row for row in database.execute(query) if None not in row]
        # Where a published T_md begins is not said: when the loss is noticed, or with the last packet.
        for index, term in enumerate(("T_md", "T_md, from g0", "gap")):
            all_terms[term] = [row[index] / 1e9 for row in rows]
        return all_terms


def main():
    """Prints the table."""
    program, seeds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "100"
    print(f"{'RA interval':16}{'term':15}{'mean':>9}{'sd':>9}{'n':>6}   published: CNI, xMIPv6, ns-3")
    for label, ra_min, ra_max in SETTINGS:
        terms = run(program, seeds, ra_min, ra_max)
        rest = statistics.mean(terms["T_rr"]) + statistics.mean(terms["T_cr"])
        rest = sum(statistics.mean(terms[term]) for term in ("T_hr", "T_rr", "T_cr"))
        terms["total"] = [one + rest for one in terms["T_md"]]
        for term in ("T_md", "T_md, from g0", "T_hr", "T_hr, again", "T_rr", "T_cr", "total", "gap"):
            values = terms[term]
            published = ", ".join(f"{one:.3f}" for one in PUBLISHED[label].get(term, ()))
            mean, spread = statistics.mean(values), statistics.pstdev(values)
            print(f"{label:16}{term:15}{mean:9.3f}{spread:9.3f}{len(values):6}   {published}")


if __name__ == "__main__":
    main()
