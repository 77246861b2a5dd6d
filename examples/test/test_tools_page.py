#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Every line of doc/tools.rst can be pasted, and prints what the page says.

usage: test_tools_page.py L4M-FIRST L4M-TOOL [unittest's arguments]
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PAGE = (SOURCE / "doc/tools.rst").read_text(encoding="utf-8")


def indented(after):
    """The indented blocks behind a mark, without their indentation."""
    blocks = re.findall(after + r"\n\n((?:   .*\n|\n)+)", PAGE, re.M)
    return [re.sub(r"^   ", "", block, flags=re.M).strip() + "\n" for block in blocks]


def commands():
    """What is to be typed, in the page's order. The form of a key log's line is none of it."""
    blocks = [block for block in indented(r"^(?!\.\.).*::$") if "<suite>" not in block]
    script = "\n".join(blocks)
    if not shutil.which("tshark"):
        script = re.sub(r"^tshark .*\n", "", script, flags=re.M)
    return script


def pattern(line):
    """A printed line as a regular expression: "..." stands for anything."""
    return ".*".join(re.escape(part) for part in line.split("..."))


class Page(unittest.TestCase):
    def test_every_line_can_be_pasted_and_prints_what_it_says(self):
        first, tool = FILES
        with tempfile.TemporaryDirectory() as name:
            home = pathlib.Path(name)
            for folder in ("doc", "codec"):
                (home / folder).symlink_to(SOURCE / folder)
            (home / "build/release").mkdir(parents=True)
            (home / "build/release/examples").symlink_to(first.parent)
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", commands()],
                cwd=home,
                env={**os.environ, "PATH": f"{tool.parent}:{os.environ['PATH']}", "HOME": name},
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue((home / "again.pcap").exists())
        said = indented(r"^\.\. code-block:: text$")
        self.assertGreaterEqual(len(said), 2)
        for line in "".join(said).splitlines():
            self.assertRegex(done.stdout, re.compile(f"^{pattern(line)}$", re.M))

    def test_there_are_commands(self):
        self.assertGreaterEqual(len(re.findall(r"^l4m-tool ", commands(), re.M)), 8)


if __name__ == "__main__":
    FILES = [pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2)]
    unittest.main()
