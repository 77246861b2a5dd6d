#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
set -euo pipefail
cd "$(dirname "$0")/../.."
shellcheck l4m .ci/run test/checks/*.sh test/front-door/*.sh test/independent/*.sh codec/fuzz/*.sh
