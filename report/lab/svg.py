# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Stacked bars as SVG, for papers."""

import io

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)

from .data import PARTS  # noqa: E402
from .figures import COLOURS  # noqa: E402


def parts_svg(groups):
    """The mean parts of each group's gaps, as the text of an SVG file."""
    plt.rcParams.update({"svg.hashsalt": "l4m", "font.size": 8, "svg.fonttype": "none"})
    shown = [group for group in groups if group.resumed]
    figure, axes = plt.subplots(figsize=(6.8, 1.2 + 0.28 * max(1, len(shown))), layout="constrained")
    left = [0.0] * len(shown)
    for (column, name), colour in zip(PARTS, COLOURS):
        values = [group.mean(column) / 1e6 for group in shown]
        axes.barh(range(len(shown)), values, left=left, color=colour, label=name, height=0.7)
        left = [a + b for a, b in zip(left, values)]
    axes.set_yticks(range(len(shown)), [f"{group.name}, {group.direction}" for group in shown])
    axes.invert_yaxis()
    axes.set_xlabel("mean gap, ms")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.12), ncols=3, frameon=False)
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return out.getvalue()
