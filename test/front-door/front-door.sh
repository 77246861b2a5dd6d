#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The front door under bad circumstances: each must end with a sentence that helps, the right exit status, and nothing
# left behind. A copy of ./l4m runs in a folder of its own, with stand-ins for the commands that it calls.
# usage: front-door.sh L4M-REPRODUCE-PAPER
set -euo pipefail
reproduce=$(readlink -f "$1")
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
expect 'unknown command lists the commands' 2 'reproduce, test, validate, fuzz, build, run, report, bench, clean, help' frobnicate
expect 'test takes no options' 2 "'--fast' is not an option" test --fast
expect 'validate names its checks by --list alone' 2 "'--lst' is not an option of 'validate'; there is: --list" validate --lst
expect 'a check is named by letters' 2 "'a|b' is not the name of a check" validate 'a|b'
expect 'clean without a build' 0 '' clean

fresh
stand_in dpkg-query 'echo "dpkg-query was called" >&2; exit 1'
expect 'an unknown option, before any set-up' 2 "'--fiel' is not an option of 'reproduce'; there are: --file" reproduce --fiel x
expect 'an option without its value' 2 '--seed needs a value' reproduce --seed
expect 'a file that does not exist' 2 "'/nowhere' does not exist" reproduce --file=/nowhere
expect 'the same as two words' 2 "'/nowhere' does not exist" reproduce --seed 7 --file /nowhere
expect 'an unknown option of fuzz' 2 "'--second=5' is not an option of 'fuzz'; there is: --seconds=N" fuzz --second=5
expect 'no seconds' 2 "--seconds: '0' is not a whole number from 1" fuzz --seconds=0
expect 'seconds that are no number' 2 "--seconds: '1m' is not a whole number" fuzz header --seconds=1m
expect 'an unknown fuzz target' 2 "'head' is not a target of 'fuzz'; there are: header setup resume input machine capture" fuzz head
expect 'run without a name' 2 'There are: first' run
expect 'an unknown scenario' 2 "'frist' is not a scenario; there are: first" run frist
[ ! -e "$work/tree/build" ] || { echo 'bad options left a build folder behind' && failures=$((failures + 1)); }

# The options that the front door lets through are those of the program.
known=$("$reproduce" --help | sed -n 's/^  \(--[a-z]*\) .*/\1/p' | grep -v -- '--help' | sort)
listed=$(sed -n 's/^reproduce_options=(\(.*\))$/\1/p' "$top/l4m" | tr ' ' '\n' | sort)
[ "$known" = "$listed" ] || {
    printf 'options of the program:\n%s\nin ./l4m:\n%s\n' "$known" "$listed"
    failures=$((failures + 1))
}

fresh
for command in bash readlink dirname cat; do
    ln -s "$(command -v "$command")" "$work/bin/$command"
done
got=0
out=$(cd "$work/tree" && PATH="$work/bin" ./l4m build 2>&1 </dev/null) || got=$?
if [ "$got" != 1 ] || ! grep -q 'not a Debian system.*libns3-dev' <<<"$out"; then
    printf 'not Debian: exit %s; it said:\n%s\n' "$got" "$out"
    failures=$((failures + 1))
fi

fresh
stand_in dpkg-query 'exit 1'
stand_in id 'echo 1000'
stand_in sudo 'exit 1'
expect 'no root: the line to run' 1 'apt-get install --no-install-recommends -y build-essential' build
[ ! -e "$work/tree/build" ] || { echo 'no root: left a build folder behind' && failures=$((failures + 1)); }

fresh
stand_in dpkg-query 'exit 1'
stand_in id 'echo 0'
stand_in dpkg 'exit 0'
stand_in apt-get 'echo "E: Could not resolve the host"; exit 100'
expect 'no network: says so' 1 'Is there a network' build
[ ! -e "$work/tree/build" ] || { echo 'no network: left a build folder behind' && failures=$((failures + 1)); }

# All packages there: a call asks apt for nothing, and finishes what an interrupted one had begun.
fresh
stand_in dpkg-query 'printf installed'
stand_in apt-get 'echo "apt-get was called"; exit 100'
# shellcheck disable=SC2016 # the stand-in expands it
stand_in cmake 'echo "BUILD_TESTING:BOOL=ON" >build/release/CMakeCache.txt
echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >>build/release/CMakeCache.txt
: >build/release/build.ninja'
stand_in ninja 'echo "ninja $*"'
mkdir -p "$work/tree/build/release"
: >"$work/tree/build/.l4m-build"
(cd "$work/tree" && echo "CMAKE_HOME_DIRECTORY:INTERNAL=$(pwd -P)" >build/release/CMakeCache.txt)
expect 'an interrupted configuration is done again' 0 'configuring' build
stand_in cmake 'echo "cmake was called"; exit 1'
expect 'a second call goes straight to ninja' 0 'ninja -C .*/build/release all' build
: >"$work/tree/build/precious"
expect 'clean leaves what is not ours' 0 'left alone' clean
[ -e "$work/tree/build/precious" ] || { echo 'clean deleted a foreign file' && failures=$((failures + 1)); }
[ ! -e "$work/tree/build/release" ] || { echo 'clean left the build' && failures=$((failures + 1)); }

fresh
stand_in dpkg-query 'exit 1'
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
