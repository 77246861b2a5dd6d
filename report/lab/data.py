# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Results of the handover lab, as the report needs them."""

import json
import random
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
    ("t_proto_ns", "T_proto: the system's own"),
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


def interval(by_seed):
    """95 % confidence interval of the mean: percentiles of 2000 resamples of the seeds' means (bootstrap), since gaps
    are not normally distributed; None with fewer than two seeds."""
    if len(by_seed) < 2:
        return None
    draw = random.Random(1)
    means = sorted(statistics.fmean(draw.choices(by_seed, k=len(by_seed))) for _ in range(2000))
    return means[49], means[1949]


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

    @property
    def scenario(self):
        """The group without its system."""
        run = self.run
        parts = [run["preset"] or "", run["access"], run["family"], run["traffic"], run["label"] or ""]
        if run["access"] == "wifi-lte":
            parts.insert(2, self.config["switch"])
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
        return interval([statistics.fmean(values) for values in by_seed.values()])

    def key_of(self, row):
        """Key of the run that a row is of."""
        return self._keys[row["run_id"]]

    def representative(self):
        """The resumed handover of median gap; one that did not resume where none did."""
        if not self.resumed:
            return self.rows[0] if self.rows else None
        ordered = sorted(self.resumed, key=lambda row: (row["total_ns"], row["run_id"], row["number"]))
        return ordered[(len(ordered) - 1) // 2]


def read_groups(database):
    """All groups, in the order in which they were run."""
    runs = {row["id"]: row for row in database.execute("SELECT * FROM run ORDER BY id")}
    grouped = {}
    query = "SELECT handover.*, run.seed FROM handover JOIN run ON run.id = run_id ORDER BY handover.rowid"
    for row in database.execute(query):
        config = runs[row["run_id"]]["config"]
        grouped.setdefault((config, row["flow"]), []).append(row)
    return [Group(runs, rows) for rows in grouped.values()]


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
