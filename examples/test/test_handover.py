#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Tests of the handover lab as a user meets it: test_handover.py PROGRAM CLASS"""

import itertools
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = ""


class LabTest(unittest.TestCase):
    """A folder for results, and ways to run and to ask."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, *options, out="lab", **arguments):
        command = [PROGRAM, f"--out={self.folder / out}", *options]
        return subprocess.run(command, capture_output=True, text=True, check=False, **arguments)

    def run_lab(self, *options, out="lab"):
        done = self.start(*options, out=out)
        self.assertEqual(done.returncode, 0, f"{options}: {done.stderr}")
        return done.stdout

    def ask(self, sql, out="lab"):
        with sqlite3.connect(f"file:{self.folder / out / 'results.sqlite'}?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()

    def database(self, out="lab"):
        return (self.folder / out / "results.sqlite").read_bytes()


class Formula(LabTest):
    """In ideal access only the system's own delay is left: 0.5 R up, 1 R down (R8, R9)."""

    def test_formula(self):
        # Of 1500 bytes on each of the three links of the way: the packet that tells of the move, and the first of data.
        packet_time = 2 * 3 * 1500 * 8 / 100e6
        cases = itertools.product(("ipv4", "ipv6"), ("cbr", "file-up", "file-down"), (9, 20, 40))
        for family, traffic, one_way in cases:
            with self.subTest(family=family, traffic=traffic, one_way_ms=one_way):
                out = f"{family}-{traffic}-{one_way}"
                self.run_lab("--access=ideal", f"--family={family}", f"--traffic={traffic}", "--interval=1ms", "--rate=100Mbps",
                             f"--access-delay={one_way / 2}ms", f"--core-delay={one_way / 2}ms", "--period=2s", "--handovers=1", "--events=0", out=out)
                rows = self.ask("SELECT direction, t_delivery_ns, address_changed FROM handover", out=out)
                self.assertEqual(len(rows), 2 if traffic == "cbr" else 1)
                for direction, delivery, changed in rows:
                    expected = (1 if direction == "up" else 2) * one_way / 1e3
                    self.assertEqual(changed, 1)
                    self.assertGreaterEqual(delivery / 1e9, expected)
                    self.assertLess(delivery / 1e9, expected + packet_time)


class Hip(LabTest):
    """HIP's messages after a move: UPDATE, its answer with an echo request, the echo (RFC 5206, 3.2.1)."""

    def test_formula(self):
        packet_time = 4 * 3 * 1500 * 8 / 100e6
        cases = itertools.product((("hip", 4), ("hip-credit", 2)), ("ipv4", "ipv6"), (9, 20, 40))
        for (system, ways_down), family, one_way in cases:
            with self.subTest(system=system, family=family, one_way_ms=one_way):
                out = f"{system}-{family}-{one_way}"
                self.run_lab(f"--system={system}", "--access=ideal", f"--family={family}", "--traffic=cbr", "--interval=1ms",
                             "--rate=100Mbps", f"--access-delay={one_way / 2}ms", f"--core-delay={one_way / 2}ms", "--period=2s",
                             "--handovers=1", "--events=0", out=out)
                for direction, delivery in self.ask("SELECT direction, t_delivery_ns FROM handover", out=out):
                    expected = (1 if direction == "up" else ways_down) * one_way / 1e3
                    self.assertGreaterEqual(delivery / 1e9, expected)
                    self.assertLess(delivery / 1e9, expected + packet_time)

    def test_twenty(self):
        for system in ("hip", "hip-credit"):
            for traffic in ("file", "voice"):
                self.run_lab(f"--system={system}", "--access=wifi-lte", "--period=3s", "--handovers=20", f"--traffic={traffic}",
                             "--rate=1Mbps", "--events=0")
        self.assertEqual(self.ask("SELECT number, flow, outcome FROM handover WHERE outcome LIKE 'not%'"), [])
        self.assertEqual(self.ask("SELECT count(*) FROM flow WHERE sha256_sent <> sha256_received"), [(0,)])


class Parts(LabTest):
    """The five parts are the gap, to the nanosecond, in every handover."""

    def test_parts_add_up(self):
        cases = (("--access=wifi", "--traffic=voice"), ("--access=wifi", "--family=ipv6", "--traffic=cbr", "--interval=5ms"),
                 ("--access=lan", "--traffic=file", "--rate=2Mbps"), ("--access=wifi-lte", "--switch=soft"),
                 ("--access=wifi-lte", "--switch=hard"), ("--access=wifi-lte", "--trigger=signal"), ("--access=lte",),
                 ("--access=lte-x2",), ("--access=ideal", "--traffic=file", "--rate=2Mbps"))
        for options in cases:
            self.run_lab(*options, "--seeds=2")
        rows = self.ask("SELECT total_ns, d_l2_ns + d_md_ns + d_ac_ns + t_proto_ns + t_transport_ns, d_l2_ns, "
                        "d_loss_ns + d_scan_ns + d_join_ns, g1_ns - g0_ns, overlap_ns FROM handover WHERE total_ns IS NOT NULL")
        self.assertGreaterEqual(len(rows), 40)
        for total, parts, link, link_parts, gap, overlap in rows:
            self.assertEqual(total, parts)
            self.assertEqual(link, link_parts)
            self.assertEqual(total - overlap, gap)
        self.assertEqual(self.ask("SELECT count(*) FROM handover WHERE min(d_l2_ns, d_loss_ns, d_scan_ns, d_join_ns, d_md_ns, "
                                  "d_ac_ns, t_proto_ns, t_transport_ns, overlap_ns) < 0"), [(0,)])


class Control(LabTest):
    """An X2 handover changes no address: nothing may happen above IP."""

    def test_x2(self):
        for traffic in ("voice", "file"):
            self.run_lab("--preset=S7", f"--traffic={traffic}", "--rate=2Mbps", "--system=l4-mobility")
        rows = self.ask("SELECT address_changed, signalling_messages, t_proto_ns IS NOT NULL FROM handover")
        self.assertEqual(set(rows), {(0, 0, 1)})
        self.assertGreaterEqual(len(rows), 8)
        self.assertEqual(set(self.ask("SELECT outcome FROM flow")), {("alive",), ("complete",)})
        self.assertEqual(self.ask("SELECT count(*) FROM flow WHERE sha256_sent <> sha256_received"), [(0,)])

    def test_listener(self):
        """Who only listens is answered, even where a first registration takes longer than its first packet waits."""
        self.run_lab("--access=ideal", "--family=ipv6", "--traffic=listen", "--system=mip6", "--handovers=1")
        self.assertEqual(self.ask("SELECT name, outcome FROM flow"), [("talk-down", "alive")])

    def test_ingress_filter(self):
        """Without it an ordinary sender's packets still arrive, from an address that is not its own any more."""
        for family, (number, resumed) in itertools.product(("ipv4", "ipv6"), (("1", 0), ("0", 1))):
            out = family + number
            self.run_lab("--preset=paper", "--system=none", f"--family={family}", "--rate=5Mbps", "--duration=25s", f"--ingress-filter={number}",
                         out=out)
            self.assertEqual(self.ask("SELECT count(g1_ns) FROM handover", out=out), [(resumed,)], out)
            self.assertEqual(self.ask("SELECT outcome FROM flow", out=out), [("stalled",)], out)


class Twenty(LabTest):
    """Twenty handovers in a row in every kind of access, both ways: nothing is lost for good."""

    CASES = (("--access=ideal", "--period=1s"), ("--access=lan", "--period=2s", "--outage=300ms"),
             ("--access=wifi", "--speed=25", "--missed-beacons=3"), ("--access=wifi-lte", "--period=3s"),
             ("--access=wifi-lte", "--period=3s", "--switch=soft"), ("--access=lte", "--period=3s"),
             ("--access=wifi", "--family=ipv6", "--speed=25", "--missed-beacons=3"),
             ("--access=wifi-lte", "--family=ipv6", "--period=3s"))

    def check(self, traffic):
        for number, options in enumerate(self.CASES):
            with self.subTest(options=options):
                out = f"{traffic}-{number}"
                self.run_lab(*options, "--handovers=20", f"--traffic={traffic}", "--rate=1Mbps", out=out)
                handovers, = self.ask("SELECT count(DISTINCT number) FROM handover", out=out)[0]
                self.assertGreaterEqual(handovers, 20)
                self.assertEqual(self.ask("SELECT count(*) FROM handover WHERE address_changed = 0", out=out), [(0,)])
                self.assertEqual(self.ask("SELECT number, flow, outcome FROM handover WHERE outcome LIKE 'not%'", out=out), [])
                for outcome, sent, received in self.ask("SELECT outcome, sha256_sent, sha256_received FROM flow", out=out):
                    self.assertEqual(outcome, "alive" if traffic == "voice" else "complete")
                    self.assertEqual(sent, received)

    def test_tcp(self):
        self.check("file")

    def test_udp(self):
        self.check("voice")


class Signal(LabTest):
    """Wi-Fi for as long as its signal is good, LTE beyond: there and back, and nothing but a short gap."""

    def test_signal(self):
        for order in ("hard", "soft"):
            self.run_lab("--access=wifi-lte", "--trigger=signal", f"--switch={order}", "--handovers=4", "--events=0", out=order)
            moves = self.ask("SELECT from_network, to_network, outcome FROM handover WHERE direction = 'down' ORDER BY number", out=order)
            self.assertEqual(moves, [("wifi-1", "lte-1", "resumed"), ("lte-1", "wifi-1", "resumed")] * 2)
            # Without a switch the mobile is without a network for as long as it is out of the access point's range: 13 s.
            longest, = self.ask("SELECT max(total_ns) / 1e9 FROM handover", out=order)[0]
            self.assertLess(longest, 0.6 if order == "hard" else 0.1)


class Options(LabTest):
    """Options reach what they name."""

    def values(self, column, *options, out):
        self.run_lab(*options, "--events=0", out=out)
        rows = self.ask(f"SELECT {column} FROM handover WHERE direction = 'down' AND total_ns IS NOT NULL ORDER BY run_id, number", out=out)
        return [value for value, in rows]

    def test_search(self):
        passive, = self.values("d_scan_ns", "--handovers=1", "--dwell=150ms", out="passive")
        active, = self.values("d_scan_ns", "--handovers=1", "--scan=active", "--dwell=30ms", out="active")
        # Two channels each; an active search stays for 20 ms where nobody answers.
        self.assertAlmostEqual(passive / 1e6, 300, delta=1)
        self.assertAlmostEqual(active / 1e6, 50, delta=1)

    def test_addresses(self):
        for dad, seconds in (("normal", 1), ("optimistic", 0), ("off", 0)):
            waited, = self.values("d_ac_ns", "--family=ipv6", "--handovers=1", f"--dad={dad}", out=dad)
            self.assertEqual(waited, seconds * 10**9)
        # An answer comes 3.5 s after the last advertisement at the latest; the next one by itself 6 to 7 s after it.
        rare = ("--family=ipv6", "--handovers=2", "--seeds=3", "--ra-min=6s", "--ra-max=7s")
        self.assertLess(max(self.values("d_md_ns", *rare, "--solicit=1", out="asks")), 3.6e9)
        self.assertGreater(max(self.values("d_md_ns", *rare, "--solicit=0", out="waits")), 3.6e9)

    def test_ways(self):
        for mobility, networks in (("straight", [2, 3]), ("ping-pong", [2, 3, 2, 1])):
            to = self.values("to_network", f"--mobility={mobility}", "--networks=3", "--handovers=4", "--speed=20", out=mobility)
            self.assertEqual(to, [f"wifi-{number}" for number in networks])

    def test_many(self):
        """However many mobiles there are, all pass where the access points reach."""
        self.run_lab("--mobiles=60", "--distance=50", "--range=28", "--duration=2s", "--traffic=cbr", "--interval=1s", "--events=0")
        self.assertEqual(self.ask("SELECT outcome, count(*) FROM flow GROUP BY 1"), [("alive", 120)])

    def test_traffic(self):
        self.run_lab("--access=ideal", "--handovers=1", "--pcap")
        lines = [json.loads(line) for line in next((self.folder / "lab" / "events").iterdir()).read_text(encoding="utf-8").splitlines()]
        for direction in ("up", "down"):
            sent = [line for line in lines if line["e"] == "tx" and line["direction"] == direction]
            self.assertEqual({after["t"] - before["t"] for before, after in zip(sent, sent[1:])}, {20_000_000}, "50 packets a second")
            self.assertEqual({line["bytes"] for line in sent}, {160}, "64 kbit/s")
        # Of mobile and correspondent, each with the header of a pcap file and packets behind it.
        self.assertGreaterEqual(sum(path.stat().st_size > 1000 for path in (self.folder / "lab" / "pcap").iterdir()), 2)
        self.run_lab("--access=ideal", "--handovers=1", "--traffic=listen", "--events=0", out="listen")
        self.assertEqual(self.ask("SELECT name, outcome FROM flow", out="listen"), [("talk-down", "alive")])
        self.run_lab("--access=ideal", "--handovers=1", "--traffic=file-up", "--bytes=100001", "--events=0", out="bytes")
        self.assertEqual(self.ask("SELECT received_bytes, outcome, sha256_sent = sha256_received FROM flow", out="bytes"), [(100001, "complete", 1)])


class Same(LabTest):
    """Results depend on settings and seed alone."""

    OPTIONS = ("--access=wifi", "--traffic=voice", "--handovers=1")

    def test_same_seed_same_bytes(self):
        self.run_lab(*self.OPTIONS, "--seeds=3", "--jobs=1", out="one")
        self.run_lab(*self.OPTIONS, "--seeds=3", "--jobs=2", out="two")
        self.assertEqual(self.database("one"), self.database("two"))
        events = sorted(path.name for path in (self.folder / "one" / "events").iterdir())
        self.assertEqual(len(events), 3)
        for name in events:
            self.assertEqual((self.folder / "one" / "events" / name).read_bytes(),
                             (self.folder / "two" / "events" / name).read_bytes())
        gaps = self.ask("SELECT total_ns FROM handover WHERE direction = 'down'", out="one")
        self.assertEqual(len(set(gaps)), 3, "other seeds, other gaps")

    def test_a_call_is_continued(self):
        self.run_lab(*self.OPTIONS, "--seeds=3", out="whole")
        self.run_lab(*self.OPTIONS, "--seeds=1", out="parts")
        first = self.database("parts")
        done = self.start(*self.OPTIONS, "--seeds=1", out="parts")
        self.assertIn("1 runs are there already", done.stderr)
        self.assertEqual(self.database("parts"), first, "nothing is repeated")
        self.run_lab(*self.OPTIONS, "--seeds=3", out="parts")
        self.assertEqual(self.database("parts"), self.database("whole"))

    def test_files_are_known_by_their_content(self):
        """A file of costs that has changed is another setting; the same one is not."""
        path = self.folder / "costs.txt"
        for cost, runs in ((1000, 1), (1000, 1), (2000, 2)):
            path.write_text(f"keygen.modp1024 = {cost}\n", encoding="utf-8")
            self.run_lab("--access=ideal", "--handovers=1", f"--costs=measured:{path}", "--events=0")
            self.assertEqual(self.ask("SELECT count(*), count(DISTINCT json_extract(config, '$.costs_sha256')) FROM run"), [(runs, runs)])

    def test_killed(self):
        command = [PROGRAM, f"--out={self.folder / 'killed'}", *self.OPTIONS, "--seeds=6", "--jobs=1"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
            for line in process.stderr:
                if line.startswith("[2/6]"):
                    process.send_signal(signal.SIGKILL)
                    break
        time.sleep(0.1)
        there, = self.ask("SELECT count(*) FROM run", out="killed")[0]
        self.assertIn(there, (2, 3))
        self.run_lab(*self.OPTIONS, "--seeds=6", out="killed")
        self.run_lab(*self.OPTIONS, "--seeds=6", out="whole")
        self.assertEqual(self.database("killed"), self.database("whole"))


class Presets(LabTest):
    """Every preset runs, with both systems, in a short form."""

    SHORT = {"S10": ("--mobiles=4", "--duration=20s", "--speed=10"), "S5": ("--rate=2Mbps",), "paper": ("--rate=5Mbps",)}

    def test_presets(self):
        listed = self.run_lab("--preset=list")
        names = [line.split()[0] for line in listed.splitlines()]
        self.assertEqual(names, ["S1", "S2", "S4", "xmipv6", "inet", "S5", "S7", "S10", "S12", "S14", "compare", "paper"])
        for name in names:
            for system in ("l4-mobility", "none"):
                with self.subTest(preset=name, system=system):
                    text = self.run_lab(f"--preset={name}", f"--system={system}", "--handovers=1", "--events=0",
                                        *self.SHORT.get(name, ()))
                    self.assertEqual("published" in text, name in ("S1", "S2", "S4", "xmipv6", "inet", "paper"))
        ours = self.ask("SELECT preset, count(total_ns) FROM handover JOIN run ON run.id = run_id WHERE system = 'l4-mobility' "
                        "GROUP BY preset")
        self.assertEqual({name for name, count in ours if count > 0}, set(names), "each has handovers that resume")
        resumed = self.ask("SELECT DISTINCT preset FROM handover JOIN run ON run.id = run_id WHERE system = 'none' "
                           "AND total_ns IS NOT NULL AND address_changed = 1")
        self.assertEqual(resumed, [], "ordinary sockets outlive no change of address")


    def test_options_beside_a_preset(self):
        """A label says what an option has made of the preset; what has become the same is run once."""
        self.run_lab("--preset=S14", "--switch=soft", "--system=none,none", "--handovers=1", "--events=0")
        self.assertEqual(self.ask("SELECT label, json_extract(config, '$.switch') FROM run"), [("soft", "soft")])
        self.run_lab("--preset=S1", "--ra-min=50ms", "--duration=1s", "--events=0", out="s1")
        self.assertEqual(self.ask("SELECT label FROM run", out="s1"), [("RA 0.05 to 7 s",), ("RA 0.05 to 0.07 s",)])


class BadInput(LabTest):
    """A sentence that says what is wrong and what is allowed; nothing is lost."""

    def refuse(self, *options, words, status=2):
        done = self.start(*options)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_options(self):
        self.refuse("--system=mip", words=("mip", "l4-mobility", "none"))
        self.refuse("--access=wimax", words=("wimax", "wifi-lte", "lte-x2"))
        self.refuse("--traffic=smoke", words=("smoke", "voice", "listen"))
        self.refuse("--preset=S99", words=("S99", "S14", "paper"))
        self.refuse("--dhcp-wait=soon", words=("soon", "ms"))
        self.refuse("--outage=-1s", words=("-1s",))
        self.refuse("--rate=fast", words=("fast", "20Mbps"))
        self.refuse("--channels=36,abc", words=("abc",))
        self.refuse("--set=Suites=rot13", words=("Suites", "rot13"))
        self.refuse("--set=Nonsense=1", words=("Nonsense",))
        self.refuse("--file=/nowhere", words=("/nowhere",))
        self.refuse("--ra-min=5s", words=("--ra-max",))
        self.refuse("--nonsense", words=("--nonsense", "--help"))
        self.refuse("--mobiles=0", words=("--mobiles",))
        self.refuse("--channels=36,99", words=("99", "36, 40"))
        self.refuse("--speed=nan", words=("nan", "0.1"))
        self.refuse("--bytes=-5", words=("--bytes", "-5"))
        self.refuse("--bytes=99999999999999999999999", words=("--bytes",))
        self.refuse("--events=maybe", words=("maybe", "true", "false"))
        self.refuse("--costs=never", words=("never", "paper-2006"))
        self.refuse("--channels=,", words=("--channels", "36, 40"))
        self.refuse("--scan-channels=99", words=("--scan-channels", "99", "36, 40"))
        self.refuse("--beacon=61s", words=("--beacon", "61s", "60s"))
        self.refuse("--ra-max=1801s", words=("--ra-max", "1801s", "1800s"))
        self.refuse("--access=lan", "--outage=5s", "--period=5s", words=("--outage", "--period"))

    def test_movement_files(self):
        path = self.folder / "move.tcl"
        good = '$node_(0) set X_ 1.0\n$node_(0) set Y_ 2.0\n$ns_ at 5.0 "$node_(0) setdest 150 3 10"\n'
        for text, words in (
            (good + '$ns_ at 9.0 "$node_(0) setdest 10', ("line 4", "cut off")),
            (good + "$ns_ walks home\n", ("line 4", "none of")),
            (good.replace("150", "far"), ("line 3",)),
            (good + "$node_(7) set X_ 1.0\n", ("line 4", "node 7", "--mobiles")),
            (good.replace("150", "1.5.0"), ("line 3", "none of")),
            (good + '$ns_ at 1e300 "$node_(0) setdest 1 3 10"\n', ("line 4", "1e300")),
            (good + '$ns_ at 4.0 "$node_(0) setdest 1 3 10"\n', ("line 4", "back in time")),
            (good + "$node_(0) set X_ " + "1" * 1_000_000 + "\n", ("line 4", "1000017 characters")),
            ("# nothing\n", ("nothing of mobile 0",)),
        ):
            path.write_text(text, encoding="utf-8")
            self.refuse(f"--movement={path}", words=words)
        self.refuse("--movement=/nowhere.tcl", words=("/nowhere.tcl",))
        self.refuse("--movement=/tmp", words=("/tmp", "directory"))
        path.write_text(good.replace("150 3 10", "1.5e2 3 1e1"), encoding="utf-8")
        self.run_lab(f"--movement={path}", "--duration=20s")
        self.assertEqual(self.ask("SELECT DISTINCT to_network FROM handover"), [("wifi-2",)])

    def test_databases(self):
        self.run_lab("--access=ideal", "--handovers=1")
        path = self.folder / "lab" / "results.sqlite"
        whole = path.read_bytes()
        with sqlite3.connect(path) as database:
            own = database.execute("PRAGMA user_version").fetchone()[0]
            database.execute("PRAGMA user_version = 99")
        self.refuse("--access=ideal", words=("version 99", f"version {own};"), status=1)
        path.write_bytes(whole[:5000])
        self.refuse("--access=ideal", words=(str(path),), status=1)
        path.write_text("a letter, not a database, but long enough to be looked at" * 40, encoding="utf-8")
        self.refuse("--access=ideal", words=(str(path),), status=1)
        path.write_bytes(whole)
        self.refuse("--access=ideal", "--out=/proc/lab", words=("/proc/lab",), status=1)

    def test_full_disk(self):
        options = ("--access=ideal", "--handovers=1", "--events=0")
        self.run_lab(*options)
        before = self.database()

        def no_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before), len(before)))

        done = self.start(*options, "--first-seed=2", "--seeds=40", preexec_fn=no_room)
        self.assertEqual(done.returncode, 1)
        self.assertIn("disk", done.stderr.splitlines()[-1])
        self.assertIn((1,), self.ask("SELECT seed FROM run"), "what was there is kept")
        self.run_lab(*options, "--first-seed=2", "--seeds=2")
        self.assertTrue({(1,), (2,), (3,)} <= set(self.ask("SELECT seed FROM run")))


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
