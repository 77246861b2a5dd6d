# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""What comparisons of Mobile IPv6 with published figures share: runs of a preset, the terms of a handover, verdicts."""

import dataclasses
import json
import pathlib
import sqlite3
import statistics
import subprocess
import tempfile

HOME_UPDATE = 120
"""Bytes of a Binding Update to the home agent; all others are to correspondents."""


@dataclasses.dataclass
class Terms:
    """One handover that leaves home, downwards; seconds. Terms that a system does not have are None."""

    seed: int
    link_up: float  # when, from the start of the simulation
    last_packet: float  # last packet by the old network to noticed loss
    search: float  # noticed loss to link-up
    wait: float  # link-up to a Router Advertisement
    detection: float  # to the address
    home: float  # T_hr: Binding Update to Binding Acknowledgement, with the home agent's detection
    routability: float | None  # T_rr: test inits to the Binding Update
    correspondent: float | None  # T_cr: that to its arrival
    gap: float  # last packet by the old network to the first by the new one
    round_trips: tuple  # at home; last one away

    @property
    def movement(self):
        """T_md: noticed loss to the address."""
        return self.search + self.wait + self.detection


def mean(values):
    return statistics.mean(values)


def error(values):
    """Standard error of the mean."""
    return statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0


def read_events(path):
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for event in events:
        event["t"] /= 1e9
    return events


def round_trips(events, moved, ready):
    """Mean way up and down together: before the move, and in the last packets after it."""
    sent, ways = {}, {}
    for event in events:
        if event["e"] == "tx":
            sent[event["flow"], event["seq"]] = event["t"]
        if event["e"] == "rx" and (event["flow"], event["seq"]) in sent:
            where = "home" if event["t"] < moved else "away" if event["t"] > ready + 2 else None
            ways.setdefault((where, event["direction"]), []).append(event["t"] - sent[event["flow"], event["seq"]])
    return tuple(min(ways[where, "up"]) + min(ways[where, "down"]) for where in ("home", "away"))


def terms_of(events, row):
    """The terms of a run. The row: number of the seed, g0, loss, link-up, movement, address, g1."""
    seed, g0, loss, link_up, movement, usable, g1 = (row[0], *(one / 1e9 for one in row[1:]))
    after = [event for event in events if event["t"] >= usable]
    signals = [(event["t"], event["name"], event["bytes"]) for event in after if event["e"] == "signal"]
    asked = next(t for t, name, size in signals if name == "Binding Update" and size == HOME_UPDATE)
    ready = next(event["t"] for event in after if event["e"] == "ready" and event["direction"] == "up")
    tests = [t for t, name, _ in signals if name == "Care-of Test Init"]
    updates = [t for t, name, size in signals if name == "Binding Update" and size != HOME_UPDATE]
    answers = [t for t, name, _ in signals if name == "Binding Acknowledgement" and updates and t > updates[0]]
    return Terms(seed, link_up, loss - g0, link_up - loss, movement - link_up, usable - movement, ready - asked,
                 updates[0] - tests[0] if updates else None, answers[0] - updates[0] if updates else None, g1 - g0,
                 round_trips(events, loss, ready))


def run_preset(program, preset, system, seeds):
    """The terms of all runs, by the label of the preset's settings."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, f"--preset={preset}", f"--system={system}", f"--seeds={seeds}", "--events=true", f"--out={folder}"],
                       check=True, capture_output=True)
        rows = {}
        with sqlite3.connect(pathlib.Path(folder) / "results.sqlite") as database:
            query = ("SELECT key, seed, g0_ns, loss_ns, link_up_ns, movement_ns, usable_ns, g1_ns FROM handover JOIN run ON run.id = run_id "
                     "WHERE direction = 'down' AND number = 1")
            for key, *row in database.execute(query):
                if None in row:
                    raise ValueError(f"{preset}, seed {row[0]}: the handover did not end")
                rows[key] = row
        terms = {}
        for path in sorted(pathlib.Path(folder).glob("events/*.jsonl")):
            events = read_events(path)
            terms.setdefault(events[0]["label"], []).append(terms_of(events, rows.pop(events[0]["key"])))
        if rows or any(len(some) != seeds for some in terms.values()):
            raise ValueError(f"{preset}: not all {seeds} seeds have a handover")
        return terms


class Results:
    """Prints RESULT lines."""

    def __init__(self):
        self.failed = False

    def tell(self, what, measured, expected, verdict):
        self.failed = self.failed or verdict == "fails"
        print(f"RESULT\t{what}\t{measured}\t{expected}\t{verdict}", flush=True)

    def formula(self, what, values, wanted, slack, text):
        """A mean against a formula: from four standard errors below to as much above, and some slack for what the formula leaves out."""
        found, bound = mean(values), 4 * error(values) + 1e-6
        holds = wanted - bound <= found <= wanted + bound + slack
        self.tell(what, f"{found:.4f} +- {error(values):.4f}", f"{wanted:.4f}, at most {slack:g} more ({text})", "holds" if holds else "fails")

    def published(self, what, values, figures, source, why):
        """A mean against others' figures, which are rounded: within their spread by two standard errors."""
        found, bound = mean(values), 2 * error(values) + 0.0005
        holds = min(figures) - bound <= found <= max(figures) + bound
        self.tell(what, f"{found:.4f} +- {error(values):.4f}", " / ".join(f"{one:.3f}" for one in figures) + f" ({source})",
                  "holds" if holds else f"differs: {why}")
