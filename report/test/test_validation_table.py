#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""The table of the long checks' figures: usage test_validation_table.py VALIDATION_TABLE.PY"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = ""

RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="(empty)" tests="2" failures="1">
  <testcase name="validate-second" classname="validate-second" time="61.6" status="run"><system-out>{out}</system-out></testcase>
  <testcase name="validate-first" classname="validate-first" time="2" status="fail"><failure message=""/>
    <system-out>nothing to tell</system-out></testcase>
</testsuite>
"""
LINE = "RESULT\tgap_down, ms\t18.2\t18 (R)\tholds"


class Table(unittest.TestCase):
    def make(self, text):
        """Exit status, messages and table made of a record."""
        with tempfile.TemporaryDirectory() as folder:
            record, table = Path(folder, "record.xml"), Path(folder, "table.rst")
            if text is not None:
                record.write_text(text, encoding="utf-8")
            done = subprocess.run([PROGRAM, record, table], capture_output=True, text=True, check=False)
            return done.returncode, done.stderr, table.read_text(encoding="utf-8") if table.exists() else None

    def test_figures_stand_under_their_check(self):
        status, _, table = self.make(RECORD.format(out=f"talk\n{LINE}\nRESULTS are no figure\n"))
        self.assertEqual(status, 0)
        self.assertLess(table.index("\nfirst\n~~~~~\n"), table.index("\nsecond\n~~~~~~\n"))
        self.assertIn("**Failed**, 2 s.", table)
        self.assertIn("Passed, 62 s.", table)
        self.assertIn("   * - gap\\_down, ms\n     - 18.2\n     - 18 (R)\n     - holds\n", table)
        self.assertEqual(table.count("   * - "), 2)

    def test_lines_that_are_no_figures_are_named(self):
        for line in ["RESULT\ta\tb\tc", "RESULT\ta\t\tc\tholds", "RESULT\ta\tb\tc\tperhaps"]:
            status, message, table = self.make(RECORD.format(out=line))
            self.assertEqual((status, table), (1, None))
            self.assertIn("second: a ", message)

    def test_what_is_no_record_is_refused(self):
        for text in [None, "", "<testsuite>", "<testsuite></testsuite>"]:
            status, message, table = self.make(text)
            self.assertEqual((status, table), (1, None))
            self.assertIn("record.xml: ", message)
            self.assertNotIn("Traceback", message)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
