#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Builds the fuzz targets with clang and runs them, one after the other.
# usage: fuzz.sh BUILD_DIRECTORY FOUND_DIRECTORY seconds=N|short TARGET...
# "short" runs a fixed number of inputs of each from a fixed seed. What is found goes to FOUND_DIRECTORY/TARGET, and an
# input that breaks a target to FOUND_DIRECTORY/broken-TARGET-...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1 found=$2 how=$3
shift 3

# Inputs of a short run: some five seconds of each target, sanitizers included.
short_runs() {
    case $1 in
    header) echo 400000 ;;
    setup) echo 200000 ;;
    resume) echo 30000 ;;
    input) echo 5000 ;;
    machine) echo 3000 ;;
    *) echo 8000 ;;
    esac
}

# The lines of libFuzzer that say how far it is, in its own words at first and in ours at the end.
watch() { # TARGET
    awk -v target="$1" '
        $2 == "pulse" { print "  " $0; fflush() }
        { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1) }
        /^past the MAC: / { print "  " $0; fflush() }
        /^Done / { print target ": " $2 " inputs in " $5 " s, " edges " edges of code reached, none breaks it"; fflush() }
    '
}

mkdir -p "$build" "$found"
if [ ! -f "$build/build.ninja" ]; then
    cmake -S "$here/.." -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang -DL4M_FUZZ=ON \
        -DL4M_SHARED=OFF -DL4M_INSTALL=OFF >"$build/configure.log" 2>&1 || {
        tail -n 20 "$build/configure.log" >&2
        exit 1
    }
fi
ninja -C "$build" --quiet
"$build/fuzz/fuzz-seeds" "$build/seeds"

for target in "$@"; do
    case $how in
    seconds=*) bound=-max_total_time=${how#seconds=} ;;
    *) bound="-runs=$(short_runs "$target") -seed=1" ;;
    esac
    mkdir -p "$found/$target"
    /usr/bin/python3 "$here/corpus.py" unpack "$here/corpus/$target.txt" "$build/corpus/$target"
    log=$found/$target.log
    # shellcheck disable=SC2086 # two options
    "$build/fuzz/fuzz-$target" $bound -len_control=0 -max_len=2000 -dict="$here/l4m.dict" \
        -artifact_prefix="$found/broken-$target-" "$found/$target" "$build/corpus/$target" "$build/seeds/$target" 2>&1 |
        tee "$log" | watch "$target" || {
        grep -v -E '^#[0-9]+[[:space:]]' "$log" | tail -n 40
        echo "$target: an input breaks it; it is kept as a file $found/broken-$target-..., and $log has all that was said"
        exit 1
    }
done
