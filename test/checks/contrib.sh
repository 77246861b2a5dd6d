#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# What an ns-3 tree reads of this folder fits together: each file that wscript-compat/wscript hands to waf exists, all of
# the codec and of the model are among them, examples have all files that they include, test/examples-to-run.py names the
# examples that the tree builds, and test suites name their kinds by model/l4-mobility/l4m-ns3-compat.h: ns-3 3.42 renamed
# them.
set -euo pipefail
cd "$(dirname "$0")/../.."
/usr/bin/python3 - <<'PYTHON'
import re
import sys
from pathlib import Path
from types import SimpleNamespace

made = []  # what the wscript makes


def make(*_, **__):
    made.append(SimpleNamespace(use=[], source=[]))
    return made[-1]


class Build:
    path = SimpleNamespace(abspath=lambda: ".")
    env = {"ENABLE_EXAMPLES": True}
    create_ns3_module = create_ns3_program = __call__ = staticmethod(make)


scope = {}
exec(Path("wscript-compat/wscript").read_text(), scope)
scope["build"](Build())
files = [Path(file) for each in made for file in each.source]
wrong = ["wscript-compat/wscript: no file %s" % file for file in files if not file.is_file()]

model = [*Path("model/l4-mobility").glob("*.cc"), *Path("codec/src").glob("*.c")]
model = set(model) - {Path("model/l4-mobility/l4-mobility-system.cc")}  # the lab's
wrong += ["wscript-compat/wscript: without %s" % file for file in sorted(model - set(files))]

lists = {}
exec(Path("test/examples-to-run.py").read_text(), lists)
run = {name for name, *_ in lists["cpp_examples"]}
text = Path("cmake/contrib-examples.cmake").read_text()
built = set(re.findall(r"NAME (l4m-[a-z-]+)", text))
instruments = re.findall(r"instrument\(([a-z]+)\)", text) + re.search(r"ITEMS ([a-z -]+)\)", text).group(1).split()
built |= {"l4m-" + name for name in instruments}
wrong += ["test/examples-to-run.py: %s is not in both it and cmake/contrib-examples.cmake" % n for n in run ^ built]

# A program is linked with the file beside each header of examples/ that it includes.
programs = [(" ".join(each.source), "wscript-compat/wscript") for each in made]
for files in re.findall(r"SOURCE_FILES (.*)", text):
    programs += [(files.replace("${name}", name), "cmake/contrib-examples.cmake") for name in instruments]
for files, where in programs:
    names = {Path(file).name for file in files.split()}
    for name in sorted(names):
        file = Path("examples", name)
        needed = re.findall(r'#include "([a-z-]+)\.h"', file.read_text()) if file.is_file() else []
        wrong += ["%s: %s without %s.cc" % (where, name, n) for n in needed if n + ".cc" not in names]

kind = re.compile(r"TestCase::(QUICK|EXTENSIVE|TAKES_FOREVER)\b|TestSuite\(\"[^\"]*\", *(TestSuite::)?[A-Z]+\)")
wrong += ["%s: %s, deprecated in ns-3.42, gone in 3.48" % (file, found[0])
          for file in sorted(Path("test").rglob("*.cc")) for found in kind.finditer(file.read_text())]

print("\n".join(wrong))
sys.exit(bool(wrong))
PYTHON
