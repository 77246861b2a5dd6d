#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Tests of the paper's experiment: its figures, their sameness, and what it says to bad input.

    test_reproduction.py PROGRAM BENCHMARK PLOTTER [UNITTEST-OPTIONS]
"""

import csv
import filecmp
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = BENCHMARK = PLOTTER = ""

MS = 1000000
S = 1000 * MS

# A coarse staircase keeps the test short; 2.1 s reaches every step from 0.6 s on.
STEP = ["--step", "2.1"]

COSTS = """# what one modular exponentiation might cost
keygen.modp1024 = 1000000
derive.modp1024 = 500000
"""


def run(*words, program=None, cwd=None):
    """Runs a program to its end."""
    return subprocess.run(
        [program or PROGRAM, *words], cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )


def rows_of(folder, name):
    """Rows of a CSV file of the results."""
    with open(os.path.join(folder, name), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def only(rows, **wanted):
    """The one row with these values."""
    chosen = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    assert len(chosen) == 1, f"{len(chosen)} rows with {wanted}"
    return chosen[0]


class Figures(unittest.TestCase):
    """The results of one run, beside the paper's (R19), and of a second one."""

    @classmethod
    def setUpClass(cls):
        # pylint: disable-next=consider-using-with
        cls.scratch = tempfile.TemporaryDirectory()
        costs = os.path.join(cls.scratch.name, "costs")
        with open(costs, "w", encoding="utf-8") as file:
            file.write(COSTS)
        cls.folders = [os.path.join(cls.scratch.name, name) for name in ("first", "second")]
        cls.runs = [
            run("--out", folder, "--jobs", jobs, "--costs", costs, *STEP) for folder, jobs in zip(cls.folders, "21")
        ]
        for result in cls.runs:
            if result.returncode != 0:
                raise AssertionError(result.stderr)
        with open(os.path.join(cls.folders[0], "reproduce.json"), encoding="utf-8") as file:
            cls.results = json.load(file)
        with open(os.path.join(cls.folders[0], "this-host.json"), encoding="utf-8") as file:
            cls.this_host = json.load(file)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def handshake(self, **wanted):
        """A handshake's time in nanoseconds."""
        return only(self.results["handshake"], **wanted)["handshake_ns"]

    def transfer(self, name):
        """The row of a transfer."""
        return only(self.results["transfer"], run=name)

    def test_plain_handshake(self):
        self.assertAlmostEqual(self.handshake(sockets="ordinary"), 0.18 * MS, delta=0.01 * MS)

    def test_mobile_handshake_with_the_fitted_costs(self):
        self.assertAlmostEqual(self.handshake(suite="paper", costs="paper-2006"), 2.3 * MS, delta=0.05 * MS)

    def test_mobile_handshake_takes_no_extra_packets(self):
        # R16: when computing is free, only the longer SYN and SYN/ACK cost time.
        for row in self.results["handshake"]:
            if row["costs"] == "none":
                self.assertGreater(row["handshake_ns"], 0.18 * MS)
                self.assertLess(row["handshake_ns"], 2 * 0.18 * MS)

    def test_larger_groups_cost_more(self):
        times = [
            self.handshake(suite=suite, costs="paper-2006")
            for suite in ("paper", "modp1536-hmac-sha1", "modp2048-hmac-sha1", "modp3072-hmac-sha1")
        ]
        self.assertEqual(times, sorted(times))
        self.assertEqual(len(set(times)), len(times))

    def test_given_costs_are_spent(self):
        # Each side makes a key pair and derives the secret, one after the other.
        free = self.handshake(suite="paper", costs="none")
        with_costs = only(self.this_host["handshake"], suite="paper", costs="this-host")["handshake_ns"]
        self.assertEqual(with_costs - free, 2 * (1000000 + 500000))

    def test_results_that_depend_on_the_host_are_apart(self):
        self.assertNotIn("this-host", json.dumps(self.results))

    def test_data_flows_again_after_the_papers_time(self):
        row = self.transfer("paper")
        self.assertAlmostEqual(row["resumed_ns"], 12.8 * S, delta=0.1 * S)

    def test_the_time_is_the_doubled_timers(self):
        # The sixth retransmission of a timer that began with the round-trip time + 200 ms.
        row = self.transfer("paper")
        self.assertEqual(row["rto_ns"], row["srtt_ns"] + 200 * MS)
        for number, time in enumerate(row["retransmissions_ns"][:6], 1):
            self.assertAlmostEqual(time, (2**number - 1) * row["rto_ns"], delta=2 * MS)
        self.assertAlmostEqual(row["resumed_ns"], row["retransmissions_ns"][5], delta=2 * MS)

    def test_without_mobility_an_outage_as_long_takes_as_long(self):
        self.assertAlmostEqual(
            self.transfer("plain-unplugged")["resumed_ns"], self.transfer("paper")["resumed_ns"], delta=5 * MS
        )

    def test_the_whole_file_arrives(self):
        # R3: an application that knows nothing of mobility. R7: not a byte more or less.
        for name in ("paper", "kick"):
            row = self.transfer(name)
            self.assertEqual(row["end"], "complete")
            self.assertEqual(row["bytes_delivered"], row["bytes_offered"])
            self.assertEqual(row["sha256_received"], row["sha256_sent"])

    def test_the_digest_is_the_files(self):
        row = self.transfer("paper")
        with open(self.results["settings"]["file"], "rb") as file:
            content = file.read()
        self.assertEqual(len(content), row["file_size"])
        self.assertEqual(hashlib.sha256(content * row["copies"]).hexdigest(), row["sha256_received"])

    def test_ordinary_tcp_is_lost(self):
        row = self.transfer("plain")
        self.assertEqual(row["end"], "lost")
        self.assertIsNone(row["resumed_ns"])
        self.assertLess(row["bytes_delivered"], row["bytes_offered"])
        self.assertNotEqual(row["sha256_received"], row["sha256_sent"])

    def test_told_of_the_move_tcp_resumes_at_once(self):
        row = self.transfer("kick")
        self.assertGreater(row["resumed_ns"], row["outage_ns"])
        self.assertLess(row["resumed_ns"] - row["outage_ns"], 1 * MS)

    def test_staircase(self):
        modes = {row["mode"] for row in self.results["staircase"]}
        self.assertEqual(modes, {"paper", "kick"})
        for row in self.results["staircase"]:
            outage, resumed = row["outage_ns"], row["resumed_ns"]
            with self.subTest(mode=row["mode"], outage=outage / S):
                if row["mode"] == "kick":
                    self.assertLess(resumed - outage, 1 * MS)
                elif outage > 0:
                    number = 1
                    while (2**number - 1) * row["rto_ns"] < outage:
                        number += 1
                    self.assertAlmostEqual(resumed, (2**number - 1) * row["rto_ns"], delta=5 * MS)

    def test_sensitivity(self):
        for row in self.results["sensitivity"]:
            with self.subTest(row=row):
                self.assertEqual(row["rto_ns"], row["srtt_ns"] + 200 * MS)
                self.assertEqual(row["srtt_ns"] % row["jiffy_ns"], 0)
                self.assertAlmostEqual(row["resumed_ns"], 63 * row["rto_ns"], delta=5 * MS)

    def test_udp(self):
        runs = {row["run"]: row for row in self.results["udp"]}
        for direction in ("a_to_b", "b_to_a"):
            # R2, R4: what was sent while there was an address arrived, and from the first moment on.
            self.assertEqual(runs["flowing"][direction]["lost_after"], 0)
            self.assertLess(runs["flowing"][direction]["resumed_ns"], 20 * MS + 1 * MS)
            self.assertIsNone(runs["plain"][direction]["resumed_ns"])
        # R9: a mover with nothing to send.
        self.assertLess(runs["idle"]["b_to_a"]["resumed_ns"], 20 * MS + 1 * MS)
        self.assertEqual(runs["idle"]["b_to_a"]["lost_after"], 0)
        self.assertIsNone(runs["idle-no-empty"]["b_to_a"]["resumed_ns"])
        self.assertGreater(runs["idle-no-empty"]["b_to_a"]["lost_after"], 0)

    def test_csv_says_the_same(self):
        row = only(rows_of(self.folders[0], "transfer.csv"), run="paper")
        self.assertEqual(row["resumed_s"], f"{self.transfer('paper')['resumed_ns'] / S:.6f}")
        row = only(rows_of(self.folders[0], "handshake.csv"), sockets="ordinary")
        self.assertEqual(row["handshake_ms"], f"{self.handshake(sockets='ordinary') / MS:.3f}")

    def test_the_table_shows_the_figures(self):
        for text in ("0.18 ms", "2.3 ms", "12.8 s", "connection lost"):
            self.assertIn(text, self.runs[0].stdout)
        self.assertIn(f"{self.transfer('paper')['resumed_ns'] / S:.3f} s", self.runs[0].stdout)

    def test_same_seed_same_bytes(self):
        # The second run did one simulation at a time, the first two: their order is no matter.
        names = sorted(os.listdir(self.folders[0]))
        self.assertEqual(names, sorted(os.listdir(self.folders[1])))
        _, different, missing = filecmp.cmpfiles(*self.folders, names, shallow=False)
        self.assertEqual((different, missing), ([], []))

    def test_figures_are_drawn_the_same_twice(self):
        out = [os.path.join(self.scratch.name, name) for name in ("figures-1", "figures-2")]
        for results, figures in zip(self.folders, out):
            drawn = run(results, "--out", figures, program=PLOTTER)
            self.assertEqual(drawn.returncode, 0, drawn.stderr)
        names = sorted(os.listdir(out[0]))
        self.assertEqual(names, ["staircase.png", "staircase.svg", "transfer.png", "transfer.svg"])
        _, different, missing = filecmp.cmpfiles(*out, names, shallow=False)
        self.assertEqual((different, missing), ([], []))


class AnyFile(unittest.TestCase):
    """A file and a suite of the user's."""

    def test_a_few_bytes_and_the_default_suite(self):
        content = b"\0\xff\n"
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, "bytes")
            with open(path, "wb") as file:
                file.write(content)
            result = run("--file", path, "--suite", "default", "--step", "14", "--out", scratch)
            self.assertEqual(result.returncode, 0, result.stderr)
            row = only(rows_of(scratch, "transfer.csv"), run="paper")
        digest = hashlib.sha256(content * (int(row["bytes_offered"]) // len(content))).hexdigest()
        self.assertEqual((row["sha256_sent"], row["sha256_received"]), (digest, digest))
        self.assertEqual(row["end"], "complete")


class BadInput(unittest.TestCase):
    """What is wrong and what is allowed, and nothing left behind."""

    def setUp(self):
        # pylint: disable-next=consider-using-with
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)

    def path(self, name, content=None):
        """A path in the scratch folder, with a file there if there is content."""
        path = os.path.join(self.scratch.name, name)
        if content is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        return path

    def refused(self, *words, says, status=2, program=None):
        """Runs the program, which is to refuse with these words."""
        out = self.path("results")
        before = sorted(os.listdir(self.scratch.name))
        default = [] if program or "--out" in words else ["--out", out]
        result = run(*words, *default, program=program, cwd=self.scratch.name)
        self.assertEqual(result.returncode, status, result.stderr)
        for text in says:
            self.assertIn(text, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertEqual(sorted(os.listdir(self.scratch.name)), before, "something was left behind")

    def test_file_that_does_not_exist(self):
        self.refused("--file", self.path("none"), says=["there is no file", "none"])

    def test_file_that_is_a_folder(self):
        self.refused("--file", self.scratch.name, says=["is a directory", "ordinary file"])

    def test_empty_file(self):
        self.refused("--file", self.path("empty", ""), says=["is empty", "at least one byte"])

    def test_file_that_is_too_large(self):
        with open(self.path("large"), "wb") as file:
            file.truncate(2**30 + 1)
        self.refused("--file", self.path("large"), says=["1073741825 bytes", "at most 1073741824"])

    def test_unknown_suite(self):
        self.refused("--suite", "rot13", says=["no suite \"rot13\"", "paper", "default", "fast", "modp2048-hmac-sha256"])

    def test_outages(self):
        for text in ("-1", "-0.001", "301", "ten", "10s", "", "nan", "inf", "1e400"):
            with self.subTest(outage=text):
                self.refused(f"--outage={text}", says=["--outage", "seconds from 0.00 to 300.00"])

    def test_steps(self):
        for text in ("0", "-1", "15", "x"):
            with self.subTest(step=text):
                self.refused(f"--step={text}", says=["--step", "seconds from 0.05 to 14.00"])

    def test_seeds_and_jobs(self):
        for words in (["--seed", "0"], ["--seed", "4294967296"], ["--seed", "-1"], ["--seed", "1.5"]):
            with self.subTest(words=words):
                self.refused(*words, says=["--seed", "whole number from 1 to 4294967295"])
        for text in ("0", "65", "two"):
            with self.subTest(jobs=text):
                self.refused("--jobs", text, says=["--jobs", "whole number from 1 to 64"])

    def test_unknown_option(self):
        self.refused("--speed", "1", says=["\"--speed\" is not an option", "--outage"])
        self.refused("--su", "paper", says=["\"--su\" is not an option", "--suite"])
        self.refused("-x", says=["is not an option", "--outage"])
        self.refused("word", says=["\"word\" is not an option", "--outage"])

    def test_option_without_value(self):
        result = run("--suite", cwd=self.scratch.name)
        self.assertEqual(result.returncode, 2)
        self.assertIn("--suite needs a value", result.stderr)

    def test_costs(self):
        self.refused("--costs", self.path("none"), says=["cannot read", "none"])
        self.refused("--costs", self.path("bad", "keygen.modp1024 = fast\n"), says=["line 1"])

    def test_results_cannot_be_written(self):
        self.refused("--out", self.path("file", "x"), says=["is not a folder"], status=1)
        self.refused("--out", self.path("file") + "/sub", says=["no results can be written"], status=1)
        self.refused("--out", "/proc/none", says=["no results can be written"], status=1)

    def test_help(self):
        result = run("--help")
        self.assertEqual(result.returncode, 0)
        for option in ("--file", "--suite", "--outage", "--step", "--costs", "--seed", "--jobs", "--out", "seconds"):
            self.assertIn(option, result.stdout)

    def test_benchmark(self):
        self.refused("--fast", says=["\"--fast\" is not an option", "--quick"], status=1, program=BENCHMARK)
        self.refused("--json", says=["needs the name of a file"], status=1, program=BENCHMARK)

    def test_plotter(self):
        self.refused(self.path("none"), "--out", self.scratch.name, says=["run l4m-reproduce-paper"], status=1, program=PLOTTER)
        os.mkdir(self.path("odd"))
        self.path("odd/transfer-sequence.csv", "a,b\n1,2\n")
        self.refused(self.path("odd"), says=["has no column"], status=1, program=PLOTTER)


def main():
    """Takes the programs from the command line, leaves the rest to unittest."""
    global PROGRAM, BENCHMARK, PLOTTER  # pylint: disable=global-statement
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    PROGRAM, BENCHMARK, PLOTTER = sys.argv[1:4]
    unittest.main(argv=[sys.argv[0], "--verbose", *sys.argv[4:]])


if __name__ == "__main__":
    main()
