#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# How much of the codec's sources its own tests run: all that link it, but not l4m-tool or the examples.
# usage: coverage.sh BUILD_DIRECTORY
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
cmake -S "$top/codec" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS="--coverage -fprofile-update=atomic" \
    -DL4M_INSTALL=OFF -DL4M_SHARED=OFF -DL4M_TOOL=OFF >/dev/null
ninja -C "$build" --quiet
find "$build" -name '*.gcda' -delete
ctest --test-dir "$build" --output-on-failure -L codec -LE valgrind -E 'example|install|wireshark' >"$build/tests.log" 2>&1 || {
    cat "$build/tests.log"
    exit 1
}
/usr/bin/python3 "$top/codec/test/coverage.py" "$build" "$top/codec/src"
