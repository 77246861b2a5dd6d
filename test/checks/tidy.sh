#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# clang-tidy over the codec, its tests aside: .clang-tidy lists the checks, those of the folders the ones that do not
# fit there, and why. A file at a time: of the second and later ones clang 14 says that no va_list is initialised.
set -euo pipefail
cd "$(dirname "$0")/../../codec"
printf '%s\0' {src,tool,example,bench,fuzz}/*.c | xargs -0 -n 1 -P 2 sh -c 'clang-tidy --quiet "$@" -- -std=c11 \
    -D_GNU_SOURCE -DL4M_TOOL_VERSION=\"\" -Iinclude -Isrc -Itool -Ifuzz 2>&1 |
    grep -v "warnings generated\|warning generated\|^Suppressed\|^Use -header-filter" && exit 1 || exit 0' sh
