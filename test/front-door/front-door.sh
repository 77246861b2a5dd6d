#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The front door under bad circumstances: each must end with a sentence that helps, the right exit status, and nothing
# left behind. A copy of ./l4m runs in a folder of its own, with stand-ins for the commands that it calls.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# A folder with ./l4m and a path on which only these stand-ins come before the system's commands.
fresh() {
    rm -rf "${work:?}/tree" "${work:?}/bin"
    mkdir -p "$work/tree" "$work/bin"
    cp "$top/l4m" "$work/tree/l4m"
}

stand_in() { # NAME BODY
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}

# expect NAME STATUS PATTERN COMMAND...: runs ./l4m, checks the exit status and that the pattern is in what it says.
expect() {
    local name=$1 status=$2 pattern=$3 got=0 out
    shift 3
    out=$(cd "$work/tree" && PATH="$work/bin:$PATH" ./l4m "$@" 2>&1 </dev/null) || got=$?
    if [ "$got" != "$status" ] || ! grep -q -- "$pattern" <<<"$out"; then
        printf '%s: exit %s, wanted %s with "%s"; it said:\n%s\n' "$name" "$got" "$status" "$pattern" "$out"
        failures=$((failures + 1))
    fi
}

fresh
expect 'help' 0 'reproduce' help
expect 'no command' 0 'usage' # no words at all
expect 'unknown command lists the commands' 2 'reproduce, test, build, run, bench, clean, help' frobnicate
expect 'test takes no options' 2 "'--fast' is not an option" test --fast
expect 'clean without a build' 0 '' clean

fresh
stand_in dpkg-query 'exit 1'
stand_in id 'echo 1000'
stand_in sudo 'exit 1'
expect 'no root: the line to run' 1 'apt-get install --no-install-recommends -y build-essential' build
[ ! -e "$work/tree/build" ] || { echo 'no root: left a build folder behind' && failures=$((failures + 1)); }

fresh
stand_in dpkg-query 'exit 1'
stand_in id 'echo 0'
stand_in apt-get 'echo "E: Could not resolve the host"; exit 100'
expect 'no network: says so' 1 'Is there a network' build

fresh
stand_in dpkg-query 'printf installed'
mkdir "$work/tree/build"
: >"$work/tree/build/precious"
expect 'a build folder that is not ours' 1 'was not made by this script' build
expect 'clean leaves it alone' 1 'left alone' clean
[ -e "$work/tree/build/precious" ] || { echo 'a foreign file was deleted' && failures=$((failures + 1)); }

fresh
stand_in dpkg-query 'printf installed'
stand_in cmake 'echo "No CMAKE_C_COMPILER could be found"; exit 1'
expect 'cmake fails: why' 1 'No CMAKE_C_COMPILER' build
expect 'cmake fails: sentence' 1 'cmake could not configure' build
expect 'clean takes away what was begun' 0 '' clean
[ ! -e "$work/tree/build" ] || { echo 'clean left a build folder' && failures=$((failures + 1)); }

fresh
stand_in dpkg-query 'printf installed'
mkdir -p "$work/tree/build/release"
: >"$work/tree/build/.l4m-build"
echo 'CMAKE_HOME_DIRECTORY:INTERNAL=/elsewhere' >"$work/tree/build/release/CMakeCache.txt"
expect 'a build of another folder' 1 'configured for another folder' build

[ "$failures" = 0 ] || exit 1
echo 'front door: all as expected'
