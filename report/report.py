#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Makes a page out of the handover lab's results: ./l4m report

It reads a database and the events beside it, and writes index.html, which needs no network, and parts.svg.
"""

import argparse
import os
import sys
from pathlib import Path

from lab.data import BadInput, open_database, read_groups
from lab.page import make_page
from lab.svg import parts_svg


def write(path, text):
    """Writes a file as a whole or not at all."""
    new = path.with_name(path.name + ".new")
    try:
        new.write_text(text, encoding="utf-8")
        os.replace(new, path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise BadInput(f"{path}: it cannot be written: {error.strerror}") from error


def main():
    parser = argparse.ArgumentParser(prog="l4m report", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("database", nargs="?", default="build/lab/results.sqlite", help="results (default: %(default)s)")
    parser.add_argument("--out", metavar="DIR", help="folder of the page (default: report/ beside the database)")
    arguments = parser.parse_args()
    try:
        database = open_database(arguments.database)
        groups = [group for group in read_groups(database) if group.rows]
        if not groups:
            raise BadInput(f"{arguments.database}: there is no handover in it")
        folder = Path(arguments.database).parent
        page = make_page(database, groups, folder / "events")
        out = Path(arguments.out) if arguments.out else folder / "report"
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"{out}: it cannot be made a folder: {error.strerror}") from error
        write(out / "parts.svg", parts_svg(groups))
        write(out / "index.html", page)
    except BadInput as error:
        print(f"l4m report: {error}", file=sys.stderr)
        return 2
    print(f"{out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
