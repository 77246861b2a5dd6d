#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""What the examples refuse before they simulate anything: files that cannot be written, words that are no options.

Called as test_arguments.py PROGRAM [unittest's arguments]; each program has its own class.
"""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = ""


class Arguments(unittest.TestCase):
    """A sentence, a status, and no result."""

    name = ""
    # Options that name a file or begin the names of files, and what a file's name then ends with.
    files = {}

    @classmethod
    def setUpClass(cls):
        if cls is Arguments:
            raise unittest.SkipTest("the base of the others")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def refused(self, *arguments):
        """(status, what was said) of a run that must not print any result."""
        done = subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.stdout, "")
        return done.returncode, done.stderr

    def test_a_file_in_a_folder_that_is_missing(self):
        for option, ends in self.files.items():
            with self.subTest(option=option):
                sentence = f"{self.name}: {option}: cannot write missing/x{ends[0]}: No such file or directory\n"
                self.assertEqual(self.refused(f"{option}=missing/x"), (1, sentence))

    def test_a_folder_where_a_file_should_be(self):
        for option, ends in self.files.items():
            for number, end in enumerate(ends):
                with self.subTest(option=option, end=end):
                    (self.folder / f"x{number}{end}").mkdir()
                    sentence = f"{self.name}: {option}: cannot write x{number}{end}: Is a directory\n"
                    self.assertEqual(self.refused(f"{option}=x{number}"), (1, sentence))

    def test_a_word_that_is_no_option(self):
        for words in (("surplus",), ("surplus", "more")):
            status, said = self.refused(*words)
            self.assertEqual(status, 2)
            self.assertRegex(said, f"^{self.name}: 'surplus' is one word too many; options are .*\n$")
        self.assertEqual(list(self.folder.iterdir()), [], "no file was made")


class First(Arguments):
    name = "first"
    files = {"--pcap": ["-2-1.pcap"], "--keys": [""]}

    def test_keys_that_are_there_stay(self):
        keys = self.folder / "keys"
        keys.write_text("# mine\n")
        subprocess.run([PROGRAM, "--keys=keys"], cwd=self.folder, stdout=subprocess.DEVNULL, check=True)
        lines = keys.read_text().splitlines()
        self.assertEqual((lines[0], lines[1].split()[:2]), ("# mine", ["l4m", "tcp"]))


class LabFirst(Arguments):
    name = "lab-first"


class FlowMonitor(Arguments):
    name = "flow-monitor"
    files = {"--xml": [""]}


class NetAnim(Arguments):
    name = "netanim"
    files = {"--out": [""]}


class Tracing(Arguments):
    name = "tracing"
    files = {
        "--prefix": [".tr", "-ipv4.tr"]
        + [f"-{node}-{device}.pcap" for node, device in ((0, 1), (0, 2), (1, 1), (1, 2), (1, 3), (2, 1))]
    }


if __name__ == "__main__":
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
