#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Captures of Mobile IPv6 as tshark sees them: each message by its name, none malformed, all checksums right.

Tokens, keys and authenticators are computed once more, by Python's own HMAC. Argument: the program mip6-captures.
"""

import collections
import functools
import hashlib
import hmac
import ipaddress
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else None

FIELDS = [
    "frame.protocols",
    "_ws.malformed",
    "_ws.expert.message",
    "ipv6.src",
    "ipv6.dst",
    "mip6.mhtype",
    "udp.checksum.status",
    "ipv6.routing.mipv6.home_address",
    "ipv6.opt.mipv6.home_address",
]

HOME = "fd00:0:0:1::1401"
HOME_AGENT = "fd00:0:0:1::1"
CARE_OF = ["fd00:0:0:2::a00", "fd00:0:0:3::a00"]

NAMES = {
    0: "Binding Refresh Request",
    1: "Home Test Init",
    2: "Care-of Test Init",
    3: "Home Test",
    4: "Care-of Test",
    5: "Binding Update",
    6: "Binding Acknowledgement",
    7: "Binding Error",
}


def tshark(path, *arguments):
    """What tshark prints of a capture."""
    command = ["tshark", "-n", "-r", str(path), "-o", "udp.check_checksum:TRUE", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def dissect(path, fields):
    """The packets of a capture, each a dictionary of fields."""
    arguments = ["-T", "fields", "-E", "separator=|"]
    for field in fields:
        arguments += ["-e", field]
    return [dict(zip(fields, line.split("|"))) for line in tshark(path, *arguments).splitlines()]


def raw_packets(path):
    """The bytes of each packet of a capture file."""
    data = pathlib.Path(path).read_bytes()
    at, packets = 24, []
    while at < len(data):
        size = int.from_bytes(data[at + 8 : at + 12], "little")
        packets.append(data[at + 16 : at + 16 + size])
        at += 16 + size
    return packets


def mobility(packet):
    """Source, destination (home addresses in their places), what the IP header had, and the message itself."""
    source, destination, following, at = packet[8:24], packet[24:40], packet[6], 40
    real = source, destination
    while following in (41, 43, 60):
        if following == 41:
            source, destination = packet[at + 8 : at + 24], packet[at + 24 : at + 40]
            following, at = packet[at + 6], at + 40
            continue
        address = packet[at + 8 : at + 24]
        source, destination = (address, destination) if following == 60 else (source, address)
        following, at = packet[at], at + 8 * (packet[at + 1] + 1)
    return (source, destination, real, packet[at:]) if following == 135 else None


def checksum(source, destination, message):
    """0 where the checksum is right."""
    data = source + destination + len(message).to_bytes(4, "big") + bytes([0, 0, 0, 135]) + message
    total = sum(int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


@functools.lru_cache(maxsize=None)
def decoded(path):
    """All that tshark says of a capture's messages."""
    return tshark(path, "-Y", "mipv6", "-V")


def address(text):
    return ipaddress.ip_address(text).packed


class Captures(unittest.TestCase):
    """Both systems, all nodes."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.paths = {}
        for system in ("mip6", "mip6-tunnel"):
            prefix = pathlib.Path(cls.folder.name) / system
            subprocess.run([PROGRAM, system, str(prefix)], check=True)
            # Interface 0 is the loopback; files without a packet are empty.
            found = sorted(prefix.parent.glob(f"{system}-n*-i[1-9].pcap"))
            cls.paths[system] = [path for path in found if path.stat().st_size > 24]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def messages(self, system):
        """All messages of all nodes, as mobility() has them."""
        for path in self.paths[system]:
            for packet in raw_packets(path):
                found = mobility(packet)
                if found:
                    yield found

    def test_nothing_is_malformed(self):
        for system, paths in self.paths.items():
            count = 0
            for path in paths:
                for packet in dissect(path, FIELDS):
                    count += 1
                    self.assertEqual(packet["_ws.malformed"], "", packet)
                    self.assertNotIn("hecksum", packet["_ws.expert.message"], packet)
                    self.assertNotIn("Unknown", packet["_ws.expert.message"], packet)
            self.assertGreater(count, 1000, system)

    def test_each_message_by_name(self):
        for system, wanted in (("mip6", set(NAMES.values())), ("mip6-tunnel", {NAMES[5], NAMES[6]})):
            seen = collections.Counter()
            for path in self.paths[system]:
                text = decoded(path)
                for name in NAMES.values():
                    seen[name] += text.count(f"Mobility Header Type: {name} (")
            self.assertEqual({name for name, count in seen.items() if count}, wanted)
            types = collections.Counter(NAMES[message[2]] for *_, message in self.messages(system))
            self.assertEqual(dict(types), {name: count for name, count in seen.items() if count})

    def test_options_by_name(self):
        text = "".join(decoded(path) for path in self.paths["mip6"])
        for name in (
            "Alternate Care-of Address",
            "Nonce Indices",
            "Authorization Data",
            "MIPv6 Home Address",
            "Type 2 Routing Header|Routing Header for IPv6 (Type 2)|Type: Type 2 Routing",
            "Mobility Message Authentication|Authentication",
            "PadN",
        ):
            self.assertTrue(any(one in text for one in name.split("|")), name)

    def test_checksums(self):
        for system in self.paths:
            count = 0
            for source, destination, _, message in self.messages(system):
                self.assertEqual(checksum(source, destination, message), 0)
                count += 1
            self.assertGreater(count, 20)

    def test_home_registrations_are_authenticated(self):
        key = hashlib.sha1(b"mip6 1 1 MN-HA 0").digest()[:16]
        count = 0
        for source, destination, real, message in self.messages("mip6-tunnel"):
            at = message.find(bytes([9, 17, 1]))
            self.assertGreater(at, 0)
            update = message[2] == 5
            care_of = [real[0] if update else real[1]]
            if care_of == [address(HOME)]:
                # At home; or ns-3 has the packet a second time, without its Routing header.
                care_of += [address(one) for one in CARE_OF]
            covered = message[:4] + bytes(2) + message[6 : at + 7]
            macs = [hmac.new(key, one + address(HOME) + covered, "sha1").digest()[:12] for one in care_of]
            self.assertIn(message[at + 7 : at + 19], macs)
            count += 1
        self.assertGreater(count, 10)

    def test_return_routability(self):
        """Tokens lead to the authenticator: what a node on both paths could compute itself."""
        tokens, checked = {}, 0
        for path in self.paths["mip6"]:
            if "-n1-" not in path.name:
                continue
            for packet in raw_packets(path):
                found = mobility(packet)
                if not found:
                    continue
                source, destination, real, message = found
                if message[2] in (3, 4):
                    tokens[message[2], destination] = message[16:24]
                if message[2] == 5:
                    home, care_of = source, real[0]
                    kbm = tokens[3, home] + (b"" if care_of == home else tokens[4, care_of])
                    covered = message[:4] + bytes(2) + message[6:-12]
                    mac = hmac.new(hashlib.sha1(kbm).digest(), care_of + destination + covered, "sha1").digest()
                    self.assertEqual(message[-12:], mac[:12])
                    checked += 1
        self.assertGreaterEqual(checked, 3)

    def test_tunnels_and_direct_packets(self):
        for system, paths in self.paths.items():
            tunnels, options = set(), 0
            for path in paths:
                for packet in raw_packets(path):
                    if packet[6] == 41:
                        tunnels.add((packet[8:24], packet[24:40]))
                    options += packet[6] in (43, 60) and packet[40] == 17
            agent = address(HOME_AGENT)
            wanted = {(agent, address(one)) for one in CARE_OF} | {(address(one), agent) for one in CARE_OF}
            self.assertEqual(tunnels, wanted)
            self.assertEqual(options > 100, system == "mip6")


if __name__ == "__main__":
    unittest.main()
