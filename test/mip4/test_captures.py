#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Captures of Mobile IPv4 as tshark sees them: each message by its name, none malformed, all checksums right.

The authentication extension is computed once more, by Python's own HMAC. Argument: the program mip4-captures.
"""

import collections
import hashlib
import hmac
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else None

FIELDS = [
    "frame.protocols",
    "_ws.col.Info",
    "_ws.malformed",
    "_ws.expert.message",
    "ip.src",
    "ip.dst",
    "ip.ttl",
    "ip.checksum.status",
    "udp.checksum.status",
    "icmp.checksum.status",
    "udp.payload",
    "mip.type",
    "mip.code",
    "mip.ext.type",
    "icmp.type",
    "icmp.mip.type",
]

GOOD = "1"
HOME = "10.1.20.1"
HOME_AGENT = "10.1.0.1"
REGISTERED_AT = {"mip4": ["10.2.10.0", "10.3.10.0"], "mip4-fa": ["10.2.0.1", "10.3.0.1"]}


def dissect(path):
    """The packets of a capture, each a dictionary of FIELDS."""
    command = ["tshark", "-n", "-r", str(path), "-T", "fields", "-E", "separator=|"]
    # ICMP's dissector always checks.
    for protocol in ("ip", "udp"):
        command += ["-o", f"{protocol}.check_checksum:TRUE"]
    for field in FIELDS:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [dict(zip(FIELDS, line.split("|"))) for line in done.stdout.splitlines()]


def key_of(home_address):
    """The key that the model derives from seed, run and home address."""
    number = int.from_bytes(bytes(int(part) for part in home_address.split(".")), "big")
    return hashlib.sha256(f"mip4 1 1 {number}".encode()).digest()[:16]


class Captures(unittest.TestCase):
    """Both systems, all nodes."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.packets = {}
        for system in REGISTERED_AT:
            prefix = pathlib.Path(cls.folder.name) / system
            subprocess.run([PROGRAM, system, str(prefix)], check=True)
            # Interface 0 is the loopback.
            found = sorted(prefix.parent.glob(f"{system}-n*-i[1-9].pcap"))
            cls.packets[system] = {path.stem[len(system) + 1 :]: dissect(path) for path in found}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def all_of(self, system):
        """All packets of all nodes."""
        return [packet for packets in self.packets[system].values() for packet in packets]

    def test_nothing_is_malformed(self):
        for system in REGISTERED_AT:
            packets = self.all_of(system)
            self.assertGreater(len(packets), 500)
            for packet in packets:
                self.assertEqual(packet["_ws.malformed"], "", packet)
                # The TTL of advertisements and solicitations is 1 (RFC 5944 sections 2.1, 2.2).
                self.assertIn(packet["_ws.expert.message"], ("", '"Time To Live" only 1'), packet)

    def test_checksums(self):
        for system in REGISTERED_AT:
            for packet in self.all_of(system):
                for protocol in ("ip", "udp", "icmp"):
                    status = packet[f"{protocol}.checksum.status"]
                    if status:
                        self.assertEqual(set(status.split(",")), {GOOD}, packet)
            self.assertTrue(all(packet["ip.checksum.status"] for packet in self.all_of(system)))

    def test_each_message_by_name(self):
        for system, care_of in REGISTERED_AT.items():
            seen = collections.Counter()
            for packet in self.all_of(system):
                if "mip" in packet["frame.protocols"].split(":") or packet["icmp.type"]:
                    seen[packet["_ws.col.Info"].strip()] += 1
            names = [f"Reg Request: HoA={HOME} HA={HOME_AGENT} CoA={one}" for one in care_of + [HOME]]
            names += [f"Reg Reply: HoA={HOME} HA={HOME_AGENT}, Code={code}" for code in (0, 133)]
            names.append("Mobile IP Advertisement (Normal router advertisement)")
            if system == "mip4-fa":
                names.append("Router solicitation")
            self.assertEqual(set(seen), set(names))

    def test_each_registration_is_authenticated(self):
        for system in REGISTERED_AT:
            checked = 0
            for packet in self.all_of(system):
                if not packet["mip.type"]:
                    continue
                payload = bytes.fromhex(packet["udp.payload"])
                fixed = 24 if payload[0] == 1 else 20
                self.assertEqual(packet["mip.ext.type"], "32")
                self.assertEqual(payload[fixed : fixed + 2], bytes([32, 20]))
                self.assertEqual(len(payload), fixed + 22)
                mac = hmac.new(key_of(HOME), payload[: fixed + 6], "md5").digest()
                self.assertEqual(payload[fixed + 6 :], mac)
                checked += 1
            self.assertGreater(checked, 10)

    def test_advertisements(self):
        for system in REGISTERED_AT:
            for packet in self.all_of(system):
                if packet["icmp.type"] == "9":
                    self.assertEqual(packet["icmp.mip.type"], "16,19")
                if packet["icmp.type"]:
                    self.assertEqual(packet["ip.ttl"], "1")

    def test_tunnels(self):
        for system, care_of in REGISTERED_AT.items():
            tunnels = set()
            for packet in self.all_of(system):
                if packet["frame.protocols"].startswith("raw:ip:ip:"):
                    outer, inner = zip(packet["ip.src"].split(","), packet["ip.dst"].split(","))
                    self.assertIn(HOME, inner)
                    tunnels.add(outer)
            wanted = {(HOME_AGENT, one) for one in care_of} | {(one, HOME_AGENT) for one in care_of}
            self.assertEqual(tunnels, wanted)

    def test_who_is_at_home_needs_no_tunnel(self):
        # The last packets that the correspondent, node 1, has of the mobile.
        for system in REGISTERED_AT:
            last = self.packets[system]["n1-i1"][-1]
            self.assertEqual(last["frame.protocols"].split(":")[:3], ["raw", "ip", "udp"])


if __name__ == "__main__":
    unittest.main()
