#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Inputs of a fuzz target between a folder with a file each, as libFuzzer has them, and a file with a line each.

usage: corpus.py unpack FILE FOLDER    the inputs of a file into a folder
       corpus.py pack FOLDER           the inputs of a folder as lines, shortest first
"""

import hashlib
import pathlib
import sys


def unpack(name, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for line in pathlib.Path(name).read_text().splitlines():
        if line and not line.startswith("#"):
            data = bytes.fromhex(line)
            (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def pack(folder):
    inputs = {path.read_bytes() for path in pathlib.Path(folder).iterdir()}
    for data in sorted(inputs, key=lambda data: (len(data), data)):
        if data:
            print(data.hex())


def main(words):
    if len(words) == 3 and words[0] == "unpack":
        unpack(words[1], words[2])
    elif len(words) == 2 and words[0] == "pack":
        pack(words[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
