#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Every system's own delay in ideal access beside its formula: validate_formulas.py PROGRAM

With all of what access takes gone, what is left between the usable address and data is the system's own, and a formula of
round-trip times says it. It may be late by the wait for the next datagram and by the time on the wire, and never early.
"""

import sqlite3
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

#: One-way delays, ms: access or home router to core, core to correspondent.
SETTINGS = ((4.5, 4.5), (2.0, 20.0), (30.0, 5.0))
INTERVAL = 1.0
#: On six links of 100 Mbit/s at most (a tunnel's detour has two more than the way there), with two more packets of 1500
#: bytes in front.
ON_THE_WIRE = 3 * 6 * 1500 * 8 / 100e3


def formulas(access, core):
    """(up, down) in ms by system, and where the formula stands; the home agent is the router of a network beside the others."""
    r_mc = r_hc = 2 * (access + core)
    r_mh = 4 * access
    tunnel_up = r_mh + (r_mh + r_hc) / 2
    return {
        "l4-mobility": (r_mc / 2, r_mc, "0.5 R_MC, R_MC; doc/lab-validation.rst"),
        "mip4": (tunnel_up, r_mh, "R_MH + (R_MH + R_HC) / 2, R_MH; doc/mip4.rst"),
        "mip4-fa": (tunnel_up, r_mh, "as mip4, R_A = 0; doc/mip4.rst"),
        "mip6": (tunnel_up, r_mh + max(r_mh + r_hc, r_mc) + r_mc, "R_MH + (R_MH + R_HC) / 2, R_MH + max(R_MH + R_HC, R_MC) + R_MC; doc/mip6.rst"),
        "mip6-tunnel": (tunnel_up, r_mh, "R_MH + (R_MH + R_HC) / 2, R_MH; doc/mip6.rst"),
        "hip": (r_mc / 2, 2 * r_mc, "0.5 R_MC, 2 R_MC; doc/hip.rst"),
        "hip-credit": (r_mc / 2, r_mc, "0.5 R_MC, R_MC; doc/hip.rst"),
    }


def measure(program, system, family, access, core):
    """Lists of delays in ms, up and down, of moves away from home."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [program, f"--out={folder}", f"--system={system}", f"--family={family}", "--access=ideal", "--traffic=cbr", f"--interval={INTERVAL}ms",
             "--rate=100Mbps", f"--access-delay={access}ms", f"--core-delay={core}ms", "--period=2s", "--handovers=3", "--seeds=2", "--events=0"],
            check=True, capture_output=True, text=True)
        with sqlite3.connect(Path(folder) / "results.sqlite") as database:
            rows = database.execute("SELECT direction, t_delivery_ns FROM handover WHERE address_changed ORDER BY rowid").fetchall()
    return tuple([delay / 1e6 for way, delay in rows if way == wanted] for wanted in ("up", "down"))


def main(program):
    """Prints a RESULT line for each figure; 1 where one is out of its bounds."""
    failed = False
    for access, core in SETTINGS:
        for system, (*expected, source) in formulas(access, core).items():
            for family in ("ipv4", "ipv6"):
                if family == ("ipv6" if system.startswith("mip4") else "ipv4" if system.startswith("mip6") else ""):
                    continue
                for way, formula, delays in zip(("up", "down"), expected, measure(program, system, family, access, core)):
                    holds = bool(delays) and formula <= min(delays) and max(delays) <= formula + INTERVAL + ON_THE_WIRE
                    measured = f"{statistics.fmean(delays):.3f} ({min(delays):.3f} to {max(delays):.3f})" if delays else "none arrived"
                    print("RESULT", f"{system}, {family}, {way}, R_MC {2 * (access + core):g} ms, R_MH {4 * access:g} ms; ms", measured,
                          f"{formula:g} ({source})", "holds" if holds else "fails", sep="\t", flush=True)
                    failed = failed or not holds
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("validate_formulas.py: give the path of l4m-handover")
    sys.exit(main(sys.argv[1]))
