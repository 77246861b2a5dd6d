# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Figures of the page, as plotly.js takes them: dictionaries of data and layout."""

from .data import PARTS

#: Okabe and Ito's colours, told apart by the colour-blind too.
COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#D55E00", "#CC79A7")
MS = 1e6

LAYOUT = {
    "font": {"family": "sans-serif", "size": 13, "color": "#222"},
    "plot_bgcolor": "#fff",
    "paper_bgcolor": "#fff",
    "hovermode": "closest",
}

#: Milliseconds in full: "10k" of them would have to be thought about.
AXIS = {"rangemode": "tozero", "gridcolor": "#ddd", "exponentformat": "none", "separatethousands": True}
#: Names, with room between them and the bars.
NAMES = {"autorange": "reversed", "automargin": True, "ticks": "outside", "ticklen": 8, "tickcolor": "#fff"}


def bars(groups):
    """Stacked bars of the mean parts of each group's gaps."""
    labels = [f"{group.name} – {group.direction}" for group in groups]
    data = []
    for (column, name), colour in zip(PARTS, COLOURS):
        values = [(group.mean(column) or 0) / MS for group in groups]
        data.append({
            "type": "bar", "orientation": "h", "name": name, "y": labels, "x": values,
            "marker": {"color": colour, "line": {"color": "#fff", "width": 1}},
            "hovertemplate": "%{y}<br>" + name + ": %{x:.3f} ms<extra></extra>",
        })
    notes = [
        {"x": (group.mean("total_ns") or 0) / MS, "y": label, "xanchor": "left", "showarrow": False,
         "text": f"{len(group.resumed)} of {len(group.rows)} resumed" if group.resumed else "never resumed",
         "font": {"color": "#A00", "size": 12}}
        for label, group in zip(labels, groups) if len(group.resumed) < len(group.rows)
    ]
    height = 196 + 30 * len(labels)
    layout = {
        **LAYOUT, "barmode": "stack", "height": height, "annotations": notes,
        "xaxis": {"title": {"text": "mean gap, ms"}, **AXIS}, "yaxis": NAMES,
        "legend": {"orientation": "h", "y": -60 / (height - 156), "yanchor": "top", "traceorder": "normal"},
        "margin": {"l": 10, "r": 20, "t": 36, "b": 120},
    }
    return {"data": data, "layout": layout}


def _mean(group, name):
    """The mean of a group's gaps as a point with its 95 % interval."""
    mean, bounds = group.mean("total_ns"), group.confidence("total_ns")
    low, high = bounds or (mean, mean)
    interval = "" if bounds is None else f"<br>95 % of it: {low / MS:.3f} to {high / MS:.3f} ms"
    return {
        "type": "scatter", "mode": "markers", "x": [mean / MS], "y": [name],
        "marker": {"symbol": "diamond", "size": 10, "color": "#222"},
        "error_x": {"type": "data", "symmetric": False, "array": [(high - mean) / MS], "arrayminus": [(mean - low) / MS],
                    "color": "#222", "thickness": 2},
        "hovertemplate": f"mean: %{{x:.3f}} ms{interval}<extra></extra>",
    }


def distributions(groups):
    """Each gap of each group as a point, with box, and the mean with its interval."""
    data = []
    for group in groups:
        name = f"{group.name} – {group.direction}"
        if group.resumed:
            data.append({
                "type": "box", "name": name, "orientation": "h", "boxpoints": "all",
                "jitter": 0.5, "pointpos": 0, "x": [row["total_ns"] / MS for row in group.resumed],
                "marker": {"size": 4, "color": COLOURS[3 if group.run["system"] == "l4-mobility" else 0]},
                "text": [f"seed {row['seed']}, mobile {row['mobile']}, handover {row['number']}" for row in group.resumed],
                "hovertemplate": "%{x:.3f} ms<br>%{text}<extra></extra>",
            })
            data.append(_mean(group, name))
    layout = {
        **LAYOUT, "height": 136 + 23 * len(data), "showlegend": False,
        "xaxis": {"title": {"text": "gap, ms"}, **AXIS}, "yaxis": NAMES,
        "margin": {"l": 10, "r": 20, "t": 36, "b": 50},
    }
    return {"data": data, "layout": layout}
