# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# sphinx-build -b html doc build/doc

project = "L4 mobility"
author = "Seed ed1e0298 maintainers"
copyright = "2026, Seed ed1e0298 maintainers"
extensions = []
html_theme = "alabaster"
root_doc = "index"
