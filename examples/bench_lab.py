#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""How fast the handover lab simulates: bench_lab.py PROGRAM [--json FILE] [--check]

Wall-clock of three scenarios against their bars, events per second, and what the mobility layer costs against ordinary
sockets in the same scenario of the same call. --check ends with status 2 where a bar is missed.
"""

import argparse
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Name, bar in seconds, options, repetitions.
SCENARIOS = (
    ("Wi-Fi, one mobile, voice, 60 s", 5, ("--access=wifi", "--traffic=voice", "--duration=60s"), 3),
    ("Wi-Fi/LTE, one mobile, voice, 60 s", 15, ("--access=wifi-lte", "--traffic=voice", "--duration=60s"), 3),
    ("S10: four access points, 50 mobiles, 60 s", 120, ("--preset=S10",), 1),
)


def simulate(program, system, options):
    """Runs one simulation; returns its wall-clock in seconds and its events."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        subprocess.run([program, f"--out={folder}", f"--system={system}", "--events=0", *options], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.monotonic() - begin
        with sqlite3.connect(Path(folder) / "results.sqlite") as database:
            events, = database.execute("SELECT sum(simulator_events) FROM run").fetchone()
    return seconds, events


def measure(program):
    """Runs all scenarios, the two systems in turn; returns a row for each."""
    rows = []
    for name, bar, options, repetitions in SCENARIOS:
        ours, plain = [], []
        for repetition in range(repetitions):
            print(f"[{repetition + 1}/{repetitions}] {name}", file=sys.stderr, flush=True)
            ours.append(simulate(program, "l4-mobility", options))
            if repetitions > 1:
                plain.append(simulate(program, "none", options))
        seconds = statistics.median(one[0] for one in ours)
        row = {"scenario": name, "seconds": seconds, "bar": bar, "events": ours[0][1], "events_per_second": ours[0][1] / seconds}
        if plain:
            row["ratio_to_ordinary"] = statistics.median(one[0] / other[0] for one, other in zip(ours, plain))
        rows.append(row)
    return rows


def main():
    """Reads the command line, measures, prints."""
    parser = argparse.ArgumentParser(description="How fast the handover lab simulates.")
    parser.add_argument("program", help="the scenario program, l4m-handover")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--check", action="store_true", help="status 2 where a bar is missed")
    options = parser.parse_args()
    rows = measure(options.program)
    print(f"{'scenario':<44}{'seconds':>9}{'bar':>7}{'events':>12}{'events/s':>10}{'to ordinary':>13}")
    for row in rows:
        ratio = f"{row['ratio_to_ordinary']:.2f} x" if "ratio_to_ordinary" in row else "-"
        print(f"{row['scenario']:<44}{row['seconds']:>9.1f}{row['bar']:>7}{row['events']:>12}{row['events_per_second']:>10.0f}"
              f"{ratio:>13}{'' if row['seconds'] < row['bar'] else '   MISSED'}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 2 if options.check and any(row["seconds"] >= row["bar"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
