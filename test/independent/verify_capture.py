#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Decodes captured connections and verifies every MAC in them, from the specification alone.

    verify_capture.py FILE.pcap KEYLOG

Shares no line with the codec: HMAC is Python's, AES-GCM that of the package cryptography. KEYLOG has a line for each
connection: l4m tcp|udp INITIATOR-PORT RESPONDER-PORT SUITE I2R R2I CONFIRM (ports on the wire, keys in hexadecimal).
Prints a line for each extended packet. Exit status 0: at least one L4_OFFER and one DATA verified, and nothing wrong.
"""

import hmac
import struct
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TYPES = {1: "L4_INIT", 2: "L4_OFFER", 3: "DATA", 4: "EMPTY", 5: "ANSWER"}
INIT, OFFER, DATA, EMPTY, ANSWER = TYPES
RESULTS = {0: "accept", 1: "retry", 2: "refuse"}
MAGIC = b"L4M1"
TCP_OPTION = bytes.fromhex("fe044c34")
CHOICE = 0x8004
WINDOW = 960

# name: identifier, hash of packet MACs (None: GMAC), hash of the L4_OFFER's MAC, packet numbers (section 4)
SUITES = {
    "paper": (0x0001, "md5", "md5", False),
    "modp1536-hmac-sha1": (0x0002, "sha1", "sha1", True),
    "modp1536-hmac-sha256": (0x0003, "sha256", "sha256", True),
    "modp2048-hmac-sha1": (0x0004, "sha1", "sha1", True),
    "modp2048-hmac-sha256": (0x0005, "sha256", "sha256", True),
    "modp3072-hmac-sha1": (0x0006, "sha1", "sha1", True),
    "modp3072-hmac-sha256": (0x0007, "sha256", "sha256", True),
    "default": (0x0010, "sha256", "sha256", True),
    "fast": (0x0011, None, "sha256", True),
}


class Bad(Exception):
    """What was found is not what the specification allows."""


def read_pcap(path):
    """Yields time in seconds and the bytes from the IP header on."""
    with open(path, "rb") as file:
        data = file.read()
    if len(data) < 24:
        raise Bad(f"{path}: too short for a capture")
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">", b"\xa1\xb2\x3c\x4d": ">"}.get(data[:4])
    if order is None:
        raise Bad(f"{path}: not a pcap file")
    unit = 1e-9 if data[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d") else 1e-6
    link = struct.unpack_from(order + "I", data, 20)[0]
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, kept, length = struct.unpack_from(order + "IIII", data, at)
        frame = data[at + 16 : at + 16 + kept]
        at += 16 + kept
        if kept < length:
            raise Bad(f"{path}: packets were cut off when captured")
        ip = strip_link(link, frame)
        if ip is not None:
            yield seconds + fraction * unit, ip


def strip_link(link, frame):
    if link == 1:  # Ethernet
        return frame[14:] if frame[12:14] in (b"\x08\x00", b"\x86\xdd") else None
    if link == 9:  # PPP, protocol number alone
        return frame[2:] if frame[:2] in (b"\x00\x21", b"\x00\x57") else None
    if link == 101:  # raw IP
        return frame
    raise Bad(f"link type {link} is none of 1 (Ethernet), 9 (PPP), 101 (raw IP)")


def strip_ip(ip):
    """The transport protocol's number and its bytes; None where there is none whole."""
    if ip[0] >> 4 == 4:
        if struct.unpack_from(">H", ip, 6)[0] & 0x3FFF:
            raise Bad("a fragment: the extended header must never cause one (section 2)")
        return ip[9], ip[4 * (ip[0] & 15) : struct.unpack_from(">H", ip, 2)[0]]
    if ip[6] == 44:
        raise Bad("a fragment: the extended header must never cause one (section 2)")
    return ip[6], ip[40 : 40 + struct.unpack_from(">H", ip, 4)[0]]


def l4_length(proto, packet):
    return 8 if proto == 17 else 4 * (packet[12] >> 4)


def with_zero_checksum(proto, l4):
    at = 16 if proto == 6 else 6
    return l4[:at] + b"\0\0" + l4[at + 2 :]


def read_options(data):
    """Section 3.4: the options of a header, which fill it to its end."""
    options = []
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise Bad("option-length: no room for the head of an option")
        kind, length = struct.unpack_from(">HH", data, at)
        end = at + 4 + (length + 3) // 4 * 4
        if end > len(data):
            raise Bad(f"option-length: option {kind:#06x} runs past the header")
        options.append((kind, data[at + 4 : at + 4 + length]))
        at = end
    return options


def read_header(ext, fixed):
    """Section 3: type, echo, state sequence, whole header, options."""
    if len(ext) < 8:
        raise Bad("truncated: shorter than 8 bytes")
    if ext[0] >> 4 != 1:
        raise Bad(f"version: {ext[0] >> 4}")
    kind, length = ext[0] & 15, 4 * ext[1]
    if kind not in TYPES:
        raise Bad(f"type: {kind}")
    size = {INIT: 32, OFFER: 64}.get(kind, fixed)
    if length < size:
        raise Bad(f"length: {length}, at least {size} needed")
    if length > len(ext):
        raise Bad("truncated: header runs past the packet")
    echo, seq = struct.unpack_from(">HI", ext, 2)
    return kind, echo, seq, ext[:length], read_options(ext[size:length])


class Connection:
    """What an L4_OFFER that accepts has made (sections 6 and 8)."""

    def __init__(self, line, init, initiator_pair):
        self.name, i2r, r2i, self.confirm = line
        _, self.mac, self.offer_mac, self.numbers = SUITES[self.name]
        self.keys = {True: i2r, False: r2i}
        self.init = init
        self.pair = initiator_pair
        self.next = {True: 0, False: 0}
        self.seen = {True: set(), False: set()}
        self.seq = {True: None, False: None}

    def fixed(self):
        return 28 if self.numbers else 24

    def check_offer(self, proto, l4, offer):
        blank = offer[:48] + bytes(16) + offer[64:]
        text = with_zero_checksum(proto, l4) + blank + self.init
        return hmac.new(self.confirm, text, self.offer_mac).digest()[:16] == offer[48:64]

    def check(self, from_initiator, proto, l4, ext, payload):
        """Verifies a packet. Returns its number; raises Bad."""
        number, fixed = 0, self.fixed()
        if self.numbers:
            low, expected = struct.unpack_from(">I", ext, 8)[0], self.next[from_initiator]
            near = [(expected >> 32) + k << 32 | low for k in (-1, 0, 1)]
            number = min((n for n in near if n >= 0), key=lambda n: (abs(n - expected), -n))
        text = with_zero_checksum(proto, l4) + ext[: fixed - 16] + struct.pack(">I", number >> 32) + bytes(12)
        text += ext[fixed:] + payload
        if not self.holds(self.keys[from_initiator], number, text, ext[fixed - 16 : fixed]):
            raise Bad("mac: WRONG")
        if self.numbers:
            if number in self.seen[from_initiator]:
                raise Bad(f"replay: number {number} seen before")
            if self.next[from_initiator] - number > WINDOW:
                raise Bad(f"replay: number {number} too old")
            self.seen[from_initiator].add(number)
            self.next[from_initiator] = max(self.next[from_initiator], number + 1)
        return number

    def holds(self, key, number, text, mac):
        if self.mac is not None:
            return hmac.new(key, text, self.mac).digest()[:16] == mac
        try:
            AESGCM(key[:16]).decrypt(key[16:20] + struct.pack(">Q", number), mac, text)
        except InvalidTag:
            return False
        return True


class Verifier:
    def __init__(self, key_lines):
        self.key_lines = key_lines
        self.inits = {}
        self.connections = {}
        self.ok = {kind: 0 for kind in TYPES}
        self.wrong = 0
        self.plain = 0

    def packet(self, time, proto, packet):
        if proto not in (6, 17) or len(packet) < (20 if proto == 6 else 8):
            return
        size = l4_length(proto, packet)
        l4, rest = packet[:size], packet[size:]
        src, dst = struct.unpack_from(">HH", packet)
        try:
            if self.is_setup(proto, l4, rest):
                text = self.setup(proto, src, dst, l4, rest)
            else:
                text = self.data(proto, src, dst, l4, rest)
        except Bad as why:
            self.wrong += 1
            text = f"WRONG {why}"
        if text is None:
            self.plain += 1
        else:
            print(f"{time:12.6f} {'tcp' if proto == 6 else 'udp'} {src:5} > {dst:5}  {text}")

    @staticmethod
    def is_setup(proto, l4, rest):
        """Section 7.5."""
        if proto == 6:
            return bool(l4[13] & 6) and l4[20:24] == TCP_OPTION
        return len(rest) >= 12 and rest[0] & 15 in (INIT, OFFER) and rest[8:12] == MAGIC

    def setup(self, proto, src, dst, l4, rest):
        kind, _, seq, ext, options = read_header(rest, 0)
        if len(ext) != len(rest):
            raise Bad("length: bytes behind a set-up message")
        if ext[8:12] != MAGIC:
            raise Bad("magic")
        nonce = ext[16:32]
        if kind == INIT:
            self.inits[nonce] = ext
            self.ok[INIT] += 1
            return f"L4_INIT round {ext[12]} seq {seq} {len(ext)} bytes"
        if kind != OFFER:
            raise Bad(f"type: {TYPES[kind]} where a set-up message is announced")
        if nonce not in self.inits:
            raise Bad("an L4_OFFER without its L4_INIT")
        if ext[13] != 0:
            return f"L4_OFFER {RESULTS[ext[13]]} round {ext[12]}"
        return self.accept(proto, l4, ext, dict(options), self.inits[nonce])

    def accept(self, proto, l4, ext, options, init):
        suite, initiator_port, responder_port = struct.unpack(">HHH", options[CHOICE])
        for line in self.key_lines.get((proto, initiator_port, responder_port), []):
            if SUITES[line[0]][0] != suite:
                continue
            connection = Connection(line, init, (initiator_port, responder_port))
            if connection.check_offer(proto, l4, ext):
                self.connections.setdefault((proto, initiator_port, responder_port, ext[16:48]), connection)
                self.ok[OFFER] += 1
                return f"L4_OFFER accept {line[0]} ports {initiator_port}, {responder_port}  MAC ok"
        raise Bad("mac: WRONG (L4_OFFER), or its keys are not in the key log")

    def data(self, proto, src, dst, l4, rest):
        why = None
        for connection in self.connections.values():
            if {src, dst} != set(connection.pair):
                continue
            try:
                return self.data_of(connection, proto, src, l4, rest)
            except Bad as bad:
                why = bad
        if why is not None:
            raise why
        return None

    def data_of(self, connection, proto, src, l4, rest):
        kind, echo, seq, ext, options = read_header(rest, connection.fixed())
        payload = rest[len(ext) :]
        if kind not in (DATA, EMPTY, ANSWER):
            raise Bad(f"unexpected: {TYPES[kind]}")
        if kind != DATA and payload:
            raise Bad(f"length: {TYPES[kind]} with a payload")
        if any(option & 0x8000 for option, _ in options):
            raise Bad("option-critical")
        from_initiator = src == connection.pair[0]
        number = connection.check(from_initiator, proto, l4, ext, payload)
        before = connection.seq[from_initiator]
        moved = "  moved" if before is not None and seq > before else ""
        connection.seq[from_initiator] = seq if before is None else max(before, seq)
        self.ok[kind] += 1
        return f"{TYPES[kind]} seq {seq} echo {echo} number {number} payload {len(payload)}  MAC ok{moved}"


def read_keys(path):
    lines = {}
    with open(path, encoding="ascii") as file:
        for number, text in enumerate(file, 1):
            words = text.split()
            if len(words) != 8 or words[0] != "l4m" or words[1] not in ("tcp", "udp") or words[4] not in SUITES:
                raise Bad(f"{path}, line {number}: wanted l4m tcp|udp PORT PORT SUITE I2R R2I CONFIRM")
            key = (6 if words[1] == "tcp" else 17, int(words[2]), int(words[3]))
            lines.setdefault(key, []).append((words[4], *(bytes.fromhex(word) for word in words[5:])))
    return lines


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        verifier = Verifier(read_keys(sys.argv[2]))
        for time, ip in read_pcap(sys.argv[1]):
            verifier.packet(time, *strip_ip(ip))
    except (Bad, OSError, ValueError) as why:
        sys.exit(f"verify_capture.py: {why}")
    counts = ", ".join(f"{count} {TYPES[kind]}" for kind, count in verifier.ok.items() if count)
    print(f"verified in {len(verifier.connections)} connections: {counts or 'nothing'}; "
          f"{verifier.wrong} wrong, {verifier.plain} not extended")
    sys.exit(0 if verifier.ok[OFFER] and verifier.ok[DATA] and not verifier.wrong else 1)


if __name__ == "__main__":
    main()
