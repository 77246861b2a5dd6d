#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Frama-C's Eva over what reads packets and saved associations in the codec, for any bytes (codec/analysis): not one
# alarm. So that this means something, copies of the library that were broken on purpose have to give some.
# usage: frama-c.sh
set -euo pipefail
cd "$(dirname "$0")/../../codec"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/broken"
cp src/*.[ch] "$scratch/broken"

# What of the library a program needs, beside header.c, which analysis/option.c includes.
files() {
    case $1 in
    decode | offers) echo setup.c ;;
    l4) echo setup.c l4.c ;;
    input) echo setup.c input.c data.c initiator.c responder.c l4.c replay.c assoc.c suite.c ;;
    resume) echo setup.c resume.c data.c l4.c replay.c assoc.c suite.c ;;
    esac
}

# Where Eva keeps states apart: by what these functions return, and how many in a function.
input_returns=,l4m_crypto_keypair:0,l4m_assoc_new:0,waiting:0,listens:0,admit:0,l4m_data_input:0,make_key:0
input_returns+=,answers_syn:0,guarded:0
input_states=,next_pairs:500,input_plain_syn:100,l4m_data_input:100,input_data:100,next_round:100
resume_returns=,l4m_assoc_new:0,l4m_resume:0
resume_states=,l4m_resume:100,resume:100,checksum:0

# analyse NAME FOLDER PROGRAM BYTES L4: Eva's words go to NAME.log, the number of alarms to NAME.alarms.
analyse() {
    local name=$1 src=$2 program=$3 log=$scratch/$1.log
    local -a sources=("analysis/$program.c" analysis/option.c) options=()
    local file returns=l4m_option_next_itself:1,l4m_header_decode:0 states=l4m_option_next:100 system=
    for file in $(files "$program"); do
        sources+=("$src/$file")
    done
    if [ "$program" = input ]; then
        sources+=(analysis/stubs.c)
        returns+=$input_returns
        states+=$input_states
    elif [ "$program" = resume ]; then
        sources+=(analysis/stubs.c analysis/cut.c)
        returns+=$resume_returns
        states+=$resume_states
        # libcrypto's headers lie behind those of Frama-C's own C library.
        options+=(-c11)
        system="-idirafter /usr/include -idirafter /usr/include/$(gcc -print-multiarch)"
    fi
    frama-c "${options[@]}" -eva -eva-precision 2 -eva-ilevel 300 -machdep gcc_x86_64 -eva-no-print -kernel-verbose 0 \
        -eva-split-return-function "$returns" -eva-slevel-function "$states" \
        -eva-partition-value analysis_left,analysis_step -eva-split-limit 2000 \
        -eva-domains-function octagon:l4m_tcp_has_option -main "analysis_$program" \
        -cpp-extra-args="-DL4M_ANALYSIS_BYTES=$4 -DL4M_ANALYSIS_L4=$5 -Iinclude -I$src $system" "${sources[@]}" \
        >"$log" 2>&1 &&
        grep -q 'Frama_C_show_each_end' "$log" || return 0
    grep -c '^\[eva:alarm\]' "$log" >"$scratch/$name.alarms" || true
}

# without FILE TEXT REPLACEMENT: breaks the copy of a file, once.
without() {
    python3 - "$scratch/broken/$1" "$2" "$3" <<'END'
import sys
name, text, replacement = sys.argv[1:]
source = open(name).read()
assert source.count(text) == 1, f"{name}: not there once: {text}"
open(name, "w").write(source.replace(text, replacement))
END
}
without header.c 'length > (left - 4) / 4 * 4' 'length > left'
without resume.c 'len != L4M_SAVED_SIZE' 'len < AT_CHECKSUM'
without input.c 'header->type == L4M_TYPE_OFFER && ' ''

# Name, program, bytes that are any (of options, or of an extended header; of saved ones all are), bytes of the ordinary
# header.
{
    analyse input-tcp src input 76 24
    analyse decode src decode 64 0
    analyse broken-option "$scratch/broken" offers 32 0
    analyse l4 src l4 64 0
    analyse resume src resume 64 0
} &
{
    analyse input-udp src input 76 8
    analyse offers src offers 96 0
    analyse offers-odd src offers 31 0
    analyse broken-input "$scratch/broken" input 64 24
    analyse broken-resume "$scratch/broken" resume 64 0
} &
wait

status=0
for name in decode offers offers-odd l4 input-tcp input-udp resume broken-option broken-input broken-resume; do
    if [ ! -s "$scratch/$name.alarms" ]; then
        tail -n 20 "$scratch/$name.log"
        echo "$name: Frama-C did not come to the end"
        status=1
        continue
    fi
    alarms=$(<"$scratch/$name.alarms")
    echo "$name: $alarms alarms;$(sed -n 's/^  In these functions,\(.*statements reached.*\)/\1/p' "$scratch/$name.log")"
    case $name in
    broken-*) [ "$alarms" -gt 0 ] || { echo "$name: the broken copy passes, so the check says nothing"; status=1; } ;;
    *) [ "$alarms" = 0 ] || { grep -A 4 '^\[eva:alarm\]' "$scratch/$name.log"; status=1; } ;;
    esac
done
exit $status
