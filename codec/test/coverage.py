#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""How much of the codec's sources its tests have run, from what gcc's --coverage counted.

usage: coverage.py BUILD_DIRECTORY SOURCE_DIRECTORY

The tests have been run in BUILD_DIRECTORY, which was compiled with --coverage. Prints lines and branches of each file of
SOURCE_DIRECTORY, and every line that was not run. Exits with 1 where fewer than 95 % of the lines were.
"""

import collections
import json
import pathlib
import subprocess
import sys

LINES_WANTED = 95.0


def counts(build, source):
    """Times that each line was run, and each branch was taken: {file: {line: count}}, {file: {(line, index): count}}."""
    lines = collections.defaultdict(collections.Counter)
    branches = collections.defaultdict(collections.Counter)
    for data in sorted(build.glob("CMakeFiles/l4m-objects.dir/src/*.gcda")):
        command = ["gcov", "--json-format", "--stdout", "--branch-probabilities", str(data)]
        result = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=build).stdout)
        for file in result["files"]:
            path = (build / file["file"]).resolve()
            if path.parent != source:
                continue
            for line in file["lines"]:
                number = line["line_number"]
                lines[path.name][number] += line["count"]
                for index, branch in enumerate(line["branches"]):
                    branches[path.name][number, index] += branch["count"]
    return lines, branches


def percent(counter):
    """How many of the counted things were run at all, and of how many."""
    run = sum(1 for count in counter.values() if count > 0)
    return run, len(counter), 100.0 * run / len(counter) if counter else 100.0


def main(words):
    if len(words) != 2:
        sys.exit(__doc__)
    build, source = (pathlib.Path(word).resolve() for word in words)
    lines, branches = counts(build, source)
    if not lines:
        sys.exit(f"{build}: no counts there: compile with --coverage and run the tests first")
    missed = []
    for name in sorted(lines):
        run, total, share = percent(lines[name])
        taken, ways, part = percent(branches[name])
        print(f"{name:16} {run:4} of {total:4} lines {share:6.1f} %   {taken:4} of {ways:4} branches {part:6.1f} %")
        text = (source / name).read_text().splitlines()
        missed += [f"{name}:{n}: {text[n - 1].strip()}" for n in sorted(lines[name]) if lines[name][n] == 0]
    everything = collections.Counter({(f, n): c for f in lines for n, c in lines[f].items()})
    every_way = collections.Counter({(f, n): c for f in branches for n, c in branches[f].items()})
    run, total, share = percent(everything)
    taken, ways, part = percent(every_way)
    for line in missed:
        print(f"not run: {line}")
    print(f"all: {run} of {total} lines, {share:.1f} % ({LINES_WANTED:.0f} % wanted); "
          f"{taken} of {ways} branches, {part:.1f} %")
    verdict = "holds" if share >= LINES_WANTED else "fails"
    print(f"RESULT\tcodec: lines run by its tests, %\t{share:.1f}\tat least {LINES_WANTED:.0f}\t{verdict}")
    return 0 if share >= LINES_WANTED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
