#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# clang's warnings, as errors, over the codec (gcc's come with the build): all that it has over the library, and those
# that gcc is asked for over all else.
set -euo pipefail
cd "$(dirname "$0")/../../codec"
for source in src/*.c; do
    clang -std=c11 -Weverything -Werror -Wno-declaration-after-statement -Wno-padded -Wno-covered-switch-default \
        -Wno-reserved-identifier -Wno-disabled-macro-expansion -Iinclude -Isrc -fsyntax-only "$source"
done
for source in tool/*.c example/*.c fuzz/*.c bench/*.c test/*.c; do
    clang -std=c11 -D_GNU_SOURCE -DL4M_TOOL_VERSION='""' -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
        -Wsign-conversion -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wundef -Wvla -Werror \
        -Iinclude -Isrc -Itool -Itest -Ifuzz -Ibench -fsyntax-only "$source"
done
