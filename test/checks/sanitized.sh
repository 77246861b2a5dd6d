#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The codec's tests once more under AddressSanitizer and UndefinedBehaviorSanitizer, in a build of their own.
# usage: sanitized.sh BUILD_DIRECTORY
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cmake -S "$top/codec" -B "$1" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DL4M_SANITIZE=ON >/dev/null
ninja -C "$1" --quiet
ctest --test-dir "$1" --output-on-failure
