# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""The page: one HTML file that needs no network."""

import html
import json
import statistics

from plotly.offline import get_plotlyjs

from .comparison import conclusion, cost_table, gap_table, systems_of
from .data import PARTS, read_table
from .figures import bars, distributions
from .timeline import timeline

MS = 1e6

STYLE = """
body { font-family: sans-serif; color: #222; max-width: 1320px; margin: 0 auto; padding: 0 1rem 3rem; line-height: 1.45 }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #e4e4e4; text-align: right; white-space: nowrap }
th:first-child, td:first-child { text-align: left } th { background: #f5f5f5 }
.wrap td { white-space: normal; min-width: 5.5rem }
.long table { font-size: .8rem } .long th { white-space: normal; vertical-align: bottom } .long th, .long td { padding: .25rem .4rem }
.long td:nth-child(2) { white-space: normal; min-width: 10rem; text-align: left }
.note { color: #555; font-size: .9rem; max-width: 60rem }
.never { color: #a00 }
.key span { white-space: nowrap } .key i { display: inline-block; width: .9rem; height: .9rem; margin: 0 .3rem 0 1rem; vertical-align: -.1rem }
select { font-size: 1rem; max-width: 100% }
details { margin: .5rem 0 } pre { background: #f5f5f5; padding: .6rem; overflow-x: auto; font-size: .8rem }
"""

DRAW = """
// The camera above each figure gives it as SVG, for papers.
function config(id) {
  return {responsive: true, displaylogo: false, toImageButtonOptions: {format: "svg", filename: "handover-" + id}};
}
for (const [id, figure] of Object.entries(figures)) {
  Plotly.newPlot(id, figure.data, figure.layout, config(id));
}
const choice = document.getElementById("choice");
function showTimeline() {
  const one = timelines[choice.value];
  document.getElementById("timeline-text").textContent = one.text;
  Plotly.react("timeline", one.figure.data, one.figure.layout, config("timeline"));
}
if (choice) { choice.addEventListener("change", showTimeline); showTimeline(); }
document.body.dataset.drawn = "yes";
"""


def _script(value):
    """JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def _table(names, rows, classes=()):
    """A table; cells are text already escaped or plain values."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td{classes[i] if i < len(classes) else ''}>{_cell(value)}</td>" for i, value in enumerate(row))
        + "</tr>\n" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>'


def _cell(value):
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    return html.escape(str(value))


def _ms(value):
    return None if value is None else value / MS


def _summary(groups):
    rows = []
    for group in groups:
        bounds = group.confidence("total_ns")
        rows.append(
            [group.run["system"], group.scenario, group.direction, group.seeds(), f"{len(group.resumed)} of {len(group.rows)}",
             _ms(group.mean("total_ns")), _ms(group.median("total_ns")),
             None if bounds is None else f"{bounds[0] / MS:.3f} – {bounds[1] / MS:.3f}"]
            + [_ms(group.mean(column)) for column, _ in PARTS]
            + [_ms(group.mean("t_delivery_ns")), sum(row["lost"] for row in group.rows) / max(1, len(group.rows))])
    names = ["system", "scenario", "direction", "seeds", "resumed", "mean gap, ms", "median", "95 % of mean"]
    return f'<div class="long">{_table(names + [name.split(":")[0] for _, name in PARTS] + ["t0 to data", "lost packets"], rows)}</div>'


def _kind(network):
    """Kind of a network by its name: wifi-2 is a wifi."""
    return network.rpartition("-")[0] or network


def _changes(groups):
    """Means by what was changed to what, of groups that have several such changes; nothing where there are none."""
    rows = []
    for group in groups:
        kinds = {}
        for row in group.resumed:
            kinds.setdefault(f"{_kind(row['from_network'])} to {_kind(row['to_network'])}", []).append(row)
        if len(kinds) > 1:
            rows += [
                [group.run["system"], group.scenario, group.direction, kind, len(of)]
                + [_ms(statistics.fmean(row[column] for row in of)) for column in ("total_ns", *(column for column, _ in PARTS), "t_delivery_ns")]
                for kind, of in sorted(kinds.items())]
    if not rows:
        return ""
    names = ["system", "scenario", "direction", "change", "resumed", "mean gap, ms", *(name.split(":")[0] for _, name in PARTS), "t0 to data"]
    return ("<h2>By kind of change</h2><p class='note'>The means above are over handovers of more than one kind, which may differ much.</p>"
            f'<div class="long">{_table(names, rows)}</div>')


def _setups(database):
    names, rows = read_table(database, """
        SELECT run.system, run.access, run.family, setup.protocol, count(*) AS n, avg(duration_ns) / 1e6 AS "mean, ms",
               min(duration_ns) / 1e6 AS "least", max(duration_ns) / 1e6 AS "most", avg(mobile_cpu_ns) / 1e6 AS "mobile computes, ms",
               avg(peer_cpu_ns) / 1e6 AS "peer computes, ms", avg(messages) AS messages, avg(bytes) AS bytes
        FROM setup JOIN run ON run.id = run_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""")
    return _table(names, rows) if rows else '<p class="note">No system here has a set-up of its own.</p>'


def _costs(database):
    names, rows = read_table(database, """
        SELECT run.system, run.access, run.family, flow.protocol, avg(header_bytes) AS "bytes more per packet",
               round(100 * avg(header_bytes) / 1400, 2) || ' %' AS "of 1400 bytes",
               (SELECT avg(signalling_messages) FROM handover JOIN run AS r ON r.id = run_id
                WHERE r.system = run.system AND r.access = run.access AND r.family = run.family) AS "messages per handover",
               (SELECT avg(signalling_bytes) FROM handover JOIN run AS r ON r.id = run_id
                WHERE r.system = run.system AND r.access = run.access AND r.family = run.family) AS "bytes per handover"
        FROM flow JOIN run ON run.id = run_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""")
    return _table(names, rows)


def _flows(database):
    names, rows = read_table(database, """
        SELECT run.system, run.access, run.family, run.traffic, flow.name, outcome, count(*) AS runs,
               CASE WHEN max(sha256_sent) IS NULL THEN NULL
                    ELSE sum(sha256_sent = sha256_received) || ' of ' || count(*) END AS "SHA-256 equal",
               sum(sent_packets) AS sent, sum(received_packets) AS arrived, sum(flow.lost) AS lost, sum(flow.duplicated) AS duplicated,
               sum(flow.reordered) AS reordered, sum(flow.tcp_timeouts) AS "TCP time-outs"
        FROM flow JOIN run ON run.id = run_id GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6""")
    return _table(names, rows)


def _published(database, groups):
    names, rows = read_table(database, "SELECT DISTINCT preset, metric, value, unit, source FROM published ORDER BY rowid")
    if not rows:
        return ""
    ours = [[group.run["preset"], f"mean gap, {group.name}, {group.direction}", (group.mean("total_ns") or 0) / 1e9, "s", "here"]
            for group in groups if group.resumed and group.run["preset"] in {row[0] for row in rows}]
    return ("<h2>Beside published figures</h2><p class='note'>Those of others are of their systems, in scenarios that the preset "
            "follows; ours are of the systems named.</p>" + _table(names, sorted(rows + ours, key=lambda row: row[0])))


def _side_by_side(database, groups):
    """Several systems beside each other; nothing where there is one."""
    systems = systems_of(groups)
    if len(systems) < 2:
        return ""
    return f"""<h2>Side by side</h2>
{conclusion(groups, database)}
<p class="note">Mean gap in ms; in brackets the mean from the usable address to data: the system's own, and the way
of the packet, which no system is without.</p>
{_table(*gap_table(groups))}
<p class="note">What it costs, means over all runs: the set-up (messages and bytes are those of all set-ups of the mobile meanwhile), a
handover, bytes on each packet beyond the ordinary headers, as measured on the mobile's own link. Computation takes time where the setting "costs" is not "none". Path stretch: how long datagrams
were on their way, over the shortest that any system's took in the same scenario.</p>
<div class="wrap">{_table(*cost_table(database, systems))}</div>"""


def _configurations(groups):
    seen = {}
    for group in groups:
        seen.setdefault(group.run["config"], group)
    return "".join(
        f"<details><summary>{html.escape(group.name)}</summary><pre>{html.escape(json.dumps(group.config, indent=1))}</pre></details>"
        for group in seen.values())


def _timelines(groups, folder):
    found = []
    for group in groups:
        if group.direction == "down" or not any(g.run["config"] == group.run["config"] and g.direction == "down" for g in groups):
            figure = timeline(group, folder)
            if figure:
                row = group.representative()
                mobile = f"mobile {row['mobile']}, " if group.config["mobiles"] > 1 else ""
                gap = "never resumed" if row["g1_ns"] is None else f"gap {row['total_ns'] / MS:.3f} ms"
                found.append({
                    "name": f"{group.name} – {group.flow}",
                    "text": f"Seed {row['seed']}, {mobile}handover {row['number']}: {row['from_network']} to {row['to_network'] or 'none'}, {gap}.",
                    "figure": figure})
    return found


def make_page(database, groups, folder):
    """The page's text."""
    timelines = _timelines(groups, folder)
    runs = database.execute("SELECT count(*), count(DISTINCT seed), group_concat(DISTINCT ns3_version), "
                            "group_concat(DISTINCT project_version) FROM run").fetchone()
    systems = ", ".join(sorted({group.run["system"] for group in groups}))
    key = "".join(f' <span><i style="background:{trace["marker"]["color"]}"></i>{html.escape(trace["name"])}</span>' for trace in bars(groups)["data"])
    options = "".join(f'<option value="{i}">{html.escape(one["name"])}</option>' for i, one in enumerate(timelines))
    line = (f'<p><label>Handover of median gap of <select id="choice">{options}</select></label></p><p id="timeline-text"></p>'
            f'<p class="key">Bands, of the gap of the flow named:{key}</p><p class="note">A red cross: sent or arrived not for the first '
            'time, or TCP\'s timer ran out. Point at a mark to read what it is; drag to look closer.</p><div id="timeline"></div>'
            if timelines else '<p class="note">There are no events beside the database, so there is no timeline.</p>')
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Handover lab</title><style>{STYLE}</style></head><body>
<h1>Handover lab: where the time goes</h1>
<p>Systems: {html.escape(systems)}. Runs: {runs[0]}, with {runs[1]} {"seed" if runs[1] == 1 else "seeds"}; ns-3 {runs[2]}, L4 mobility {runs[3]}.</p>
{_side_by_side(database, groups)}
<h2>Parts of the gap</h2>
<p class="note">Mean parts of the handovers that resumed; where not all did, in red how many. A system of which none did has no bar.</p>
<div id="bars"></div>
<h2>Gaps</h2>
<p class="note">A gap is the time from the last packet of data that arrived by the old attachment to the first by the new one, for each
direction: up is from the mobile, down is to it. Means are over handovers that resumed; the 95 % interval of the mean is Student's t over
seeds. Each gap is the sum of its five parts, to the nanosecond. Packets that were under way when the address
changed make it shorter; <em>t0 to data</em> counts from the usable address to the first packet by the new attachment all the same, less what
the sender waited, as the formulas of mobility protocols do.</p>
{_summary(groups)}
{_changes(groups)}
<h2>Distribution over handovers and seeds</h2>
<p class="note">Each point is a handover; boxes are quartiles, the line in a box the median; the diamond is the mean with its
95 % interval.</p>
<div id="distributions"></div>
<h2>One handover</h2>
{line}
<h2>Set-up</h2>{_setups(database)}
<h2>What it costs</h2>
<p class="note">Bytes beyond payload and the ordinary headers of IP, TCP and UDP, measured on the mobile's own link; messages of the system itself.</p>
{_costs(database)}
<h2>What became of the data</h2>{_flows(database)}
{_published(database, groups)}
<h2>Configuration</h2>{_configurations(groups)}
<script>{get_plotlyjs()}</script>
<script>
const figures = {_script({"bars": bars(groups), "distributions": distributions(groups)})};
const timelines = {_script(timelines)};
{DRAW}
</script></body></html>
"""
