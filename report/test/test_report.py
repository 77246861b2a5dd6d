#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Tests of the handover lab's page in a browser: test_report.py L4M-HANDOVER REPORT.PY"""

import html.parser
import importlib
import os
import random
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = REPORT = ""

PARTS = ("d_l2_ns", "d_md_ns", "d_ac_ns", "t_proto_ns", "t_transport_ns")


class Tables(html.parser.HTMLParser):
    """Tables of a page as lists of rows of text."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.found.append([])
        elif tag == "tr":
            self.found[-1].append([])
        elif tag in ("td", "th"):
            self.found[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data):
        if self._in_cell:
            self.found[-1][-1][-1] += data


def browse(page, *options):
    """Opens a page in Chromium without a network; returns the document as drawn and what was written to the console."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}",
             "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--virtual-time-budget=20000",
             "--window-size=1200,3000", *options, "--dump-dom", page.as_uri()],
            capture_output=True, text=True, check=True, timeout=240)
    console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return done.stdout, console


class ReportTest(unittest.TestCase):
    """A folder with results."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def simulate(self, *options):
        subprocess.run([PROGRAM, f"--out={self.folder}", *options], check=True, capture_output=True)

    def report(self, *words):
        return subprocess.run(["/usr/bin/python3", REPORT, *words], capture_output=True, text=True, check=False)


class Page(ReportTest):
    """It is drawn, without a network, and what it shows is what the database holds."""

    def ask(self, sql):
        with sqlite3.connect(self.folder / "results.sqlite") as database:
            return database.execute(sql).fetchall()

    def check_summary(self, table):
        rows = self.ask(
            "SELECT system, access, direction, count(DISTINCT seed), count(total_ns), count(*), avg(total_ns) / 1e6, "
            + ", ".join(f"avg({part}) / 1e6" for part in PARTS)
            + ", avg(t_delivery_ns) / 1e6, avg(handover.lost) FROM handover JOIN run ON run.id = run_id WHERE g0_ns IS NOT NULL "
            "GROUP BY system, access, flow")
        shown = {(row[0], row[1].split(",")[0], row[2]): row for row in table[1:]}
        self.assertEqual(len(shown), len(rows))
        for system, access, direction, seeds, resumed, count, *means in rows:
            row = shown[(system, access, direction)]
            self.assertEqual(row[3:5], [str(seeds), f"{resumed} of {count}"])
            self.assertEqual([row[5], *row[8:]], ["–" if mean is None else f"{mean:.3f}" for mean in means])
            self.check_middle(row[6:8], [gap for gap, in self.ask(
                f"SELECT total_ns / 1e6 FROM handover JOIN run ON run.id = run_id WHERE system = '{system}' AND access = '{access}' "
                f"AND direction = '{direction}' AND total_ns IS NOT NULL")])

    def check_middle(self, shown, gaps):
        """Median, and the interval by Student's t with two degrees of freedom: three seeds have one handover each."""
        if not gaps:
            self.assertEqual(shown, ["–", "–"])
            return
        half = 4.3027 * statistics.stdev(gaps) / len(gaps) ** 0.5
        self.assertEqual(len(gaps), 3)
        self.assertEqual(shown[0], f"{statistics.median(gaps):.3f}")
        low, high = map(float, shown[1].split(" – "))
        self.assertAlmostEqual(low, max(0, statistics.mean(gaps) - half), delta=0.001 + half * 1e-4)
        self.assertAlmostEqual(high, statistics.mean(gaps) + half, delta=0.001 + half * 1e-4)

    def check_bars(self, document):
        """Bars are as long as the means are, all by one scale."""
        figure = document[document.index('id="bars"'):document.index('id="distributions"')]
        lengths = [abs(float(end) - float(begin)) for begin, end in re.findall(r'class="point"><path d="M([\d.]+),[\d.]+V[\d.]+H([\d.]+)V', figure)]
        means = self.ask("SELECT " + ", ".join(f"avg({part})" for part in PARTS) + " FROM handover JOIN run ON run.id = run_id "
                         "WHERE total_ns IS NOT NULL GROUP BY system, access, flow")
        values = sorted(value for row in means for value in row if value > 0)
        lengths = sorted(length for length in lengths if length > 0)
        self.assertLessEqual(len(lengths), len(values))
        # What is but a pixel or two is not drawn; the others are rounded to whole ones.
        lengths = [0] * (len(values) - len(lengths)) + lengths
        scale = sum(lengths) / sum(values)
        for length, value in zip(lengths, values):
            self.assertAlmostEqual(length, value * scale, delta=2)

    def test_page(self):
        for system in ("l4-mobility", "none"):
            for access in ("ideal", "wifi"):
                self.simulate(f"--system={system}", f"--access={access}", "--traffic=voice", "--handovers=1", "--seeds=3")
        done = self.report(str(self.folder / "results.sqlite"))
        self.assertEqual(done.returncode, 0, done.stderr)
        page = Path(done.stdout.strip())
        self.assertIsNone(re.search(r"<(script|link|img)[^>]+(src|href)=", page.read_text(encoding="utf-8")))
        document, console = browse(page)
        self.assertEqual(console, [])
        self.assertTrue('data-drawn="yes"' in document, "drawn to the end")
        self.check_summary(next(table for table in Tables(document).found if table[0][0] == "system"))
        self.check_bars(document)
        gap, number = self.ask("SELECT total_ns, number FROM handover JOIN run ON run.id = run_id WHERE system = 'l4-mobility' AND "
                               "access = 'ideal' AND direction = 'down' ORDER BY total_ns, run_id LIMIT 1 OFFSET 1")[0]
        self.assertTrue(f"handover {number}: lan-1 to lan-2, gap {gap / 1e6:.3f} ms" in document, "the handover of median gap")
        for figure in ("bars", "distributions", "timeline"):
            self.assertTrue(re.search(rf'id="{figure}"[^>]*class="js-plotly-plot"', document), figure)
        self.assertEqual(len(re.findall(r'toImageButtonOptions: {format: "svg"', document)), 1, "figures can be had as SVG")
        svg = (page.parent / "parts.svg").read_text(encoding="utf-8")
        self.assertIn("l4-mobility: wifi", svg)

    def test_same_bytes(self):
        self.simulate("--access=ideal", "--handovers=1")
        texts = []
        for name in ("one", "two"):
            self.assertEqual(self.report(str(self.folder / "results.sqlite"), f"--out={self.folder / name}").returncode, 0)
            texts.append([(self.folder / name / file).read_bytes() for file in ("index.html", "parts.svg")])
        self.assertEqual(texts[0], texts[1])


class Names(ReportTest):
    """What differs in a setting that its name does not tell is not drawn as one."""

    def test_told_apart(self):
        for period in ("2s", "3s"):
            self.simulate("--system=l4-mobility,none", "--access=ideal", "--handovers=1", f"--period={period}")
        done = self.report(str(self.folder / "results.sqlite"))
        text = Path(done.stdout.strip()).read_text(encoding="utf-8")
        beside, summary = (next(table for table in Tables(text).found if table[0][0] == first) for first in ("scenario", "system"))
        names = [f"ideal, ipv4, voice, period {ms} ms" for ms in (2000, 3000)]
        self.assertEqual([row[0] for row in beside[1:]], [name for name in names for _ in range(2)])
        self.assertTrue(all(len(row) == 4 and row[2] == "never resumed" and row[3][0].isdigit() for row in beside[1:]), beside)
        self.assertEqual(sorted(row[1] for row in summary[1:]), sorted(names * 4))
        for name in names:
            self.assertIn(f"l4-mobility: {name} – down", text)


    def test_kinds_of_change(self):
        """A mean over changes to LTE and back is followed by one for each."""
        self.simulate("--access=wifi-lte", "--handovers=2", "--period=2s")
        done = self.report(str(self.folder / "results.sqlite"))
        table = next(table for table in Tables(Path(done.stdout.strip()).read_text(encoding="utf-8")).found if "change" in table[0])
        with sqlite3.connect(self.folder / "results.sqlite") as database:
            gaps = database.execute("SELECT direction, from_network, to_network, total_ns FROM handover").fetchall()
        self.assertEqual(sorted((row[2], row[3], row[4], row[5]) for row in table[1:]),
                         sorted((way, f"{start[:-2]} to {end[:-2]}", "1", f"{gap / 1e6:.3f}") for way, start, end, gap in gaps))
        self.assertEqual(len(gaps), 4)


class Statistics(unittest.TestCase):
    """The interval holds the mean as often as it says."""

    def setUp(self):
        sys.path.insert(0, os.path.dirname(REPORT))
        self.data = importlib.import_module("lab.data")

    def test_quantiles(self):
        # From any table of Student's t.
        for freedom, quantile in ((1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (10, 2.228), (29, 2.045), (100, 1.984)):
            self.assertAlmostEqual(self.data.student(freedom), quantile, delta=0.0006)

    def test_interval(self):
        self.assertIsNone(self.data.interval([[1.0, 2.0]]))
        # Mean 10; deviations of the seeds' sums from their share -4, 0 and 4: 4.3027 x sqrt(32 x 3 / 2) / 6 above and below.
        low, high = self.data.interval([[8.0, 8.0], [9.0, 11.0], [12.0, 12.0]])
        self.assertAlmostEqual(low, 10 - 4.3027 * 48 ** 0.5 / 6, delta=0.001)
        self.assertAlmostEqual(high, 10 + 4.3027 * 48 ** 0.5 / 6, delta=0.001)
        self.assertEqual(self.data.interval([[0.0], [1.0]])[0], 0.0, "no gap is less than nothing")

    def test_coverage(self):
        """Gaps that depend on a phase are spread evenly: the interval is to hold their mean in 95 of 100 cases, give or take."""
        draw = random.Random(3)
        for seeds in (3, 10):
            held = 0
            for _ in range(1000):
                low, high = self.data.interval([[1000 + 100 * draw.random()] for _ in range(seeds)])
                held += low <= 1050 <= high
            self.assertGreater(held, 900, f"{seeds} seeds")
            self.assertLess(held, 990, f"{seeds} seeds")


class Comparison(ReportTest):
    """Several systems side by side: figures and sentences are the database's."""

    def ask(self, sql):
        with sqlite3.connect(self.folder / "results.sqlite") as database:
            return database.execute(sql).fetchall()

    def page(self):
        done = self.report(str(self.folder / "results.sqlite"))
        self.assertEqual(done.returncode, 0, done.stderr)
        return Path(done.stdout.strip()).read_text(encoding="utf-8")

    def test_one_system(self):
        self.simulate("--access=ideal", "--handovers=1")
        self.assertNotIn("Side by side", self.page())

    def test_side_by_side(self):
        self.simulate("--system=none,l4-mobility,mip4,mip4-fa", "--access=ideal", "--traffic=cbr", "--interval=5ms", "--handovers=2", "--seeds=2")
        page = self.page()
        gaps, costs = Tables(page).found[:2]
        self.check_gaps(gaps)
        self.check_costs(costs)
        means = dict(self.ask("SELECT system, avg(t_delivery_ns) / 1e6 FROM handover JOIN run ON run.id = run_id WHERE direction = 'up' "
                              "AND total_ns IS NOT NULL GROUP BY 1"))
        order = sorted(means, key=lambda system: (means[system], system))
        self.assertEqual(order[0], "l4-mobility")
        self.assertIn(f"IPv4, up: from the usable address to data l4-mobility {means['l4-mobility']:.0f} ms, {order[1]} ", page)
        self.assertIn("Every handover resumed with l4-mobility, mip4 and mip4-fa; the others: none 0 of ", page)
        self.assertIn("l4-mobility adds 28 bytes to each datagram; fewer: mip4-fa 0 and mip4 20.", page)
        self.assertNotIn("to each segment", page)

    def test_transport(self):
        """TCP's own wait is told apart, and who shortens it."""
        sentence = "l4-mobility alone tells TCP of a move (setting Kick)"
        options = ("--access=ideal", "--traffic=file", "--handovers=1")
        self.simulate("--system=l4-mobility,mip4", *options)
        waits = self.ask("SELECT system, avg(t_transport_ns) / 1e6 FROM handover JOIN run ON run.id = run_id WHERE total_ns IS NOT NULL "
                         "GROUP BY 1 ORDER BY 2")
        self.assertEqual(len(waits), 2)
        page = self.page()
        self.assertIn("Files also wait for TCP: " + " and ".join(f"{system} {wait:.0f} ms" for system, wait in waits), page)
        self.assertIn(sentence, page)
        (self.folder / "results.sqlite").unlink()
        self.simulate("--system=l4-mobility", "--set=Kick=false", *options)
        self.simulate("--system=mip4", *options)
        self.assertNotIn(sentence, self.page())

    def check_gaps(self, table):
        self.assertEqual(table[0], ["scenario", "direction", "none", "l4-mobility", "mip4", "mip4-fa"])
        self.assertEqual([row[1] for row in table[1:]], ["up", "down"])
        for row in table[1:]:
            self.assertEqual(row[2], "never resumed")
            for system, cell in zip(table[0][3:], row[3:]):
                gap, own = self.ask("SELECT avg(total_ns) / 1e6, avg(t_delivery_ns) / 1e6 FROM handover JOIN run ON run.id = run_id "
                                    f"WHERE system = '{system}' AND direction = '{row[1]}'")[0]
                self.assertEqual(cell, f"{gap:.0f} ({own:.1f})")

    def check_costs(self, table):
        rows = {row[0]: dict(zip(table[0][1:], row[1:])) for row in table[1:]}
        self.assertEqual(rows["needs in the network"], {"none": "nothing", "l4-mobility": "nothing", "mip4": "home agent",
                                                        "mip4-fa": "home agent, a foreign agent in each network"})
        # The home agent's network is a branch of the core: 9 ms there and 9 ms on, where the direct way takes 9 ms.
        stretch = {system: float(value) for system, value in rows["path stretch"].items() if value != "–"}
        self.assertEqual(sorted(stretch), ["l4-mobility", "mip4", "mip4-fa"])
        self.assertEqual(stretch["l4-mobility"], 1)
        self.assertAlmostEqual(stretch["mip4"], 2, delta=0.05)
        self.assertEqual(rows["bytes more per datagram (of 64 / 512 / 1400)"]["mip4"], "20.0 (31.2 / 3.9 / 1.4 %)")
        messages, size = self.ask("SELECT avg(signalling_messages), avg(signalling_bytes) FROM handover JOIN run ON run.id = run_id "
                                  "WHERE system = 'mip4-fa'")[0]
        self.assertEqual(rows["messages / bytes per handover"]["mip4-fa"], f"{messages:.1f} / {size:.0f}")


class BadInput(ReportTest):
    """A sentence, status 2, and a page that is there already stays."""

    def refuse(self, *words, say):
        done = self.report(*words)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        for word in say:
            self.assertIn(word, done.stderr)

    def test_bad_input(self):
        path = self.folder / "results.sqlite"
        self.refuse(str(path), say=(str(path), "run a scenario first"))
        path.write_text("no database, but long enough to be looked at as if it were one " * 30, encoding="utf-8")
        self.refuse(str(path), say=(str(path), "cannot be read"))
        path.unlink()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE run (id)")
        self.refuse(str(path), say=("not a database of the handover lab",))
        path.unlink()
        self.simulate("--access=ideal", "--handovers=1")
        self.assertEqual(self.report(str(path)).returncode, 0)
        page = (self.folder / "report" / "index.html").read_bytes()
        events = next((self.folder / "events").iterdir())
        whole = events.read_bytes()
        events.write_bytes(whole[:-20])
        self.refuse(str(path), say=(events.name, "cut off"))
        self.assertEqual((self.folder / "report" / "index.html").read_bytes(), page)
        events.write_bytes(whole)
        full = subprocess.run(["/usr/bin/python3", REPORT, str(path)], capture_output=True, text=True, check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)))
        self.assertEqual(full.returncode, 2, full.stderr)
        self.assertIn("cannot be written", full.stderr)
        self.assertEqual((self.folder / "report" / "index.html").read_bytes(), page)
        self.assertEqual([one.name for one in (self.folder / "report").glob("*.new")], [])
        self.refuse(str(path), "--out=/proc/report", say=("/proc/report",))
        with sqlite3.connect(path) as database:
            own = database.execute("PRAGMA user_version").fetchone()[0]
            database.execute("PRAGMA user_version = 99")
        self.refuse(str(path), say=("version is 99", f"reads version {own}"))


if __name__ == "__main__":
    REPORT = os.path.abspath(sys.argv.pop(2))
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
