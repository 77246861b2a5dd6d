# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""The timeline of one handover."""

from .data import PARTS, read_events
from .figures import COLOURS, LAYOUT

MS = 1e6
#: What is drawn around the gap, in ns.
BEFORE = 300e6
AFTER = 700e6

#: Lanes, from top to bottom: key, label, symbol, colour.
LANES = (
    ("access", "access", "diamond", "#222222"),
    ("signal", "signalling", "star", "#CC79A7"),
    ("tx-up", "up: sent", "line-ns-open", "#0072B2"),
    ("rx-up", "up: arrived", "circle", "#0072B2"),
    ("tx-down", "down: sent", "line-ns-open", "#D55E00"),
    ("rx-down", "down: arrived", "circle", "#D55E00"),
)


def _lane(event):
    """Lane and hover text of an event, or None."""
    kind = event["e"]
    if kind in ("tx", "rx"):
        text = f"{event['flow']}, number {event['seq']}, {event['bytes']} bytes"
        return f"{kind}-{event['direction']}", text + (", again" if event["again"] else "")
    if kind == "timeout":
        return f"tx-{event['direction']}", f"{event['flow']}: TCP's timer ran out"
    if kind == "signal":
        return "signal", f"{event['name']} of the {event['sender']}, {event['bytes']} bytes"
    if kind == "ready":
        return "signal", f"way {event['direction']} open"
    if kind == "access":
        return "access", " ".join(filter(None, (event["step"], event["network"], event["address"])))
    if kind == "usable":
        names = ", ".join(f"{one['address']} ({one['network']})" for one in event["addresses"])
        return "access", "usable: " + (names or "none")
    return None


def _bands(row):
    """Phases of the gap as coloured bands; times relative to the loss."""
    shapes, at = [], row["g0_ns"]
    if row["total_ns"] is None or row["overlap_ns"]:
        return shapes
    for (column, _), colour in zip(PARTS, COLOURS):
        width = row[column] or 0
        if width:
            shapes.append({
                "type": "rect", "layer": "below", "yref": "paper", "y0": 0, "y1": 1,
                "x0": (at - row["loss_ns"]) / MS, "x1": (at + width - row["loss_ns"]) / MS,
                "fillcolor": colour, "opacity": 0.25, "line": {"width": 0},
            })
        at += width
    return shapes


def timeline(group, folder):
    """The figure of a group's representative handover; None where it has no events."""
    row = group.representative()
    if row is None:
        return None
    loss = row["loss_ns"]
    begin = min(row["g0_ns"] or loss, loss) - BEFORE
    end = (row["g1_ns"] or (row["usable_ns"] or loss) + 2e9) + AFTER
    key = group.key_of(row)
    events = read_events(folder, key, begin, end, row["mobile"])
    if events is None:
        return None
    points = {lane[0]: ([], [], []) for lane in LANES}
    for event in events:
        found = _lane(event)
        if found:
            x, text, again = points[found[0]]
            x.append((event["t"] - loss) / MS)
            text.append(found[1])
            again.append(bool(event.get("again")) or event["e"] == "timeout")
    data = []
    for key, label, symbol, colour in LANES:
        x, text, again = points[key]
        colours = ["#A00" if a else colour for a in again]
        data.append({
            "type": "scatter", "mode": "markers", "name": label, "x": x, "y": [label] * len(x), "text": text,
            "marker": {"symbol": [("x" if a else symbol) for a in again], "size": 9,
                       "color": colours, "line": {"width": 1.5, "color": colours}},
            "hovertemplate": "%{x:.3f} ms<br>%{text}<extra></extra>",
        })
    lanes = [lane[1] for lane in LANES]
    layout = {
        **LAYOUT, "height": 396, "showlegend": False, "shapes": _bands(row),
        "xaxis": {"title": {"text": "ms from the moment the node noticed its loss, or decided to switch"},
                  "gridcolor": "#ddd", "zeroline": True, "exponentformat": "none", "separatethousands": True},
        "yaxis": {"categoryorder": "array", "categoryarray": lanes[::-1], "automargin": True},
        "margin": {"l": 10, "r": 20, "t": 36, "b": 50},
    }
    return {"data": data, "layout": layout}
