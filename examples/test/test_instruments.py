#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""ns-3's own instruments around a mobile socket: FlowMonitor, NetAnim, pcap and ascii traces.

Called as test_instruments.py PROGRAM [unittest's arguments]; each program has its own class.
The scene is that of examples/two-networks.h.
"""
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

PROGRAM = ""
OLD, NEW, SERVER = "10.1.0.1", "10.2.0.1", "10.3.0.1"
# When the first cable is pulled and when the second is plugged in, in seconds.
PULLED, PLUGGED = 2.0, 2.1
# What the application sends: 2 Mbit/s from 0.5 s to 4 s, in packets of 1000 bytes that are not cut.
SENT = int(3.5 * 2e6 / 8 / 1000) * 1000


class Instrument(unittest.TestCase):
    """Runs the program once, in a folder of its own."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        if cls is Instrument:
            raise unittest.SkipTest("the base of the others")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.done = subprocess.run(
            [PROGRAM, *cls.arguments], cwd=cls.folder, capture_output=True, text=True, check=True
        )
        cls.received = int(re.search(r"^(\d+) bytes to the application", cls.done.stdout, re.M)[1])

    def test_everything_arrives(self):
        self.assertEqual(self.done.stderr, "")
        # The source waits for the connection, and its last packet for its time.
        self.assertIn(SENT - self.received, range(0, 10001))


class FlowMonitor(Instrument):
    arguments = ("--xml=flows.xml",)

    def test_one_connection_is_a_flow_for_each_address(self):
        out = self.done.stdout
        flows = {
            (source, sport): (int(rx), int(tx), int(size), float(first), float(last), float(delay))
            for source, sport, rx, tx, size, first, last, delay in re.findall(
                rf"^flow (\S+) (\d+) to {SERVER} 7000: (\d+) of (\d+) packets, (\d+) bytes, "
                r"from \+(\S+)s to \+(\S+)s, mean delay \+(\S+)ms$",
                out,
                re.M,
            )
        }
        self.assertEqual(sorted(source for source, _ in flows), [OLD, NEW])
        self.assertEqual(len({port for _, port in flows}), 1, "the port on the wire stays")
        old = next(f for (source, _), f in flows.items() if source == OLD)
        new = next(f for (source, _), f in flows.items() if source == NEW)
        self.assertLess(old[4], PULLED + 0.05, "nothing arrives from the old address once its cable is pulled")
        self.assertGreaterEqual(new[3], PLUGGED)
        self.assertLess(new[3], PLUGGED + 0.01, "the mover goes on at once")
        for flow in (old, new):
            # Two links of 5 ms, and what a packet waits for and takes to be sent at 10 Mbit/s.
            self.assertGreater(flow[5], 10)
            self.assertLess(flow[5], 20)
        whole = re.search(r"^connection to server port 7000: (\d+) flows, (\d+) packets, (\d+) bytes$", out, re.M)
        self.assertEqual(int(whole[1]), 2)
        self.assertEqual(int(whole[2]), old[0] + new[0])
        self.assertEqual(int(whole[3]), old[2] + new[2])
        self.assertGreater(int(whole[3]), self.received, "headers count as well")

        tree = ElementTree.parse(self.folder / "flows.xml")
        counted = {
            (flow.get("sourceAddress"), int(flow.get("sourcePort"))): flow.get("flowId")
            for flow in tree.iter("Flow")
            if flow.get("destinationAddress") == SERVER
        }
        stats = {flow.get("flowId"): flow for flow in tree.find("FlowStats")}
        for (source, port), flow in flows.items():
            self.assertEqual(int(stats[counted[(source, int(port))]].get("rxPackets")), flow[0])


class NetAnim(Instrument):
    arguments = ("--out=move.xml",)

    def test_packets_and_description_follow_the_move(self):
        root = ElementTree.parse(self.folder / "move.xml").getroot()
        self.assertEqual(root.tag, "anim")
        self.assertEqual(len(root.findall("node")), 3)
        described = [update.get("descr") for update in root.iter("nu") if update.get("p") == "d"]
        self.assertEqual(described, ["mover", "router", "server", f"server, peer at {NEW}"])

        sent = [p for p in root.iter("p") if p.get("fId") == "0" and "ns3::TcpHeader" in p.get("meta-info")]
        before = [p for p in sent if float(p.get("fbTx")) < PULLED]
        after = [p for p in sent if float(p.get("fbTx")) >= PLUGGED]
        self.assertEqual(len(before) + len(after), len(sent), "silence while neither cable is plugged in")
        for packets, address in ((before, OLD), (after, NEW)):
            self.assertGreater(len(packets), 100)
            for packet in packets:
                self.assertIn(f"{address} > {SERVER}", packet.get("meta-info"))
                self.assertIn("ns3::L4MobilityHeader (L4_", packet.get("meta-info"))


def pcap_records(path):
    """(seconds, packet from its PPP header on) of a capture with microseconds."""
    data = path.read_bytes()
    magic, *_, link = struct.unpack("<IHHiIII", data[:24])
    assert (magic, link) == (0xA1B2C3D4, 9), "a PPP capture of this machine's byte order"
    records, at = [], 24
    while at < len(data):
        seconds, micro, length, _ = struct.unpack("<IIII", data[at : at + 16])
        records.append((seconds + micro / 1e6, data[at + 16 : at + 16 + length]))
        at += 16 + length
    return records


class Tracing(Instrument):
    arguments = ("--prefix=move",)

    def test_pcap_and_ascii_tell_the_same(self):
        lines = (self.folder / "move.tr").read_text().splitlines()
        for node, device in ((0, 1), (0, 2), (1, 3), (2, 1)):
            records = pcap_records(self.folder / f"move-{node}-{device}.pcap")
            here = f"/NodeList/{node}/DeviceList/{device}/"
            passed = [line for line in lines if line[0] in "-r" and line.split()[2].startswith(here)]
            self.assertGreater(len(records), 100)
            self.assertEqual(len(records), len(passed), here)
            for (_, packet), line in zip(records, passed):
                length = int(re.search(r"Ipv4Header \(.*? length: (\d+)", line)[1])
                self.assertEqual(len(packet), length + 2, "a PPP header of two bytes before IP's")

    def test_ascii_shows_the_extended_header(self):
        sent = [
            line
            for line in (self.folder / "move.tr").read_text().splitlines()
            if line.startswith("- ") and "/NodeList/0/" in line
        ]
        headers = [re.search(r"L4MobilityHeader \(L4_(\w+) version 1 length (\d+) seq (\d+)", line) for line in sent]
        self.assertNotIn(None, headers, "every packet of the connection has one")
        self.assertEqual(headers[0][1], "INIT")
        self.assertEqual({h[1] for h in headers[1:]}, {"DATA"})
        sequences = {OLD: set(), NEW: set()}
        for line, header in zip(sent, headers):
            sequences[re.search(r"(\S+) > " + SERVER, line)[1]].add(int(header[3]))
        self.assertGreater(min(sequences[NEW]), max(sequences[OLD]), "the state sequence grows with the move")

        arrived = (self.folder / "move-ipv4.tr").read_text().splitlines()
        mine = [line for line in arrived if line.startswith("r ") and "/NodeList/2/" in line]
        self.assertTrue(any(f"{NEW} > {SERVER}" in line for line in mine))


if __name__ == "__main__":
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
