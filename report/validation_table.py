#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Makes the table of the long checks' figures: ./l4m validate

It reads ctest's record (JUnit XML) and writes a reStructuredText table of every RESULT line in it, see
cmake/validate.cmake, with the date and the version that produced them.
"""

import argparse
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timezone
from pathlib import Path

COLUMNS = ["What", "Measured", "Expected", "Verdict"]
VERDICTS = ("holds", "differs", "fails")


class BadRecord(Exception):
    """The record cannot be read, or a check has printed a line that is no figure."""


def figures(name, text):
    """The rows of one check's output."""
    rows = []
    for line in text.splitlines():
        # With --verbose or a prefix of ctest's the word is still the first one of its line.
        if not line.startswith("RESULT\t"):
            continue
        fields = [field.strip() for field in line.split("\t")[1:]]
        if len(fields) != len(COLUMNS) or not all(fields):
            raise BadRecord(f"{name}: a RESULT line has {len(COLUMNS)} fields set off by tabs, none empty; not: {line!r}")
        if not fields[-1].startswith(VERDICTS):
            raise BadRecord(f"{name}: a verdict begins with {', '.join(VERDICTS)}; not: {fields[-1]!r}")
        rows.append(fields)
    return rows


def checks(record):
    """(name, passed, seconds, rows) of each check in ctest's record, by name."""
    try:
        root = ElementTree.parse(record).getroot()
    except (OSError, ElementTree.ParseError) as error:
        raise BadRecord(f"{record}: not a record of ctest's: {error}") from error
    found = []
    for case in root.iter("testcase"):
        name = case.get("name", "").removeprefix("validate-")
        rows = figures(name, case.findtext("system-out") or "")
        found.append((name, case.get("status") == "run", float(case.get("time") or 0), rows))
    if not found:
        raise BadRecord(f"{record}: there is no check in it")
    return sorted(found)


def version(folder):
    """What git calls the tree, with "and changes" if it is not what was committed."""
    command = ["git", "-C", str(folder), "describe", "--always", "--abbrev=10", "--dirty= and changes"]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown (not a git tree)"


def escaped(text):
    """Text as reStructuredText shows it, letter by letter."""
    return "".join("\\" + letter if letter in "\\*`|_" else letter for letter in text)


def table(rows):
    """A list-table directive: what stands in a cell needs no columns counted."""
    lines = [".. list-table::", "   :header-rows: 1", "   :widths: 40 20 28 12", ""]
    for row in [COLUMNS, *rows]:
        for number, cell in enumerate(row):
            lines.append(f"   {'* -' if number == 0 else '  -'} {escaped(cell)}")
    return lines


def page(found, tree):
    """The table's text."""
    today = datetime.now(timezone.utc).date().isoformat()
    lines = [
        ".. SPDX-License-Identifier: GPL-2.0-only",
        ".. Copyright (c) 2026 Seed ed1e0298 maintainers",
        ".. Made by ./l4m validate; do not edit.",
        "",
        f"Made on {today} by ``./l4m validate``, version {tree}.",
        "",
    ]
    for name, passed, seconds, rows in found:
        lines += [name, "~" * len(name), ""]
        outcome = "Passed" if passed else "**Failed**"
        lines += [f"{outcome}, {seconds:.0f} s.", ""]
        if rows:
            lines += [*table(rows), ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="validation_table.py", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("record", type=Path, help="what ctest --output-junit has written")
    parser.add_argument("table", type=Path, help="where the table goes")
    arguments = parser.parse_args()
    try:
        text = page(checks(arguments.record), version(Path(__file__).parent))
        arguments.table.write_text(text, encoding="utf-8")
    except (BadRecord, OSError) as error:
        print(f"l4m: {error}", file=sys.stderr)
        return 1
    print(f"l4m: the table of the figures: {arguments.table}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
