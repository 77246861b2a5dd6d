#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Tests of the Wireshark dissector, by tshark.  usage: test_dissector.py TEST-VECTORS [unittest's arguments]

L4M_FIRST names the simulator's example l4m-first, L4M_EXAMPLES the directory of echo-server and echo-client, if their
packets are to be dissected too.
"""

import os
import random
import re
import select
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tool", "test"))

import captures as c  # noqa: E402, where it is found is said above

VECTORS = sys.argv[1]
SCRIPT = os.path.join(HERE, "..", "l4m.lua")
TYPES = {"1": "L4_INIT", "2": "L4_OFFER", "3": "DATA", "4": "EMPTY", "5": "ANSWER"}
# Dissectors that take payload of no particular form for their own.
DATA_ALONE = [a for p in ("tcp", "udp") for a in ("-d", p + ".port==7000,data")]


class DissectorTest(unittest.TestCase):
    """Runs tshark in a directory of its own, without anybody's settings."""

    @classmethod
    def setUpClass(cls):
        cls.connections = c.vectors(VECTORS)
        cls.packets = list(c.vector_packets(cls.connections))

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.put("keys", c.key_lines(self.connections).encode())

    def path(self, name):
        """A file of the directory."""
        return os.path.join(self.directory.name, name)

    def put(self, name, data):
        """Writes one."""
        with open(self.path(name), "wb") as file:
            file.write(data)
        return name

    def capture(self, packets, link=c.RAW, **more):
        """A capture of packets, 1 ms apart."""
        frames = [(1000 * i, c.frame(link, c.ip_packet(*p[:4]))) for i, p in enumerate(packets)]
        return self.put("capture", c.pcap(link, frames, **more))

    def tshark(self, *arguments, script=True, keys="keys", name="capture"):
        """What it writes; it must end well and Lua without an error."""
        command = ["tshark", "-n", "-r", name]
        if script:
            command += ["-X", "lua_script:" + SCRIPT]
        if script and keys:
            command += ["-o", "l4m.keys:" + self.path(keys)]
        environment = {**os.environ, "HOME": self.directory.name, "XDG_CONFIG_HOME": self.directory.name}
        done = subprocess.run([*command, *arguments], cwd=self.directory.name, env=environment, capture_output=True,
                              timeout=250, check=False)
        said = done.stderr.decode()
        self.assertEqual(done.returncode, 0, said)
        self.assertNotIn("Lua", said)
        return done.stdout.decode()

    def fields(self, *names, **more):
        """A row for each packet."""
        arguments = [a for name in names for a in ("-e", name)]
        text = self.tshark("-T", "fields", *DATA_ALONE, *arguments, **more)
        return [line.split("\t") for line in text.splitlines()]


class TestVectors(DissectorTest):
    """Every message of the test vectors, of every suite."""

    def all_right(self, packets):
        rows = self.fields("l4m.type", "l4m.mac.status", "_ws.malformed", "l4m.fault", "l4m.malformed", "l4m.invalid")
        self.assertEqual(len(rows), len(packets))
        for row, (*_, meaning) in zip(rows, packets):
            self.assertIn(TYPES[row[0]], meaning)
            self.assertEqual(row[1:], ["right" if c.has_mac(meaning) else "", "", "", "", ""], meaning)

    def test_links(self):
        for link in (c.ETHERNET, c.PPP, c.SLL):
            with self.subTest(link=link):
                self.capture(self.packets, link)
                self.all_right(self.packets)

    def test_ipv6(self):
        packets = list(c.vector_packets(self.connections, 6))
        self.capture(packets)
        self.all_right(packets)

    def test_fields(self):
        text = self.tshark_of_connection(7, "-V")
        for wanted in ("Type: L4_INIT (1)", "Option: SUITES (0x8001)", "Suite: default (0x0010)", "Group: x25519 (31)",
                       "Option: KEY_SHARE (0x8002)", "Option: PORT_PAIRS (0x8003)", "Option: CHOICE (0x8004)",
                       "Magic: L4M1", "Result: accept (0)", "[MAC is: right]", "[Answers the L4_INIT in frame: 1]",
                       "[Association: udp 40000:7000 default]", "The initiator has moved: 10.0.0.1 to fd00::1",
                       "[Packet number: 2]", "Responder's port: 7000"):
            self.assertIn(wanted, text)
        self.assertIn("Group: modp1024 (2)", self.tshark_of_connection(10, "-V") + self.tshark_of_connection(0, "-V"))
        self.assertIn("Reason: suite (22)", self.tshark_of_connection(11, "-V"))

    def tshark_of_connection(self, number, *arguments):
        self.capture(list(c.vector_packets(self.connections[number:number + 1])))
        return self.tshark(*arguments)

    def test_numbers_across_2_to_the_32(self):
        connection = next(x for x in self.connections if "2^32" in x["name"])
        packets = list(c.vector_packets([connection]))
        self.capture(packets)
        rows = self.fields("l4m.packet_number", "l4m.mac.status")
        numbers = [int(row[0]) for row in rows if row[0]]
        self.assertTrue(any(n >= 1 << 32 for n in numbers) and any(n < 1 << 32 for n in numbers), numbers)
        self.assertEqual([row[1] for row in rows[1:]], ["right"] * (len(packets) - 1))
        # With the last one before 2^32 not captured, the wrap shows in the low half alone.
        before = [i for i, row in enumerate(rows) if row[0] and int(row[0]) < 1 << 32][-1]
        self.assertEqual(packets[before][1], packets[before + 1][1])
        self.capture(packets[:before] + packets[before + 1:])
        rows = self.fields("l4m.mac.status")
        self.assertEqual([row[0] for row in rows[1:]], ["right"] * (len(packets) - 2))

    def test_two_passes(self):
        self.capture(self.packets)
        text = self.tshark("-2", "-Y", 'l4m.mac.status == "right"', "-T", "fields", "-e", "frame.number")
        self.assertEqual(len(text.split()), sum(c.has_mac(p[4]) for p in self.packets))

    def test_without_keys(self):
        self.capture(self.packets)
        rows = self.fields("l4m.type", "l4m.mac.status", "l4m.malformed", keys=None)
        for row, (*_, meaning) in zip(rows, self.packets):
            self.assertIn(TYPES[row[0]], meaning)
            self.assertEqual(row[1:], ["not checked: no key" if c.has_mac(meaning) else "", ""])

    def test_begun_late(self):
        # Without set-up the keys tell; without keys nothing can.
        for connection in self.connections[:9] + self.connections[12:21]:
            packets = [p for p in c.vector_packets([connection]) if "L4_" not in p[4]]
            self.capture(packets)
            self.assertEqual([row[0] for row in self.fields("l4m.mac.status")], ["right"] * len(packets))
            self.assertEqual([row[0] for row in self.fields("l4m.type", keys=None)], [""] * len(packets))

    def test_bad_key_log(self):
        self.capture(self.packets[:3])
        self.put("bad", b"\n# a comment\nl4m tcp 1 2 default 00 00 00\n")
        self.assertIn("line 3 is not a line of a key log", self.tshark("-V", keys="bad"))
        self.assertIn("key log cannot be used", self.tshark("-V", keys="missing"))
        # A directory can be opened, but not read.
        self.assertIn("key log cannot be used", self.tshark("-V", keys="."))


class Wrong(DissectorTest):
    """What is wrong is marked, and nothing stops the dissector."""

    def test_changed_bits(self):
        # One bit in each packet that has a MAC. A capture has one changed packet of each connection.
        rng = random.Random(1)
        for turn in range(4):
            packets, changed = [], []
            for connection in self.connections:
                if "key_i2r" not in connection:
                    continue
                mine = list(c.vector_packets([connection], 4))
                first = next(i for i, p in enumerate(mine) if "accept" in p[4])
                at = first + turn % (len(mine) - first)
                l4 = bytearray(mine[at][3])
                start = 4 * (l4[12] >> 4) if mine[at][0] == "tcp" else 8
                place = rng.randrange(start + 4, len(l4))
                l4[place] ^= 1 << rng.randrange(8)
                mine[at] = mine[at][:3] + (bytes(l4), mine[at][4])
                changed.append((len(packets) + at, mine[at][4], place))
                packets += mine
            self.capture(packets)
            rows = self.fields("l4m.mac.wrong", "l4m.malformed", "l4m.invalid", "l4m.fault", "l4m.mac.status")
            for number, meaning, place in changed:
                # With another nonce or round an L4_OFFER answers no L4_INIT.
                marked = any(rows[number][:3]) or rows[number][4] == "not checked: its L4_INIT is not in the capture"
                self.assertTrue(marked, (number, meaning, place))
            self.assertFalse(any(row[3] for row in rows))

    def test_malformed_messages(self):
        good = self.packets[0][3][8:]
        for words, text in (
                ("header length is beyond the end", good[:-1]), ("header length is below", good[:1] + b"\x07" + good[2:]),
                ("version is not 1", b"\x21" + good[1:]), ("bytes behind a message", good + b"x"),
                ("an option runs past the header", good[:34] + b"\xff" + good[35:]),
                ("SUITES has an impossible size", good[:35] + b"\3" + good[36:]),
                ("a critical option is not known", good[:33] + b"\x10" + good[34:]),
                ("SUITES or PORT_PAIRS is missing", good[:1] + b"\x08" + good[2:32]), ("a port is 0", good[:-2] + b"\0\0")):
            l4 = struct.pack("!HHHH", 1, 2, 8 + len(text), 0) + text
            self.capture([("udp", "10.0.0.1", "10.0.0.2", l4)])
            self.assertIn(words, self.tshark("-V"))

    def test_changed_packets(self):
        rng = random.Random(2)
        frames = []
        for i in range(1500):
            data = bytearray(c.ip_packet(*rng.choice(self.packets)[:4]))
            for _ in range(rng.randrange(5)):
                data[rng.randrange(20, len(data))] = rng.choice((0, 255, rng.randrange(256)))
            frames.append((i, bytes(data[:rng.choice((len(data), len(data), rng.randrange(len(data) + 1)))])))
        self.put("capture", c.pcap(c.RAW, frames))
        text = self.tshark("-V")
        for words in ("Lua Error", "Fault of the dissector", "Malformed extended header", "[MAC is: wrong]"):
            self.assertEqual(words in text, words[0] in "M[", words)

    def test_cut_off(self):
        self.capture(self.packets, cut=60)
        rows = self.fields("l4m.type", "l4m.mac.status", "l4m.fault")
        self.assertIn("not checked: cut off by the capture", [row[1] for row in rows])
        self.assertNotIn("wrong", [row[1] for row in rows if row[0] == "3"])


    def cut_everywhere(self, packets):
        """Frames of packets with their lengths, each cut off at each length from before its extended header on, and what is due of each:
        mark of the information, type, what the MAC is."""
        frames, due = [], []
        for packet in packets:
            whole = c.ip_packet(*packet[:4])
            start = 20 + (4 * (packet[3][12] >> 4) if packet[0] == "tcp" else 8)
            end = start + 4 * whole[start + 1]
            kind = str(whole[start] & 15)
            for n in range(start, len(whole) + 1):
                frames.append((whole[:n], len(whole)))
                due.append(["L4M cut off", ""] if n < end else [TYPES[kind], kind])
                due[-1].append("right" if n == len(whole) else "not checked: cut off by the capture")
        return frames, due

    def rows(self, frames, **more):
        """The same of a capture of them. There must be no fault."""
        self.put("capture", c.pcap(c.RAW, [(i, *frame) for i, frame in enumerate(frames)]))
        rows = self.fields("_ws.col.Info", "l4m.type", "l4m.mac.status", "l4m.fault", **more)
        self.assertEqual({row[3] for row in rows}, {""})
        return [[self.mark(row[0]), *row[1:3]] for row in rows]

    @staticmethod
    def mark(text):
        """What the dissector puts before the information; before that may stand what TCP thinks of the order."""
        found = re.search(r"\[(L4M cut off|L4M malformed|%s)" % "|".join(TYPES.values()), text)
        return found[1] if found else ""

    def test_cut_off_anywhere(self):
        # Known by its set-up, by its key, by neither.
        for number in (0, 7, 8, 12, 20):
            packets = list(c.vector_packets([self.connections[number]], 4))
            first = next(i for i, p in enumerate(packets) if "accept" in p[4]) + 1
            setup = [(c.ip_packet(*p[:4]),) for p in packets[:first]]
            frames, due = self.cut_everywhere(packets[first:first + 3])
            with self.subTest(connection=self.connections[number]["name"]):
                self.assertEqual(self.rows(setup + frames)[first:], due)
                self.assertEqual(self.rows(frames), due)
                self.assertEqual({tuple(row) for row in self.rows(frames, keys=None)}, {("", "", "")})

    def test_setup_cut_off_anywhere(self):
        for number in (9, 21):
            packets = [p for p in c.vector_packets([self.connections[number]], 4) if "L4_" in p[4]]
            for packet in packets:
                frames, due = self.cut_everywhere([packet])
                # On UDP the mark stands within the extended header: behind it, four bytes at its offset 8.
                skip = 12 if packet[0] == "udp" else 0
                self.assertEqual(self.rows(frames, keys=None)[skip:-1], due[skip:-1], packet[4])

    def test_cut_off_and_no_extended_header(self):
        # Ordinary sockets on the ports of an association, or of a key: none of this can begin an extended header.
        setup = list(c.vector_packets([self.connections[7]], 4))[:2]
        ports = c.chosen_pair("udp", setup[1][3])

        def between(source, destination, data, captured):
            whole = c.ip_packet("udp", source, destination, struct.pack("!HHHH", *ports, 8 + len(data), 0) + data)
            return whole[:captured], len(whole)

        frames = []
        for text in (b"hello" * 8, b"\x23\7" + bytes(38), b"\x11\7" + bytes(38), b"\x16\7" + bytes(38),
                     b"\x13\5" + bytes(38), b"\x13\x0b" + bytes(38)):
            frames += [between("10.9.0.1", "10.9.0.2", text, n) for n in (30, 35, 48)]
        frames += [between("10.9.0.1", "10.9.0.2", bytes(23), n) for n in (28, 40)]
        self.assertEqual({row[0] for row in self.rows(frames)}, {""})
        # What could begin one is an ordinary socket's where neither end is the association's.
        data = b"\x13\7" + bytes(38)
        frames = [(c.ip_packet(*p[:4]),) for p in setup]
        frames += [between(*ends, data, 40) for ends in (("10.9.0.1", "10.9.0.2"), (setup[0][1], "10.9.0.2"),
                                                          ("10.9.0.1", setup[0][2]))]
        self.assertEqual([row[0] for row in self.rows(frames, keys=None)[2:]], ["", "L4M cut off", "L4M cut off"])


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\nContent-Type: text/plain\r\n\r\n" + b"a" * 3000


def http_stream(ports, starts=(100, 1000), keep=lambda l4: l4):
    """An HTTP exchange whose answer comes in three segments, the second one twice; starts: first sequence numbers."""
    request = b"GET /file HTTP/1.1\r\nHost: here\r\n\r\n"
    mine, theirs = starts

    def segment(out, sequence, acknowledgement, flags, data=b""):
        ends = ("10.0.0.1", "10.0.0.2")
        a, b = ports if out else ports[::-1]
        l4 = struct.pack("!HHIIHHHH", a, b, sequence, acknowledgement, 0x5000 | flags, 60000, 0, 0) + data
        return ("tcp", *(ends if out else ends[::-1]), keep(l4), "")

    yield segment(True, mine - 1, 0, 2)
    yield segment(False, theirs - 1, mine, 18)
    yield segment(True, mine, theirs, 16)
    yield segment(True, mine, theirs, 24, request)
    for at in (0, 1100, 1100, 2200):
        yield segment(False, theirs + at, mine + len(request), 16, ANSWER[at:at + 1100])
    yield segment(True, mine + len(request), theirs + len(ANSWER), 16)


class Streams(DissectorTest):
    """Applications above TCP: untouched when plain, put together when extended."""

    def test_plain_is_untouched(self):
        # With port 40000:7000 plain too, beside associations on the same ports elsewhere.
        packets = list(http_stream((40000, 80))) + self.packets + list(http_stream((40001, 80)))
        self.capture(packets)
        names = ("tcp.len", "tcp.seq", "tcp.reassembled.length", "http.response.code", "http.content_length",
                 "tcp.analysis.flags", "udp.length", "data.len")
        count = len(list(http_stream((1, 80))))
        mine, theirs = (self.fields(*names, script=script) for script in (True, False))
        for part in (slice(0, count), slice(-count, None)):
            self.assertEqual(mine[part], theirs[part])
            self.assertIn("200", [row[3] for row in mine[part]])
            self.assertIn(str(len(ANSWER)), [row[2] for row in mine[part]])

    def test_extended_is_put_together(self):
        # The same exchange, each segment with an extended header in it (of an association whose key is not given).
        connection = next(x for x in self.connections if x["name"] == "default over TCP")
        setup = list(c.vector_packets([connection]))[:2]
        ports = c.chosen_pair("tcp", setup[1][3])
        starts = [struct.unpack_from("!I", p[3], 4)[0] + 1 for p in setup]

        def protect(l4):
            return l4[:20] + b"\x13\x07" + bytes(26) + l4[20:]

        self.capture(setup + list(http_stream(ports, starts, protect))[2:])
        text = self.tshark("-d", "tcp.port==7000,http", "-T", "fields", "-e", "http.response.code", "-e",
                           "tcp.reassembled.length", "-e", "tcp.len", "-e", "l4m.payload_length", keys=None)
        rows = [line.split("\t") for line in text.splitlines()]
        self.assertIn("200", [row[0] for row in rows])
        self.assertIn(str(len(ANSWER)), [row[1] for row in rows])
        self.assertEqual([row[2] for row in rows[2:]], [row[3] for row in rows[2:]])

    def test_checksums(self):
        # Right stays right and wrong stays wrong when the extended header is taken off.
        for broken in (False, True):
            frames = []
            for i, (protocol, source, destination, l4, _) in enumerate(c.vector_packets(self.connections, 4)):
                packet = bytearray(c.ip_packet(protocol, source, destination, l4))
                at = 20 + (16 if protocol == "tcp" else 6)
                pseudo = bytes(packet[12:20]) + struct.pack("!HH", packet[9], len(l4)) + l4 + bytes(len(l4) % 2)
                total = sum(v for v, in struct.iter_unpack("!H", pseudo))
                while total >> 16:
                    total = (total & 0xFFFF) + (total >> 16)
                struct.pack_into("!H", packet, at, (0xFFFF - total) ^ (1 if broken else 0))
                frames.append((i, bytes(packet)))
            self.put("capture", c.pcap(c.RAW, frames))
            text = self.tshark("-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T", "fields",
                               "-e", "tcp.checksum.status", "-e", "udp.checksum.status")
            self.assertEqual({row.strip() for row in text.splitlines()}, {"0" if broken else "1"})


@unittest.skipUnless(os.environ.get("L4M_FIRST"), "needs the simulator's l4m-first")
class Simulated(DissectorTest):
    """Captures of the simulator."""

    def test_captures(self):
        first = os.path.abspath(os.environ["L4M_FIRST"])
        for suite in ("paper", "modp2048-hmac-sha1", "default", "fast"):
            for transport in ([], ["--udp"]):
                with self.subTest(suite=suite, transport=transport):
                    if os.path.exists(self.path("keys")):
                        os.remove(self.path("keys"))
                    subprocess.run([first, "--suite=" + suite, "--pcap=c", "--keys=keys", *transport], check=True,
                                   cwd=self.directory.name, capture_output=True)
                    self.one(transport)

    def one(self, transport):
        """One capture: all right; and with a byte changed, one wrong."""
        rows = self.fields("l4m.type", "l4m.mac.status", "_ws.malformed", "l4m.fault", "l4m.malformed", "l4m.invalid",
                           name="c-2-1.pcap")
        kinds = [row[0] for row in rows]
        self.assertNotIn("", kinds)
        self.assertTrue({"1", "2", "3"} <= set(kinds) and (not transport or {"4", "5"} <= set(kinds)), set(kinds))
        self.assertEqual({tuple(row[1:]) for row in rows if row[0] != "1"}, {("right", "", "", "", "")})
        with open(self.path("c-2-1.pcap"), "rb") as file:
            data = bytearray(file.read())
        data[-1] ^= 1
        self.put("changed", data)
        rows = self.fields("l4m.mac.status", name="changed")
        self.assertEqual([row[0] for row in rows].count("wrong"), 1)


class Relay:
    """Stands between echo client and server on loopback, as the way between them, and keeps what goes by."""

    ADDRESS = "127.0.0.9"

    def __init__(self, port):
        self.server = ("127.0.0.1", port)
        self.front = self.open(self.ADDRESS, port)
        self.back = {}  # what goes on to the server: a socket for each place of the client's, by that place
        self.packets = []

    @staticmethod
    def open(address, port):
        """A socket; on the same port as the client's or server's, since ports are under the MAC."""
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        opened.bind((address, port))
        return opened

    def keep(self, source, destination, data):
        """A packet as it is between the client and this place; the kernel's checksum is not to be seen here: 0 is none."""
        self.packets.append(("udp", source[0], destination[0],
                             struct.pack("!HHHH", source[1], destination[1], 8 + len(data), 0) + data))

    def step(self):
        """Whatever has arrived goes on."""
        for ready in select.select([self.front, *self.back.values()], [], [], 0.05)[0]:
            data, source = ready.recvfrom(2048)
            if ready is self.front:
                if source not in self.back:
                    self.back[source] = self.open("127.0.1.%s" % source[0].rsplit(".", 1)[1], source[1])
                self.keep(source, (self.ADDRESS, self.server[1]), data)
                self.back[source].sendto(data, self.server)
            else:
                client = next(place for place, back in self.back.items() if back is ready)
                self.keep((self.ADDRESS, self.server[1]), client, data)
                self.front.sendto(data, client)

    def close(self):
        """Closes all sockets."""
        for opened in (self.front, *self.back.values()):
            opened.close()


@unittest.skipUnless(os.environ.get("L4M_EXAMPLES"), "needs echo-server and echo-client")
class Loopback(DissectorTest):
    """What the echo client and server say to each other over real sockets."""

    def talk(self):
        """The packets of a client that moves once, and its keys in the file "echo-keys"."""
        programs = os.path.abspath(os.environ["L4M_EXAMPLES"])
        with subprocess.Popen([programs + "/echo-server"], stdout=subprocess.PIPE, text=True) as server:
            relay = Relay(int(server.stdout.readline().split()[2]))
            try:
                command = [programs + "/echo-client", "--port", str(relay.server[1]), "--server", relay.ADDRESS]
                with subprocess.Popen([*command, "--keys", self.path("echo-keys")], stdout=subprocess.DEVNULL) as client:
                    while client.poll() is None:
                        relay.step()
                self.assertEqual(client.returncode, 0)
            finally:
                relay.close()
                server.terminate()
                server.stdout.close()
        return relay.packets

    def test_every_mac_is_right_and_the_move_is_seen(self):
        packets = self.talk()
        self.capture(packets)
        rows = self.fields("l4m.type", "l4m.mac.status", "ip.src", "l4m.moved", "l4m.fault", keys="echo-keys")
        self.assertEqual(len(rows), len(packets))
        self.assertEqual([row[0] for row in rows[:2]], ["1", "2"])
        self.assertEqual({row[1] for row in rows[1:]}, {"right"})
        self.assertEqual([row[2] for row in rows if row[3]], ["127.0.0.3"], "the first packet from the new place, and no other")
        self.assertEqual({row[4] for row in rows}, {""})
        changed = [(*packet[:3], packet[3][:-1] + bytes([packet[3][-1] ^ 1])) for packet in packets[2:]]
        self.capture(packets[:2] + changed)
        rows = self.fields("l4m.mac.status", keys="echo-keys")
        self.assertEqual({row[0] for row in rows[2:]}, {"wrong"})


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
