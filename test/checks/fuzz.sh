#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Each fuzz target of the codec for a bounded number of inputs, from a fixed seed. ./l4m fuzz runs them for long.
# usage: fuzz.sh BUILD_DIRECTORY
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
"$top/codec/fuzz/fuzz.sh" "$1" "$found" short header setup resume input machine capture
