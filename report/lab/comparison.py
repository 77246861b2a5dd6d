# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Several systems on the same scenarios, side by side, and what may be said of them."""

import html
import json
import statistics

MS = 1e6
OURS = "l4-mobility"
ORDINARY = "none"

#: Payload bytes at which the share of headers is told.
PAYLOADS = (64, 512, 1400)


def systems_of(groups):
    """Names of the systems, ordinary sockets first, ours next."""
    names = {group.run["system"] for group in groups}
    return sorted(names, key=lambda name: (name != ORDINARY, name != OURS, name))


def _words(names):
    """Names as a sentence has them."""
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _gap(group):
    if group is None:
        return None
    if not group.resumed:
        return "never resumed"
    text = f"{group.mean('total_ns') / MS:.0f} ({group.mean('t_delivery_ns') / MS:.1f})"
    return text if len(group.resumed) == len(group.rows) else f"{text}, {len(group.resumed)} of {len(group.rows)}"


def gap_table(groups):
    """Names of columns and rows: a row for each scenario and direction, a column for each system."""
    systems = systems_of(groups)
    found = {}
    for group in groups:
        found.setdefault((group.scenario, group.direction), {})[group.run["system"]] = group
    rows = [[scenario, direction] + [_gap(of.get(system)) for system in systems] for (scenario, direction), of in found.items()]
    return ["scenario", "direction", *systems], rows


def transits(database):
    """Mean path stretch of each system, by name: the time its datagrams were on their way, over the shortest that any
    system's took in the same scenario and direction. Of datagrams alone: a segment of TCP waits for those before it."""
    flows = {}
    for row in database.execute("""
            SELECT run.system, run.access, run.family, run.traffic, run.label, flow.name, flow.direction, avg(transit_ns) AS transit
            FROM flow JOIN run ON run.id = run_id WHERE protocol = 'udp' AND transit_ns IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7"""):
        flows.setdefault(tuple(row)[1:7], {})[row["system"]] = row["transit"]
    stretches = {}
    for of in flows.values():
        # A lone system has nothing to be held against; ordinary sockets' datagrams arrive in the first network alone.
        moved = {system: transit for system, transit in of.items() if system != ORDINARY}
        if len(moved) > 1:
            for system, transit in moved.items():
                stretches.setdefault(system, []).append(transit / min(moved.values()))
    return {system: statistics.fmean(values) for system, values in stretches.items()}


def header_bytes(database):
    """Mean bytes more per packet by system and protocol."""
    return {(row[0], row[1]): row[2] for row in database.execute(
        "SELECT run.system, protocol, avg(header_bytes) FROM flow JOIN run ON run.id = run_id WHERE header_bytes IS NOT NULL GROUP BY 1, 2")}


def _number(value, form):
    return None if value is None else format(value, form)


def _added(value):
    """Bytes more per packet, and what share of the payload sizes they are."""
    return None if value is None else f"{value:.1f} ({' / '.join(f'{100 * value / payload:.1f}' for payload in PAYLOADS)} %)"


def _setup_rows(database, systems):
    of = {row[0]: row for row in database.execute("""
        SELECT run.system, avg(duration_ns) / 1e6, avg(mobile_cpu_ns) / 1e6, avg(peer_cpu_ns) / 1e6, avg(messages), avg(bytes)
        FROM setup JOIN run ON run.id = run_id GROUP BY 1""")}
    found = [of.get(system) for system in systems]
    return [
        ["set-up, ms"] + [row and _number(row[1], ".1f") for row in found],
        ["of it computed by mobile / peer, ms"] + [row and f"{row[2]:.2f} / {row[3]:.2f}" for row in found],
        ["its messages / bytes"] + [row and f"{row[4]:.1f} / {row[5]:.0f}" for row in found],
    ]


def cost_table(database, systems):
    """Names of columns and rows: what each system costs, and what it needs; a column for each system."""
    moves = {row[0]: f"{row[1]:.1f} / {row[2]:.0f}" for row in database.execute("""
        SELECT system, avg(signalling_messages), avg(signalling_bytes) FROM handover JOIN run ON run.id = run_id GROUP BY 1""")}
    needs = dict(database.execute("SELECT system, max(infrastructure) FROM run GROUP BY 1").fetchall())
    headers, stretches = header_bytes(database), transits(database)
    sizes = " / ".join(str(payload) for payload in PAYLOADS)
    return ["", *systems], _setup_rows(database, systems) + [
        ["messages / bytes per handover"] + [moves.get(system) for system in systems],
        [f"bytes more per datagram (of {sizes})"] + [_added(headers.get((system, "udp"))) for system in systems],
        [f"bytes more per segment (of {sizes})"] + [_added(headers.get((system, "tcp"))) for system in systems],
        ["path stretch"] + [_number(stretches.get(system), ".2f") for system in systems],
        ["needs in the network"] + [needs[system] or "nothing" for system in systems],
    ]


def _resumed(groups, systems):
    """Who resumed how often."""
    whole, part = [], []
    for system in systems:
        mine = [group for group in groups if group.run["system"] == system]
        resumed, all_of_them = sum(len(group.resumed) for group in mine), sum(len(group.rows) for group in mine)
        if resumed == all_of_them:
            whole.append(system)
        else:
            part.append(f"{system} {resumed} of {all_of_them}")
    if not whole:
        return f"With no system did every handover resume: {_words(part)}."
    return f"Every handover resumed with {_words(whole)}" + (f"; the others: {_words(part)}." if part else ".")


def _own_delays(groups, family):
    """The systems' own delays in a family, least first, and what part of the gap they are."""
    lines = []
    for direction in ("up", "down"):
        delays = {}
        for group in groups:
            if group.run["family"] == family and group.direction == direction and group.resumed and group.run["system"] != ORDINARY:
                delays.setdefault(group.run["system"], []).extend((row["t_delivery_ns"], row["total_ns"]) for row in group.resumed)
        if len(delays) < 2:
            continue
        means = sorted((statistics.fmean(delay for delay, _ in values) / MS, system) for system, values in delays.items())
        gaps = [statistics.fmean(gap for _, gap in values) / MS for values in delays.values()]
        named = "I" + family[1:2].upper() + family[2:]
        lines.append(
            f"{named}, {direction}: from the usable address to data {_words([f'{system} {mean:.0f} ms' for mean, system in means])}, "
            f"within gaps of {min(gaps):.0f} to {max(gaps):.0f} ms.")
    return lines


def _transport(groups):
    """What TCP itself waits after a move, least first; it is no system's own, but one of them can shorten it."""
    waits = {}
    for group in groups:
        if group.run["traffic"] == "file" and group.resumed and group.run["system"] != ORDINARY:
            waits.setdefault(group.run["system"], []).extend(row["t_transport_ns"] / MS for row in group.resumed)
    if len(waits) < 2:
        return []
    means = sorted((statistics.fmean(values), system) for system, values in waits.items())
    line = f"Files also wait for TCP: {_words([f'{system} {mean:.0f} ms' for mean, system in means])} of the gap, mostly for its retransmission timer."
    if OURS in waits and not any("Kick" in json.dumps(group.config) for group in groups if group.run["system"] == OURS):
        line += f" {OURS} alone tells TCP of a move (setting Kick), so that its TCP does not wait for the timer."
    return [line]


def _worse(groups, database):
    """Where ours is worse than others of the same page."""
    headers = header_bytes(database)
    lines = []
    for protocol, unit in (("udp", "datagram"), ("tcp", "segment")):
        ours = headers.get((OURS, protocol))
        less = {system: value for (system, of), value in headers.items() if of == protocol and system not in (OURS, ORDINARY) and ours and value < ours}
        if less:
            lines.append(f"{OURS} adds {ours:.0f} bytes to each {unit}; fewer: "
                         + _words([f"{system} {value:.0f}" for system, value in sorted(less.items(), key=lambda item: item[1])]) + ".")
    ours = {(group.scenario, group.direction): group for group in groups if group.run["system"] == OURS and group.resumed}
    for group in groups:
        mine = ours.get((group.scenario, group.direction))
        if mine and group.resumed and group.run["system"] not in (OURS, ORDINARY):
            bounds, limits = group.confidence("total_ns"), mine.confidence("total_ns")
            if bounds and limits and bounds[1] < limits[0]:
                lines.append(f"{group.scenario}, {group.direction}: the gap of {group.run['system']} is shorter, {group.mean('total_ns') / MS:.0f} ms for "
                             f"{mine.mean('total_ns') / MS:.0f}, and the 95 % intervals do not meet.")
    lines.append(f"Both ends have to know {OURS}: a socket whose peer does not is an ordinary one, as those of the system {ORDINARY}. Mobile IP's "
                 "tunnels ask nothing of the peer.")
    lines.append("It has no third party to ask: where both ends move at once, each tells it to the other's old address, and neither is heard until one "
                 "returns. A home agent stays where it is, and HIP has its rendezvous server.")
    return lines


def conclusion(groups, database):
    """HTML of what the figures allow to be said."""
    systems = systems_of(groups)
    lines = [_resumed(groups, systems)]
    for family in ("ipv4", "ipv6"):
        lines += _own_delays(groups, family)
    lines += _transport(groups)
    text = "<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in lines) + "</ul>"
    if OURS in systems:
        text += f"<p>Where {OURS} is worse:</p><ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in _worse(groups, database)) + "</ul>"
    return text
