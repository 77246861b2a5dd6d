#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Each file that git tracks names its licence and its owner in its first lines. Data without comments and the texts of
# the licences themselves cannot.
set -euo pipefail
cd "$(dirname "$0")/../.."
status=0
while IFS= read -r -d '' file; do
    case $file in
    *.json | *.png | *.svg | *.pcap | LICENSE | LICENSES/* | codec/LICENSE) continue ;;
    esac
    head -n 6 "$file" | grep -q 'SPDX-License-Identifier: \(MIT\|GPL-2.0-only\)' || {
        echo "$file: no SPDX line among the first six (MIT under codec/, GPL-2.0-only elsewhere)"
        status=1
    }
done < <(git ls-files -z)
exit $status
