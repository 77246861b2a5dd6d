#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Doxygen understands every comment of the models, the helpers and the codec's interface, and every class, function and
# member has one. What overrides a function of ns-3's has that one's.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# Doxygen makes its warnings while it writes a format; XML is the quickest.
warnings=$(
    doxygen - 2>&1 <<END | grep -v 'override (function) of class .* is not documented' | sort -u
INPUT = model helper codec/include
RECURSIVE = YES
FILE_PATTERNS = *.h *.cc
OUTPUT_DIRECTORY = $out
GENERATE_HTML = NO
GENERATE_LATEX = NO
GENERATE_XML = YES
XML_PROGRAMLISTING = NO
JAVADOC_AUTOBRIEF = YES
EXTRACT_PRIVATE = YES
EXTRACT_STATIC = YES
MACRO_EXPANSION = YES
EXPAND_ONLY_PREDEF = YES
PREDEFINED = NS_LOG_COMPONENT_DEFINE(x)= NS_OBJECT_ENSURE_REGISTERED(x)=
QUIET = YES
WARN_IF_UNDOCUMENTED = YES
END
) || true
if [ -n "$warnings" ]; then
    printf '%s\n' "$warnings" >&2
    exit 1
fi
[ -f "$out/xml/index.xml" ] # or it did not run
