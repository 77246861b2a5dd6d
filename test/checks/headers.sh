#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Each public header of the codec compiles alone, as C11 and as C++17, with gcc and with clang, without a warning.
set -euo pipefail
cd "$(dirname "$0")/../../codec/include"
for header in l4m/*.h; do
    for cc in gcc clang; do
        "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -I. -fsyntax-only -x c "$header"
        "$cc" -std=c++17 -Wall -Wextra -Wpedantic -Werror -I. -fsyntax-only -x c++ "$header"
    done
done
