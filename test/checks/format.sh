#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# C and C++ are formatted as .clang-format says: the codec's in codec/, ns-3's elsewhere.
set -euo pipefail
cd "$(dirname "$0")/../.."
git ls-files -z '*.c' '*.h' '*.cc' | xargs -0 clang-format --dry-run --Werror --style=file
