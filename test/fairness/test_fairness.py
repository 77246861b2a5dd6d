#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Holds the tables of doc/fairness.rst against what the programs have: test_fairness.py DEFAULTS HANDOVER DOCUMENT"""

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DEFAULTS, HANDOVER, DOCUMENT = "", "", Path()

# Attributes that the page says are no settings of a protocol.
LEFT_OUT = {"KeyLog", "CostModel", "MobilePorts", "ClockOffset"}

UNITS = {"ms": 10**6, "s": 10**9, "min": 60 * 10**9}
# ns-3 writes six digits of the longest time there is.
NEVER = 9.22337e18


def comparable(text):
    """A value of the page, in nanoseconds where it is a time."""
    if text == "never":
        return NEVER
    match = re.fullmatch(r"([0-9.]+) (ms|s|min)", text)
    if match:
        return float(match[1]) * UNITS[match[2]]
    return number(text)


def number(text):
    """A value as it is: a number where it is one."""
    try:
        return float(text)
    except ValueError:
        return text


def from_attribute(text):
    """An attribute's default, in nanoseconds where it is a time."""
    match = re.fullmatch(r"\+?([0-9.e+-]+)ns", text)
    return float(match[1]) if match else number(text)


def rows():
    """(name, value) of each row of the tables."""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        match = re.match(r"``([\w:-]+)`` {2,}(\S.*?) {2,}\S", line)
        if match:
            yield match[1], match[2]


class Fairness(unittest.TestCase):
    """The page, the attributes and what runs record say the same."""

    def test_attributes(self):
        page = {name: value for name, value in rows() if "::" in name}
        self.assertGreater(len(page), 90)
        types = sorted({name.split("::")[0] for name in page})
        output = subprocess.run([DEFAULTS, *types], capture_output=True, text=True, check=True).stdout
        known = set()
        for line in output.splitlines():
            kind, attribute, value = line.split("\t")
            if attribute in LEFT_OUT:
                continue
            name = f"{kind}::{attribute}"
            known.add(name)
            with self.subTest(name=name):
                self.assertTrue(name in page, "not on the page")
                self.assertEqual(comparable(page[name]), from_attribute(value))
        self.assertEqual(set(page) - known, set(), "on the page, but no attribute")

    def settings(self, family):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([HANDOVER, f"--out={folder}", "--system=all", f"--family={family}", "--access=ideal", "--handovers=1", "--period=1s", "--events=0"],
                           capture_output=True, text=True, check=True)
            with sqlite3.connect(f"file:{folder}/results.sqlite?mode=ro", uri=True) as database:
                return [json.loads(text) for text, in database.execute("SELECT config FROM run")]

    def test_lab(self):
        page = {name[2:].replace("-", "_"): value for name, value in rows() if name.startswith("--")}
        self.assertGreater(len(page), 10)
        for family, systems in (("ipv4", {"none", "l4-mobility", "mip4", "mip4-fa", "hip", "hip-credit"}),
                                ("ipv6", {"none", "l4-mobility", "mip6", "mip6-tunnel", "hip", "hip-credit"})):
            runs = self.settings(family)
            self.assertEqual({run["system"] for run in runs}, systems)
            for run in runs:
                self.assertEqual({**run, "system": ""}, {**runs[0], "system": ""}, "alike for all systems")
            for name, value in page.items():
                with self.subTest(name=name):
                    recorded = runs[0].get(name, runs[0].get(f"{name}_ns"))
                    if isinstance(recorded, bool):
                        recorded = str(recorded).lower()
                    self.assertEqual(comparable(value), recorded)


if __name__ == "__main__":
    DEFAULTS, HANDOVER, DOCUMENT = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    unittest.main(argv=sys.argv[:1])
