#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Captures of HIP as tshark sees them: each message and parameter by its name, none malformed, all checksums right.

Everything that is computed is computed once more by hip_wire.py, from seeds and captures: checksums,
puzzles and solutions, MACs, signatures, keys, and what is inside ESP. Argument: the program hip-captures.
"""

import collections
import pathlib
import subprocess
import sys
import tempfile
import unittest

import hip_wire as hip

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else None

# System, family and suite of ESP.
RUNS = [("hip", "4", "1"), ("hip", "6", "1"), ("hip-credit", "4", "5"), ("hip-credit", "6", "1")]

TITLES = {
    "I1": "HIP I1 (HIP Initiator Packet)",
    "R1": "HIP R1 (HIP Responder Packet)",
    "I2": "HIP I2 (Second HIP Initiator Packet)",
    "R2": "HIP R2 (Second HIP Responder Packet)",
    "UPDATE": "HIP UPDATE (HIP Update Packet)",
    "NOTIFY": "HIP NOTIFY (HIP Notify Packet)",
    "CLOSE": "HIP CLOSE (HIP Close Packet)",
    "CLOSE_ACK": "HIP CLOSE_ACK (HIP Close Acknowledgment Packet)",
}

# tshark 4.0 decodes these, but has no names for them.
NAMELESS = ["FROM", "RVS_HMAC", "VIA_RVS"]
NOT_SENT = ["REG_FAILED", "ECHO_RESPONSE_UNSIGNED", "ECHO_REQUEST_UNSIGNED"]

FIELDS = ["frame.protocols", "_ws.malformed", "_ws.expert.message", "_ws.col.Info", "hip.checksum.status"]
UDP = 17


def tshark(path, *arguments):
    """What tshark prints of a capture."""
    command = ["tshark", "-n", "-r", str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def dissect(path, fields, *options):
    """The packets of a capture, each a dictionary of fields."""
    arguments = [*options, "-T", "fields", "-E", "separator=|"]
    for field in fields:
        arguments += ["-e", field]
    return [dict(zip(fields, line.split("|"))) for line in tshark(path, *arguments).splitlines()]


def raw_packets(path):
    """Of each packet of a file: microseconds, protocol, source, destination and what is behind the IP header."""
    data = pathlib.Path(path).read_bytes()
    at = 24
    while at < len(data):
        seconds, micros, size = (int.from_bytes(data[at + n : at + n + 4], "little") for n in (0, 4, 8))
        raw = data[at + 16 : at + 16 + size]
        at += 16 + size
        if raw[0] >> 4 == 4:
            found = raw[9], raw[12:16], raw[16:20], raw[4 * (raw[0] & 15) :]
        else:
            found = raw[6], raw[8:24], raw[24:40], raw[40:]
        yield (seconds * 1000000 + micros, *found)


class Host:
    """A host's keys, from its node's number: what its first random bytes are used for."""

    def __init__(self, node):
        random = hip.Random(f"host {node}")
        self.identity = hip.Identity(1024, random)
        self.hit = self.identity.hit
        self.secret = random.get(20)
        self.exponent = int.from_bytes(random.get(30), "big") | 1 << 239

    def puzzle(self, generation, initiator, own, others):
        """I of a puzzle: it follows from the secret, tags and addresses."""
        mapped = [one if len(one) == 16 else bytes(10) + b"\xff\xff" + one for one in (own, others)]
        secret = hip.sha1_mac(self.secret, hip.number(generation, 8))
        mac = hip.sha1_mac(secret, initiator + self.hit + b"".join(mapped))
        return int.from_bytes(mac[:8], "big")


class Run:
    """A run's captures, its hosts, and the keys that follow from them."""

    def __init__(self, folder, system, family, suite):
        self.name = f"{system}-{family}-{suite}"
        prefix = pathlib.Path(folder) / self.name
        done = subprocess.run(
            [PROGRAM, system, family, suite, str(prefix)], capture_output=True, text=True, check=True
        ).stdout
        self.family, self.suite = family, int(suite)
        self.nodes = {line.split()[0]: int(line.split()[1]) for line in done.splitlines()}
        # Interface 0 is the loopback; files without a packet are empty.
        found = sorted(prefix.parent.glob(f"{self.name}-n*-i[1-9].pcap"))
        self.paths = [path for path in found if path.stat().st_size > 24]
        self.hosts = {name: Host(node) for name, node in self.nodes.items()}
        self.by_hit = {host.hit: host for host in self.hosts.values()}
        # One file for tshark: all have the same kind of link.
        self.whole = prefix.parent / f"{self.name}.pcap"
        records = b"".join(path.read_bytes()[24:] for path in self.paths)
        self.whole.write_bytes(self.paths[0].read_bytes()[:24] + records)
        # All that passes the mobile, the correspondent or the server, in order.
        self.packets = []
        for node in self.nodes.values():
            for path in self.paths:
                if f"-n{node}-" in path.name:
                    self.packets += raw_packets(path)
        self.packets.sort(key=lambda one: (one[0], one[1] != hip.HIP))
        self.keys, self.spis = {}, {}
        self.find_keys()

    def messages(self):
        """All packets of HIP: source, destination and the packet."""
        for _, protocol, source, destination, raw in self.packets:
            if protocol == hip.HIP:
                yield source, destination, hip.Packet(raw)

    def find_keys(self):
        """The keys of each association: from the I2 and the responder's secret exponent."""
        for _, _, one in self.messages():
            if hip.PACKETS[one.kind] == "I2":
                shared = one.get("DIFFIE_HELLMAN")
                responder = self.by_hit[one.receiver]
                solution = one.get("SOLUTION")
                i, j = int.from_bytes(solution[4:12], "big"), int.from_bytes(solution[12:], "big")
                secret = hip.agree(shared[0], responder.exponent, shared[3:])
                suites = (one.get("HIP_TRANSFORM"), one.get("ESP_TRANSFORM")[2:])
                keys = hip.Keys(
                    secret, one.sender, one.receiver, i, j, *(int.from_bytes(n, "big") for n in suites)
                )
                keys.esp_suite = int.from_bytes(suites[1], "big")
                self.keys[frozenset([one.sender, one.receiver])] = keys
            if hip.PACKETS[one.kind] in ("I2", "R2"):
                # What is sent to an SPI is protected by the other end's key.
                spi = int.from_bytes(one.get("ESP_INFO")[8:], "big")
                self.spis[spi] = one.receiver, one.sender

    def keys_of(self, packet):
        """Keys of the association that a packet is of."""
        return self.keys[frozenset([packet.sender, packet.receiver])]


class Captures(unittest.TestCase):
    """Both policies, both families, both suites; all nodes."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.runs = [Run(cls.folder.name, *one) for one in RUNS]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_nothing_is_malformed(self):
        for run in self.runs:
            seen, titles = collections.Counter(), set()
            for packet in dissect(run.whole, FIELDS):
                self.assertEqual(packet["_ws.malformed"], "", packet)
                protocols = packet["frame.protocols"].split(":")
                seen[protocols[2]] += 1
                if protocols[2] == "hip":
                    self.assertEqual(packet["hip.checksum.status"], "1", packet)
                    self.assertEqual(packet["_ws.expert.message"], "", packet)
                    titles.add(packet["_ws.col.Info"].strip())
            # Each message by its name.
            self.assertEqual(titles, set(TITLES.values()), run.name)
            self.assertGreater(seen["hip"], 100, run.name)
            self.assertGreater(seen["esp"], 1000, run.name)

    def test_each_message_is_sent(self):
        for run in self.runs:
            sent = {hip.PACKETS[one.kind] for *_, one in run.messages()}
            self.assertEqual(sent, set(TITLES), run.name)

    def test_parameters_by_name(self):
        for run in self.runs:
            text = tshark(run.whole, "-Y", "hip", "-V")
            for name, number in hip.TYPES.items():
                shown = f"        {'Unknown' if name in NAMELESS else name} (type={number}, length="
                self.assertEqual(shown in text, name not in NOT_SENT, f"{run.name}: {name}")
            unknown = {line for line in text.splitlines() if line.strip().startswith("Unknown (type=")}
            self.assertEqual(len({line.split(",")[0] for line in unknown}), len(NAMELESS))
            self.assertIn("Notification Message Type: Unsupported critical parameter type (1)", text)

    def test_parameters_of_each_message(self):
        """Each has what its section says, in order (5.3; RFC 5202, 5.2; RFC 5204, 4; RFC 5206, 3.2)."""
        moved = "ESP_INFO LOCATOR SEQ HMAC HIP_SIGNATURE"
        asked = "ESP_INFO SEQ ACK ECHO_REQUEST_SIGNED HMAC HIP_SIGNATURE"
        answered = "ACK ECHO_RESPONSE_SIGNED HMAC HIP_SIGNATURE"
        wanted = {
            "I1": {"", "FROM RVS_HMAC"},
            "UPDATE": {moved, asked, answered, "ACK HMAC HIP_SIGNATURE"},
            "NOTIFY": {"NOTIFICATION HIP_SIGNATURE"},
            "CLOSE": {"ECHO_REQUEST_SIGNED HMAC HIP_SIGNATURE"},
            "CLOSE_ACK": {"ECHO_RESPONSE_SIGNED HMAC HIP_SIGNATURE"},
        }
        names = {number: name for name, number in hip.TYPES.items()}
        for run in self.runs:
            for *_, one in run.messages():
                kind = hip.PACKETS[one.kind]
                found = " ".join(names[number] for number, *_ in one.parameters)
                if kind in wanted:
                    self.assertIn(found, wanted[kind], f"{run.name}: {kind}")

    def test_checksums(self):
        for run in self.runs:
            count = 0
            for _, protocol, source, destination, raw in run.packets:
                if protocol == hip.HIP:
                    self.assertEqual(hip.checksum(source, destination, raw), 0)
                    count += 1
            self.assertGreater(count, 40)

    def test_identities(self):
        """Tags are those of the keys in HOST_ID, and the keys are those that follow from the seeds."""
        for run in self.runs:
            count = 0
            for *_, one in run.messages():
                if hip.PACKETS[one.kind] in ("R1", "I2"):
                    self.assertEqual(hip.tag_of(one.get("HOST_ID")), one.sender)
                    self.assertEqual(one.get("HOST_ID"), run.by_hit[one.sender].identity.host_id())
                    count += 1
            self.assertGreaterEqual(count, 4)

    def test_puzzles(self):
        for run in self.runs:
            puzzles, count = {}, 0
            for source, destination, one in run.messages():
                if hip.PACKETS[one.kind] == "R1":
                    puzzle = one.get("PUZZLE")
                    generation = int.from_bytes(one.get("R1_COUNTER")[4:], "big")
                    i = run.by_hit[one.sender].puzzle(generation, one.receiver, source, destination)
                    self.assertEqual(puzzle[4:], hip.number(i, 8))
                    puzzles[one.sender, one.receiver] = puzzle
                if hip.PACKETS[one.kind] == "I2":
                    puzzle, solution = puzzles[one.receiver, one.sender], one.get("SOLUTION")
                    self.assertEqual((solution[0], solution[2:12]), (puzzle[0], puzzle[2:]))
                    i, j = int.from_bytes(solution[4:12], "big"), int.from_bytes(solution[12:], "big")
                    self.assertTrue(hip.solves(solution[0], i, one.sender, one.receiver, j))
                    self.assertEqual(one.get("ESP_INFO")[2:4], hip.number(run.keys_of(one).index, 2))
                    count += 1
            self.assertGreaterEqual(count, 2)

    def test_macs(self):
        for run in self.runs:
            seen, host_ids = collections.Counter(), {}
            for *_, one in run.messages():
                kind = hip.PACKETS[one.kind]
                if kind in ("R1", "I2"):
                    host_ids[one.sender] = hip.parameter(hip.TYPES["HOST_ID"], one.get("HOST_ID"))
                for name in ("HMAC", "HMAC_2", "RVS_HMAC"):
                    if one.get(name) is None:
                        continue
                    extra = host_ids[one.sender] if name == "HMAC_2" else b""
                    if name == "RVS_HMAC":
                        server = run.hosts["server"].hit
                        key = run.keys[frozenset([server, one.receiver])].mac[server]
                    else:
                        key = run.keys_of(one).mac[one.sender]
                    mac = hip.sha1_mac(key, one.covered(name, extra))
                    self.assertEqual(one.get(name), mac, f"{run.name}: {name} of {kind}")
                    seen[kind] += 1
            self.assertEqual(set(seen), {"I1", "I2", "R2", "UPDATE", "CLOSE", "CLOSE_ACK"})

    def test_signatures(self):
        """They verify, and they are the very ones that the hosts' private keys make."""
        for run in self.runs:
            seen = collections.Counter()
            for *_, one in run.messages():
                kind = hip.PACKETS[one.kind]
                identity = run.by_hit[one.sender].identity
                for name in ("HIP_SIGNATURE", "HIP_SIGNATURE_2"):
                    if one.get(name) is not None:
                        covered = one.covered(name, blank=name == "HIP_SIGNATURE_2")
                        hip.verify(identity.host_id(), covered, one.get(name))
                        self.assertEqual(one.get(name), identity.sign(covered), f"{run.name}: {kind}")
                        seen[kind, name] += 1
            kinds = {(kind, "HIP_SIGNATURE") for kind in TITLES if kind not in ("I1", "R1")}
            self.assertEqual(set(seen), kinds | {("R1", "HIP_SIGNATURE_2")})

    def test_esp(self):
        """Each packet opens; inside is UDP whose checksum is right between tags or local scope identifiers."""
        for run in self.runs:
            seen = collections.Counter()
            for _, protocol, _, _, raw in run.packets:
                if protocol != hip.ESP:
                    continue
                sender, receiver = run.spis[int.from_bytes(raw[:4], "big")]
                keys = run.keys[frozenset([sender, receiver])]
                self.assertEqual(keys.esp_suite, run.suite)
                _, sequence, following, payload = hip.esp_open(run.suite, keys.esp[sender], raw)
                self.assertGreater(sequence, 0)
                self.assertEqual(following, UDP)
                ends = sender, receiver
                if run.family == "4":
                    ends = hip.local_scope(sender), hip.local_scope(receiver)
                self.assertEqual(hip.checksum(*ends, payload, UDP), 0)
                seen[sender] += 1
            self.assertEqual(len(seen), 2, run.name)
            self.assertGreater(min(seen.values()), 100, run.name)

    def test_esp_as_tshark_opens_it(self):
        """tshark 4.0 does not know numbers of 64 bits, so that it cannot check the ICV; test_esp does."""
        for run in self.runs:
            table = []
            for spi, (sender, receiver) in run.spis.items():
                cipher, mac = run.keys[frozenset([sender, receiver])].esp[sender]
                kind = "AES-CBC [RFC3602]" if cipher else "NULL"
                family = "IPv4" if run.family == "4" else "IPv6"
                row = [family, "*", "*", f"0x{spi:08x}", kind, f"0x{cipher.hex()}" if cipher else ""]
                row += ["HMAC-SHA-1-96 [RFC2404]", f"0x{mac.hex()}"]
                table += ["-o", "uat:esp_sa:" + ",".join(f'"{one}"' for one in row)]
            fields = ["frame.protocols", "esp.protocol", "udp.length"]
            (path,) = [one for one in run.paths if f"-n{run.nodes['correspondent']}-i1" in one.name]
            opened = dissect(path, fields, *table, "-o", "esp.enable_encryption_decode:TRUE", "-Y", "esp")
            self.assertGreater(len(opened), 200, run.name)
            for packet in opened:
                self.assertIn(":esp:udp:", packet["frame.protocols"])
                self.assertEqual((packet["esp.protocol"], packet["udp.length"]), ("0x11", "48"), packet)

    def test_policies(self):
        """Data leaves for a new address after its echo; with credit already after the first UPDATE."""
        for run in self.runs:
            correspondent = run.hosts["correspondent"].hit
            mobile = run.hosts["mobile"].hit
            path = [one for one in run.paths if f"-n{run.nodes['correspondent']}-i1" in one.name]
            told, echoed, first = [], [], {}
            for when, protocol, source, destination, raw in raw_packets(*path):
                if protocol == hip.ESP and run.spis[int.from_bytes(raw[:4], "big")][0] == correspondent:
                    first.setdefault((len(told), destination), when)
                if protocol != hip.HIP:
                    continue
                one = hip.Packet(raw)
                if one.sender == mobile and one.get("LOCATOR"):
                    told.append((when, one.get("LOCATOR")[12:]))
                if one.sender == mobile and one.get("ECHO_RESPONSE_SIGNED") and hip.PACKETS[one.kind] == "UPDATE":
                    echoed.append(when)
            self.assertEqual((len(told), len(echoed)), (3, 3), run.name)
            for n, (when, locator) in enumerate(told):
                address = locator if run.family == "6" else locator[12:]
                new = first[n + 1, address]
                limit = when if run.name.startswith("hip-credit") else echoed[n]
                self.assertGreaterEqual(new, limit, run.name)
                # The interval of the packets is 50 ms.
                self.assertLess(new, limit + 50000, run.name)


if __name__ == "__main__":
    unittest.main()
