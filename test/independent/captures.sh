#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# A captured connection of each suite, over TCP and UDP, with a move in it: every MAC holds for a program that was
# written from the specification alone, and no longer holds when one byte of the capture is changed.
# usage: captures.sh L4M-FIRST
set -euo pipefail
first=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

suites=$("$first" --suite=? 2>&1 | sed 's/.*allowed, each once: //; s/,//g' || true)
[ "$(wc -w <<<"$suites")" = 9 ] || {
    echo "wanted the names of nine suites, got: $suites"
    exit 1
}
for suite in $suites; do
    for transport in '' --udp; do
        rm -f keys cap*.pcap
        "$first" $transport --suite="$suite" --pcap=cap --keys=keys >said
        /usr/bin/python3 "$here/verify.py" capture cap-2-1.pcap --keys keys >verified || {
            tail -n 5 verified
            echo "$suite $transport: the capture does not verify"
            exit 1
        }
        grep -q ' 1 moves' verified || {
            echo "$suite $transport: no move in the capture"
            exit 1
        }
        echo "$suite $transport: $(tail -n 1 verified)"
        # The last byte of the file is payload or, of an empty segment, MAC.
        printf '\377' | dd of=cap-2-1.pcap bs=1 seek=$(($(stat -c %s cap-2-1.pcap) - 1)) conv=notrunc status=none
        if /usr/bin/python3 "$here/verify.py" capture cap-2-1.pcap --keys keys >verified; then
            echo "$suite $transport: a changed byte went unnoticed"
            exit 1
        fi
    done
done
