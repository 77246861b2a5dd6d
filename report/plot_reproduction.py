#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Draws the figures of the paper's experiment from the results of l4m-reproduce-paper.

    plot_reproduction.py RESULTS [--out FOLDER]

transfer.svg, transfer.png: the file transfer around the move, as a time-sequence plot.
staircase.svg, staircase.png: when data flows again, by the moment the new address came.
Same results, same bytes.
"""

import argparse
import csv
import json
import math
import os
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)

# Colours of Okabe and Ito, told apart by colour-blind readers too; the marks differ as well.
BLUE = "#0072B2"
ORANGE = "#D55E00"
GREY = "#6E6E6E"
LIGHT = "#E9E9E9"

PAPER_SECONDS = 12.8  # the paper, section 4

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "legend.fontsize": 8,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "lines.linewidth": 1.3,
    "legend.frameon": False,
    "svg.hashsalt": "l4m",
    "savefig.dpi": 200,
    "figure.dpi": 200,
}


class BadResults(Exception):
    """The results cannot be drawn; the text says why."""


def read_csv(folder, name, columns):
    """Rows of a CSV file as dictionaries; BadResults where it is not what the experiment writes."""
    path = os.path.join(folder, name)
    try:
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            missing = set(columns) - set(reader.fieldnames or [])
            if missing:
                raise BadResults(f"{path} has no column {', '.join(sorted(missing))}")
            return list(reader)
    except OSError as error:
        raise BadResults(f"{path} cannot be read ({error.strerror}); run l4m-reproduce-paper first") from error


def read_json(folder, name):
    """A JSON file of the results."""
    path = os.path.join(folder, name)
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise BadResults(f"{path} cannot be read ({error.strerror}); run l4m-reproduce-paper first") from error
    except ValueError as error:
        raise BadResults(f"{path} is not JSON: {error}") from error


def save(figure, folder, name):
    """Writes a figure as SVG and PNG, under another name first so that none is left half-written."""
    for kind, metadata in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
        path = os.path.join(folder, f"{name}.{kind}")
        partial = path + ".partial"
        try:
            figure.savefig(partial, format=kind, metadata=metadata)
            os.replace(partial, path)
        except OSError as error:
            raise BadResults(f"{path} cannot be written ({error.strerror})") from error
    plt.close(figure)


def points(rows, run, event):
    """Times in seconds from the move, and positions in the file in bytes."""
    chosen = [row for row in rows if row["run"] == run and row["event"] == event]
    return [float(row["time_s"]) for row in chosen], [int(row["byte"]) for row in chosen]


def at_move(rows, transfer):
    """The position up to which data had been delivered when nothing more came."""
    times, positions = points(rows, transfer["run"], "delivered")
    end = math.inf if transfer["resumed_ns"] is None else transfer["resumed_ns"] / 1e9
    # A CSV file has whole microseconds.
    return max(p for t, p in zip(times, positions) if t < end - 1e-6)


def tries(transfer):
    """Retransmissions up to the one that got through, in seconds from the move."""
    timer = transfer["rto_ns"]
    times = []
    for time in transfer["retransmissions_ns"]:
        if times and time - times[-1] < timer:
            break
        times.append(time)
    return [time / 1e9 for time in times]


def label_tries(axes, marks, position):
    """Writes the time beside each mark, from the last one on, where there is room."""
    room = 0.045 * (marks[-1] + 1.1) if marks else 0
    for number in range(len(marks) - 1, -1, -1):
        time, last = marks[number], number == len(marks) - 1
        if time < room or (not last and marks[number + 1] - time < room):
            continue
        axes.annotate(
            f"{time:.2f} s" if last else f"{time:.1f}", (time, position), xytext=(-2, 7) if last else (0, 7),
            textcoords="offset points", ha="right" if last else "center", color=BLUE, fontsize=7.5,
        )  # fmt: skip


def draw_overview(axes, rows, paper, kick):
    """The whole of both transfers."""
    outage = paper["outage_ns"] / 1e9
    if outage > 0:
        axes.axvspan(0, outage, color=LIGHT, lw=0)
    lines = (("paper", paper, BLUE, "-", "as in the paper"), ("kick", kick, ORANGE, (0, (4, 1.5)), "TCP told of the move"))
    for run, _, colour, style, label in lines:
        times, positions = points(rows, run, "delivered")
        axes.plot(times, [p / 1e6 for p in positions], color=colour, ls=style, label=f"delivered, {label}")
    held = at_move(rows, paper) / 1e6
    marks = tries(paper)
    axes.plot(
        marks, [held] * len(marks), ls="", marker="x", ms=6, mew=1.4, color=BLUE,
        label="TCP's retransmissions, as in the paper", zorder=5,
    )  # fmt: skip
    label_tries(axes, marks, held)
    top = max(p for run in ("paper", "kick") for p in points(rows, run, "delivered")[1]) / 1e6
    if outage > 2:
        axes.text(outage / 2, top * 0.06, "no network, no address", ha="center", color=GREY)
    axes.set_ylim(0, top * 1.06)
    axes.set_xlim(-1.1, None)
    axes.set_xlabel("time from the move (s)")
    axes.set_ylabel("position in the file (MB)")
    axes.legend(loc="upper left", bbox_to_anchor=(0.09, 1.03), handlelength=2.6)


def draw_zoom(axes, rows, transfer, colour, begin, span, legend, title):
    """Some milliseconds of one transfer: every segment sent, every delivery."""
    held = at_move(rows, transfer)

    def inside(event):
        times, positions = points(rows, transfer["run"], event)
        return [((t - begin) * 1e3, (p - held) / 1e3) for t, p in zip(times, positions) if span[0] <= (t - begin) * 1e3 <= span[1]]

    sent = inside("sent")
    delivered = inside("delivered")
    axes.axhline(0, color=GREY, lw=0.6, ls=":")
    axes.plot([s[0] for s in sent], [s[1] for s in sent], ls="", marker="|", ms=5, mew=1.1, color="black", label="sent")
    axes.plot(
        [d[0] for d in delivered], [d[1] for d in delivered], ls="", marker="o", ms=2.2, color=colour, label="delivered"
    )
    axes.set_xlim(*span)
    axes.set_title(title, loc="left")
    axes.set_xlabel(f"time from {begin:.3f} s (ms)" if begin > 0 else "time from the move (ms)")
    axes.legend(loc=legend, handletextpad=0.2, borderaxespad=0.2)


def plot_transfer(folder, out):
    """The time-sequence plot."""
    rows = read_csv(folder, "transfer-sequence.csv", ["run", "time_s", "event", "byte"])
    transfers = {t["run"]: t for t in read_json(folder, "reproduce.json")["transfer"]}
    paper, kick = transfers["paper"], transfers["kick"]
    figure = plt.figure(figsize=(7.0, 5.4), constrained_layout=True)
    grid = figure.add_gridspec(2, 3, height_ratios=(1.35, 1))
    draw_overview(figure.add_subplot(grid[0, :]), rows, paper, kick)
    zooms = [(paper, BLUE, 0, (-6, 8), "lower right", "The move")]
    if kick["resumed_ns"] is not None:
        new = kick["outage_ns"] / 1e9
        zooms.append((kick, ORANGE, new, (-2, 12), "upper left", "TCP told of the move:\nthe new address comes at 0"))
    if paper["resumed_ns"] is not None:
        marks = tries(paper)
        title = f"As in the paper:\nretransmission {len(marks)} at 0"
        zooms.append((paper, BLUE, marks[-1], (-2, 12), "upper left", title))
    for column, zoom in enumerate(zooms):
        axes = figure.add_subplot(grid[1, column])
        draw_zoom(axes, rows, *zoom)
        if column == 0:
            axes.set_ylabel("position from where\nthe flow stopped (kB)")
    save(figure, out, "transfer")


def plot_staircase(folder, out):
    """When data flows again, by the moment the new address came."""
    rows = read_csv(folder, "staircase.csv", ["mode", "new_address_s", "resumed_s", "rto_ms"])
    timer = float(rows[0]["rto_ms"]) / 1e3
    figure, axes = plt.subplots(figsize=(5.6, 4.2), constrained_layout=True)
    longest = max(float(row["new_address_s"]) for row in rows)

    # What doubling the timer predicts: retransmission n comes (2^n - 1) x timer after the loss.
    steps = [(2**n - 1) * timer for n in range(0, 8)]
    for n in range(1, len(steps)):
        begin, end = steps[n - 1], min(steps[n], longest)
        if begin < longest:
            axes.plot([begin, end], [steps[n]] * 2, color=GREY, lw=0.9, zorder=1, label="_")
            if steps[n] <= longest:
                axes.plot([steps[n]] * 2, [steps[n], steps[n + 1]], color=GREY, lw=0.5, ls=":", zorder=1)
    axes.plot([], [], color=GREY, lw=0.9, label=f"(2ⁿ − 1) × {timer * 1e3:.0f} ms, the doubling timer")

    axes.axhline(PAPER_SECONDS, color="black", lw=0.8, ls=(0, (5, 3)), zorder=1)
    axes.text(0.1, PAPER_SECONDS + 0.35, "12.8 s, measured in the paper", fontsize=8)
    marks = (
        ("paper", BLUE, "o", "as in the paper: TCP waits for its timer"),
        ("kick", ORANGE, "s", "TCP told of the move"),
    )
    for mode, colour, marker, label in marks:
        chosen = [row for row in rows if row["mode"] == mode and row["resumed_s"]]
        axes.plot(
            [float(row["new_address_s"]) for row in chosen], [float(row["resumed_s"]) for row in chosen],
            ls="", marker=marker, ms=3.2, mew=0, color=colour, label=label, zorder=3,
        )  # fmt: skip
    axes.set_xlim(-0.2, longest + 0.2)
    axes.set_ylim(0, None)
    axes.set_xlabel("new address usable, from the move (s)")
    axes.set_ylabel("data flowing again, from the move (s)")
    axes.legend(loc="upper left")
    save(figure, out, "staircase")


def main():
    """Reads the command line; complaints go to standard error."""
    parser = argparse.ArgumentParser(description="Draws the figures of the paper's experiment as SVG and PNG.")
    parser.add_argument("results", help="folder that l4m-reproduce-paper has written to")
    parser.add_argument("--out", help="folder of the figures (default: that of the results)")
    options = parser.parse_args()
    out = options.out or options.results
    try:
        os.makedirs(out, exist_ok=True)
        with plt.rc_context(STYLE):
            plot_transfer(options.results, out)
            plot_staircase(options.results, out)
    except OSError as error:
        sys.exit(f"plot_reproduction.py: {out} cannot be made ({error.strerror})")
    except BadResults as error:
        sys.exit(f"plot_reproduction.py: {error}")
    print(f"Figures: {os.path.join(out, 'transfer')}.svg, .png, {os.path.join(out, 'staircase')}.svg, .png")


if __name__ == "__main__":
    main()
