#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# clang-tidy over the codec; .clang-tidy lists the checks.
set -euo pipefail
cd "$(dirname "$0")/../../codec"
printf '%s\0' src/*.c | xargs -0 -n 4 -P 2 sh -c 'clang-tidy --quiet "$@" -- -std=c11 -Iinclude -Isrc 2>&1 |
    grep -v "warnings generated\|warning generated\|^Suppressed\|^Use -header-filter" && exit 1 || exit 0' sh
