#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Tests of l4m-tool.  usage: test_tool.py L4M-TOOL TEST-VECTORS [unittest's arguments]"""

import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest

import captures as c

TOOL, VECTORS = sys.argv[1:3]


class ToolTest(unittest.TestCase):
    """Runs the tool in a directory of its own."""

    @classmethod
    def setUpClass(cls):
        cls.connections = c.vectors(VECTORS)
        cls.packets = list(c.vector_packets(cls.connections))
        cls.macs = sum(c.has_mac(meaning) for *_, meaning in cls.packets)

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.put("keys", c.key_lines(self.connections).encode())

    def put(self, name, data):
        """A file in the directory."""
        with open(os.path.join(self.directory.name, name), "wb") as file:
            file.write(data)
        return name

    def run_tool(self, *arguments, status=0, text=None):
        """Runs it; it must end with this status and never by a signal or a sanitizer's report."""
        done = subprocess.run([TOOL, *arguments], cwd=self.directory.name, input=text, capture_output=True,
                              timeout=100, check=False)
        said = done.stderr.decode(errors="replace")
        self.assertNotIn("Sanitizer", said)
        self.assertNotIn("runtime error", said)
        self.assertIn(done.returncode, status if isinstance(status, tuple) else (status,), said)
        self.said, self.status = said, done.returncode
        return done.stdout

    def objects(self, *arguments, status=0):
        """The JSON objects that it writes, one a line."""
        return [json.loads(line) for line in self.run_tool(*arguments, status=status).splitlines()]

    def capture(self, name="capture", link=c.RAW, packets=None, **more):
        """A capture of packets, 1 ms apart."""
        frames = [(1000 * i, c.frame(link, c.ip_packet(*p[:4]))) for i, p in enumerate(packets or self.packets)]
        return self.put(name, c.pcap(link, frames, **more))


class Vectors(ToolTest):
    """vectors: the file is right, and what is wrong is noticed."""

    def test_file(self):
        lines = self.run_tool("vectors", VECTORS).decode().splitlines()
        self.assertEqual(lines[-1], "%d connections, %d messages, %d MACs verified, 0 wrong" % (
            len(self.connections), len(self.packets), self.macs))

    def test_changed(self):
        rng = random.Random(1)
        with open(VECTORS, encoding="utf-8") as file:
            everything = json.load(file)
        for i, connection in enumerate(everything[1:], 1):
            if "key_i2r" not in connection:
                continue
            accept = [i for i, p in enumerate(connection["packets"]) if "accept" in p["meaning"]][0]
            places = [(connection, name) for name in ("key_i2r", "key_r2i", "key_confirm", "shared_secret", "transcript")]
            places += [(p, "bytes") for p in connection["packets"][accept:]]
            holder, name = rng.choice(places)
            was = holder[name]
            at = rng.randrange(len(was) // 2) * 2
            if name == "bytes" and at // 2 in (6, 7, 16, 17):
                at = 0
            holder[name] = was[:at] + "%02x" % (int(was[at:at + 2], 16) ^ 1 << rng.randrange(8)) + was[at + 2:]
            self.put("changed.json", json.dumps(everything).encode())
            out = self.run_tool("vectors", "changed.json", status=1).decode()
            self.assertIn("WRONG " + connection["name"], out, (i, name, at))
            holder[name] = was

    def test_one(self):
        packet = self.connections[7]["packets"][2]
        shown = self.run_tool("vectors", "--connection=8", "--packet=3", VECTORS).decode().strip()
        self.assertEqual(shown, packet["bytes"])
        fields, = self.objects("vectors", "--connection=8", "--packet=3", "--json", VECTORS)
        self.assertEqual((fields["type"], fields["mac_is"], fields["packet_number"]), ("DATA", "right", 0))
        self.assertEqual(len(self.run_tool("vectors", "--connection=8", VECTORS).splitlines()),
                         len(self.connections[7]["packets"]))

    def test_as_capture(self):
        self.run_tool("vectors", "--pcap=v.pcap", "--keys-out=v.keys", VECTORS)
        found, = self.objects("check", "--json", "--keys=v.keys", "v.pcap")
        self.assertEqual((found["macs_right"], found["wrong"]), (self.macs, 0))

    def test_direction(self):
        # Each packet says who sent it; nothing but these two words will do.
        with open(VECTORS, encoding="utf-8") as file:
            two = json.load(file)[:2]
        for packet in two[1]["packets"]:
            was = packet["from"]
            for said in ("initiator" if was == "responder" else "responder", "", "nobody"):
                packet["from"] = said
                self.put("changed.json", json.dumps(two).encode())
                self.assertIn(b"is from the " + was.encode(), self.run_tool("vectors", "changed.json", status=1))
            packet["from"] = was

    def test_files_that_cannot_be_used(self):
        self.run_tool("vectors", "missing", status=2)
        self.assertRegex(self.said, "^l4m-tool: .*missing: No such file")
        self.assertNotIn("line", self.said)
        for name in ("/dev/full", "/nowhere/x"):
            self.run_tool("vectors", "--keys-out=" + name, VECTORS, status=2)
            self.assertRegex(self.said, "^l4m-tool: %s: .+" % name)

    def test_not_vectors(self):
        for text in (b"", b"[", b"{}", b"[1]", b"[1, 2]", b'[{}, {"name": "x"}]', b'[{}, {"name": 1, "packets": [1]}]',
                     b'[{}, {"name": "x", "protocol": "udp", "packets": [1]}]',
                     b'[{}, {"name": "x", "protocol": "udp", "packets": [{"from": "initiator", "meaning": "DATA", '
                     b'"src": "1.1.1.1", "dst": "1.1.1.1", "bytes": "0x"}]}]'):
            out = self.run_tool("vectors", self.put("bad.json", text), status=(1, 2))
            self.assertTrue(self.said or b"WRONG" in out, text)
        self.run_tool("vectors", "--connection=99", VECTORS, status=2)
        self.run_tool("vectors", "--connection=1", "--packet=99", VECTORS, status=2)


class Decode(ToolTest):
    """decode and check: every link, what is right and what is wrong."""

    def all_right(self, *names):
        """Every message is decoded by its name and every MAC is right."""
        found = self.objects("decode", "--json", "--keys=keys", *names)
        self.assertEqual(len(found), len(self.packets))
        for fields, (*_, meaning) in zip(found, self.packets):
            self.assertIn(fields["type"], meaning)
            self.assertEqual(fields["mac_is"], "right" if c.has_mac(meaning) else "absent")
            self.assertNotIn("error", fields)
        summary, = self.objects("check", "--json", "--keys=keys", *names)
        self.assertEqual((summary["macs_right"], summary["wrong"]), (self.macs, 0))

    def test_links(self):
        for link in (c.ETHERNET, c.PPP, c.RAW, c.LOOP, c.SLL, c.SLL2):
            with self.subTest(link=link):
                self.all_right(self.capture(link=link))

    def test_families(self):
        for family, link in ((4, c.IPV4), (6, c.IPV6)):
            with self.subTest(family=family):
                self.all_right(self.capture(link=link, packets=list(c.vector_packets(self.connections, family))))

    def test_formats(self):
        self.all_right(self.capture(order=">"))
        self.all_right(self.capture(nano=True))
        frames = [(1000 * i, c.ip_packet(*p[:4])) for i, p in enumerate(self.packets)]
        self.all_right(self.put("capture.pcapng", c.pcapng(c.RAW, frames)))

    def test_files_are_merged(self):
        frames = [(1000 * i, c.ip_packet(*p[:4])) for i, p in enumerate(self.packets)]
        names = [self.put("part%d" % n, c.pcap(c.RAW, frames[n::3])) for n in range(3)]
        self.all_right(*names)
        self.run_tool("check", "--keys=keys", names[0], status=1)

    def test_files_out_of_order(self):
        # The first packet was written down first and is the latest.
        frames = [(1000 * i, c.ip_packet(*p[:4])) for i, p in enumerate(self.packets[:4])]
        self.put("capture", c.pcap(c.RAW, frames[3:] + frames[:3]))
        found = self.objects("decode", "--json", "--all", "capture")
        self.assertEqual([f["seconds"] for f in found], [0, -0.003, -0.002, -0.001])
        lines = self.run_tool("decode", "--all", "capture").decode().splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["0.000000", "-0.003000", "-0.002000", "-0.001000"])

    def test_name_of_any_bytes(self):
        self.capture()
        name = b"\xff\"\xc3\xa4.pcap"
        os.rename(os.path.join(self.directory.name, "capture"), os.path.join(self.directory.name.encode(), name))
        found = self.objects("decode", "--json", name)
        self.assertEqual((len(found), found[0]["file"]), (len(self.packets), "?\"??.pcap"))

    def test_nothing_captured(self):
        # No MAC was checked, so not all is right; and it is said why.
        self.put("capture", c.pcap(c.RAW, []))
        self.assertEqual(self.run_tool("decode", "capture"), b"")
        self.assertIn(b"0 MACs right", self.run_tool("check", "--keys=keys", "capture", status=1))
        summary, = self.objects("check", "--json", "--keys=keys", "capture", status=1)
        self.assertEqual((summary["associations"], summary["extended"]), ([], 0))

    def test_headers_between(self):
        # Hop-by-hop, routing, destination options, AH; VLAN tags; IPv4 options; PPP with address and control.
        ah = struct.pack("!BBH", 0, 4, 0) + bytes(20)
        frames = []
        for i, (protocol, source, destination, l4, _) in enumerate(c.vector_packets(self.connections, 6)):
            number = {"tcp": 6, "udp": 17}[protocol]
            chain = bytes([0]) + bytes([43, 1]) + bytes(14) + bytes([60, 0]) + bytes(6) + bytes([51, 0]) + bytes(6) + \
                bytes([number]) + ah[1:]
            frames.append((i, c.ip_packet(protocol, source, destination, l4, extensions=chain)))
        self.all_right(self.put("v6", c.pcap(c.RAW, frames)))
        frames = [(i, bytes(12) + b"\x88\xa8\0\1\x81\0\0\2\x08\0" + c.ip_packet(*p[:4], options=bytes(8)))
                  for i, p in enumerate(c.vector_packets(self.connections, 4))]
        self.all_right(self.put("vlan", c.pcap(c.ETHERNET, frames)))
        frames = [(i, b"\xff\x03" + c.frame(c.PPP, c.ip_packet(*p[:4]))) for i, p in enumerate(self.packets)]
        self.all_right(self.put("ppp", c.pcap(c.PPP, frames)))

    def test_changed_bits(self):
        # From the accept on: ports, lengths and checksum aside, which are not covered or lead elsewhere.
        rng = random.Random(2)
        for connection in self.connections:
            if "key_i2r" not in connection:
                continue
            packets = list(c.vector_packets([connection], 4))
            first = next(i for i, p in enumerate(packets) if "accept" in p[4])
            for i in range(first, len(packets)):
                l4 = bytearray(packets[i][3])
                at = rng.choice([a for a in range(4, len(l4)) if a not in
                                 ((16, 17, 12) if packets[i][0] == "tcp" else (4, 5, 6, 7))])
                l4[at] ^= 1 << rng.randrange(8)
                spoilt = packets[:i] + [packets[i][:3] + (bytes(l4), packets[i][4])] + packets[i + 1:]
                with self.subTest(connection=connection["name"], packet=i, at=at):
                    self.run_tool("check", "--keys=keys", self.capture(packets=spoilt), status=1)

    def test_wrong_is_said(self):
        packets = list(c.vector_packets([self.connections[7]]))
        spoilt = packets[2][3][:-1] + bytes([packets[2][3][-1] ^ 1])
        lines = self.run_tool("decode", "--keys=keys", self.capture(packets=packets[:2] + [
            packets[2][:3] + (spoilt, "")])).decode().splitlines()
        self.assertIn("MAC right", lines[1])
        self.assertIn("MAC wrong WRONG mac: ", lines[2])

    def test_every_bit_of_a_mac(self):
        packets = list(c.vector_packets([self.connections[7]]))
        start = len(packets[2][3]) - len(b"hello") - 16
        spoilt = []
        for bit in range(8 * 16):
            l4 = bytearray(packets[2][3])
            l4[start + bit // 8] ^= 1 << bit % 8
            spoilt.append(packets[2][:3] + (bytes(l4), ""))
        found = self.objects("decode", "--json", "--keys=keys", self.capture(packets=packets[:3] + spoilt))
        self.assertEqual([f["mac_is"] for f in found], ["absent", "right", "right"] + ["wrong"] * 128)

    def test_wrong_offers(self):
        packets = list(c.vector_packets([self.connections[7]]))
        good = packets[1][3]
        choice, share = good.index(b"\x80\x04\0\6"), good.index(b"\x80\x02\0\x22")

        def put(at, text):
            return good[:at] + text + good[at + len(text):]

        for error, l4 in (("suite", put(choice + 4, b"\0\x11")), ("suite", put(choice + 4, b"\0\x01")),
                          ("ports", put(choice + 6, b"\0\x01")), ("public-value", put(share + 2, b"\0\x21")),
                          ("option-missing", put(share, b"\0\2")), ("unexpected", put(8 + 13, b"\3")),
                          ("option-missing", put(8 + 13, b"\1"))):
            found = self.objects("decode", "--json", "--keys=keys", self.capture(
                packets=[packets[0], packets[1][:3] + (l4, "")]))
            self.assertEqual(found[1].get("error"), error, l4.hex())

    def test_headers_that_run_past_the_packet(self):
        protocol, source, destination, l4, _ = next(p for p in c.vector_packets(self.connections, 6))
        for name, data in (("IPv6 extension header runs past the packet",
                            c.ip_packet(protocol, source, destination, l4, extensions=b"\x3c\x11\xff" + bytes(6))),
                           ("IPv6 extension header cut off",
                            c.ip_packet(protocol, source, destination, b"", extensions=b"\x3c\x11\0")),
                           ("impossible length of the IPv4 header", b"\x4f" + bytes(30)),
                           ("total length of IPv4 below that of its header", b"\x45\0\0\x13" + bytes(30)),
                           ("IPv4 header cut off", b"\x45" + bytes(10)), ("IPv6 header cut off", b"\x60" + bytes(30)),
                           ("neither IPv4 nor IPv6", b"\x70" + bytes(30)),
                           ("a fragment", b"\x45\0\0\x28\0\0\x20\0\x40\x11" + bytes(30)),
                           ("a fragment", c.ip_packet("udp", source, destination, l4, extensions=b"\x2c\x11" + bytes(7)))):
            fields, = self.objects("decode", "--json", self.put("capture", c.pcap(c.RAW, [(0, data)])))
            self.assertEqual((fields["verdict"], fields["why"]), ("unreadable", name))

    def test_without_keys(self):
        found = self.objects("decode", "--json", self.capture())
        for fields, (*_, meaning) in zip(found, self.packets):
            self.assertIn(fields["type"], meaning)
            self.assertEqual(fields["mac_is"], "no key" if c.has_mac(meaning) else "absent")

    def test_begun_late(self):
        # Without set-up: a key alone tells.
        for connection in self.connections:
            packets = [p for p in c.vector_packets([connection]) if "L4_" not in p[4]]
            if packets and "2^32" not in connection["name"]:
                self.put("keys", c.key_lines([connection]).encode())
                summary, = self.objects("check", "--json", "--keys=keys", self.capture(packets=packets))
                self.assertEqual(summary["macs_right"], len(packets))
                self.assertEqual(self.objects("decode", "--json", self.capture(packets=packets)), [])

    def test_plain(self):
        udp = struct.pack("!HHHH", 40000, 7001, 13, 0) + b"plain"
        syn = struct.pack("!HHIIHHHH", 40000, 7000, 1, 0, 0x5002, 1, 0, 0)
        plain = [("udp", "10.0.0.1", "10.0.0.2", udp), ("tcp", "10.0.0.1", "10.0.0.2", syn),
                 ("udp", "10.9.0.1", "10.9.0.2", udp[:2] + b"\x1b\x58" + udp[4:])]
        found = self.objects("decode", "--json", "--all", "--keys=keys", self.capture(packets=self.packets + plain))
        self.assertEqual([f["verdict"] for f in found[-3:]], ["plain"] * 3)
        self.run_tool("check", "--keys=keys", self.capture(packets=plain), status=1)

    def test_cut_off(self):
        found = self.objects("decode", "--json", "--keys=keys", self.capture(cut=60))
        self.assertEqual({f["verdict"] for f in found}, {"extended", "cut off"})
        self.assertTrue(all("error" not in f and f.get("mac_is") in (None, "not checked", "right", "absent") for f in found))
        self.assertTrue(any(f.get("cut_off") for f in found))
        self.run_tool("check", "--keys=keys", "capture", status=1)

    @staticmethod
    def ends(packet):
        """Where its TCP or UDP header and its extended header end in an IPv4 packet."""
        start = 20 + (4 * (packet[3][12] >> 4) if packet[0] == "tcp" else 8)
        return start, start + 4 * packet[3][start - 20 + 1]

    def cut_everywhere(self, packet):
        """Frames of it, cut off at each length, and the verdict that is due where its association is known."""
        whole = c.ip_packet(*packet[:4])
        start, end = self.ends(packet)
        verdicts = ["unreadable" if n < start else "cut off" if n < end else "extended" for n in range(1, len(whole) + 1)]
        return [whole[:n] for n in range(1, len(whole) + 1)], verdicts

    def test_cut_off_anywhere(self):
        # Known by its set-up, by its key, by neither.
        for connection in (self.connections[n] for n in (0, 7, 8, 12, 20)):
            packets = list(c.vector_packets([connection], 4))
            first = next(i for i, p in enumerate(packets) if "accept" in p[4]) + 1
            setup = [c.ip_packet(*p[:4]) for p in packets[:first]]
            for packet in packets[first:first + 3]:
                frames, due = self.cut_everywhere(packet)
                self.put("known", c.pcap(c.RAW, list(enumerate(setup + frames))))
                self.put("late", c.pcap(c.RAW, list(enumerate(frames))))
                with self.subTest(connection=connection["name"], meaning=packet[4]):
                    found = self.objects("decode", "--json", "known")[first:]
                    self.assertEqual([f["verdict"] for f in found], due)
                    found = self.objects("decode", "--json", "--keys=keys", "late")
                    self.assertEqual([f["verdict"] for f in found], due)
                    self.assertNotIn("WRONG", self.run_tool("decode", "--keys=keys", "late").decode())
                    found = self.objects("decode", "--json", "--all", "late")
                    self.assertEqual([f["verdict"] for f in found], [v if v == "unreadable" else "plain" for v in due])
                    summary, = self.objects("check", "--json", "--keys=keys", "late", status=1)[-1:]
                    unread = due.count("unreadable")
                    self.assertEqual([summary[n] for n in ("unreadable", "wrong", "macs_right", "plain")],
                                     [unread, len(due) - unread - 1, 1, 0])

    def test_setup_cut_off_anywhere(self):
        for packet in c.vector_packets([self.connections[n] for n in (7, 9, 19, 23)], 4):
            if "L4_" not in packet[4]:
                continue
            frames, due = self.cut_everywhere(packet)
            if packet[0] == "udp":
                # On UDP the mark stands within the extended header: behind it, four bytes at its offset 8.
                due = ["plain" if v == "cut off" and n < 20 + 8 + 12 else v for n, v in enumerate(due, 1)]
            self.put("setup", c.pcap(c.RAW, list(enumerate(frames))))
            found = self.objects("decode", "--json", "--all", "setup")
            self.assertEqual([f["verdict"] for f in found], due, packet[4])
            if packet[0] == "tcp":
                # Of another type it is malformed, as far as there is any of it.
                start, end = self.ends(packet)
                frames = [f[:start] + b"\x13" + f[start + 1:] for f in frames[start:end - 1]]
                found = self.objects("decode", "--json", self.put("other", c.pcap(c.RAW, list(enumerate(frames)))))
                self.assertEqual([f["verdict"] for f in found], ["malformed"] * len(frames))

    def test_cut_off_and_no_extended_header(self):
        # Ordinary sockets on the ports of an association, or of a key: none of this can begin an extended header.
        setup = list(c.vector_packets([self.connections[7]], 4))[:2]
        ports = c.chosen_pair("udp", setup[1][3])
        texts = (b"hello" * 8, b"\x23\7" + bytes(38), b"\x11\7" + bytes(38), b"\x16\7" + bytes(38), b"\x13\5" + bytes(38),
                 b"\x13\x0b" + bytes(38))
        frames = [c.ip_packet("udp", "10.9.0.1", "10.9.0.2", struct.pack("!HHHH", *ports, 8 + len(text), 0) + text)
                  for text in texts]
        short = c.ip_packet("udp", "10.9.0.1", "10.9.0.2", struct.pack("!HHHH", *ports, 8 + 23, 0) + bytes(23))
        cut = [f[:n] for f in frames for n in (30, 35, 48)] + [short[:28], short[:40]]
        self.put("late", c.pcap(c.RAW, list(enumerate(cut))))
        found = self.objects("decode", "--json", "--all", "--keys=keys", "late")
        self.assertEqual({f["verdict"] for f in found}, {"plain"})
        # What could begin one is an ordinary socket's where neither end is the association's.
        frames = [c.ip_packet(*p[:4]) for p in setup]
        data = struct.pack("!HHHH", *ports, 8 + 40, 0) + b"\x13\7" + bytes(38)
        for ends in (("10.9.0.1", "10.9.0.2"), (setup[0][1], "10.9.0.2"), ("10.9.0.1", setup[0][2])):
            frames.append(c.ip_packet("udp", *ends, data)[:40])
        found = self.objects("decode", "--json", "--all", self.put("known", c.pcap(c.RAW, list(enumerate(frames)))))
        self.assertEqual([f["verdict"] for f in found], ["extended"] * 2 + ["plain"] + ["cut off"] * 2)

    def test_malformed_messages(self):
        def setup(text):
            return struct.pack("!HHHH", 1, 2, 8 + len(text), 0) + text

        good = self.packets[0][3][8:]
        for error, text in (
                ("truncated", good[:-1]), ("truncated", good[:12]), ("version", b"\x21" + good[1:]),
                ("length", good[:1] + b"\x07" + good[2:]), ("length", good + b"x"),
                ("option-length", good[:34] + b"\xff" + good[35:]), ("option-length", good[:35] + b"\3" + good[36:]),
                ("option-critical", good[:33] + b"\x10" + good[34:]), ("option-missing", good[:1] + b"\x08" + good[2:32]),
                ("ports", good[:-2] + b"\0\0")):
            fields, = self.objects("decode", "--json", self.capture(
                packets=[("udp", "10.0.0.1", "10.0.0.2", setup(text))]))
            self.assertEqual(fields.get("error"), error, text.hex())
        for l4 in (bytes(7), b"\0\1\0\2\0\7\0\0", b"\0\1\0\2\0\x09\0\0"):
            fields, = self.objects("decode", "--json", self.capture(packets=[("udp", "10.0.0.1", "10.0.0.2", l4)]))
            self.assertEqual(fields["error"], "l4-header")


class Make(ToolTest):
    """make: the opposite of decode."""

    def test_round_trip(self):
        shown = self.run_tool("decode", "--json", "--keys=keys", self.capture())
        lines = [json.dumps({k: v for k, v in json.loads(line).items() if k != "mac"}).encode()
                 for line in shown.splitlines()]
        for arguments in ((), ("--keys=keys",)):
            made = self.run_tool("make", *arguments, text=shown).decode().split()
            self.assertEqual(made, [p[3].hex() for p in self.packets])
        # MACs made anew; of several keys with the same ports and suite it takes the last, so each has its own log.
        at = 0
        for connection in self.connections:
            count = len(connection["packets"])
            self.put("one", c.key_lines([connection]).encode())
            made = self.run_tool("make", "--keys=one", text=b"\n".join(lines[at:at + count])).decode().split()
            self.assertEqual(made, [p["bytes"] for p in connection["packets"]])
            at += count

    def test_capture(self):
        shown = self.run_tool("decode", "--json", "--keys=keys", self.capture())
        self.run_tool("make", "--pcap=again", text=shown)
        again = self.objects("decode", "--json", "--keys=keys", "again")
        for mine, line in zip(again, shown.splitlines()):
            theirs = json.loads(line)
            theirs["file"] = mine["file"]
            self.assertEqual(mine, theirs)

    def test_round_trip_of_what_is_wrong(self):
        # Without keys, with MACs that are wrong, malformed, plain, cut off: make takes every name that decode gives.
        rng = random.Random(5)
        frames = []
        for i, packet in enumerate(3 * self.packets):
            data = bytearray(c.ip_packet(*packet[:4]))
            if i >= len(self.packets):
                data[rng.randrange(20, len(data))] ^= 1 << rng.randrange(8)
            length = rng.randrange(len(data) + 1) if i >= 2 * len(self.packets) else len(data)
            frames.append((i, bytes(data[:length])))
        self.put("changed", c.pcap(c.RAW, frames))
        met = set()
        for keys in ((), ("--keys=keys",)):
            for line in self.run_tool("decode", "--all", "--json", *keys, "changed").splitlines():
                fields = json.loads(line)
                shape = frozenset(fields) | {fields["verdict"]} | frozenset(str(o["type"]) for o in fields.get("options", []))
                if shape not in met:
                    met.add(shape)
                    self.run_tool("make", text=line, status=(0, 2))
                    self.assertNotIn("is no field", self.said)
        self.assertLessEqual({"plain", "extended", "malformed", "cut off", "unreadable", "cut_off", "error", "why", "tcp", "SUITES",
                              "KEY_SHARE", "PORT_PAIRS", "CHOICE", "GROUP"}, frozenset().union(*met))

    def test_names_that_no_field_has(self):
        good = {"protocol": "tcp", "source_port": 1, "destination_port": 2, "type": "L4_INIT", "nonce_i": "00" * 16,
                "file": "x", "mac_is": "absent"}
        options = [{"type": "SUITES", "suites": ["fast"]}, {"type": 5, "value": "00"}]
        self.run_tool("make", text=json.dumps({**good, "options": options, "tcp": {"window": 5}}).encode())
        for change, name, allowed in (
                ({"stat_sequence": 1}, "stat_sequence", "state_sequence, packet_number"), ({"": 1}, "", "mac_is"),
                ({"Type": 1}, "Type", "type"), ({"seq": 1}, "seq", "echo"), ({"x" * 1000: 1}, "x" * 40, "protocol"),
                ({"tcp": {"sequenc": 1}}, "sequenc", "sequence, acknowledgement, flags, window, urgent, options"),
                ({"options": [*options, {"type": "SUITES", "suites": ["fast"], "value": ""}]}, "value", "type, suites"),
                ({"options": [*options, {"type": "GROUP", "group": 5, "pairs": []}]}, "pairs", "type, group"),
                ({"options": [{"type": 5, "valu": "00"}, *options]}, "valu", "type, value")):
            self.run_tool("make", text=json.dumps({**good, **change}).encode(), status=2)
            self.assertRegex(self.said, '^l4m-tool: -, object 1: "%s" is no field of .*, which has .*%s' % (name, allowed))
            self.assertEqual(self.said.count("\n"), 1)
        self.run_tool("make", text=json.dumps({**good, "options": [{"type": "SUITS", "suites": []}]}).encode(), status=2)
        self.assertIn('the "type" of an option is SUITES, ', self.said)

    def test_small(self):
        key = "11" * 32
        self.put("keys", ("l4m udp 5000 6000 default %s %s %s\n" % (key, key, key)).encode())
        fields = {"protocol": "udp", "source_port": 5000, "destination_port": 6000, "type": "DATA", "from": "initiator",
                  "suite": "default", "packet_number": "4294967296", "payload": "6869"}
        self.run_tool("make", "--keys=keys", "--pcap=made", self.put("fields", json.dumps(fields).encode()))
        # A number beyond 2^32 cannot be told from its low half alone.
        self.run_tool("check", "--keys=keys", "made", status=1)
        fields["packet_number"] = 5
        self.run_tool("make", "--keys=keys", "--pcap=made", self.put("fields", json.dumps(fields).encode()))
        self.run_tool("check", "--keys=keys", "made")

    def test_bad_fields(self):
        good = {"protocol": "udp", "source_port": 1, "destination_port": 2, "type": "L4_INIT", "nonce_i": "00" * 16}
        self.run_tool("make", text=json.dumps(good).encode())
        for change in ({"protocol": "sctp"}, {"source_port": 0}, {"source_port": 65536}, {"source_port": "x"},
                       {"type": "HELLO"}, {"nonce_i": "00"}, {"nonce_i": 5}, {"echo": -1}, {"state_sequence": 1 << 32},
                       {"options": [{"type": "NONE"}]}, {"options": [{"type": "SUITES", "suites": ["best"]}]},
                       {"options": [{"type": "PORT_PAIRS", "pairs": [[1]]}]}, {"options": [5]}, {"payload": "00"},
                       {"options": [{"type": 1, "value": "00" * 1000}] * 2}, {"source": "here"},
                       {"payload": "00" * 70000}, {"protocol": "tcp", "tcp": {"options": "00"}},
                       {"type": "DATA"}, {"type": "DATA", "suite": "fast"}, {"type": "L4_OFFER"}, {"type": 1}, {"type": ""},
                       {"options": 5}, {"options": {}}, {"options": [{"type": "SUITES", "suits": ["fast"]}]},
                       {"options": [{"type": "PORT_PAIRS"}]}, {"seconds": -1}, {"seconds": 1e300}, {"seconds": "0"},
                       {"protocol": "tcp", "tcp": 5}, {"protocol": "tcp", "tcp": []}):
            self.run_tool("make", text=json.dumps({**good, **change}).encode(), status=2)
            self.assertRegex(self.said, r"^l4m-tool: -, object 1: .+\n$")
        for text in (b"{", b"[]", b"5", b'{"a": 1} x'):
            self.run_tool("make", text=text, status=2)
            self.assertIn("l4m-tool: ", self.said)


class Robust(ToolTest):
    """Whatever comes in: clear words and no crash."""

    def test_use(self):
        for arguments in ((), ("guess",), ("decode",), ("check", "x"), ("check", "--keys=keys"), ("decode", "--pcap=x", "y"),
                          ("decode", "--nothing", "x"), ("vectors", "--packet=0", "x"), ("vectors", "--connection=a", "x"),
                          ("decode", "missing"), ("decode", "--keys=missing", "missing"), ("make", "missing"),
                          ("make", "a", "b"), ("vectors", "missing"), ("vectors", "a", "b"),
                          ("vectors", "--pcap=/nowhere/x", VECTORS), ("decode", ".")):
            self.run_tool(*arguments, status=2)
            self.assertRegex(self.said, "^l4m-tool: .", arguments)
        self.assertIn(b"usage: l4m-tool", self.run_tool("--help"))

    def test_key_logs(self):
        self.capture()
        key = "00" * 32
        for line in ("l4m", "l4m sctp 1 2 fast a b c", "l4m tcp 0 2 fast a b c", "l4m tcp 1 65536 fast a b c",
                     "l4m tcp 1 2 slow a b c", "l4m tcp 1 2 default %s %s" % (key, key),
                     "l4m tcp 1 2 default %s %s %s" % (key, key, key[1:]),
                     "l4m tcp 1 2 default %s %s %s" % (key, key, key[2:]), "l4m tcp 1 2 default %s %s %s x" % (key, key, key),
                     "l4m tcp 1 2 default %s %s %sx" % (key, key, key[1:]), "l4m " + 1000 * "x"):
            self.put("bad", ("# a comment\n\n" + line + "\n").encode())
            self.run_tool("decode", "--keys=bad", "capture", status=2)
            self.assertIn("l4m-tool: bad, line 3: ", self.said)

    def test_unknown_link(self):
        self.run_tool("decode", self.capture(link=127), status=2)
        self.assertIn("link type 127", self.said)

    def test_cut_files(self):
        data = c.pcap(c.ETHERNET, [(i, c.frame(c.ETHERNET, c.ip_packet(*p[:4]))) for i, p in enumerate(self.packets[:8])])
        ng = c.pcapng(c.RAW, [(i, c.ip_packet(*p[:4])) for i, p in enumerate(self.packets[:8])])
        ends = set()
        for whole in (data, ng):
            for length in list(range(0, 260, 7)) + list(range(260, len(whole), 97)):
                self.run_tool("decode", "--keys=keys", self.put("cut", whole[:length]), status=(0, 2))
                ends.add(self.status)
                self.assertEqual(bool(self.said), self.status == 2)
        self.assertEqual(ends, {0, 2})

    def test_changed_files(self):
        rng = random.Random(3)
        whole = c.pcap(c.ETHERNET, [(i, c.frame(c.ETHERNET, c.ip_packet(*p[:4]))) for i, p in enumerate(self.packets)])
        ng = c.pcapng(c.RAW, [(i, c.ip_packet(*p[:4])) for i, p in enumerate(self.packets)])
        for i in range(40):
            data = bytearray(ng if i % 2 else whole)
            for _ in range(rng.randrange(1, 20)):
                data[rng.randrange(len(data) if i % 3 else 100)] ^= 1 << rng.randrange(8)
            for command in (("decode", "--all"), ("decode", "--all", "--json"), ("check",)):
                self.run_tool(*command, "--keys=keys", self.put("changed", data), status=(0, 1, 2))

    def test_changed_packets(self):
        # Many packets, each with bits changed or cut off, on each link: all are shown, in lines as in JSON.
        rng = random.Random(4)
        for link in (c.ETHERNET, c.PPP, c.RAW, c.SLL, c.SLL2, c.LOOP):
            frames = []
            for i in range(1500):
                data = bytearray(c.frame(link, c.ip_packet(*rng.choice(self.packets)[:4])))
                for _ in range(rng.randrange(4)):
                    data[rng.randrange(len(data))] = rng.choice((0, 255, rng.randrange(256)))
                frames.append((i, bytes(data[:rng.choice((len(data), len(data), rng.randrange(len(data) + 1)))])))
            self.put("changed", c.pcap(link, frames))
            found = self.objects("decode", "--all", "--json", "--keys=keys", "changed")
            self.assertEqual(len(found), len(frames))
            self.assertEqual({f["verdict"] for f in found}, {"plain", "extended", "malformed", "cut off", "unreadable"})
            self.assertEqual(len(self.run_tool("decode", "--all", "--keys=keys", "changed").splitlines()), len(frames))
            # What was decoded without fault can be made again.
            good = [f for f in found if f["verdict"] == "extended" and f.get("mac_is") == "right"]
            text = "\n".join(json.dumps(f) for f in good).encode()
            self.assertEqual(len(self.run_tool("make", text=text).split()), len(good))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
