#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers

# The examples that ns-3's test.py runs. It passes over those that were not built.

# (name and arguments, condition for running it, condition for running it under valgrind)
cpp_examples = [
    ("l4m-first", "True", "True"),
    ("l4m-tracing", "True", "True"),
    ("l4m-flow-monitor", "True", "True"),
    ("l4m-netanim", "True", "True"),
    ("l4m-lab-first", "True", "False"),
]

python_examples = []
