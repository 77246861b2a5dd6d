# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Results of the handover lab, as the report needs them."""

import json
import math
import sqlite3
import statistics
from pathlib import Path

APPLICATION = 0x4C344D31
VERSION = 2

#: Columns of the parts of a gap, and what a reader calls them.
PARTS = (
    ("d_l2_ns", "d_L2: link lost to link up"),
    ("d_md_ns", "d_MD: movement detected"),
    ("d_ac_ns", "d_AC: address usable"),
    ("t_proto_ns", "T_proto: system and way"),
    ("t_transport_ns", "T_transport: sender waits"),
)


class BadInput(Exception):
    """What is wrong with what the user gave, in a sentence."""


def open_database(path):
    """The database, for reading; BadInput where it is none of ours."""
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file; run a scenario first, as ./l4m run handover")
    try:
        database = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True)
        application = database.execute("PRAGMA application_id").fetchone()[0]
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if application != APPLICATION:
            raise BadInput(f"{path}: this is not a database of the handover lab")
        if version != VERSION:
            raise BadInput(f"{path}: its version is {version}, this program reads version {VERSION}")
        database.row_factory = sqlite3.Row
        if database.execute("SELECT count(*) FROM run").fetchone()[0] == 0:
            raise BadInput(f"{path}: there are no runs in it; run a scenario first")
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{path}: it cannot be read: {error}") from error
    return database


def student(freedom):
    """The 97.5 % quantile of Student's t with whole degrees of freedom: the root of Abramowitz and Stegun, 26.7.3 and 26.7.4."""
    def within(t):
        angle = math.atan(t / math.sqrt(freedom))
        cosine, odd = math.cos(angle), freedom % 2
        term, total = (cosine if odd else 1.0), 0.0
        for k in range(2 + odd, freedom + 1, 2):
            total += term
            term *= cosine * cosine * (k - 1) / k
        total *= math.sin(angle)
        return (angle + total) * 2 / math.pi if odd else total

    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle) < 0.95 else (low, middle)
    return low


def interval(by_seed):
    """95 % confidence interval of the mean over all values of all seeds, lists of values that are not less than 0; None with
    fewer than two seeds. By Student's t over seeds: values of one seed are not independent of each other. (A bootstrap over
    three seeds, which it was, holds the mean in three of four cases.)"""
    seeds, values = len(by_seed), sum(len(one) for one in by_seed)
    if seeds < 2:
        return None
    mean = sum(sum(one) for one in by_seed) / values
    squares = sum((sum(one) - mean * len(one)) ** 2 for one in by_seed)
    half = student(seeds - 1) * math.sqrt(squares * seeds / (seeds - 1)) / values
    return max(0.0, mean - half), mean + half


class Group:
    """Runs that differ in their seed alone, one flow of them."""

    def __init__(self, runs, rows):
        self.run = runs[rows[0]["run_id"]]
        self._keys = {row["run_id"]: runs[row["run_id"]]["key"] for row in rows}
        run = self.run
        self.config = json.loads(run["config"])
        # A gap has a beginning only where data arrived since the handover before.
        self.rows = [row for row in rows if row["g0_ns"] is not None]
        self.resumed = [row for row in self.rows if row["total_ns"] is not None]
        self.flow = rows[0]["flow"]
        self.direction = rows[0]["direction"]
        #: What tells it from others of the same scenario, in words.
        self.told_by = []

    @property
    def scenario(self):
        """The group without its system."""
        run = self.run
        parts = [run["preset"] or "", run["access"], run["family"], run["traffic"], run["label"] or ""]
        if run["access"] == "wifi-lte":
            parts.insert(2, self.config["switch"])
        parts += self.told_by
        return ", ".join(part for part in dict.fromkeys(parts) if part)

    @property
    def name(self):
        """The group, for people."""
        return f"{self.run['system']}: {self.scenario}"

    def seeds(self):
        """How many seeds it has handovers of."""
        return len({row["seed"] for row in self.rows})

    def mean(self, column):
        """Mean of a column over resumed handovers, None where there are none."""
        return statistics.fmean(row[column] for row in self.resumed) if self.resumed else None

    def median(self, column):
        """Median of a column over resumed handovers."""
        return statistics.median(row[column] for row in self.resumed) if self.resumed else None

    def confidence(self, column):
        """95 % confidence interval of mean()."""
        by_seed = {}
        for row in self.resumed:
            by_seed.setdefault(row["seed"], []).append(row[column])
        return interval(list(by_seed.values()))

    def key_of(self, row):
        """Key of the run that a row is of."""
        return self._keys[row["run_id"]]

    def representative(self):
        """The resumed handover of median gap; one that did not resume where none did."""
        if not self.resumed:
            return self.rows[0] if self.rows else None
        ordered = sorted(self.resumed, key=lambda row: (row["total_ns"], row["run_id"], row["number"]))
        return ordered[(len(ordered) - 1) // 2]


def _words(name, value):
    """A setting, for people."""
    if name.endswith("_ns"):
        name, value = name[:-3], f"{value / 1e6:g} ms"
    elif isinstance(value, dict):
        value = ", ".join(f"{key}={one}" for key, one in value.items())
    if name.endswith("_sha256"):
        value = value[:8]
    return f"{name.replace('_', ' ')} {value}" if value not in ("", None) else f"no {name.replace('_', ' ')}"


def _settings(group):
    """What a group was run with, its system apart."""
    return {**group.config, "ns-3": group.run["ns3_version"], "L4 mobility": group.run["project_version"], "system": None}


def _tell_apart(groups):
    """Gives groups whose scenario has the same name the settings in which they differ."""
    same = {}
    for group in groups:
        same.setdefault((group.scenario, group.flow), []).append(group)
    for alike in same.values():
        settings = [_settings(group) for group in alike]
        names = [name for name in settings[0] if len({json.dumps(of.get(name)) for of in settings}) > 1]
        for group, of in zip(alike, settings):
            group.told_by = [_words(name, of.get(name)) for name in names]


def read_groups(database):
    """All groups, in the order in which they were run."""
    runs = {row["id"]: row for row in database.execute("SELECT * FROM run ORDER BY id")}
    grouped = {}
    query = "SELECT handover.*, run.seed FROM handover JOIN run ON run.id = run_id ORDER BY handover.rowid"
    for row in database.execute(query):
        run = runs[row["run_id"]]
        grouped.setdefault((run["config"], run["ns3_version"], run["project_version"], row["flow"]), []).append(row)
    groups = [Group(runs, rows) for rows in grouped.values()]
    _tell_apart(groups)
    return groups


def read_table(database, sql):
    """Rows of a query as lists, with the columns' names first."""
    cursor = database.execute(sql)
    return [column[0] for column in cursor.description], [list(row) for row in cursor]


def read_events(folder, key, begin, end, mobile):
    """Events of a run in an interval of time, those of one mobile; None where its file is not there."""
    path = Path(folder) / f"{key}.jsonl"
    if not path.is_file():
        return None
    events = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                event = json.loads(line)
            except json.JSONDecodeError as error:
                raise BadInput(f"{path}, line {number}: it is cut off or damaged: {error}") from error
            if begin <= event["t"] <= end and event.get("node", mobile) == mobile and event["e"] != "run":
                events.append(event)
    return events
