#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The pages of doc/ build without a warning, as ns-3's do: every page in the index, every reference resolved.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# Debian's Sphinx belongs to Debian's Python.
/usr/bin/python3 -m sphinx -q -W --keep-going -n -b html -d "$out/doctrees" doc "$out/html"
[ -f "$out/html/index.html" ]
