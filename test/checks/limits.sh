#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The codec stays readable in an evening: no file much over 600 lines, some 4,500 lines of code (neither blank nor
# comment) in all.
set -euo pipefail
cd "$(dirname "$0")/../../codec/src"
awk '
    FNR == 1 { comment = 0 }
    FNR == 621 { print FILENAME ": more than 620 lines"; bad = 1 }
    /^ *\/\*/ { comment = 1 }
    !comment && NF && !/^ *\/\// { code++ }
    /\*\// { comment = 0 }
    END { if (code > 4700) { print "codec/src: " code " lines of code, 4700 allowed"; bad = 1 } exit bad }' ./*.[ch]
