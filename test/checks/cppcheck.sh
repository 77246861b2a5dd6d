#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
set -euo pipefail
cd "$(dirname "$0")/../../codec"
cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
    --suppress=missingIncludeSystem -Iinclude -Isrc -Itool -Ifuzz src tool example fuzz
# ns-3 initialises attributes outside constructors and hands them over by value.
cd ..
cppcheck --quiet --std=c++17 --language=c++ --enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
    --suppress=missingIncludeSystem --suppress=uninitMemberVar --suppress=passedByValue -Icodec/include \
    model helper examples test
